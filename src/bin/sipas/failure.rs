//! Why a command cannot go on: in words, and as an exit code.

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use sipas_forms::{
    dataset::source::Fault,
    form::Traced,
    text::{has_message, message},
    value::{Json, object},
};

use crate::{pointed::pointed, unread::Unread};

/// Why a command cannot go on.
#[derive(Debug)]
pub enum Failure {
    /// The command was called wrongly.
    Usage(String),
    /// The machine does not allow what was asked.
    Input(String),
    /// A document is refused as a whole: it is no JSON, or too large.
    Document(Refused),
    /// A file that cannot be opened, read or written.
    File {
        /// Which one.
        name: String,
        /// `cannot_open`, `cannot_read`, …
        code: &'static str,
        /// What the machine says.
        reason: Option<(io::ErrorKind, String)>,
        /// Whether the command named what is not there.
        missing: bool,
    },
    /// An option asks for what is not there.
    Asked {
        /// The stable code.
        code: &'static str,
        /// The sentence of the catalogue.
        told: &'static str,
        /// What the sentence takes.
        params: Vec<(&'static str, String)>,
    },
    /// A definition does not load.
    Definition {
        /// Which file.
        name: String,
        /// What is wrong with it.
        faults: Vec<Traced>,
        /// The expression of each that lies inside one.
        expressions: Vec<Option<String>>,
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
    /// What the catalogue says of it: a sentence of its own where more is known than the code.
    told: &'static str,
    /// The line and the column where it stops being readable, each from 1.
    place: Option<(usize, usize)>,
    /// What the sentence takes.
    params: Vec<(&'static str, Json)>,
    /// What is wrong with the file that this one names.
    cause: Option<Box<Failure>>,
}

impl Refused {
    /// A document with a code of the catalogue.
    pub fn new(path: &Path, code: &'static str) -> Self {
        let name = path.display().to_string();
        Self { name, code, told: code, place: None, params: Vec::new(), cause: None }
    }

    /// A document that is no JSON, or none that this program reads.
    pub fn unread(path: &Path, unread: Unread) -> Self {
        let Unread { code, told, place, params } = unread;
        let params = params.into_iter().map(|(key, value)| (key, value.into())).collect();
        Self { told, place: Some(place), params, ..Self::new(path, code) }
    }

    /// A document beyond `limit` bytes.
    pub fn too_large(path: &Path, limit: usize) -> Self {
        Self::limited(path, "too_large", limit)
    }

    /// Something with more than `max` of what `code` says.
    pub fn limited(path: &Path, code: &'static str, max: usize) -> Self {
        Self { params: vec![("max", max.into())], ..Self::new(path, code) }
    }

    /// A table that cannot be read, or no further.
    pub fn table(path: &Path, fault: &Fault) -> Self {
        let line = fault.line.map(Json::from).into();
        let own = fault.params.iter().map(|(key, value)| (*key, value.as_str().into()));
        let params = [("line", line), ("sheet", fault.sheet.as_deref().map(Json::from).into())].into_iter().chain(own);
        Self { told: fault.cause.sentence(), params: params.collect(), ..Self::new(path, fault.code()) }
    }

    /// A table with a fault in the columns of these questions.
    pub fn named(path: &Path, code: &'static str, names: &[&str]) -> Self {
        Self { params: vec![("names", names.join(", ").into())], ..Self::new(path, code) }
    }

    /// A definition whose lists or data in other files cannot be put in: `choice_list`, `data_file`.
    pub fn because(path: &Path, code: &'static str, cause: Failure) -> Self {
        Self { cause: Some(Box::new(cause)), ..Self::new(path, code) }
    }

    fn message(&self, language: &str) -> String {
        if let Some(cause) = &self.cause {
            return cause.uncoded(language);
        }
        let text = |value: &Json| value.as_text().map_or_else(|| value.to_text(), String::from);
        let params: Vec<(&str, String)> = self.params.iter().map(|(key, value)| (*key, text(value))).collect();
        let params: Vec<(&str, &str)> = params.iter().map(|(key, value)| (*key, value.as_str())).collect();
        of_file(self.told, language, &params)
    }

    /// With its place, without its code.
    fn uncoded(&self, language: &str) -> String {
        let place = self.place.map_or_else(String::new, |(line, column)| format!(":{line}:{column}"));
        format!("{}{place}: {}", self.name, self.message(language))
    }

    fn to_json(&self, language: &str) -> Json {
        let place = self.place.map(|(line, column)| [("line", line.into()), ("column", column.into())]);
        let own = place.into_iter().flatten().chain(self.params.iter().cloned());
        let cause = self.cause.as_ref().map_or_else(Vec::new, |cause| cause.params());
        fault(self.code, own.chain(cause).collect(), self.message(language))
    }
}

/// A fault as a definition's are listed.
fn fault(code: &str, params: Vec<(&'static str, Json)>, message: String) -> Json {
    object(vec![
        ("place", "".into()),
        ("name", Json::Null),
        ("code", code.into()),
        ("span", Json::Null),
        ("params", object(params)),
        ("message", message.into()),
    ])
}

/// The catalogue's sentence about a file: its own where the code has one, since the others speak to
/// those who fill forms, or to clients of a server.
pub fn of_file(code: &str, language: &str, params: &[(&str, &str)]) -> String {
    let own = format!("file_{code}");
    message(if has_message(&own) { &own } else { code }, language, params)
}

/// A number of things: `pages`, `questions`, `scores`, `responses`.
pub fn counted(things: &str, count: u64, language: &str) -> String {
    let number = if count == 1 { "one" } else { "many" };
    message(&format!("{things}_{number}"), language, &[("count", &count.to_string())])
}

/// The code of what is wrong with a JSON document. The tree's own refusals come as custom errors,
/// which serde keeps only as text.
pub fn json_fault(error: &serde_json::Error) -> &'static str {
    let text = error.to_string();
    ["too_deep", "duplicate_key"].into_iter().find(|code| text.starts_with(code)).unwrap_or("not_json")
}

impl Failure {
    /// Prints it and gives the exit code: what has a code as JSON to the standard output where that
    /// is asked for, else in words to the standard error.
    pub fn report(&self, language: &str, as_json: bool) -> ExitCode {
        if as_json && (self.is_listed() || matches!(self, Self::File { .. } | Self::Asked { .. })) {
            let json = object(vec![("ok", false.into()), ("diagnostics", self.to_json(language))]);
            return print(&(json.to_text() + "\n"))
                .map_or_else(|failure| failure.report(language, false), |()| self.exit_code());
        }
        if !matches!(self, Self::Closed) {
            // Where the standard error is closed there is nobody to tell.
            let _ = writeln!(io::stderr(), "{}", self.to_text(language));
        }
        self.exit_code()
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Closed => ExitCode::SUCCESS,
            Self::Usage(_) | Self::Asked { .. } | Self::File { missing: true, .. } => ExitCode::from(2),
            _ => ExitCode::from(1),
        }
    }

    /// The code of what is wrong with one file.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Document(refused) => refused.code,
            Self::File { code, .. } | Self::Asked { code, .. } => code,
            _ => "",
        }
    }

    /// Whether it lies in the document, so that it is listed with a code.
    pub const fn is_listed(&self) -> bool {
        matches!(self, Self::Document(_) | Self::Definition { .. })
    }

    /// In words.
    pub fn to_text(&self, language: &str) -> String {
        match self {
            Self::Document(refused) => format!("{} [{}]", refused.uncoded(language), refused.code),
            Self::Asked { code, .. } => format!("{} [{code}]", self.uncoded(language)),
            _ => self.uncoded(language),
        }
    }

    /// In words, without the code of a document that is refused as a whole.
    pub fn uncoded(&self, language: &str) -> String {
        match self {
            Self::Usage(text) | Self::Input(text) => text.clone(),
            Self::File { name, .. } => format!("{name}: {}", self.message(language)),
            Self::Asked { told, params, .. } => {
                let params: Vec<(&str, &str)> = params.iter().map(|(key, value)| (*key, value.as_str())).collect();
                message(told, language, &params)
            }
            Self::Document(refused) => refused.uncoded(language),
            Self::Definition { name, faults, expressions } => {
                let line = |(traced, expression): (&Traced, &Option<String>)| {
                    let fault = &traced.fault;
                    let shown = expression.as_ref().zip(fault.span).map(|(text, span)| pointed(text, span));
                    let shown = shown.map_or_else(String::new, |shown| format!("\n{shown}"));
                    format!("{name}: {} [{}]{shown}", traced.to_line(language), fault.code)
                };
                faults.iter().zip(expressions).map(line).collect::<Vec<_>>().join("\n")
            }
            Self::Closed => String::new(),
        }
    }

    /// What happened to a file; of anything else, nothing.
    fn message(&self, language: &str) -> String {
        let Self::File { code, reason, .. } = self else { return String::new() };
        let sentence = message(code, language, &[]);
        let why = reason.as_ref().map_or_else(String::new, |(kind, words)| match kind {
            // The machine's own words are English.
            _ if language == "en" => words.clone(),
            io::ErrorKind::NotFound => message("not_found", language, &[]),
            io::ErrorKind::PermissionDenied => message("not_permitted", language, &[]),
            io::ErrorKind::IsADirectory => message("is_folder", language, &[]),
            _ => String::new(),
        });
        if why.is_empty() { sentence } else { format!("{sentence}: {why}") }
    }

    /// Which file is refused as a whole, and where.
    fn params(&self) -> Vec<(&'static str, Json)> {
        match self {
            Self::File { name, .. } => vec![("file", name.as_str().into())],
            Self::Document(Refused { name, place, params, .. }) => {
                let place = place.map(|(line, column)| [("line", line.into()), ("column", column.into())]);
                let file = [("file", name.as_str().into())].into_iter();
                file.chain(place.into_iter().flatten()).chain(params.iter().cloned()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// As a list of diagnostics.
    pub fn to_json(&self, language: &str) -> Json {
        match self {
            Self::Definition { faults, .. } => faults.iter().map(|fault| fault.to_json(language)).collect(),
            Self::Document(refused) => [refused.to_json(language)].into_iter().collect(),
            Self::File { name, code, .. } => {
                [fault(code, vec![("file", name.as_str().into())], self.message(language))].into_iter().collect()
            }
            Self::Asked { code, params, .. } => {
                let params = params.iter().map(|(key, value)| (*key, value.as_str().into())).collect();
                [fault(code, params, self.uncoded(language))].into_iter().collect()
            }
            _ => Json::Array(Vec::new()),
        }
    }
}

/// A failure to open, read or write `path`, by its code.
pub fn about(path: &Path, code: &'static str, error: &io::Error) -> Failure {
    let missing = error.kind() == io::ErrorKind::NotFound;
    Failure::File { name: path.display().to_string(), code, reason: Some((error.kind(), error.to_string())), missing }
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
        Err(error) => Err(about(Path::new("-"), "cannot_write", &error)),
        Ok(()) => Ok(()),
    }
}
