//! The database: one row per submission, in an SQLite file or in PostgreSQL. A receipt is given only for a row
//! that is on the disk.
//!
//! | file | what it does |
//! |---|---|
//! | `session` | statements and rows, alike for both |
//! | `sqlite` | the file, and what its tables hold: no network address, no browser, nothing else of a person's |
//! | `postgres` | the same in PostgreSQL, for one `sipas serve` or several |
//! | `counting` | the counts behind the results, kept in the transaction of the insert |

mod counting;
mod postgres;
mod session;
mod sqlite;

pub use counting::Standing;

use std::{collections::BTreeSet, io, num::NonZeroU64, path::PathBuf, sync::Arc};

use sipas_forms::form::{Form, Identity};

use super::receipt;
use crate::clock::timestamp;
use session::{Session, Value};

/// The version of the tables, the same in both databases.
const VERSION: usize = 4;
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
    /// The number of its row; of two of the same unit and period the greater is the later.
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

/// Why the database could not do what was asked. Its words hold no value of a row, and no password.
#[derive(Debug)]
pub enum Fault {
    /// `SQLite` says so.
    Sqlite(rusqlite::Error),
    /// PostgreSQL says so, or there is no getting to it.
    Postgres(::postgres::Error),
    /// The address is none.
    Address(&'static str),
    /// All connections stay in use.
    Busy,
    /// The database is of something else, or of another version of this program.
    Foreign,
    /// A column holds what it should not.
    Column,
    /// The counts were made by a server with another `--min-group`, or of another version.
    OtherCounts,
    /// The work ended without a result.
    Interrupted,
    /// The system has no random numbers.
    Random(getrandom::Error),
    /// Others may read the file, and that cannot be changed.
    Open(io::Error),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<::postgres::Error> for Fault {
    fn from(error: ::postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

impl core::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Sqlite(error) => write!(formatter, "{error}"),
            Self::Postgres(error) => postgres::tell(error, formatter),
            Self::Address(what) => write!(formatter, "{what}"),
            Self::Busy => write!(formatter, "all connections to it stay in use"),
            Self::Foreign => write!(formatter, "it is not a database of this version of sipas"),
            Self::Column => write!(formatter, "a column holds what it should not"),
            Self::OtherCounts => write!(
                formatter,
                "another server keeps the counts with another --min-group or another version of sipas; start all alike"
            ),
            Self::Interrupted => write!(formatter, "the work ended without a result"),
            Self::Random(error) => write!(formatter, "no random numbers: {error}"),
            Self::Open(error) => write!(formatter, "others may read it, and `chmod 600` fails: {error}"),
        }
    }
}

/// Where the database is.
pub enum Place {
    /// A file.
    Sqlite(PathBuf),
    /// A server.
    Postgres(Box<::postgres::Config>),
}

impl Place {
    /// What `--database` names.
    pub fn find(database: &str) -> Result<Self, Fault> {
        if ["postgres://", "postgresql://"].iter().any(|scheme| database.starts_with(scheme)) {
            return postgres::read_url(database).map(Box::new).map(Self::Postgres);
        }
        Ok(Self::Sqlite(PathBuf::from(database)))
    }
}

impl core::fmt::Display for Place {
    /// Without the password.
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(formatter, "{}", path.display()),
            Self::Postgres(config) => postgres::tell_place(config, formatter),
        }
    }
}

/// The database.
pub enum Store {
    /// A file.
    Sqlite(sqlite::Sqlite),
    /// A server.
    Postgres(Box<postgres::Postgres>),
}

impl Store {
    /// Opens the database, or makes it; `writing` is how many write at the same time.
    pub fn open(place: &Place, writing: usize) -> Result<Self, Fault> {
        Ok(match place {
            Place::Sqlite(path) => Self::Sqlite(sqlite::Sqlite::open(path)?),
            Place::Postgres(config) => Self::Postgres(Box::new(postgres::Postgres::open(config, writing)?)),
        })
    }

    /// Does something that writes, whole or not at all. Where the connection was lost it may be done twice.
    fn write<T>(&self, work: &mut dyn FnMut(&mut dyn Session) -> Result<T, Fault>) -> Result<T, Fault> {
        match self {
            Self::Sqlite(sqlite) => sqlite.write(work),
            Self::Postgres(postgres) => postgres.write(work),
        }
    }

    /// Does something that reads, and sees what was there when it began to.
    fn read<T>(&self, work: &mut dyn FnMut(&mut dyn Session) -> Result<T, Fault>) -> Result<T, Fault> {
        match self {
            Self::Sqlite(sqlite) => sqlite.read(work),
            Self::Postgres(postgres) => postgres.read(work),
        }
    }

    /// Makes the counts of these forms, each in batches of so many, those of the rows.
    pub fn prepare(&self, forms: &[(Arc<Form>, NonZeroU64)]) -> Result<(), Fault> {
        // Those that no form served is of: their rows are told as those of other versions.
        let others = "INSERT INTO account (form_hash, form_id, offered) SELECT form_hash, form_id, count(*) \
                      FROM submission \
                      WHERE NOT EXISTS (SELECT 1 FROM account WHERE account.form_hash = submission.form_hash) \
                      AND NOT EXISTS (SELECT 1 FROM pending WHERE pending.id = submission.id) \
                      GROUP BY form_id, form_hash ON CONFLICT DO NOTHING";
        self.write(&mut |session| session.run(others, &[]))?;
        forms.iter().try_for_each(|(form, least)| counting::prepare(self, form, *least))
    }

    /// The counts of the submissions to this very definition, by the question of `results_by` at the place `by`.
    pub fn standing(&self, form: &Arc<Form>, least: NonZeroU64, by: Option<usize>) -> Result<Standing, Fault> {
        counting::standing(self, form, least, by)
    }

    /// The submission kept under a key.
    pub fn find(&self, submission_id: &str) -> Result<Option<Kept>, Fault> {
        self.read(&mut |session| find(session, submission_id))
    }

    /// Keeps a submission once. Its key is unique, so of two that arrive together, here or at another server,
    /// one is new and the other is told the first one's receipt. So it is with the key of a report, of which the
    /// second is a duplicate; what was refused of its unit before is mended now. `least` make a batch of results.
    pub fn keep(&self, record: &Record, form: &Arc<Form>, least: NonZeroU64) -> Result<Outcome, Fault> {
        self.write(&mut |session| {
            for _ in 0..DRAWS {
                let kept = Kept {
                    receipt: receipt::draw().map_err(Fault::Random)?,
                    received_at: timestamp(),
                    scores_agree: record.scores_agree,
                    body_hash: record.body_hash.clone(),
                };
                if insert(session, record, &kept)? {
                    if let Some(report) = &record.report {
                        mend(session, &record.form, report)?;
                    }
                    if !counting::is_report(form) {
                        counting::count_new(session, form, least)?;
                    }
                    return Ok(Outcome::New(kept));
                }
                if let Some(known) = find(session, &record.submission_id)? {
                    return Ok(Outcome::Known(known));
                }
                if let Some(report) = &record.report
                    && is_filed(session, &record.form, report)?
                {
                    return Ok(Outcome::Duplicate);
                }
                // Neither key is there, so it is the receipt that is taken.
            }
            Err(Fault::Interrupted)
        })
    }

    /// Notes that a report was refused: of each unit and period the last one.
    pub fn refuse(&self, form: &Identity, unit: &str, period: &str, rules: &str) -> Result<(), Fault> {
        let sql = "INSERT INTO refusal (form_id, unit, period, refused_at, rules) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (form_id, unit, period) DO UPDATE \
                   SET refused_at = excluded.refused_at, rules = excluded.rules";
        let at = timestamp();
        let values = [(&form.id).into(), unit.into(), period.into(), (&at).into(), rules.into()];
        self.write(&mut |session| session.run(sql, &values).map(drop))
    }

    /// Whether the database takes what is written, by a statement that changes no row.
    pub fn check(&self) -> Result<(), Fault> {
        self.write(&mut |session| session.run("UPDATE account SET changes = changes WHERE 1 = 0", &[]).map(drop))
    }

    /// The reports to a form: see [`Files`].
    pub fn files(
        &self,
        form: &Identity,
        look: &mut dyn FnMut(&mut Files<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.read(&mut |session| look(&mut Files { session, form }))
    }
}

/// The reports to one form, of any version, and the refusals, at one moment.
pub struct Files<'a> {
    session: &'a mut dyn Session,
    form: &'a Identity,
}

impl Files<'_> {
    /// A number that changes when somebody changes rows or takes them out, and the rows that there are.
    pub fn rows(&mut self) -> Result<(i64, BTreeSet<i64>), Fault> {
        let (mut changes, mut ids) = (0, BTreeSet::new());
        let sql = "SELECT CAST(coalesce(sum(changes), 0) AS BIGINT) FROM account WHERE form_id = $1";
        self.session.each(sql, &[(&self.form.id).into()], &mut |row| {
            changes = row.int(0)?;
            Ok(())
        })?;
        let sql = "SELECT id FROM submission WHERE form_id = $1 AND report_key IS NOT NULL";
        self.session.each(sql, &[(&self.form.id).into()], &mut |row| {
            ids.insert(row.int(0)?);
            Ok(())
        })?;
        Ok((changes, ids))
    }

    /// Hands the reports from the row `first` on to `each`, in the order they came.
    pub fn each(&mut self, first: i64, each: &mut dyn FnMut(Report<'_>)) -> Result<(), Fault> {
        let sql = "SELECT id, form_hash, unit, period, received_at, late, warnings, answers FROM submission \
                   WHERE form_id = $1 AND report_key IS NOT NULL AND id >= $2 ORDER BY id";
        self.session.each(sql, &[(&self.form.id).into(), first.into()], &mut |row| {
            each(Report {
                id: row.int(0)?,
                form_hash: row.text(1)?,
                unit: row.text(2)?,
                period: row.text_if_any(3)?,
                received_at: row.text(4)?,
                late: row.flag(5)?,
                warnings: row.text(6)?,
                answers: row.text(7)?,
            });
            Ok(())
        })
    }

    /// The reports that were refused and have not been mended.
    pub fn refusals(&mut self) -> Result<Vec<Refused>, Fault> {
        let mut refused = Vec::new();
        let sql = "SELECT unit, period, refused_at, rules FROM refusal WHERE form_id = $1";
        self.session.each(sql, &[(&self.form.id).into()], &mut |row| {
            let text = |column: usize| row.text(column).map(String::from);
            refused.push(Refused { unit: text(0)?, period: text(1)?, at: text(2)?, rules: text(3)? });
            Ok(())
        })?;
        Ok(refused)
    }
}

fn find(session: &mut dyn Session, submission_id: &str) -> Result<Option<Kept>, Fault> {
    let mut found = None;
    let sql = "SELECT receipt, received_at, scores_agree, body_hash FROM submission WHERE submission_id = $1";
    session.each(sql, &[submission_id.into()], &mut |row| {
        let text = |column: usize| row.text(column).map(String::from);
        let scores_agree = row.flag(2)? == Some(true);
        found = Some(Kept { receipt: text(0)?, received_at: text(1)?, scores_agree, body_hash: text(3)? });
        Ok(())
    })?;
    Ok(found)
}

fn is_filed(session: &mut dyn Session, form: &Identity, report: &Filed) -> Result<bool, Fault> {
    let mut is_filed = false;
    let sql = "SELECT 1 FROM submission WHERE form_id = $1 AND report_key = $2";
    session.each(sql, &[(&form.id).into(), (&report.key).into()], &mut |_| {
        is_filed = true;
        Ok(())
    })?;
    Ok(is_filed)
}

/// Forgets what was refused of a unit for a period.
fn mend(session: &mut dyn Session, form: &Identity, report: &Filed) -> Result<(), Fault> {
    let sql = "DELETE FROM refusal WHERE form_id = $1 AND unit = $2 AND period = $3";
    session.run(sql, &[(&form.id).into(), (&report.unit).into(), report.period.as_deref().into()]).map(drop)
}

/// Stores a row; tells whether it did, and none of its keys was there.
fn insert(session: &mut dyn Session, record: &Record, kept: &Kept) -> Result<bool, Fault> {
    let sql = "INSERT INTO submission (submission_id, form_id, form_version, form_hash, language, started_at, \
               completed_at, received_at, receipt, answers, scores, scores_agree, body_hash, unit, period, \
               report_key, late, warnings) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) \
               ON CONFLICT DO NOTHING";
    let report = record.report.as_ref();
    let values = [
        (&record.submission_id).into(),
        (&record.form.id).into(),
        (&record.form.version).into(),
        (&record.form.hash).into(),
        (&record.language).into(),
        (&record.started_at).into(),
        (&record.completed_at).into(),
        (&kept.received_at).into(),
        (&kept.receipt).into(),
        (&record.answers).into(),
        (&record.scores).into(),
        record.scores_agree.into(),
        (&record.body_hash).into(),
        report.map(|report| report.unit.as_str()).into(),
        report.and_then(|report| report.period.as_deref()).into(),
        report.map(|report| report.key.as_str()).into(),
        Value::Flag(report.and_then(|report| report.late)),
        report.map(|report| report.warnings.as_str()).into(),
    ];
    Ok(session.run(sql, &values)? > 0)
}
