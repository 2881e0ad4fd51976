//! Forms for public administration: satisfaction surveys (SIPAS) and periodic reform reports
//! (CCHC), validated, scored and shown by one core, in the browser as WebAssembly and on any
//! server natively.
//!
//! The rooms, in the order an answer meets them. Each uses only rooms above it:
//!
//! | room | what it knows |
//! |---|---|
//! | [`value`] | the JSON tree, exact numbers, dates |
//! | [`text`] | localised texts, the message catalogue, Vietnamese numbers and dates |
//! | [`expression`] | the language of `relevant`, `constraint` and `calculation` |
//! | [`mod@format`] | named formats of text answers: e-mail, phone, citizen number, document number, … |
//! | [`form`] | the form definition: loading and checking it |
//! | [`entry`] | one respondent filling one form |
//! | [`score`] | items, factors, indices; counts and exact shares |
//! | [`submission`] | the envelope, the server's verdict, the meaning of a reply |
//! | [`page`] | HTML of a form |
//! | `dataset` | many responses at once, as a table: columns, cells, rules over rows, results |
//!
//! Two members stand around them: `src/browser` (the citizen's Wasm module, the only one that
//! knows JavaScript) and the program `sipas`.
//!
//! ```
//! # #[cfg(feature = "program")] {
//! use std::sync::Arc;
//! use sipas_forms::{entry::Entry, form, score, value::Json};
//!
//! let definition: Json = serde_json::from_str(r#"{
//!   "schema_version": 1, "form_id": "hello", "version": "1", "title": "Hello",
//!   "provenance": {"source": "an example"},
//!   "settings": {"default_language": "en"},
//!   "choices": {"level": [{"name": "1", "label": "Bad", "score": 1}, {"name": "5", "label": "Good", "score": 5}]},
//!   "survey": [{"type": "group", "name": "page", "label": "Page", "children": [
//!     {"type": "select_one", "name": "q1", "label": "The service", "choices": "level", "required": true}
//!   ]}],
//!   "scores": [{"name": "index", "label": "Index", "items": ["q1"]}]
//! }"#).unwrap();
//! let form = Arc::new(form::load(&definition).unwrap());
//!
//! let answers = serde_json::from_str(r#"{"q1": "5"}"#).unwrap();
//! let entry = Entry::from_answers(form, None, &answers);
//! assert!(entry.issues().is_empty());
//! assert_eq!(score::evaluate_one(&entry)[0].to_text("vi"), "100,00");
//! # }
//! ```

extern crate alloc;

/// Whether this build has everything: what only reports need (repeats, ranks, ranges, tables of
/// numbers, most functions of the language), and the sentences of diagnostics. The module that a
/// citizen downloads does without.
pub const FULL: bool = cfg!(feature = "full");

pub mod value;

pub mod text;

pub mod expression;

pub mod format;

pub mod form;

pub mod entry;

pub mod score;

pub mod submission;

pub mod page;

#[cfg(feature = "dataset")]
pub mod dataset;
