//! One file of responses on an officer's desk: looked at, checked, mended, counted, sent.
//!
//! Whoever has the file hands in its bytes, once to look at its beginning ([`Session::look`]) and then once for
//! each [`Pass`]: to check and count every row, to write those that are refused, to make a submission of each of
//! the others. Nothing but what is told of the file is held of it, whatever its size.

use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    sync::Arc,
    vec,
    vec::Vec,
};
use core::ops::ControlFlow;

use super::{
    Asked, Batch, Cells, Look, Mapping, Mismatch, Results, Target,
    batch::is_blank,
    cells::Kept,
    columns::is_reason,
    moment::Moment,
    picture::{Picture, workbook},
    questions::questions,
    source::{Document, Fault, Hint, Kind, Reader, Record, Row, Summary},
};
use crate::{
    entry::{Entry, Surroundings},
    form::{Form, Score},
    submission::{Envelope, answers_of},
    text::{csv, sentence},
    value::{Hashing, Json, Ratio, object, sha256},
};

/// How many bytes of rows are held so that they can be shown and mended: refused ones, and ones with a warning.
const MAX_REFUSED: usize = 24 << 20;
const MAX_WARNED: usize = 8 << 20;
/// How many bytes of a workbook a pass writes at once: all of it comes at its end.
const MAX_WRITTEN: usize = 4 << 20;

/// How a file is read.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What its columns are; nothing of files of documents.
    pub mapping: Mapping,
    /// What is known of the file.
    pub hint: Hint,
    /// The questions by whose answers results are grouped.
    pub by: Vec<usize>,
    /// The time of the officer's device, RFC 3339.
    pub now: String,
}

/// For what the bytes of a file are handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// Every row is checked and counted.
    Check,
    /// The refused rows are written as CSV, each with what is wrong with it; also those of [`Session::refuse`].
    Refused,
    /// The rows of [`Session::refuse`] are held, so that they can be shown and mended as those with faults.
    Hold,
    /// Of every other row a submission is made: a line of JSON `{"row", "line", "content", "id", "body"}` each. Rows of
    /// the same `content` have the same answers and times, in whatever file and place.
    Submissions,
    /// The whole table is written as CSV, as it was mended; nothing of documents.
    Mended,
}

/// A row that is held.
#[derive(Debug)]
struct Held {
    line: u64,
    row: Kept,
    refused: bool,
    /// Whether it is no longer as the file has it.
    mended: bool,
}

/// The rows that are held, by their numbers.
#[derive(Debug, Default)]
struct Shelf {
    rows: BTreeMap<u64, Held>,
    refused: usize,
    warned: usize,
}

impl Shelf {
    /// `sent`: whether the server refused it, for which there is as much room as for what is refused here.
    fn offer(&mut self, number: u64, line: u64, cells: &Cells<'_>, refused: bool, sent: bool) {
        let (taken, most) =
            if refused || sent { (&mut self.refused, MAX_REFUSED) } else { (&mut self.warned, MAX_WARNED) };
        if *taken < most {
            let held = Held { line, row: cells.into(), refused, mended: false };
            *taken = taken.saturating_add(held.row.size());
            self.rows.insert(number, held);
        }
    }
}

/// What is done with the bytes that come.
#[derive(Debug)]
struct Running {
    pass: Pass,
    reader: Reader,
    /// The first row that is wanted.
    from: u64,
}

/// Where a response stands in its file.
#[derive(Debug)]
struct Source {
    row: u64,
    line: u64,
    form_number: Option<String>,
}

/// An officer's file.
#[derive(Debug)]
pub struct Session {
    form: Arc<Form>,
    language: String,
    setup: Option<Setup>,
    batch: Option<Batch>,
    shelf: Shelf,
    /// The rows that the server refused, with what it said.
    refusals: BTreeMap<u64, String>,
    header: Vec<String>,
    running: Option<Running>,
    /// What the pass has written and nobody has taken.
    out: String,
    /// The last row or document that it has read.
    seen: u64,
    /// The row that it stopped at since enough was written, and for what it goes on.
    rest: Option<(Pass, u64)>,
    summary: Option<Summary>,
    /// Results of before, added up.
    before: Option<Results>,
    /// What results are compared with.
    beside: [Option<Compared>; 2],
    /// The bytes of the file as far as they came.
    hashing: Hashing,
    /// What names the submissions of this file.
    key: String,
}

/// With what results are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// The mean of the province.
    Province,
    /// The last period.
    Last,
}

/// What results are compared with, as it came.
#[derive(Debug)]
enum Compared {
    Results(Results),
    Report(Json),
}

/// A row that is not held, or cannot be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotHeld;

impl Session {
    /// A desk with no file on it. Words are in `language`.
    #[must_use]
    pub fn new(form: Arc<Form>, language: &str) -> Self {
        Self {
            form,
            language: String::from(language),
            setup: None,
            batch: None,
            shelf: Shelf::default(),
            refusals: BTreeMap::new(),
            header: Vec::new(),
            running: None,
            out: String::new(),
            seen: 0,
            rest: None,
            summary: None,
            before: None,
            beside: [None, None],
            hashing: Hashing::default(),
            key: String::new(),
        }
    }

    /// The form.
    #[must_use]
    pub const fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// The questions of the form that a column can answer: see the room `questions`.
    #[must_use]
    pub fn questions(&self) -> Json {
        questions(&self.form, &self.language)
    }

    /// Words are in another language from now on.
    pub fn speak(&mut self, language: &str) {
        language.clone_into(&mut self.language);
    }

    /// The beginning of a file whose key is wanted.
    pub fn begin_key(&mut self) {
        self.hashing = Hashing::default();
    }

    /// The next bytes of it.
    pub fn feed_key(&mut self, bytes: &[u8]) {
        self.hashing.feed(bytes);
    }

    /// What names the submissions of a file with these bytes, for [`Session::again`].
    pub fn key(&mut self) -> String {
        core::mem::take(&mut self.hashing).finish()
    }

    /// What the beginning of a file is: see [`Look::at`] and [`Look::to_json`].
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn look(&self, bytes: &[u8], is_all: bool, hint: &Hint) -> Result<Json, Fault> {
        Ok(Look::at(&self.form, bytes, is_all, hint)?.to_json(&self.form))
    }

    /// Begins to check a file. What was known of one before is gone, but for results of before.
    pub fn begin(&mut self, setup: Setup) {
        let surroundings = Surroundings::new(&setup.now, &self.language);
        self.batch = Some(Batch::new(&self.form, &setup.mapping, surroundings, &setup.by));
        self.shelf = Shelf::default();
        self.refusals.clear();
        self.header.clear();
        self.summary = None;
        self.run(Pass::Check, &setup.hint, 0);
        self.setup = Some(setup);
    }

    /// Says which rows the server refused, and what it said of each, for [`Pass::Refused`] and [`Pass::Hold`].
    pub fn refuse(&mut self, refusals: BTreeMap<u64, String>) {
        self.refusals = refusals;
    }

    fn run(&mut self, pass: Pass, hint: &Hint, from: u64) {
        self.running = Some(Running { pass, reader: Reader::new(hint.clone()), from });
        self.out.clear();
        self.seen = 0;
        self.rest = None;
    }

    /// Begins to read the file once more, for another pass; `key` names the submissions of it and is the same each
    /// time it is sent. Nothing where it was not checked.
    pub fn again(&mut self, pass: Pass, key: &str) {
        let Some(hint) = self.setup.as_ref().map(|setup| setup.hint.clone()) else { return };
        key.clone_into(&mut self.key);
        self.run(pass, &hint, 0);
        // Documents have no header; they go out as they came.
        if matches!(pass, Pass::Refused | Pass::Mended) && !self.header.is_empty() {
            self.out.push_str(csv::MARK);
            let reason = (pass == Pass::Refused).then(|| sentence("session_reason", &self.language));
            write_csv(&mut self.out, self.header.iter().map(String::as_str).chain(reason));
        }
    }

    /// Begins to read the file once more where a pass stopped, since as much was written as is held at once: `false`
    /// where it came to the end.
    pub fn go_on(&mut self) -> bool {
        let Some((pass, from)) = self.rest else { return false };
        let Some(hint) = self.setup.as_ref().map(|setup| setup.hint.clone()) else { return false };
        self.run(pass, &hint, from);
        true
    }

    /// Takes the next bytes of the file; gives how many rows or documents were read so far.
    ///
    /// # Errors
    /// Why it cannot be read any further. What was read before stands.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<u64, Fault> {
        let Some(Running { pass, mut reader, from }) = self.running.take() else { return Ok(self.seen) };
        let mut sink = |record: Record<'_>| self.take(pass, from, false, record);
        // The sink wants all of them.
        let _ = reader.feed(bytes, &mut sink)?;
        self.running = Some(Running { pass, reader, from });
        Ok(self.seen)
    }

    /// Says that the file ends here.
    ///
    /// # Errors
    /// Why it cannot be read to its end.
    pub fn finish(&mut self) -> Result<u64, Fault> {
        let Some(Running { pass, reader, from }) = self.running.take() else { return Ok(self.seen) };
        let is_book = reader.kind() == Some(Kind::Xlsx);
        let mut sink = |record: Record<'_>| self.take(pass, from, is_book, record);
        let summary = reader.finish(&mut sink)?;
        if pass == Pass::Check {
            self.summary = summary;
        }
        Ok(self.seen)
    }

    /// What the pass has written since it was asked last.
    pub fn written(&mut self) -> String {
        core::mem::take(&mut self.out)
    }

    fn take(&mut self, pass: Pass, from: u64, is_book: bool, record: Record<'_>) -> ControlFlow<()> {
        match record {
            Record::Row(row) if row.number > 0 && row.number < from => {}
            Record::Row(row) if is_book && self.out.len() >= MAX_WRITTEN => {
                self.rest = Some((pass, row.number));
                return ControlFlow::Break(());
            }
            Record::Row(row) if row.number == 0 => {
                if self.header.is_empty() || pass == Pass::Check {
                    self.header = row.cells.iter().map(String::from).collect();
                }
            }
            Record::Row(row) => {
                self.seen = row.number;
                self.take_row(pass, &row);
            }
            Record::Document(document) => {
                self.seen = document.number;
                self.take_document(pass, &document);
            }
            Record::Sheets(_) => {}
        }
        ControlFlow::Continue(())
    }

    fn take_row(&mut self, pass: Pass, row: &Row<'_>) {
        let Self { batch: Some(batch), shelf, refusals, out, header, .. } = self else { return };
        if pass == Pass::Check {
            let verdict = batch.add(row.number, row.line, row.cells);
            if !verdict.kinds.is_empty() {
                let refused = !verdict.counted;
                shelf.offer(row.number, row.line, row.cells, refused, false);
            }
            return;
        }
        let refusal = refusals.get(&row.number);
        if pass == Pass::Hold {
            if refusal.is_some() && !shelf.rows.contains_key(&row.number) {
                shelf.offer(row.number, row.line, row.cells, false, true);
            }
            return;
        }
        let mended = shelf.rows.get(&row.number).filter(|held| held.mended);
        let cells = mended.map_or(*row.cells, |held| held.row.cells());
        if pass == Pass::Mended {
            return write_csv(out, cells.iter());
        }
        let counts = batch.would_count(&cells);
        let wanted = if pass == Pass::Submissions { counts } else { !counts || refusal.is_some() };
        if is_blank(&cells) || !wanted {
            return;
        }
        if pass == Pass::Refused {
            let own = Some(batch.reasons(&cells, &self.language)).filter(|reasons| !reasons.is_empty());
            let reasons = own.into_iter().chain(refusal.cloned()).collect::<Vec<String>>().join(" ");
            // The reasons stand in a column of their own, however short the row.
            let missing = header.len().saturating_sub(cells.len());
            write_csv(out, cells.iter().chain(core::iter::repeat_n("", missing)).chain([reasons.as_str()]));
        } else {
            let entry = batch.entry(&cells);
            let times = batch.checker().moments_of(&cells);
            let form_number = batch.checker().form_number(&cells).map(String::from);
            self.submit(Source { row: row.number, line: row.line, form_number }, &entry, times);
        }
    }

    fn take_document(&mut self, pass: Pass, document: &Document) {
        let moment = |key: &str| document.json.get(key).and_then(Json::as_text).and_then(Moment::parse);
        let times = [moment("started_at"), moment("completed_at")];
        let Self { batch: Some(batch), refusals, out, .. } = self else { return };
        let answers = match answers_of(&document.json, &self.form) {
            Ok(answers) => answers,
            Err(code) => {
                let told = match code {
                    "other_form" => "file_other_form",
                    "other_version" => "file_other_version",
                    other => other,
                };
                match pass {
                    Pass::Check => batch.refuse_document(document.number, document.line, told),
                    Pass::Refused => write_document(out, document),
                    Pass::Hold | Pass::Submissions | Pass::Mended => {}
                }
                return;
            }
        };
        let entry = batch.entry_of_answers(answers, times);
        if pass == Pass::Check {
            batch.add_entry(document.number, document.line, &entry, times);
            return;
        }
        let counts = batch.would_count_entry(&entry);
        match pass {
            Pass::Refused if !counts || refusals.contains_key(&document.number) => write_document(out, document),
            Pass::Submissions if counts => {
                let source = Source { row: document.number, line: document.line, form_number: None };
                self.submit(source, &entry, times);
            }
            // Documents are mended where they come from: none is held.
            Pass::Check | Pass::Refused | Pass::Hold | Pass::Submissions | Pass::Mended => {}
        }
    }

    /// Writes the submission of a row. Its id follows from the file and the number of the row, so that it is the same
    /// however often the file is sent.
    fn submit(&mut self, source: Source, entry: &Entry, [started, completed]: [Option<Moment>; 2]) {
        let Some(setup) = &self.setup else { return };
        let Source { row, line, form_number } = source;
        let now = Moment::parse(&setup.now);
        let started_at = started.or(completed).map_or_else(|| setup.now.clone(), Moment::first_text);
        // Of a day without a time it is the last moment, of today the present one.
        let is_over =
            |moment: &Moment| now.is_none_or(|now| moment.last() <= now.last() || moment.first() > now.last());
        let last = completed.or(started).filter(is_over);
        let completed_at = last.map_or_else(|| setup.now.clone(), Moment::last_text);
        let seed = [&self.form.identity.hash, &*self.key, &row.to_string()].join("/");
        let envelope = Envelope {
            form: self.form.identity.clone(),
            submission_id: uuid(&sha256(seed.as_bytes())),
            language: self.language.clone(),
            started_at,
            completed_at,
        };
        let times = [started, completed].map(|moment| moment.map(Moment::first_text).unwrap_or_default());
        let answers = entry.answers().to_text();
        let [begun, ended] = &times;
        let content = [&*self.form.identity.hash, begun, ended, form_number.as_deref().unwrap_or(""), &answers];
        let content = sha256(content.join("\n").as_bytes()).get(..32).unwrap_or_default().to_owned();
        let line = object(vec![
            ("row", row.into()),
            ("line", line.into()),
            ("content", content.into()),
            ("id", envelope.submission_id.as_str().into()),
            ("body", envelope.to_json(entry).to_text().into()),
        ]);
        self.out.push_str(&line.to_text());
        self.out.push('\n');
    }

    /// What is known of the file: `{"rows", "refused", "blank", "kinds", "numbering", "columns": [label], "file": {"kind",
    /// "rows", "remarks", "sheets"}, "held"}`, `file` once it was read to its end. See [`Batch::to_json`].
    pub fn told(&mut self) -> Json {
        let language = self.language.clone();
        let Some(batch) = &mut self.batch else { return object(Vec::new()) };
        let mut json = batch.to_json(&language);
        // Of rows that come back the others are elsewhere: no number is missing.
        if self.header.iter().any(|heading| is_reason(heading))
            && let Some(numbering) = json.get("numbering").cloned()
        {
            let mut numbering = numbering;
            numbering.insert("missing", 0_u64.into());
            numbering.insert("gaps", Json::Array(Vec::new()));
            json.insert("numbering", numbering);
        }
        json.insert("columns", self.header.iter().map(String::as_str).collect());
        json.insert("file", self.summary.as_ref().map(Summary::to_json).into());
        json.insert("held", self.shelf.rows.len().into());
        json
    }

    /// The rows of these numbers that are held: `[{"row", "line", "cells", "refused", "issues"}]`.
    #[must_use]
    pub fn rows(&self, numbers: &[u64]) -> Json {
        numbers.iter().filter_map(|number| self.row(*number)).collect()
    }

    /// The numbers of the refused rows that are held, from one on, at most so many.
    #[must_use]
    pub fn refused_rows(&self, from: u64, count: usize) -> Vec<u64> {
        self.shelf.rows.range(from..).filter(|(_, held)| held.refused).map(|(number, _)| *number).take(count).collect()
    }

    fn row(&self, number: u64) -> Option<Json> {
        let held = self.shelf.rows.get(&number)?;
        let cells = held.row.cells();
        let entry = self.batch.as_ref()?.entry(&cells);
        let own = entry.issues().into_iter().map(|issue| issue.to_json(&self.form, &self.language));
        let issues = if self.batch.as_ref()?.has_answer(&cells) {
            own.collect()
        } else {
            let code = "batch_no_answer";
            let message = sentence(code, &self.language);
            let issue = [("path", ""), ("code", code), ("severity", "error"), ("message", message)];
            vec![object(issue.map(|(key, text)| (key, text.into())).into())]
        };
        Some(object(vec![
            ("row", number.into()),
            ("line", held.line.into()),
            ("cells", cells.iter().collect()),
            ("refused", held.refused.into()),
            ("issues", Json::Array(issues)),
        ]))
    }

    /// Mends a row that is held: it is checked anew at once, and counted as it is now. Gives it as [`Session::rows`]
    /// does.
    ///
    /// # Errors
    /// A row that is not held.
    pub fn mend(&mut self, number: u64, cells: &[String]) -> Result<Json, NotHeld> {
        let Self { batch: Some(batch), shelf, .. } = self else { return Err(NotHeld) };
        let held = shelf.rows.get_mut(&number).ok_or(NotHeld)?;
        let row = Kept::of_texts(cells);
        let refused = !batch.replace(number, held.line, &held.row.cells(), &row.cells()).counted;
        *held = Held { line: held.line, row, refused, mended: true };
        self.row(number).ok_or(NotHeld)
    }

    /// Adds a row that is typed in, under a number that no row before has. Gives it as [`Session::rows`] does, whatever
    /// is wrong with it.
    ///
    /// # Errors
    /// Where no file was begun.
    pub fn add(&mut self, number: u64, cells: &[String]) -> Result<Json, NotHeld> {
        let Self { batch: Some(batch), shelf, .. } = self else { return Err(NotHeld) };
        let row = Kept::of_texts(cells);
        let refused = !batch.add(number, number, &row.cells()).counted;
        shelf.rows.insert(number, Held { line: number, row, refused, mended: true });
        self.row(number).ok_or(NotHeld)
    }

    /// The rows with this form number, the first ten: `[row]`.
    pub fn rows_of_number(&mut self, number: &str) -> Vec<u64> {
        self.batch.as_mut().map(|batch| batch.rows_of_number(number)).unwrap_or_default()
    }

    /// What results are compared with from now on: those of the province, or of the last period. A file of results
    /// (see [`Results::to_json`]) or a report; `None` for nothing.
    ///
    /// # Errors
    /// What is neither, and results of another form.
    pub fn compare(&mut self, with: Beside, file: Option<&Json>) -> Result<(), Mismatch> {
        let report = match file {
            None => None,
            Some(file) if file.get("sipas_results").is_some() => {
                Some(Compared::Results(Results::from_json(&self.form, file)?))
            }
            Some(file) => Some(Compared::Report(self.as_report(file)?)),
        };
        let [province, last] = &mut self.beside;
        *(if with == Beside::Province { province } else { last }) = report;
        Ok(())
    }

    /// A report of the form, of whichever version.
    fn as_report(&self, file: &Json) -> Result<Json, Mismatch> {
        let Some(Json::Array(scores)) = file.get("scores") else { return Err(Mismatch::NoResults) };
        if scores.is_empty() || scores.iter().any(|score| score.get("name").and_then(Json::as_text).is_none()) {
            return Err(Mismatch::NoResults);
        }
        let form = file.get("form").and_then(|form| form.get("id")).and_then(Json::as_text);
        if form == Some(&self.form.identity.id) { Ok(file.clone()) } else { Err(Mismatch::OtherForm) }
    }

    /// What may be shown: see [`Results::report`]. `None` where nothing was counted.
    pub fn report(&mut self, least: u64, effect: Ratio) -> Option<Json> {
        let results = self.results()?;
        Some(results.report(&self.asked(&self.reports_beside(least, effect), least, effect)))
    }

    /// The same as pictures: see [`Results::pictures`].
    pub fn pictures(&mut self, least: u64, effect: Ratio, width: u32) -> Vec<Picture> {
        let Some(results) = self.results() else { return Vec::new() };
        results.pictures(&self.asked(&self.reports_beside(least, effect), least, effect), width)
    }

    /// The tables of those as a workbook: see [`workbook`].
    pub fn workbook(&mut self, least: u64, effect: Ratio) -> Option<Vec<u8>> {
        workbook(&self.pictures(least, effect, 0), sentence("reference_only", &self.language))
    }

    /// What is asked of results, beside the reports of the province and of the last period.
    fn asked<'a>(&'a self, [province, before]: &'a [Option<Json>; 2], least: u64, effect: Ratio) -> Asked<'a> {
        Asked {
            least,
            effect,
            language: &self.language,
            province: province.as_ref(),
            last: before.as_ref(),
            partial: self.partial(),
        }
    }

    /// Of how many of the scored questions the file has a column, and how many there are, where some have none.
    fn partial(&self) -> Option<(usize, usize)> {
        let columns = &self.setup.as_ref()?.mapping.columns;
        // Documents name their questions themselves.
        if columns.is_empty() {
            return None;
        }
        let scored: BTreeSet<usize> = self.form.scores.iter().flat_map(Score::all_items).collect();
        let has_column = |question: &&usize| {
            let of = |target: &Target| match target {
                Target::Question(own) | Target::Choice { question: own, .. } => own == *question,
                _ => false,
            };
            columns.iter().any(of)
        };
        let count = scored.iter().filter(has_column).count();
        (count < scored.len()).then_some((count, scored.len()))
    }

    /// What results are compared with, as far as it may be shown: of kept results only what enough have answered.
    fn reports_beside(&self, least: u64, effect: Ratio) -> [Option<Json>; 2] {
        self.beside.each_ref().map(|beside| match beside.as_ref()? {
            Compared::Report(report) => Some(report.clone()),
            Compared::Results(results) if results.whole().responses() < least => None,
            Compared::Results(results) => Some(results.report(&self.asked(&[None, None], least, effect))),
        })
    }

    /// Adds results of before to those of this file; `again` also where they are among them already.
    ///
    /// # Errors
    /// What is no such file, results of another form, and [`Mismatch::Known`].
    pub fn merge(&mut self, results: &Json, again: bool) -> Result<(), Mismatch> {
        let results = Results::from_json(&self.form, results)?;
        let known = self.results().map(|known| known.sources()).unwrap_or_default();
        if !again && results.sources().iter().any(|source| known.contains(source)) {
            return Err(Mismatch::Known);
        }
        match &mut self.before {
            Some(before) => before.merge(&results)?,
            before => *before = Some(results),
        }
        Ok(())
    }

    /// Leaves results of before out again.
    pub fn forget_merged(&mut self) {
        self.before = None;
    }

    /// What was counted, with results of before; `None` where nothing was.
    pub fn results(&mut self) -> Option<Results> {
        let own = self.batch.as_mut().map(Batch::results);
        match (own, &self.before) {
            (Some(mut own), Some(before)) => {
                // Of the same form, so they add up.
                let _ = own.merge(before);
                Some(own)
            }
            (own, before) => own.or_else(|| before.clone()),
        }
    }
}

/// A UUID of version 8 from the hash of what it names (RFC 9562, section 5.8).
fn uuid(hash: &str) -> String {
    let part = |from: usize, to: usize| hash.get(from..to).unwrap_or_default();
    [part(0, 8), "-", part(8, 12), "-8", part(13, 16), "-8", part(17, 20), "-", part(20, 32)].concat()
}

/// A line of a file of documents.
fn write_document(out: &mut String, document: &Document) {
    out.push_str(&document.json.to_text());
    out.push('\n');
}

/// A line of a CSV file that opens in a spreadsheet and computes nothing.
fn write_csv<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.push(';');
        }
        // What was written for a spreadsheet before is not made harmless twice.
        out.push_str(&csv::words(&csv::meant(cell)));
    }
    out.push_str("\r\n");
}
