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
    exact::{Exact, exact, held_to, over, root, whole},
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
    let effect = over(&(exact(Z_SQUARED) * exact(effect)), &whole(Z_SCALE)).unwrap_or_else(|| whole(0));
    let (xx, xy, yy) = match &slot.figures {
        Some(sums) => (sums.squares.clone(), x.clone(), y.clone()),
        None => (whole(slot.moments.xx), whole(slot.moments.xy), whole(slot.moments.yy)),
    };
    let n = whole(slot.n.into());
    let r = x / y;
    let squares = xx - whole(2) * &r * xy + &r * &r * yy;
    let bounds = if matches!(outcome.method, Method::TopBox(_)) {
        share(x, y, &n, &squares, &effect)
    } else {
        let scale = if outcome.method == Method::Sum { whole(1) } else { whole(100) };
        let variance = effect * &n / (&n - whole(1)) * squares / (y * y);
        // That all of a few gave the same says nothing of how far others may be from it.
        if !variance.is_positive() {
            return;
        }
        let half = root(&variance);
        let bounds = [(&r - &half) * &scale, (&r + &half) * &scale];
        // No mean lies beyond its scale; a total has none that is known here.
        if outcome.method == Method::Sum { bounds } else { bounds.map(|bound| bound.clamp(whole(0), whole(100))) }
    };
    let decimals = outcome.decimals;
    let [low, high] = bounds.map(|bound| held_to(&bound, decimals));
    outcome.judgement.interval = low.zip(high);
}

/// Wilson's interval of `part` of `all` answers, in percent; wider where the answers of one response
/// are alike.
fn share(part: &Exact, all: &Exact, responses: &Exact, squares: &Exact, effect: &Exact) -> [Exact; 2] {
    let chance = part * (all - part) / all;
    // Where all are satisfied, or nobody, nothing tells how alike they answer: as if entirely.
    let alike = over(squares, &chance).map_or_else(|| all / responses, |alike| alike.max(whole(1)));
    let weight = effect * alike;
    let spread = root(&(&weight * &weight + whole(4) * &weight * &chance));
    let (middle, width) = (whole(2) * part + &weight, whole(2) * (all + &weight));
    [&middle - &spread, &middle + &spread].map(|bound| bound * whole(100) / &width)
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
