//! A backend of somebody who writes Rust: axum, `SQLite`, and this crate for the same verdict as the browser's.
//! Usage: cargo run --features program --example receiver -- DIST FILE [ORIGIN]   keeps submissions in FILE
use std::{env, error::Error, fs, path::Path, sync::Arc, sync::Mutex, sync::PoisonError};

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE};
use axum::{Router, body::Bytes, extract::DefaultBodyLimit, response::Html, response::IntoResponse, routing};
use rusqlite::Connection;
use sipas_forms::submission::{MAX_BYTES, Problem, receive};
use sipas_forms::{form::Form, form::load, value::Date, value::Json, value::object};
use tower_http::{cors::CorsLayer, services::ServeDir};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS submission (key TEXT PRIMARY KEY, receipt TEXT, body TEXT)";
// The key is unique: of two that arrive together one is kept, and both are told its receipt.
const KEEP: &str = "INSERT OR IGNORE INTO submission VALUES (?1, lower(hex(randomblob(5))), ?2)";
const FIND: &str = "SELECT receipt, body = ?2 FROM submission WHERE key = ?1";

fn keep(form: &Arc<Form>, store: &Mutex<Connection>, headers: &HeaderMap, body: &[u8]) -> Result<(u16, Json), Problem> {
    let refuse = |status, code| Problem::new(status, code, "vi");
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_json = header("content-type").starts_with("application/json");
    is_json.then_some(()).ok_or_else(|| refuse(415, "content_type"))?;
    let json: Json = serde_json::from_slice(body).map_err(|_| refuse(400, "not_json"))?;
    let row = [header("idempotency-key").to_owned(), json.to_canonical()];
    let store = store.lock().unwrap_or_else(PoisonError::into_inner);
    let find = || store.query_row(FIND, row.each_ref(), |row| Ok((row.get::<_, String>(0)?, row.get(1)?)));
    // What could be mended under a known key would be sent once more: such a key answers before anything is judged.
    let mut new = 0;
    if find().is_err() {
        let today = time::OffsetDateTime::now_utc().date().to_string();
        let key = receive(&json, Date::parse_iso(&today), &|_| Some(Arc::clone(form)))?.envelope.submission_id;
        (row[0] == key).then_some(()).ok_or_else(|| refuse(400, "idempotency_key"))?;
        new = store.execute(KEEP, row.each_ref()).map_err(|_| refuse(503, "unavailable"))?;
    }
    match find().map_err(|_| refuse(503, "unavailable"))? {
        (receipt, true) => Ok((if new > 0 { 201 } else { 200 }, object(vec![("receipt", receipt.into())]))),
        (_, false) => Err(refuse(422, "idempotency_key_reused")),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let [dist, file, origin] = [1, 2, 3].map(|at| env::args().nth(at).unwrap_or_default());
    let definition = fs::read(Path::new(&dist).join("forms/commune-office.json"))?;
    let form = Arc::new(load(&serde_json::from_slice(&definition)?).map_err(|_| "see `sipas check`")?);
    let store = Arc::new(Mutex::new(Connection::open(file)?));
    store.lock().unwrap_or_else(PoisonError::into_inner).execute(TABLE, [])?;
    let post = async move |headers: HeaderMap, body: Bytes| {
        let refused = |problem: Problem| (problem.status, problem.to_json(), "application/problem+json");
        let kept = keep(&form, &store, &headers, &body).map(|(status, json)| (status, json, "application/json"));
        let (status, json, kind) = kept.unwrap_or_else(refused);
        (StatusCode::from_u16(status).unwrap_or_default(), [(CONTENT_TYPE, kind)], json.to_text()).into_response()
    };
    let cors = CorsLayer::new().allow_headers([CONTENT_TYPE, HeaderName::from_static("idempotency-key")]);
    let page = async || Html(include_str!("page.html"));
    let router = Router::new()
        .route("/", routing::get(page))
        .route("/submissions", routing::post(post))
        .fallback_service(ServeDir::new(dist))
        .layer((DefaultBodyLimit::max(MAX_BYTES), cors.allow_origin(origin.parse::<HeaderValue>()?)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("Listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}
