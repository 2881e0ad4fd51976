//! Many responses to one form, counted together and by the questions that `results_by` names.
//!
//! Nothing here knows where responses come from. They are published in batches of as many as a result
//! must have at least, so that nobody sees one response by comparing before and after; what a small
//! group answered, or what few answered at all, is never told: see the room `score`.

mod reports;

pub use reports::{Known, Order, Period, Refused, Reports, Sent, Standing, Unit};

use std::{collections::BTreeMap, num::NonZeroU64};

use sipas_forms::{
    entry::Entry,
    expression::Value,
    form::Form,
    score::{Breakdown, Counted, Shown, Tally, breakdown, evaluate, too_small},
    text::message,
    value::{Json, Ratio, object},
};

/// The counts of many responses: of all, and per group of each question of `results_by`.
#[derive(Clone, Debug)]
pub struct Counts {
    least: NonZeroU64,
    /// How many responses were offered, also those that could not be read.
    offered: u64,
    total: Tally,
    /// Per question of `results_by`, in its order: each choice that was chosen, under its name;
    /// under `None`, those who did not answer the question.
    groups: Vec<BTreeMap<Option<String>, Grouped>>,
}

/// The responses of one group.
#[derive(Clone, Debug)]
struct Grouped {
    /// How many were counted before, and are not in the tally.
    before: u64,
    tally: Option<Tally>,
    /// Whether it was hidden when the last batch was published.
    hidden: bool,
    /// Whether it was when this counting began.
    was_hidden: bool,
}

impl Grouped {
    const fn new(before: u64, tally: Option<Tally>, hidden: bool) -> Self {
        Self { before, tally, hidden, was_hidden: hidden }
    }

    fn responses(&self) -> u64 {
        self.before.saturating_add(self.tally.as_ref().map_or(0, Tally::responses))
    }
}

/// What is kept of one group, or of everybody.
pub struct Part<'a> {
    /// The place of the question in `results_by`; `None` is everybody.
    pub question: Option<usize>,
    /// The answer; `None` for those who did not answer, and for everybody.
    pub choice: Option<&'a str>,
    /// What was counted, without what was counted before.
    pub tally: Option<&'a Tally>,
    /// Whether it was hidden when the last batch was published.
    pub hidden: bool,
    /// Whether that is otherwise than before.
    pub is_turned: bool,
}

impl Counts {
    /// No responses yet; no result of fewer than `least` will be shown.
    pub fn new(form: &Form, least: NonZeroU64) -> Self {
        Self { least, offered: 0, total: Tally::new(form), groups: vec![BTreeMap::new(); form.results_by.len()] }
    }

    /// Begins where `offered` responses were counted before, of which [`Counts::follow`] and
    /// [`Counts::put`] tell more.
    pub fn after(form: &Form, least: NonZeroU64, offered: u64) -> Self {
        Self { offered, ..Self::new(form, least) }
    }

    /// Says of a group how many responses were counted before, and whether it was hidden.
    pub fn follow(&mut self, question: usize, choice: Option<&str>, before: u64, hidden: bool) {
        if let Some(groups) = self.groups.get_mut(question) {
            groups.insert(choice.map(String::from), Grouped::new(before, None, hidden));
        }
    }

    /// Takes over what was counted of a group, or of everybody.
    pub fn put(&mut self, question: Option<usize>, choice: Option<&str>, tally: Tally, hidden: bool) {
        let Some(question) = question else {
            self.total = tally;
            return;
        };
        if let Some(groups) = self.groups.get_mut(question) {
            groups.insert(choice.map(String::from), Grouped::new(0, Some(tally), hidden));
        }
    }

    /// What is to be kept: of everybody, then of every group.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let whole = Part { question: None, choice: None, tally: Some(&self.total), hidden: false, is_turned: false };
        let groups = self.groups.iter().enumerate().flat_map(|(question, groups)| {
            groups.iter().map(move |(choice, group)| Part {
                question: Some(question),
                choice: choice.as_deref(),
                tally: group.tally.as_ref(),
                hidden: group.hidden,
                is_turned: group.hidden != group.was_hidden,
            })
        });
        core::iter::once(whole).chain(groups)
    }

    /// Counts one response to the same form; `None` for one that cannot be read. At the end of a
    /// batch it is decided which groups are hidden, so that it does not matter when somebody looks.
    pub fn add(&mut self, entry: Option<&Entry>) {
        self.offered = self.offered.saturating_add(1);
        // One whose figures cannot be was refused when it came.
        if let Some(entry) = entry.filter(|entry| self.total.add(entry).is_ok()) {
            for (question, groups) in entry.form().results_by.iter().zip(&mut self.groups) {
                let chosen = match entry.value((*question).into()) {
                    Some(Value::Text(name)) => Some(name.clone()),
                    _ => None,
                };
                let group = groups.entry(chosen).or_insert(Grouped::new(0, None, true));
                let _ = group.tally.get_or_insert_with(|| Tally::new(entry.form())).add(entry);
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
        let by = by.filter(|_| !few).and_then(|question| {
            let position = form.results_by.iter().position(|known| *known == question)?;
            Some(By { question, breakdown: self.breakdown(form, question, self.groups.get(position)?) })
        });
        Report {
            received,
            offered: self.offered,
            least,
            few,
            responses: self.total.responses(),
            scores: if few { Vec::new() } else { Shown::all(evaluate(form, &self.total), least) },
            by,
        }
    }
}

/// How many of `received` responses are published: whole batches.
pub fn due(received: u64, least: NonZeroU64) -> u64 {
    received.saturating_sub(received % least)
}

/// Decides which groups are hidden. Of groups that could be, one that was hidden already is.
fn hide(groups: &mut BTreeMap<Option<String>, Grouped>, least: u64) {
    let sizes: Vec<(u64, bool)> = groups.values().map(|group| (group.responses(), group.hidden)).collect();
    for (group, hidden) in groups.values_mut().zip(too_small(&sizes, least)) {
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
    pub by: Option<By>,
}

/// Results by the answer to one question.
pub struct By {
    /// The question.
    pub question: usize,
    /// The groups.
    pub breakdown: Breakdown,
}

impl Counts {
    fn breakdown(&self, form: &Form, question: usize, counted: &BTreeMap<Option<String>, Grouped>) -> Breakdown {
        let list = form.element(question).and_then(|element| form.list_of(element.kind));
        let position = |name: &Option<String>| {
            let choices = list.map_or(&[][..], |list| &list.choices);
            choices.iter().position(|choice| Some(&choice.name) == name.as_ref()).unwrap_or(usize::MAX)
        };
        let mut ordered: Vec<(&Option<String>, &Grouped)> = counted.iter().collect();
        ordered.sort_by_key(|(name, _)| position(name));
        let groups: Vec<Counted<'_>> = ordered
            .into_iter()
            .filter_map(|(name, group)| {
                Some(Counted { name: name.as_deref(), tally: group.tally.as_ref()?, hidden: group.hidden })
            })
            .collect();
        let label =
            |name: &str| list.and_then(|list| list.find(name)).map(|choice| choice.label.clone()).unwrap_or_default();
        breakdown(form, evaluate(form, &self.total), &groups, self.least.get(), Ratio::ONE, &label)
    }
}

impl Report {
    /// `{"form", "received", "responses", "min_group", "other_versions", "note", "scores", "by"}`:
    /// the results are about the first `responses` of the `received` ones; with too few of them
    /// `scores` is `null`. `by` is `null` or `{"question", "min_group", "hidden_groups", "groups":
    /// [{"name", "label", "responses", "scores"}]}`, where a group's scores are those of the first
    /// level only.
    pub fn to_json(&self, form: &Form, other_versions: u64, language: &str) -> Json {
        let by = |by: &By| {
            let question = form.element(by.question).map_or("", |element| element.name.as_str());
            by.breakdown.to_json(question, self.least, language, true)
        };
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
            ("by", self.by.as_ref().map(by).into()),
        ])
    }
}
