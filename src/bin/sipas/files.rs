//! Reading definitions and responses, with a limit on everything that is read.

use std::{
    cell::Cell,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use sipas_forms::{
    form::{Bundled, Diagnostic, Form, MAX_DEFINITION_BYTES, Traced, load},
    value::Json,
};

use crate::{
    failure::{Failure, Refused, about},
    unread::{MARK, Unread, is_utf16, offset},
};

/// A definition that loads.
pub struct Definition {
    /// The self-contained document.
    pub json: Json,
    /// What it says.
    pub form: Form,
}

/// Opens a file, or the standard input for `-`.
pub fn open(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|error| about(path, "cannot_open", &error))?;
    Ok(Box::new(file))
}

/// Refuses to read two documents from the one standard input.
pub fn only_one_input(paths: &[&Path]) -> Result<(), Failure> {
    if paths.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        let name = String::from("-");
        return Err(Failure::File { name, code: "one_input", reason: None, missing: true });
    }
    Ok(())
}

/// Everything in a file (or the standard input, for `-`), refused beyond `limit` bytes.
pub fn read(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    open(path)?.take(most).read_to_end(&mut bytes).map_err(|error| about(path, "cannot_read", &error))?;
    if bytes.len() > limit {
        return Err(Failure::Document(Refused::too_large(path, limit)));
    }
    Ok(bytes)
}

/// A JSON document.
pub fn read_json(path: &Path, limit: usize) -> Result<Json, Failure> {
    let bytes = read(path, limit)?;
    if is_utf16(&bytes) {
        return Err(Failure::Document(Refused::new(path, "not_utf8")));
    }
    let bytes = bytes.strip_prefix(MARK).unwrap_or(&bytes);
    serde_json::from_slice(bytes).map_err(|error| {
        let unread = Unread::new(bytes, offset(bytes, &error), (1, 1), &error);
        Failure::Document(Refused::unread(path, unread))
    })
}

/// Reads a definition, puts in the lists and the data that lie beside it, and loads it.
pub fn read_definition(path: &Path) -> Result<Definition, Failure> {
    let json = read_json(path, MAX_DEFINITION_BYTES)?;
    let beside = if path.as_os_str() == "-" { Path::new("") } else { path.parent().unwrap_or(Path::new("")) };
    let cause = Cell::new(None);
    let read = |file: &str| {
        // It is told in the language of the others, so not yet.
        read_json(&beside.join(file), MAX_DEFINITION_BYTES).map_err(|fault| {
            cause.set(Some(fault));
            String::new()
        })
    };
    let bundled = Bundled::new(&json, &read).map_err(|faults| unbundled(path, beside, faults, cause.take()))?;
    // Its lists count as well: a browser gets them in one document.
    if bundled.json.to_text().len() > MAX_DEFINITION_BYTES {
        return Err(Failure::Document(Refused::too_large(path, MAX_DEFINITION_BYTES)));
    }
    match load(&bundled.json) {
        Ok(form) => Ok(Definition { json: bundled.json, form }),
        Err(faults) => {
            let expressions = faults.iter().map(|fault| expression(&bundled.json, fault)).collect();
            let faults = faults.into_iter().map(|fault| bundled.trace(fault)).collect();
            Err(Failure::Definition { name: path.display().to_string(), faults, expressions })
        }
    }
}

/// A definition into which the files beside it cannot be put; `cause` is the file that cannot be read.
fn unbundled(path: &Path, beside: &Path, faults: Vec<Traced>, cause: Option<Failure>) -> Failure {
    let first = faults.first().map(|traced| &traced.fault);
    let is_list = first.is_some_and(|fault| !fault.place.starts_with("/data/"));
    let file = first.and_then(|fault| fault.params.iter().find(|(key, _)| *key == "file"));
    let file = file.map_or(Path::new(""), |(_, file)| Path::new(file));
    let cause = match (cause, first.map(|fault| fault.code)) {
        (Some(cause), _) => Some(cause),
        (None, Some("list_elsewhere")) => Some(Failure::Document(Refused::new(file, "list_elsewhere"))),
        (None, Some("list_without_choices")) => {
            Some(Failure::Document(Refused::new(&beside.join(file), "list_without_choices")))
        }
        _ => None,
    };
    if let Some(cause) = cause {
        let code = if is_list { "choice_list" } else { "data_file" };
        return Failure::Document(Refused::because(path, code, cause));
    }
    let expressions = vec![None; faults.len()];
    Failure::Definition { name: path.display().to_string(), faults, expressions }
}

/// The text at the place of a fault that lies inside an expression.
fn expression(definition: &Json, fault: &Diagnostic) -> Option<String> {
    fault.span?;
    let mut json = definition;
    for step in fault.place.split('/').skip(1) {
        let key = step.replace("~1", "/").replace("~0", "~");
        json = match json {
            Json::Array(elements) => elements.get(key.parse::<usize>().ok()?)?,
            _ => json.get(&key)?,
        };
    }
    json.as_text().map(String::from)
}

/// The definitions of a folder with the names of their files without `.json`, in the order of the
/// names. A JSON file without a `survey` is a choice list or data, not a definition.
pub fn read_definitions(folder: &Path) -> Result<Vec<(String, Definition)>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| about(folder, "cannot_read_folder", &error))?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| about(folder, "cannot_read_folder", &error))?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut definitions = Vec::new();
    for path in paths {
        let is_definition = read_json(&path, MAX_DEFINITION_BYTES)?.get("survey").is_some();
        if let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()).filter(|_| is_definition) {
            definitions.push((String::from(stem), read_definition(&path)?));
        }
    }
    Ok(definitions)
}
