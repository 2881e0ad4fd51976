//! The database: one `SQLite` file, one row per submission. A receipt is given only for a row that is
//! on the disk (`synchronous = FULL`).
//!
//! What it keeps is listed in [`SCHEMAS`]: no network address, no browser, nothing else of a person's.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{
    Connection, Error, ErrorCode, OpenFlags, OptionalExtension, Row, Transaction, TransactionBehavior, params,
};
use sipas_forms::form::Identity;

use super::receipt;
use crate::clock::timestamp;

/// What makes each version of the database of the one before it, from an empty file on.
const SCHEMAS: [&str; 2] = [SUBMISSIONS, REPORTS];

const SUBMISSIONS: &str = "
CREATE TABLE submission (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    submission_id TEXT NOT NULL UNIQUE,  -- the client's UUID and Idempotency-Key
    form_id       TEXT NOT NULL,
    form_version  TEXT NOT NULL,
    form_hash     TEXT NOT NULL,         -- SHA-256 of the definition's canonical JSON
    language      TEXT NOT NULL,
    started_at    TEXT NOT NULL,         -- the client's claim
    completed_at  TEXT NOT NULL,         -- the client's claim
    received_at   TEXT NOT NULL,         -- this server's clock, RFC 3339
    receipt       TEXT NOT NULL UNIQUE,
    answers       TEXT NOT NULL,         -- canonical JSON, only what is relevant
    scores        TEXT NOT NULL,         -- canonical JSON, computed by this server
    scores_agree  INTEGER NOT NULL,      -- whether the client had computed the same
    body_hash     TEXT NOT NULL          -- SHA-256 of the body's canonical JSON
) STRICT;
CREATE INDEX submission_by_form ON submission (form_id, form_hash);
PRAGMA user_version = 1;
";

/// Rows that were there are no reports: none was taken for one when it came.
const REPORTS: &str = "
ALTER TABLE submission ADD COLUMN unit TEXT;        -- of a report: who sent it
ALTER TABLE submission ADD COLUMN period TEXT;      -- for which period, if for one
ALTER TABLE submission ADD COLUMN report_key TEXT;  -- what no two reports of a form share
ALTER TABLE submission ADD COLUMN late INTEGER;     -- whether its deadline was over when it came
ALTER TABLE submission ADD COLUMN warnings TEXT;    -- JSON: which rules it should keep and does not
CREATE UNIQUE INDEX submission_by_report ON submission (form_id, report_key) WHERE report_key IS NOT NULL;
CREATE TABLE refusal (                 -- the last refused report of a unit for a period, until one is accepted
    form_id    TEXT NOT NULL,
    unit       TEXT NOT NULL,
    period     TEXT NOT NULL,
    refused_at TEXT NOT NULL,          -- this server's clock, RFC 3339
    rules      TEXT NOT NULL,          -- JSON: which rules it breaks; no answer
    PRIMARY KEY (form_id, unit, period)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = 2;
";

/// How long a connection waits for another one's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How often another receipt is drawn when one exists already, which all but never happens.
const DRAWS: usize = 5;

/// A submission that was found right.
pub struct Record {
    /// The client's UUID.
    pub submission_id: String,
    /// The form.
    pub form: Identity,
    /// The language it was filled in.
    pub language: String,
    /// When filling began, as the client says.
    pub started_at: String,
    /// When it was sent, as the client says.
    pub completed_at: String,
    /// Canonical JSON.
    pub answers: String,
    /// Canonical JSON.
    pub scores: String,
    /// Whether the client had computed the same scores.
    pub scores_agree: bool,
    /// Of the whole body.
    pub body_hash: String,
    /// Which report it is, if it is one.
    pub report: Option<Filed>,
}

/// Which report a submission is.
pub struct Filed {
    /// Who sent it.
    pub unit: String,
    /// For which period, if for one.
    pub period: Option<String>,
    /// What no two reports of a form share.
    pub key: String,
    /// Whether its deadline was over when it came.
    pub late: Option<bool>,
    /// JSON: which rules it should keep and does not.
    pub warnings: String,
}

/// A report that was refused.
pub struct Refused {
    /// Who sent it.
    pub unit: String,
    /// For which period.
    pub period: String,
    /// When.
    pub at: String,
    /// JSON: which rules it breaks.
    pub rules: String,
}

/// A report that is kept.
pub struct Report<'a> {
    /// The number of its row; later ones are greater.
    pub id: i64,
    /// The definition that it answers.
    pub form_hash: &'a str,
    /// Who sent it.
    pub unit: &'a str,
    /// For which period, if for one.
    pub period: Option<&'a str>,
    /// When it came.
    pub received_at: &'a str,
    /// Whether its deadline was over then.
    pub late: Option<bool>,
    /// JSON: which rules it should keep and does not.
    pub warnings: &'a str,
    /// JSON.
    pub answers: &'a str,
}

/// What a client is told of a submission that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The code to note down.
    pub receipt: String,
    /// When it came.
    pub received_at: String,
    /// Whether the client had computed the same scores.
    pub scores_agree: bool,
    /// What tells a repetition from other content under the same key.
    pub body_hash: String,
}

/// What came of keeping a submission.
pub enum Outcome {
    /// It is kept now.
    New(Kept),
    /// Its key was there already, perhaps with other content.
    Known(Kept),
    /// The same report was sent before, under another key.
    Duplicate,
}

/// Why the database could not do what was asked. Its words hold no value of a row.
#[derive(Debug)]
pub enum Fault {
    /// `SQLite` says so.
    Sqlite(Error),
    /// The file is a database of something else, or of another version of this program.
    Foreign,
    /// The work ended without a result.
    Interrupted,
    /// The system has no random numbers.
    Random(getrandom::Error),
    /// Others may read the file, and that cannot be changed.
    Open(io::Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Sqlite(error)
    }
}

impl core::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Sqlite(error) => write!(formatter, "{error}"),
            Self::Foreign => write!(formatter, "it is not a database of this version of sipas"),
            Self::Interrupted => write!(formatter, "the work ended without a result"),
            Self::Random(error) => write!(formatter, "no random numbers: {error}"),
            Self::Open(error) => write!(formatter, "others may read it, and `chmod 600` fails: {error}"),
        }
    }
}

/// The database.
pub struct Store {
    path: PathBuf,
    writer: Mutex<Connection>,
}

impl Store {
    /// Opens the file, or makes it.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        create_private(path);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let tables: i64 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let made = match (usize::try_from(version), tables) {
            (Ok(0), 0) => 0,
            (Ok(made), 1..) if made > 0 => made,
            _ => return Err(Fault::Foreign),
        };
        for schema in SCHEMAS.get(made..).ok_or(Fault::Foreign)? {
            transaction.execute_batch(schema)?;
        }
        transaction.commit()?;
        // Only now: a file that is something else is left as it is.
        close_to_others(path).map_err(Fault::Open)?;
        // Readers do not wait for the writer, and what is committed survives a power cut.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        Ok(Self { path: path.to_path_buf(), writer: Mutex::new(connection) })
    }

    fn writer(&self) -> MutexGuard<'_, Connection> {
        // A panic while it was held rolled its transaction back: the connection is sound.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The submission kept under a key.
    pub fn find(&self, submission_id: &str) -> Result<Option<Kept>, Fault> {
        Ok(find(&self.writer(), submission_id)?)
    }

    /// Keeps a submission once. The key is unique in the transaction of the insert, so of two that
    /// arrive together one is new and the other is told the first one's receipt. So it is with the key of a
    /// report, of which the second is a duplicate; what was refused of its unit before is mended now.
    pub fn keep(&self, record: &Record) -> Result<Outcome, Fault> {
        let mut writer = self.writer();
        let mut taken = Fault::Interrupted;
        for _ in 0..DRAWS {
            let kept = Kept {
                receipt: receipt::draw().map_err(Fault::Random)?,
                received_at: timestamp(),
                scores_agree: record.scores_agree,
                body_hash: record.body_hash.clone(),
            };
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if let Some(known) = find(&transaction, &record.submission_id)? {
                return Ok(Outcome::Known(known));
            }
            if let Some(report) = &record.report {
                if is_filed(&transaction, &record.form, report)? {
                    return Ok(Outcome::Duplicate);
                }
                mend(&transaction, &record.form, report)?;
            }
            match insert(&transaction, record, &kept) {
                Ok(()) => {
                    transaction.commit()?;
                    return Ok(Outcome::New(kept));
                }
                // Neither key is there, so it is the receipt that is taken.
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => taken = error.into(),
                Err(error) => return Err(error.into()),
            }
        }
        Err(taken)
    }

    /// Notes that a report was refused: of each unit and period the last one.
    pub fn refuse(&self, form: &Identity, unit: &str, period: &str, rules: &str) -> Result<(), Fault> {
        let sql = "INSERT INTO refusal (form_id, unit, period, refused_at, rules) VALUES (?1, ?2, ?3, ?4, ?5) \
                   ON CONFLICT DO UPDATE SET refused_at = excluded.refused_at, rules = excluded.rules";
        let writer = self.writer();
        writer.prepare_cached(sql)?.execute(params![form.id, unit, period, timestamp(), rules])?;
        Ok(())
    }

    /// Whether the database answers.
    pub fn check(&self) -> Result<(), Fault> {
        Ok(self.writer().query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?)
    }

    /// A number that changes when anybody but this program's writer changes the database.
    pub fn foreign_version(&self) -> Result<i64, Fault> {
        Ok(self.writer().query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// A connection that reads beside the writer, and sees what was there when it began to.
    pub fn reader(&self) -> Result<Reader, Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.execute_batch("BEGIN")?;
        Ok(Reader { connection })
    }
}

/// Makes the file readable by its owner only, if it is not there; `SQLite` gives the files beside it
/// the same permissions. What is wrong with the path, opening the database says.
fn create_private(path: &Path) {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path));
}

/// Takes the file, and those beside it, from everybody but its owner.
#[cfg(unix)]
fn close_to_others(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_os_string();
        name.push(ending);
        match fs::metadata(&name) {
            Ok(data) if data.permissions().mode() & 0o077 != 0 => {
                fs::set_permissions(&name, fs::Permissions::from_mode(0o600))?;
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Elsewhere the folder's own rules decide who reads it.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as where it can fail")]
fn close_to_others(_path: &Path) -> io::Result<()> {
    Ok(())
}

fn find(connection: &Connection, submission_id: &str) -> Result<Option<Kept>, Error> {
    let sql = "SELECT receipt, received_at, scores_agree, body_hash FROM submission WHERE submission_id = ?1";
    let kept = |row: &Row<'_>| {
        Ok(Kept { receipt: row.get(0)?, received_at: row.get(1)?, scores_agree: row.get(2)?, body_hash: row.get(3)? })
    };
    connection.prepare_cached(sql)?.query_row([submission_id], kept).optional()
}

fn is_filed(connection: &Connection, form: &Identity, report: &Filed) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM submission WHERE form_id = ?1 AND report_key = ?2";
    connection.prepare_cached(sql)?.exists(params![form.id, report.key])
}

/// Forgets what was refused of a unit for a period.
fn mend(connection: &Connection, form: &Identity, report: &Filed) -> Result<(), Error> {
    let sql = "DELETE FROM refusal WHERE form_id = ?1 AND unit = ?2 AND period = ?3";
    connection.prepare_cached(sql)?.execute(params![form.id, report.unit, report.period])?;
    Ok(())
}

fn insert(transaction: &Transaction<'_>, record: &Record, kept: &Kept) -> Result<(), Error> {
    let sql = "INSERT INTO submission (submission_id, form_id, form_version, form_hash, language, started_at, \
               completed_at, received_at, receipt, answers, scores, scores_agree, body_hash, unit, period, \
               report_key, late, warnings) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
    let report = record.report.as_ref();
    transaction.prepare_cached(sql)?.execute(params![
        record.submission_id,
        record.form.id,
        record.form.version,
        record.form.hash,
        record.language,
        record.started_at,
        record.completed_at,
        kept.received_at,
        kept.receipt,
        record.answers,
        record.scores,
        record.scores_agree,
        record.body_hash,
        report.map(|report| &report.unit),
        report.map(|report| &report.period),
        report.map(|report| &report.key),
        report.map(|report| report.late),
        report.map(|report| &report.warnings),
    ])?;
    Ok(())
}

/// Reads the submissions to one form.
pub struct Reader {
    connection: Connection,
}

impl Reader {
    /// How many submissions to this very definition have an `id` above `last`.
    pub fn count_after(&self, form: &Identity, last: i64) -> Result<u64, Fault> {
        let sql = "SELECT count(*) FROM submission WHERE form_id = ?1 AND form_hash = ?2 AND id > ?3";
        self.count(sql, params![form.id, form.hash, last])
    }

    /// How many submissions belong to other versions of the form.
    pub fn count_others(&self, form: &Identity) -> Result<u64, Fault> {
        let sql = "SELECT count(*) FROM submission WHERE form_id = ?1 AND form_hash <> ?2";
        self.count(sql, params![form.id, form.hash])
    }

    fn count(&self, sql: &str, params: &[&dyn rusqlite::ToSql]) -> Result<u64, Fault> {
        let count: i64 = self.connection.query_row(sql, params, |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Hands the first `most` submissions to this very definition after the `id` `last` to `each`, in
    /// the order they came: the `id`, when it came, and its answers as JSON.
    pub fn each_after(
        &self,
        form: &Identity,
        last: i64,
        most: u64,
        each: &mut dyn FnMut(i64, &str, &str),
    ) -> Result<(), Fault> {
        let sql = "SELECT id, received_at, answers FROM submission \
                   WHERE form_id = ?1 AND form_hash = ?2 AND id > ?3 ORDER BY id LIMIT ?4";
        let mut statement = self.connection.prepare(sql)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut rows = statement.query(params![form.id, form.hash, last, most])?;
        while let Some(row) = rows.next()? {
            let text = |index: usize| -> Result<&str, Error> { Ok(row.get_ref(index)?.as_str()?) };
            each(row.get(0)?, text(1)?, text(2)?);
        }
        Ok(())
    }

    /// Hands the reports to a form, of any version, after the `id` `last` to `each`, in the order they came.
    pub fn each_report(&self, form: &Identity, last: i64, each: &mut dyn FnMut(Report<'_>)) -> Result<(), Fault> {
        let sql = "SELECT id, form_hash, unit, period, received_at, late, warnings, answers FROM submission \
                   WHERE form_id = ?1 AND report_key IS NOT NULL AND id > ?2 ORDER BY id";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query(params![form.id, last])?;
        while let Some(row) = rows.next()? {
            let text = |index: usize| -> Result<&str, Error> { Ok(row.get_ref(index)?.as_str()?) };
            let period = row.get_ref(3)?.as_str_or_null().map_err(Error::from)?;
            each(Report {
                id: row.get(0)?,
                form_hash: text(1)?,
                unit: text(2)?,
                period,
                received_at: text(4)?,
                late: row.get(5)?,
                warnings: text(6)?,
                answers: text(7)?,
            });
        }
        Ok(())
    }

    /// The reports that were refused and have not been mended.
    pub fn refusals(&self, form: &Identity) -> Result<Vec<Refused>, Fault> {
        let sql = "SELECT unit, period, refused_at, rules FROM refusal WHERE form_id = ?1";
        let refused =
            |row: &Row<'_>| Ok(Refused { unit: row.get(0)?, period: row.get(1)?, at: row.get(2)?, rules: row.get(3)? });
        Ok(self.connection.prepare(sql)?.query_map([&form.id], refused)?.collect::<Result<_, Error>>()?)
    }
}
