//! The backend as another program meets it: `sipas serve` in a process of its own, real HTTP, a real
//! database file. (The same with PostgreSQL: postgres.rs.)
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
#[path = "database/sqlite.rs"]
mod database;
mod hostile;
mod lifecycle;
mod pages;
mod plain;
mod posting;
mod reports;
mod results;
mod sqlite;
mod support;
