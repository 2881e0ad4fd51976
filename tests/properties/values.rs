//! Random answers to a form: right ones, wrong ones, and what no form expects.

use sipas_forms::{
    expression::Type,
    form::{Form, Kind},
};

use crate::{draw::Draw, expressions::TEXTS, tree::Tree};

/// What occurs in most text answers and must occur in no message.
pub const MARKER: &str = "ZqMarkerZq";

const INTEGERS: [&str; 10] = ["0", "1", "2", "3", "5", "10", "-7", "1000", "9007199254740991", "-9007199254740991"];
/// In every notation of JSON.
const NOTATIONS: [&str; 8] = ["1.0", "1e2", "-0", "-0.0", "2.50", "1E+1", "12e-1", "0.30"];
const DECIMALS: [&str; 10] = [
    "98.5",
    "0.1",
    "0.5",
    "-0.25",
    "0.000001",
    "-0.000001",
    "123456789.123456",
    "999999999.999999",
    "3.5",
    "4503599627370497",
];
/// Numbers that no reader of JSON holds exactly.
const INEXACT: [&str; 8] = [
    "9007199254740992",
    "9007199254740993",
    "-9007199254740992",
    "123456789012345678901234567890",
    "0.1234567",
    "1e300",
    "-1E-7",
    "8999999999.999998",
];
const DATES: [&str; 7] =
    ["2024-02-29", "2025-07-30", "2025-07-31", "0001-01-01", "9999-12-31", "1900-02-28", "2000-12-31"];
const NO_DATES: [&str; 6] = ["2025-02-29", "0000-01-01", "2025-1-01", "31/12/2025", "2025-01-01T00:00", "10000-01-01"];
const BLANKS: [&str; 4] = ["", " ", "\u{a0}\u{3000} ", "\n\t"];
/// Characters that are no part of an answer.
const UNPRINTABLE: [&str; 5] = ["a\u{0}b", "\u{1f}", "abc\u{202e}def", "\u{feff}x", "\u{85}"];
/// Keys that no form has.
const KEYS: [&str; 12] = [
    "unknown",
    "toString",
    "__proto__",
    "hasOwnProperty",
    "2",
    "10",
    "",
    "a/b~c",
    "Câu hỏi",
    "😀",
    "an_answer_that_is_longer_than_any_name_of_a_question_could_ever_be",
    "\u{0}",
];
const TYPED: [&str; 26] = [
    "",
    " ",
    "\u{a0}12\u{a0}",
    "12",
    "1.250",
    "1,25",
    "1.25",
    "5,000",
    "−7",
    "-7",
    "0,5",
    "1.234.567,89",
    "1e5",
    "abc",
    "9999999999999999",
    "31/12/2025",
    "1/7/2025",
    "1.7.2025",
    "31/2/2025",
    "2025-07-01",
    "a",
    "khac",
    "3",
    "Hệ",
    "x\u{0}",
    "0,1234567",
];

fn long(draw: &mut Draw) -> String {
    draw.word(&["x", "ệ", "😀", "e\u{301}"]).repeat(*draw.pick(&[8, 9, 3999, 4000, 5000]))
}

fn text(draw: &mut Draw) -> String {
    match draw.below(10) {
        0..=4 => format!("{MARKER} {}", draw.word(&TEXTS)),
        5 => long(draw),
        _ => String::from(draw.word(&TEXTS)),
    }
}

/// A value that a question of this kind takes as its default.
pub fn default(draw: &mut Draw, kind: Kind, names: &[String]) -> Tree {
    match kind {
        Kind::Text | Kind::Hidden if draw.chance(20) => Tree::text(draw.word(&BLANKS)),
        Kind::Text | Kind::Hidden => Tree::text(draw.word(&TEXTS)),
        kind => right(draw, kind, names),
    }
}

/// An answer of the right type, though it may break a rule.
fn right(draw: &mut Draw, kind: Kind, names: &[String]) -> Tree {
    match kind.answer_type() {
        Some(Type::Boolean) => Tree::raw(draw.word(&["true", "true", "false"])),
        Some(Type::Integer) => Tree::raw(draw.word(&INTEGERS)),
        Some(Type::Decimal) if draw.chance(30) => Tree::raw(draw.word(&NOTATIONS)),
        Some(Type::Decimal) => Tree::raw(draw.word(&DECIMALS)),
        Some(Type::Date) => Tree::text(draw.word(&DATES)),
        Some(Type::Choice(_)) => Tree::text(draw.pick::<String>(names)),
        Some(Type::Choices(_)) => {
            let mut chosen = draw.some(names);
            // An order of all of them, in most cases.
            if kind.is_rank() && draw.chance(70) {
                let rest: Vec<String> = names.iter().filter(|name| !chosen.contains(name)).cloned().collect();
                chosen.extend(rest);
            }
            chosen.iter().map(|name| Tree::text(name)).collect()
        }
        Some(Type::Text) | None => Tree::Text(text(draw)),
    }
}

/// Anything at all.
fn any(draw: &mut Draw, names: &[String]) -> Tree {
    match draw.below(16) {
        0 => Tree::raw("null"),
        1 => Tree::raw(draw.word(&INEXACT)),
        2 => Tree::raw(draw.word(&NOTATIONS)),
        3 => Tree::raw(draw.word(&INTEGERS)),
        4 => Tree::raw(draw.word(&DECIMALS)),
        5 => Tree::raw(draw.word(&["true", "false"])),
        6 => Tree::text(draw.word(&NO_DATES)),
        7 => Tree::text(draw.word(&DATES)),
        8 => Tree::text(draw.word(&BLANKS)),
        9 => Tree::text(draw.word(&UNPRINTABLE)),
        10 => Tree::Text(format!("{MARKER}\u{202e}")),
        11 => Tree::Array(vec![Tree::text(MARKER), Tree::raw("1"), Tree::Object(Vec::new())]),
        12 => Tree::Object(vec![(String::from("x"), Tree::text(MARKER))]),
        // A choice twice, or one that there is not.
        13 => {
            let mut chosen = draw.some(names);
            chosen.extend(draw.any(&chosen));
            chosen.extend(draw.any(&[String::from(MARKER)]).filter(|_| draw.chance(50)));
            chosen.iter().map(|name| Tree::text(name)).collect()
        }
        14 => names.first().map_or(Tree::raw("[]"), |name| Tree::text(name)),
        _ => Tree::Text(text(draw)),
    }
}

/// The choices of a question, or of a calculation that gives one.
fn names(form: &Form, kind: Kind) -> Vec<String> {
    let Some(Type::Choice(list) | Type::Choices(list)) = kind.answer_type() else { return Vec::new() };
    form.lists[list].choices.iter().map(|choice| choice.name.clone()).collect()
}

/// An answer to one element; `odd` in a hundred are not what it asks for.
fn answer(draw: &mut Draw, form: &Form, index: usize, odd: usize) -> Tree {
    let element = &form.elements[index];
    if draw.chance(odd) {
        return any(draw, &names(form, element.kind));
    }
    if element.kind.is_repeat() {
        let count = draw.below(element.min_rows + 4).min(element.max_rows + usize::from(odd > 0));
        return (0..count).map(|_| row(draw, form, Some(index), odd)).collect();
    }
    right(draw, element.kind, &names(form, element.kind))
}

/// The answers of a row of a repeat, or of the whole form.
fn row(draw: &mut Draw, form: &Form, repeat: Option<usize>, odd: usize) -> Tree {
    if draw.chance(odd / 4) && repeat.is_some() {
        return any(draw, &[]);
    }
    let mut entries: Vec<(String, Tree)> = Vec::new();
    for (index, element) in form.elements.iter().enumerate().filter(|(_, element)| element.repeat == repeat) {
        let is_answered = !matches!(element.kind, Kind::Group | Kind::Note | Kind::Check | Kind::Calculate(_));
        if draw.chance(if is_answered { 75 } else { odd / 2 }) {
            entries.push((element.name.clone(), answer(draw, form, index, odd)));
        }
    }
    if draw.chance(odd * 2) {
        for key in draw.some(&KEYS).into_iter().take(3) {
            entries.push((String::from(key), any(draw, &[])));
        }
    }
    if draw.chance(25) {
        entries.reverse();
    }
    Tree::Object(entries)
}

/// Answers to a form: an object, with rare exceptions.
pub fn answers(draw: &mut Draw, form: &Form) -> Tree {
    match draw.below(20) {
        0 => Tree::Object(Vec::new()),
        1 => any(draw, &[]),
        2..=8 => row(draw, form, None, 0),
        9..=15 => row(draw, form, None, 10),
        _ => row(draw, form, None, 40),
    }
}

/// Where an edit happens: an element by its name, and the rows around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub name: String,
    pub rows: Vec<usize>,
}

/// One thing that a respondent, or the page around the form, does.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    Set(Place, Tree),
    Type(Place, String),
    Add(Place),
    Remove(Place, usize),
    Language(String),
}

/// What is done to an entry, one after the other.
pub fn edits(draw: &mut Draw, form: &Form, count: usize) -> Vec<Edit> {
    let repeats: Vec<usize> = (0..form.elements.len()).filter(|index| form.elements[*index].kind.is_repeat()).collect();
    (0..count)
        .map(|_| {
            let index = match draw.any(&repeats) {
                Some(repeat) if draw.chance(25) => repeat,
                _ => draw.below(form.elements.len()),
            };
            let element = &form.elements[index];
            let place = Place {
                name: element.name.clone(),
                rows: (0..form.depth(index)).map(|_| *draw.pick(&[0, 0, 0, 1, 1, 2])).collect(),
            };
            match draw.below(20) {
                0 => Edit::Language(String::from(draw.word(&["vi", "en", "fr", "en-GB", ""]))),
                1..=9 if element.kind.is_repeat() => Edit::Add(place),
                10..=15 if element.kind.is_repeat() => Edit::Remove(place, draw.below(3)),
                1..=6 => Edit::Type(place, String::from(draw.word(&TYPED))),
                7 => Edit::Type(place, text(draw)),
                8 => Edit::Set(place, Tree::raw("null")),
                _ => {
                    let odd = if draw.chance(25) { 60 } else { 0 };
                    Edit::Set(place, answer(draw, form, index, odd))
                }
            }
        })
        .collect()
}

/// When answers are given: a moment, a day, or none that is known.
pub fn moment(draw: &mut Draw) -> &'static str {
    draw.word(&[
        "2025-07-30T08:15:00+07:00",
        "2025-07-30",
        "2024-02-29T23:59:59.5Z",
        "0001-01-01",
        "9999-12-31",
        "",
        "yesterday",
    ])
}
