//! From answers to indices: whole counts per item, exact fractions per factor and index.
//!
//! A [`Tally`] counts one response or a million; tallies add up, so the index of two communes
//! together is exact. [`evaluate`] turns a tally into the tree of results. A decimal appears only
//! when a result is printed.
//!
//! The method is the share of satisfied answers (`top_box`): of the answers given, those whose
//! choice has one of the scores that count. Not answered, not relevant and not applicable leave
//! the denominator. A factor and an index pool the answers of all their items. The official
//! formula's annex (Decision 1001/QĐ-BNV) is not published; every result is for reference.

use alloc::{string::String, vec, vec::Vec};

use crate::{
    entry::Entry,
    expression::Value,
    form::{Form, Score},
    text::{Localized, write_number},
    value::{Json, Ratio, object},
};

/// How often each choice of each question was chosen. Only questions that are scored are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    responses: u64,
    /// Per element of the form, the count of each choice of its list; empty if it is not scored.
    counts: Vec<Vec<u64>>,
}

impl Tally {
    /// A tally of no responses.
    #[must_use]
    pub fn new(form: &Form) -> Self {
        let mut counts = vec![Vec::new(); form.elements.len()];
        for item in form.scores.iter().flat_map(Score::all_items) {
            let choices =
                form.element(item).and_then(|element| form.list_of(element.kind)).map_or(0, |list| list.choices.len());
            if let Some(slot) = counts.get_mut(item) {
                *slot = vec![0; choices];
            }
        }
        Self { responses: 0, counts }
    }

    /// Counts one response to the same form; an item in a repeat counts in every row.
    pub fn add(&mut self, entry: &Entry) {
        self.responses = self.responses.saturating_add(1);
        for (index, counts) in self.counts.iter_mut().enumerate() {
            let list = entry.form().element(index).and_then(|element| entry.form().list_of(element.kind));
            let rows = if counts.is_empty() { Vec::new() } else { entry.instances(index) };
            for at in rows {
                let Some(Value::Text(name)) = entry.value(at) else { continue };
                let chosen = list.and_then(|list| list.choices.iter().position(|choice| choice.name == *name));
                if let Some(count) = chosen.and_then(|chosen| counts.get_mut(chosen)) {
                    *count = count.saturating_add(1);
                }
            }
        }
    }

    /// Adds what another tally of the same form counted.
    pub fn merge(&mut self, other: &Self) {
        self.responses = self.responses.saturating_add(other.responses);
        for (counts, others) in self.counts.iter_mut().zip(&other.counts) {
            for (count, other) in counts.iter_mut().zip(others) {
                *count = count.saturating_add(*other);
            }
        }
    }

    /// How many responses were counted.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.responses
    }
}

/// The result of one node: of an index, a factor or an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The score's name, or the question's.
    pub name: String,
    /// What it is called.
    pub label: Localized,
    /// The satisfied answers.
    pub numerator: u64,
    /// The answers that count.
    pub denominator: u64,
    /// The scores of the answers that count as satisfied.
    pub top: Vec<i64>,
    /// How many decimals it is printed with.
    pub decimals: u8,
    /// How many answers gave each choice, in the order of the list; empty above the items.
    pub levels: Vec<(String, u64)>,
    /// The parts: factors of an index, items of a factor.
    pub parts: Vec<Outcome>,
}

/// The results of every score of the form over what a tally counted.
#[must_use]
pub fn evaluate(form: &Form, tally: &Tally) -> Vec<Outcome> {
    form.scores.iter().map(|score| outcome(form, tally, score)).collect()
}

/// The results over one response.
#[must_use]
pub fn evaluate_one(entry: &Entry) -> Vec<Outcome> {
    let mut tally = Tally::new(entry.form());
    tally.add(entry);
    evaluate(entry.form(), &tally)
}

fn outcome(form: &Form, tally: &Tally, score: &Score) -> Outcome {
    let mut parts: Vec<Outcome> = score.children.iter().map(|child| outcome(form, tally, child)).collect();
    parts.extend(score.items.iter().filter_map(|item| item_outcome(form, tally, score, *item)));
    Outcome {
        name: score.name.clone(),
        label: score.label.clone(),
        numerator: parts.iter().fold(0, |sum, part| sum.saturating_add(part.numerator)),
        denominator: parts.iter().fold(0, |sum, part| sum.saturating_add(part.denominator)),
        top: score.top.clone(),
        decimals: score.decimals,
        levels: Vec::new(),
        parts,
    }
}

fn item_outcome(form: &Form, tally: &Tally, score: &Score, item: usize) -> Option<Outcome> {
    let element = form.element(item)?;
    let (mut numerator, mut denominator, mut levels) = (0_u64, 0_u64, Vec::new());
    for (choice, count) in form.list_of(element.kind)?.choices.iter().zip(tally.counts.get(item)?) {
        levels.push((choice.name.clone(), *count));
        if choice.not_applicable {
            continue;
        }
        denominator = denominator.saturating_add(*count);
        if choice.score.is_some_and(|level| score.top.contains(&level)) {
            numerator = numerator.saturating_add(*count);
        }
    }
    Some(Outcome {
        name: element.name.clone(),
        label: element.label.clone(),
        numerator,
        denominator,
        top: score.top.clone(),
        decimals: score.decimals,
        levels,
        parts: Vec::new(),
    })
}

impl Outcome {
    /// The share in percent, exact; `None` with nothing to count.
    #[must_use]
    pub fn value(&self) -> Option<Ratio> {
        Ratio::new(i128::from(self.numerator).saturating_mul(100), i128::from(self.denominator))
    }

    /// The value as it is printed in `language`: `83,94` in Vietnamese, `83.94` in English, `—`
    /// with nothing to count.
    #[must_use]
    pub fn to_text(&self, language: &str) -> String {
        self.value().map_or_else(|| String::from("—"), |value| write_number(&value.to_fixed(self.decimals), language))
    }

    /// `{"name", "method", "combine", "top", "value", "numerator", "denominator", "levels" or
    /// "parts"}`; `value` in percent, rounded once to the decimals of the definition.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let value = self.value().and_then(|value| value.round(self.decimals));
        let mut json = object(vec![
            ("name", self.name.as_str().into()),
            ("method", "top_box".into()),
            ("combine", "pooled".into()),
            ("top", self.top.iter().map(|level| Ratio::integer(*level)).collect()),
            ("value", value.into()),
            ("numerator", self.numerator.into()),
            ("denominator", self.denominator.into()),
        ]);
        if self.parts.is_empty() {
            let levels = self.levels.iter().map(|(name, count)| (name.clone(), (*count).into())).collect();
            json.insert("levels", Json::Object(levels));
        } else {
            json.insert("parts", self.parts.iter().map(Self::to_json).collect());
        }
        json
    }
}
