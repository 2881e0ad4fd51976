//! Random answers to every form: what the engine accepts is valid as it is sent.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use sipas_forms::{
    entry::Entry,
    form::{Form, Kind},
    submission::schema,
    value::Date,
};

use crate::{
    submissions::{has_errors, sent},
    support::{case_files, faults, form, json as engine, read, validator, value},
};

/// A small generator of random numbers (xorshift), the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// An answer that is right more often than not.
fn answer(form: &Form, index: usize, dice: &mut Dice) -> Option<Value> {
    let element = form.element(index)?;
    let names = |kind: Kind| -> Vec<String> {
        form.list_of(kind).map_or_else(Vec::new, |list| list.choices.iter().map(|choice| choice.name.clone()).collect())
    };
    Some(match element.kind {
        Kind::Text | Kind::Hidden => {
            json!(*dice.pick(&["Hộ tịch", "x", "abc def", "  ", "", "đất đai\nvà nhà ở", "x"]))
        }
        Kind::Integer => json!(*dice.pick(&[0, 1, 3, 7, 12, 99, 2025, -1, 9_007_199_254_740_991_i64])),
        Kind::Decimal => json!(*dice.pick(&[0.0, 0.5, 98.5, 1.1, -0.25, 0.000_001, 1e9])),
        Kind::Range(_) => json!(*dice.pick(&[1.0, 2.0, 3.0, 0.5, 5.0, 10.0])),
        Kind::Date => json!(*dice.pick(&["2025-07-30", "2024-02-29", "2025-02-29", "0001-01-01", "9999-12-31"])),
        Kind::Acknowledge => json!(*dice.pick(&[true, true, false])),
        kind @ Kind::SelectOne(_) => json!(dice.pick(&names(kind))),
        kind @ (Kind::SelectMultiple(_) | Kind::Rank(_)) => {
            let mut names = names(kind);
            for last in (1..names.len()).rev() {
                names.swap(last, dice.below(last + 1));
            }
            if !kind.is_rank() || dice.below(4) == 0 {
                names.truncate(dice.below(names.len() + 1));
            }
            json!(names)
        }
        Kind::Repeat => (0..dice.below(4)).map(|_| answers(form, Some(index), dice, 2)).collect(),
        Kind::Calculate(_) | Kind::Note | Kind::Group | Kind::Check => return None,
    })
}

/// Answers to most questions of a row, all but one of `gaps`.
fn answers(form: &Form, repeat: Option<usize>, dice: &mut Dice, gaps: usize) -> Value {
    let mut answers = Map::new();
    for (index, element) in form.elements.iter().enumerate().filter(|(_, element)| element.repeat == repeat) {
        if dice.below(gaps) > 0
            && let Some(answer) = answer(form, index, dice)
        {
            answers.insert(element.name.clone(), answer);
        }
    }
    Value::Object(answers)
}

/// Takes out what the engine refuses and gives what it misses, a few times.
fn mended(form: &Arc<Form>, today: Option<Date>, mut given: Value, dice: &mut Dice) -> Entry {
    for _ in 0..20 {
        let entry = Entry::from_answers(Arc::clone(form), today, &engine(&given));
        let issues = entry.issues();
        if issues.is_empty() {
            return entry;
        }
        for issue in issues {
            let Some(at) = issue.question else { continue };
            let (around, name) = issue.path.rsplit_once('/').unwrap();
            let Some(Value::Object(row)) = given.pointer_mut(around) else { continue };
            match answer(form, at.element, dice) {
                Some(answer) if dice.below(8) > 0 => row.insert(name.into(), answer),
                _ => row.remove(name),
            };
        }
    }
    Entry::from_answers(Arc::clone(form), today, &engine(&given))
}

#[test]
fn what_the_engine_accepts_of_random_answers_is_valid() {
    let mut dice = Dice(20_250_730);
    let today = Date::parse_iso("2025-07-30");
    let everything = form(&read("tests/schemas/everything.json"));
    // Score sheets, whose scores are fractions of points, or nothing.
    let sheets = ["qd766", "self-assessment"].map(|name| form(&read(&format!("www/forms/{name}.json"))));
    for form in case_files().into_iter().map(|file| file.form).chain([everything]).chain(sheets) {
        let validator = validator(&value(&schema(&form)));
        let mut accepted = 0;
        for gaps in 2..102 {
            let given = answers(&form, None, &mut dice, gaps);
            let entry = mended(&form, today, given, &mut dice);
            if !has_errors(&entry) {
                let submission = sent(&entry);
                assert_eq!(faults(&validator, &submission), [""; 0], "{submission}");
                accepted += 1;
            }
        }
        assert!(accepted >= 50, "{}: only {accepted} were accepted", form.identity.id);
    }
}
