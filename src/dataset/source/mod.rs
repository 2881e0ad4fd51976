//! Reading: bytes in, as they arrive; rows out, one at a time.
//!
//! What a file is, is seen from its first 64 KiB and never from its name. CSV, NDJSON and JSON are read as a
//! stream, and what is held of them is one row; a workbook (XLSX) is held as it lies on the disk and
//! unpacked while it is read. Whatever the file, time grows with its length only and memory is bounded:
//! beyond a limit below there is a [`Fault`], which says where and what to do.
//!
//! ```
//! # use std::ops::ControlFlow;
//! use sipas_forms::dataset::source::{Hint, Reader, Record};
//!
//! let mut reader = Reader::new(Hint::default());
//! let mut names = Vec::new();
//! let mut record = |record: Record<'_>| {
//!     if let Record::Row(row) = record {
//!         names.extend(row.cells.get(1).map(String::from));
//!     }
//!     ControlFlow::Continue(())
//! };
//! for chunk in [&b"number;na"[..], b"me\n1;\"An; H\xc3", b"\xa0\"\n"] {
//!     assert!(reader.feed(chunk, &mut record).unwrap().is_continue());
//! }
//! let summary = reader.finish(&mut record).unwrap().unwrap();
//! assert_eq!((names.as_slice(), summary.rows), (&["name".into(), "An; Hà".into()][..], 1));
//! ```

mod book;
mod decode;
mod fault;
mod json;
mod markup;
mod parts;
mod sniff;
mod swar;
mod table;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]
mod tests;

pub use fault::{Cause, Fault};
pub use sniff::{Encoding, Kind};

use alloc::{boxed::Box, string::String, vec::Vec};
use core::{mem, ops::ControlFlow};

use self::{decode::Decoder, json::Documents, table::Table};
use super::Cells;
use crate::value::{Json, object};

/// The most columns of a row.
pub const MAX_COLUMNS: usize = 2_000;
/// The most bytes of a cell.
pub const MAX_CELL: usize = 1 << 16;
/// The most bytes of a row, and of a JSON document.
pub const MAX_ROW: usize = 1 << 20;
/// The most rows of a file.
pub const MAX_ROWS: u64 = 5_000_000;
/// The most bytes of a workbook as it lies on the disk.
pub const MAX_BOOK: usize = 64 << 20;
/// The most bytes that a workbook unpacks to.
pub const MAX_INFLATED: usize = 512 << 20;

/// How much is looked at to see what a file is.
const HEAD: usize = 1 << 16;

/// One row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// From 1 for the first row below the header; 0 for the header and what stands above it. Rows in which
    /// nothing stands are passed over.
    pub number: u64,
    /// The line of the file where it begins, or the row of the sheet; from 1.
    pub line: u64,
    /// The byte of the file where it begins; of a workbook 0.
    pub offset: u64,
    /// Its cells. A workbook's are filled up to the header's width.
    pub cells: &'a Cells<'a>,
    /// How many cells the header has; of the header itself and above it, how many this row has.
    pub expected: usize,
}

impl Row<'_> {
    /// Whether it has more or fewer cells than the header, so that cells may stand in a wrong column.
    #[must_use]
    pub const fn is_odd(&self) -> bool {
        self.cells.len() != self.expected
    }
}

/// One document of JSON.
#[derive(Clone, Debug)]
pub struct Document {
    /// From 1.
    pub number: u64,
    /// The line of the file where it begins, from 1.
    pub line: u64,
    /// The byte of the file where it begins.
    pub offset: u64,
    /// An object: a submission, or answers.
    pub json: Json,
}

/// What a file gives, in order.
#[derive(Debug)]
pub enum Record<'a> {
    /// Of a table.
    Row(Row<'a>),
    /// Of JSON.
    Document(Document),
    /// Of a workbook, before its rows: what it has.
    Sheets(&'a [Sheet]),
}

/// What is known of a file before it is read.
#[derive(Clone, Debug, Default)]
pub struct Hint {
    /// How many bytes it has.
    pub size: Option<u64>,
    /// The line of the header (of a workbook, the row); the first row that is not empty without it.
    pub header: Option<u64>,
    /// Which sheet of a workbook; the first visible one with data without it.
    pub sheet: Option<String>,
    /// What stands between the cells of a CSV; seen from the first rows without it.
    pub delimiter: Option<u8>,
}

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// What it is called.
    pub name: String,
    /// Whether it is hidden.
    pub hidden: bool,
    /// Whether it has cells with something in them; `None` where the workbook is built in a way that does not
    /// show it.
    pub has_data: Option<bool>,
    /// Whether it is the one that was read.
    pub chosen: bool,
}

impl Sheet {
    /// `{"name", "hidden", "has_data", "chosen"}`; `has_data` is `null` where that is not known.
    #[must_use]
    pub fn to_json(&self) -> Json {
        object(alloc::vec![
            ("name", self.name.as_str().into()),
            ("hidden", self.hidden.into()),
            ("has_data", self.has_data.map(Json::from).into()),
            ("chosen", self.chosen.into()),
        ])
    }
}

/// What was remarkable in what was read, as numbers; nothing of it ends the reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    /// Rows with more or fewer cells than the header.
    pub row_cells: u64,
    /// Cells that are computed by a formula; the value that was computed last is read.
    pub cell_formula: u64,
    /// Cells that hold an error, such as `#REF!`; they are read as that text.
    pub cell_error: u64,
    /// Merged areas; the value stands in their first cell, the others are read as empty.
    pub merged: u64,
    /// Hidden rows; they are read.
    pub hidden_rows: u64,
    /// Hidden columns; they are read.
    pub hidden_columns: u64,
}

/// What a whole file was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// What it is.
    pub kind: Kind,
    /// How many bytes it has.
    pub bytes: u64,
    /// How many rows below the header were given, or documents.
    pub rows: u64,
    /// How many rows were passed over since nothing stands in them.
    pub blank: u64,
    /// How many cells the header has.
    pub columns: usize,
    /// What was remarkable.
    pub remarks: Remarks,
    /// The sheets of a workbook.
    pub sheets: Vec<Sheet>,
}

impl Summary {
    /// `{"kind", "bytes", "rows", "blank", "columns", "remarks": {name: count}, "sheets": [{"name", "hidden", "has_data",
    /// "chosen"}]}`; of the remarks those that there are.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let Remarks { row_cells, cell_formula, cell_error, merged, hidden_rows, hidden_columns } = self.remarks;
        let remarks = [
            ("row_cells", row_cells),
            ("cell_formula", cell_formula),
            ("cell_error", cell_error),
            ("merged", merged),
            ("hidden_rows", hidden_rows),
            ("hidden_columns", hidden_columns),
        ];
        let remarks = remarks.into_iter().filter(|(_, count)| *count > 0).map(|(name, count)| (name, count.into()));
        object(alloc::vec![
            ("kind", self.kind.name().into()),
            ("bytes", self.bytes.into()),
            ("rows", self.rows.into()),
            ("blank", self.blank.into()),
            ("columns", self.columns.into()),
            ("remarks", object(remarks.collect())),
            ("sheets", self.sheets.iter().map(Sheet::to_json).collect()),
        ])
    }
}

/// Why reading ends before the file does.
#[derive(Debug)]
enum Stop {
    Fault(Fault),
    /// Whoever takes the rows wants no more.
    Asked,
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Cause> for Stop {
    fn from(cause: Cause) -> Self {
        Self::Fault(cause.into())
    }
}

/// Who takes the rows.
type Sink<'s> = dyn FnMut(Record<'_>) -> ControlFlow<()> + 's;

fn give(record: Record<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
    match sink(record) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Stop::Asked),
    }
}

/// The rows of a table, as they are counted.
#[derive(Debug)]
struct Rows {
    /// The line of the header, where it is known.
    header: Option<u64>,
    /// How many cells it has, once it was there.
    width: Option<usize>,
    count: u64,
    blank: u64,
    odd: u64,
}

impl Rows {
    const fn new(header: Option<u64>) -> Self {
        Self { header, width: None, count: 0, blank: 0, odd: 0 }
    }

    #[inline]
    fn give(&mut self, line: u64, offset: u64, cells: &Cells<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let expected = self.width.unwrap_or(cells.len());
        if self.width.is_some() {
            self.count = self.count.saturating_add(1);
            if self.count > MAX_ROWS {
                let max = usize::try_from(MAX_ROWS).unwrap_or(usize::MAX);
                return Err(Fault::beyond(Cause::Rows, max, Some(line)).into());
            }
            self.odd = self.odd.saturating_add(u64::from(expected != cells.len()));
        } else if self.header.is_none_or(|header| header <= line) {
            self.width = Some(cells.len());
        }
        give(Record::Row(Row { number: self.count, line, offset, cells, expected }), sink)
    }
}

/// Reads one file: bytes are fed to it, and it gives rows.
#[derive(Debug)]
pub struct Reader {
    hint: Hint,
    state: State,
    bytes: u64,
}

#[derive(Debug)]
enum State {
    /// The beginning of a file of which it is not known yet what it is.
    Head(Vec<u8>),
    Text(Text),
    Book(Vec<u8>),
    /// After a fault, or when no more was wanted.
    Ended,
}

#[derive(Debug)]
struct Text {
    kind: Kind,
    decoder: Decoder,
    parser: Parser,
}

#[derive(Debug)]
enum Parser {
    Table(Box<Table>),
    Documents(Documents),
}

impl Text {
    fn feed(&mut self, bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), Stop> {
        let Self { decoder, parser, .. } = self;
        let (text, is_whole) = decoder.decode(bytes);
        let line = match parser {
            Parser::Table(table) => table.feed(text, sink).map(|()| table.line()),
            Parser::Documents(documents) => documents.feed(text, sink).map(|()| documents.line()),
        }?;
        if is_whole { Ok(()) } else { Err(Fault::at(Cause::Utf16, line).into()) }
    }
}

/// What a file is, from its first 64 KiB, or from all of it.
///
/// # Errors
///
/// [`Fault`] where it is nothing that can be read.
pub fn kind_of(bytes: &[u8], is_all: bool, hint: &Hint) -> Result<Kind, Fault> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    Ok(sniff::sniff(head, is_all && head.len() == bytes.len(), hint.delimiter)?.kind)
}

impl Reader {
    /// A reader of a file of which nothing was read yet.
    #[must_use]
    pub const fn new(hint: Hint) -> Self {
        Self { hint, state: State::Head(Vec::new()), bytes: 0 }
    }

    /// What the file is, as soon as that is seen.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        match &self.state {
            State::Text(text) => Some(text.kind),
            State::Book(_) => Some(Kind::Xlsx),
            State::Head(_) | State::Ended => None,
        }
    }

    /// Takes the next bytes of the file, however many, and gives the rows that end in them.
    /// `ControlFlow::Break` where `sink` wanted no more, now or before.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the file cannot be read any further.
    pub fn feed(
        &mut self,
        bytes: &[u8],
        sink: &mut dyn FnMut(Record<'_>) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, Fault> {
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let done = self.push(bytes, sink);
        self.settle(done)
    }

    /// Says that the file ends here, and gives the rest of it: all of a workbook, else the last row.
    /// `None` where `sink` wanted no more, now or before.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the file cannot be read to its end.
    pub fn finish(mut self, sink: &mut dyn FnMut(Record<'_>) -> ControlFlow<()>) -> Result<Option<Summary>, Fault> {
        match self.end(sink) {
            Ok(summary) => Ok(Some(summary)),
            Err(Stop::Asked) => Ok(None),
            Err(Stop::Fault(fault)) => Err(fault),
        }
    }

    fn settle(&mut self, done: Result<(), Stop>) -> Result<ControlFlow<()>, Fault> {
        let Err(stop) = done else { return Ok(ControlFlow::Continue(())) };
        self.state = State::Ended;
        match stop {
            Stop::Asked => Ok(ControlFlow::Break(())),
            Stop::Fault(fault) => Err(fault),
        }
    }

    fn push(&mut self, bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), Stop> {
        match &mut self.state {
            State::Head(head) => {
                let (first, rest) = bytes.split_at(bytes.len().min(HEAD.saturating_sub(head.len())));
                head.extend_from_slice(first);
                if head.len() < HEAD {
                    return Ok(());
                }
                let head = mem::take(head);
                self.begin(head, false, sink)?;
                self.push(rest, sink)
            }
            State::Text(text) => text.feed(bytes, sink),
            State::Book(book) => {
                book::grow(book, bytes)?;
                Ok(())
            }
            State::Ended => Err(Stop::Asked),
        }
    }

    /// Sees what the file is, and reads its beginning.
    fn begin(&mut self, head: Vec<u8>, is_all: bool, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let seen = sniff::sniff(&head, is_all, self.hint.delimiter)?;
        let parser = match seen.kind {
            Kind::Xlsx => {
                self.state = State::Book(book::begin(head, self.hint.size)?);
                return Ok(());
            }
            Kind::Csv { delimiter, encoding } => {
                let start = u64::try_from(seen.mark).unwrap_or_default();
                Parser::Table(Box::new(Table::new(delimiter, encoding, start, seen.names_delimiter, self.hint.header)))
            }
            Kind::Json { encoding } | Kind::Ndjson { encoding } => {
                Parser::Documents(Documents::new(encoding, u64::try_from(seen.mark).unwrap_or_default()))
            }
        };
        let decoder = Decoder::new(seen.kind.encoding());
        self.state = State::Text(Text { kind: seen.kind, decoder, parser });
        self.push(head.get(seen.mark..).unwrap_or_default(), sink)
    }

    fn end(&mut self, sink: &mut Sink<'_>) -> Result<Summary, Stop> {
        if let State::Head(head) = &mut self.state {
            let head = mem::take(head);
            self.begin(head, true, sink)?;
        }
        let bytes = self.bytes;
        match mem::replace(&mut self.state, State::Ended) {
            State::Text(text) => {
                let Text { kind, decoder, parser } = text;
                let is_whole = decoder.is_whole();
                let cut = |line| Stop::from(Fault::at(Cause::Utf16, line));
                let mut summary = Summary {
                    kind,
                    bytes,
                    rows: 0,
                    blank: 0,
                    columns: 0,
                    remarks: Remarks::default(),
                    sheets: Vec::new(),
                };
                match parser {
                    Parser::Table(table) if !is_whole => return Err(cut(table.line())),
                    Parser::Documents(documents) if !is_whole => return Err(cut(documents.line())),
                    Parser::Table(mut table) => {
                        table.finish(sink)?;
                        let rows = table.rows();
                        summary.columns = rows.width.ok_or(Cause::Empty)?;
                        summary.remarks.row_cells = rows.odd;
                        (summary.rows, summary.blank) = (rows.count, rows.blank);
                    }
                    Parser::Documents(documents) => summary.rows = documents.finish()?,
                }
                Ok(summary)
            }
            State::Book(book) => book::read(&book, &self.hint, sink),
            State::Head(_) | State::Ended => Err(Stop::Asked),
        }
    }
}
