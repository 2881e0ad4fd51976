//! Choice lists from files beside the definition.

use alloc::{string::String, vec::Vec};

use super::{
    File, Source,
    expand::{Here, Work},
    find,
    trace::Origin,
};
use crate::{
    form::load::{below, nth},
    value::{Json, object},
};

impl<'a> Work<'a> {
    /// The choice lists, those of files put in.
    pub(super) fn lists(&mut self, json: &Json, here: &Here<'_, 'a>, files: &[File]) -> Json {
        let Json::Object(entries) = json else { return self.value(json, here) };
        let depth = here.depth.saturating_add(1);
        let mut lists = Vec::new();
        for (name, list) in entries {
            let place = below(here.place, name);
            let here = Here { at: &place, place: &place, item: None, depth };
            let made = if list.get("files").is_some() {
                self.joined(list, &here, files)
            } else if let Some(Json::Text(file)) = list.get("file") {
                self.whole(list, file, &here, files)
            } else {
                Some(self.value(list, &here))
            };
            lists.push((name.clone(), made.unwrap_or(Json::Null)));
        }
        Json::Object(lists)
    }

    /// The list of one file: `{"file": "units.json"}`.
    fn whole(&mut self, list: &Json, file: &str, here: &Here<'_, 'a>, files: &[File]) -> Option<Json> {
        self.keys(list, here.place, &["file"]);
        let (at, place) = (String::from(here.at), below(here.place, "file"));
        let here = &Here { place: &place, ..*here };
        let (choices, source) = self.choices(file, here, files)?;
        let place = place.clone();
        self.origins.push(Origin { at, place, source: Some(source.clone()), whole: true });
        self.copied(choices, &source, here)
    }

    /// The lists of several files one after the other: `{"files": [{"file": …, "columns": {…}}]}`.
    fn joined(&mut self, list: &Json, here: &Here<'_, 'a>, files: &[File]) -> Option<Json> {
        self.keys(list, here.place, &["files"]);
        let Some(Json::Array(parts)) = list.get("files") else {
            self.wrong_type(here.place, "files", "array");
            return None;
        };
        let mut joined = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let place = nth(&below(here.place, "files"), index);
            self.keys(part, &place, &["file", "columns"]);
            let Some(file) = part.get("file").and_then(Json::as_text) else {
                self.wrong_type(&place, "file", "text");
                continue;
            };
            let columns = self.columns(part, &Here { place: &place, ..*here });
            let file_place = below(&place, "file");
            let here = Here { place: &file_place, ..*here };
            let (choices, source) = self.choices(file, &here, files)?;
            for (index, choice) in choices.elements().iter().enumerate() {
                self.spend(1, &here)?;
                let (at, place) = (nth(here.at, joined.len()), String::from(here.place));
                let source = Source { place: nth(&source.place, index), ..source.clone() };
                let here = Here { at: &at, place: &place, ..here };
                let mut choice = self.copied(choice, &source, &here)?;
                self.origins.push(Origin { at: at.clone(), place: place.clone(), source: Some(source), whole: true });
                self.add(&mut choice, &columns, &here)?;
                joined.push(choice);
            }
        }
        Some(Json::Array(joined))
    }

    /// The `choices` of a file.
    fn choices<'f>(&mut self, file: &str, here: &Here<'_, 'a>, files: &'f [File]) -> Option<(&'f Json, Source)> {
        // What cannot be read was told before.
        let json = &find(files, file)?.json;
        let choices = json.get("choices");
        if !matches!(choices, Some(Json::Array(_))) {
            let source = Source { file: String::from(file), place: String::new(), id: None };
            self.told(here.place, "list_without_choices", &[("file", file)], Some(source));
        }
        let source = Source { file: String::from(file), place: String::from("/choices"), id: None };
        Some((choices.filter(|choices| matches!(choices, Json::Array(_)))?, source))
    }

    /// The columns that the choices of a file get, each with its place. An empty one is as good as
    /// none.
    fn columns(&mut self, part: &Json, here: &Here<'_, 'a>) -> Vec<(String, Json, String)> {
        let Some(json) = part.get("columns") else { return Vec::new() };
        let place = below(here.place, "columns");
        if !matches!(json, Json::Object(_)) {
            self.told(&place, "definition_not_object", &[], None);
        }
        let made = self.origins.len();
        let mut columns = Vec::new();
        for (key, value) in json.entries() {
            let at = below(&place, key);
            let value = self.value(value, &Here { place: &at, ..*here });
            match value.as_text() {
                Some("") => {}
                Some(_) => columns.push((key.clone(), value, at)),
                None => self.wrong_type(&place, key, "text"),
            }
        }
        self.origins.truncate(made);
        columns
    }

    /// Gives a choice the columns that it does not have itself.
    fn add(&mut self, choice: &mut Json, columns: &[(String, Json, String)], here: &Here<'_, 'a>) -> Option<()> {
        for (key, value, place) in columns {
            let mut own = choice.get("columns").cloned().unwrap_or_else(|| object(Vec::new()));
            if !matches!(own, Json::Object(_)) || own.get(key).is_some() {
                continue;
            }
            self.spend(key.len().saturating_add(value.as_text().map_or(0, str::len)), here)?;
            own.insert(key, value.clone());
            choice.insert("columns", own);
            let at = below(&below(here.at, "columns"), key);
            self.origins.push(Origin { at, place: place.clone(), source: None, whole: false });
        }
        Some(())
    }
}
