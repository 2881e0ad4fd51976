//! The engine's sentences in further languages, from files beside the definition.

use alloc::{string::String, vec::Vec};

use super::{
    File, Source,
    expand::{Here, Work},
    find,
    trace::Origin,
};
use crate::{form::load::below, value::Json};

impl<'a> Work<'a> {
    /// The settings, with the words of files put in.
    pub(super) fn settings(&mut self, json: &Json, here: &Here<'_, 'a>, files: &[File]) -> Json {
        let Json::Object(entries) = json else { return self.value(json, here) };
        let mut settings = Vec::new();
        for (key, value) in entries {
            let (at, place) = (below(here.at, key), below(here.place, key));
            let here = Here { at: &at, place: &place, item: None, depth: here.depth.saturating_add(1) };
            let value = match value {
                Json::Object(languages) if key == "words" => self.languages(languages, &here, files),
                _ => self.value(value, &here),
            };
            settings.push((key.clone(), value));
        }
        Json::Object(settings)
    }

    /// Words by language: `{"tyz": {"file": "words-tyz.json"}}`, or in place.
    fn languages(&mut self, languages: &[(String, Json)], here: &Here<'_, 'a>, files: &[File]) -> Json {
        let mut made = Vec::new();
        for (language, words) in languages {
            let (at, place) = (below(here.at, language), below(here.place, language));
            let here = Here { at: &at, place: &place, item: None, depth: here.depth.saturating_add(1) };
            let words = match words.get("file") {
                Some(Json::Text(file)) => self.words_of(words, file, &here, files).unwrap_or(Json::Null),
                // As it stands: what is in braces there is the engine's.
                _ => words.clone(),
            };
            made.push((language.clone(), words));
        }
        Json::Object(made)
    }

    /// The words of one file.
    fn words_of(&mut self, words: &Json, file: &str, here: &Here<'_, 'a>, files: &[File]) -> Option<Json> {
        self.keys(words, here.place, &["file"]);
        // What cannot be read was told before.
        let json = &find(files, file)?.json;
        let (at, place) = (String::from(here.at), below(here.place, "file"));
        let source = Source { file: String::from(file), place: String::new(), id: None };
        let here = &Here { place: &place, ..*here };
        self.origins.push(Origin { at, place: place.clone(), source: Some(source.clone()), whole: true });
        self.copied(json, &source, here)
    }
}
