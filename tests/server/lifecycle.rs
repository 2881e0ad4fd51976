//! Starting, stopping, and saying why not.

use std::{
    fs,
    io::Write,
    net::{TcpListener, TcpStream},
    time::Duration,
};

use tempfile::TempDir;

use crate::support::{Server, commune_office, dist, eventually, sipas, submission, uuid};

const SOON: Duration = Duration::from_secs(5);

#[test]
fn it_stops_cleanly() {
    for signal in ["TERM", "INT"] {
        let mut server = Server::start();
        assert_eq!(server.get("/").status, 200);
        server.signal(signal);
        assert_eq!(server.wait(SOON).code(), Some(0), "{signal}");
    }
}

#[test]
fn what_is_in_flight_is_finished() {
    let mut server = Server::start();
    let body = submission("commune-office", 1, &commune_office([5; 9])).to_string();
    let mut stream = server.begin_post(&uuid(1), &body);
    server.signal("TERM");
    eventually(SOON, "it still takes connections", || TcpStream::connect(server.address()).is_err());
    stream.write_all(&body.as_bytes()[body.len() - 1..]).unwrap();
    let mut reply = String::new();
    std::io::Read::read_to_string(&mut stream, &mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 201 "), "{reply}");
    assert_eq!(server.wait(SOON).code(), Some(0));
    assert_eq!(server.rows(), 1);
}

#[test]
fn it_does_not_wait_for_ever() {
    let mut server = Server::start();
    let stalled = [server.begin_post(&uuid(1), "{}"), TcpStream::connect(server.address()).unwrap()];
    server.signal("TERM");
    assert_eq!(server.wait(Duration::from_secs(7)).code(), Some(0));
    drop(stalled);
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
fn what_was_kept_is_there_after_a_crash() {
    let mut server = Server::start();
    let sent = submission("commune-office", 1, &commune_office([5; 9]));
    let first = server.post(&sent);
    let folder = TempDir::new().unwrap();
    dist(folder.path());
    server.signal("KILL");
    server.wait(SOON);
    for name in ["sipas.sqlite", "sipas.sqlite-wal"] {
        fs::copy(server.folder.path().join(name), folder.path().join(name)).unwrap();
    }
    let again = Server::start_in(folder, &[]).post(&sent);
    assert_eq!((again.status, again.body), (200, first.body));
}

/// Runs `serve` where it cannot start; gives what it says.
#[track_caller]
fn refusal(folder: &TempDir, arguments: &[&str]) -> (Option<i32>, String) {
    let output = sipas().current_dir(folder.path()).arg("serve").args(arguments).output().unwrap();
    assert!(output.stdout.is_empty(), "{output:?}");
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_taken_port_is_named_with_the_way_out() {
    let folder = TempDir::new().unwrap();
    dist(folder.path());
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, text) = refusal(&folder, &["--addr", &address]);
    assert_eq!(code, Some(1));
    assert!(text.contains(&address) && text.contains("--addr"), "{text}");
    assert!(!folder.path().join("sipas.sqlite").exists());
}

#[test]
fn what_it_cannot_use_is_named() {
    let folder = TempDir::new().unwrap();
    let (code, text) = refusal(&folder, &[]);
    assert_eq!(code, Some(1));
    assert!(text.contains("dist/forms") && text.contains("make build"), "{text}");

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

    for arguments in [["--addr", "nonsense"], ["--allow-origin", "*"], ["--min-group", "0"], ["--min-group", "-1"]] {
        assert_eq!(refusal(&folder, &arguments).0, Some(2), "{arguments:?}");
    }
}

#[test]
fn a_definition_that_does_not_load_is_listed() {
    let folder = TempDir::new().unwrap();
    let path = dist(folder.path()).join("forms/commune-office.json");
    let text = fs::read_to_string(&path).unwrap().replace("\"choices\":\"gender\"", "\"choices\":\"sex\"");
    fs::write(&path, text).unwrap();
    let (code, text) = refusal(&folder, &["--addr", "127.0.0.1:0"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("commune-office.json: /survey/") && text.contains("“sex”"), "{text}");
}

#[test]
fn a_packed_form_of_another_definition_is_refused() {
    let folder = TempDir::new().unwrap();
    let forms = dist(folder.path()).join("forms");
    let text = fs::read_to_string(forms.join("commune-office.json")).unwrap();
    fs::write(forms.join("commune-office.json"), text.replace("\"version\":\"", "\"version\":\"0.")).unwrap();
    let (code, text) = refusal(&folder, &["--addr", "127.0.0.1:0"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("commune-office.form: is another form") && text.contains("sipas pack"), "{text}");
}
