//! A look through a workbook before it is read: whether it may be unpacked at all, and what the reader of cells
//! does not tell.
//!
//! A workbook is a ZIP archive of XML parts. Every part is unpacked once to nowhere, so that what it comes to
//! is measured and not believed, and its tags are looked at on the way: what would make the reader of cells
//! take more memory than the file is worth is refused, and hidden rows and columns, merged areas and formulas
//! are counted.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{Cause, Fault, MAX_INFLATED, MAX_ROW, swar::find};

/// The most parts of an archive.
const MAX_PARTS: usize = 10_000;
/// The most bytes of a part that is no sheet, no text and no picture: those are read into tables.
const MAX_SMALL: usize = 16 << 20;
/// The most formats of cells; Excel writes up to 65,490.
const MAX_FORMATS: usize = 1 << 16;
/// The longest tag or text among the formats: each format of a cell gets copies.
const MAX_FORMAT: usize = 2_048;
/// The longest tag elsewhere.
const MAX_TAG: usize = 1 << 16;
/// The most sheets and relationships that are kept.
const MAX_LINKS: usize = 100_000;
/// The most ranges of hidden columns that are kept.
const MAX_RANGES: usize = 1_000;

/// What was seen of a part.
#[derive(Clone, Debug, Default)]
pub struct Part {
    pub has_data: bool,
    pub formulas: u64,
    pub merged: u64,
    pub hidden_rows: u64,
    /// The first and the last of each range, from 1.
    hidden_columns: Vec<(u32, u32)>,
    /// Whether the row that is passing is hidden and was not counted yet.
    is_hidden: bool,
    strings: usize,
    announced: usize,
    formats: usize,
    /// Of a workbook, the relationship of each sheet in order; of relationships, what they lead to.
    sheets: Vec<String>,
    links: BTreeMap<String, String>,
    document: Option<String>,
}

impl Part {
    /// How many columns are hidden among the first.
    pub fn hidden_columns(&self, columns: usize) -> u64 {
        let columns = u32::try_from(columns).unwrap_or(u32::MAX);
        let inside = |(first, last): &(u32, u32)| last.min(&columns).saturating_add(1).saturating_sub(*first);
        self.hidden_columns.iter().map(|range| u64::from(inside(range))).sum()
    }
}

/// What was seen of all parts, by their names in small letters.
#[derive(Debug)]
pub struct Parts(BTreeMap<String, Part>);

impl Parts {
    /// What was seen of each sheet, in the order in which the workbook lists them.
    pub fn sheets(&self) -> Vec<Option<&Part>> {
        let target = self.0.get("_rels/.rels").and_then(|part| part.document.as_deref()).unwrap_or("xl/workbook.xml");
        let target = key(target);
        let (folder, name) = target.rsplit_once('/').map_or(("", target.as_str()), |(folder, name)| (folder, name));
        let inside = |path: &str| if folder.is_empty() { path.to_string() } else { [folder, "/", path].concat() };
        let links = self.0.get(&inside(&["_rels/", name, ".rels"].concat())).map(|part| &part.links);
        let Some(workbook) = self.0.get(&target) else { return Vec::new() };
        let part = |id: &String| {
            let path = links?.get(id)?;
            self.0.get(&if path.starts_with('/') { key(path) } else { key(&inside(path)) })
        };
        workbook.sheets.iter().map(part).collect()
    }
}

/// The name of a part as it is compared: some programs write it with capitals or backslashes.
fn key(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// Looks through all parts, which may unpack to so many bytes.
pub fn inspect(book: &[u8], max_inflated: usize) -> Result<Parts, Fault> {
    let damaged = |_| Fault::from(Cause::DamagedBook);
    // The directory is read into a table, however long it claims to be. Every entry begins with this.
    if book.windows(4).filter(|window| window == b"PK\x01\x02").count() > MAX_PARTS {
        return Err(Fault::beyond(Cause::Parts, MAX_PARTS, None));
    }
    let mut archive = ZipArchive::new(Cursor::new(book)).map_err(damaged)?;
    let names: Vec<String> = archive.file_names_raw().map(|name| key(&String::from_utf8_lossy(name))).collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    if has("xl/workbook.bin") || (has("mimetype") && has("content.xml")) {
        return Err(Cause::OtherBook.into());
    }
    if !has("_rels/.rels") || !names.iter().any(|name| name.starts_with("xl/") || name.ends_with("workbook.xml")) {
        return Err(Cause::NoBook.into());
    }
    let mut parts = BTreeMap::new();
    let mut budget = max_inflated;
    for (index, name) in names.into_iter().enumerate() {
        let mut file = archive.by_index(index).map_err(damaged)?;
        let part = Scan::new(&name).read(&mut file, &mut budget)?;
        parts.insert(name, part);
    }
    Ok(Parts(parts))
}

/// Looks at the tags of one part, however it is cut.
struct Scan {
    part: Part,
    /// A tag that was cut.
    tag: Vec<u8>,
    is_cut: bool,
    /// How long the text is that is passing, and how long it may be.
    length: usize,
    max_length: usize,
    max_tag: usize,
    max_part: usize,
    is_xml: bool,
}

impl Scan {
    fn new(name: &str) -> Self {
        let (_, kind) = name.rsplit_once('.').unwrap_or_default();
        let is_link = kind == "rels";
        let is_format = name.ends_with("styles.xml");
        let is_small = is_link
            || is_format
            || name.ends_with("workbook.xml")
            || name.contains("theme/")
            || name.contains("[content_types]");
        Self {
            part: Part::default(),
            tag: Vec::new(),
            is_cut: false,
            length: 0,
            max_length: if is_format { MAX_FORMAT } else { MAX_ROW },
            max_tag: if is_format { MAX_FORMAT } else { MAX_TAG },
            max_part: if is_small { MAX_SMALL } else { MAX_INFLATED },
            is_xml: is_link || kind == "xml",
        }
    }

    fn read(mut self, file: &mut impl Read, budget: &mut usize) -> Result<Part, Fault> {
        let mut buffer = alloc::vec![0; 1 << 16];
        let mut size = 0_usize;
        loop {
            let count = file.read(&mut buffer).map_err(|_| Fault::from(Cause::DamagedBook))?;
            if count == 0 {
                break;
            }
            size = size.saturating_add(count);
            let inflates = || Fault::beyond(Cause::InflatedBook, MAX_INFLATED >> 20, None);
            *budget = budget.checked_sub(count).ok_or_else(inflates)?;
            if size > self.max_part {
                return Err(inflates());
            }
            if self.is_xml {
                self.push(buffer.get(..count).unwrap_or_default())?;
            }
        }
        // What it announces is room that the reader of cells makes at once.
        let is_honest = self.part.announced <= self.part.strings.saturating_mul(2).saturating_add(1_024);
        if is_honest && self.part.formats <= MAX_FORMATS { Ok(self.part) } else { Err(Cause::DamagedBook.into()) }
    }

    fn push(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let mut rest = bytes;
        while !rest.is_empty() {
            if !self.is_cut {
                let start = find(b'<', rest);
                self.length = self.length.saturating_add(start.unwrap_or(rest.len()));
                if self.length > self.max_length {
                    return Err(Cause::DamagedBook.into());
                }
                let Some(start) = start else { break };
                self.length = 0;
                rest = rest.get(start.saturating_add(1)..).unwrap_or_default();
            }
            let end = find(b'>', rest);
            let (inside, behind) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or_default();
            if self.tag.len().saturating_add(inside.len()) > self.max_tag {
                return Err(Cause::DamagedBook.into());
            }
            if self.is_cut || end.is_none() {
                self.tag.extend_from_slice(inside);
            }
            if end.is_some() {
                if self.is_cut {
                    let tag = core::mem::take(&mut self.tag);
                    self.part.see(&tag)?;
                    self.tag = tag;
                    self.tag.clear();
                } else {
                    self.part.see(inside)?;
                }
            }
            self.is_cut = end.is_none();
            rest = behind.get(1..).unwrap_or_default();
        }
        Ok(())
    }
}

impl Part {
    /// Takes note of one tag, without its brackets.
    fn see(&mut self, tag: &[u8]) -> Result<(), Fault> {
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'/';
        let name = tag.get(..tag.iter().position(is_end).unwrap_or(tag.len())).unwrap_or_default();
        let name = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
        let has = |key: &str| attribute(tag, key).is_some_and(|value| matches!(value, b"1" | b"true"));
        let text = |key: &str| attribute(tag, key).map(|value| String::from_utf8_lossy(value).into_owned());
        let is_placed =
            |key: &str| attribute(tag, key).is_none_or(|value| value.split(|byte| *byte == b':').all(is_place));
        match name {
            b"v" | b"is" => {
                self.has_data = true;
                self.hidden_rows = self.hidden_rows.saturating_add(u64::from(core::mem::take(&mut self.is_hidden)));
            }
            b"c" if !is_placed("r") => return Err(Cause::DamagedBook.into()),
            b"dimension" if !is_placed("ref") || !is_ordered(tag) => return Err(Cause::DamagedBook.into()),
            b"f" => self.formulas = self.formulas.saturating_add(1),
            b"mergeCell" => self.merged = self.merged.saturating_add(1),
            b"row" => {
                if attribute(tag, "r").is_some_and(|row| row.len() > 7 || !row.iter().all(u8::is_ascii_digit)) {
                    return Err(Cause::DamagedBook.into());
                }
                self.is_hidden = has("hidden");
            }
            b"col" if has("hidden") && self.hidden_columns.len() < MAX_RANGES => {
                let number = |key: &str| text(key)?.parse::<u32>().ok();
                self.hidden_columns.extend(number("min").filter(|first| *first > 0).zip(number("max")));
            }
            b"si" => self.strings = self.strings.saturating_add(1),
            b"sst" => self.announced = text("uniqueCount").and_then(|count| count.parse().ok()).unwrap_or(0),
            b"xf" => self.formats = self.formats.saturating_add(1),
            b"sheet" if self.sheets.len() < MAX_LINKS => self.sheets.push(text("id").unwrap_or_default()),
            b"Relationship" if self.links.len() < MAX_LINKS => {
                let (id, target) = (text("Id").unwrap_or_default(), text("Target").unwrap_or_default());
                if text("Type").is_some_and(|kind| kind.ends_with("/officeDocument")) {
                    self.document = Some(target.clone());
                }
                self.links.insert(id, target);
            }
            _ => {}
        }
        Ok(())
    }
}

/// The value of an attribute, whatever stands in front of a colon in its name.
fn attribute<'a>(tag: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let mut rest = tag;
    loop {
        let equals = find(b'=', rest)?;
        let (key, value) = rest.split_at_checked(equals)?;
        let key = key.trim_ascii_end();
        let is_asked = key.strip_suffix(name.as_bytes()).and_then(<[u8]>::last);
        let (quote, value) = value.get(1..)?.trim_ascii_start().split_first()?;
        let (value, behind) = value.split_at_checked(find(*quote, value)?)?;
        if is_asked.is_some_and(|before| before.is_ascii_whitespace() || *before == b':') {
            return Some(value);
        }
        rest = behind.get(1..)?;
    }
}

/// Whether it is a place on a sheet, such as `XFD1048576`, that needs no larger numbers than there are.
fn is_place(text: &[u8]) -> bool {
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let digits = text.get(letters..).unwrap_or_default();
    letters <= 3 && digits.len() <= 7 && digits.iter().all(u8::is_ascii_digit)
}

/// Whether the area of a tag begins above and left of its end.
fn is_ordered(tag: &[u8]) -> bool {
    let area = attribute(tag, "ref").unwrap_or_default();
    let mut ends = area.split(|byte| *byte == b':').map(|place| {
        let letters = place.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (column, row) = place.split_at_checked(letters).unwrap_or_default();
        let number = str::from_utf8(row).ok().and_then(|row| row.parse::<u32>().ok());
        (number, (column.len(), column.to_ascii_uppercase()))
    });
    match (ends.next(), ends.next()) {
        (Some(first), Some(last)) => first.0 <= last.0 && first.1 <= last.1,
        _ => true,
    }
}
