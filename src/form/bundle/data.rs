//! Data files: what a path leads to, and what is wrong with items that are told apart by an `id`.

use alloc::{string::String, vec, vec::Vec};

use super::{
    File, Source, Traced,
    expand::{Here, Work},
    find,
    trace::traced,
};
use crate::{
    form::load::{below, is_name, near, nth},
    value::Json,
};

/// A data file by the name that paths call it.
pub(super) struct Data<'a> {
    name: &'a str,
    file: &'a File,
    /// What must be an `id` of what: `{"tasks.lead": "agencies"}`.
    references: &'a [(String, Json)],
}

/// The data files of a definition. What is wrong with how it names them goes to `faults`.
pub(super) fn named<'a>(definition: &'a Json, files: &'a [File], faults: &mut Vec<Traced>) -> Vec<Data<'a>> {
    let mut told = |place: &str, code, params: &[(&'static str, &str)]| faults.push(traced(place, code, params, None));
    let json = definition.get("data");
    if json.is_some_and(|json| !matches!(json, Json::Object(_))) {
        told("/data", "definition_not_object", &[]);
    }
    let mut data = Vec::new();
    for (name, json) in json.map_or(&[][..], Json::entries) {
        let place = below("/data", name);
        if !is_name(name) {
            told(&place, "definition_bad_name", &[("name", name)]);
        }
        for (key, value) in json.entries() {
            match (&**key, value) {
                ("file", Json::Text(_)) | ("references", Json::Object(_)) => {}
                ("file", _) => {
                    told(&below(&place, key), "definition_wrong_type", &[("key", key), ("expected", "text")]);
                }
                ("references", _) => told(&below(&place, key), "definition_not_object", &[]),
                _ => {
                    let near = near(key, ["file", "references"].into_iter());
                    told(&below(&place, key), "definition_unknown_key", &[("key", key), ("near", near)]);
                }
            }
        }
        if json.get("file").is_none() {
            told(&below(&place, "file"), "definition_missing_key", &[("key", "file")]);
        }
        if let Some(file) = json.get("file").and_then(|file| find(files, file.as_text()?)) {
            data.push(Data { name, file, references: json.get("references").map_or(&[], Json::entries) });
        }
    }
    data
}

/// A value of a data file, and where it stands there.
#[derive(Clone)]
pub(super) struct Found<'a> {
    pub value: &'a Json,
    pub source: Source,
}

impl<'a> Found<'a> {
    fn whole(data: &Data<'a>) -> Self {
        let source = Source { file: data.file.name.clone(), place: String::new(), id: None };
        Self { value: &data.file.json, source }
    }

    fn member(&self, key: &str) -> Option<Self> {
        let source = Source { place: below(&self.source.place, key), ..self.source.clone() };
        Some(Self { value: self.value.get(key)?, source })
    }

    /// An element of an array: its `id` is what it is called from here on.
    fn element(&self, index: usize, value: &'a Json) -> Self {
        let id = id_of(value).map(String::from).or_else(|| self.source.id.clone());
        Self { value, source: Source { file: self.source.file.clone(), place: nth(&self.source.place, index), id } }
    }

    /// The elements of an array.
    pub fn elements(&self) -> impl Iterator<Item = Self> {
        self.value.elements().iter().enumerate().map(|(index, value)| self.element(index, value))
    }

    /// The only one of its elements that the path begins with, the longest such `id` first: an id may
    /// hold dots. With it what is left of the path.
    fn named<'p>(&self, path: &'p str) -> Option<(Self, Option<&'p str>)> {
        let rest = |value: &Json| match path.strip_prefix(id_of(value)?)? {
            "" => Some(None),
            rest => rest.strip_prefix('.').map(Some),
        };
        let alike =
            self.value.elements().iter().enumerate().filter_map(|(index, value)| Some((index, value, rest(value)?)));
        let (index, value, rest) = alike.min_by_key(|(_, _, rest)| rest.map_or(0, str::len))?;
        Some((self.element(index, value), rest))
    }
}

fn id_of(json: &Json) -> Option<&str> {
    json.get("id").and_then(Json::as_text)
}

/// A path up to its first dot, and what is left of it.
fn first(path: &str) -> (&str, Option<&str>) {
    path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)))
}

/// The names under which something can be found there.
fn names(value: &Json) -> Vec<&str> {
    match value {
        Json::Array(elements) => elements.iter().filter_map(id_of).collect(),
        _ => value.entries().iter().map(|(key, _)| key.as_str()).collect(),
    }
}

impl<'a> Work<'a> {
    /// What a path leads to: from the item that is repeated, or from a data file.
    pub(super) fn find(&mut self, path: &str, here: &Here<'_, 'a>) -> Option<Found<'a>> {
        let (head, rest) = first(path);
        let data = self.data;
        let item = here.item.filter(|item| item.value.get(head).is_some());
        let data = || Some(Found::whole(data.iter().find(|data| data.name == head)?));
        let (mut found, mut rest) = match (item, data()) {
            (Some(item), _) => (item.clone(), Some(path)),
            (None, Some(data)) => (data, rest),
            (None, None) => {
                let known = here.item.map_or_else(Vec::new, |item| names(item.value));
                let near = near(head, known.into_iter().chain(self.data.iter().map(|data| data.name)));
                let params = [("name", head), ("path", path), ("near", near)];
                self.told(here.place, "data_unknown_name", &params, here.item.map(|item| item.source.clone()));
                return None;
            }
        };
        while let Some(path_left) = rest {
            let known = found.value.elements().len().max(found.value.entries().len());
            self.step(known, here)?;
            let next = match found.value {
                Json::Array(_) => found.named(path_left),
                _ => found.member(first(path_left).0).map(|member| (member, first(path_left).1)),
            };
            let Some((next, left)) = next else {
                self.nothing(path, path_left, &found, here);
                return None;
            };
            if let (Json::Array(_), Some(id)) = (found.value, id_of(next.value)) {
                self.check_id(id, &found, here);
            }
            (found, rest) = (next, left);
        }
        Some(found)
    }

    /// Tells that nothing there has the name with which `left` begins.
    fn nothing(&mut self, path: &str, left: &str, found: &Found<'a>, here: &Here<'_, 'a>) {
        let known = names(found.value);
        let is_array = matches!(found.value, Json::Array(_));
        // An id may hold dots, so any of these may be the one that is misspelt.
        let ends = left.char_indices().filter(|(_, sign)| *sign == '.').map(|(end, _)| end);
        let mut heads: Vec<&str> = ends.filter_map(|end| left.get(..end)).chain([left]).collect();
        if is_array {
            heads.reverse();
        } else {
            heads.truncate(1);
        }
        let meant =
            heads.iter().map(|head| (*head, near(head, known.iter().copied()))).find(|(_, near)| !near.is_empty());
        let (name, near) = meant.unwrap_or((heads.first().copied().unwrap_or_default(), ""));
        let params = [("name", name), ("path", path), ("near", near)];
        self.told(here.place, "data_unknown_name", &params, Some(found.source.clone()));
    }

    /// Tells if more than one element has this id.
    fn check_id(&mut self, id: &str, array: &Found<'a>, here: &Here<'_, 'a>) {
        let mut alike = array.value.elements().iter().enumerate().filter(|(_, value)| id_of(value) == Some(id));
        if let (Some((one, _)), Some((other, value))) = (alike.next(), alike.next()) {
            let one = nth(&array.source.place, one);
            let source = array.element(other, value).source;
            self.told(here.place, "data_duplicate", &[("name", id), ("other", &one)], Some(source));
        }
    }

    /// Tells every id that more than one element has.
    pub(super) fn check_ids(&mut self, array: &Found<'a>, here: &Here<'_, 'a>) {
        let ids = array.value.elements().iter().filter_map(id_of);
        for id in crate::value::repeated(ids) {
            self.check_id(id, array, here);
        }
    }

    /// Tells every text that should be the `id` of something and is not.
    pub(super) fn check_references(&mut self) {
        for data in self.data {
            for (path, to) in data.references {
                let place = below(&below(&below("/data", data.name), "references"), path);
                let whole = Found::whole(data);
                let here = Here { at: "", place: &place, item: Some(&whole), depth: 0 };
                let Some(to) = to.as_text() else {
                    self.told(&place, "definition_wrong_type", &[("key", path), ("expected", "text")], None);
                    continue;
                };
                let Some(array) = self.find(to, &here).filter(|found| self.is_array(found, to, &here)) else {
                    continue;
                };
                self.check_ids(&array, &here);
                let ids = names(array.value);
                for found in self.all(path, whole.clone(), &here) {
                    if self.step(ids.len(), &here).is_none() {
                        return;
                    }
                    match found.value.as_text() {
                        Some(id) if ids.contains(&id) => {}
                        Some(id) => {
                            let params = [("name", id), ("path", to), ("near", near(id, ids.iter().copied()))];
                            self.told(&place, "data_unknown_id", &params, Some(found.source));
                        }
                        None => self.told(&place, "data_not_text", &[("path", path)], Some(found.source)),
                    }
                }
            }
        }
    }

    /// Everything that a path leads to, through every element of the arrays on its way.
    fn all(&mut self, path: &str, from: Found<'a>, here: &Here<'_, 'a>) -> Vec<Found<'a>> {
        let mut all = vec![from];
        for key in path.split('.') {
            let mut next = Vec::new();
            for found in each(all) {
                if self.step(found.value.entries().len(), here).is_none() {
                    return Vec::new();
                }
                match found.member(key) {
                    Some(member) => next.push(member),
                    None => self.nothing(path, key, &found, here),
                }
            }
            all = next;
        }
        each(all)
    }
}

/// The elements of those that are arrays, and the others.
fn each(all: Vec<Found<'_>>) -> Vec<Found<'_>> {
    let mut each = Vec::new();
    for found in all {
        if matches!(found.value, Json::Array(_)) { each.extend(found.elements()) } else { each.push(found) }
    }
    each
}
