//! One text in the languages a definition gives it.

use alloc::{string::String, vec::Vec};

/// A text per language, in the definition's order. Empty when the definition gives none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Localized {
    texts: Vec<(String, String)>,
}

crate::pack_struct!(Localized { texts });

impl Localized {
    /// A text from `(language, text)` pairs; the language `""` stands for every language.
    #[must_use]
    pub fn new(texts: Vec<(String, String)>) -> Self {
        Self { texts }
    }

    /// The text in `language`; else the one for every language, else the first given, else `""`.
    ///
    /// A definition lists its default language first, so that is what a reader of an unknown
    /// language sees.
    #[must_use]
    pub fn get(&self, language: &str) -> &str {
        let find = |wanted: &str| self.texts.iter().find(|(name, _)| name == wanted);
        find(language).or_else(|| find("")).or_else(|| self.texts.first()).map_or("", |(_, text)| text)
    }

    /// Whether there is no text in any language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Whether `language` has a text of its own or there is one for every language.
    #[must_use]
    pub fn has(&self, language: &str) -> bool {
        self.texts.iter().any(|(name, _)| name == language || name.is_empty())
    }

    /// The texts in the definition's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(language, text)| (language.as_str(), text.as_str()))
    }
}
