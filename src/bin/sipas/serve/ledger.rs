//! The counts behind the results. Rows are only ever added, so what was counted stays counted and a
//! look at the results reads only what is new. Should anybody else write to the database (somebody
//! who deletes or mends rows), everything is counted anew.

use std::{collections::HashMap, sync::Arc};

use sipas_forms::{
    entry::Entry,
    form::Form,
    score::{Tally, evaluate},
    value::Json,
};
use tokio::sync::Mutex;

use super::{
    Backend, log,
    store::{self, Fault, Reader},
};
use crate::{
    clock::date_of,
    reports::{Targets, read_breaches},
    results::{Counts, Known, Refused, Sent},
};

/// What was counted of one definition.
#[derive(Clone)]
struct Account {
    counts: Counts,
    /// The last row that was looked at.
    last: i64,
    /// What the database said about changes by others.
    version: i64,
}

/// What is known of the reports to one form.
#[derive(Clone, Default)]
struct Filing {
    known: Known,
    last: i64,
    version: i64,
}

/// The accounts by the hash of their definition.
#[derive(Default)]
pub struct Ledger {
    // Held while rows are counted, also when whoever asked has gone: of many who look, one counts.
    accounts: Arc<Mutex<HashMap<String, Account>>>,
    filings: Arc<Mutex<HashMap<String, Filing>>>,
}

/// What the ledger knows of one form.
pub struct Standing {
    /// The counts of whole batches.
    pub counts: Counts,
    /// How many submissions to this very definition there are.
    pub received: u64,
    /// How many belong to other versions.
    pub others: u64,
}

/// The counts of the submissions to this very definition.
pub async fn standing(backend: &Arc<Backend>, form: &Arc<Form>) -> Result<Standing, Fault> {
    let mut accounts = Arc::clone(&backend.ledger.accounts).lock_owned().await;
    let (backend, form) = (Arc::clone(backend), Arc::clone(form));
    let work = tokio::task::spawn_blocking(move || {
        // Asked before the rows are read: what changes in between is noticed the next time.
        let version = backend.store.foreign_version()?;
        let reader = backend.store.reader()?;
        let known = accounts.get(&form.identity.hash).filter(|known| known.version == version).cloned();
        let new = || Account { counts: Counts::new(&form, backend.least(&form)), last: 0, version };
        let mut account = known.unwrap_or_else(new);
        let waiting = reader.count_after(&form.identity, account.last)?;
        let received = account.counts.offered().saturating_add(waiting);
        bring_up(&reader, &form, &mut account, received)?;
        let counts = account.counts.clone();
        accounts.insert(form.identity.hash.clone(), account);
        Ok(Standing { counts, received, others: reader.count_others(&form.identity)? })
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
        let version = backend.store.foreign_version()?;
        let reader = backend.store.reader()?;
        let hash = form.identity.hash.clone();
        let known = filings.remove(&hash).filter(|known| known.version == version);
        let mut filing = known.unwrap_or_else(|| Filing { version, ..Filing::default() });
        reader.each_report(&form.identity, filing.last, &mut |report| file(&form, &mut filing, &report))?;
        let refused = |refused: store::Refused| {
            let rules = read_breaches(&refused.rules);
            ((refused.period, refused.unit), Refused { at: refused.at, rules })
        };
        filing.known.refused = reader.refusals(&form.identity)?.into_iter().map(refused).collect();
        let known = filing.known.clone();
        filings.insert(hash, filing);
        Ok(known)
    });
    work.await.unwrap_or(Err(Fault::Interrupted))
}

fn file(form: &Arc<Form>, filing: &mut Filing, report: &store::Report<'_>) {
    filing.last = report.id;
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
    known.sent.insert((period.into(), report.unit.into()), sent);
}

/// Counts as many rows as make whole batches.
fn bring_up(reader: &Reader, form: &Arc<Form>, account: &mut Account, received: u64) -> Result<(), Fault> {
    let due = account.counts.due(received).saturating_sub(account.counts.offered());
    let mut unreadable = 0_u64;
    reader.each_after(&form.identity, account.last, due, &mut |id, received_at, answers| {
        account.last = id;
        // The day it came: what was relevant then is what was answered.
        let entry = |answers| Entry::from_answers(Arc::clone(form), date_of(received_at), &answers);
        let entry = serde_json::from_str::<Json>(answers).ok().map(entry);
        account.counts.add(entry.as_ref());
        unreadable = unreadable.saturating_add(u64::from(entry.is_none()));
    })?;
    if unreadable > 0 {
        log(&format!("{unreadable} rows of {} hold no JSON and were not counted", form.identity.id));
    }
    Ok(())
}
