//! The beginning of a file: what it is, where its header stands, what its columns could be.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};
use core::ops::ControlFlow;

use super::{
    Cells, Confidence, DateOrder, Guess, Mapping, Notation, Target,
    cells::Kept,
    guess, header_row,
    moment::Moment,
    source::{Fault, Hint, Kind, Reader, Record, Sheet, kind_of},
};
use crate::{
    form::Form,
    value::{Json, object},
};

/// How many rows are looked at.
const LOOKED_AT: usize = 40;
/// How many are looked through for dates that can be read in one way only: days after the twelfth come late in a month.
const LOOKED_THROUGH: usize = 2_000;
/// How many sheets are looked at where the first is no table of the form's.
const MAX_SHEETS: usize = 8;
/// How many of them are shown of each column.
const SHOWN: usize = 3;

/// What the beginning of a file is.
#[derive(Clone, Debug)]
pub struct Look {
    /// What the file is.
    pub kind: Kind,
    /// What its columns are; `None` of documents, and where no row was there.
    pub table: Option<Columns>,
    /// The sheets of a workbook.
    pub sheets: Vec<Sheet>,
}

/// What was seen of a table while its beginning passed.
#[derive(Debug, Default)]
struct Seen {
    rows: Vec<(u64, Kept)>,
    /// How many passed.
    count: usize,
    sheets: Vec<Sheet>,
    /// Whether a date has its day first, or its month.
    day_first: bool,
    month_first: bool,
}

impl Seen {
    fn take(&mut self, record: &Record<'_>) -> ControlFlow<()> {
        match record {
            Record::Sheets(sheets) => self.sheets = sheets.to_vec(),
            Record::Row(row) if self.count < LOOKED_THROUGH => {
                self.count = self.count.saturating_add(1);
                if self.rows.len() < LOOKED_AT {
                    self.rows.push((row.line, row.cells.into()));
                }
                for order in row.cells.iter().filter_map(Moment::order) {
                    self.day_first |= order == DateOrder::DayFirst;
                    self.month_first |= order == DateOrder::MonthFirst;
                }
            }
            _ => return ControlFlow::Break(()),
        }
        ControlFlow::Continue(())
    }

    /// The order of dates, where some can be read in that only and none in the other only.
    const fn dates(&self) -> Option<DateOrder> {
        match (self.day_first, self.month_first) {
            (true, false) => Some(DateOrder::DayFirst),
            (false, true) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }
}

/// What the columns of a table could be.
#[derive(Clone, Debug)]
pub struct Columns {
    /// The line of the header, for [`Hint::header`].
    pub header: u64,
    /// What they could be.
    pub guess: Guess,
    /// The heading of each, and the first answers below it.
    pub seen: Vec<(String, Vec<String>)>,
    /// The order of its dates, where they show it.
    pub dates: Option<DateOrder>,
    /// By what a mapping of them is remembered: see [`Mapping::shape`].
    pub shape: String,
}

impl Look {
    /// Looks at `bytes`: all of a workbook, else 64 KiB or more, or all. Of a workbook of which no sheet is asked for it
    /// is the first that has a question of the form, of those that are not hidden; else the first with data.
    ///
    /// # Errors
    /// Why the file cannot be read.
    pub fn at(form: &Form, bytes: &[u8], is_all: bool, hint: &Hint) -> Result<Self, Fault> {
        let first = Self::on(form, bytes, is_all, hint)?;
        if hint.sheet.is_some() || first.kind != Kind::Xlsx || first.has_question() {
            return Ok(first);
        }
        let others =
            first.sheets.iter().filter(|sheet| !sheet.hidden && !sheet.chosen && sheet.has_data != Some(false));
        for sheet in others.take(MAX_SHEETS) {
            let hint = Hint { sheet: Some(sheet.name.clone()), ..hint.clone() };
            if let Ok(look) = Self::on(form, bytes, is_all, &hint)
                && look.has_question()
            {
                return Ok(look);
            }
        }
        Ok(first)
    }

    fn on(form: &Form, bytes: &[u8], is_all: bool, hint: &Hint) -> Result<Self, Fault> {
        let kind = kind_of(bytes, is_all, hint)?;
        let mut reader = Reader::new(Hint { header: Some(1), ..hint.clone() });
        let mut seen = Seen::default();
        let mut sink = |record: Record<'_>| seen.take(&record);
        // Of a part the last row may be cut off.
        if reader.feed(bytes, &mut sink)?.is_continue() && is_all {
            reader.finish(&mut sink)?;
        }
        let table = Columns::of(form, kind, &seen, hint.header);
        Ok(Self { kind, table, sheets: seen.sheets })
    }

    /// Whether a column is a question of the form.
    fn has_question(&self) -> bool {
        let is_question = |target: &Target| matches!(target, Target::Question(_) | Target::Choice { .. });
        self.table.as_ref().is_some_and(|table| table.guess.mapping.columns.iter().any(is_question))
    }

    /// The sheet that was looked at, of a workbook: for [`Hint::sheet`].
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        self.sheets.iter().find(|sheet| sheet.chosen).map(|sheet| sheet.name.as_str())
    }

    /// For an officer to look over: `{"kind", "delimiter", "header", "columns": [{"label", "samples", "sure": "exact",
    /// "likely" or "none"}], "mapping", "unmatched": [name], "duplicates": [{"column", "question"}], "dates", "shape"}`, columns
    /// counted from 0. Of documents there is only `kind`, and of a workbook `sheets` as well, as [`super::source::Summary::to_json`] has
    /// them.
    #[must_use]
    pub fn to_json(&self, form: &Form) -> Json {
        let mut json = object(vec![("kind", self.kind.name().into())]);
        if let Kind::Csv { delimiter, .. } = self.kind {
            json.insert("delimiter", char::from(delimiter).to_string().into());
        }
        if !self.sheets.is_empty() {
            json.insert("sheets", self.sheets.iter().map(Sheet::to_json).collect());
        }
        if let Some(table) = &self.table {
            table.write(form, &mut json);
        }
        json
    }
}

impl Columns {
    fn of(form: &Form, kind: Kind, seen: &Seen, header: Option<u64>) -> Option<Self> {
        let rows = &seen.rows;
        let cells: Vec<Cells<'_>> = rows.iter().map(|(_, row)| row.cells()).collect();
        let named = header.and_then(|line| rows.iter().position(|(known, _)| *known >= line));
        let place = named.or_else(|| header_row(form, &cells)).unwrap_or(0);
        let (header, (line, _)) = (cells.get(place)?, rows.get(place)?);
        let samples = cells.get(place.saturating_add(1)..).unwrap_or_default();
        let mut guess = guess(form, header, samples);
        guess.mapping.dates = seen.dates().unwrap_or_default();
        if kind == Kind::Xlsx {
            // Its numbers are as programs print them: 1.125 is no thousand.
            guess.mapping.notation = Notation::Sheet;
        }
        let heading = |(place, label): (usize, &str)| {
            let shown = samples.iter().filter_map(|row| row.get(place)).filter(|cell| !cell.trim().is_empty());
            (String::from(label), shown.take(SHOWN).map(String::from).collect())
        };
        Some(Self {
            header: *line,
            seen: header.iter().enumerate().map(heading).collect(),
            dates: seen.dates(),
            shape: Mapping::shape(form, header),
            guess,
        })
    }

    fn write(&self, form: &Form, json: &mut Json) {
        let name = |question: usize| form.element(question).map_or("", |element| element.name.as_str());
        let Guess { mapping, confidence, unmatched, duplicates } = &self.guess;
        let column = |(place, (label, samples)): (usize, &(String, Vec<String>))| {
            let sure = match confidence.get(place) {
                Some(Confidence::Exact) => "exact",
                Some(Confidence::Likely) => "likely",
                _ => "none",
            };
            let samples = samples.iter().map(String::as_str).collect();
            object(vec![("label", label.as_str().into()), ("samples", samples), ("sure", sure.into())])
        };
        let duplicate = |(column, question): &(usize, usize)| {
            object(vec![("column", (*column).into()), ("question", name(*question).into())])
        };
        json.insert("header", self.header.into());
        json.insert("columns", self.seen.iter().enumerate().map(column).collect());
        json.insert("mapping", mapping.to_json(form));
        json.insert("unmatched", unmatched.iter().map(|question| name(*question)).collect());
        json.insert("duplicates", duplicates.iter().map(duplicate).collect());
        json.insert("dates", self.dates.map(DateOrder::name).into());
        json.insert("shape", self.shape.as_str().into());
    }
}
