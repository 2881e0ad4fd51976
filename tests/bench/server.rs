//! How many submissions a second `sipas serve` checks and stores, and how long a client waits, with SQLite and
//! with PostgreSQL, where there are a thousand rows and where there are a million; beside the floor: the same
//! INSERT, keys and triggers of the same rows, each in a transaction of its own, from as many connections as the
//! server writes with, without HTTP, JSON, checking and counting. Between the rounds everything is the same but
//! the number of rows.
//!
//! Usage: cargo bench --features program --bench server [-- ROWS] (`make bench-server`; 1000000 without ROWS)
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a measurement stops by panicking"
)]

#[allow(dead_code, reason = "written for the tests")]
#[path = "../server/database/postgres.rs"]
mod postgres_of_tests;

use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use postgres_of_tests::Cluster;
use sipas_forms::{
    entry::Entry,
    form::{Form, bundle, load},
    submission::Envelope,
    value::{Json, object},
};
use tempfile::TempDir;

/// How many connections post at the same time.
const CLIENTS: usize = 16;
/// As many as the server writes with to PostgreSQL.
const WRITERS: usize = 4;
/// How long each thing is measured.
const MEASURED: Duration = Duration::from_secs(8);
/// The rows of the first round.
const FEW: u64 = 1000;
/// How often results are asked for.
const LOOKS: usize = 21;

const INSERT: &str = "INSERT INTO submission (submission_id, form_id, form_version, form_hash, language, started_at, \
                      completed_at, received_at, receipt, answers, scores, scores_agree, body_hash) VALUES \
                      ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING";

fn number() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed)
}

fn uuid(number: u64) -> String {
    // Keys of real clients come in no order.
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{:08x}-{:04x}-4000-8000-{number:012x}", mixed >> 32, mixed & 0xffff)
}

/// What is posted.
struct Material {
    form: Arc<Form>,
    /// Bodies with the key of `uuid(0)`.
    bodies: Vec<String>,
    /// Their answers and scores as they are stored.
    rows: Vec<(String, String)>,
}

impl Material {
    fn read(forms: &Path) -> Self {
        let json = |name: &str| -> Json { serde_json::from_slice(&fs::read(forms.join(name)).unwrap()).unwrap() };
        let definition = bundle(&json("commune-office.json"), &|file| Ok(json(file))).unwrap();
        let form = Arc::new(load(&definition).unwrap());
        let communes = &form.lists.iter().find(|list| list.find("13318").is_some()).unwrap().choices;
        let (mut bodies, mut rows) = (Vec::new(), Vec::new());
        for index in 0..200_usize {
            let commune = &communes[index * 7 % communes.len()].name;
            let mut answers = vec![
                ("commune", Json::from(commune.as_str())),
                ("subject", "Chứng thực".into()),
                ("gender", ["female", "male"][index % 2].into()),
                ("age", ["18-24", "25-34", "35-49"][index % 3].into()),
                ("education", "college".into()),
            ];
            let names: Vec<String> = (1..=9).map(|item| format!("q{item}")).collect();
            for (item, name) in names.iter().enumerate() {
                answers.push((name, ((index / 3 + item) % 5 + 1).to_string().into()));
            }
            let envelope = Envelope {
                form: form.identity.clone(),
                submission_id: uuid(0),
                language: String::from("vi"),
                started_at: String::from("2026-03-02T08:00:00.000Z"),
                completed_at: String::from("2026-03-02T08:05:00.000Z"),
            };
            let entry = Entry::from_answers(Arc::clone(&form), None, &object(answers));
            let body = envelope.to_json(&entry);
            rows.push((entry.answers().to_canonical(), body.get("scores").unwrap().to_canonical()));
            bodies.push(body.to_text());
        }
        Self { form, bodies, rows }
    }

    /// A body and its key, never the same twice.
    fn body(&self) -> (String, String) {
        let number = number();
        let key = uuid(number);
        let body = &self.bodies[usize::try_from(number).unwrap() % self.bodies.len()];
        (body.replace(&uuid(0), &key), key)
    }

    /// The values of [`INSERT`].
    fn row(&self) -> [String; 12] {
        let number = number();
        let (answers, scores) = self.rows[usize::try_from(number).unwrap() % self.rows.len()].clone();
        let identity = &self.form.identity;
        let text = String::from;
        [
            uuid(number),
            identity.id.clone(),
            identity.version.clone(),
            identity.hash.clone(),
            text("vi"),
            text("2026-03-02T08:00:00.000Z"),
            text("2026-03-02T08:05:00.000Z"),
            text("2026-03-02T15:05:01+07:00"),
            format!("B{number:011}"),
            answers,
            scores,
            sipas_forms::value::sha256(&number.to_le_bytes()),
        ]
    }
}

/// Where the rows are.
enum Database {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Database {
    fn argument(&self) -> &str {
        match self {
            Self::Sqlite(path) => path.to_str().unwrap(),
            Self::Postgres(url) => url,
        }
    }

    /// Runs a statement by hand.
    fn execute(&self, sql: &str) {
        match self {
            Self::Sqlite(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
            Self::Postgres(url) => postgres::Client::connect(url, postgres::NoTls).unwrap().batch_execute(sql).unwrap(),
        }
    }

    /// Copies rows until there are as many; what no result reads, their scores, is left out.
    fn fill(&self, rows: u64) {
        let (random, series) = match self {
            Self::Sqlite(_) => (
                "hex(randomblob(16))",
                "WITH RECURSIVE series (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM series WHERE i < {rows}) ",
            ),
            Self::Postgres(_) => ("gen_random_uuid()", "WITH series AS (SELECT generate_series(1, {rows}) AS i) "),
        };
        let copy = format!(
            "CREATE TEMP TABLE sample AS SELECT row_number() OVER (ORDER BY id) AS place, submission.* FROM submission \
             ORDER BY id LIMIT 1000; {series} INSERT INTO submission (submission_id, form_id, form_version, form_hash, \
             language, started_at, completed_at, received_at, receipt, answers, scores, scores_agree, body_hash) \
             SELECT {random}, form_id, form_version, form_hash, language, started_at, completed_at, received_at, \
             {random}, answers, '[]', scores_agree, body_hash FROM series JOIN sample ON place = i % 1000 + 1"
        );
        self.execute(&copy.replace("{rows}", &rows.to_string()));
    }

    /// Tidies up after so many rows at once, as PostgreSQL's own service would within a minute.
    fn tidy(&self) {
        if let Self::Postgres(_) = self {
            self.execute("VACUUM ANALYZE");
        }
    }

    /// Inserts rows for a while, or so many, from as many connections as write; gives how many a second.
    fn insert(&self, material: &Material, enough: &(dyn Fn(u64) -> bool + Sync)) -> f64 {
        let done = AtomicU64::new(0);
        let is_enough = || enough(done.fetch_add(1, Ordering::Relaxed));
        let start = Instant::now();
        match self {
            Self::Sqlite(path) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                connection.pragma_update(None, "synchronous", "FULL").unwrap();
                let mut insert = connection.prepare(INSERT).unwrap();
                while !is_enough() {
                    let row = material.row();
                    let (head, hash) = row.split_at(11);
                    let mut values: Vec<&dyn rusqlite::ToSql> = head.iter().map(|text| text as _).collect();
                    values.extend([&true as &dyn rusqlite::ToSql, &hash[0]]);
                    assert_eq!(insert.execute(&*values).unwrap(), 1);
                }
            }
            Self::Postgres(url) => thread::scope(|scope| {
                for _ in 0..WRITERS {
                    scope.spawn(|| {
                        let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
                        let insert = client.prepare(INSERT).unwrap();
                        while !is_enough() {
                            let row = material.row();
                            let (head, hash) = row.split_at(11);
                            let mut values: Vec<&(dyn postgres::types::ToSql + Sync)> =
                                head.iter().map(|text| text as _).collect();
                            values.extend([&true as &(dyn postgres::types::ToSql + Sync), &hash[0]]);
                            assert_eq!(client.execute(&insert, &values).unwrap(), 1);
                        }
                    });
                }
            }),
        }
        let threads = if matches!(self, Self::Sqlite(_)) { 1 } else { WRITERS as u64 };
        per_second(done.into_inner() - threads, start.elapsed())
    }
}

fn per_second(count: u64, time: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap()) / time.as_secs_f64()
}

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path, database: &Database) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sipas"))
            .args(["serve", "--addr", "127.0.0.1:0", "--database", database.argument(), "--dist"])
            .arg(folder.join("dist"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Listening on http://").expect("it listens").into();
        Self { child, address }
    }

    fn stop(mut self) {
        let status = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(status.success() && self.child.wait().unwrap().success());
    }
}

/// A connection that is kept.
struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    fn connect(server: &Server) -> Self {
        let stream = TcpStream::connect(&server.address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream) }
    }

    /// Sends a request; gives the status and the body.
    fn ask(&mut self, request: &str) -> (u16, Vec<u8>) {
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            assert!(self.stream.read_line(&mut line).unwrap() > 0, "the connection was closed");
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(rest) = line.strip_prefix("http/1.1 ") {
                status = rest[..3].parse().unwrap();
            } else if let Some(rest) = line.strip_prefix("content-length: ") {
                length = rest.parse().unwrap();
            } else if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        (status, body)
    }
}

/// Posts for a while over kept connections; gives how many a second and the 99th percentile of the wait.
fn post(server: &Server, material: &Material) -> (f64, Duration) {
    let start = Instant::now();
    let mut waits: Vec<Duration> = thread::scope(|scope| {
        let client = || {
            let mut client = Client::connect(server);
            let mut waits = Vec::new();
            while start.elapsed() < MEASURED {
                let (body, key) = material.body();
                let request = format!(
                    "POST /submissions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nidempotency-key: {key}\r\n\
                     content-length: {}\r\n\r\n{body}",
                    body.len()
                );
                let begin = Instant::now();
                let (status, reply) = client.ask(&request);
                waits.push(begin.elapsed());
                assert_eq!(status, 201, "{}", String::from_utf8_lossy(&reply));
            }
            waits
        };
        let threads: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let time = start.elapsed();
    waits.sort_unstable();
    (per_second(waits.len() as u64, time), waits[waits.len() * 99 / 100])
}

/// How long the results take, the median; and how many responses they are about.
fn look(server: &Server, by: &str) -> (Duration, u64) {
    let mut client = Client::connect(server);
    let request = format!("GET /results.json?form=commune_office{by} HTTP/1.1\r\nhost: x\r\n\r\n");
    let mut responses = 0;
    let mut times: Vec<Duration> = (0..LOOKS)
        .map(|_| {
            let begin = Instant::now();
            let (status, body) = client.ask(&request);
            assert_eq!(status, 200);
            let json: Json = serde_json::from_slice(&body).unwrap();
            responses = json
                .get("responses")
                .and_then(Json::as_number)
                .and_then(sipas_forms::value::Ratio::to_integer)
                .unwrap_or(0);
            begin.elapsed()
        })
        .collect();
    times.sort_unstable();
    (times[LOOKS / 2], u64::try_from(responses).unwrap())
}

fn in_ms(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

fn line(cells: &[String]) {
    let cells: Vec<String> = cells
        .iter()
        .enumerate()
        .map(|(at, cell)| if at == 0 { format!("{cell:<22}") } else { format!("{cell:>16}") })
        .collect();
    println!("| {} |", cells.join(" | "));
}

fn measure(name: &str, folder: &Path, database: &Database, material: &Material, many: u64) {
    // The tables are the server's.
    Server::start(folder, database).stop();
    database.insert(material, &|done| done >= FEW);
    for rows in [FEW, many] {
        let begin = Instant::now();
        if rows > FEW {
            database.fill(rows);
            database.tidy();
        }
        let filled = begin.elapsed();
        let server = Server::start(folder, database);
        let counted = begin.elapsed().saturating_sub(filled);
        database.tidy();
        let (few, by) = (look(&server, ""), look(&server, "&by=commune"));
        assert!(few.1 + 5 > rows, "{} of {rows} were counted", few.1);
        let (rate, p99) = post(&server, material);
        server.stop();
        let start = Instant::now();
        let floor = database.insert(material, &|_| start.elapsed() >= MEASURED);
        line(&[
            format!("{name}, {rows} rows"),
            format!("{rate:.0}"),
            in_ms(p99),
            format!("{floor:.0}"),
            format!("{:.2}", rate / floor),
            in_ms(few.0),
            in_ms(by.0),
            format!("{:.1}", counted.as_secs_f64()),
        ]);
    }
}

fn main() {
    // Cargo says `--bench` when it is to be measured; a run of tests only builds this.
    if !env::args().any(|argument| argument == "--bench") {
        println!("server: measured by `make bench-server`");
        return;
    }
    let rows = env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000);
    let folder = TempDir::new().unwrap();
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/forms");
    fs::create_dir_all(folder.path().join("dist/forms")).unwrap();
    let bundled =
        Command::new(env!("CARGO_BIN_EXE_sipas")).arg("bundle").arg(forms.join("commune-office.json")).output();
    fs::write(folder.path().join("dist/forms/commune-office.json"), bundled.unwrap().stdout).unwrap();
    let material = Material::read(&forms);

    println!(
        "Submissions to a survey of 9 items, checked, stored and counted; {CLIENTS} connections that are kept, {} s each\n",
        MEASURED.as_secs()
    );
    line(
        &[
            "",
            "submissions / s",
            "p99 (ms)",
            "floor: rows / s",
            "to the floor",
            "results (ms)",
            "by commune (ms)",
            "start (s)",
        ]
        .map(String::from),
    );
    line(&[(); 8].map(|()| String::from("---")));
    measure("SQLite", folder.path(), &Database::Sqlite(folder.path().join("x.sqlite")), &material, rows);
    let postgres = Cluster::shared().create();
    measure("PostgreSQL", folder.path(), &Database::Postgres(postgres), &material, rows);
}
