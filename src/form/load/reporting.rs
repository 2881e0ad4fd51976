//! What a definition says of reports: its checks, what they take of the last one, and the settings of
//! a report.

use alloc::{string::String, vec::Vec};

use super::{
    Reader, below,
    bind::{Scope, Spot},
    is_name, near, nth,
    survey::at,
};
use crate::{
    expression::{Expression, Type},
    form::{
        Companion, Document, Element, Form, Kind, Report, Reporting,
        reporting::{MAX_COMPANIONS, MAX_RECIPIENTS},
    },
    text::Localized,
    value::Json,
};

/// The keys of `settings` that are read here.
pub(super) const KEYS: [&str; 6] = ["show_contents", "preview", "report", "last_saved_same", "companions", "document"];

const SETTINGS: &str = "/settings";

/// Whether `code` matches `^[A-Za-z][A-Za-z0-9_.-]{0,15}$`.
fn is_code(code: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    code.len() <= 16 && code.starts_with(|first: char| first.is_ascii_alphabetic()) && code.bytes().all(word)
}

/// What a key names.
struct Wanted<'a> {
    is: &'a dyn Fn(&Element) -> bool,
    /// What is told of an element that is none.
    code: &'static str,
    /// Which elements are, in a word of the catalogue's `type_…`.
    expected: &'static str,
}

/// Whether an answer of `from` can stand as one of `to`.
fn fits(from: &Element, to: &Element) -> bool {
    let number = |kind: Type| matches!(kind, Type::Integer | Type::Decimal);
    match (from.kind.answer_type(), to.kind.answer_type()) {
        (Some(_), Some(_)) if to.kind == Kind::Hidden => true,
        (Some(from), Some(to)) => from == to || (number(from) && number(to)),
        _ => false,
    }
}

impl Reader {
    /// The code of a rule.
    pub(super) fn rule_code(&mut self, json: &Json, place: &str) -> String {
        let rule = self.text(json, place, "rule");
        if rule.as_ref().is_some_and(|rule| !is_code(rule)) {
            self.wrong_type(place, "rule", "R1, R2, …");
        }
        rule.unwrap_or_default()
    }

    /// The keys of a check: one rule, and what to say when it is broken.
    pub(super) fn check(&mut self, json: &Json, place: &str) {
        let has = |key: &str| json.get(key).is_some();
        let (blocks, warns) = (has("constraint"), has("warning"));
        if blocks == warns || has("constraint_message") && warns || has("warning_message") && blocks {
            self.fault(place, "definition_check", &[]);
        }
        for (key, needed) in [("constraint_message", blocks), ("warning_message", warns)] {
            if needed && !has(key) {
                self.fault(&below(place, key), "definition_missing_key", &[("key", key)]);
            }
        }
        if json.get("fields").is_none_or(|fields| *fields == Json::Array(Vec::new())) {
            self.fault(&below(place, "fields"), "definition_missing_key", &[("key", "fields")]);
        }
    }

    /// Reads what elements and settings say of reports; the elements still have their places.
    pub(super) fn reporting(&mut self, json: &Json, settings: &Json, form: &mut Form) {
        let mut found = Vec::new();
        for (index, element) in form.elements.iter().enumerate() {
            let Some(json) = at(json, &element.place) else { continue };
            let before = self.faults.len();
            let fields = if element.kind == Kind::Check { self.fields(json, element, form) } else { Vec::new() };
            let last_saved = self.saved(json, "last_saved", element, form);
            let offer_saved = self.saved(json, "offer_saved", element, form);
            for fault in self.faults.iter_mut().skip(before) {
                fault.name = Some(element.name.clone());
            }
            if !fields.is_empty() || last_saved.or(offer_saved).is_some() {
                found.push((index, fields, last_saved, offer_saved));
            }
        }
        form.reporting = self.report_settings(settings, form);
        for (index, fields, last_saved, offer_saved) in found {
            if let Some(element) = form.elements.get_mut(index) {
                (element.fields, element.last_saved, element.offer_saved) = (fields, last_saved, offer_saved);
            }
        }
    }

    /// The questions that a check is about: outside repeats, or in its own.
    fn fields(&mut self, json: &Json, check: &Element, form: &Form) -> Vec<usize> {
        let is_field =
            |element: &Element| element.kind.is_asked() && (element.repeat.is_none() || element.repeat == check.repeat);
        let wanted = Wanted { is: &is_field, code: "definition_check_field", expected: "" };
        self.elements(json, &check.place, "fields", form, &wanted)
    }

    /// The elements that a list names, each of which must be `wanted`.
    fn elements(&mut self, json: &Json, around: &str, key: &str, form: &Form, wanted: &Wanted<'_>) -> Vec<usize> {
        let mut found = Vec::new();
        for (index, name) in self.array(json, around, key).iter().enumerate() {
            let place = nth(&below(around, key), index);
            let Some(name) = name.as_text() else {
                self.fault(&place, "definition_wrong_type", &[("key", key), ("expected", "text")]);
                continue;
            };
            let Some(element) = self.named(name, &place, form, wanted) else { continue };
            if found.contains(&element) {
                self.fault(&place, "definition_named_twice", &[("name", name)]);
            }
            found.push(element);
        }
        found
    }

    /// The element outside repeats that a key names.
    fn outside(
        &mut self,
        json: &Json,
        place: &str,
        key: &str,
        form: &Form,
        wanted: &dyn Fn(&Element) -> bool,
        expected: &'static str,
    ) -> Option<usize> {
        let name = self.text(json, place, key)?;
        let is = |element: &Element| element.repeat.is_none() && wanted(element);
        self.named(&name, &below(place, key), form, &Wanted { is: &is, code: "definition_wrong_kind", expected })
    }

    /// The element called `name`, which must be `wanted`.
    fn named(&mut self, name: &str, place: &str, form: &Form, wanted: &Wanted<'_>) -> Option<usize> {
        let Some(found) = form.find(name) else {
            let near = near(name, form.elements.iter().map(|element| element.name.as_str()));
            self.fault(place, "expression_unknown_name", &[("name", name), ("near", near)]);
            return None;
        };
        let element = form.element(found)?;
        // What a faulty calculation gives nobody can say: it is told where it is.
        if matches!(element.kind, Kind::Calculate(_)) && element.calculation.is_none() {
            return None;
        }
        if (wanted.is)(element) {
            return Some(found);
        }
        self.fault(place, wanted.code, &[("name", name), ("expected", wanted.expected)]);
        None
    }

    /// What an element takes of the last report.
    fn saved(&mut self, json: &Json, key: &str, element: &Element, form: &Form) -> Option<usize> {
        json.get(key)?;
        if element.repeat.is_some() {
            self.fault(&below(&element.place, key), "definition_saved_in_rows", &[("key", key)]);
            return None;
        }
        if key == "last_saved" && element.kind.is_asked() && json.get("default").is_some_and(|it| *it != Json::Null) {
            self.fault(&below(&element.place, key), "definition_saved_default", &[]);
        }
        let has_value = |other: &Element| other.kind.answer_type().is_some();
        let found = self.outside(json, &element.place, key, form, &has_value, "value")?;
        let (from, to) = (form.element(found)?.kind.answer_type()?, element.kind.answer_type()?);
        if !form.element(found).is_some_and(|from| fits(from, element)) {
            let params = [("expected", to.name()), ("found", from.name())];
            self.fault(&below(&element.place, key), "definition_saved_type", &params);
        }
        Some(found)
    }

    fn report_settings(&mut self, settings: &Json, form: &Form) -> Reporting {
        let outside = |element: &Element| element.repeat.is_none();
        let is_note = |element: &Element| element.kind == Kind::Note && outside(element);
        let is_question = |element: &Element| element.kind.is_asked() && outside(element);
        let list = |reader: &mut Self, key: &str, is: &dyn Fn(&Element) -> bool, expected: &'static str| {
            let wanted = Wanted { is, code: "definition_wrong_kind", expected };
            reader.elements(settings, SETTINGS, key, form, &wanted)
        };
        Reporting {
            show_contents: self.truth(settings, SETTINGS, "show_contents"),
            preview: list(self, "preview", &is_note, "note"),
            last_saved_same: list(self, "last_saved_same", &is_question, "question"),
            report: self.report(settings, form),
            companions: self.companions(settings, form),
            document: self.document(settings, form),
        }
    }

    fn report(&mut self, settings: &Json, form: &Form) -> Option<Report> {
        let json = settings.get("report")?;
        let place = "/settings/report";
        self.keys(json, place, &["unit", "period", "key", "late"]);
        if !matches!(json, Json::Object(_)) {
            return None;
        }
        let is_closed = |element: &Element| matches!(element.kind, Kind::SelectOne(_));
        let is_key = |element: &Element| element.kind == Kind::Calculate(Type::Text);
        let is_late = |element: &Element| element.kind == Kind::Calculate(Type::Boolean);
        let mut found = |key: &str, wanted: &dyn Fn(&Element) -> bool, expected: &'static str| {
            if json.get(key).is_none() {
                self.fault(&below(place, key), "definition_missing_key", &[("key", key)]);
            }
            self.outside(json, place, key, form, wanted, expected)
        };
        let (unit, period) = (found("unit", &is_closed, "select_one"), found("period", &is_closed, "select_one"));
        let (key, late) = (found("key", &is_key, "text_value"), found("late", &is_late, "truth_value"));
        let report = Report { unit: unit?, period: period?, key: key?, late: late? };
        // A key that is the same for two units or two periods takes a report for another.
        let read = everything_read(form, report.key);
        if [report.unit, report.period].iter().any(|question| !read.contains(question)) {
            self.fault(&below(place, "key"), "definition_report_key", &[]);
        }
        Some(report)
    }

    fn companions(&mut self, settings: &Json, form: &Form) -> Vec<Companion> {
        let scope = Scope::of(form.elements.iter(), &form.lists);
        let mut companions = Vec::new();
        let listed = self.array(settings, SETTINGS, "companions");
        if listed.len() > MAX_COMPANIONS {
            self.limit(SETTINGS, "companions", MAX_COMPANIONS);
        }
        for (index, json) in listed.iter().enumerate().take(MAX_COMPANIONS) {
            let place = nth("/settings/companions", index);
            self.keys(json, &place, &["form", "label", "prefill"]);
            if !matches!(json, Json::Object(_)) {
                continue;
            }
            let name = self.needed_text(json, &place, "form");
            if !name.is_empty() && !is_name(&name) {
                self.fault(&below(&place, "form"), "definition_bad_name", &[("name", &name)]);
            }
            let label = self.needed_localized(json, &place, "label");
            let mut prefill = Vec::new();
            let inner = below(&place, "prefill");
            if let Some(json) = json.get("prefill") {
                if !matches!(json, Json::Object(_)) {
                    self.fault(&inner, "definition_not_object", &[]);
                }
                for (question, _) in json.entries() {
                    if !is_name(question) {
                        self.fault(&below(&inner, question), "definition_bad_name", &[("name", question)]);
                    }
                    let spot = Spot { place: &inner, name: question };
                    let expression = self.expression(spot, json, question, &scope, None);
                    prefill.extend(expression.map(|expression| (question.clone(), expression)));
                }
            }
            companions.push(Companion { form: name, label, prefill });
        }
        companions
    }

    fn document(&mut self, settings: &Json, form: &Form) -> Option<Document> {
        const NEEDED: [&str; 6] = ["agency", "number", "place_and_date", "title", "signer_title", "signer"];
        let json = settings.get("document")?;
        let place = "/settings/document";
        let known = [&NEEDED[..], &["authority", "subject", "opening", "recipients"]].concat();
        self.keys(json, place, &known);
        if !matches!(json, Json::Object(_)) {
            return None;
        }
        for key in NEEDED.into_iter().filter(|key| json.get(key).is_none()) {
            self.fault(&below(place, key), "definition_missing_key", &[("key", key)]);
        }
        let scope = Scope::of(form.elements.iter(), &form.lists);
        let text = |reader: &mut Self, key: &str| {
            let text = reader.localized(json, place, key);
            reader.piped(Spot { place, name: key }, key, &text, &scope, &mut Vec::new());
            text
        };
        let mut document = Document {
            authority: text(self, "authority"),
            agency: text(self, "agency"),
            number: text(self, "number"),
            place_and_date: text(self, "place_and_date"),
            title: text(self, "title"),
            subject: text(self, "subject"),
            opening: text(self, "opening"),
            recipients: Vec::new(),
            signer_title: text(self, "signer_title"),
            signer: text(self, "signer"),
        };
        let recipients = self.array(json, place, "recipients");
        if recipients.len() > MAX_RECIPIENTS {
            self.limit(place, "recipients", MAX_RECIPIENTS);
        }
        for (index, json) in recipients.iter().enumerate().take(MAX_RECIPIENTS) {
            let list = below(place, "recipients");
            let recipient: Localized = self.localized_value(json, &nth(&list, index), "recipients");
            let key = nth("", index);
            let spot = Spot { place: &list, name: "recipients" };
            self.piped(spot, key.trim_start_matches('/'), &recipient, &scope, &mut Vec::new());
            document.recipients.push(recipient);
        }
        Some(document)
    }
}

/// The elements that a value is computed from, through other calculations as well.
fn everything_read(form: &Form, from: usize) -> Vec<usize> {
    let mut found = Vec::from([from]);
    let mut next = 0_usize;
    while let Some(element) = found.get(next).and_then(|index| form.element(*index)) {
        for reference in element.calculation.iter().flat_map(Expression::references) {
            if !found.contains(&reference.id) {
                found.push(reference.id);
            }
        }
        next = next.saturating_add(1);
    }
    found
}
