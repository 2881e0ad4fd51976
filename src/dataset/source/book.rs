//! A workbook: one sheet, row by row.
//!
//! What the cells show is read where they show it plainly: a number as it is stored, without its format (a
//! percentage of 50 % is 0.5); a date or time by its format, as ISO 8601; a formula as the value that was
//! computed last. Of a sheet that hides rows or columns, or filters them, everything is read.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Write;
use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{
    Cause, Cells, Fault, Hint, Kind, MAX_BOOK, MAX_CELL, MAX_COLUMNS, MAX_INFLATED, MAX_ROW, Record, Remarks, Rows,
    Sheet, Sink, Stop, Summary, give,
    parts::{Part, inspect},
};

/// The last column of a sheet, `XFD`, from 0.
const LAST_COLUMN: u32 = 16_383;

fn too_large() -> Fault {
    Fault::beyond(Cause::LargeBook, MAX_BOOK >> 20, None)
}

/// Makes room for a workbook that begins with `head`.
pub fn begin(mut head: Vec<u8>, size: Option<u64>) -> Result<Vec<u8>, Fault> {
    let size = size.map_or(Ok(0), usize::try_from).map_err(|_| too_large())?;
    if size > MAX_BOOK {
        return Err(too_large());
    }
    head.reserve_exact(size.saturating_sub(head.len()));
    Ok(head)
}

/// Appends what came of it.
pub fn grow(book: &mut Vec<u8>, bytes: &[u8]) -> Result<(), Fault> {
    if book.len().saturating_add(bytes.len()) > MAX_BOOK {
        return Err(too_large());
    }
    book.extend_from_slice(bytes);
    Ok(())
}

/// Reads a whole workbook.
pub fn read(book: &[u8], hint: &Hint, sink: &mut Sink<'_>) -> Result<Summary, Stop> {
    let parts = inspect(book, MAX_INFLATED)?;
    let mut workbook = Xlsx::new(Cursor::new(book)).map_err(|error| match error {
        XlsxError::Password => Cause::LockedBook,
        _ => Cause::DamagedBook,
    })?;
    let seen = parts.sheets();
    let listed = workbook.sheets_metadata().iter().enumerate().filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet);
    let (mut sheets, found): (Vec<Sheet>, Vec<Option<&Part>>) = listed
        .map(|(index, sheet)| {
            let part = seen.get(index).copied().flatten();
            let hidden = sheet.visible != SheetVisible::Visible;
            (Sheet { name: sheet.name.clone(), hidden, has_data: part.map(|part| part.has_data), chosen: false }, part)
        })
        .unzip();
    let chosen = match &hint.sheet {
        Some(name) => {
            let missing = || Fault { sheet: Some(name.clone()), ..Cause::NoSheet.into() };
            sheets.iter().position(|sheet| sheet.name == *name).ok_or_else(missing)?
        }
        None => sheets.iter().position(|sheet| !sheet.hidden && sheet.has_data != Some(false)).ok_or(Cause::NoData)?,
    };
    let mut name = String::new();
    if let Some(sheet) = sheets.get_mut(chosen) {
        sheet.chosen = true;
        name.clone_from(&sheet.name);
    }
    give(Record::Sheets(&sheets), sink)?;
    let mut grid = Grid::new(hint.header);
    let read = read_sheet(&mut workbook, &name, &mut grid, sink);
    read.map_err(|stop| match stop {
        Stop::Fault(fault) => Stop::Fault(Fault { sheet: Some(name), ..fault }),
        Stop::Asked => Stop::Asked,
    })?;
    let Grid { rows, errors, .. } = grid;
    let columns = rows.width.ok_or(Cause::NoData)?;
    let part = found.get(chosen).copied().flatten();
    let count = |of: fn(&Part) -> u64| part.map_or(0, of);
    let remarks = Remarks {
        row_cells: rows.odd,
        cell_formula: count(|part| part.formulas),
        cell_error: errors,
        merged: count(|part| part.merged),
        hidden_rows: count(|part| part.hidden_rows),
        hidden_columns: part.map_or(0, |part| part.hidden_columns(columns)),
    };
    let bytes = u64::try_from(book.len()).unwrap_or(u64::MAX);
    Ok(Summary { kind: Kind::Xlsx, bytes, rows: rows.count, blank: rows.blank, columns, remarks, sheets })
}

fn read_sheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    grid: &mut Grid,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|_| Cause::DamagedBook)?;
    loop {
        match cells.next_cell() {
            Ok(Some(cell)) => {
                let (row, column) = cell.get_position();
                grid.put(row, column, cell.get_value(), sink)?;
            }
            Ok(None) => return grid.flush(sink),
            // An error that this reader does not know (`#SPILL!`): it does not tell its place.
            Err(XlsxError::CellError(_)) => grid.errors = grid.errors.saturating_add(1),
            Err(_) => return Err(Fault::at(Cause::DamagedBook, grid.line()).into()),
        }
    }
}

/// Makes rows of cells, of which a sheet has only those that are not empty.
struct Grid {
    rows: Rows,
    row: Option<u32>,
    text: String,
    /// Where each cell of the row ends, the empty ones too.
    ends: Vec<usize>,
    /// How many cells there are up to the last with something in it.
    used: usize,
    errors: u64,
}

impl Grid {
    const fn new(header: Option<u64>) -> Self {
        Self { rows: Rows::new(header), row: None, text: String::new(), ends: Vec::new(), used: 0, errors: 0 }
    }

    /// The row of the sheet, from 1.
    fn line(&self) -> u64 {
        self.row.map_or(1, |row| u64::from(row).saturating_add(1))
    }

    fn put(&mut self, row: u32, column: u32, value: &DataRef<'_>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if self.row != Some(row) {
            if self.row.is_some_and(|before| before > row) {
                return Err(Fault::at(Cause::DamagedBook, self.line()).into());
            }
            self.flush(sink)?;
            self.row = Some(row);
        }
        if column > LAST_COLUMN {
            return Err(Fault::at(Cause::DamagedBook, self.line()).into());
        }
        if matches!(value, DataRef::Empty) {
            return Ok(());
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MAX_COLUMNS {
            return Err(Fault::beyond(Cause::Columns, MAX_COLUMNS, Some(self.line())).into());
        }
        if column < self.ends.len() {
            return Err(Fault::at(Cause::DamagedBook, self.line()).into());
        }
        let start = self.text.len();
        self.ends.resize(column, start);
        self.errors = self.errors.saturating_add(u64::from(matches!(value, DataRef::Error(_))));
        write_value(value, &mut self.text);
        self.ends.push(self.text.len());
        if self.text.len() > start {
            self.used = self.ends.len();
        }
        if self.text.len().saturating_sub(start) > MAX_CELL {
            return Err(Fault::beyond(Cause::Cell, MAX_CELL, Some(self.line())).into());
        }
        if self.text.len() > MAX_ROW {
            return Err(Fault::beyond(Cause::RowLength, MAX_ROW, Some(self.line())).into());
        }
        Ok(())
    }

    /// Gives the row that was put together.
    fn flush(&mut self, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if self.row.is_none() {
            return Ok(());
        }
        let width = self.used.max(self.rows.width.unwrap_or(0));
        self.ends.resize(width, self.text.len());
        let line = self.line();
        let given = if self.text.trim().is_empty() {
            self.rows.blank = self.rows.blank.saturating_add(1);
            Ok(())
        } else {
            self.rows.give(line, 0, &Cells::new(&self.text, &self.ends), sink)
        };
        self.text.clear();
        self.ends.clear();
        self.used = 0;
        given
    }
}

/// A value as text.
fn write_value(value: &DataRef<'_>, text: &mut String) {
    // Writing to a text never fails.
    let _ = match value {
        DataRef::Empty => Ok(()),
        DataRef::Int(number) => write!(text, "{number}"),
        DataRef::Float(number) => write_number(*number, text),
        DataRef::String(own) => text.write_str(own),
        DataRef::SharedString(shared) => text.write_str(shared),
        DataRef::Bool(is) => text.write_str(if *is { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(time) => write_time(time, text),
        DataRef::DateTimeIso(time) => text.write_str(time.strip_suffix("T00:00:00").unwrap_or(time)),
        DataRef::DurationIso(time) => text.write_str(time),
        DataRef::Error(error) => write!(text, "{error}"),
    };
}

/// Numbers of a workbook have 15 digits; what is behind them comes from computing (0.1 + 0.2).
fn write_number(number: f64, text: &mut String) -> core::fmt::Result {
    const DIGITS: usize = 15;
    let start = text.len();
    write!(text, "{number}")?;
    let digits = text.get(start..).unwrap_or_default().bytes().filter(u8::is_ascii_digit).count();
    if digits > DIGITS
        && let Ok(rounded) = alloc::format!("{number:.14e}").parse::<f64>()
    {
        text.truncate(start);
        write!(text, "{rounded}")?;
    }
    Ok(())
}

/// A date `2025-11-24`, with a time behind it where there is one, `2025-11-24T08:30:00`; a time of no day
/// `08:30:00`; a duration `36:30:00`.
fn write_time(time: &ExcelDateTime, text: &mut String) -> core::fmt::Result {
    /// The day after the last that a workbook knows, 31/12/9999.
    const BEYOND: f64 = 2_958_466.0;
    let serial = time.as_f64();
    if !(0.0..BEYOND).contains(&serial) {
        return write_number(serial, text);
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    if time.is_duration() || serial < 1.0 {
        let days = serial.trunc().to_string().parse::<u64>().unwrap_or_default();
        let hours = days.saturating_mul(24).saturating_add(hour.into());
        return write!(text, "{hours:02}:{minute:02}:{second:02}");
    }
    write!(text, "{year:04}-{month:02}-{day:02}")?;
    if (hour, minute, second, milli) == (0, 0, 0, 0) {
        Ok(())
    } else {
        write!(text, "T{hour:02}:{minute:02}:{second:02}")
    }
}
