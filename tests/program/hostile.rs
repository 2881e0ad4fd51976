//! Input that nobody means well with: each command says what is wrong by a stable code, with exit
//! code 1, and in no time.

use std::{
    fs,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{OFFICE, Said, sipas};

/// Runs a command that must end soon.
#[track_caller]
fn soon(arguments: &[&str], input: impl AsRef<[u8]>) -> Said {
    let start = Instant::now();
    let said = sipas(arguments, input);
    assert!(start.elapsed() < Duration::from_secs(60), "{arguments:?} took {:?}", start.elapsed());
    said
}

/// A definition whose title is this JSON.
fn titled(title: &str) -> Vec<u8> {
    let start = r#"{"schema_version": 1, "form_id": "a", "version": "1", "provenance": {"source": "s"}, "survey": ["#;
    let page = r#"{"type": "group", "name": "p", "label": "P", "children": []}"#;
    format!("{start}{page}], \"title\": {title}}}").into_bytes()
}

/// Definitions with the code of what is wrong with them.
fn definitions() -> Vec<(Vec<u8>, &'static str)> {
    let nested = |inner: &str, depth: usize| titled(&format!("{}{inner}{}", "[".repeat(depth), "]".repeat(depth)));
    let relevant = |expression: &str| {
        let note = json!({"type": "note", "name": "n", "label": "N", "relevant": expression});
        let page = json!({"type": "group", "name": "p", "label": "P", "children": [note]});
        let definition = json!({"schema_version": 1, "form_id": "a", "version": "1", "title": "T",
            "provenance": {"source": "s"}, "survey": [page]});
        definition.to_string().into_bytes()
    };
    vec![
        (b"".to_vec(), "not_json"),
        (b"{".to_vec(), "not_json"),
        (b"{\"a\": 1} {}".to_vec(), "not_json"),
        (b"\xff\xfe{}".to_vec(), "not_utf8"),
        (b"{\"a\": \"\xff\"}".to_vec(), "not_json"),
        (vec![0; 1000], "not_json"),
        (b"[\"a\0b\"]".to_vec(), "not_json"),
        (titled("\"\\ud800\""), "not_json"),
        (titled("1e400"), "not_json"),
        (vec![b'['; 20_000], "too_deep"),
        (nested("1", 20_000), "too_deep"),
        (titled(&"{\"a\":".repeat(20_000)), "too_deep"),
        (b"{\"a\": 1, \"a\": 2}".to_vec(), "duplicate_key"),
        (vec![b' '; (1 << 20) + 1], "too_large"),
        (b"null".to_vec(), "definition_not_object"),
        (b"[]".to_vec(), "definition_not_object"),
        (titled("{\"__proto__\": \"T\"}"), "definition_unknown_language"),
        (b"{\"__proto__\": {\"survey\": []}}".to_vec(), "definition_unknown_key"),
        (titled(&format!("\"{}\"", "x".repeat(1_000_000))), "definition_limit"),
        (titled("9007199254740993"), "definition_wrong_type"),
        (b"{\"schema_version\": 9007199254740993}".to_vec(), "definition_schema_version"),
        (relevant(&"(".repeat(3000)), "expression_limit"),
        (relevant(&format!("{}1{}", "(".repeat(1900), ")".repeat(1900))), "expression_limit"),
        (relevant("1 = 1\0"), "expression_syntax"),
        (b"{\"choices\": {\"a\": {\"file\": \"../../../etc/passwd\"}}}".to_vec(), "choice_list"),
        (b"{\"choices\": {\"a\": {\"file\": \"nowhere.json\"}}}".to_vec(), "choice_list"),
    ]
}

#[test]
fn every_command_refuses_a_hostile_definition() {
    let folder = TempDir::new().unwrap();
    let answers = folder.path().join("answers.json");
    fs::write(&answers, "{}").unwrap();
    let answers = answers.to_str().unwrap();
    for (definition, code) in definitions() {
        for arguments in [
            &["check", "-", "--json"][..],
            &["validate", "-", answers, "--json"],
            &["score", "-", answers, "--json"],
            &["eval", "1", "--form", "-", "--json"],
        ] {
            let said = soon(arguments, &definition);
            assert_eq!((said.code, said.err.as_str()), (1, ""), "{arguments:?} {code} {said:?}");
            let json = said.json();
            let codes: Vec<_> = json["diagnostics"].as_array().unwrap().iter().map(|fault| &fault["code"]).collect();
            assert!(codes.contains(&&json!(code)), "{arguments:?} {code} {codes:?}");
        }
        for arguments in [
            &["bundle", "-"][..],
            &["render", "-"],
            &["render", "-", answers],
            &["schema", "-"],
            &["words", "-"],
            &["validate", "-", answers],
        ] {
            let said = soon(arguments, &definition);
            assert_eq!((said.code, said.out.as_str()), (1, ""), "{arguments:?} {code}");
            assert!(said.err.contains(&format!("[{code}]")), "{arguments:?} {code} {}", said.err);
        }
    }
}

#[test]
fn the_commands_over_folders_refuse_a_hostile_definition() {
    let folder = TempDir::new().unwrap();
    let forms = folder.path().join("forms");
    fs::create_dir(&forms).unwrap();
    let (at, out) = (folder.path().to_str().unwrap(), folder.path().join("out"));
    for (definition, code) in definitions() {
        // A file without a survey is no definition; what cannot be read may be one.
        if serde_json::from_slice::<Value>(&definition).is_ok_and(|json| json.get("survey").is_none()) {
            continue;
        }
        fs::write(forms.join("a.json"), &definition).unwrap();
        for arguments in [
            &["site", "--forms", forms.to_str().unwrap(), "--out", out.to_str().unwrap()][..],
            &["serve", "--addr", "127.0.0.1:0", "--database", "/dev/null/none", "--dist", at],
        ] {
            let said = soon(arguments, "");
            assert_eq!((said.code, said.out.as_str()), (1, ""), "{arguments:?} {code} {said:?}");
            assert!(said.err.contains(&format!("[{code}]")), "{arguments:?} {code} {}", said.err);
        }
    }
}

#[test]
fn every_command_refuses_hostile_answers() {
    let long = format!("{{\"subject\": \"{}\"}}", "x".repeat(1_000_000)).into_bytes();
    let deep = format!("{{\"q1\": {}{}}}", "[".repeat(20_000), "]".repeat(20_000)).into_bytes();
    let documents: [(Vec<u8>, &str); 8] = [
        (b"{".to_vec(), "not_json"),
        (b"\0".to_vec(), "not_json"),
        (b"{\"subject\": \"\xc3\x28\"}".to_vec(), "not_json"),
        (b"{\"subject\": \"\\udc00\"}".to_vec(), "not_json"),
        (deep, "too_deep"),
        (vec![b'['; 20_000], "too_deep"),
        (b"{\"q1\": \"5\", \"q1\": \"4\"}".to_vec(), "duplicate_key"),
        (b"\"x\"".to_vec(), "definition_not_object"),
    ];
    for (answers, code) in &documents {
        let said = soon(&["validate", OFFICE, "-", "--json"], answers);
        assert_eq!((said.code, &said.json()["diagnostics"][0]["code"]), (1, &json!(code)), "{said:?}");
        let said = soon(&["score", OFFICE, "-", "--json"], answers);
        let json = said.json();
        assert_eq!(said.code, 1, "{code} {said:?}");
        assert!(json["diagnostics"][0]["code"] == *code || json["not_counted"][0]["code"] == *code, "{said:?}");
        for arguments in [&["validate", OFFICE, "-"][..], &["render", OFFICE, "-"]] {
            let said = soon(arguments, answers);
            assert!(said.code == 1 && said.err.contains(&format!("[{code}]")), "{arguments:?} {said:?}");
        }
    }
    for (answers, code) in [
        (long, "too_long"),
        (b"{\"subject\": \"a\\u0000b\"}".to_vec(), "control_character"),
        (b"{\"__proto__\": {\"q1\": \"5\"}}".to_vec(), "unknown_question"),
        (b"{\"constructor\": 1}".to_vec(), "unknown_question"),
        (b"{\"q1\": 9007199254740993}".to_vec(), "wrong_type"),
        (b"{\"q1\": [[[[\"5\"]]]]}".to_vec(), "wrong_type"),
    ] {
        let said = soon(&["validate", OFFICE, "-", "--json"], &answers);
        let json = said.json();
        let codes: Vec<_> = json["issues"].as_array().unwrap().iter().map(|issue| &issue["code"]).collect();
        assert!(said.code == 1 && codes.contains(&&json!(code)), "{code} {codes:?}");
        // What is shown is what was given, without its meaning.
        assert_eq!(soon(&["render", OFFICE, "-", "--page", "review"], &answers).code, 0);
    }
    let mut submission = json!({"schema": "sipas-forms/submission/1", "form": {"hash": "0"}, "answers": {}});
    let said = soon(&["validate", OFFICE, "-", "--json"], submission.to_string());
    assert_eq!((said.code, &said.json()["diagnostics"][0]["code"]), (1, &json!("other_version")));
    submission["schema"] = json!(["__proto__"]);
    let said = soon(&["validate", OFFICE, "-", "--json"], submission.to_string());
    assert_eq!(
        (said.code, &said.json()["issues"].as_array().unwrap().last().unwrap()["code"]),
        (1, &json!("unknown_question"))
    );
}

#[test]
fn answers_beyond_the_limits_are_refused() {
    let said = soon(&["validate", OFFICE, "-", "--json"], vec![b'x'; (1 << 20) + 1]);
    assert_eq!((said.code, &said.json()["diagnostics"][0]["code"]), (1, &json!("too_large")));
    // Responses are read one after another, each with a limit of its own.
    let endless = [b"{\"subject\": \"".to_vec(), vec![b'x'; (1 << 26) + (1 << 20)]].concat();
    let said = soon(&["score", OFFICE, "-", "--json"], endless);
    assert_eq!((said.code, &said.json()["diagnostics"][0]["code"]), (1, &json!("too_large")), "{}", said.err);
}

#[test]
fn hostile_expressions_are_refused_with_their_place() {
    let parentheses = "(".repeat(10_000);
    let within = "(".repeat(4_000);
    let balanced = format!("{}1{}", "(".repeat(2_000), ")".repeat(2_000));
    let string = format!("'{}'", "x".repeat(1_000_000));
    let chain = format!("1{}", "+1".repeat(2_000));
    for (expression, code) in [
        (parentheses.as_str(), "expression_limit"),
        (&within, "expression_limit"),
        (&balanced, "expression_limit"),
        (&string, "expression_limit"),
        (&chain, "expression_limit"),
        ("not(\0)", "expression_syntax"),
        ("\u{feff}1", "expression_syntax"),
        ("9007199254740993", "expression_syntax"),
        ("${__proto__}", "expression_unknown_name"),
        ("${constructor} = 1", "expression_unknown_name"),
        ("constructor()", "expression_unknown_function"),
        ("regex('a', '((a{1000}){1000}){1000}')", "expression_pattern"),
        ("\u{202e}1 + 1", "expression_syntax"),
    ] {
        let said = soon(&["eval", "-", "--json"], expression);
        assert_eq!((said.code, &said.json()["diagnostics"][0]["code"]), (1, &json!(code)), "{expression:.40}");
        let said = soon(&["eval", "-"], expression);
        assert!(said.code == 1 && said.out.contains(code) && said.out.len() < 1000, "{expression:.40} {said:?}");
        // Nothing reaches the terminal that could steer it.
        assert!(said.out.chars().all(|sign| sign == '\n' || !sign.is_control()), "{said:?}");
    }
    let lines = [parentheses.as_bytes(), b"\n\xff\xfe\n", string.as_bytes(), b"\n1 + 1\n", &[0; 100]].concat();
    let said = soon(&["eval", "--lines", "-"], lines);
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!((said.code, lines.len(), lines[3]), (1, 5, "2"), "{said:?}");
    assert!([0, 1, 2, 4].iter().all(|line| lines[*line].starts_with("error ")), "{said:?}");
}

#[test]
fn hostile_values_on_the_command_line_are_wrong_usage() {
    let deep = format!("a={}", "[".repeat(20_000));
    for set in [deep.as_str(), "a=\"\\ud800\"", "a=1e400", "a={\"__proto__\": 1}", "a=[[\"x\"]]"] {
        let said = soon(&["eval", "1", "--set", set], "");
        assert!(said.code == 2 && said.out.is_empty(), "{said:?}");
    }
    let said = soon(&["eval", "${__proto__} + 1", "--set", "__proto__=1", "--json"], "");
    assert_eq!(said.json(), json!({"type": "integer", "value": 2}));
}
