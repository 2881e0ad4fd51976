//! What offices number: procedures, dossiers, documents and themselves.

use alloc::vec::Vec;

use super::{Checked, has, is_digits, number, require};
use crate::value::Date;

/// The capitals of a sign beside A to Z: whole letters, for abbreviations carry no tones.
const CAPITALS: &str = "ĂÂĐÊÔƠƯ";
/// What else may follow a capital in a sign: `TTr`, `QyĐ`, `SKH&CN`.
const INNER: &str = "ăâđêôơư&.";
/// What stands for Đ where a text came through an old encoding: its looks from Windows-1258, and
/// the codes of TCVN3 and VNI.
const FALSE_LETTERS: &str = "Ð§Ñ";

/// One to three capitals or digits, a step of an agency's code.
fn is_step(step: &str) -> bool {
    (1..=3).contains(&step.len()) && step.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// The step of a ministry or province: H15.
fn is_root(step: &str) -> bool {
    step.strip_prefix(|letter: char| letter.is_ascii_uppercase())
        .is_some_and(|digits| digits.len() == 2 && is_digits(digits))
}

/// The steps of an agency's code, the root first (H15.50) or numbers first (000.00.01.H15).
fn steps(code: &str) -> Option<Vec<&str>> {
    let steps: Vec<&str> = code.split('.').collect();
    let first = steps.first()?;
    let right = is_root(first) || (first.len() > 1 && is_digits(first));
    (right && steps.iter().all(|step| is_step(step))).then_some(steps)
}

pub fn agency_code(text: &str) -> Checked {
    require(steps(text).is_some_and(|steps| steps.into_iter().any(is_root)), "format_agency_code")
}

pub fn procedure_code(text: &str) -> Checked {
    let (series, rest) = text.split_once('.').unwrap_or_default();
    let (code, tail) = rest.split_once('.').map_or((rest, true), |(code, tail)| (code, agency_code(tail).is_ok()));
    let right = tail && series.len() == 1 && code.len() == 6 && is_digits(series) && is_digits(code);
    require(right, "format_procedure_code")
}

pub fn dossier_code(text: &str, today: Option<Date>) -> Checked {
    let parts: Vec<&str> = text.split('-').collect();
    let [agency, day, serial] = parts.as_slice() else { return Err("format_dossier_code") };
    let agency = steps(agency).is_some_and(|steps| steps.len() <= 5);
    let right = agency && day.len() == 6 && (4..=7).contains(&serial.len()) && is_digits(day) && is_digits(serial);
    require(right, "format_dossier_code")?;
    let pair = |places| u8::try_from(number(day, places)).unwrap_or_default();
    let year = number(day, 0..2).saturating_add(2000);
    let date = Date::new(year, pair(2..4), pair(4..6)).ok_or("format_dossier_code_date")?;
    require(today.is_none_or(|today| date <= today), "format_dossier_code_future")
}

/// KH-UBND: abbreviations joined by dashes, each beginning with a capital.
fn is_sign(sign: &str) -> bool {
    sign.split('-').all(|part| {
        let capital = |letter: char| letter.is_ascii_uppercase() || has(CAPITALS, letter);
        part.starts_with(capital)
            && part.chars().all(|letter| letter.is_ascii_alphanumeric() || capital(letter) || has(INNER, letter))
    })
}

pub fn document_number(text: &str) -> Checked {
    const WRONG: Checked = Err("format_document_number");
    if text.chars().any(|letter| has(FALSE_LETTERS, letter)) {
        return Err("legacy_encoding");
    }
    let Some((first, rest)) = text.split_once('/') else { return WRONG };
    let sign = first.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number = first.strip_suffix(sign).unwrap_or_default();
    let (year, signs) = match rest.split_once('/') {
        Some((year, signs)) if year.len() == 4 && is_digits(year) => (true, signs),
        Some(_) => return WRONG,
        None => (false, rest),
    };
    let party = sign.strip_prefix('-').is_some_and(is_sign) && !year;
    let state = sign.is_empty() && (year || signs.contains('-'));
    if !(party || state) || !is_sign(signs) || number.len() > 5 {
        return WRONG;
    }
    match number.strip_prefix('0') {
        Some(digit) => require(digit.len() == 1 && digit != "0", "format_document_number"),
        None if number.len() == 1 => require(party, "format_document_number_zero"),
        None => require(!number.is_empty(), "format_document_number"),
    }
}
