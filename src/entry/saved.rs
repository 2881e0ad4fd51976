//! What is kept of a form between two sittings.

use alloc::{string::String, sync::Arc, vec::Vec};

use super::{Entry, Surroundings, rows::Input};
use crate::{
    expression::{Expression, Value},
    form::{At, Form},
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
}
