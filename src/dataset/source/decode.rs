//! UTF-16 to UTF-8, however the bytes are cut. UTF-8 passes as it is: whoever makes cells of it looks at it.

use alloc::{string::String, vec::Vec};

use super::sniff::Encoding;

/// Half of a character without the other.
#[derive(Debug)]
pub struct Broken;

/// Decodes a text piece by piece.
#[derive(Debug)]
pub struct Decoder {
    encoding: Encoding,
    /// Bytes of a character that is not there as a whole yet: up to three.
    rest: Vec<u8>,
    text: String,
}

impl Decoder {
    pub const fn new(encoding: Encoding) -> Self {
        Self { encoding, rest: Vec::new(), text: String::new() }
    }

    /// The bytes as UTF-8, and whether all of them could be decoded.
    pub fn decode<'a>(&'a mut self, bytes: &'a [u8]) -> (&'a [u8], bool) {
        if self.encoding == Encoding::Utf8 {
            return (bytes, true);
        }
        self.text.clear();
        let mut bytes = bytes;
        while !self.rest.is_empty() {
            let Some((next, behind)) = bytes.split_first() else { return (&[], true) };
            self.rest.push(*next);
            bytes = behind;
            if self.rest.len().is_multiple_of(2) {
                let mut text = core::mem::take(&mut self.text);
                let used = self.encoding.decode(&self.rest, &mut text);
                self.text = text;
                match used {
                    Ok(0) => {}
                    Ok(_) => self.rest.clear(),
                    Err(Broken) => return (self.text.as_bytes(), false),
                }
            }
        }
        let Ok(used) = self.encoding.decode(bytes, &mut self.text) else { return (self.text.as_bytes(), false) };
        self.rest.extend_from_slice(bytes.get(used..).unwrap_or_default());
        (self.text.as_bytes(), true)
    }

    /// Whether no character is left half.
    pub const fn is_whole(&self) -> bool {
        self.rest.is_empty()
    }
}

impl Encoding {
    /// How many bytes of the file gave this UTF-8.
    #[inline]
    pub(super) fn width(self, text: &[u8]) -> u64 {
        let length = if self == Self::Utf8 {
            text.len()
        } else {
            let units = |byte: &u8| match byte {
                0x80..=0xbf => 0_usize,
                0xf0.. => 4,
                _ => 2,
            };
            text.iter().map(units).sum()
        };
        u64::try_from(length).unwrap_or(u64::MAX)
    }

    /// Appends what whole characters are in `bytes`, and tells how many bytes that were.
    pub(super) fn decode(self, bytes: &[u8], text: &mut String) -> Result<usize, Broken> {
        let unit =
            |pair: &[u8; 2]| if self == Self::Utf16Be { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) };
        let (pairs, _) = bytes.as_chunks::<2>();
        let is_high = |pair: &[u8; 2]| (0xd800..0xdc00).contains(&unit(pair));
        let whole = pairs.len().saturating_sub(usize::from(pairs.last().is_some_and(is_high)));
        text.reserve(whole);
        for letter in char::decode_utf16(pairs.iter().take(whole).map(unit)) {
            text.push(letter.map_err(|_| Broken)?);
        }
        Ok(whole.saturating_mul(2))
    }
}
