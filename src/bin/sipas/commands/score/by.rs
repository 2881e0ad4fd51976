//! The groups of `--by`: responses that gave a question the same answer.

use std::collections::BTreeMap;

use sipas_forms::{
    entry::Entry,
    expression::Value,
    form::{Element, Form, near},
    score::{Breakdown, Counted, Outcome, Tally, breakdown, too_small},
    text::Localized,
    value::{MAX_PLACES, Ratio},
};

use crate::failure::Failure;

/// The most groups: each has counts of its own.
const MAX_GROUPS: usize = 10_000;

/// An answer, in the order in which groups are listed: that of the list of choices, of numbers, or of
/// the alphabet; at the end those who did not answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Choice(usize),
    Number(Ratio),
    Text(String),
    Unanswered,
}

struct Group {
    name: Option<String>,
    label: Localized,
    tally: Tally,
}

/// Counts responses by their answer to a question.
pub struct Grouping {
    question: usize,
    groups: BTreeMap<Key, Group>,
    too_many: bool,
}

/// The answer as a name: as JSON, texts and dates without quotes.
fn name_of(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Date(date) => date.to_iso(),
        Value::Number(number) => number.to_shortest(MAX_PLACES),
        other => other.to_json().to_text(),
    }
}

impl Grouping {
    /// By the question of this name.
    pub fn new(form: &Form, name: &str) -> Result<Self, Failure> {
        let asked = |code, told, near: &str| {
            let near = (!near.is_empty()).then(|| ("near", String::from(near)));
            let params = [("name", String::from(name))].into_iter().chain(near).collect();
            Failure::Asked { code, told, params }
        };
        let fits = |element: &Element| element.repeat.is_none() && element.kind.answer_type().is_some();
        let Some((question, element)) = form.find(name).and_then(|found| Some((found, form.element(found)?))) else {
            let known = form.elements.iter().filter(|element| fits(element)).map(|element| element.name.as_str());
            let near = near(name, known);
            return Err(asked("by_unknown", if near.is_empty() { "by_unknown" } else { "by_unknown_near" }, near));
        };
        if element.kind.answer_type().is_none() {
            return Err(asked("by_no_answer", "by_no_answer", ""));
        }
        if element.repeat.is_some() {
            return Err(asked("by_in_repeat", "by_in_repeat", ""));
        }
        Ok(Self { question, groups: BTreeMap::new(), too_many: false })
    }

    /// Counts a response that was counted among all.
    pub fn add(&mut self, entry: &Entry) {
        let (form, at) = (entry.form(), self.question.into());
        let value = entry.value(at);
        let list = form.element(self.question).and_then(|element| form.list_of(element.kind));
        let position = |name: &str| list?.choices.iter().position(|choice| choice.name == name);
        let key = match value {
            None => Key::Unanswered,
            Some(Value::Number(number)) => Key::Number(*number),
            Some(Value::Text(name)) => position(name).map_or_else(|| Key::Text(name.clone()), Key::Choice),
            Some(other) => Key::Text(name_of(other)),
        };
        if self.groups.len() >= MAX_GROUPS && !self.groups.contains_key(&key) {
            self.too_many = true;
            return;
        }
        let written = |value: &Value| {
            let labels = ["vi", "en"].map(|language| (language.into(), entry.write(at, value, language)));
            Localized::new(labels.into())
        };
        let group = self.groups.entry(key).or_insert_with(|| Group {
            name: value.map(name_of),
            label: value.map(written).unwrap_or_default(),
            tally: Tally::new(form),
        });
        // It was counted among all, so it can be.
        let _ = group.tally.add(entry);
    }

    /// The results of the groups, in their order, without what fewer than `least` answered.
    pub fn breakdown(&self, form: &Form, whole: Vec<Outcome>, least: u64, effect: Ratio) -> Result<Breakdown, Failure> {
        if self.too_many {
            let params = vec![("name", String::from(self.name(form))), ("max", MAX_GROUPS.to_string())];
            return Err(Failure::Asked { code: "by_too_many", told: "by_too_many", params });
        }
        let mut groups: Vec<Counted<'_>> = self
            .groups
            .values()
            .map(|group| Counted { name: group.name.as_deref(), tally: &group.tally, hidden: false })
            .collect();
        let sizes: Vec<(u64, bool)> = groups.iter().map(|group| (group.tally.responses(), false)).collect();
        let hidden = too_small(&sizes, least);
        for (group, hidden) in groups.iter_mut().zip(hidden) {
            group.hidden = hidden;
        }
        let labels: BTreeMap<Option<&str>, &Localized> =
            self.groups.values().map(|group| (group.name.as_deref(), &group.label)).collect();
        let label = |name: &str| labels.get(&Some(name)).map(|label| (*label).clone()).unwrap_or_default();
        let mut shown = breakdown(form, whole, &groups, least, effect, &label);
        let places: BTreeMap<Option<&str>, usize> =
            groups.iter().enumerate().map(|(place, group)| (group.name, place)).collect();
        shown.groups.sort_by_key(|group| places.get(&group.name.as_deref()).copied());
        Ok(shown)
    }

    /// The name of the question.
    pub fn name<'a>(&self, form: &'a Form) -> &'a str {
        form.element(self.question).map_or("", |element| element.name.as_str())
    }

    /// What the question is called: its label, or its name where it has none.
    pub fn label<'a>(&self, form: &'a Form, language: &str) -> &'a str {
        let label = form.element(self.question).map_or("", |element| element.label.get(language));
        if label.is_empty() { self.name(form) } else { label }
    }
}
