//! Responses as rows of a table: a CSV file or a workbook, whose columns are found by their headings.

use std::{io::Read, ops::ControlFlow, path::Path};

use sipas_forms::{
    dataset::{
        Batch, Guess, Look, Target,
        source::{Hint, MAX_BOOK, Reader, Record, Row},
    },
    form::Score,
    score::Tally,
    value::Json,
};

use super::{Counting, by::Grouping};
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
    ending.is_some_and(|ending| ["csv", "tsv", "txt", "xlsx"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
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
        let look = Look::at(&self.form, &piece, is_all, &Hint::default()).map_err(refused)?;
        let sheet = look.sheet().map(String::from);
        let table = look.table.ok_or_else(|| Failure::Document(Refused::named(path, "table_no_question", &[])))?;
        self.require_columns(path, &table.guess)?;
        let (mapping, header) = (table.guess.mapping, Some(table.header));
        let surroundings = super::surroundings_of(&Json::Null, self.day);
        let by: Vec<usize> = self.by.iter().map(Grouping::question).collect();
        let mut batch = Batch::new(&self.form, &mapping, surroundings, &by);
        let mut reader = Reader::new(Hint { header, sheet, ..Hint::default() });
        let mut sink = |record: Record<'_>| {
            if let Record::Row(row) = record
                && row.number > 0
            {
                self.seen = self.seen.saturating_add(1);
                self.take_row(&mut batch, &row);
            }
            ControlFlow::Continue(())
        };
        while !piece.is_empty() {
            // The sink wants all of them.
            let _ = reader.feed(&piece, &mut sink).map_err(refused)?;
            next(&mut piece, PIECE)?;
        }
        reader.finish(&mut sink).map_err(refused)?;
        let results = batch.results();
        self.tally.merge(results.whole());
        if let Some(by) = &mut self.by {
            by.merge(&self.form, &results);
        }
        Ok(())
    }

    /// Counts a row. An entry of it is made only where something is to be told of it, or it is a report, of which the
    /// last of each unit counts.
    fn take_row(&mut self, batch: &mut Batch, row: &Row<'_>) {
        if self.reports.is_some() {
            let entry = batch.entry(row.cells);
            let response = entry.answers();
            self.judge(entry, &response);
            return;
        }
        let verdict = batch.add(row.number, row.line, row.cells);
        let (counted, kinds) = (verdict.counted, verdict.kinds.to_vec());
        // Answers that are missing are not told here, nor what a row is beside the others.
        let is_told = |kind: &u16| {
            let code = batch.checker().kind(*kind).map_or("", |kind| kind.code);
            code != "required" && !code.starts_with("batch_")
        };
        if counted && !kinds.iter().any(is_told) {
            return;
        }
        let entry = batch.entry(row.cells);
        if self.note(&entry)
            && !counted
            && let Err(fault) = Tally::new(&self.form).add(&entry)
        {
            self.refuse(format!("/scores/{}", fault.score), fault.code);
        }
    }

    /// Refuses a table without a column for every item of a score, or with two for one: what is not found would leave
    /// the denominator without a word.
    fn require_columns(&self, path: &Path, guess: &Guess) -> Result<(), Failure> {
        let refused = |code, questions: &[usize]| {
            let names = questions.iter().filter_map(|question| self.form.element(*question));
            let names: Vec<&str> = names.map(|element| element.name.as_str()).take(MAX_NAMED).collect();
            Err(Failure::Document(Refused::named(path, code, &names)))
        };
        let columns = &guess.mapping.columns;
        if columns.iter().all(|target| *target == Target::Ignored) {
            return refused("table_no_question", &[]);
        }
        let twice: Vec<usize> = guess.duplicates.iter().map(|(_, question)| *question).collect();
        if !twice.is_empty() {
            return refused("table_twice", &twice);
        }
        let scored: Vec<usize> = self.form.scores.iter().flat_map(Score::all_items).collect();
        let has_column = |question: usize| {
            columns.iter().any(|target| match target {
                Target::Question(found) | Target::Choice { question: found, .. } => *found == question,
                _ => false,
            })
        };
        let is_missing = |question: &usize| scored.contains(question) && !has_column(*question);
        let missing: Vec<usize> = (0..self.form.elements.len()).filter(is_missing).collect();
        if missing.is_empty() { Ok(()) } else { refused("table_missing", &missing) }
    }
}
