//! The packed form of values: bytes that a build of the same version reads back without checking
//! them again, so that a citizen's module carries no reader of definitions.
//!
//! Not a format to keep: it changes with every version, and says so at its beginning.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::{Date, Ratio};

/// Bytes that are read one value after the other.
pub struct Bytes<'a> {
    rest: &'a [u8],
    /// How many lists and boxes are open: bytes from elsewhere must not exhaust the stack.
    depth: u16,
}

/// How deep packed values may nest: beyond what any form needs.
const MAX_DEPTH: u16 = 600;

impl<'a> Bytes<'a> {
    /// All of `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, depth: 0 }
    }

    /// The next `count` bytes.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// What `read` gives one level deeper.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.depth = self.depth.checked_add(1).filter(|depth| *depth <= MAX_DEPTH)?;
        let value = read(self);
        self.depth = self.depth.saturating_sub(1);
        value
    }

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

/// A value that packs into bytes and back.
pub trait Pack: Sized {
    /// Appends its bytes.
    fn pack(&self, out: &mut Vec<u8>);
    /// Reads it back; `None` for bytes that are none.
    fn unpack(bytes: &mut Bytes<'_>) -> Option<Self>;
}

/// Implements [`Pack`] for a structure by its members, one after the other.
#[macro_export]
macro_rules! pack_struct {
    ($type:ty { $($member:ident),* $(,)? }) => {
        impl $crate::value::Pack for $type {
            fn pack(&self, out: &mut alloc::vec::Vec<u8>) {
                $($crate::value::Pack::pack(&self.$member, out);)*
            }

            fn unpack(bytes: &mut $crate::value::Bytes<'_>) -> Option<Self> {
                Some(Self { $($member: $crate::value::Pack::unpack(bytes)?),* })
            }
        }
    };
}

/// Implements [`Pack`] for an enumeration: a number for each variant, then what it holds.
#[macro_export]
macro_rules! pack_enum {
    ($type:ty { $($number:literal = $variant:ident $(($($held:ident),*))?),* $(,)? }) => {
        impl $crate::value::Pack for $type {
            fn pack(&self, out: &mut alloc::vec::Vec<u8>) {
                match self {
                    $(Self::$variant $(($($held),*))? => {
                        out.push($number);
                        $($($crate::value::Pack::pack($held, out);)*)?
                    })*
                }
            }

            fn unpack(bytes: &mut $crate::value::Bytes<'_>) -> Option<Self> {
                Some(match <u8 as $crate::value::Pack>::unpack(bytes)? {
                    $($number => {
                        $($(let $held = $crate::value::Pack::unpack(bytes)?;)*)?
                        Self::$variant $(($($held),*))?
                    })*
                    _ => return None,
                })
            }
        }
    };
}

impl Pack for u8 {
    fn pack(&self, out: &mut Vec<u8>) {
        out.push(*self);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Option<Self> {
        bytes.take(1)?.first().copied()
    }
}

impl Pack for bool {
    fn pack(&self, out: &mut Vec<u8>) {
        u8::from(*self).pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Option<Self> {
        u8::unpack(bytes).map(|byte| byte == 1)
    }
}

/// Seven bits a byte, the lowest first; the eighth says that more follow.
impl Pack for u64 {
    fn pack(&self, out: &mut Vec<u8>) {
        let mut rest = *self;
        while rest > 0x7f {
            out.push(u8::try_from(rest & 0x7f).unwrap_or_default() | 0x80);
            rest >>= 7;
        }
        out.push(u8::try_from(rest).unwrap_or_default());
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Option<Self> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = u8::unpack(bytes)?;
            number |= Self::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }
}

/// As its two's complement.
impl Pack for i64 {
    fn pack(&self, out: &mut Vec<u8>) {
        // The sign goes to the lowest bit: small numbers are short, whichever sign they have.
        ((self << 1) ^ (self >> 63)).cast_unsigned().pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Option<Self> {
        let number = u64::unpack(bytes)?;
        Some((number >> 1).cast_signed() ^ (number & 1).cast_signed().wrapping_neg())
    }
}

impl Pack for usize {
    fn pack(&self, out: &mut Vec<u8>) {
        (*self as u64).pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Option<Self> {
        Self::try_from(u64::unpack(bytes)?).ok()
    }
}

impl Pack for String {
    fn pack(&self, out: &mut Vec<u8>) {
        self.len().pack(out);
        out.extend_from_slice(self.as_bytes());
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Option<Self> {
        let length = usize::unpack(bytes)?;
        core::str::from_utf8(bytes.take(length)?).ok().map(Self::from)
    }
}

impl Pack for char {
    fn pack(&self, out: &mut Vec<u8>) {
        u64::from(u32::from(*self)).pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Option<Self> {
        Self::from_u32(u32::try_from(u64::unpack(bytes)?).ok()?)
    }
}

impl<T: Pack> Pack for Vec<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.len().pack(out);
        for value in self {
            value.pack(out);
        }
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Option<Self> {
        // Grown one by one: a length that is a lie runs out of bytes before it costs memory.
        let mut values = Self::new();
        for _ in 0..usize::unpack(bytes)? {
            values.push(bytes.deeper(T::unpack)?);
        }
        Some(values)
    }
}

impl<T: Pack> Pack for Option<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.is_some().pack(out);
        if let Some(value) = self {
            value.pack(out);
        }
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Option<Self> {
        if bool::unpack(bytes)? { T::unpack(bytes).map(Some) } else { Some(None) }
    }
}

impl<T: Pack> Pack for Box<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        (**self).pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Option<Self> {
        bytes.deeper(T::unpack).map(Self::new)
    }
}

impl<A: Pack, B: Pack> Pack for (A, B) {
    fn pack(&self, out: &mut Vec<u8>) {
        self.0.pack(out);
        self.1.pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Option<Self> {
        Some((A::unpack(bytes)?, B::unpack(bytes)?))
    }
}

impl Pack for Ratio {
    fn pack(&self, out: &mut Vec<u8>) {
        (self.numerator(), self.denominator()).pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Option<Self> {
        let (numerator, denominator) = Pack::unpack(bytes)?;
        Self::new(i64::into(numerator), i64::into(denominator))
    }
}

impl Pack for Date {
    fn pack(&self, out: &mut Vec<u8>) {
        i64::from(self.days()).pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Option<Self> {
        Self::from_days(i32::try_from(i64::unpack(bytes)?).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn kept<T: Pack + PartialEq + core::fmt::Debug>(value: &T) {
        let mut bytes = Vec::new();
        value.pack(&mut bytes);
        let mut read = Bytes::new(&bytes);
        assert_eq!(T::unpack(&mut read).as_ref(), Some(value));
        assert!(read.is_empty());
        for cut in 0..bytes.len() {
            assert_eq!(
                T::unpack(&mut Bytes::new(bytes.get(..cut).unwrap_or_default())),
                None,
                "{value:?} cut at {cut}"
            );
        }
    }

    #[test]
    fn what_is_packed_comes_back_and_a_part_of_it_is_nothing() {
        for number in [0, 1, -1, 63, -64, 64, 300, i64::MAX, i64::MIN] {
            kept(&number);
        }
        kept(&u64::MAX);
        kept(&String::from("Nguyễn Thị Hệ"));
        kept(&vec![(Some(true), 'ệ'), (None, 'a')]);
        kept(&Ratio::parse("-98.5"));
        kept(&Date::new(2024, 2, 29));
        assert_eq!(u64::unpack(&mut Bytes::new(&[0xff; 20])), None);
        assert_eq!(Vec::<u8>::unpack(&mut Bytes::new(&[0xff, 0xff, 0x7f, 1])), None);
    }
}
