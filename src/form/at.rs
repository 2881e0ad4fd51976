//! Which element, in which rows: the address of one answer, and its JSON Pointer.

use alloc::{string::String, vec::Vec};

use super::{Element, Form, MAX_REPEAT_DEPTH, MAX_ROWS};
use crate::value::digits;

/// One answer of a form: an element, and the rows of the repeats it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// The index of the element.
    pub element: usize,
    /// The row of each repeat around it, from 0, the outermost first; the rest are 0.
    pub rows: [u16; MAX_REPEAT_DEPTH],
}

impl From<usize> for At {
    /// An element that is in no repeat.
    fn from(element: usize) -> Self {
        Self { element, rows: [0; MAX_REPEAT_DEPTH] }
    }
}

impl At {
    /// The same rows of another element.
    #[must_use]
    pub const fn beside(self, element: usize) -> Self {
        Self { element, rows: self.rows }
    }

    /// Row `row` of the repeat at nesting depth `depth` (0 is the outermost), all deeper ones 0.
    #[must_use]
    pub fn in_row(self, depth: usize, row: usize) -> Self {
        let mut rows = self.rows;
        for (level, slot) in rows.iter_mut().enumerate().skip(depth) {
            *slot = if level == depth { u16::try_from(row).unwrap_or(u16::MAX) } else { 0 };
        }
        Self { element: self.element, rows }
    }

    /// The same with only its first `depth` rows, the rest 0.
    #[must_use]
    pub fn first_rows(self, depth: usize) -> Self {
        let mut rows = self.rows;
        rows.iter_mut().skip(depth).for_each(|row| *row = 0);
        Self { element: self.element, rows }
    }

    /// Its row in the repeat at nesting depth `depth`.
    #[must_use]
    pub fn row(self, depth: usize) -> usize {
        self.rows.get(depth).copied().map_or(0, usize::from)
    }
}

impl Form {
    /// In how many repeats an element is.
    #[must_use]
    pub fn depth(&self, element: usize) -> usize {
        let is_in_one = self.element(element).is_some_and(|element| element.repeat.is_some());
        if is_in_one { self.repeats(element).iter().flatten().count() } else { 0 }
    }

    /// The repeats around an element, the outermost first.
    #[must_use]
    pub fn repeats(&self, element: usize) -> [Option<usize>; MAX_REPEAT_DEPTH] {
        let mut around = [None; MAX_REPEAT_DEPTH];
        if self.element(element).is_none_or(|element| element.repeat.is_none()) {
            return around;
        }
        let mut inner = Some(element);
        // From the inside out; then what is empty goes to the end.
        for slot in around.iter_mut().rev() {
            inner = inner.and_then(|inner| self.element(inner)?.repeat);
            *slot = inner;
        }
        let empty = around.iter().take_while(|repeat| repeat.is_none()).count();
        around.rotate_left(empty);
        around
    }

    /// The JSON Pointer of an answer in the answers: `/rows/0/name`.
    #[must_use]
    pub fn path(&self, at: At) -> String {
        let name = |element: usize| self.element(element).map_or("", |element| element.name.as_str());
        let mut path = String::new();
        for (repeat, row) in self.repeats(at.element).into_iter().flatten().zip(at.rows) {
            path = [&path, "/", name(repeat), "/", &digits(row.into())].concat();
        }
        [&path, "/", name(at.element)].concat()
    }

    /// The JSON Pointer of the row of the repeat `at` at nesting depth `depth`.
    #[must_use]
    pub fn row_path(&self, at: At, depth: usize) -> String {
        [&self.path(at), "/", &digits(at.row(depth))].concat()
    }

    /// The row it is in, counted from 1, as people read it: `2`, in a repeat within one `2.1`.
    #[must_use]
    pub fn row_of(&self, at: At) -> Option<String> {
        let depth = self.depth(at.element);
        let rows: Vec<String> = (0..depth).map(|level| digits(at.row(level).saturating_add(1))).collect();
        (depth > 0).then(|| rows.join("."))
    }

    /// The answer that the steps of its path lead to (capitals count as small letters); what lies
    /// deeper leads to it as well, and what is not there to the repeat that should have it.
    #[must_use]
    pub fn at<'a>(&self, mut steps: impl Iterator<Item = &'a str>) -> Option<At> {
        let mut found: Option<At> = None;
        let mut around = None;
        for depth in 0..=MAX_REPEAT_DEPTH {
            let Some(step) = steps.next() else { break };
            let outer = found.map(|at| at.element);
            let named = |element: &Element| element.repeat == outer && element.name.eq_ignore_ascii_case(step);
            let Some(element) = self.elements.iter().position(named) else { break };
            let at = around.map_or(At::from(element), |around: At| around.beside(element));
            found = Some(at);
            let row = steps.next().and_then(|row| row.parse().ok()).filter(|row| *row < MAX_ROWS);
            match row {
                Some(row) if self.element(element).is_some_and(|element| element.kind.is_repeat()) => {
                    around = Some(at.in_row(depth, row));
                }
                _ => break,
            }
        }
        found
    }
}
