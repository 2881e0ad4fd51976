//! The numbers of people and of taxpayers.

use super::{Checked, is_digits, number, require};
use crate::value::Date;

/// The codes of the 63 provinces before the mergers of 2025, which citizens keep (annex 1 of
/// Circular 07/2016/TT-BCA).
const PROVINCES: [u16; 63] = [
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45,
    46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92,
    93, 94, 95, 96,
];

/// What the digits of a tax code are multiplied with. With one for the check digit, the rule
/// "the check digit is ten less the sum of the first nine modulo 11" becomes "the whole sum is
/// ten modulo 11"; a sum that would need the check digit ten has no code.
const WEIGHTS: [u32; 10] = [31, 29, 23, 19, 17, 13, 7, 5, 3, 1];

pub fn citizen_number(text: &str, today: Option<Date>) -> Checked {
    require(is_digits(text), "format_citizen_number")?;
    require(text.len() == 12, "format_citizen_number_length")?;
    let place = number(text, 0..3);
    require(place >= 100 || PROVINCES.contains(&place), "format_citizen_number_province")?;
    // 0 and 1 are men and women born from 1900 on, 2 and 3 those from 2000 on, …
    let century = (number(text, 3..4) / 2).saturating_mul(100);
    let birth = century.saturating_add(number(text, 4..6)).saturating_add(1900);
    require(today.is_none_or(|today| birth <= today.year()), "format_citizen_number_birth")
}

pub fn tax_code(text: &str, today: Option<Date>) -> Checked {
    if text.len() == 12 && is_digits(text) {
        return citizen_number(text, today);
    }
    let parts = text.split_once('-').or_else(|| text.split_at_checked(10).filter(|(_, unit)| !unit.is_empty()));
    let (code, unit) = parts.unwrap_or((text, "001"));
    let right = code.len() == 10 && unit.len() == 3 && is_digits(code) && is_digits(unit) && unit != "000";
    require(right, "format_tax_code")?;
    let sum = code.bytes().zip(WEIGHTS).fold(0, |sum: u32, (digit, weight)| {
        // The low four bits of an ASCII digit are its value.
        sum.saturating_add(weight.saturating_mul((digit & 15).into()))
    });
    require(sum % 11 == 10, "format_tax_code_check_digit")
}
