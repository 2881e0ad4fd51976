//! What depends on an answer is decided again when it changes, and nothing else.

use alloc::{sync::Arc, vec, vec::Vec};

use super::{Changes, Entry, issue};
use crate::{
    expression::{Expression, Value},
    form::{At, Element, Form, Kind, MAX_REPEAT_DEPTH, Part, Required},
};

/// In which rows a part of an element must be decided again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stale {
    No,
    Only([u16; MAX_REPEAT_DEPTH]),
    All,
}

/// What must be decided again: of each element each [`Part`].
pub(super) struct Pending(Vec<[Stale; 3]>);

impl Pending {
    pub(super) fn nothing(form: &Form) -> Self {
        Self(vec![[Stale::No; 3]; form.elements.len()])
    }

    pub(super) fn everything(form: &Form) -> Self {
        Self(vec![[Stale::All; 3]; form.elements.len()])
    }

    /// What is computed at `at` is decided again.
    pub(super) fn decide(&mut self, at: At) {
        self.add(at.element, Part::State, Stale::Only(at.rows));
    }

    /// The answer at `at` changed: it must be checked, and all that reads it decided again.
    pub(super) fn mark(&mut self, form: &Form, at: At) {
        self.add(at.element, Part::Check, Stale::Only(at.rows));
        let depth = form.depth(at.element);
        for link in form.links.get(at.element).into_iter().flatten() {
            // In the same repeat only the same row reads it.
            let whole = link.many || form.depth(link.element) != depth;
            self.add(link.element, link.part, if whole { Stale::All } else { Stale::Only(at.rows) });
        }
    }

    fn add(&mut self, element: usize, part: Part, wanted: Stale) {
        if let Some(slot) = self.0.get_mut(element).and_then(|parts| parts.get_mut(part as usize)) {
            *slot = if *slot == Stale::No || *slot == wanted { wanted } else { Stale::All };
        }
    }

    /// In which rows a part of an element is pending; most are in none.
    fn of(&self, element: usize, part: Part) -> Option<Stale> {
        let stale = self.0.get(element)?.get(part as usize)?;
        (*stale != Stale::No).then_some(*stale)
    }
}

impl Entry {
    /// Visits the places of what is stale. (One alone takes no allocation, and nearly always it is alone.)
    fn each(&mut self, element: usize, stale: Stale, mut visit: impl FnMut(&mut Self, At)) {
        match stale {
            Stale::Only(rows) => visit(self, At { element, rows }),
            _ if self.form.depth(element) == 0 => visit(self, At::from(element)),
            _ => self.instances(element).into_iter().for_each(|at| visit(self, at)),
        }
    }

    /// Decides again what is pending: first what is relevant and what is computed, each after what
    /// it depends on, then what is wrong.
    pub(super) fn refresh(&mut self, mut pending: Pending) -> Changes {
        let form = Arc::clone(&self.form);
        let mut changes = Changes::default();
        for &element in &form.order {
            let Some(stale) = pending.of(element, Part::State) else { continue };
            self.each(element, stale, |entry, at| {
                let before = entry.is_relevant(at);
                if entry.decide(&form, at) {
                    if entry.is_relevant(at) != before {
                        changes.relevance.push(at);
                    }
                    changes.states.push(at);
                    pending.mark(&form, at);
                }
            });
        }
        for (index, element) in form.elements.iter().enumerate() {
            if let Some(stale) = pending.of(index, Part::Check) {
                self.each(index, stale, |entry, at| {
                    if entry.examine(&form, at) {
                        changes.states.push(at);
                    }
                    if element.choice_filter.is_some() {
                        changes.choices.push(at);
                    }
                });
            }
            if let Some(stale) = pending.of(index, Part::Label) {
                self.each(index, stale, |entry, at| {
                    changes.labels.push(at);
                    // The figures of a check that does not hold are part of what is told of it.
                    if element.kind.is_check() && entry.issue(at).is_some() {
                        changes.states.push(at);
                    }
                });
            }
        }
        changes
    }

    /// Decides the relevance and the calculated value; tells whether either changed.
    fn decide(&mut self, form: &Form, at: At) -> bool {
        let Some(element) = form.element(at.element) else { return false };
        // A repeat around it is the parent of something on the way up.
        let inside = element.parent.is_none_or(|parent| self.is_relevant(at.beside(parent)));
        let relevant = inside && element.relevant.as_ref().is_none_or(|expression| self.is_true(expression, at));
        let Some(cell) = self.cell_mut(at) else { return false };
        let before = cell.relevant;
        cell.relevant = relevant;
        let mut changed = relevant != before;
        if let Some(calculation) = &element.calculation {
            let mut value = if relevant { self.evaluate(calculation, at) } else { None };
            if calculation.keeps() {
                // What is kept is what is stored: no more than JSON holds.
                value = value.and_then(Value::held);
            }
            if let Some(cell) = self.cell_mut(at).filter(|cell| cell.calculated != value) {
                cell.calculated = value;
                changed = true;
            }
        }
        changed
    }

    /// Decides what is wrong with an answer; tells whether that changed.
    fn examine(&mut self, form: &Form, at: At) -> bool {
        let Some(element) = form.element(at.element) else { return false };
        let relevant = self.is_relevant(at);
        let required = relevant
            && match &element.required {
                Required::Constant(required) => *required,
                Required::When(expression) => self.is_true(expression, at),
            };
        if element.kind.is_check() {
            return self.examine_check(element, relevant, at);
        }
        let asked = relevant && (element.kind.is_asked() || element.kind.is_repeat() || element.kind == Kind::Hidden);
        let broken = if asked { issue::broken(self, at, element, required) } else { None };
        let value = if asked && broken.is_none() { self.value(at) } else { None };
        let held = element.warning.as_ref().is_none_or(|warning| self.is_true(warning, at));
        let warned = value.is_some() && !held;
        let Some(cell) = self.cell_mut(at) else { return false };
        let changed = cell.required != required || cell.broken != broken || cell.warned != warned;
        (cell.required, cell.broken, cell.warned) = (required, broken, warned);
        changed
    }

    /// Decides whether a check holds; tells whether that changed.
    fn examine_check(&mut self, element: &Element, relevant: bool, at: At) -> bool {
        let fails = |rule: &Option<Expression>| rule.as_ref().is_some_and(|rule| relevant && !self.is_true(rule, at));
        let broken = fails(&element.constraint).then(|| ("check", Vec::new()));
        let warned = fails(&element.warning);
        let Some(cell) = self.cell_mut(at) else { return false };
        let changed = cell.broken != broken || cell.warned != warned;
        (cell.broken, cell.warned) = (broken, warned);
        changed
    }
}
