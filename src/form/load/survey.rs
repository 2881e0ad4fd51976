//! The questions of a definition: choice lists, groups and elements, each key checked.

use alloc::{string::String, vec, vec::Vec};

use super::{Reader, below, is_choice_name, is_name, nth};
use crate::{
    FULL,
    expression::{Type, Value},
    form::{
        Appearance, Choice, ChoiceList, Element, Form, Kind, MAX_CHOICES, MAX_COLUMNS, MAX_ELEMENTS, MAX_GROUP_DEPTH,
        MAX_LISTS, MAX_REPEAT_DEPTH, MAX_ROWS, Required,
    },
    format::{FORMATS, Format},
    text::Localized,
    value::{Date, Json, Ratio, digits, repeated},
};

/// The most steps of a range's scale.
const MAX_STEPS: i64 = 1000;

/// An element whose expressions are still text.
pub(super) struct Draft<'a> {
    pub(super) element: Element,
    pub(super) json: &'a Json,
    /// Whether its type is unknown or lacks its list.
    pub(super) is_faulty: bool,
}

/// What is around an element.
#[derive(Clone, Copy, Default)]
struct Around {
    parent: Option<usize>,
    repeat: Option<usize>,
    depth: usize,
    repeats: usize,
}

/// Whether the children of a table group make one: `select_one` that share a list, or groups of as
/// many numbers each.
fn is_table(drafts: &[Draft<'_>], table: usize) -> bool {
    let children = |parent: usize| {
        drafts
            .iter()
            .enumerate()
            .filter(move |(_, draft)| draft.element.parent == Some(parent))
            .map(|(index, draft)| (index, draft.element.kind))
    };
    let is_number = |(_, kind): (usize, Kind)| kind.is_number() || matches!(kind, Kind::Calculate(_));
    let Some((first, kind)) = children(table).next() else { return false };
    match kind {
        Kind::SelectOne(_) => children(table).all(|(_, other)| other == kind),
        Kind::Group => {
            let columns = children(first).count();
            columns > 0
                && children(table).all(|(row, kind)| {
                    kind == Kind::Group && children(row).count() == columns && children(row).all(is_number)
                })
        }
        _ => false,
    }
}

/// The keys that an element of a kind may have.
fn known_keys<'a>(kind: Kind, own: &[&'a str]) -> Vec<&'a str> {
    let mut known = vec!["type", "name", "label", "hint", "relevant"];
    if kind.is_asked() {
        known.extend(["required", "required_message", "constraint", "constraint_message"]);
        known.extend(["warning", "warning_message", "default", "read_only", "keep"]);
        if FULL {
            known.extend(["rule", "last_saved", "offer_saved"]);
        }
    }
    known.extend(own);
    known
}

/// The cell of a table of numbers whose label is not its column's, and the column.
fn odd_column(drafts: &[Draft<'_>], table: usize) -> Option<(usize, usize)> {
    let children =
        |parent: usize| drafts.iter().enumerate().filter(move |(_, draft)| draft.element.parent == Some(parent));
    let (first, _) = children(table).next().filter(|(_, line)| line.element.kind == Kind::Group)?;
    let heads: Vec<&Localized> = children(first).map(|(_, head)| &head.element.label).collect();
    children(table).find_map(|(line, _)| {
        let odd = children(line).zip(&heads).position(|((_, cell), head)| cell.element.label != **head)?;
        Some((children(line).nth(odd)?.0, odd))
    })
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
            let parts = list.get("files").map_or(&[][..], Json::elements).iter();
            let files: Vec<&str> =
                [list].into_iter().chain(parts).filter_map(|part| part.get("file")?.as_text()).collect();
            if !files.is_empty() {
                self.fault(&place, "definition_unresolved_file", &[("name", name), ("file", &files.join(", "))]);
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
            self.keys(json, &place, &["name", "label", "score", "not_applicable", "columns"]);
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
                columns: self.columns(json, &place),
                name,
            });
        }
        for name in repeated(names.into_iter()) {
            self.fault(place, "definition_duplicate_name", &[("name", name)]);
        }
        choices
    }

    fn columns(&mut self, json: &Json, place: &str) -> Vec<(String, String)> {
        let mut columns = Vec::new();
        let Some(json) = json.get("columns") else { return columns };
        let place = below(place, "columns");
        if !matches!(json, Json::Object(_)) {
            self.fault(&place, "definition_not_object", &[]);
        }
        if json.entries().len() > MAX_COLUMNS {
            self.fault(&place, "definition_limit", &[("key", "columns"), ("max", &digits(MAX_COLUMNS))]);
        }
        for (name, _) in json.entries().iter().take(MAX_COLUMNS) {
            if !is_name(name) {
                self.fault(&below(&place, name), "definition_bad_name", &[("name", name)]);
            }
            columns.push((name.clone(), self.needed_text(json, &place, name)));
        }
        columns
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
            self.element(page, &place, Around { depth: 1, ..Around::default() }, lists, drafts);
        }
        if drafts.len() > MAX_ELEMENTS {
            self.limit("", "survey", MAX_ELEMENTS);
        }
        // The place of each among those of the same repeat; `None` counts before all indices.
        let mut counts = vec![0_usize; drafts.len().saturating_add(1)];
        for draft in drafts.iter_mut() {
            if let Some(count) = counts.get_mut(draft.element.repeat.map_or(0, |repeat| repeat.saturating_add(1))) {
                draft.element.slot = *count;
                *count = count.saturating_add(1);
            }
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
        around: Around,
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
        self.keys(json, place, &known_keys(kind, own_keys));
        let label = match kind {
            Kind::Calculate(_) | Kind::Hidden => self.localized(json, place, "label"),
            _ => self.needed_localized(json, place, "label"),
        };
        let index = drafts.len();
        let (min, max) = (self.bound(json, place, "min", kind), self.bound(json, place, "max", kind));
        let mut element = Element {
            kind,
            parent: around.parent,
            repeat: around.repeat,
            slot: 0,
            place: String::from(place),
            label,
            hint: self.localized(json, place, "hint"),
            appearance: self.appearance(json, place, kind),
            required: Required::Constant(false),
            required_message: self.localized(json, place, "required_message"),
            relevant: None,
            constraint: None,
            constraint_message: self.localized(json, place, "constraint_message"),
            warning: None,
            warning_message: self.localized(json, place, "warning_message"),
            choice_filter: None,
            calculation: None,
            default: None,
            read_only: self.truth(json, place, "read_only"),
            keep: self.truth(json, place, "keep"),
            format: self.format(json, place),
            min,
            max,
            step: self.number(json, place, "step"),
            min_length: self.count(json, place, "min_length"),
            max_length: self.count(json, place, "max_length"),
            min_rows: self.rows(json, place, "min_rows").unwrap_or(0),
            max_rows: self.rows(json, place, "max_rows").unwrap_or(MAX_ROWS),
            #[cfg(feature = "full")]
            rule: self.rule_code(json, place),
            #[cfg(feature = "full")]
            fields: Vec::new(),
            #[cfg(feature = "full")]
            last_saved: None,
            #[cfg(feature = "full")]
            offer_saved: None,
            name: name.clone(),
        };
        #[cfg(feature = "full")]
        if kind == Kind::Check {
            self.check(json, place);
        }
        if kind.is_range() {
            self.scale(&mut element);
        }
        for fault in self.faults.iter_mut().skip(first_fault) {
            fault.name = Some(name.clone());
        }
        let table = element.appearance == Appearance::Table;
        let is_faulty = self.faults.iter().skip(first_fault).any(|fault| {
            matches!(fault.code, "definition_unknown_type" | "definition_unknown_list")
                || fault.place == below(place, "type")
        });
        drafts.push(Draft { element, json, is_faulty });
        if matches!(kind, Kind::Group | Kind::Repeat) {
            let mut around = Around { parent: Some(index), depth: around.depth.saturating_add(1), ..around };
            if kind.is_repeat() {
                around.repeat = Some(index);
                around.repeats = around.repeats.saturating_add(1);
            }
            if around.depth > MAX_GROUP_DEPTH.saturating_add(1) {
                self.limit(place, "children", MAX_GROUP_DEPTH);
                return;
            }
            if around.repeats > MAX_REPEAT_DEPTH {
                self.fault(place, "definition_nested_repeat", &[]);
                return;
            }
            let children = self.array(json, place, "children");
            if kind.is_repeat() && children.is_empty() {
                self.fault(&below(place, "children"), "definition_missing_key", &[("key", "children")]);
            }
            for (child, json) in children.iter().enumerate() {
                self.element(json, &nth(&below(place, "children"), child), around, lists, drafts);
            }
            if table {
                self.table(drafts, index, place);
            }
        }
    }

    /// Reports a table that is none.
    fn table(&mut self, drafts: &[Draft<'_>], index: usize, place: &str) {
        if !is_table(drafts, index) {
            self.fault(place, "definition_table", &[]);
        } else if let Some((line, column)) = odd_column(drafts, index) {
            let place = drafts.get(line).map(|draft| draft.element.place.clone()).unwrap_or_default();
            self.fault(&place, "definition_table_columns", &[("column", &digits(column.saturating_add(1)))]);
        }
    }

    /// The scale of a range: from `min` to `max` in whole steps; of whole numbers if all three are.
    fn scale(&mut self, element: &mut Element) {
        let number = |bound: &Option<Value>| if let Some(Value::Number(number)) = bound { Some(*number) } else { None };
        let step = element.step.unwrap_or(Ratio::ONE);
        let parts = number(&element.min).zip(number(&element.max));
        let steps = parts.and_then(|(min, max)| max.checked_sub(min)?.checked_div(step)?.to_integer());
        if step <= Ratio::ZERO || !steps.is_some_and(|steps| (1..=MAX_STEPS).contains(&steps)) {
            self.fault(&element.place, "definition_range", &[]);
        }
        let whole = step.to_integer().and(parts).is_some_and(|(min, _)| min.to_integer().is_some());
        element.kind = Kind::Range(if whole { Type::Integer } else { Type::Decimal });
        element.step = Some(step);
    }

    fn format(&mut self, json: &Json, place: &str) -> Option<Format> {
        let name = self.text(json, place, "format")?;
        let format = Format::from_name(&name);
        if format.is_none() {
            let known: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
            self.wrong_type(place, "format", &known.join(", "));
        }
        format
    }

    fn rows(&mut self, json: &Json, place: &str, key: &str) -> Option<usize> {
        let rows = usize::try_from(self.count(json, place, key)?).unwrap_or(usize::MAX);
        if rows > MAX_ROWS {
            self.limit(place, key, MAX_ROWS);
        }
        Some(rows.min(MAX_ROWS))
    }

    /// A bound of an answer: a number, or an ISO date for a date.
    fn bound(&mut self, json: &Json, place: &str, key: &str, kind: Kind) -> Option<Value> {
        if kind != Kind::Date {
            return self.number(json, place, key).map(Value::Number);
        }
        let date = Date::parse_iso(&self.text(json, place, key)?);
        if date.is_none() {
            self.wrong_type(place, key, "2025-12-31");
        }
        date.map(Value::Date)
    }

    fn kind(&mut self, json: &Json, place: &str, lists: &[ChoiceList]) -> (Kind, &'static [&'static str]) {
        let name = self.needed_text(json, place, "type");
        match name.as_str() {
            "text" => (Kind::Text, &["appearance", "format", "min_length", "max_length"]),
            "integer" => (Kind::Integer, &["min", "max"]),
            "decimal" => (Kind::Decimal, &["min", "max"]),
            "range" => (Kind::Range(Type::Decimal), &["min", "max", "step"]),
            "date" => (Kind::Date, &["min", "max"]),
            "hidden" if FULL => (Kind::Hidden, &["default", "keep", "last_saved"]),
            "hidden" => (Kind::Hidden, &["default", "keep"]),
            "acknowledge" => (Kind::Acknowledge, &[]),
            "calculate" => (Kind::Calculate(Type::Text), &["calculation"]),
            "group" => (Kind::Group, &["appearance", "children"]),
            "check" if FULL => {
                (Kind::Check, &["rule", "fields", "constraint", "constraint_message", "warning", "warning_message"])
            }
            "repeat" => (Kind::Repeat, &["children", "min_rows", "max_rows"]),
            "select_one" => {
                (Kind::SelectOne(self.list(json, place, lists)), &["appearance", "choices", "choice_filter"])
            }
            "select_multiple" => (Kind::SelectMultiple(self.list(json, place, lists)), &["choices", "choice_filter"]),
            "rank" => (Kind::Rank(self.list(json, place, lists)), &["choices"]),
            // A missing type is reported already.
            "note" | "" => (Kind::Note, &[]),
            unknown => {
                let known = "text, integer, decimal, range, date, select_one, select_multiple, rank, acknowledge, note, calculate, hidden, check, group, repeat";
                self.fault(&below(place, "type"), "definition_unknown_type", &[("type", unknown), ("known", known)]);
                // Whatever keys it has are not judged: its type decides them.
                self.lenient = true;
                (Kind::Note, &[])
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
            (Kind::SelectOne(_), Some("autocomplete")) => Appearance::Autocomplete,
            (Kind::Group, Some("table")) => Appearance::Table,
            (Kind::Group, Some("columns")) => Appearance::Columns,
            _ => {
                let expected = match kind {
                    Kind::Text => "multiline",
                    Kind::Group => "table, columns",
                    _ => "minimal, likert, autocomplete",
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
pub(super) fn at<'a>(json: &'a Json, pointer: &str) -> Option<&'a Json> {
    pointer.split('/').skip(1).try_fold(json, |json, step| match json {
        Json::Array(elements) => elements.get(step.parse::<usize>().ok()?),
        _ => json.get(step),
    })
}
