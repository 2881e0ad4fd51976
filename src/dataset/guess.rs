//! A first idea of which column is which question, for an officer to look over.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec,
    vec::Vec,
};

use super::{
    Cells,
    cell::plain_words,
    columns::{DateOrder, Mapping, Notation, Target, is_answered},
};
use crate::{
    form::{Element, Form, Kind},
    text::tidy,
    value::compose,
};

/// In how many rows the header is looked for.
const FIRST_ROWS: usize = 20;
/// How many columns are compared word by word, and from how many words in a hundred two labels are one.
const MAX_COMPARED: usize = 400;
const ALIKE: usize = 75;

/// How sure a guess is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Nothing of the form is like it.
    None,
    /// It is like a label, or has its number.
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

/// The text without what stands between `<` and `>`, as exported labels have it.
fn without_tags(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        let is_tag = after.starts_with(|sign: char| sign.is_ascii_alphabetic() || sign == '/');
        if let Some((_, behind)) = after.split_once('>').filter(|_| is_tag) {
            plain.push(' ');
            rest = behind;
        } else {
            plain.push('<');
            rest = after;
        }
    }
    plain.push_str(rest);
    plain.replace("&nbsp;", " ").replace("&amp;", "&")
}

fn normal(text: &str) -> String {
    without_tags(&tidy(&compose(text)))
}

/// Words without `Câu 1.`, `Q1`, `1)` before them; and the number, where there is one.
fn split_number(words: &str) -> (Option<String>, String) {
    let pieces: Vec<&str> = words.split(' ').collect();
    let is_number =
        |piece: &str| !piece.is_empty() && piece.len() < 4 && piece.bytes().all(|byte| byte.is_ascii_digit());
    let mut rest = pieces.as_slice();
    if let Some(("cau" | "question" | "muc" | "tieu" | "q" | "c", behind)) =
        rest.split_first().map(|(first, rest)| (*first, rest))
    {
        rest = behind.strip_prefix(&["hoi"]).or_else(|| behind.strip_prefix(&["chi"])).unwrap_or(behind);
    }
    let mut numbers: Vec<String> = Vec::new();
    while let Some((first, behind)) = rest.split_first() {
        let bare = first.strip_prefix(['q', 'c']).filter(|_| numbers.is_empty()).unwrap_or(first);
        if !is_number(bare) {
            break;
        }
        numbers.push(String::from(bare.trim_start_matches('0')));
        rest = behind;
    }
    if numbers.is_empty() {
        return (None, String::from(words));
    }
    (Some(numbers.join(".")), rest.join(" "))
}

/// By what a question is found. A key of two questions finds none.
#[derive(Default)]
struct Index {
    exact: BTreeMap<String, Option<Target>>,
    words: BTreeMap<String, Option<Target>>,
    /// The numbers that labels begin with, and those that are in names.
    numbers: BTreeMap<String, Option<Target>>,
    name_numbers: BTreeMap<String, Option<Target>>,
    /// The words of each label.
    labels: Vec<(Target, BTreeSet<String>)>,
}

fn note(map: &mut BTreeMap<String, Option<Target>>, key: String, target: Target) {
    if key.is_empty() {
        return;
    }
    let known = map.entry(key).or_insert(Some(target));
    if *known != Some(target) {
        *known = None;
    }
}

impl Index {
    fn of(form: &Form) -> Self {
        let mut index = Self::default();
        let answered = || form.elements.iter().enumerate().filter(|(_, element)| is_answered(element));
        for (question, element) in answered() {
            index.add(form, question, element);
        }
        // A name is its question, whatever others are called.
        for (question, element) in answered() {
            let target = Target::Question(question);
            index.exact.insert(element.name.to_lowercase(), Some(target));
            index.words.insert(plain_words(&element.name), Some(target));
            for (choice, other) in index_choices(form, element) {
                let target = Target::Choice { question, choice };
                let name = [&element.name, "/", other].concat().to_lowercase();
                index.exact.insert(name, Some(target));
            }
        }
        index
    }

    fn add(&mut self, form: &Form, question: usize, element: &Element) {
        let target = Target::Question(question);
        if let (Some(number), _) = split_number(&plain_words(&element.name)) {
            note(&mut self.name_numbers, number, target);
        }
        let parent = element.parent.and_then(|parent| form.element(parent));
        for (language, label) in element.label.iter() {
            let label = normal(label);
            let words = plain_words(&label);
            let (number, rest) = split_number(&words);
            if let Some(number) = number {
                note(&mut self.numbers, number, target);
            }
            note(&mut self.exact, label.to_lowercase(), target);
            if rest != words {
                note(&mut self.words, rest, target);
            }
            self.labels.push((target, words.split(' ').map(String::from).collect()));
            note(&mut self.words, words, target);
            // A row of a table is exported with the question of the table before it.
            if let Some(parent) = parent {
                let whole = [&normal(parent.label.get(language)), " ", &label].concat();
                note(&mut self.words, plain_words(&whole), target);
            }
            if let (Kind::SelectMultiple(_), Some(list)) = (element.kind, form.list_of(element.kind)) {
                for (choice, other) in list.choices.iter().enumerate() {
                    let whole = [&label, " ", other.label.get(language)].concat();
                    note(&mut self.words, plain_words(&whole), Target::Choice { question, choice });
                }
            }
        }
    }

    /// What a heading is by its name, its label or its number.
    fn find(&self, heading: &str) -> (Option<Target>, Confidence) {
        let heading = normal(heading);
        let lower = heading.to_lowercase();
        // As `group/question` and `group-question` are exported.
        let last = lower.rsplit(['/', ':']).next().unwrap_or_default();
        let two = lower.match_indices('/').rev().nth(1).and_then(|(place, _)| lower.get(place.saturating_add(1)..));
        for key in [Some(lower.as_str()), two, Some(last)].into_iter().flatten() {
            if let Some(Some(target)) = self.exact.get(key) {
                return (Some(*target), Confidence::Exact);
            }
        }
        let words = plain_words(&heading);
        if let Some(Some(target)) = self.words.get(&words) {
            return (Some(*target), Confidence::Likely);
        }
        let (number, rest) = split_number(&words);
        if let Some(Some(target)) = self.words.get(&rest).filter(|_| rest != words) {
            return (Some(*target), Confidence::Likely);
        }
        // A number alone; with other words behind it, it may be that of another question.
        let by_number = number.filter(|_| rest.is_empty()).and_then(|number| {
            let known = self.numbers.get(&number).or_else(|| self.name_numbers.get(&number));
            known.copied().flatten()
        });
        (by_number, if by_number.is_some() { Confidence::Likely } else { Confidence::None })
    }

    /// The label with which a heading shares most words, where no other is as near.
    fn near(&self, heading: &str) -> Option<Target> {
        let words = plain_words(&normal(heading));
        let words: BTreeSet<&str> = words.split(' ').collect();
        if words.len() < 3 {
            return None;
        }
        let mut best: Option<(usize, Target)> = None;
        let mut is_unique = true;
        for (target, label) in &self.labels {
            let shared = label.iter().filter(|word| words.contains(word.as_str())).count();
            let all = label.len().saturating_add(words.len()).saturating_sub(shared);
            let likeness = shared.saturating_mul(100).checked_div(all).unwrap_or(0);
            match best {
                Some((known, other)) if known == likeness => is_unique &= other == *target,
                Some((known, _)) if known > likeness => {}
                _ => (best, is_unique) = (Some((likeness, *target)), true),
            }
        }
        best.filter(|(likeness, _)| *likeness >= ALIKE && is_unique).map(|(_, target)| target)
    }
}

fn index_choices<'a>(form: &'a Form, element: &Element) -> impl Iterator<Item = (usize, &'a str)> {
    let list = form.list_of(element.kind).filter(|_| matches!(element.kind, Kind::SelectMultiple(_)));
    let choices = list.map_or(&[][..], |list| &list.choices);
    choices.iter().enumerate().map(|(place, choice)| (place, choice.name.as_str()))
}

/// What of a form's own envelope a heading is.
fn of_envelope(heading: &str) -> Option<Target> {
    let words = plain_words(&normal(heading));
    Some(match words.as_str() {
        "form number" | "form no" | "form id" | "so phieu" | "ma phieu" | "phieu so" | "so thu tu phieu"
        | "ma so phieu" => Target::FormNumber,
        "start" | "started at" | "start time" | "bat dau" | "thoi gian bat dau" | "thoi diem bat dau"
        | "gio bat dau" => Target::StartedAt,
        "end"
        | "completed at"
        | "end time"
        | "submission time"
        | "submitted at"
        | "timestamp"
        | "dau thoi gian"
        | "ket thuc"
        | "thoi gian ket thuc"
        | "thoi gian hoan thanh"
        | "thoi diem hoan thanh"
        | "gio ket thuc"
        | "ngay phong van"
        | "ngay khao sat" => Target::CompletedAt,
        _ => return None,
    })
}

/// Which of the first rows of a table is its header: the one of which most cells are questions of the form, the
/// first of those. `None` where no cell is one.
#[must_use]
pub fn header_row(form: &Form, rows: &[Cells<'_>]) -> Option<usize> {
    let index = Index::of(form);
    let asked = form.elements.iter().filter(|element| is_answered(element)).count();
    let is_number = |cell: &&str| cell.trim().bytes().all(|sign| sign.is_ascii_digit());
    let mut best: Option<(usize, usize)> = None;
    for (place, cells) in rows.iter().take(FIRST_ROWS).enumerate() {
        // A row of answers has the same few texts over and over.
        let found: BTreeSet<&str> = cells.iter().filter(|cell| index.find(cell).0.is_some()).collect();
        // Levels are numbers as well: of those alone a header has at least half of the form's.
        if found.iter().all(is_number) && found.len().saturating_mul(2) < asked {
            continue;
        }
        if best.map_or(!found.is_empty(), |(_, count)| found.len() > count) {
            best = Some((place, found.len()));
        }
    }
    best.map(|(place, _)| place)
}

/// What the columns under a header could be, with some of the rows behind it.
#[must_use]
pub fn guess(form: &Form, header: &Cells<'_>, samples: &[Cells<'_>]) -> Guess {
    let index = Index::of(form);
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
    for (column, heading) in unknown.into_iter().take(MAX_COMPARED) {
        if let Some(target) = index.near(heading) {
            found.push((column, target, Confidence::Likely));
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
    let unmatched = asked.map(|(question, _)| question).filter(|question| !has(*question)).collect();
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
