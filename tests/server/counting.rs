//! The counts that are kept: they are those of the rows, whatever happens.

use serde_json::{Value, json};

use crate::support::{Server, commune_office, submission};

/// Posts answers to the commune office survey under these numbers, by people of several ages.
#[track_caller]
fn post_all(server: &Server, numbers: std::ops::RangeInclusive<u64>) {
    for number in numbers {
        let level = u8::try_from(number % 5 + 1).unwrap();
        let mut answers = commune_office([level; 9]);
        answers["q1"] = "5".into();
        answers["age"] = ["18-24", "25-34", "25-34"][usize::try_from(number % 3).unwrap()].into();
        let reply = server.post(&submission("commune-office", number, &answers));
        assert_eq!(reply.status, 201, "{}", reply.text());
    }
}

fn results(server: &Server) -> Value {
    let reply = server.get("/results.json?form=commune_office&by=age");
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// All that is kept of the counts.
fn kept(server: &Server) -> Vec<Vec<String>> {
    let hidden = "CASE WHEN hidden THEN 1 ELSE 0 END";
    let columns = format!("question, choice, responses, {hidden}, counts");
    server.query(&format!("SELECT {columns} FROM tally WHERE responses > 0 ORDER BY 1, 2"))
}

/// What a database of version 3 must be once it is taken over: see version-3.sql.
pub fn is_taken_over(server: Server) {
    let told = |server: &Server| {
        let json = results(server);
        let figures = [&json["received"], &json["responses"], &json["other_versions"], &json["scores"][0]["numerator"]];
        figures.map(|figure| figure.as_u64().unwrap())
    };
    // Of the ten that are left all but one are satisfied with all nine items; the two of the other version are told.
    assert_eq!(told(&server), [10, 10, 2, 81]);
    let accounts = "SELECT offered, (SELECT count(*) FROM pending WHERE pending.form_hash = account.form_hash) \
                    FROM account WHERE form_id = 'commune_office' ORDER BY 1";
    assert_eq!(server.query(accounts), [["1", "1"], ["10", "0"]]);
    let json = server.get("/results/quarter.json?period=2099-q4").json();
    assert_eq!(json["states"], json!({"refused": 1, "missing": 2, "late": 0, "on_time": 1}));
    // Its triggers are those of this version.
    server.execute("UPDATE submission SET late = TRUE WHERE unit = 'u1'");
    let json = server.get("/results/quarter.json?period=2099-q4").json();
    assert_eq!(json["states"], json!({"refused": 1, "missing": 2, "late": 1, "on_time": 0}));
    post_all(&server, 20..=20);
    let server = Server::start_in(server.into_folder(), &[]);
    assert_eq!(told(&server), [11, 10, 2, 81]);
}

#[test]
fn a_batch_is_counted_in_the_transaction_that_completes_it() {
    let server = Server::start();
    let counted = || server.query("SELECT responses FROM tally WHERE question = '' AND responses > 0");
    let pending = || server.ask("SELECT count(*) FROM pending");
    post_all(&server, 1..=4);
    assert_eq!((counted().len(), pending()), (0, String::from("4")));
    post_all(&server, 5..=5);
    assert_eq!((counted(), pending()), (vec![vec![String::from("5")]], String::from("0")));
    post_all(&server, 6..=13);
    assert_eq!((counted(), pending()), (vec![vec![String::from("10")]], String::from("3")));
    // The view tells them by item and level: q1 was 5 ten times, and q2 each level twice.
    let of = |item: &str| {
        let sql = format!("SELECT level, n FROM level_count WHERE question = '' AND item = '{item}' ORDER BY level");
        server.query(&sql).iter().map(|row| row.join(":")).collect::<Vec<_>>()
    };
    assert_eq!(of("q1"), ["5:10"]);
    assert_eq!(of("q2"), ["1:2", "2:2", "3:2", "4:2", "5:2"]);
}

#[test]
fn counting_anew_gives_the_same_to_the_letter() {
    let server = Server::start();
    post_all(&server, 1..=33);
    let (before, shown) = (kept(&server), results(&server));
    assert_eq!((&shown["responses"], before[0][2].as_str()), (&json!(30), "30"));
    // Told that they are of another version of the program, as after an update.
    server.execute("UPDATE account SET tally_version = 0");
    let reply = server.get("/results.json?form=commune_office");
    assert_eq!(reply.problem(), (503, String::from("unavailable")), "nothing is shown of counts that may be wrong");
    let server = Server::start_in(server.into_folder(), &[]);
    assert_eq!((kept(&server), results(&server)), (before.clone(), shown.clone()));
    // Counts that somebody damaged are made anew when somebody looks, and nobody's submission waits for it.
    for damage in ["UPDATE tally SET counts = 'x'", "UPDATE tally SET counts = '{\"version\":99}'"] {
        server.execute(damage);
        assert_eq!((results(&server), kept(&server)), (shown.clone(), before.clone()), "{damage}");
    }
    server.execute("UPDATE tally SET counts = 'x'");
    post_all(&server, 34..=35);
    let json = results(&server);
    assert_eq!((&json["received"], &json["responses"]), (&json!(35), &json!(35)));
}

#[test]
fn other_batches_are_counted_anew() {
    let mut server = Server::start();
    post_all(&server, 1..=11);
    assert_eq!(results(&server)["responses"], json!(10));
    for (least, responses) in [("4", 8), ("11", 11), ("12", 0), ("1", 11), ("3", 9), ("5", 10)] {
        server = Server::start_in(server.into_folder(), &["--min-group", least]);
        let json = results(&server);
        assert_eq!((&json["received"], &json["responses"]), (&json!(11), &json!(responses)), "{least}");
    }
    post_all(&server, 12..=15);
    assert_eq!(results(&server)["responses"], json!(15));
}

#[test]
fn rows_of_others_are_counted_too() {
    let server = Server::start_with(&["--min-group", "1"]);
    post_all(&server, 1..=3);
    // Somebody copies rows in by hand, while the server runs.
    let copy = "INSERT INTO submission (submission_id, form_id, form_version, form_hash, language, started_at, \
                completed_at, received_at, receipt, answers, scores, scores_agree, body_hash) \
                SELECT 'copy of ' || submission_id, form_id, form_version, form_hash, language, started_at, \
                completed_at, received_at, 'copy of ' || receipt, answers, scores, scores_agree, body_hash \
                FROM submission WHERE submission_id NOT LIKE 'copy%'";
    assert_eq!(server.execute(copy), 3);
    let json = results(&server);
    assert_eq!((&json["received"], &json["responses"]), (&json!(6), &json!(6)));
    // And takes all out.
    server.execute("DELETE FROM submission");
    let json = results(&server);
    assert_eq!((&json["received"], &json["responses"], &json["scores"][0]["n"]), (&json!(0), &json!(0), &json!(0)));
    post_all(&server, 7..=7);
    assert_eq!(results(&server)["responses"], json!(1));
}

#[test]
fn a_row_that_is_given_to_another_form_is_counted_there() {
    let server = Server::start();
    post_all(&server, 1..=7);
    assert_eq!(results(&server)["responses"], json!(5));
    // Somebody says by hand that a counted row, and one that is not counted yet, answered an older version.
    let other = "f".repeat(64);
    let give = format!("UPDATE submission SET form_hash = '{other}' WHERE id IN (2, 7)");
    assert_eq!(server.execute(&give), 2);
    let accounts = |server: &Server| {
        let pending = "SELECT count(*) FROM pending WHERE pending.form_hash = account.form_hash";
        let sql = format!("SELECT offered, ({pending}) FROM account WHERE form_id = 'commune_office' ORDER BY 2");
        server.query(&sql).iter().map(|row| row.join("+")).collect::<Vec<_>>()
    };
    assert_eq!(accounts(&server), ["4+1", "0+2"]);
    let told = |server: &Server| {
        let json = results(server);
        ["received", "responses", "other_versions"].map(|key| json[key].as_u64().unwrap())
    };
    assert_eq!(told(&server), [5, 5, 2]);
    assert_eq!(accounts(&server), ["5+0", "0+2"]);
    // All adds up, so that nothing is counted anew when the server starts: it would not write the counts so.
    server.execute("UPDATE tally SET counts = counts || ' '");
    let before = kept(&server);
    let server = Server::start_in(server.into_folder(), &[]);
    assert_eq!((told(&server), kept(&server)), ([5, 5, 2], before));
    // And back again.
    server.execute("UPDATE submission SET form_hash = (SELECT form_hash FROM submission WHERE id = 1)");
    assert_eq!(told(&server), [7, 5, 0]);
    assert_eq!(accounts(&server), ["0+0", "5+2"]);
}
