//! The files that a command is given: one, several, or those of a folder.

use std::path::{Path, PathBuf};

use crate::failure::{Failure, Refused, about};

/// The most files that are read in one go.
const MAX_FILES: usize = 10_000;

/// What a command is given to read.
pub enum Given {
    /// One file, or the standard input.
    One(PathBuf),
    /// Several, in the order in which they are told.
    Many(Vec<PathBuf>),
}

/// The files that paths name: each itself, of a folder its `*.json` in the order of their names, and none
/// of the folders in it.
pub fn given(paths: &[PathBuf]) -> Result<Given, Failure> {
    if let [path] = paths
        && !path.is_dir()
    {
        return Ok(Given::One(path.clone()));
    }
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(inside(path)?);
        } else {
            files.push(path.clone());
        }
        if files.len() > MAX_FILES {
            return Err(Failure::Document(Refused::limited(path, "too_many_files", MAX_FILES)));
        }
    }
    Ok(Given::Many(files))
}

fn inside(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let cannot = |error| about(folder, "cannot_read_folder", &error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.extension().is_some_and(|extension| extension == "json") && !path.is_dir() {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Failure::Document(Refused::new(folder, "folder_empty")));
    }
    files.sort();
    Ok(files)
}
