//! PostgreSQL: a few connections, of this server among others.
//!
//! Nothing here keeps anything in memory that another server could know better: keys are unique in the
//! database, and who counts has the row of the account (`counting`).

use std::{
    collections::HashMap,
    fmt::Write as _,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use postgres::{
    Client, Config, Error, NoTls, Statement, Transaction,
    config::{Host, SslMode},
    error::SqlState,
    fallible_iterator::FallibleIterator,
    types::ToSql,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{
    Fault,
    session::{Lock, Row, Session, Value, Visit},
};

/// What makes each version of the tables of the one before it; the first had those of SQLite's version 3.
const SCHEMAS: [(usize, &str); 2] = [(3, TABLES), (super::VERSION, CHANGES)];

/// The tables as in SQLite, where each column is explained.
const TABLES: &str = "
CREATE TABLE meta (product TEXT PRIMARY KEY, version BIGINT NOT NULL);
CREATE TABLE submission (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    submission_id TEXT NOT NULL UNIQUE,
    form_id       TEXT NOT NULL,
    form_version  TEXT NOT NULL,
    form_hash     TEXT NOT NULL,
    language      TEXT NOT NULL,
    started_at    TEXT NOT NULL,
    completed_at  TEXT NOT NULL,
    received_at   TEXT NOT NULL,
    receipt       TEXT NOT NULL UNIQUE,
    answers       TEXT NOT NULL,
    scores        TEXT NOT NULL,
    scores_agree  BOOLEAN NOT NULL,
    body_hash     TEXT NOT NULL,
    unit          TEXT,
    period        TEXT,
    report_key    TEXT,
    late          BOOLEAN,
    warnings      TEXT
);
CREATE INDEX submission_by_form ON submission (form_id, form_hash, id);
CREATE UNIQUE INDEX submission_by_report ON submission (form_id, report_key) WHERE report_key IS NOT NULL;
CREATE TABLE refusal (
    form_id    TEXT NOT NULL,
    unit       TEXT NOT NULL,
    period     TEXT NOT NULL,
    refused_at TEXT NOT NULL,
    rules      TEXT NOT NULL,
    PRIMARY KEY (form_id, unit, period)
);
CREATE TABLE account (
    form_hash     TEXT PRIMARY KEY,
    form_id       TEXT NOT NULL,
    offered       BIGINT NOT NULL DEFAULT 0,
    least         BIGINT NOT NULL DEFAULT 0,
    tally_version BIGINT NOT NULL DEFAULT 0,
    changes       BIGINT NOT NULL DEFAULT 0,
    counted       BIGINT NOT NULL DEFAULT -1
);
CREATE TABLE pending (
    id        BIGINT PRIMARY KEY,
    form_hash TEXT NOT NULL
);
CREATE INDEX pending_by_form ON pending (form_hash, id);
CREATE TABLE tally (
    form_hash TEXT NOT NULL,
    question  TEXT NOT NULL,
    choice    TEXT NOT NULL,
    responses BIGINT NOT NULL,
    hidden    BOOLEAN NOT NULL,
    counts    TEXT NOT NULL,
    PRIMARY KEY (form_hash, question, choice)
);
CREATE VIEW level_count AS
    SELECT account.form_id, tally.form_hash, tally.question, tally.choice, slot ->> 'name' AS item,
           level.key AS level, level.value::BIGINT AS n
    FROM tally JOIN account USING (form_hash), jsonb_array_elements(tally.counts::jsonb -> 'slots') AS slot,
         jsonb_each_text(slot -> 'levels') AS level;
CREATE FUNCTION submission_came() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO pending (id, form_hash) VALUES (NEW.id, NEW.form_hash);
    RETURN NULL;
END $$;
CREATE FUNCTION submission_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE account SET changes = changes + 1 WHERE form_hash IN (OLD.form_hash, NEW.form_hash);
    RETURN NULL;
END $$;
CREATE FUNCTION submission_went() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    -- The account first: who has it is about to take what is pending.
    UPDATE account SET changes = changes + 1 WHERE form_hash = OLD.form_hash;
    DELETE FROM pending WHERE id = OLD.id;
    IF NOT FOUND THEN
        UPDATE account SET offered = offered - 1 WHERE form_hash = OLD.form_hash;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION submissions_went() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE account SET changes = changes + 1, offered = 0;
    DELETE FROM pending;
    RETURN NULL;
END $$;
CREATE TRIGGER submission_came AFTER INSERT ON submission FOR EACH ROW EXECUTE FUNCTION submission_came();
CREATE TRIGGER submission_changed AFTER UPDATE OF id, form_hash, received_at, answers ON submission
    FOR EACH ROW EXECUTE FUNCTION submission_changed();
CREATE TRIGGER submission_went AFTER DELETE ON submission FOR EACH ROW EXECUTE FUNCTION submission_went();
CREATE TRIGGER submissions_went AFTER TRUNCATE ON submission
    FOR EACH STATEMENT EXECUTE FUNCTION submissions_went();
";

/// As in SQLite. Without its trigger nobody stores, so that servers which run already wait, and count nothing.
const CHANGES: &str = "
DROP TRIGGER submission_changed ON submission;
CREATE OR REPLACE FUNCTION submission_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.form_hash <> OLD.form_hash THEN
        INSERT INTO account (form_hash, form_id) VALUES (NEW.form_hash, NEW.form_id) ON CONFLICT DO NOTHING;
    END IF;
    -- The accounts first: who has one is about to take what is pending.
    UPDATE account SET changes = changes + 1 WHERE form_hash IN (OLD.form_hash, NEW.form_hash);
    IF NEW.id <> OLD.id OR NEW.form_hash <> OLD.form_hash THEN
        UPDATE pending SET id = NEW.id, form_hash = NEW.form_hash WHERE id = OLD.id;
        IF NOT FOUND AND NEW.form_hash <> OLD.form_hash THEN
            UPDATE account SET offered = offered - 1 WHERE form_hash = OLD.form_hash;
            INSERT INTO pending (id, form_hash) VALUES (NEW.id, NEW.form_hash);
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER submission_changed AFTER UPDATE OF
    id, form_id, form_hash, received_at, answers, unit, period, report_key, late, warnings ON submission
    FOR EACH ROW EXECUTE FUNCTION submission_changed();
INSERT INTO account (form_hash, form_id) SELECT form_hash, min(form_id) FROM submission
    WHERE NOT EXISTS (SELECT 1 FROM account WHERE account.form_hash = submission.form_hash) GROUP BY form_hash;
UPDATE pending SET form_hash = submission.form_hash FROM submission
    WHERE submission.id = pending.id AND submission.form_hash <> pending.form_hash;
UPDATE account SET changes = changes + 1, offered = found.published
    FROM (SELECT one.form_hash AS hash, (SELECT count(*) FROM submission
        WHERE form_id = one.form_id AND form_hash = one.form_hash
        AND NOT EXISTS (SELECT 1 FROM pending WHERE pending.id = submission.id)) AS published
        FROM account AS one) AS found
    WHERE account.form_hash = found.hash AND account.offered <> found.published;
";

/// The name under which `meta` tells the version of the tables.
const PRODUCT: &str = "sipas-forms";
/// The lock of those that make tables: any number that nobody else takes.
const MAKING: i64 = 0x7369_7061_7301;

/// What every connection begins with. Who waits longer for a lock is told to come again; a receipt is given
/// for what is on the disk, whatever the server's configuration says.
const BEGINNING: &str = "
SET client_min_messages = warning;
SET lock_timeout = '5s';
SET idle_in_transaction_session_timeout = '60s';
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
";
/// How long connecting may take, and waiting for one of the connections to be free.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many connections read at the same time.
const READING: usize = 2;

/// Reads the address of a database.
pub fn read_url(url: &str) -> Result<Config, Fault> {
    // Why it cannot be read would quote it, perhaps the password.
    let mut config: Config = url.parse().map_err(|_| {
        Fault::Address(
            "it cannot be read; it is postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special signs written as %XX",
        )
    })?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    if config.get_application_name().is_none() {
        config.application_name("sipas serve");
    }
    // Answers do not go through a network in the clear unless somebody says so.
    if !url.contains("sslmode=") {
        let mode = if config.get_hosts().iter().all(is_here) { SslMode::Disable } else { SslMode::Require };
        config.ssl_mode(mode);
    }
    Ok(config)
}

/// Whether a host is this machine.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// Where a database is, without who asks.
pub fn tell_place(config: &Config, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    formatter.write_str("postgres://")?;
    for (index, host) in config.get_hosts().iter().enumerate() {
        if index > 0 {
            formatter.write_char(',')?;
        }
        match host {
            Host::Tcp(name) => formatter.write_str(name)?,
            #[cfg(unix)]
            Host::Unix(path) => write!(formatter, "{}", path.display())?,
        }
        if let Some(port) = config.get_ports().get(index).or(config.get_ports().first()) {
            write!(formatter, ":{port}")?;
        }
    }
    write!(formatter, "/{}", config.get_dbname().unwrap_or_default())
}

/// Says what is wrong. What PostgreSQL adds as its detail may quote a row, so that is left out.
pub fn tell(error: &Error, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
    if let Some(error) = error.as_db_error() {
        return write!(formatter, "PostgreSQL says: {} ({})", error.message(), error.code().code());
    }
    write!(formatter, "{error}")?;
    match std::error::Error::source(error) {
        // The words of some already end with those of their cause.
        Some(source) if !error.to_string().ends_with(&source.to_string()) => write!(formatter, ": {source}"),
        _ => Ok(()),
    }
}

const fn bound<'a>(value: &'a Value<'_>) -> &'a (dyn ToSql + Sync) {
    match value {
        Value::Text(text) => text,
        Value::Int(number) => number,
        Value::Flag(flag) => flag,
    }
}

/// The connections.
pub struct Postgres {
    /// One of each kind of work cannot take those of the other.
    writing: Pool,
    reading: Pool,
}

impl Postgres {
    /// Connects, and makes the tables where there are none.
    pub fn open(config: &Config, writing: usize) -> Result<Self, Fault> {
        let tls = tls(config)?;
        let pool = |most| Pool::new(config.clone(), tls.clone(), most);
        let postgres = Self { writing: pool(writing), reading: pool(READING) };
        postgres.writing.with(&mut |connection| make(&mut connection.client))?;
        Ok(postgres)
    }

    /// Does something that writes, whole or not at all.
    pub fn write<T>(&self, work: &mut dyn FnMut(&mut dyn Session) -> Result<T, Fault>) -> Result<T, Fault> {
        self.writing.with(&mut |connection| connection.transaction("BEGIN", work))
    }

    /// Does something that reads, and sees what was there when it began to.
    pub fn read<T>(&self, work: &mut dyn FnMut(&mut dyn Session) -> Result<T, Fault>) -> Result<T, Fault> {
        self.reading
            .with(&mut |connection| connection.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work))
    }
}

/// What encrypts, where that is wanted. Certificates are believed that the system believes (`SSL_CERT_FILE`
/// names others).
fn tls(config: &Config) -> Result<Option<MakeRustlsConnect>, Fault> {
    if config.get_ssl_mode() == SslMode::Disable {
        return Ok(None);
    }
    let mut roots = rustls::RootCertStore::empty();
    // Where there are none, a server's certificate is refused when it comes.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| Fault::Address("TLS cannot be set up"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Some(MakeRustlsConnect::new(config)))
}

/// Makes the tables, or what they lack of this version, one server at a time.
fn make(client: &mut Client) -> Result<(), Fault> {
    let mut transaction = client.transaction()?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&MAKING])?;
    let tables = "SELECT count(*), count(*) FILTER (WHERE table_name = 'meta') FROM information_schema.tables \
                  WHERE table_schema = current_schema()";
    let row = transaction.query_one(tables, &[])?;
    let (all, meta): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    let made = if all == 0 { 0 } else { version(&mut transaction, meta)?.ok_or(Fault::Foreign)? };
    for (version, schema) in SCHEMAS.iter().filter(|(version, _)| *version > made) {
        transaction.batch_execute(schema)?;
        let version = i64::try_from(*version).unwrap_or(i64::MAX);
        let note = "INSERT INTO meta (product, version) VALUES ($1, $2) \
                    ON CONFLICT (product) DO UPDATE SET version = excluded.version";
        transaction.execute(note, &[&PRODUCT, &version])?;
    }
    Ok(transaction.commit()?)
}

/// Which version of the tables there is, if it is one that this program can use.
fn version(transaction: &mut Transaction<'_>, meta: i64) -> Result<Option<usize>, Fault> {
    if meta == 0 {
        return Ok(None);
    }
    let version = match transaction.query_opt("SELECT version FROM meta WHERE product = $1", &[&PRODUCT]) {
        Ok(row) => row.map(|row| row.try_get::<_, i64>(0)).transpose()?,
        Err(error) if error.code().is_some_and(|code| *code == SqlState::UNDEFINED_COLUMN) => None,
        Err(error) => return Err(error.into()),
    };
    let version = version.and_then(|version| usize::try_from(version).ok());
    Ok(version.filter(|version| SCHEMAS.iter().any(|(known, _)| known == version)))
}

/// A few connections to one database.
struct Pool {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    most: usize,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    /// Those idle and those in use.
    open: usize,
}

struct Connection {
    client: Client,
    statements: HashMap<&'static str, Statement>,
}

/// A connection's place in the pool, given back when it is dropped.
struct Lease<'a> {
    pool: &'a Pool,
    connection: Option<Connection>,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.state();
        match self.connection.take() {
            // Of a panic the transaction may still be open.
            Some(connection) if !std::thread::panicking() => state.idle.push(connection),
            _ => state.open = state.open.saturating_sub(1),
        }
        self.pool.freed.notify_one();
    }
}

impl Pool {
    fn new(config: Config, tls: Option<MakeRustlsConnect>, most: usize) -> Self {
        Self { config, tls, most, state: Mutex::default(), freed: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place, with a connection if one is idle.
    fn lease(&self) -> Result<Lease<'_>, Fault> {
        let end = Instant::now().checked_add(PATIENCE);
        let mut state = self.state();
        loop {
            while let Some(connection) = state.idle.pop() {
                if !connection.client.is_closed() {
                    return Ok(Lease { pool: self, connection: Some(connection) });
                }
                state.open = state.open.saturating_sub(1);
            }
            if state.open < self.most {
                state.open = state.open.saturating_add(1);
                return Ok(Lease { pool: self, connection: None });
            }
            let rest = end.map(|end| end.saturating_duration_since(Instant::now())).filter(|rest| !rest.is_zero());
            let Some(rest) = rest else { return Err(Fault::Busy) };
            state = self.freed.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn connect(&self) -> Result<Connection, Fault> {
        let mut client = match &self.tls {
            Some(tls) => self.config.connect(tls.clone())?,
            None => self.config.connect(NoTls)?,
        };
        client.batch_execute(BEGINNING)?;
        Ok(Connection { client, statements: HashMap::new() })
    }

    /// Works on a connection. One that broke since it was used last, because the server was started anew, is
    /// noticed only now: then all is done again on a new one.
    fn with<T>(&self, work: &mut dyn FnMut(&mut Connection) -> Result<T, Fault>) -> Result<T, Fault> {
        let mut lease = self.lease()?;
        if let Some(connection) = &mut lease.connection {
            let done = work(connection);
            if !done.as_ref().is_err_and(is_lost) {
                return done;
            }
            lease.connection = None;
        }
        let mut connection = self.connect()?;
        let done = work(&mut connection);
        if !done.as_ref().is_err_and(is_lost) {
            lease.connection = Some(connection);
        }
        done
    }
}

/// Whether the connection is of no use any more.
fn is_lost(fault: &Fault) -> bool {
    let Fault::Postgres(error) = fault else { return false };
    let Some(code) = error.code() else { return true };
    // Class 08: the connection; 57P: the server is stopped.
    code.code().starts_with("08") || code.code().starts_with("57P")
}

impl Connection {
    fn transaction<T>(
        &mut self,
        begin: &str,
        work: &mut dyn FnMut(&mut dyn Session) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.client.batch_execute(begin)?;
        let done = work(self).and_then(|done| {
            self.client.batch_execute("COMMIT")?;
            Ok(done)
        });
        if done.is_err() {
            // Where this fails too, the connection is closed, and so is the transaction.
            let _ = self.client.batch_execute("ROLLBACK");
        }
        done
    }

    fn prepared(&mut self, sql: &'static str) -> Result<Statement, Fault> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }
}

impl Session for Connection {
    fn run(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, Fault> {
        let statement = self.prepared(sql)?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(bound).collect();
        Ok(self.client.execute(&statement, &values)?)
    }

    fn each(&mut self, sql: &'static str, values: &[Value<'_>], visit: &mut Visit<'_>) -> Result<(), Fault> {
        let statement = self.prepared(sql)?;
        let mut rows = self.client.query_raw(&statement, values.iter().map(bound))?;
        while let Some(row) = rows.next()? {
            visit(&Row::Postgres(&row))?;
        }
        Ok(())
    }

    fn each_locked(&mut self, lock: &Lock, values: &[Value<'_>], visit: &mut Visit<'_>) -> Result<(), Fault> {
        self.each(lock.row, values, visit)
    }

    fn take(&mut self, form_hash: &str, most: u64, visit: &mut Visit<'_>) -> Result<(), Fault> {
        // In one statement: between two of them others store what comes before.
        let sql = "WITH taken AS (DELETE FROM pending WHERE id IN \
                   (SELECT id FROM pending WHERE form_hash = $1 ORDER BY id LIMIT $2) RETURNING id) \
                   SELECT id, received_at, answers FROM taken LEFT JOIN submission USING (id) ORDER BY id";
        self.each(sql, &[form_hash.into(), most.into()], visit)
    }
}
