//! A whole table: its rows checked and counted one after another, in bounded memory.

use alloc::{string::String, sync::Arc, vec, vec::Vec};

use super::{
    Cells,
    cells::Kept,
    check::{Checker, Verdict, minor},
    columns::Mapping,
    count::Counts,
    kinds::{Found, Kinds, Place},
    moment::Moment,
    results::{Grouped, Results},
    rules::{Numbering, Numbers},
};
use crate::{
    entry::{Entry, Surroundings},
    form::Form,
    text::sentence,
    value::{Date, Json, object},
};

/// The rows of a table.
#[derive(Debug)]
pub struct Batch {
    checker: Checker,
    counts: Counts,
    /// How many rows are a response.
    rows: u64,
    refused: u64,
    blank: u64,
    numbers: Numbers,
    /// Rows that have the same answers as the one before, in their order.
    identical: Vec<u32>,
    before: Before,
    /// The answers of the document before, where it was one.
    before_document: Option<(u64, Json)>,
    remarks: Remarks,
    /// The moment behind which nothing can have been completed.
    now: Option<i64>,
    found: Vec<u16>,
}

/// The kinds of what is told of whole rows.
#[derive(Clone, Copy, Debug)]
struct Remarks {
    same_level: u16,
    no_time: u16,
    completed_first: u16,
    in_future: u16,
    identical: u16,
    no_answer: u16,
}

impl Remarks {
    fn of(kinds: &mut Kinds) -> Self {
        let no_answer = kinds.of_row("batch_no_answer", true, None, "");
        let mut kind = |code: &'static str| kinds.of_row(code, false, None, "");
        Self {
            no_answer,
            same_level: kind("batch_same_level"),
            no_time: kind("batch_no_time"),
            completed_first: kind("batch_completed_first"),
            in_future: kind("batch_in_future"),
            identical: kind("batch_identical"),
        }
    }
}

/// The row before.
#[derive(Debug, Default)]
struct Before {
    cells: Kept,
    row: u64,
}

impl Batch {
    /// No rows yet. `by` are the questions by whose answers results are grouped; what is no such question is
    /// left out.
    #[must_use]
    pub fn new(form: &Arc<Form>, mapping: &Mapping, surroundings: impl Into<Surroundings>, by: &[usize]) -> Self {
        let surroundings = surroundings.into();
        let now = surroundings.now.as_deref().and_then(Moment::parse).map(Moment::last);
        let today = surroundings.today.map(Date::to_iso);
        let now = now.or_else(|| Moment::parse(&today?).map(Moment::last));
        let mut checker = Checker::grouped(Arc::clone(form), mapping, surroundings, by);
        let counts = Counts::new(form, checker.counts_levels().cloned(), checker.names().len());
        let remarks = Remarks::of(checker.kinds());
        Self {
            checker,
            counts,
            remarks,
            rows: 0,
            refused: 0,
            blank: 0,
            numbers: Numbers::default(),
            identical: Vec::new(),
            before: Before::default(),
            before_document: None,
            now,
            found: Vec::new(),
        }
    }

    /// Checks a row and counts it. `number` is its number, from 1 for the first behind the header, `line` its
    /// line in the file. A row of empty cells is no response; one in whose columns of questions nothing stands, such as
    /// the line of a signature below a table, is refused.
    pub fn add(&mut self, number: u64, line: u64, cells: &Cells<'_>) -> Verdict<'_> {
        let place = Place { row: number, line };
        if is_blank(cells) {
            self.blank = self.blank.saturating_add(1);
            self.found.clear();
            return Verdict { kinds: &self.found, counted: false };
        }
        let counted = self.count(place, cells);
        if self.before.row.checked_add(1) == Some(number)
            && self.checker.are_alike(cells, &self.before.cells.cells())
            && let Ok(row) = u32::try_from(number)
        {
            self.identical.push(row);
            self.checker.kinds().add(self.remarks.identical, place);
            self.found.push(self.remarks.identical);
        }
        self.before.cells.set(cells);
        self.before.row = number;
        Verdict { kinds: &self.found, counted }
    }

    /// Takes back what a row added, and adds what it is now. `old` are the cells that it was added with, under the
    /// same number. Whether it now has the same answers as a neighbour is only told once all rows are read again.
    pub fn replace(&mut self, number: u64, line: u64, old: &Cells<'_>, new: &Cells<'_>) -> Verdict<'_> {
        self.remove(number, line, old);
        let place = Place { row: number, line };
        if is_blank(new) {
            self.blank = self.blank.saturating_add(1);
            self.found.clear();
            return Verdict { kinds: &self.found, counted: false };
        }
        let counted = self.count(place, new);
        Verdict { kinds: &self.found, counted }
    }

    /// Takes back what a row added, which was added with these cells under this number.
    pub fn remove(&mut self, number: u64, line: u64, old: &Cells<'_>) {
        let place = Place { row: number, line };
        if is_blank(old) {
            self.blank = self.blank.saturating_sub(1);
            return;
        }
        let counted = self.judge(old);
        for kind in core::mem::take(&mut self.found) {
            self.checker.kinds().take_out(kind, place);
        }
        self.rows = self.rows.saturating_sub(1);
        if counted {
            self.counts.take_out(&self.checker.share(), self.checker.groups());
        } else {
            self.refused = self.refused.saturating_sub(1);
        }
        self.numbers.take_out(self.checker.form_number(old), number);
        // It, and the row behind it, are no longer told to be like the row before.
        for row in [number, number.saturating_add(1)] {
            let known = u32::try_from(row).ok().and_then(|row| self.identical.binary_search(&row).ok());
            if let Some(at) = known {
                self.identical.remove(at);
                self.checker.kinds().take_out_row(self.remarks.identical, row);
            }
        }
        if self.before.row == number {
            self.before = Before::default();
        }
    }

    /// Judges a row and counts it; tells whether it counts.
    fn count(&mut self, place: Place, cells: &Cells<'_>) -> bool {
        let counted = self.judge(cells);
        self.note(place, counted);
        self.numbers.add(self.checker.form_number(cells), place.row, place.line);
        counted
    }

    /// Counts the response that was checked last, and what was found in it.
    fn note(&mut self, place: Place, counted: bool) {
        for kind in &self.found {
            self.checker.kinds().add(*kind, place);
        }
        self.rows = self.rows.saturating_add(1);
        if counted {
            self.counts.add(&self.checker.share(), self.checker.groups());
        } else {
            self.refused = self.refused.saturating_add(1);
        }
    }

    /// Judges a row: what is wrong with it, and what should be looked at again.
    fn judge(&mut self, cells: &Cells<'_>) -> bool {
        self.found.clear();
        let has_answer = self.checker.has_answer(cells);
        let Verdict { kinds, counted } = self.checker.check(cells);
        if !has_answer {
            self.found.push(self.remarks.no_answer);
            return false;
        }
        self.found.extend_from_slice(kinds);
        if self.checker.is_same_throughout() {
            self.found.push(self.remarks.same_level);
        }
        if let Some(question) = self.checker.minor(cells) {
            let kind = self.checker.kinds().of_row("batch_minor", false, Some(question), "");
            self.found.push(kind);
        }
        let (times, unread) = self.checker.times();
        if unread.contains(&true) {
            self.found.push(self.remarks.no_time);
        }
        self.remark_times(times);
        counted
    }

    /// Notes times that cannot be.
    fn remark_times(&mut self, [started, completed]: [Option<Moment>; 2]) {
        if started.zip(completed).is_some_and(|(started, completed)| completed.last() < started.first()) {
            self.found.push(self.remarks.completed_first);
        }
        let latest = [started, completed].into_iter().flatten().map(Moment::first).max();
        if latest.zip(self.now).is_some_and(|(latest, now)| latest > now) {
            self.found.push(self.remarks.in_future);
        }
    }

    /// Checks a response that is no row of a table, and counts it. Its times, when it was begun and completed, are told
    /// apart from what it answers.
    pub(super) fn add_entry(&mut self, number: u64, line: u64, entry: &Entry, times: [Option<Moment>; 2]) -> bool {
        let Verdict { kinds, counted } = self.checker.check_entry(entry);
        self.found.clear();
        self.found.extend_from_slice(kinds);
        if self.checker.is_entry_same_throughout(entry) {
            self.found.push(self.remarks.same_level);
        }
        if let Some(question) = minor(entry, self.checker.surroundings_at(times).today) {
            let kind = self.checker.kinds().of_row("batch_minor", false, Some(question), "");
            self.found.push(kind);
        }
        self.remark_times(times);
        let answers = entry.answers();
        let is_known = |(row, known): &(u64, Json)| row.checked_add(1) == Some(number) && *known == answers;
        if self.before_document.as_ref().is_some_and(is_known) {
            self.found.push(self.remarks.identical);
        }
        self.before_document = Some((number, answers));
        self.note(Place { row: number, line }, counted);
        counted
    }

    /// Notes a document that is no response of this form: `code` is one of the catalogue's.
    pub(super) fn refuse_document(&mut self, number: u64, line: u64, code: &'static str) {
        self.found.clear();
        self.found.push(self.checker.kinds().of_row(code, true, None, ""));
        self.note(Place { row: number, line }, false);
    }

    /// An entry of the answers of a response that is no row of a table.
    pub(super) fn entry_of_answers(&self, answers: &Json, times: [Option<Moment>; 2]) -> Entry {
        let form = Arc::clone(self.checker.form());
        Entry::from_answers(form, self.checker.surroundings_at(times), answers)
    }

    /// Whether a row would be counted; nothing is.
    pub(super) fn would_count(&mut self, cells: &Cells<'_>) -> bool {
        self.checker.has_answer(cells) && self.checker.check(cells).counted
    }

    /// Whether anything stands in the columns of questions.
    pub(super) fn has_answer(&self, cells: &Cells<'_>) -> bool {
        self.checker.has_answer(cells)
    }

    /// What is to be told of a row that is refused, in `language`.
    pub(super) fn reasons(&self, cells: &Cells<'_>, language: &str) -> String {
        if !self.has_answer(cells) {
            return String::from(sentence("batch_no_answer", language));
        }
        let entry = self.entry(cells);
        let messages = entry.issues().into_iter().map(|issue| issue.message(self.checker.form(), language));
        messages.collect::<Vec<String>>().join(" ")
    }

    /// Whether an entry of a response that is no row of a table would be counted; nothing is.
    pub(super) fn would_count_entry(&mut self, entry: &Entry) -> bool {
        self.checker.check_entry(entry).counted
    }

    /// The checker of its rows.
    #[must_use]
    pub const fn checker(&self) -> &Checker {
        &self.checker
    }

    /// An entry of a row, for all that can be told of it: [`Entry::issues`] in words, [`Entry::answers`] to send.
    #[must_use]
    pub fn entry(&self, cells: &Cells<'_>) -> Entry {
        self.checker.entry(cells)
    }

    /// How many rows are responses, those that are refused included.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// How many rows are refused.
    #[must_use]
    pub const fn refused(&self) -> u64 {
        self.refused
    }

    /// How many rows are empty.
    #[must_use]
    pub const fn blank(&self) -> u64 {
        self.blank
    }

    /// What was found, by kind: those that refuse rows first, the most frequent first.
    #[must_use]
    pub fn kinds(&self) -> Vec<&Found> {
        self.checker.kinds_found().found()
    }

    /// What is told of the numbers of the forms.
    pub fn numbering(&mut self) -> Numbering {
        self.numbers.told()
    }

    /// The rows that have a form number; the first ten.
    pub fn rows_of_number(&mut self, number: &str) -> Vec<u64> {
        self.numbers.rows(number)
    }

    /// What was counted.
    pub fn results(&mut self) -> Results {
        self.counts.settle();
        let form = Arc::clone(self.checker.form());
        let mut results = Results::new(form, self.counts.whole(), self.refused);
        for (way, names) in self.checker.names().iter().enumerate() {
            let (groups, other) = self.counts.groups(way);
            let named = groups.filter_map(|(place, tally)| Some((names.all.get(place)?.clone(), tally.clone())));
            results.push(Grouped::new(names.question, named, other.cloned()));
        }
        results
    }

    /// `{"rows", "refused", "blank", "kinds", "numbering"}`; see [`Found::to_json`] and [`Numbering::to_json`].
    pub fn to_json(&mut self, language: &str) -> Json {
        let form = Arc::clone(self.checker.form());
        let numbering = self.numbering();
        object(vec![
            ("rows", self.rows.into()),
            ("refused", self.refused.into()),
            ("blank", self.blank.into()),
            ("kinds", self.kinds().into_iter().map(|found| found.to_json(&form, language)).collect()),
            ("numbering", numbering.to_json()),
        ])
    }
}

pub(super) fn is_blank(cells: &Cells<'_>) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}
