//! How far a result of a sample may be from that of everybody: intervals of 95 %.
//!
//! A response is what was drawn, not an answer: the 33 answers of one person say less than those of
//! 33. So the spread is that of a ratio of two sums over responses (Cochran, Sampling Techniques,
//! section 6.4), and a design effect that the survey's organisers know multiplies the variance.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "a fraction of any size cannot overflow; only a division by 0 fails, and `over` is what divides by what may be 0"
)]

use num_traits::Signed;

use super::{
    Outcome,
    exact::{Loose, exact, whole},
    tally::Slot,
};
use crate::{form::Method, value::Ratio};

/// The square of the 97.5th percentile of the standard normal distribution, 1.959963984540054…
const Z_SQUARED: Ratio = Ratio::integer(3_841_458_820_694_124);
const Z_SCALE: i128 = 1_000_000_000_000_000;

/// Gives a node or item its interval, where responses spread.
pub(super) fn write(outcome: &mut Outcome, slot: &Slot, effect: Ratio) {
    let figures = &outcome.judgement.figures;
    let (Some(x), Some(y)) = (&figures.numerator, &figures.denominator) else { return };
    if slot.n < 2 || !y.is_positive() {
        return;
    }
    let (xx, xy, yy): (Loose, Loose, Loose) = match &slot.figures {
        Some(sums) => ((&sums.squares).into(), x.into(), y.into()),
        None => (slot.moments.xx.into(), slot.moments.xy.into(), slot.moments.yy.into()),
    };
    let sums = Sums { x: x.into(), y: y.into(), n: i128::from(slot.n).into(), xx, xy, yy };
    let bounds = sums.bounds(&outcome.method, effect);
    let decimals = outcome.decimals;
    outcome.judgement.interval = bounds.and_then(|[low, high]| low.held_to(decimals).zip(high.held_to(decimals)));
}

/// What is known of the two sums over `n` responses of which a ratio is made.
struct Sums {
    x: Loose,
    y: Loose,
    n: Loose,
    xx: Loose,
    xy: Loose,
    yy: Loose,
}

impl Sums {
    /// The bounds, in percent but for a total; `None` where there are none.
    fn bounds(&self, method: &Method, effect: Ratio) -> Option<[Loose; 2]> {
        let Self { x, y, n, xx, xy, yy } = self;
        let number = |number: i128| Loose::from(number);
        let effect = (&Loose::from(Z_SQUARED) * &effect.into()).over(&number(Z_SCALE))?;
        let r = x.over(y)?;
        let squares = &(xx - &(&(&number(2) * &r) * xy)) + &(&(&r * &r) * yy);
        if matches!(method, Method::TopBox(_)) {
            return share(x, y, n, &squares, &effect);
        }
        let is_total = *method == Method::Sum;
        let variance = (&(&effect * n) * &squares).over(&(&(n - &number(1)) * &(y * y)))?;
        // That all of a few gave the same says nothing of how far others may be from it.
        if !variance.is_positive() {
            return None;
        }
        let (half, scale) = (variance.root(), number(if is_total { 1 } else { 100 }));
        let bounds = [&(&r - &half) * &scale, &(&r + &half) * &scale];
        // No mean lies beyond its scale; a total has none that is known here.
        let within = |bound: Loose| {
            if bound.is_below(&number(0)) {
                number(0)
            } else if number(100).is_below(&bound) {
                number(100)
            } else {
                bound
            }
        };
        Some(if is_total { bounds } else { bounds.map(within) })
    }
}

/// Wilson's interval of `part` of `all` answers, in percent; wider where the answers of one response
/// are alike.
fn share(part: &Loose, all: &Loose, responses: &Loose, squares: &Loose, effect: &Loose) -> Option<[Loose; 2]> {
    let number = |number: i128| Loose::from(number);
    let chance = (part * &(all - part)).over(all)?;
    let alike = match squares.over(&chance) {
        Some(alike) if number(1).is_below(&alike) => alike,
        Some(_) => number(1),
        // Where all are satisfied, or nobody, nothing tells how alike they answer: as if entirely.
        None => all.over(responses)?,
    };
    let weight = effect * &alike;
    let spread = (&(&weight * &weight) + &(&(&number(4) * &weight) * &chance)).root();
    let (middle, width) = (&(&number(2) * part) + &weight, &number(2) * &(all + &weight));
    let percent = |bound: &Loose| (bound * &number(100)).over(&width);
    Some([percent(&(&middle - &spread))?, percent(&(&middle + &spread))?])
}

/// How many to draw of `population`, so that a share is right to within `error` percent (Yamane's
/// rule n = N / (1 + N e²), as the Ministry's guidance of 2014 uses it), rounded up; `None` for an
/// error that is not above 0.
#[must_use]
pub fn sample_size(population: u64, error: Ratio) -> Option<u64> {
    let population = whole(population.into());
    let error = exact(error) / whole(100);
    if !error.is_positive() {
        return None;
    }
    let size = &population / (whole(1) + &population * &error * &error);
    size.ceil().to_integer().try_into().ok()
}
