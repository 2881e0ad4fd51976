//! Exact numbers: a fraction of two integers, so that no score ever meets a floating point.

use alloc::string::String;
use core::cmp::Ordering;

/// The largest integer that JSON readers of every language hold exactly: 2^53 − 1.
pub const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// Decimal places of a number in an answer or a definition: at most six, so that its canonical
/// JSON never needs an exponent (RFC 8785 writes one below 10⁻⁶).
pub const MAX_PLACES: u8 = 6;

/// An exact fraction in lowest terms. Its denominator is positive; both parts fit `i64`.
///
/// Every operation whose exact result does not fit answers `None`: a number is right or absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: i64,
    denominator: i64,
}

/// A count in decimal digits.
#[must_use]
pub fn digits(count: usize) -> String {
    padded(count as u128, 1)
}

/// A number in decimal digits, with zeros before it up to `width`: `07`. (Without `core::fmt`,
/// whose machinery the citizen's module would carry for this alone.)
#[must_use]
pub fn padded(number: u128, width: usize) -> String {
    let mut text = if number >= 10 || width > 1 { padded(number / 10, width.saturating_sub(1)) } else { String::new() };
    let digit = u32::try_from(number % 10).unwrap_or_default();
    text.push(char::from_digit(digit, 10).unwrap_or('0'));
    text
}

fn greatest_common_divisor(mut left: u128, mut right: u128) -> u128 {
    while let Some(rest) = left.checked_rem(right) {
        left = right;
        right = rest;
    }
    left
}

/// Whether every reader of JSON holds a decimal of these digits: whole numbers to 2^53, and 15
/// digits where some are decimals.
const fn is_held(mantissa: i64, has_decimals: bool) -> bool {
    mantissa.unsigned_abs() <= if has_decimals { 999_999_999_999_999 } else { MAX_SAFE_INTEGER.unsigned_abs() }
}

fn power_of_ten(places: u8) -> i128 {
    10_i128.saturating_pow(u32::from(places.min(18)))
}

impl Ratio {
    /// 0.
    pub const ZERO: Self = Self::integer(0);
    /// 1.
    pub const ONE: Self = Self::integer(1);

    /// A whole number.
    #[must_use]
    pub const fn integer(value: i64) -> Self {
        Self { numerator: value, denominator: 1 }
    }

    /// `numerator / denominator` in lowest terms; `None` for a denominator of 0 or a part
    /// beyond `i64`.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 1 {
            // Nearly every number of a form: no division of 128 bits, which costs a hundred others.
            return Some(Self::integer(i64::try_from(numerator).ok()?));
        }
        let divisor = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?.checked_mul(denominator.signum())?;
        Some(Self {
            numerator: i64::try_from(numerator.checked_div(divisor)?).ok()?,
            denominator: i64::try_from(denominator.checked_div(divisor)?).ok()?,
        })
    }

    /// The decimal that `value` prints as, when it has at most [`MAX_PLACES`] places and 53 bits.
    ///
    /// Dividing two integers that `f64` holds exactly is rounded correctly, so the first scale
    /// whose division gives `value` back is the shortest decimal that reads as it.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        let mut scale = 1.0_f64;
        for _ in 0..=MAX_PLACES {
            let scaled = value * scale;
            if scaled.is_nan() || scaled.abs() > 9_007_199_254_740_991.0 {
                return None;
            }
            #[expect(clippy::cast_possible_truncation, reason = "bounded by 2^53 just above")]
            let mantissa = scaled.round_ties_even() as i64;
            #[expect(clippy::cast_precision_loss, reason = "bounded by 2^53 just above")]
            #[expect(clippy::float_cmp, reason = "the test asks for exactly this double")]
            if mantissa as f64 / scale == value && is_held(mantissa, scale > 1.0) {
                #[expect(clippy::cast_possible_truncation, reason = "a power of ten up to 10^6")]
                return Self::new(i128::from(mantissa), scale as i128);
            }
            scale *= 10.0;
        }
        None
    }

    /// Reads `-12.5`: digits, an optional point and digits; at most 15 significant digits and
    /// [`MAX_PLACES`] places, else `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let places = u8::try_from(part.len()).ok().filter(|places| *places <= MAX_PLACES)?;
        if whole.is_empty() || unsigned.ends_with('.') || !digits(whole) || !digits(part) {
            return None;
        }
        let mantissa: i64 = [whole, part].concat().parse().ok()?;
        if !is_held(mantissa, places > 0) {
            return None;
        }
        let signed = if unsigned.len() < text.len() { mantissa.checked_neg()? } else { mantissa };
        Self::new(i128::from(signed), power_of_ten(places))
    }

    /// The numerator, in lowest terms.
    #[must_use]
    pub const fn numerator(self) -> i64 {
        self.numerator
    }

    /// The denominator, in lowest terms; at least 1.
    #[must_use]
    pub const fn denominator(self) -> i64 {
        self.denominator
    }

    /// The whole number this is, if it is one.
    #[must_use]
    pub const fn to_integer(self) -> Option<i64> {
        if self.denominator == 1 { Some(self.numerator) } else { None }
    }

    fn parts(self) -> (i128, i128) {
        (i128::from(self.numerator), i128::from(self.denominator))
    }

    /// `self + other`.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        Self::new(a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?, b.checked_mul(d)?)
    }

    /// `self - other`.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.checked_neg()?)
    }

    /// `self * other`.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        Self::new(a.checked_mul(c)?, b.checked_mul(d)?)
    }

    /// `self / other`; `None` when `other` is 0.
    #[must_use]
    pub fn checked_div(self, other: Self) -> Option<Self> {
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        Self::new(a.checked_mul(d)?, b.checked_mul(c)?)
    }

    /// What is left of `self` after whole multiples of `other`, with the sign of `self`
    /// (`XPath`'s `mod`); `None` when `other` is 0.
    #[must_use]
    pub fn checked_rem(self, other: Self) -> Option<Self> {
        let times = self.checked_div(other)?.truncate();
        self.checked_sub(other.checked_mul(times)?)
    }

    /// `-self`.
    #[must_use]
    pub fn checked_neg(self) -> Option<Self> {
        Some(Self { numerator: self.numerator.checked_neg()?, denominator: self.denominator })
    }

    /// The distance from 0.
    #[must_use]
    pub fn abs(self) -> Option<Self> {
        if self.numerator < 0 { self.checked_neg() } else { Some(self) }
    }

    /// The whole part, towards 0.
    #[must_use]
    pub fn truncate(self) -> Self {
        Self::integer(self.numerator.checked_div(self.denominator).unwrap_or(0))
    }

    /// `self · 10^places` rounded to a whole number, halves away from 0.
    fn scaled(self, places: u8) -> i128 {
        let (numerator, denominator) = self.parts();
        // |numerator| < 2^63 and 10^18 < 2^60: the product stays below 2^124.
        let scaled = numerator.saturating_mul(power_of_ten(places)).saturating_mul(2);
        let half = denominator.saturating_mul(numerator.signum());
        scaled.saturating_add(half).checked_div(denominator.saturating_mul(2)).unwrap_or(0)
    }

    /// Rounded to `places` decimals (at most 18), halves away from 0.
    #[must_use]
    pub fn round(self, places: u8) -> Option<Self> {
        Self::new(self.scaled(places), power_of_ten(places))
    }

    /// The nearest number that every reader of JSON holds: rounded to as many decimals as 15
    /// digits leave, at most [`MAX_PLACES`]; `None` beyond 2^53.
    #[must_use]
    pub fn held(self) -> Option<Self> {
        (0..=MAX_PLACES).rev().find_map(|places| {
            let rounded = self.round(places)?;
            let mantissa = i64::try_from(rounded.scaled(places)).ok()?;
            is_held(mantissa, rounded.denominator > 1).then_some(rounded)
        })
    }

    /// With exactly `places` decimals (at most 18) and a point: `83.94`. Rounded once, halves away from 0.
    #[must_use]
    pub fn to_fixed(self, places: u8) -> String {
        let places = places.min(18);
        let scaled = self.scaled(places);
        let places = usize::from(places);
        let mut text = padded(scaled.unsigned_abs(), places.saturating_add(1));
        if places > 0 {
            text.insert(text.len().saturating_sub(places), '.');
        }
        if scaled < 0 {
            text.insert(0, '-');
        }
        text
    }

    /// The shortest decimal with at most `places` decimals: `98.5`, `12`.
    #[must_use]
    pub fn to_shortest(self, places: u8) -> String {
        let text = self.to_fixed(if self.denominator == 1 { 0 } else { places });
        if text.contains('.') { String::from(text.trim_end_matches('0').trim_end_matches('.')) } else { text }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        // Products of two i64 fit i128, so saturation never happens here.
        a.saturating_mul(d).cmp(&c.saturating_mul(b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_become_the_decimal_they_print_as() {
        for (value, text) in [
            (0.1, "0.1"),
            (98.5, "98.5"),
            (-0.000_001, "-0.000001"),
            (0.3, "0.3"),
            (123_456_789.123_456, "123456789.123456"),
            (4_503_599_627_370_497.0, "4503599627370497"),
            (9_007_199_254_740_991.0, "9007199254740991"),
        ] {
            assert_eq!(Ratio::from_f64(value).map(|ratio| ratio.to_shortest(6)).as_deref(), Some(text));
            assert_eq!(Ratio::parse(text), Ratio::from_f64(value));
        }
        for value in [f64::NAN, f64::INFINITY, 1e300, 0.1 + 0.2, 1e-7, 9_007_199_254_740_992.0, 8_999_999_999.999_998] {
            assert_eq!(Ratio::from_f64(value), None);
        }
    }

    #[test]
    fn halves_round_away_from_zero_once() {
        let text =
            |numerator, denominator, places| Ratio::new(numerator, denominator).map(|ratio| ratio.to_fixed(places));
        assert_eq!(text(1, 8, 2).as_deref(), Some("0.13"));
        assert_eq!(text(-1, 8, 2).as_deref(), Some("-0.13"));
        assert_eq!(text(17_997_300, 181_579, 2).as_deref(), Some("99.12"));
        assert_eq!(text(2, 3, 0).as_deref(), Some("1"));
        assert_eq!(text(-1, 1000, 2).as_deref(), Some("0.00"));
    }

    #[test]
    fn what_does_not_fit_is_absent() {
        let large = Ratio::integer(i64::MAX);
        assert_eq!(large.checked_add(Ratio::ONE), None);
        assert_eq!(large.checked_mul(large), None);
        assert_eq!(large.checked_div(Ratio::ZERO), None);
        assert!(Ratio::new(1, 3) < Ratio::new(34, 100));
        assert_eq!(Ratio::integer(-7).checked_rem(Ratio::integer(3)), Some(Ratio::integer(-1)));
    }
}
