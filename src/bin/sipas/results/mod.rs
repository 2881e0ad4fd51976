//! Many responses to one form, counted together and by the questions that `results_by` names.
//!
//! Nothing here knows where responses come from. What a small group answered is never told: see
//! [`disclosure`].

mod disclosure;

pub use disclosure::MIN_GROUP;

use std::collections::BTreeMap;

use sipas_forms::{
    entry::Entry,
    expression::Value,
    form::Form,
    score::{Outcome, Tally, evaluate},
    text::{Localized, message},
    value::{Json, object},
};

/// The counts of many responses: of all, and per group of each question of `results_by`.
#[derive(Clone, Debug)]
pub struct Counts {
    total: Tally,
    /// Per question of `results_by`, in its order: the tally of each choice that was chosen, under
    /// its name; under `None`, of those who did not answer the question.
    groups: Vec<BTreeMap<Option<String>, Tally>>,
}

impl Counts {
    /// No responses yet.
    pub fn new(form: &Form) -> Self {
        Self { total: Tally::new(form), groups: vec![BTreeMap::new(); form.results_by.len()] }
    }

    /// Counts one response to the same form.
    pub fn add(&mut self, entry: &Entry) {
        self.total.add(entry);
        for (question, groups) in entry.form().results_by.iter().zip(&mut self.groups) {
            let chosen = match entry.value(*question) {
                Some(Value::Text(name)) => Some(name.clone()),
                _ => None,
            };
            groups.entry(chosen).or_insert_with(|| Tally::new(entry.form())).add(entry);
        }
    }

    /// The results over all responses; by the groups of the element `by`, if it is one of `results_by`.
    pub fn report(&self, form: &Form, by: Option<usize>) -> Report {
        let breakdown = by.and_then(|question| {
            let position = form.results_by.iter().position(|known| *known == question)?;
            Some(breakdown(form, question, self.groups.get(position)?))
        });
        Report { responses: self.total.responses(), outcomes: evaluate(form, &self.total), breakdown }
    }
}

/// Results as they may be shown.
pub struct Report {
    /// How many responses were counted.
    pub responses: u64,
    /// The scores over all of them.
    pub outcomes: Vec<Outcome>,
    /// The scores by group.
    pub breakdown: Option<Breakdown>,
}

/// Results by the answer to one question.
pub struct Breakdown {
    /// The question.
    pub question: usize,
    /// The groups that may be shown, best first by the first score.
    pub groups: Vec<Group>,
    /// How many groups have responses and are not shown.
    pub hidden: usize,
}

/// The responses that gave the same answer.
pub struct Group {
    /// The choice's name; `None` for those who did not answer.
    pub name: Option<String>,
    /// The choice's label; empty for those who did not answer.
    pub label: Localized,
    /// How many they are.
    pub responses: u64,
    /// Their scores.
    pub outcomes: Vec<Outcome>,
}

fn breakdown(form: &Form, question: usize, tallies: &BTreeMap<Option<String>, Tally>) -> Breakdown {
    let list = form.element(question).and_then(|element| form.list_of(element.kind));
    let position = |name: &Option<String>| {
        let choices = list.map_or(&[][..], |list| &list.choices);
        choices.iter().position(|choice| Some(&choice.name) == name.as_ref()).unwrap_or(usize::MAX)
    };
    let mut ordered: Vec<(&Option<String>, &Tally)> = tallies.iter().collect();
    ordered.sort_by_key(|(name, _)| position(name));
    let shown = disclosure::shown(&ordered.iter().map(|(_, tally)| tally.responses()).collect::<Vec<_>>());
    let mut groups: Vec<Group> = ordered
        .iter()
        .zip(&shown)
        .filter(|(_, shown)| **shown)
        .map(|((name, tally), _)| Group {
            label: name
                .as_deref()
                .and_then(|name| list?.find(name))
                .map_or_else(Localized::default, |choice| choice.label.clone()),
            name: (*name).clone(),
            responses: tally.responses(),
            outcomes: evaluate(form, tally),
        })
        .collect();
    // A stable sort: equal groups stay in the order of the list, and those without a value come last.
    groups.sort_by(|left, right| compare(right.outcomes.first(), left.outcomes.first()));
    Breakdown { question, groups, hidden: shown.iter().filter(|shown| !**shown).count() }
}

/// Compares exact shares by cross-multiplication; no share is less than any.
fn compare(left: Option<&Outcome>, right: Option<&Outcome>) -> core::cmp::Ordering {
    let share = |outcome: Option<&Outcome>| {
        outcome.filter(|outcome| outcome.denominator > 0).map(|outcome| (outcome.numerator, outcome.denominator))
    };
    match (share(left), share(right)) {
        (Some((a, b)), Some((c, d))) => {
            let product = |left: u64, right: u64| u128::from(left).saturating_mul(u128::from(right));
            product(a, d).cmp(&product(c, b))
        }
        (left, right) => left.is_some().cmp(&right.is_some()),
    }
}

impl Report {
    /// `{"form", "responses", "other_versions", "note", "scores", "by"}`; `by` is `null` or
    /// `{"question", "min_group", "hidden_groups", "groups": [{"name", "label", "responses", "scores"}]}`,
    /// where a group's scores are those of the first level only.
    pub fn to_json(&self, form: &Form, other_versions: u64, language: &str) -> Json {
        object(vec![
            (
                "form",
                object(vec![
                    ("id", form.identity.id.as_str().into()),
                    ("version", form.identity.version.as_str().into()),
                    ("hash", form.identity.hash.as_str().into()),
                    ("title", form.title.get(language).into()),
                ]),
            ),
            ("responses", self.responses.into()),
            ("other_versions", other_versions.into()),
            ("note", message("reference_only", language, &[]).into()),
            ("scores", self.outcomes.iter().map(Outcome::to_json).collect()),
            ("by", self.breakdown.as_ref().map(|breakdown| breakdown.to_json(form, language)).into()),
        ])
    }
}

impl Breakdown {
    fn to_json(&self, form: &Form, language: &str) -> Json {
        let group = |group: &Group| {
            let scores = group.outcomes.iter().map(|outcome| {
                let value = outcome.value().and_then(|value| value.round(outcome.decimals));
                object(vec![
                    ("name", outcome.name.as_str().into()),
                    ("value", value.into()),
                    ("numerator", outcome.numerator.into()),
                    ("denominator", outcome.denominator.into()),
                ])
            });
            object(vec![
                ("name", group.name.as_deref().into()),
                ("label", group.name.as_ref().map(|_| group.label.get(language)).into()),
                ("responses", group.responses.into()),
                ("scores", scores.collect()),
            ])
        };
        object(vec![
            ("question", form.element(self.question).map(|element| element.name.as_str()).into()),
            ("min_group", MIN_GROUP.into()),
            ("hidden_groups", self.hidden.into()),
            ("groups", self.groups.iter().map(group).collect()),
        ])
    }
}
