//! The reports of units: each kept once, refused ones noted, and the page on which all of them stand.

use std::{fs, path::Path, sync::Barrier, thread};

use serde_json::{Value, json};
use sipas_forms::value::Json;
use tempfile::TempDir;

use crate::support::{Reply, Server, uuid};

pub const DEFINITION: &str = include_str!("../program/report.json");
const PAGE: &str = "/results/quarter?period=2099-q4";

/// Writes the form into a folder that a server is started in.
pub fn lay(folder: &Path, definition: &str) {
    let forms = folder.join("dist/forms");
    fs::create_dir_all(&forms).unwrap();
    fs::write(forms.join("quarter.json"), definition).unwrap();
}

fn start() -> Server {
    let folder = TempDir::new().unwrap();
    lay(folder.path(), DEFINITION);
    Server::start_in(folder, &[])
}

pub fn identity(definition: &str) -> Value {
    let json: Json = serde_json::from_str(definition).unwrap();
    let form = sipas_forms::form::load(&json).unwrap();
    json!({"id": form.identity.id, "version": form.identity.version, "hash": form.identity.hash})
}

/// The submission of a right report, with these answers in place of its own; `null` leaves one out.
pub fn report(number: u64, own: &Value) -> Value {
    let mut answers = json!({
        "unit": "u1", "period": "2099-q4", "early": 5, "on_time": 5, "late_ones": 0, "resolved": 10, "digitised": 9
    });
    for (key, value) in own.as_object().unwrap() {
        answers[key] = value.clone();
    }
    answers.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    json!({
        "schema": "sipas-forms/submission/1", "form": identity(DEFINITION), "submission_id": uuid(number),
        "language": "vi", "started_at": "2026-03-02T08:00:00.000Z", "completed_at": "2026-03-02T08:05:00.000Z",
        "answers": answers, "scores": [], "warnings": []
    })
}

pub fn post(server: &Server, number: u64, own: &Value) -> Reply {
    server.post(&report(number, own))
}

/// The text of the row of a unit, its cells apart.
fn row(page: &str, unit: &str) -> String {
    let (_, rest) = page.split_once(&format!("data-unit=\"{unit}\"")).unwrap_or_else(|| panic!("no {unit}: {page}"));
    let row = rest.split_once('>').unwrap().1.split("</tr>").next().unwrap();
    let mut text = String::new();
    let mut inside = false;
    for sign in row.chars() {
        match sign {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push('|');
            }
            other if !inside => text.push(other),
            _ => {}
        }
    }
    text.split('|').filter(|cell| !cell.trim().is_empty()).collect::<Vec<_>>().join("|")
}

/// The names of the units in the table, in their order.
fn units(page: &str) -> Vec<&str> {
    page.split("data-unit=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// A number on top of the page.
fn figure(page: &str, class: &str) -> String {
    let (_, rest) = page.split_once(&format!("<dd class=\"{class}\">")).unwrap();
    rest.split('<').next().unwrap().into()
}

#[test]
fn a_report_is_kept_once() {
    let server = start();
    let first = post(&server, 1, &json!({}));
    assert_eq!(first.status, 201, "{}", first.text());
    // The same again is "already have it".
    let again = post(&server, 1, &json!({}));
    assert_eq!((again.status, &again.json()["receipt"]), (200, &first.json()["receipt"]));

    for (language, words) in [
        ("vi", ["đã có báo cáo này", "chọn “Thay thế” ở “Lần gửi”"]),
        ("en", ["already", "choose “Replacement” at “Sending”"]),
    ] {
        let mut second = report(2, &json!({"digitised": 8}));
        second["language"] = language.into();
        let reply = server.post(&second);
        assert_eq!(reply.problem(), (422, String::from("duplicate_report")));
        let error = &reply.json()["errors"][0];
        assert_eq!((&error["pointer"], &error["rule"]), (&json!("#/answers/unit"), &json!("R2")));
        let detail = error["detail"].as_str().unwrap();
        assert!(words.iter().all(|word| detail.contains(word)), "{detail}");
    }
    assert_eq!(server.rows(), 1);
    assert_eq!(server.ask("SELECT count(*) FROM refusal"), "0", "the report is there: nothing of it is to be mended");

    // A replacement has another key, and so have other units and periods.
    for (number, own) in
        [json!({"sending": "again"}), json!({"unit": "u2"}), json!({"period": "2025-q3"})].iter().enumerate()
    {
        assert_eq!(post(&server, 10 + number as u64, own).status, 201, "{own}");
    }
    assert_eq!(server.rows(), 4);
}

#[test]
fn the_client_takes_a_duplicate_to_the_field() {
    use sipas_forms::submission::{Reply, judge};
    let server = start();
    assert_eq!(post(&server, 1, &json!({})).status, 201);
    let reply = post(&server, 2, &json!({}));
    let form = sipas_forms::form::load(&serde_json::from_str(DEFINITION).unwrap()).unwrap();
    let body: Json = serde_json::from_slice(&reply.body).unwrap();
    let Reply::Rejected(faults) = judge(reply.status, Some(&body), Some(&form)) else { panic!("{}", reply.text()) };
    let unit = form.find("unit").map(Into::into);
    assert!(faults.len() == 1 && faults[0].0 == unit, "{faults:?}");
}

#[test]
fn of_two_reports_that_arrive_together_one_is_kept() {
    let server = start();
    let mut number = 0;
    for unit in ["u1", "u2", "u3", "u4"] {
        let barrier = Barrier::new(4);
        let posted: Vec<Value> = (0..4)
            .map(|_| {
                number += 1;
                report(number, &json!({"unit": unit}))
            })
            .collect();
        let mut statuses: Vec<u16> = thread::scope(|scope| {
            let send = |submission| {
                let (barrier, server) = (&barrier, &server);
                scope.spawn(move || {
                    barrier.wait();
                    server.post(submission).status
                })
            };
            let threads: Vec<_> = posted.iter().map(send).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422, 422, 422], "{unit}");
    }
    assert_eq!(server.rows(), 4);
}

#[test]
fn a_refusal_is_noted_without_answers_until_a_report_is_accepted() {
    let server = start();
    let refused = || -> Vec<(String, String, String)> {
        let rows = server.query("SELECT unit, period, rules FROM refusal");
        rows.into_iter().map(|row| (row[0].clone(), row[1].clone(), row[2].clone())).collect()
    };
    let reply = post(&server, 1, &json!({"resolved": 987_654, "reason": "bí mật"}));
    assert_eq!(reply.problem(), (422, String::from("answers")));
    assert_eq!(reply.json()["errors"][0]["rule"], "R6");
    let reply = post(&server, 2, &json!({"early": null, "on_time": -1, "reason": "bí mật"}));
    assert_eq!(reply.status, 422);
    // One row however often; the last one stands.
    let row = |rules: &str| (String::from("u1"), String::from("2099-q4"), String::from(rules));
    assert_eq!(refused(), [row(r#"[{"count":1,"rule":"R4"},{"code":"min","count":1,"rule":null}]"#)]);
    let page = server.get(PAGE).text();
    assert!(row_is(&page, "u1", "Phường Hoa Lư|Bị trả|: |R4, min|"), "{}", self::row(&page, "u1"));
    assert_eq!((figure(&page, "received"), figure(&page, "refused")), ("0/4".into(), "1".into()));
    for file in fs::read_dir(server.folder.path()).unwrap() {
        let path = file.unwrap().path();
        let holds = path.is_file() && String::from_utf8_lossy(&fs::read(&path).unwrap()).contains("bí mật");
        assert!(!holds, "an answer is in {}", path.display());
    }
    // What names no unit is nobody's.
    assert_eq!(post(&server, 3, &json!({"unit": null})).status, 422);
    assert_eq!(post(&server, 4, &json!({"unit": "nobody"})).status, 422);
    assert_eq!(refused().len(), 1);

    assert_eq!(post(&server, 5, &json!({})).status, 201);
    assert_eq!(refused(), []);
    let page = server.get(PAGE).text();
    assert_eq!((figure(&page, "received"), figure(&page, "refused")), ("1/4".into(), "0".into()));

    // What is refused after that is told beside the report that is there.
    assert_eq!(post(&server, 6, &json!({"sending": "again", "resolved": 11})).status, 422);
    let page = server.get(PAGE).text();
    let text = self::row(&page, "u1");
    assert!(
        text.contains("Đã gửi đúng hạn") && text.contains("(lần gửi lại ") && text.contains(" bị trả: R6)"),
        "{text}"
    );
    assert_eq!(figure(&page, "refused"), "0");
}

#[test]
fn what_comes_under_the_key_of_a_report_is_no_refusal_of_it() {
    let server = start();
    assert_eq!(post(&server, 1, &json!({})).status, 201);
    // It breaks R6, but nothing of it can be mended.
    let reply = post(&server, 1, &json!({"sending": "again", "resolved": 11}));
    assert_eq!(reply.problem(), (422, String::from("idempotency_key_reused")));
    assert_eq!(server.ask("SELECT count(*) FROM refusal"), "0");
}

fn row_is(page: &str, unit: &str, begins: &str) -> bool {
    let squeezed = |text: &str| text.replace('|', "");
    squeezed(&row(page, unit)).starts_with(&squeezed(begins))
}

#[test]
fn the_page_says_of_every_unit_how_far_it_is() {
    let server = start();
    // Nothing yet: the first period, and every unit of the list.
    let page = server.get("/results?form=quarter").text();
    assert_eq!(units(&page), ["u1", "u2", "u3", "u4"]);
    assert_eq!([figure(&page, "received"), figure(&page, "missing")], ["0/4", "4"].map(String::from));

    for (number, own) in [
        json!({"unit": "u1", "period": "2025-q3"}),
        json!({"unit": "u1"}),
        json!({"unit": "u3", "late_ones": 1, "resolved": 11, "digitised": null}),
        // The last one accepted counts.
        json!({"unit": "u1", "sending": "again", "on_time": 15, "resolved": 20, "digitised": 10}),
    ]
    .iter()
    .enumerate()
    {
        let reply = post(&server, number as u64, own);
        assert_eq!(reply.status, 201, "{}", reply.text());
    }
    assert_eq!(post(&server, 9, &json!({"unit": "u4", "resolved": 1})).status, 422);

    // The latest period that there is a report for.
    let page = server.get("/results/quarter").text();
    assert!(page.contains("<strong>Quý IV năm 2099</strong>"), "{page}");
    let figures = ["received", "late", "refused", "missing"].map(|class| figure(&page, class));
    assert_eq!(figures, ["2/4", "0", "1", "1"].map(String::from));
    let cells = |unit: &str| row(&page, unit).split('|').map(str::trim).map(String::from).collect::<Vec<_>>();
    let first = cells("u1");
    assert_eq!([&first[0], &first[1]], ["Phường Hoa Lư", "Đã gửi đúng hạn"]);
    assert_eq!(&first[3..], ["2/3", "Kết quả số hóa"], "{first:?}");
    let third = cells("u3");
    assert_eq!(&third[3..], ["R9", "0/2", "Hồ sơ đúng hạn"], "{third:?}");
    assert!(row_is(&page, "u2", "Xã Gia Viễn|Chưa gửi") && row_is(&page, "u4", "Xã Đại Hoàng|Bị trả: R6"));

    // The sums are those of the last reports: 20/20 and 10/11, which is 30/31; digitised is of one.
    let json = server.get("/results/quarter.json").json();
    let score = |index: usize, key: &str| json["scores"][index][key].clone();
    assert_eq!([score(0, "numerator"), score(0, "denominator"), score(0, "n")], [json!(30), json!(31), json!(2)]);
    assert_eq!([score(1, "numerator"), score(1, "denominator"), score(1, "n")], [json!(10), json!(20), json!(1)]);
    assert_eq!(score(1, "target")["state"], "missed");
    assert_eq!(json["states"], json!({"refused": 1, "missing": 1, "late": 0, "on_time": 2}));
    assert_eq!((&json["period"], &json["received"], &json["responses"]), (&json!("2099-q4"), &json!(2), &json!(2)));
    assert_eq!(json["units"][3]["refused"]["rules"], json!([{"rule": "R6", "count": 1}]));
    assert!(page.contains("Cộng số liệu của 2 báo cáo"));
    assert!(!page.contains("Khoảng 95"), "everybody was asked");
    assert_eq!(server.get("/results.json?form=quarter").json(), json);

    // Late is what it was when it came.
    let page = server.get("/results/quarter?period=2025-q3&lang=en").text();
    assert!(row_is(&page, "u1", "Phường Hoa Lư|Sent, late"), "{}", row(&page, "u1"));
    assert_eq!([figure(&page, "received"), figure(&page, "late")], ["1/4", "1"].map(String::from));
}

#[test]
fn the_table_is_filtered_sorted_and_taken_along() {
    let server = start();
    for (number, unit) in ["u3", "u1"].iter().enumerate() {
        let own = json!({"unit": unit, "on_time": 5 - number, "late_ones": number, "reason": "x"});
        assert_eq!(post(&server, number as u64, &own).status, 201);
    }
    assert_eq!(post(&server, 9, &json!({"unit": "u4", "resolved": 1})).status, 422);
    let table = |query: &str| server.get(&format!("{PAGE}{query}")).text();
    assert_eq!(units(&table("")), ["u1", "u2", "u3", "u4"]);
    // Phường Hoa Lư, Sở Nội vụ, Xã Đại Hoàng, Xã Gia Viễn.
    assert_eq!(units(&table("&sort=name")), ["u1", "u3", "u4", "u2"]);
    assert_eq!(units(&table("&sort=state")), ["u4", "u2", "u1", "u3"]);
    // 2/3 before 2/2; then those without any.
    assert_eq!(units(&table("&sort=targets")), ["u1", "u3", "u2", "u4"]);
    assert_eq!(units(&table("&state=missing")), ["u2"]);
    assert_eq!(units(&table("&state=late")), Vec::<&str>::new());
    let page = table("&state=on_time&sort=name");
    assert_eq!(units(&page), ["u1", "u3"]);
    // Every link keeps what was chosen; the present ones say so.
    assert!(
        page.contains(r#"<a href="/results/quarter?period=2099%2Dq4&amp;sort=state&amp;state=on_time#units">"#),
        "{page}"
    );
    assert_eq!(page.matches("aria-current=\"true\"").count(), 3, "a period, a state, an order");
    for query in ["?period=nope", "?sort=nope", "?state=nope", "?period=2099-q4&lang=en&state=%3Cb%3E"] {
        assert_eq!(server.get(&format!("/results/quarter{query}")).status, 404, "{query}");
    }
    assert_eq!(server.get("/results/nobody").status, 404);
    assert_eq!(server.get("/results/quarter.csv?period=nope").problem(), (404, String::from("not_found")));

    let csv = server.get("/results/quarter.csv?period=2099-q4");
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"quarter-2099-q4.csv\"");
    let text = csv.text();
    let mut reader = csv::Reader::from_reader(text.strip_prefix('\u{feff}').unwrap().as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cells = |index: usize| rows[index].iter().collect::<Vec<_>>();
    assert_eq!(rows.len(), 4);
    assert_eq!(cells(0)[..4], ["u1", "Phường Hoa Lư", "2099-q4", "Đã gửi đúng hạn"]);
    assert_eq!(cells(0)[5..9], ["", "2", "3", "Hồ sơ đúng hạn"]);
    assert_eq!((cells(3)[3], cells(3)[11]), ("Bị trả", "R6"));
    // The page is under the same policy as all others, and runs nothing.
    let reply = server.get(PAGE);
    assert!(reply.header("content-security-policy").starts_with("default-src 'none'"));
    assert!(!reply.text().contains("<script") && !reply.text().contains("style=\""));
}

#[test]
fn a_report_to_another_version_of_the_form_is_there_but_not_in_the_sums() {
    let server = start();
    for (number, unit) in ["u1", "u2"].iter().enumerate() {
        assert_eq!(post(&server, number as u64, &json!({"unit": unit})).status, 201);
    }
    let folder = server.into_folder();
    let newer = DEFINITION.replace("\"version\": \"1\"", "\"version\": \"2\"");
    lay(folder.path(), &newer);
    let server = Server::start_in(folder, &[]);
    let mut third = report(3, &json!({"unit": "u3"}));
    third["form"] = identity(&newer);
    assert_eq!(server.post(&third).status, 201);
    let page = server.get(PAGE).text();
    assert_eq!(figure(&page, "received"), "3/4");
    assert!(
        row(&page, "u1").ends_with("|phiên bản khác") && row(&page, "u3").ends_with("|2/2"),
        "{}",
        row(&page, "u1")
    );
    assert!(page.contains("2 báo cáo theo phiên bản khác"), "{page}");
    assert_eq!(server.get("/results/quarter.json").json()["scores"][0]["denominator"], 10);
    // Nor is the same report taken again because the form is newer.
    let mut again = report(4, &json!({"unit": "u1"}));
    again["form"] = identity(&newer);
    assert_eq!(server.post(&again).problem(), (422, String::from("duplicate_report")));
}

#[test]
fn a_row_that_somebody_takes_out_is_not_there_any_more() {
    let server = start();
    assert_eq!(post(&server, 1, &json!({})).status, 201);
    assert_eq!(figure(&server.get(PAGE).text(), "received"), "1/4");
    assert_eq!(server.execute("DELETE FROM submission"), 1);
    assert_eq!(figure(&server.get(PAGE).text(), "received"), "0/4");
    assert_eq!(post(&server, 2, &json!({})).status, 201);
}

#[test]
fn what_somebody_changes_of_a_report_is_told_at_once() {
    let server = start();
    assert_eq!(post(&server, 1, &json!({})).status, 201);
    assert_eq!(post(&server, 2, &json!({"unit": "u2"})).status, 201);
    let unit = |name: &str| {
        let json = server.get("/results/quarter.json?period=2099-q4").json();
        json["units"].as_array().unwrap().iter().find(|unit| unit["unit"] == name).unwrap().clone()
    };
    let states = || ["u1", "u2", "u3"].map(|name| unit(name)["state"].as_str().unwrap().to_owned());
    assert_eq!(states(), ["on_time", "on_time", "missing"]);
    for (change, told) in [
        ("late = TRUE", ["late", "on_time", "missing"]),
        ("unit = 'u3'", ["missing", "on_time", "late"]),
        ("period = '2025-q3'", ["missing", "on_time", "missing"]),
        ("period = '2099-q4', late = FALSE", ["missing", "on_time", "on_time"]),
    ] {
        assert_eq!(server.execute(&format!("UPDATE submission SET {change} WHERE id = 1")), 1);
        assert_eq!(states(), told, "{change}");
    }
    let rules = r#"[{"count":1,"rule":"R8"}]"#;
    server.execute(&format!("UPDATE submission SET warnings = '{rules}' WHERE id = 2"));
    assert_eq!(unit("u2")["warned"].to_string(), rules);
    server.execute("UPDATE submission SET report_key = NULL WHERE id = 2");
    assert_eq!(states(), ["missing", "missing", "on_time"]);
}
