//! The one hash of the project: of a definition, of a submission, of a file that is served.

use alloc::string::String;

use sha2::{Digest, Sha256};

/// SHA-256 in lower-case hexadecimal, 64 digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    written(&Sha256::digest(bytes))
}

fn written(hash: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

/// SHA-256 of bytes that come one after another.
#[cfg(feature = "dataset")]
#[derive(Clone, Debug, Default)]
pub struct Hashing(Sha256);

#[cfg(feature = "dataset")]
impl Hashing {
    /// The next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all of them, as [`sha256`] writes it.
    #[must_use]
    pub fn finish(self) -> String {
        written(&self.0.finalize())
    }
}
