//! The citizen's module: what JavaScript calls, and the form in a shadow root.
//!
//! Thin on purpose. Everything that is decided is decided in `sipas_forms`; here a JavaScript
//! value becomes a JSON tree, an event becomes an action of the walk, a patch becomes an
//! attribute. Results leave as JSON text, which `JSON.parse` turns into plain objects: a key such
//! as `__proto__` in an answer can then touch no prototype.

mod dom;
#[cfg(feature = "full")]
mod entry;
#[cfg(feature = "full")]
mod files;
mod read;
#[cfg(feature = "full")]
mod tally;
mod view;

use std::sync::Arc;

use sipas_forms::{
    entry::{Entry as Filling, Surroundings},
    form,
    score::{Outcome, evaluate_one},
    submission::{self, Reply},
    value::{Json, object},
};
use wasm_bindgen::prelude::*;

#[cfg(feature = "full")]
pub use entry::Entry;
#[cfg(feature = "full")]
pub use tally::{Tally, sample};
pub use view::View;

/// Takes 2 KiB of brotli less than the standard library's allocator, and constant time.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

use read::read;

/// The version of the engine.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    String::from(env!("CARGO_PKG_VERSION"))
}

/// What a reply means for a submission of any form: `accepted`, after a space with the receipt if there is one,
/// `rejected` (because of the answers), `other_version`, `sign_in`, `try_later` or `refused`.
#[wasm_bindgen]
#[must_use]
pub fn judge(status: u16, body: &JsValue) -> String {
    let outcome = match submission::judge(status, read(body).ok().as_ref(), None) {
        Reply::Accepted(Some(receipt)) => return ["accepted ", &receipt].concat(),
        Reply::Accepted(None) => "accepted",
        Reply::Rejected(_) => "rejected",
        Reply::OtherVersion => "other_version",
        Reply::SignIn => "sign_in",
        Reply::TryLater => "try_later",
        Reply::Refused(_) => "refused",
    };
    String::from(outcome)
}

/// A loaded form definition.
#[wasm_bindgen]
pub struct Form {
    form: Arc<form::Form>,
}

#[wasm_bindgen]
impl Form {
    /// Reads a form that `sipas pack` made.
    ///
    /// # Errors
    /// An `Error` whose `message` is `not_packed`, `other_version` or `needs_full`.
    pub fn unpack(bytes: &[u8]) -> Result<Form, JsError> {
        form::Form::unpack(bytes).map(|form| Self { form: Arc::new(form) }).map_err(JsError::new)
    }

    /// Loads a self-contained definition, as `JSON.parse` gives it.
    ///
    /// # Errors
    /// An `Error` whose `message` is the JSON text of the diagnostics:
    /// `[{"place", "name", "code", "span", "params", "message"}]`.
    #[cfg(feature = "full")]
    #[wasm_bindgen(constructor)]
    pub fn new(definition: &JsValue, language: &str) -> Result<Form, JsError> {
        let json = read(definition)?;
        match form::load(&json) {
            Ok(form) => Ok(Self { form: Arc::new(form) }),
            Err(faults) => Err(JsError::new(&diagnostics(&faults, language).to_text())),
        }
    }

    /// The form's identity: JSON text of `{"id", "version", "hash"}`.
    #[must_use]
    pub fn identity(&self) -> String {
        let identity = &self.form.identity;
        let member = |text: &str| Json::from(text);
        object(vec![
            ("id", member(&identity.id)),
            ("version", member(&identity.version)),
            ("hash", member(&identity.hash)),
        ])
        .to_text()
    }

    /// What is wrong with answers: JSON text of an array of issues, in the definition's order.
    /// `now` is a moment (RFC 3339), an ISO date or `""`.
    ///
    /// # Errors
    /// When the answers are no JSON value.
    pub fn validate(&self, answers: &JsValue, now: &str, language: &str) -> Result<String, JsError> {
        let entry = self.entry(answers, now, language)?;
        let issues: Json = entry.issues().iter().map(|issue| issue.to_json(&self.form, language)).collect();
        Ok(issues.to_text())
    }

    /// What answers score, as a submission carries it: JSON text of an array of score trees. The full
    /// module's `report` has targets, bands and all the rest.
    ///
    /// # Errors
    /// When the answers are no JSON value.
    pub fn score(&self, answers: &JsValue, now: &str, language: Option<String>) -> Result<String, JsError> {
        let entry = self.entry(answers, now, &language.unwrap_or_default())?;
        let scores: Json = evaluate_one(&entry).iter().map(Outcome::to_json).collect();
        Ok(scores.to_text())
    }

    /// The answers as they would be sent: without what is not relevant. JSON text of an object.
    ///
    /// # Errors
    /// When the answers are no JSON value.
    pub fn answers(&self, answers: &JsValue, now: &str, language: Option<String>) -> Result<String, JsError> {
        Ok(self.entry(answers, now, &language.unwrap_or_default())?.answers().to_text())
    }
}

impl Form {
    fn entry(&self, answers: &JsValue, now: &str, language: &str) -> Result<Filling, JsError> {
        Ok(Filling::from_answers(Arc::clone(&self.form), Surroundings::new(now, language), &read(answers)?))
    }
}

#[cfg(feature = "full")]
fn diagnostics(faults: &[form::Diagnostic], language: &str) -> Json {
    faults.iter().map(|fault| fault.to_json(language)).collect()
}

#[cfg(test)]
mod tests;
