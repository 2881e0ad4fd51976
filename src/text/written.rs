//! Numbers and dates the Vietnamese way: `1.234,56` and `31/12/2025`.

use alloc::{string::String, vec::Vec};

use crate::value::{Date, MAX_PLACES, Ratio, padded};

/// Why a typed text is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not written as a number (or a date) at all.
    Malformed,
    /// It could mean two numbers: `1.25` is neither 1,25 nor 125 for certain.
    Ambiguous,
    /// It is a number, with more digits than can be held exactly.
    TooPrecise,
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The digits of `1.234.567`, when its groups are of three and the first of one to three.
fn ungrouped(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split('.').collect();
    let (first, rest) = groups.split_first()?;
    let grouped =
        !rest.is_empty() && (1..=3).contains(&first.len()) && *first != "0" && *first != "00" && *first != "000";
    let right = groups.iter().all(|group| all_digits(group)) && rest.iter().all(|group| group.len() == 3);
    (grouped && right).then(|| groups.concat())
}

/// Reads a number typed the Vietnamese way: a dot groups thousands, a comma begins the decimals.
///
/// # Errors
/// [`Unreadable::Ambiguous`] for a grouping that another convention reads differently (`1.25`,
/// `1,234.5`), [`Unreadable::TooPrecise`] beyond 15 digits or six decimals,
/// [`Unreadable::Malformed`] for anything else.
pub fn parse_number(text: &str) -> Result<Ratio, Unreadable> {
    let unsigned = text.strip_prefix(['-', '−']).unwrap_or(text);
    let sign = if unsigned.len() < text.len() { "-" } else { "" };
    if !unsigned.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',') {
        return Err(Unreadable::Malformed);
    }
    let (whole, decimals) = match unsigned.split_once(',') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (unsigned, None),
    };
    let whole = if whole.contains('.') { ungrouped(whole).ok_or(Unreadable::Ambiguous)? } else { String::from(whole) };
    if !all_digits(&whole) {
        return Err(Unreadable::Malformed);
    }
    let plain = match decimals {
        None => [sign, &whole].concat(),
        Some(decimals) if all_digits(decimals) => [sign, &whole, ".", decimals].concat(),
        Some(decimals) if decimals.contains(['.', ',']) => return Err(Unreadable::Ambiguous),
        Some(_) => return Err(Unreadable::Malformed),
    };
    Ratio::parse(&plain).ok_or(Unreadable::TooPrecise)
}

/// A plain decimal (`1234.5`) as `language` writes it: `1.234,5` in Vietnamese, `1,234.5` else.
#[must_use]
pub fn write_number(plain: &str, language: &str) -> String {
    let (group, point) = if language == "vi" { ('.', ',') } else { (',', '.') };
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    let mut text = String::new();
    let digits = whole.trim_start_matches('-').len();
    for (index, character) in whole.trim_start_matches('-').chars().enumerate() {
        if index > 0 && digits.saturating_sub(index).is_multiple_of(3) {
            text.push(group);
        }
        text.push(character);
    }
    if whole.starts_with('-') {
        text.insert(0, '-');
    }
    if !decimals.is_empty() {
        text.push(point);
        text.push_str(decimals);
    }
    text
}

/// Reads `31/12/2025`, also with single digits, dots or dashes between.
///
/// # Errors
/// [`Unreadable::Malformed`] for anything that is not a real day, month and four-digit year.
pub fn parse_date(text: &str) -> Result<Date, Unreadable> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).map(str::trim).collect();
    let [day, month, year] = parts.as_slice() else {
        return Err(Unreadable::Malformed);
    };
    if !parts.iter().all(|part| all_digits(part)) || year.len() != 4 {
        return Err(Unreadable::Malformed);
    }
    let date = || Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    date().ok_or(Unreadable::Malformed)
}

/// `31/12/2025`.
#[must_use]
pub fn write_date(date: Date) -> String {
    [padded(date.day().into(), 2), padded(date.month().into(), 2), padded(date.year().into(), 4)].join("/")
}

/// A number as an answer shows it: typed and shown the same way in every language of the page.
#[must_use]
pub fn write_answer(number: Ratio) -> String {
    // An answer keeps no grouping: what was typed as 1250 reads 1250.
    number.to_shortest(MAX_PLACES).replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_the_vietnamese_way() {
        let read = |text: &str| parse_number(text).map(|number| number.to_shortest(6));
        for (typed, plain) in [
            ("1.234,56", "1234.56"),
            ("1250", "1250"),
            ("1.250", "1250"),
            ("98,5", "98.5"),
            ("-7", "-7"),
            ("0,5", "0.5"),
            ("012", "12"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(plain), "{typed}");
        }
        for typed in ["1.25", "1,234.5", "0.500", "12.3456", "1,2,3"] {
            assert_eq!(read(typed), Err(Unreadable::Ambiguous), "{typed}");
        }
        for typed in ["", "-", "1e5", "abc", "1 250", ",5", "5,", "٣"] {
            assert_eq!(read(typed), Err(Unreadable::Malformed), "{typed}");
        }
        assert_eq!(read("9999999999999999"), Err(Unreadable::TooPrecise));
    }

    #[test]
    fn numbers_and_dates_are_written_for_the_reader() {
        assert_eq!(write_number("1234567.5", "vi"), "1.234.567,5");
        assert_eq!(write_number("-123.5", "en"), "-123.5");
        let date = parse_date("1/7/2025");
        assert_eq!(date.map(write_date).as_deref(), Ok("01/07/2025"));
        for typed in ["31/2/2025", "2025-07-01", "1/7/25", "1/7", "a/b/c"] {
            assert_eq!(parse_date(typed), Err(Unreadable::Malformed), "{typed}");
        }
    }
}
