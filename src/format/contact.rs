//! E-mail addresses and phone numbers.

use alloc::string::String;

use super::{Checked, has, is_digits, require};

/// What RFC 5322 allows between the dots of a local part, besides letters and digits.
const MARKS: &str = "!#$%&'*+-/=?^_`{|}~";

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

pub fn email(text: &str) -> Checked {
    // The two slips of people who know their address: accents and spaces.
    if !text.is_ascii() || has(text, ' ') {
        return Err("format_email_letters");
    }
    let right = text.split_once('@').is_some_and(|(local, domain)| {
        let atom = |atom: &str| {
            !atom.is_empty() && atom.chars().all(|letter| letter.is_ascii_alphanumeric() || has(MARKS, letter))
        };
        local.len() <= 64
            && local.split('.').all(atom)
            && domain.split('.').all(is_label)
            // The last label is a name of two letters or more, never a part of a host's address.
            && domain.rsplit_once('.').is_some_and(|(_, top)| {
                top.len() >= 2 && top.starts_with(|letter: char| letter.is_ascii_alphabetic())
            })
    });
    require(right && text.len() <= 254, "format_email")
}

pub fn phone(text: &str) -> Checked {
    let plain: String = text.chars().filter(|sign| !matches!(sign, ' ' | '.' | '-' | '–' | '(' | ')')).collect();
    let national = plain.strip_prefix("+84").or_else(|| plain.strip_prefix('0'));
    let right = national.is_some_and(|number| {
        is_digits(number)
            && match number.len() {
                9 => !number.starts_with('0'),
                10 => number.starts_with('2'),
                _ => false,
            }
    });
    require(right, "format_phone")
}
