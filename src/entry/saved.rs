//! What is kept of a report between two sittings, and carried from one period to the next.

use alloc::{string::String, sync::Arc, vec::Vec};

use super::{Entry, Surroundings, refresh::Pending, rows::Input};
use crate::{
    expression::{Expression, Value},
    form::{At, Form, Kind},
    value::Json,
};

/// Everything that was given, whether it is sent now or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// An object as answers are sent; with what is not relevant, and with what a calculation keeps.
    pub answers: Json,
    /// An object of the texts that are no answers yet, by their paths.
    pub typed: Json,
}

impl Entry {
    /// Everything that was given.
    #[must_use]
    pub fn save(&self) -> Saved {
        let mut typed = Vec::new();
        self.walk(None, 0, &mut |at| {
            if let Some(Input::Refused(text, _)) = self.input(at).filter(|_| !self.is_repeat(at)) {
                typed.push((self.form.path(at), Json::from(text.as_str())));
            }
        });
        Saved { answers: self.given(None, 0), typed: Json::Object(typed) }
    }

    fn is_repeat(&self, at: At) -> bool {
        self.element(at).is_some_and(|element| element.kind.is_repeat())
    }

    fn given(&self, around: Option<At>, depth: usize) -> Json {
        let mut answers = Vec::new();
        for (index, element) in self.form.members(around.map(|at| at.element)) {
            let at = around.map_or(At::from(index), |around| around.beside(index));
            let kept = element.calculation.as_ref().is_some_and(Expression::keeps);
            let json = match self.input(at) {
                _ if element.kind.is_repeat() => {
                    let row = |row| self.given(Some(at.in_row(depth, row)), depth.saturating_add(1));
                    (self.rows(at) > 0).then(|| (0..self.rows(at)).map(row).collect())
                }
                Some(Input::Given(value)) => Some(value.to_json()),
                _ if kept => self.value(at).map(Value::to_json),
                _ => None,
            };
            answers.extend(json.filter(|json| *json != Json::Null).map(|json| (element.name.clone(), json)));
        }
        Json::Object(answers)
    }

    /// An entry with everything that was saved; the paths of what the form does not have are its unknown
    /// keys ([`Entry::strangers`]).
    #[must_use]
    pub fn reopen(form: &Arc<Form>, surroundings: impl Into<Surroundings>, saved: &Saved) -> Self {
        let mut entry = Self::from_answers(Arc::clone(form), surroundings, &saved.answers);
        for (path, text) in saved.typed.entries() {
            let at = form.at(path.split('/').skip(1)).filter(|at| form.path(*at) == *path && entry.has(*at));
            // Nobody types into rows: they would be gone.
            match (at.filter(|at| !entry.is_repeat(*at)), text.as_text()) {
                (Some(at), Some(text)) => {
                    entry.type_in(at, text);
                }
                _ => entry.push_unknown(path.clone()),
            }
        }
        entry
    }

    /// The paths of what was given and is no question.
    #[must_use]
    pub fn strangers(&self) -> Vec<String> {
        self.unknown.clone().into_sorted_vec()
    }

    /// Forgets what was given and is no question.
    pub fn forget_strangers(&mut self) {
        self.unknown.clear();
    }

    /// Takes of the last report what its questions say (`last_saved`): what is hidden always, a question
    /// only while it is empty.
    pub fn carry(&mut self, last: &Self) {
        let form = Arc::clone(&self.form);
        for (index, element) in form.elements.iter().enumerate() {
            let (at, Some(from)) = (At::from(index), element.last_saved) else { continue };
            // A number that JSON does not hold is none that was reported.
            let value = last.value(At::from(from)).cloned().and_then(Value::held);
            let input = match value {
                _ if element.kind != Kind::Hidden && !matches!(self.input(at), Some(Input::Empty)) => continue,
                Some(value) => {
                    let json = value.to_json();
                    // JSON's words for everything that is no text itself.
                    let text = || Json::Text(json.as_text().map_or_else(|| json.to_text(), String::from));
                    let json = if element.kind == Kind::Hidden { text() } else { json };
                    match form.read_answer(element.kind, &json) {
                        Ok(Some(value)) => Input::Given(value),
                        _ if element.kind == Kind::Hidden => Input::Empty,
                        _ => continue,
                    }
                }
                None if element.kind == Kind::Hidden => Input::Empty,
                None => continue,
            };
            if let Some(cell) = self.cell_mut(at) {
                cell.input = input;
            }
        }
        self.refresh(Pending::everything(&form));
    }

    /// Whether a last report agrees with this one in what must be the same; an answer that is missing in
    /// either says nothing.
    #[must_use]
    pub fn agrees(&self, last: &Self) -> bool {
        let same = |question: &usize| {
            let (here, there) = (self.value(At::from(*question)), last.value(At::from(*question)));
            here.is_none() || there.is_none() || here == there
        };
        self.form.reporting.last_saved_same.iter().all(same)
    }

    /// The figures and texts that a companion form begins with: an object of its answers.
    #[must_use]
    pub fn prefill(&self, prefill: &[(String, Expression)]) -> Json {
        let value = |expression: &Expression| self.evaluate_outside(expression).and_then(Value::held);
        let known = prefill.iter().filter_map(|(name, expression)| Some((name.clone(), value(expression)?.to_json())));
        Json::Object(known.collect())
    }
}
