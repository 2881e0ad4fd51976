//! Files of many responses, from an officer's disk to a judged batch.

mod cells;
pub mod picture;

pub use cells::Cells;
