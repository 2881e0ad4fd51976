//! `GET /results`, `GET /results/FORM`, the same as JSON and CSV, `GET /health`.

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

use super::{Backend, ledger, log, refusal::Refusal, routes::Name, store::Fault};
use crate::{
    results::{Order, Report, Reports, Standing},
    site::{self, Shown, View, Words, words},
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

/// The first survey; the first form of officers where there is none.
fn first(forms: &[Arc<Form>]) -> Option<&Arc<Form>> {
    forms.iter().find(|form| !form.show_scores).or(forms.first())
}

/// What is asked for: the first survey if none is named; `Err` for a form or question there is not.
fn wanted(backend: &Backend, parameters: &Parameters) -> Result<Option<Wanted>, ()> {
    let form = match parameter(parameters, "form") {
        Some(id) => backend.form(id).ok_or(())?,
        None => match first(&backend.forms) {
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
    let standing = ledger::standing(backend, &wanted.form, wanted.by).await?;
    let (form, by) = (Arc::clone(&wanted.form), wanted.by);
    // Intervals and what is hidden take a while: no work for those who serve requests.
    let work =
        tokio::task::spawn_blocking(move || (standing.counts.report(&form, by, standing.received), standing.others));
    work.await.map_err(|_| Fault::Interrupted)
}

fn notice(status: StatusCode, words: &Words, title: &str, hint: &str) -> Response {
    (status, Html(site::notice(words, title, hint))).into_response()
}

/// What of the reports to a form is asked for; `Err` for what there is not.
fn view(parameters: &Parameters) -> Result<View<'_>, ()> {
    let order = parameter(parameters, "sort").map_or(Some(Order::default()), Order::find).ok_or(())?;
    let state = parameter(parameters, "state").map(|state| Standing::find(state).ok_or(())).transpose()?;
    Ok(View { period: parameter(parameters, "period"), order, state })
}

/// How reports are told.
#[derive(Clone, Copy)]
enum Manner {
    Page,
    Json,
    Csv,
}

/// The reports of the units to a form that is one.
async fn reports(backend: &Arc<Backend>, form: &Arc<Form>, parameters: &Parameters, manner: Manner) -> Response {
    let words = words(parameter(parameters, "lang").unwrap_or("vi"));
    let not_found = || match manner {
        Manner::Page => notice(StatusCode::NOT_FOUND, words, words.not_found, words.not_found_hint),
        Manner::Json | Manner::Csv => Refusal::NotFound.respond(words.language),
    };
    let Ok(view) = view(parameters) else { return not_found() };
    let known = match ledger::filed(backend, form).await {
        Ok(known) => known,
        Err(fault) => {
            log(&format!("reports could not be read: {fault}"));
            return match manner {
                Manner::Page => {
                    notice(StatusCode::SERVICE_UNAVAILABLE, words, words.unavailable, words.unavailable_hint)
                }
                Manner::Json | Manner::Csv => Refusal::Unavailable.respond(words.language),
            };
        }
    };
    let Some(reports) = Reports::new(form, &known, view.period, words.language) else { return not_found() };
    match manner {
        Manner::Page => {
            let forms: Vec<&Form> = backend.forms.iter().map(Arc::as_ref).collect();
            Html(site::reports(words, &forms, form, &reports, &view)).into_response()
        }
        Manner::Json => as_json(StatusCode::OK, &reports.to_json(words.language)),
        Manner::Csv => {
            let name = format!("{}-{}.csv", form.identity.id, reports.period_name());
            // Names of choices may be anything; that of a file is not.
            let name = name.replace(|sign: char| !sign.is_ascii_alphanumeric() && !"-_.".contains(sign), "_");
            let headers = [
                (header::CONTENT_TYPE, String::from("text/csv; charset=utf-8")),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            ];
            (headers, site::reports_csv(words, form, &reports)).into_response()
        }
    }
}

/// `/results/FORM`, `/results/FORM.json` and `/results/FORM.csv`.
pub async fn named(State(backend): State<Arc<Backend>>, Name(name): Name, parameters: Parameters) -> Response {
    let (id, manner) = match name.rsplit_once('.') {
        Some((id, "json")) => (id, Manner::Json),
        Some((id, "csv")) => (id, Manner::Csv),
        _ => (name.as_str(), Manner::Page),
    };
    match (backend.form(id), manner) {
        (Some(form), _) if form.reporting.report.is_some() => reports(&backend, &form, &parameters, manner).await,
        (Some(_), Manner::Page | Manner::Json) => {
            let mut parameters = parameters;
            parameters.0.retain(|(key, _)| key != "form");
            parameters.0.push((String::from("form"), String::from(id)));
            if matches!(manner, Manner::Page) {
                page(State(backend), parameters).await
            } else {
                json(State(backend), parameters).await
            }
        }
        _ => {
            let words = words(parameter(&parameters, "lang").unwrap_or("vi"));
            match manner {
                Manner::Page => notice(StatusCode::NOT_FOUND, words, words.not_found, words.not_found_hint),
                Manner::Json | Manner::Csv => Refusal::NotFound.respond(words.language),
            }
        }
    }
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
    if wanted.form.reporting.report.is_some() {
        return reports(&backend, &wanted.form, &parameters, Manner::Page).await;
    }
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
    if wanted.form.reporting.report.is_some() {
        return reports(&backend, &wanted.form, &parameters, Manner::Json).await;
    }
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
