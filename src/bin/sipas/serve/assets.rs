//! The files of `dist`, read once at the start and served from memory.
//!
//! From memory, so that the definition a browser gets is the very one its answers are checked
//! against, even while somebody builds anew; and no path of a request ever reaches a file system.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    body::Bytes,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use percent_encoding::percent_decode_str;
use sipas_forms::value::sha256;

use super::{
    Backend,
    refusal::{Refusal, language_of},
};
use crate::{
    failure::{Failure, about},
    site::{notice, words},
};

/// The most bytes that `dist` may hold: more means that the wrong folder was named.
const MAX_TOTAL: usize = 256 << 20;

/// For a URL that names its content.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// For any other: kept, and asked about each time.
const REVALIDATED: HeaderValue = HeaderValue::from_static("no-cache");

/// The type of a page.
const HTML: &str = "text/html; charset=utf-8";

/// One file with its compressed forms.
struct Asset {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    kind: &'static str,
    /// The first half of the SHA-256 of its content, in hexadecimal.
    hash: String,
    /// Whether its name carries a hash.
    hashed: bool,
}

/// The files by their path, `/` between folders, none in front.
pub struct Assets {
    files: HashMap<String, Asset>,
}

impl Assets {
    /// Reads every file under `folder`, except hidden ones and those of a kind that no site has: what
    /// got there by mistake (a database, a key, a copy) is not for everybody.
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        let mut contents: HashMap<String, Bytes> = HashMap::new();
        let mut total = 0_usize;
        for (name, path) in names(folder)? {
            let plain = [".br", ".gz"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
            if kind(plain).is_none() {
                continue;
            }
            let content = fs::read(&path).map_err(|error| about(&path, "cannot_read", &error))?;
            total = total.saturating_add(content.len());
            if total > MAX_TOTAL {
                let name = folder.display();
                return Err(Failure::Input(format!(
                    "{name}: holds more than {MAX_TOTAL} bytes; is it the right --dist?"
                )));
            }
            contents.insert(name, Bytes::from(content));
        }
        let beside = |name: &str, ending: &str| contents.get(&format!("{name}.{ending}")).cloned();
        let compressed = |name: &str| {
            [".br", ".gz"].iter().any(|end| name.strip_suffix(end).is_some_and(|name| contents.contains_key(name)))
        };
        let asset = |(name, plain): (&String, &Bytes)| {
            let kind = kind(name)?;
            let digest = sha256(plain);
            let asset = Asset {
                plain: plain.clone(),
                brotli: beside(name, "br"),
                gzip: beside(name, "gz"),
                kind,
                hash: digest.chars().take(32).collect(),
                hashed: has_hash(name),
            };
            Some((name.clone(), asset))
        };
        Ok(Self { files: contents.iter().filter(|(name, _)| !compressed(name)).filter_map(asset).collect() })
    }

    /// The file that a path means: itself, its index, or itself with `.html`.
    fn find(&self, uri: &Uri) -> Option<&Asset> {
        let path = percent_decode_str(uri.path()).decode_utf8().ok()?;
        let path = path.strip_prefix('/')?;
        if path.is_empty() || path.ends_with('/') {
            return self.files.get(&format!("{path}index.html"));
        }
        self.files.get(path).or_else(|| self.files.get(&format!("{path}.html")))
    }
}

/// The names and paths of the files under a folder, each folder once (a link may lead back up).
fn names(root: &Path) -> Result<Vec<(String, PathBuf)>, Failure> {
    let mut found = Vec::new();
    let mut folders = vec![(String::new(), root.to_path_buf())];
    let mut seen: Vec<PathBuf> = Vec::new();
    while let Some((prefix, folder)) = folders.pop() {
        let cannot = |error| about(&folder, "cannot_read_folder", &error);
        let real = folder.canonicalize().map_err(cannot)?;
        if seen.contains(&real) {
            continue;
        }
        seen.push(real);
        for entry in fs::read_dir(&folder).map_err(cannot)? {
            let entry = entry.map_err(cannot)?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if name.starts_with('.') {
                continue;
            }
            let path = entry.path();
            let data = fs::metadata(&path).map_err(|error| about(&path, "cannot_read", &error))?;
            if data.is_dir() {
                folders.push((format!("{prefix}{name}/"), path));
            } else if data.is_file() {
                found.push((format!("{prefix}{name}"), path));
            }
        }
    }
    Ok(found)
}

/// The kind of a file by its ending; `None` for one that a site has no use for.
fn kind(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => HTML,
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        // A packed form.
        "form" => "application/octet-stream",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "pdf" => "application/pdf",
        _ => return None,
    })
}

/// Whether a part of a name, between `-` and `.`, is a hash: eight or more hexadecimal digits, with
/// letters among them (a date has none).
fn has_hash(name: &str) -> bool {
    let hash = |part: &str| {
        part.len() >= 8
            && part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
            && part.bytes().any(|byte| byte.is_ascii_digit())
            && part.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    name.rsplit('/').next().unwrap_or(name).split(['-', '.']).any(hash)
}

/// Serves a file; whatever no other route takes comes here.
pub async fn serve(State(backend): State<Arc<Backend>>, request: Request) -> Response {
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    match backend.assets.find(request.uri()) {
        Some(asset) if reading => deliver(asset, request.uri(), request.headers()),
        Some(_) => {
            let mut response = Refusal::WrongMethod.respond(language_of(request.headers()));
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET,HEAD"));
            response
        }
        // Browsers ask for it unbidden; that a site has none is no fault worth reporting.
        None if reading && request.uri().path() == "/favicon.ico" => StatusCode::NO_CONTENT.into_response(),
        None => missing(request.headers()),
    }
}

fn deliver(asset: &Asset, uri: &Uri, headers: &HeaderMap) -> Response {
    let (content, encoding) = match (&asset.brotli, &asset.gzip) {
        (Some(brotli), _) if accepts(headers, "br") => (brotli, Some("br")),
        (_, Some(gzip)) if accepts(headers, "gzip") => (gzip, Some("gzip")),
        _ => (&asset.plain, None),
    };
    let tag = format!("\"{}{}\"", asset.hash, encoding.map(|encoding| format!("-{encoding}")).unwrap_or_default());
    let is_page = asset.kind.starts_with("text/html");
    let named = asset.hashed || version(uri).is_some_and(|given| given.len() >= 8 && asset.hash.starts_with(given));
    let mut response = if matches(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, asset.kind)], content.clone()).into_response()
    };
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, if named && !is_page { IMMUTABLE } else { REVALIDATED });
    if asset.brotli.is_some() || asset.gzip.is_some() {
        out.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding.filter(|_| response.status() == StatusCode::OK) {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The `v` of the query: it counts only if it is the beginning of the content's SHA-256, so that no
/// browser keeps a file for a year under another one's name.
fn version(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("v="))
}

fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING);
    let mut offers = values.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    offers.any(|offer| {
        let (name, quality) = offer.split_once(';').unwrap_or((offer, ""));
        let refused = quality.trim().strip_prefix("q=").is_some_and(|q| q.trim_matches(['0', '.']).is_empty());
        name.trim().eq_ignore_ascii_case(coding) && !refused
    })
}

fn matches(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag || known.trim() == "*")
}

fn missing(headers: &HeaderMap) -> Response {
    let language = language_of(headers);
    let wanted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !wanted.contains("text/html") {
        return Refusal::NotFound.respond(language);
    }
    let words = words(language);
    let page = notice(words, words.not_found, words.not_found_hint);
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, HTML)], page).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashes_are_hashes() {
        for name in ["app-1a2b3c4d.js", "chunks/app.0f9e8d7c6b5a.css"] {
            assert!(has_hash(name), "{name}");
        }
        for name in ["sipas-form.js", "report-20250701.json", "deadbeef.js", "units-ninh-binh.json"] {
            assert!(!has_hash(name), "{name}");
        }
    }

    #[test]
    fn only_a_sites_files_have_a_kind() {
        for name in ["index.html", "forms/a.json", "forms/a.form", "sipas-forms.wasm", "sipas-form.css"] {
            assert!(kind(name).is_some(), "{name}");
        }
        for name in ["sipas.sqlite", "sipas.sqlite-wal", "data/x.db", "key.pem", "Makefile", "a.json.bak", "a.html~"] {
            assert!(kind(name).is_none(), "{name}");
        }
    }

    #[test]
    fn a_coding_is_used_only_when_it_is_accepted() {
        let headers = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            headers
        };
        assert!(accepts(&headers("gzip, deflate, br"), "br"));
        assert!(accepts(&headers("br;q=0.5"), "br"));
        assert!(!accepts(&headers("br;q=0"), "br"));
        assert!(!accepts(&headers("br;q=0.000, gzip"), "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }
}
