//! Eight bytes at a time: how signs are found in long texts without looking at every byte.
//!
//! A word of eight bytes is compared with a sign in all its places at once. (Wasm has wider registers
//! only where the page asks for them, and not every browser of the citizens' does; officers' machines are no
//! newer.)

const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// A sign to look for, in every byte of a word.
#[derive(Clone, Copy, Debug)]
pub struct Sign(u64);

impl Sign {
    pub const fn new(byte: u8) -> Self {
        Self(u64::from_le_bytes([byte; 8]))
    }

    /// The highest bit of every byte of `word` that is the sign, and no other bit.
    #[inline]
    pub const fn marks(self, word: u64) -> u64 {
        let other = word ^ self.0;
        // A byte's low bits carry into its own highest bit only, so no byte is mistaken for its neighbour's.
        !((other & LOW).wrapping_add(LOW) | other | LOW)
    }
}

/// Where the first mark stands, in bytes.
#[inline]
pub const fn first(marks: u64) -> usize {
    (marks.trailing_zeros() / 8) as usize
}

/// Where the first `byte` is.
#[inline]
pub fn find(byte: u8, bytes: &[u8]) -> Option<usize> {
    let sign = Sign::new(byte);
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let marks = sign.marks(u64::from_le_bytes(*word));
        if marks != 0 {
            return Some(index.wrapping_mul(8).wrapping_add(first(marks)));
        }
    }
    let behind = rest.iter().position(|found| *found == byte)?;
    Some(words.len().wrapping_mul(8).wrapping_add(behind))
}

/// Where the first `byte` is that stands in no quotes, of bytes that begin outside of them; `None` also where there are
/// quotes that this cannot tell, single ones.
#[inline]
pub fn find_unquoted(byte: u8, bytes: &[u8]) -> Option<usize> {
    let [sign, double, single] = [byte, b'"', b'\''].map(Sign::new);
    let (words, rest) = bytes.as_chunks::<8>();
    let (mut quotes, mut others) = (0_u64, 0_u64);
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let marks = sign.marks(word);
        // The bits below the first mark, or all.
        let before = (marks & marks.wrapping_neg()).wrapping_sub(1);
        let double = double.marks(word) & before;
        if double != 0 {
            // Adds the marks up in the highest byte.
            quotes ^= (double >> 7).wrapping_mul(0x0101_0101_0101_0101) >> 56;
        }
        others |= single.marks(word) & before;
        if marks != 0 {
            return (quotes & 1 == 0 && others == 0).then_some(index.wrapping_mul(8).wrapping_add(first(marks)));
        }
    }
    let behind = rest.iter().position(|found| *found == byte)?;
    for byte in rest.get(..behind)? {
        quotes ^= u64::from(*byte == b'"');
        others |= u64::from(*byte == b'\'');
    }
    (quotes & 1 == 0 && others == 0).then_some(words.len().wrapping_mul(8).wrapping_add(behind))
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_marked_where_it_is_and_nowhere_else() {
        for needle in 0..=255_u8 {
            for other in 0..=255_u8 {
                let word = u64::from_le_bytes([other, needle, other, other, needle, other, needle.wrapping_add(1), 0]);
                let marks = Sign::new(needle).marks(word);
                for (place, byte) in word.to_le_bytes().into_iter().enumerate() {
                    assert_eq!(marks.to_le_bytes()[place] == 0x80, byte == needle, "{needle} {other} {place}");
                }
            }
        }
    }

    #[test]
    fn the_first_of_any_length_is_found() {
        for length in 0..40 {
            for place in 0..length {
                let mut bytes = vec![b'a'; length];
                bytes[place..].fill(b'<');
                assert_eq!(find(b'<', &bytes), Some(place));
                assert_eq!(find_unquoted(b'<', &bytes), Some(place));
                for at in 0..length {
                    let end = |bytes: &[u8]| bytes.iter().position(|byte| *byte == b'<');
                    let mut quoted = bytes.clone();
                    for quote in *b"'\"" {
                        quoted[at] = quote;
                        let unquoted = end(&quoted).filter(|end| *end < at);
                        assert_eq!(find_unquoted(b'<', &quoted), unquoted);
                    }
                    quoted[at.saturating_sub(1)] = quoted[at];
                    let unquoted = end(&quoted).filter(|_| at > 0);
                    assert_eq!(find_unquoted(b'<', &quoted), unquoted.or(end(&quoted).filter(|end| *end < at)));
                }
            }
            assert_eq!(find(b'<', &vec![b';'; length]), None);
        }
    }
}
