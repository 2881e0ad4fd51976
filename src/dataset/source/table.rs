//! CSV, however its bytes are cut.
//!
//! Two ways lead to a row. Most rows have no quotation mark and lie in one piece in the bytes that came in:
//! their cells are ranges of those bytes, found eight bytes at a time and copied nowhere. Every other row
//! goes through `csv-core`, whose machine remembers where it is between two pieces; its cells are copied into a
//! buffer that all such rows share.

use alloc::{vec, vec::Vec};

use csv_core::{ReadRecordResult, ReaderBuilder};

use super::{
    Cause, Cells, Fault, MAX_CELL, MAX_COLUMNS, MAX_ROW, Rows, Sink, Stop, sniff,
    sniff::Encoding,
    swar::{Sign, first},
};

const LINE_FEED: Sign = Sign::new(b'\n');
const RETURN: Sign = Sign::new(b'\r');
const QUOTE: Sign = Sign::new(b'"');

#[derive(Debug)]
pub struct Table {
    encoding: Encoding,
    delimiter: u8,
    rows: Rows,
    /// Whether the next row only names the delimiter.
    skips: bool,
    /// Ends of the cells of a row that lies in one piece.
    cuts: Vec<usize>,
    machine: csv_core::Reader,
    /// Whether the machine is in the middle of a row, which begins here.
    open: Option<(u64, u64)>,
    /// What the machine wrote: the cells of its row, one behind another, and their ends.
    text: Vec<u8>,
    ends: Vec<usize>,
    /// How much of both is filled.
    written: usize,
    ended: usize,
    /// The line and the byte of the file that come next.
    line: u64,
    offset: u64,
    /// Whether the last byte was a carriage return, so that a line feed now ends no line.
    returned: bool,
}

impl Table {
    pub fn new(delimiter: u8, encoding: Encoding, offset: u64, skips: bool, header: Option<u64>) -> Self {
        let mut machine = ReaderBuilder::new().delimiter(delimiter).build();
        // It takes a mark for one wherever its first row is, and ours was taken off: nothing is its first row.
        machine.read_record(b"\n", &mut [0], &mut [0]);
        Self {
            encoding,
            delimiter,
            rows: Rows::new(header),
            skips,
            cuts: Vec::new(),
            machine,
            open: None,
            text: vec![0; 1 << 12],
            ends: vec![0; 64],
            written: 0,
            ended: 0,
            line: 1,
            offset,
            returned: false,
        }
    }

    pub const fn line(&self) -> u64 {
        self.line
    }

    pub const fn rows(&self) -> &Rows {
        &self.rows
    }

    pub fn feed(&mut self, bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), Stop> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let used = if self.open.is_some() {
                self.pull(rest, sink)?
            } else if let Some(b'\n' | b'\r') = rest.first() {
                // The rest of an end of line, or an empty line.
                self.pass(rest.get(..1).unwrap_or_default());
                1
            } else if let Some((end, next)) = cut(rest, self.delimiter, &mut self.cuts) {
                let text = rest.get(..end).unwrap_or_default();
                let cells = |text| Cells::separated(text, &self.cuts);
                let is_blank = text.iter().all(|byte| *byte == self.delimiter || *byte == b' ');
                let skips = core::mem::take(&mut self.skips);
                take(&mut self.rows, (self.line, self.offset), text, cells, is_blank || skips, sink)?;
                self.line = self.line.saturating_add(1);
                self.offset = self.offset.saturating_add(self.encoding.width(rest.get(..next).unwrap_or_default()));
                self.returned = false;
                next
            } else {
                self.open = Some((self.line, self.offset));
                0
            };
            rest = rest.get(used..).unwrap_or_default();
        }
        Ok(())
    }

    pub fn finish(&mut self, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if self.open.is_none() {
            return Ok(());
        }
        // An end of line ends the last row, unless it stands between quotation marks.
        self.pull(b"\n", sink)?;
        if self.open.is_some() { Err(self.at_quote().into()) } else { Ok(()) }
    }

    /// Counts the lines and bytes that were passed.
    fn pass(&mut self, bytes: &[u8]) {
        self.line = self.line.saturating_add(lines(bytes, &mut self.returned));
        self.offset = self.offset.saturating_add(self.encoding.width(bytes));
    }

    /// Lets the machine read up to the end of its row, or of the bytes; tells how many it read.
    fn pull(&mut self, bytes: &[u8], sink: &mut Sink<'_>) -> Result<usize, Stop> {
        let mut used = 0_usize;
        loop {
            // It stops as soon as a cell or the row is too long, wherever the bytes are cut.
            let room = self.begun().saturating_add(MAX_CELL).min(MAX_ROW).saturating_add(1).min(self.text.len());
            let text = self.text.get_mut(self.written..room).unwrap_or_default();
            let ends = self.ends.get_mut(self.ended..).unwrap_or_default();
            let input = bytes.get(used..).unwrap_or_default();
            let (result, read, wrote, ended) = self.machine.read_record(input, text, ends);
            self.pass(input.get(..read).unwrap_or_default());
            used = used.saturating_add(read);
            self.written = self.written.saturating_add(wrote);
            self.ended = self.ended.saturating_add(ended);
            self.bound()?;
            match result {
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return Ok(used),
                ReadRecordResult::OutputFull => enlarge(&mut self.text, self.written, MAX_ROW),
                ReadRecordResult::OutputEndsFull => enlarge(&mut self.ends, self.ended, MAX_COLUMNS),
                ReadRecordResult::Record => break,
            }
        }
        let place = self.open.take().unwrap_or_default();
        let text = self.text.get(..self.written).unwrap_or_default();
        let ends = self.ends.get(..self.ended).unwrap_or_default();
        (self.written, self.ended) = (0, 0);
        let is_blank = text.iter().all(u8::is_ascii_whitespace);
        let skips = core::mem::take(&mut self.skips);
        take(&mut self.rows, place, text, |text| Cells::new(text, ends), is_blank || skips, sink)?;
        Ok(used)
    }

    /// Where in the text of the machine its present cell begins.
    fn begun(&self) -> usize {
        let last = self.ended.checked_sub(1).and_then(|last| self.ends.get(last));
        last.copied().unwrap_or_default()
    }

    /// Whether the machine's row is within the limits so far.
    fn bound(&mut self) -> Result<(), Fault> {
        let line = self.open.map(|(line, _)| line);
        if self.ended > MAX_COLUMNS {
            return Err(Fault::beyond(Cause::Columns, MAX_COLUMNS, line));
        }
        if self.written.saturating_sub(self.begun()) > MAX_CELL {
            let is_quoted = self.is_quoted();
            return Err(if is_quoted { self.at_quote() } else { Fault::beyond(Cause::Cell, MAX_CELL, line) });
        }
        if self.written > MAX_ROW {
            return Err(Fault::beyond(Cause::RowLength, MAX_ROW, line));
        }
        Ok(())
    }

    /// Whether the machine is between two quotation marks, where an end of line is a part of the cell. It is
    /// asked by giving it one, so it cannot go on afterwards. (A copy could be asked: but copies of it are
    /// broken in csv-core 0.1.13, where they take every byte for the end of a row.)
    fn is_quoted(&mut self) -> bool {
        let (result, ..) = self.machine.read_record(b"\n", &mut [0; 8], &mut [0; 8]);
        result != ReadRecordResult::Record
    }

    /// The line on which the machine's present cell, and with it its quotation mark, begins.
    fn at_quote(&self) -> Fault {
        let (line, _) = self.open.unwrap_or_default();
        let before = self.text.get(..self.begun()).unwrap_or_default();
        Fault::at(Cause::OpenQuote, line.saturating_add(lines(before, &mut false)))
    }
}

/// Makes room for one more than `max`, at most, where all is filled.
fn enlarge<T: Clone + Default>(buffer: &mut Vec<T>, filled: usize, max: usize) {
    if filled == buffer.len() {
        buffer.resize(filled.saturating_mul(2).min(max.saturating_add(1)), T::default());
    }
}

/// Finds the ends of the cells of a row that has no quotation mark and is here as a whole, and where its text
/// and its line end.
#[inline]
fn cut(bytes: &[u8], delimiter: u8, ends: &mut Vec<usize>) -> Option<(usize, usize)> {
    ends.clear();
    let sign = Sign::new(delimiter);
    let (words, rest) = bytes.as_chunks::<8>();
    let mut start = 0_usize;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let stops = LINE_FEED.marks(word) | RETURN.marks(word) | QUOTE.marks(word);
        // Only what is in front of the stop; without one, everything.
        let mut cells = sign.marks(word) & (stops & stops.wrapping_neg()).wrapping_sub(1);
        while cells != 0 {
            ends.push(start.wrapping_add(first(cells)));
            cells &= cells.wrapping_sub(1);
        }
        if stops != 0 {
            return close(bytes, start.wrapping_add(first(stops)), ends);
        }
        start = start.wrapping_add(8);
        if ends.len() > MAX_COLUMNS || start > MAX_ROW {
            return None;
        }
    }
    for byte in rest {
        match byte {
            b'\n' | b'\r' | b'"' => return close(bytes, start, ends),
            _ if *byte == delimiter => ends.push(start),
            _ => {}
        }
        start = start.wrapping_add(1);
    }
    None
}

/// Ends the last cell where the line ends.
#[inline]
fn close(bytes: &[u8], end: usize, ends: &mut Vec<usize>) -> Option<(usize, usize)> {
    let length = match bytes.get(end..)? {
        [b'\n', ..] => 1,
        [b'\r', b'\n', ..] => 2,
        _ => return None,
    };
    ends.push(end);
    (ends.len() <= MAX_COLUMNS && end <= MAX_ROW).then_some((end, end.wrapping_add(length)))
}

/// Gives one row, unless it is passed over.
#[inline]
fn take<'a>(
    rows: &mut Rows,
    (line, offset): (u64, u64),
    text: &'a [u8],
    cells: impl FnOnce(&'a str) -> Cells<'a>,
    is_passed: bool,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    if is_passed {
        rows.blank = rows.blank.saturating_add(1);
        return Ok(());
    }
    let Ok(text) = str::from_utf8(text) else {
        let known = sniff::other_encoding(text).filter(|fault| fault.cause != Cause::Unknown);
        return Err(known.unwrap_or_else(|| Fault::at(Cause::Encoding, line)).into());
    };
    let cells = cells(text);
    if text.len() > MAX_CELL && cells.iter().any(|cell| cell.len() > MAX_CELL) {
        return Err(Fault::beyond(Cause::Cell, MAX_CELL, Some(line)).into());
    }
    rows.give(line, offset, &cells, sink)
}

/// How many lines end: by a line feed, a carriage return, or both. `returned`: whether the byte in front was a
/// carriage return, and afterwards whether the last one is.
pub fn lines(bytes: &[u8], returned: &mut bool) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut count = 0_u64;
    let mut carried = if *returned { 0x80_u64 } else { 0 };
    let mut add = |word: u64| {
        let (feeds, returns) = (LINE_FEED.marks(word), RETURN.marks(word));
        let pairs = (returns << 8 | carried) & feeds;
        carried = returns >> 56;
        let ends = (feeds ^ pairs | returns).count_ones();
        count = count.wrapping_add(u64::from(ends));
    };
    for word in words {
        add(u64::from_le_bytes(*word));
    }
    if !rest.is_empty() {
        let mut word = [0; 8];
        word.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
        add(u64::from_le_bytes(word));
    }
    *returned = bytes.last().map_or(*returned, |last| *last == b'\r');
    count
}
