//! Making a definition self-contained, before a form is loaded or hashed. What several forms share
//! lies in files beside them: choice lists (`XLSForm`'s `select_one_from_file`) are put in whole,
//! of data files what `{{path}}` and `for_each` ask for.

mod data;
mod expand;
mod lists;
#[cfg(all(test, feature = "program"))]
mod tests;
mod trace;
mod words;

use alloc::{string::String, vec::Vec};

use self::{
    expand::{Here, Work},
    trace::{Origin, traced},
};
use super::{
    Diagnostic, MAX_LISTS,
    load::{below, nth},
};
use crate::value::{Json, digits};

pub use trace::{Source, Traced};

/// What gives the document of a file by its name, or says why there is none.
pub type Read<'a> = dyn Fn(&str) -> Result<Json, String> + 'a;

/// A self-contained definition that knows where each part of it was written.
#[derive(Clone, Debug)]
pub struct Bundled {
    /// The definition, without `data` and without `$schema`, which only an editor reads.
    pub json: Json,
    origins: Vec<Origin>,
}

/// The self-contained definition: see [`Bundled::new`].
///
/// # Errors
/// As there.
pub fn bundle(definition: &Json, read: &Read<'_>) -> Result<Json, Vec<Traced>> {
    Bundled::new(definition, read).map(|bundled| bundled.json)
}

impl Bundled {
    /// Puts the files beside a definition, which `read` gives by their names, into it.
    ///
    /// # Errors
    /// Everything in the definition and in its files that cannot be put together; where a file cannot
    /// be read, only that.
    pub fn new(definition: &Json, read: &Read<'_>) -> Result<Self, Vec<Traced>> {
        if !matches!(definition, Json::Object(_)) {
            // Loading refuses it in its own words.
            return Ok(Self { json: definition.clone(), origins: Vec::new() });
        }
        let mut faults = Vec::new();
        let files = files(definition, read, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let data = data::named(definition, &files, &mut faults);
        let mut work = Work::new(&data, faults);
        work.check_references();
        let mut entries = Vec::new();
        for (key, value) in definition.entries().iter().filter(|(key, _)| key != "$schema" && key != "data") {
            let place = below("", key);
            let here = Here { at: &place, place: &place, item: None, depth: 1 };
            let value = match key.as_str() {
                "choices" => work.lists(value, &here, &files),
                "settings" => work.settings(value, &here, &files),
                _ => work.value(value, &here),
            };
            entries.push((key.clone(), value));
        }
        let Work { faults, origins, .. } = work;
        if faults.is_empty() { Ok(Self { json: Json::Object(entries), origins }) } else { Err(faults) }
    }
}

/// A file beside the definition.
struct File {
    name: String,
    json: Json,
}

/// The file of that name.
fn find<'a>(files: &'a [File], name: &str) -> Option<&'a File> {
    files.iter().find(|file| file.name == name)
}

/// A file that the definition names.
struct Named<'a> {
    name: &'a str,
    place: String,
    /// What to say if it is none beside the definition.
    elsewhere: &'static str,
}

impl<'a> Named<'a> {
    /// What the key `file` of an object names.
    fn new(json: &'a Json, place: &str, elsewhere: &'static str) -> Option<Self> {
        Some(Self { name: json.get("file")?.as_text()?, place: below(place, "file"), elsewhere })
    }
}

/// Every file that the definition names as it should; what it names otherwise is told where it is
/// put in.
fn named(definition: &Json) -> Vec<Named<'_>> {
    let entries = |key: &str| definition.get(key).map_or(&[][..], Json::entries);
    let mut named = Vec::new();
    for (name, json) in entries("data") {
        named.extend(Named::new(json, &below("/data", name), "data_elsewhere"));
    }
    for (name, json) in entries("choices") {
        let place = below("/choices", name);
        named.extend(Named::new(json, &place, "list_elsewhere"));
        let place = below(&place, "files");
        let parts = json.get("files").map_or(&[][..], Json::elements).iter().enumerate();
        named.extend(parts.filter_map(|(index, json)| Named::new(json, &nth(&place, index), "list_elsewhere")));
    }
    let words = definition.get("settings").and_then(|settings| settings.get("words"));
    for (language, json) in words.map_or(&[][..], Json::entries) {
        named.extend(Named::new(json, &below("/settings/words", language), "data_elsewhere"));
    }
    named
}

/// Reads every file that the definition names, each once; up to the first that cannot be read.
fn files(definition: &Json, read: &Read<'_>, faults: &mut Vec<Traced>) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    for Named { name, place, elsewhere } in named(definition) {
        let mut told = |code, params: &[(&'static str, &str)]| faults.push(traced(&place, code, params, None));
        // A plain file beside the definition: never a way to read anything else.
        if name.is_empty() || name.contains(['/', '\\']) || name.starts_with('.') {
            told(elsewhere, &[("file", name)]);
            break;
        }
        if find(&files, name).is_some() {
            continue;
        }
        if files.len() >= MAX_LISTS {
            told("definition_limit", &[("key", "file"), ("max", &digits(MAX_LISTS))]);
            break;
        }
        match read(name) {
            Ok(json) => files.push(File { name: String::from(name), json }),
            Err(reason) => {
                told("data_unread", &[("file", name), ("reason", &reason)]);
                break;
            }
        }
    }
    files
}
