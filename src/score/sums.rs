//! Sums over responses that are no counts: squares for the spread, and figures that were answered.
#![expect(clippy::arithmetic_side_effects, reason = "a fraction of any size cannot overflow")]

use super::{
    exact::{Exact, whole},
    tally::Parts,
};

/// Sums of squares: with the sums themselves the variance of a ratio over responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Moments {
    pub(super) xx: i128,
    pub(super) xy: i128,
    pub(super) yy: i128,
}

impl Moments {
    /// Adds the squares of one response; tells whether they fit.
    pub(super) fn square(&mut self, parts: Parts) -> bool {
        self.times(parts, 1)
    }

    /// Adds the squares of as many responses as gave the same; tells whether they fit.
    pub(super) fn times(&mut self, parts: Parts, count: u64) -> bool {
        let (x, y) = (i128::from(parts.x), i128::from(parts.y));
        // Products of two i64 fit i128.
        let times = |square: i128| square.checked_mul(i128::from(count));
        let squares = (times(x.saturating_mul(x)), times(x.saturating_mul(y)), times(y.saturating_mul(y)));
        let (Some(xx), Some(xy), Some(yy)) = squares else { return false };
        self.merge(&Self { xx, xy, yy })
    }

    /// Adds others; tells whether the sums fit.
    pub(super) fn merge(&mut self, other: &Self) -> bool {
        let sums = (self.xx.checked_add(other.xx), self.xy.checked_add(other.xy), self.yy.checked_add(other.yy));
        let (Some(xx), Some(xy), Some(yy)) = sums else { return false };
        *self = Self { xx, xy, yy };
        true
    }

    /// Takes out others, which were added before.
    #[cfg(feature = "dataset")]
    pub(super) fn take_out(&mut self, other: &Self) -> bool {
        let negative = |sum: i128| sum.checked_neg();
        let (Some(xx), Some(xy), Some(yy)) = (negative(other.xx), negative(other.xy), negative(other.yy)) else {
            return false;
        };
        self.merge(&Self { xx, xy, yy })
    }
}

/// Sums of numbers that were answered or computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) numerator: Exact,
    pub(super) denominator: Exact,
    /// Of the numerators.
    pub(super) squares: Exact,
    /// Whether they became too fine to go on.
    pub(super) lost: bool,
}

/// The most bits of a sum's denominator. Figures of six decimals need 40; fractions that are computed, each
/// with a denominator of its own, would make every sum slower than the one before.
const MAX_BITS: u64 = 512;

impl Default for Figures {
    fn default() -> Self {
        Self { numerator: whole(0), denominator: whole(0), squares: whole(0), lost: false }
    }
}

impl Figures {
    /// Adds those of one response.
    pub(super) fn add(&mut self, numerator: &Exact, denominator: &Exact) {
        if self.lost {
            return;
        }
        self.squares += numerator * numerator;
        self.numerator += numerator;
        self.denominator += denominator;
        self.check();
    }

    fn check(&mut self) {
        let sums = [&self.numerator, &self.denominator, &self.squares];
        self.lost |= sums.into_iter().any(|sum| sum.denom().bits() > MAX_BITS);
    }

    /// Adds others.
    pub(super) fn merge(&mut self, other: &Self) {
        self.lost |= other.lost;
        if self.lost {
            return;
        }
        self.squares += &other.squares;
        self.numerator += &other.numerator;
        self.denominator += &other.denominator;
        self.check();
    }

    /// Takes out others, which were added before.
    #[cfg(feature = "dataset")]
    pub(super) fn take_out(&mut self, other: &Self) {
        if self.lost {
            return;
        }
        self.squares -= &other.squares;
        self.numerator -= &other.numerator;
        self.denominator -= &other.denominator;
    }
}
