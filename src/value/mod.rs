//! What an answer or a definition is made of: the JSON tree, exact numbers and calendar dates.
//!
//! Nothing here knows forms, languages or JavaScript; it holds what every other room counts with.

mod date;
mod hash;
mod json;
mod number;
mod pack;

pub use date::Date;
#[cfg(feature = "dataset")]
pub use hash::Hashing;
pub use hash::sha256;
pub use json::{Json, MAX_DEPTH, compose, object, repeated};
pub use number::{MAX_PLACES, MAX_SAFE_INTEGER, Ratio, digits, padded};
pub use pack::{Bytes, Pack, Packed};
