//! What is wrong with a definition, where, and what to do about it.

use alloc::{format, string::String, vec::Vec};

use crate::{
    text::{has_message, message},
    value::{Json, object},
};

/// One fault of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The JSON Pointer of the faulty value in the definition, `""` for the whole document.
    pub place: String,
    /// The name of the question or score it concerns, where there is one.
    pub name: Option<String>,
    /// A code of the message catalogue.
    pub code: &'static str,
    /// Inside an expression: the first character and one past the last, in Unicode characters.
    pub span: Option<(usize, usize)>,
    /// The parameters of the message.
    pub params: Vec<(&'static str, String)>,
}

impl Diagnostic {
    /// What is wrong and what to do, in `language`.
    #[must_use]
    pub fn message(&self, language: &str) -> String {
        // A type of the expression language by its name in words; but what is called `text` or `date`
        // is no type.
        let in_words = |name: &str, value: &str| {
            let code = ["type_", value].concat();
            let is_type = matches!(name, "expected" | "found") && has_message(&code);
            if is_type { message(&code, language, &[]) } else { String::from(value) }
        };
        let params = self.params.iter().map(|(name, value)| (*name, in_words(name, value)));
        let params: Vec<(&str, String)> = params.collect();
        let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
        // Where the word that was probably meant is known, the sentence says it.
        let near = params.iter().any(|(name, word)| *name == "near" && !word.is_empty());
        message(&[self.code, if near { "_near" } else { "" }].concat(), language, &params)
    }

    /// As one line for a person: `/survey/0/relevant:4-8 (q1): …`.
    #[must_use]
    pub fn to_line(&self, language: &str) -> String {
        format!("{}: {}", self.to_place(), self.message(language))
    }

    /// Where it is: `/survey/0/relevant:4-8 (q1)`.
    pub(super) fn to_place(&self) -> String {
        let span = self.span.map_or_else(String::new, |(from, to)| format!(":{from}-{to}"));
        let name = self.name.as_ref().map_or_else(String::new, |name| format!(" ({name})"));
        format!("{}{span}{name}", self.place)
    }

    /// `{"place", "name", "code", "span", "params", "message"}`.
    #[must_use]
    pub fn to_json(&self, language: &str) -> Json {
        let span = |(from, to): (usize, usize)| [from, to].into_iter().collect::<Json>();
        object(vec![
            ("place", self.place.as_str().into()),
            ("name", self.name.as_deref().into()),
            ("code", self.code.into()),
            ("span", self.span.map_or(Json::Null, span)),
            (
                "params",
                Json::Object(
                    self.params.iter().map(|(key, value)| (String::from(*key), value.as_str().into())).collect(),
                ),
            ),
            ("message", self.message(language).into()),
        ])
    }
}
