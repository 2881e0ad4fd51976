//! What depends on an answer is decided again when it changes, and nothing else.

use alloc::{collections::BinaryHeap, sync::Arc, vec, vec::Vec};

use super::{Entry, issue};
use crate::expression::Value;
use crate::form::{At, Form, Kind, MAX_REPEAT_DEPTH, Part, Required};

/// What changed with an answer, each in the order of the definition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The elements that became relevant, or no longer are.
    pub relevance: Vec<At>,
    /// The elements whose answer, value, relevance, need of an answer, issue or warning changed.
    pub states: Vec<At>,
    /// The elements whose label shows something else now.
    pub labels: Vec<At>,
    /// The questions that may have other choices now.
    pub choices: Vec<At>,
}

impl Changes {
    /// Adds what changed besides.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.relevance.append(&mut other.relevance);
        self.states.append(&mut other.states);
        self.labels.append(&mut other.labels);
        self.choices.append(&mut other.choices);
        *self = core::mem::take(self).in_order();
    }

    /// In the definition's order, not the order in which they were decided, and each once.
    pub(crate) fn in_order(mut self) -> Self {
        for list in [&mut self.relevance, &mut self.states, &mut self.labels, &mut self.choices] {
            *list = core::mem::take(list).into_iter().collect::<BinaryHeap<At>>().into_sorted_vec();
            list.dedup();
        }
        self
    }
}

/// In which rows a part of an element must be decided again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stale {
    No,
    Only([u16; MAX_REPEAT_DEPTH]),
    All,
}

/// What must be decided again, by element.
pub(super) struct Pending {
    states: Vec<Stale>,
    checks: Vec<Stale>,
    labels: Vec<Stale>,
}

impl Pending {
    pub(super) fn nothing(form: &Form) -> Self {
        let none = || vec![Stale::No; form.elements.len()];
        Self { states: none(), checks: none(), labels: none() }
    }

    pub(super) fn everything(form: &Form) -> Self {
        let all = || vec![Stale::All; form.elements.len()];
        Self { states: all(), checks: all(), labels: all() }
    }

    /// What is computed at `at` is decided again.
    pub(super) fn decide(&mut self, at: At) {
        mark(self.states.get_mut(at.element), Stale::Only(at.rows));
    }

    /// The answer at `at` changed: it must be checked, and all that reads it decided again.
    pub(super) fn mark(&mut self, form: &Form, at: At) {
        mark(self.checks.get_mut(at.element), Stale::Only(at.rows));
        let depth = form.depth(at.element);
        for link in form.links.get(at.element).into_iter().flatten() {
            let stale = match link.part {
                Part::State => &mut self.states,
                Part::Check => &mut self.checks,
                Part::Label => &mut self.labels,
            };
            // In the same repeat only the same row reads it.
            let whole = link.many || form.depth(link.element) != depth;
            mark(stale.get_mut(link.element), if whole { Stale::All } else { Stale::Only(at.rows) });
        }
    }
}

fn mark(slot: Option<&mut Stale>, wanted: Stale) {
    if let Some(slot) = slot {
        *slot = if *slot == Stale::No || *slot == wanted { wanted } else { Stale::All };
    }
}

impl Entry {
    fn stale(&self, stale: &[Stale], element: usize) -> Vec<At> {
        match stale.get(element) {
            None | Some(Stale::No) => Vec::new(),
            Some(Stale::Only(rows)) => vec![At { element, rows: *rows }],
            Some(Stale::All) => self.instances(element),
        }
    }

    /// Decides again what is pending: first what is relevant and what is computed, each after what
    /// it depends on, then what is wrong.
    pub(super) fn refresh(&mut self, mut pending: Pending) -> Changes {
        let form = Arc::clone(&self.form);
        let mut changes = Changes::default();
        for &element in &form.order {
            for at in self.stale(&pending.states, element) {
                let before = self.is_relevant(at);
                if self.decide(at) {
                    if self.is_relevant(at) != before {
                        changes.relevance.push(at);
                    }
                    changes.states.push(at);
                    pending.mark(&form, at);
                }
            }
        }
        for index in 0..form.elements.len() {
            for at in self.stale(&pending.checks, index) {
                if self.examine(at) {
                    changes.states.push(at);
                }
                if form.element(index).is_some_and(|element| element.choice_filter.is_some()) {
                    changes.choices.push(at);
                }
            }
            changes.labels.extend(self.stale(&pending.labels, index));
        }
        changes
    }

    /// Decides the relevance and the calculated value; tells whether either changed.
    fn decide(&mut self, at: At) -> bool {
        let form = Arc::clone(&self.form);
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
    fn examine(&mut self, at: At) -> bool {
        let form = Arc::clone(&self.form);
        let Some(element) = form.element(at.element) else { return false };
        let relevant = self.is_relevant(at);
        let required = relevant
            && match &element.required {
                Required::Constant(required) => *required,
                Required::When(expression) => self.is_true(expression, at),
            };
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
}
