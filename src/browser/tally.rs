//! Many responses counted together: what an officer's page or a worker adds up.

use std::sync::Arc;

use sipas_forms::{
    entry::{Entry, Surroundings},
    form,
    score::{self, Levels, report, sample_size},
    value::{Json, Ratio, object},
};
use wasm_bindgen::prelude::*;

use crate::{Form, read::read};

/// The counts of many responses to one form. Tallies of the same form add up, in any order.
#[wasm_bindgen]
pub struct Tally {
    form: Arc<form::Form>,
    counts: score::Tally,
    levels: Option<Levels>,
}

/// An `Error` whose message is JSON text.
fn error(members: Vec<(&str, Json)>) -> JsError {
    JsError::new(&object(members).to_text())
}

#[wasm_bindgen]
impl Tally {
    /// No responses yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(form: &Form) -> Self {
        let form = Arc::clone(&form.form);
        Self { counts: score::Tally::new(&form), levels: Levels::of(&form), form }
    }

    /// Counts the answers of one response; what is wrong with them is not asked (see
    /// `Form.validate`). `now` as there.
    ///
    /// # Errors
    /// When the answers are no JSON value; an `Error` whose message is JSON text of `{"code", "score"}` for
    /// figures that cannot be. The response is then not counted.
    pub fn add(&mut self, answers: &JsValue, now: &str) -> Result<(), JsError> {
        let entry = Entry::from_answers(Arc::clone(&self.form), Surroundings::new(now, ""), &read(answers)?);
        let added = self.counts.add(&entry);
        added.map_err(|fault| error(vec![("code", fault.code.into()), ("score", fault.score.as_str().into())]))
    }

    /// The questions of the bytes of [`Tally::add_levels`]: JSON text of an array of names, or of `null`
    /// for a form that scores more than levels.
    #[must_use]
    pub fn columns(&self) -> String {
        let name = |question: &usize| self.form.element(*question).map_or("", |element| element.name.as_str());
        let names = self.levels.as_ref().map(|levels| levels.questions().iter().map(name).collect::<Json>());
        Json::from(names).to_text()
    }

    /// Counts many responses: of each one byte for every question of [`Tally::columns`], 0 for no answer,
    /// else the place of the choice in its list, from 1. All are counted or none.
    ///
    /// # Errors
    /// An `Error` whose message is JSON text of `{"code": "not_a_choice", "row", "question"}` for the
    /// first byte that is no choice, without a question for a row that is incomplete;
    /// `{"code": "no_levels"}` for a form that scores more than levels.
    #[wasm_bindgen(js_name = addLevels)]
    pub fn add_levels(&mut self, rows: &[u8]) -> Result<(), JsError> {
        let levels = self.levels.as_ref().ok_or_else(|| error(vec![("code", "no_levels".into())]))?;
        levels.count(&mut self.counts, rows).map_err(|bad| {
            let question = bad.question.and_then(|question| self.form.element(question));
            let question = question.map(|element| element.name.as_str());
            error(vec![("code", "not_a_choice".into()), ("row", bad.row.into()), ("question", question.into())])
        })
    }

    /// Adds what another tally of the same form counted.
    ///
    /// # Errors
    /// An `Error` whose message is JSON text of `{"code": "other_form"}` for one of another form.
    pub fn merge(&mut self, other: &Self) -> Result<(), JsError> {
        if self.form.identity != other.form.identity {
            return Err(error(vec![("code", "other_form".into())]));
        }
        self.counts.merge(&other.counts);
        Ok(())
    }

    /// The results: JSON text of `{"responses", "scores"}`, with intervals for a design effect (1 for
    /// `undefined`).
    ///
    /// # Errors
    /// When the design effect is not above 0.
    pub fn report(&self, design_effect: Option<f64>) -> Result<String, JsError> {
        let effect = design_effect.map_or(Some(Ratio::ONE), Ratio::from_f64).filter(|effect| *effect > Ratio::ZERO);
        let effect = effect.ok_or_else(|| error(vec![("code", "design_effect".into())]))?;
        let responses = self.counts.responses().into();
        Ok(object(vec![("responses", responses), ("scores", report(&self.form, &self.counts, effect))]).to_text())
    }
}

/// How many to ask of a population, so that a share is right to within `error` percent (Yamane's
/// rule); `undefined` where there is no such number.
#[wasm_bindgen(js_name = sampleSize)]
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "JavaScript has no other numbers; bounded by 2^53"
)]
pub fn sample(population: f64, error: f64) -> Option<f64> {
    let is_count = (1.0..=9_007_199_254_740_991.0).contains(&population) && population.fract() == 0.0;
    let size = sample_size(population as u64, Ratio::from_f64(error)?);
    size.filter(|_| is_count).map(|size| size as f64)
}
