//! The reports of many units together: `validate` and `score` on a folder and on files.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::sipas;

const FORM: &str = "tests/program/report.json";

/// A report in which nothing is wrong, with these members in place of its own; `null` leaves one out.
fn report(own: &Value) -> Value {
    let mut answers = json!({
        "unit": "u1", "period": "2025-q3", "early": 5, "on_time": 5, "late_ones": 0, "resolved": 10, "digitised": 9
    });
    for (key, value) in own.as_object().unwrap() {
        answers[key] = value.clone();
    }
    answers.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    answers
}

/// The submission of a report, completed at a moment.
fn submission(completed: &str, answers: &Value) -> Value {
    let identity = sipas(&["check", FORM, "--json"], "").json()["form"].clone();
    json!({
        "schema": "sipas-forms/submission/1",
        "form": {"id": identity["id"], "version": identity["version"], "hash": identity["hash"]},
        "submission_id": "00000000-0000-4000-8000-000000000001", "language": "vi",
        "started_at": completed, "completed_at": completed, "answers": answers, "scores": [], "warnings": []
    })
}

/// A folder of reports under these names.
fn folder(files: &[(&str, String)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

/// What stands in a folder that an officer has collected.
fn collected() -> TempDir {
    let whole = |own: Value| report(&own).to_string();
    let folder = folder(&[
        ("a.json", whole(json!({}))),
        ("b.json", whole(json!({"unit": "u2", "early": null, "on_time": null, "late_ones": 2, "resolved": 11}))),
        ("c.json", whole(json!({"unit": "u3", "late_ones": 1, "resolved": 11}))),
        ("d.json", String::from("{\"unit\":")),
        ("e.json", whole(json!({"unit": "u3", "period": "2099-q4", "resolved": 11, "nobody": 1}))),
        ("notes.txt", String::from("not a report")),
    ]);
    fs::create_dir(folder.path().join("deeper.json")).unwrap();
    folder
}

#[test]
fn a_folder_of_reports_is_a_line_each_and_a_summary() {
    let folder = collected();
    let path = folder.path().to_str().unwrap();
    let said = sipas(&["validate", FORM, path, "--today", "2025-09-19", "--lang", "vi"], "");
    let expected = format!(
        "Phường Hoa Lư  2025-q3  đủ                              chỉ tiêu đạt 3/3  {path}/a.json\n\
         Xã Gia Viễn    2025-q3  phải sửa: R4 (2); cần xem: R9   chỉ tiêu đạt 1/3  {path}/b.json\n\
         Sở Nội vụ      2025-q3  cần xem: R9                     chỉ tiêu đạt 1/2  {path}/c.json\n\
         —              —        không đọc được: not_json                          {path}/d.json\n\
         Sở Nội vụ      2099-q4  phải sửa: R6, unknown_question  chỉ tiêu đạt 1/2  {path}/e.json\n\n\
         5 báo cáo: 1 đủ, 2 phải sửa, 1 cần xem, 1 không đọc được.\n\
         Chưa có báo cáo kỳ Quý III năm 2025: 1/4 đơn vị: Xã Đại Hoàng.\n\
         Chưa có báo cáo kỳ Quý IV năm 2099: 3/4 đơn vị: Phường Hoa Lư; Xã Gia Viễn; Xã Đại Hoàng.\n"
    );
    assert!(said.out.starts_with(&expected), "{}\n{expected}", said.out);
    assert!(said.out.ends_with("[not_json]\n") && said.code == 1, "{said:?}");

    // Every issue, under the line of its report.
    let said = sipas(&["validate", FORM, path, "--today", "2025-09-19", "--details"], "");
    assert!(said.out.contains("b.json\n    /early: Answer “Early”. [required]\n    /on_time: "), "{}", said.out);
    assert!(said.out.contains("\n    /early: The sum is off by -1. [check]\n"), "{}", said.out);
}

#[test]
fn a_folder_of_reports_for_machines() {
    let folder = collected();
    let path = folder.path().to_str().unwrap();
    let json = sipas(&["validate", FORM, path, "--today", "2025-09-21", "--json"], "").json();
    assert_eq!(
        [&json["ok"], &json["complete"], &json["blocked"], &json["warned"], &json["unreadable"]],
        [&json!(false), &json!(0), &json!(2), &json!(2), &json!(1)]
    );
    let first = &json["reports"][0];
    assert_eq!(
        [&first["unit"], &first["unit_label"], &first["period"], &first["key"], &first["late"], &first["ok"]],
        [&json!("u1"), &json!("Phường Hoa Lư"), &json!("2025-q3"), &json!("u1.2025-q3"), &json!(true), &json!(true)]
    );
    assert_eq!(first["warned"], json!([{"rule": "R1", "count": 1}]));
    assert_eq!(first["issues"][0]["rule"], "R1");
    let second = &json["reports"][1];
    assert_eq!(second["blocked"], json!([{"rule": "R4", "count": 2}]));
    assert_eq!(
        second["targets"],
        json!({"met": ["digital"], "missed": [], "not_applicable": [], "no_data": ["in_time", "communes"]})
    );
    assert_eq!(json["reports"][2]["targets"]["not_applicable"], json!(["communes"]));
    let unreadable = &json["reports"][3];
    assert_eq!((&unreadable["code"], &unreadable["ok"]), (&json!("not_json"), &json!(false)));
    let last = &json["reports"][4];
    assert_eq!(
        last["blocked"],
        json!([{"rule": "R6", "count": 1}, {"rule": null, "code": "unknown_question", "count": 1}])
    );
    assert_eq!(
        json["missing"][0],
        json!({"period": "2025-q3", "label": "Quarter 3 of 2025", "units": [{"unit": "u4", "label": "Xã Đại Hoàng"}]})
    );
}

#[test]
fn the_same_report_twice_is_blocked_in_both_files() {
    let folder = folder(&[
        ("1.json", report(&json!({})).to_string()),
        ("2.json", report(&json!({"digitised": 10})).to_string()),
        ("3.json", report(&json!({"sending": "again"})).to_string()),
    ]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let files = [path("2.json"), path("3.json"), path("1.json")];
    let arguments = ["validate", FORM, &files[0], &files[1], &files[2], "--today", "2025-09-19", "--json"];
    let json = sipas(&arguments, "").json();
    let named: Vec<&Value> = json["reports"].as_array().unwrap().iter().map(|report| &report["file"]).collect();
    assert_eq!(named, files.iter().map(|file| json!(file)).collect::<Vec<_>>().iter().collect::<Vec<_>>());
    for (index, other) in [(0, &files[2]), (2, &files[0])] {
        let report = &json["reports"][index];
        assert_eq!(report["blocked"], json!([{"rule": "R2", "count": 1}]));
        let issue = &report["issues"][0];
        assert_eq!(
            (&issue["path"], &issue["code"], &issue["rule"]),
            (&json!("/unit"), &json!("duplicate_report"), &json!("R2"))
        );
        assert!(issue["message"].as_str().unwrap().contains(other.as_str()), "{issue}");
    }
    // One that replaces another is another report.
    assert_eq!((&json["reports"][1]["ok"], &json["ok"]), (&json!(true), &json!(false)));
}

#[test]
fn a_folder_of_copies_names_only_some_of_them_beside_each() {
    let names: Vec<String> = (10..40).map(|number| format!("{number}.json")).collect();
    let files: Vec<(&str, String)> = names.iter().map(|name| (&**name, report(&json!({})).to_string())).collect();
    let folder = folder(&files);
    let path = folder.path().to_str().unwrap();
    let json = sipas(&["validate", FORM, path, "--today", "2025-09-19", "--json"], "").json();
    for report in json["reports"].as_array().unwrap() {
        assert_eq!(report["blocked"], json!([{"rule": "R2", "count": 1}]));
        let message = report["issues"][0]["message"].as_str().unwrap();
        assert_eq!(message.matches(".json").count(), 8, "{message}");
        assert!(message.contains('…'), "{message}");
    }
}

#[test]
fn a_submission_is_judged_as_of_the_day_it_was_completed() {
    let in_time = submission("2025-09-20T16:59:00Z", &report(&json!({})));
    let late = submission("2025-09-20T17:00:00Z", &report(&json!({"unit": "u2"})));
    let folder = folder(&[("1.json", in_time.to_string()), ("2.json", late.to_string())]);
    let path = folder.path().to_str().unwrap();
    let late = |arguments: &[&str]| {
        let json = sipas(&[&["validate", FORM, path, "--json"], arguments].concat(), "").json();
        [json["reports"][0]["late"].clone(), json["reports"][1]["late"].clone()]
    };
    assert_eq!(late(&[]), [json!(false), json!(true)]);
    assert_eq!(late(&["--today", "2026-01-31"]), [json!(true), json!(true)]);
}

#[test]
fn files_that_are_no_report_of_the_form_are_lines_with_their_code() {
    let mut other_version = submission("2025-09-19T08:00:00Z", &report(&json!({})));
    other_version["form"]["hash"] = json!("0".repeat(64));
    let mut other_form = other_version.clone();
    other_form["form"]["id"] = json!("survey");
    let folder = folder(&[
        ("1.json", other_version.to_string()),
        ("2.json", other_form.to_string()),
        ("3.json", " ".repeat((1 << 20) + 1)),
        ("4.json", String::from("[1]")),
    ]);
    let path = folder.path().to_str().unwrap();
    let missing = folder.path().join("nowhere.json");
    let said = sipas(&["validate", FORM, path, missing.to_str().unwrap(), "--json"], "");
    let json = said.json();
    let codes: Vec<&Value> = json["reports"].as_array().unwrap().iter().map(|report| &report["code"]).collect();
    assert_eq!(codes, ["other_version", "other_form", "too_large", "definition_not_object", "cannot_open"]);
    assert_eq!((said.code, &json["missing"]), (1, &json!([])));

    let empty = TempDir::new().unwrap();
    let said = sipas(&["validate", FORM, empty.path().to_str().unwrap()], "");
    assert!(said.code == 1 && said.err.contains("[folder_empty]"), "{said:?}");
}

#[test]
fn files_of_another_form_are_told_by_their_names() {
    let folder = folder(&[("1.json", String::from("{}")), ("2.json", String::from("{\"q1\": \"9\"}"))]);
    let path = folder.path().to_str().unwrap();
    let said = sipas(&["validate", "www/forms/commune-office.json", path], "");
    assert!(said.out.starts_with(&format!("{path}/1.json  to be mended: required (")), "{}", said.out);
    assert!(said.out.contains("not_a_choice") && !said.out.contains("No report yet"), "{}", said.out);
    assert!(said.out.ends_with("to be mended: 2, to be looked at: 0, cannot be read: 0.\n"), "{}", said.out);
}

#[test]
fn all_reports_complete_is_exit_code_0() {
    let names = ["u1", "u2", "u3", "u4"];
    let files: Vec<(String, String)> = names
        .iter()
        .map(|unit| (format!("{unit}.json"), report(&json!({"unit": unit, "period": "2099-q4"})).to_string()))
        .collect();
    let files: Vec<(&str, String)> = files.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
    let folder = folder(&files);
    let said = sipas(&["validate", FORM, folder.path().to_str().unwrap(), "--lang", "vi"], "");
    assert!(said.code == 0 && said.out.ends_with("Kỳ Quý IV năm 2099: đủ báo cáo của 4 đơn vị.\n"), "{said:?}");
}

#[test]
fn scores_of_a_folder_are_the_sums_and_the_targets_of_each_unit() {
    let folder = collected();
    let path = folder.path().to_str().unwrap();
    let said = sipas(&["score", FORM, path, "--today", "2025-09-19", "--json"], "");
    let json = said.json();
    assert_eq!((said.code, &json["responses"]), (1, &json!(2)));
    let sum = |index: usize| [&json["scores"][index]["numerator"], &json["scores"][index]["denominator"]];
    assert_eq!(sum(0), [&json!(20), &json!(21)]);
    assert_eq!(json["scores"][0]["target"]["state"], "met");
    // Everybody was asked: there is nothing to infer.
    assert_eq!(json["scores"][0].get("interval"), None);
    assert_eq!(sum(2), [&json!(5), &json!(10)], "of communes alone");
    let targets = |met: Value, missed: Value, not: Value| json!({"met": met, "missed": missed, "not_applicable": not, "no_data": []});
    assert_eq!(
        json["units"],
        json!([
            {"unit": "u1", "label": "Phường Hoa Lư", "period": "2025-q3",
             "targets": targets(json!(["in_time", "digital", "communes"]), json!([]), json!([]))},
            {"unit": "u3", "label": "Sở Nội vụ", "period": "2025-q3",
             "targets": targets(json!(["digital"]), json!(["in_time"]), json!(["communes"]))},
        ])
    );
    let not_counted: Vec<(&Value, &Value)> =
        json["not_counted"].as_array().unwrap().iter().map(|one| (&one["response"], &one["code"])).collect();
    let blocked = [(2, "required"), (2, "required"), (4, "not_json"), (5, "check"), (5, "unknown_question")];
    let blocked = blocked.map(|(number, code)| (json!(number), json!(code)));
    assert_eq!(not_counted, blocked.iter().map(|(number, code)| (number, code)).collect::<Vec<_>>());
    assert!(json["not_counted"][2]["file"].as_str().unwrap().ends_with("d.json"));

    let text = sipas(&["score", FORM, path, "--today", "2025-09-19", "--lang", "vi", "--by", "unit"], "").out;
    assert!(text.contains("Theo “Đơn vị”: Hồ sơ đúng hạn"), "{text}");
    assert!(text.contains("0  Phường Hoa Lư\n"), "{text}");
    assert!(text.contains("0  Sở Nội vụ\n") && text.contains("→ chưa đạt: Hồ sơ đúng hạn\n"), "{text}");
}

#[test]
fn of_reports_with_one_key_only_the_later_counts_and_both_are_told() {
    let early = submission("2025-09-10T10:00:00+07:00", &report(&json!({})));
    let late = submission("2025-09-10T09:00:00Z", &report(&json!({"resolved": 20, "on_time": 15, "digitised": 16})));
    let other = submission("2025-09-11T09:00:00Z", &report(&json!({"unit": "u2", "sending": "again"})));
    let before = submission("2025-09-10T09:00:00Z", &report(&json!({"unit": "u2"})));
    let input = [&late, &early, &other, &before].map(Value::to_string).join("\n");
    let said = sipas(&["score", FORM, "-", "--json"], &input);
    let json = said.json();
    assert_eq!(json["duplicates"], json!([{"rule": "R2", "key": "u1.2025-q3", "responses": [1, 2], "counted": 1}]));
    assert_eq!((said.code, &json["responses"], &json["scores"][0]["denominator"]), (1, &json!(2), &json!(30)));
    assert_eq!(json["not_counted"], json!([{"response": 2, "path": "", "code": "duplicate_report"}]));
    // A replacement takes the place of the report before it, which is told.
    let replaced = json["warnings"].as_array().unwrap().iter().find(|one| one["code"] == "reports_replaced");
    assert_eq!(replaced.unwrap()["response"], 4);
    let said = sipas(&["score", FORM, "-", "--lang", "vi"], &input);
    assert!(said.out.contains("R2, trùng báo cáo u1.2025-q3: phiếu 1, 2; chỉ tính phiếu 1"), "{}", said.out);

    // Without a time the one that comes later; one that is blocked does not count at all.
    let plain = [report(&json!({})), report(&json!({"digitised": 1})), report(&json!({"resolved": 1}))];
    let json = sipas(&["score", FORM, "-", "--json"], plain.map(|one| one.to_string()).join("\n")).json();
    assert_eq!(json["duplicates"][0]["responses"], json!([1, 2, 3]));
    assert_eq!((&json["duplicates"][0]["counted"], &json["scores"][1]["numerator"]), (&json!(2), &json!(1)));
}
