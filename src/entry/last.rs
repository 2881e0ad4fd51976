//! What is carried of a report from one period to the next, and to the forms that go with it.

use alloc::{string::String, sync::Arc};

use super::{Entry, refresh::Pending, rows::Input};
use crate::{
    expression::{Expression, Value},
    form::{At, Kind},
    value::Json,
};

impl Entry {
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
