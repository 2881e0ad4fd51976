//! Problem details of RFC 9457, with the faulty places as JSON Pointers.

use alloc::{format, string::String, vec::Vec};

use crate::{
    entry::Issue,
    form::{Form, MAX_FAULTS},
    text::message,
    value::{Json, object},
};

/// One faulty place of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A JSON Pointer into the body, as a URI fragment: `#/answers/q1`.
    pub pointer: String,
    /// What is wrong, as a code.
    pub code: String,
    /// What to do, in words.
    pub detail: String,
}

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// The code; also the end of `type`.
    pub code: &'static str,
    /// What to do, in words.
    pub detail: String,
    /// The faulty places, in the order of the definition.
    pub errors: Vec<Fault>,
}

impl Problem {
    /// A problem whose words are the catalogue's under `code`.
    #[must_use]
    pub fn new(status: u16, code: &'static str, language: &str) -> Self {
        Self { status, code, detail: message(code, language, &[]), errors: Vec::new() }
    }

    pub(super) fn envelope(key: &str, language: &str) -> Self {
        let detail = message("envelope", language, &[("key", key)]);
        let fault = Fault {
            pointer: if key.is_empty() { String::from("#") } else { format!("#/{key}") },
            code: String::from("envelope"),
            detail: detail.clone(),
        };
        Self { status: 400, code: "envelope", detail, errors: alloc::vec![fault] }
    }

    pub(super) fn answers(issues: &[Issue], form: &Form, language: &str) -> Self {
        let language = form.language(language);
        let errors: Vec<Fault> = issues
            .iter()
            .take(MAX_FAULTS)
            .map(|issue| Fault {
                pointer: format!("#/answers{}", issue.path),
                code: String::from(issue.code),
                detail: issue.message(form, language),
            })
            .collect();
        let count = format!("{}", issues.len());
        let code = if issues.len() == 1 { "errors_one" } else { "errors_many" };
        Self { status: 422, code: "answers", detail: message(code, language, &[("count", &count)]), errors }
    }

    /// The body of `application/problem+json`.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let fault = |fault: &Fault| {
            object(vec![
                ("pointer", fault.pointer.as_str().into()),
                ("code", fault.code.as_str().into()),
                ("detail", fault.detail.as_str().into()),
            ])
        };
        object(vec![
            ("type", format!("urn:sipas-forms:problem:{}", self.code).into()),
            ("title", self.code.into()),
            ("status", u64::from(self.status).into()),
            ("detail", self.detail.as_str().into()),
            ("errors", self.errors.iter().map(fault).collect()),
        ])
    }
}
