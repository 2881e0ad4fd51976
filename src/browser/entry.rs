//! One respondent's filling for a host that shows the form itself: it gives answers and is told
//! what they change.

use std::sync::Arc;

use sipas_forms::{
    entry::{self, Changes, Issue, Surroundings},
    form::{At, Kind},
    score::{Outcome, evaluate_one},
    submission::Envelope,
    value::Json,
};
use wasm_bindgen::prelude::*;

use crate::{
    Form,
    read::{compose, read},
};

/// A filling of a form. Questions are named by their JSON Pointers in the answers: `/name`,
/// `/rows/0/name`. A path of nothing is an `Error` with the message `unknown_question`.
///
/// What changed is JSON text of `{"relevance": [{"path", "relevant"}], "values": [{"path",
/// "value"}], "issues": [{"path", "issue"}], "progress": {"answered", "asked"}}`; a value is `null`
/// while it is empty or not relevant, an issue while nothing is wrong.
#[wasm_bindgen]
pub struct Entry {
    entry: entry::Entry,
}

#[wasm_bindgen]
impl Form {
    /// Begins a filling with stored answers, or with the form's defaults for `undefined`. `now` is
    /// a moment (RFC 3339), an ISO date or `""`; `language` that of labels which calculations read.
    ///
    /// # Errors
    /// When the answers are no JSON value.
    pub fn start(&self, answers: &JsValue, now: &str, language: &str) -> Result<Entry, JsError> {
        let entry = if answers.is_undefined() {
            entry::Entry::new(Arc::clone(&self.form), Surroundings::new(now, language))
        } else {
            self.entry(answers, now, language)?
        };
        Ok(Entry { entry })
    }

    /// Everything that answers score: JSON text of an array of score trees, as `sipas score --json` lists
    /// them.
    ///
    /// # Errors
    /// When the answers are no JSON value.
    pub fn report(&self, answers: &JsValue, now: &str, language: &str) -> Result<String, JsError> {
        let entry = self.entry(answers, now, language)?;
        let scores: Json = evaluate_one(&entry).iter().map(Outcome::to_report).collect();
        Ok(scores.to_text())
    }

    /// The submission of stored answers, ready to be posted: JSON text of the envelope, with the answers
    /// that are relevant and what they score. `started_at` and `completed_at` are moments (RFC 3339);
    /// the former is what `now()` gives.
    ///
    /// # Errors
    /// When the answers are no JSON value.
    pub fn submission(
        &self,
        answers: &JsValue,
        submission_id: &str,
        language: &str,
        started_at: &str,
        completed_at: &str,
    ) -> Result<String, JsError> {
        let entry = self.entry(answers, started_at, language)?;
        let envelope = Envelope {
            form: self.form.identity.clone(),
            submission_id: String::from(submission_id),
            language: String::from(language),
            started_at: String::from(started_at),
            completed_at: String::from(completed_at),
        };
        Ok(envelope.to_json(&entry).to_text())
    }
}

#[wasm_bindgen]
impl Entry {
    /// Gives a question a JSON value (`null` for none), or a repeat its rows; gives what changed.
    ///
    /// # Errors
    /// When there is no such question, or the value is no JSON value.
    pub fn set(&mut self, path: &str, value: &JsValue, language: &str) -> Result<String, JsError> {
        let at = self.find(path)?;
        let changes = self.entry.set(at, &read(value)?);
        Ok(self.told(&changes, language))
    }

    /// Gives a question what was typed, numbers and dates in the Vietnamese way; gives what changed.
    ///
    /// # Errors
    /// When there is no such question.
    #[wasm_bindgen(js_name = type)]
    pub fn type_in(&mut self, path: &str, text: &str, language: &str) -> Result<String, JsError> {
        let at = self.find(path)?;
        let changes = self.entry.type_in(at, &compose(text));
        Ok(self.told(&changes, language))
    }

    /// Adds a row to a repeat; its index, or `undefined` when there is no room for one. Read `state`
    /// after it.
    ///
    /// # Errors
    /// When there is no such repeat.
    #[wasm_bindgen(js_name = addRow)]
    pub fn add_row(&mut self, path: &str) -> Result<Option<usize>, JsError> {
        let at = self.repeat(path)?;
        Ok(self.entry.add_row(at))
    }

    /// Takes a row out of a repeat; whether there was one. Read `state` after it: the rows that
    /// followed have other paths.
    ///
    /// # Errors
    /// When there is no such repeat.
    #[wasm_bindgen(js_name = removeRow)]
    pub fn remove_row(&mut self, path: &str, row: usize) -> Result<bool, JsError> {
        let at = self.repeat(path)?;
        Ok(self.entry.remove_row(at, row))
    }

    /// How many rows a repeat has.
    ///
    /// # Errors
    /// When there is no such repeat.
    pub fn rows(&self, path: &str) -> Result<usize, JsError> {
        Ok(self.entry.rows(self.repeat(path)?))
    }

    /// Everything, in the form of what changed.
    #[must_use]
    pub fn state(&self, language: &str) -> String {
        self.told(&Changes::everything(&self.entry), language)
    }

    /// The answers as they would be sent: without what is not relevant. JSON text of an object.
    #[must_use]
    pub fn answers(&self) -> String {
        self.entry.answers().to_text()
    }

    /// Everything that is wrong: JSON text of an array of issues, in the definition's order.
    #[must_use]
    pub fn issues(&self, language: &str) -> String {
        let told = |issue: &Issue| issue.to_json(self.entry.form(), language);
        self.entry.issues().iter().map(told).collect::<Json>().to_text()
    }
}

impl Entry {
    fn told(&self, changes: &Changes, language: &str) -> String {
        changes.to_json(&self.entry, language).to_text()
    }

    /// What has an answer at this path, to the letter: the engine's own reading of paths forgives more.
    fn find(&self, path: &str) -> Result<At, JsError> {
        let form = self.entry.form();
        let has_answer = |at: &At| {
            let kind = form.element(at.element).map(|element| element.kind);
            !matches!(kind, None | Some(Kind::Group | Kind::Note | Kind::Check | Kind::Calculate(_)))
        };
        let found = form.at(path.split('/').skip(1)).filter(has_answer);
        let found = found.filter(|at| form.path(*at) == path && self.entry.has(*at));
        found.ok_or_else(|| JsError::new("unknown_question"))
    }

    fn repeat(&self, path: &str) -> Result<At, JsError> {
        let at = self.find(path)?;
        let is_repeat = self.entry.form().element(at.element).is_some_and(|element| element.kind.is_repeat());
        if is_repeat { Ok(at) } else { Err(JsError::new("unknown_question")) }
    }
}
