//! What the laws found once, each as a form of a few lines, so that it stays found without luck; and
//! what no law knows.

use std::sync::Arc;

use sipas_forms::{
    entry::{Entry, Surroundings},
    form::{At, Form, load},
    value::Json,
};

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A definition of one page with these elements.
fn definition(elements: &str) -> Json {
    let head = r#""schema_version": 1, "form_id": "found", "version": "1", "title": "Found""#;
    let choices = r#"{"abc": [{"name": "a", "label": "A"}, {"name": "b", "label": "B"}, {"name": "c", "label": "C"}]}"#;
    let page = format!(r#"{{"type": "group", "name": "page", "label": "Page", "children": [{elements}]}}"#);
    json(&format!(r#"{{{head}, "provenance": {{"source": "a test"}}, "choices": {choices}, "survey": [{page}]}}"#))
}

fn form(elements: &str) -> Arc<Form> {
    Arc::new(load(&definition(elements)).unwrap_or_else(|faults| panic!("{faults:#?}")))
}

fn at(entry: &Entry, name: &str) -> At {
    At::from(entry.form().find(name).expect(name))
}

fn sent(entry: &Entry) -> String {
    entry.answers().to_text()
}

/// The code and the place of everything that is wrong.
fn wrong(entry: &Entry) -> Vec<String> {
    entry.issues().iter().map(|issue| format!("{} {}", issue.path, issue.code)).collect()
}

#[test]
fn rows_that_come_and_go_are_counted_again_whatever_is_in_them() {
    let form = form(
        r#"{"type": "integer", "name": "n", "label": "N"},
        {"type": "repeat", "name": "rows", "label": "Rows", "min_rows": 2, "relevant": "${n} = 1", "children": [
          {"type": "text", "name": "never", "label": "Never", "relevant": "${n} > 99"}]},
        {"type": "calculate", "name": "count", "calculation": "count(${never})"}"#,
    );
    let mut entry = Entry::new(form, None);
    let (n, count) = (at(&entry, "n"), at(&entry, "count"));
    for (answer, rows) in [("1", 2), ("2", 0), ("1", 2)] {
        let changes = entry.set(n, &json(answer));
        assert_eq!(entry.value(count).map(|value| value.to_json().to_text()), Some(rows.to_string()), "{answer}");
        assert!(changes.states.contains(&count), "{answer}");
    }
}

#[test]
fn a_rank_keeps_the_order_in_which_it_was_given() {
    let form = form(
        r#"{"type": "rank", "name": "order", "label": "Order", "choices": "abc"},
        {"type": "calculate", "name": "first", "calculation": "selected-at(${order}, 0)"},
        {"type": "calculate", "name": "kept", "calculation": "once(${order})"}"#,
    );
    let answers = r#"{"order":["c","a","b"],"first":"c","kept":["c","a","b"]}"#;
    let entry = Entry::from_answers(form, None, &json(answers));
    assert_eq!(sent(&entry), answers);
    assert_eq!(["a", "b", "c"].map(|name| entry.chosen(at(&entry, "order"), name)), [Some(2), Some(3), Some(1)]);
}

#[test]
fn unknown_keys_go_with_their_row() {
    let form = form(
        r#"{"type": "repeat", "name": "rows", "label": "Rows", "children": [
          {"type": "text", "name": "t", "label": "T"}]}"#,
    );
    let answers = r#"{"x": 1, "rows": [{"a": 1}, {"b/c": 1}, {"": 1}, {"d": 1}]}"#;
    let mut entry = Entry::from_answers(form, None, &json(answers));
    let rows = at(&entry, "rows");
    assert!(entry.remove_row(rows, 1));
    let unknown = ["/rows/0/a", "/rows/1", "/rows/2/d", "/x"].map(|path| format!("{path} unknown_question"));
    assert_eq!(wrong(&entry), unknown);
    entry.set(rows, &Json::Null);
    assert_eq!(wrong(&entry), ["/x unknown_question"]);
}

#[test]
fn the_same_unknown_keys_are_told_whatever_their_order() {
    let form = form(r#"{"type": "text", "name": "t", "label": "T"}"#);
    let mut keys: Vec<String> = (0..150).map(|key| format!("\"{key}\": 1")).collect();
    let told = |keys: &[String]| {
        let answers = json(&format!("{{{}}}", keys.join(", ")));
        wrong(&Entry::from_answers(Arc::clone(&form), None, &answers))
    };
    let forwards = told(&keys);
    keys.reverse();
    assert_eq!(told(&keys), forwards);
    assert_eq!((forwards.len(), forwards[0].as_str()), (100, "/0 unknown_question"));
}

#[test]
fn a_row_that_is_not_there_takes_no_answer() {
    let form = form(
        r#"{"type": "repeat", "name": "rows", "label": "Rows", "children": [
          {"type": "integer", "name": "n", "label": "N"},
          {"type": "repeat", "name": "inner", "label": "Inner", "children": [
            {"type": "text", "name": "t", "label": "T"}]}]}"#,
    );
    let mut entry = Entry::new(form, None);
    let beyond = |name: &str| at(&entry, name).in_row(0, 5);
    let (n, inner) = (beyond("n"), beyond("inner"));
    for changes in [entry.set(n, &json("1")), entry.type_in(n, "1"), entry.set(inner, &json(r#"[{"x": 1}]"#))] {
        assert!(changes.states.is_empty(), "{changes:?}");
    }
    assert_eq!((sent(&entry), wrong(&entry)), ("{}".to_string(), vec![]));
}

#[test]
fn what_once_keeps_can_be_given_and_taken_away() {
    let form = form(r#"{"type": "calculate", "name": "day", "calculation": "once(today())"}"#);
    let mut entry = Entry::new(form, Surroundings::new("2025-07-30", ""));
    let day = at(&entry, "day");
    entry.set(day, &json(r#""2024-02-29""#));
    assert_eq!(sent(&entry), r#"{"day":"2024-02-29"}"#);
    entry.set(day, &Json::Null);
    assert_eq!(sent(&entry), r#"{"day":"2025-07-30"}"#);
}

#[test]
fn changes_come_in_the_order_of_the_definition() {
    let form = form(
        r#"{"type": "text", "name": "before", "label": "Before", "relevant": "${n} = 1"},
        {"type": "integer", "name": "n", "label": "N"},
        {"type": "text", "name": "after", "label": "After", "required": "${n} = 1"}"#,
    );
    let mut entry = Entry::new(form, None);
    let [before, n, after] = ["before", "n", "after"].map(|name| at(&entry, name));
    assert_eq!(entry.set(n, &json("1")).states, [before, n, after]);
}

#[test]
fn a_default_of_spaces_is_none() {
    let form = form(r#"{"type": "text", "name": "t", "label": "T", "required": true, "default": " \u00a0"}"#);
    let entry = Entry::new(form, None);
    assert_eq!((sent(&entry), wrong(&entry)), ("{}".to_string(), vec!["/t required".to_string()]));
}

#[test]
fn a_number_that_json_does_not_hold_is_not_sent() {
    let form = form(
        r#"{"type": "integer", "name": "n", "label": "N"},
        {"type": "calculate", "name": "twice", "calculation": "2 * ${n}"}"#,
    );
    let entry = Entry::from_answers(form, None, &json(r#"{"n": 9007199254740991}"#));
    assert_eq!(sent(&entry), r#"{"n":9007199254740991}"#);
}

#[test]
fn an_entry_is_full_before_memory_or_time_is() {
    let form = form(
        r#"{"type": "repeat", "name": "rows", "label": "Rows", "children": [
          {"type": "repeat", "name": "inner", "label": "Inner", "children": [
            {"type": "text", "name": "t", "label": "T", "required": true}]}]}"#,
    );
    let row = format!(r#"{{"inner": [{}]}}"#, vec!["{}"; 1000].join(","));
    let answers = json(&format!(r#"{{"rows": [{}]}}"#, vec![row; 60].join(",")));
    let mut entry = Entry::from_answers(form, None, &answers);
    let codes = wrong(&entry);
    // 10,000 cells: what is beyond is refused, and what is there is checked.
    assert!(codes.contains(&"/rows/9/inner too_many_rows".to_string()) && codes.len() > 9_000, "{}", codes.len());
    let rows = at(&entry, "rows");
    assert_eq!((entry.rows(rows), entry.add_row(rows)), (10, None));
    assert!(entry.remove_row(rows, 0));
    assert_eq!(entry.add_row(rows), Some(9));
}

/// The codes of the faults of a definition.
fn faults(elements: &str) -> Vec<&'static str> {
    load(&definition(elements)).map_or_else(|faults| faults, |_| Vec::new()).iter().map(|fault| fault.code).collect()
}

#[test]
fn a_circle_is_told_once() {
    let circle = r#"{"type": "calculate", "name": "x", "calculation": "${y} + 1"},
        {"type": "calculate", "name": "y", "calculation": "${x} + 1"},
        {"type": "note", "name": "shows", "label": "It is ${x}."}"#;
    assert_eq!(faults(circle), ["definition_cycle"]);
    let labels = r#"{"type": "select_one", "name": "q", "label": "Q", "choices": "abc"},
        {"type": "calculate", "name": "x", "calculation": "jr:choice-name(${q}, '${x}')"}"#;
    assert_eq!(faults(labels), ["definition_cycle"]);
}

#[test]
fn the_labels_of_a_choice_that_is_computed_further_down_are_known() {
    let elements = r#"{"type": "calculate", "name": "label", "calculation": "jr:choice-name('b', '${choice}')"},
        {"type": "select_one", "name": "q", "label": "Q", "choices": "abc"},
        {"type": "calculate", "name": "choice", "calculation": "coalesce(${q}, ${q})"}"#;
    assert_eq!(sent(&Entry::new(form(elements), None)), r#"{"label":"B"}"#);
}

/// No law knows which rows are meant: from within a row its own are read, from outside all of them.
#[test]
fn rows_are_read_from_where_the_reader_stands() {
    let form = form(
        r#"{"type": "repeat", "name": "houses", "label": "Houses", "children": [
          {"type": "integer", "name": "fee", "label": "Fee"},
          {"type": "repeat", "name": "people", "label": "People", "children": [
            {"type": "integer", "name": "age", "label": "Age"},
            {"type": "calculate", "name": "older", "calculation": "${age} + position(..)"},
            {"type": "calculate", "name": "shared", "calculation": "${fee} div count(${people})"},
            {"type": "calculate", "name": "pets_here", "calculation": "count-non-empty(${pet})"}]},
          {"type": "repeat", "name": "pets", "label": "Pets", "children": [
            {"type": "text", "name": "pet", "label": "Pet"}]},
          {"type": "calculate", "name": "oldest", "calculation": "max(${age})"},
          {"type": "calculate", "name": "place", "calculation": "position(..)"}]},
        {"type": "calculate", "name": "ages", "calculation": "sum(${older})"},
        {"type": "calculate", "name": "all_people", "calculation": "count(${people})"},
        {"type": "calculate", "name": "all_houses", "calculation": "count(${houses})"},
        {"type": "calculate", "name": "names", "calculation": "join('-', ${pet})"}"#,
    );
    let answers = r#"{"houses":[
      {"fee":10,"people":[{"age":40},{"age":7}],"pets":[{"pet":"x"},{},{"pet":"y"}]},
      {"fee":3,"people":[{"age":90}],"pets":[{"pet":"z"}]},{}]}"#;
    let expected = r#"{"houses":[
      {"fee":10,"people":[{"age":40,"older":41,"shared":5,"pets_here":2},{"age":7,"older":9,"shared":5,"pets_here":2}],
       "pets":[{"pet":"x"},{},{"pet":"y"}],"oldest":40,"place":1},
      {"fee":3,"people":[{"age":90,"older":91,"shared":3,"pets_here":1}],"pets":[{"pet":"z"}],"oldest":90,"place":2},
      {"place":3}],
      "ages":141,"all_people":3,"all_houses":3,"names":"x-y-z"}"#;
    let mut entry = Entry::from_answers(form, None, &json(answers));
    assert_eq!(sent(&entry), json(expected).to_text());
    let houses = at(&entry, "houses");
    assert!(entry.remove_row(houses, 0));
    let expected = r#"{"houses":[
      {"fee":3,"people":[{"age":90,"older":91,"shared":3,"pets_here":1}],"pets":[{"pet":"z"}],"oldest":90,"place":1},
      {"place":2}],
      "ages":91,"all_people":1,"all_houses":2,"names":"z"}"#;
    assert_eq!(sent(&entry), json(expected).to_text());
}
