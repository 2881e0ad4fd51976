//! One respondent filling one form: what was answered, what is asked at all, what is computed,
//! and what is still wrong with it.
//!
//! It holds no clock and shows nothing: the day is handed in, the page reads the state.

mod issue;

pub use issue::{Issue, Severity};

use alloc::{collections::BinaryHeap, string::String, sync::Arc, vec, vec::Vec};

use crate::{
    expression::{Answers, Expression, Value},
    form::{Element, Form, Kind, Required},
    text::{Unreadable, parse_date, parse_number, tidy, write_answer, write_date},
    value::{Date, Json},
};

/// The most keys that are no question which become issues of their own.
const MAX_UNKNOWN: usize = 100;

/// What a respondent gave for one question.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Input {
    Empty,
    Given(Value),
    /// Something that is no value of the question, kept as it was typed, with the issue's code.
    Refused(String, &'static str),
}

/// One respondent's filling of a form.
#[derive(Clone, Debug)]
pub struct Entry {
    form: Arc<Form>,
    today: Option<Date>,
    inputs: Vec<Input>,
    relevant: Vec<bool>,
    calculated: Vec<Option<Value>>,
    unknown: Vec<String>,
}

/// The answers as an expression of the element `this` sees them.
struct Seen<'a> {
    entry: &'a Entry,
    this: usize,
}

impl Answers for Seen<'_> {
    fn answer(&self, id: usize) -> Option<&Value> {
        self.entry.value(id)
    }

    fn this(&self) -> Option<&Value> {
        self.entry.value(self.this)
    }

    fn today(&self) -> Option<Date> {
        self.entry.today
    }
}

impl Entry {
    /// An entry with the form's defaults; `today` is what `today()` gives.
    #[must_use]
    pub fn new(form: Arc<Form>, today: Option<Date>) -> Self {
        let inputs =
            form.elements.iter().map(|element| element.default.clone().map_or(Input::Empty, Input::Given)).collect();
        let count = form.elements.len();
        let mut entry = Self {
            form,
            today,
            inputs,
            relevant: vec![false; count],
            calculated: vec![None; count],
            unknown: Vec::new(),
        };
        entry.refresh();
        entry
    }

    /// An entry of stored answers (an object from names to values). Defaults do not fill what the
    /// answers leave out; keys that are no question become issues.
    #[must_use]
    pub fn from_answers(form: Arc<Form>, today: Option<Date>, answers: &Json) -> Self {
        let mut entry = Self::new(form, today);
        entry.inputs.fill(Input::Empty);
        for (name, json) in answers.entries() {
            let question = entry.form.find(name).filter(|index| {
                entry.form.element(*index).is_some_and(|element| !matches!(element.kind, Kind::Group | Kind::Note))
            });
            match question {
                Some(index) => entry.store(index, json),
                // What a stranger calls a key is shown only where it could be a name.
                None if entry.unknown.len() < MAX_UNKNOWN => {
                    entry.unknown.push(if name.len() <= 64 { name.clone() } else { String::new() });
                }
                None => {}
            }
        }
        entry.refresh();
        entry
    }

    /// The form that is filled.
    #[must_use]
    pub fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// Gives a question its stored answer (a JSON value).
    pub fn set(&mut self, index: usize, answer: &Json) {
        self.store(index, answer);
        self.refresh();
    }

    /// Gives a question what was typed: numbers and dates are read the Vietnamese way.
    pub fn type_in(&mut self, index: usize, typed: &str) {
        let text = tidy(typed);
        let Some(kind) = self.form.element(index).map(|element| element.kind) else { return };
        let input = match kind {
            _ if text.is_empty() => Input::Empty,
            Kind::Integer | Kind::Decimal => match parse_number(&text) {
                // 5,000 is five to one reader and five thousand to another.
                Ok(_) if kind == Kind::Integer && text.split_once(',').is_some_and(|(_, part)| part.len() == 3) => {
                    Input::Refused(text, "ambiguous_number")
                }
                Ok(number) if kind == Kind::Integer && number.to_integer().is_none() => {
                    Input::Refused(text, "not_an_integer")
                }
                Ok(number) => Input::Given(Value::Number(number)),
                Err(Unreadable::Ambiguous) => Input::Refused(text, "ambiguous_number"),
                Err(Unreadable::TooPrecise) => Input::Refused(text, "too_precise"),
                Err(Unreadable::Malformed) => Input::Refused(text, "not_a_number"),
            },
            Kind::Date => match parse_date(&text) {
                Ok(date) => Input::Given(Value::Date(date)),
                Err(_) => Input::Refused(text, "not_a_date"),
            },
            _ => {
                self.set(index, &Json::Text(text));
                return;
            }
        };
        if let Some(slot) = self.inputs.get_mut(index) {
            *slot = input;
        }
        self.refresh();
    }

    fn store(&mut self, index: usize, answer: &Json) {
        let Some(element) = self.form.element(index) else { return };
        let blank = matches!((element.kind, answer), (Kind::Text, Json::Text(text)) if tidy(text).is_empty());
        let input = if blank || !element.kind.is_asked() {
            Input::Empty
        } else {
            match self.form.read_answer(element.kind, answer) {
                Ok(value) => value.map_or(Input::Empty, Input::Given),
                Err(code) => Input::Refused(answer.as_text().map(String::from).unwrap_or_default(), code),
            }
        };
        if let Some(slot) = self.inputs.get_mut(index) {
            *slot = input;
        }
    }

    /// Decides again what is relevant and what is computed, each after what it depends on.
    fn refresh(&mut self) {
        let form = Arc::clone(&self.form);
        for &index in &form.order {
            let Some(element) = form.element(index) else { continue };
            let inside = element.parent.is_none_or(|parent| self.is_relevant(parent));
            let relevant = inside && element.relevant.as_ref().is_none_or(|expression| self.is_true(expression, index));
            if let Some(slot) = self.relevant.get_mut(index) {
                *slot = relevant;
            }
            let value = element.calculation.as_ref().and_then(|expression| self.evaluate(expression, index));
            if let Some(slot) = self.calculated.get_mut(index) {
                *slot = value;
            }
        }
    }

    fn evaluate(&self, expression: &Expression, this: usize) -> Option<Value> {
        expression.evaluate(&Seen { entry: self, this })
    }

    fn is_true(&self, expression: &Expression, this: usize) -> bool {
        expression.is_true(&Seen { entry: self, this })
    }

    /// Whether an element is asked or shown, as its groups are.
    #[must_use]
    pub fn is_relevant(&self, index: usize) -> bool {
        self.relevant.get(index).copied().unwrap_or(false)
    }

    /// The value of a question or calculation; `None` while it is empty, refused or not relevant.
    #[must_use]
    pub fn value(&self, index: usize) -> Option<&Value> {
        if !self.is_relevant(index) {
            return None;
        }
        match self.inputs.get(index) {
            Some(Input::Given(value)) => Some(value),
            _ => self.calculated.get(index)?.as_ref(),
        }
    }

    /// What an input field shows: the value, or what was typed and could not be read. Kept while
    /// the question is not relevant, so that it comes back with it.
    #[must_use]
    pub fn shown(&self, index: usize) -> String {
        match self.inputs.get(index) {
            Some(Input::Given(Value::Number(number))) => write_answer(*number),
            Some(Input::Given(Value::Date(date))) => write_date(*date),
            Some(Input::Given(Value::Text(text)) | Input::Refused(text, _)) => text.clone(),
            _ => String::new(),
        }
    }

    /// Whether a choice is chosen (or a box ticked, for which `name` is not looked at).
    #[must_use]
    pub fn is_chosen(&self, index: usize, name: &str) -> bool {
        match self.inputs.get(index) {
            Some(Input::Given(Value::Text(chosen))) => chosen == name,
            Some(Input::Given(Value::Names(chosen))) => chosen.iter().any(|chosen| chosen == name),
            Some(Input::Given(Value::Boolean(ticked))) => *ticked,
            _ => false,
        }
    }

    /// Whether a relevant question must be answered.
    #[must_use]
    pub fn is_required(&self, index: usize) -> bool {
        match self.form.element(index).map(|element| &element.required) {
            Some(Required::Constant(required)) => *required,
            Some(Required::When(expression)) => self.is_true(expression, index),
            None => false,
        }
    }

    /// What is wrong with one answer: nothing, or the first thing to mend.
    #[must_use]
    pub fn issue(&self, index: usize) -> Option<Issue> {
        let element = self.form.element(index).filter(|element| element.kind.is_asked())?;
        if !self.is_relevant(index) {
            return None;
        }
        if let Some(Input::Refused(_, code)) = self.inputs.get(index) {
            return Some(Issue::new(index, &element.name, code, Vec::new()));
        }
        let value = self.value(index);
        if let Some((code, params)) = issue::broken_rule(element, value, self.is_required(index)) {
            return Some(Issue::new(index, &element.name, code, params));
        }
        let held =
            value.is_none() || element.constraint.as_ref().is_none_or(|constraint| self.is_true(constraint, index));
        if held { None } else { Some(Issue::new(index, &element.name, "constraint", Vec::new())) }
    }

    /// Everything that is wrong, in the order of the definition, unknown keys last.
    #[must_use]
    pub fn issues(&self) -> Vec<Issue> {
        let mut issues: Vec<Issue> = (0..self.inputs.len()).filter_map(|index| self.issue(index)).collect();
        // A reader may have reordered them: sorted, they are the same everywhere.
        let unknown: BinaryHeap<&str> = self.unknown.iter().map(String::as_str).collect();
        issues.extend(unknown.into_sorted_vec().into_iter().map(Issue::unknown));
        issues
    }

    /// The answers as they are sent: an object of what is relevant and not empty, in the order of
    /// the definition.
    #[must_use]
    pub fn answers(&self) -> Json {
        let given = |(index, element): (usize, &Element)| Some((element.name.clone(), self.value(index)?.to_json()));
        Json::Object(self.form.elements.iter().enumerate().filter_map(given).collect())
    }
}
