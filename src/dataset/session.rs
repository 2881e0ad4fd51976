//! One file of responses on an officer's desk: looked at, checked, mended, counted, sent.
//!
//! Whoever has the file hands in its bytes, once to look at its beginning ([`Session::look`]) and then once for
//! each [`Pass`]: to check and count every row, to write those that are refused, to make a submission of each of
//! the others. Nothing but what is told of the file is held of it, whatever its size.

use alloc::{
    borrow::ToOwned,
    collections::BTreeMap,
    string::{String, ToString},
    sync::Arc,
    vec,
    vec::Vec,
};
use core::ops::ControlFlow;

use sha2::{Digest, Sha256};

use super::{
    Batch, Cells, Confidence, Guess, Mapping, Mismatch, Notation, Results,
    batch::is_blank,
    guess, header_row,
    moment::Moment,
    picture::csv_text,
    source::{Document, Fault, Hint, Kind, Reader, Record, Row, Summary, kind_of},
};
use crate::{
    entry::{Entry, Surroundings},
    form::Form,
    submission::Envelope,
    text::sentence,
    value::{Json, object, sha256},
};

/// How many rows are looked at before a file is read.
const LOOKED_AT: usize = 40;
/// How many of them are shown of each column.
const SHOWN: usize = 3;
/// How many bytes of rows are held so that they can be shown and mended: refused ones, and ones with a warning.
const MAX_REFUSED: usize = 24 << 20;
const MAX_WARNED: usize = 8 << 20;

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
    /// The refused rows are written as CSV, each with what is wrong with it.
    Refused,
    /// Of every other row a submission is made: a line of JSON `{"row", "id", "body"}` each.
    Submissions,
}

/// A row that is held.
#[derive(Debug)]
struct Held {
    line: u64,
    text: String,
    ends: Vec<usize>,
    gap: usize,
    refused: bool,
}

impl Held {
    fn of(line: u64, cells: &Cells<'_>, refused: bool) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        let gap = cells.copy(&mut text, &mut ends);
        Self { line, text, ends, gap, refused }
    }

    fn of_texts(line: u64, texts: &[String], refused: bool) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for cell in texts {
            text.push_str(cell);
            ends.push(text.len());
        }
        Self { line, text, ends, gap: 0, refused }
    }

    const fn cells(&self) -> Cells<'_> {
        Cells::of_buffers(self.text.as_str(), self.ends.as_slice(), self.gap)
    }

    fn size(&self) -> usize {
        self.text.len().saturating_add(self.ends.len().saturating_mul(size_of::<usize>()))
    }
}

/// The rows that are held, by their numbers.
#[derive(Debug, Default)]
struct Shelf {
    rows: BTreeMap<u64, Held>,
    refused: usize,
    warned: usize,
}

impl Shelf {
    fn offer(&mut self, number: u64, line: u64, cells: &Cells<'_>, refused: bool) {
        let (taken, most) = if refused { (&mut self.refused, MAX_REFUSED) } else { (&mut self.warned, MAX_WARNED) };
        if *taken < most {
            let held = Held::of(line, cells, refused);
            *taken = taken.saturating_add(held.size());
            self.rows.insert(number, held);
        }
    }
}

/// What is done with the bytes that come.
#[derive(Debug)]
struct Running {
    pass: Pass,
    reader: Reader,
    /// What was written and not yet taken.
    out: String,
    seen: u64,
}

/// An officer's file.
#[derive(Debug)]
pub struct Session {
    form: Arc<Form>,
    language: String,
    setup: Option<Setup>,
    batch: Option<Batch>,
    shelf: Shelf,
    /// What stands in the rows that were mended, by their numbers.
    mended: BTreeMap<u64, Held>,
    header: Vec<String>,
    running: Option<Running>,
    summary: Option<Summary>,
    /// Results of before, added up.
    before: Option<Results>,
    /// What names the submissions of this file.
    key: String,
}

/// A row that is not held, or cannot be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotHeld;

fn text_of(document: &Document) -> &Json {
    document.json.get("answers").unwrap_or(&document.json)
}

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
            mended: BTreeMap::new(),
            header: Vec::new(),
            running: None,
            summary: None,
            before: None,
            key: String::new(),
        }
    }

    /// The form.
    #[must_use]
    pub const fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// What the beginning of a file is, for an officer to look over: `{"kind", "delimiter", "header", "columns":
    /// [{"label", "samples", "sure": "exact", "likely" or "none"}], "mapping", "unmatched": [name], "duplicates":
    /// [{"column", "question"}], "shape"}`. `header` is the line of the header, for [`Hint::header`]; columns count
    /// from 0. Of documents there is only `kind`. `bytes` are all of a workbook, else 64 KiB or more, or all.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn look(&self, bytes: &[u8], is_all: bool, hint: &Hint) -> Result<Json, Fault> {
        let mut reader = Reader::new(Hint { header: Some(1), ..hint.clone() });
        let mut rows: Vec<Held> = Vec::new();
        let kind = kind_of(bytes, is_all, hint)?;
        let mut json = object(vec![("kind", kind.name().into())]);
        let mut sink = |record: Record<'_>| match record {
            Record::Row(row) if rows.len() < LOOKED_AT => {
                rows.push(Held::of(row.line, row.cells, false));
                ControlFlow::Continue(())
            }
            _ => ControlFlow::Break(()),
        };
        // Of a part the last row may be cut off.
        if reader.feed(bytes, &mut sink)?.is_continue() && is_all {
            reader.finish(&mut sink)?;
        }
        if matches!(kind, Kind::Json { .. } | Kind::Ndjson { .. }) {
            return Ok(json);
        }
        if let Kind::Csv { delimiter, .. } = kind {
            json.insert("delimiter", char::from(delimiter).to_string().into());
        }
        let cells: Vec<Cells<'_>> = rows.iter().map(Held::cells).collect();
        let place = header_row(&self.form, &cells).unwrap_or(0);
        let (Some(header), Some(line)) = (cells.get(place), rows.get(place).map(|row| row.line)) else {
            return Ok(json);
        };
        let samples = cells.get(place.saturating_add(1)..).unwrap_or_default();
        let Guess { mut mapping, confidence, unmatched, duplicates } = guess(&self.form, header, samples);
        if kind == Kind::Xlsx {
            // Its numbers are as programs print them: 1.125 is no thousand.
            mapping.notation = Notation::Sheet;
        }
        let column = |(place, label): (usize, &str)| {
            let shown = samples.iter().filter_map(|row| row.get(place)).filter(|cell| !cell.trim().is_empty());
            let sure = match confidence.get(place) {
                Some(Confidence::Exact) => "exact",
                Some(Confidence::Likely) => "likely",
                _ => "none",
            };
            object(vec![("label", label.into()), ("samples", shown.take(SHOWN).collect()), ("sure", sure.into())])
        };
        let duplicate = |(column, question): &(usize, usize)| {
            object(vec![("column", (*column).into()), ("question", self.name(*question).into())])
        };
        json.insert("header", line.into());
        json.insert("columns", header.iter().enumerate().map(column).collect());
        json.insert("mapping", mapping.to_json(&self.form));
        json.insert("unmatched", unmatched.iter().map(|question| self.name(*question)).collect());
        json.insert("duplicates", duplicates.iter().map(duplicate).collect());
        json.insert("shape", Mapping::shape(&self.form, header).into());
        Ok(json)
    }

    fn name(&self, question: usize) -> &str {
        self.form.element(question).map_or("", |element| element.name.as_str())
    }

    /// Begins to check a file. What was known of one before is gone, but for results of before.
    pub fn begin(&mut self, setup: Setup) {
        let surroundings = Surroundings::new(&setup.now, &self.language);
        self.batch = Some(Batch::new(&self.form, &setup.mapping, surroundings, &setup.by));
        self.shelf = Shelf::default();
        self.mended.clear();
        self.header.clear();
        self.summary = None;
        self.running =
            Some(Running { pass: Pass::Check, reader: Reader::new(setup.hint.clone()), out: String::new(), seen: 0 });
        self.setup = Some(setup);
    }

    /// Begins to read the file once more, for another pass; `key` names the submissions of it and is the same each
    /// time it is sent. Nothing where it was not checked.
    pub fn again(&mut self, pass: Pass, key: &str) {
        let Some(setup) = &self.setup else { return };
        key.clone_into(&mut self.key);
        let mut out = String::new();
        if pass == Pass::Refused {
            out.push('\u{feff}');
            let head = self.header.iter().map(String::as_str).chain([sentence("session_reason", &self.language)]);
            write_csv(&mut out, head);
        }
        self.running = Some(Running { pass, reader: Reader::new(setup.hint.clone()), out, seen: 0 });
    }

    /// Takes the next bytes of the file; gives how many rows or documents were read so far.
    ///
    /// # Errors
    /// Why it cannot be read any further. What was read before stands.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<u64, Fault> {
        let Some(mut running) = self.running.take() else { return Ok(0) };
        let Running { pass, reader, out, seen } = &mut running;
        let mut sink = |record: Record<'_>| self.take(*pass, record, out, seen);
        // The sink wants all of them.
        let _ = reader.feed(bytes, &mut sink)?;
        let seen = running.seen;
        self.running = Some(running);
        Ok(seen)
    }

    /// Says that the file ends here.
    ///
    /// # Errors
    /// Why it cannot be read to its end.
    pub fn finish(&mut self) -> Result<u64, Fault> {
        let Some(Running { pass, reader, mut out, mut seen }) = self.running.take() else { return Ok(0) };
        let mut sink = |record: Record<'_>| self.take(pass, record, &mut out, &mut seen);
        let summary = reader.finish(&mut sink)?;
        if pass == Pass::Check {
            self.summary = summary;
        }
        // What was written last can still be taken.
        self.running = Some(Running { pass, reader: Reader::new(Hint::default()), out, seen });
        Ok(seen)
    }

    /// What the pass has written since it was asked last.
    pub fn written(&mut self) -> String {
        self.running.as_mut().map(|running| core::mem::take(&mut running.out)).unwrap_or_default()
    }

    fn take(&mut self, pass: Pass, record: Record<'_>, out: &mut String, seen: &mut u64) -> ControlFlow<()> {
        match record {
            Record::Row(row) if row.number == 0 => {
                if self.header.is_empty() || pass == Pass::Check {
                    self.header = row.cells.iter().map(String::from).collect();
                }
            }
            Record::Row(row) => {
                *seen = row.number;
                self.take_row(pass, &row, out);
            }
            Record::Document(document) => {
                *seen = document.number;
                self.take_document(pass, &document, out);
            }
        }
        ControlFlow::Continue(())
    }

    fn take_row(&mut self, pass: Pass, row: &Row<'_>, out: &mut String) {
        let Self { batch: Some(batch), mended, shelf, .. } = self else { return };
        if pass == Pass::Check {
            let verdict = batch.add(row.number, row.line, row.cells);
            if !verdict.kinds.is_empty() {
                let refused = !verdict.counted;
                shelf.offer(row.number, row.line, row.cells, refused);
            }
            return;
        }
        let cells = mended.get(&row.number).map_or(*row.cells, Held::cells);
        let entry = batch.entry(&cells);
        if is_blank(&cells) {
            return;
        }
        match (pass, Batch::is_counted(&entry)) {
            (Pass::Refused, false) => {
                let reasons: Vec<String> =
                    entry.issues().iter().map(|issue| issue.message(&self.form, &self.language)).collect();
                let reasons = reasons.join(" ");
                write_csv(out, cells.iter().chain([reasons.as_str()]));
            }
            (Pass::Submissions, true) => {
                let [started, completed] = batch.checker().moments_of(&cells);
                self.submit(row.number, &entry, started, completed, out);
            }
            _ => {}
        }
    }

    fn take_document(&mut self, pass: Pass, document: &Document, out: &mut String) {
        let moment = |key: &str| document.json.get(key).and_then(Json::as_text).and_then(Moment::parse);
        let times = [moment("started_at"), moment("completed_at")];
        let Self { batch: Some(batch), .. } = self else { return };
        let entry = batch.entry_of_answers(text_of(document), times);
        match pass {
            Pass::Check => {
                batch.add_entry(document.number, document.line, &entry, times);
            }
            Pass::Refused => {
                if !Batch::is_counted(&entry) {
                    out.push_str(&document.json.to_text());
                    out.push('\n');
                }
            }
            Pass::Submissions => {
                if Batch::is_counted(&entry) {
                    self.submit(document.number, &entry, times[0], times[1], out);
                }
            }
        }
    }

    /// Writes the submission of a row. Its id follows from the file and the number of the row, so that it is the same
    /// however often the file is sent.
    fn submit(&self, number: u64, entry: &Entry, started: Option<Moment>, completed: Option<Moment>, out: &mut String) {
        let Some(setup) = &self.setup else { return };
        let text = |moment: Option<Moment>| moment.map(Moment::to_text);
        let started_at = text(started.or(completed)).unwrap_or_else(|| setup.now.clone());
        let completed_at = text(completed.or(started)).unwrap_or_else(|| setup.now.clone());
        let seed = [&self.form.identity.hash, &*self.key, &number.to_string()].join("/");
        let envelope = Envelope {
            form: self.form.identity.clone(),
            submission_id: uuid(&sha256(seed.as_bytes())),
            language: self.language.clone(),
            started_at,
            completed_at,
        };
        let line = object(vec![
            ("row", number.into()),
            ("id", envelope.submission_id.as_str().into()),
            ("body", envelope.to_json(entry).to_text().into()),
        ]);
        out.push_str(&line.to_text());
        out.push('\n');
    }

    /// What is known of the file: `{"rows", "refused", "blank", "kinds", "numbering", "columns": [label], "file": {"kind",
    /// "rows", "remarks", "sheets"}, "held"}`, `file` once it was read to its end. See [`Batch::to_json`].
    pub fn told(&mut self) -> Json {
        let language = self.language.clone();
        let Some(batch) = &mut self.batch else { return object(Vec::new()) };
        let mut json = batch.to_json(&language);
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
        let cells = held.cells();
        let entry = self.batch.as_ref()?.entry(&cells);
        let issues = entry.issues().into_iter().map(|issue| issue.to_json(&self.form, &self.language));
        Some(object(vec![
            ("row", number.into()),
            ("line", held.line.into()),
            ("cells", cells.iter().collect()),
            ("refused", held.refused.into()),
            ("issues", issues.collect()),
        ]))
    }

    /// Mends a row that is held: it is checked anew at once, and counted as it is now. Gives it as [`Session::rows`]
    /// does.
    ///
    /// # Errors
    /// A row that is not held.
    pub fn mend(&mut self, number: u64, cells: &[String]) -> Result<Json, NotHeld> {
        let Self { batch: Some(batch), shelf, mended, .. } = self else { return Err(NotHeld) };
        let old = shelf.rows.get(&number).ok_or(NotHeld)?;
        let mut new = Held::of_texts(old.line, cells, false);
        new.refused = !batch.replace(number, old.line, &old.cells(), &new.cells()).counted;
        mended.insert(number, Held::of_texts(new.line, cells, new.refused));
        shelf.rows.insert(number, new);
        self.row(number).ok_or(NotHeld)
    }

    /// Adds results of before to those of this file.
    ///
    /// # Errors
    /// What is no such file, and results of another form.
    pub fn merge(&mut self, results: &Json) -> Result<(), Mismatch> {
        let results = Results::from_json(&self.form, results)?;
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

/// A line of a CSV file that opens in a spreadsheet and computes nothing.
fn write_csv<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.push(';');
        }
        out.push_str(&csv_text(cell));
    }
    out.push_str("\r\n");
}

/// Names a file by its bytes, as they come: what is sent of it has the same keys again.
#[derive(Clone, Debug, Default)]
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Takes the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all, as 64 hexadecimal digits.
    #[must_use]
    pub fn finish(self) -> String {
        let digits = |byte: u8| [byte >> 4, byte & 0xf].map(|half| char::from_digit(half.into(), 16).unwrap_or('0'));
        self.0.finalize().iter().flat_map(|byte| digits(*byte)).collect()
    }
}
