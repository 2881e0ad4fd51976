//! What the heading of a column says: the name, the label or the number of a question.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use super::{
    choices::plain_words,
    columns::{Target, is_answered},
    guess::Confidence,
    spelling::is_number,
};
use crate::{
    form::{Element, Form, Kind},
    text::tidy,
    value::compose,
};

/// From how many words in a hundred two labels are one.
const ALIKE: usize = 75;
/// The words of a heading, or of a label, that may be the beginning of the other.
const BEGINNING: usize = 2;

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

/// The row of a grid that a heading ends with in brackets. A number there is that of a row or of a choice.
fn row_of_grid(heading: &str) -> Option<&str> {
    let (_, row) = heading.strip_suffix(']')?.rsplit_once('[')?;
    Some(row.trim()).filter(|row| row.contains(char::is_alphabetic))
}

/// Words without `Câu 1.`, `Q1`, `1)` before them; and the number, where there is one.
fn split_number(words: &str) -> (Option<String>, String) {
    let pieces: Vec<&str> = words.split(' ').collect();
    let mut rest = pieces.as_slice();
    if let Some(("cau" | "question" | "muc" | "tieu" | "q" | "c", behind)) =
        rest.split_first().map(|(first, rest)| (*first, rest))
    {
        rest = behind.strip_prefix(&["hoi"]).or_else(|| behind.strip_prefix(&["chi"])).unwrap_or(behind);
    }
    let mut numbers: Vec<String> = Vec::new();
    while let Some((first, behind)) = rest.split_first() {
        let bare = first.strip_prefix(['q', 'c']).filter(|_| numbers.is_empty()).unwrap_or(first);
        if !is_number(bare) || bare.len() > 3 {
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
pub(super) struct Index {
    exact: BTreeMap<String, Option<Target>>,
    words: BTreeMap<String, Option<Target>>,
    /// The numbers that labels begin with, and those that are in names.
    numbers: BTreeMap<String, Option<Target>>,
    name_numbers: BTreeMap<String, Option<Target>>,
    /// The words of each label.
    labels: Vec<(Target, BTreeSet<String>)>,
    /// Each label without its number.
    beginnings: Vec<(Target, String)>,
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
    pub(super) fn of(form: &Form) -> Self {
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
                note(&mut self.words, rest.clone(), target);
            }
            self.beginnings.push((target, rest));
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

    /// What a heading is by its name, its label or its number; or what stands in its brackets is, as grids are exported:
    /// `Mức độ hài lòng [Thái độ]`.
    pub(super) fn find(&self, heading: &str) -> (Option<Target>, Confidence) {
        let heading = normal(heading);
        let whole = self.find_whole(&heading);
        if let Some(row) = row_of_grid(&heading)
            && whole.1 < Confidence::Exact
        {
            let row = self.find_whole(row);
            if whole.0.is_none() || whole.0 == row.0 {
                return row;
            }
        }
        whole
    }

    fn find_whole(&self, heading: &str) -> (Option<Target>, Confidence) {
        let lower = heading.to_lowercase();
        // As `group/question` and `group-question` are exported.
        let last = lower.rsplit(['/', ':']).next().unwrap_or_default();
        let two = lower.match_indices('/').rev().nth(1).and_then(|(place, _)| lower.get(place.saturating_add(1)..));
        for key in [Some(lower.as_str()), two, Some(last)].into_iter().flatten() {
            if let Some(Some(target)) = self.exact.get(key) {
                return (Some(*target), Confidence::Exact);
            }
        }
        let words = plain_words(heading);
        // As a form on paper asks.
        let words = words.strip_suffix(" cua ong ba").map_or_else(|| words.clone(), String::from);
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
    pub(super) fn near(&self, heading: &str) -> Option<Target> {
        let heading = normal(heading);
        let words = plain_words(row_of_grid(&heading).unwrap_or(&heading));
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

    /// The only question whose label a short heading is the beginning of, or which is shortly the beginning of a
    /// heading: `Xã, phường`, `Trình độ học vấn`.
    pub(super) fn begun(&self, heading: &str) -> Option<Target> {
        let words = plain_words(&normal(heading));
        let is_begun = |whole: &str, start: &str| {
            let goes_on = whole.strip_prefix(start).is_some_and(|behind| behind.starts_with(' '));
            goes_on && start.split(' ').count() == BEGINNING
        };
        let mut begun = self.beginnings.iter().filter(|(_, label)| is_begun(label, &words) || is_begun(&words, label));
        let (target, _) = begun.next()?;
        begun.all(|(other, _)| other == target).then_some(*target)
    }
}

fn index_choices<'a>(form: &'a Form, element: &Element) -> impl Iterator<Item = (usize, &'a str)> {
    let list = form.list_of(element.kind).filter(|_| matches!(element.kind, Kind::SelectMultiple(_)));
    let choices = list.map_or(&[][..], |list| &list.choices);
    choices.iter().enumerate().map(|(place, choice)| (place, choice.name.as_str()))
}

/// What of a form's own envelope a heading is.
pub(super) fn of_envelope(heading: &str) -> Option<Target> {
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
