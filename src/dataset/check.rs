//! The rules of the definition on every row, as an [`Entry`] of its answers has them, and faster.
//!
//! A question that no expression reads and that has no rule but its own type and limits is *free*: its cell alone
//! says what is wrong with it, so that is remembered by the bytes of the cell. All the others are *tied*: what an
//! entry says of them, and of whether the free ones are asked, depends on the answers to the tied ones only, so
//! that is remembered by those answers. What is not remembered is asked of an entry.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    sync::Arc,
    vec,
    vec::Vec,
};

use super::{
    Cells,
    cache::{Cache, Meaning},
    cell::{Cell, Reading},
    choices::Choices,
    columns::{Mapping, Target, is_answered},
    groups::{Names, groups},
    kinds::{Kind, Kinds},
    moment::Moment,
};
use crate::{
    entry::{Entry, Issue, Severity, Surroundings, broken_alone},
    expression::Value,
    form::{At, Element, Form, Kind as Is, Required},
    score::{Levels, Tally},
    text::csv,
    value::{Date, Json},
};

/// The most answers to tied questions that are told apart, and the most combinations that are remembered.
const MAX_TOLD_APART: usize = 1 << 16;
/// The longest of them, in bytes.
const LONGEST_TOLD_APART: usize = 256;
/// An answer beyond them: what is tied to it is asked of an entry every time.
const OPEN: u32 = u32::MAX;
/// The most choices of a question that may be spread over columns and still be remembered.
const MAX_SPREAD: usize = 64;
/// How old somebody is of age, in years.
const OF_AGE: u16 = 18;

/// What is said of a row.
#[derive(Clone, Copy, Debug)]
pub struct Verdict<'a> {
    /// The numbers of the kinds of its issues; see [`Checker::kind`].
    pub kinds: &'a [u16],
    /// Whether it is counted: nothing in it is wrong but what was not answered.
    pub counted: bool,
}

/// How a column is read.
#[derive(Clone, Copy, Debug)]
enum Role {
    Nothing,
    /// The answers to one of the questions of the checker.
    Whole(usize),
    /// Whether a choice of one of them was chosen.
    Part {
        question: usize,
        choice: usize,
    },
    Completed,
    Started,
}

#[derive(Debug)]
struct Column {
    role: Role,
    /// Of a question that is judged by this column alone, since nothing decides whether it is asked.
    alone: Option<Plan>,
    cache: Cache,
}

/// A question that has columns.
#[derive(Debug)]
struct Question {
    element: usize,
    columns: Vec<usize>,
    tied: bool,
    /// Its place among those whose relevance, or whether they must be answered, a row decides.
    varies: Option<usize>,
    /// Whether it must be answered where no row decides that.
    required: bool,
    /// The kind of its not being answered.
    missing: u16,
    /// Its byte in a row of levels.
    byte: Option<usize>,
    /// The grouping by its answers.
    grouping: Option<usize>,
    /// Of a tied one, the answers that are told apart.
    known: BTreeMap<String, u32>,
    /// Of one that is spread over columns, the combinations of choices.
    combined: BTreeMap<u64, Meaning>,
    rule: Age,
}

/// What of a question is looked at for every row; beside those of the others it takes few lines of the cache.
/// [`NONE`] is no place.
#[derive(Clone, Copy, Debug)]
struct Plan {
    varies: u16,
    byte: u16,
    grouping: u16,
    missing: u16,
    required: bool,
    tied: bool,
}

/// No place: beyond all that there are, since a form has at most 1,000 elements.
const NONE: u16 = u16::MAX;

impl Plan {
    fn of(question: &Question) -> Self {
        let place = |place: Option<usize>| place.and_then(|place| u16::try_from(place).ok()).unwrap_or(NONE);
        Self {
            varies: place(question.varies),
            byte: place(question.byte),
            grouping: place(question.grouping),
            missing: question.missing,
            required: question.required,
            tied: question.tied,
        }
    }

    /// Whether its one column says all there is to say.
    const fn is_alone(&self) -> bool {
        self.varies == NONE && self.grouping == NONE && !self.tied
    }

    /// Judges an answer to a question that is asked, and notes its level. A tied one is judged elsewhere.
    #[inline]
    fn judge(&self, meaning: Meaning, required: bool, found: &mut Vec<u16>, levels: &mut [u8]) {
        if let Some(level) = levels.get_mut(usize::from(self.byte)) {
            *level = meaning.level();
        }
        if self.tied {
            return;
        }
        if meaning.fault() > 0 {
            found.push(meaning.fault());
        } else if required && !meaning.is_given() {
            found.push(self.missing);
        }
    }
}

/// What the age of whoever answered is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Age {
    Unknown,
    Years,
    BirthYear,
    BirthDate,
}

/// What an entry says of the tied answers.
#[derive(Debug, Default)]
struct Tied {
    kinds: Vec<u16>,
    /// Of each question that varies: whether it is asked, and whether it must be answered.
    varies: Vec<(bool, bool)>,
    /// For each grouping by an answer that is tied or computed, its group.
    groups: Vec<u32>,
}

/// How rows are counted.
#[derive(Debug)]
enum Counting {
    /// There are no scores.
    Nothing,
    Levels(Levels),
    /// By an entry of each row.
    Entries,
}

/// What a row adds to the counts.
#[derive(Debug)]
pub(super) enum Share<'a> {
    Nothing,
    /// A row for [`Levels::count`].
    Levels(&'a [u8]),
    Tally(&'a Tally),
}

/// Everything but the caches of the columns, which are read while it changes.
#[derive(Debug)]
struct Meanings {
    form: Arc<Form>,
    choices: BTreeMap<usize, Choices>,
    mapping: Mapping,
    kinds: Kinds,
    names: Vec<Names>,
    questions: Vec<Question>,
    /// The places of those that are tied.
    tied: Vec<usize>,
    /// How many answers are told apart.
    told_apart: usize,
    surroundings: Surroundings,
    is_report: bool,
}

/// Checks rows of a table against a form.
#[derive(Debug)]
pub struct Checker {
    all: Meanings,
    columns: Vec<Column>,
    /// Of every question.
    plans: Vec<Plan>,
    /// The places of questions that are not judged by their column alone, and of those with several columns.
    together: Vec<usize>,
    spread: Vec<usize>,
    counting: Counting,
    /// Whether what is tied depends on when a row was completed or begun, and the columns that say so.
    completed: Option<usize>,
    started: Option<usize>,
    reads_clock: bool,
    needs_day: bool,
    memo: BTreeMap<Vec<u32>, usize>,
    tied: Vec<Tied>,
    /// The lists of eight or more scored questions, as places among the questions.
    scales: Vec<Vec<usize>>,
    /// The same lists, as elements of the form.
    scales_of_form: Vec<Vec<usize>>,
    /// The places of questions that tell of an age.
    ages: Vec<usize>,
    form_number: Option<usize>,
    // Of the present row.
    meanings: Vec<Meaning>,
    chosen: Vec<u64>,
    key: Vec<u32>,
    found: Vec<u16>,
    levels: Vec<u8>,
    group: Vec<u32>,
    tally: Option<Tally>,
    moments: [Option<Moment>; 2],
    unread: [bool; 2],
}

/// Which elements the expressions of a form read.
fn read_by_expressions(form: &Form) -> Vec<bool> {
    let mut read = vec![false; form.elements.len()];
    for element in &form.elements {
        for (_, expression) in element.expressions() {
            for reference in expression.references() {
                if let Some(read) = read.get_mut(reference.id) {
                    *read = true;
                }
            }
        }
    }
    read
}

/// Whether an element is not always asked.
fn is_conditional(form: &Form, element: &Element) -> bool {
    let mut next = Some(element);
    while let Some(element) = next {
        if element.relevant.is_some() {
            return true;
        }
        next = element.parent.and_then(|parent| form.element(parent));
    }
    false
}

fn age_rule(element: &Element) -> Age {
    match (element.kind, element.name.as_str()) {
        (Is::Integer, "age" | "tuoi") => Age::Years,
        (Is::Integer, "birth_year" | "year_of_birth" | "nam_sinh") => Age::BirthYear,
        (Is::Date, "birth_date" | "date_of_birth" | "ngay_sinh") => Age::BirthDate,
        _ => Age::Unknown,
    }
}

impl Checker {
    /// A checker of the rows of tables with these columns. `surroundings` are those of rows that do not say when
    /// they were completed.
    #[must_use]
    pub fn new(form: Arc<Form>, mapping: &Mapping, surroundings: impl Into<Surroundings>) -> Self {
        Self::grouped(form, mapping, surroundings, &[])
    }

    /// The same, which tells the group of each row by the answers to some questions as well.
    #[must_use]
    pub fn grouped(form: Arc<Form>, mapping: &Mapping, surroundings: impl Into<Surroundings>, by: &[usize]) -> Self {
        let by: Vec<usize> = by.iter().copied().filter(|question| groups(&form, *question)).collect();
        let completed = mapping.places(Target::CompletedAt).next();
        let started = mapping.places(Target::StartedAt).next();
        let has_clock = completed.is_some() || started.is_some();
        let reads_clock = |element: &Element| element.expressions().any(|(_, expression)| expression.reads_clock());
        let reads_clock = has_clock && form.elements.iter().any(reads_clock);
        let counting = match Levels::of(&form) {
            _ if form.scores.is_empty() => Counting::Nothing,
            // Without any the rows would be of no bytes, and nobody could say how many they are.
            Some(levels) if !levels.questions().is_empty() => Counting::Levels(levels),
            _ => Counting::Entries,
        };
        let is_report = form.reporting.report.is_some();
        let mut checker = Self {
            columns: Vec::new(),
            plans: Vec::new(),
            together: Vec::new(),
            spread: Vec::new(),
            completed,
            started,
            reads_clock,
            needs_day: reads_clock,
            memo: BTreeMap::new(),
            tied: Vec::new(),
            scales: Vec::new(),
            scales_of_form: Vec::new(),
            ages: Vec::new(),
            form_number: mapping.places(Target::FormNumber).next(),
            meanings: Vec::new(),
            chosen: Vec::new(),
            key: Vec::new(),
            found: Vec::new(),
            levels: match &counting {
                Counting::Levels(levels) => vec![0; levels.questions().len()],
                _ => Vec::new(),
            },
            group: vec![0; by.len()],
            tally: None,
            moments: [None; 2],
            unread: [false; 2],
            counting,
            all: Meanings {
                choices: BTreeMap::new(),
                mapping: mapping.clone(),
                kinds: Kinds::default(),
                names: by.into_iter().map(Names::new).collect(),
                questions: Vec::new(),
                tied: Vec::new(),
                told_apart: 0,
                surroundings: surroundings.into(),
                is_report,
                form,
            },
        };
        checker.plan(completed.is_some());
        checker
    }

    fn plan(&mut self, has_days: bool) {
        let form = Arc::clone(&self.all.form);
        let read = read_by_expressions(&form);
        let mut varying = 0_usize;
        for (place, target) in self.all.mapping.columns.clone().into_iter().enumerate() {
            let (element, choice) = match target {
                Target::Question(element) => (element, None),
                Target::Choice { question, choice } => (question, Some(choice)),
                _ => {
                    let role = match target {
                        _ if self.completed == Some(place) => Role::Completed,
                        _ if self.started == Some(place) => Role::Started,
                        _ => Role::Nothing,
                    };
                    self.columns.push(Column { role, alone: None, cache: Cache::new() });
                    continue;
                }
            };
            let known = self.all.questions.iter().position(|question| question.element == element);
            let role = match (form.element(element).filter(|element| is_answered(element)), known, choice) {
                (Some(_), Some(question), Some(choice)) if self.is_spread(question) => Role::Part { question, choice },
                (Some(one), None, choice) => {
                    let question = self.all.questions.len();
                    let is_read = read.get(element).copied().unwrap_or(true);
                    self.begin(&form, element, one, is_read, has_days, &mut varying);
                    choice.map_or(Role::Whole(question), |choice| Role::Part { question, choice })
                }
                // Where two columns are one question, the first is it.
                _ => Role::Nothing,
            };
            if let Role::Whole(question) | Role::Part { question, .. } = role
                && let Some(question) = self.all.questions.get_mut(question)
            {
                question.columns.push(place);
            }
            self.columns.push(Column { role, alone: None, cache: Cache::new() });
        }
        self.meanings = vec![Meaning::default(); self.all.questions.len()];
        self.chosen = vec![0; self.all.questions.len()];
        let tells_age = |(place, question): (usize, &Question)| (question.rule != Age::Unknown).then_some(place);
        self.ages = self.all.questions.iter().enumerate().filter_map(tells_age).collect();
        self.all.note_missing();
        self.plans = self.all.questions.iter().map(Plan::of).collect();
        for place in 0..self.plans.len() {
            let is_spread = self.is_spread(place);
            let alone = self.plans.get(place).filter(|plan| plan.is_alone() && !is_spread).copied();
            self.spread.extend(is_spread.then_some(place));
            self.together.extend(alone.is_none().then_some(place));
            let whole = |column: &&mut Column| matches!(column.role, Role::Whole(other) if other == place);
            if let Some(column) = self.columns.iter_mut().find(whole) {
                column.alone = alone;
            }
        }
        self.plan_scales(&form);
    }

    fn is_spread(&self, question: usize) -> bool {
        self.columns.iter().any(|column| matches!(column.role, Role::Part { question: other, .. } if other == question))
    }

    /// Plans a question whose first column this is.
    fn begin(&mut self, form: &Form, index: usize, element: &Element, is_read: bool, days: bool, varying: &mut usize) {
        let rules = [&element.constraint, &element.warning, &element.choice_filter];
        let has_rules = rules.into_iter().any(Option::is_some);
        // What some formats allow depends on the day.
        let has_day = days && element.format.is_some();
        let is_simple = element.kind.is_asked() || element.kind == Is::Hidden;
        self.needs_day |= has_day;
        let tied = is_read || has_rules || has_day || !is_simple;
        if tied {
            self.all.tied.push(self.all.questions.len());
        }
        let varies = is_conditional(form, element) || matches!(element.required, Required::When(_));
        let varies = varies.then(|| {
            let place = *varying;
            *varying = varying.saturating_add(1);
            place
        });
        let byte = match &self.counting {
            Counting::Levels(levels) => levels.questions().iter().position(|question| *question == index),
            _ => None,
        };
        if let Some(list) = element.kind.list().or(match element.kind.answer_type() {
            Some(crate::expression::Type::Choice(list) | crate::expression::Type::Choices(list)) => Some(list),
            _ => None,
        }) && let Some(choices) = form.lists.get(list)
        {
            self.all.choices.entry(list).or_insert_with(|| Choices::of(form, choices));
        }
        let grouping = self.all.names.iter().position(|names| names.question == index).filter(|_| !tied);
        self.all.questions.push(Question {
            element: index,
            columns: Vec::new(),
            tied,
            varies,
            required: matches!(element.required, Required::Constant(true)),
            missing: 0,
            byte,
            grouping,
            known: BTreeMap::new(),
            combined: BTreeMap::new(),
            rule: age_rule(element),
        });
    }

    /// Finds the lists of which at least eight questions are scored, and where those have columns.
    fn plan_scales(&mut self, form: &Form) {
        self.scales_of_form = scales(form).collect();
        let place = |question: &usize| self.all.questions.iter().position(|known| known.element == *question);
        let places = self.scales_of_form.iter().map(|questions| questions.iter().filter_map(place).collect::<Vec<_>>());
        self.scales = places.filter(|places| places.len() >= super::rules::MANY_ITEMS).collect();
    }

    /// The form that rows are checked against.
    #[must_use]
    pub fn form(&self) -> &Arc<Form> {
        &self.all.form
    }

    /// The kind of a number of [`Verdict::kinds`].
    #[must_use]
    pub fn kind(&self, number: u16) -> Option<&Kind> {
        self.all.kinds.kind(number)
    }

    pub(super) fn kinds(&mut self) -> &mut Kinds {
        &mut self.all.kinds
    }

    pub(super) fn kinds_found(&self) -> &Kinds {
        &self.all.kinds
    }

    pub(super) fn names(&self) -> &[Names] {
        &self.all.names
    }

    pub(super) fn counts_levels(&self) -> Option<&Levels> {
        if let Counting::Levels(levels) = &self.counting { Some(levels) } else { None }
    }

    /// What a row adds; of the row that was checked last, if it is counted.
    pub(super) fn share(&self) -> Share<'_> {
        match (&self.counting, &self.tally) {
            (_, Some(tally)) => Share::Tally(tally),
            (Counting::Nothing | Counting::Entries, None) => Share::Nothing,
            (Counting::Levels(_), None) => Share::Levels(&self.levels),
        }
    }

    /// The groups of the row that was checked last.
    pub(super) fn groups(&self) -> &[u32] {
        &self.group
    }

    /// When the row that was checked last was begun and completed, and whether what stands there is no time.
    pub(super) const fn times(&self) -> ([Option<Moment>; 2], [bool; 2]) {
        (self.moments, self.unread)
    }

    /// Whether anything stands in the columns of questions.
    pub(super) fn has_answer(&self, cells: &Cells<'_>) -> bool {
        let is_question = |column: &Column| matches!(column.role, Role::Whole(_) | Role::Part { .. });
        let mut questions = self.columns.iter().zip(cells.iter()).filter(|(column, _)| is_question(column));
        questions.any(|(_, cell)| !cell.trim().is_empty())
    }

    /// Whether whoever answered the row that was checked last, of these cells, is a minor; the question that says so.
    pub(super) fn minor(&self, cells: &Cells<'_>) -> Option<usize> {
        let [_, completed] = self.moments;
        let is_minor = |place: &&usize| {
            let question = self.all.questions.get(**place);
            let is_told = self.meanings.get(**place).is_some_and(|meaning| meaning.is_minor());
            // What is remembered of a cell is told by the day of the check, and not by that of the row.
            match (question, completed) {
                (Some(question), Some(completed)) if question.rule != Age::Years => {
                    let value = self.all.value(question, cells);
                    value.is_some_and(|value| is_minor(question.rule, &value, Some(completed.date)))
                }
                _ => is_told,
            }
        };
        let place = self.ages.iter().find(is_minor)?;
        self.all.questions.get(*place).map(|question| question.element)
    }

    /// Whether all questions of a scale that are answered have the same level, and they are many.
    pub(super) fn is_same_throughout(&self) -> bool {
        self.scales.iter().any(|places| {
            let levels = places.iter().filter_map(|place| self.meanings.get(*place)).map(|meaning| meaning.level());
            let (mut first, mut count) = (0, 0_usize);
            for level in levels.filter(|level| *level > 0) {
                if first > 0 && level != first {
                    return false;
                }
                first = level;
                count = count.saturating_add(1);
            }
            count >= super::rules::MANY_ITEMS
        })
    }

    /// The same of a response that is no row of a table.
    pub(super) fn is_entry_same_throughout(&self, entry: &Entry) -> bool {
        self.scales_of_form.iter().any(|questions| {
            let mut levels = questions.iter().filter_map(|question| match entry.value((*question).into()) {
                Some(Value::Text(name)) => Some(name),
                _ => None,
            });
            let first = levels.next();
            let others =
                levels.try_fold(1_usize, |count, level| (Some(level) == first).then(|| count.saturating_add(1)));
            first.is_some() && others.is_some_and(|count| count >= super::rules::MANY_ITEMS)
        })
    }

    /// Whether two rows have the same answers, and any at all.
    pub(super) fn are_alike(&self, one: &Cells<'_>, other: &Cells<'_>) -> bool {
        let mut any = false;
        for (place, column) in self.columns.iter().enumerate() {
            if matches!(column.role, Role::Whole(_) | Role::Part { .. }) {
                let cell = one.get(place).unwrap_or_default();
                if cell != other.get(place).unwrap_or_default() {
                    return false;
                }
                any |= !cell.is_empty();
            }
        }
        any
    }

    /// The cell in the column of the numbers of forms.
    pub(super) fn form_number<'a>(&self, cells: &Cells<'a>) -> Option<&'a str> {
        cells.get(self.form_number?).map(str::trim).map(csv::unmarked).filter(|number| !number.is_empty())
    }

    /// The answers of a row as they are read: an object from names to answers, without what cannot be read.
    #[must_use]
    pub fn answers(&self, cells: &Cells<'_>) -> Json {
        let readings = self.all.questions.iter().map(|question| (question, self.all.read(question, cells)));
        let given = readings.filter_map(|(question, reading)| match reading {
            Reading::Given(json) => Some((self.all.name(question.element), json)),
            _ => None,
        });
        Json::Object(given.collect())
    }

    /// When and in which language a row was answered.
    #[must_use]
    pub fn surroundings(&self, cells: &Cells<'_>) -> Surroundings {
        self.surroundings_at(self.moments_of(cells))
    }

    /// When a row was begun and completed.
    pub(super) fn moments_of(&self, cells: &Cells<'_>) -> [Option<Moment>; 2] {
        let read = |text: &str| Moment::read(text, self.all.mapping.dates);
        [self.started, self.completed].map(|column| cells.get(column?).and_then(read))
    }

    /// The surroundings of a response that was begun and completed then.
    pub(super) fn surroundings_at(&self, [started, completed]: [Option<Moment>; 2]) -> Surroundings {
        let mut surroundings = self.all.surroundings.clone();
        if let Some(completed) = completed {
            surroundings.today = Some(completed.date);
        }
        if let Some(started) = started {
            surroundings.now = Some(started.first_text());
        }
        surroundings
    }

    /// An entry of a row: of its answers, with what cannot be read as it stands there.
    #[must_use]
    pub fn entry(&self, cells: &Cells<'_>) -> Entry {
        self.entry_of(cells, &|_| true)
    }

    fn entry_of(&self, cells: &Cells<'_>, wanted: &dyn Fn(&Question) -> bool) -> Entry {
        let (mut answers, mut refused) = (Vec::new(), Vec::new());
        for question in self.all.questions.iter().filter(|question| wanted(question)) {
            match self.all.read(question, cells) {
                Reading::Given(json) => answers.push((self.all.name(question.element), json)),
                Reading::Refused(code) => refused.push((question, code)),
                Reading::Empty => {}
            }
        }
        let form = Arc::clone(&self.all.form);
        let mut entry = Entry::from_answers(form, self.surroundings(cells), &Json::Object(answers));
        for (question, code) in refused {
            let text = question.columns.first().and_then(|column| cells.get(*column)).unwrap_or_default();
            entry.refuse(question.element.into(), String::from(text), code);
        }
        entry
    }

    /// Checks a row.
    pub fn check(&mut self, cells: &Cells<'_>) -> Verdict<'_> {
        self.read(cells);
        self.tally = None;
        if matches!(self.counting, Counting::Entries) {
            self.check_by_entry(cells);
        } else {
            self.check_by_memory(cells);
        }
        let kinds = &self.all.kinds;
        let counted = !self.found.iter().any(|number| kinds.refuses(*number));
        Verdict { kinds: &self.found, counted }
    }

    /// Reads what the cells mean.
    fn read(&mut self, cells: &Cells<'_>) {
        let Self { all, columns, meanings, chosen, moments, unread, found, levels, spread, .. } = self;
        *moments = [None; 2];
        *unread = [false; 2];
        found.clear();
        levels.fill(0);
        for place in spread.iter() {
            if let (Some(meaning), Some(chosen)) = (meanings.get_mut(*place), chosen.get_mut(*place)) {
                (*meaning, *chosen) = (Meaning::default(), 0);
            }
        }
        // What a row ends before is empty.
        let given = cells.bytes().chain(core::iter::repeat(&[][..]));
        for ((place, column), cell) in columns.iter_mut().enumerate().zip(given) {
            let (question, choice) = match column.role {
                Role::Nothing => continue,
                Role::Whole(question) => (question, None),
                Role::Part { question, choice } => (question, Some(choice)),
                Role::Completed | Role::Started => {
                    let text = cells.get(place).unwrap_or_default();
                    let moment = Moment::read(text, all.mapping.dates);
                    let place = usize::from(matches!(column.role, Role::Completed));
                    if let (Some(slot), Some(bad)) = (moments.get_mut(place), unread.get_mut(place)) {
                        (*slot, *bad) = (moment, moment.is_none() && !text.trim().is_empty());
                    }
                    continue;
                }
            };
            let meaning = column.cache.get(cell).unwrap_or_else(|| {
                let text = cells.get(place).unwrap_or_default();
                let meaning = match choice {
                    Some(choice) => all.part(question, choice, text),
                    None => all.whole(question, text),
                };
                column.cache.put(cell, meaning);
                meaning
            });
            let Some(slot) = meanings.get_mut(question) else { continue };
            let Some(choice) = choice else {
                *slot = meaning;
                if let Some(plan) = &column.alone {
                    plan.judge(meaning, plan.required, found, levels);
                }
                continue;
            };
            *slot = slot.join(meaning);
            if let Some(bits) = chosen.get_mut(question).filter(|_| meaning.is_given()) {
                *bits |= u32::try_from(choice).ok().and_then(|choice| 1_u64.checked_shl(choice)).unwrap_or(0);
            }
        }
        if !spread.is_empty() {
            all.combine(meanings, chosen, cells);
        }
    }

    /// Checks a response that is no row of a table.
    pub(super) fn check_entry(&mut self, entry: &Entry) -> Verdict<'_> {
        self.meanings.fill(Meaning::default());
        self.found.clear();
        self.tally = None;
        self.judge_entry(entry);
        let kinds = &self.all.kinds;
        let counted = !self.found.iter().any(|number| kinds.refuses(*number));
        Verdict { kinds: &self.found, counted }
    }

    fn check_by_entry(&mut self, cells: &Cells<'_>) {
        let entry = self.entry(cells);
        self.found.clear();
        self.judge_entry(&entry);
    }

    fn judge_entry(&mut self, entry: &Entry) {
        for issue in entry.issues() {
            let number = self.all.of_issue(issue);
            self.found.push(number);
        }
        for (group, names) in self.group.iter_mut().zip(&mut self.all.names) {
            *group = names.number(entry.value(names.question.into()));
        }
        if self.found.iter().any(|number| self.all.kinds.refuses(*number)) {
            return;
        }
        let mut tally = Tally::new(&self.all.form);
        match tally.add(entry) {
            Ok(()) => self.tally = Some(tally),
            Err(fault) => self.found.push(self.all.kinds.of_row(fault.code, true, None, &fault.score)),
        }
    }

    fn check_by_memory(&mut self, cells: &Cells<'_>) {
        let place = self.tied_place(cells);
        let Self { plans, together, tied, meanings, found, levels, group, .. } = self;
        let Some(tied) = tied.get(place) else { return };
        found.extend_from_slice(&tied.kinds);
        group.copy_from_slice(&tied.groups);
        for place in together.iter() {
            let (Some(plan), Some(meaning)) = (plans.get(*place), meanings.get(*place)) else { continue };
            let (asked, required) = match plan.varies {
                NONE => (true, plan.required),
                place => tied.varies.get(usize::from(place)).copied().unwrap_or_default(),
            };
            if !asked {
                continue;
            }
            plan.judge(*meaning, required, found, levels);
            if let Some(group) = group.get_mut(usize::from(plan.grouping)).filter(|_| !plan.tied) {
                *group = meaning.id();
            }
        }
    }

    /// Where it is remembered what an entry says of the tied answers of a row.
    fn tied_place(&mut self, cells: &Cells<'_>) -> usize {
        self.key.clear();
        let mut open = false;
        for place in &self.all.tied {
            let id = self.meanings.get(*place).map_or(OPEN, |meaning| meaning.id());
            open |= id == OPEN;
            self.key.push(id);
        }
        if self.needs_day {
            let [started, completed] = self.moments;
            let day = completed.and_then(|completed| u32::try_from(completed.date.days()).ok());
            self.key.push(day.unwrap_or(0));
            // A moment is hardly ever that of another row.
            open |= self.reads_clock && started.is_some();
        }
        if !open && let Some(place) = self.memo.get(&self.key) {
            return *place;
        }
        let entry = self.entry_of(cells, &|question| question.tied);
        let tied = self.all.tied_of(&entry);
        if open {
            // The first place is for what is not remembered.
            if let Some(slot) = self.tied.first_mut() {
                *slot = tied;
            } else {
                self.tied.push(tied);
            }
            return 0;
        }
        if self.tied.len() >= MAX_TOLD_APART {
            self.memo.clear();
            self.tied.clear();
        }
        if self.tied.is_empty() {
            self.tied.push(Tied::default());
        }
        let place = self.tied.len();
        self.tied.push(tied);
        self.memo.insert(self.key.clone(), place);
        place
    }
}

impl Meanings {
    fn name(&self, element: usize) -> String {
        self.form.element(element).map(|element| element.name.clone()).unwrap_or_default()
    }

    fn of_issue(&mut self, issue: Issue) -> u16 {
        let element = issue.question.map(|at| at.element);
        let question = self.questions.iter().find(|question| Some(question.element) == element);
        let column = question.and_then(|question| question.columns.first()).copied();
        self.kinds.of_issue(issue, self.is_report, column)
    }

    /// The kind of what is wrong with the answer to a question.
    fn fault(&mut self, question: usize, code: &'static str, params: Vec<(&'static str, Json)>) -> u16 {
        let Some(element) = self.questions.get(question).map(|question| question.element) else { return 0 };
        let at = At::from(element);
        let issue = Issue {
            question: Some(at),
            path: self.form.path(at),
            code,
            severity: Severity::Error,
            params,
            figures: Vec::new(),
        };
        self.of_issue(issue)
    }

    /// Notes of each question the kind of its not being answered.
    fn note_missing(&mut self) {
        for place in 0..self.questions.len() {
            let missing = self.fault(place, "required", Vec::new());
            if let Some(question) = self.questions.get_mut(place) {
                question.missing = missing;
            }
        }
    }

    fn cell<'a>(&'a self, element: &'a Element) -> Cell<'a> {
        let list = match element.kind.answer_type() {
            Some(crate::expression::Type::Choice(list) | crate::expression::Type::Choices(list)) => Some(list),
            _ => None,
        };
        let choices = list.and_then(|list| self.choices.get(&list));
        Cell { form: &self.form, element, choices, notation: self.mapping.notation, dates: self.mapping.dates }
    }

    /// What the cells of a question say.
    fn read(&self, question: &Question, cells: &Cells<'_>) -> Reading {
        let Some(element) = self.form.element(question.element) else { return Reading::Empty };
        let cell = self.cell(element);
        let mut chosen = Vec::new();
        for place in &question.columns {
            let text = cells.get(*place).unwrap_or_default();
            match self.mapping.columns.get(*place) {
                Some(Target::Question(_)) => return cell.read(text),
                Some(Target::Choice { choice, .. }) => match cell.is_chosen(*choice, text) {
                    Ok(true) => chosen.push(*choice),
                    Ok(false) => {}
                    Err(code) => return Reading::Refused(code),
                },
                _ => {}
            }
        }
        cell.gather(chosen.into_iter())
    }

    /// The answer of a row to a question, where it can be read.
    fn value(&self, question: &Question, cells: &Cells<'_>) -> Option<Value> {
        let Reading::Given(json) = self.read(question, cells) else { return None };
        let kind = self.form.element(question.element)?.kind;
        self.form.read_answer(kind, &json).ok().flatten()
    }

    /// What a cell with the whole answer to a question means.
    fn whole(&mut self, place: usize, text: &str) -> Meaning {
        let form = Arc::clone(&self.form);
        let element = self.questions.get(place).and_then(|question| form.element(question.element));
        let Some(element) = element else { return Meaning::default() };
        let reading = self.cell(element).read(text);
        self.meaning(place, element, &reading)
    }

    fn meaning(&mut self, place: usize, element: &Element, reading: &Reading) -> Meaning {
        let form = Arc::clone(&self.form);
        let tied = self.questions.get(place).is_some_and(|question| question.tied);
        let given = Meaning::of_answer(false);
        let read = match reading {
            Reading::Empty => return Meaning::default(),
            Reading::Refused(code) => Err(*code),
            // What is no simple answer is told apart as it stands.
            Reading::Given(json) if !element.kind.is_asked() && element.kind != Is::Hidden => {
                return given.with_id(self.id(place, json.to_text()));
            }
            Reading::Given(json) => form.read_answer(element.kind, json),
        };
        match read {
            Ok(None) => Meaning::default(),
            // A tied answer is judged by an entry; here it is only told apart from others.
            Err(code) if tied => given.with_id(self.id(place, [code, " refused"].concat())),
            Err(code) => given.with_fault(self.fault(place, code, Vec::new())),
            Ok(Some(value)) => {
                let chosen = match &value {
                    Value::Text(name) => form.list_of(element.kind).and_then(|list| {
                        let place = list.choices.iter().position(|choice| choice.name == *name)?;
                        u8::try_from(place.checked_add(1)?).ok()
                    }),
                    _ => None,
                };
                let today = self.surroundings.today;
                let rule = self.questions.get(place).map_or(Age::Unknown, |question| question.rule);
                let minor = is_minor(rule, &value, today);
                let meaning = Meaning::of_answer(minor).with_level(chosen.unwrap_or(0));
                if tied {
                    return meaning.with_id(self.id(place, value.to_json().to_text()));
                }
                if let Some((code, params)) = broken_alone(&form, element, &value, today) {
                    return meaning.with_fault(self.fault(place, code, params));
                }
                let grouping = self.questions.get(place).and_then(|question| question.grouping);
                let names = grouping.and_then(|grouping| self.names.get_mut(grouping));
                meaning.with_id(names.map_or(0, |names| names.number(Some(&value))))
            }
        }
    }

    /// The number of an answer of a tied question.
    fn id(&mut self, place: usize, text: String) -> u32 {
        let Some(question) = self.questions.get_mut(place) else { return OPEN };
        let next = question.known.len();
        if let Some(id) = question.known.get(&text) {
            return *id;
        }
        if self.told_apart >= MAX_TOLD_APART || text.len() > LONGEST_TOLD_APART {
            return OPEN;
        }
        self.told_apart = self.told_apart.saturating_add(1);
        let id = u32::try_from(next.saturating_add(1)).unwrap_or(OPEN);
        question.known.insert(text, id);
        id
    }

    /// What a cell of a column for one choice means.
    fn part(&mut self, place: usize, choice: usize, text: &str) -> Meaning {
        let form = Arc::clone(&self.form);
        let element = self.questions.get(place).and_then(|question| form.element(question.element));
        let Some(element) = element else { return Meaning::default() };
        match self.cell(element).is_chosen(choice, text) {
            Ok(true) => Meaning::of_answer(false),
            Ok(false) => Meaning::default(),
            Err(code) => Meaning::default().with_fault(self.fault(place, code, Vec::new())),
        }
    }

    /// Gives what was chosen in the columns of a question one meaning.
    fn combine(&mut self, meanings: &mut [Meaning], chosen: &[u64], cells: &Cells<'_>) {
        for (place, (meaning, chosen)) in meanings.iter_mut().zip(chosen).enumerate() {
            let Some(question) = self.questions.get(place) else { continue };
            let is_spread = question.columns.first().and_then(|column| self.mapping.columns.get(*column));
            if !matches!(is_spread, Some(Target::Choice { .. })) || !question.tied && question.grouping.is_none() {
                continue;
            }
            if meaning.fault() > 0 {
                // Told apart from all that can be read.
                *meaning = meaning.with_id(if question.tied { self.id(place, "refused".to_string()) } else { 0 });
                continue;
            }
            let fits = self.form.element(question.element).and_then(|element| self.form.list_of(element.kind));
            let fits = fits.is_some_and(|list| list.choices.len() <= MAX_SPREAD);
            if let Some(known) = question.combined.get(chosen).filter(|_| fits) {
                *meaning = meaning.with_id(known.id());
                continue;
            }
            let form = Arc::clone(&self.form);
            let Some(element) = form.element(question.element) else { continue };
            let reading = self.read(question, cells);
            let whole = self.meaning(place, element, &reading);
            *meaning = meaning.with_id(whole.id());
            if let Some(question) = self.questions.get_mut(place).filter(|_| fits)
                && question.combined.len() < MAX_TOLD_APART
            {
                question.combined.insert(*chosen, whole);
            }
        }
    }

    /// What an entry of the tied answers says.
    fn tied_of(&mut self, entry: &Entry) -> Tied {
        let mut tied = Tied::default();
        for issue in entry.issues() {
            let element = issue.question.map(|at| at.element);
            let is_free = |question: &Question| Some(question.element) == element && !question.tied;
            let is_judged = self.questions.iter().any(is_free);
            if !is_judged {
                tied.kinds.push(self.of_issue(issue));
            }
        }
        for question in self.questions.iter().filter(|question| question.varies.is_some()) {
            let at = At::from(question.element);
            tied.varies.push((entry.is_relevant(at), entry.is_required(at)));
        }
        for names in &mut self.names {
            tied.groups.push(names.number(entry.value(names.question.into())));
        }
        tied
    }
}

/// The lists of which at least eight questions are scored, with those questions.
fn scales(form: &Form) -> impl Iterator<Item = Vec<usize>> {
    let mut lists: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for question in form.scores.iter().flat_map(crate::form::Score::all_items) {
        if let Some(Is::SelectOne(list)) = form.element(question).map(|element| element.kind) {
            let questions = lists.entry(list).or_default();
            if !questions.contains(&question) {
                questions.push(question);
            }
        }
    }
    lists.into_values().filter(|questions| questions.len() >= super::rules::MANY_ITEMS)
}

/// Whether whoever gave a response is a minor on the day that it is of; the question that says so.
pub(super) fn minor(entry: &Entry, today: Option<Date>) -> Option<usize> {
    let tells = |(_, element): &(usize, &Element)| age_rule(element) != Age::Unknown;
    let mut ages = entry.form().elements.iter().enumerate().filter(tells);
    let is_minor = |(question, element): &(usize, &Element)| {
        entry.value((*question).into()).is_some_and(|value| is_minor(age_rule(element), value, today))
    };
    ages.find(is_minor).map(|(question, _)| question)
}

/// Whether an answer says that somebody is not of age, for certain.
fn is_minor(rule: Age, value: &Value, today: Option<Date>) -> bool {
    let number = |value: &Value| if let Value::Number(number) = value { number.to_integer() } else { None };
    let years_before = |year: u16| today.is_some_and(|today| today.year() < year.saturating_add(OF_AGE));
    match (rule, value) {
        (Age::Years, value) => number(value).is_some_and(|age| (0..i64::from(OF_AGE)).contains(&age)),
        // In the year itself the birthday may have been.
        (Age::BirthYear, value) => number(value).and_then(|year| u16::try_from(year).ok()).is_some_and(years_before),
        (Age::BirthDate, Value::Date(born)) => today.is_some_and(|today| {
            let of_age = (born.year().saturating_add(OF_AGE), born.month(), born.day());
            (today.year(), today.month(), today.day()) < of_age
        }),
        _ => false,
    }
}
