//! The one hash of the project: of a definition, of a submission, of a file that is served.

use alloc::string::String;

use sha2::{Digest, Sha256};

/// SHA-256 in lower-case hexadecimal, 64 digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}
