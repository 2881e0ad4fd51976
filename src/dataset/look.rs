//! The beginning of a file: what it is, where its header stands, what its columns could be.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};
use core::ops::ControlFlow;

use super::{
    Cells, Confidence, Guess, Mapping, Notation,
    cells::Kept,
    guess, header_row,
    source::{Fault, Hint, Kind, Reader, Record, kind_of},
};
use crate::{
    form::Form,
    value::{Json, object},
};

/// How many rows are looked at.
const LOOKED_AT: usize = 40;
/// How many of them are shown of each column.
const SHOWN: usize = 3;

/// What the beginning of a file is.
#[derive(Clone, Debug)]
pub struct Look {
    /// What the file is.
    pub kind: Kind,
    /// What its columns are; `None` of documents, and where no row was there.
    pub table: Option<Columns>,
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
    /// By what a mapping of them is remembered: see [`Mapping::shape`].
    pub shape: String,
}

impl Look {
    /// Looks at `bytes`: all of a workbook, else 64 KiB or more, or all.
    ///
    /// # Errors
    /// Why the file cannot be read.
    pub fn at(form: &Form, bytes: &[u8], is_all: bool, hint: &Hint) -> Result<Self, Fault> {
        let kind = kind_of(bytes, is_all, hint)?;
        let mut reader = Reader::new(Hint { header: Some(1), ..hint.clone() });
        let mut rows: Vec<(u64, Kept)> = Vec::new();
        let mut sink = |record: Record<'_>| match record {
            Record::Row(row) if rows.len() < LOOKED_AT => {
                rows.push((row.line, row.cells.into()));
                ControlFlow::Continue(())
            }
            _ => ControlFlow::Break(()),
        };
        // Of a part the last row may be cut off.
        if reader.feed(bytes, &mut sink)?.is_continue() && is_all {
            reader.finish(&mut sink)?;
        }
        Ok(Self { kind, table: Columns::of(form, kind, &rows) })
    }

    /// For an officer to look over: `{"kind", "delimiter", "header", "columns": [{"label", "samples", "sure": "exact",
    /// "likely" or "none"}], "mapping", "unmatched": [name], "duplicates": [{"column", "question"}], "shape"}`, columns
    /// counted from 0. Of documents there is only `kind`.
    #[must_use]
    pub fn to_json(&self, form: &Form) -> Json {
        let mut json = object(vec![("kind", self.kind.name().into())]);
        if let Kind::Csv { delimiter, .. } = self.kind {
            json.insert("delimiter", char::from(delimiter).to_string().into());
        }
        if let Some(table) = &self.table {
            table.write(form, &mut json);
        }
        json
    }
}

impl Columns {
    fn of(form: &Form, kind: Kind, rows: &[(u64, Kept)]) -> Option<Self> {
        let cells: Vec<Cells<'_>> = rows.iter().map(|(_, row)| row.cells()).collect();
        let place = header_row(form, &cells).unwrap_or(0);
        let (header, (line, _)) = (cells.get(place)?, rows.get(place)?);
        let samples = cells.get(place.saturating_add(1)..).unwrap_or_default();
        let mut guess = guess(form, header, samples);
        if kind == Kind::Xlsx {
            // Its numbers are as programs print them: 1.125 is no thousand.
            guess.mapping.notation = Notation::Sheet;
        }
        let seen = |(place, label): (usize, &str)| {
            let shown = samples.iter().filter_map(|row| row.get(place)).filter(|cell| !cell.trim().is_empty());
            (String::from(label), shown.take(SHOWN).map(String::from).collect())
        };
        Some(Self {
            header: *line,
            seen: header.iter().enumerate().map(seen).collect(),
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
        json.insert("shape", self.shape.as_str().into());
    }
}
