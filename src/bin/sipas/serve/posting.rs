//! `POST /submissions`: read, judged by the core, kept once, answered with a receipt.

use std::{future::poll_fn, pin::Pin, sync::Arc, time::Duration};

use axum::{
    body::{Body, HttpBody},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use sipas_forms::{
    score::{Outcome, evaluate_one},
    submission::{MAX_BYTES, receive},
    value::{Json, object},
};
use tokio::time::timeout;

use super::{
    Backend, hexadecimal, log,
    refusal::{Refusal, language_of},
    store::{self, Kept, Record},
};
use crate::{clock::today, compose::composed, failure::json_fault};

/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// How much of a body that is too large is still read, so that the client hears why it is refused
/// instead of finding the connection broken.
const DRAINED: usize = 8 * MAX_BYTES;

/// Receives a submission.
pub async fn post(State(backend): State<Arc<Backend>>, request: Request) -> Response {
    let language = language_of(request.headers());
    match handle(backend, request).await {
        Ok(response) => response,
        Err(refusal) => refusal.respond(language),
    }
}

async fn handle(backend: Arc<Backend>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    if !is_json(&parts.headers) {
        return Err(Refusal::ContentType);
    }
    let body = timeout(BODY_TIMEOUT, read(body)).await.map_err(|_| Refusal::Incomplete)??;
    let key = key_of(&parts.headers).ok_or(Refusal::Key)?;
    let place = Arc::clone(&backend.judging).acquire_owned().await.map_err(|_| Refusal::Broken)?;
    // Should the client go away now, the work still ends, and a repetition gets its receipt.
    let work = tokio::task::spawn_blocking(move || {
        let outcome = judge(&backend, &key, &body);
        drop(place);
        outcome
    });
    let (status, kept) = work.await.map_err(|_| Refusal::Broken)??;
    let reply = object(vec![
        ("receipt", kept.receipt.into()),
        ("received_at", kept.received_at.into()),
        ("scores_agree", kept.scores_agree.into()),
    ]);
    Ok((status, [(header::CONTENT_TYPE, "application/json")], reply.to_text()).into_response())
}

/// `application/json`, in UTF-8 if it says so at all.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (kind, parameters) = kind.split_once(';').unwrap_or((kind, ""));
    let utf8 = parameters.trim().trim_matches('"').to_ascii_lowercase().replace('"', "");
    kind.trim().eq_ignore_ascii_case("application/json") && matches!(utf8.as_str(), "" | "charset=utf-8")
}

/// The key as it is, or as the quoted string that the IETF's draft makes of it.
fn key_of(headers: &HeaderMap) -> Option<String> {
    let key = headers.get("idempotency-key")?.to_str().ok()?;
    Some(String::from(key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key)))
}

/// The whole body, if it is no larger than a submission may be.
async fn read(mut body: Body) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.map_err(|_| Refusal::Incomplete)?.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length <= MAX_BYTES {
            bytes.extend_from_slice(&data);
        } else if length > DRAINED {
            break;
        }
    }
    if length > MAX_BYTES { Err(Refusal::TooLarge) } else { Ok(bytes) }
}

fn judge(backend: &Backend, key: &str, body: &[u8]) -> Result<(StatusCode, Kept), Refusal> {
    let json: Json = serde_json::from_slice(body).map_err(|error| Refusal::NotJson(json_fault(&error)))?;
    let json = composed(json);
    if json.get("submission_id").and_then(Json::as_text).is_some_and(|id| id != key) {
        return Err(Refusal::Key);
    }
    let body_hash = hexadecimal(&Sha256::digest(json.to_canonical().as_bytes()));
    // Before the verdict: what was kept under an older version of the form gets its receipt again.
    if let Some(known) = backend.store.find(key).map_err(|fault| unavailable(&fault))? {
        return again(known, &body_hash);
    }
    let accepted = receive(&json, today(), &|id| backend.form(id)).map_err(Refusal::Submission)?;
    let scores: Json = evaluate_one(&accepted.entry).iter().map(Outcome::to_json).collect();
    let record = Record {
        submission_id: accepted.envelope.submission_id,
        form: accepted.envelope.form,
        language: accepted.envelope.language,
        started_at: accepted.envelope.started_at,
        completed_at: accepted.envelope.completed_at,
        answers: accepted.entry.answers().to_canonical(),
        scores: scores.to_canonical(),
        scores_agree: accepted.scores_agree,
        body_hash,
    };
    match backend.store.keep(&record).map_err(|fault| unavailable(&fault))? {
        store::Outcome::New(kept) => Ok((StatusCode::CREATED, kept)),
        store::Outcome::Known(known) => again(known, &record.body_hash),
    }
}

fn again(known: Kept, body_hash: &str) -> Result<(StatusCode, Kept), Refusal> {
    if known.body_hash == body_hash { Ok((StatusCode::OK, known)) } else { Err(Refusal::KeyReused) }
}

fn unavailable(fault: &store::Fault) -> Refusal {
    log(&format!("a submission could not be stored: {fault}"));
    Refusal::Unavailable
}
