//! Putting data in: `{{path}}` in texts, and the templates of `for_each`.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::{
    Source, Traced,
    data::{Data, Found},
    trace::{Origin, traced},
};
use crate::{
    form::{
        MAX_DEFINITION_BYTES, MAX_FAULTS,
        load::{below, near, nth},
    },
    value::{Json, MAX_DEPTH, digits},
};

/// How often an item, a member or an id may be looked at: a few nested `for_each` could do so for
/// ever without making anything.
const MAX_STEPS: usize = 1 << 22;

/// A place while a definition is gone through.
#[derive(Clone, Copy)]
pub(super) struct Here<'h, 'a> {
    /// Its JSON Pointer in what is made.
    pub at: &'h str,
    /// That in the definition.
    pub place: &'h str,
    /// The item that is repeated.
    pub item: Option<&'h Found<'a>>,
    /// How deep it lies.
    pub depth: u8,
}

impl Here<'_, '_> {
    pub fn source(&self) -> Option<Source> {
        self.item.map(|item| item.source.clone())
    }
}

/// What is made, and what is left to make it with.
pub(super) struct Work<'a> {
    pub data: &'a [Data<'a>],
    pub faults: Vec<Traced>,
    pub origins: Vec<Origin>,
    /// The bytes that what is made may still have.
    room: usize,
    steps: usize,
    /// Whether nothing more is made.
    is_done: bool,
    /// What became a name by `|name`: by the array of the items, the path and the name.
    names: BTreeMap<(String, String, String), (String, String)>,
}

impl<'a> Work<'a> {
    pub fn new(data: &'a [Data<'a>], faults: Vec<Traced>) -> Self {
        let (room, steps) = (MAX_DEFINITION_BYTES, MAX_STEPS);
        Self { data, faults, origins: Vec::new(), room, steps, is_done: false, names: BTreeMap::new() }
    }

    /// Notes a fault; what many items share once.
    pub fn told(&mut self, place: &str, code: &'static str, params: &[(&'static str, &str)], source: Option<Source>) {
        let fault = traced(place, code, params, source);
        if self.faults.len() >= MAX_FAULTS {
            self.is_done = true;
        } else if !self.faults.iter().any(|told| is_same(told, &fault)) {
            self.faults.push(fault);
        }
    }

    /// Tells the keys of `json` that are not `known`.
    pub fn keys(&mut self, json: &Json, place: &str, known: &[&str]) {
        for (key, _) in json.entries().iter().filter(|(key, _)| !known.contains(&&**key)) {
            let params = [("key", &**key), ("near", near(key, known.iter().copied()))];
            self.told(&below(place, key), "definition_unknown_key", &params, None);
        }
    }

    pub fn wrong_type(&mut self, place: &str, key: &str, expected: &str) {
        self.told(&below(place, key), "definition_wrong_type", &[("key", key), ("expected", expected)], None);
    }

    /// Takes bytes of the room; nothing where none are left.
    pub fn spend(&mut self, bytes: usize, here: &Here<'_, 'a>) -> Option<()> {
        match self.room.checked_sub(bytes) {
            Some(room) if !self.is_done => {
                self.room = room;
                Some(())
            }
            _ => self.stop(here, "data_too_large", MAX_DEFINITION_BYTES),
        }
    }

    /// Takes steps; nothing where none are left.
    pub fn step(&mut self, count: usize, here: &Here<'_, 'a>) -> Option<()> {
        match self.steps.checked_sub(count.max(1)) {
            Some(steps) if !self.is_done => {
                self.steps = steps;
                Some(())
            }
            _ => self.stop(here, "data_too_many", MAX_STEPS),
        }
    }

    fn stop(&mut self, here: &Here<'_, 'a>, code: &'static str, max: usize) -> Option<()> {
        if !self.is_done {
            self.told(here.place, code, &[("max", &digits(max))], here.source());
            self.is_done = true;
        }
        None
    }

    /// A value of the definition with the data in it.
    pub fn value(&mut self, json: &Json, here: &Here<'_, 'a>) -> Json {
        self.try_value(json, here).unwrap_or(Json::Null)
    }

    fn try_value(&mut self, json: &Json, here: &Here<'_, 'a>) -> Option<Json> {
        Some(match json {
            Json::Text(text) if text.contains("{{") => self.text(text, here)?,
            Json::Array(elements) => {
                let depth = self.deeper(here, here.source())?;
                let mut out = Vec::new();
                // Behind a template nothing has its own number any more.
                let moves = elements.iter().any(is_template);
                self.elements(elements, &Here { depth, ..*here }, moves, &mut out)?;
                Json::Array(out)
            }
            Json::Object(entries) => {
                let depth = self.deeper(here, here.source())?;
                let mut out = Vec::new();
                for (key, value) in entries {
                    self.spend(key.len(), here)?;
                    let (at, place) = (below(here.at, key), below(here.place, key));
                    let here = Here { at: &at, place: &place, depth, item: here.item };
                    out.push((key.clone(), self.value(value, &here)));
                }
                Json::Object(out)
            }
            _ => {
                self.spend(json.as_text().map_or(1, str::len), here)?;
                json.clone()
            }
        })
    }

    /// One level deeper, inside an array or an object.
    fn deeper(&mut self, here: &Here<'_, 'a>, source: Option<Source>) -> Option<u8> {
        let depth = here.depth.checked_add(1).filter(|depth| *depth <= MAX_DEPTH);
        if depth.is_none() {
            self.told(here.place, "data_too_deep", &[("max", &digits(MAX_DEPTH.into()))], source);
        }
        depth
    }

    /// The elements of an array, templates repeated; where that `moves` them, with their places.
    fn elements(&mut self, elements: &[Json], here: &Here<'_, 'a>, moves: bool, out: &mut Vec<Json>) -> Option<()> {
        for (index, element) in elements.iter().enumerate() {
            self.spend(1, here)?;
            let place = nth(here.place, index);
            if is_template(element) {
                self.each(element, &Here { place: &place, ..*here }, out)?;
                continue;
            }
            let at = nth(here.at, out.len());
            if moves {
                let (at, place) = (at.clone(), place.clone());
                self.origins.push(Origin { at, place, source: here.source(), whole: false });
            }
            out.push(self.value(element, &Here { at: &at, place: &place, ..*here }));
        }
        Some(())
    }

    /// The template of a `for_each`, once for each item that it is for.
    fn each(&mut self, json: &Json, here: &Here<'_, 'a>, out: &mut Vec<Json>) -> Option<()> {
        self.keys(json, here.place, &["for_each", "where", "template"]);
        let depth = self.deeper(here, here.source()).and_then(|_| here.depth.checked_add(2))?;
        let wanted = self.wanted(json.get("where"), here);
        let template = match json.get("template") {
            Some(Json::Array(template)) => &template[..],
            Some(_) => {
                self.wrong_type(here.place, "template", "array");
                &[]
            }
            None => {
                let place = below(here.place, "template");
                self.told(&place, "definition_missing_key", &[("key", "template")], None);
                &[]
            }
        };
        let Some(path) = json.get("for_each").and_then(Json::as_text) else {
            self.wrong_type(here.place, "for_each", "text");
            return Some(());
        };
        let place = below(here.place, "for_each");
        let there = Here { place: &place, ..*here };
        let Some(array) = self.find(path, &there).filter(|found| self.is_array(found, path, &there)) else {
            return Some(());
        };
        self.check_ids(&array, &there);
        let place = below(here.place, "template");
        for item in array.elements() {
            self.step(item.value.entries().len(), here)?;
            if self.is_wanted(&item, &wanted, here)? {
                let here = Here { at: here.at, place: &place, item: Some(&item), depth };
                self.elements(template, &here, true, out)?;
            }
        }
        Some(())
    }

    /// Whether something is an array, and tells if it is not.
    pub fn is_array(&mut self, found: &Found<'a>, path: &str, here: &Here<'_, 'a>) -> bool {
        let is_array = matches!(found.value, Json::Array(_));
        if !is_array {
            self.told(here.place, "data_not_an_array", &[("path", path)], Some(found.source.clone()));
        }
        is_array
    }

    /// What `where` asks of an item.
    fn wanted<'w>(&mut self, json: Option<&'w Json>, here: &Here<'_, 'a>) -> Vec<(&'w str, Json)> {
        let Some(json) = json else { return Vec::new() };
        let place = below(here.place, "where");
        if !matches!(json, Json::Object(_)) {
            self.told(&place, "definition_not_object", &[], None);
        }
        let mut wanted = Vec::new();
        for (key, value) in json.entries() {
            let made = self.origins.len();
            let value_place = below(&place, key);
            let value = self.value(value, &Here { place: &value_place, ..*here });
            // It is no part of what is made.
            self.origins.truncate(made);
            if matches!(value, Json::Array(_) | Json::Object(_)) {
                self.wrong_type(&place, key, "text");
            } else {
                wanted.push((&**key, value));
            }
        }
        wanted
    }

    /// Whether an item is one of those that `where` asks for; nothing where that cannot go on.
    fn is_wanted(&mut self, item: &Found<'a>, wanted: &[(&str, Json)], here: &Here<'_, 'a>) -> Option<bool> {
        let mut is_wanted = true;
        if !matches!(item.value, Json::Object(_)) {
            self.told(here.place, "data_not_an_object", &[], Some(item.source.clone()));
            return Some(false);
        }
        for (key, value) in wanted {
            let Some(member) = item.value.get(key) else {
                // Without it the item would silently be nowhere.
                let known = item.value.entries().iter().map(|(key, _)| key.as_str());
                let params = [("name", *key), ("path", key), ("near", near(key, known))];
                let place = below(&below(here.place, "where"), key);
                self.told(&place, "data_unknown_name", &params, Some(item.source.clone()));
                return Some(false);
            };
            let weight = value.as_text().map_or(1, |text| text.len().max(1));
            self.step(member.elements().len().max(1).saturating_mul(weight), here)?;
            is_wanted &= if let Json::Array(members) = member { members.contains(value) } else { member == value };
        }
        Some(is_wanted)
    }

    /// A text with what its `{{…}}` stand for; the value itself where it is nothing but one.
    fn text(&mut self, text: &str, here: &Here<'_, 'a>) -> Option<Json> {
        let mut out = String::new();
        let mut rest = text;
        let mut sources = Vec::new();
        while let Some((before, inside)) = opened(rest) {
            let Some((inside, after)) = inside.split_once("}}") else {
                self.told(here.place, "data_unclosed", &[], None);
                return None;
            };
            self.spend(before.len(), here)?;
            out.push_str(before);
            let (path, filter) = inside.split_once('|').map_or((inside, None), |(path, filter)| (path, Some(filter)));
            let found = self.find(path.trim(), here)?;
            sources.push(found.source.clone());
            if filter.is_none() && after.is_empty() && out.is_empty() {
                self.origin(here, &found.source, true);
                return self.copied(found.value, &found.source, here);
            }
            let piece = self.filtered(&found, path.trim(), filter.map(str::trim), here)?;
            self.spend(piece.len(), here)?;
            out.push_str(&piece);
            rest = after;
        }
        self.spend(rest.len(), here)?;
        out.push_str(rest);
        // Of several values none is the one that is wrong.
        match (&*sources, here.item) {
            ([source], _) | ([source, ..], None) => self.origin(here, source, false),
            (_, Some(item)) => self.origin(here, &item.source, false),
            _ => {}
        }
        let source = sources.into_iter().next()?;
        self.plain(&out, here, source)?;
        Some(Json::Text(out))
    }

    fn origin(&mut self, here: &Here<'_, 'a>, source: &Source, whole: bool) {
        let (at, place) = (String::from(here.at), String::from(here.place));
        self.origins.push(Origin { at, place, source: Some(source.clone()), whole });
    }

    /// Refuses what would be data again if it were put in a second time.
    fn plain(&mut self, text: &str, here: &Here<'_, 'a>, source: Source) -> Option<()> {
        if !text.contains("{{") {
            return Some(());
        }
        self.told(here.place, "data_template", &[("name", "{{")], Some(source));
        None
    }

    /// A value of a file, as it is.
    pub fn copied(&mut self, json: &Json, source: &Source, here: &Here<'_, 'a>) -> Option<Json> {
        let at = |place: String| Source { place, ..source.clone() };
        Some(match json {
            Json::Array(elements) => {
                let inside = Here { depth: self.deeper(here, Some(source.clone()))?, ..*here };
                let mut out = Vec::new();
                for (index, element) in elements.iter().enumerate() {
                    self.spend(1, here)?;
                    out.push(self.copied(element, &at(nth(&source.place, index)), &inside)?);
                }
                Json::Array(out)
            }
            Json::Object(_) if is_template(json) => {
                let place = below(&source.place, "for_each");
                self.told(here.place, "data_template", &[("name", "for_each")], Some(at(place)));
                return None;
            }
            Json::Object(entries) => {
                let inside = Here { depth: self.deeper(here, Some(source.clone()))?, ..*here };
                let mut out = Vec::new();
                for (key, value) in entries {
                    self.spend(key.len(), here)?;
                    out.push((key.clone(), self.copied(value, &at(below(&source.place, key)), &inside)?));
                }
                Json::Object(out)
            }
            _ => {
                let text = json.as_text().unwrap_or("-");
                self.spend(text.len(), here)?;
                self.plain(text, here, source.clone())?;
                json.clone()
            }
        })
    }

    /// A value as a part of a text.
    fn filtered(&mut self, found: &Found<'a>, path: &str, filter: Option<&str>, here: &Here<'_, 'a>) -> Option<String> {
        if filter == Some("words") {
            return self.words(found, path, here);
        }
        let text = match found.value {
            Json::Text(text) => Some(text.clone()),
            Json::Number(_) | Json::Bool(_) => Some(found.value.to_text()),
            _ => None,
        };
        let Some(text) = text else {
            self.told(here.place, "data_not_text", &[("path", path)], Some(found.source.clone()));
            return None;
        };
        match filter {
            None => Some(text),
            Some("name") => self.name(&text, found, path, here),
            Some(filter) => {
                let near = near(filter, ["name", "words"].into_iter());
                self.told(here.place, "data_unknown_filter", &[("name", filter), ("near", near)], None);
                None
            }
        }
    }

    /// The texts of an array, a space around each.
    fn words(&mut self, found: &Found<'a>, path: &str, here: &Here<'_, 'a>) -> Option<String> {
        if !self.is_array(found, path, here) {
            return None;
        }
        let mut words = String::from(" ");
        for word in found.elements() {
            let Some(text) = word.value.as_text() else {
                self.told(here.place, "data_not_text", &[("path", path)], Some(word.source));
                return None;
            };
            words.push_str(text);
            words.push(' ');
        }
        Some(words)
    }

    /// What a text is called where only a-z, 0-9 and `_` may stand.
    fn name(&mut self, text: &str, found: &Found<'a>, path: &str, here: &Here<'_, 'a>) -> Option<String> {
        let sign = |sign: char| match sign.to_ascii_lowercase() {
            sign if sign.is_ascii_alphanumeric() => sign,
            _ => '_',
        };
        let name: String = text.chars().map(sign).collect();
        if !name.contains(|sign| sign != '_') {
            self.told(here.place, "data_bad_name", &[("name", text), ("path", path)], Some(found.source.clone()));
            return None;
        }
        if let Some(item) = here.item {
            // Two items of the same array, however often it is gone through.
            let array = item.source.place.rsplit_once('/').map_or("", |(array, _)| array);
            let array = [&item.source.file, "#", array].concat();
            let key = (array, String::from(path), name.clone());
            let (known, other) =
                self.names.entry(key).or_insert_with(|| (String::from(text), found.source.place.clone())).clone();
            if known != text {
                let params = [("name", &*name), ("other", &*other)];
                self.told(here.place, "data_duplicate", &params, Some(found.source.clone()));
                return None;
            }
        }
        Some(name)
    }
}

/// Whether a fault is told already: items that share an id do so wherever they are repeated.
fn is_same(told: &Traced, other: &Traced) -> bool {
    let (one, two) = (&told.fault, &other.fault);
    let is_same = one.code == two.code && told.source == other.source && one.params == two.params;
    is_same && (one.code == "data_duplicate" || one.place == two.place)
}

/// Whether an element of an array is repeated.
fn is_template(json: &Json) -> bool {
    json.get("for_each").is_some()
}

/// What stands before the next `{{`, and what behind it. Of three braces, as in `${{{id}}}`, the
/// last two are meant.
fn opened(text: &str) -> Option<(&str, &str)> {
    let (mut before, mut after) = text.split_once("{{")?;
    while let Some(rest) = after.strip_prefix('{') {
        before = text.get(..before.len().saturating_add(1))?;
        after = rest;
    }
    Some((before, after))
}
