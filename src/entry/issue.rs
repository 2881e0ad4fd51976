//! What is wrong with an answer: a code, parameters and a place, never the answer itself.

use alloc::{string::String, vec, vec::Vec};

use validator::{ValidateLength, ValidateRange, ValidateRequired};

use super::{Entry, rows::Input};
use crate::{
    expression::Value,
    form::{At, Element, Form, Kind, MAX_ANSWER},
    format::is_legacy_encoded,
    text::{Localized, pipe, write_answer, write_date},
    value::{Date, Json, Ratio, object},
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
    pub question: Option<At>,
    /// The JSON Pointer of the answer in the answers: `/name`, `/rows/0/name`.
    pub path: String,
    /// What is wrong, as a code of the message catalogue.
    pub code: &'static str,
    /// Whether it stops the form from being sent.
    pub severity: Severity,
    /// The figures of the rule, such as `min` and `max`.
    pub params: Vec<(&'static str, Json)>,
    /// Of a check: the calculated figures that its message shows, by their names.
    #[cfg(feature = "full")]
    pub figures: Vec<(String, Json)>,
}

impl Issue {
    /// A key at `path` that is no question.
    pub(super) fn unknown(path: &str) -> Self {
        Self {
            question: None,
            path: String::from(path),
            code: "unknown_question",
            severity: Severity::Error,
            params: Vec::new(),
            #[cfg(feature = "full")]
            figures: Vec::new(),
        }
    }

    /// The code of the rule that it is a breach of.
    #[cfg(feature = "full")]
    #[must_use]
    pub fn rule<'a>(&self, form: &'a Form) -> Option<&'a str> {
        let belongs = matches!(self.code, "required" | "constraint" | "warning" | "check");
        let element = form.element(self.question.filter(|_| belongs)?.element)?;
        (!element.rule.is_empty()).then_some(element.rule.as_str())
    }

    /// The words of a definition with the figures of a check that does not hold.
    #[cfg(feature = "full")]
    fn with_figures(&self, own: &str) -> String {
        pipe(own, &|name| {
            let figure = self.figures.iter().find(|(known, _)| known == name).map(|(_, value)| value);
            let date = figure.and_then(Json::as_text).and_then(Date::parse_iso).map(write_date);
            figure.and_then(Json::as_number).map(write_answer).or(date).unwrap_or_else(|| String::from("—"))
        })
    }

    /// What to do about it, in `language`: the definition's own words where it has them, else the
    /// catalogue's with the question's label.
    #[must_use]
    pub fn message(&self, form: &Form, language: &str) -> String {
        let Some(element) = self.question.and_then(|at| form.element(at.element)) else {
            return form.message(self.code, language, &[]);
        };
        let none = Localized::default();
        let own = match self.code {
            "required" => &element.required_message,
            "constraint" => &element.constraint_message,
            "warning" => &element.warning_message,
            #[cfg(feature = "full")]
            "check" if self.severity == Severity::Error => &element.constraint_message,
            #[cfg(feature = "full")]
            "check" => &element.warning_message,
            _ => &none,
        };
        let code = match (self.code, element.kind) {
            ("required", Kind::SelectOne(_) | Kind::Range(_)) => "required_choice",
            ("required", Kind::Rank(_)) => "required_rank",
            ("not_a_number", kind) if kind.is_whole() => "not_an_integer",
            ("ambiguous_number", kind) if kind.is_whole() => "ambiguous_integer",
            ("required", Kind::SelectMultiple(_)) => "required_choices",
            ("required", Kind::Acknowledge) => "required_acknowledge",
            (code, _) => code,
        };
        // An answer that the label shows is no part of a message, which may end in a log.
        let mut label = pipe(element.label.get(language), &|_| String::from("…"));
        if label.is_empty() {
            label.clone_from(&element.name);
        }
        let mut is_one_of_many = false;
        if let Some(line) = form.line_of(element) {
            label = [&pipe(line.label.get(language), &|_| String::from("…")), " – ", &label].concat();
            is_one_of_many = true;
        }
        if let Some(row) = self.question.and_then(|at| form.row_of(at)) {
            label = [&label, " (", &form.message("row", language, &[("row", &row)]), ")"].concat();
            is_one_of_many = true;
        }
        if !own.is_empty() {
            // The author's own words do not say which row they are of.
            let own = own.get(language);
            #[cfg(feature = "full")]
            let own = self.with_figures(own);
            #[cfg(not(feature = "full"))]
            let own = String::from(own);
            return if is_one_of_many { [&label, ": ", &own].concat() } else { own };
        }
        let mut params = vec![("label", label)];
        for (name, value) in &self.params {
            let date = value.as_text().and_then(Date::parse_iso).map(write_date);
            params.push((name, value.as_number().map(write_answer).or(date).unwrap_or_default()));
        }
        let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
        form.message(code, language, &params)
    }

    /// How grave it is, in one word.
    #[must_use]
    pub const fn severity_name(&self) -> &'static str {
        match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }

    /// `{"path", "code", "rule"}`: what a submission says of a warning that it is sent with; the rule only
    /// where there is one.
    #[must_use]
    pub fn to_mark(&self, form: &Form) -> Json {
        let members = vec![("path", self.path.as_str().into()), ("code", self.code.into())];
        #[cfg(feature = "full")]
        let members = members.into_iter().chain(self.rule(form).map(|rule| ("rule", rule.into()))).collect();
        #[cfg(not(feature = "full"))]
        let _ = form;
        object(members)
    }

    /// `{"path", "code", "severity", "params", "message"}`, and where it is a breach of one `"rule"`; of a
    /// check also `"fields"`, the paths of the questions that it is about.
    #[must_use]
    pub fn to_json(&self, form: &Form, language: &str) -> Json {
        let params = self.params.iter().map(|(name, value)| (String::from(*name), value.clone()));
        #[cfg(feature = "full")]
        let params = params.chain(self.figures.iter().cloned());
        let members = vec![
            ("path", self.path.as_str().into()),
            ("code", self.code.into()),
            ("severity", self.severity_name().into()),
            ("params", Json::Object(params.collect())),
            ("message", self.message(form, language).into()),
        ];
        #[cfg(feature = "full")]
        let members = members.into_iter().chain(self.rule_members(form)).collect();
        object(members)
    }

    /// What is told of its rule.
    #[cfg(feature = "full")]
    fn rule_members(&self, form: &Form) -> Vec<(&'static str, Json)> {
        let rule = self.rule(form).map(|rule| ("rule", rule.into()));
        let check = self.question.filter(|at| form.element(at.element).is_some_and(|element| element.kind.is_check()));
        let fields = check.and_then(|at| {
            let fields = &form.element(at.element)?.fields;
            Some(("fields", fields.iter().map(|field| Json::from(form.path(at.beside(*field)).as_str())).collect()))
        });
        rule.into_iter().chain(fields).collect()
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
pub(crate) type Broken = (&'static str, Vec<(&'static str, Json)>);

/// The first rule that the answer at `at` breaks.
pub(super) fn broken(entry: &Entry, at: At, element: &Element, required: bool) -> Option<Broken> {
    if let Some(Input::Refused(_, code)) = entry.input(at) {
        let most = (*code == "too_many_rows").then(|| ("max", (element.max_rows as u64).into()));
        return Some((code, most.into_iter().collect()));
    }
    if element.kind.is_repeat() {
        let rows = entry.rows(at);
        return if rows < element.min_rows {
            Some(("too_few_rows", vec![("min", (element.min_rows as u64).into())]))
        } else if rows > element.max_rows {
            Some(("too_many_rows", vec![("max", (element.max_rows as u64).into())]))
        } else {
            None
        };
    }
    let value = entry.value(at);
    if required && !ValidateRequired::is_some(&value) {
        return Some(("required", Vec::new()));
    }
    let value = value?;
    let chosen = match value {
        Value::Text(name) if !matches!(element.kind, Kind::Text | Kind::Hidden) => core::slice::from_ref(name),
        Value::Names(names) if !element.kind.is_rank() => names,
        _ => &[],
    };
    let broken = broken_alone(&entry.form, element, value, entry.surroundings.today)
        .or_else(|| not_offered(entry, at, element, chosen));
    let held = || element.constraint.as_ref().is_none_or(|constraint| entry.is_true(constraint, at));
    broken.or_else(|| if held() { None } else { Some(("constraint", Vec::new())) })
}

/// The first rule that an answer breaks by itself, whatever else is answered.
pub(crate) fn broken_alone(form: &Form, element: &Element, value: &Value, today: Option<Date>) -> Option<Broken> {
    match value {
        Value::Number(number) => out_of_range(element, *number)
            .or_else(|| if element.kind.is_range() { off_scale(element, *number) } else { None }),
        Value::Date(date) => out_of_time(element, *date),
        Value::Text(text) if matches!(element.kind, Kind::Text | Kind::Hidden) => broken_text(element, text, today),
        Value::Names(names) if element.kind.is_rank() => {
            let all = form.list_of(element.kind).map_or(0, |list| list.choices.len());
            (names.len() < all).then(|| ("rank_incomplete", vec![("max", (all as u64).into())]))
        }
        _ => None,
    }
}

/// A choice that the filter does not let through.
fn not_offered(entry: &Entry, at: At, element: &Element, names: &[String]) -> Option<Broken> {
    element.choice_filter.as_ref()?;
    let known = |name: &String| entry.is_offered(at, name);
    if names.iter().all(known) { None } else { Some(("not_a_choice", Vec::new())) }
}

fn bounds(element: &Element) -> Vec<(&'static str, Json)> {
    let bounds = [("min", &element.min), ("max", &element.max)];
    bounds.into_iter().filter_map(|(name, bound)| Some((name, bound.as_ref()?.to_json()))).collect()
}

fn out_of_range(element: &Element, number: Ratio) -> Option<Broken> {
    let bound = |bound: &Option<Value>| if let Some(Value::Number(number)) = bound { Some(*number) } else { None };
    let (min, max) = (bound(&element.min), bound(&element.max));
    if number.validate_range(min, max, None, None) {
        return None;
    }
    let code = match (min, max) {
        (Some(_), Some(_)) => "range",
        (Some(_), None) => "min",
        _ => "max",
    };
    Some((code, bounds(element)))
}

/// A number between two steps of its scale.
fn off_scale(element: &Element, number: Ratio) -> Option<Broken> {
    let Some(Value::Number(min)) = element.min else { return None };
    let step = element.step?;
    let on_scale = number.checked_sub(min).and_then(|distance| distance.checked_div(step)?.to_integer()).is_some();
    let params = || vec![("min", min.held().into()), ("step", step.held().into())];
    if on_scale { None } else { Some(("step", params())) }
}

fn out_of_time(element: &Element, date: Date) -> Option<Broken> {
    let bound = |bound: &Option<Value>| if let Some(Value::Date(date)) = bound { Some(*date) } else { None };
    let (min, max) = (bound(&element.min), bound(&element.max));
    if min.is_none_or(|min| date >= min) && max.is_none_or(|max| date <= max) {
        return None;
    }
    let code = match (min, max) {
        (Some(_), Some(_)) => "date_range",
        (Some(_), None) => "date_min",
        _ => "date_max",
    };
    Some((code, bounds(element)))
}

fn broken_text(element: &Element, text: &str, today: Option<Date>) -> Option<Broken> {
    if is_legacy_encoded(text) {
        return Some(("legacy_encoding", Vec::new()));
    }
    let longest = element.max_length.unwrap_or(MAX_ANSWER as u64);
    // A text beyond all lengths is not looked at any further.
    if !text.validate_length(None, Some(longest), None) {
        return Some(("too_long", vec![("max", longest.into())]));
    }
    if !text.validate_length(element.min_length, None, None) {
        return Some(("too_short", vec![("min", element.min_length.into())]));
    }
    element.format.and_then(|format| format.check(text, today).err()).map(|code| (code, Vec::new()))
}
