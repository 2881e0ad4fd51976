//! The database of this run: each server's folder has one of its own in a PostgreSQL that the tests start,
//! from Debian's package, in a folder of its own, as somebody who is not root.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use postgres::{Client, NoTls, SimpleQueryMessage};

/// With signs that an address has to write as %XX.
pub const PASSWORD: &str = "s3cret/of:the@tests";
/// The same as an address has it.
pub const WRITTEN: &str = "s3cret%2Fof%3Athe%40tests";

/// A PostgreSQL server that ends with this process, however that ends.
pub struct Cluster {
    /// Its data, its socket, its log.
    folder: PathBuf,
}

impl Cluster {
    /// The one that all tests share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(&[]))
    }

    /// Makes one and starts it, with these settings.
    pub fn start(settings: &[&str]) -> Self {
        let cluster = Self::make();
        cluster.begin(settings);
        cluster.watch();
        cluster
    }

    /// Makes one.
    fn make() -> Self {
        let folder = tempfile::Builder::new().prefix("sipas-pg-").tempdir().unwrap().keep();
        fs::write(folder.join("password"), PASSWORD).unwrap();
        let owned = Command::new("chown").arg("-R").arg(owner()).arg(&folder).status().unwrap();
        assert!(owned.success());
        let made = command("initdb")
            .args(["--username=sipas", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .arg("--pwfile")
            .arg(folder.join("password"))
            .arg("--pgdata")
            .arg(folder.join("data"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        Self { folder }
    }

    /// One that speaks TLS at a port of this machine; with the file of the authority that vouches for it.
    pub fn encrypted() -> (Self, u16, PathBuf) {
        let cluster = Self::make();
        let script = "cd $0 && key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes' && \
                      openssl req -x509 $key -keyout ca.key -out ca.pem -subj /CN=tests -days 2 && \
                      openssl req $key -keyout server.key -out server.csr -subj /CN=localhost && \
                      echo subjectAltName=DNS:localhost,IP:127.0.0.1 >names && \
                      openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 \
                      -extfile names && chmod 600 server.key";
        let made = as_owner("sh").args(["-c", script]).arg(&cluster.folder).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let file = |name: &str| cluster.folder.join(name).display().to_string();
        let (certificate, key) = (file("server.pem"), file("server.key"));
        cluster.begin(&[
            "ssl=on",
            &format!("ssl_cert_file={certificate}"),
            &format!("ssl_key_file={key}"),
            "listen_addresses=127.0.0.1",
            &format!("port={port}"),
        ]);
        cluster.watch();
        let authority = cluster.folder.join("ca.pem");
        (cluster, port, authority)
    }

    /// Starts it; once this returns it takes connections.
    pub fn begin(&self, settings: &[&str]) {
        let data = self.folder.join("data");
        let options = format!("-c listen_addresses= -c unix_socket_directories={}", self.folder.display());
        let options = settings.iter().fold(options, |options, setting| format!("{options} -c {setting}"));
        let started = control(&["start", "-w", "-l"], &self.folder.join("log"), &data, &["-o", &options]);
        assert!(started.status.success(), "{started:?} {}", fs::read_to_string(self.folder.join("log")).unwrap());
    }

    /// Stops it at once, as a crash of the machine would.
    pub fn stop(&self) {
        let mut stop = command("pg_ctl");
        let stopped =
            stop.args(["stop", "-m", "immediate", "-w", "-D"]).arg(self.folder.join("data")).output().unwrap();
        assert!(stopped.status.success(), "{stopped:?}");
    }

    /// Something that stops the server, and takes its folder away, when this process has ended.
    fn watch(&self) {
        // Signals to the whole group, such as Ctrl-C's, must not end it before it has done that.
        let script = "trap '' INT TERM HUP; echo ready; cat >/dev/null; \
                      \"$0\" stop -m immediate -w -D \"$1/data\" >/dev/null 2>&1; rm -rf \"$1\"";
        let mut watcher = as_owner("sh")
            .args(["-c", script])
            .arg(binary("pg_ctl"))
            .arg(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(watcher.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        // It waits for the end of its input, which comes when this process ends.
        std::mem::forget(watcher);
    }

    /// The address of one of its databases.
    pub fn url(&self, database: &str) -> String {
        let folder = self.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgres://sipas:{WRITTEN}@{folder}/{database}")
    }

    pub fn client(&self, database: &str) -> Client {
        Client::connect(&self.url(database), NoTls).unwrap()
    }

    /// Makes a new database; gives its address.
    pub fn create(&self) -> String {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", MADE.fetch_add(1, Ordering::Relaxed));
        self.client("postgres").batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        self.url(&name)
    }
}

/// Who runs the servers: PostgreSQL refuses to be root's.
fn owner() -> String {
    if is_root() { String::from("nobody") } else { String::from_utf8(id("-un")).unwrap().trim().into() }
}

fn id(what: &str) -> Vec<u8> {
    Command::new("id").arg(what).output().unwrap().stdout
}

fn is_root() -> bool {
    id("-u") == b"0\n"
}

fn as_owner(program: impl AsRef<Path>) -> Command {
    if !is_root() {
        return Command::new(program.as_ref());
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]).arg(program.as_ref());
    command.current_dir("/");
    command
}

/// A program of PostgreSQL's; Debian has the newest of several versions, none of them on the path.
fn binary(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").map_or_else(|_| vec![], |found| found.flatten().collect());
    let newest = versions
        .into_iter()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path())))
        .max()
        .map(|(_, path)| path.join("bin").join(name));
    newest.filter(|path| path.exists()).unwrap_or_else(|| PathBuf::from(name))
}

fn command(name: &str) -> Command {
    as_owner(binary(name))
}

fn control(first: &[&str], log: &Path, data: &Path, last: &[&str]) -> Output {
    // What it leaves running must not keep our pipes open.
    let status = command("pg_ctl")
        .args(first)
        .arg(log)
        .arg("-D")
        .arg(data)
        .args(last)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    Output { status, stdout: Vec::new(), stderr: Vec::new() }
}

/// The address of the database of a server in this folder; it is made when it is asked for first.
pub fn url(folder: &Path) -> String {
    let note = folder.join("database.url");
    fs::read_to_string(&note).unwrap_or_else(|_| {
        let url = Cluster::shared().create();
        fs::write(&note, &url).unwrap();
        url
    })
}

/// What tells a server in this folder where its database is.
pub fn arguments(folder: &Path) -> Vec<String> {
    vec![String::from("--database"), url(folder)]
}

fn open(folder: &Path) -> Client {
    Client::connect(&url(folder), NoTls).unwrap()
}

/// The rows of what is asked for, as texts.
pub fn query(folder: &Path, sql: &str) -> Vec<Vec<String>> {
    let row = |message: SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => {
            Some((0..row.len()).map(|column| row.get(column).unwrap_or("").into()).collect())
        }
        _ => None,
    };
    open(folder).simple_query(sql).unwrap().into_iter().filter_map(row).collect()
}

/// Runs a statement; gives how many rows it changed.
pub fn execute(folder: &Path, sql: &str) -> usize {
    usize::try_from(open(folder).execute(sql, &[]).unwrap()).unwrap()
}

/// All that is in it.
pub fn everything(folder: &Path) -> String {
    let tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    let rows = |table: &Vec<String>| query(folder, &format!("SELECT t::text FROM {} AS t", table[0]));
    query(folder, tables).iter().flat_map(rows).flatten().collect()
}

/// Keeps every server from writing while it runs `during`.
pub fn locked(folder: &Path, during: impl FnOnce()) {
    let mut client = open(folder);
    let mut transaction = client.transaction().unwrap();
    transaction.batch_execute("LOCK TABLE submission IN EXCLUSIVE MODE").unwrap();
    during();
}
