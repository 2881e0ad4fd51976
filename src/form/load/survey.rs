//! The questions of a definition: choice lists, groups and elements, each key checked.

use alloc::{string::String, vec, vec::Vec};

use super::{Reader, below, is_choice_name, is_name, nth};
use crate::{
    expression::Type,
    form::{
        Appearance, Choice, ChoiceList, Element, Form, Kind, MAX_CHOICES, MAX_ELEMENTS, MAX_GROUP_DEPTH, MAX_LISTS,
        Required,
    },
    value::{Json, Ratio, digits, repeated},
};

/// An element whose expressions are still text.
pub(super) struct Draft<'a> {
    pub(super) element: Element,
    pub(super) json: &'a Json,
}

impl Reader {
    pub(super) fn lists(&mut self, json: &Json) -> Vec<ChoiceList> {
        let entries = json.get("choices").map_or(&[][..], Json::entries);
        if entries.len() > MAX_LISTS {
            self.limit("", "choices", MAX_LISTS);
        }
        if json.get("choices").is_some_and(|choices| !matches!(choices, Json::Object(_))) {
            self.fault("/choices", "definition_not_object", &[]);
        }
        let mut lists = Vec::new();
        for (name, list) in entries.iter().take(MAX_LISTS) {
            let place = below("/choices", name);
            if !is_name(name) {
                self.fault(&place, "definition_bad_name", &[("name", name)]);
            }
            if let Some(file) = list.get("file").and_then(Json::as_text) {
                self.fault(&place, "definition_unresolved_file", &[("name", name), ("file", file)]);
            } else if !matches!(list, Json::Array(_)) {
                self.fault(&place, "definition_wrong_type", &[("key", name), ("expected", "array")]);
            } else if list.elements().is_empty() {
                self.fault(&place, "definition_empty_list", &[("name", name)]);
            } else if list.elements().len() > MAX_CHOICES {
                self.fault(&place, "definition_limit", &[("key", name), ("max", &digits(MAX_CHOICES))]);
            } else {
                lists.push(ChoiceList { name: name.clone(), choices: self.choices(list.elements(), &place) });
            }
        }
        lists
    }

    fn choices(&mut self, list: &[Json], place: &str) -> Vec<Choice> {
        let mut choices: Vec<Choice> = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        for (index, json) in list.iter().enumerate() {
            let place = nth(place, index);
            self.keys(json, &place, &["name", "label", "score", "not_applicable"]);
            let name = self.needed_text(json, &place, "name");
            if !name.is_empty() && !is_choice_name(&name) {
                self.fault(&below(&place, "name"), "definition_bad_choice_name", &[("name", &name)]);
            }
            let score = self.number(json, &place, "score");
            let whole = score.and_then(Ratio::to_integer);
            if score.is_some() && whole.is_none() {
                self.wrong_type(&place, "score", "0, 1, 2, …");
            }
            names.push(json.get("name").and_then(Json::as_text).unwrap_or_default());
            choices.push(Choice {
                label: self.needed_localized(json, &place, "label"),
                score: whole,
                not_applicable: self.truth(json, &place, "not_applicable"),
                name,
            });
        }
        for name in repeated(names.into_iter()) {
            self.fault(place, "definition_duplicate_name", &[("name", name)]);
        }
        choices
    }

    pub(super) fn survey<'a>(&mut self, json: &'a Json, lists: &[ChoiceList], drafts: &mut Vec<Draft<'a>>) {
        if self.array(json, "", "survey").is_empty() {
            self.fault("/survey", "definition_missing_key", &[("key", "survey")]);
        }
        for (index, page) in self.array(json, "", "survey").iter().enumerate() {
            let place = nth("/survey", index);
            if page.get("type").and_then(Json::as_text) != Some("group") {
                self.fault(&place, "definition_top_level", &[]);
            }
            self.element(page, &place, None, 1, lists, drafts);
        }
        if drafts.len() > MAX_ELEMENTS {
            self.limit("", "survey", MAX_ELEMENTS);
        }
        for name in repeated(drafts.iter().map(|draft| draft.element.name.as_str()).filter(|name| !name.is_empty())) {
            let last = drafts.iter().rev().find(|draft| draft.element.name == name);
            let place = last.map(|draft| below(&draft.element.place, "name")).unwrap_or_default();
            self.fault(&place, "definition_duplicate_name", &[("name", name)]);
        }
    }

    fn element<'a>(
        &mut self,
        json: &'a Json,
        place: &str,
        parent: Option<usize>,
        depth: usize,
        lists: &[ChoiceList],
        drafts: &mut Vec<Draft<'a>>,
    ) {
        if drafts.len() > MAX_ELEMENTS {
            return;
        }
        let name = self.needed_text(json, place, "name");
        if !name.is_empty() && !is_name(&name) {
            self.fault(&below(place, "name"), "definition_bad_name", &[("name", &name)]);
        }
        let first_fault = self.faults.len();
        let (kind, own_keys) = self.kind(json, place, lists);
        let mut known = vec!["type", "name", "label", "hint", "relevant"];
        if kind.is_asked() {
            known.extend(["required", "required_message", "constraint", "constraint_message", "default", "read_only"]);
        }
        known.extend(own_keys);
        self.keys(json, place, &known);
        let label = match kind {
            Kind::Calculate(_) => self.localized(json, place, "label"),
            _ => self.needed_localized(json, place, "label"),
        };
        let index = drafts.len();
        let element = Element {
            kind,
            parent,
            place: String::from(place),
            label,
            hint: self.localized(json, place, "hint"),
            appearance: self.appearance(json, place, kind),
            required: Required::Constant(false),
            required_message: self.localized(json, place, "required_message"),
            relevant: None,
            constraint: None,
            constraint_message: self.localized(json, place, "constraint_message"),
            calculation: None,
            default: None,
            read_only: self.truth(json, place, "read_only"),
            min: self.number(json, place, "min"),
            max: self.number(json, place, "max"),
            min_length: self.count(json, place, "min_length"),
            max_length: self.count(json, place, "max_length"),
            name: name.clone(),
        };
        for fault in self.faults.iter_mut().skip(first_fault) {
            fault.name = Some(name.clone());
        }
        let table = element.appearance == Appearance::Table;
        drafts.push(Draft { element, json });
        if kind == Kind::Group {
            if depth > MAX_GROUP_DEPTH {
                self.limit(place, "children", MAX_GROUP_DEPTH);
                return;
            }
            for (child, json) in self.array(json, place, "children").iter().enumerate() {
                self.element(
                    json,
                    &nth(&below(place, "children"), child),
                    Some(index),
                    depth.saturating_add(1),
                    lists,
                    drafts,
                );
            }
            if table {
                let mut kinds =
                    drafts.iter().filter(|draft| draft.element.parent == Some(index)).map(|draft| draft.element.kind);
                let first = kinds.next();
                if !matches!(first, Some(Kind::SelectOne(_))) || !kinds.all(|kind| Some(kind) == first) {
                    self.fault(place, "definition_table", &[]);
                }
            }
        }
    }

    fn kind(&mut self, json: &Json, place: &str, lists: &[ChoiceList]) -> (Kind, &'static [&'static str]) {
        let name = self.needed_text(json, place, "type");
        match name.as_str() {
            "text" => (Kind::Text, &["appearance", "min_length", "max_length"]),
            "integer" => (Kind::Integer, &["min", "max"]),
            "decimal" => (Kind::Decimal, &["min", "max"]),
            "date" => (Kind::Date, &[]),
            "acknowledge" => (Kind::Acknowledge, &[]),
            "calculate" => (Kind::Calculate(Type::Text), &["calculation"]),
            "group" => (Kind::Group, &["appearance", "children"]),
            "select_one" => (Kind::SelectOne(self.list(json, place, lists)), &["appearance", "choices"]),
            "select_multiple" => (Kind::SelectMultiple(self.list(json, place, lists)), &["choices"]),
            // A missing type is reported already.
            "note" | "" => (Kind::Note, &[]),
            unknown => {
                self.fault(&below(place, "type"), "definition_unknown_type", &[("type", unknown)]);
                // Whatever keys it has are not judged: its type decides them.
                (
                    Kind::Note,
                    &[
                        "appearance",
                        "children",
                        "choices",
                        "calculation",
                        "min",
                        "max",
                        "min_length",
                        "max_length",
                        "required",
                    ],
                )
            }
        }
    }

    fn list(&mut self, json: &Json, place: &str, lists: &[ChoiceList]) -> usize {
        let name = self.needed_text(json, place, "choices");
        let found = lists.iter().position(|list| list.name == name);
        if found.is_none() && !name.is_empty() {
            self.fault(&below(place, "choices"), "definition_unknown_list", &[("name", &name)]);
        }
        found.unwrap_or(usize::MAX)
    }

    fn appearance(&mut self, json: &Json, place: &str, kind: Kind) -> Appearance {
        match (kind, self.text(json, place, "appearance").as_deref()) {
            (_, None) => Appearance::Plain,
            (Kind::Text, Some("multiline")) => Appearance::Multiline,
            (Kind::SelectOne(_), Some("minimal")) => Appearance::Minimal,
            (Kind::SelectOne(_), Some("likert")) => Appearance::Likert,
            (Kind::Group, Some("table")) => Appearance::Table,
            _ => {
                let expected = match kind {
                    Kind::Text => "multiline",
                    Kind::Group => "table",
                    _ => "minimal, likert",
                };
                self.wrong_type(place, "appearance", expected);
                Appearance::Plain
            }
        }
    }

    pub(super) fn defaults(&mut self, json: &Json, form: &mut Form) {
        let mut defaults = Vec::new();
        for (index, element) in form.elements.iter().enumerate() {
            let Some(default) = at(json, &element.place).and_then(|json| json.get("default")) else { continue };
            if let Ok(value) = form.read_answer(element.kind, default) {
                defaults.push((index, value));
            } else {
                self.fault(&below(&element.place, "default"), "definition_default", &[]);
            }
        }
        for (index, value) in defaults {
            if let Some(element) = form.elements.get_mut(index) {
                element.default = value;
            }
        }
    }
}

/// The value at a JSON Pointer that a reader of this document made (no escapes in it).
fn at<'a>(json: &'a Json, pointer: &str) -> Option<&'a Json> {
    pointer.split('/').skip(1).try_fold(json, |json, step| match json {
        Json::Array(elements) => elements.get(step.parse::<usize>().ok()?),
        _ => json.get(step),
    })
}
