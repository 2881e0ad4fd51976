//! The engine's own sentences in a language that a definition brings (`settings.words`): the catalogue has
//! Vietnamese and English, everything else is data.

use alloc::{string::String, vec::Vec};

use super::Form;
use crate::{
    text::{fill, sentence},
    value::{Bytes, Pack, Packed},
};

/// Sentences by language and code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Each under its language and its code, with a space between.
    texts: Vec<(String, String)>,
}

/// Nothing, where it stands among the members of a form: what there is follows the form ([`Form::pack`]), so
/// that one without words is not a byte longer.
impl Pack for Words {
    fn pack(&self, _: &mut Packed) {}

    fn unpack(_: &mut Bytes<'_>) -> Self {
        Self::default()
    }
}

fn key(language: &str, code: &str) -> String {
    [language, " ", code].concat()
}

impl Words {
    /// Adds a sentence.
    pub(super) fn add(&mut self, language: &str, code: &str, text: String) {
        self.texts.push((key(language, code), text));
    }

    /// The sentence under `code` in `language`.
    #[must_use]
    pub fn get(&self, language: &str, code: &str) -> Option<&str> {
        let wanted = key(language, code);
        self.texts.iter().find(|(key, _)| *key == wanted).map(|(_, text)| text.as_str())
    }

    /// Whether there is none.
    pub(super) const fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Those that a form of the small engine can ever say, else all.
    #[cfg(feature = "full")]
    pub(super) fn pack_for(&self, needs_full: bool, packed: &mut Packed) {
        let is_said = |text: &&(String, String)| {
            let code = text.0.split(' ').nth(1);
            crate::text::said(needs_full).any(|(known, _, _)| Some(*known) == code)
        };
        self.texts.iter().filter(is_said).cloned().collect::<Vec<_>>().pack(packed);
    }

    /// All of them: the small engine packs nothing that it did not unpack.
    #[cfg(not(feature = "full"))]
    pub(super) fn pack_for(&self, _needs_full: bool, packed: &mut Packed) {
        self.texts.pack(packed);
    }

    /// What [`Words::pack_for`] gave.
    pub(super) fn unpack_behind(bytes: &mut Bytes<'_>) -> Self {
        Self { texts: Pack::unpack(bytes) }
    }
}

impl Form {
    /// The language of the catalogue that stands in for `language`: it itself, or the form's default, or
    /// Vietnamese.
    #[must_use]
    pub fn spoken(&self, language: &str) -> &'static str {
        let is_english = |language: &str| language == "en";
        let default = self.languages.first().is_some_and(|default| is_english(default));
        if is_english(language) || default && language != "vi" { "en" } else { "vi" }
    }

    /// The sentence under `code`, which takes no parameters: the form's own, else the catalogue's.
    #[must_use]
    pub fn sentence<'a>(&'a self, code: &'a str, language: &str) -> &'a str {
        self.words.get(language, code).unwrap_or_else(|| sentence(code, self.spoken(language)))
    }

    /// The sentence under `code` with its parameters filled in.
    #[must_use]
    pub fn message(&self, code: &str, language: &str, params: &[(&str, &str)]) -> String {
        fill(self.sentence(code, language), params)
    }

    /// What a language calls itself; its code where nobody says.
    #[must_use]
    pub fn name_of<'a>(&'a self, language: &'a str) -> &'a str {
        let name = "language_name";
        let known = || if matches!(language, "vi" | "en") { sentence(name, language) } else { language };
        self.words.get(language, name).unwrap_or_else(known)
    }

    /// The codes of what the form says and has no words for in `language`, which it then says in its default
    /// language.
    #[cfg(feature = "full")]
    #[must_use]
    pub fn unsaid(&self, language: &str) -> Vec<&'static str> {
        if matches!(language, "vi" | "en") {
            return Vec::new();
        }
        let needs_full = self.needs_full();
        crate::text::said(needs_full)
            .map(|(code, _, _)| *code)
            .filter(|code| self.words.get(language, code).is_none())
            .collect()
    }
}
