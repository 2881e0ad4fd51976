//! What a value means: a target met or missed and by how much, the band it is in, and what is told
//! besides the measure.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "a fraction of any size cannot overflow; only a division by 0 fails, and `over` is what divides by what may be 0"
)]

use alloc::string::String;

use super::{
    Outcome, Tally,
    combine::Figures,
    exact::{Exact, exact, floor, over, whole},
};
use crate::{
    form::{Bound, Combine, Form, Method, Score, Target},
    text::Localized,
    value::{Json, MAX_SAFE_INTEGER, Ratio, object},
};

/// How a value stands to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It reaches it.
    Met,
    /// It does not.
    Missed,
    /// There is nothing that it could be about.
    NotApplicable,
    /// What it is computed from is not known.
    NoData,
}

impl State {
    /// Its name in a result.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::NotApplicable => "not_applicable",
            Self::NoData => "no_data",
        }
    }
}

/// What is told of a result besides what was measured.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// How its parts make it; `None` of an item, a ratio, points and a total.
    pub combine: Option<Combine>,
    /// The most points.
    pub max: Option<Ratio>,
    /// What it should reach, and whether it does.
    pub target: Option<(Target, State)>,
    /// How many of its unit it has to spare; negative, how many it lacks; `None` where its value is not
    /// that of whole things.
    pub margin: Option<i64>,
    /// What its numerator counts; empty for answers.
    pub unit: Localized,
    /// The name and the label of its band.
    pub band: Option<(String, Localized)>,
    /// The lower and the upper bound of its interval of 95 %.
    pub interval: Option<(Ratio, Ratio)>,
    /// The document it comes from.
    pub source: Localized,
    /// What of it is not verified.
    pub unverified: Localized,
    /// Why it has no value although there is something to count: a code of the catalogue.
    pub error: Option<&'static str>,
    /// How many answers count in it.
    pub answers: u64,
    /// How many answers said that it does not apply.
    pub declined: u64,
    /// Whether its value is a percentage.
    pub is_share: bool,
    /// Whether it counted in any response.
    pub is_relevant: bool,
    /// The list whose choices its [`Outcome::levels`] are.
    pub list: Option<usize>,
    pub(super) figures: Figures,
}

/// Judges a node by its rule.
pub(super) fn judge(outcome: &mut Outcome, tally: &Tally, score: &Score) {
    let rule = &score.rule;
    outcome.judgement.unit = rule.unit.clone();
    outcome.judgement.source = rule.source.clone();
    outcome.judgement.unverified = rule.unverified.clone();
    let value = outcome.judgement.figures.value.as_ref();
    let band = value.and_then(|value| rule.bands.iter().find(|band| *value >= exact(band.from)));
    let band = band.map(|band| (band.name.clone(), band.label.clone()));
    let target = rule.target.clone().map(|target| {
        let state = state(outcome, tally, score, &target);
        (target, state)
    });
    let margin = target.as_ref().and_then(|(target, state)| {
        let margin = margin(&outcome.judgement.figures, score, target)?;
        // Points end at 0 and at the most, whatever the ratio: what the value is not about is no margin.
        match state {
            State::Met => Some(margin.max(0)),
            _ => Some(margin).filter(|margin| *margin < 0),
        }
    });
    outcome.judgement.band = band;
    outcome.judgement.target = target;
    outcome.judgement.margin = margin;
}

fn state(outcome: &Outcome, tally: &Tally, score: &Score, target: &Target) -> State {
    let judgement = &outcome.judgement;
    if let Some(value) = &judgement.figures.value {
        let wanted = exact(target.value);
        let met = match target.bound {
            Bound::AtLeast => *value >= wanted,
            Bound::Above => *value > wanted,
            Bound::AtMost => *value <= wanted,
            Bound::Below => *value < wanted,
        };
        return if met { State::Met } else { State::Missed };
    }
    let is_ratio = match judgement.combine {
        None => matches!(outcome.method, Method::Ratio | Method::Points),
        Some(combine) => combine == Combine::Pooled && outcome.method == Method::Ratio,
    };
    let nothing_to_divide = is_ratio && outcome.n > 0 && judgement.figures.denominator == Some(whole(0));
    let all_declined = score.is_closed() && judgement.declined > 0 && judgement.answers == 0;
    let never_asked = tally.responses() > 0 && !judgement.is_relevant;
    let not_applicable = judgement.error.is_none() && (never_asked || nothing_to_divide || all_declined);
    if not_applicable { State::NotApplicable } else { State::NoData }
}

/// How many whole things of the numerator are to spare, with the denominator as it is.
fn margin(figures: &Figures, score: &Score, target: &Target) -> Option<i64> {
    let is_leaf = score.children.is_empty();
    let counts = match score.method {
        Method::Sum => false,
        Method::Points => is_leaf,
        _ => is_leaf && score.items.is_empty() || score.rule.combine == Combine::Pooled,
    };
    let (numerator, denominator) = (figures.numerator.as_ref()?, figures.denominator.as_ref()?);
    if !counts || *denominator == whole(0) {
        return None;
    }
    let share: Exact = if score.method == Method::Points {
        over(&(exact(target.value) * exact(score.rule.full_at)), &(exact(score.rule.max?) * whole(100)))?
    } else {
        exact(target.value) / whole(100)
    };
    let limit = share * denominator;
    let is_floor = matches!(target.bound, Bound::AtLeast | Bound::Above);
    let surplus = if is_floor { numerator - limit } else { limit - numerator };
    // Exactly at a bound that is to be passed one is lacking.
    let strict = matches!(target.bound, Bound::Above | Bound::Below);
    let margin = floor(&if strict { surplus.ceil() - whole(1) } else { surplus })?;
    (margin.unsigned_abs() <= MAX_SAFE_INTEGER.unsigned_abs()).then_some(margin)
}

impl Outcome {
    /// Everything that is known of it: what [`Outcome::to_json`] has, and `{"levels", "target":
    /// {"at_least", "above", "at_most" or "below", "state", "margin"}, "band", "interval", "unverified",
    /// "error"}`. `margin` counts whole things of the numerator, below 0 those that are lacking.
    #[must_use]
    pub fn to_report(&self) -> Json {
        let mut json = object(alloc::vec![("name", self.name.as_str().into())]);
        self.write_measure(&mut json);
        if !self.levels.is_empty() {
            json.insert("levels", self.levels_json());
        }
        self.judgement.write(&mut json);
        if !self.parts.is_empty() {
            json.insert("parts", self.parts.iter().map(Self::to_report).collect());
        }
        json
    }

    /// Compares two values exactly; one that is not there is below all others.
    #[must_use]
    pub fn compare(&self, other: &Self) -> core::cmp::Ordering {
        self.judgement.figures.value.cmp(&other.judgement.figures.value)
    }
}

impl Judgement {
    /// Takes out all that was counted.
    pub(super) fn forget(&mut self) {
        let target = self.target.take().map(|(target, _)| (target, State::NoData));
        *self = Self {
            combine: self.combine,
            max: self.max,
            is_share: self.is_share,
            target,
            unit: core::mem::take(&mut self.unit),
            source: core::mem::take(&mut self.source),
            unverified: core::mem::take(&mut self.unverified),
            list: self.list,
            ..Self::default()
        };
    }

    fn write(&self, json: &mut Json) {
        if let Some((target, state)) = &self.target {
            let mut told =
                object(alloc::vec![(target.bound.name(), target.value.into()), ("state", state.name().into())]);
            if let Some(margin) = self.margin {
                told.insert("margin", Ratio::integer(margin).into());
            }
            json.insert("target", told);
        }
        if let Some((band, _)) = &self.band {
            json.insert("band", band.as_str().into());
        }
        if let Some((low, high)) = self.interval {
            json.insert("interval", [low, high].into_iter().collect());
        }
        if !self.unverified.is_empty() {
            json.insert("unverified", true.into());
        }
        if let Some(error) = self.error {
            json.insert("error", error.into());
        }
    }
}

/// The results of every score as [`Outcome::to_report`] gives them.
#[must_use]
pub fn report(form: &Form, tally: &Tally, effect: Ratio) -> Json {
    super::evaluate_with(form, tally, effect).iter().map(Outcome::to_report).collect()
}
