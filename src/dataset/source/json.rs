//! JSON, however its bytes are cut: documents one after another, or the elements of an array, one at a time.
//!
//! Where a document ends is found by its brackets; what is in it, by the JSON reader that every room uses.

use alloc::vec::Vec;

use super::{Cause, Document, Fault, MAX_ROW, MAX_ROWS, Record, Sink, Stop, give, sniff::Encoding, table::lines};

#[derive(Debug)]
pub struct Documents {
    encoding: Encoding,
    place: Place,
    /// The document that is being read, as far as it came in pieces.
    text: Vec<u8>,
    /// Where it begins.
    begun: (u64, u64),
    depth: usize,
    string: Text,
    /// The line and the byte of the file that come next.
    line: u64,
    offset: u64,
    returned: bool,
    count: u64,
}

/// Where between documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In front of everything.
    Start,
    /// Among documents one after another.
    Between,
    /// In an array, in front of an element; the first, or one that must be there.
    First,
    Next,
    /// In an array, behind an element.
    Behind,
    /// After the array.
    End,
    Inside,
    /// Inside a document of an array.
    InsideArray,
}

/// Whether a sign stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Text {
    Outside,
    Inside,
    Escape,
}

impl Documents {
    pub const fn new(encoding: Encoding, offset: u64) -> Self {
        Self {
            encoding,
            place: Place::Start,
            text: Vec::new(),
            begun: (1, 0),
            depth: 0,
            string: Text::Outside,
            line: 1,
            offset,
            returned: false,
            count: 0,
        }
    }

    pub const fn line(&self) -> u64 {
        self.line
    }

    pub fn feed(&mut self, bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), Stop> {
        let mut rest = bytes;
        while let Some(sign) = rest.first() {
            let used = if matches!(self.place, Place::Inside | Place::InsideArray) {
                self.read(rest, sink)?
            } else {
                self.step(*sign)?
            };
            let (passed, behind) = rest.split_at_checked(used).unwrap_or((rest, &[]));
            self.line = self.line.saturating_add(lines(passed, &mut self.returned));
            self.offset = self.offset.saturating_add(self.encoding.width(passed));
            rest = behind;
        }
        Ok(())
    }

    /// One sign between documents: how many bytes are done with.
    fn step(&mut self, sign: u8) -> Result<usize, Fault> {
        self.place = match (self.place, sign) {
            (place, b' ' | b'\t' | b'\r' | b'\n') => place,
            (place @ (Place::Start | Place::Between | Place::First | Place::Next), b'{') => {
                self.begun = (self.line, self.offset);
                let is_listed = matches!(place, Place::First | Place::Next);
                self.place = if is_listed { Place::InsideArray } else { Place::Inside };
                return Ok(0);
            }
            (Place::Start, b'[') => Place::First,
            (Place::First | Place::Behind, b']') => Place::End,
            (Place::Behind, b',') => Place::Next,
            (Place::Behind | Place::End, _) | (Place::Next, b']') => return Err(Fault::at(Cause::Json, self.line)),
            _ => return Err(Fault::at(Cause::JsonKind, self.line)),
        };
        Ok(1)
    }

    /// Reads on in a document, and gives it where it ends; tells how many bytes of it there were.
    fn read(&mut self, bytes: &[u8], sink: &mut Sink<'_>) -> Result<usize, Stop> {
        let end = self.end_of(bytes)?;
        let part = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
        if self.text.len().saturating_add(part.len()) > MAX_ROW {
            return Err(Fault::beyond(Cause::JsonLength, MAX_ROW, Some(self.begun.0)).into());
        }
        if end.is_none() {
            self.text.extend_from_slice(part);
            return Ok(part.len());
        }
        let whole = if self.text.is_empty() {
            part
        } else {
            self.text.extend_from_slice(part);
            &self.text
        };
        let (line, offset) = self.begun;
        let Ok(json) = serde_json::from_slice(whole) else { return Err(Fault::at(Cause::Json, line).into()) };
        self.text.clear();
        self.count = self.count.saturating_add(1);
        if self.count > MAX_ROWS {
            let max = usize::try_from(MAX_ROWS).unwrap_or(usize::MAX);
            return Err(Fault::beyond(Cause::Rows, max, Some(line)).into());
        }
        self.place = if self.place == Place::InsideArray { Place::Behind } else { Place::Between };
        give(Record::Document(Document { number: self.count, line, offset, json }), sink)?;
        Ok(part.len())
    }

    /// Behind which byte the document ends, if it does.
    fn end_of(&mut self, bytes: &[u8]) -> Result<Option<usize>, Fault> {
        for (index, sign) in bytes.iter().enumerate() {
            self.string = match (self.string, sign) {
                // A text has no end of line in it: its quotation mark is missing, and what follows is not its fault.
                (Text::Inside | Text::Escape, b'\n') => return Err(Fault::at(Cause::Json, self.begun.0)),
                (Text::Inside, b'"') => Text::Outside,
                (Text::Inside, b'\\') => Text::Escape,
                (Text::Inside | Text::Escape, _) | (Text::Outside, b'"') => Text::Inside,
                (Text::Outside, b'{' | b'[') => {
                    self.depth = self.depth.saturating_add(1);
                    Text::Outside
                }
                (Text::Outside, b'}' | b']') => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Ok(Some(index.saturating_add(1)));
                    }
                    Text::Outside
                }
                (Text::Outside, _) => Text::Outside,
            };
        }
        Ok(None)
    }

    /// How many there were, where the file may end here.
    pub fn finish(&self) -> Result<u64, Fault> {
        match self.place {
            Place::Between | Place::End => Ok(self.count),
            Place::Inside | Place::InsideArray => Err(Fault::at(Cause::Json, self.begun.0)),
            _ => Err(Fault::at(Cause::Json, self.line)),
        }
    }
}
