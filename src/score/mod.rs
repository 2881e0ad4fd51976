//! From answers to indices: whole counts per item, exact fractions per factor and index.
//!
//! A [`Tally`] counts one response or a million; tallies add up, so the index of two communes
//! together is exactly that of all their responses. [`evaluate`] turns a tally into the tree of
//! results. A decimal appears only when a result is printed, rounded once.
//!
//! Which method a node has is data (`docs` of the keys: www/schema/definition-1.json):
//!
//! | node | value |
//! |---|---|
//! | `top_box` | of the answers given, the percentage whose level is one of `top` |
//! | `mean` | 100 · mean / highest level, or 100 · (mean − lowest) / (highest − lowest) |
//! | `sum` | the total of the answers; over many responses the mean total |
//! | `ratio` | 100 · numerator / denominator, each added up over the responses |
//! | `points` | Decision 766/QĐ-TTg's: `max` from the ratio `full_at` on, in proportion below it |
//! | `pooled` | 100 · all numerators / all denominators |
//! | `item_mean` | the mean of the values of all items below |
//! | `weighted` | the mean of the children's values by their weights |
//! | `sum` of children | the sum of their values |
//!
//! Not answered, not relevant and not applicable leave the denominator. With nothing to count there
//! is no value. The official formula's annex (Decision 1001/QĐ-BNV) is not published: every result
//! names its method and is for reference.

#[cfg(feature = "full")]
mod combine;
#[cfg(feature = "full")]
mod disclosure;
#[cfg(feature = "full")]
mod exact;
#[cfg(feature = "full")]
mod groups;
#[cfg(feature = "full")]
mod interval;
#[cfg(feature = "full")]
mod judge;
#[cfg(feature = "full")]
mod levels;
#[cfg(feature = "full")]
mod stored;
#[cfg(feature = "full")]
mod sums;
mod tally;
#[cfg(feature = "dataset")]
mod told;
#[cfg(feature = "full")]
mod words;

#[cfg(feature = "full")]
pub use groups::{Breakdown, Counted, Group, Shown, breakdown, too_small};
#[cfg(feature = "full")]
pub use interval::sample_size;
#[cfg(feature = "full")]
pub use judge::{Judgement, State, report};
#[cfg(feature = "full")]
pub use levels::{BadRow, Levels};
#[cfg(feature = "full")]
pub use tally::Fault;
pub use tally::Tally;
#[cfg(feature = "dataset")]
pub use told::Told;

use alloc::{string::String, vec::Vec};

use tally::{Slot, size};

use crate::{
    entry::Entry,
    form::{Form, Item, Method, Score},
    text::{Localized, write_number},
    value::{Json, Ratio, object},
};

/// The result of one node: of an index, a factor, an item or a criterion.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The score's name, or the question's.
    pub name: String,
    /// What it is called.
    pub label: Localized,
    /// How what is below it is counted.
    pub method: Method,
    /// How many decimals it is printed with.
    pub decimals: u8,
    /// Its value, rounded to its decimals; `None` with nothing to count.
    pub value: Option<Ratio>,
    /// What counts towards it: satisfied answers, points, dossiers; `None` where no such number is.
    pub numerator: Option<Ratio>,
    /// Of how much.
    pub denominator: Option<Ratio>,
    /// How many responses gave it something to count.
    pub n: u64,
    /// Of an item, how often each choice of its list was chosen, in the order of the list; of a node
    /// whose items share one list, of all of them.
    pub levels: Vec<(String, u64)>,
    /// Whether it is an item: a question under a node.
    pub is_item: bool,
    /// The parts: factors of an index, items of a factor.
    pub parts: Vec<Outcome>,
    /// What only a build with [`crate::FULL`] tells of it.
    #[cfg(feature = "full")]
    pub judgement: Judgement,
}

/// The results of every score of the form over what a tally counted.
#[must_use]
pub fn evaluate(form: &Form, tally: &Tally) -> Vec<Outcome> {
    evaluate_with(form, tally, Ratio::ONE)
}

/// [`evaluate`] with intervals for a sample whose design effect is `effect`.
#[must_use]
pub fn evaluate_with(form: &Form, tally: &Tally, effect: Ratio) -> Vec<Outcome> {
    let mut rest = tally.slots.as_slice();
    let mut outcomes = Vec::new();
    for score in &form.scores {
        let (slots, behind) = rest.split_at_checked(size(score)).unwrap_or_default();
        rest = behind;
        outcomes.push(outcome(form, tally, score, slots, effect));
    }
    outcomes
}

/// The results over one response.
#[must_use]
pub fn evaluate_one(entry: &Entry) -> Vec<Outcome> {
    let form = entry.form();
    let mut tally = Tally::new(form);
    tally.count(form, entry);
    evaluate(form, &tally)
}

fn outcome(form: &Form, tally: &Tally, score: &Score, slots: &[Slot], effect: Ratio) -> Outcome {
    let mut rest = slots.get(1..).unwrap_or_default();
    let mut parts = Vec::new();
    for child in &score.children {
        let (own, behind) = rest.split_at_checked(size(child)).unwrap_or_default();
        rest = behind;
        parts.push(outcome(form, tally, child, own, effect));
    }
    for (item, slot) in score.items.iter().zip(rest) {
        parts.push(item_outcome(form, tally, score, item, slot, effect));
    }
    let outcome = Outcome {
        name: score.name.clone(),
        label: score.label.clone(),
        method: score.method.clone(),
        decimals: score.decimals,
        value: None,
        numerator: None,
        denominator: None,
        n: 0,
        levels: Vec::new(),
        is_item: false,
        parts,
        #[cfg(feature = "full")]
        judgement: Judgement::default(),
    };
    #[cfg(feature = "full")]
    return combine::node(outcome, tally, score, slots, effect);
    #[cfg(not(feature = "full"))]
    {
        let _ = (tally, effect);
        let sum = |of: fn(&Outcome) -> Option<Ratio>| {
            let whole = |part: &Outcome| of(part).and_then(Ratio::to_integer).unwrap_or(0);
            outcome.parts.iter().map(whole).fold(0, i64::saturating_add)
        };
        let (numerator, denominator) = (sum(|part| part.numerator), sum(|part| part.denominator));
        outcome.of_one(numerator, denominator)
    }
}

fn item_outcome(form: &Form, tally: &Tally, score: &Score, item: &Item, slot: &Slot, effect: Ratio) -> Outcome {
    let element = form.element(item.question);
    let list = element.and_then(|element| form.list_of(element.kind));
    let choices = list.map_or(&[][..], |list| &list.choices);
    let outcome = Outcome {
        name: element.map(|element| element.name.clone()).unwrap_or_default(),
        label: element.map(|element| element.label.clone()).unwrap_or_default(),
        method: score.method.clone(),
        decimals: score.decimals,
        value: None,
        numerator: None,
        denominator: None,
        n: 0,
        levels: choices.iter().map(|choice| choice.name.clone()).zip(slot.counts.iter().copied()).collect(),
        is_item: true,
        parts: Vec::new(),
        #[cfg(feature = "full")]
        judgement: Judgement::default(),
    };
    #[cfg(feature = "full")]
    return combine::item(outcome, tally, item, slot, effect, element.and_then(|element| element.kind.list()));
    #[cfg(not(feature = "full"))]
    {
        let _ = (tally, effect);
        let (numerator, denominator) = counted(item, &slot.counts);
        let small = |sum: i128| i64::try_from(sum).unwrap_or(i64::MAX);
        outcome.of_one(small(numerator), small(denominator))
    }
}

/// What the answers that were counted add to the numerator and the denominator. (Levels are at most
/// 10^6 and counts at most 2^64: neither sum outgrows its number.)
fn counted(item: &Item, counts: &[u64]) -> (i128, i128) {
    let mut sums = (0_i128, 0_i128);
    for (gain, count) in item.gains.iter().zip(counts) {
        let Some(gain) = gain else { continue };
        let times = |gain: i64| i128::from(gain).saturating_mul(i128::from(*count));
        sums = (sums.0.saturating_add(times(*gain)), sums.1.saturating_add(times(item.whole)));
    }
    sums
}

impl Outcome {
    /// Of one response, where everything is pooled.
    #[cfg(not(feature = "full"))]
    fn of_one(mut self, numerator: i64, denominator: i64) -> Self {
        let percent = Ratio::new(i128::from(numerator).saturating_mul(100), denominator.into());
        self.value = percent.and_then(|value| value.round(self.decimals));
        self.numerator = Some(Ratio::integer(numerator));
        self.denominator = Some(Ratio::integer(denominator));
        self.n = u64::from(denominator > 0);
        self
    }

    /// The value as it is printed in `language`: `83,94` in Vietnamese, `83.94` in English, `—`
    /// with nothing to count.
    #[must_use]
    pub fn to_text(&self, language: &str) -> String {
        self.value.map_or_else(|| String::from("—"), |value| write_number(&value.to_fixed(self.decimals), language))
    }

    /// What was measured, as a submission carries it: `{"name", "method", "top" or "rescale",
    /// "combine", "value", "numerator", "denominator", "n", "max", "levels", "parts"}`, without what
    /// does not apply. `value` is rounded once, to the decimals of the definition; `levels` counts the
    /// answers of an item by choice.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let mut json = object(vec![("name", self.name.as_str().into())]);
        self.write_measure(&mut json);
        if self.is_item && !self.levels.is_empty() {
            json.insert("levels", self.levels_json());
        }
        if !self.parts.is_empty() {
            json.insert("parts", self.parts.iter().map(Self::to_json).collect());
        }
        json
    }

    fn levels_json(&self) -> Json {
        Json::Object(self.levels.iter().map(|(name, count)| (name.clone(), (*count).into())).collect())
    }

    fn write_measure(&self, json: &mut Json) {
        if self.method != Method::Mixed {
            json.insert("method", self.method.name().into());
        }
        match &self.method {
            Method::TopBox(top) => json.insert("top", top.iter().map(|level| Ratio::integer(*level)).collect()),
            Method::Mean(rescale) => json.insert("rescale", rescale.name().into()),
            _ => {}
        }
        #[cfg(feature = "full")]
        if let Some(combine) = self.judgement.combine {
            json.insert("combine", combine.name().into());
        }
        #[cfg(not(feature = "full"))]
        if !self.is_item {
            json.insert("combine", "pooled".into());
        }
        json.insert("value", self.value.into());
        json.insert("numerator", self.numerator.into());
        json.insert("denominator", self.denominator.into());
        json.insert("n", self.n.into());
        #[cfg(feature = "full")]
        if let Some(max) = self.judgement.max {
            json.insert("max", max.into());
        }
    }
}
