//! The little that both databases have in common: statements with values, and rows.
//!
//! Statements are written once for both. They name their values `$1`, `$2`, … and each first in that order,
//! since SQLite numbers names by where they come first.

use super::Fault;

/// What stands in the place of a `$1`.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// A text, or none.
    Text(Option<&'a str>),
    /// A whole number.
    Int(i64),
    /// Yes, no, or neither.
    Flag(Option<bool>),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Some(text))
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(Some(flag))
    }
}

/// A row of what was asked for.
pub enum Row<'a> {
    /// Of `SQLite`.
    Sqlite(&'a rusqlite::Row<'a>),
    /// Of PostgreSQL.
    Postgres(&'a postgres::Row),
}

impl Row<'_> {
    /// The text of a column.
    pub fn text(&self, column: usize) -> Result<&str, Fault> {
        self.text_if_any(column)?.ok_or(Fault::Column)
    }

    /// The text of a column that may have none.
    pub fn text_if_any(&self, column: usize) -> Result<Option<&str>, Fault> {
        match self {
            Self::Sqlite(row) => row.get_ref(column)?.as_str_or_null().map_err(|_| Fault::Column),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// The whole number of a column.
    pub fn int(&self, column: usize) -> Result<i64, Fault> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// The count in a column.
    pub fn count(&self, column: usize) -> Result<u64, Fault> {
        u64::try_from(self.int(column)?).map_err(|_| Fault::Column)
    }

    /// The yes or no of a column that may have neither.
    pub fn flag(&self, column: usize) -> Result<Option<bool>, Fault> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }
}

/// What a row is handed to.
pub type Visit<'a> = dyn FnMut(&Row<'_>) -> Result<(), Fault> + 'a;

/// A transaction.
pub trait Session {
    /// Runs a statement; gives how many rows it changed.
    fn run(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, Fault>;

    /// Hands every row of what is asked for to `visit`, as they come.
    fn each(&mut self, sql: &'static str, values: &[Value<'_>], visit: &mut Visit<'_>) -> Result<(), Fault>;

    /// Reads `sql` with the row of one account locked until the transaction ends. Where another one has it
    /// there is no row, unless it is to `wait`.
    fn each_locked(&mut self, lock: &Lock, values: &[Value<'_>], visit: &mut Visit<'_>) -> Result<(), Fault>;

    /// Takes the first `most` submissions to a definition out of those that wait to be counted, and hands them
    /// over in the order they came: `id`, `received_at`, `answers`.
    fn take(&mut self, form_hash: &str, most: u64, visit: &mut Visit<'_>) -> Result<(), Fault>;
}

/// How one statement locks the row that it reads.
pub struct Lock {
    /// Where one connection writes at a time anyway.
    pub none: &'static str,
    /// Where others may have it.
    pub row: &'static str,
}
