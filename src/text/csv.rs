//! Texts as cells of CSV files that people open in a spreadsheet.

use alloc::{borrow::Cow, string::String};

/// A byte order mark, by which spreadsheets know UTF-8.
pub const MARK: &str = "\u{feff}";

/// What a spreadsheet would take for the beginning of a formula.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// A text that no spreadsheet computes: one that would begin a formula has an apostrophe before it.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) { Cow::Owned(["'", text].concat()) } else { Cow::Borrowed(text) }
}

/// What [`harmless`] was given, where a file that it was written to comes back.
#[must_use]
pub fn meant(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(text)
}

/// A text in quotes (RFC 4180).
#[must_use]
pub fn quoted(text: &str) -> String {
    ["\"", &text.replace('"', "\"\""), "\""].concat()
}

/// Words as a cell, in quotes, that no spreadsheet computes.
#[must_use]
pub fn words(text: &str) -> String {
    quoted(&harmless(text))
}
