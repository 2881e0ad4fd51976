//! `POST /submissions`: read, judged by the core, kept once, answered with a receipt.

use std::{future::poll_fn, pin::Pin, sync::Arc, time::Duration};

use axum::{
    body::{Body, HttpBody},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use sipas_forms::{
    entry::{Entry, Severity, Surroundings},
    score::{Outcome, evaluate_one},
    submission::{Fault, MAX_BYTES, Problem, receive},
    value::{Date, Json, object, sha256},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{
    Backend, log,
    refusal::{Refusal, language_of},
    store::{self, Filed, Kept, Record},
};
use crate::{
    clock::today,
    failure::json_fault,
    reports::{Breach, DUPLICATE, Facts, breaches, duplicate_in_words},
};

/// How long a body may take to arrive.
pub(super) const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// How much of a body that is too large is still read, so that the client hears why it is refused
/// instead of finding the connection broken.
const DRAINED: usize = 8 * MAX_BYTES;
/// A body that is no larger is read without asking for room: nearly every submission is smaller.
const USUAL: usize = 64 << 10;

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
    if !is_plain(&parts.headers) {
        return Err(Refusal::ContentEncoding);
    }
    let body = timeout(BODY_TIMEOUT, read(body, &backend.buffers)).await.map_err(|_| Refusal::Incomplete)??;
    let key = key_of(&parts.headers).filter(|key| is_uuid(key)).ok_or(Refusal::Key)?;
    let place = Arc::clone(&backend.judging).acquire_owned().await.map_err(|_| Refusal::Broken)?;
    // Should the client go away now, the work still ends, and a repetition gets its receipt.
    let work = tokio::task::spawn_blocking(move || {
        let outcome = judge(&backend, &key, &body.bytes);
        drop((place, body));
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

/// Whether the body is as it is, not compressed.
pub(super) fn is_plain(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(header::CONTENT_ENCODING).iter();
    codings.all(|coding| coding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity"))
}

/// A UUID in lower case, as every envelope has to have one.
fn is_uuid(key: &str) -> bool {
    key.len() == 36
        && key.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

/// The key as it is, or as the quoted string that the IETF's draft makes of it.
fn key_of(headers: &HeaderMap) -> Option<String> {
    let key = headers.get("idempotency-key")?.to_str().ok()?;
    Some(String::from(key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key)))
}

/// A body, and the room it takes.
pub(super) struct Received {
    pub(super) bytes: Vec<u8>,
    _room: Option<OwnedSemaphorePermit>,
}

/// The whole body, if it is no larger than a submission may be. What is larger than a submission
/// usually is takes its bytes from `buffers` as they arrive, and is refused when there are none left:
/// nobody can fill the memory, and those who try do not hold up the others.
pub(super) async fn read(mut body: Body, buffers: &Arc<Semaphore>) -> Result<Received, Refusal> {
    let mut bytes = Vec::new();
    let mut room: Option<OwnedSemaphorePermit> = None;
    let mut length = 0_usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.map_err(|_| Refusal::Incomplete)?.into_data() else { continue };
        let before = length.max(USUAL);
        length = length.saturating_add(data.len());
        if length > DRAINED {
            break;
        }
        if length > MAX_BYTES {
            (bytes, room) = (Vec::new(), None);
            continue;
        }
        let more = u32::try_from(length.saturating_sub(before)).unwrap_or(u32::MAX);
        if more > 0 {
            let more = Arc::clone(buffers).try_acquire_many_owned(more).map_err(|_| Refusal::Unavailable)?;
            match &mut room {
                Some(room) => room.merge(more),
                None => room = Some(more),
            }
        }
        bytes.extend_from_slice(&data);
    }
    if length > MAX_BYTES { Err(Refusal::TooLarge) } else { Ok(Received { bytes, _room: room }) }
}

/// Judges a submission and keeps it, once.
pub(super) fn judge(backend: &Backend, key: &str, body: &[u8]) -> Result<(StatusCode, Kept), Refusal> {
    let json: Json = serde_json::from_slice(body).map_err(|error| Refusal::NotJson(json_fault(&error)))?;
    if json.get("submission_id").and_then(Json::as_text).is_some_and(|id| id != key) {
        return Err(Refusal::Key);
    }
    let body_hash = sha256(json.to_canonical().as_bytes());
    let today = today();
    let accepted = match receive(&json, today, &|id| backend.form(id)) {
        Ok(accepted) => accepted,
        Err(problem) => {
            let answer = repeated(backend, key, &json, &body_hash, problem);
            if let Err(Refusal::Submission(problem)) = &answer {
                note_refusal(backend, &json, today, problem);
            }
            return answer;
        }
    };
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
        report: filed(&accepted.entry),
    };
    let form = accepted.entry.form();
    match backend.store.keep(&record, form, backend.least(form)).map_err(|fault| unavailable(&fault))? {
        store::Outcome::New(kept) => Ok((StatusCode::CREATED, kept)),
        store::Outcome::Known(known) if known.body_hash == record.body_hash => Ok((StatusCode::OK, known)),
        store::Outcome::Known(_) => Err(Refusal::KeyReused),
        store::Outcome::Duplicate => Err(Refusal::Submission(duplicate(&accepted.entry, &record.language))),
    }
}

/// Which report these answers are; nothing of another form's.
fn filed(entry: &Entry) -> Option<Filed> {
    let Facts { unit, period, key, late } = Facts::of(entry)?;
    let warnings: Json =
        breaches(entry.form(), &entry.issues(), Severity::Warning).iter().map(Breach::to_json).collect();
    Some(Filed { unit: unit?, period, key: key?, late, warnings: warnings.to_canonical() })
}

/// A report that was sent before. 422 and not 409, which clients take for "you have it already" or, with a
/// problem, for something to be sent again as it is: this is mended at a field.
fn duplicate(entry: &Entry, language: &str) -> Problem {
    let form = entry.form();
    let language = form.language(language);
    let detail = duplicate_in_words(entry, language);
    let unit = form.reporting.report.and_then(|report| form.element(report.unit));
    let fault = Fault {
        pointer: unit.map_or_else(|| String::from("#/answers"), |unit| format!("#/answers/{}", unit.name)),
        code: DUPLICATE.into(),
        detail: detail.clone(),
        rule: unit.map(|unit| unit.rule.clone()).unwrap_or_default(),
    };
    Problem { status: 422, code: DUPLICATE, detail, errors: vec![fault] }
}

/// Notes of a refused report whose it is, for which period, and which rules it breaks: no answer.
fn note_refusal(backend: &Backend, json: &Json, today: Option<Date>, problem: &Problem) {
    let text = |json: &Json, key: &str| json.get(key).and_then(Json::as_text).map(String::from);
    let form = || backend.form(&text(json.get("form")?, "id")?).filter(|form| form.reporting.report.is_some());
    let Some(form) = Some(problem).filter(|problem| problem.status == 422).and_then(|_| form()) else { return };
    let surroundings =
        Surroundings { today, now: text(json, "started_at"), language: text(json, "language").unwrap_or_default() };
    let entry = Entry::from_answers(Arc::clone(&form), surroundings, json.get("answers").unwrap_or(&Json::Null));
    let Some((unit, period)) = Facts::of(&entry).and_then(|facts| facts.unit.zip(facts.period)) else { return };
    let mut rules = breaches(&form, &entry.issues(), Severity::Error);
    if rules.is_empty() {
        rules.push(Breach { code: problem.code.into(), is_rule: false, count: 1 });
    }
    let rules: Json = rules.iter().map(Breach::to_json).collect();
    if let Err(fault) = backend.store.refuse(&form.identity, &unit, &period, &rules.to_canonical()) {
        log(&format!("a refusal could not be noted: {fault}"));
    }
}

/// A known key answers first, whatever is wrong with what came: what was kept under an older version of
/// its form gets its receipt again, and other content hears that the key is taken, and nothing to mend:
/// mended, it would come under another key, and be there twice.
fn repeated(
    backend: &Backend,
    key: &str,
    json: &Json,
    body_hash: &str,
    problem: Problem,
) -> Result<(StatusCode, Kept), Refusal> {
    match backend.store.find(key).map_err(|fault| unavailable(&fault))? {
        None => Err(Refusal::Submission(problem)),
        // What is not held exactly may hash as something else does.
        Some(known) if known.body_hash == body_hash && !json.is_inexact() => Ok((StatusCode::OK, known)),
        Some(_) => Err(Refusal::KeyReused),
    }
}

fn unavailable(fault: &store::Fault) -> Refusal {
    log(&format!("a submission could not be stored: {fault}"));
    Refusal::Unavailable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_bodies_share_the_room_and_give_it_back() -> std::io::Result<()> {
        let buffers = Arc::new(Semaphore::new(1000));
        let body = |size: usize| read(Body::from(vec![b' '; size]), &buffers);
        tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
            let first = body(USUAL + 600).await;
            assert!(first.as_ref().is_ok_and(|received| received.bytes.len() == USUAL + 600));
            assert!(matches!(body(USUAL + 600).await, Err(Refusal::Unavailable)));
            assert!(body(USUAL).await.is_ok(), "what is no larger than usual needs no room");
            drop(first);
            assert!(body(USUAL + 1000).await.is_ok());
            assert!(matches!(body(MAX_BYTES + 1).await, Err(Refusal::TooLarge)));
            assert_eq!(buffers.available_permits(), 1000);
        });
        Ok(())
    }

    #[test]
    fn keys_are_uuids() {
        assert!(is_uuid("3f0c8a52-8a3e-4d8e-9a5e-0123456789ab"));
        for key in ["", "1", "3F0C8A52-8A3E-4D8E-9A5E-0123456789AB", "3f0c8a52-8a3e-4d8e-9a5e-0123456789a'"] {
            assert!(!is_uuid(key), "{key}");
        }
    }
}
