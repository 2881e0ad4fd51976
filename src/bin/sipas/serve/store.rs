//! The database: one `SQLite` file, one row per submission. A receipt is given only for a row that is
//! on the disk (`synchronous = FULL`).
//!
//! What it keeps is listed in [`SCHEMA`]: no network address, no browser, nothing else of a person's.

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

const SCHEMA: &str = "
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
        match (version, tables) {
            (0, 0) => transaction.execute_batch(SCHEMA)?,
            (1, _) => {}
            _ => return Err(Fault::Foreign),
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
    /// arrive together one is new and the other is told the first one's receipt.
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
            match insert(&transaction, record, &kept) {
                Ok(()) => {
                    transaction.commit()?;
                    return Ok(Outcome::New(kept));
                }
                // The key is not there, so it is the receipt that is taken.
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => taken = error.into(),
                Err(error) => return Err(error.into()),
            }
        }
        Err(taken)
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

fn insert(transaction: &Transaction<'_>, record: &Record, kept: &Kept) -> Result<(), Error> {
    let sql = "INSERT INTO submission (submission_id, form_id, form_version, form_hash, language, started_at, \
               completed_at, received_at, receipt, answers, scores, scores_agree, body_hash) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
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
}
