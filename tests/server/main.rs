//! The backend as another program meets it: `sipas serve` in a process of its own, real HTTP, a real
//! database file.
#![cfg(feature = "program")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod hostile;
mod lifecycle;
mod pages;
mod plain;
mod posting;
mod reports;
mod results;
mod support;
