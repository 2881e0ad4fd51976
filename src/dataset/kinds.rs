//! Issues by kind: how many there are of each, and where the first of them are.

use alloc::{collections::BTreeMap, string::String, vec, vec::Vec};

use crate::{
    entry::{Issue, Severity},
    form::Form,
    text::message,
    value::{Json, Ratio, object},
};

/// The most places that are kept of one kind.
pub const MAX_PLACES: usize = 1000;
/// The most places that are kept of all kinds together.
const MAX_ALL_PLACES: usize = 200_000;

/// Where something is in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The row, from 1 for the first behind the header.
    pub row: u64,
    /// The line of the file, from 1.
    pub line: u64,
}

/// One thing that is wrong, in however many rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// A code of the message catalogue.
    pub code: &'static str,
    /// Whether it refuses the row.
    pub refuses: bool,
    /// The element that it is about.
    pub question: Option<usize>,
    /// The first column of that element, from 0.
    pub column: Option<usize>,
    /// What is told of it, without the figures of any row.
    about: About,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum About {
    Issue(Issue),
    /// A sentence of the catalogue's about a whole row, with the name of a score where it is about one.
    Row(String),
}

/// A kind and what was found of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// In how many rows it is; several times in one row of answers to a repeat.
    pub count: u64,
    /// The first places, in the order of the rows, as far as they are kept.
    pub places: Vec<Place>,
}

/// All that was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Kinds {
    found: Vec<Found>,
    numbers: BTreeMap<(Option<usize>, &'static str, String, bool), u16>,
    /// How many places are kept.
    kept: usize,
}

impl Kinds {
    /// The number, from 1, of a kind; 0 where there are too many of them.
    fn number(&mut self, score: &str, kind: Kind) -> u16 {
        let is_error = matches!(&kind.about, About::Issue(issue) if issue.severity == Severity::Error);
        let key = (kind.question, kind.code, String::from(score), is_error);
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let Ok(number) = u16::try_from(self.found.len().saturating_add(1)) else { return 0 };
        self.numbers.insert(key, number);
        self.found.push(Found { kind, count: 0, places: Vec::new() });
        number
    }

    /// Of an issue of an entry. `missing` refuses no row unless `is_report`: what was not answered leaves the
    /// denominator.
    pub(super) fn of_issue(&mut self, mut issue: Issue, is_report: bool, column: Option<usize>) -> u16 {
        issue.figures.clear();
        // Of rows of a repeat all have one kind.
        let question = issue.question.map(|at| at.element);
        issue.question = question.map(Into::into);
        let refuses = issue.severity == Severity::Error && (is_report || issue.code != "required");
        let code = issue.code;
        self.number("", Kind { code, refuses, question, column, about: About::Issue(issue) })
    }

    /// Of a whole row.
    pub(super) fn of_row(&mut self, code: &'static str, refuses: bool, question: Option<usize>, score: &str) -> u16 {
        let about = About::Row(String::from(score));
        self.number(score, Kind { code, refuses, question, column: None, about })
    }

    fn get(&self, number: u16) -> Option<&Found> {
        self.found.get(usize::from(number).checked_sub(1)?)
    }

    fn get_mut(&mut self, number: u16) -> Option<&mut Found> {
        self.found.get_mut(usize::from(number).checked_sub(1)?)
    }

    pub(super) fn kind(&self, number: u16) -> Option<&Kind> {
        self.get(number).map(|found| &found.kind)
    }

    #[inline]
    pub(super) fn refuses(&self, number: u16) -> bool {
        self.kind(number).is_some_and(|kind| kind.refuses)
    }

    /// Counts one, and keeps its place while there is room.
    pub(super) fn add(&mut self, number: u16, place: Place) {
        let room = self.kept < MAX_ALL_PLACES;
        let Some(found) = self.get_mut(number) else { return };
        let all = found.places.len() as u64 == found.count;
        found.count = found.count.saturating_add(1);
        // While some are not kept, only one before the last that is would be among the first.
        let belongs = if all { found.places.len() < MAX_PLACES && room } else { found.places.last() > Some(&place) };
        if !belongs {
            return;
        }
        let at = found.places.partition_point(|known| *known <= place);
        found.places.insert(at, place);
        if found.places.len() > MAX_PLACES {
            found.places.pop();
        } else {
            self.kept = self.kept.saturating_add(1);
        }
    }

    /// Takes one out that was counted.
    pub(super) fn take_out(&mut self, number: u16, place: Place) {
        let Some(found) = self.get_mut(number) else { return };
        found.count = found.count.saturating_sub(1);
        if let Ok(at) = found.places.binary_search(&place) {
            found.places.remove(at);
            self.kept = self.kept.saturating_sub(1);
        }
    }

    /// Takes one out by its row alone.
    pub(super) fn take_out_row(&mut self, number: u16, row: u64) {
        let place = self.get(number).and_then(|found| found.places.iter().find(|place| place.row == row)).copied();
        self.take_out(number, place.unwrap_or(Place { row, line: 0 }));
    }

    /// The kinds that there are, those that refuse rows first, the most frequent first.
    pub(super) fn found(&self) -> Vec<&Found> {
        let mut found: Vec<&Found> = self.found.iter().filter(|found| found.count > 0).collect();
        found.sort_by_key(|found| (!found.kind.refuses, core::cmp::Reverse(found.count), found.kind.question));
        found
    }
}

impl Kind {
    /// What to do about it, in `language`.
    #[must_use]
    pub fn message(&self, form: &Form, language: &str) -> String {
        match &self.about {
            About::Issue(issue) => issue.message(form, language),
            About::Row(score) => message(self.code, language, &[("score", score)]),
        }
    }

    /// How grave it is, in one word.
    #[must_use]
    pub const fn severity_name(&self) -> &'static str {
        if self.refuses { "error" } else { "warning" }
    }

    /// `{"code", "severity", "question", "column", "message"}`; the column is counted from 1.
    #[must_use]
    pub fn to_json(&self, form: &Form, language: &str) -> Json {
        let name = self.question.and_then(|question| form.element(question)).map(|element| element.name.as_str());
        object(vec![
            ("code", self.code.into()),
            ("severity", self.severity_name().into()),
            ("question", name.into()),
            ("column", self.column.map(|column| column.saturating_add(1)).into()),
            ("message", self.message(form, language).into()),
        ])
    }
}

impl Found {
    /// As [`Kind::to_json`], with `{"count", "places": [{"row", "line"}]}`.
    #[must_use]
    pub fn to_json(&self, form: &Form, language: &str) -> Json {
        let mut json = self.kind.to_json(form, language);
        let number = |number: u64| Ratio::integer(i64::try_from(number).unwrap_or(i64::MAX));
        let place =
            |place: &Place| object(vec![("row", number(place.row).into()), ("line", number(place.line).into())]);
        json.insert("count", self.count.into());
        json.insert("places", self.places.iter().map(place).collect());
        json
    }
}
