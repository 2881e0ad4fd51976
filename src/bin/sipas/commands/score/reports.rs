//! The reports of units among the responses: which of those with one key counts, and what each unit's
//! targets are.

use std::collections::{BTreeMap, BTreeSet};

use sipas_forms::{
    entry::Entry,
    form::Form,
    text::{message, sentence, write_number},
    value::{Json, object},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::super::table::{Row, table};
use crate::reports::{Breach, Facts, Targets, label, periods, units};

/// One report that may be counted.
pub struct Candidate {
    /// Its number among the responses.
    pub number: u64,
    entry: Entry,
    facts: Facts,
    completed: Option<OffsetDateTime>,
}

impl Candidate {
    /// Whether it was completed after another one; where one of them does not say when, it is if it comes
    /// later in the input.
    fn is_later_than(&self, other: &Self) -> bool {
        match (self.completed, other.completed) {
            (Some(own), Some(others)) if own != others => own > others,
            _ => self.number > other.number,
        }
    }
}

/// The targets of one unit for one period.
struct Line {
    facts: Facts,
    targets: Targets,
}

/// Reports with one key.
pub struct Duplicates {
    key: String,
    numbers: Vec<u64>,
    counted: Option<u64>,
}

impl Duplicates {
    /// The numbers of those that do not count.
    pub fn left_out(&self) -> impl Iterator<Item = u64> {
        self.numbers.iter().copied().filter(|number| Some(*number) != self.counted)
    }
}

/// The reports that were read.
#[derive(Default)]
pub struct Reports {
    /// By their key; those without one by their number.
    candidates: BTreeMap<(Option<String>, u64), Candidate>,
    /// All with a key, also those that cannot be counted.
    keys: BTreeMap<String, Vec<u64>>,
    lines: Vec<Line>,
    /// What is there more than once.
    pub duplicates: Vec<Duplicates>,
    /// Reports of a unit and period for which it sent another one later, under another key.
    pub replaced: Vec<u64>,
}

impl Reports {
    /// Notes that a response is there, whether it can be counted or not.
    pub fn note(&mut self, entry: &Entry, number: u64) -> Facts {
        let facts = Facts::of(entry).unwrap_or_default();
        if let Some(key) = &facts.key {
            self.keys.entry(key.clone()).or_default().push(number);
        }
        facts
    }

    /// Takes a report in which nothing is wrong.
    pub fn offer(&mut self, entry: Entry, facts: Facts, number: u64, response: &Json) {
        let completed = response.get("completed_at").and_then(Json::as_text);
        let completed = completed.and_then(|moment| OffsetDateTime::parse(moment, &Rfc3339).ok());
        let candidate = Candidate { number, entry, facts, completed };
        let slot = (candidate.facts.key.clone(), if candidate.facts.key.is_some() { 0 } else { number });
        match self.candidates.get_mut(&slot) {
            Some(known) if !candidate.is_later_than(known) => {}
            _ => {
                self.candidates.insert(slot, candidate);
            }
        }
    }

    /// Gives the reports that count to `count`, of each unit and period the last one, in the order of the
    /// input.
    pub fn settle(&mut self, form: &Form, mut count: impl FnMut(&Entry)) {
        for (key, numbers) in std::mem::take(&mut self.keys) {
            if numbers.len() > 1 {
                let counted = self.candidates.get(&(Some(key.clone()), 0)).map(|candidate| candidate.number);
                self.duplicates.push(Duplicates { key, numbers, counted });
            }
        }
        let mut latest: BTreeMap<(String, String), Candidate> = BTreeMap::new();
        let mut counted: Vec<Candidate> = Vec::new();
        for candidate in std::mem::take(&mut self.candidates).into_values() {
            let Some((unit, period)) = candidate.facts.unit.clone().zip(candidate.facts.period.clone()) else {
                counted.push(candidate);
                continue;
            };
            match latest.get(&(unit.clone(), period.clone())) {
                Some(known) if !candidate.is_later_than(known) => self.replaced.push(candidate.number),
                _ => {
                    let before = latest.insert((unit, period), candidate);
                    self.replaced.extend(before.map(|before| before.number));
                }
            }
        }
        counted.extend(latest.into_values());
        counted.sort_by_key(|candidate| candidate.number);
        self.replaced.sort_unstable();
        for Candidate { entry, facts, .. } in counted {
            count(&entry);
            self.lines.push(Line { facts, targets: Targets::of_one(&entry) });
        }
        let place = |list: Option<&sipas_forms::form::ChoiceList>, name: &Option<String>| {
            let choices = list.map_or(&[][..], |list| &list.choices);
            choices.iter().position(|choice| Some(&choice.name) == name.as_ref()).unwrap_or(usize::MAX)
        };
        self.lines.sort_by_key(|line| (place(units(form), &line.facts.unit), place(periods(form), &line.facts.period)));
    }

    /// `[{"unit", "label", "period", "targets"}]`.
    pub fn to_json(&self, form: &Form, language: &str) -> Json {
        let text = |text: &Option<String>| text.as_deref().map(Json::from).into();
        let line = |line: &Line| {
            let unit = line.facts.unit.as_deref().map(|unit| label(units(form), unit, language));
            object(vec![
                ("unit", text(&line.facts.unit)),
                ("label", unit.map(Json::from).into()),
                ("period", text(&line.facts.period)),
                ("targets", line.targets.to_json(form)),
            ])
        };
        self.lines.iter().map(line).collect()
    }

    /// `[{"rule", "key", "responses", "counted"}]`.
    pub fn duplicates_json(&self, form: &Form) -> Json {
        let rule = Breach::duplicate(form);
        let rule = || Json::from(rule.is_rule.then(|| Json::from(rule.code.as_str())));
        let duplicate = |one: &Duplicates| {
            object(vec![
                ("rule", rule()),
                ("key", one.key.as_str().into()),
                ("responses", one.numbers.iter().copied().collect()),
                ("counted", one.counted.map(Json::from).into()),
            ])
        };
        self.duplicates.iter().map(duplicate).collect()
    }

    /// The targets of each unit, and what is there more than once.
    pub fn to_text(&self, form: &Form, files: &BTreeMap<u64, String>, language: &str) -> String {
        let name = |number: &u64| match files.get(number) {
            Some(file) => format!("{number} ({file})"),
            None => number.to_string(),
        };
        let mut text = String::new();
        let has_targets = self.lines.iter().any(|line| !line.targets.is_none());
        if has_targets {
            text.push_str(&["\n", sentence("reports_by_unit", language), "\n"].concat());
            let heads = ["state_met", "state_missed", "state_not_applicable", "state_no_data"];
            let heads = heads.map(|head| sentence(head, language).to_owned()).to_vec();
            let mut rows = vec![Row { cells: heads, depth: 0, text: String::new(), remarks: Vec::new() }];
            let several: BTreeSet<&Option<String>> = self.lines.iter().map(|line| &line.facts.period).collect();
            rows.extend(self.lines.iter().map(|line| row(form, line, several.len() > 1, language)));
            text.push_str(&table(&rows));
        }
        let rule = Breach::duplicate(form).code;
        for duplicate in &self.duplicates {
            let numbers: Vec<String> = duplicate.numbers.iter().map(name).collect();
            let numbers = numbers.join(", ");
            let counted = duplicate.counted.map(|number| number.to_string());
            let params = [("rule", &*rule), ("key", &*duplicate.key), ("numbers", &*numbers)];
            text.push_str(&match &counted {
                Some(counted) => {
                    let params = [&params[..], &[("counted", counted)]].concat();
                    message("reports_duplicates", language, &params)
                }
                None => message("reports_duplicates_none", language, &params),
            });
            text.push('\n');
        }
        text
    }
}

fn row(form: &Form, line: &Line, with_period: bool, language: &str) -> Row {
    let Line { facts, targets } = line;
    let count = |places: &[usize]| write_number(&places.len().to_string(), language);
    let unit = facts.unit.as_deref().map_or("—", |unit| label(units(form), unit, language));
    let named = |code: &str, places: &[usize]| {
        let names = Targets::numbers(form, places, language).join(", ");
        (!places.is_empty()).then(|| message(code, language, &[("names", &names)]))
    };
    let period = facts.period.as_deref().unwrap_or("—");
    Row {
        cells: [&targets.met, &targets.missed, &targets.not_applicable, &targets.no_data]
            .map(|places| count(places))
            .into(),
        depth: 0,
        text: if with_period { format!("{unit} ({period})") } else { unit.into() },
        remarks: [named("reports_missed", &targets.missed), named("reports_no_data", &targets.no_data)]
            .into_iter()
            .flatten()
            .collect(),
    }
}
