//! Words, numbers and dates as people write and read them: texts in several languages, the
//! catalogue of the engine's own sentences, Vietnamese numbers and dates, NFC.
//!
//! It decides how a value looks, never whether it is right.

mod catalogue;
mod localized;
mod written;

pub use catalogue::{fill, has_message, message};
pub use localized::Localized;
pub use written::{Unreadable, parse_date, parse_number, write_answer, write_date, write_number};

use alloc::{borrow::Cow, string::String};

/// The text with every letter composed (NFC), as every length and pattern rule expects it.
///
/// In the browser the text is handed in composed already: there `String.prototype.normalize`
/// does it without a byte of tables (a table costs 55 KiB of brotli).
#[must_use]
pub fn compose(text: &str) -> Cow<'_, str> {
    #[cfg(not(target_arch = "wasm32"))]
    if !text.is_ascii() {
        return Cow::Owned(unicode_normalization::UnicodeNormalization::nfc(text).collect::<String>());
    }
    Cow::Borrowed(text)
}

/// The text with no-break spaces as spaces and none at its ends.
#[must_use]
pub fn tidy(text: &str) -> String {
    String::from(text.replace('\u{a0}', " ").trim())
}
