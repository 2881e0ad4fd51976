//! `POST /submissions`: what was sent is what is kept, once.

use std::{
    collections::HashSet,
    io::{Read, Write},
    net::TcpStream,
    thread,
};

use serde_json::{Value, json};
use sipas_forms::{
    submission::{Reply as Verdict, judge},
    value::Json,
};

use crate::{
    database,
    support::{Server, commune_office, dist, form, submission, uuid},
};

#[test]
fn a_row_is_what_was_sent() {
    let server = Server::start();
    let mut answers = commune_office([5, 4, 3, 2, 1, 5, 4, 3, 2]);
    answers["subject"] = "Cấp bản sao “trích lục” <b>\"khai sinh\"</b>; DROP TABLE submission;--".into();
    let sent = submission("commune-office", 1, &answers);
    let reply = server.post(&sent);
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("cache-control"), "no-store");
    let told = reply.json();
    assert_eq!(told["scores_agree"], true);
    let receipt = told["receipt"].as_str().unwrap();
    assert_eq!(receipt.len(), 12, "{receipt}");

    let columns = [
        "submission_id",
        "form_id",
        "form_version",
        "form_hash",
        "language",
        "started_at",
        "completed_at",
        "received_at",
        "receipt",
        "answers",
        "scores",
    ];
    let agree = "CASE WHEN scores_agree THEN 'yes' ELSE 'no' END";
    let rows = server.query(&format!("SELECT {}, {agree} FROM submission", columns.join(", ")));
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!(row[columns.len()], "yes");
    let identity = &form("commune-office").identity;
    let expected = [
        &uuid(1),
        &identity.id,
        &identity.version,
        &identity.hash,
        "vi",
        "2026-03-02T08:00:00.000Z",
        "2026-03-02T08:05:00.000Z",
        told["received_at"].as_str().unwrap(),
        receipt,
    ];
    assert_eq!(row[..9], expected);
    assert_eq!(serde_json::from_str::<Value>(&row[9]).unwrap(), answers);
    assert_eq!(serde_json::from_str::<Value>(&row[10]).unwrap(), sent["scores"]);
    // Counted by hand: 5, 4, 5 and 4 are satisfied, of nine.
    assert_eq!(sent["scores"][0]["numerator"], 4);
    assert_eq!(sent["scores"][0]["denominator"], 9);
}

#[test]
fn nothing_of_the_person_is_kept() {
    let server = Server::start();
    let body = submission("commune-office", 1, &commune_office([5; 9])).to_string();
    let headers = [
        ("content-type", "application/json; charset=UTF-8"),
        ("idempotency-key", &format!("\"{}\"", uuid(1))),
        ("user-agent", "UniqueBrowser/7"),
        ("x-forwarded-for", "203.0.113.77"),
    ];
    assert_eq!(server.request("POST", "/submissions", &headers, body.as_bytes()).status, 201);
    let text = database::everything(server.into_folder().path());
    assert!(text.contains("Chứng thực"));
    assert!(!text.contains("UniqueBrowser") && !text.contains("203.0.113") && !text.contains("127.0.0.1"));
}

#[test]
fn a_repetition_gets_the_same_receipt() {
    let server = Server::start();
    let sent = submission("commune-office", 1, &commune_office([5; 9]));
    let first = server.post(&sent);
    assert_eq!(first.status, 201);
    // The same content, with its keys in another order and other spaces.
    let pretty = serde_json::to_vec_pretty(&sent).unwrap();
    let again = server.post_raw(&uuid(1), &pretty);
    assert_eq!((again.status, again.body), (200, first.body));
    assert_eq!(server.rows(), 1);
}

#[test]
fn a_repetition_gets_its_receipt_after_the_form_has_changed() {
    let server = Server::start();
    let sent = submission("commune-office", 1, &commune_office([5; 9]));
    let first = server.post(&sent);
    assert_eq!(first.status, 201);
    let folder = server.into_folder();
    let path = folder.path().join("dist/forms/commune-office.json");
    let mut definition: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    definition["version"] = "2027.1".into();
    std::fs::write(&path, definition.to_string()).unwrap();
    std::fs::remove_file(path.with_extension("form")).unwrap();
    let server = Server::start_in(folder, &[]);
    let again = server.post(&sent);
    assert_eq!((again.status, again.body), (200, first.body));
    let new = server.post(&submission("commune-office", 2, &commune_office([5; 9])));
    assert_eq!(new.problem(), (409, String::from("other_version")));
    let results = server.get("/results.json?form=commune_office").json();
    assert_eq!((&results["responses"], &results["other_versions"]), (&json!(0), &json!(1)));
}

#[test]
fn a_key_is_not_used_twice() {
    let server = Server::start();
    assert_eq!(server.post(&submission("commune-office", 1, &commune_office([5; 9]))).status, 201);
    let other = server.post(&submission("commune-office", 1, &commune_office([4; 9])));
    assert_eq!(other.problem(), (422, String::from("idempotency_key_reused")));
    // Nothing that a respondent could mend: what is stored under the key must not be sent once more under another.
    assert_eq!(other.json()["errors"], json!([]));
    let body: Json = serde_json::from_slice(&other.body).unwrap();
    assert_eq!(judge(422, Some(&body), Some(&form("commune-office"))), Verdict::Refused(422));
    assert_eq!(server.rows(), 1);
}

#[test]
fn many_at_once_under_one_key_are_one() {
    const AT_ONCE: usize = 12;
    let server = Server::start();
    for number in 0..20 {
        let body = submission("commune-office", number, &commune_office([5; 9])).to_string();
        let key = uuid(number);
        // All but the last byte first, so that the last ones arrive together and the server really
        // judges several at a time.
        let mut streams: Vec<TcpStream> = (0..AT_ONCE).map(|_| server.begin_post(&key, &body)).collect();
        for stream in &mut streams {
            stream.write_all(&body.as_bytes()[body.len() - 1..]).unwrap();
        }
        let replies: Vec<String> = streams.into_iter().map(read_reply).collect();
        let with = |status: &str| replies.iter().filter(|reply| reply.starts_with(status)).count();
        assert_eq!((with("HTTP/1.1 201 "), with("HTTP/1.1 200 ")), (1, AT_ONCE - 1), "{replies:?}");
        let receipts: HashSet<&str> = replies.iter().map(|reply| reply.split("\r\n\r\n").nth(1).unwrap()).collect();
        assert_eq!(receipts.len(), 1, "{receipts:?}");
    }
    assert_eq!(server.rows(), 20);
}

fn read_reply(mut stream: TcpStream) -> String {
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply
}

#[test]
fn many_at_once_under_their_own_keys_are_all_kept() {
    let server = Server::start();
    let receipts: HashSet<String> = thread::scope(|scope| {
        let post = |thread: u64| {
            let server = &server;
            move || -> Vec<String> {
                (0..10)
                    .map(|number| {
                        let sent = submission("commune-office", thread * 10 + number, &commune_office([5; 9]));
                        let reply = server.post(&sent);
                        assert_eq!(reply.status, 201, "{}", reply.text());
                        reply.json()["receipt"].to_string()
                    })
                    .collect()
            }
        };
        let threads: Vec<_> = (0..8).map(|thread| scope.spawn(post(thread))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!((receipts.len(), server.rows()), (80, 80));
}

#[test]
fn what_is_not_relevant_is_not_kept() {
    let server = Server::start();
    let mut answers = json!({
        "commune": "13318", "respondent": "citizen", "channel": "online", "gave_feedback": "no", "c20": "5"
    });
    for item in 1..=19 {
        answers[format!("c{item:02}")] = "4".into();
    }
    let mut sent = submission("sipas-transaction", 1, &answers);
    // A client that does not leave it out itself.
    sent["answers"]["c20"] = "5".into();
    let reply = server.post(&sent);
    assert_eq!(reply.status, 201, "{}", reply.text());
    let stored: String = server.ask("SELECT answers FROM submission");
    answers.as_object_mut().unwrap().remove("c20");
    assert_eq!(serde_json::from_str::<Value>(&stored).unwrap(), answers);
}

#[test]
fn texts_are_composed_before_the_verdict() {
    let server = Server::start();
    let mut answers = commune_office([5; 9]);
    answers["subject"] = "Chứng thực".into();
    let mut sent = submission("commune-office", 1, &answers);
    sent["answers"]["subject"] = "Chu\u{31b}\u{301}ng thu\u{31b}\u{323}c".into();
    assert_eq!(server.post(&sent).status, 201);
    let stored: String = server.ask("SELECT answers FROM submission");
    assert_eq!(serde_json::from_str::<Value>(&stored).unwrap(), answers);
}

#[test]
fn the_servers_own_scores_are_kept() {
    let server = Server::start();
    let honest = submission("commune-office", 1, &commune_office([1; 9]));
    let mut tampered = Vec::new();
    for change in [
        |scores: &mut Value| scores[0]["numerator"] = 9.into(),
        |scores: &mut Value| scores[0]["value"] = 100.into(),
        |scores: &mut Value| scores[0]["parts"][0]["levels"]["5"] = 1.into(),
        |scores: &mut Value| scores[0]["combine"] = "weighted".into(),
        |scores: &mut Value| scores[0]["target"] = json!({"at_least": 0, "state": "met"}),
        |scores: &mut Value| *scores = json!([]),
    ] {
        let mut sent = honest.clone();
        change(&mut sent["scores"]);
        tampered.push(sent);
    }
    let mut without = honest.clone();
    without.as_object_mut().unwrap().remove("scores");
    tampered.push(without);
    for (number, sent) in (2..).zip(&mut tampered) {
        sent["submission_id"] = uuid(number).into();
        let reply = server.post(sent);
        assert_eq!((reply.status, &reply.json()["scores_agree"]), (201, &json!(false)), "{sent}");
        // Repeated, it is told again.
        let again = server.post(sent);
        assert_eq!((again.status, again.body), (200, reply.body));
    }
    let reply = server.post(&honest);
    assert_eq!((reply.status, &reply.json()["scores_agree"]), (201, &json!(true)));
    // Whatever was claimed, what is stored is computed here, and what was claimed falsely is marked.
    let agree = "CASE WHEN scores_agree THEN 'yes' ELSE 'no' END";
    let rows = server.query(&format!("SELECT scores, {agree} FROM submission ORDER BY id"));
    assert_eq!(rows.len(), tampered.len() + 1);
    for (index, row) in rows.iter().enumerate() {
        assert_eq!(serde_json::from_str::<Value>(&row[0]).unwrap(), honest["scores"]);
        assert_eq!(row[1] == "yes", index == tampered.len());
    }
    assert_eq!((&honest["scores"][0]["numerator"], &honest["scores"][0]["value"]), (&json!(0), &json!(0)));
}

#[test]
fn figures_that_cannot_be_counted_are_not_kept() {
    let definition = json!({
        "schema_version": 1, "form_id": "figures", "version": "1", "title": "F", "provenance": {"source": "s"},
        "survey": [{"type": "group", "name": "p", "label": "P", "children": [
            {"type": "integer", "name": "part", "label": "Part"},
            {"type": "integer", "name": "whole", "label": "Whole"},
            {"type": "integer", "name": "late", "label": "Late"}
        ]}],
        "scores": [{"name": "share", "label": "S", "numerator": "${part}", "denominator": "${whole} - ${late}"}]
    });
    let folder = tempfile::TempDir::new().unwrap();
    dist(folder.path());
    std::fs::write(folder.path().join("dist/forms/figures.json"), definition.to_string()).unwrap();
    let server = Server::start_in(folder, &["--min-group", "1"]);
    let hash = server.get("/results.json?form=figures").json()["form"]["hash"].clone();
    let sent = |number: u64, late: i64| {
        json!({
            "schema": "sipas-forms/submission/1", "form": {"id": "figures", "version": "1", "hash": hash},
            "submission_id": uuid(number), "language": "vi", "started_at": "2026-03-02T08:00:00Z",
            "completed_at": "2026-03-02T08:05:00Z", "answers": {"part": 1, "whole": 2, "late": late},
            "scores": [], "warnings": []
        })
    };
    let reply = server.post(&sent(1, 3));
    assert_eq!(reply.problem(), (422, String::from("score_negative_denominator")));
    let json = reply.json();
    // The places are the questions of the denominator, so that the form shows the words there.
    let errors = json["errors"].as_array().unwrap();
    let places: Vec<_> = errors.iter().map(|error| (&error["pointer"], &error["code"])).collect();
    let code = json!("score_negative_denominator");
    assert_eq!(places, [(&json!("#/answers/whole"), &code), (&json!("#/answers/late"), &code)]);
    assert!(errors[0]["detail"].as_str().unwrap().starts_with("Mẫu số"), "{json}");
    assert_eq!(server.rows(), 0);
    assert_eq!(server.post(&sent(2, 1)).status, 201);
    assert_eq!(server.post(&sent(3, 2)).status, 201);
    let results = server.get("/results.json?form=figures").json();
    assert_eq!((&results["responses"], &results["scores"][0]["denominator"]), (&json!(2), &json!(1)));
}

#[test]
fn faulty_answers_go_back_with_their_places() {
    let server = Server::start();
    let mut sent = submission("commune-office", 1, &commune_office([5; 9]));
    sent["answers"]["q3"] = "9".into();
    sent["answers"].as_object_mut().unwrap().remove("q5");
    let reply = server.post(&sent);
    assert_eq!(reply.problem(), (422, String::from("answers")));
    let json = reply.json();
    let places: Vec<_> = json["errors"].as_array().unwrap().iter().map(|error| &error["pointer"]).collect();
    assert_eq!(places, ["#/answers/q3", "#/answers/q5"]);
    assert_eq!(server.rows(), 0);
}
