//! What is wrong with a file that is no JSON, and where, for whoever wrote it by hand.

use std::collections::HashSet;

use crate::failure::json_fault;

/// What some editors put before UTF-8.
pub const MARK: &[u8] = b"\xef\xbb\xbf";
/// How many characters of a key are told.
const MAX_KEY: usize = 64;

/// A key, and the byte at which it begins.
type Key = (String, usize);

/// Why a document cannot be read.
pub struct Unread {
    /// The stable code: `not_json`, `too_deep` or `duplicate_key`.
    pub code: &'static str,
    /// The sentence of the catalogue.
    pub told: &'static str,
    /// The line and the column, in characters, each from 1.
    pub place: (usize, usize),
    /// What the sentence takes.
    pub params: Vec<(&'static str, String)>,
}

impl Unread {
    /// Of a document (and perhaps some of what follows) that begins at the line and column `start`;
    /// `at` is the byte that was looked at last.
    pub fn new(bytes: &[u8], at: usize, start: (usize, usize), error: &serde_json::Error) -> Self {
        let code = json_fault(error);
        let repeated = if code == "duplicate_key" { repeated_key(bytes) } else { None };
        if let Some((key, at)) = repeated {
            let params = vec![("key", shortened(&key))];
            return Self { code, told: "duplicate_key_named", place: place(bytes, at, start), params };
        }
        let told = if code == "not_json" { cause(bytes, at, error) } else { code };
        let at = match told {
            "not_utf8" => std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len),
            "json_ends" | "json_empty" => bytes.trim_ascii_end().len(),
            _ => at,
        };
        let sign = signs(bytes, at).chars().next().unwrap_or_default();
        let params = if told == "json_trailing_comma" { vec![("sign", String::from(sign))] } else { Vec::new() };
        Self { code, told, place: place(bytes, at, start), params }
    }
}

/// Whether a document is UTF-16: by its mark, or as every other byte of ASCII in it is NUL.
pub fn is_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [first, 0, second, 0, ..] | [0, first, 0, second, ..] => *first != 0 && *second != 0,
        _ => false,
    }
}

/// The byte that serde looked at last: it counts them from 1, and from the line after an end of line.
pub fn offset(bytes: &[u8], error: &serde_json::Error) -> usize {
    let before = error.line().saturating_sub(1);
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').take(before);
    lines.map(<[u8]>::len).sum::<usize>().saturating_add(error.column()).saturating_sub(1)
}

/// The line and the column of a byte.
fn place(bytes: &[u8], mut at: usize, (line, column): (usize, usize)) -> (usize, usize) {
    while at > 0 && bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80) {
        at = at.saturating_sub(1);
    }
    let before = String::from_utf8_lossy(bytes.get(..at).unwrap_or(bytes));
    match before.rsplit_once('\n') {
        None => (line, column.saturating_add(before.chars().count())),
        Some((lines, last)) => {
            let ended = lines.matches('\n').count().saturating_add(1);
            (line.saturating_add(ended), last.chars().count().saturating_add(1))
        }
    }
}

/// The first characters from a byte on.
fn signs(bytes: &[u8], at: usize) -> std::borrow::Cow<'_, str> {
    let rest = bytes.get(at..).unwrap_or_default();
    String::from_utf8_lossy(rest.get(..8).unwrap_or(rest))
}

/// The sentence of what is probably wrong.
fn cause(bytes: &[u8], at: usize, error: &serde_json::Error) -> &'static str {
    let text = error.to_string();
    let says = |words: &str| text.starts_with(words);
    if bytes.trim_ascii().is_empty() {
        return "json_empty";
    }
    // A workbook is a ZIP, or what was before that.
    if bytes.starts_with(b"PK") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return "json_spreadsheet";
    }
    if says("invalid unicode code point") {
        return "not_utf8";
    }
    // Inside a text no sign means what it does outside.
    if says("control character") {
        return "json_control";
    }
    if says("invalid escape") {
        return "json_escape";
    }
    if error.is_eof() {
        return "json_ends";
    }
    let signs = signs(bytes, at);
    let before = bytes.get(..at).unwrap_or(bytes);
    let after_text = before.trim_ascii_end().ends_with(b"\"");
    let gap = before.get(before.trim_ascii_end().len()..).unwrap_or_default();
    match signs.chars().next().unwrap_or_default() {
        '“' | '”' | '„' | '‟' | '‘' | '’' => "json_curly_quotes",
        '\'' => "json_single_quotes",
        '#' => "json_comment",
        '/' if signs.starts_with("//") || signs.starts_with("/*") => "json_comment",
        ',' if says("expected value") || says("key must") || says("trailing comma") => "json_comma",
        _ if says("trailing comma") => "json_trailing_comma",
        _ if says("key must") => "json_key",
        _ if says("trailing characters") => "json_trailing",
        _ if says("expected `:`") => "json_colon",
        sign if says("expected `,`") => {
            let begins = matches!(sign, '"' | '{' | '[');
            if after_text && !matches!(sign, ']' | '}' | ':') && (gap.is_empty() || !begins && !gap.contains(&b'\n')) {
                "json_inner_quote"
            } else if begins || sign.is_ascii_alphanumeric() || sign == '-' {
                "json_missing_comma"
            } else {
                "not_json"
            }
        }
        _ => "not_json",
    }
}

/// The key that an object gives twice, and where it is given again; the objects are looked at in the
/// order in which they end, as they are when they are read.
fn repeated_key(bytes: &[u8]) -> Option<Key> {
    let mut open: Vec<(HashSet<String>, Option<Key>)> = Vec::new();
    let mut at = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => open.push((HashSet::new(), None)),
            b'}' | b']' => {
                if let Some((_, Some(found))) = open.pop() {
                    return Some(found);
                }
            }
            b'"' => {
                let rest = bytes.get(at..)?;
                let mut texts = serde_json::Deserializer::from_slice(rest).into_iter::<String>();
                let text = texts.next()?.ok()?;
                let length = texts.byte_offset();
                if rest.get(length..)?.trim_ascii_start().starts_with(b":") {
                    let (keys, found) = open.last_mut()?;
                    if !keys.insert(text.clone()) && found.is_none() {
                        *found = Some((text, at));
                    }
                }
                at = at.saturating_add(length);
                continue;
            }
            _ => {}
        }
        at = at.saturating_add(1);
    }
    None
}

/// A key as it can be told: nothing in it steers a terminal.
fn shortened(key: &str) -> String {
    let plain = |sign: char| if sign.is_control() { ' ' } else { sign };
    let mut short: String = key.chars().take(MAX_KEY).map(plain).collect();
    if key.chars().count() > MAX_KEY {
        short.push('…');
    }
    short
}
