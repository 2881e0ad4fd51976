//! One respondent filling one form: what was answered, what is asked at all, what is computed,
//! and what is still wrong with it.
//!
//! It holds no clock and shows nothing: the day is handed in, the page reads the state.

mod changes;
#[cfg(feature = "full")]
mod checks;
mod issue;
#[cfg(feature = "full")]
mod last;
mod refresh;
mod rows;
#[cfg(feature = "full")]
mod saved;

pub use changes::Changes;
#[cfg(feature = "dataset")]
pub(crate) use issue::broken_alone;
pub use issue::{Issue, Severity};
#[cfg(feature = "full")]
pub use saved::Saved;

use alloc::{collections::BinaryHeap, string::String, sync::Arc, vec::Vec};

use self::{
    refresh::Pending,
    rows::{Input, Row},
};
use crate::{
    expression::{Answers, Expression, Value},
    form::{At, Choice, Form, Kind, MAX_CELLS},
    text::{Unreadable, parse_date, parse_number, pipe, tidy, write_answer, write_date},
    value::{Date, Json, digits},
};

/// The most keys that are no question which become issues of their own.
const MAX_UNKNOWN: usize = 100;

/// When and in which language a form is filled; handed in, since the engine has no clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// What `today()` gives.
    pub today: Option<Date>,
    /// What `now()` gives, RFC 3339.
    pub now: Option<String>,
    /// The language of labels that expressions read; `""` is the form's default.
    pub language: String,
}

impl Surroundings {
    /// Of a moment (RFC 3339) or a day (ISO 8601); anything else is no time.
    #[must_use]
    pub fn new(time: &str, language: &str) -> Self {
        let today = time.get(..10).and_then(Date::parse_iso);
        let now = today.filter(|_| time.len() > 10).map(|_| String::from(time));
        Self { today, now, language: String::from(language) }
    }
}

impl From<Option<Date>> for Surroundings {
    fn from(today: Option<Date>) -> Self {
        Self { today, ..Self::default() }
    }
}

/// One respondent's filling of a form.
#[derive(Clone, Debug)]
pub struct Entry {
    form: Arc<Form>,
    surroundings: Surroundings,
    root: Row,
    /// How many cells it has, those of all rows.
    cells: usize,
    /// The paths of keys that are no question: the first [`MAX_UNKNOWN`] in their own order, whatever
    /// order a reader gave them.
    unknown: BinaryHeap<String>,
}

/// The answers as an expression at one place sees them.
struct Seen<'a> {
    entry: &'a Entry,
    at: At,
    /// The choice that a filter looks at.
    choice: Option<&'a Choice>,
}

impl Answers for Seen<'_> {
    fn answer(&self, id: usize) -> Option<&Value> {
        self.entry.value(self.at.beside(id))
    }

    fn each(&self, id: usize) -> Vec<Option<&Value>> {
        let form = &self.entry.form;
        let (here, there) = (form.repeats(self.at.element), form.repeats(id));
        let shared = here.iter().zip(&there).take_while(|(here, there)| here.is_some() && here == there).count();
        let mut found = Vec::new();
        for at in self.entry.instances_in(self.at.beside(id).first_rows(shared), shared) {
            if form.element(id).is_some_and(|element| element.kind.is_repeat()) {
                let rows = if self.entry.is_relevant(at) { self.entry.rows(at) } else { 0 };
                found.extend((0..rows).map(|_| None));
            } else if form
                .element(id)
                .and_then(|element| element.repeat)
                .is_none_or(|repeat| self.entry.is_relevant(at.beside(repeat)))
            {
                found.push(self.entry.value(at));
            }
        }
        found
    }

    fn this(&self) -> Option<&Value> {
        self.entry.value(self.at)
    }

    fn column(&self, name: &str) -> Option<&str> {
        self.choice?.column(name)
    }

    fn choice_column(&self, list: usize, name: &str, column: &str) -> Option<&str> {
        self.entry.form.lists.get(list)?.find(name)?.column(column)
    }

    fn position(&self) -> Option<usize> {
        let depth = self.entry.form.depth(self.at.element).checked_sub(1)?;
        self.at.row(depth).checked_add(1)
    }

    fn today(&self) -> Option<Date> {
        self.entry.surroundings.today
    }

    fn now(&self) -> Option<&str> {
        self.entry.surroundings.now.as_deref()
    }

    fn choice_label(&self, list: usize, name: &str) -> Option<String> {
        let form = &self.entry.form;
        let choice = form.lists.get(list)?.find(name)?;
        Some(String::from(choice.label.get(form.language(&self.entry.surroundings.language))))
    }
}

impl Entry {
    /// An entry with the form's defaults.
    #[must_use]
    pub fn new(form: Arc<Form>, surroundings: impl Into<Surroundings>) -> Self {
        let mut entry = Self::begun(form, surroundings.into());
        entry.refresh(Pending::everything(&entry.form));
        entry
    }

    fn begun(form: Arc<Form>, surroundings: Surroundings) -> Self {
        let root = Row::new(&form, None);
        Self { form, surroundings, cells: root.size(), root, unknown: BinaryHeap::new() }
    }

    /// An entry of stored answers (an object from names to values, a repeat's an array of such
    /// objects). Defaults do not fill what the answers leave out; keys that are no question become
    /// issues.
    #[must_use]
    pub fn from_answers(form: Arc<Form>, surroundings: impl Into<Surroundings>, answers: &Json) -> Self {
        let mut entry = Self::begun(form, surroundings.into());
        entry.root.clear();
        entry.cells = entry.root.size();
        entry.store_row(None, 0, answers);
        entry.refresh(Pending::everything(&entry.form));
        entry
    }

    /// The form that is filled.
    #[must_use]
    pub fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// Changes the language of the labels that expressions read.
    pub fn set_language(&mut self, language: &str) {
        self.surroundings.language = String::from(language);
        self.refresh(Pending::everything(&self.form));
    }

    /// Gives a question its stored answer (a JSON value); a repeat its rows, which are new then: what
    /// differs in them from rows that were there before is not told.
    pub fn set(&mut self, at: At, answer: &Json) -> Changes {
        if self.cell(at).is_none() {
            return Changes::default();
        }
        if !self.unknown.is_empty() {
            let below = [&self.form.path(at), "/"].concat();
            self.unknown.retain(|path| !path.starts_with(&below));
        }
        let repeat = self.element(at).is_some_and(|element| element.kind.is_repeat());
        self.store(at, answer);
        if !repeat {
            return self.changed(at);
        }
        self.refresh(Pending::everything(&self.form));
        // Other rows have the paths of those that were.
        Changes::everything(self)
    }

    /// Gives the questions that `answers` names their stored answers and leaves the others as they
    /// are. The paths of keys that are no question are given back.
    pub fn fill(&mut self, answers: &Json) -> Vec<String> {
        let before = core::mem::take(&mut self.unknown);
        self.store_row(None, 0, answers);
        self.refresh(Pending::everything(&self.form));
        core::mem::replace(&mut self.unknown, before).into_sorted_vec()
    }

    /// Begins anew, without defaults.
    #[cfg(not(feature = "full"))]
    pub fn begin(&mut self, surroundings: Surroundings) {
        self.surroundings = surroundings;
        self.root.clear();
    }

    /// Everything that was given, also what is not relevant now: an object as answers are sent, in which a text
    /// that is no answer stands as it was typed. For forms without repeats.
    #[cfg(not(feature = "full"))]
    #[must_use]
    pub fn given(&self) -> Json {
        let answer = |(index, element): (usize, &crate::form::Element)| {
            let json = match self.input(index.into())? {
                Input::Given(value) => value.to_json(),
                Input::Refused(text, _) => Json::from(text.as_str()),
                Input::Empty => return None,
            };
            Some((element.name.clone(), json))
        };
        Json::Object(self.form.elements.iter().enumerate().filter_map(answer).collect())
    }

    /// Gives a question what was typed: numbers and dates are read the Vietnamese way.
    pub fn type_in(&mut self, at: At, typed: &str) -> Changes {
        let text = tidy(typed);
        let Some(kind) = self.cell(at).and(self.element(at)).map(|element| element.kind) else {
            return Changes::default();
        };
        let whole = kind.is_whole();
        let input = match kind {
            _ if text.is_empty() => Input::Empty,
            kind if kind.is_number() => match parse_number(&text) {
                // 5,000 is five to one reader and five thousand to another.
                Ok(_) if whole && text.split_once(',').is_some_and(|(_, part)| part.len() == 3) => {
                    Input::Refused(text, "ambiguous_number")
                }
                Ok(number) if whole && number.to_integer().is_none() => Input::Refused(text, "not_an_integer"),
                Ok(number) => Input::Given(Value::Number(number)),
                Err(Unreadable::Ambiguous) => Input::Refused(text, "ambiguous_number"),
                Err(Unreadable::TooPrecise) => Input::Refused(text, "too_precise"),
                Err(Unreadable::Malformed) => Input::Refused(text, "not_a_number"),
            },
            Kind::Date => match parse_date(&text) {
                Ok(date) => Input::Given(Value::Date(date)),
                Err(_) => Input::Refused(text, "not_a_date"),
            },
            _ => return self.set(at, &Json::Text(text)),
        };
        if let Some(cell) = self.cell_mut(at) {
            cell.input = input;
        }
        self.changed(at)
    }

    /// Gives a question a text that is no value of it, kept as it was typed.
    #[cfg(feature = "full")]
    pub(crate) fn refuse(&mut self, at: At, text: String, code: &'static str) -> Changes {
        let Some(cell) = self.cell_mut(at) else { return Changes::default() };
        cell.input = Input::Refused(text, code);
        self.changed(at)
    }

    /// Adds a row to a repeat; its index, or `None` when there is no room for one.
    pub fn add_row(&mut self, repeat: At) -> Option<usize> {
        let most = self.element(repeat).map_or(0, |element| element.max_rows);
        let row = Row::new(&self.form, Some(repeat.element));
        let added = if self.rows(repeat) < most { self.push_row(repeat, row) } else { None };
        if added.is_some() {
            self.accept_rows(repeat);
            self.refresh(Pending::everything(&self.form));
        }
        added
    }

    /// Takes a row out of a repeat; tells whether there was one.
    pub fn remove_row(&mut self, repeat: At, row: usize) -> bool {
        let Some(cell) = self.cell_mut(repeat).filter(|cell| row < cell.rows.len()) else { return false };
        let removed = cell.rows.remove(row);
        self.cells = self.cells.saturating_sub(removed.size());
        self.forget_row(repeat, row);
        self.accept_rows(repeat);
        self.refresh(Pending::everything(&self.form));
        true
    }

    /// Rows that were given and could not be read are forgotten once the respondent has a hand in them.
    fn accept_rows(&mut self, repeat: At) {
        if let Some(cell) = self.cell_mut(repeat) {
            cell.input = Input::Empty;
        }
    }

    /// The keys that are no question go with their row; those of the rows behind it move up with theirs.
    fn forget_row(&mut self, repeat: At, gone: usize) {
        let rows = [&self.form.path(repeat), "/"].concat();
        let moved = |path: String| {
            let Some(rest) = path.strip_prefix(&rows) else { return Some(path) };
            let number = rest.split('/').next().unwrap_or_default();
            match number.parse::<usize>().ok()? {
                row if row == gone => None,
                row if row < gone => Some(path),
                row => Some([&rows, &digits(row.checked_sub(1)?), rest.get(number.len()..)?].concat()),
            }
        };
        self.unknown = core::mem::take(&mut self.unknown).into_iter().filter_map(moved).collect();
    }

    /// Puts a row at the end of a repeat, unless the entry is full; its index.
    fn push_row(&mut self, repeat: At, row: Row) -> Option<usize> {
        let cells = self.cells.saturating_add(row.size());
        let rows = self.cell_mut(repeat).map(|cell| &mut cell.rows).filter(|_| cells <= MAX_CELLS)?;
        rows.push(row);
        let added = rows.len().checked_sub(1);
        self.cells = cells;
        added
    }

    fn changed(&mut self, at: At) -> Changes {
        let mut pending = Pending::nothing(&self.form);
        pending.mark(&self.form, at);
        // A kept value that was given is not the last word: nothing is kept of none.
        if self.element(at).is_some_and(|element| element.calculation.is_some()) {
            pending.decide(at);
        }
        self.refresh(pending).of(at)
    }

    /// Stores the answers of a row (of the whole form for `None`) that lies in `depth` repeats.
    fn store_row(&mut self, around: Option<At>, depth: usize, answers: &Json) {
        let inside = around.map(|at| at.element);
        let form = Arc::clone(&self.form);
        // Answers mostly come in the order of the form: each is looked for behind the one before.
        let mut next = inside.map_or(0, |repeat| repeat.saturating_add(1));
        for (name, json) in answers.entries() {
            let (before, after) = form.elements.split_at_checked(next).unwrap_or_default();
            let behind = after.iter().position(|element| element.name == *name);
            let found = behind.map(|place| place.saturating_add(next));
            let found = found.or_else(|| before.iter().position(|element| element.name == *name));
            next = found.map_or(next, |index| index.saturating_add(1));
            let found = found.filter(|index| {
                form.element(*index).is_some_and(|element| {
                    element.repeat == inside && !matches!(element.kind, Kind::Group | Kind::Note | Kind::Check)
                })
            });
            if let Some(index) = found {
                self.store(around.map_or(At::from(index), |at| at.beside(index)), json);
                continue;
            }
            // What a stranger calls a key is shown only where it could be a name.
            let row = around.zip(depth.checked_sub(1)).map(|(at, depth)| self.form.row_path(at, depth));
            let name = name.replace('~', "~0").replace('/', "~1");
            let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'~');
            let slash = if name.is_empty() || name.len() > 64 || !name.bytes().all(word) { "" } else { "/" };
            let name = if slash.is_empty() { "" } else { name.as_str() };
            self.push_unknown([row.as_deref().unwrap_or_default(), slash, name].concat());
        }
    }

    fn push_unknown(&mut self, path: String) {
        self.unknown.push(path);
        if self.unknown.len() > MAX_UNKNOWN {
            self.unknown.pop();
        }
    }

    fn store(&mut self, at: At, answer: &Json) {
        let form = Arc::clone(&self.form);
        let Some(element) = form.element(at.element) else { return };
        if element.kind.is_repeat() {
            self.store_rows(at, answer);
            return;
        }
        let kept =
            matches!(element.kind, Kind::Calculate(_)) && element.calculation.as_ref().is_some_and(Expression::keeps);
        if kept {
            // What `once` keeps is what was stored.
            let value = form.read_value(element.kind, answer);
            if let Some(cell) = self.cell_mut(at) {
                cell.calculated = value;
            }
        }
        let input = if element.kind.is_asked() || element.kind == Kind::Hidden {
            match form.read_answer(element.kind, answer) {
                Ok(value) => value.map_or(Input::Empty, Input::Given),
                Err(code) => Input::Refused(answer.as_text().map(String::from).unwrap_or_default(), code),
            }
        } else {
            Input::Empty
        };
        if let Some(cell) = self.cell_mut(at) {
            cell.input = input;
        }
    }

    fn store_rows(&mut self, repeat: At, answer: &Json) {
        let depth = self.form.depth(repeat.element);
        let most = self.element(repeat).map_or(0, |element| element.max_rows);
        let mut input = match answer {
            Json::Array(_) | Json::Null => Input::Empty,
            _ => Input::Refused(String::new(), "wrong_type"),
        };
        let old = self.cell_mut(repeat).map(|cell| core::mem::take(&mut cell.rows)).unwrap_or_default();
        self.cells = old.iter().fold(self.cells, |cells, row| cells.saturating_sub(row.size()));
        for (index, json) in answer.elements().iter().enumerate() {
            let mut row = Row::new(&self.form, Some(repeat.element));
            row.clear();
            if index >= most || self.push_row(repeat, row).is_none() {
                input = Input::Refused(String::new(), "too_many_rows");
                break;
            }
            if !matches!(json, Json::Object(_)) {
                input = Input::Refused(String::new(), "wrong_type");
            }
            self.store_row(Some(repeat.in_row(depth, index)), depth.saturating_add(1), json);
        }
        if let Some(cell) = self.cell_mut(repeat) {
            cell.input = input;
        }
    }

    /// Whether an answer must be mended before it is sent: one that is there, and breaks a rule.
    #[cfg(feature = "full")]
    pub(crate) fn is_wrong(&self, at: At) -> bool {
        let has_answer = |cell: &rows::Cell| cell.relevant && !matches!(cell.input, Input::Empty);
        self.cell(at).is_some_and(|cell| has_answer(cell) && cell.broken.is_some())
    }

    /// Whether an answer holds what could not be read.
    #[cfg(feature = "full")]
    pub(crate) fn is_unreadable(&self, at: At) -> bool {
        matches!(self.input(at), Some(Input::Refused(..)))
    }

    /// The value of an expression that stands outside every repeat.
    #[cfg(feature = "full")]
    pub(crate) fn evaluate_outside(&self, expression: &Expression) -> Option<Value> {
        self.evaluate(expression, At::from(0))
    }

    fn evaluate(&self, expression: &Expression, at: At) -> Option<Value> {
        expression.evaluate(&Seen { entry: self, at, choice: None })
    }

    fn is_true(&self, expression: &Expression, at: At) -> bool {
        expression.is_true(&Seen { entry: self, at, choice: None })
    }

    /// Whether an element is asked or shown, as its groups are.
    #[must_use]
    pub fn is_relevant(&self, at: At) -> bool {
        self.cell(at).is_some_and(|cell| cell.relevant)
    }

    /// The value of a question or calculation; `None` while it is empty, refused or not relevant.
    #[must_use]
    pub fn value(&self, at: At) -> Option<&Value> {
        self.cell(at)?.value()
    }

    fn input(&self, at: At) -> Option<&Input> {
        self.cell(at).map(|cell| &cell.input)
    }

    /// What an input field shows: the value, or what was typed and could not be read. Kept while
    /// the question is not relevant, so that it comes back with it.
    #[must_use]
    pub fn shown(&self, at: At) -> String {
        match self.input(at) {
            Some(Input::Given(Value::Number(number))) => write_answer(*number),
            Some(Input::Given(Value::Date(date))) => write_date(*date),
            Some(Input::Given(Value::Text(text)) | Input::Refused(text, _)) => text.clone(),
            _ => String::new(),
        }
    }

    /// The place of a choice among the chosen ones, from 1; of a box that is ticked, 1.
    #[must_use]
    pub fn chosen(&self, at: At, name: &str) -> Option<usize> {
        let place = match self.input(at) {
            Some(Input::Given(Value::Text(chosen))) => (chosen == name).then_some(0),
            Some(Input::Given(Value::Names(chosen))) => chosen.iter().position(|chosen| chosen == name),
            Some(Input::Given(Value::Boolean(ticked))) => ticked.then_some(0),
            // The scale of a range, by the numbers as they are written.
            Some(Input::Given(Value::Number(number))) => (write_answer(*number) == name).then_some(0),
            _ => None,
        };
        place?.checked_add(1)
    }

    /// Whether a relevant question must be answered.
    #[must_use]
    pub fn is_required(&self, at: At) -> bool {
        self.cell(at).is_some_and(|cell| cell.required)
    }

    /// The answer without the choices that its filter does not let through, if it has any.
    #[must_use]
    pub fn without_unoffered(&self, at: At) -> Option<Json> {
        self.element(at)?.choice_filter.as_ref()?;
        let offered = |name: &&String| self.is_offered(at, name);
        match self.value(at)? {
            Value::Text(name) if !offered(&name) => Some(Json::Null),
            Value::Names(names) if !names.iter().all(|name| offered(&name)) => {
                Some(names.iter().filter(offered).map(String::as_str).collect())
            }
            _ => None,
        }
    }

    /// Whether the filter of a question lets a choice through.
    fn is_offered(&self, at: At, name: &str) -> bool {
        let Some(element) = self.element(at) else { return false };
        let choice = self.form.list_of(element.kind).and_then(|list| list.find(name));
        element.choice_filter.as_ref().is_none_or(|filter| filter.is_true(&Seen { entry: self, at, choice }))
    }

    /// The choices that a question has now: those of its list that its filter lets through.
    #[must_use]
    pub fn choices(&self, at: At) -> Vec<&Choice> {
        let Some(element) = self.element(at) else { return Vec::new() };
        let offered = |choice: &&Choice| {
            element
                .choice_filter
                .as_ref()
                .is_none_or(|filter| filter.is_true(&Seen { entry: self, at, choice: Some(choice) }))
        };
        self.form.list_of(element.kind).map_or(&[][..], |list| &list.choices).iter().filter(offered).collect()
    }

    /// A text of the form at a place, with the answers that it shows.
    #[must_use]
    pub fn piped(&self, text: &str, at: At, language: &str) -> String {
        pipe(text, &|name| {
            let found = self.form.find(name).map(|element| at.beside(element));
            let value = found.and_then(|at| self.value(at));
            let shown = found.zip(value).map(|(at, value)| self.write(at, value, language));
            shown.unwrap_or_else(|| String::from("…"))
        })
    }

    /// A value as people read it.
    #[must_use]
    pub fn write(&self, at: At, value: &Value, language: &str) -> String {
        let list = self.element(at).and_then(|element| self.form.list_of(element.kind));
        let label = |name: &str| {
            let label = list.and_then(|list| list.find(name)).map(|choice| choice.label.get(language));
            String::from(label.unwrap_or(name))
        };
        match value {
            Value::Boolean(truth) => String::from(self.form.sentence(if *truth { "yes" } else { "no" }, language)),
            Value::Number(number) => write_answer(*number),
            Value::Date(date) => write_date(*date),
            Value::Text(text) => label(text),
            Value::Names(names) => names.iter().map(|name| label(name)).collect::<Vec<String>>().join(", "),
        }
    }

    /// What is wrong with one answer: nothing, or the first thing to mend.
    #[must_use]
    pub fn issue(&self, at: At) -> Option<Issue> {
        let cell = self.cell(at)?;
        let (code, params, severity) = match &cell.broken {
            Some((code, params)) => (*code, params.clone(), Severity::Error),
            None if cell.warned => ("warning", Vec::new(), Severity::Warning),
            None => return None,
        };
        #[cfg(feature = "full")]
        if let Some(element) = self.element(at).filter(|element| element.kind.is_check()) {
            return Some(self.check_issue(at, element, severity));
        }
        Some(Issue {
            question: Some(at),
            path: self.form.path(at),
            code,
            severity,
            params,
            #[cfg(feature = "full")]
            figures: Vec::new(),
        })
    }

    /// Everything that is wrong, in the order of the definition, unknown keys last.
    #[must_use]
    pub fn issues(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        self.walk(None, 0, &mut |at| issues.extend(self.issue(at)));
        // A reader may have reordered them: sorted, they are the same everywhere.
        let unknown: BinaryHeap<&str> = self.unknown.iter().map(String::as_str).collect();
        issues.extend(unknown.into_sorted_vec().into_iter().map(Issue::unknown));
        issues
    }

    /// How many of the questions that are asked now are answered, and how many are asked.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let (mut answered, mut asked) = (0_usize, 0_usize);
        self.walk(None, 0, &mut |at| {
            let cell = self.cell(at).filter(|cell| cell.relevant);
            let is_asked = self.element(at).is_some_and(|element| element.kind.is_asked());
            if let Some(cell) = cell.filter(|_| is_asked) {
                asked = asked.saturating_add(1);
                answered = answered.saturating_add(usize::from(cell.value().is_some()));
            }
        });
        (answered, asked)
    }

    /// The answers as they are sent: an object of what is relevant (or kept) and not empty, in the
    /// order of the definition.
    #[must_use]
    pub fn answers(&self) -> Json {
        self.row_answers(None, 0)
    }

    fn row_answers(&self, around: Option<At>, depth: usize) -> Json {
        let inside = around.map(|at| at.element);
        let mut answers = Vec::new();
        for (index, element) in self.form.members(inside) {
            let at = around.map_or(At::from(index), |around| around.beside(index));
            let json = if element.kind.is_repeat() {
                let rows = if self.is_relevant(at) { self.rows(at) } else { 0 };
                let row = |row| self.row_answers(Some(at.in_row(depth, row)), depth.saturating_add(1));
                (rows > 0).then(|| (0..rows).map(row).collect())
            } else {
                let kept = match self.input(at) {
                    Some(Input::Given(value)) if element.keep => Some(value),
                    _ => None,
                };
                self.value(at).or(kept).map(Value::to_json)
            };
            // A number that was computed may be one that JSON does not hold.
            let held = json.filter(|json| *json != Json::Null);
            answers.extend(held.map(|json| (element.name.clone(), json)));
        }
        Json::Object(answers)
    }
}
