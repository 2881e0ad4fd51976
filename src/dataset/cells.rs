//! The cells of one row, which all lie in one text.

use alloc::{string::String, vec::Vec};

/// The cells of one row. It borrows where the row was read, so a row of any width costs no allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cells<'a> {
    text: &'a str,
    ends: &'a [usize],
    /// How many bytes stand between two cells and belong to neither.
    gap: usize,
}

impl<'a> Cells<'a> {
    /// Cells that follow each other in `text`, each up to the byte of its own in `ends`.
    #[must_use]
    pub const fn new(text: &'a str, ends: &'a [usize]) -> Self {
        Self { text, ends, gap: 0 }
    }

    /// Cells with one byte between each two of them, as in the file itself.
    #[must_use]
    pub const fn separated(text: &'a str, ends: &'a [usize]) -> Self {
        Self { text, ends, gap: 1 }
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cell of a column, from 0; `None` where the row is shorter.
    #[must_use]
    pub fn get(&self, column: usize) -> Option<&'a str> {
        let end = *self.ends.get(column)?;
        let start = match column.checked_sub(1) {
            Some(before) => self.ends.get(before)?.saturating_add(self.gap),
            None => 0,
        };
        self.text.get(start..end)
    }

    /// The bytes of all of them, from the left.
    pub(super) fn bytes(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let Self { text, ends, gap } = *self;
        let text = text.as_bytes();
        let mut start = 0_usize;
        ends.iter().map(move |end| {
            let cell = text.get(start..*end).unwrap_or_default();
            start = end.saturating_add(gap);
            cell
        })
    }

    /// All of them, from the left.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let Self { text, ends, gap } = *self;
        let mut start = 0_usize;
        ends.iter().map(move |end| {
            let cell = text.get(start..*end).unwrap_or_default();
            start = end.saturating_add(gap);
            cell
        })
    }
}

/// The cells of a row that outlive where they were read.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    text: String,
    ends: Vec<usize>,
    gap: usize,
}

impl Kept {
    /// Those of texts.
    pub(super) fn of_texts(texts: &[String]) -> Self {
        let mut kept = Self::default();
        for cell in texts {
            kept.text.push_str(cell);
            kept.ends.push(kept.text.len());
        }
        kept
    }

    /// Keeps these in place of what was kept; a buffer that is used over and over costs no allocation.
    pub(super) fn set(&mut self, cells: &Cells<'_>) {
        self.text.clear();
        // What is behind the last cell is another row's.
        self.text.push_str(cells.text.get(..cells.ends.last().copied().unwrap_or(0)).unwrap_or_default());
        self.ends.clear();
        self.ends.extend_from_slice(cells.ends);
        self.gap = cells.gap;
    }

    /// What is kept.
    pub(super) const fn cells(&self) -> Cells<'_> {
        Cells { text: self.text.as_str(), ends: self.ends.as_slice(), gap: self.gap }
    }

    /// How many bytes it takes, itself and what it is kept in included.
    pub(super) fn size(&self) -> usize {
        /// What is taken beside it: the number and the line of the row, its place in a tree, what each allocation costs.
        const BESIDE: usize = 96;
        let ends = self.ends.capacity().saturating_mul(size_of::<usize>());
        self.text.capacity().saturating_add(ends).saturating_add(size_of::<Self>()).saturating_add(BESIDE)
    }
}

impl From<&Cells<'_>> for Kept {
    fn from(cells: &Cells<'_>) -> Self {
        let mut kept = Self::default();
        kept.set(cells);
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_found_from_either_side() {
        let joined = Cells::new("mộthai", &[5, 5, 8]);
        let separated = Cells::separated("một,,hai", &[5, 6, 10]);
        for cells in [joined, separated] {
            assert_eq!(cells.iter().collect::<Vec<_>>(), ["một", "", "hai"]);
            let found: Vec<_> = (0..4).map(|column| cells.get(column)).collect();
            assert_eq!(found, [Some("một"), Some(""), Some("hai"), None]);
            assert_eq!((cells.len(), cells.is_empty()), (3, false));
        }
        assert!(Cells::new("", &[]).is_empty());
    }
}
