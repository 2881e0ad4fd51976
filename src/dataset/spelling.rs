//! How the choices of one list are spelled beside their names and labels: levels with what counts them, ages with and
//! without small words, communes with their kind shortened. Two texts of one spelling say the same.

use alloc::{format, string::String, vec::Vec};

use crate::{
    form::{ChoiceList, Form},
    text::{Localized, fold, words},
};

/// What labels of communes begin with: in words, as people shorten it, as a label has it.
const KINDS: [(&str, &str, &str); 4] = [
    ("phuong", "p", "phường "),
    ("xa", "x", "xã "),
    ("thi tran", "tt", "thị trấn "),
    // A shortening that nobody uses would be a word of its own.
    ("dac khu", "dac khu", "đặc khu "),
];
const COMMITTEE: [&str; 2] = ["ubnd ", "uy ban nhan dan "];

#[derive(Debug, Default)]
pub(super) struct Spelling {
    /// Of communes: what the form says of itself, which names their province.
    places: Option<String>,
    /// Whether its choices have scores.
    has_levels: bool,
}

pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|sign| sign.is_ascii_digit())
}

/// What a folded text begins with, a kind of commune, and what stands behind it.
fn kind_of(words: &str) -> Option<(&'static str, &str)> {
    KINDS.iter().find_map(|(kind, short, _)| {
        let behind = |start: &str| words.strip_prefix(start)?.strip_prefix(' ');
        Some((*kind, behind(kind).or_else(|| behind(short))?))
    })
}

/// A word as it is compared in names of places: `Lí` is `Lý`, `Quí` is `Quý`.
fn with_i(word: &str) -> String {
    let stem = word.strip_suffix('y').filter(|stem| !stem.is_empty());
    match stem.filter(|stem| *stem == "qu" || !stem.contains(['a', 'e', 'i', 'o', 'u', 'y'])) {
        Some(stem) => [stem, "i"].concat(),
        None => String::from(word),
    }
}

/// Everything that a form says of where it comes from.
fn origin(form: &Form) -> String {
    let texts = [&form.title, &form.description, &form.provenance.source, &form.provenance.verified];
    let texts = texts.into_iter().chain(&form.provenance.unverified).flat_map(Localized::iter);
    let mut origin = String::from(" ");
    for (_, text) in texts {
        origin.push_str(&words(&fold(text)).join(" "));
        // No name goes on in the next text.
        origin.push_str(" . ");
    }
    origin
}

impl Spelling {
    pub(super) fn of(form: &Form, list: &ChoiceList) -> Self {
        let is_place = |label: &str| {
            let label = label.to_lowercase();
            KINDS.iter().any(|(.., start)| label.starts_with(start))
        };
        let places = list.choices.iter().filter(|choice| choice.label.iter().any(|(_, label)| is_place(label))).count();
        let has_places = places.saturating_mul(2) > list.choices.len();
        Self {
            places: has_places.then(|| origin(form)),
            has_levels: list.choices.iter().any(|choice| choice.score.is_some()),
        }
    }

    pub(super) const fn is_of_places(&self) -> bool {
        self.places.is_some()
    }

    /// `Mức 4`, `4 điểm`.
    pub(super) fn level(level: i64) -> String {
        format!("muc {level}")
    }

    /// Whether a text has a number that words would take apart, or its sign away: `2,5 triệu` is no `2-5 triệu`.
    pub(super) fn is_measure(text: &str) -> bool {
        let is_digit = |sign: &u8| sign.is_ascii_digit();
        let parted = text.as_bytes().windows(3).any(|signs| match signs {
            [before, b'.' | b',', after] => is_digit(before) && is_digit(after),
            _ => false,
        });
        let signed = text.strip_prefix(['-', '−', '+', '~', '=']);
        let is_signed = signed.is_some_and(|text| text.trim_start().starts_with(|sign: char| sign.is_ascii_digit()));
        parted || is_signed || text.contains(['%', '+', '='])
    }

    /// A text in this spelling.
    pub(super) fn of_text(&self, text: &str) -> String {
        let folded = fold(text);
        if self.is_of_places() {
            return of_place(&words(&folded).join(" "));
        }
        let compared = [('>', "tren"), ('<', "duoi")].into_iter().find_map(|(sign, word)| {
            let behind = folded.strip_prefix(sign)?.trim_start();
            behind.starts_with(|sign: char| sign.is_ascii_digit()).then_some(word)
        });
        let words: Vec<&str> = compared.into_iter().chain(words(&folded)).collect();
        let words = of_range(words);
        if self.has_levels { of_level(&words) } else { words.join(" ") }
    }

    /// The name of a place of this spelling without its kind.
    pub(super) fn without_kind<'a>(&self, own: &'a str) -> Option<&'a str> {
        // The number of a ward is no name.
        let (_, name) = kind_of(own).filter(|_| self.is_of_places())?;
        name.bytes().any(|sign| sign.is_ascii_alphabetic()).then_some(name)
    }

    /// A place of this spelling without its province, where the form is of that province.
    pub(super) fn without_province<'a>(&self, own: &'a str) -> Option<&'a str> {
        let origin = self.places.as_deref()?;
        kind_of(own)?;
        let (place, province) = own.rsplit_once(" tinh ")?;
        // The form has its province's name as it is written.
        let is_named = origin.split(" tinh ").skip(1).any(|behind| {
            let behind: Vec<String> = behind.split(' ').map(with_i).collect();
            let count = province.split(' ').count();
            behind.get(..count).is_some_and(|name| name.iter().map(String::as_str).eq(province.split(' ')))
        });
        is_named.then_some(place)
    }
}

fn of_place(words: &str) -> String {
    // A committee is that of its commune.
    let behind = COMMITTEE.iter().find_map(|start| words.strip_prefix(start));
    let words = behind.filter(|behind| kind_of(behind).is_some()).unwrap_or(words);
    let (kind, name) = kind_of(words).map_or((None, words), |(kind, name)| (Some(kind), name));
    let words = kind.into_iter().map(String::from).chain(name.split(' ').map(with_i));
    words.collect::<Vec<_>>().join(" ")
}

/// Without the words of a range: `Từ 25 đến 34 tuổi` is `25 34`. Beside one number they mean something: `từ 60`, `đến 60`.
fn of_range(words: Vec<&str>) -> Vec<&str> {
    let many = words.len() > 2;
    let mut kept: Vec<&str> = Vec::new();
    for word in words {
        let before = kept.last().copied().unwrap_or_default();
        match word {
            // `60 tuổi` is an age and no number.
            "tuoi" if many && is_number(before) => {}
            "i" if before == "cap" => kept.push("1"),
            "ii" if before == "cap" => kept.push("2"),
            "iii" if before == "cap" => kept.push("3"),
            word => kept.push(word),
        }
    }
    let is_between = |three: &[&str]| match three {
        [from, "den" | "toi" | "to", to] => is_number(from) && is_number(to),
        _ => false,
    };
    if let Some(place) = kept.windows(3).position(is_between) {
        kept.remove(place.saturating_add(1));
    }
    match kept.as_slice() {
        ["tu", from, to, ..] if is_number(from) && is_number(to) => kept.split_off(1),
        _ => kept,
    }
}

/// Without the words that count a level, beside which only its number or its label stands.
fn of_level(words: &[&str]) -> String {
    let behind = [&["muc", "do"][..], &["muc", "diem"], &["muc"], &["diem"]].into_iter().find_map(|start| {
        let behind = words.strip_prefix(start)?;
        behind.first().is_some_and(|word| is_number(word)).then_some(behind)
    });
    let is_told = behind.is_some();
    let rest = behind.unwrap_or(words);
    let mut kept: Vec<&str> = Vec::new();
    for word in rest {
        let after = kept.last().is_some_and(|word| is_number(word));
        match word.strip_suffix('d').filter(|number| is_number(number)) {
            Some(number) => kept.push(number),
            None if after && matches!(*word, "diem" | "d") => {}
            None => kept.push(word),
        }
    }
    let level = Some(kept.as_slice()).filter(|_| is_told || kept.join(" ") != words.join(" "));
    match level {
        Some([level]) if is_number(level) => ["muc ", level].concat(),
        _ => kept.join(" "),
    }
}
