//! Fractions of any size. (The mean of the shares of 33 items that a million people answered has a
//! denominator of hundreds of digits.)

#![expect(
    clippy::arithmetic_side_effects,
    reason = "a fraction of any size cannot overflow; only a division by 0 fails, and `over` is what divides by what may be 0"
)]

use core::ops::{Add, Mul, Sub};

use num_bigint::{BigInt, Sign};
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

/// A fraction that is never reduced. What is computed once and then rounded takes a tenth of the time so: to reduce
/// after every step is most of the work. Its denominator is above 0.
#[derive(Clone, Debug)]
pub(super) struct Loose {
    part: BigInt,
    whole: BigInt,
}

impl From<&Exact> for Loose {
    fn from(exact: &Exact) -> Self {
        Self { part: exact.numer().clone(), whole: exact.denom().clone() }
    }
}

impl From<i128> for Loose {
    fn from(number: i128) -> Self {
        Self { part: number.into(), whole: 1.into() }
    }
}

impl From<Ratio> for Loose {
    fn from(ratio: Ratio) -> Self {
        Self { part: ratio.numerator().into(), whole: ratio.denominator().into() }
    }
}

impl Add for &Loose {
    type Output = Loose;

    fn add(self, other: Self) -> Loose {
        Loose { part: &self.part * &other.whole + &other.part * &self.whole, whole: &self.whole * &other.whole }
    }
}

impl Sub for &Loose {
    type Output = Loose;

    fn sub(self, other: Self) -> Loose {
        Loose { part: &self.part * &other.whole - &other.part * &self.whole, whole: &self.whole * &other.whole }
    }
}

impl Mul for &Loose {
    type Output = Loose;

    fn mul(self, other: Self) -> Loose {
        Loose { part: &self.part * &other.part, whole: &self.whole * &other.whole }
    }
}

impl Loose {
    pub(super) fn is_positive(&self) -> bool {
        self.part.is_positive()
    }

    /// `self / other`; `None` when that is 0.
    pub(super) fn over(&self, other: &Self) -> Option<Self> {
        let (part, whole) = (&self.part * &other.whole, &self.whole * &other.part);
        match whole.sign() {
            Sign::NoSign => None,
            Sign::Plus => Some(Self { part, whole }),
            Sign::Minus => Some(Self { part: -part, whole: -whole }),
        }
    }

    pub(super) fn is_below(&self, other: &Self) -> bool {
        &self.part * &other.whole < &other.part * &self.whole
    }

    /// The square root of a number that is not negative, with 30 decimals.
    pub(super) fn root(&self) -> Self {
        let scale = BigInt::from(10_u8).pow(30);
        let scaled = (&self.part * &scale * &scale) / &self.whole;
        Self { part: scaled.sqrt(), whole: scale }
    }

    /// As JSON holds it: see [`held_to`].
    pub(super) fn held_to(self, places: u8) -> Option<Ratio> {
        held_to(&Exact::new_raw(self.part, self.whole), places)
    }
}
