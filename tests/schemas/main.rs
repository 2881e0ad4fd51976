//! The published JSON Schemas beside the engine: what one accepts the other accepts, what one
//! refuses for its structure the other refuses, told by a validator that knows nothing of either.
//! `schemas.test.mjs` runs the same files through another one.
#![cfg(feature = "program")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod definitions;
mod keys;
mod random;
mod submissions;
mod support;
