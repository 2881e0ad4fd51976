//! A JSON tree that keeps the order of its keys and holds its numbers exactly.
//!
//! Read through serde on a server, its texts composed (NFC); in a browser by the browser member.
//! Written by itself, since the canonical form (RFC 8785) is what a hash is made of.

use alloc::{
    borrow::Cow,
    collections::BinaryHeap,
    string::{String, ToString},
    vec::Vec,
};
use core::{cmp::Ordering, fmt};

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::number::{MAX_PLACES, MAX_SAFE_INTEGER, Ratio};

/// How deep arrays and objects may nest; a deeper document is refused while it is read.
pub const MAX_DEPTH: u8 = 32;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`, and JavaScript's `undefined`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number that is held exactly.
    Number(Ratio),
    /// A number beyond 2^53 or with more than [`MAX_PLACES`] decimals: never right for anything.
    Inexact,
    /// A string.
    Text(String),
    /// An array.
    Array(Vec<Json>),
    /// An object; its keys are distinct and keep their order.
    Object(Vec<(String, Json)>),
}

/// An object from its entries, in their order. (A `Vec`, since an array's length would make one
/// copy of this function for each.)
#[must_use]
pub fn object(entries: Vec<(&str, Json)>) -> Json {
    Json::Object(entries.into_iter().map(|(key, value)| (key.to_string(), value)).collect())
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_string())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Ratio> for Json {
    fn from(number: Ratio) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Json {
    fn from(count: u64) -> Self {
        i64::try_from(count).map_or(Self::Inexact, |count| Self::Number(Ratio::integer(count)))
    }
}

impl From<usize> for Json {
    fn from(count: usize) -> Self {
        i64::try_from(count).map_or(Self::Inexact, |count| Self::Number(Ratio::integer(count)))
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Json>> FromIterator<T> for Json {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self::Array(values.into_iter().map(Into::into).collect())
    }
}

impl Json {
    /// The value under `key` of an object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The entries of an object; of anything else, none.
    #[must_use]
    pub fn entries(&self) -> &[(String, Self)] {
        if let Self::Object(entries) = self { entries } else { &[] }
    }

    /// The elements of an array; of anything else, none.
    #[must_use]
    pub fn elements(&self) -> &[Self] {
        if let Self::Array(elements) = self { elements } else { &[] }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The exact number.
    #[must_use]
    pub fn as_number(&self) -> Option<Ratio> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// Whether a number anywhere in it is not held exactly.
    #[must_use]
    pub fn is_inexact(&self) -> bool {
        match self {
            Self::Inexact => true,
            Self::Array(elements) => elements.iter().any(Self::is_inexact),
            Self::Object(entries) => entries.iter().any(|(_, value)| value.is_inexact()),
            _ => false,
        }
    }

    /// Replaces or adds the value under `key`; only an object has keys.
    pub fn insert(&mut self, key: &str, value: Self) {
        if let Self::Object(entries) = self {
            match entries.iter_mut().find(|(name, _)| name == key) {
                Some((_, old)) => *old = value,
                None => entries.push((key.to_string(), value)),
            }
        }
    }

    /// Takes the value under `key` out.
    pub fn remove(&mut self, key: &str) {
        if let Self::Object(entries) = self {
            entries.retain(|(name, _)| name != key);
        }
    }

    /// JSON text with the keys in their order.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, false);
        text
    }

    /// The canonical JSON text of RFC 8785: sorted keys, no spaces, shortest numbers.
    #[must_use]
    pub fn to_canonical(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, true);
        text
    }

    fn write(&self, out: &mut String, sorted: bool) {
        match self {
            Self::Null | Self::Inexact => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Number(number) => out.push_str(&number.to_shortest(MAX_PLACES)),
            Self::Text(text) => write_text(text, out),
            Self::Array(elements) => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    element.write(out, sorted);
                }
                out.push(']');
            }
            Self::Object(entries) => {
                out.push('{');
                if sorted {
                    let keys: BinaryHeap<Key<'_>> = entries.iter().map(Key).collect();
                    for Key(entry) in keys.into_sorted_vec() {
                        write_entry(entry, out, sorted);
                    }
                } else {
                    for entry in entries {
                        write_entry(entry, out, sorted);
                    }
                }
                out.push('}');
            }
        }
    }
}

fn write_entry((key, value): &(String, Json), out: &mut String, sorted: bool) {
    if !out.ends_with('{') {
        out.push(',');
    }
    write_text(key, out);
    out.push(':');
    value.write(out, sorted);
}

/// An entry, ordered by its key as RFC 8785 section 3.2.3 orders keys: by UTF-16 code units.
struct Key<'a>(&'a (String, Json));

impl Ord for Key<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.0.encode_utf16().cmp(other.0.0.encode_utf16())
    }
}

impl PartialOrd for Key<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.0 == other.0.0
    }
}

impl Eq for Key<'_> {}

/// The texts that occur more than once, each as often as it is repeated.
///
/// A heap sorts here and above instead of `sort`, whose two algorithms weigh 5 KiB of brotli in
/// the citizen's module.
#[must_use]
pub fn repeated<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let sorted = texts.collect::<BinaryHeap<&str>>().into_sorted_vec();
    sorted.iter().zip(sorted.iter().skip(1)).filter(|(left, right)| left == right).map(|(left, _)| *left).collect()
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    // What needs no escape is written in one piece: nearly always the whole text.
    let mut written = 0;
    for (index, byte) in text.bytes().enumerate().filter(|(_, byte)| matches!(byte, 0..0x20 | b'"' | b'\\')) {
        out.push_str(text.get(written..index).unwrap_or_default());
        written = index.saturating_add(1);
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            8 => out.push_str("\\b"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            12 => out.push_str("\\f"),
            b'\r' => out.push_str("\\r"),
            control => {
                out.push_str("\\u00");
                for digit in [control >> 4, control & 0xf] {
                    out.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
                }
            }
        }
    }
    out.push_str(text.get(written..).unwrap_or_default());
    out.push('"');
}

/// The text with every letter composed (NFC), as every length and pattern rule expects it.
///
/// In the modules of a form the text is handed in composed already: `String.prototype.normalize` does it there
/// without a byte of tables (a table costs 55 KiB of brotli).
#[must_use]
pub fn compose(text: &str) -> Cow<'_, str> {
    #[cfg(any(not(target_arch = "wasm32"), feature = "dataset"))]
    if !text.is_ascii() {
        return Cow::Owned(unicode_normalization::UnicodeNormalization::nfc(text).collect::<String>());
    }
    Cow::Borrowed(text)
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Tree { depth: 0 }.deserialize(deserializer)
    }
}

/// Reads one value at a depth, and refuses to go deeper than [`MAX_DEPTH`].
#[derive(Clone, Copy)]
struct Tree {
    depth: u8,
}

impl Tree {
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        let depth = self.depth.saturating_add(1);
        if depth > MAX_DEPTH { Err(E::custom("too_deep")) } else { Ok(Self { depth }) }
    }
}

impl<'de> DeserializeSeed<'de> for Tree {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Json, E> {
        let safe = (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&value);
        Ok(if safe { Json::Number(Ratio::integer(value)) } else { Json::Inexact })
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Json, E> {
        i64::try_from(value).map_or(Ok(Json::Inexact), |value| self.visit_i64(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Ratio::from_f64(value).map_or(Json::Inexact, Json::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(compose(value).into_owned()))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Json, A::Error> {
        let inner = self.deeper()?;
        let mut elements = Vec::new();
        while let Some(element) = sequence.next_element_seed(inner)? {
            elements.push(element);
        }
        Ok(Json::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let inner = self.deeper()?;
        let mut entries: Vec<(String, Json)> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let value = map.next_value_seed(inner)?;
            entries.push((key, value));
        }
        if repeated(entries.iter().map(|(key, _)| key.as_str())).is_empty() {
            Ok(Json::Object(entries))
        } else {
            Err(de::Error::custom("duplicate_key"))
        }
    }
}

#[cfg(all(test, feature = "program"))]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Json, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn canonical_text_sorts_keys_and_shortens_numbers() {
        let tree = read(r#"{"b":[1.50,1e2,-0.0],"a":"\u0001\u00e9\n","\ud83d\ude00":1,"ﬀ":2}"#);
        let expected = "{\"a\":\"\\u0001é\\n\",\"b\":[1.5,100,0],\"😀\":1,\"ﬀ\":2}";
        assert_eq!(tree.map(|tree| tree.to_canonical()).as_deref(), Ok(expected));
    }

    #[test]
    fn what_it_writes_another_reader_reads_back() {
        let text = r#"{"a":[null,true,12.25,"x\"\\\u001f"],"b":{}}"#;
        let ours = read(text).map(|tree| tree.to_text()).unwrap_or_default();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&ours).ok(), serde_json::from_str(text).ok());
    }

    #[test]
    fn texts_are_composed_and_keys_left_as_they_are() {
        let tree = read("{\"e\u{323}\": \"He\u{323}\u{302}\"}");
        assert_eq!(tree.map(|tree| tree.to_text()).as_deref(), Ok("{\"e\u{323}\":\"Hệ\"}"));
    }

    #[test]
    fn hostile_documents_are_refused() {
        let deep = "[".repeat(100) + &"]".repeat(100);
        assert!(read(&deep).is_err_and(|error| error.contains("too_deep")));
        assert!(read(r#"{"a":1,"a":2}"#).is_err_and(|error| error.contains("duplicate_key")));
        assert_eq!(read("[9007199254740992,1e400]").ok(), None);
        assert_eq!(read("[9007199254740992,0.1234567]"), Ok(Json::Array(alloc::vec![Json::Inexact, Json::Inexact])));
    }
}
