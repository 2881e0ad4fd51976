//! SQLite: one file, one connection that writes, and others that read beside it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, ToSql, TransactionBehavior, params_from_iter, types::ToSqlOutput};

use super::{
    Fault,
    session::{Lock, Row, Session, Value, Visit},
};

/// What makes each version of the database of the one before it, from an empty file on.
const SCHEMAS: [&str; super::VERSION] = [SUBMISSIONS, REPORTS, COUNTS, CHANGES];

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

/// The counts behind the results: see `counting`. What the triggers keep is true whoever writes: of every
/// definition `offered` and those pending are together its submissions, and `changes` tells that what was
/// counted is not what is there any more. Rows that were there are counted when the server starts.
const COUNTS: &str = "
CREATE TABLE account (                 -- of every definition that has submissions, or is served
    form_hash     TEXT NOT NULL PRIMARY KEY,
    form_id       TEXT NOT NULL,
    offered       INTEGER NOT NULL DEFAULT 0,   -- how many submissions are in published batches
    least         INTEGER NOT NULL DEFAULT 0,   -- how many make a batch
    tally_version INTEGER NOT NULL DEFAULT 0,   -- of what is in the table tally
    changes       INTEGER NOT NULL DEFAULT 0,   -- how often rows were changed or taken out
    counted       INTEGER NOT NULL DEFAULT -1   -- which of the changes the counts know
) STRICT, WITHOUT ROWID;
CREATE TABLE pending (                 -- the submissions that are in no published batch yet
    id        INTEGER PRIMARY KEY,
    form_hash TEXT NOT NULL
) STRICT;
CREATE INDEX pending_by_form ON pending (form_hash, id);
CREATE TABLE tally (                   -- what was counted of everybody, and of each group
    form_hash TEXT NOT NULL,
    question  TEXT NOT NULL,           -- one of results_by; '' is everybody
    choice    TEXT NOT NULL,           -- '' are those who did not answer
    responses INTEGER NOT NULL,
    hidden    INTEGER NOT NULL,        -- whether it was when the last batch was published
    counts    TEXT NOT NULL,           -- JSON: by item and level
    PRIMARY KEY (form_hash, question, choice)
) STRICT, WITHOUT ROWID;
CREATE VIEW level_count AS             -- the same for reading: how often each level of each item was chosen
    SELECT account.form_id, tally.form_hash, tally.question, tally.choice, slot.value ->> 'name' AS item,
           level.key AS level, CAST(level.value AS INTEGER) AS n
    FROM tally JOIN account USING (form_hash), json_each(tally.counts, '$.slots') AS slot,
         json_each(slot.value, '$.levels') AS level;
CREATE TRIGGER submission_came AFTER INSERT ON submission BEGIN
    INSERT INTO pending (id, form_hash) VALUES (NEW.id, NEW.form_hash);
END;
CREATE TRIGGER submission_changed AFTER UPDATE OF id, form_hash, received_at, answers ON submission BEGIN
    UPDATE account SET changes = changes + 1 WHERE form_hash IN (OLD.form_hash, NEW.form_hash);
END;
CREATE TRIGGER submission_went AFTER DELETE ON submission BEGIN
    UPDATE account SET changes = changes + 1, offered = offered - (OLD.id NOT IN (SELECT id FROM pending))
        WHERE form_hash = OLD.form_hash;
    DELETE FROM pending WHERE id = OLD.id;
END;
INSERT OR IGNORE INTO account (form_hash, form_id, offered)
    SELECT form_hash, form_id, count(*) FROM submission GROUP BY form_hash, form_id;
PRAGMA user_version = 3;
";

/// Whatever of a row is told to anybody is noticed when it is changed; and a row that is given to another definition
/// goes over to that one's account, where it is pending. What was given away before that is set right.
const CHANGES: &str = "
DROP TRIGGER submission_changed;
CREATE TRIGGER submission_changed AFTER UPDATE OF
        id, form_id, form_hash, received_at, answers, unit, period, report_key, late, warnings ON submission BEGIN
    INSERT INTO account (form_hash, form_id) SELECT NEW.form_hash, NEW.form_id
        WHERE NOT EXISTS (SELECT 1 FROM account WHERE form_hash = NEW.form_hash);
    UPDATE account SET changes = changes + 1 WHERE form_hash IN (OLD.form_hash, NEW.form_hash);
    UPDATE account SET offered = offered - 1 WHERE form_hash = OLD.form_hash AND OLD.form_hash <> NEW.form_hash
        AND OLD.id NOT IN (SELECT id FROM pending);
    INSERT INTO pending (id, form_hash) SELECT OLD.id, OLD.form_hash WHERE OLD.form_hash <> NEW.form_hash
        AND OLD.id NOT IN (SELECT id FROM pending);
    UPDATE pending SET id = NEW.id, form_hash = NEW.form_hash WHERE id = OLD.id;
END;
INSERT INTO account (form_hash, form_id) SELECT form_hash, min(form_id) FROM submission
    WHERE form_hash NOT IN (SELECT form_hash FROM account) GROUP BY form_hash;
UPDATE pending SET form_hash = submission.form_hash FROM submission
    WHERE submission.id = pending.id AND submission.form_hash <> pending.form_hash;
UPDATE account SET changes = changes + 1, offered = found.published
    FROM (SELECT one.form_hash AS hash, (SELECT count(*) FROM submission
        WHERE form_id = one.form_id AND form_hash = one.form_hash AND id NOT IN (SELECT id FROM pending)) AS published
        FROM account AS one) AS found
    WHERE account.form_hash = found.hash AND account.offered <> found.published;
PRAGMA user_version = 4;
";

/// How long a connection waits for another one's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Text(text) => text.to_sql(),
            Self::Int(number) => number.to_sql(),
            Self::Flag(flag) => flag.to_sql(),
        }
    }
}

/// The file.
pub struct Sqlite {
    path: PathBuf,
    writer: Mutex<Connection>,
}

impl Sqlite {
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

    /// Does something that writes, whole or not at all.
    pub fn write<T>(&self, work: &mut dyn FnMut(&mut dyn Session) -> Result<T, Fault>) -> Result<T, Fault> {
        // A panic while it was held rolled its transaction back: the connection is sound.
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&mut Connected(&transaction))?;
        transaction.commit()?;
        Ok(done)
    }

    /// Does something that reads, beside the writer, and sees what was there when it began to.
    pub fn read<T>(&self, work: &mut dyn FnMut(&mut dyn Session) -> Result<T, Fault>) -> Result<T, Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.execute_batch("BEGIN")?;
        work(&mut Connected(&connection))
    }
}

struct Connected<'a>(&'a Connection);

impl Session for Connected<'_> {
    fn run(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, Fault> {
        let changed = self.0.prepare_cached(sql)?.execute(params_from_iter(values))?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    fn each(&mut self, sql: &'static str, values: &[Value<'_>], visit: &mut Visit<'_>) -> Result<(), Fault> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            visit(&Row::Sqlite(row))?;
        }
        Ok(())
    }

    fn each_locked(&mut self, lock: &Lock, values: &[Value<'_>], visit: &mut Visit<'_>) -> Result<(), Fault> {
        self.each(lock.none, values, visit)
    }

    fn take(&mut self, form_hash: &str, most: u64, visit: &mut Visit<'_>) -> Result<(), Fault> {
        let mut last = 0;
        let first = "SELECT pending.id, received_at, answers FROM pending LEFT JOIN submission USING (id) \
                     WHERE pending.form_hash = $1 ORDER BY pending.id LIMIT $2";
        self.each(first, &[form_hash.into(), most.into()], &mut |row| {
            last = row.int(0)?;
            visit(row)
        })?;
        // Nobody else writes meanwhile, so these are the same.
        let taken = "DELETE FROM pending WHERE form_hash = $1 AND id <= $2";
        self.run(taken, &[form_hash.into(), last.into()]).map(drop)
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
