//! Words, numbers and dates as people write and read them: texts in several languages, the
//! catalogue of the engine's own sentences, Vietnamese numbers and dates.
//!
//! It decides how a value looks, never whether it is right.

mod catalogue;
#[cfg(feature = "full")]
pub mod csv;
#[cfg(feature = "full")]
mod fold;
mod localized;
mod piped;
mod written;

pub use crate::value::compose;
pub use catalogue::{LANGUAGES, fill, has_message, message, sentence};
#[cfg(feature = "full")]
pub use catalogue::{placeholders, said};
#[cfg(feature = "full")]
pub use fold::{fold, words};
pub use localized::Localized;
pub use piped::{pipe, pipes};
pub use written::{Unreadable, parse_date, parse_number, write_answer, write_date, write_number};

use alloc::string::String;

/// The text with no-break spaces as spaces and none at its ends.
#[must_use]
pub fn tidy(text: &str) -> String {
    String::from(text.replace('\u{a0}', " ").trim())
}
