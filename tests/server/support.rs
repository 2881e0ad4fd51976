//! A server in a process and a folder of its own, and a client that knows nothing of the core but
//! how a browser would fill a form.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use serde_json::Value;
use sipas_forms::{
    entry::Entry,
    form::{Form, bundle, load},
    submission::Envelope,
    value::Json,
};
use tempfile::TempDir;

use crate::database;

/// The definitions that are shipped, by the names of their files.
pub const STEMS: [&str; 6] =
    ["cchc-report", "commune-office", "qd766", "self-assessment", "sipas-household", "sipas-transaction"];

pub fn sipas() -> Command {
    Command::new(env!("CARGO_BIN_EXE_sipas"))
}

fn forms() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/forms")
}

/// A folder as `make build` leaves it, with small stand-ins for what a browser would run.
pub fn dist(at: &Path) -> PathBuf {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    let dist = at.join("dist");
    copy(MADE.get_or_init(make_dist), &dist);
    dist
}

/// Made once for all tests: the program takes seconds for the six forms.
fn make_dist() -> PathBuf {
    let dist = Path::new(env!("CARGO_TARGET_TMPDIR")).join(concat!(env!("CARGO_CRATE_NAME"), "-dist"));
    if dist.exists() {
        fs::remove_dir_all(&dist).unwrap();
    }
    fs::create_dir_all(dist.join("forms")).unwrap();
    for stem in STEMS {
        for (command, ending) in [("bundle", "json"), ("pack", "form")] {
            let output = sipas().arg(command).arg(forms().join(format!("{stem}.json"))).output().unwrap();
            assert!(output.status.success(), "{output:?}");
            fs::write(dist.join(format!("forms/{stem}.{ending}")), output.stdout).unwrap();
        }
    }
    let site = sipas().arg("site").arg("--forms").arg(forms()).arg("--out").arg(&dist).output().unwrap();
    assert!(site.status.success(), "{site:?}");
    for (name, content) in [
        ("site.css", "body{}"),
        ("sipas-form.js", "export {}"),
        ("sipas-form.js.br", "brotli"),
        ("sipas-form.js.gz", "gzip"),
        ("chunk-1a2b3c4d.js", "1"),
        ("sipas-forms.wasm", "\0asm"),
        (".hidden", "x"),
    ] {
        fs::write(dist.join(name), content).unwrap();
    }
    dist
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A running server; ended with the test.
pub struct Server {
    child: Child,
    pub url: String,
    pub folder: TempDir,
    agent: ureq::Agent,
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The end of the problem's type.
    #[track_caller]
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let json = self.json();
        assert_eq!(json["status"], self.status);
        assert!(json["detail"].as_str().unwrap().len() > 10, "{json}");
        let code = json["type"].as_str().unwrap().strip_prefix("urn:sipas-forms:problem:").unwrap();
        (self.status, String::from(code))
    }
}

fn reply(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Reply {
    let mut response = response.unwrap();
    let body = response.body_mut().read_to_vec().unwrap();
    Reply { status: response.status().as_u16(), headers: response.headers().clone(), body }
}

impl Server {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    pub fn start_with(arguments: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        dist(folder.path());
        Self::start_in(folder, arguments)
    }

    /// In a folder that has a `dist` already, perhaps a database too.
    pub fn start_in(folder: TempDir, arguments: &[&str]) -> Self {
        Self::start_under(folder, arguments, &[])
    }

    /// With these variables in its environment.
    pub fn start_under(folder: TempDir, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let own = if arguments.contains(&"--database") { Vec::new() } else { database::arguments(folder.path()) };
        let mut child = sipas()
            .current_dir(folder.path())
            .args(["serve", "--addr", "127.0.0.1:0"])
            .args(own)
            .args(arguments)
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("Listening on ").unwrap_or_else(|| panic!("{line:?}"));
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into();
        Self { url: String::from(url), child, folder, agent }
    }

    pub fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    pub fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[])
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = self.agent.get(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        reply(request.call())
    }

    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        reply(self.send(method, path, headers, body))
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.agent.run(request.body(body).unwrap())
    }

    /// Posts a body under a key, as JSON.
    pub fn post_raw(&self, key: &str, body: &[u8]) -> Reply {
        reply(self.ask_raw(key, body))
    }

    /// The status of the reply to the same; `None` where the connection was closed while the body was still written, as
    /// it may be when that is refused at once.
    pub fn status_of_raw(&self, key: &str, body: &[u8]) -> Option<u16> {
        self.ask_raw(key, body).ok().map(|response| response.status().as_u16())
    }

    fn ask_raw(&self, key: &str, body: &[u8]) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        self.send("POST", "/submissions", &headers, body)
    }

    /// Posts a submission under its own key.
    pub fn post(&self, submission: &Value) -> Reply {
        self.post_raw(submission["submission_id"].as_str().unwrap(), submission.to_string().as_bytes())
    }

    /// Sends all but the last byte of a post, over a connection of its own, once the server has begun
    /// to read it (it says "100 Continue" when it does; when it refuses at once, nothing more is sent).
    pub fn begin_post(&self, key: &str, body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        stream.set_nodelay(true).unwrap();
        let head = format!(
            "POST /submissions HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
             idempotency-key: {key}\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut interim = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
        stream.read_exact(&mut interim).unwrap();
        if interim.starts_with(b"HTTP/1.1 100 ") {
            stream.write_all(&body.as_bytes()[..body.len() - 1]).unwrap();
        }
        stream
    }

    /// The rows of what is asked of its database, as texts.
    pub fn query(&self, sql: &str) -> Vec<Vec<String>> {
        database::query(self.folder.path(), sql)
    }

    /// The one text that is asked of its database.
    #[track_caller]
    pub fn ask(&self, sql: &str) -> String {
        let rows = self.query(sql);
        assert!(rows.len() == 1 && rows[0].len() == 1, "{rows:?}");
        rows[0][0].clone()
    }

    /// Changes its database by hand; gives how many rows changed.
    pub fn execute(&self, sql: &str) -> usize {
        database::execute(self.folder.path(), sql)
    }

    pub fn rows(&self) -> i64 {
        self.ask("SELECT count(*) FROM submission").parse().unwrap()
    }

    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Waits for the process to end.
    #[track_caller]
    pub fn wait(&mut self, limit: Duration) -> ExitStatus {
        let mut status = None;
        eventually(limit, "the server still runs", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }

    #[track_caller]
    pub fn assert_alive(&mut self) {
        assert_eq!(self.child.try_wait().unwrap(), None, "the server ended");
        assert_eq!(self.get("/health").status, 200);
    }

    /// The folder, for another server to go on in.
    pub fn into_folder(mut self) -> TempDir {
        self.signal("TERM");
        assert!(self.wait(Duration::from_secs(20)).success());
        std::mem::replace(&mut self.folder, TempDir::new().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A shipped form as the browser loads it.
pub fn form(stem: &str) -> Arc<Form> {
    static LOADED: OnceLock<Vec<Arc<Form>>> = OnceLock::new();
    let read = |name: &str| -> Json { serde_json::from_slice(&fs::read(forms().join(name)).unwrap()).unwrap() };
    let load = |stem: &&str| {
        let bundled = bundle(&read(&format!("{stem}.json")), &|file| Ok(read(file))).unwrap();
        Arc::new(load(&bundled).unwrap())
    };
    let loaded = LOADED.get_or_init(|| STEMS.iter().map(load).collect());
    Arc::clone(&loaded[STEMS.iter().position(|known| *known == stem).unwrap()])
}

/// A UUID that is different for each number.
pub fn uuid(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

/// The submission that a browser sends for these answers.
pub fn submission(stem: &str, number: u64, answers: &Value) -> Value {
    let form = form(stem);
    let answers: Json = serde_json::from_value(answers.clone()).unwrap();
    let envelope = Envelope {
        form: form.identity.clone(),
        submission_id: uuid(number),
        language: String::from("vi"),
        started_at: String::from("2026-03-02T08:00:00.000Z"),
        completed_at: String::from("2026-03-02T08:05:00.000Z"),
    };
    let entry = Entry::from_answers(form, None, &answers);
    serde_json::from_str(&envelope.to_json(&entry).to_text()).unwrap()
}

/// Right answers to the commune office survey, with these levels for its nine items.
pub fn commune_office(levels: [u8; 9]) -> Value {
    let mut answers = serde_json::json!({
        "commune": "13318", "subject": "Chứng thực", "gender": "female", "age": "25-34", "education": "college"
    });
    for (index, level) in levels.iter().enumerate() {
        answers[format!("q{}", index + 1)] = level.to_string().into();
    }
    answers
}

/// Waits until `condition` holds; fails with `otherwise` when it does not within `limit`.
#[track_caller]
pub fn eventually(limit: Duration, otherwise: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < limit, "{otherwise}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
