//! Which request goes where, and what every reply carries.

use std::{any::Any, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequestParts, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::{self, Next},
    response::Response,
    routing::{get, post},
};
use percent_encoding::percent_decode_str;
use tokio::time::timeout;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    cors::{AllowOrigin, CorsLayer},
};

use super::{
    Backend, assets, plain, posting,
    refusal::{Refusal, language_of},
    showing,
};

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

/// The last part of a path. Bytes that are no UTF-8 are in it as `\u{fffd}`, so that it names nothing there is,
/// and whoever asked is told so as of any other name; axum's `Path` would answer in words of its own.
pub struct Name(pub String);

impl<S: Sync> FromRequestParts<S> for Name {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let name = parts.uri.path().rsplit('/').next().unwrap_or_default();
        Ok(Self(percent_decode_str(name).decode_utf8_lossy().into_owned()))
    }
}

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
    with_limits(router, origins, REPLY_TIMEOUT)
}

/// What holds of every route: how long its reply may take to begin, who may read it, what it carries.
fn with_limits(router: Router, origins: &[String], limit: Duration) -> Router {
    // Pages of the origins read this refusal as any other.
    let router = router.layer(middleware::from_fn(move |request, next| in_time(limit, request, next)));
    let router = if origins.is_empty() { router } else { router.layer(cors(origins)) };
    router.layer(middleware::map_response(with_headers))
}

async fn in_time(limit: Duration, request: Request, next: Next) -> Response {
    let language = language_of(request.headers());
    timeout(limit, next.run(request)).await.unwrap_or_else(|_| Refusal::Unavailable.respond(language))
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

#[cfg(test)]
mod tests {
    use std::{
        future::pending,
        io::{self, Read, Write},
        net::TcpStream,
    };

    use super::*;

    #[test]
    fn a_reply_that_takes_too_long_is_a_problem_that_other_origins_can_read() -> io::Result<()> {
        let router = Router::new().route("/submissions", post(pending::<()>));
        let router = with_limits(router, &[String::from("https://portal.example")], Duration::from_millis(50));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let mut stream = TcpStream::connect(listener.local_addr()?)?;
        runtime.spawn(async { axum::serve(listener, router).await });
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream.write_all(
            b"POST /submissions HTTP/1.1\r\nhost: x\r\norigin: https://portal.example\r\naccept-language: en\r\n\
              connection: close\r\ncontent-length: 0\r\n\r\n",
        )?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply)?;
        assert!(reply.starts_with("HTTP/1.1 503 "), "{reply}");
        for line in [
            "content-type: application/problem+json",
            "retry-after: 30",
            "access-control-allow-origin: https://portal.example",
            "cache-control: no-store",
        ] {
            assert!(reply.contains(&format!("\r\n{line}\r\n")), "{line}: {reply}");
        }
        assert!(reply.contains("urn:sipas-forms:problem:unavailable") && reply.contains("Send it again"), "{reply}");
        Ok(())
    }
}
