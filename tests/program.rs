//! The commands as somebody at a terminal or in a script meets them: output and exit codes.
#![cfg(feature = "program")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "program/data.rs"]
mod data;
#[path = "program/eval.rs"]
mod eval;
#[path = "program/help.rs"]
mod help;
#[path = "program/hostile.rs"]
mod hostile;
#[path = "program/render.rs"]
mod render;
#[path = "program/reports.rs"]
mod reports;
#[path = "program/score.rs"]
mod score;
#[path = "program/told.rs"]
mod told;

use std::{
    fs,
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

const OFFICE: &str = "www/forms/commune-office.json";

/// What a command said.
#[derive(Debug)]
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Runs `sipas` in the project's folder.
fn run(arguments: &[&str], input: impl AsRef<[u8]>) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sipas"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_ref());
    child.wait_with_output().unwrap()
}

/// Runs it and reads what it says.
fn sipas(arguments: &[&str], input: impl AsRef<[u8]>) -> Said {
    let output = run(arguments, input);
    Said {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn answers(levels: [u8; 9]) -> Value {
    let mut answers = json!({
        "commune": "13318", "subject": "Chứng thực", "gender": "female", "age": "25-34", "education": "college"
    });
    for (index, level) in levels.iter().enumerate() {
        answers[format!("q{}", index + 1)] = level.to_string().into();
    }
    answers
}

#[test]
fn check_says_fine_or_lists_everything() {
    for stem in ["commune-office", "sipas-household", "sipas-transaction"] {
        let said = sipas(&["check", &format!("www/forms/{stem}.json")], "");
        assert_eq!(said.code, 0, "{said:?}");
        assert!(said.out.contains(": fine"));
    }
    let fine = sipas(&["check", OFFICE, "--json"], "");
    assert_eq!((fine.code, &fine.json()["ok"], &fine.json()["form"]["pages"]), (0, &json!(true), &json!(4)));

    let broken = r#"{"schema_version": 1, "form_id": "a", "version": "1", "title": "A",
        "provenance": {"source": "s"}, "survey": [{"type": "group", "name": "p", "label": "P", "children": [
        {"type": "text", "name": "t", "label": "T", "relevant": "${nobody} = 1", "colour": "red"}]}]}"#;
    let said = sipas(&["check", "-", "--json"], broken);
    assert_eq!(said.code, 1, "{said:?}");
    let json = said.json();
    let codes: Vec<_> = json["diagnostics"].as_array().unwrap().iter().map(|fault| &fault["code"]).collect();
    assert_eq!(codes, ["definition_unknown_key", "expression_unknown_name"]);
    let said = sipas(&["check", "-", "--lang", "vi"], broken);
    assert!(said.code == 1 && said.out.contains("Không có câu hỏi “nobody”."), "{said:?}");
}

#[test]
fn check_names_the_place_where_json_ends() {
    let said = sipas(&["check", "-"], "{\"schema_version\": 1,\n  oops}");
    assert_eq!((said.code, said.out.starts_with("-:2:3: ")), (1, true), "{said:?}");
    for (text, code) in [("", "not_json"), ("{\"a\":1,\"a\":2}", "duplicate_key"), (&"[".repeat(99), "too_deep")] {
        let said = sipas(&["check", "-", "--json"], text);
        assert_eq!((said.code, &said.json()["diagnostics"][0]["code"]), (1, &json!(code)), "{said:?}");
    }
}

#[test]
fn definitions_beyond_the_limit_are_refused() {
    let said = sipas(&["check", "-"], vec![b' '; (1 << 20) + 1]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("larger than the limit of 1048576 bytes [too_large]"), "{said:?}");
}

#[test]
fn wrong_usage_is_two() {
    for arguments in [
        &["check"][..],
        &["check", "no/such/file.json"],
        &["validate", OFFICE],
        &["validate", OFFICE, "no/such/file.json"],
        &["score", OFFICE, "no/such/file.json"],
        &["dance"],
        &["check", OFFICE, "--lang", "fr"],
        &["validate", "-", "-"],
        &["score", OFFICE, "-", "--today", "31/12/2025"],
        &["render", OFFICE, "no/such/file.json"],
        &["render", OFFICE, "--page", "nowhere"],
        &["render", OFFICE, "--page", "q1"],
        &["render", OFFICE, "--lang", "fr"],
        &["schema", "no/such/file.json"],
        &["score", OFFICE, "-", "--min-group", "0"],
        &["score", OFFICE, "-", "--design-effect", "0"],
        &["score", OFFICE, "-", "--design-effect", "-1"],
        &["score", OFFICE, "-", "--by", "nobody"],
        &["sample"],
        &["sample", "0"],
        &["sample", "-5"],
        &["sample", "ten"],
        &["sample", "2.5"],
        &["sample", "9007199254740992"],
        &["sample", "100", "--error", "0"],
        &["sample", "100", "--error", "-1"],
        &["sample", "100", "--error", "100.1"],
        &["sample", "100", "--error", "NaN"],
        &["eval"],
        &["eval", "1", "--lines", "-"],
        &["eval", "-", "--form", "-"],
        &["eval", "--lines", "no/such/file.txt"],
        &["eval", "1", "--form", "no/such/file.json"],
        &["eval", "1", "--today", "2025-07-30", "--now", "2025-07-30T08:15:00Z"],
        &[],
    ] {
        let said = sipas(arguments, "");
        assert_eq!(said.code, 2, "{arguments:?} {said:?}");
        assert!(!said.err.is_empty() && said.out.is_empty(), "{arguments:?} {said:?}");
    }
}

#[test]
fn bundle_makes_a_definition_stand_alone() {
    let said = sipas(&["bundle", OFFICE], "");
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(said.json()["choices"]["commune"].as_array().unwrap().len(), 129);
    // What comes out is the same form, and needs nothing beside it.
    let hash = |said: Said| said.json()["form"]["hash"].clone();
    let again = sipas(&["check", "-", "--json"], &said.out);
    assert_eq!(hash(again), hash(sipas(&["check", OFFICE, "--json"], "")));

    // What an editor reads is no part of the form.
    let edited = said.out.replacen('{', "{\"$schema\": \"../schema/definition-1.json\",", 1);
    assert_eq!(sipas(&["bundle", "-"], edited).out, said.out);

    let folder = TempDir::new().unwrap();
    let path = folder.path().join("alone.json");
    fs::copy(OFFICE, &path).unwrap();
    let said = sipas(&["bundle", path.to_str().unwrap()], "");
    assert!(said.code == 1 && said.out.is_empty() && said.err.contains("units-ninh-binh.json"), "{said:?}");
    let away = fs::read_to_string(OFFICE).unwrap().replace("units-ninh-binh.json", "../../Cargo.toml");
    let said = sipas(&["bundle", "-"], away);
    assert!(said.code == 1 && said.out.is_empty() && said.err.contains("../../Cargo.toml"), "{said:?}");
    let said = sipas(&["bundle", "www/forms/units-ninh-binh.json"], "");
    assert!(said.code == 1 && said.out.is_empty() && said.err.contains("schema_version"), "{said:?}");
}

#[test]
fn pack_gives_the_bytes_of_the_same_form() {
    let bundled = sipas(&["bundle", OFFICE], "").out;
    let packed = run(&["pack", OFFICE], "");
    assert!(packed.status.success() && packed.stderr.is_empty(), "{packed:?}");
    assert_eq!(run(&["pack", "-"], bundled).stdout, packed.stdout);
    let form = sipas_forms::form::Form::unpack(&packed.stdout).unwrap();
    assert_eq!(form.identity.hash, sipas(&["check", OFFICE, "--json"], "").json()["form"]["hash"]);
    let said = sipas(&["pack", "-"], "{}");
    assert!(said.code == 1 && said.out.is_empty() && said.err.contains("schema_version"), "{said:?}");
}

#[test]
fn validate_lists_the_issues() {
    let said = sipas(&["validate", OFFICE, "-"], answers([5; 9]).to_string());
    assert_eq!(said.code, 0, "{said:?}");
    let mut wrong = answers([5; 9]);
    wrong["q2"] = "6".into();
    wrong["subject"] = "".into();
    let said = sipas(&["validate", OFFICE, "-", "--json", "--lang", "vi"], wrong.to_string());
    assert_eq!((said.code, &said.json()["ok"]), (1, &json!(false)));
    let json = said.json();
    let issues: Vec<_> =
        json["issues"].as_array().unwrap().iter().map(|issue| (&issue["path"], &issue["code"])).collect();
    assert_eq!(issues, [(&json!("/subject"), &json!("required")), (&json!("/q2"), &json!("not_a_choice"))]);
    let said = sipas(&["validate", OFFICE, "-"], wrong.to_string());
    assert!(said.code == 1 && said.out.lines().count() == 2, "{said:?}");
    let said = sipas(&["validate", OFFICE, "-"], "[1, 2]");
    assert_eq!(said.code, 1, "{said:?}");
}

/// A form whose one question should be small, is scored in two, and knows the day.
const WARNING: &str = r#"{"schema_version": 1, "form_id": "w", "version": "1", "title": "W",
    "provenance": {"source": "s"},
    "choices": {"level": [{"name": "1", "label": "1", "score": 1}, {"name": "5", "label": "5", "score": 5}]},
    "survey": [{"type": "group", "name": "p", "label": "P", "children": [
    {"type": "integer", "name": "n", "label": "N", "warning": ". < 100"},
    {"type": "date", "name": "day", "label": "Day", "constraint": ". <= today()"},
    {"type": "select_one", "name": "q", "label": "Q", "choices": "level"}]}],
    "scores": [{"name": "index", "label": "Index", "items": ["q"]}]}"#;

#[test]
fn warnings_are_listed_and_stop_nothing() {
    let folder = TempDir::new().unwrap();
    let form = folder.path().join("form.json");
    fs::write(&form, WARNING).unwrap();
    let form = form.to_str().unwrap();
    let answers = r#"{"n": 100, "q": "5"}"#;
    let said = sipas(&["validate", form, "-"], answers);
    assert_eq!(said.code, 0, "{said:?}");
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines[0].starts_with("/n: warning: Look again") && lines[0].ends_with("[warning]"), "{said:?}");
    assert_eq!(lines[1..], ["-: fine"], "{said:?}");
    let said = sipas(&["validate", form, "-", "--json"], answers);
    assert_eq!(
        (said.code, &said.json()["ok"], &said.json()["issues"][0]["severity"]),
        (0, &json!(true), &json!("warning"))
    );
    let said = sipas(&["score", form, "-", "--json"], answers);
    let json = said.json();
    assert_eq!((said.code, &json["responses"], &json["not_counted"]), (0, &json!(1), &json!([])), "{said:?}");
    assert_eq!(json["warnings"], json!([{"response": 1, "path": "/n", "code": "warning"}]));
    let said = sipas(&["score", form, "-"], answers);
    assert!(said.code == 0 && said.out.contains("response 1 warning: /n: Look again"), "{said:?}");
}

#[test]
fn the_day_may_be_given() {
    let folder = TempDir::new().unwrap();
    let form = folder.path().join("form.json");
    fs::write(&form, WARNING).unwrap();
    let form = form.to_str().unwrap();
    for command in ["validate", "score"] {
        for (day, code) in [("2025-07-30", 0), ("2025-07-29", 1)] {
            let said = sipas(&[command, form, "-", "--today", day], r#"{"day": "2025-07-30", "q": "1"}"#);
            assert_eq!(said.code, code, "{command} {day} {said:?}");
        }
        let said = sipas(&[command, form, "-"], r#"{"day": "2999-12-31"}"#);
        assert!(said.code == 1 && said.out.contains("/day"), "{said:?}");
    }
}

#[test]
fn a_submission_says_when_it_was_begun() {
    let folder = TempDir::new().unwrap();
    let form = folder.path().join("form.json");
    fs::write(&form, WARNING.replace(". < 100", "starts-with(now(), '2025-07-30T08')")).unwrap();
    let form = form.to_str().unwrap();
    let hash = sipas(&["check", form, "--json"], "").json()["form"]["hash"].clone();
    for (moment, issues) in [("2025-07-30T08:15:00Z", 0), ("2025-07-30T09:15:00Z", 1)] {
        let submission = json!({"schema": "sipas-forms/submission/1", "form": {"hash": hash}, "started_at": moment,
            "answers": {"n": 1}});
        let said = sipas(&["validate", form, "-", "--json"], submission.to_string());
        assert_eq!(said.json()["issues"].as_array().unwrap().len(), issues, "{said:?}");
    }
}

#[test]
fn score_counts_what_it_is_given_in_any_wrapping() {
    let responses = [answers([5, 5, 5, 4, 4, 3, 3, 2, 1]), answers([1, 2, 3, 4, 5, 4, 3, 2, 1])];
    let [first, second] = &responses;
    // 5 of 9 and 3 of 9 are satisfied.
    let ndjson = format!("{first}\n{second}\n");
    let pretty = format!("{first:#}\n\n{second:#}");
    for input in [ndjson, pretty, json!(responses).to_string()] {
        let said = sipas(&["score", OFFICE, "-", "--json"], input);
        assert_eq!(said.code, 0, "{said:?}");
        let json = said.json();
        assert_eq!(json["responses"], 2);
        let index = &json["scores"][0];
        assert_eq!((&index["numerator"], &index["denominator"]), (&json!(8), &json!(18)));
        assert_eq!(index["value"], json!(44.44));
    }
    let said = sipas(&["score", OFFICE, "-", "--lang", "vi"], first.to_string());
    let lines: Vec<String> =
        said.out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert!(
        said.code == 0
            && lines.iter().any(|line| line == "55,56 % 5/9 1 Chỉ số hài lòng chung (top_box 4, 5 · pooled)"),
        "{said:?}"
    );
    assert!(said.out.contains("Kết quả tham khảo"), "{said:?}");
}

#[test]
fn score_leaves_out_what_is_wrong_and_says_so() {
    let mut wrong = answers([5; 9]);
    wrong["q9"] = "7".into();
    let partial = json!({"q1": "5", "q2": "1"});
    let other_form = json!({"schema": "sipas-forms/submission/1", "form": {"hash": "0"}, "answers": {"q1": "5"}});
    let hash = sipas(&["check", OFFICE, "--json"], "").json()["form"]["hash"].clone();
    let submission = json!({"schema": "sipas-forms/submission/1", "form": {"hash": hash}, "answers": {"q1": "5"}});
    let input = format!("{partial}{wrong}{other_form}{submission}");
    let said = sipas(&["score", OFFICE, "-", "--json"], &input);
    assert_eq!(said.code, 1);
    let json = said.json();
    assert_eq!(json["responses"], 2);
    assert_eq!(json["scores"][0]["numerator"], 2);
    assert_eq!(json["scores"][0]["denominator"], 3);
    let refused: Vec<_> =
        json["not_counted"].as_array().unwrap().iter().map(|one| (&one["response"], &one["code"])).collect();
    assert_eq!(refused, [(&json!(2), &json!("not_a_choice")), (&json!(3), &json!("other_version"))]);
    let said = sipas(&["score", OFFICE, "-"], "{\"q1\": \"5\"}\n{\"q1\": ");
    assert!(said.code == 1 && said.out.is_empty() && said.err.starts_with("-:2:"), "{said:?}");
}

#[test]
fn nothing_to_score_is_a_dash() {
    let said = sipas(&["score", OFFICE, "-"], "");
    assert!(said.code == 0 && said.out.contains("0/0  0  ") && said.out.contains("—"), "{said:?}");
}

#[test]
fn site_writes_a_page_per_form_and_language() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("a/b");
    let said = sipas(&["site", "--out", out.to_str().unwrap(), "--endpoint", "https://x.example/submissions"], "");
    assert_eq!(said.code, 0, "{said:?}");
    let mut names: Vec<String> =
        fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(
        names,
        [
            "cchc-report.en.html",
            "cchc-report.html",
            "commune-office.en.html",
            "commune-office.html",
            "index.en.html",
            "index.html",
            "qd766.en.html",
            "qd766.html",
            "queue.en.html",
            "queue.html",
            "self-assessment.en.html",
            "self-assessment.html",
            "sipas-household.en.html",
            "sipas-household.html",
            "sipas-transaction.en.html",
            "sipas-transaction.html",
            "workbench.en.html",
            "workbench.html",
        ]
    );
    let page = fs::read_to_string(out.join("commune-office.html")).unwrap();
    assert!(page.contains("endpoint=\"https://x.example/submissions\""));
}

#[test]
fn the_page_of_a_form_that_needs_the_full_module_asks_for_it() {
    let folder = TempDir::new().unwrap();
    let definition = r#"{"schema_version": 1, "form_id": "a", "version": "1", "title": "A",
        "provenance": {"source": "s"}, "survey": [{"type": "group", "name": "p", "label": "P", "children": [
        {"type": "calculate", "name": "begun", "calculation": "now()"}]}]}"#;
    fs::write(folder.path().join("a.json"), definition).unwrap();
    let path = folder.path().to_str().unwrap();
    let said = sipas(&["site", "--forms", path, "--out", path], "");
    assert_eq!(said.code, 0, "{said:?}");
    let page = fs::read_to_string(folder.path().join("a.html")).unwrap();
    for part in
        ["<sipas-form src=\"forms/a.form\" module=\"full\" ", "href=\"sipas-forms-full.js\"", "forms-full.wasm\""]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("href=\"sipas-forms.wasm\""), "{page}");
}

#[test]
fn titles_are_escaped() {
    let folder = TempDir::new().unwrap();
    let text = fs::read_to_string(OFFICE).unwrap();
    let title = "Survey of satisfaction with the offices of the commune or ward People's Committee";
    assert!(text.contains(title));
    fs::write(folder.path().join("x.json"), text.replace(title, "<script>alert(1)</script>&")).unwrap();
    fs::copy("www/forms/units-ninh-binh.json", folder.path().join("units-ninh-binh.json")).unwrap();
    let out = folder.path().join("out");
    let said = sipas(&["site", "--forms", folder.path().to_str().unwrap(), "--out", out.to_str().unwrap()], "");
    assert_eq!(said.code, 0, "{said:?}");
    let page = fs::read_to_string(out.join("index.en.html")).unwrap();
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;") && !page.contains("<script>alert"));
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let line = format!("{} bundle www/forms/sipas-household.json | head -c 10", env!("CARGO_BIN_EXE_sipas"));
    let output = Command::new("sh").arg("-c").arg(line).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}
