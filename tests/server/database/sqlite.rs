//! The database of this run: an SQLite file in the server's folder.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, types::ValueRef};

pub fn path(folder: &Path) -> PathBuf {
    folder.join("sipas.sqlite")
}

/// What tells a server in this folder where its database is.
pub fn arguments(_folder: &Path) -> Vec<String> {
    Vec::new()
}

fn open(folder: &Path) -> Connection {
    Connection::open(path(folder)).unwrap()
}

/// The rows of what is asked for, as texts.
pub fn query(folder: &Path, sql: &str) -> Vec<Vec<String>> {
    let connection = open(folder);
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let text = |value: ValueRef<'_>| match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        other => other.as_str().unwrap().into(),
    };
    let row = |row: &rusqlite::Row<'_>| (0..columns).map(|column| Ok(text(row.get_ref(column)?))).collect();
    statement.query_map([], row).unwrap().map(Result::unwrap).collect()
}

/// Runs a statement; gives how many rows it changed.
pub fn execute(folder: &Path, sql: &str) -> usize {
    open(folder).execute(sql, []).unwrap()
}

/// All that is in it.
pub fn everything(folder: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path(folder)).unwrap()).into_owned()
}

/// Keeps every server from writing while it runs `during`.
pub fn locked(folder: &Path, during: impl FnOnce()) {
    let locker = open(folder);
    locker.execute_batch("BEGIN IMMEDIATE").unwrap();
    during();
    locker.execute_batch("ROLLBACK").unwrap();
}
