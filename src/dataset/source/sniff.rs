//! What a file is, from its beginning.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::fault::{Cause, Fault};
use crate::format::is_legacy_encoded;

/// How the characters of a text are written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without its mark.
    Utf8,
    /// UTF-16, the lower byte first.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A table as text.
    Csv {
        /// What stands between two cells.
        delimiter: u8,
        /// How it is written.
        encoding: Encoding,
    },
    /// Documents one after another.
    Ndjson {
        /// How it is written.
        encoding: Encoding,
    },
    /// An array of documents.
    Json {
        /// How it is written.
        encoding: Encoding,
    },
    /// A workbook.
    Xlsx,
}

impl Kind {
    /// The stable name: `csv`, `ndjson`, `json`, `xlsx`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv { .. } => "csv",
            Self::Ndjson { .. } => "ndjson",
            Self::Json { .. } => "json",
            Self::Xlsx => "xlsx",
        }
    }

    pub(super) const fn encoding(self) -> Encoding {
        match self {
            Self::Csv { encoding, .. } | Self::Ndjson { encoding } | Self::Json { encoding } => encoding,
            Self::Xlsx => Encoding::Utf8,
        }
    }
}

/// What was seen.
#[derive(Debug)]
pub struct Seen {
    pub kind: Kind,
    /// How many bytes the mark of the encoding has.
    pub mark: usize,
    /// Whether the first line only says what stands between the cells, as Excel writes it: `sep=;`.
    pub names_delimiter: bool,
}

const ZIP: &[&[u8]] = &[b"PK\x03\x04", b"PK\x05\x06"];
/// A file system in a file: what workbooks were before XLSX, and what encrypted ones are today.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// What may stand between the cells. Where two of them cut alike, the one that stands less often in texts.
const DELIMITERS: [u8; 3] = [b'\t', b';', b','];
/// How many rows are looked at for it.
const ROWS: usize = 50;
/// How much is looked at to see whether NULs come in turns.
const TURNS: usize = 1024;

/// Looks at the beginning of a file, or all of it.
pub fn sniff(head: &[u8], is_all: bool, delimiter: Option<u8>) -> Result<Seen, Fault> {
    if head.is_empty() {
        return Err(Cause::Empty.into());
    }
    if ZIP.iter().any(|signature| head.starts_with(signature)) {
        return Ok(Seen { kind: Kind::Xlsx, mark: 0, names_delimiter: false });
    }
    if head.starts_with(OLE) {
        let name: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
        let is_locked = head.windows(name.len()).any(|window| window == name);
        return Err(if is_locked { Cause::LockedBook } else { Cause::OldBook }.into());
    }
    let (encoding, mark) = encoding_of(head);
    let text = text_of(head.get(mark..).unwrap_or_default(), encoding, is_all)?;
    let start = text.trim_start();
    let is_page = start
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_alphabetic() || sign == '!' || sign == '?'));
    if is_page || text.contains('\0') {
        return Err(Cause::Unknown.into());
    }
    if start.is_empty() && is_all {
        return Err(Cause::Empty.into());
    }
    if is_legacy_encoded(&text) {
        return Err(Cause::Legacy.into());
    }
    let mut inside = start.chars().skip(1).skip_while(char::is_ascii_whitespace);
    let (first, second) = (start.chars().next(), inside.next());
    // A heading may begin with a bracket, too: `[1] Name`.
    let kind = match (first, second) {
        (Some('['), Some('{' | ']')) => Kind::Json { encoding },
        (Some('{'), Some('"' | '}')) => Kind::Ndjson { encoding },
        _ => {
            let named = named_delimiter(&text);
            let delimiter = delimiter.or(named).unwrap_or_else(|| delimiter_of(&text, is_all));
            return Ok(Seen { kind: Kind::Csv { delimiter, encoding }, mark, names_delimiter: named.is_some() });
        }
    };
    Ok(Seen { kind, mark, names_delimiter: false })
}

fn encoding_of(head: &[u8]) -> (Encoding, usize) {
    match head {
        [0xef, 0xbb, 0xbf, ..] => return (Encoding::Utf8, 3),
        [0xff, 0xfe, ..] => return (Encoding::Utf16Le, 2),
        [0xfe, 0xff, ..] => return (Encoding::Utf16Be, 2),
        _ => {}
    }
    // Without a mark: the signs of tables and JSON are ASCII, so that every other byte of many pairs is NUL.
    let (pairs, _) = head.get(..TURNS).unwrap_or(head).as_chunks::<2>();
    let nuls = |place: fn(&[u8; 2]) -> u8| pairs.iter().filter(|pair| place(pair) == 0).count();
    let (first, second) = (nuls(|pair| pair[0]), nuls(|pair| pair[1]));
    let many = pairs.len() / 4;
    // (The lower byte of a few other letters is NUL, too.)
    if second > many && second / 8 >= first {
        (Encoding::Utf16Le, 0)
    } else if first > many && first / 8 >= second {
        (Encoding::Utf16Be, 0)
    } else {
        (Encoding::Utf8, 0)
    }
}

/// The beginning as text.
fn text_of(head: &[u8], encoding: Encoding, is_all: bool) -> Result<Cow<'_, str>, Fault> {
    let line_of = |before: &str| u64::try_from(before.matches('\n').count()).unwrap_or_default().saturating_add(1);
    if encoding != Encoding::Utf8 {
        let mut text = String::new();
        return match encoding.decode(head, &mut text) {
            Ok(used) if used == head.len() || !is_all => Ok(text.into()),
            _ => Err(Fault::at(Cause::Utf16, line_of(&text))),
        };
    }
    let error = match str::from_utf8(head) {
        Ok(text) => return Ok(text.into()),
        Err(error) => error,
    };
    let text = head.get(..error.valid_up_to()).and_then(|text| str::from_utf8(text).ok()).unwrap_or_default();
    if error.error_len().is_none() && !is_all {
        return Ok(text.into());
    }
    Err(other_encoding(head).unwrap_or_else(|| Fault::at(Cause::Encoding, line_of(text))))
}

/// What bytes that are no UTF-8 may be.
pub(super) fn other_encoding(bytes: &[u8]) -> Option<Fault> {
    if bytes.contains(&0) {
        return Some(Cause::Unknown.into());
    }
    // As Western letters, which is what the old encodings pretend to be.
    let western: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    if is_legacy_encoded(&western) {
        return Some(Cause::Legacy.into());
    }
    is_windows_1258(bytes).then(|| Cause::Windows1258.into())
}

/// Windows-1258 has most tones as signs of their own behind the vowel. No Western language has its letters of
/// these codes (Ì, Ò, Þ, ì, ò) behind vowels, and so often.
fn is_windows_1258(bytes: &[u8]) -> bool {
    let is_vowel = |byte: u8| b"aeiouyAEIOUY\xc2\xca\xd4\xc3\xd5\xdd\xe2\xea\xf4\xe3\xf5\xfd".contains(&byte);
    let tones = bytes.windows(2).filter(|pair| match pair {
        [vowel, tone] => is_vowel(*vowel) && b"\xcc\xd2\xde\xec\xf2".contains(tone),
        _ => false,
    });
    let others = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let tones = tones.count();
    tones > 0 && tones.saturating_mul(5) >= others
}

/// What `sep=;` names.
fn named_delimiter(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim_matches('"');
    let (key, value) = line.split_at_checked(4)?;
    match value.as_bytes() {
        [delimiter] if key.eq_ignore_ascii_case("sep=") && (delimiter.is_ascii_graphic() || *delimiter == b'\t') => {
            Some(*delimiter)
        }
        _ => None,
    }
}

/// What stands between the cells: what cuts most rows into the same number of cells, more than one.
fn delimiter_of(text: &str, is_all: bool) -> u8 {
    let mut best = (0_usize, 0_usize, b',');
    for delimiter in DELIMITERS {
        let counts = counts_of(text.as_bytes(), delimiter, is_all);
        // The most common number of cells, and how many rows have it.
        let common = counts.iter().copied().filter(|count| *count > 1);
        let rows_with = |count: usize| counts.iter().filter(|other| **other == count).count();
        let Some((rows, cells)) = common.map(|count| (rows_with(count), count)).max() else { continue };
        if (rows, cells) > (best.0, best.1) {
            best = (rows, cells, delimiter);
        }
    }
    best.2
}

/// How many cells each of the first rows has.
fn counts_of(text: &[u8], delimiter: u8, is_all: bool) -> Vec<usize> {
    let (mut counts, mut cells, mut is_quoted, mut is_blank) = (Vec::new(), 1_usize, false, true);
    for byte in text {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => {
                if !is_blank {
                    counts.push(cells);
                }
                (cells, is_blank) = (1, true);
                if counts.len() >= ROWS {
                    return counts;
                }
                continue;
            }
            _ if *byte == delimiter && !is_quoted => cells = cells.saturating_add(1),
            _ => {}
        }
        is_blank = false;
    }
    // Of a longer file the last row is cut, unless it is the only one that is known.
    if !is_blank && (is_all || counts.is_empty()) {
        counts.push(cells);
    }
    counts
}
