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

/// Runs `serve` where it cannot start; gives what it says.
#[track_caller]
pub fn refusal(folder: &TempDir, arguments: &[&str]) -> (Option<i32>, String) {
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

#[test]
fn what_was_kept_is_there_after_a_crash() {
    let mut server = Server::start();
    let sent = submission("commune-office", 1, &commune_office([5; 9]));
    let first = server.post(&sent);
    server.signal("KILL");
    server.wait(SOON);
    let folder = std::mem::replace(&mut server.folder, TempDir::new().unwrap());
    let again = Server::start_in(folder, &[]).post(&sent);
    assert_eq!((again.status, again.body), (200, first.body));
}
