//! Definitions that take data from files beside them, and what is told of files edited by hand.

use std::fs;

use serde_json::json;
use tempfile::TempDir;

use super::{Said, sipas};

const FORM: &str = include_str!("data/form.json");
const PLAN: &str = include_str!("data/plan.json");

/// The form beside a plan in which `from` was replaced once by `to`.
#[track_caller]
fn edited(from: &str, to: &str) -> (TempDir, String) {
    assert!(PLAN.contains(from), "{from}");
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("plan.json"), PLAN.replacen(from, to, 1)).unwrap();
    let form = folder.path().join("form.json");
    fs::write(&form, FORM).unwrap();
    let form = form.to_str().unwrap().to_owned();
    (folder, form)
}

fn check(form: &str, language: &str) -> Said {
    let said = sipas(&["check", form, "--lang", language], "");
    Said { out: said.out.replace(form, "form.json").replace(form.trim_end_matches("form.json"), ""), ..said }
}

#[test]
fn every_command_reads_a_definition_with_data() {
    let (folder, form) = edited("\"number\"", "\"number\"");
    let said = sipas(&["check", &form, "--json"], "");
    let json = said.json();
    assert_eq!((said.code, &json["form"]["pages"], &json["form"]["questions"]), (0, &json!(2), &json!(5)), "{said:?}");

    let bundled = sipas(&["bundle", &form], "");
    for word in ["{{", "\"data\"", "for_each", "\"files\"", "plan.json"] {
        assert!(!bundled.out.contains(word), "{word}: {}", bundled.out);
    }
    // What comes out is the same form, and needs nothing beside it.
    assert_eq!(sipas(&["check", "-", "--json"], &bundled.out).out, said.out);
    assert_eq!(sipas(&["bundle", "-"], &bundled.out).out, bundled.out);

    let answers = r#"{"unit": "d1", "task_i_1a": "done", "task_i_1b": "done", "checked": 8, "all": 10}"#;
    let said = sipas(&["validate", &form, "-"], answers);
    assert_eq!(said.code, 0, "{said:?}");
    let said = sipas(&["score", &form, "-", "--json"], answers);
    let scores = said.json()["scores"].clone();
    assert_eq!((&scores[0]["name"], &scores[0]["target"]["state"]), (&json!("t5"), &json!("met")), "{said:?}");
    let said = sipas(&["render", &form, "-", "--page", "area_i", "--lang", "vi"], answers);
    assert!(said.out.contains("Kế hoạch của đơn vị (trước ngày 30/7/2025)"), "{said:?}");
    assert_eq!(sipas(&["schema", &form], "").code, 0);

    // Of a folder, a file of data is no form.
    let out = folder.path().join("site");
    let forms = folder.path().to_str().unwrap();
    let said = sipas(&["site", "--forms", forms, "--out", out.to_str().unwrap()], "");
    assert_eq!(said.code, 0, "{said:?}");
    assert!(out.join("form.html").exists() && !out.join("plan.html").exists());
}

#[test]
fn a_plan_that_was_edited_by_hand_is_told_by_file_place_and_item() {
    for (from, to, vi, en) in [
        (
            "\"threshold\": 80",
            "\"threshold\": \"80%\"",
            "form.json: /scores/0/template/0/target/at_least, plan.json: /targets/1/threshold (T11): \
            Giá trị của “at_least” không đúng kiểu; cần một số. [definition_wrong_type]\n",
            "The value of “at_least” has the wrong type; a number is needed.",
        ),
        (
            "\"vi\": \"Báo cáo\", ",
            "",
            "form.json: /survey/0/children/0/template/0/label/vi, plan.json: /tasks/1/title (I.1b): \
            Dữ liệu ở đây không có “vi” (biểu mẫu cần title.vi); thêm vào, hoặc sửa lại tên. [data_unknown_name]\n",
            "The data here have no “vi” (the definition asks for title.vi); add it, or correct the name.",
        ),
        (
            "\"threshold\": 20",
            "\"treshold\": 20",
            "form.json: /scores/0/template/0/target/at_least, plan.json: /targets/0 (T5): \
            Dữ liệu ở đây không có “threshold” (biểu mẫu cần threshold); có phải là “treshold”? [data_unknown_name]\n",
            "The data here have no “threshold” (the definition asks for threshold); is “treshold” meant?",
        ),
        (
            "\"id\": \"I.1b\"",
            "\"id\": \"I.1a\"",
            "form.json: /data/plan/references/duties.task, plan.json: /tasks/1 (I.1a): \
            “I.1a” đã được dùng ở /tasks/0; hai mục không được trùng nhau, đặt id khác. [data_duplicate]\n",
            "“I.1a” is used at /tasks/0 already; no two items may share it: choose another id.",
        ),
        (
            "\"id\": \"I.1b\"",
            "\"id\": \"I.1A\"",
            "form.json: /survey/0/children/0/template/0/name, plan.json: /tasks/1/id (I.1A): \
            “i_1a” đã được dùng ở /tasks/0/id; hai mục không được trùng nhau, đặt id khác. [data_duplicate]\n",
            "“i_1a” is used at /tasks/0/id already; no two items may share it: choose another id.",
        ),
        (
            "\"lead\": [\"d1\", \"d2\"]",
            "\"lead\": [\"d1\", \"so_tu_phap\"]",
            "form.json: /data/plan/references/tasks.lead, plan.json: /tasks/2/lead/1 (II.1): \
            Không có mục nào có id “so_tu_phap” trong agencies; sửa lại, hoặc thêm mục đó. [data_unknown_id]\n",
            "Nothing in agencies has the id “so_tu_phap”; correct it, or add it there.",
        ),
        (
            "\"label\": \"Sở Hai\"",
            "\"label\": 2",
            "form.json: /choices/unit/files/0/file, plan.json: /choices/1/label: \
            Giá trị của “label” không đúng kiểu; cần một văn bản. [definition_wrong_type]\n",
            "The value of “label” has the wrong type; a text is needed.",
        ),
        (
            "\"due\": \"trước ngày 30/7/2025\"",
            "\"due\": null",
            "form.json: /survey/0/children/0/template/0/label/vi, plan.json: /tasks/0/due (I.1a): \
            due phải là văn bản, số, true hoặc false thì mới ghi được vào văn bản. [data_not_text]\n",
            "due must be a text, a number, true or false to stand in a text.",
        ),
        (
            "\"area\": \"II\",",
            "\"area\": \"II\",,",
            "form.json: plan.json:20:20: Thừa dấu phẩy ở đây; xóa dấu phẩy đó. [data_file]\n",
            "There is a comma too many here; remove it.",
        ),
    ] {
        let (_folder, form) = edited(from, to);
        let said = check(&form, "vi");
        assert_eq!((said.code, said.out.as_str()), (1, vi), "{from} {to}");
        let said = check(&form, "en");
        assert!(said.out.lines().count() == 1 && said.out.contains(en), "{said:?}");
        // Every other command says the same, and does nothing.
        let said = sipas(&["pack", &form], "");
        assert!(said.code == 1 && said.out.is_empty() && said.err.contains(en), "{said:?}");
    }
}

#[test]
fn a_machine_is_told_the_place_in_the_file() {
    let (_folder, form) = edited("\"threshold\": 80", "\"threshold\": \"80%\"");
    let fault = sipas(&["check", &form, "--json"], "").json()["diagnostics"][0].clone();
    assert_eq!(fault["place"], "/scores/0/template/0/target/at_least");
    assert_eq!(fault["source"], json!({"file": "plan.json", "place": "/targets/1/threshold", "id": "T11"}));

    let (_folder, form) = edited("\"area\": \"II\",", "\"area\": \"II\",,");
    let fault = sipas(&["check", &form, "--json"], "").json()["diagnostics"][0].clone();
    assert_eq!(
        (&fault["code"], &fault["params"]["line"], &fault["params"]["column"]),
        (&json!("data_file"), &json!(20), &json!(20))
    );
    assert!(fault["params"]["file"].as_str().unwrap().ends_with("plan.json"), "{fault}");
}

#[test]
fn a_data_file_lies_beside_the_definition() {
    let (folder, form) = edited("\"number\"", "\"number\"");
    for (file, words) in [
        (
            "../plan.json",
            "form.json: /data/plan/file: Tệp dữ liệu phải nằm cùng thư mục với biểu mẫu; chỉ ghi tên tệp, không ghi “../plan.json”. [data_elsewhere]",
        ),
        ("away.json", "form.json: away.json: không mở được tệp: không tìm thấy [data_file]"),
    ] {
        fs::write(&form, FORM.replacen("plan.json", file, 1)).unwrap();
        let said = check(&form, "vi");
        assert_eq!((said.code, said.out.trim_end()), (1, words));
    }
    // From the standard input, what is beside the place where the program runs.
    let said = sipas(&["check", "-"], FORM);
    assert!(said.code == 1 && said.out.starts_with("-: plan.json: cannot open it"), "{said:?}");
    drop(folder);
}

#[test]
fn an_expression_is_shown_with_its_data_in_it() {
    let (_folder, form) = edited("\"id\": \"T5\"", "\"id\": \"T5\", \"of\": \"nobody\"");
    fs::write(&form, FORM.replace("\"${all}\"", "\"${{{of}}} + 1\"")).unwrap();
    let said = check(&form, "en");
    assert!(
        said.out.starts_with("form.json: /scores/0/template/0/denominator, plan.json: /targets/1 (T11)"),
        "{said:?}"
    );
    let (_folder, form) = edited("\"threshold\":", "\"of\": \"nobody\", \"threshold\":");
    let both = fs::read_to_string(form.replace("form.json", "plan.json"))
        .unwrap()
        .replace("\"threshold\": 80", "\"of\": \"all\", \"threshold\": 80");
    fs::write(form.replace("form.json", "plan.json"), both).unwrap();
    fs::write(&form, FORM.replace("\"${all}\"", "\"${{{of}}} + 1\"")).unwrap();
    let said = check(&form, "en");
    assert_eq!(
        said.out,
        "form.json: /scores/0/template/0/denominator:0-9 (t5), plan.json: /targets/0/of (T5): \
        There is no question “nobody”. [expression_unknown_name]\n  ${nobody} + 1\n  ^^^^^^^^^\n"
    );
}
