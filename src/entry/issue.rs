//! What is wrong with an answer: a code, parameters and a place, never the answer itself.

use alloc::{string::String, vec, vec::Vec};

use validator::{ValidateLength, ValidateRange, ValidateRequired};

use crate::{
    expression::Value,
    form::{Element, Form, Kind, MAX_ANSWER},
    text::{Localized, message, write_answer},
    value::{Json, Ratio, object},
};

/// Whether an issue stops a form from being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// It does.
    Error,
    /// It is shown, and sent with the answers.
    Warning,
}

/// One thing that is wrong with the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The question, unless the answers name one that the form does not have.
    pub question: Option<usize>,
    /// The JSON Pointer of the answer in the answers: `/name`.
    pub path: String,
    /// What is wrong, as a code of the message catalogue.
    pub code: &'static str,
    /// Whether it stops the form from being sent.
    pub severity: Severity,
    /// The figures of the rule, such as `min` and `max`.
    pub params: Vec<(&'static str, Json)>,
}

impl Issue {
    pub(super) fn new(question: usize, name: &str, code: &'static str, params: Vec<(&'static str, Json)>) -> Self {
        Self { question: Some(question), path: ["/", name].concat(), code, severity: Severity::Error, params }
    }

    pub(super) fn unknown(name: &str) -> Self {
        // A key too long to be a name is told of the answers as a whole.
        let slash = if name.is_empty() { "" } else { "/" };
        let path = [slash, &name.replace('~', "~0").replace('/', "~1")].concat();
        Self { question: None, path, code: "unknown_question", severity: Severity::Error, params: Vec::new() }
    }

    /// What to do about it, in `language`: the definition's own words where it has them, else the
    /// catalogue's with the question's label.
    #[must_use]
    pub fn message(&self, form: &Form, language: &str) -> String {
        let Some(element) = self.question.and_then(|index| form.element(index)) else {
            return message(self.code, language, &[]);
        };
        let none = Localized::default();
        let own = match self.code {
            "required" => &element.required_message,
            "constraint" => &element.constraint_message,
            _ => &none,
        };
        if !own.is_empty() {
            return String::from(own.get(language));
        }
        let code = match (self.code, element.kind) {
            ("required", Kind::SelectOne(_)) => "required_choice",
            ("required", Kind::SelectMultiple(_)) => "required_choices",
            ("required", Kind::Acknowledge) => "required_acknowledge",
            (code, _) => code,
        };
        let mut params = vec![("label", String::from(element.label.get(language)))];
        for (name, value) in &self.params {
            let shown = value.as_number().map(write_answer);
            params.push((name, shown.unwrap_or_default()));
        }
        let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
        message(code, language, &params)
    }

    /// `{"path", "code", "severity", "params", "message"}`.
    #[must_use]
    pub fn to_json(&self, form: &Form, language: &str) -> Json {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let params = self.params.iter().map(|(name, value)| (String::from(*name), value.clone())).collect();
        object(vec![
            ("path", self.path.as_str().into()),
            ("code", self.code.into()),
            ("severity", severity.into()),
            ("params", Json::Object(params)),
            ("message", self.message(form, language).into()),
        ])
    }
}

impl ValidateRange<Ratio> for Ratio {
    fn greater_than(&self, max: Ratio) -> Option<bool> {
        Some(*self > max)
    }

    fn less_than(&self, min: Ratio) -> Option<bool> {
        Some(*self < min)
    }
}

/// The code and the figures of a broken rule.
type Broken = (&'static str, Vec<(&'static str, Json)>);

/// The first rule of the question itself that its value breaks; the expression of a constraint
/// is not among them.
pub(super) fn broken_rule(element: &Element, value: Option<&Value>, required: bool) -> Option<Broken> {
    if required && !ValidateRequired::is_some(&value) {
        return Some(("required", Vec::new()));
    }
    match value? {
        Value::Number(number) if !number.validate_range(element.min, element.max, None, None) => {
            let bounds = [("min", element.min), ("max", element.max)];
            let code = match (element.min, element.max) {
                (Some(_), Some(_)) => "range",
                (Some(_), None) => "min",
                _ => "max",
            };
            Some((code, bounds.into_iter().filter_map(|(name, bound)| Some((name, bound?.into()))).collect()))
        }
        Value::Text(text) if element.kind == Kind::Text => {
            let longest = element.max_length.unwrap_or(MAX_ANSWER as u64);
            if !text.validate_length(element.min_length, None, None) {
                Some(("too_short", vec![("min", element.min_length.into())]))
            } else if !text.validate_length(None, Some(longest), None) {
                Some(("too_long", vec![("max", longest.into())]))
            } else {
                None
            }
        }
        _ => None,
    }
}
