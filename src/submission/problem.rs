//! Problem details of RFC 9457, with the faulty places as JSON Pointers.

use alloc::{format, string::String, vec::Vec};

use crate::{
    entry::Issue,
    form::{Form, MAX_FAULTS},
    text::message,
    value::{Json, object},
};
#[cfg(feature = "full")]
use crate::{form, score};

/// One faulty place of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A JSON Pointer into the body, as a URI fragment: `#/answers/q1`.
    pub pointer: String,
    /// What is wrong, as a code.
    pub code: String,
    /// What to do, in words.
    pub detail: String,
    /// The code of the definition's rule that is broken; `""` for none.
    pub rule: String,
}

#[cfg(feature = "full")]
impl Fault {
    fn of_figures(pointer: String, fault: &score::Fault, problem: &Problem) -> Self {
        Self { pointer, code: String::from(fault.code), detail: problem.detail.clone(), rule: String::new() }
    }
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
            rule: String::new(),
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
                #[cfg(feature = "full")]
                rule: issue.rule(form).map(String::from).unwrap_or_default(),
                #[cfg(not(feature = "full"))]
                rule: String::new(),
            })
            .collect();
        let count = format!("{}", issues.len());
        let code = if issues.len() == 1 { "errors_one" } else { "errors_many" };
        Self { status: 422, code: "answers", detail: form.message(code, language, &[("count", &count)]), errors }
    }

    /// Right answers whose figures cannot be counted; the places are those that the denominator is
    /// computed from.
    #[cfg(feature = "full")]
    pub(super) fn figures(fault: &score::Fault, form: &Form, language: &str) -> Self {
        let language = form.language(language);
        let problem = Self { detail: form.message(fault.code, language, &[]), ..Self::new(422, fault.code, language) };
        let mut errors: Vec<Fault> = Vec::new();
        let mut visit = |score: &form::Score| {
            let denominator = score.rule.fraction.as_ref().filter(|_| score.name == fault.score);
            for reference in denominator.map(|(_, denominator)| denominator.references()).unwrap_or_default() {
                let Some(element) = form.element(reference.id) else { continue };
                // In a repeat nobody knows which row it is; a calculation is no question to go to.
                let path = if element.repeat.is_none() && element.kind.is_asked() { &*element.name } else { continue };
                let pointer = format!("#/answers/{path}");
                if errors.len() < MAX_FAULTS && errors.iter().all(|known| known.pointer != pointer) {
                    errors.push(Fault::of_figures(pointer, fault, &problem));
                }
            }
        };
        form.scores.iter().for_each(|score| score.walk(&mut visit));
        if errors.is_empty() {
            // Respondents are shown what is in this list, and nothing else.
            errors.push(Fault::of_figures(String::from("#/answers"), fault, &problem));
        }
        Self { errors, ..problem }
    }

    /// The body of `application/problem+json`.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let fault = |fault: &Fault| {
            let members = [("pointer", &fault.pointer), ("code", &fault.code), ("detail", &fault.detail)];
            let rule = (!fault.rule.is_empty()).then_some(("rule", &fault.rule));
            object(members.into_iter().chain(rule).map(|(key, text)| (key, text.as_str().into())).collect())
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
