//! Which request goes where, and what every reply carries.

use std::{any::Any, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware,
    response::Response,
    routing::{get, post},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    cors::{AllowOrigin, CorsLayer},
    timeout::TimeoutLayer,
};

use super::{Backend, assets, plain, posting, refusal::Refusal, showing};

/// How long a reply may take to begin.
const REPLY_TIMEOUT: Duration = Duration::from_secs(60);

/// What a page may do: run this server's scripts and module, show its styles and pictures, talk to
/// it, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; \
                      require-trusted-types-for 'script'; trusted-types sipas-forms";

/// The headers that every reply carries, unless it has its own.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

/// The routes; `origins` are the portals whose pages may post.
pub fn router(backend: Arc<Backend>, origins: &[String]) -> Router {
    // Results and forms without scripts are made anew each time and compressed as they go; the files of dist
    // are compressed already, and a receipt is too small.
    let made = Router::new()
        .route("/results", get(showing::page))
        .route("/results.json", get(showing::json))
        .route("/results/{form}", get(showing::named))
        .route("/fill/{form}", get(plain::show).post(plain::post))
        .layer(CompressionLayer::new());
    let router = Router::new()
        // What a page asks whether there is a connection.
        .route("/submissions", post(posting::post).head(async || StatusCode::NO_CONTENT))
        .route("/health", get(showing::health))
        .merge(made)
        .fallback(assets::serve)
        .method_not_allowed_fallback(wrong_method)
        // A body is read, and limited, by the one handler that wants one.
        .layer(DefaultBodyLimit::disable())
        .with_state(backend)
        .layer(CatchPanicLayer::custom(after_panic));
    let router = if origins.is_empty() { router } else { router.layer(cors(origins)) };
    router
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REPLY_TIMEOUT))
        .layer(middleware::map_response(with_headers))
}

fn cors(origins: &[String]) -> CorsLayer {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE, HeaderName::from_static("idempotency-key")])
        .expose_headers([header::RETRY_AFTER])
        .max_age(Duration::from_secs(600))
}

async fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

async fn wrong_method() -> Response {
    Refusal::WrongMethod.respond("vi")
}

fn after_panic(_panic: Box<dyn Any + Send + 'static>) -> Response {
    super::log("a request ended in a panic; this is a bug");
    Refusal::Broken.respond("vi")
}
