//! The groups of `--by`: responses that gave a question the same answer.

use std::{collections::BTreeMap, sync::Arc};

use sipas_forms::{
    dataset::{
        Results,
        groups::{Key, MAX_GROUPS, label_of, name_of},
    },
    entry::Entry,
    expression::Value,
    form::{Element, Form, near},
    score::{Breakdown, Counted, Outcome, Tally, breakdown, too_small},
    text::Localized,
    value::Ratio,
};

use crate::failure::Failure;

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
        let key = Key::of(form, self.question, value);
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

    /// Adds what was counted of a table.
    pub fn merge(&mut self, form: &Arc<Form>, results: &Results) {
        self.too_many |= results.has_more_groups(self.question);
        for (name, tally) in results.groups(self.question) {
            let key = Key::of_name(form, self.question, name);
            if self.groups.len() >= MAX_GROUPS && !self.groups.contains_key(&key) {
                self.too_many = true;
                return;
            }
            let group = self.groups.entry(key).or_insert_with(|| Group {
                name: name.map(String::from),
                label: name.map(|name| label_of(form, self.question, name)).unwrap_or_default(),
                tally: Tally::new(form),
            });
            group.tally.merge(tally);
        }
    }

    /// The index of the question.
    pub const fn question(&self) -> usize {
        self.question
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
