//! Fractions of any size. (The mean of the shares of 33 items that a million people answered has a
//! denominator of hundreds of digits.)

#![expect(
    clippy::arithmetic_side_effects,
    reason = "a fraction of any size cannot overflow; only a division by 0 fails, and `over` is what divides by what may be 0"
)]

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::value::Ratio;

pub(super) type Exact = BigRational;

pub(super) fn whole(number: i128) -> Exact {
    Exact::from_integer(BigInt::from(number))
}

pub(super) fn exact(ratio: Ratio) -> Exact {
    Exact::new_raw(ratio.numerator().into(), ratio.denominator().into())
}

/// `left / right`; `None` when `right` is 0.
pub(super) fn over(left: &Exact, right: &Exact) -> Option<Exact> {
    (!right.is_zero()).then(|| left / right)
}

/// Rounded to `places` decimals, halves away from 0; `None` beyond what a [`Ratio`] holds.
fn rounded(value: &Exact, places: u8) -> Option<Ratio> {
    let scale = BigInt::from(10_u8).pow(places.into());
    let twice = value.numer().abs() * &scale * 2 + value.denom();
    let magnitude: BigInt = twice / (value.denom() * BigInt::from(2_u8));
    let magnitude = magnitude.to_i128()?;
    let signed = if value.is_negative() { magnitude.checked_neg()? } else { magnitude };
    Ratio::new(signed, scale.to_i128()?)
}

/// As JSON holds it: exactly if it can, else with as many decimals as 15 digits leave; `None` beyond
/// 2^53.
pub(super) fn held(value: &Exact) -> Option<Ratio> {
    held_to(value, crate::value::MAX_PLACES)
}

/// [`held`], with at most `places` decimals.
pub(super) fn held_to(value: &Exact, places: u8) -> Option<Ratio> {
    (0..=places).rev().find_map(|places| {
        let rounded = rounded(value, places)?;
        rounded.held().filter(|held| *held == rounded)
    })
}

/// The whole number below or at it.
pub(super) fn floor(value: &Exact) -> Option<i64> {
    value.floor().to_integer().to_i64()
}

/// The square root of a number that is not negative, with 30 decimals.
pub(super) fn root(value: &Exact) -> Exact {
    let scale = BigInt::from(10_u8).pow(30);
    let scaled = (value.numer() * &scale * &scale) / value.denom();
    Exact::new(scaled.sqrt(), scale)
}
