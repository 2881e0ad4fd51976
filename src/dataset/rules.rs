//! What is looked at over many rows: the numbers of forms.
//!
//! Of each number 16 bytes are kept, so that what is told is exact for as many rows as a table may have.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};
use core::hash::{Hash, Hasher};

use super::cell::told;
use crate::value::{Json, object};

/// From how many items on the same level throughout is told of.
pub(super) const MANY_ITEMS: usize = 8;
/// The most numbers that are kept.
const MAX_NUMBERS: usize = 5_000_000;
/// The most beginnings of numbers that are told apart, and the longest.
const MAX_BEGINNINGS: usize = 256;
const LONGEST_BEGINNING: usize = 64;
/// The first that is no number: what has no digits at its end is told apart by its hash.
const HASHES: u64 = 1 << 63;
/// How many bits a number has behind that of its beginning.
const BITS: u32 = 48;
/// The most duplicates and gaps that are listed.
const MAX_LISTED: usize = 1000;
/// The longest gap that is one: what is farther apart belongs to another series.
const LONGEST_GAP: u64 = 10_000;

/// Rows of one form number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The rows, from 1; the first ten.
    pub rows: Vec<u64>,
    /// Their lines in the file.
    pub lines: Vec<u64>,
    /// How many they are.
    pub count: u64,
}

/// Numbers that no form has, although one before and one behind has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first.
    pub first: String,
    /// The last.
    pub last: String,
    /// How many they are.
    pub count: u64,
}

/// What is told of the numbers of forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbering {
    /// How many rows have a number that a row before has.
    pub repeated: u64,
    /// The first numbers that several rows have.
    pub duplicates: Vec<Duplicate>,
    /// How many numbers are missing.
    pub missing: u64,
    /// The first gaps.
    pub gaps: Vec<Gap>,
    /// How many rows have no number although others have.
    pub unnumbered: u64,
    /// Whether there were more numbers than are looked at.
    pub incomplete: bool,
}

/// The numbers of forms.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    /// Each number with its row, and that with its line.
    all: Vec<(u64, u32, u32)>,
    sorted: bool,
    beginnings: Vec<String>,
    places: BTreeMap<String, u64>,
    /// Of each beginning, how many digits its numbers have at least.
    digits: Vec<usize>,
    without: u64,
    lost: u64,
}

impl Numbers {
    /// A number as it is kept: what stands before its last digits, and these.
    fn code(&mut self, text: &str) -> u64 {
        let end = text.trim_end_matches(|sign: char| sign.is_ascii_digit()).len();
        let (beginning, digits) = text.split_at_checked(end).unwrap_or((text, ""));
        let number = digits.parse::<u64>().ok().filter(|number| *number < 1 << BITS);
        let beginning = number.and_then(|_| self.beginning(beginning, digits.len()));
        if let Some((beginning, number)) = beginning.zip(number) {
            return (beginning << BITS) | number;
        }
        let mut hasher = std::hash::DefaultHasher::new();
        text.hash(&mut hasher);
        hasher.finish() | HASHES
    }

    fn beginning(&mut self, text: &str, digits: usize) -> Option<u64> {
        let place = if let Some(place) = self.places.get(text) {
            *place
        } else {
            let place = self.beginnings.len() as u64;
            if self.beginnings.len() >= MAX_BEGINNINGS || text.len() > LONGEST_BEGINNING {
                return None;
            }
            self.beginnings.push(text.to_string());
            self.digits.push(digits);
            self.places.insert(text.to_string(), place);
            place
        };
        let known = usize::try_from(place).ok().and_then(|place| self.digits.get_mut(place));
        if let Some(known) = known {
            *known = (*known).min(digits);
        }
        Some(place)
    }

    pub(super) fn add(&mut self, text: Option<&str>, row: u64, line: u64) {
        let Some(text) = text else {
            self.without = self.without.saturating_add(1);
            return;
        };
        let code = self.code(text);
        match u32::try_from(row).ok().zip(u32::try_from(line).ok()) {
            Some((row, line)) if self.all.len() < MAX_NUMBERS => {
                // Forms mostly come in the order of their numbers.
                self.sorted &= self.all.last().is_none_or(|last| *last <= (code, row, line));
                self.all.push((code, row, line));
            }
            _ => self.lost = self.lost.saturating_add(1),
        }
    }

    pub(super) fn take_out(&mut self, text: Option<&str>, row: u64) {
        let Some(text) = text else {
            self.without = self.without.saturating_sub(1);
            return;
        };
        let code = self.code(text);
        let row = u32::try_from(row).ok();
        match row.and_then(|row| self.all.iter().position(|known| (known.0, known.1) == (code, row))) {
            Some(place) => {
                self.all.remove(place);
            }
            None => self.lost = self.lost.saturating_sub(1),
        }
    }

    fn sort(&mut self) {
        if !self.sorted {
            self.all.sort_unstable();
            self.sorted = true;
        }
    }

    /// The rows that have a number; the first ten.
    pub(super) fn rows(&mut self, text: &str) -> Vec<u64> {
        let code = self.code(text.trim());
        self.sort();
        let first = self.all.partition_point(|(known, ..)| *known < code);
        let rows = self.all.iter().skip(first).take_while(|(known, ..)| *known == code);
        rows.take(10).map(|(_, row, _)| u64::from(*row)).collect()
    }

    fn write(&self, code: u64) -> String {
        let place = usize::try_from(code >> BITS).unwrap_or(usize::MAX);
        let beginning = self.beginnings.get(place).map_or("", String::as_str);
        let number = told(code & (1_u64 << BITS).saturating_sub(1));
        let zeros = self.digits.get(place).copied().unwrap_or(0).saturating_sub(number.len());
        [beginning, &"0".repeat(zeros), &number].concat()
    }

    /// What is told of them.
    pub(super) fn told(&mut self) -> Numbering {
        self.sort();
        let mut told = Numbering { incomplete: self.lost > 0, ..Numbering::default() };
        if !self.all.is_empty() {
            told.unnumbered = self.without;
        }
        for same in self.all.chunk_by(|(one, ..), (other, ..)| one == other) {
            let count = same.len() as u64;
            if count > 1 {
                told.repeated = told.repeated.saturating_add(count.saturating_sub(1));
                if told.duplicates.len() < MAX_LISTED {
                    let first = || same.iter().take(10);
                    let rows = first().map(|(_, row, _)| u64::from(*row)).collect();
                    let lines = first().map(|(.., line)| u64::from(*line)).collect();
                    told.duplicates.push(Duplicate { rows, lines, count });
                }
            }
        }
        told.duplicates.sort_by(|one, other| one.rows.cmp(&other.rows));
        let is_number = |code: u64| code < HASHES;
        for pair in self.all.windows(2) {
            let [(one, ..), (other, ..)] = pair else { continue };
            let count = other.saturating_sub(*one).saturating_sub(1);
            let is_gap = is_number(*other) && one >> BITS == other >> BITS && (1..=LONGEST_GAP).contains(&count);
            if !is_gap {
                continue;
            }
            told.missing = told.missing.saturating_add(count);
            if told.gaps.len() < MAX_LISTED {
                let (first, last) = (one.saturating_add(1), other.saturating_sub(1));
                told.gaps.push(Gap { first: self.write(first), last: self.write(last), count });
            }
        }
        told
    }
}

impl Numbering {
    /// `{"repeated", "duplicates": [{"rows", "lines", "count"}], "missing", "gaps": [{"first", "last", "count"}],
    /// "unnumbered", "incomplete"}`.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let duplicate = |one: &Duplicate| {
            object(Vec::from([
                ("rows", one.rows.iter().copied().collect()),
                ("lines", one.lines.iter().copied().collect()),
                ("count", one.count.into()),
            ]))
        };
        let gap = |gap: &Gap| {
            let ends = [("first", gap.first.as_str().into()), ("last", gap.last.as_str().into())];
            object(ends.into_iter().chain([("count", gap.count.into())]).collect())
        };
        object(Vec::from([
            ("repeated", self.repeated.into()),
            ("duplicates", self.duplicates.iter().map(duplicate).collect()),
            ("missing", self.missing.into()),
            ("gaps", self.gaps.iter().map(gap).collect()),
            ("unnumbered", self.unnumbered.into()),
            ("incomplete", self.incomplete.into()),
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(texts: &[&str]) -> Numbers {
        let mut numbers = Numbers::default();
        for (row, text) in (1..).zip(texts) {
            numbers.add(Some(*text).filter(|text| !text.is_empty()), row, row.saturating_add(3));
        }
        numbers
    }

    #[test]
    fn numbers_are_told_that_stand_twice_or_nowhere() {
        let mut numbers = numbers(&["PK-007", "PK-003", "12", "PK-003", "x", "", "x", "10", "003", "PK-004", "99999"]);
        let told = numbers.told();
        assert_eq!((told.repeated, told.missing, told.unnumbered), (2, 9, 1));
        let rows: Vec<_> = told.duplicates.iter().map(|duplicate| duplicate.rows.clone()).collect();
        assert_eq!(rows, [[2, 4], [5, 7]]);
        assert_eq!(told.duplicates.first().map(|duplicate| duplicate.lines.clone()), Some(Vec::from([5, 7])));
        let gaps: Vec<_> = told.gaps.iter().map(|gap| (gap.first.as_str(), gap.last.as_str(), gap.count)).collect();
        assert_eq!(gaps, [("PK-005", "PK-006", 2), ("04", "09", 6), ("11", "11", 1)]);
        assert_eq!(numbers.rows(" PK-003 "), [2, 4]);
        numbers.take_out(Some("PK-003"), 2);
        numbers.add(Some("PK-005"), 2, 5);
        let told = numbers.told();
        assert_eq!((told.repeated, told.missing), (1, 8));
    }

    #[test]
    fn numbers_in_their_order_are_kept_in_it() {
        let mut numbers = Numbers::default();
        for row in 1..=100_000 {
            numbers.add(Some(&told(row)), row, row);
        }
        assert_eq!(numbers.told(), Numbering::default());
    }
}
