//! What only an SQLite file has: the folder it lies in, who may read it, and the versions before.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    counting::is_taken_over,
    lifecycle::refusal,
    reports::{DEFINITION, identity, lay, post},
    support::{Server, commune_office, dist, form, sipas, submission},
};

fn open(server: &Server) -> rusqlite::Connection {
    rusqlite::Connection::open(server.folder.path().join("sipas.sqlite")).unwrap()
}

#[test]
fn a_database_that_everybody_could_fetch_is_refused() {
    let folder = TempDir::new().unwrap();
    let dist = dist(folder.path());
    fs::create_dir(folder.path().join("data")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("dist"), folder.path().join("data/link")).unwrap();
    for path in ["dist/sipas.sqlite", "dist/forms/x.sqlite", "data/../dist/x.sqlite", "data/link/x.sqlite"] {
        let (code, text) = refusal(&folder, &["--addr", "127.0.0.1:0", "--database", path]);
        assert_eq!(code, Some(1), "{path}");
        assert!(text.contains(path) && text.contains("lies inside dist") && text.contains("--database"), "{text}");
        assert!(!folder.path().join(path).exists(), "{path}");
    }
    // A link to one that lies there, and a whole folder as dist.
    fs::write(dist.join("old.sqlite"), "").unwrap();
    std::os::unix::fs::symlink(dist.join("old.sqlite"), folder.path().join("data/x.sqlite")).unwrap();
    assert_eq!(refusal(&folder, &["--addr", "127.0.0.1:0", "--database", "data/x.sqlite"]).0, Some(1));
    // What got there otherwise is not served.
    let server = Server::start_in(folder, &[]);
    for path in ["/old.sqlite", "/old"] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
}

#[test]
fn a_database_that_others_may_read_is_closed_to_them() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Server::start().into_folder();
    let path = folder.path().join("sipas.sqlite");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "as it is made");
    let set = |path: &std::path::Path| fs::set_permissions(path, fs::Permissions::from_mode(0o664)).unwrap();
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    set(&path);
    let server = Server::start_in(
        TempDir::new_in(folder.path()).map(|inner| (dist(inner.path()), inner).1).unwrap(),
        &["--database", path.to_str().unwrap()],
    );
    assert_eq!(server.post(&submission("commune-office", 1, &commune_office([5; 9]))).status, 201);
    for name in ["sipas.sqlite", "sipas.sqlite-wal", "sipas.sqlite-shm"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    // What is no database of ours is left as it is.
    let other = folder.path().join("other.sqlite");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE accounts (id INTEGER)").unwrap();
    set(&other);
    assert_eq!(refusal(&folder, &["--addr", "127.0.0.1:0", "--database", "other.sqlite"]).0, Some(1));
    assert_eq!(mode("other.sqlite"), 0o664);
}

#[test]
fn a_file_that_cannot_be_used_is_named() {
    let folder = TempDir::new().unwrap();
    dist(folder.path());
    let (code, text) = refusal(&folder, &["--addr", "127.0.0.1:0", "--database", "no/such/folder/x.sqlite"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("no/such/folder/x.sqlite"), "{text}");

    fs::write(folder.path().join("other"), "this is a text file, not a database; it is long enough to be read")
        .unwrap();
    let (code, text) = refusal(&folder, &["--addr", "127.0.0.1:0", "--database", "other"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("other: cannot be used as the database"), "{text}");

    let foreign = rusqlite::Connection::open(folder.path().join("foreign.sqlite")).unwrap();
    foreign.execute_batch("CREATE TABLE accounts (id INTEGER)").unwrap();
    let (code, text) = refusal(&folder, &["--addr", "127.0.0.1:0", "--database", "foreign.sqlite"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("not a database of this version"), "{text}");
}

#[test]
fn a_database_of_version_1_keeps_all_its_rows() {
    let folder = TempDir::new().unwrap();
    dist(folder.path());
    lay(folder.path(), DEFINITION);
    let path = folder.path().join("sipas.sqlite");
    let rows = |database: &rusqlite::Connection| -> Vec<[String; 14]> {
        let sql = "SELECT id, submission_id, form_id, form_version, form_hash, language, started_at, completed_at, \
                   received_at, receipt, answers, scores, scores_agree, body_hash FROM submission ORDER BY id";
        let mut statement = database.prepare(sql).unwrap();
        let cell = |row: &rusqlite::Row<'_>, index: usize| format!("{:?}", row.get_ref(index).unwrap());
        let rows = statement.query_map([], |row| Ok(std::array::from_fn(|index| cell(row, index)))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("version-1.sql")).unwrap();
    let before = rows(&old);
    assert_eq!(before.len(), 2);
    let text = |column: &str| -> String {
        old.query_row(&format!("SELECT {column} FROM submission WHERE id = 1"), [], |row| row.get(0)).unwrap()
    };
    let first = json!({
        "schema": "sipas-forms/submission/1",
        "form": {"id": text("form_id"), "version": text("form_version"), "hash": text("form_hash")},
        "submission_id": text("submission_id"), "language": text("language"), "started_at": text("started_at"),
        "completed_at": text("completed_at"), "answers": serde_json::from_str::<Value>(&text("answers")).unwrap(),
        "scores": [], "warnings": []
    });
    let receipt = text("receipt");
    old.close().unwrap();

    let server = Server::start_in(folder, &[]);
    assert_eq!(rows(&open(&server)), before);
    assert_eq!(server.ask("PRAGMA user_version"), "4");
    // It is still known what was sent, and reports are kept from now on.
    let again = server.post(&first);
    assert_eq!((again.status, again.json()["receipt"].as_str()), (200, Some(receipt.as_str())));
    assert_eq!(post(&server, 9, &json!({})).status, 201);
    assert_eq!(post(&server, 10, &json!({})).status, 422);
    // Opened once more it is what it was.
    let server = Server::start_in(server.into_folder(), &[]);
    assert_eq!((rows(&open(&server))[..2].to_vec(), server.rows()), (before, 3));

    // A later version's is left alone.
    let folder = server.into_folder();
    let later = rusqlite::Connection::open(folder.path().join("sipas.sqlite")).unwrap();
    later.pragma_update(None, "user_version", 5).unwrap();
    later.close().unwrap();
    let refused = sipas().current_dir(folder.path()).args(["serve", "--addr", "127.0.0.1:0"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("not a database of this version"), "{refused:?}");
}

#[test]
fn the_rows_of_version_2_are_counted() {
    let folder = TempDir::new().unwrap();
    dist(folder.path());
    lay(folder.path(), DEFINITION);
    let hash = identity(DEFINITION)["hash"].as_str().unwrap().to_owned();
    let old = rusqlite::Connection::open(folder.path().join("sipas.sqlite")).unwrap();
    let made_for = "bcfa102a460014ee53ca389744112a3d9c5eca9632cd02f83c50e1e38c0f0340";
    let dump = include_str!("version-2.sql").replace(made_for, &form("commune-office").identity.hash);
    old.execute_batch(&dump.replace("QUARTER-HASH", &hash)).unwrap();
    old.close().unwrap();

    let server = Server::start_in(folder, &[]);
    let results = || server.get("/results.json?form=commune_office&by=age").json();
    // Ten of thirteen are two batches of five; they are all satisfied, and the last three are not.
    let json = results();
    assert_eq!((&json["received"], &json["responses"], &json["other_versions"]), (&json!(13), &json!(10), &json!(1)));
    assert_eq!((&json["scores"][0]["numerator"], &json["scores"][0]["denominator"]), (&json!(90), &json!(90)));
    // Seven and three: neither is shown.
    assert_eq!((&json["by"]["hidden_groups"], &json["by"]["groups"]), (&json!(2), &json!([])));
    assert_eq!(server.query("SELECT form_hash FROM pending ORDER BY id").len(), 3);
    for number in 30..32 {
        let reply = server.post(&submission("commune-office", number, &commune_office([1; 9])));
        assert_eq!(reply.status, 201, "{}", reply.text());
    }
    let json = results();
    assert_eq!((&json["responses"], &json["scores"][0]["numerator"]), (&json!(15), &json!(90)));
    // The report and the refusal are there.
    let json = server.get("/results/quarter.json?period=2099-q4").json();
    assert_eq!(json["states"], json!({"refused": 1, "missing": 2, "late": 0, "on_time": 1}));
    assert_eq!(post(&server, 40, &json!({})).problem(), (422, String::from("duplicate_report")));
}

#[test]
fn a_database_of_version_3_is_set_right() {
    let folder = TempDir::new().unwrap();
    dist(folder.path());
    lay(folder.path(), DEFINITION);
    let quarter = identity(DEFINITION)["hash"].as_str().unwrap().to_owned();
    let dump = include_str!("version-3.sql").replace("COMMUNE-HASH", &form("commune-office").identity.hash);
    let old = rusqlite::Connection::open(folder.path().join("sipas.sqlite")).unwrap();
    old.execute_batch(&dump.replace("QUARTER-HASH", &quarter)).unwrap();
    old.close().unwrap();
    let server = Server::start_in(folder, &[]);
    assert_eq!(server.ask("PRAGMA user_version"), "4");
    is_taken_over(server);
}

#[test]
fn health_is_that_of_what_writes() {
    let server = Server::start();
    let health = || {
        let reply = server.get("/health");
        (reply.status, reply.json()["status"].to_string())
    };
    assert_eq!(health(), (200, String::from("\"ok\"")));
    crate::database::locked(server.folder.path(), || {
        assert_eq!(server.get("/results.json").status, 200, "it can still be read");
        assert_eq!(health(), (503, String::from("\"database\"")));
    });
    assert_eq!(health(), (200, String::from("\"ok\"")));
}
