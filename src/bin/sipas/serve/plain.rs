//! `/fill/FORM`: a form without scripts. Each page is made of what the one before posted; nothing is kept
//! between them, there is no cookie, and what is sent goes the way of `POST /submissions`.
//!
//! Every page that holds somebody's answers has the status 200, also one that tells of faults, or that the
//! database is not there: what stands between here and there may put a page of its own in place of another
//! status, and the answers would be lost with it.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use percent_encoding::percent_decode_str;
use sipas_forms::{
    form::Form,
    page::plain::{Fresh, Next, Plain, STATE, is_possible},
    value::{Json, object},
};
use tokio::time::timeout;

use super::{
    Backend,
    posting::{self, BODY_TIMEOUT},
    receipt,
    refusal::{Refusal, language_of},
    routes::Name,
};
use crate::{
    clock::timestamp,
    site::{self, words},
};

/// The most fields that a page posts.
const MAX_FIELDS: usize = 4096;

/// Shows the first page of a form.
pub async fn show(State(backend): State<Arc<Backend>>, Name(stem): Name, uri: Uri, headers: HeaderMap) -> Response {
    let language = language(&uri, &headers);
    let Some(form) = backend.named(&stem) else { return site_notice(StatusCode::NOT_FOUND, language) };
    let fresh = match fresh(&uri) {
        Ok(fresh) => fresh,
        Err(refusal) => return refused(&refusal, &stem, language),
    };
    page(&stem, &form, &Plain::begin(&form, &fresh), false)
}

/// Takes a page and shows the next.
pub async fn post(State(backend): State<Arc<Backend>>, Name(stem): Name, request: Request) -> Response {
    let language = language(request.uri(), request.headers());
    let Some(form) = backend.named(&stem) else { return site_notice(StatusCode::NOT_FOUND, language) };
    match handle(backend, &stem, form, request).await {
        Ok(response) => response,
        Err(refusal) => refused(&refusal, &stem, language),
    }
}

async fn handle(backend: Arc<Backend>, stem: &str, form: Arc<Form>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    if !is_own(&parts.headers) {
        return Err(Refusal::OtherSite);
    }
    if !is_form(&parts.headers) {
        return Err(Refusal::ContentType);
    }
    if !posting::is_plain(&parts.headers) {
        return Err(Refusal::ContentEncoding);
    }
    let body =
        timeout(BODY_TIMEOUT, posting::read(body, &backend.buffers)).await.map_err(|_| Refusal::Incomplete)??;
    let fresh = fresh(&parts.uri)?;
    let place = Arc::clone(&backend.judging).acquire_owned().await.map_err(|_| Refusal::Broken)?;
    let stem = String::from(stem);
    // Should the browser go away now, the work still ends, and sending again gets its receipt.
    let work = tokio::task::spawn_blocking(move || {
        let response = answer(&backend, &stem, &form, &body.bytes, &fresh);
        drop((place, body));
        response
    });
    work.await.map_err(|_| Refusal::Broken)?
}

fn answer(backend: &Backend, stem: &str, form: &Arc<Form>, body: &[u8], fresh: &Fresh) -> Result<Response, Refusal> {
    let fields = fields(body).ok_or(Refusal::NotJson("not_json"))?;
    let state = fields.iter().find(|(key, _)| key == STATE);
    let state = state.map_or(Ok(Json::Null), |(_, state)| serde_json::from_str(state));
    let state = state.map_err(|_| Refusal::NotJson("not_json"))?;
    let (mut plain, next) = Plain::post(form, &state, &fields, fresh);
    match next {
        Next::Show => {}
        Next::Anew => plain = Plain::begin(form, &Fresh { language: plain.language().into(), ..fresh.clone() }),
        Next::Send => send(backend, &mut plain),
    }
    Ok(page(stem, form, &plain, next != Next::Anew))
}

/// Sends the way that every submission goes: judged again from its bytes, kept once.
fn send(backend: &Backend, plain: &mut Plain) {
    let body = plain.envelope().to_text();
    match posting::judge(backend, plain.submission_id(), body.as_bytes()) {
        Ok((status, kept)) => {
            plain.reply(status.as_u16(), Some(&object(vec![("receipt", kept.receipt.into())])));
        }
        Err(Refusal::KeyReused) => plain.received_before(),
        Err(refusal) => {
            let problem = refusal.problem(plain.language());
            plain.reply(problem.status, Some(&problem.to_json()));
        }
    }
}

fn fresh(uri: &Uri) -> Result<Fresh, Refusal> {
    let submission_id = receipt::draw_key().map_err(|_| Refusal::Unavailable)?;
    Ok(Fresh { now: timestamp(), submission_id, language: asked(uri).unwrap_or_default().into() })
}

/// The language that an address asks for.
fn asked(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("lang="))
}

/// The language of a page that is of no form.
fn language(uri: &Uri, headers: &HeaderMap) -> &'static str {
    asked(uri).map_or_else(|| language_of(headers), |language| words(language).language)
}

/// Whether a post comes from a page of this server. Nothing is done in anybody's name here, but a page elsewhere
/// could have its visitors send what it likes. Browsers say where a form is in `Sec-Fetch-Site`, older ones, or
/// those without TLS, in `Origin`; what says neither is no browser of these years.
fn is_own(headers: &HeaderMap) -> bool {
    let get = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = get("sec-fetch-site") {
        // "none" is a page that was posted again by its reader: loaded anew, or opened after a restart.
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = get("origin") else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    // A proxy in front may have another name; no page can set these.
    host.is_some() && (host == get("host") || host == get("x-forwarded-host"))
}

/// `application/x-www-form-urlencoded`.
fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split_once(';').map_or(kind, |(kind, _)| kind);
    kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// The fields of a body; `None` for one that no page of ours posts.
fn fields(body: &[u8]) -> Option<Vec<(String, String)>> {
    let body = std::str::from_utf8(body).ok()?;
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
    };
    let mut fields = Vec::new();
    for pair in body.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        fields.push((decode(key)?, decode(value)?));
        if fields.len() > MAX_FIELDS {
            return None;
        }
    }
    Some(fields)
}

fn page(stem: &str, form: &Form, plain: &Plain, is_reply: bool) -> Response {
    let words = words(plain.language());
    let action = site::plain_address("/fill", stem, words);
    let content = is_possible(form).then(|| plain.render(&action));
    let prefix = if plain.has_errors() { plain.error_prefix() } else { String::new() };
    let shown = site::Filled {
        stem,
        form,
        content: content.as_deref(),
        prefix: &prefix,
        is_reply,
        is_live: content.is_none() || plain.may_be_taken_over(),
    };
    html(StatusCode::OK, site::filled(words, &shown))
}

/// What cannot be taken, in words, with the way back to the form.
fn refused(refusal: &Refusal, stem: &str, language: &str) -> Response {
    let words = words(language);
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
    html(status, site::not_taken(words, &site::plain_address("/fill", stem, words)))
}

fn site_notice(status: StatusCode, language: &str) -> Response {
    let words = words(language);
    html(status, site::notice(words, words.not_found, words.not_found_hint))
}

fn html(status: StatusCode, page: String) -> Response {
    // For older browsers `no-referrer` would hide from this server, too, where a form was.
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    (status, headers, page).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<Vec<(String, String)>> {
        fields(body.as_bytes())
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap_or(header::HOST), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_pages_of_this_server_post() {
        for pairs in [
            &[][..],
            &[("sec-fetch-site", "same-origin"), ("origin", "null")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://a.vn"), ("host", "a.vn")],
            &[("origin", "http://a.vn:8080"), ("host", "a.vn:8080")],
            &[("origin", "https://a.vn"), ("host", "10.0.0.1:80"), ("x-forwarded-host", "a.vn")],
        ] {
            assert!(is_own(&headers(pairs)), "{pairs:?}");
        }
        for pairs in [
            &[("sec-fetch-site", "cross-site"), ("origin", "https://a.vn"), ("host", "a.vn")][..],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "")],
            &[("origin", "https://b.vn"), ("host", "a.vn")],
            &[("origin", "null"), ("host", "a.vn")],
            &[("origin", "null"), ("host", "null")],
            &[("origin", "https://a.vn.b.vn"), ("host", "a.vn")],
            &[("origin", "")],
        ] {
            assert!(!is_own(&headers(pairs)), "{pairs:?}");
        }
    }

    #[test]
    fn fields_are_decoded_or_none() {
        let pair = |key: &str, value: &str| (String::from(key), String::from(value));
        assert_eq!(
            read("a=1+2&b=%C4%90%3D&a=%26&&c"),
            Some(vec![pair("a", "1 2"), pair("b", "Đ="), pair("a", "&"), pair("c", "")])
        );
        assert_eq!(read("a=%ff"), None);
        assert!(read("a=100%").is_some(), "what is no escape stays as it is");
        assert_eq!(fields(b"a=\xff"), None);
        assert_eq!(read(&"a=1&".repeat(MAX_FIELDS.saturating_add(1))), None);
    }
}
