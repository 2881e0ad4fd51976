//! A first idea of which column is which question, for an officer to look over.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec,
    vec::Vec,
};

use super::{
    Cells,
    choices::Choices,
    columns::{DateOrder, Mapping, Notation, Target, is_answered},
    heading::{Index, of_envelope},
    spelling::is_number,
};
use crate::form::{ChoiceList, Form, Kind};

/// In how many rows the header is looked for.
const FIRST_ROWS: usize = 20;
/// How many columns are compared word by word.
const MAX_COMPARED: usize = 400;
/// From how many answers on a column is known by them, and how many of a hundred must be choices of its question.
const FEWEST: usize = 3;
const NEARLY_ALL: usize = 90;
const HALF: usize = 50;

/// How sure a guess is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Nothing of the form is like it.
    None,
    /// It is like a label, or has its number; or its answers are those of one question.
    Likely,
    /// It is a name, or a label to the letter.
    Exact,
}

/// What every column of a table could be.
#[derive(Clone, Debug)]
pub struct Guess {
    /// What it could be.
    pub mapping: Mapping,
    /// How sure that is, by column.
    pub confidence: Vec<Confidence>,
    /// The questions that respondents answer and no column is.
    pub unmatched: Vec<usize>,
    /// Columns that could be a question which another is already, each with that question.
    pub duplicates: Vec<(usize, usize)>,
}

/// Which of the first rows of a table is its header: the one of which most cells are questions of the form, the
/// first of those. `None` where no cell is one.
#[must_use]
pub fn header_row(form: &Form, rows: &[Cells<'_>]) -> Option<usize> {
    let index = Index::of(form);
    let mut best: Option<(usize, usize)> = None;
    for (place, cells) in rows.iter().take(FIRST_ROWS).enumerate() {
        // A row of answers has the same few texts over and over.
        let found: BTreeSet<&str> = cells.iter().filter(|cell| index.find(cell).0.is_some()).collect();
        // Levels are numbers as well: of those alone a header has at least half of the form's.
        if found.iter().all(|cell| is_number(cell.trim())) && !are_half(form, found.len()) {
            continue;
        }
        if best.map_or(!found.is_empty(), |(_, count)| found.len() > count) {
            best = Some((place, found.len()));
        }
    }
    best.map(|(place, _)| place)
}

/// Whether so many questions are at least half of the form's.
fn are_half(form: &Form, count: usize) -> bool {
    let answered = form.elements.iter().filter(|element| is_answered(element)).count();
    count.saturating_mul(2) >= answered
}

/// The answers of some rows, held against the choices of questions.
struct Answers<'a> {
    form: &'a Form,
    samples: &'a [Cells<'a>],
    choices: BTreeMap<usize, Choices>,
}

impl<'a> Answers<'a> {
    /// The list of a question whose answers say which it is: of one choice, and none that counts in a score, since many
    /// questions have the same levels.
    fn telling(&self, question: usize) -> Option<(usize, &'a ChoiceList)> {
        let Kind::SelectOne(place) = self.form.element(question)?.kind else { return None };
        let list = self.form.lists.get(place)?;
        list.choices.iter().all(|choice| choice.score.is_none()).then_some((place, list))
    }

    fn tells(&mut self, question: usize, text: &str) -> bool {
        let Some((place, list)) = self.telling(question) else { return false };
        let form = self.form;
        self.choices.entry(place).or_insert_with(|| Choices::of(form, list)).tells(text)
    }

    /// How many answers a column has, and whether so many of a hundred are choices of a question.
    fn agree(&mut self, column: usize, question: usize, share: usize) -> (usize, bool) {
        let given = self.samples.iter().filter_map(|row| row.get(column)).filter(|text| !text.trim().is_empty());
        let (mut all, mut told) = (0_usize, 0_usize);
        for text in given {
            all = all.saturating_add(1);
            told = told.saturating_add(usize::from(self.tells(question, text)));
        }
        (all, told.saturating_mul(100) >= all.saturating_mul(share))
    }

    /// Whether a heading that is shortly a question can be it: where it has choices, its answers must be some of them.
    fn bear_out(&mut self, column: usize, target: Target) -> bool {
        let Target::Question(question) = target else { return false };
        let is_text = self.form.element(question).is_some_and(|element| element.kind == Kind::Text);
        is_text || self.telling(question).is_some() && self.agree(column, question, HALF).1
    }

    /// The only one of some questions whose choices nearly all answers of a column are.
    fn question(&mut self, column: usize, heading: &str, questions: &[usize]) -> Option<usize> {
        let mut only = None;
        for question in questions.iter().copied() {
            let (count, agrees) = self.agree(column, question, NEARLY_ALL);
            if count < FEWEST || !agrees {
                continue;
            }
            // A heading that is an answer is no heading.
            if only.is_some() || self.tells(question, heading) {
                return None;
            }
            only = Some(question);
        }
        only
    }
}

/// Whether headings that are bare numbers can be those of questions. Under no header they are answers, or the number of a
/// form, beside other answers.
fn are_numbers_of_questions(
    form: &Form,
    answers: &mut Answers<'_>,
    numbers: &[&str],
    labels: usize,
    rest: &[&str],
) -> bool {
    let run = numbers.iter().map(|number| number.trim().parse::<usize>().unwrap_or(0));
    if run.is_sorted_by(|one, next| one < next) && are_half(form, numbers.len()) {
        return true;
    }
    let mut is_answer = |text: &str| (0..form.elements.len()).any(|question| answers.tells(question, text));
    labels > 0 && rest.iter().filter(|text| is_answer(text)).count() <= labels
}

/// What the columns under a header could be, with some of the rows behind it.
#[must_use]
pub fn guess(form: &Form, header: &Cells<'_>, samples: &[Cells<'_>]) -> Guess {
    let index = Index::of(form);
    let mut answers = Answers { form, samples, choices: BTreeMap::new() };
    let mut columns = vec![Target::Ignored; header.len()];
    let mut confidence = vec![Confidence::None; header.len()];
    let mut found: Vec<(usize, Target, Confidence)> = Vec::new();
    let mut unknown = Vec::new();
    for (column, heading) in header.iter().enumerate() {
        match index.find(heading) {
            (Some(target), sure) => found.push((column, target, sure)),
            (None, _) => match of_envelope(heading) {
                Some(target) => found.push((column, target, Confidence::Likely)),
                None => unknown.push((column, heading)),
            },
        }
    }
    unknown.truncate(MAX_COMPARED);
    unknown.retain(|(column, heading)| {
        let near = index.near(heading);
        found.extend(near.map(|target| (*column, target, Confidence::Likely)));
        near.is_none()
    });
    unknown.retain(|(column, heading)| {
        let is_new = |target: &Target| found.iter().all(|(_, known, _)| known != target);
        let begun = index.begun(heading).filter(is_new).filter(|target| answers.bear_out(*column, *target));
        found.extend(begun.map(|target| (*column, target, Confidence::Likely)));
        begun.is_none()
    });
    let heading = |column: &usize| header.get(*column).unwrap_or_default();
    let numbers: Vec<&str> =
        found.iter().map(|(column, ..)| heading(column)).filter(|heading| is_number(heading.trim())).collect();
    if !numbers.is_empty() {
        let rest: Vec<&str> = unknown.iter().map(|(_, heading)| *heading).collect();
        let labels = found.len().saturating_sub(numbers.len());
        if !are_numbers_of_questions(form, &mut answers, &numbers, labels, &rest) {
            found.retain(|(column, ..)| !is_number(heading(column).trim()));
        }
    }
    // The surest first, whole answers before those that are spread over columns.
    let is_part = |target: Target| matches!(target, Target::Choice { .. });
    found.sort_by_key(|(column, target, sure)| (core::cmp::Reverse(*sure), is_part(*target), *column));
    let mut taken: Vec<Target> = Vec::new();
    let mut duplicates = Vec::new();
    for (column, target, sure) in found {
        let whole = if let Target::Choice { question, .. } = target { Target::Question(question) } else { target };
        if taken.contains(&target) || taken.contains(&whole) {
            if let Target::Question(question) = target {
                duplicates.push((column, question));
            }
            continue;
        }
        taken.push(target);
        if let (Some(slot), Some(own)) = (columns.get_mut(column), confidence.get_mut(column)) {
            (*slot, *own) = (target, sure);
        }
    }
    duplicates.sort_unstable();
    let has = |question: usize| {
        columns.iter().any(|target| match target {
            Target::Question(known) | Target::Choice { question: known, .. } => *known == question,
            _ => false,
        })
    };
    let asked = form.elements.iter().enumerate().filter(|(_, element)| element.kind.is_asked() && is_answered(element));
    let mut unmatched: Vec<usize> = asked.map(|(question, _)| question).filter(|question| !has(*question)).collect();
    let by_answers: Vec<(usize, usize)> = unknown
        .iter()
        .filter_map(|(column, heading)| Some((*column, answers.question(*column, heading, &unmatched)?)))
        .collect();
    for (column, question) in &by_answers {
        // Of two columns with the same answers either could be it.
        let is_only = by_answers.iter().filter(|(_, other)| other == question).count() == 1;
        if let (true, Some(slot), Some(own)) = (is_only, columns.get_mut(*column), confidence.get_mut(*column)) {
            (*slot, *own) = (Target::Question(*question), Confidence::Likely);
            unmatched.retain(|other| other != question);
        }
    }
    let notation = notation(form, &columns, samples);
    Guess { mapping: Mapping { columns, notation, dates: DateOrder::default() }, confidence, unmatched, duplicates }
}

/// How the numbers of some rows are written: as people in Vietnam type them, unless one of them can only be
/// what a program printed and none what people type.
fn notation(form: &Form, columns: &[Target], samples: &[Cells<'_>]) -> Notation {
    let (mut typed, mut printed) = (false, false);
    for (column, target) in columns.iter().enumerate() {
        let Target::Question(question) = target else { continue };
        if !form.element(*question).is_some_and(|element| element.kind.is_number()) {
            continue;
        }
        for text in samples.iter().filter_map(|row| row.get(column)).map(str::trim) {
            typed |= text.contains(',');
            let part = text.split_once('.').map(|(_, part)| part);
            printed |= part.is_some_and(|part| part.len() != 3 && part.bytes().all(|byte| byte.is_ascii_digit()));
        }
    }
    if printed && !typed { Notation::Plain } else { Notation::Vietnamese }
}
