//! What must hold of every form, whatever is answered.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use sipas_forms::{
    entry::{Changes, Entry, Issue, Saved, Surroundings},
    expression::{Expression, Type, Value},
    form::{At, Form, Kind, load},
    page::{Walk, render},
    score::{Outcome, evaluate_one},
    text::compose,
    value::Json,
};

use crate::{
    draw::Draw,
    forms::{Style, Wanted, definition},
    tree::Tree,
    values::{Edit, MARKER, Place, answers, edits, moment},
};

/// A form, what is answered at once, and what is answered one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub definition: Tree,
    pub answers: Vec<Tree>,
    pub edits: Vec<Edit>,
    pub now: &'static str,
}

/// How a law was broken.
pub struct Broken {
    pub name: String,
    pub detail: String,
}

pub type Outcomes = Result<(), Broken>;
pub type Law = fn(&Case, &Arc<Form>) -> Outcomes;

fn ensure(holds: bool, name: &str, detail: impl FnOnce() -> String) -> Outcomes {
    if holds { Ok(()) } else { Err(Broken { name: name.into(), detail: detail() }) }
}

/// The case of a seed.
pub fn case(seed: u64) -> Case {
    let mut draw = Draw::new(seed);
    let definition = definition(&mut draw, wanted(seed));
    let mut case = Case { definition, answers: Vec::new(), edits: Vec::new(), now: moment(&mut draw) };
    if let Ok(form) = load(&case.definition.read()) {
        case.answers = (0..4).map(|_| answers(&mut draw, &form)).collect();
        case.edits = edits(&mut draw, &form, 24);
    }
    case
}

/// Half of the forms read names anywhere; of eight, two keep values, three are about rows, two are for
/// any module.
pub fn wanted(seed: u64) -> Wanted {
    let style = match seed % 8 {
        0 | 1 => Style::Keeping,
        2..=4 => Style::Rows,
        5 => Style::Mixed,
        _ => Style::Small,
    };
    Wanted { ordered: seed.is_multiple_of(2), style }
}

/// How the case breaks the law; a panic breaks any. A form that does not load breaks none: whether it
/// should is a law of its own.
pub fn broken(law: Law, case: &Case) -> Option<Broken> {
    let run = || load(&case.definition.read()).map_or(Ok(()), |form| law(case, &Arc::new(form)));
    catch_unwind(AssertUnwindSafe(run))
        .unwrap_or_else(|panic| {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_string()));
            Err(Broken { name: "panic".into(), detail: words.unwrap_or_default() })
        })
        .err()
}

fn text_of(issues: &[Issue], form: &Form, language: &str) -> String {
    issues.iter().map(|issue| issue.to_json(form, language)).collect::<Json>().to_text()
}

pub fn scores_of(entry: &Entry) -> String {
    evaluate_one(entry).iter().map(Outcome::to_json).collect::<Json>().to_text()
}

/// What is known of the scores of one response, their judgement as well.
pub fn report_of(entry: &Entry) -> String {
    evaluate_one(entry).iter().map(Outcome::to_report).collect::<Json>().to_text()
}

/// Everything that can be seen of one answer.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    relevant: bool,
    value: String,
    required: bool,
    issue: String,
    choices: Vec<String>,
    labels: Vec<String>,
    rows: usize,
}

type Picture = BTreeMap<At, Seen>;

fn picture(entry: &Entry) -> Picture {
    let form = entry.form();
    let mut seen = Picture::new();
    entry.walk(None, 0, &mut |at| {
        let label = |language: &String| entry.piped(form.elements[at.element].label.get(language), at, language);
        let now = Seen {
            relevant: entry.is_relevant(at),
            value: entry.value(at).map(|value| format!("{value:?}")).unwrap_or_default(),
            required: entry.is_required(at),
            issue: entry.issue(at).map(|issue| issue.to_json(form, "en").to_text()).unwrap_or_default(),
            choices: entry.choices(at).iter().map(|choice| choice.name.clone()).collect(),
            labels: form.languages.iter().map(label).collect(),
            rows: entry.rows(at),
        };
        assert!(seen.insert(at, now).is_none(), "{} is walked over twice", form.path(at));
    });
    seen
}

fn differences(form: &Form, left: &Picture, right: &Picture) -> String {
    let all: BTreeSet<&At> = left.keys().chain(right.keys()).collect();
    let differ = all.into_iter().filter(|at| left.get(at) != right.get(at));
    let line = |at: &At| format!("{}: {:?}\n  but {:?}\n", form.path(*at), left.get(at), right.get(at));
    differ.map(line).collect::<Vec<_>>().concat()
}

fn find(form: &Form, place: &Place) -> Option<At> {
    let element = form.find(&place.name)?;
    let rows = place.rows.iter().enumerate().take(form.depth(element));
    Some(rows.fold(At::from(element), |at, (depth, row)| at.in_row(depth, *row)))
}

/// What was given where, so that it can be given again at once.
#[derive(Default)]
struct Given {
    inputs: Vec<(At, Edit)>,
    /// What was given to a repeat as a whole, the outer ones first.
    rows: Vec<(At, Tree)>,
}

impl Given {
    /// Whether `at` is in a row of `repeat` that `wanted` is true of.
    fn is_within(form: &Form, at: At, repeat: At, wanted: &dyn Fn(usize) -> bool) -> bool {
        let depth = form.depth(repeat.element);
        form.repeats(at.element).get(depth) == Some(&Some(repeat.element))
            && at.first_rows(depth).rows == repeat.first_rows(depth).rows
            && wanted(at.row(depth))
    }

    fn forget(&mut self, form: &Form, repeat: At, wanted: &dyn Fn(usize) -> bool) {
        self.inputs.retain(|(at, _)| !Self::is_within(form, *at, repeat, wanted));
        self.rows.retain(|(at, _)| !Self::is_within(form, *at, repeat, wanted));
    }

    /// The rows behind a row that is taken out move up.
    fn move_up(&mut self, form: &Form, repeat: At, gone: usize) {
        let depth = form.depth(repeat.element);
        self.forget(form, repeat, &|row| row == gone);
        let moved = |at: &mut At| {
            if Self::is_within(form, *at, repeat, &|row| row > gone) {
                at.rows[depth] -= 1;
            }
        };
        self.inputs.iter_mut().for_each(|(at, _)| moved(at));
        self.rows.iter_mut().for_each(|(at, _)| moved(at));
    }

    fn set(&mut self, at: At, edit: Edit) {
        self.inputs.retain(|(other, _)| *other != at);
        self.inputs.push((at, edit));
    }

    /// A repeat that is given as a whole: its rows hold what is given and nothing else.
    fn set_rows(&mut self, form: &Form, repeat: At, json: &Tree) {
        self.forget(form, repeat, &|_| true);
        self.rows.retain(|(at, _)| *at != repeat);
        self.rows.push((repeat, json.clone()));
        let Tree::Array(rows) = json else { return };
        let depth = form.depth(repeat.element);
        for (index, json) in rows.iter().enumerate().take(form.elements[repeat.element].max_rows) {
            for (child, element) in form.elements.iter().enumerate().filter(|(_, e)| e.repeat == Some(repeat.element)) {
                let at = repeat.in_row(depth, index).beside(child);
                let given = json.get(&element.name).cloned();
                if element.kind.is_repeat() {
                    self.set_rows(form, at, &given.unwrap_or(Tree::raw("null")));
                } else {
                    let place = Place { name: element.name.clone(), rows: Vec::new() };
                    self.set(at, Edit::Set(place, given.unwrap_or(Tree::raw("null"))));
                }
            }
        }
    }

    /// A new entry that is given the same, in the order of the definition.
    fn again(&self, entry: &Entry, surroundings: Surroundings) -> Entry {
        let mut fresh = Entry::new(Arc::clone(entry.form()), surroundings);
        self.fill(entry, None, 0, &mut fresh);
        fresh
    }

    fn fill(&self, entry: &Entry, around: Option<At>, depth: usize, fresh: &mut Entry) {
        let form = Arc::clone(entry.form());
        let inside = around.map(|at| at.element);
        for index in (0..form.elements.len()).filter(|index| form.elements[*index].repeat == inside) {
            let at = around.map_or(At::from(index), |around| around.beside(index));
            if form.elements[index].kind.is_repeat() {
                if let Some((_, json)) = self.rows.iter().find(|(other, _)| *other == at) {
                    fresh.set(at, &json.read());
                } else {
                    while fresh.rows(at) > 0 {
                        fresh.remove_row(at, 0);
                    }
                    for _ in 0..entry.rows(at) {
                        fresh.add_row(at);
                    }
                }
                for row in 0..entry.rows(at) {
                    self.fill(entry, Some(at.in_row(depth, row)), depth + 1, fresh);
                }
            } else if let Some((_, edit)) = self.inputs.iter().find(|(other, _)| *other == at) {
                match edit {
                    Edit::Set(_, json) => _ = fresh.set(at, &json.read()),
                    Edit::Type(_, text) => _ = fresh.type_in(at, &compose(text)),
                    _ => {}
                }
            }
        }
    }
}

/// Does one edit; what it says that it changed, where it says that.
fn apply(entry: &mut Entry, edit: &Edit, given: &mut Given, language: &mut String) -> Option<(At, Changes)> {
    let form = Arc::clone(entry.form());
    let place = match edit {
        Edit::Language(tag) => {
            entry.set_language(tag);
            language.clone_from(tag);
            return None;
        }
        Edit::Set(place, _) | Edit::Type(place, _) | Edit::Add(place) | Edit::Remove(place, _) => place,
    };
    let at = find(&form, place)?;
    let exists = entry.instances(at.element).contains(&at);
    let is_repeat = form.elements[at.element].kind.is_repeat();
    match edit {
        Edit::Set(_, json) => {
            let changes = entry.set(at, &json.read());
            match (exists, is_repeat) {
                (true, true) => given.set_rows(&form, at, json),
                (true, false) => given.set(at, edit.clone()),
                _ => {}
            }
            Some((at, changes))
        }
        Edit::Type(_, text) => {
            let changes = entry.type_in(at, &compose(text));
            match (exists, is_repeat) {
                // Nobody types into a repeat; what is no list of rows takes them away.
                (true, true) if !sipas_forms::text::tidy(text).is_empty() => {
                    given.set_rows(&form, at, &Tree::text("x"));
                }
                (true, true) => given.rows.retain(|(other, _)| *other != at),
                (true, false) => given.set(at, edit.clone()),
                _ => {}
            }
            Some((at, changes))
        }
        Edit::Remove(_, row) => {
            if entry.remove_row(at, *row) {
                given.move_up(&form, at, *row);
                // What was wrong with the rows as a whole is forgotten.
                given.rows.retain(|(other, _)| *other != at);
            }
            None
        }
        _ => {
            if entry.add_row(at).is_some() {
                given.rows.retain(|(other, _)| *other != at);
            }
            None
        }
    }
}

/// What is decided with each edit is what is decided over all answers at once, and what changed is
/// told.
pub fn edits_decide_as_all_answers_do(case: &Case, form: &Arc<Form>) -> Outcomes {
    let keeps = form.elements.iter().filter_map(|element| element.calculation.as_ref()).any(Expression::keeps);
    let mut language = String::new();
    let mut entry = Entry::new(Arc::clone(form), Surroundings::new(case.now, ""));
    let mut given = Given::default();
    let mut before = picture(&entry);
    for (number, edit) in case.edits.iter().enumerate() {
        let changes = apply(&mut entry, edit, &mut given, &mut language);
        let after = picture(&entry);
        let about = |what: &str| format!("edit {number}, {edit:?}: {what}");
        if let Some((at, changes)) = &changes {
            told(form, *at, changes, &before, &after)
                .map_err(|broken| Broken { detail: about(&broken.detail), ..broken })?;
        }
        let mut again = entry.clone();
        again.set_language(&language);
        let whole = picture(&again);
        ensure(after == whole, "decided again", || about(&differences(form, &after, &whole)))?;
        ensure(entry.answers() == again.answers(), "answers decided again", || about(&entry.answers().to_text()))?;
        ensure(entry.progress() == again.progress(), "progress decided again", || about(""))?;
        for issue in entry.issues().iter().filter(|issue| issue.question.is_none()) {
            let row = issue.path.rsplit_once('/').map_or("", |(row, _)| row);
            let exists = row.is_empty() || after.keys().any(|at| form.path(*at).starts_with(&[row, "/"].concat()));
            ensure(exists, "unknown key of a row that is gone", || about(&issue.path))?;
        }
        // Rebuilding is dear: at the end, and now and then before.
        if !keeps && (number % 8 == 7 || number + 1 == case.edits.len()) {
            let fresh = given.again(&entry, Surroundings::new(case.now, &language));
            let whole = picture(&fresh);
            ensure(after == whole, "given at once", || about(&differences(form, &after, &whole)))?;
            ensure(entry.answers() == fresh.answers(), "answers given at once", || about(&entry.answers().to_text()))?;
        }
        before = after;
    }
    Ok(())
}

/// Whether `changes` of the answer at `at` name what differs, and nothing else.
fn told(form: &Form, at: At, changes: &Changes, before: &Picture, after: &Picture) -> Outcomes {
    let is_repeat = form.elements[at.element].kind.is_repeat();
    for (other, now) in after {
        // A row that was not there is new in every respect.
        let is_new = is_repeat && Given::is_within(form, *other, at, &|_| true);
        let Some(was) = before.get(other).filter(|_| !is_new) else { continue };
        let path = || format!("{}: {was:?}\n  then {now:?}", form.path(*other));
        let differs = was.relevant != now.relevant;
        let told = changes.relevance.contains(other);
        ensure(!differs || told, "a change of relevance is told", path)?;
        ensure(is_repeat || differs || !told, "only a change of relevance is told", path)?;
        let differs = differs || was.value != now.value || was.required != now.required || was.issue != now.issue;
        let told = changes.states.contains(other);
        ensure(!differs || told, "a change of state is told", path)?;
        // Of a check that does not hold it is told again whenever its words may differ.
        let is_check = form.elements[other.element].kind.is_check() && !now.issue.is_empty();
        ensure(is_repeat || is_check || *other == at || differs || !told, "only a change of state is told", path)?;
        let told = changes.labels.contains(other);
        ensure(was.labels == now.labels || told, "a change of a label is told", path)?;
        // The question that is being answered keeps its choices until it is left.
        let told = *other == at || changes.choices.contains(other);
        ensure(was.choices == now.choices || told, "a change of choices is told", path)?;
    }
    for (name, list) in [
        ("relevance", &changes.relevance),
        ("states", &changes.states),
        ("labels", &changes.labels),
        ("choices", &changes.choices),
    ] {
        ensure(list.is_sorted_by(|left, right| left < right), "changes come in order, each once", || {
            format!("{name}: {list:?}")
        })?;
    }
    Ok(())
}

/// The codes of an answer that was refused: it is no value, and is not sent.
const REFUSED: [&str; 10] = [
    "wrong_type",
    "not_a_choice",
    "not_a_number",
    "not_an_integer",
    "ambiguous_number",
    "too_precise",
    "not_a_date",
    "control_character",
    "too_many_rows",
    "unknown_question",
];

/// A form that was packed is the same form.
pub fn packing_keeps_a_form(case: &Case, form: &Arc<Form>) -> Outcomes {
    let bytes = form.pack();
    let unpacked =
        Form::unpack(&bytes).map(Arc::new).map_err(|code| Broken { name: "unpack".into(), detail: code.into() })?;
    ensure(unpacked.pack() == bytes, "packed twice", String::new)?;
    let [left, right] = [form, &unpacked].map(|form| format!("{:?} {:?}", form.reporting, form.elements));
    ensure(left == right, "the words of reports", || format!("{left}\nbut {right}"))?;
    for (number, answers) in case.answers.iter().enumerate() {
        let [left, right] = [form, &unpacked].map(|form| {
            let entry = Entry::from_answers(Arc::clone(form), Surroundings::new(case.now, "en"), &answers.read());
            let issues = ["vi", "en", "fr"].map(|language| text_of(&entry.issues(), form, language));
            (picture(&entry), issues, entry.answers().to_text(), report_of(&entry))
        });
        ensure(left == right, "unpacked", || format!("answers {number}: {}", differences(form, &left.0, &right.0)))?;
    }
    Ok(())
}

/// What was given and not refused is what is sent, in the order that was given; the choices of a set
/// come in the order of their list.
fn sent_as_given(entry: &Entry, answers: &Json) -> Outcomes {
    let form = entry.form();
    let mut outcome = Ok(());
    entry.walk(None, 0, &mut |at| {
        let kind = form.elements[at.element].kind;
        let Some(value) = entry.value(at).filter(|_| kind.is_asked() && outcome.is_ok()) else { return };
        let mut row = Some(answers);
        for (repeat, index) in form.repeats(at.element).into_iter().flatten().zip(at.rows) {
            let rows = row.and_then(|row| row.get(&form.elements[repeat].name));
            row = rows.and_then(|rows| rows.elements().get(usize::from(index)));
        }
        let Some(given) = row.and_then(|row| row.get(&form.elements[at.element].name)) else { return };
        let sent = value.to_json();
        let same = match kind {
            Kind::SelectMultiple(_) => given.elements().iter().all(|name| sent.elements().contains(name)),
            _ => *given == sent,
        };
        outcome = ensure(same, "sent as given", || {
            format!("{}: given {}, sent {}", form.path(at), given.to_text(), sent.to_text())
        });
    });
    outcome
}

/// Answers as they are sent mean at the receiver what they meant here.
pub fn sent_answers_mean_the_same(case: &Case, form: &Arc<Form>) -> Outcomes {
    let surroundings = || Surroundings::new(case.now, "");
    for (number, answers) in case.answers.iter().enumerate() {
        let mut entry = Entry::from_answers(Arc::clone(form), surroundings(), &answers.read());
        sent_as_given(&entry, &answers.read())?;
        mend(&mut entry);
        same_again(&entry, surroundings(), &format!("answers {number}"))?;
    }
    let (mut entry, mut given) = (Entry::new(Arc::clone(form), surroundings()), Given::default());
    same_again(&entry, surroundings(), "defaults")?;
    for edit in &case.edits {
        apply(&mut entry, edit, &mut given, &mut String::new());
    }
    entry.set_language("");
    mend(&mut entry);
    same_again(&entry, surroundings(), "edits")
}

/// Whether something in it is empty.
fn has_empty(json: &Json) -> bool {
    match json {
        Json::Null | Json::Inexact => true,
        Json::Text(text) => text.is_empty(),
        Json::Array(elements) => elements.is_empty() || elements.iter().any(has_empty),
        // A row may have no answer at all.
        Json::Object(entries) => entries.iter().any(|(_, value)| has_empty(value)),
        _ => false,
    }
}

fn same_again(entry: &Entry, surroundings: Surroundings, about: &str) -> Outcomes {
    let form = entry.form();
    let sent = entry.answers().to_text();
    ensure(!has_empty(&entry.answers()), "nothing empty is sent", || format!("{about}: {sent}"))?;
    let read: Json = serde_json::from_str(&sent).unwrap();
    let again = Entry::from_answers(Arc::clone(form), surroundings, &read);
    ensure(again.answers().to_text() == sent, "sent again", || {
        format!("{about}: {sent}\nbut {}", again.answers().to_text())
    })?;
    let issues = |entry: &Entry| {
        let mut issues = entry.issues();
        issues.retain(|issue| issue.question.is_some());
        text_of(&issues, form, "vi")
    };
    ensure(issues(entry) == issues(&again), "issues again", || {
        format!("{about}: {sent}\n{}\nbut {}", issues(entry), issues(&again))
    })?;
    ensure(scores_of(entry) == scores_of(&again), "scores again", || format!("{about}: {sent}"))
}

/// Takes away what was refused, until nothing is.
fn mend(entry: &mut Entry) {
    loop {
        let issues = entry.issues();
        let refused = issues.iter().find(|issue| REFUSED.contains(&issue.code) && issue.question.is_some());
        let Some(at) = refused.and_then(|issue| issue.question) else { return };
        entry.set(at, &Json::Null);
    }
}

/// What is saved, as a file holds it, opens as what it was: answers, what was typed, issues.
fn opens_as_it_was(entry: &Entry, surroundings: &Surroundings, about: &str) -> Outcomes {
    let form = entry.form();
    let filed = |saved: &Saved| {
        let read = |json: &Json| -> Json { serde_json::from_str(&json.to_text()).unwrap() };
        Saved { answers: read(&saved.answers), typed: read(&saved.typed) }
    };
    let open = |entry: &Entry| Entry::reopen(form, surroundings.clone(), &filed(&entry.save()));
    let once = open(entry);
    let again = open(&once);
    ensure(once.save() == again.save(), "saved twice", || {
        format!("{about}: {:?}\nbut {:?}", once.save(), again.save())
    })?;
    ensure(picture(&once) == picture(&again), "opened twice", || {
        format!("{about}: {}", differences(form, &picture(&once), &picture(&again)))
    })?;
    // What was refused is a text that is typed again, in whatever way it was given.
    let mut typed = entry.clone();
    for (path, text) in entry.save().typed.entries() {
        let at = form.at(path.split('/').skip(1)).unwrap();
        typed.type_in(at, text.as_text().unwrap());
    }
    let is_refused = |issue: &Issue| REFUSED.contains(&issue.code) && issue.question.is_some();
    let rows = entry.issues().into_iter().filter(is_refused).filter_map(|issue| issue.question);
    let rows = rows.filter(|at| form.elements[at.element].kind.is_repeat());
    let [mut left, mut right] = [&typed, &once].map(picture);
    // Rows that were none are gone at once.
    for at in rows {
        left.entry(at).and_modify(|seen| seen.issue.clear());
        right.entry(at).and_modify(|seen| seen.issue.clear());
    }
    ensure(left == right, "opened", || format!("{about}: {}", differences(form, &left, &right)))?;
    ensure(typed.answers() == once.answers(), "answers opened", || {
        format!("{about}: {}\nbut {}", typed.answers().to_text(), once.answers().to_text())
    })
}

/// What is saved opens as what it was, whatever was done before.
pub fn saved_answers_open_as_they_were(case: &Case, form: &Arc<Form>) -> Outcomes {
    let surroundings = || Surroundings::new(case.now, "");
    for (number, answers) in case.answers.iter().enumerate() {
        let entry = Entry::from_answers(Arc::clone(form), surroundings(), &answers.read());
        opens_as_it_was(&entry, &surroundings(), &format!("answers {number}"))?;
    }
    let (mut entry, mut given) = (Entry::new(Arc::clone(form), surroundings()), Given::default());
    for (number, edit) in case.edits.iter().enumerate() {
        apply(&mut entry, edit, &mut given, &mut String::new());
        if number % 6 == 5 || number + 1 == case.edits.len() {
            let mut entry = entry.clone();
            entry.set_language("");
            opens_as_it_was(&entry, &surroundings(), &format!("edit {number}"))?;
        }
    }
    Ok(())
}

/// The last report gives what it has once, and what it gave is an answer like any other.
pub fn the_last_report_is_carried_once(case: &Case, form: &Arc<Form>) -> Outcomes {
    let surroundings = || Surroundings::new(case.now, "");
    let open = |answers: &Tree| Entry::from_answers(Arc::clone(form), surroundings(), &answers.read());
    let mut entries: Vec<Entry> = case.answers.iter().map(open).collect();
    let (mut edited, mut given) = (Entry::new(Arc::clone(form), surroundings()), Given::default());
    for edit in &case.edits {
        apply(&mut edited, edit, &mut given, &mut String::new());
    }
    edited.set_language("");
    entries.push(edited);
    for (number, last) in entries.iter().enumerate() {
        let about = format!("last {number}");
        ensure(last.agrees(last), "a report agrees with itself", || about.clone())?;
        for companion in &form.reporting.companions {
            let prefill = last.prefill(&companion.prefill);
            ensure(!has_empty(&prefill), "nothing empty is filled in", || prefill.to_text())?;
        }
        for entry in &entries {
            let mut entry = entry.clone();
            let (before, kept) = (picture(&entry), entry.clone());
            entry.carry(last);
            let after = picture(&entry);
            let mut again = entry.clone();
            again.carry(last);
            ensure(picture(&again) == after, "carried twice", || {
                format!("{about}: {}", differences(form, &after, &picture(&again)))
            })?;
            let mut whole = entry.clone();
            whole.set_language("");
            ensure(picture(&whole) == after, "carried and decided again", || {
                format!("{about}: {}", differences(form, &after, &picture(&whole)))
            })?;
            opens_as_it_was(&entry, &surroundings(), &about)?;
            // What was there stays, unless nobody sees it.
            for at in before.keys() {
                let element = &form.elements[at.element];
                let stays =
                    !element.kind.is_asked() || kept.shown(*at).is_empty() || kept.shown(*at) == entry.shown(*at);
                ensure(stays, "an answer that was given stays", || format!("{about}: {}", form.path(*at)))?;
            }
        }
    }
    Ok(())
}

/// Nothing fails, and what is said of an answer does not repeat it.
pub fn no_message_repeats_an_answer(case: &Case, form: &Arc<Form>) -> Outcomes {
    for (number, answers) in case.answers.iter().enumerate() {
        let entry = Entry::from_answers(Arc::clone(form), Surroundings::new(case.now, "vi"), &answers.read());
        silent(&entry, &format!("answers {number}"))?;
        scores_of(&entry);
    }
    let mut entry = Entry::new(Arc::clone(form), Surroundings::new(case.now, "vi"));
    for (number, edit) in case.edits.iter().enumerate() {
        apply(&mut entry, edit, &mut Given::default(), &mut String::new());
        silent(&entry, &format!("edit {number}"))?;
        entry.walk(None, 0, &mut |at| _ = (entry.shown(at), entry.chosen(at, "a")));
    }
    // The page of every form can be shown.
    for language in ["vi", "en"] {
        let mut walk = Walk::new(Arc::clone(form), Surroundings::new(case.now, ""), language);
        for _ in 0..form.children(None).count() {
            ensure(render(&walk).contains("class=\"form\""), "page", String::new)?;
            walk.forward();
        }
    }
    Ok(())
}

fn silent(entry: &Entry, about: &str) -> Outcomes {
    let issues = entry.issues();
    for language in ["vi", "en"] {
        let said = text_of(&issues, entry.form(), language);
        ensure(!said.contains(MARKER), "a message repeats an answer", || format!("{about}: {said}"))?;
    }
    // A check tells figures that were calculated, and nothing else.
    for issue in issues.iter().filter(|issue| issue.code == "check") {
        let (form, check) = (entry.form(), issue.question.unwrap());
        for (name, figure) in &issue.figures {
            let element = form.find(name).unwrap();
            let kind = form.elements[element].kind;
            let is_figure = matches!(kind, Kind::Calculate(Type::Integer | Type::Decimal | Type::Date));
            let value: Json = entry.value(check.beside(element)).map(Value::to_json).into();
            ensure(is_figure && value == *figure, "a figure of a check", || format!("{about}: {name}"))?;
        }
        let told = issue.to_json(form, "en");
        let fields = told.get("fields").map_or(&[][..], Json::elements);
        let places = fields.first() == told.get("path") && entry.fields(check).len() == fields.len();
        ensure(places && issue.params.is_empty(), "the places of a check", || format!("{about}: {}", told.to_text()))?;
    }
    Ok(())
}

/// A form whose names are read in order loads; one that reads anything may only go in a circle.
pub fn faults(case: &Case) -> Vec<String> {
    load(&case.definition.read())
        .map_or_else(|faults| faults, |_| Vec::new())
        .iter()
        .map(|fault| fault.to_line("en"))
        .collect()
}
