//! Why a command cannot go on: in words, and as an exit code.

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use sipas_forms::{
    form::Diagnostic,
    text::message,
    value::{Json, object},
};

use crate::arguments::Listing;

/// Why a command cannot go on.
#[derive(Debug)]
pub enum Failure {
    /// The command was called wrongly: a file that is not there, say.
    Usage(String),
    /// The machine does not allow what was asked.
    Input(String),
    /// A document is refused as a whole: it is no JSON, or too large.
    Document(Refused),
    /// A definition does not load.
    Definition {
        /// Which file.
        name: String,
        /// What is wrong with it.
        faults: Vec<Diagnostic>,
    },
    /// Nobody reads the output any more: no fault.
    Closed,
}

/// A document that is refused as a whole.
#[derive(Debug)]
pub struct Refused {
    /// Which file.
    name: String,
    /// `not_json`, `too_deep`, `duplicate_key`, `too_large`, …
    code: &'static str,
    /// The line and the column where it stops being readable, each from 1.
    place: Option<(usize, usize)>,
    /// What it must not exceed, in bytes.
    limit: Option<usize>,
    /// What no catalogue says, in words.
    detail: Option<String>,
}

impl Refused {
    /// A document with a code of the catalogue.
    pub fn new(path: &Path, code: &'static str) -> Self {
        Self { name: path.display().to_string(), code, place: None, limit: None, detail: None }
    }

    /// What serde says, without the text that it quotes.
    pub fn not_json(path: &Path, error: &serde_json::Error) -> Self {
        Self { place: Some((error.line(), error.column())), ..Self::new(path, json_fault(error)) }
    }

    /// A document beyond `limit` bytes.
    pub fn too_large(path: &Path, limit: usize) -> Self {
        Self { limit: Some(limit), ..Self::new(path, "too_large") }
    }

    /// A definition whose choice lists in other files cannot be put in.
    pub fn choice_list(path: &Path, detail: String) -> Self {
        Self { detail: Some(detail), ..Self::new(path, "choice_list") }
    }

    fn message(&self, language: &str) -> String {
        let limit = self.limit.unwrap_or_default();
        match (self.code, language) {
            ("duplicate_key", "en") => String::from("A key is given twice in one object."),
            ("duplicate_key", _) => String::from("Một khóa xuất hiện hai lần trong cùng một đối tượng."),
            ("too_large", "en") => format!("larger than the limit of {limit} bytes"),
            ("too_large", _) => format!("lớn hơn giới hạn {limit} byte"),
            ("choice_list", _) => self.detail.clone().unwrap_or_default(),
            (code, language) => message(code, language, &[]),
        }
    }

    fn to_json(&self, language: &str) -> Json {
        let place = self.place.map(|(line, column)| vec![("line", line.into()), ("column", column.into())]);
        let limit = self.limit.map(|limit| vec![("max", limit.into())]);
        object(vec![
            ("place", "".into()),
            ("name", Json::Null),
            ("code", self.code.into()),
            ("span", Json::Null),
            ("params", object(place.or(limit).unwrap_or_default())),
            ("message", self.message(language).into()),
        ])
    }
}

/// The code of what is wrong with a JSON document. The tree's own refusals come as custom errors,
/// which serde keeps only as text.
pub fn json_fault(error: &serde_json::Error) -> &'static str {
    let text = error.to_string();
    ["too_deep", "duplicate_key"].into_iter().find(|code| text.starts_with(code)).unwrap_or("not_json")
}

impl Failure {
    /// Prints it and gives the exit code: faults of the input as JSON to the standard output where
    /// that is asked for, else in words to the standard error.
    pub fn report(&self, listing: Option<&Listing>) -> ExitCode {
        let language = listing.map_or("en", |listing| listing.lang.code());
        if listing.is_some_and(|listing| listing.json) && self.is_listed() {
            let json = object(vec![("ok", false.into()), ("diagnostics", self.to_json(language))]);
            return print(&(json.to_text() + "\n")).map_or_else(|failure| failure.report(None), |()| ExitCode::from(1));
        }
        if !matches!(self, Self::Closed) {
            // Where the standard error is closed there is nobody to tell.
            let _ = writeln!(io::stderr(), "{}", self.to_text(language));
        }
        match self {
            Self::Closed => ExitCode::SUCCESS,
            Self::Usage(_) => ExitCode::from(2),
            _ => ExitCode::from(1),
        }
    }

    /// Whether it lies in the document, so that it is listed with a code.
    pub const fn is_listed(&self) -> bool {
        matches!(self, Self::Document(_) | Self::Definition { .. })
    }

    /// In words.
    pub fn to_text(&self, language: &str) -> String {
        match self {
            Self::Usage(text) | Self::Input(text) => text.clone(),
            Self::Document(refused) => {
                let place = refused.place.map_or_else(String::new, |(line, column)| format!(":{line}:{column}"));
                format!("{}{place}: {} [{}]", refused.name, refused.message(language), refused.code)
            }
            Self::Definition { name, faults } => {
                let line = |fault: &Diagnostic| format!("{name}: {} [{}]", fault.to_line(language), fault.code);
                faults.iter().map(line).collect::<Vec<_>>().join("\n")
            }
            Self::Closed => String::new(),
        }
    }

    /// As a list of diagnostics.
    pub fn to_json(&self, language: &str) -> Json {
        match self {
            Self::Definition { faults, .. } => faults.iter().map(|fault| fault.to_json(language)).collect(),
            Self::Document(refused) => [refused.to_json(language)].into_iter().collect(),
            _ => Json::Array(Vec::new()),
        }
    }
}

/// A failure to read or write `path`.
pub fn about(path: &Path, doing: &str, error: &io::Error) -> Failure {
    let text = format!("{}: cannot {doing}: {error}", path.display());
    if error.kind() == io::ErrorKind::NotFound { Failure::Usage(text) } else { Failure::Input(text) }
}

/// Writes a text to the standard output.
pub fn print(text: &str) -> Result<(), Failure> {
    write(text.as_bytes())
}

/// Writes to the standard output. A reader that has gone (`sipas … | head`) is no fault.
pub fn write(bytes: &[u8]) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    match output.write_all(bytes).and_then(|()| output.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Closed),
        Err(error) => Err(Failure::Input(format!("cannot write to the standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}
