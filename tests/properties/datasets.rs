//! The shorter way of a table's rows comes to the same as an entry of each, whatever the form.

use std::{collections::BTreeMap, sync::Arc};

use sipas_forms::{
    dataset::{self, Batch, Cells, Mapping, Notation, Target},
    entry::{Entry, Severity, Surroundings},
    expression::Value,
    form::{Form, Kind, load},
    score::Tally,
    text::write_answer,
    value::Json,
};

use crate::{
    draw::Draw,
    laws::case,
    values::{answers, moment},
};

/// A row that owns its cells.
#[derive(Clone)]
struct Row(Vec<String>);

impl Row {
    fn with<T>(&self, take: impl FnOnce(&Cells<'_>) -> T) -> T {
        let text = self.0.concat();
        let mut end = 0;
        let ends: Vec<usize> = self
            .0
            .iter()
            .map(|cell| {
                end += cell.len();
                end
            })
            .collect();
        take(&Cells::new(&text, &ends))
    }
}

/// An answer as a table has it.
fn written(json: &Json) -> String {
    match json {
        Json::Null => String::new(),
        Json::Text(text) => text.clone(),
        Json::Number(number) => write_answer(*number),
        Json::Bool(truth) => String::from(if *truth { "x" } else { "0" }),
        Json::Array(names) if names.iter().all(|name| name.as_text().is_some()) => {
            names.iter().filter_map(Json::as_text).collect::<Vec<_>>().join(";")
        }
        other => other.to_text(),
    }
}

/// Columns for the questions of a form: of some none, of some two, of some one for each choice.
fn columns(draw: &mut Draw, form: &Form) -> Vec<Target> {
    let mut columns = Vec::new();
    for (question, element) in form.elements.iter().enumerate().filter(|(_, element)| element.repeat.is_none()) {
        if draw.chance(10) || matches!(element.kind, Kind::Group | Kind::Note | Kind::Check) {
            continue;
        }
        match form.list_of(element.kind) {
            Some(list) if matches!(element.kind, Kind::SelectMultiple(_)) && draw.chance(50) => {
                columns.extend((0..list.choices.len()).map(|choice| Target::Choice { question, choice }));
            }
            _ => columns.push(Target::Question(question)),
        }
        if draw.chance(3) {
            columns.push(Target::Question(question));
        }
    }
    for target in [Target::CompletedAt, Target::StartedAt, Target::FormNumber, Target::Ignored] {
        if draw.chance(25) {
            columns.insert(draw.below(columns.len() + 1), target);
        }
    }
    columns
}

fn row(draw: &mut Draw, form: &Form, columns: &[Target]) -> Row {
    let given = answers(draw, form).read();
    let answer = |question: usize| given.get(&form.elements[question].name).unwrap_or(&Json::Null);
    let cells = columns.iter().map(|target| match target {
        Target::Question(question) => written(answer(*question)),
        Target::Choice { question, choice } => {
            let list = form.list_of(form.elements[*question].kind).unwrap();
            let name = Json::from(list.choices[*choice].name.as_str());
            let has = answer(*question).elements().contains(&name);
            String::from(if has { "1" } else { draw.word(&["0", "", "", "?"]) })
        }
        Target::CompletedAt | Target::StartedAt => String::from(moment(draw)),
        Target::FormNumber => draw.below(20).to_string(),
        Target::Ignored => String::from(draw.word(&["", "x"])),
    });
    Row(cells.collect())
}

/// Rows, of which many share cells with others.
fn rows(draw: &mut Draw, form: &Form, columns: &[Target]) -> Vec<Row> {
    let few: Vec<Row> = (0..5).map(|_| row(draw, form, columns)).collect();
    (0..30)
        .map(|_| {
            let mut mixed = draw.pick(&few).clone();
            for place in 0..columns.len() {
                if draw.chance(20) {
                    mixed.0[place].clone_from(&draw.pick(&few).0[place]);
                }
            }
            if draw.chance(5) {
                mixed.0.truncate(draw.below(columns.len() + 1));
            }
            mixed
        })
        .collect()
}

fn name_of(value: &Value) -> String {
    written(&value.to_json())
}

type Counts = BTreeMap<(&'static str, Option<usize>, bool), u64>;

fn counts(batch: &Batch) -> Counts {
    let own = batch.kinds().into_iter().filter(|found| !found.kind.code.starts_with("batch_"));
    own.map(|found| ((found.kind.code, found.kind.question, found.kind.refuses), found.count)).collect()
}

/// Adds a row; gives the kinds of what is told of it, and whether it counts.
fn add(batch: &mut Batch, number: u64, row: &Row) -> (Vec<dataset::Kind>, bool) {
    let (kinds, is_counted) = row.with(|cells| {
        let verdict = batch.add(number, number, cells);
        (verdict.kinds.to_vec(), verdict.counted)
    });
    (kinds.into_iter().map(|kind| batch.checker().kind(kind).unwrap().clone()).collect(), is_counted)
}

fn is_empty(row: &Row) -> bool {
    row.0.iter().all(|cell| cell.trim().is_empty())
}

#[test]
fn a_row_of_a_table_is_judged_and_counted_as_an_entry_is() {
    let (mut tables, mut counted, mut refused, mut grouped) = (0, 0, 0, 0);
    for seed in crate::seeds(300) {
        let Ok(form) = load(&case(seed).definition.read()) else { continue };
        let form = Arc::new(form);
        let mut draw = Draw::new(seed ^ 0x7ab1e);
        let notation = *draw.pick(&[Notation::Vietnamese, Notation::Vietnamese, Notation::Plain]);
        let mapping = Mapping { columns: columns(&mut draw, &form), notation, ..Mapping::default() };
        let rows = rows(&mut draw, &form, &mapping.columns);
        let closed = |question: &usize| matches!(form.elements[*question].kind, Kind::SelectOne(_) | Kind::Integer);
        let by: Vec<usize> = (0..form.elements.len())
            .filter(|question| form.elements[*question].repeat.is_none() && closed(question))
            .take(2)
            .collect();
        let surroundings = Surroundings::new(moment(&mut draw), "vi");
        let mut batch = Batch::new(&form, &mapping, surroundings, &by);
        let mut whole = Tally::new(&form);
        let mut groups: BTreeMap<(usize, Option<String>), Tally> = BTreeMap::new();
        let is_report = form.reporting.report.is_some();
        let mut expected = Counts::new();
        for (number, row) in (1..).zip(&rows) {
            let entry = row.with(|cells| batch.entry(cells));
            let answers = row.with(|cells| batch.checker().answers(cells));
            let surroundings = row.with(|cells| batch.checker().surroundings(cells));
            let issues = entry.issues();
            let (kinds, is_counted) = add(&mut batch, number, row);
            if is_empty(row) || kinds.iter().any(|kind| kind.code == "batch_no_answer") {
                assert!(!is_counted && answers == Json::Object(Vec::new()), "seed {seed}, row {number}");
                continue;
            }
            // Where every cell can be read, it is the entry of the answers to the letter.
            let plain = Entry::from_answers(Arc::clone(&form), surroundings, &answers);
            let unread = ["not_a", "ambiguous", "too_precise", "wrong_type", "required", "constraint", "check"];
            if !issues.iter().chain(&plain.issues()).any(|issue| unread.iter().any(|code| issue.code.starts_with(code)))
            {
                assert_eq!(plain.issues(), issues, "seed {seed}, row {number}");
                assert_eq!(plain.answers(), entry.answers(), "seed {seed}, row {number}");
            }
            let is_fatal =
                |severity: Severity, code: &str| severity == Severity::Error && (is_report || code != "required");
            let mut told: Vec<(&'static str, Option<usize>, bool)> = issues
                .iter()
                .map(|issue| (issue.code, issue.question.map(|at| at.element), is_fatal(issue.severity, issue.code)))
                .collect();
            let mut fine = told.iter().all(|(_, _, is_refusal)| !is_refusal);
            if fine && let Err(fault) = whole.add(&entry) {
                told.push((fault.code, None, true));
                fine = false;
            }
            if fine {
                for question in &by {
                    let name = entry.value((*question).into()).map(name_of);
                    let group = groups.entry((*question, name)).or_insert_with(|| Tally::new(&form));
                    group.add(&entry).unwrap();
                }
            }
            let mut found: Vec<_> = kinds
                .into_iter()
                .filter(|kind| !kind.code.starts_with("batch_"))
                .map(|kind| (kind.code, kind.question, kind.refuses))
                .collect();
            found.sort_unstable();
            told.sort_unstable();
            assert_eq!(found, told, "seed {seed}, row {number}: {:?}\n{}", row.0, mapping.to_json(&form).to_text());
            assert_eq!(
                is_counted,
                fine,
                "seed {seed}, row {number}: {:?}\n{}",
                row.0,
                mapping.to_json(&form).to_text()
            );
            for key in told {
                *expected.entry(key).or_default() += 1;
            }
            counted += usize::from(fine);
            refused += usize::from(!fine);
        }
        assert_eq!(counts(&batch), expected, "seed {seed}");
        let results = batch.results();
        assert_eq!(results.whole(), &whole, "seed {seed}");
        for ((question, name), tally) in &groups {
            // Numbers are named as JSON has them.
            let name = name.as_ref().map(|name| name.replace(',', "."));
            assert_eq!(results.group(*question, name.as_deref()), Some(tally), "seed {seed}: {name:?}");
            grouped += 1;
        }
        // Each row is mended to be the next one, and back again.
        let place = |number: usize| &rows[number % rows.len()];
        for back in [false, true] {
            for (number, row) in rows.iter().enumerate() {
                let (old, new) = if back { (place(number + 1), row) } else { (row, place(number + 1)) };
                let line = number as u64 + 1;
                old.with(|old| new.with(|new| _ = batch.replace(line, line, old, new)));
            }
        }
        let again = batch.results();
        assert_eq!((again.whole(), counts(&batch)), (&whole, expected), "seed {seed}");
        tables += 1;
    }
    println!("{tables} tables, {counted} rows counted, {refused} refused, {grouped} groups");
    if crate::seeds(300).count() >= 300 {
        assert!(tables > 100 && counted > 300 && refused > 300 && grouped > 100);
    }
}
