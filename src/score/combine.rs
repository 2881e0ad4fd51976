//! The values of nodes: of what was counted, by the method and the rule of each.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "a fraction of any size cannot overflow; only a division by 0 fails, and `over` is what divides by what may be 0"
)]

use alloc::{string::String, vec::Vec};

use super::{
    Outcome, Tally, counted,
    exact::{Exact, exact, held, held_to, over, whole},
    interval,
    judge::judge,
    tally::{Slot, size},
};
use crate::{
    form::{Combine, Item, Method, Missing, Rule, Score, WhenNone},
    value::{MAX_SAFE_INTEGER, Ratio},
};

/// The exact numbers of a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub(super) value: Option<Exact>,
    pub(super) numerator: Option<Exact>,
    pub(super) denominator: Option<Exact>,
}

/// The percentage that one sum is of another.
fn percent(numerator: &Exact, denominator: &Exact) -> Option<Exact> {
    over(&(numerator * whole(100)), denominator)
}

/// The result of an item.
pub(super) fn item(
    mut outcome: Outcome,
    tally: &Tally,
    item: &Item,
    slot: &Slot,
    effect: Ratio,
    list: Option<usize>,
) -> Outcome {
    let judgement = &mut outcome.judgement;
    judgement.list = list;
    judgement.error = slot.figures.as_ref().filter(|figures| figures.lost).map(|_| "score_overflow");
    judgement.is_share = slot.figures.is_none();
    judgement.is_relevant = slot.relevant > 0 || tally.responses() == 0;
    outcome.n = slot.n;
    let figures = if let Some(sums) = &slot.figures {
        total(slot.n, &sums.numerator, &sums.denominator)
    } else {
        let (numerator, denominator) = counted(item, &slot.counts);
        let (numerator, denominator) = (whole(numerator), whole(denominator));
        let answers = item.gains.iter().zip(&slot.counts).filter(|(gain, _)| gain.is_some());
        judgement.answers = answers.fold(0, |sum, (_, count)| sum.saturating_add(*count));
        let declined = item.gains.iter().zip(&slot.counts).filter(|(gain, _)| gain.is_none());
        judgement.declined = declined.fold(0, |sum, (_, count)| sum.saturating_add(*count));
        Figures { value: percent(&numerator, &denominator), numerator: Some(numerator), denominator: Some(denominator) }
    };
    settle(&mut outcome, tally, figures);
    if slot.figures.is_none() {
        interval::write(&mut outcome, slot, effect);
    }
    outcome
}

/// The mean of totals.
fn total(n: u64, sum: &Exact, count: &Exact) -> Figures {
    if n == 0 {
        return Figures::default();
    }
    Figures { value: over(sum, count), numerator: Some(sum.clone()), denominator: Some(count.clone()) }
}

/// The result of a node whose parts have theirs.
pub(super) fn node(mut outcome: Outcome, tally: &Tally, score: &Score, slots: &[Slot], effect: Ratio) -> Outcome {
    let Some(slot) = slots.first() else { return outcome };
    let is_leaf = score.children.is_empty();
    let is_total = is_leaf && score.method == Method::Sum;
    let judgement = &mut outcome.judgement;
    judgement.is_share = score.is_share();
    judgement.is_relevant = slot.relevant > 0 || tally.responses() == 0;
    judgement.combine = (score.rule.fraction.is_none() && !is_total).then_some(score.rule.combine);
    judgement.max = if is_leaf { score.rule.max } else { None };
    let lost = slot.figures.as_ref().is_some_and(|figures| figures.lost);
    judgement.error = slot.negative.then_some("score_negative_denominator").or(lost.then_some("score_overflow"));
    let sum = |of: fn(&Outcome) -> u64| outcome.parts.iter().map(of).fold(0, u64::saturating_add);
    judgement.answers = sum(|part| part.judgement.answers);
    judgement.declined = sum(|part| part.judgement.declined);
    outcome.n = slot.n;
    outcome.levels = levels(&outcome.parts);
    outcome.judgement.list =
        outcome.parts.first().and_then(|part| part.judgement.list).filter(|_| !outcome.levels.is_empty());
    let figures = match &slot.figures {
        Some(sums) if is_total => total(slot.n, &sums.numerator, &sums.denominator),
        Some(sums) => fraction(score, slot.n, &sums.numerator, &sums.denominator),
        None if !is_leaf && score.rule.combine == Combine::Sum => added(&mut outcome, score, slots),
        None => mixed(&outcome, score),
    };
    settle(&mut outcome, tally, figures);
    if judged_by_answers(score) {
        interval::write(&mut outcome, slot, effect);
    }
    judge(&mut outcome, tally, score);
    outcome
}

/// Whether its spread is that of answers, or of totals.
fn judged_by_answers(score: &Score) -> bool {
    let pooled = score.rule.combine == Combine::Pooled && matches!(score.method, Method::TopBox(_) | Method::Mean(_));
    pooled || score.children.is_empty() && score.method == Method::Sum
}

/// Rounds the figures once and keeps them.
fn settle(outcome: &mut Outcome, tally: &Tally, figures: Figures) {
    let value = figures.value.as_ref().map(|value| held_to(value, outcome.decimals));
    let number = |figure: &Option<Exact>| figure.as_ref().map(held);
    let (numerator, denominator) = (number(&figures.numerator), number(&figures.denominator));
    // A number that JSON does not hold is told to be too large, never printed as another.
    let lost = [&value, &numerator, &denominator].into_iter().any(|number| *number == Some(None));
    let lost = lost || outcome.n > MAX_SAFE_INTEGER.unsigned_abs();
    let part = outcome.parts.iter().find_map(|part| part.judgement.error);
    let error = part.or((lost || tally.overflow).then_some("score_overflow"));
    if error.is_some() || outcome.judgement.error.is_some() {
        // A wrong number is worse than a missing one.
        outcome.judgement.error = outcome.judgement.error.or(error);
        return;
    }
    outcome.value = value.flatten();
    outcome.numerator = numerator.flatten();
    outcome.denominator = denominator.flatten();
    outcome.judgement.figures = figures;
}

/// The distribution over the levels, where all parts have the same.
fn levels(parts: &[Outcome]) -> Vec<(String, u64)> {
    let mut sum: Vec<(String, u64)> = Vec::new();
    let list = parts.first().and_then(|part| part.judgement.list);
    for (index, part) in parts.iter().enumerate() {
        if index == 0 {
            sum.clone_from(&part.levels);
        } else if list.is_some() && part.judgement.list == list {
            let both = sum.iter_mut().zip(&part.levels);
            both.for_each(|(own, other)| own.1 = own.1.saturating_add(other.1));
        } else {
            return Vec::new();
        }
    }
    sum
}

/// A ratio, or the points that it gives.
fn fraction(score: &Score, n: u64, numerator: &Exact, denominator: &Exact) -> Figures {
    if n == 0 {
        return Figures::default();
    }
    let (rule, zero) = (&score.rule, whole(0));
    let most = if score.method == Method::Points { exact(rule.max.unwrap_or(Ratio::ZERO)) } else { whole(100) };
    let value = match percent(numerator, denominator) {
        Some(percent) if score.method == Method::Points => {
            let reached = over(&percent, &exact(rule.full_at)).unwrap_or_else(|| zero.clone());
            Some(most * reached.clamp(zero, whole(1)))
        }
        Some(percent) => Some(percent),
        None => match rule.when_none {
            WhenNone::Empty => None,
            WhenNone::Full => Some(most),
            WhenNone::Zero => Some(zero),
        },
    };
    Figures { value, numerator: Some(numerator.clone()), denominator: Some(denominator.clone()) }
}

/// The sum of the children that are relevant.
fn added(outcome: &mut Outcome, score: &Score, slots: &[Slot]) -> Figures {
    let below = outcome.parts.iter().find_map(|part| part.judgement.error);
    let partial = score.rule.missing == Missing::Empty && is_partial(outcome);
    let error = is_mixed(score, slots).then_some("score_mixed").or(below).or(partial.then_some("score_partial"));
    if error.is_some() {
        outcome.judgement.error = error;
        outcome.judgement.max = score.rule.max;
        return Figures::default();
    }
    let there = || outcome.parts.iter().filter(|part| part.judgement.is_relevant);
    let most = there().try_fold(whole(0), |sum, part| Some(sum + exact(part.judgement.max?)));
    let sum = sum_of(there().map(|part| (whole(1), part.judgement.figures.value.as_ref())), score.rule.missing, false);
    let max = score.rule.max.map(exact);
    let value = match (&sum, &most, &max) {
        (Some(sum), Some(most), Some(max)) if score.rule.scale_to_max => over(&(sum * max), most),
        (sum, ..) => sum.clone(),
    };
    let value = match max {
        Some(max) => value.map(|value| value.min(max)),
        None => value,
    };
    outcome.judgement.max = score.rule.max.or_else(|| most.as_ref().and_then(held));
    Figures { value, numerator: sum, denominator: most }
}

/// Whether a part has its number from some of the responses only: they would be added to those of
/// others.
fn is_partial(outcome: &Outcome) -> bool {
    let there = outcome.parts.iter().filter(|part| part.judgement.is_relevant);
    there.into_iter().any(|part| (1..outcome.n).contains(&part.n))
}

/// Whether a child is relevant in some of the responses and not in others: alternatives would be
/// added up.
fn is_mixed(score: &Score, slots: &[Slot]) -> bool {
    let Some((slot, mut rest)) = slots.split_first() else { return false };
    score.children.iter().any(|child| {
        let (own, behind) = rest.split_at_checked(size(child)).unwrap_or_default();
        rest = behind;
        own.first().is_some_and(|child| (1..slot.relevant).contains(&child.relevant))
    })
}

/// The pooled share, or a mean of shares.
fn mixed(outcome: &Outcome, score: &Score) -> Figures {
    let pool = |of: fn(&Figures) -> Option<&Exact>| {
        // A ratio of which nothing is known adds nothing.
        outcome
            .parts
            .iter()
            .filter(|part| !is_absent(part))
            .try_fold(whole(0), |sum, part| Some(sum + of(&part.judgement.figures)?))
    };
    let (numerator, denominator) = (pool(|it| it.numerator.as_ref()), pool(|it| it.denominator.as_ref()));
    let Rule { combine, missing, .. } = score.rule;
    let value = match combine {
        Combine::ItemMean => {
            let mut all = Vec::new();
            leaves(outcome, &mut all);
            let parts = all.into_iter().filter(|part| part.judgement.is_relevant);
            sum_of(parts.map(|part| (whole(1), part.judgement.figures.value.as_ref())), missing, true)
        }
        Combine::Weighted => {
            let parts = outcome.parts.iter().zip(&score.children).filter(|(part, _)| part.judgement.is_relevant);
            let weighed = parts.map(|(part, child)| {
                (whole(child.rule.weight.unwrap_or(0).into()), part.judgement.figures.value.as_ref())
            });
            sum_of(weighed, missing, true)
        }
        _ => numerator
            .as_ref()
            .zip(denominator.as_ref())
            .and_then(|(numerator, denominator)| percent(numerator, denominator)),
    };
    let kept = |figure: Option<Exact>| figure.filter(|_| score.is_share());
    Figures { value, numerator: kept(numerator), denominator: kept(denominator) }
}

/// Whether nothing is known of a ratio, or of the shares below it.
fn is_absent(part: &Outcome) -> bool {
    part.judgement.figures.denominator.is_none() && part.n == 0
}

/// The items and the ratios below a node.
fn leaves<'a>(outcome: &'a Outcome, found: &mut Vec<&'a Outcome>) {
    for part in &outcome.parts {
        if part.parts.is_empty() {
            found.push(part);
        } else {
            leaves(part, found);
        }
    }
}

/// The sum of weighted values, or their mean; `None` without any.
fn sum_of<'a>(parts: impl Iterator<Item = (Exact, Option<&'a Exact>)>, missing: Missing, mean: bool) -> Option<Exact> {
    let (mut sum, mut weights, mut any) = (whole(0), whole(0), false);
    for (weight, value) in parts {
        match value {
            Some(value) => {
                any = true;
                sum += &weight * value;
            }
            None if missing == Missing::Empty => return None,
            None if missing == Missing::Renormalise => continue,
            None => {}
        }
        weights += weight;
    }
    if !any {
        return None;
    }
    if mean { over(&sum, &weights) } else { Some(sum) }
}
