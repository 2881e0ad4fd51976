//! What the report of the last period has for a question: offered, or carried over already.

use alloc::{string::String, vec::Vec};

use super::{Answer, Patch, Walk};
use crate::{
    expression::Value,
    form::{At, Kind},
};

impl Walk {
    /// What the last report offers for a question, as an answer of it.
    #[must_use]
    pub fn offered(&self, question: At) -> Option<Value> {
        let element = self.entry.form().element(question.element)?;
        self.of_last(element.kind, element.offer_saved?)
    }

    fn of_last(&self, kind: Kind, from: usize) -> Option<Value> {
        let value = self.last.as_ref()?.value(At::from(from))?;
        self.entry.form().read_answer(kind, &value.to_json()).ok()?
    }

    /// Whether something is offered that is not the answer already.
    #[must_use]
    pub fn is_offered(&self, question: At) -> bool {
        self.offered(question).is_some_and(|offered| self.entry.value(question) != Some(&offered))
    }

    /// What is offered, as people read it.
    #[must_use]
    pub fn offered_text(&self, question: At) -> Option<String> {
        let from = At::from(self.entry.form().element(question.element)?.offer_saved?);
        let last = self.last.as_ref()?;
        Some(last.write(from, last.value(from)?, &self.language))
    }

    /// Whether the answer is the one that was carried over of the last report.
    #[must_use]
    pub fn is_carried(&self, question: At) -> bool {
        let element = self.entry.form().element(question.element).filter(|element| element.kind.is_asked());
        let carried = element.and_then(|element| self.of_last(element.kind, element.last_saved?));
        carried.is_some() && carried.as_ref() == self.entry.value(question)
    }

    /// Answers a question with what is offered.
    pub fn take(&mut self, question: At) -> Vec<Patch> {
        let mut patches = self.answer(question, Answer::Saved);
        patches.push(Patch::Choices(question));
        patches
    }
}
