//! Responses as rows of a table: a CSV file or a workbook, whose columns are found by their headings.

use std::{io::Read, ops::ControlFlow, path::Path};

use sipas_forms::{
    dataset::{
        Checker, Mapping, Session, Target,
        source::{Hint, MAX_BOOK, Reader, Record},
    },
    form::Score,
    value::{Json, Ratio},
};

use super::Counting;
use crate::{
    failure::{Failure, Refused, about},
    files::open,
};

/// How much is read at once.
const PIECE: u64 = 1 << 20;
/// The most questions that an error names.
const MAX_NAMED: usize = 8;

/// Whether a file is a table, by the ending of its name: that is how whoever made it means it.
pub(super) fn is_table(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ["csv", "tsv", "xlsx"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

impl Counting {
    /// Counts every row of a table.
    pub(super) fn read_table(&mut self, path: &Path) -> Result<(), Failure> {
        let cannot = |error| about(path, "cannot_read", &error);
        let refused = |fault| Failure::Document(Refused::table(path, &fault));
        let mut input = open(path)?;
        let mut piece = Vec::new();
        let mut next = |piece: &mut Vec<u8>, most: u64| {
            piece.clear();
            input.by_ref().take(most).read_to_end(piece).map_err(cannot)
        };
        // A workbook is seen as a whole or not at all.
        let is_book = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
        let most = if is_book { u64::try_from(MAX_BOOK).unwrap_or(u64::MAX).saturating_add(1) } else { PIECE };
        let count = next(&mut piece, most)?;
        let is_all = is_book || u64::try_from(count).unwrap_or(u64::MAX) < most;
        let look = Session::new(self.form.clone(), self.language).look(&piece, is_all, &Hint::default());
        let look = look.map_err(refused)?;
        let mapping = self.columns(path, &look)?;
        let header = look.get("header").and_then(Json::as_number).and_then(Ratio::to_integer);
        let header = header.and_then(|line| u64::try_from(line).ok());
        let checker = Checker::new(self.form.clone(), &mapping, super::surroundings_of(&Json::Null, self.day));
        let mut reader = Reader::new(Hint { header, ..Hint::default() });
        let mut sink = |record: Record<'_>| {
            if let Record::Row(row) = record
                && row.number > 0
            {
                self.seen = self.seen.saturating_add(1);
                let entry = checker.entry(row.cells);
                let response = entry.answers();
                self.judge(entry, &response);
            }
            ControlFlow::Continue(())
        };
        while !piece.is_empty() {
            // The sink wants all of them.
            let _ = reader.feed(&piece, &mut sink).map_err(refused)?;
            next(&mut piece, PIECE)?;
        }
        reader.finish(&mut sink).map_err(refused)?;
        Ok(())
    }

    /// Which column is which question. Every item of a score must have one, and no two may be the same: what is
    /// not found would leave the denominator without a word.
    fn columns(&self, path: &Path, look: &Json) -> Result<Mapping, Failure> {
        let refused = |code, names: &[&str]| Failure::Document(Refused::named(path, code, names));
        let mapping = look.get("mapping").and_then(|mapping| Mapping::from_json(&self.form, mapping));
        let mapping = mapping.filter(|mapping| mapping.columns.iter().any(|target| *target != Target::Ignored));
        let mapping = mapping.ok_or_else(|| refused("table_no_question", &[]))?;
        let twice = look.get("duplicates").map_or(&[][..], Json::elements).iter();
        let twice: Vec<&str> = twice.filter_map(|found| found.get("question")?.as_text()).take(MAX_NAMED).collect();
        if !twice.is_empty() {
            return Err(refused("table_twice", &twice));
        }
        let scored: Vec<usize> = self.form.scores.iter().flat_map(Score::all_items).collect();
        let has_column = |question: usize| {
            mapping.columns.iter().any(|target| match target {
                Target::Question(found) | Target::Choice { question: found, .. } => *found == question,
                _ => false,
            })
        };
        let missing: Vec<&str> = (0..self.form.elements.len())
            .filter(|question| scored.contains(question) && !has_column(*question))
            .filter_map(|question| self.form.element(question).map(|element| element.name.as_str()))
            .take(MAX_NAMED)
            .collect();
        if missing.is_empty() { Ok(mapping) } else { Err(refused("table_missing", &missing)) }
    }
}
