//! The results of a table: of everybody and by group, added up with those of other tables, ranked, and beside a
//! target, the mean of a province and the last period.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    sync::Arc,
    vec,
    vec::Vec,
};
use core::cmp::Ordering;

use super::{
    groups::{Key, MAX_GROUPS, label_of},
    picture::{Beside, Picture, Scene, Viewer, gallery},
};
use crate::{
    form::Form,
    score::{Breakdown, Counted, Group, Outcome, Shown, Tally, breakdown, evaluate_with, too_small},
    text::{Localized, sentence},
    value::{Json, MAX_SAFE_INTEGER, Ratio, object, sha256},
};

/// The most sources of results that are remembered, and how long the hash of each is, in hexadecimal.
const MAX_SOURCES: usize = 10_000;
const SHA256_LENGTH: usize = 64;

/// Groups by the answers to one question.
#[derive(Clone, Debug)]
pub(super) struct Grouped {
    question: usize,
    groups: Vec<(Option<String>, Tally)>,
    /// Of what is beyond the most groups.
    other: Option<Tally>,
}

impl Grouped {
    pub(super) fn new(
        question: usize,
        groups: impl Iterator<Item = (Option<String>, Tally)>,
        other: Option<Tally>,
    ) -> Self {
        let has_responses = |tally: &Tally| tally.responses() > 0;
        let groups = groups.filter(|(_, tally)| has_responses(tally)).collect();
        Self { question, groups, other: other.filter(has_responses) }
    }

    fn merge(&mut self, other: &Self) {
        let mut places: BTreeMap<Option<String>, usize> =
            self.groups.iter().enumerate().map(|(place, (name, _))| (name.clone(), place)).collect();
        for (name, tally) in &other.groups {
            let known = places.get(name).and_then(|place| self.groups.get_mut(*place));
            if let Some((_, known)) = known {
                known.merge(tally);
            } else if self.groups.len() < MAX_GROUPS {
                places.insert(name.clone(), self.groups.len());
                self.groups.push((name.clone(), tally.clone()));
            } else {
                self.merge_other(tally);
            }
        }
        if let Some(other) = &other.other {
            self.merge_other(other);
        }
    }

    /// Whether the groups are of answers that there can be, each once, and add up to everybody.
    fn is_of(&self, form: &Form, whole: &Tally) -> bool {
        let list = form.element(self.question).and_then(|element| form.list_of(element.kind));
        let mut names: Vec<Option<&str>> = self.groups.iter().map(|(name, _)| name.as_deref()).collect();
        let is_known = |name: Option<&str>| name.zip(list).is_none_or(|(name, list)| list.find(name).is_some());
        let are_known = names.iter().copied().all(is_known);
        names.sort_unstable();
        let are_different = names.windows(2).all(|pair| pair.first() != pair.last());
        let mut sum = Tally::new(form);
        for tally in self.groups.iter().map(|(_, tally)| tally).chain(&self.other) {
            sum.merge(tally);
        }
        are_known && are_different && sum == *whole
    }

    fn merge_other(&mut self, tally: &Tally) {
        match &mut self.other {
            Some(other) => other.merge(tally),
            other => *other = Some(tally.clone()),
        }
    }
}

/// What was counted of one table or of several.
#[derive(Clone, Debug)]
pub struct Results {
    form: Arc<Form>,
    whole: Tally,
    refused: u64,
    by: Vec<Grouped>,
    /// Of what they were added up, by the hashes of what each part counted; without what was added since.
    sources: Vec<String>,
}

/// Why results cannot be added up or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// They are not results at all, or those of another version of this program.
    NoResults,
    /// They are of another form, or of another version of it.
    OtherForm,
    /// They, or a part of them, are among those that they would be added to.
    Known,
}

impl Mismatch {
    /// A code of the message catalogue.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoResults => "batch_no_results",
            Self::OtherForm => "batch_other_form",
            Self::Known => "batch_known",
        }
    }
}

/// What a report is to say.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The fewest responses that a group may have to be shown.
    pub least: u64,
    /// The design effect of the sample.
    pub effect: Ratio,
    /// The language of labels.
    pub language: &'a str,
    /// The report of the province.
    pub province: Option<&'a Json>,
    /// The report of the last period.
    pub last: Option<&'a Json>,
    /// Of how many of the scored questions there are answers at all, and how many there are, where some are missing.
    pub partial: Option<(usize, usize)>,
}

impl Results {
    /// The version of what [`Results::to_json`] writes.
    pub const VERSION: u64 = 1;

    pub(super) fn new(form: Arc<Form>, whole: Tally, refused: u64) -> Self {
        Self { form, whole, refused, by: Vec::new(), sources: Vec::new() }
    }

    pub(super) fn push(&mut self, grouped: Grouped) {
        self.by.push(grouped);
    }

    /// What was counted of everybody.
    #[must_use]
    pub const fn whole(&self) -> &Tally {
        &self.whole
    }

    /// How many responses were not counted.
    #[must_use]
    pub const fn refused(&self) -> u64 {
        self.refused
    }

    /// The questions by which they are grouped.
    pub fn questions(&self) -> impl Iterator<Item = usize> {
        self.by.iter().map(|by| by.question)
    }

    /// What was counted of the group that gave an answer, by its name; of those who gave none for `None`.
    #[must_use]
    pub fn group(&self, question: usize, name: Option<&str>) -> Option<&Tally> {
        let by = self.by.iter().find(|by| by.question == question)?;
        by.groups.iter().find(|(known, _)| known.as_deref() == name).map(|(_, tally)| tally)
    }

    /// The groups by the answers to a question, those who gave none as `None`, with what was counted of each.
    pub fn groups(&self, question: usize) -> impl Iterator<Item = (Option<&str>, &Tally)> {
        let by = self.by.iter().filter(move |by| by.question == question);
        by.flat_map(|by| by.groups.iter().map(|(name, tally)| (name.as_deref(), tally)))
    }

    /// Whether there were more different answers to a question than groups are kept.
    #[must_use]
    pub fn has_more_groups(&self, question: usize) -> bool {
        self.by.iter().any(|by| by.question == question && by.other.is_some())
    }

    /// Adds others of the same form, exactly as if all responses had been counted at once. What only one of both
    /// is grouped by can be grouped no more.
    ///
    /// # Errors
    /// Results of another form, or of another version of it.
    pub fn merge(&mut self, other: &Self) -> Result<(), Mismatch> {
        if self.form.identity != other.form.identity {
            return Err(Mismatch::OtherForm);
        }
        let sources = [self.sources(), other.sources()].concat();
        self.sources = sources;
        self.whole.merge(&other.whole);
        self.refused = self.refused.saturating_add(other.refused);
        self.by.retain(|by| other.by.iter().any(|others| others.question == by.question));
        for by in &mut self.by {
            if let Some(others) = other.by.iter().find(|others| others.question == by.question) {
                by.merge(others);
            }
        }
        Ok(())
    }

    /// Of what they were added up, by the hashes of what each part counted: their own where it is one.
    #[must_use]
    pub fn sources(&self) -> Vec<String> {
        if self.sources.is_empty() {
            return vec![sha256(self.whole.to_json(&self.form).to_text().as_bytes())];
        }
        self.sources.clone()
    }

    /// All that was counted, for [`Results::from_json`]: `{"sipas_results": 1, "form": {"id", "version", "hash"},
    /// "sources": [hash], "refused", "tally", "by": [{"question", "groups": [{"name", "tally"}], "other"}]}`. It holds what a report
    /// does not show since too few answered: it is to be kept, not published.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let group = |(name, tally): &(Option<String>, Tally)| {
            object(vec![("name", name.as_deref().into()), ("tally", tally.to_json(&self.form))])
        };
        let by = |by: &Grouped| {
            // Whatever came first in the file, and whatever was added to what: the same results are the same text.
            let mut groups: Vec<&(Option<String>, Tally)> = by.groups.iter().collect();
            groups.sort_by(|(one, _), (other, _)| one.cmp(other));
            object(vec![
                ("question", self.name(by.question).into()),
                ("groups", groups.into_iter().map(group).collect()),
                ("other", by.other.as_ref().map(|other| other.to_json(&self.form)).into()),
            ])
        };
        object(vec![
            ("sipas_results", Self::VERSION.into()),
            ("form", self.identity()),
            ("sources", self.sources().iter().map(String::as_str).collect()),
            ("refused", self.refused.into()),
            ("tally", self.whole.to_json(&self.form)),
            ("by", self.by.iter().map(by).collect()),
        ])
    }

    /// Reads what [`Results::to_json`] wrote.
    ///
    /// # Errors
    /// What it did not write, and results of another form or version.
    pub fn from_json(form: &Arc<Form>, json: &Json) -> Result<Self, Mismatch> {
        let version = json.get("sipas_results").and_then(Json::as_number);
        if version != i64::try_from(Self::VERSION).ok().map(Ratio::integer) {
            return Err(Mismatch::NoResults);
        }
        let hash = json.get("form").and_then(|form| form.get("hash")).and_then(Json::as_text);
        if hash != Some(&form.identity.hash) {
            return Err(Mismatch::OtherForm);
        }
        Self::read(form, json).ok_or(Mismatch::NoResults)
    }

    fn read(form: &Arc<Form>, json: &Json) -> Option<Self> {
        let whole = Tally::from_json(form, json.get("tally")?)?;
        let group = |json: &Json| {
            let name = match json.get("name")? {
                Json::Null => None,
                name => Some(name.as_text()?.to_string()),
            };
            Some((name, Tally::from_json(form, json.get("tally")?)?))
        };
        let by = |json: &Json| {
            let question = form.find(json.get("question")?.as_text()?)?;
            let groups = json.get("groups")?.elements().iter().map(group).collect::<Option<Vec<_>>>()?;
            let other = match json.get("other")? {
                Json::Null => None,
                other => Some(Tally::from_json(form, other)?),
            };
            let grouped = Grouped { question, groups, other };
            grouped.is_of(form, &whole).then_some(grouped)
        };
        let refused = u64::try_from(json.get("refused")?.as_number()?.to_integer()?).ok()?;
        let by = json.get("by")?.elements().iter().map(by).collect::<Option<_>>()?;
        let source = |json: &Json| json.as_text().filter(|text| text.len() == SHA256_LENGTH).map(String::from);
        let sources = json.get("sources")?.elements();
        let sources = sources.iter().take(MAX_SOURCES).map(source).collect::<Option<_>>()?;
        Some(Self { form: Arc::clone(form), whole, refused, by, sources })
    }

    fn name(&self, question: usize) -> &str {
        self.form.element(question).map_or("", |element| element.name.as_str())
    }

    fn identity(&self) -> Json {
        let identity = &self.form.identity;
        let identity = [("id", &identity.id), ("version", &identity.version), ("hash", &identity.hash)];
        object(identity.map(|(key, text)| (key, text.as_str().into())).into())
    }

    /// The groups by the answers to one question, best first, without what fewer than `least` answered; `None`
    /// where there were too many different answers.
    #[must_use]
    pub fn breakdown(&self, question: usize, least: u64, effect: Ratio) -> Option<Breakdown> {
        let by = self.by.iter().find(|by| by.question == question).filter(|by| by.other.is_none())?;
        let mut groups: Vec<(Key, Option<&str>, &Tally)> = by
            .groups
            .iter()
            .map(|(name, tally)| (Key::of_name(&self.form, question, name.as_deref()), name.as_deref(), tally))
            .collect();
        groups.sort_by(|(one, ..), (other, ..)| one.cmp(other));
        let sizes: Vec<(u64, bool)> = groups.iter().map(|(_, _, tally)| (tally.responses(), false)).collect();
        let hidden = too_small(&sizes, least);
        let counted: Vec<Counted<'_>> =
            groups.into_iter().zip(hidden).map(|((_, name, tally), hidden)| Counted { name, tally, hidden }).collect();
        let label = |name: &str| label_of(&self.form, question, name);
        let whole = evaluate_with(&self.form, &self.whole, effect);
        Some(breakdown(&self.form, whole, &counted, least, effect, &label as &dyn Fn(&str) -> Localized))
    }

    /// What may be shown of everybody, and of the groups by each question; no groups where there were too many
    /// different answers.
    fn shown(&self, least: u64, effect: Ratio) -> (Vec<Shown>, Vec<(usize, Option<Breakdown>)>) {
        // Without groups everything that was counted of everybody is told, as `sipas score` does.
        let few = if self.by.is_empty() { 0 } else { least };
        let mut whole = Shown::all(evaluate_with(&self.form, &self.whole, effect), few);
        let mut by = Vec::new();
        for grouped in &self.by {
            let breakdown = self.breakdown(grouped.question, least, effect);
            if let Some(breakdown) = &breakdown {
                whole = stricter(whole, breakdown.whole.clone());
            }
            by.push((grouped.question, breakdown));
        }
        (whole, by)
    }

    /// What may be shown as pictures, so many pixels wide: the scores beside what they are compared with, the groups
    /// by each question ranked by each score, the levels.
    #[must_use]
    pub fn pictures(&self, asked: &Asked<'_>, width: u32) -> Vec<Picture> {
        let Asked { least, effect, language, .. } = *asked;
        let (whole, by) = self.shown(least, effect);
        let by: Vec<(&str, &Breakdown)> = by
            .iter()
            .filter_map(|(question, breakdown)| Some((self.label(*question, language), breakdown.as_ref()?)))
            .collect();
        let others = [("batch_province", asked.province), ("batch_last", asked.last)];
        let beside: Vec<Beside> = others
            .into_iter()
            .filter_map(|(code, report)| Some(Beside::of_report(sentence(code, language), report?)))
            .collect();
        let scene =
            Scene { form: &self.form, responses: self.whole.responses(), whole: &whole, by: &by, beside: &beside };
        gallery(&scene, Viewer { language, width, partial: asked.partial })
    }

    fn label(&self, question: usize, language: &str) -> &str {
        self.form.element(question).map_or("", |element| element.label.get(language))
    }

    /// What may be shown: `{"form", "responses", "refused", "min_group", "few", "design_effect", "note", "scores",
    /// "by": [{"question", "label", "min_group", "hidden_groups", "groups": [{"name", "label", "responses",
    /// "ranks", "scores"}]}], "compared"}`. A group's `ranks` are those of each score, from 1 for the best, which
    /// equal ones share; `null` where its value is not shown. A question with too many different answers has
    /// `"error": "by_too_many"` in place of groups. `compared` has for every node `{"path", "value", "target",
    /// "province", "last"}`, each with the `value` there and the `difference`, of values as they are printed.
    #[must_use]
    pub fn report(&self, asked: &Asked<'_>) -> Json {
        let Asked { least, effect, language, .. } = *asked;
        let (whole, breakdowns) = self.shown(least, effect);
        let mut by = Vec::new();
        for (question, breakdown) in breakdowns {
            let mut json = match breakdown {
                Some(breakdown) => {
                    let mut json = breakdown.to_json(self.name(question), least, language, false);
                    write_ranks(&mut json, &breakdown.groups, self.form.scores.len());
                    json
                }
                None => object(vec![
                    ("question", self.name(question).into()),
                    ("error", "by_too_many".into()),
                    ("max", MAX_GROUPS.into()),
                    ("groups", Json::Array(Vec::new())),
                ]),
            };
            json.insert("label", self.label(question, language).into());
            by.push(json);
        }
        let mut json = object(vec![
            ("form", self.identity()),
            ("responses", self.whole.responses().into()),
            ("refused", self.refused.into()),
            ("min_group", least.into()),
            ("few", (self.whole.responses() < least).into()),
            ("design_effect", effect.into()),
            ("note", sentence("reference_only", language).into()),
            ("scores", whole.iter().map(Shown::to_json).collect()),
            ("by", Json::Array(by)),
        ]);
        let scores = |report: Option<&Json>| report.and_then(|report| report.get("scores")).cloned();
        let others = [("province", scores(asked.province)), ("last", scores(asked.last))];
        let mut compared = Vec::new();
        let others: Vec<(&str, &[Json])> =
            others.iter().map(|(key, scores)| (*key, scores.as_ref().map_or(&[][..], Json::elements))).collect();
        for shown in &whole {
            compare(shown, &[], &others, &mut compared);
        }
        json.insert("compared", Json::Array(compared));
        json
    }
}

/// The same results with everything suppressed that one of both suppresses.
fn stricter(ours: Vec<Shown>, others: Vec<Shown>) -> Vec<Shown> {
    let one = |(mut one, other): (Shown, Shown)| {
        let parts = stricter(core::mem::take(&mut one.parts), other.parts);
        let suppressed = one.suppressed || other.suppressed;
        let outcome = if other.suppressed { other.outcome } else { one.outcome };
        Shown { outcome, suppressed, parts }
    };
    ours.into_iter().zip(others).map(one).collect()
}

/// The value of a result, if it is shown.
fn value(shown: &Shown) -> Option<&Outcome> {
    Some(&shown.outcome).filter(|outcome| !shown.suppressed && outcome.value.is_some())
}

/// The place of each group by one score, from 1 for the best, none of those who did not say: one more than how many are better, so that equal
/// ones share it and the next follows with a gap.
#[must_use]
pub fn ranks(groups: &[Group], score: usize) -> Vec<Option<u64>> {
    // Those who did not say are no group among others.
    let own = |group: &'_ Group| group.name.is_some();
    let values: Vec<Option<&Outcome>> =
        groups.iter().map(|group| group.scores.get(score).filter(|_| own(group)).and_then(value)).collect();
    let mut order: Vec<usize> = (0..groups.len()).collect();
    let at = |place: &usize| values.get(*place).copied().flatten();
    let compare = |one: &usize, other: &usize| match (at(one), at(other)) {
        (Some(one), Some(other)) => other.compare(one),
        (one, other) => other.is_some().cmp(&one.is_some()),
    };
    order.sort_by(compare);
    let mut ranks = vec![None; groups.len()];
    let mut before: Option<(usize, u64)> = None;
    for (place, group) in (1..).zip(order) {
        if at(&group).is_none() {
            break;
        }
        let rank = match before {
            Some((better, rank)) if compare(&better, &group) == Ordering::Equal => rank,
            _ => place,
        };
        before = Some((group, rank));
        if let Some(slot) = ranks.get_mut(group) {
            *slot = Some(rank);
        }
    }
    ranks
}

fn write_ranks(json: &mut Json, groups: &[Group], scores: usize) {
    let ranks: Vec<Vec<Option<u64>>> = (0..scores).map(|score| ranks(groups, score)).collect();
    let Json::Object(entries) = json else { return };
    let Some((_, Json::Array(written))) = entries.iter_mut().find(|(key, _)| key == "groups") else { return };
    for (place, group) in written.iter_mut().enumerate() {
        let own = ranks.iter().map(|ranks| Json::from(ranks.get(place).copied().flatten())).collect();
        group.insert("ranks", own);
    }
}

/// Puts a node beside what it is compared with, and all below it.
fn compare(shown: &Shown, above: &[&str], others: &[(&str, &[Json])], compared: &mut Vec<Json>) {
    let name = shown.outcome.name.as_str();
    let path: Vec<&str> = above.iter().copied().chain([name]).collect();
    let own = value(shown).and_then(|outcome| outcome.value);
    let beside = |other: Option<Ratio>| {
        let difference = own.zip(other).and_then(|(own, other)| own.checked_sub(other)).and_then(held);
        object(vec![("value", other.into()), ("difference", difference.into())])
    };
    let mut json = object(vec![("path", path.iter().copied().collect()), ("value", own.into())]);
    if let Some((target, state)) = &shown.outcome.judgement.target {
        let mut told = beside(Some(target.value));
        told.insert("bound", target.bound.name().into());
        told.insert("state", state.name().into());
        json.insert("target", told);
    }
    let mut below: Vec<(&str, &[Json])> = Vec::new();
    for (key, nodes) in others {
        let node = nodes.iter().find(|node| node.get("name").and_then(Json::as_text) == Some(name));
        if let Some(node) = node {
            json.insert(key, beside(node.get("value").and_then(Json::as_number)));
            below.push((key, node.get("parts").map_or(&[][..], Json::elements)));
        }
    }
    compared.push(json);
    for part in &shown.parts {
        compare(part, &path, &below, compared);
    }
}

/// A number that JSON holds.
fn held(number: Ratio) -> Option<Ratio> {
    number.held().filter(|held| held.numerator().unsigned_abs() <= MAX_SAFE_INTEGER.unsigned_abs())
}
