//! The answers by which responses are grouped: their names, labels and order.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use crate::{
    entry::Entry,
    expression::{Type, Value},
    form::{Form, Kind},
    text::Localized,
    value::{Json, MAX_PLACES, Ratio},
};

/// The most groups of one question: each has counts of its own.
pub const MAX_GROUPS: usize = 10_000;
/// The number of a group beyond them.
pub(super) const OTHER: u32 = u32::MAX;

/// An answer, in the order in which groups are listed: that of the list of choices, of numbers, or of the
/// alphabet; at the end those who did not answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A choice, by its place in the list.
    Choice(usize),
    /// A number.
    Number(Ratio),
    /// Any other answer, by its name.
    Text(String),
    /// No answer.
    Unanswered,
}

impl Key {
    /// That of the group with a name, as [`name_of`] gives it; of those who did not answer for `None`.
    #[must_use]
    pub fn of_name(form: &Form, question: usize, name: Option<&str>) -> Self {
        let Some(name) = name else { return Self::Unanswered };
        match value_of(form, question, name) {
            Some(value) => Self::of(form, question, Some(&value)),
            None => Self::Text(name.to_string()),
        }
    }

    /// Of an answer to a question.
    #[must_use]
    pub fn of(form: &Form, question: usize, value: Option<&Value>) -> Self {
        match value {
            None => Self::Unanswered,
            Some(Value::Number(number)) => Self::Number(*number),
            Some(Value::Text(name)) => {
                let list = form.element(question).and_then(|element| form.list_of(element.kind));
                let place = list.and_then(|list| list.choices.iter().position(|choice| choice.name == *name));
                place.map_or_else(|| Self::Text(name.clone()), Self::Choice)
            }
            Some(other) => Self::Text(name_of(other)),
        }
    }
}

/// The answer as a name: as JSON, texts and dates without quotes.
#[must_use]
pub fn name_of(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Date(date) => date.to_iso(),
        Value::Number(number) => number.to_shortest(MAX_PLACES),
        other => other.to_json().to_text(),
    }
}

/// Whether responses can be grouped by an element.
pub(super) fn groups(form: &Form, question: usize) -> bool {
    form.element(question).is_some_and(|element| element.repeat.is_none() && element.kind.answer_type().is_some())
}

/// The answer that a name is of; `None` for one that the question does not have.
fn value_of(form: &Form, question: usize, name: &str) -> Option<Value> {
    let kind = form.element(question)?.kind;
    let json = match kind.answer_type()? {
        Type::Integer | Type::Decimal => Json::Number(Ratio::parse(name)?),
        Type::Boolean | Type::Choices(_) => serde_json::from_str(name).ok()?,
        Type::Text | Type::Date | Type::Choice(_) => Json::from(name),
    };
    if matches!(kind, Kind::Calculate(_)) {
        return form.read_value(kind, &json);
    }
    form.read_answer(kind, &json).ok().flatten()
}

/// How a group is shown.
#[must_use]
pub fn label_of(form: &Arc<Form>, question: usize, name: &str) -> Localized {
    let Some(value) = value_of(form, question, name) else {
        return Localized::new(Vec::from([(String::new(), String::from(name))]));
    };
    let entry = Entry::new(Arc::clone(form), None);
    let written = |language: &str| (String::from(language), entry.write(question.into(), &value, language));
    let mut languages = Vec::from(["vi", "en"]);
    languages.extend(form.languages.iter().map(String::as_str).filter(|own| !matches!(*own, "vi" | "en")));
    Localized::new(languages.into_iter().map(written).collect())
}

/// The groups of one question by number; 0 are those who did not answer.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) question: usize,
    pub(super) all: Vec<Option<String>>,
    numbers: BTreeMap<String, u32>,
}

impl Names {
    pub(super) fn new(question: usize) -> Self {
        Self { question, all: Vec::from([None]), numbers: BTreeMap::new() }
    }

    /// The number of the group of an answer; [`OTHER`] where there are too many.
    pub(super) fn number(&mut self, value: Option<&Value>) -> u32 {
        let Some(value) = value else { return 0 };
        let name = name_of(value);
        if let Some(number) = self.numbers.get(&name) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(OTHER);
        if self.all.len() >= MAX_GROUPS || number == OTHER {
            return OTHER;
        }
        self.all.push(Some(name.clone()));
        self.numbers.insert(name, number);
        number
    }
}
