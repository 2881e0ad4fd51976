//! The engine's sentences in a language that a definition brings.

use alloc::{string::String, vec::Vec};

use super::{Reader, below};
use crate::{form::Words, value::Json};

const PLACE: &str = "/settings/words";

impl Reader {
    /// Reads `words`: for a language its sentences by their codes.
    pub(super) fn words(&mut self, settings: &Json) -> Words {
        let mut words = Words::default();
        let Some(json) = settings.get("words") else { return words };
        let known = self.languages.clone();
        self.keys(json, PLACE, &known.iter().map(String::as_str).collect::<Vec<_>>());
        for (language, sentences) in json.entries().iter().filter(|(language, _)| known.contains(language)) {
            let place = below(PLACE, language);
            if sentences.get("file").is_some() {
                self.fault(&place, "definition_unbundled", &[]);
                continue;
            }
            if !matches!(sentences, Json::Object(_)) {
                self.fault(&place, "definition_not_object", &[]);
            }
            for (code, _) in sentences.entries() {
                let Some(text) = self.text(sentences, &place, code) else { continue };
                #[cfg(feature = "full")]
                self.sentence(&below(&place, code), code, &text);
                words.add(language, code, text);
            }
        }
        words
    }

    /// That a sentence is one of the engine's, and shows what that does.
    #[cfg(feature = "full")]
    fn sentence(&mut self, place: &str, code: &str, text: &str) {
        use crate::text::{placeholders, said};

        let Some((_, vietnamese, _)) = said(true).find(|(known, _, _)| *known == code) else {
            let near = super::near(code, said(true).map(|(known, _, _)| *known));
            return self.fault(place, "definition_words_code", &[("key", code), ("near", near)]);
        };
        let expected = placeholders(vietnamese);
        if text.trim().is_empty() || placeholders(text) != expected {
            let expected = expected.iter().map(|name| ["{", name, "}"].concat()).collect::<Vec<_>>().join(" ");
            let expected = if expected.is_empty() { "∅" } else { &expected };
            self.fault(place, "definition_words_parameters", &[("key", code), ("expected", expected)]);
        }
    }
}
