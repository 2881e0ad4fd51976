//! Many responses at once, as a table: an officer's sheet, the export of another system.
//!
//! | part | what it does |
//! |---|---|
//! | [`Mapping`], [`guess`] | which column is which question |
//!
//! It knows no file: rows are handed in as [`Cells`].

mod cell;
mod cells;
mod columns;
mod guess;
mod moment;

pub use cells::Cells;
pub use columns::{Mapping, Notation, Target};
pub use guess::{Confidence, Guess, guess, header_row};
