//! Many responses to one form, counted together and by the questions that `results_by` names.
//!
//! Nothing here knows where responses come from. They are published in batches of as many as a result
//! must have at least, so that nobody sees one response by comparing before and after; what a small
//! group answered, or what few answered at all, is never told: see [`disclosure`].

mod disclosure;

use std::{collections::BTreeMap, num::NonZeroU64};

use sipas_forms::{
    entry::Entry,
    expression::Value,
    form::Form,
    score::{Outcome, Tally, evaluate},
    text::{Localized, message},
    value::{Json, Ratio, object},
};

use disclosure::{Part, hidden};

/// The counts of many responses: of all, and per group of each question of `results_by`.
#[derive(Clone, Debug)]
pub struct Counts {
    least: NonZeroU64,
    /// How many responses were offered, also those that could not be read.
    offered: u64,
    total: Tally,
    /// Per question of `results_by`, in its order: each choice that was chosen, under its name;
    /// under `None`, those who did not answer the question.
    groups: Vec<BTreeMap<Option<String>, Counted>>,
}

/// The responses of one group.
#[derive(Clone, Debug)]
struct Counted {
    tally: Tally,
    /// Whether it was hidden when the last batch was published.
    hidden: bool,
}

impl Counts {
    /// No responses yet; no result of fewer than `least` will be shown.
    pub fn new(form: &Form, least: NonZeroU64) -> Self {
        Self { least, offered: 0, total: Tally::new(form), groups: vec![BTreeMap::new(); form.results_by.len()] }
    }

    /// How many responses are published once `received` are there: whole batches.
    pub fn due(&self, received: u64) -> u64 {
        received.saturating_sub(received % self.least)
    }

    /// Counts one response to the same form; `None` for one that cannot be read. At the end of a
    /// batch it is decided which groups are hidden, so that it does not matter when somebody looks.
    pub fn add(&mut self, entry: Option<&Entry>) {
        self.offered = self.offered.saturating_add(1);
        if let Some(entry) = entry {
            self.total.add(entry);
            for (question, groups) in entry.form().results_by.iter().zip(&mut self.groups) {
                let chosen = match entry.value((*question).into()) {
                    Some(Value::Text(name)) => Some(name.clone()),
                    _ => None,
                };
                let new = || Counted { tally: Tally::new(entry.form()), hidden: true };
                groups.entry(chosen).or_insert_with(new).tally.add(entry);
            }
        }
        if self.offered % self.least == 0 {
            self.groups.iter_mut().for_each(|groups| hide(groups, self.least.get()));
        }
    }

    /// How many responses were offered.
    pub const fn offered(&self) -> u64 {
        self.offered
    }

    /// The results over all responses counted, of `received`; by the groups of the element `by`, if
    /// it is one of `results_by`.
    pub fn report(&self, form: &Form, by: Option<usize>, received: u64) -> Report {
        let least = self.least.get();
        let few = received < least && least > 1;
        let breakdown = by.filter(|_| !few).and_then(|question| {
            let position = form.results_by.iter().position(|known| *known == question)?;
            Some(breakdown(form, question, self.groups.get(position)?, least))
        });
        let shown = |outcome: Outcome| {
            let hidden = (1..least).contains(&outcome.denominator);
            Shown::new(outcome, hidden, least)
        };
        Report {
            received,
            offered: self.offered,
            least,
            few,
            responses: self.total.responses(),
            scores: if few { Vec::new() } else { evaluate(form, &self.total).into_iter().map(shown).collect() },
            breakdown,
        }
    }
}

/// Decides which groups are hidden. Of groups that could be, one that was hidden already is.
fn hide(groups: &mut BTreeMap<Option<String>, Counted>, least: u64) {
    let part = |group: &Counted| Part { count: group.tally.responses(), forced: false, preferred: group.hidden };
    let hidden = hidden(&groups.values().map(part).collect::<Vec<_>>(), least);
    for (group, hidden) in groups.values_mut().zip(hidden) {
        group.hidden = hidden;
    }
}

/// Results as they may be shown.
pub struct Report {
    /// How many responses there are.
    pub received: u64,
    /// How many of them, from the first, the results are about.
    pub offered: u64,
    /// How many a result must be about to be shown; also the size of a batch.
    pub least: u64,
    /// Whether there are too few responses for any result.
    pub few: bool,
    /// How many responses were counted.
    pub responses: u64,
    /// The scores over all of them.
    pub scores: Vec<Shown>,
    /// The scores by group.
    pub breakdown: Option<Breakdown>,
}

/// The result of one node of a score as it may be shown.
pub struct Shown {
    /// What it is; its parts are in [`Shown::parts`], and of a suppressed one all counts are zero.
    pub outcome: Outcome,
    /// Whether too few answered, or it would tell what too few answered.
    pub suppressed: bool,
    /// The parts: factors of an index, items of a factor.
    pub parts: Vec<Shown>,
}

impl Shown {
    /// What may be shown of a node: nothing of it and its parts where it is suppressed, and of its
    /// parts what does not tell too much together with their sum.
    fn new(mut outcome: Outcome, suppressed: bool, least: u64) -> Self {
        let parts = std::mem::take(&mut outcome.parts);
        let part = |part: &Outcome| Part { count: part.denominator, forced: suppressed, preferred: false };
        let hidden = hidden(&parts.iter().map(part).collect::<Vec<_>>(), least);
        let parts = parts.into_iter().zip(hidden).map(|(part, hidden)| Self::new(part, hidden, least)).collect();
        if suppressed {
            outcome.numerator = 0;
            outcome.denominator = 0;
            outcome.levels.iter_mut().for_each(|(_, count)| *count = 0);
        }
        Self { outcome, suppressed, parts }
    }

    /// As the core's `Outcome::to_json`; a suppressed one has `null` for every count and
    /// `"suppressed": true`.
    fn to_json(&self) -> Json {
        let outcome = &self.outcome;
        let mut json = object(vec![
            ("name", outcome.name.as_str().into()),
            ("method", "top_box".into()),
            ("combine", "pooled".into()),
            ("top", outcome.top.iter().map(|level| Ratio::integer(*level)).collect()),
        ]);
        self.write_counts(&mut json);
        if self.parts.is_empty() {
            let levels = || outcome.levels.iter().map(|(name, count)| (name.clone(), (*count).into())).collect();
            json.insert("levels", if self.suppressed { Json::Null } else { Json::Object(levels()) });
        } else {
            json.insert("parts", self.parts.iter().map(Self::to_json).collect());
        }
        json
    }

    fn write_counts(&self, json: &mut Json) {
        let outcome = &self.outcome;
        let number = |count: u64| if self.suppressed { Json::Null } else { count.into() };
        json.insert("value", outcome.value().and_then(|value| value.round(outcome.decimals)).into());
        json.insert("numerator", number(outcome.numerator));
        json.insert("denominator", number(outcome.denominator));
        if self.suppressed {
            json.insert("suppressed", true.into());
        }
    }
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
    /// Their scores, without parts.
    pub scores: Vec<Shown>,
}

fn breakdown(form: &Form, question: usize, counted: &BTreeMap<Option<String>, Counted>, least: u64) -> Breakdown {
    let list = form.element(question).and_then(|element| form.list_of(element.kind));
    let position = |name: &Option<String>| {
        let choices = list.map_or(&[][..], |list| &list.choices);
        choices.iter().position(|choice| Some(&choice.name) == name.as_ref()).unwrap_or(usize::MAX)
    };
    let mut ordered: Vec<(&Option<String>, &Counted, Vec<Outcome>)> =
        counted.iter().map(|(name, group)| (name, group, evaluate(form, &group.tally))).collect();
    ordered.sort_by_key(|(name, ..)| position(name));
    // Per score, the groups whose result is suppressed: each score has a total that is shown.
    let suppressed: Vec<Vec<bool>> = (0..form.scores.len())
        .map(|score| {
            let part = |(_, group, outcomes): &(&Option<String>, &Counted, Vec<Outcome>)| Part {
                count: outcomes.get(score).map_or(0, |outcome| outcome.denominator),
                forced: group.hidden,
                preferred: false,
            };
            hidden(&ordered.iter().map(part).collect::<Vec<_>>(), least)
        })
        .collect();
    let hidden = counted.values().filter(|group| group.hidden).count();
    let mut groups: Vec<Group> = ordered
        .into_iter()
        .enumerate()
        .filter(|(_, (_, group, _))| !group.hidden)
        .map(|(index, (name, group, outcomes))| Group {
            label: name
                .as_deref()
                .and_then(|name| list?.find(name))
                .map_or_else(Localized::default, |choice| choice.label.clone()),
            name: name.clone(),
            responses: group.tally.responses(),
            scores: outcomes
                .into_iter()
                .zip(&suppressed)
                .map(|(outcome, suppressed)| {
                    let suppressed = suppressed.get(index).copied().unwrap_or(true);
                    Shown::new(Outcome { parts: Vec::new(), ..outcome }, suppressed, least)
                })
                .collect(),
        })
        .collect();
    // A stable sort: equal groups stay in the order of the list, and those without a value come last.
    groups.sort_by(|left, right| compare(right.scores.first(), left.scores.first()));
    Breakdown { question, groups, hidden }
}

/// Compares exact shares by cross-multiplication; no share is less than any.
fn compare(left: Option<&Shown>, right: Option<&Shown>) -> core::cmp::Ordering {
    let share = |shown: Option<&Shown>| {
        let outcome = shown.map(|shown| &shown.outcome).filter(|outcome| outcome.denominator > 0);
        outcome.map(|outcome| (outcome.numerator, outcome.denominator))
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
    /// `{"form", "received", "responses", "min_group", "other_versions", "note", "scores", "by"}`:
    /// the results are about the first `responses` of the `received` ones; with too few of them
    /// `scores` is `null`. `by` is `null` or `{"question", "min_group", "hidden_groups", "groups":
    /// [{"name", "label", "responses", "scores"}]}`, where a group's scores are those of the first
    /// level only.
    pub fn to_json(&self, form: &Form, other_versions: u64, language: &str) -> Json {
        let scores = (!self.few).then(|| self.scores.iter().map(Shown::to_json).collect::<Json>());
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
            ("received", self.received.into()),
            ("responses", self.responses.into()),
            ("min_group", self.least.into()),
            ("other_versions", other_versions.into()),
            ("note", message("reference_only", language, &[]).into()),
            ("scores", scores.into()),
            ("by", self.breakdown.as_ref().map(|breakdown| breakdown.to_json(form, self.least, language)).into()),
        ])
    }
}

impl Breakdown {
    fn to_json(&self, form: &Form, least: u64, language: &str) -> Json {
        let score = |shown: &Shown| {
            let mut json = object(vec![("name", shown.outcome.name.as_str().into())]);
            shown.write_counts(&mut json);
            json
        };
        let group = |group: &Group| {
            object(vec![
                ("name", group.name.as_deref().into()),
                ("label", group.name.as_ref().map(|_| group.label.get(language)).into()),
                ("responses", group.responses.into()),
                ("scores", group.scores.iter().map(score).collect()),
            ])
        };
        object(vec![
            ("question", form.element(self.question).map(|element| element.name.as_str()).into()),
            ("min_group", least.into()),
            ("hidden_groups", self.hidden.into()),
            ("groups", self.groups.iter().map(group).collect()),
        ])
    }
}
