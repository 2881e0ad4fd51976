//! `GET /results`, `GET /results.json`, `GET /health`.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use sipas_forms::{
    form::Form,
    value::{Json, object},
};

use super::{Backend, ledger, log, refusal::Refusal, store::Fault};
use crate::{
    results::Report,
    site::{self, Shown, Words, words},
};

/// `form`, `by` and `lang`, with whatever else came.
type Parameters = Query<Vec<(String, String)>>;

fn parameter<'a>(parameters: &'a Parameters, name: &str) -> Option<&'a str> {
    parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}

/// Which form, by which question.
struct Wanted {
    form: Arc<Form>,
    by: Option<usize>,
}

/// What is asked for: the first form if none is named; `Err` for a form or question there is not.
fn wanted(backend: &Backend, parameters: &Parameters) -> Result<Option<Wanted>, ()> {
    let form = match parameter(parameters, "form") {
        Some(id) => backend.form(id).ok_or(())?,
        None => match backend.forms.first() {
            Some(form) => Arc::clone(form),
            None => return Ok(None),
        },
    };
    let by = match parameter(parameters, "by") {
        Some(name) => Some(form.find(name).filter(|question| form.results_by.contains(question)).ok_or(())?),
        None => None,
    };
    Ok(Some(Wanted { form, by }))
}

async fn report(backend: &Arc<Backend>, wanted: &Wanted) -> Result<(Report, u64), Fault> {
    let standing = ledger::standing(backend, &wanted.form).await?;
    Ok((standing.counts.report(&wanted.form, wanted.by, standing.received), standing.others))
}

fn notice(status: StatusCode, words: &Words, title: &str, hint: &str) -> Response {
    (status, Html(site::notice(words, title, hint))).into_response()
}

/// The page of results.
pub async fn page(State(backend): State<Arc<Backend>>, parameters: Parameters) -> Response {
    let words = words(parameter(&parameters, "lang").unwrap_or("vi"));
    let Ok(wanted) = wanted(&backend, &parameters) else {
        return notice(StatusCode::NOT_FOUND, words, words.not_found, words.not_found_hint);
    };
    let forms: Vec<&Form> = backend.forms.iter().map(Arc::as_ref).collect();
    let Some(wanted) = wanted else {
        return Html(site::results(words, &forms, None)).into_response();
    };
    match report(&backend, &wanted).await {
        Ok((report, other_versions)) => {
            let shown = Shown { form: &wanted.form, report: &report, other_versions };
            Html(site::results(words, &forms, Some(&shown))).into_response()
        }
        Err(fault) => {
            log(&format!("results could not be read: {fault}"));
            notice(StatusCode::SERVICE_UNAVAILABLE, words, words.unavailable, words.unavailable_hint)
        }
    }
}

/// The results as JSON.
pub async fn json(State(backend): State<Arc<Backend>>, parameters: Parameters) -> Response {
    let language = words(parameter(&parameters, "lang").unwrap_or("vi")).language;
    let Ok(Some(wanted)) = wanted(&backend, &parameters) else {
        return Refusal::NotFound.respond(language);
    };
    match report(&backend, &wanted).await {
        Ok((report, others)) => as_json(StatusCode::OK, &report.to_json(&wanted.form, others, language)),
        Err(fault) => {
            log(&format!("results could not be read: {fault}"));
            Refusal::Unavailable.respond(language)
        }
    }
}

/// Whether the server can keep submissions, for whatever watches over it.
pub async fn health(State(backend): State<Arc<Backend>>) -> Response {
    let check = tokio::task::spawn_blocking(move || backend.store.check()).await;
    match check {
        Ok(Ok(())) => as_json(StatusCode::OK, &object(vec![("status", "ok".into())])),
        _ => as_json(StatusCode::SERVICE_UNAVAILABLE, &object(vec![("status", "database".into())])),
    }
}

fn as_json(status: StatusCode, json: &Json) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], json.to_text()).into_response()
}
