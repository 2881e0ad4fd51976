//! Many responses at once, as a table: an officer's sheet, the export of another system.
//!
//! | part | what it does |
//! |---|---|
//! | [`source`] | bytes of a file in, as they arrive; rows out |
//! | [`Mapping`], [`guess`] | which column is which question |
//! | [`Look`] | the beginning of a file: its header, and what its columns could be |
//! | [`Checker`] | the rules of the form on every row |
//! | [`Batch`] | a whole table: issues by kind, rules over rows, counts |
//! | [`Results`] | what was counted: added up, grouped, ranked, compared |
//! | [`Session`] | one file on an officer's desk: looked at, checked, mended, counted, sent |
//! | [`picture`] | results drawn, each with the table of its numbers |
//!
//! It knows no file system and no JavaScript. What a row means is what an entry of its answers means
//! ([`Checker::entry`]); everything else here is only the shorter way to the same.

mod batch;
mod cache;
mod cell;
mod cells;
mod check;
mod choices;
mod columns;
mod count;
pub mod groups;
mod guess;
mod heading;
mod kinds;
mod look;
mod moment;
pub mod picture;
mod questions;
mod results;
mod rules;
mod session;
pub mod source;
mod spelling;

pub use batch::Batch;
pub use cells::Cells;
pub use check::{Checker, Verdict};
pub use columns::{DateOrder, Mapping, Notation, Target};
pub use guess::{Confidence, Guess, guess, header_row};
pub use kinds::{Found, Kind, MAX_PLACES, Place};
pub use look::{Columns, Look};
pub use results::{Asked, Mismatch, Results, ranks};
pub use rules::{Duplicate, Gap, Numbering};
pub use session::{Beside, NotHeld, Pass, Session, Setup};

#[cfg(test)]
#[allow(
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]
mod tests;
