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

/// Why a command cannot go on.
#[derive(Debug)]
pub enum Failure {
    /// The command was called wrongly: a file that is not there, say.
    Usage(String),
    /// What was read has an error, or the machine does not allow what was asked.
    Input(String),
    /// A document is not JSON, is nested too deeply, or gives a key twice.
    NotJson(NotJson),
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

/// Where a document stops being JSON.
#[derive(Debug)]
pub struct NotJson {
    /// Which file.
    pub name: String,
    /// `not_json`, `too_deep` or `duplicate_key`.
    pub code: &'static str,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

impl NotJson {
    /// What serde says, without the text that it quotes.
    pub fn new(name: &str, error: &serde_json::Error) -> Self {
        Self { name: String::from(name), code: json_fault(error), line: error.line(), column: error.column() }
    }

    fn message(&self, language: &str) -> String {
        match (self.code, language) {
            ("duplicate_key", "en") => String::from("A key is given twice in one object."),
            ("duplicate_key", _) => String::from("Một khóa xuất hiện hai lần trong cùng một đối tượng."),
            (code, language) => message(code, language, &[]),
        }
    }
}

/// The code of what is wrong with a JSON document. The tree's own refusals come as custom errors,
/// which serde keeps only as text.
pub fn json_fault(error: &serde_json::Error) -> &'static str {
    let text = error.to_string();
    ["too_deep", "duplicate_key"].into_iter().find(|code| text.starts_with(code)).unwrap_or("not_json")
}

impl Failure {
    /// Prints it and gives the exit code.
    pub fn report(&self) -> ExitCode {
        if !matches!(self, Self::Closed) {
            // Where the standard error is closed there is nobody to tell.
            let _ = writeln!(io::stderr(), "{}", self.to_text("en"));
        }
        match self {
            Self::Closed => ExitCode::SUCCESS,
            Self::Usage(_) => ExitCode::from(2),
            _ => ExitCode::from(1),
        }
    }

    /// Whether it lies in the document, so that `check` lists it.
    pub const fn is_listed(&self) -> bool {
        matches!(self, Self::NotJson(_) | Self::Definition { .. })
    }

    /// In words.
    pub fn to_text(&self, language: &str) -> String {
        match self {
            Self::Usage(text) | Self::Input(text) => text.clone(),
            Self::NotJson(fault) => {
                format!("{}:{}:{}: {}", fault.name, fault.line, fault.column, fault.message(language))
            }
            Self::Definition { name, faults } => {
                faults.iter().map(|fault| format!("{name}: {}", fault.to_line(language))).collect::<Vec<_>>().join("\n")
            }
            Self::Closed => String::new(),
        }
    }

    /// As a list of diagnostics.
    pub fn to_json(&self, language: &str) -> Json {
        match self {
            Self::Definition { faults, .. } => faults.iter().map(|fault| fault.to_json(language)).collect(),
            Self::NotJson(fault) => [object(vec![
                ("place", "".into()),
                ("name", Json::Null),
                ("code", fault.code.into()),
                ("span", Json::Null),
                ("params", object(vec![("line", fault.line.into()), ("column", fault.column.into())])),
                ("message", fault.message(language).into()),
            ])]
            .into_iter()
            .collect(),
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
