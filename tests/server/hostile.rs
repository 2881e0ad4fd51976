//! Whatever comes, it is refused in words and the process lives.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    database,
    support::{Server, commune_office, eventually, submission, uuid},
};

fn good() -> Value {
    submission("commune-office", 1, &commune_office([5; 9]))
}

#[test]
fn malformed_bodies_are_refused() {
    let mut server = Server::start();
    let good = good().to_string();
    let bodies: Vec<(Vec<u8>, &str)> = vec![
        (b"".into(), "not_json"),
        (b"{".into(), "not_json"),
        (b"null and void".into(), "not_json"),
        (b"\xff\xfe\x00{}".into(), "not_json"),
        (format!("\u{feff}{good}").into(), "not_json"),
        (format!("{good}{good}").into(), "not_json"),
        (good.replace("Chứng thực", "\\ud800").into(), "not_json"),
        (good.replace("\"Chứng thực\"", "1e999").into(), "not_json"),
        (good.replace("\"q1\":", "\"q2\":").into(), "duplicate_key"),
        (good.replace("\"schema\":", "\"language\":\"vi\",\"schema\":").into(), "duplicate_key"),
        (("[".repeat(200) + &"]".repeat(200)).into(), "too_deep"),
        ("[".repeat(500_000).into(), "too_deep"),
        ("{\"a\":".repeat(100_000).into(), "too_deep"),
        (b"null".into(), "envelope"),
        (b"[]".into(), "envelope"),
        (b"{}".into(), "envelope"),
        (b"\"text\"".into(), "envelope"),
    ];
    for (body, code) in bodies {
        let reply = server.post_raw(&uuid(1), &body);
        let shown = String::from_utf8_lossy(&body).chars().take(60).collect::<String>();
        assert_eq!(reply.problem(), (400, String::from(code)), "{shown}");
    }
    assert_eq!(server.rows(), 0);
    server.assert_alive();
}

#[test]
fn strange_envelopes_are_refused() {
    let mut server = Server::start();
    let changes: Vec<(&str, Value, u16, &str)> = vec![
        ("/schema", json!("sipas-forms/submission/2"), 400, "envelope"),
        ("/schema", json!(null), 400, "envelope"),
        ("/form/id", json!("other"), 404, "unknown_form"),
        ("/form/id", json!("../../etc/passwd"), 404, "unknown_form"),
        ("/form/id", json!(""), 400, "envelope"),
        ("/form/version", json!("1999.1"), 409, "other_version"),
        ("/form/hash", json!("0".repeat(64)), 409, "other_version"),
        ("/form", json!([]), 400, "envelope"),
        ("/language", json!("x".repeat(100_000)), 400, "envelope"),
        ("/started_at", json!("yesterday"), 400, "envelope"),
        ("/started_at", json!("2026-03-02"), 400, "envelope"),
        ("/started_at", json!("2026-02-30T08:00:00Z"), 400, "envelope"),
        ("/started_at", json!("2026-03-02T24:00:00Z"), 400, "envelope"),
        ("/completed_at", json!("2026-03-02T::::::::Z"), 400, "envelope"),
        ("/completed_at", json!("2026-03-02T08:00:00+07"), 400, "envelope"),
        ("/completed_at", json!("2026-03-02T08:00:00Z<b>"), 400, "envelope"),
        ("/completed_at", json!(7), 400, "envelope"),
        ("/language", json!("<b>"), 400, "envelope"),
        ("/language", json!("vi-"), 400, "envelope"),
        ("/language", json!("=1+1"), 400, "envelope"),
        ("/completed_at", json!("2026-03-02T08:00:00.Z"), 400, "envelope"),
        ("/scores", json!("x"), 400, "envelope"),
        ("/scores", json!({}), 400, "envelope"),
        ("/scores", json!(null), 400, "envelope"),
        ("/warnings", json!(7), 400, "envelope"),
        ("/warnings", json!({"path": "/q1"}), 400, "envelope"),
        ("/answers", json!([]), 400, "envelope"),
        ("/answers", json!(null), 400, "envelope"),
        ("/answers/q1", json!({"deep": [1, {"er": 2}]}), 422, "answers"),
        ("/answers/q1", json!(5), 422, "answers"),
        ("/answers/q1", json!(["5"]), 422, "answers"),
        ("/answers/subject", json!("a\u{0}b"), 422, "answers"),
        ("/answers/subject", json!("x".repeat(900_000)), 422, "answers"),
        ("/answers/subject", json!(12_345), 422, "answers"),
        // What a reader cannot hold exactly is in no part of a submission.
        ("/answers/subject", json!(123_456_789_012_345_678_u64), 400, "inexact_number"),
        ("/scores/0/value", json!(0.123_456_7), 400, "inexact_number"),
        ("/scores/0/value", json!(1e300), 400, "inexact_number"),
        ("/warnings", json!([{"a": 9_007_199_254_740_993_u64}]), 400, "inexact_number"),
    ];
    for (pointer, value, status, code) in changes {
        let mut body = good();
        *body.pointer_mut(pointer).unwrap() = value;
        let reply = server.post_raw(&uuid(1), body.to_string().as_bytes());
        assert_eq!(reply.problem(), (status, String::from(code)), "{pointer}");
    }
    for key in ["__proto__", "constructor", "rate_officials", "start_purpose", "a/b~c", "", "Q1"] {
        let mut body = good();
        body["answers"][key] = "1".into();
        let reply = server.post_raw(&uuid(1), body.to_string().as_bytes());
        assert_eq!(reply.problem(), (422, String::from("answers")), "{key}");
    }
    for place in ["", "/form"] {
        let mut body = good();
        body.pointer_mut(place).unwrap()["ip"] = "127.0.0.1".into();
        let reply = server.post_raw(&uuid(1), body.to_string().as_bytes());
        assert_eq!(reply.problem(), (400, String::from("envelope")), "{place}");
    }
    assert_eq!(server.rows(), 0);
    server.assert_alive();
}

#[test]
fn keys_must_be_the_submissions_own() {
    let server = Server::start();
    let body = good().to_string();
    for key in [uuid(2), String::from("x"), uuid(1).to_uppercase() + "a", String::new(), "k".repeat(5000)] {
        let reply = server.post_raw(&key, body.as_bytes());
        assert_eq!(reply.problem(), (400, String::from("idempotency_key")), "{key}");
    }
    let headers = [("content-type", "application/json")];
    let reply = server.request("POST", "/submissions", &headers, body.as_bytes());
    assert_eq!(reply.problem(), (400, String::from("idempotency_key")));
    // A key that is no UUID is no key, even where both agree.
    for key in [String::from("1"), uuid(1).to_uppercase().replace('0', "A"), uuid(1).replace('-', "0")] {
        let mut body = good();
        body["submission_id"] = key.clone().into();
        let reply = server.post_raw(&key, body.to_string().as_bytes());
        assert_eq!(reply.problem(), (400, String::from("idempotency_key")), "{key}");
    }
    assert_eq!(server.rows(), 0);
}

#[test]
fn a_known_key_answers_before_whatever_else_is_wrong() {
    type Change = fn(&mut Value);
    let server = Server::start();
    let first = server.post(&good());
    assert_eq!(first.status, 201);
    let changes: [(Change, u16, &str); 8] = [
        (|body| body["answers"]["q1"] = "9".into(), 422, "answers"),
        (|body| drop(body["answers"].as_object_mut().unwrap().remove("q1")), 422, "answers"),
        (|body| body["form"]["id"] = "other".into(), 404, "unknown_form"),
        (|body| body["form"]["version"] = "1".into(), 409, "other_version"),
        (|body| drop(body.as_object_mut().unwrap().remove("answers")), 400, "envelope"),
        (|body| body["started_at"] = "yesterday".into(), 400, "envelope"),
        (|body| drop(body.as_object_mut().unwrap().remove("submission_id")), 400, "envelope"),
        (|body| body["scores"] = json!(1e300), 400, "inexact_number"),
    ];
    for (change, status, code) in changes {
        let [known, unknown] = [1, 2].map(|number| {
            let mut body = submission("commune-office", number, &commune_office([5; 9]));
            change(&mut body);
            server.post_raw(&uuid(number), body.to_string().as_bytes())
        });
        assert_eq!(unknown.problem(), (status, String::from(code)));
        assert_eq!(known.problem(), (422, String::from("idempotency_key_reused")), "{code}");
        // Whoever was told of fields would mend them and send under another key: two rows.
        assert_eq!(known.json()["errors"], json!([]), "{code}");
    }
    // Another key's holder, with this key in the body.
    let reply = server.post_raw(&uuid(2), good().to_string().as_bytes());
    assert_eq!(reply.problem(), (400, String::from("idempotency_key")));
    let again = server.post(&good());
    assert_eq!((again.status, again.body), (200, first.body));
    assert_eq!(server.rows(), 1);
}

#[test]
fn only_json_is_taken() {
    let server = Server::start();
    let body = good().to_string();
    let key = uuid(1);
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json; charset=utf-16",
        "",
    ] {
        let headers = [("content-type", kind), ("idempotency-key", &key)];
        let reply = server.request("POST", "/submissions", &headers, body.as_bytes());
        assert_eq!(reply.problem(), (415, String::from("content_type")), "{kind}");
    }
    let reply = server.request("POST", "/submissions", &[("idempotency-key", &key)], body.as_bytes());
    assert_eq!(reply.problem(), (415, String::from("content_type")));
}

#[test]
fn compressed_bodies_are_refused() {
    let server = Server::start();
    let (body, key) = (good().to_string(), uuid(1));
    let post = |coding: &str| {
        let headers = [("content-type", "application/json"), ("idempotency-key", &key), ("content-encoding", coding)];
        server.request("POST", "/submissions", &headers, body.as_bytes())
    };
    for coding in ["gzip", "br", "identity, gzip", "x", ""] {
        assert_eq!(post(coding).problem(), (415, String::from("content_encoding")), "{coding}");
    }
    assert_eq!(post("Identity").status, 201);
}

#[test]
fn a_house_full_of_half_sent_posts_keeps_nobody_out() {
    let mut server = Server::start();
    let body = good().to_string();
    // As many as are open at the same time, all from one address, as they come through a proxy.
    let mut streams: Vec<TcpStream> = (0..512).map(|number| server.begin_post(&uuid(number), &body)).collect();
    let start = Instant::now();
    assert_eq!(server.post(&submission("commune-office", 600, &commune_office([5; 9]))).status, 201);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    // The first of them made room and hears what to do; the others lost nothing.
    let mut reply = String::new();
    let _ = streams[0].read_to_string(&mut reply);
    assert!(reply.starts_with("HTTP/1.1 408 ") && reply.contains("urn:sipas-forms:problem:incomplete"), "{reply}");
    for name in ["retry-after: 30", "connection: close", "cache-control: no-store"] {
        assert!(reply.contains(&format!("\r\n{name}\r\n")), "{name}: {reply}");
    }
    let (mut reply, stream) = (String::new(), &mut streams[1]);
    stream.write_all(&body.as_bytes()[body.len() - 1..]).unwrap();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 201 "), "{reply}");
    assert_eq!(server.rows(), 2);
    server.assert_alive();
}

#[test]
fn large_bodies_that_stall_hold_nobody_up() {
    let mut server = Server::start();
    let large = " ".repeat((1 << 20) - 1) + "x";
    let streams: Vec<TcpStream> = (0..20).map(|number| server.begin_post(&uuid(number), &large)).collect();
    // No more of their kind are read now; a submission of the usual size is.
    let large_is = |status: u16| server.status_of_raw(&uuid(50), large.as_bytes()) == Some(status);
    eventually(Duration::from_secs(20), "the budget is never used up", || large_is(503));
    assert_eq!(server.post(&good()).status, 201);
    drop(streams);
    eventually(Duration::from_secs(20), "the budget is not given back", || large_is(400));
    server.assert_alive();
}

#[test]
fn large_bodies_are_refused_in_words() {
    let mut server = Server::start();
    for size in [(1 << 20) + 1, 3 << 20] {
        let reply = server.post_raw(&uuid(1), &vec![b' '; size]);
        assert_eq!(reply.problem(), (413, String::from("too_large")), "{size}");
    }
    // Exactly as large as allowed: spaces around a right one change nothing.
    let mut body = good().to_string().into_bytes();
    body.resize(1 << 20, b' ');
    assert_eq!(server.post_raw(&uuid(1), &body).status, 201);
    // Far larger: the connection may break off before the reply is read, and nothing else happens.
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let head = format!(
        "POST /submissions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nidempotency-key: {}\r\n\
         content-length: 1000000000000\r\n\r\n",
        uuid(2)
    );
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = vec![b' '; 1 << 20];
    let sent = (0..1000).take_while(|_| stream.write_all(&chunk).is_ok()).count();
    assert!(sent < 100, "{sent} MiB were taken");
    server.assert_alive();
}

#[test]
fn a_refusal_is_never_much_larger_than_its_cause() {
    let server = Server::start();
    let mut body = good();
    for number in 0..60_000 {
        body["answers"][format!("x{number}")] = 1.into();
    }
    let start = Instant::now();
    let reply = server.post(&body);
    assert_eq!(reply.problem(), (422, String::from("answers")));
    assert!(reply.body.len() < 100_000, "{}", reply.body.len());
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn what_is_not_http_is_survived() {
    let mut server = Server::start();
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST /submissions HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"POST /submissions HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-type: application/json\r\n\r\nZZ\r\n",
        b"GET /%ff%fe%00/../../etc/passwd HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        b"GET /results?form=%ff&by=%00 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        stream.write_all(bytes).unwrap();
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply);
        assert!(!reply.starts_with(b"HTTP/1.1 2"), "{}", String::from_utf8_lossy(&reply));
    }
    server.assert_alive();
}

#[test]
fn slow_and_abandoned_posts_hold_nobody_up() {
    let mut server = Server::start();
    let body = good().to_string();
    let head = |number: u64| {
        format!(
            "POST /submissions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nidempotency-key: {}\r\n\
             content-length: {}\r\n\r\n",
            uuid(number),
            body.len()
        )
    };
    let mut streams: Vec<TcpStream> = (0..60).map(|_| TcpStream::connect(server.address()).unwrap()).collect();
    for (number, stream) in streams.iter_mut().enumerate() {
        let head = head(1);
        // A third stop within the head, a third within the body.
        let part = [&head[..20], &head[..], &(head.clone() + &body[..100])][number % 3].as_bytes().to_vec();
        stream.write_all(&part).unwrap();
    }
    let start = Instant::now();
    assert_eq!(server.post(&good()).status, 201);
    assert!(start.elapsed() < Duration::from_secs(5));
    drop(streams);
    // A client that sends all and does not wait: its submission is kept, and repeating is safe.
    let sent = submission("commune-office", 7, &commune_office([5; 9])).to_string();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let head = head(7).replace(&format!("length: {}", body.len()), &format!("length: {}", sent.len()));
    stream.write_all((head + &sent).as_bytes()).unwrap();
    eventually(Duration::from_secs(20), "it is not stored", || server.rows() == 2);
    drop(stream);
    assert_eq!(server.post_raw(&uuid(7), sent.as_bytes()).status, 200);
    assert_eq!(server.rows(), 2);
    server.assert_alive();
}

#[test]
fn a_database_that_is_locked_asks_for_patience() {
    let mut server = Server::start();
    database::locked(server.folder.path(), || {
        let reply = server.post(&good());
        assert_eq!(reply.problem(), (503, String::from("unavailable")));
        assert_eq!(reply.header("retry-after"), "30");
    });
    assert_eq!(server.post(&good()).status, 201);
    server.assert_alive();
}
