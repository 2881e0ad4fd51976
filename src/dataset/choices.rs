//! The ways in which the choices of a list are written. What could be two of them is none.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use super::spelling::{Spelling, is_number};
use crate::{
    form::{ChoiceList, Form},
    text::{csv, fold, parse_number, tidy, words},
    value::{Json, Ratio, compose},
};

/// The most pieces of a cell that are taken for names of choices.
const MAX_PIECES: usize = 100;
/// From how many words on the beginning of a label is that label.
const BEGINNING: usize = 3;

/// A choice, or `None` for what could be two.
type Meant = Option<usize>;

/// How the choices of a list are found.
#[derive(Debug, Default)]
pub(super) struct Choices {
    names: Vec<String>,
    /// By name, and by label in any language.
    texts: BTreeMap<String, Meant>,
    /// The same without marks, capitals and signs; also with the number before it.
    words: BTreeMap<String, Meant>,
    numbers: BTreeMap<(i64, i64), Meant>,
    /// What else people write for one of them, in the list's own spelling.
    looser: BTreeMap<String, Meant>,
    spelling: Spelling,
    /// The bytes of the longest of them: what is much longer is none.
    longest: usize,
}

/// A text as it is compared where marks, capitals and signs do not count.
pub(super) fn plain_words(text: &str) -> String {
    words(&fold(text)).join(" ")
}

/// Notes that a key is a choice; one that is another already is none.
fn note<K: Ord>(map: &mut BTreeMap<K, Meant>, key: K, choice: usize) {
    let known = map.entry(key).or_insert(Some(choice));
    if *known != Some(choice) {
        *known = None;
    }
}

/// The parts of a label that stand for it: `Trung học phổ thông` and `Cấp 3` of `Trung học phổ thông (Cấp 3)`, both of
/// `Đại học/Trên Đại học`.
fn parts(label: &str) -> Vec<&str> {
    let is_text = |part: &&str| part.starts_with(char::is_alphabetic) && part.chars().nth(1).is_some();
    let whole = label.split(['(', '[']).next().unwrap_or_default();
    let pieces = label.split(['(', ')', '[', ']', '/']).chain([whole]);
    pieces.map(str::trim).filter(is_text).collect()
}

impl Choices {
    pub(super) fn of(form: &Form, list: &ChoiceList) -> Self {
        let names = list.choices.iter().map(|choice| choice.name.clone()).collect();
        let mut choices = Self { names, spelling: Spelling::of(form, list), ..Self::default() };
        let has_numbers = list.choices.iter().any(|choice| Ratio::parse(&choice.name).is_some());
        for (place, choice) in list.choices.iter().enumerate() {
            let position = i64::try_from(place).unwrap_or(i64::MAX).saturating_add(1);
            // Where names are numbers, a number is a name and nothing else.
            let numbers = if has_numbers {
                [Ratio::parse(&choice.name), None]
            } else {
                [Some(Ratio::integer(position)), choice.score.map(Ratio::integer)]
            };
            for number in numbers.into_iter().flatten() {
                note(&mut choices.numbers, (number.numerator(), number.denominator()), place);
            }
            note(&mut choices.words, plain_words(&choice.name), place);
            for (_, label) in choice.label.iter() {
                let label = tidy(label);
                note(&mut choices.words, plain_words(&label), place);
                let before = if has_numbers { choice.name.clone() } else { position.to_string() };
                note(&mut choices.words, plain_words(&[&before, " ", &label].concat()), place);
                note(&mut choices.texts, label, place);
            }
        }
        // A name is that choice, whatever others are called.
        for (place, name) in choices.names.iter().enumerate() {
            choices.texts.insert(name.clone(), Some(place));
        }
        choices.words.remove("");
        choices.longest = choices.texts.keys().map(String::len).max().unwrap_or(0);
        choices.note_looser(list);
        choices
    }

    fn note_looser(&mut self, list: &ChoiceList) {
        let mut looser = BTreeMap::new();
        for (place, choice) in list.choices.iter().enumerate() {
            // A score is a level where nothing else has its number.
            let level = choice.score.filter(|score| self.numbers.get(&(*score, 1)) == Some(&Some(place)));
            if let Some(level) = level {
                note(&mut looser, Spelling::level(level), place);
            }
            note(&mut looser, self.spelling.of_text(&choice.name), place);
            for (_, label) in choice.label.iter() {
                let own = self.spelling.of_text(label);
                if let Some(level) = level.map(|level| level.to_string()) {
                    note(&mut looser, [&own, " ", &level].concat(), place);
                    note(&mut looser, [&level, " ", &own].concat(), place);
                }
                if let Some(bare) = self.spelling.without_kind(&own) {
                    note(&mut looser, String::from(bare), place);
                }
                for part in parts(label) {
                    note(&mut looser, self.spelling.of_text(part), place);
                }
                note(&mut looser, own, place);
            }
        }
        looser.remove("");
        self.looser = looser;
    }

    /// What a tidy text is by a name, a label or a number; `None` where it is none of them.
    fn known(&self, text: &str) -> Option<Meant> {
        if let Some(found) = self.texts.get(text) {
            return Some(*found);
        }
        if let Some(number) = Ratio::parse(text) {
            return Some(self.by_number(number));
        }
        if self.is_too_long(text) { None } else { self.words.get(&plain_words(text)).copied() }
    }

    fn by_number(&self, number: Ratio) -> Meant {
        self.numbers.get(&(number.numerator(), number.denominator())).copied().flatten()
    }

    fn is_too_long(&self, text: &str) -> bool {
        // A letter may lose two of its three bytes, or have two marks of its own beside it.
        text.len() > self.longest.saturating_add(16).saturating_mul(4)
    }

    /// The choice that a tidy text means, also where other texts stand beside it.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        self.known(text).flatten()
    }

    /// The choice that a tidy text means which is the whole answer: as people write it where it can be no other.
    pub(super) fn find_one(&self, text: &str) -> Option<usize> {
        self.known(text).unwrap_or_else(|| self.find_looser(text))
    }

    fn find_looser(&self, text: &str) -> Option<usize> {
        if self.is_too_long(text) {
            return None;
        }
        // 4,0; but 4,000 could be four thousand.
        if let Some((_, part)) = text.split_once(',')
            && let Ok(number) = parse_number(text)
        {
            return self.by_number(number).filter(|_| part.len() != 3);
        }
        if Spelling::is_measure(text) {
            return None;
        }
        let own = self.spelling.of_text(text);
        let found = self.looser.get(&own).or_else(|| self.looser.get(self.spelling.without_province(&own)?)).copied();
        // What is one choice and the beginning of another could be either.
        match (found, self.beginning(&plain_words(text))) {
            (Some(found), None) => found,
            (Some(found), Some(begun)) => found.filter(|_| begun == found),
            (None, begun) => begun.flatten().filter(|_| self.may_begin(text)),
        }
    }

    /// Whether a text may stand for what it is the beginning of. What is left out after a number may be another one;
    /// and a place of a longer name is another place.
    fn may_begin(&self, text: &str) -> bool {
        let plain = plain_words(text);
        let count = plain.split(' ').count();
        count >= BEGINNING && !plain.bytes().any(|sign| sign.is_ascii_digit()) && !self.spelling.is_of_places()
    }

    /// Of what words are the beginning.
    fn beginning(&self, plain: &str) -> Option<Meant> {
        let start = [plain, " "].concat();
        let mut begun = self.words.range(start.clone()..).take_while(|(words, _)| words.starts_with(&start));
        let first = *begun.next()?.1;
        Some(first.filter(|_| begun.all(|(_, choice)| *choice == first)))
    }

    /// Whether a cell is one of them by more than a small number, which could be one of any list.
    pub(super) fn tells(&self, cell: &str) -> bool {
        let text = tidy(&compose(&csv::meant(cell)));
        if is_number(&plain_words(&text)) || parse_number(&text).is_ok() || Ratio::parse(&text).is_some() {
            return text.len() > 3 && self.texts.contains_key(&text);
        }
        self.find_one(&text).is_some()
    }

    pub(super) fn name(&self, choice: usize) -> Json {
        self.names.get(choice).map(String::as_str).into()
    }

    /// The choices that stand in a text one after another.
    pub(super) fn find_many(&self, text: &str) -> Option<Vec<usize>> {
        if let Some(one) = self.find(text) {
            return Some(Vec::from([one]));
        }
        let split = |is_sign: fn(char) -> bool| -> Vec<&str> {
            text.split(is_sign).map(str::trim).filter(|piece| !piece.is_empty()).collect()
        };
        let all = |pieces: Vec<&str>| {
            let pieces = Some(pieces).filter(|pieces| (2..=MAX_PIECES).contains(&pieces.len()))?;
            pieces.into_iter().map(|piece| self.find(piece)).collect::<Option<Vec<_>>>()
        };
        if text.contains([';', '|', '>', '\n']) {
            return all(split(|sign| matches!(sign, ';' | '|' | '>' | '\n')));
        }
        if text.contains(',') {
            return self.find_between_commas(text);
        }
        // Between spaces only names stand, since labels have spaces of their own.
        let by_name = |piece: &str| self.names.iter().position(|name| name == piece);
        let pieces = split(|sign| sign == ' ');
        (pieces.len() <= MAX_PIECES).then(|| pieces.into_iter().map(by_name).collect()).flatten()
    }

    /// The choices of a text with commas, which may be part of labels as well: the longest label first.
    fn find_between_commas(&self, text: &str) -> Option<Vec<usize>> {
        // Where each piece begins, and behind the last where the text would go on.
        let mut begins = Vec::from([0]);
        begins.extend(text.match_indices(',').map(|(place, _)| place.saturating_add(1)));
        begins.push(text.len().saturating_add(1));
        if begins.len() > MAX_PIECES {
            return None;
        }
        let last = begins.len().checked_sub(1)?;
        let mut found = Vec::new();
        let mut from = 0;
        while from < last {
            let piece = |to: usize| {
                let piece = text.get(*begins.get(from)?..begins.get(to)?.checked_sub(1)?)?;
                self.find(piece.trim()).map(|choice| (choice, to))
            };
            let (choice, to) = (from.saturating_add(1)..=last).rev().find_map(piece)?;
            found.push(choice);
            from = to;
        }
        Some(found)
    }
}
