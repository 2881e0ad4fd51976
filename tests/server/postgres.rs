//! The backend once more, as in main.rs, on a real PostgreSQL; and what only that can do.
#![cfg(feature = "program")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod counting;
#[path = "database/postgres.rs"]
mod database;
mod hostile;
mod lifecycle;
mod posting;
mod reports;
mod results;
mod several;
mod support;
