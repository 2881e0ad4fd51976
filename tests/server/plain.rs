//! A form without scripts, as a browser, or somebody who is none, posts it.

use crate::support::{Reply, STEMS, Server};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn post(server: &Server, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    server.request("POST", path, &[&[FORM], headers].concat(), body.as_bytes())
}

#[test]
fn every_form_has_a_page_in_both_languages() {
    let server = Server::start();
    for stem in STEMS {
        for (path, language) in [(format!("/fill/{stem}"), "vi"), (format!("/fill/{stem}?lang=en"), "en")] {
            let reply = server.get(&path);
            assert_eq!((reply.status, reply.header("cache-control")), (200, "no-store"), "{path}");
            assert_eq!(reply.header("referrer-policy"), "same-origin");
            assert!(reply.header("content-security-policy").contains("form-action 'self'"));
            let text = reply.text();
            assert!(text.starts_with(&format!("<!DOCTYPE html><html lang=\"{language}\"")), "{path}");
            assert!(text.contains(&format!("<form method=\"post\" action=\"{path}\"")), "{path}");
            for inline in [" style=", "<style", "<script>", " onclick", "javascript:"] {
                assert!(!text.contains(inline), "{path}: {inline}");
            }
            assert_eq!(post(&server, &path, &[], "").status, 200, "{path}");
        }
    }
    for path in ["/fill/nobody", "/fill/nobody?lang=en", "/fill/..%2f..%2fetc%2fpasswd"] {
        assert_eq!(server.get(path).status, 404, "{path}");
        assert_eq!(post(&server, path, &[], "").status, 404, "{path}");
    }
    assert_eq!(server.request("PUT", "/fill/qd766", &[FORM], b"").status, 405);
}

#[test]
fn what_cannot_be_read_is_refused_with_a_page() {
    let mut server = Server::start();
    let path = "/fill/commune-office";
    let large = format!("subject={}", "x".repeat(2 << 20));
    let many = "q1=5&".repeat(5000);
    let deep = format!("sipas-state={}", "%5B".repeat(100_000));
    for (headers, body, status) in [
        (&[][..], "q1=%ff", 400),
        (&[], "sipas-state=%7B", 400),
        (&[], "sipas-state=%7B%22a%22%3A1%2C%22a%22%3A2%7D", 400),
        (&[], many.as_str(), 400),
        (&[], deep.as_str(), 400),
        (&[], large.as_str(), 413),
        (&[("content-encoding", "gzip")], "q1=5", 415),
        (&[("sec-fetch-site", "cross-site")], "q1=5", 403),
        (&[("origin", "https://elsewhere.example")], "q1=5", 403),
    ] {
        let reply = post(&server, path, headers, body);
        let shown: String = body.chars().take(60).collect();
        assert_eq!(reply.status, status, "{shown}");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{shown}");
        assert!(reply.text().contains("Mở lại phiếu từ đầu"), "{shown}");
    }
    let reply = server.request("POST", path, &[("content-type", "application/json")], b"{}");
    assert_eq!(reply.status, 415);
    assert_eq!(server.rows(), 0);
    server.assert_alive();
}

#[test]
fn strange_fields_and_states_store_nothing_and_come_back_escaped() {
    let mut server = Server::start();
    let path = "/fill/commune-office";
    for body in [
        "sipas-act=send",
        "sipas-act=send&sipas-state=null",
        "sipas-act=send&sipas-state=%7B%22answers%22%3A%7B%7D%2C%22page%22%3Anull%7D",
        "sipas-act=%3Cscript%3E&q1=%3Cscript%3E&__proto__=1",
        "subject=%3C%2Ftextarea%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E",
        "sipas-state=%7B%22answers%22%3A%7B%22subject%22%3A%22%3Cscript%3E%22%7D%2C%22language%22%3A%22%3Cscript%3E%22%7D",
        "sipas-act=remove-99999999999999999999-1&commune=nowhere",
    ] {
        let reply = post(&server, path, &[("sec-fetch-site", "same-origin")], body);
        assert_eq!(reply.status, 200, "{body}");
        let text = reply.text();
        assert!(!text.contains("<script>") && text.contains("</html>"), "{body}");
    }
    assert_eq!(server.rows(), 0);
    server.assert_alive();
}

#[test]
fn the_pages_lead_there_only_where_the_server_has_it() {
    let server = Server::start();
    assert!(!server.get("/commune-office.html").text().contains("/fill/"));
}
