//! Several servers on one PostgreSQL, and a PostgreSQL that comes and goes.

use std::{sync::Barrier, thread, time::Duration};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    counting::is_taken_over,
    database::{Cluster, PASSWORD, WRITTEN, url},
    lifecycle::refusal,
    reports::{DEFINITION, identity, lay, report},
    support::{Reply, Server, commune_office, dist, eventually, form, submission},
};

/// Servers that share a database.
fn start(many: usize, arguments: &[&str]) -> Vec<Server> {
    let first = Server::start_with(arguments);
    let shared = url(first.folder.path());
    let with = [arguments, &["--database", &shared]].concat();
    let mut servers = vec![first];
    servers.extend((1..many).map(|_| Server::start_with(&with)));
    servers
}

/// Sends each submission to each of the servers at the same moment; gives the replies by submission.
fn race(servers: &[Server], sent: &[Value]) -> Vec<Vec<Reply>> {
    let barrier = Barrier::new(servers.len());
    let barrier = &barrier;
    let mut replies: Vec<Vec<Reply>> = sent.iter().map(|_| Vec::new()).collect();
    thread::scope(|scope| {
        let begin = |server| {
            scope.spawn(move || {
                let post = |submission| {
                    barrier.wait();
                    Server::post(server, submission)
                };
                sent.iter().map(post).collect::<Vec<_>>()
            })
        };
        let threads: Vec<_> = servers.iter().map(begin).collect();
        for thread in threads {
            for (replies, reply) in replies.iter_mut().zip(thread.join().unwrap()) {
                replies.push(reply);
            }
        }
    });
    replies
}

#[test]
fn one_key_at_two_servers_is_one_row() {
    let servers = start(2, &[]);
    let sent: Vec<Value> =
        (0..60).map(|number| submission("commune-office", number, &commune_office([5; 9]))).collect();
    for replies in race(&servers, &sent) {
        let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 201]);
        assert_eq!(replies[0].json()["receipt"], replies[1].json()["receipt"]);
    }
    assert_eq!(servers[0].rows(), 60);
    for server in &servers {
        let json = server.get("/results.json?form=commune_office").json();
        assert_eq!((&json["received"], &json["responses"]), (&json!(60), &json!(60)));
        // Other content under a key is refused wherever it comes.
        let other = server.post(&submission("commune-office", 7, &commune_office([4; 9])));
        assert_eq!(other.problem(), (422, String::from("idempotency_key_reused")));
    }
}

#[test]
fn of_one_report_at_two_servers_one_is_kept() {
    let begin = |shared: Option<&str>| {
        let folder = TempDir::new().unwrap();
        lay(folder.path(), DEFINITION);
        Server::start_in(folder, &shared.map_or(vec![], |shared| vec!["--database", shared]))
    };
    let first = begin(None);
    let servers = [begin(Some(&url(first.folder.path()))), first];
    for (number, unit) in (0..).zip(["u1", "u2", "u3", "u4"]) {
        let barrier = Barrier::new(6);
        let mut statuses: Vec<u16> = thread::scope(|scope| {
            let send = |place: u64| {
                let (barrier, server) = (&barrier, &servers[usize::try_from(place % 2).unwrap()]);
                scope.spawn(move || {
                    barrier.wait();
                    server.post(&report(number * 10 + place, &json!({"unit": unit}))).status
                })
            };
            let threads: Vec<_> = (0..6).map(send).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422, 422, 422, 422, 422], "{unit}");
        for server in &servers {
            assert_eq!(server.get("/results/quarter.json?period=2099-q4").json()["received"], json!(number + 1));
        }
    }
    assert_eq!(servers[1].rows(), 4);
}

#[test]
fn what_many_servers_count_together_is_what_the_rows_are() {
    for least in ["1", "5"] {
        let servers = start(3, &["--min-group", least]);
        thread::scope(|scope| {
            for (place, server) in (0_u64..).zip(servers.iter().chain(&servers)) {
                scope.spawn(move || {
                    for number in 0..25 {
                        let mut answers = commune_office([u8::try_from(number % 5 + 1).unwrap(); 9]);
                        answers["age"] = ["18-24", "25-34", "35-49"][usize::try_from(place % 3).unwrap()].into();
                        let reply = server.post(&submission("commune-office", place * 100 + number, &answers));
                        assert_eq!(reply.status, 201, "{}", reply.text());
                    }
                });
            }
        });
        let page = "/results.json?form=commune_office&by=age";
        let told: Vec<Value> = servers.iter().map(|server| server.get(page).json()).collect();
        assert_eq!((&told[0]["received"], &told[0]["responses"]), (&json!(150), &json!(150)), "{least}");
        assert!(told.iter().all(|json| *json == told[0]));
        let kept = "SELECT question, choice, responses, counts FROM tally ORDER BY 1, 2, 4";
        let before = servers[0].query(kept);
        servers[0].execute("UPDATE account SET counted = -1");
        assert_eq!((servers[1].get(page).json(), servers[0].query(kept)), (told[0].clone(), before), "{least}");
    }
}

#[test]
fn a_row_that_others_overtake_is_counted_once() {
    let servers = start(1, &[]);
    let server = &servers[0];
    let post = |numbers: std::ops::Range<u64>| {
        for number in numbers {
            assert_eq!(server.post(&submission("commune-office", number, &commune_office([5; 9]))).status, 201);
        }
    };
    let counted = || {
        let json = server.get("/results.json?form=commune_office").json();
        [json["received"].as_u64().unwrap(), json["responses"].as_u64().unwrap()]
    };
    post(0..1);
    let mut client = postgres::Client::connect(&url(server.folder.path()), postgres::NoTls).unwrap();
    let mut slow = client.transaction().unwrap();
    let copy = "INSERT INTO submission (submission_id, form_id, form_version, form_hash, language, started_at, \
                completed_at, received_at, receipt, answers, scores, scores_agree, body_hash) \
                SELECT 'slow', form_id, form_version, form_hash, language, started_at, completed_at, received_at, \
                'slow', answers, scores, scores_agree, body_hash FROM submission";
    assert_eq!(slow.execute(copy, &[]).unwrap(), 1);
    // Its number is less than theirs, and nobody sees it yet.
    post(1..7);
    assert_eq!(counted(), [7, 5]);
    slow.commit().unwrap();
    assert_eq!(counted(), [8, 5]);
    post(7..9);
    assert_eq!(counted(), [10, 10]);
    assert_eq!(server.ask("SELECT count(*) FROM pending"), "0");
}

#[test]
fn servers_that_start_together_make_one_database() {
    let folder = TempDir::new().unwrap();
    let shared = url(folder.path());
    let mut servers: Vec<Server> = thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| Server::start_with(&["--database", &shared]))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for (number, server) in (0..).zip(&mut servers) {
        assert_eq!(server.post(&submission("commune-office", number, &commune_office([5; 9]))).status, 201);
        server.assert_alive();
    }
}

#[test]
fn servers_that_disagree_about_batches_show_nothing_wrong() {
    let servers = start(1, &["--min-group", "3"]);
    let post =
        |server: &Server, number| server.post(&submission("commune-office", number, &commune_office([5; 9]))).status;
    assert_eq!(post(&servers[0], 1), 201);
    let other = Server::start_with(&["--min-group", "2", "--database", &url(servers[0].folder.path())]);
    assert_eq!([post(&servers[0], 2), post(&servers[0], 3), post(&other, 4)], [201; 3]);
    let page = "/results.json?form=commune_office";
    assert_eq!(servers[0].get(page).problem(), (503, String::from("unavailable")));
    assert_eq!(other.get(page).json()["responses"], 4);
}

#[test]
fn a_database_that_goes_and_comes_back_loses_nothing() {
    let cluster = Cluster::start(&[]);
    let database = cluster.create();
    let mut server = Server::start_with(&["--database", &database]);
    let sent = |number| submission("commune-office", number, &commune_office([5; 9]));
    let first = server.post(&sent(1));
    assert_eq!(first.status, 201);
    for round in 0..2 {
        cluster.stop();
        let reply = server.post(&sent(2 + round));
        assert_eq!(reply.problem(), (503, String::from("unavailable")));
        assert_eq!(reply.header("retry-after"), "30");
        assert_eq!(server.get("/health").status, 503);
        assert_eq!(server.get("/results.json").problem(), (503, String::from("unavailable")));
        cluster.begin(&[]);
        // The same again, and what was there before.
        assert_eq!(server.post(&sent(2 + round)).status, 201);
        let again = server.post(&sent(1));
        assert_eq!((again.status, &again.body), (200, &first.body));
        server.assert_alive();
    }
    // Started anew while nobody asks: the first who does notices nothing.
    cluster.stop();
    cluster.begin(&[]);
    assert_eq!(server.post(&sent(9)).status, 201);
    let json = server.get("/results.json?form=commune_office").json();
    assert_eq!(json["received"], json!(4));
    cluster.stop();
    server.signal("TERM");
    assert_eq!(server.wait(Duration::from_secs(20)).code(), Some(0));
}

#[test]
fn a_database_of_version_3_is_set_right_once() {
    let folder = TempDir::new().unwrap();
    dist(folder.path());
    lay(folder.path(), DEFINITION);
    let quarter = identity(DEFINITION)["hash"].as_str().unwrap().to_owned();
    let dump = include_str!("version-3.postgres.sql").replace("COMMUNE-HASH", &form("commune-office").identity.hash);
    let mut client = postgres::Client::connect(&url(folder.path()), postgres::NoTls).unwrap();
    client.batch_execute(&dump.replace("QUARTER-HASH", &quarter)).unwrap();
    // By one of the servers that start together.
    let shared = url(folder.path());
    let other = thread::spawn(move || Server::start_with(&["--database", &shared]));
    let server = Server::start_in(folder, &[]);
    other.join().unwrap().assert_alive();
    assert_eq!(server.ask("SELECT version FROM meta"), "4");
    is_taken_over(server);
}

#[test]
fn a_database_that_may_only_be_read_is_told_by_health() {
    let cluster = Cluster::start(&[]);
    let mut server = Server::start_with(&["--database", &cluster.create()]);
    let sent = |number| submission("commune-office", number, &commune_office([5; 9]));
    assert_eq!(server.post(&sent(1)).status, 201);
    server.assert_alive();
    cluster.stop();
    cluster.begin(&["default_transaction_read_only=on"]);
    assert_eq!(server.post(&sent(2)).problem(), (503, String::from("unavailable")));
    assert_eq!(server.get("/results.json?form=commune_office").json()["received"], json!(1));
    let health = server.get("/health");
    assert_eq!((health.status, health.json()), (503, json!({"status": "database"})));
    cluster.stop();
    cluster.begin(&[]);
    assert_eq!(server.post(&sent(2)).status, 201);
    server.assert_alive();
}

#[test]
fn a_database_that_cannot_be_used_is_named_without_its_password() {
    let folder = TempDir::new().unwrap();
    dist(folder.path());
    let cluster = Cluster::shared();
    let foreign = cluster.create();
    let refused = |database: &str| {
        let (code, text) = refusal(&folder, &["--addr", "127.0.0.1:0", "--database", database]);
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains("cannot be used as the database"), "{text}");
        assert!(!text.contains(PASSWORD) && !text.contains("s3cret"), "{text}");
        text
    };
    let mut client = postgres::Client::connect(&foreign, postgres::NoTls).unwrap();
    client.batch_execute("CREATE TABLE accounts (id INTEGER)").unwrap();
    assert!(refused(&foreign).contains("not a database of this version"));
    client.batch_execute("CREATE TABLE meta (name TEXT)").unwrap();
    assert!(refused(&foreign).contains("not a database of this version"));
    let later = cluster.create();
    let mut client = postgres::Client::connect(&later, postgres::NoTls).unwrap();
    client
        .batch_execute("CREATE TABLE meta (product TEXT, version BIGINT); INSERT INTO meta VALUES ('sipas-forms', 99)")
        .unwrap();
    assert!(refused(&later).contains("not a database of this version"));

    assert!(refused(&cluster.url("nowhere")).contains("\"nowhere\" does not exist"));
    let text = refused("postgres://sipas:s3cret@127.0.0.1:1/x");
    assert!(text.contains("postgres://127.0.0.1:1/x") && text.contains("refused"), "{text}");
    let other = cluster.url("postgres").replace("the%40tests", "others");
    assert!(refused(&other).contains("password authentication failed"));
    // What looks like a query here is read as part of the password.
    assert!(refused("postgres://sipas:s3cret?s3cret=s3cret@nowhere.invalid/x").contains("postgres://nowhere.invalid"));
    for unreadable in ["postgresql://u:s3cret@host:port/x", "postgres://h/x?s3cret=1"] {
        assert!(refused(unreadable).contains("%XX"), "{unreadable}");
    }
}

#[test]
fn the_address_of_the_database_may_be_a_variable() {
    let folder = TempDir::new().unwrap();
    dist(folder.path());
    let database = url(folder.path());
    let child = crate::support::sipas()
        .current_dir(folder.path())
        .args(["serve", "--addr", "127.0.0.1:0"])
        .env("SIPAS_DATABASE", &database)
        .stdout(std::process::Stdio::null())
        .spawn();
    let mut child = child.unwrap();
    let tables = || crate::database::query(folder.path(), "SELECT count(*) FROM pg_class WHERE relname = 'submission'");
    eventually(Duration::from_secs(20), "no table was made", || tables()[0][0] == "1");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_connection_to_another_machine_is_encrypted() {
    let (_cluster, port, authority) = Cluster::encrypted();
    let folder = TempDir::new().unwrap();
    dist(folder.path());
    let database = |rest: &str| format!("postgres://sipas:{WRITTEN}@127.0.0.1:{port}/postgres{rest}");
    // Whoever it is, it is not who the system vouches for.
    let (code, text) = refusal(&folder, &["--addr", "127.0.0.1:0", "--database", &database("?sslmode=require")]);
    assert!(code == Some(1) && text.contains("certificate") && !text.contains("s3cret"), "{text}");
    let variables = [("SSL_CERT_FILE", authority.to_str().unwrap())];
    let is_encrypted = "SELECT bool_and(ssl)::text FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                        WHERE application_name = 'sipas serve'";
    let mut watching = postgres::Client::connect(&database("?sslmode=disable"), postgres::NoTls).unwrap();
    let mut seen = || watching.query_one(is_encrypted, &[]).unwrap().get::<_, String>(0);
    let server = Server::start_under(folder, &["--database", &database("?sslmode=require")], &variables);
    assert_eq!(server.post(&submission("commune-office", 1, &commune_office([5; 9]))).status, 201);
    assert_eq!(seen(), "true");
    // On this machine it is not.
    let server = Server::start_in(server.into_folder(), &["--database", &database("")]);
    assert_eq!(server.post(&submission("commune-office", 2, &commune_office([5; 9]))).status, 201);
    assert_eq!(seen(), "false");
}
