//! What a form that is a report can do: rules over several answers, what the last report gives, files of
//! what is not sent yet.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::sync::Arc;

use sipas_forms::{
    entry::{Entry, Severity, Surroundings},
    form::{Form, load},
    page::Walk,
    value::Json,
};

const DEFINITION: &str = r#"{
  "schema_version": 1, "form_id": "report", "version": "1", "title": "Report",
  "settings": {"default_language": "en", "show_contents": true, "preview": ["note_days"], "last_saved_same": ["unit"],
    "report": {"unit": "unit", "period": "period", "key": "key", "late": "late"},
    "companions": [{"form": "other", "label": "Other", "prefill": {"a": "${resolved} + 1", "b": "${unit}"}}],
    "document": {"agency": "${unit}", "number": "1", "place_and_date": "${signed}", "title": "Report",
      "recipients": ["${unit}"], "signer_title": "Head", "signer": "X"}},
  "provenance": {"source": "a test"},
  "choices": {
    "unit": [{"name": "a", "label": "A", "columns": {"group": "town"}}, {"name": "b", "label": "B"}],
    "period": [{"name": "q3", "label": "Q3", "columns": {"due": "2025-09-20"}}]
  },
  "survey": [{"type": "group", "name": "page", "label": "Page", "children": [
    {"type": "select_one", "name": "unit", "label": "Unit", "choices": "unit"},
    {"type": "select_one", "name": "period", "label": "Period", "choices": "period"},
    {"type": "calculate", "name": "due", "calculation": "date(pulldata('period', 'due', 'name', ${period}))"},
    {"type": "calculate", "name": "days", "calculation": "${due} - today()"},
    {"type": "calculate", "name": "late", "calculation": "${days} < 0"},
    {"type": "calculate", "name": "town", "calculation": "pulldata('unit', 'group', 'name', ${unit}) = 'town'"},
    {"type": "calculate", "name": "key", "calculation": "concat(${unit}, '/', ${period})"},
    {"type": "note", "name": "note_days", "label": "${days} days"},
    {"type": "date", "name": "signed", "label": "Signed"},
    {"type": "integer", "name": "stock", "label": "Stock", "last_saved": "closing"},
    {"type": "integer", "name": "early", "label": "Early", "required": true, "rule": "R4"},
    {"type": "integer", "name": "on_time", "label": "On time"},
    {"type": "integer", "name": "resolved", "label": "Resolved", "offer_saved": "resolved"},
    {"type": "calculate", "name": "difference", "calculation": "${early} + ${on_time} - ${resolved}"},
    {"type": "calculate", "name": "closing", "calculation": "${stock} + 1"},
    {"type": "hidden", "name": "last_resolved", "last_saved": "resolved"},
    {"type": "check", "name": "r6", "rule": "R6", "label": "Resolved", "fields": ["early", "on_time", "resolved"],
      "relevant": "${difference} != ''", "constraint": "${difference} = 0",
      "constraint_message": "Early + on time must be resolved: off by ${difference}."},
    {"type": "check", "name": "r8", "rule": "R8", "label": "Fall", "fields": ["resolved"],
      "relevant": "${last_resolved} != '' and ${resolved} != ''", "warning": "${resolved} >= number(${last_resolved})",
      "warning_message": "Fewer than before."}
  ]}]
}"#;

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

fn form() -> Arc<Form> {
    Arc::new(load(&json(DEFINITION)).unwrap_or_else(|faults| panic!("{faults:?}")))
}

fn entry(today: &str, answers: &str) -> Entry {
    Entry::from_answers(form(), Surroundings::new(today, "en"), &json(answers))
}

fn value(entry: &Entry, name: &str) -> String {
    let found = entry.form().find(name).unwrap();
    entry.value(found.into()).map(|value| value.to_json().to_text()).unwrap_or_default()
}

#[test]
fn a_column_of_a_choice_is_looked_up() {
    let entry = entry("2025-09-18", r#"{"unit": "a", "period": "q3"}"#);
    assert_eq!(value(&entry, "due"), "\"2025-09-20\"");
    assert_eq!(value(&entry, "days"), "2");
    assert_eq!(value(&entry, "late"), "false");
    assert_eq!(value(&entry, "town"), "true");
    let late = self::entry("2025-09-21", r#"{"unit": "b", "period": "q3"}"#);
    assert_eq!(
        (value(&late, "days"), value(&late, "late"), value(&late, "town")),
        ("-1".into(), "true".into(), "false".into())
    );
}

#[test]
fn a_check_that_does_not_hold_tells_the_figures_and_the_questions() {
    let whole = entry("2025-09-18", r#"{"early": 5, "on_time": 3, "resolved": 20}"#);
    let issues = whole.issues();
    assert_eq!(issues.len(), 1, "{issues:?}");
    let expected = concat!(
        r#"{"path":"/early","code":"check","severity":"error","params":{"difference":-12},"#,
        r#""message":"Early + on time must be resolved: off by -12.","rule":"R6","fields":["/early","/on_time","/resolved"]}"#
    );
    assert_eq!(issues[0].to_json(whole.form(), "en").to_text(), expected);
    assert!(entry("2025-09-18", r#"{"early": 5, "on_time": 3, "resolved": 8}"#).issues().is_empty());
    // What is missing is told as missing, and adds up to nothing.
    let missing = entry("2025-09-18", r#"{"on_time": 3, "resolved": 8}"#);
    let told = missing.issues().iter().map(|issue| issue.to_json(missing.form(), "en").to_text()).collect::<Vec<_>>();
    assert_eq!(
        told,
        [
            r#"{"path":"/early","code":"required","severity":"error","params":{},"message":"Answer “Early”.","rule":"R4"}"#
        ]
    );
}

#[test]
fn the_last_report_is_carried_over_and_never_copied_silently() {
    let mut walk = Walk::new(form(), Surroundings::new("2025-12-18", "en"), "en");
    let last = r#"{"schema": "sipas-forms/submission/1", "form": {"id": "report", "version": "0", "hash": "x"},
      "completed_at": "2025-09-18T08:00:00Z", "answers": {"unit": "a", "stock": 4, "early": 1, "resolved": 9, "gone": 1}}"#;
    let opened = walk.load_last(&json(last)).unwrap();
    assert!(opened.other_version);
    assert_eq!(opened.strangers, ["/gone"]);
    assert_eq!((value(walk.entry(), "stock"), value(walk.entry(), "last_resolved")), ("5".into(), "\"9\"".into()));
    assert_eq!(value(walk.entry(), "resolved"), "");
    assert_eq!(walk.last().map(|last| value(last, "resolved")), Some("9".into()));
    let at = walk.entry().form().find("resolved").unwrap().into();
    walk.answer(at, sipas_forms::page::Answer::Typed("8"));
    let issues = walk.entry().issues();
    let fall = issues.iter().find(|issue| issue.rule(walk.entry().form()) == Some("R8")).unwrap();
    assert_eq!(
        (fall.severity, fall.message(walk.entry().form(), "en")),
        (Severity::Warning, "Fewer than before.".into())
    );

    // Another unit's is refused, and so is what is no report; nothing is lost.
    let before = walk.to_draft();
    let unit = walk.entry().form().find("unit").unwrap().into();
    walk.answer(unit, sipas_forms::page::Answer::Chosen("b"));
    assert_eq!(walk.load_last(&json(last)), Err("file_other_unit"));
    walk.answer(unit, sipas_forms::page::Answer::Chosen(""));
    assert_eq!(walk.load_last(&json("{}")), Err("file_not_report"));
    assert_eq!(walk.load_last(&json(&last.replace("\"report\"", "\"survey\""))), Err("file_other_form"));
    assert_eq!(walk.to_draft(), before);
}

#[test]
fn a_draft_holds_everything_that_was_typed() {
    let mut walk = Walk::new(form(), Surroundings::new("2025-12-18", "en"), "en");
    let find = |walk: &Walk, name: &str| walk.entry().form().find(name).unwrap().into();
    for (name, typed) in [("early", "1.25"), ("on_time", "3"), ("signed", "31/12/2025")] {
        let at = find(&walk, name);
        walk.answer(at, sipas_forms::page::Answer::Typed(typed));
    }
    let draft = walk.to_draft();
    assert_eq!(draft.get("typed").map(Json::to_text), Some(r#"{"/early":"1.25"}"#.into()));
    let mut other = Walk::new(form(), Surroundings::new("2025-12-19", "en"), "en");
    assert_eq!(
        other.open_file(&draft, Surroundings::new("2025-12-19", "en")),
        Ok(sipas_forms::page::Opened::default())
    );
    assert_eq!(other.to_draft(), draft);
    assert_eq!(other.entry().shown(find(&other, "early")), "1.25");
}

#[test]
fn a_companion_begins_with_figures_of_this_form() {
    let entry = entry("2025-09-18", r#"{"unit": "b", "resolved": 8}"#);
    let companion = &entry.form().reporting.companions[0];
    assert_eq!(entry.prefill(&companion.prefill).to_text(), r#"{"a":9,"b":"b"}"#);
}

#[test]
fn a_packed_report_is_the_same() {
    let form = form();
    let again = Form::unpack(&form.pack()).unwrap();
    assert_eq!(format!("{:?}", again.reporting), format!("{:?}", form.reporting));
    assert_eq!(format!("{:?}", again.elements), format!("{:?}", form.elements));
    assert!(form.needs_full());
}
