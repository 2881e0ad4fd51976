//! XML, cut at its tags exactly where the reader of cells cuts it (quick-xml).
//!
//! What is a tag to the reader must be one here, or a guard would look past it: a `>` in quotes ends no tag, and tags in
//! comments, in CDATA and in instructions are none. What the reader stumbles over may be taken for anything here.

use alloc::vec::Vec;

use super::{
    Cause, Fault,
    swar::{find, find_unquoted},
};

const CDATA: &[u8] = b"![CDATA[";
const COMMENT: &[u8] = b"!--";

/// What is passing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Text,
    /// Behind a `<`.
    Opened,
    Tag,
    /// A `<!` of which it is not known yet what it opens.
    Declared,
    Comment,
    Cdata,
    Instruction,
}

impl Place {
    /// What stands before the `>` that ends it.
    const fn end(self) -> &'static [u8] {
        match self {
            Self::Comment => b"--",
            Self::Cdata => b"]]",
            _ => b"?",
        }
    }
}

/// Cuts one part, however it comes in pieces.
#[derive(Debug)]
pub struct Markup {
    place: Place,
    /// The quotation mark that is open within a tag; 0 where none is.
    quote: u8,
    /// The beginning of a tag that was cut.
    tag: Vec<u8>,
    /// How long the text is that is passing.
    length: usize,
    /// The last bytes of a comment, of CDATA or of an instruction that was cut.
    last: [u8; 2],
    /// How many bytes came before this piece.
    before: usize,
    max_text: usize,
    max_tag: usize,
}

impl Markup {
    /// The longest text (or comment, or CDATA) and the longest tag that there may be.
    pub const fn new(max_text: usize, max_tag: usize) -> Self {
        Self { place: Place::Text, quote: 0, tag: Vec::new(), length: 0, last: [0; 2], before: 0, max_text, max_tag }
    }

    /// Shows each tag that ends in this piece, without its brackets, and how many bytes came before its end.
    pub fn push(&mut self, bytes: &[u8], see: &mut impl FnMut(&[u8], usize) -> Result<(), Fault>) -> Result<(), Fault> {
        let mut rest = bytes;
        while let Some(first) = rest.first() {
            let used = match self.place {
                Place::Text => match find(b'<', rest) {
                    Some(start) => {
                        self.grow(start)?;
                        self.length = 0;
                        let used = start.saturating_add(1);
                        // Nearly every tag is whole and simple.
                        let opened = rest.get(used..).unwrap_or_default();
                        let is_simple = opened.first().is_some_and(|first| !matches!(first, b'!' | b'?'));
                        let end = if is_simple { find_unquoted(b'>', opened) } else { None };
                        if let Some(inside) = end.filter(|end| *end <= self.max_tag).and_then(|end| opened.get(..end)) {
                            let used = used.saturating_add(inside.len()).saturating_add(1);
                            let left = rest.len().saturating_sub(used);
                            see(inside, self.before.saturating_add(bytes.len().saturating_sub(left)))?;
                            used
                        } else {
                            self.place = Place::Opened;
                            used
                        }
                    }
                    None => {
                        self.grow(rest.len())?;
                        rest.len()
                    }
                },
                Place::Opened => {
                    self.last = [0; 2];
                    self.place = match first {
                        b'!' => Place::Declared,
                        b'?' => Place::Instruction,
                        _ => Place::Tag,
                    };
                    0
                }
                Place::Declared => {
                    self.tag.push(*first);
                    // A document type has no place in a workbook, and what it declares the reader would pass over.
                    if !CDATA.starts_with(&self.tag) && !COMMENT.starts_with(&self.tag) {
                        return Err(Cause::DamagedBook.into());
                    }
                    if self.tag == CDATA || self.tag == COMMENT {
                        self.place = if self.tag == CDATA { Place::Cdata } else { Place::Comment };
                        self.tag.clear();
                    }
                    1
                }
                Place::Tag => {
                    let end = self.end_of_tag(rest);
                    let inside = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
                    if self.tag.len().saturating_add(inside.len()) > self.max_tag {
                        return Err(Cause::DamagedBook.into());
                    }
                    if end.is_none() || !self.tag.is_empty() {
                        self.tag.extend_from_slice(inside);
                    }
                    let used = inside.len().saturating_add(1);
                    if end.is_some() {
                        let passed = bytes.len().saturating_sub(rest.len()).saturating_add(used);
                        self.place = Place::Text;
                        see(if self.tag.is_empty() { inside } else { &self.tag }, self.before.saturating_add(passed))?;
                        self.tag.clear();
                    }
                    used
                }
                Place::Comment | Place::Cdata | Place::Instruction => self.pass(rest)?,
            };
            rest = rest.get(used..).unwrap_or_default();
        }
        self.before = self.before.saturating_add(bytes.len());
        Ok(())
    }

    fn grow(&mut self, by: usize) -> Result<(), Fault> {
        self.length = self.length.saturating_add(by);
        if self.length > self.max_text { Err(Cause::DamagedBook.into()) } else { Ok(()) }
    }

    /// Where the tag that is passing ends.
    fn end_of_tag(&mut self, bytes: &[u8]) -> Option<usize> {
        for (place, byte) in bytes.iter().enumerate() {
            match byte {
                b'>' if self.quote == 0 => return Some(place),
                b'"' | b'\'' if self.quote == 0 => self.quote = *byte,
                quote if *quote == self.quote => self.quote = 0,
                _ => {}
            }
        }
        None
    }

    /// Passes over what has its own end; gives how many bytes.
    fn pass(&mut self, bytes: &[u8]) -> Result<usize, Fault> {
        let end = self.place.end();
        let mut used = 0_usize;
        while let Some(found) = bytes.get(used..).and_then(|rest| find(b'>', rest)) {
            let place = used.saturating_add(found);
            used = place.saturating_add(1);
            let before = bytes.get(..place).unwrap_or_default();
            let is_end = before.ends_with(end) || place < 2 && [self.last.as_slice(), before].concat().ends_with(end);
            if is_end {
                self.grow(used)?;
                self.length = 0;
                self.place = Place::Text;
                return Ok(used);
            }
        }
        self.grow(bytes.len())?;
        let last = bytes.get(bytes.len().saturating_sub(2)..).unwrap_or_default();
        if let [.., first, second] = [self.last.as_slice(), last].concat()[..] {
            self.last = [first, second];
        }
        Ok(bytes.len())
    }
}
