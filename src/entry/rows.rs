//! Where an entry keeps its answers: a tree of rows, one cell for each element of a row.

use alloc::{vec, vec::Vec};

use super::{Entry, issue::Broken};
use crate::{
    expression::Value,
    form::{At, Element, Form, MAX_REPEAT_DEPTH},
};
use alloc::string::String;

/// What a respondent gave for one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    Empty,
    Given(Value),
    /// Something that is no value of the question, kept as it was typed, with the issue's code.
    Refused(String, &'static str),
}

/// One element in one row.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) input: Input,
    pub(super) relevant: bool,
    pub(super) required: bool,
    pub(super) calculated: Option<Value>,
    /// The first rule that is broken.
    pub(super) broken: Option<Broken>,
    /// Whether what should hold does not.
    pub(super) warned: bool,
    /// The rows of a repeat.
    pub(super) rows: Vec<Row>,
}

/// One row of a repeat, or the whole form.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
}

impl Cell {
    /// What counts as its value now.
    pub(super) fn value(&self) -> Option<&Value> {
        match &self.input {
            _ if !self.relevant => None,
            Input::Given(value) => Some(value),
            _ => self.calculated.as_ref(),
        }
    }
}

impl Row {
    /// A row of `repeat` (of the form for `None`) with the defaults and the fewest rows of the
    /// repeats in it.
    pub(super) fn new(form: &Form, repeat: Option<usize>) -> Self {
        let mut cells = Vec::new();
        for (index, element) in form.members(repeat) {
            let least = if element.kind.is_repeat() { element.min_rows } else { 0 };
            cells.push(Cell {
                input: element.default.clone().map_or(Input::Empty, Input::Given),
                relevant: false,
                required: false,
                calculated: None,
                broken: None,
                warned: false,
                rows: (0..least).map(|_| Self::new(form, Some(index))).collect(),
            });
        }
        Self { cells }
    }

    /// How many cells it has, those of the rows in it included.
    pub(super) fn size(&self) -> usize {
        let inner = self.cells.iter().flat_map(|cell| &cell.rows).map(Self::size);
        inner.fold(self.cells.len(), usize::saturating_add)
    }

    /// Takes the defaults away.
    pub(super) fn clear(&mut self) {
        for cell in &mut self.cells {
            cell.input = Input::Empty;
            cell.rows.clear();
        }
    }
}

impl Entry {
    pub(super) fn element(&self, at: At) -> Option<&Element> {
        self.form.element(at.element)
    }

    // A keystroke asks for hundreds of cells, nearly all of them in no repeat: that is tried first.
    pub(super) fn cell(&self, at: At) -> Option<&Cell> {
        let element = self.element(at)?;
        let mut row = &self.root;
        if element.repeat.is_some() {
            for (repeat, index) in self.form.repeats(at.element).into_iter().flatten().zip(at.rows) {
                row = row.cells.get(self.form.element(repeat)?.slot)?.rows.get(usize::from(index))?;
            }
        }
        row.cells.get(element.slot)
    }

    pub(super) fn cell_mut(&mut self, at: At) -> Option<&mut Cell> {
        let Self { form, root: row, .. } = self;
        let element = form.element(at.element)?;
        let mut row = row;
        if element.repeat.is_some() {
            for (repeat, index) in form.repeats(at.element).into_iter().flatten().zip(at.rows) {
                row = row.cells.get_mut(form.element(repeat)?.slot)?.rows.get_mut(usize::from(index))?;
            }
        }
        row.cells.get_mut(element.slot)
    }

    /// Whether its rows exist.
    #[must_use]
    pub fn has(&self, at: At) -> bool {
        self.cell(at).is_some()
    }

    /// How many rows a repeat has.
    #[must_use]
    pub fn rows(&self, repeat: At) -> usize {
        self.cell(repeat).map_or(0, |cell| cell.rows.len())
    }

    /// Every row's answer of an element, in order; of an element in no repeat, its one.
    #[must_use]
    pub fn instances(&self, element: usize) -> Vec<At> {
        self.instances_in(At::from(element), 0)
    }

    /// The instances of the element of `at` that share its first `fixed` rows.
    pub(super) fn instances_in(&self, at: At, fixed: usize) -> Vec<At> {
        let mut found = vec![at];
        let repeats = self.form.repeats(at.element);
        for (depth, repeat) in repeats.into_iter().enumerate().skip(fixed).take(MAX_REPEAT_DEPTH) {
            let Some(repeat) = repeat else { break };
            let rows = |at: At| (0..self.rows(at.beside(repeat))).map(move |row| at.in_row(depth, row));
            found = found.into_iter().flat_map(rows).collect();
        }
        found
    }

    /// All elements in all rows, in the order of the definition, each repeat's rows one after the
    /// other. `None` and 0 begin with the form itself.
    pub fn walk(&self, repeat: Option<At>, depth: usize, visit: &mut dyn FnMut(At)) {
        let inside = repeat.map(|at| at.element);
        for (index, element) in self.form.members(inside) {
            let at = repeat.map_or(At::from(index), |around| around.beside(index));
            visit(at);
            if element.kind.is_repeat() {
                for row in 0..self.rows(at) {
                    self.walk(Some(at.in_row(depth, row)), depth.saturating_add(1), visit);
                }
            }
        }
    }
}
