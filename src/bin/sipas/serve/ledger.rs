//! The counts behind the results. Rows are only ever added, so what was counted stays counted and a
//! look at the results reads only what is new. Should somebody delete rows, everything is counted anew.

use std::{collections::HashMap, sync::Arc};

use sipas_forms::{entry::Entry, form::Form, value::Json};
use tokio::sync::Mutex;

use super::{
    Backend, log,
    store::{Fault, Reader},
};
use crate::{clock::date_of, results::Counts};

/// What was counted of one definition.
#[derive(Clone)]
struct Account {
    counts: Counts,
    /// The last row that was looked at.
    last: i64,
    /// How many rows up to it there were.
    rows: u64,
}

/// The accounts by the hash of their definition.
#[derive(Default)]
pub struct Ledger {
    // Held while rows are counted, also when whoever asked has gone: of many who look, one counts.
    accounts: Arc<Mutex<HashMap<String, Account>>>,
}

/// The counts of all submissions to this very definition, and how many belong to others.
pub async fn counts(backend: &Arc<Backend>, form: &Arc<Form>) -> Result<(Counts, u64), Fault> {
    let mut accounts = Arc::clone(&backend.ledger.accounts).lock_owned().await;
    let (backend, form) = (Arc::clone(backend), Arc::clone(form));
    let work = tokio::task::spawn_blocking(move || {
        let reader = backend.store.reader()?;
        let known = accounts.get(&form.identity.hash).cloned();
        let account = bring_up(&reader, &form, known)?;
        let counts = account.counts.clone();
        accounts.insert(form.identity.hash.clone(), account);
        Ok((counts, reader.count_others(&form.identity)?))
    });
    // The task ends without a result only by a panic, which is a bug of ours.
    work.await.unwrap_or(Err(Fault::Interrupted))
}

fn bring_up(reader: &Reader, form: &Arc<Form>, known: Option<Account>) -> Result<Account, Fault> {
    let mut account = Account { counts: Counts::new(form), last: 0, rows: 0 };
    if let Some(known) = known
        && reader.count_up_to(&form.identity, known.last)? == known.rows
    {
        account = known;
    }
    let mut unreadable = 0_u64;
    reader.each_after(&form.identity, account.last, &mut |id, received_at, answers| {
        account.last = id;
        account.rows = account.rows.saturating_add(1);
        match serde_json::from_str::<Json>(answers) {
            // The day it came: what was relevant then is what was answered.
            Ok(answers) => {
                account.counts.add(&Entry::from_answers(Arc::clone(form), date_of(received_at), &answers));
            }
            Err(_) => unreadable = unreadable.saturating_add(1),
        }
    })?;
    if unreadable > 0 {
        log(&format!("{unreadable} rows of {} hold no JSON and were not counted", form.identity.id));
    }
    Ok(account)
}
