//! Files of many responses, from an officer's disk to a judged batch.
//!
//! The way of the data: [`source`] reads bytes and gives rows. It knows no file and no JavaScript: bytes
//! are pushed into it, as they arrive. [`picture`] draws results. Only a build with the feature `dataset` has it.

mod cells;
pub mod picture;
pub mod source;

pub use cells::Cells;
