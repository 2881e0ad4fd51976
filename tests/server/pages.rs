//! What is served, under which headers.

use crate::support::{STEMS, Server, uuid};

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; \
                      require-trusted-types-for 'script'; trusted-types sipas-forms";

#[test]
fn every_reply_carries_the_security_headers() {
    let server = Server::start();
    for path in ["/", "/site.css", "/forms/commune-office.json", "/results", "/results.json", "/health", "/nothing"] {
        let reply = server.get(path);
        for (name, value) in [
            ("content-security-policy", POLICY),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(reply.header(name), value, "{path}");
        }
        assert!(reply.header("permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), "", "{path}");
    }
    assert_eq!(server.post_raw(&uuid(1), b"{").header("content-security-policy"), POLICY);
}

#[test]
fn files_have_their_types() {
    let server = Server::start();
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/index.en", "text/html; charset=utf-8"),
        ("/commune-office", "text/html; charset=utf-8"),
        ("/commune-office.html", "text/html; charset=utf-8"),
        ("/sipas-form.js", "text/javascript; charset=utf-8"),
        ("/sipas-forms.wasm", "application/wasm"),
        ("/site.css", "text/css; charset=utf-8"),
        ("/forms/commune%2Doffice.json", "application/json"),
        ("/forms/commune-office.form", "application/octet-stream"),
    ] {
        let reply = server.get(path);
        assert_eq!((reply.status, reply.header("content-type")), (200, kind), "{path}");
    }
    assert_eq!(server.get("/favicon.ico").status, 204);
    for path in ["/.hidden", "/sipas-form.js.br", "/forms", "/forms/", "/../Cargo.toml", "//etc/passwd", "/%2e%2e/x"] {
        assert_eq!(server.get(path).problem(), (404, String::from("not_found")), "{path}");
    }
    assert_eq!(server.get("/nothing").json()["detail"], "Không có gì ở địa chỉ này.");
    let page = server.get_with("/nothing", &[("accept", "text/html,*/*"), ("accept-language", "en-GB")]);
    assert_eq!((page.status, page.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(page.text().contains("<h1>Page not found</h1>"));
}

#[test]
fn an_address_that_is_no_text_is_not_found() {
    let server = Server::start();
    for (path, headers, title) in [
        ("/fill/%ff", &[][..], "Không tìm thấy trang"),
        ("/fill/%ff", &[("accept-language", "en")], "Page not found"),
        ("/fill/%ff?lang=en", &[], "Page not found"),
        ("/fill/nobody?lang=vi", &[("accept-language", "en")], "Không tìm thấy trang"),
        ("/results/%c3%28", &[], "Không tìm thấy trang"),
        ("/results/%ff?lang=en", &[], "Page not found"),
        ("/%ff", &[("accept", "text/html")], "Không tìm thấy trang"),
    ] {
        let reply = server.get_with(path, headers);
        assert_eq!((reply.status, reply.header("content-type")), (404, "text/html; charset=utf-8"), "{path}");
        assert!(reply.text().contains(&format!("<h1>{title}</h1>")), "{path}: {}", reply.text());
    }
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let reply = server.request("POST", "/fill/%ff?lang=en", &form, b"");
    assert!(reply.status == 404 && reply.text().contains("<h1>Page not found</h1>"), "{}", reply.text());
    for (path, detail) in [
        ("/results/%ff.json", "Không có gì ở địa chỉ này."),
        ("/results/%ff.csv", "Không có gì ở địa chỉ này."),
        ("/results/%ff.csv?lang=en", "There is nothing at this address."),
        ("/results.json?form=%ff&lang=en", "There is nothing at this address."),
        ("/forms/%ff.json", "Không có gì ở địa chỉ này."),
    ] {
        let reply = server.get(path);
        assert_eq!(reply.problem(), (404, String::from("not_found")), "{path}");
        assert_eq!(reply.json()["detail"], detail, "{path}");
    }
}

#[test]
fn files_are_compressed_and_kept_as_long_as_is_right() {
    let server = Server::start();
    let get = |coding: &str| server.get_with("/sipas-form.js", &[("accept-encoding", coding)]);
    for (coding, encoding, body) in [
        ("gzip, deflate, br", "br", "brotli"),
        ("gzip", "gzip", "gzip"),
        ("br;q=0, gzip", "gzip", "gzip"),
        ("identity", "", "export {}"),
    ] {
        let reply = get(coding);
        assert_eq!((reply.header("content-encoding"), reply.text().as_str()), (encoding, body), "{coding}");
        assert_eq!(reply.header("vary"), "accept-encoding");
        assert_eq!(reply.header("cache-control"), "no-cache");
        let tag = String::from(reply.header("etag"));
        let again = server.get_with("/sipas-form.js", &[("accept-encoding", coding), ("if-none-match", &tag)]);
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, tag.as_str()), "{coding}");
    }
    assert_ne!(get("br").header("etag"), get("gzip").header("etag"));
    let immutable = "public, max-age=31536000, immutable";
    assert_eq!(server.get("/chunk-1a2b3c4d.js").header("cache-control"), immutable);
    let hash = String::from(&get("identity").header("etag")[1..13]);
    assert_eq!(server.get(&format!("/sipas-form.js?v={hash}")).header("cache-control"), immutable);
    // A version that is not this content's is not believed.
    assert_eq!(server.get("/sipas-form.js?v=0123456789ab").header("cache-control"), "no-cache");
    assert_eq!(server.get("/").header("cache-control"), "no-cache");
    assert_eq!(server.get("/results").header("cache-control"), "no-store");
    assert_eq!(server.get_with("/results", &[("accept-encoding", "gzip")]).header("content-encoding"), "gzip");
}

#[test]
fn methods_are_what_they_are() {
    let server = Server::start();
    for (method, path, allow) in [
        ("GET", "/submissions", "POST,HEAD"),
        ("PUT", "/submissions", "POST,HEAD"),
        ("OPTIONS", "/submissions", "POST,HEAD"),
        ("POST", "/results", "GET,HEAD"),
        ("DELETE", "/index.html", "GET,HEAD"),
    ] {
        let reply = server.request(method, path, &[], b"");
        assert_eq!(reply.problem(), (405, String::from("method_not_allowed")), "{method} {path}");
        assert_eq!(reply.header("allow"), allow, "{method} {path}");
    }
    assert_eq!(server.request("POST", "/nothing", &[], b"").status, 404);
    let head = server.request("HEAD", "/site.css", &[], b"");
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (200, "6", 0));
}

#[test]
fn other_portals_may_post_only_when_they_are_named() {
    let ask = |server: &Server, origin: &str| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type,idempotency-key"),
        ];
        server.request("OPTIONS", "/submissions", &headers, b"")
    };
    let portal = "https://portal.example";
    assert_eq!(ask(&Server::start(), portal).header("access-control-allow-origin"), "");
    let server = Server::start_with(&["--allow-origin", portal, "--allow-origin", "http://localhost:3000"]);
    let reply = ask(&server, portal);
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, portal));
    assert_eq!(reply.header("access-control-allow-headers"), "content-type,idempotency-key");
    assert_eq!(ask(&server, "https://evil.example").header("access-control-allow-origin"), "");
    let refused = server.request("POST", "/submissions", &[("origin", portal)], b"");
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (415, portal));
}

#[test]
fn pages_have_nothing_inline_and_lead_on() {
    let server = Server::start();
    let start = server.get("/").text();
    let mut pages = vec![("vi", String::from("/")), ("en", String::from("/index.en.html"))];
    pages.extend([("vi", String::from("/results")), ("en", String::from("/results?lang=en"))]);
    for stem in STEMS {
        assert!(start.contains(&format!("href=\"{stem}.html\"")), "{stem}");
        pages.extend([("vi", format!("/{stem}.html")), ("en", format!("/{stem}.en.html"))]);
    }
    // What officers fill is not among the surveys for everybody.
    let (surveys, officers) = start.split_once("<h2 id=\"officers\">Dành cho cán bộ</h2>").unwrap();
    for (stem, is_officers) in STEMS.map(|stem| (stem, ["cchc-report", "qd766", "self-assessment"].contains(&stem))) {
        let link = format!("href=\"{stem}.html\"");
        assert_eq!((surveys.contains(&link), officers.contains(&link)), (!is_officers, is_officers), "{stem}");
    }
    assert!(server.get("/index.en.html").text().contains("<h2 id=\"officers\">For officers</h2>"));
    for (language, path) in pages {
        let text = server.get(&path).text();
        for inline in [" style=", "<style", "<script>", " onclick", "javascript:"] {
            assert!(!text.contains(inline), "{path}: {inline}");
        }
        assert!(text.starts_with(&format!("<!DOCTYPE html><html lang=\"{language}\"")), "{path}");
        assert!(text.contains("<main ") && text.contains("name=\"viewport\""), "{path}");
    }
    let page = server.get("/sipas-household.en.html").text();
    assert!(
        page.contains("<sipas-form src=\"forms/sipas-household.form\" endpoint=\"/submissions\" lang=\"en\" history alternate offline=\"sw.js\">")
    );
    assert!(page.contains("href=\"sipas-forms.wasm\"") && page.contains("href=\"forms/sipas-household.form\""));
    assert!(page.contains("<noscript>") && !page.contains("full"));
    // What is shown while it loads also says what to do where it never does.
    let page = server.get("/sipas-household.html").text();
    let loading = page.split("<p class=\"loading\">").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(loading.ends_with("Ông/Bà tải lại trang hoặc dùng trình duyệt mới hơn."), "{loading}");
    // The form has a switch of its own, which takes the page with it.
    assert!(!page.contains("language-link"), "{page}");
    assert!(page.contains("<link rel=\"alternate\" hreflang=\"en\" href=\"sipas-household.en.html\">"), "{page}");
    assert!(server.get("/queue.html").text().contains("<a class=\"language-link\" href=\"queue.en.html\""));
}
