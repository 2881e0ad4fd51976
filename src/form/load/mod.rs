//! Reading a definition: one pass over the document for its structure, one over its expressions,
//! one for what depends on what. All faults are collected; the first does not hide the rest.

mod bind;
#[cfg(feature = "full")]
mod nearest;
mod reach;
#[cfg(feature = "full")]
mod reporting;
#[cfg(feature = "full")]
mod rules;
mod scores;
mod survey;
mod words;

use alloc::{string::String, vec::Vec};

use validator::ValidateLength;

#[cfg(feature = "full")]
use super::{DEFAULT_RESULTS_MIN, Reporting};
use super::{Diagnostic, Form, Identity, Kind, MAX_FAULTS, MAX_LANGUAGES, MAX_TEXT, MAX_VERSION, Provenance};
use crate::{
    text::Localized,
    value::{Json, Ratio, digits, sha256},
};

/// Loads a self-contained definition (see [`super::bundle`]).
///
/// # Errors
/// Every fault that was found, in the order of the document.
pub fn load(definition: &Json) -> Result<Form, Vec<Diagnostic>> {
    if matches!(definition.get("data"), Some(Json::Object(_))) {
        // Everything that data would be put into would be told as well.
        let place = String::from("/data");
        let code = "definition_unbundled";
        return Err(Vec::from([Diagnostic { place, name: None, code, span: None, params: Vec::new() }]));
    }
    let mut reader = Reader { faults: Vec::new(), languages: Vec::new(), strangers: Vec::new(), lenient: false };
    let form = reader.form(definition);
    if reader.faults.is_empty() { Ok(form) } else { Err(reader.faults) }
}

/// Whether `name` matches `^[a-z][a-z0-9_]{0,63}$`.
pub(super) fn is_name(name: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.len() <= 64 && name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(word)
}

/// Whether `name` matches `^[A-Za-z0-9_.-]{1,64}$`.
fn is_choice_name(name: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    (1..=64).contains(&name.len()) && name.bytes().all(word)
}

/// Whether `text` can be a language tag (the alphabet of BCP 47, 2 to 16 characters).
fn is_language(text: &str) -> bool {
    (2..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The known word that a misspelt one probably means, or nothing.
#[must_use]
pub fn near<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> &'a str {
    #[cfg(feature = "full")]
    return nearest::nearest(word, known).unwrap_or_default();
    #[cfg(not(feature = "full"))]
    return {
        let _ = (word, known);
        ""
    };
}

/// Collects the faults while it reads.
struct Reader {
    faults: Vec<Diagnostic>,
    languages: Vec<String>,
    /// Languages of texts that the settings do not have.
    strangers: Vec<String>,
    /// Whether the keys of the next object are not judged.
    lenient: bool,
}

impl Reader {
    fn fault(&mut self, place: &str, code: &'static str, params: &[(&'static str, &str)]) {
        if self.faults.len() >= MAX_FAULTS {
            return;
        }
        // Without the sentences their figures are dropped as well: the place and the code remain.
        let params = if cfg!(feature = "full") {
            params.iter().map(|(key, value)| (*key, String::from(*value))).collect()
        } else {
            Vec::new()
        };
        self.faults.push(Diagnostic { place: String::from(place), name: None, code, span: None, params });
    }

    /// Reports the keys of `json` that are not `known`, and anything that is no object.
    fn keys(&mut self, json: &Json, place: &str, known: &[&str]) {
        if !matches!(json, Json::Object(_)) {
            self.fault(place, "definition_not_object", &[]);
        }
        if core::mem::take(&mut self.lenient) {
            return;
        }
        for (key, _) in json.entries() {
            if !known.contains(&key.as_str()) {
                let near = near(key, known.iter().copied());
                self.fault(&below(place, key), "definition_unknown_key", &[("key", key), ("near", near)]);
            }
        }
    }

    fn wrong_type(&mut self, place: &str, key: &str, expected: &str) {
        self.fault(&below(place, key), "definition_wrong_type", &[("key", key), ("expected", expected)]);
    }

    fn text(&mut self, json: &Json, place: &str, key: &str) -> Option<String> {
        match json.get(key) {
            Some(Json::Text(text)) if text.chars().count() <= MAX_TEXT => return Some(text.clone()),
            Some(Json::Text(_)) => self.limit(place, key, MAX_TEXT),
            Some(_) => self.wrong_type(place, key, "text"),
            None => {}
        }
        None
    }

    fn needed_text(&mut self, json: &Json, place: &str, key: &str) -> String {
        if json.get(key).is_none_or(|value| value.as_text() == Some("")) {
            self.fault(&below(place, key), "definition_missing_key", &[("key", key)]);
        }
        self.text(json, place, key).unwrap_or_default()
    }

    fn limit(&mut self, place: &str, key: &str, max: usize) {
        self.fault(&below(place, key), "definition_limit", &[("key", key), ("max", &digits(max))]);
    }

    fn array<'a>(&mut self, json: &'a Json, place: &str, key: &str) -> &'a [Json] {
        match json.get(key) {
            Some(Json::Array(elements)) => return elements,
            Some(_) => self.wrong_type(place, key, "array"),
            None => {}
        }
        &[]
    }

    fn localized(&mut self, json: &Json, place: &str, key: &str) -> Localized {
        let Some(value) = json.get(key) else { return Localized::default() };
        self.localized_value(value, &below(place, key), key)
    }

    fn localized_value(&mut self, value: &Json, place: &str, key: &str) -> Localized {
        let mut texts = Vec::new();
        match value {
            Json::Text(text) => texts.push((String::new(), text.clone())),
            Json::Object(entries) => {
                for (language, text) in entries {
                    if !self.languages.contains(language) {
                        // Told once: every text has it.
                        if !self.strangers.contains(language) {
                            self.strangers.push(language.clone());
                            let params = [("language", language.as_str())];
                            self.fault(&below(place, language), "definition_unknown_language", &params);
                        }
                    } else if text.as_text().is_none() {
                        self.wrong_type(place, language, "text");
                    }
                }
                for language in self.languages.clone() {
                    if let Some(text) = value.get(&language) {
                        texts.push((language, text.as_text().map(String::from).unwrap_or_default()));
                    } else {
                        let params = [("language", language.as_str()), ("key", key)];
                        self.fault(place, "definition_missing_translation", &params);
                    }
                }
            }
            _ => self.fault(place, "definition_wrong_type", &[("key", key), ("expected", "text")]),
        }
        if texts.iter().any(|(_, text)| text.chars().count() > MAX_TEXT) {
            self.fault(place, "definition_limit", &[("key", key), ("max", &digits(MAX_TEXT))]);
        }
        Localized::new(texts)
    }

    fn needed_localized(&mut self, json: &Json, place: &str, key: &str) -> Localized {
        if json.get(key).is_none() {
            self.fault(&below(place, key), "definition_missing_key", &[("key", key)]);
        }
        self.localized(json, place, key)
    }

    fn number(&mut self, json: &Json, place: &str, key: &str) -> Option<Ratio> {
        match json.get(key) {
            Some(Json::Number(number)) => return Some(*number),
            Some(_) => self.wrong_type(place, key, "number"),
            None => {}
        }
        None
    }

    fn count(&mut self, json: &Json, place: &str, key: &str) -> Option<u64> {
        let count = self.number(json, place, key)?.to_integer().and_then(|count| u64::try_from(count).ok());
        if count.is_none() {
            self.wrong_type(place, key, "0, 1, 2, …");
        }
        count
    }

    fn truth(&mut self, json: &Json, place: &str, key: &str) -> bool {
        match json.get(key) {
            Some(Json::Bool(truth)) => return *truth,
            Some(_) => self.wrong_type(place, key, "true, false"),
            None => {}
        }
        false
    }

    fn form(&mut self, json: &Json) -> Form {
        let known = [
            // An editor's; `bundle` takes it out.
            "$schema",
            // Only before `bundle`.
            "data",
            "schema_version",
            "form_id",
            "version",
            "title",
            "description",
            "settings",
            "provenance",
            "choices",
            "survey",
            "scores",
        ];
        self.keys(json, "", &known);
        self.text(json, "", "$schema");
        if json.get("data").is_some() {
            self.fault("/data", "definition_not_object", &[]);
        }
        if json.get("schema_version").and_then(Json::as_number) != Some(Ratio::ONE) {
            self.fault("/schema_version", "definition_schema_version", &[]);
        }
        let identity = Identity {
            id: self.needed_text(json, "", "form_id"),
            version: self.needed_text(json, "", "version"),
            hash: sha256(json.to_canonical().as_bytes()),
        };
        if !identity.id.is_empty() && !is_name(&identity.id) {
            self.fault("/form_id", "definition_bad_name", &[("name", &identity.id)]);
        }
        // The rule of Identity's derive, by its trait: the derive's errors would bring their hash map
        // and serde_json into the citizen's module.
        if !identity.version.validate_length(None, Some(MAX_VERSION), None) {
            self.limit("", "version", usize::try_from(MAX_VERSION).unwrap_or_default());
        }
        let settings = json.get("settings").cloned().unwrap_or(Json::Object(Vec::new()));
        self.settings(&settings);
        let words = self.words(&settings);
        #[cfg(feature = "full")]
        let (show_scores, results_min) =
            (self.truth(&settings, "/settings", "show_scores"), self.results_min(&settings));
        let title = self.needed_localized(json, "", "title");
        let description = self.localized(json, "", "description");
        let provenance = self.provenance(json);
        let lists = self.lists(json);
        let mut drafts = Vec::new();
        self.survey(json, &lists, &mut drafts);
        let elements = self.expressions(drafts, &lists);
        let order = self.order(&elements);
        let labels = self.labels(&elements, &lists);
        let links = bind::links(&elements, &labels);
        self.reach(&elements);
        let mut form = Form {
            identity,
            title,
            description,
            languages: self.languages.clone(),
            provenance,
            lists,
            elements,
            results_by: Vec::new(),
            scores: Vec::new(),
            order,
            links,
            words,
            #[cfg(feature = "full")]
            show_scores,
            #[cfg(feature = "full")]
            results_min,
            #[cfg(feature = "full")]
            reporting: Reporting::default(),
        };
        self.defaults(json, &mut form);
        form.results_by = self.results_by(&settings, &form);
        form.scores = self.scores(json, &form);
        #[cfg(feature = "full")]
        self.reporting(json, &settings, &mut form);
        // A place in the document means nothing once it is left behind.
        form.elements.iter_mut().for_each(|element| element.place = String::new());
        form
    }

    fn settings(&mut self, settings: &Json) {
        let known = [
            &["default_language", "languages", "results_by", "results_min", "show_scores", "words"][..],
            #[cfg(feature = "full")]
            &reporting::KEYS,
        ];
        self.keys(settings, "/settings", &known.concat());
        let default = self.text(settings, "/settings", "default_language").unwrap_or_else(|| String::from("vi"));
        if !is_language(&default) {
            self.wrong_type("/settings", "default_language", "vi, en");
        }
        self.languages.push(default);
        let languages = self.array(settings, "/settings", "languages");
        if languages.len() > MAX_LANGUAGES {
            self.limit("/settings", "languages", MAX_LANGUAGES);
        }
        for language in languages.iter().take(MAX_LANGUAGES) {
            match language.as_text() {
                Some(language) if is_language(language) => {
                    if !self.languages.iter().any(|known| known == language) {
                        self.languages.push(String::from(language));
                    }
                }
                _ => self.wrong_type("/settings", "languages", "[\"vi\", \"en\"]"),
            }
        }
    }

    #[cfg(feature = "full")]
    fn results_min(&mut self, settings: &Json) -> u64 {
        let least = self.count(settings, "/settings", "results_min").unwrap_or(DEFAULT_RESULTS_MIN);
        if least == 0 {
            self.wrong_type("/settings", "results_min", "1, 2, 3, …");
        }
        least
    }

    fn results_by(&mut self, settings: &Json, form: &Form) -> Vec<usize> {
        let mut found = Vec::new();
        for (index, name) in self.array(settings, "/settings", "results_by").iter().enumerate() {
            let question = name.as_text().and_then(|name| form.find(name));
            let closed = question.filter(|index| {
                form.element(*index)
                    .is_some_and(|element| matches!(element.kind, Kind::SelectOne(_)) && element.repeat.is_none())
            });
            match closed {
                Some(question) => found.push(question),
                None => self.fault(
                    &nth("/settings/results_by", index),
                    "expression_unknown_name",
                    &[("name", name.as_text().unwrap_or_default())],
                ),
            }
        }
        found
    }

    fn provenance(&mut self, json: &Json) -> Provenance {
        let Some(provenance) = json.get("provenance") else {
            self.fault("/provenance", "definition_missing_key", &[("key", "provenance")]);
            return Provenance::default();
        };
        self.keys(provenance, "/provenance", &["source", "verified", "unverified"]);
        let mut unverified = Vec::new();
        for (index, note) in self.array(provenance, "/provenance", "unverified").iter().enumerate() {
            let place = nth("/provenance/unverified", index);
            self.keys(note, &place, &["items", "note"]);
            unverified.push(self.needed_localized(note, &place, "note"));
        }
        Provenance {
            source: self.needed_localized(provenance, "/provenance", "source"),
            verified: self.localized(provenance, "/provenance", "verified"),
            unverified,
        }
    }
}

/// The JSON Pointer of a member.
pub(super) fn below(place: &str, key: &str) -> String {
    [place, "/", &key.replace('~', "~0").replace('/', "~1")].concat()
}

/// The JSON Pointer of an element of an array.
pub(super) fn nth(place: &str, index: usize) -> String {
    below(place, &digits(index))
}
