//! `sipas eval`: values, faults with their places, many lines, the names of a form.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{OFFICE, sipas};

/// What `eval --json` says of an expression.
#[track_caller]
fn value_of(expression: &str, more: &[&str]) -> Value {
    let said = sipas(&[&["eval", expression, "--json"], more].concat(), "");
    assert!(said.code < 2, "{said:?}");
    said.json()
}

#[test]
fn the_json_of_an_answer_says_its_type() {
    for (set, expression, kind, value) in [
        ("a=true", "not(${a})", "boolean", json!(false)),
        ("a=7", "${a} + 1", "integer", json!(8)),
        ("a=-0.5", "${a} * 2", "decimal", json!(-1)),
        ("a=\"Hệ\"", "concat(${a}, '!')", "text", json!("Hệ!")),
        ("a=\"2024-02-29\"", "${a} + 1", "date", json!("2024-03-01")),
        ("a=[\"x\", \"y\"]", "selected(${a}, 'y')", "boolean", json!(true)),
        ("a=[\"2\"]", "number(selected-at(${a}, 0)) + 1", "decimal", json!(3)),
        ("a=[]", "count-selected(${a})", "integer", json!(0)),
        ("a=null", "${a} + 1", "integer", json!(null)),
        ("a=\"\"", "${a} = ''", "boolean", json!(true)),
        ("rows=[{\"n\": 2}, {}, {\"n\": 3}]", "sum(${n}) * count(${rows})", "integer", json!(15)),
        ("rows=[{\"n\": 2}, {\"n\": 0.5}]", "sum(${n})", "decimal", json!(2.5)),
        ("rows=[{\"n\": \"2025-07-30\"}, {\"n\": \"x\"}]", "join(' ', ${n})", "text", json!("2025-07-30 x")),
        ("rows=[{\"n\": null}]", "count-non-empty(${n})", "integer", json!(0)),
    ] {
        assert_eq!(value_of(expression, &["--set", set]), json!({"type": kind, "value": value}), "{set} {expression}");
    }
    assert_eq!(value_of(". * 2", &["--this", "-3"]), json!({"type": "integer", "value": -6}));
    assert_eq!(value_of("-1 + 2", &[]), json!({"type": "integer", "value": 1}));
    let clock = ["--now", "2025-07-30T08:15:00+07:00"];
    assert_eq!(
        value_of("concat(now(), ' ', format-date(today(), '%d'))", &clock)["value"],
        "2025-07-30T08:15:00+07:00 30"
    );
    assert_eq!(value_of("today()", &["--today", "2025-07-30"])["value"], "2025-07-30");
    // A day has no moment; without either the machine's clock is read.
    assert_eq!(value_of("now()", &["--today", "2025-07-30"])["value"], json!(null));
    assert!(value_of("now()", &[])["value"].as_str().unwrap().ends_with("+07:00"));
}

#[test]
fn what_can_be_no_answer_is_wrong_usage() {
    for arguments in [
        &["--set", "a"][..],
        &["--set", "a=x"],
        &["--set", "a={}"],
        &["--set", "a=[1]"],
        &["--set", "a=[\"x\", \"x\"]"],
        &["--set", "a=[{}, 1]"],
        &["--set", "a=[{\"b\": 1}, {\"b\": \"x\"}]"],
        &["--set", "a=[{\"b\": [{}]}]"],
        &["--set", "a=1", "--set", "a=2"],
        &["--set", "a=[{\"a\": 1}]"],
        &["--set", "a=9007199254740993"],
        &["--set", "a=0.1234567"],
        &["--this", "x"],
        &["--form", OFFICE, "--set", "q1=5"],
        &["--form", OFFICE, "--set", "q1=\"6\""],
        &["--form", OFFICE, "--set", "nobody=1"],
        &["--form", OFFICE, "--set", "q1=\"5\"", "--set", "q1=\"4\""],
    ] {
        let said = sipas(&[&["eval", "1"], arguments].concat(), "");
        assert!(said.code == 2 && said.out.is_empty() && !said.err.is_empty(), "{arguments:?} {said:?}");
    }
    let said = sipas(&["eval", "1", "--form", OFFICE, "--set", "q1=\"6\""], "");
    assert!(said.err.contains("/q1: ") && said.err.contains("[not_a_choice]"), "{said:?}");
}

#[test]
fn faults_point_at_their_places() {
    let said = sipas(&["eval", "${agee} + nott(1)", "--set", "age=3"], "");
    assert_eq!(said.code, 1);
    let expected = "There is no question “agee”; is “age” meant? [expression_unknown_name]\n\
                    \x20 ${agee} + nott(1)\n\
                    \x20 ^^^^^^^\n\
                    There is no function “nott”; is “not” meant? [expression_unknown_function]\n\
                    \x20 ${agee} + nott(1)\n\
                    \x20           ^^^^^^^\n";
    assert_eq!(said.out, expected);
    let said = sipas(&["eval", "1 +", "--lang", "vi", "--json"], "");
    let fault = &said.json()["diagnostics"][0];
    assert_eq!((said.code, &fault["code"], &fault["span"]), (1, &json!("expression_syntax"), &json!([3, 3])));
    assert!(fault["message"].as_str().unwrap().starts_with("Không đọc được"), "{fault}");
    assert_eq!(value_of("1 + 'Hệ'", &[])["diagnostics"][0]["span"], json!([4, 8]));
}

#[test]
fn each_line_gives_a_line() {
    let input = "1 + 1\r\n'a\\b'\n\n${zzz}\ntoday() + 1\n'' = ''\nif(false(), 1, ${n})";
    let arguments = ["eval", "--lines", "-", "--today", "2025-07-30", "--set", "n=null"];
    let said = sipas(&arguments, input);
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!((said.code, lines.len()), (1, 7), "{said:?}");
    assert_eq!((lines[0], lines[1], lines[4], lines[5], lines[6]), ("2", "\"a\\\\b\"", "2025-07-31", "true", "empty"));
    assert!(lines[2].starts_with("error 0-0: ") && lines[2].ends_with("[expression_syntax]"), "{said:?}");
    assert_eq!(lines[3], "error 0-6: There is no question “zzz”. [expression_unknown_name]");
    let said = sipas(&["eval", "--lines", "-", "--json"], "1\n2\n");
    assert_eq!(
        (said.code, said.out.as_str()),
        (0, "{\"type\":\"integer\",\"value\":1}\n{\"type\":\"integer\",\"value\":2}\n")
    );
    assert_eq!(sipas(&["eval", "--lines", "-"], "").out, "");
    // One expression may stand on several lines.
    assert_eq!(sipas(&["eval", "-"], "1 +\n 2\n").out, "3\n");
}

#[test]
fn a_form_gives_its_names_types_and_labels() {
    let form = ["--form", OFFICE, "--set", "q1=\"5\"", "--lang", "en"];
    assert_eq!(value_of("${q1} >= 4", &form), json!({"type": "boolean", "value": true}));
    assert_eq!(value_of("${q1}", &form), json!({"type": "choice", "value": "5"}));
    assert_eq!(value_of("jr:choice-name(${q1}, '${q1}')", &form)["value"], "Very satisfied");
    assert_eq!(value_of("${q1} = '6'", &form)["diagnostics"][0]["code"], "expression_unknown_choice");
    assert_eq!(value_of("${q11} = 5", &form)["diagnostics"][0]["params"]["near"], "q1");
    assert_eq!(value_of(". + 1", &[&form[..], &["--this", "1"]].concat())["value"], 2);
    let rows = r#"fields=[{"field": "x", "done": 2}, {"field": "y", "done": 3, "causes": [{"late": 4}, {"late": 5}]}]"#;
    let form = ["--form", "tests/schemas/everything.json", "--set", rows, "--set", "received=12"];
    assert_eq!(value_of("sum(${late}) + ${total} + count(${fields}) + ${twice}", &form)["value"], 9 + 5 + 2 + 24);
    assert_eq!(value_of("${done}", &form)["diagnostics"][0]["code"], "expression_many");
}

/// The form of the sample answers of src/expression/tests.rs.
fn sample() -> Value {
    let choices = |names: [&str; 3]| names.map(|name| json!({"name": name, "label": format!("Nhãn {name}")}));
    let question = |(name, kind): (&str, &str)| json!({"name": name, "type": kind, "label": name});
    let chosen =
        |(name, kind, list): (&str, &str, &str)| json!({"name": name, "type": kind, "label": name, "choices": list});
    let mut children: Vec<Value> = [
        ("n", "integer"),
        ("d", "decimal"),
        ("none", "integer"),
        ("t", "text"),
        ("blank", "text"),
        ("day", "date"),
        ("no_day", "date"),
        ("yes", "acknowledge"),
    ]
    .map(question)
    .into();
    let long = json!({"name": "long", "type": "text", "label": "long", "max_length": 60_000});
    let rows: [Value; 3] = [("row_n", "integer"), ("row_t", "text"), ("row_none", "integer")].map(question);
    let row = json!({"name": "row", "type": "repeat", "label": "row", "children": rows});
    children.extend([long, row]);
    children.extend(
        [
            ("one", "select_one", "abc"),
            ("no_one", "select_one", "abc"),
            ("some", "select_multiple", "abc"),
            ("no_some", "select_multiple", "abc"),
            ("level", "select_one", "level"),
        ]
        .map(chosen),
    );
    let mut abc = choices(["a", "b", "khac"]);
    abc[0]["columns"] = json!({"due": "2025-07-30"});
    json!({
        "schema_version": 1, "form_id": "expressions", "version": "1", "title": "Expressions",
        "provenance": {"source": "a test"},
        "choices": {"abc": abc, "level": choices(["1", "2", "3"])},
        "survey": [{"type": "group", "name": "page", "label": "Page", "children": children}],
    })
}

#[test]
fn the_rows_of_the_case_file_give_the_same_from_the_command_line() {
    let folder = TempDir::new().unwrap();
    let form = folder.path().join("form.json");
    fs::write(&form, sample().to_string()).unwrap();
    let mut reader = csv::Reader::from_path("tests/cases/expressions.csv").unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    // Where there is no row around it, nor a choice that is looked at, nothing can be told of them; nor
    // is more than one line an expression of a line.
    let apart = |row: &&csv::StringRecord| {
        !row[1].contains("position(")
            && !row[1].contains("..")
            && !row[1].contains("province")
            && !row[1].contains('\n')
    };
    let rows: Vec<&csv::StringRecord> = rows.iter().filter(apart).collect();
    let input = rows.iter().map(|row| &row[1]).collect::<Vec<&str>>().join("\n");
    let long = format!("long=\"{}\"", "x".repeat(60_000));
    let mut arguments = vec!["eval", "--lines", "-", "--json", "--form", form.to_str().unwrap(), "--this", "7"];
    arguments.extend(["--now", "2025-07-30T08:15:00+07:00"]);
    for set in [
        "n=7",
        "d=98.5",
        "t=\"Hệ\"",
        "day=\"2024-02-29\"",
        "one=\"a\"",
        "some=[\"a\", \"khac\"]",
        "level=\"2\"",
        "yes=true",
        "row=[{\"row_n\": 7, \"row_t\": \"Hệ\"}, {}, {\"row_n\": 7, \"row_t\": \"a\"}]",
        &long,
    ] {
        arguments.extend(["--set", set]);
    }
    let said = sipas(&arguments, input);
    let mut wrong = Vec::new();
    for (row, line) in rows.iter().zip(said.out.lines()) {
        let said: Value = serde_json::from_str(line).unwrap();
        let found = if let Some(faults) = said["diagnostics"].as_array() {
            let fault = |fault: &Value| {
                format!("{} {}-{}", fault["code"].as_str().unwrap(), fault["span"][0], fault["span"][1])
            };
            [String::new(), String::new(), faults.iter().map(fault).collect::<Vec<String>>().join(", ")]
        } else {
            let value = match &said["value"] {
                Value::Null => String::from("empty"),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            [String::from(said["type"].as_str().unwrap()), value, String::new()]
        };
        if [&row[2], &row[3], &row[4]] != found.each_ref().map(String::as_str) {
            wrong.push(format!("{row:?} gives {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(said.out.lines().count(), rows.len());
    assert!(rows.len() >= 400, "only {} rows", rows.len());
}
