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

use super::{Cause, Fault, MAX_INFLATED, MAX_ROW, markup::Markup, swar::find};

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
/// The most texts that cells share; each costs the reader of cells more than the few bytes that it may have.
const MAX_STRINGS: usize = 4_000_000;
/// The most bytes of one text or value with all its markup: the reader of cells puts its pieces together.
const MAX_ITEM: usize = 4 << 20;
/// How many times its size a workbook may unpack to, beyond what any may. Answers as Excel writes them are about 13 times,
/// one word in every cell is 17; even that word written out in each cell, without its place, is below 190.
const MAX_RATIO: usize = 200;
/// What any workbook may unpack to.
const MIN_INFLATED: usize = 16 << 20;
/// What the names of parts end in that have sheets and the like.
const PART: &str = "xml";

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
    /// The name of the text or value that is passing, and behind how many bytes it began.
    item: Vec<u8>,
    item_begun: Option<usize>,
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
    let names = archive.file_names().map(|name| name.map(|name| key(&name))).collect::<Result<Vec<_>, _>>();
    let names = names.map_err(damaged)?;
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    if has("xl/workbook.bin") || (has("mimetype") && has("content.xml")) {
        return Err(Cause::OtherBook.into());
    }
    if !has("_rels/.rels") || !names.iter().any(|name| name.starts_with("xl/") || name.ends_with("workbook.xml")) {
        return Err(Cause::NoBook.into());
    }
    let mut parts = BTreeMap::new();
    let mut budget = max_inflated.min(book.len().saturating_mul(MAX_RATIO).saturating_add(MIN_INFLATED));
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
    markup: Markup,
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
        let (max_text, max_tag) = if is_format { (MAX_FORMAT, MAX_FORMAT) } else { (MAX_ROW, MAX_TAG) };
        Self {
            part: Part::default(),
            markup: Markup::new(max_text, max_tag),
            max_part: if is_small { MAX_SMALL } else { MAX_INFLATED },
            is_xml: is_link || kind == PART,
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
            *budget = budget.checked_sub(count).ok_or_else(inflates)?;
            if size > self.max_part {
                return Err(inflates());
            }
            if self.is_xml {
                let part = &mut self.part;
                let bytes = buffer.get(..count).unwrap_or_default();
                self.markup.push(bytes, &mut |tag, place| part.see(tag, place))?;
            }
        }
        // What it announces is room that the reader of cells makes at once.
        let is_honest = self.part.announced <= self.part.strings.saturating_mul(2).saturating_add(1_024);
        if is_honest { Ok(self.part) } else { Err(Cause::DamagedBook.into()) }
    }
}

fn inflates() -> Fault {
    Fault::beyond(Cause::InflatedBook, MAX_INFLATED >> 20, None)
}

/// Counts one more of what there may be so many of.
fn count(number: &mut usize, most: usize) -> Result<(), Fault> {
    *number = number.saturating_add(1);
    if *number > most { Err(inflates()) } else { Ok(()) }
}

impl Part {
    /// Takes note of one tag, without its brackets, that ends behind so many bytes.
    fn see(&mut self, tag: &[u8], place: usize) -> Result<(), Fault> {
        if let Some(begun) = self.item_begun {
            if place.saturating_sub(begun) > MAX_ITEM {
                return Err(Cause::DamagedBook.into());
            }
            let rest = tag.strip_prefix(b"/").and_then(|tag| tag.strip_prefix(&*self.item));
            if rest.is_some_and(|rest| rest.iter().all(|byte| b" \t\r\n".contains(byte))) {
                self.item_begun = None;
            }
        }
        if tag.starts_with(b"/") {
            return Ok(());
        }
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'/';
        let (full, rest) = tag.split_at_checked(tag.iter().position(is_end).unwrap_or(tag.len())).unwrap_or_default();
        let name = full.rsplit(|byte| *byte == b':').next().unwrap_or_default();
        let attributes = Attributes(rest);
        match name {
            b"v" | b"is" => {
                self.has_data = true;
                self.hidden_rows = self.hidden_rows.saturating_add(u64::from(core::mem::take(&mut self.is_hidden)));
                self.begin(full, tag, place)?;
            }
            b"c" => attributes.all("r", is_place)?,
            b"dimension" => attributes.all("ref", is_area)?,
            b"f" => self.formulas = self.formulas.saturating_add(1),
            b"mergeCell" => self.merged = self.merged.saturating_add(1),
            b"row" => {
                attributes.all("r", |row| row.len() <= 7 && row.iter().all(u8::is_ascii_digit))?;
                self.is_hidden = attributes.is("hidden");
            }
            b"col" if attributes.is("hidden") && self.hidden_columns.len() < MAX_RANGES => {
                let number = |key: &str| attributes.text(key)?.parse::<u32>().ok();
                self.hidden_columns.extend(number("min").filter(|first| *first > 0).zip(number("max")));
            }
            b"si" => {
                count(&mut self.strings, MAX_STRINGS)?;
                self.begin(full, tag, place)?;
            }
            b"sst" => {
                let mut most = self.announced;
                attributes.all("uniqueCount", |count| {
                    let count = str::from_utf8(count).ok().and_then(|count| count.parse().ok());
                    most = most.max(count.unwrap_or(0));
                    count.is_some()
                })?;
                self.announced = most;
            }
            b"xf" => count(&mut self.formats, MAX_FORMATS).map_err(|_| Fault::from(Cause::DamagedBook))?,
            b"sheet" => {
                if self.sheets.len() >= MAX_LINKS {
                    return Err(Cause::DamagedBook.into());
                }
                self.sheets.push(attributes.link().unwrap_or_default());
            }
            b"definedName" => self.begin(full, tag, place)?,
            b"Relationship" => self.relate(&attributes)?,
            _ => {}
        }
        Ok(())
    }

    /// Notes where an item begins of which the reader of cells puts the texts together, up to its end. None has
    /// another within; of such it could not be told which of them the reader sees.
    fn begin(&mut self, name: &[u8], tag: &[u8], place: usize) -> Result<(), Fault> {
        if self.item_begun.is_some() {
            return Err(Cause::DamagedBook.into());
        }
        if !tag.ends_with(b"/") {
            self.item_begun = Some(place);
            self.item.clear();
            self.item.extend_from_slice(name);
        }
        Ok(())
    }

    fn relate(&mut self, attributes: &Attributes<'_>) -> Result<(), Fault> {
        let text = |key: &str| attributes.text(key).unwrap_or_default();
        let is_kind = |kinds: &[&str]| {
            let is_one = |kind: &[u8]| {
                kinds.iter().any(|known| kind.rsplit(|byte| *byte == b'/').next() == Some(known.as_bytes()))
            };
            attributes.all("Type", |kind| !is_one(kind)).is_err()
        };
        let is_document = is_kind(&["officeDocument"]);
        if is_document || is_kind(&["worksheet", "chartsheet", "dialogsheet"]) {
            // What is read as XML must have been looked through as XML.
            attributes.all("Target", |target| {
                target
                    .rsplit(|byte| *byte == b'.')
                    .next()
                    .is_some_and(|kind| kind.eq_ignore_ascii_case(PART.as_bytes()))
            })?;
        }
        if is_document {
            self.document = Some(text("Target"));
        }
        if self.links.len() < MAX_LINKS {
            self.links.insert(text("Id"), text("Target"));
        }
        Ok(())
    }
}

/// The attributes of a tag, as the reader of cells finds them: by their whole names, and the last where there are two.
#[derive(Clone, Copy)]
struct Attributes<'a>(&'a [u8]);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, value) = self.0.split_at_checked(find(b'=', self.0)?)?;
        let (quote, value) = value.get(1..)?.trim_ascii_start().split_first()?;
        let (value, behind) = value.split_at_checked(find(*quote, value)?)?;
        self.0 = behind.get(1..)?;
        Some((key.trim_ascii(), value))
    }
}

impl<'a> Attributes<'a> {
    /// Whether each value of that name will do. The reader takes the first here and the last there.
    fn all(mut self, name: &str, mut will_do: impl FnMut(&[u8]) -> bool) -> Result<(), Fault> {
        // Most tags have no more of what it could be.
        while name.bytes().next().and_then(|first| find(first, self.0)).is_some() {
            let Some((key, value)) = self.next() else { break };
            if key == name.as_bytes() && !will_do(value) {
                return Err(Cause::DamagedBook.into());
            }
        }
        Ok(())
    }

    fn value(mut self, name: &str) -> Option<&'a [u8]> {
        self.find_map(|(key, value)| (key == name.as_bytes()).then_some(value))
    }

    fn text(self, name: &str) -> Option<String> {
        self.value(name).map(|value| String::from_utf8_lossy(value).into_owned())
    }

    fn is(self, name: &str) -> bool {
        self.value(name).is_some_and(|value| matches!(value, b"1" | b"true"))
    }

    /// `r:id`, whatever its namespace is called.
    fn link(self) -> Option<String> {
        let is_link = |key: &[u8]| key == b"id" || key.ends_with(b":id");
        self.filter(|(key, _)| is_link(key)).last().map(|(_, value)| String::from_utf8_lossy(value).into_owned())
    }
}

/// Whether it is a place on a sheet, such as `XFD1048576`, that needs no larger numbers than there are.
fn is_place(text: &[u8]) -> bool {
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let digits = text.get(letters..).unwrap_or_default();
    letters <= 3 && digits.len() <= 7 && digits.iter().all(u8::is_ascii_digit)
}

/// Whether it is a place, or an area that begins above and left of its end.
fn is_area(text: &[u8]) -> bool {
    let mut ends = text.split(|byte| *byte == b':').map(|place| {
        let letters = place.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (column, row) = place.split_at_checked(letters).unwrap_or_default();
        let number = str::from_utf8(row).ok().and_then(|row| row.parse::<u32>().ok());
        (number, (column.len(), column.to_ascii_uppercase()))
    });
    let is_ordered = match (ends.next(), ends.next()) {
        (Some(first), Some(last)) => first.0 <= last.0 && first.1 <= last.1,
        _ => true,
    };
    is_ordered && text.split(|byte| *byte == b':').all(is_place)
}
