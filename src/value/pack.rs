//! The packed form of values: bytes that a build of the same version reads back without checking
//! them again, so that a citizen's module carries no reader of definitions.
//!
//! Not a format to keep: it changes with every version, and says so at its beginning.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::{Date, Ratio};

/// Values on their way into bytes: numbers and texts apart, since each compress better among their
/// own.
#[derive(Debug, Default)]
pub struct Packed {
    numbers: Vec<u8>,
    texts: Vec<u8>,
}

impl Packed {
    /// Appends a number of one byte.
    pub fn push(&mut self, byte: u8) {
        self.numbers.push(byte);
    }

    /// Appends what a reader may leave unread, with its lengths before it.
    pub fn append(&mut self, other: Self) {
        (other.numbers.len(), other.texts.len()).pack(self);
        self.numbers.extend(other.numbers);
        self.texts.extend(other.texts);
    }

    /// All of them, for [`Bytes::new`].
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        let mut length = Self::default();
        self.numbers.len().pack(&mut length);
        [length.numbers, self.numbers, self.texts].concat()
    }
}

/// Bytes that are read one value after the other. What cannot be read is noted, and gives zeros from
/// then on: without a way out at every value, the reader is half as large.
pub struct Bytes<'a> {
    rest: &'a [u8],
    texts: &'a [u8],
    /// How many lists and boxes are open: bytes from elsewhere must not exhaust the stack.
    depth: u16,
    broken: bool,
}

/// How deep packed values may nest: beyond what any form needs.
const MAX_DEPTH: u16 = 600;

impl<'a> Bytes<'a> {
    /// All of `bytes`, as [`Packed::into_bytes`] gives them.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut begun = Self { rest: bytes, texts: &[], depth: 0, broken: false };
        let numbers = usize::unpack(&mut begun);
        let rest = begun.rest;
        begun.rest = begun.take(numbers);
        begun.texts = rest.get(numbers..).unwrap_or_default();
        begun
    }

    /// The next `count` bytes; none once something could not be read.
    fn take(&mut self, count: usize) -> &'a [u8] {
        if let Some((taken, rest)) = self.rest.split_at_checked(count).filter(|_| !self.broken) {
            self.rest = rest;
            return taken;
        }
        self.fail();
        &[]
    }

    /// Notes that what is read is nothing that was packed.
    pub fn fail(&mut self) {
        self.broken = true;
        self.rest = &[];
        self.texts = &[];
    }

    /// What `read` gives one level deeper.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH {
            self.fail();
        }
        let value = read(self);
        self.depth = self.depth.saturating_sub(1);
        value
    }

    /// Whether what was read is what was packed, and what [`Packed::append`] put behind it is all that
    /// is left.
    pub fn has_whole_rest(&mut self) -> bool {
        let (numbers, texts) = <(usize, usize)>::unpack(self);
        self.rest.len() == numbers && self.texts.len() == texts && !self.broken
    }

    /// Whether all was read and nothing is left.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.rest.is_empty() && self.texts.is_empty() && !self.broken
    }
}

/// A value that packs into bytes and back.
pub trait Pack: Sized {
    /// Appends its bytes.
    fn pack(&self, out: &mut Packed);
    /// Reads it back; some value for bytes that are none, which [`Bytes::is_done`] then tells.
    fn unpack(bytes: &mut Bytes<'_>) -> Self;
}

/// Implements [`Pack`] for a structure by its members, one after the other. What stands behind a
/// semicolon is there only in a build with [`crate::FULL`] and is packed elsewhere.
#[macro_export]
macro_rules! pack_struct {
    ($type:ty { $($member:ident),* $(,)? $(; $($extra:ident),*)? }) => {
        impl $crate::value::Pack for $type {
            fn pack(&self, out: &mut $crate::value::Packed) {
                $($crate::value::Pack::pack(&self.$member, out);)*
            }

            fn unpack(bytes: &mut $crate::value::Bytes<'_>) -> Self {
                Self {
                    $($member: $crate::value::Pack::unpack(bytes),)*
                    $($(#[cfg(feature = "full")] $extra: Default::default(),)*)?
                }
            }
        }
    };
}

/// Implements [`Pack`] for an enumeration: a number for each variant, then what it holds. The first
/// variant, which must not hold the type itself, stands for bytes that are none.
#[macro_export]
macro_rules! pack_enum {
    ($type:ty { 0 = $first:ident $(($($one:ident),*))?, $($number:literal = $variant:ident $(($($held:ident),*))?),* $(,)? }) => {
        impl $crate::value::Pack for $type {
            fn pack(&self, out: &mut $crate::value::Packed) {
                match self {
                    Self::$first $(($($one),*))? => {
                        out.push(0);
                        $($($crate::value::Pack::pack($one, out);)*)?
                    }
                    $(Self::$variant $(($($held),*))? => {
                        out.push($number);
                        $($($crate::value::Pack::pack($held, out);)*)?
                    })*
                }
            }

            fn unpack(bytes: &mut $crate::value::Bytes<'_>) -> Self {
                match <u8 as $crate::value::Pack>::unpack(bytes) {
                    $($number => {
                        $($(let $held = $crate::value::Pack::unpack(bytes);)*)?
                        Self::$variant $(($($held),*))?
                    })*
                    tag => {
                        if tag != 0 {
                            bytes.fail();
                        }
                        $($(let $one = $crate::value::Pack::unpack(bytes);)*)?
                        Self::$first $(($($one),*))?
                    }
                }
            }
        }
    };
}

impl Pack for u8 {
    fn pack(&self, out: &mut Packed) {
        out.push(*self);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Self {
        bytes.take(1).first().copied().unwrap_or_default()
    }
}

impl Pack for bool {
    fn pack(&self, out: &mut Packed) {
        u8::from(*self).pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Self {
        u8::unpack(bytes) == 1
    }
}

/// Seven bits a byte, the lowest first; the eighth says that more follow.
impl Pack for u64 {
    fn pack(&self, out: &mut Packed) {
        let mut rest = *self;
        while rest > 0x7f {
            out.push(u8::try_from(rest & 0x7f).unwrap_or_default() | 0x80);
            rest >>= 7;
        }
        out.push(u8::try_from(rest).unwrap_or_default());
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Self {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = u8::unpack(bytes);
            number |= Self::from(byte & 0x7f).unbounded_shl(shift);
            if byte & 0x80 == 0 {
                return number;
            }
        }
        bytes.fail();
        0
    }
}

/// The sign goes to the lowest bit: small numbers are short, whichever sign they have.
impl Pack for i64 {
    fn pack(&self, out: &mut Packed) {
        ((self << 1) ^ (self >> 63)).cast_unsigned().pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Self {
        let number = u64::unpack(bytes);
        (number >> 1).cast_signed() ^ (number & 1).cast_signed().wrapping_neg()
    }
}

impl Pack for u32 {
    fn pack(&self, out: &mut Packed) {
        u64::from(*self).pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Self {
        Self::try_from(u64::unpack(bytes)).unwrap_or(Self::MAX)
    }
}

impl Pack for usize {
    fn pack(&self, out: &mut Packed) {
        (*self as u64).pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Self {
        Self::try_from(u64::unpack(bytes)).unwrap_or(Self::MAX)
    }
}

impl Pack for String {
    fn pack(&self, out: &mut Packed) {
        self.len().pack(out);
        out.texts.extend_from_slice(self.as_bytes());
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Self {
        let length = usize::unpack(bytes);
        let text = bytes.texts.split_at_checked(length);
        let text = text.and_then(|(text, rest)| Some((core::str::from_utf8(text).ok()?, rest)));
        let Some((text, rest)) = text else {
            bytes.fail();
            return Self::new();
        };
        bytes.texts = rest;
        Self::from(text)
    }
}

impl Pack for char {
    fn pack(&self, out: &mut Packed) {
        u64::from(u32::from(*self)).pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Self {
        let found = u32::try_from(u64::unpack(bytes)).ok().and_then(Self::from_u32);
        if found.is_none() {
            bytes.fail();
        }
        found.unwrap_or_default()
    }
}

impl<T: Pack> Pack for Vec<T> {
    fn pack(&self, out: &mut Packed) {
        self.len().pack(out);
        for value in self {
            value.pack(out);
        }
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Self {
        // Grown one by one: a length that is a lie runs out of bytes before it costs memory.
        let mut values = Self::new();
        for _ in 0..usize::unpack(bytes) {
            if bytes.broken {
                break;
            }
            values.push(bytes.deeper(T::unpack));
        }
        values
    }
}

impl<T: Pack> Pack for Option<T> {
    fn pack(&self, out: &mut Packed) {
        self.is_some().pack(out);
        if let Some(value) = self {
            value.pack(out);
        }
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Self {
        if bool::unpack(bytes) { Some(T::unpack(bytes)) } else { None }
    }
}

impl<T: Pack> Pack for Box<T> {
    fn pack(&self, out: &mut Packed) {
        (**self).pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Self {
        Self::new(bytes.deeper(T::unpack))
    }
}

impl<A: Pack, B: Pack> Pack for (A, B) {
    fn pack(&self, out: &mut Packed) {
        self.0.pack(out);
        self.1.pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Self {
        (A::unpack(bytes), B::unpack(bytes))
    }
}

impl Pack for Ratio {
    fn pack(&self, out: &mut Packed) {
        (self.numerator(), self.denominator()).pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Self {
        let (numerator, denominator) = <(i64, i64)>::unpack(bytes);
        let found = Self::new(numerator.into(), denominator.into());
        if found.is_none() {
            bytes.fail();
        }
        found.unwrap_or(Self::ZERO)
    }
}

impl Pack for Date {
    fn pack(&self, out: &mut Packed) {
        i64::from(self.days()).pack(out);
    }

    fn unpack(bytes: &mut Bytes<'_>) -> Self {
        let found = i32::try_from(i64::unpack(bytes)).ok().and_then(Self::from_days);
        if found.is_none() {
            bytes.fail();
        }
        found.unwrap_or(Self::FIRST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn kept<T: Pack + PartialEq + core::fmt::Debug>(value: &T) {
        let mut packed = Packed::default();
        value.pack(&mut packed);
        let bytes = packed.into_bytes();
        let mut read = Bytes::new(&bytes);
        assert_eq!(T::unpack(&mut read), *value);
        assert!(read.is_done());
        for cut in 0..bytes.len() {
            let mut part = Bytes::new(bytes.get(..cut).unwrap_or_default());
            T::unpack(&mut part);
            assert!(!part.is_done(), "{value:?} cut at {cut}");
        }
    }

    fn is_nothing<T: Pack>(bytes: &[u8]) -> bool {
        let mut read = Bytes::new(bytes);
        T::unpack(&mut read);
        !read.is_done()
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
        assert!(is_nothing::<u64>(&[0xff; 20]));
        assert!(is_nothing::<Vec<u8>>(&[0xff, 0xff, 0x7f, 1]));
        assert!(is_nothing::<String>(&[1, 0xff]));
        assert!(is_nothing::<char>(&[0xff, 0xff, 0xff, 0x7f]));
        assert!(is_nothing::<Ratio>(&[2, 0]));
        assert!(is_nothing::<Date>(&[0]));
    }
}
