//! The backend: what `make build` made, submissions received and kept, results shown.
//!
//! | file | what it does |
//! |---|---|
//! | `listen` | connections: accepting, limiting, stopping cleanly |
//! | `routes` | which request goes where, and what every reply carries |
//! | `assets` | the files of `dist`, from memory |
//! | `posting` | `POST /submissions` |
//! | `receipt` | the code a citizen may note down |
//! | `store` | SQLite |
//! | `ledger` | the counts behind `/results`, kept up to date |
//! | `showing` | `GET /results`, `/results.json`, `/health` |
//! | `refusal` | every "no", as problem details |

mod assets;
mod ledger;
mod listen;
mod posting;
mod receipt;
mod refusal;
mod routes;
mod showing;
mod store;

use std::{
    io::{self, Write},
    sync::Arc,
};

use sipas_forms::form::Form;
use tokio::sync::Semaphore;

use crate::{arguments::Serve, commands::Verdict, failure::Failure, files::read_definitions};

/// How many submissions are judged at the same time; more wait. Bounds the memory they take.
const JUDGED_AT_ONCE: usize = 8;

/// What every request shares.
struct Backend {
    /// The forms, in the order of their files.
    forms: Vec<Arc<Form>>,
    assets: assets::Assets,
    store: store::Store,
    ledger: ledger::Ledger,
    judging: Arc<Semaphore>,
}

impl Backend {
    fn form(&self, id: &str) -> Option<Arc<Form>> {
        self.forms.iter().find(|form| form.identity.id == id).cloned()
    }
}

/// `sipas serve`: runs until SIGTERM or SIGINT.
pub fn run(arguments: &Serve) -> Result<Verdict, Failure> {
    let forms = load_forms(arguments)?;
    let assets = assets::Assets::read(&arguments.dist)?;
    let listener = listen::bind(&arguments.addr)?;
    let store = store::Store::open(&arguments.database).map_err(|error| {
        Failure::Input(format!("{}: cannot be used as the database: {error}", arguments.database.display()))
    })?;
    let backend = Arc::new(Backend {
        forms,
        assets,
        store,
        ledger: ledger::Ledger::default(),
        judging: Arc::new(Semaphore::new(JUDGED_AT_ONCE)),
    });
    listen::run(listener, routes::router(backend, &arguments.allow_origin))?;
    Ok(Verdict::Fine)
}

fn load_forms(arguments: &Serve) -> Result<Vec<Arc<Form>>, Failure> {
    let folder = arguments.dist.join("forms");
    let definitions = read_definitions(&folder).map_err(|failure| match failure {
        Failure::Usage(text) => Failure::Input(format!("{text}\n`make build` makes it; --dist DIR names another.")),
        other => other,
    })?;
    let mut forms: Vec<Arc<Form>> = Vec::new();
    for (stem, definition) in definitions {
        let id = &definition.form.identity.id;
        if forms.iter().any(|form| form.identity.id == *id) {
            return Err(Failure::Input(format!("{stem}.json: another form has the form_id \"{id}\" already")));
        }
        forms.push(Arc::new(definition.form));
    }
    Ok(forms)
}

/// One line for whoever runs the server. Never an answer, never an address of a citizen's.
fn log(line: &str) {
    // Where the standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "{} {line}", crate::clock::timestamp());
}

/// Bytes in lower-case hexadecimal.
fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}
