//! The backend: what `make build` made, submissions received and kept, results shown.
//!
//! | file | what it does |
//! |---|---|
//! | `listen` | connections: accepting, limiting, stopping cleanly |
//! | `house` | who is connected, and who goes when somebody else comes |
//! | `routes` | which request goes where, and what every reply carries |
//! | `assets` | the files of `dist`, from memory |
//! | `posting` | `POST /submissions` |
//! | `plain` | `/fill/FORM`, a form without scripts |
//! | `receipt` | the code a citizen may note down |
//! | `store` | SQLite or PostgreSQL, and the counts behind `/results` |
//! | `ledger` | the reports behind `/results/FORM` |
//! | `showing` | `GET /results`, `/results/FORM`, `/health` |
//! | `refusal` | every "no", as problem details |

mod assets;
mod house;
mod ledger;
mod listen;
mod plain;
mod posting;
mod receipt;
mod refusal;
mod routes;
mod showing;
mod store;

use std::{
    fmt::Display,
    fs,
    io::{self, Write},
    num::NonZeroU64,
    path::{Path, PathBuf},
    sync::Arc,
};

use sipas_forms::form::Form;
use tokio::sync::Semaphore;

use crate::{
    arguments::Serve,
    commands::Verdict,
    failure::{Failure, about},
    files::read_definitions,
};

/// How many submissions are judged at the same time; more wait. Bounds the memory they take.
const JUDGED_AT_ONCE: usize = 4;
/// How many bytes of large bodies are held at the same time.
const BUFFERED_AT_ONCE: usize = 16 << 20;

/// What every request shares.
struct Backend {
    /// The forms, in the order of their files.
    forms: Vec<Arc<Form>>,
    /// What their files are called, without the ending.
    stems: Vec<String>,
    assets: assets::Assets,
    store: store::Store,
    ledger: ledger::Ledger,
    judging: Arc<Semaphore>,
    /// One permit per byte.
    buffers: Arc<Semaphore>,
    min_group: Option<NonZeroU64>,
}

impl Backend {
    fn form(&self, id: &str) -> Option<Arc<Form>> {
        self.forms.iter().find(|form| form.identity.id == id).cloned()
    }

    /// The form whose file is called so.
    fn named(&self, stem: &str) -> Option<Arc<Form>> {
        self.stems.iter().zip(&self.forms).find(|(name, _)| *name == stem).map(|(_, form)| Arc::clone(form))
    }

    /// The fewest responses of a result of this form.
    fn least(&self, form: &Form) -> NonZeroU64 {
        self.min_group.or_else(|| NonZeroU64::new(form.results_min)).unwrap_or(NonZeroU64::MIN)
    }
}

/// `sipas serve`: runs until SIGTERM or SIGINT.
pub fn run(arguments: &Serve) -> Result<Verdict, Failure> {
    let (stems, forms) = load_forms(arguments)?.into_iter().unzip();
    let unusable = |place: &dyn Display, fault: store::Fault| {
        Failure::Input(format!("{place}: cannot be used as the database: {fault}"))
    };
    let place = store::Place::find(&arguments.database).map_err(|fault| unusable(&"postgres://…", fault))?;
    if let store::Place::Sqlite(path) = &place {
        refuse_inside(path, &arguments.dist)?;
    }
    let assets = assets::Assets::read(&arguments.dist)?;
    let listener = listen::bind(&arguments.addr)?;
    let store = store::Store::open(&place, JUDGED_AT_ONCE).map_err(|fault| unusable(&place, fault))?;
    let backend = Arc::new(Backend {
        forms,
        stems,
        assets,
        store,
        ledger: ledger::Ledger::default(),
        judging: Arc::new(Semaphore::new(JUDGED_AT_ONCE)),
        buffers: Arc::new(Semaphore::new(BUFFERED_AT_ONCE)),
        min_group: arguments.min_group,
    });
    let leasts: Vec<_> = backend.forms.iter().map(|form| (Arc::clone(form), backend.least(form))).collect();
    backend.store.prepare(&leasts).map_err(|fault| unusable(&place, fault))?;
    // The last who has it is not inside of the runtime: connections to PostgreSQL could not be closed there.
    listen::run(listener, routes::router(Arc::clone(&backend), &arguments.allow_origin))?;
    Ok(Verdict::Fine)
}

/// Refuses a database that lies under `dist`: what is there is for everybody.
fn refuse_inside(database: &Path, dist: &Path) -> Result<(), Failure> {
    let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // What is not there is in no folder; opening it says what is wrong with it.
    let real = |path: &Path| path.canonicalize().ok();
    let inside = |path: Option<PathBuf>| path.zip(real(dist)).is_some_and(|(path, dist)| path.starts_with(dist));
    if inside(real(folder)) || inside(real(database)) {
        return Err(Failure::Input(format!(
            "{}: lies inside {}, whose files anybody may fetch.\nKeep the database elsewhere with --database.",
            database.display(),
            dist.display()
        )));
    }
    Ok(())
}

fn load_forms(arguments: &Serve) -> Result<Vec<(String, Arc<Form>)>, Failure> {
    let folder = arguments.dist.join("forms");
    let definitions = read_definitions(&folder).map_err(|failure| match failure {
        missing @ Failure::File { missing: true, .. } => {
            Failure::Input(format!("{}\n`make build` makes it; --dist DIR names another.", missing.to_text("en")))
        }
        other => other,
    })?;
    let mut forms: Vec<(String, Arc<Form>)> = Vec::new();
    for (stem, definition) in definitions {
        let id = &definition.form.identity.id;
        if forms.iter().any(|(_, form)| form.identity.id == *id) {
            return Err(Failure::Input(format!("{stem}.json: another form has the form_id \"{id}\" already")));
        }
        refuse_other(&folder.join(format!("{stem}.form")), &definition.form)?;
        forms.push((stem, Arc::new(definition.form)));
    }
    Ok(forms)
}

/// Refuses a packed form that is not the definition's beside it: what a page made of it sends would
/// be refused, once it was filled. Where there is none, pages read the definition.
fn refuse_other(packed: &Path, form: &Form) -> Result<(), Failure> {
    if !packed.exists() {
        return Ok(());
    }
    let bytes = fs::read(packed).map_err(|error| about(packed, "cannot_read", &error))?;
    if bytes == form.pack() {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "{}: is another form, or of another version of sipas, than the definition beside it.\n\
         `make build` makes it anew; so does `sipas pack`.",
        packed.display()
    )))
}

/// One line for whoever runs the server. Never an answer, never an address of a citizen's.
fn log(line: &str) {
    // Where the standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "{} {line}", crate::clock::timestamp());
}
