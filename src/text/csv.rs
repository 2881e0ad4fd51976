//! Texts as cells of CSV files that people open in a spreadsheet.
//!
//! A spreadsheet may be told another separator than the file was written with. Then quotes hold nothing together, and
//! what stands behind a comma or a line break within an answer is a cell of its own.

use alloc::{borrow::Cow, string::String, vec::Vec};

/// A byte order mark, by which spreadsheets know UTF-8.
pub const MARK: &str = "\u{feff}";

/// What a spreadsheet would take for the beginning of a formula; an East Asian one also the wide signs.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// What it passes over before one.
const SPACES: [char; 7] = [' ', '\t', '\r', '\n', '\u{a0}', '\u{3000}', '\u{feff}'];
/// What may stand between two cells or two rows.
const SEPARATORS: [char; 6] = [',', ';', '|', '\t', '\r', '\n'];

/// Whether a spreadsheet could take a cell that begins so for a formula, with the apostrophes before it taken off.
fn begins_formula(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    let passed = |sign: char| sign == '"' || SPACES.contains(&sign);
    text.starts_with(['\t', '\r', '\n']) || text.trim_start_matches(passed).starts_with(SIGNS)
}

/// Where signs stand that would begin a formula if the separator before them parted cells; quotes and apostrophes may
/// stand between.
fn signs_within(text: &str) -> Vec<usize> {
    #[derive(Clone, Copy)]
    enum Place {
        Within,
        Beginning,
        Apostrophe,
    }
    let mut places = Vec::new();
    let mut place = Place::Within;
    for (index, sign) in text.char_indices() {
        place = match (place, sign) {
            (_, sign) if SEPARATORS.contains(&sign) => Place::Beginning,
            (Place::Beginning | Place::Apostrophe, '\'') => Place::Apostrophe,
            (Place::Beginning, sign) if sign == '"' || SPACES.contains(&sign) => Place::Beginning,
            (Place::Beginning | Place::Apostrophe, sign) if SIGNS.contains(&sign) => {
                places.push(index);
                Place::Within
            }
            _ => Place::Within,
        };
    }
    places
}

/// A text that no spreadsheet computes, whatever it takes for the separator: one that would begin a formula has an
/// apostrophe before it; one within which a formula could begin has one before each such place, too.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    let signs = signs_within(text);
    if signs.is_empty() && !begins_formula(text) {
        return Cow::Borrowed(text);
    }
    let mut marked = String::from("'");
    let mut begun = 0;
    for sign in signs {
        marked.push_str(text.get(begun..sign).unwrap_or_default());
        marked.push('\'');
        begun = sign;
    }
    marked.push_str(text.get(begun..).unwrap_or_default());
    Cow::Owned(marked)
}

/// What [`harmless`] was given, where a file that it was written to comes back.
#[must_use]
pub fn meant(text: &str) -> Cow<'_, str> {
    let Some(rest) = text.strip_prefix('\'') else { return Cow::Borrowed(text) };
    let signs = signs_within(rest);
    let is_marked = |sign: &usize| rest.get(..*sign).is_some_and(|before| before.ends_with('\''));
    if signs.is_empty() || !signs.iter().all(is_marked) {
        return Cow::Borrowed(unmarked(text));
    }
    let mut meant = String::new();
    let mut begun = 0;
    for sign in signs {
        meant.push_str(rest.get(begun..sign.saturating_sub(1)).unwrap_or_default());
        begun = sign;
    }
    meant.push_str(rest.get(begun..).unwrap_or_default());
    Cow::Owned(meant)
}

/// A text without the apostrophe before a formula that it would begin, as people write one too.
#[must_use]
pub fn unmarked(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| begins_formula(rest)).unwrap_or(text)
}

/// A text in quotes (RFC 4180).
#[must_use]
pub fn quoted(text: &str) -> String {
    ["\"", &text.replace('"', "\"\""), "\""].concat()
}

/// Words as a cell, in quotes, that no spreadsheet computes.
#[must_use]
pub fn words(text: &str) -> String {
    quoted(&harmless(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of a line as a program reads them that begins one at every separator, quoted or not.
    fn cells(line: &str) -> impl Iterator<Item = &str> {
        line.split(SEPARATORS).map(|cell| cell.trim_start_matches(|sign| sign == '"' || SPACES.contains(&sign)))
    }

    #[test]
    fn cells_are_written_as_the_table_of_cases_says() {
        let cases = include_str!("../../tests/cases/csv/cells.json");
        let cases: Vec<(String, String)> = serde_json::from_str(cases).unwrap_or_default();
        assert!(!cases.is_empty());
        for (text, written) in cases {
            assert_eq!(harmless(&text), written);
            assert_eq!(meant(&written), text);
        }
    }

    #[test]
    fn no_separator_makes_a_formula_and_every_text_comes_back() {
        let mut seed = 7_u64;
        let mut draw = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(seed >> 33).unwrap_or_default().checked_rem(below).unwrap_or_default()
        };
        let signs =
            ["=", "+", "-", "@", "＝", ",", ";", "|", "\t", "\r\n", "\n", "'", "'", "\"", " ", "\u{a0}", "a", "1"];
        for _ in 0..20_000 {
            let texts: Vec<String> = (0..=draw(3))
                .map(|_| (0..draw(9)).filter_map(|_| signs.get(draw(signs.len()))).copied().collect())
                .collect();
            for text in &texts {
                assert_eq!(meant(&harmless(text)), *text);
                assert!(harmless(text) == *text || text.contains(SIGNS) || text.contains(['\t', '\r', '\n']));
            }
            let line = texts.iter().map(|text| words(text)).collect::<Vec<_>>().join(";");
            assert!(cells(&line).all(|cell| !cell.starts_with(SIGNS)), "{texts:?}: {line}");
        }
    }

    #[test]
    fn what_people_wrote_stays() {
        for text in ["'tis", "Ông nói, '-5", "'Tốt', -5", "'", "", "a,b", "a-b, c=d"] {
            assert_eq!(meant(text), text);
        }
        assert_eq!(meant("'=1+1"), "=1+1");
        assert_eq!(meant("'=1, -2"), "=1, -2", "as it was written before");
        assert_eq!(unmarked("'-7"), "-7");
    }
}
