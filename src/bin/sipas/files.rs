//! Reading definitions and responses, with a limit on everything that is read.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use sipas_forms::{
    form::{Form, MAX_DEFINITION_BYTES, bundle, load},
    value::Json,
};

use crate::failure::{Failure, Refused, about};

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
    let file = File::open(path).map_err(|error| about(path, "open it", &error))?;
    Ok(Box::new(file))
}

/// Refuses to read two documents from the one standard input.
pub fn only_one_input(paths: &[&Path]) -> Result<(), Failure> {
    if paths.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(Failure::Usage(String::from("-: the standard input can be read only once; name a file instead")));
    }
    Ok(())
}

/// Everything in a file (or the standard input, for `-`), refused beyond `limit` bytes.
pub fn read(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    open(path)?.take(most).read_to_end(&mut bytes).map_err(|error| about(path, "read it", &error))?;
    if bytes.len() > limit {
        return Err(Failure::Document(Refused::too_large(path, limit)));
    }
    Ok(bytes)
}

/// A JSON document.
pub fn read_json(path: &Path, limit: usize) -> Result<Json, Failure> {
    let bytes = read(path, limit)?;
    serde_json::from_slice(&bytes).map_err(|error| Failure::Document(Refused::not_json(path, &error)))
}

/// Reads a definition, puts in the choice lists that lie beside it, and loads it.
pub fn read_definition(path: &Path) -> Result<Definition, Failure> {
    let json = read_json(path, MAX_DEFINITION_BYTES)?;
    let beside = if path.as_os_str() == "-" { Path::new("") } else { path.parent().unwrap_or(Path::new("")) };
    let list = |file: &str| read_json(&beside.join(file), MAX_DEFINITION_BYTES).map_err(|fault| fault.to_text("en"));
    let json = bundle(&json, &list).map_err(|detail| Failure::Document(Refused::choice_list(path, detail)))?;
    // Its lists count as well: a browser gets them in one document.
    if json.to_text().len() > MAX_DEFINITION_BYTES {
        return Err(Failure::Document(Refused::too_large(path, MAX_DEFINITION_BYTES)));
    }
    match load(&json) {
        Ok(form) => Ok(Definition { json, form }),
        Err(faults) => Err(Failure::Definition { name: path.display().to_string(), faults }),
    }
}

/// The definitions of a folder with the names of their files without `.json`, in the order of the
/// names. A JSON file without a `survey` is a choice list, not a definition.
pub fn read_definitions(folder: &Path) -> Result<Vec<(String, Definition)>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| about(folder, "read the folder", &error))?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| about(folder, "read the folder", &error))?.path();
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
