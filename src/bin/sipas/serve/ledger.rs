//! The reports behind `/results/FORM`, read once: rows are only ever added, so a look at them reads only what is
//! new. Should anybody change rows by hand, all are read anew. (The counts behind `/results` are in the database:
//! see `store::counting`.)

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use sipas_forms::{
    entry::Entry,
    form::Form,
    score::{Tally, evaluate},
    value::Json,
};
use tokio::sync::Mutex;

use super::{
    Backend,
    store::{self, Fault, Standing},
};
use crate::{
    clock::date_of,
    reports::{Targets, read_breaches},
    results::{Known, Refused, Sent},
};

/// What is known of the reports to one form.
#[derive(Clone, Default)]
struct Filing {
    known: Known,
    /// The rows that it is known from.
    rows: BTreeSet<i64>,
    /// Of each report in `known` its row.
    last: BTreeMap<(String, String), i64>,
    /// What the database said about changes.
    changes: i64,
}

/// What was read of the forms, by the hash of their definition.
#[derive(Default)]
pub struct Ledger {
    // Held while rows are read, also when whoever asked has gone: of many who look, one reads.
    filings: Arc<Mutex<HashMap<String, Filing>>>,
    /// Held while the counts of any form are read, which may mean that they are made.
    standings: Arc<Mutex<()>>,
}

/// The counts of the submissions to this very definition, by the groups of the question `by`.
pub async fn standing(backend: &Arc<Backend>, form: &Arc<Form>, by: Option<usize>) -> Result<Standing, Fault> {
    let turn = Arc::clone(&backend.ledger.standings).lock_owned().await;
    let (backend, form) = (Arc::clone(backend), Arc::clone(form));
    let work = tokio::task::spawn_blocking(move || {
        let place = by.and_then(|by| form.results_by.iter().position(|known| *known == by));
        let standing = backend.store.standing(&form, backend.least(&form), place);
        drop(turn);
        standing
    });
    // The task ends without a result only by a panic, which is a bug of ours.
    work.await.unwrap_or(Err(Fault::Interrupted))
}

/// The reports to a form: of each unit and period the last one that was accepted, and the last one that
/// was refused since.
pub async fn filed(backend: &Arc<Backend>, form: &Arc<Form>) -> Result<Known, Fault> {
    let mut filings = Arc::clone(&backend.ledger.filings).lock_owned().await;
    let (backend, form) = (Arc::clone(backend), Arc::clone(form));
    let work = tokio::task::spawn_blocking(move || {
        let mut filing = filings.remove(&form.identity.hash).unwrap_or_default();
        backend.store.files(&form.identity, &mut |files| {
            let (changes, rows) = files.rows()?;
            if filing.changes != changes || !filing.rows.is_subset(&rows) {
                filing = Filing { changes, ..Filing::default() };
            }
            // Where several servers store, a row may be seen after later ones.
            if let Some(first) = rows.difference(&filing.rows).next() {
                files.each(*first, &mut |report| file(&form, &mut filing, &report))?;
            }
            let refused = |refused: store::Refused| {
                let rules = read_breaches(&refused.rules);
                ((refused.period, refused.unit), Refused { at: refused.at, rules })
            };
            filing.known.refused = files.refusals()?.into_iter().map(refused).collect();
            Ok(())
        })?;
        let known = filing.known.clone();
        filings.insert(form.identity.hash.clone(), filing);
        Ok(known)
    });
    work.await.unwrap_or(Err(Fault::Interrupted))
}

fn file(form: &Arc<Form>, filing: &mut Filing, report: &store::Report<'_>) {
    if !filing.rows.insert(report.id) {
        return;
    }
    let known = &mut filing.known;
    let Some(period) = report.period else {
        known.without_period = known.without_period.saturating_add(1);
        return;
    };
    let figures = || {
        let answers = Some(report.answers).filter(|_| report.form_hash == form.identity.hash)?;
        let answers = serde_json::from_str::<Json>(answers).ok()?;
        let entry = Entry::from_answers(Arc::clone(form), date_of(report.received_at), &answers);
        let mut tally = Tally::new(form);
        tally.add(&entry).ok()?;
        Some((Targets::of(&evaluate(form, &tally)), tally))
    };
    let sent = Sent {
        received_at: report.received_at.into(),
        late: report.late == Some(true),
        warnings: read_breaches(report.warnings),
        figures: figures(),
    };
    let whose = (String::from(period), String::from(report.unit));
    if filing.last.get(&whose).is_none_or(|last| *last < report.id) {
        filing.last.insert(whose.clone(), report.id);
        known.sent.insert(whose, sent);
    }
}
