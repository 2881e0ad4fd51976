//! Rules about several answers: what is told of one that does not hold.

use alloc::{string::String, vec::Vec};

use super::{Entry, Issue, Severity};
use crate::{
    expression::Value,
    form::{At, Element},
    text::pipes,
    value::Json,
};

impl Entry {
    /// What is told of a check that does not hold: its place is its first question, its figures are those
    /// of its message.
    pub(super) fn check_issue(&self, at: At, check: &Element, severity: Severity) -> Issue {
        let mut figures: Vec<(String, Json)> = Vec::new();
        for (_, text) in check.constraint_message.iter().chain(check.warning_message.iter()) {
            for (name, _) in pipes(text) {
                if figures.iter().all(|(known, _)| known != name) {
                    let value = self.form.find(name).and_then(|element| self.value(at.beside(element)));
                    figures.push((String::from(name), value.map(Value::to_json).into()));
                }
            }
        }
        let first = check.fields.first().copied().unwrap_or(at.element);
        Issue {
            question: Some(at),
            path: self.form.path(at.beside(first)),
            code: "check",
            severity,
            params: Vec::new(),
            figures,
        }
    }

    /// The questions that a check is about, in its row.
    #[must_use]
    pub fn fields(&self, check: At) -> Vec<At> {
        let fields = self.element(check).map_or(&[][..], |element| &element.fields);
        fields.iter().map(|field| check.beside(*field)).collect()
    }

    /// Whether every question that a check is about has an answer.
    #[must_use]
    pub fn is_complete(&self, check: At) -> bool {
        self.fields(check).into_iter().all(|field| self.value(field).is_some())
    }

    /// What is wrong with one answer, as [`Entry::issue`] has it, without its words.
    #[must_use]
    pub fn fault(&self, at: At) -> Option<(&'static str, Severity)> {
        let cell = self.cell(at)?;
        match &cell.broken {
            Some((code, _)) => Some((code, Severity::Error)),
            None => cell.warned.then_some(("warning", Severity::Warning)),
        }
    }
}
