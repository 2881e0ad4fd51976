//! The counts behind the results, kept in the transaction of the insert.
//!
//! A submission is `pending` from the transaction that stores it on; the transaction that completes a batch of
//! `least` takes the batch out of there and adds it to the table `tally`. So what it costs to look at the
//! results, or to store a submission, is the same however many there are. Of every definition the submissions
//! that were `offered` to the counts and those that are pending are together all that there are.
//!
//! One transaction counts at a time: it has the account's row. Those that store beside it do not wait for it,
//! so that many servers may store at once; what they leave pending the next one counts, or whoever looks.
//!
//! Counts are made anew from the rows where they cannot be believed: they were made for batches of another size
//! or by another version of the program, or somebody changed rows by hand.

use std::{num::NonZeroU64, sync::Arc};

use sipas_forms::{entry::Entry, form::Form, score::Tally, value::Json};

use super::{
    Fault, Store,
    session::{Lock, Row, Session},
};
use crate::{
    clock::date_of,
    results::{Counts, due},
    serve::log,
};

/// How many submissions are counted in one transaction where more wait.
const AT_ONCE: u64 = 1000;
/// After how many submissions, while all are counted anew, a line is logged.
const TOLD_EVERY: u64 = 100_000;
/// How often counting is tried again because somebody changed rows meanwhile.
const TRIES: usize = 3;

/// What is known of the counts of one definition.
struct Account {
    offered: u64,
    least: u64,
    version: u64,
    changes: i64,
    counted: i64,
}

/// The columns of an [`Account`].
macro_rules! account {
    ($end:literal) => {
        concat!("SELECT offered, least, tally_version, changes, counted FROM account WHERE form_hash = $1", $end)
    };
}

/// The account's row for oneself; whoever comes later waits.
const WAITING: Lock = Lock { none: account!(""), row: account!(" FOR UPDATE") };
/// The account's row for oneself, if nobody has it.
const IF_FREE: Lock = Lock { none: account!(""), row: account!(" FOR UPDATE SKIP LOCKED") };

impl Account {
    fn read(row: &Row<'_>) -> Result<Self, Fault> {
        Ok(Self {
            offered: row.count(0)?,
            least: row.count(1)?,
            version: row.count(2)?,
            changes: row.int(3)?,
            counted: row.int(4)?,
        })
    }

    fn lock(session: &mut dyn Session, lock: &Lock, hash: &str) -> Result<Option<Self>, Fault> {
        let mut found = None;
        session.each_locked(lock, &[hash.into()], &mut |row| {
            found = Some(Self::read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Whether the counts are of the rows that there are, in batches of `least`, and this program can go on.
    fn is_sound(&self, least: NonZeroU64) -> bool {
        self.least == least.get() && self.version == Tally::VERSION && self.counted == self.changes
    }
}

/// What there is to show of one form.
pub struct Standing {
    /// The counts of whole batches.
    pub counts: Counts,
    /// How many submissions to this very definition there are.
    pub received: u64,
    /// How many belong to other versions.
    pub others: u64,
}

/// Counts what was stored just now, if it completes a batch that nobody else is counting.
pub fn count_new(session: &mut dyn Session, form: &Arc<Form>, least: NonZeroU64) -> Result<(), Fault> {
    let hash = form.identity.hash.as_str();
    let some = "SELECT count(*) FROM (SELECT 1 FROM pending WHERE form_hash = $1 LIMIT $2) AS waiting";
    let mut waiting = 0;
    session.each(some, &[hash.into(), least.get().into()], &mut |row| {
        waiting = row.count(0)?;
        Ok(())
    })?;
    if waiting < least.get() {
        return Ok(());
    }
    let Some(account) = Account::lock(session, &IF_FREE, hash)? else { return Ok(()) };
    if account.is_sound(least) { count_some(session, form, least, &account).map(drop) } else { Ok(()) }
}

/// Counts what is pending of a sound account, in whole batches; tells whether there may be more.
fn count_some(
    session: &mut dyn Session,
    form: &Arc<Form>,
    least: NonZeroU64,
    account: &Account,
) -> Result<bool, Fault> {
    let hash = form.identity.hash.as_str();
    let most = due(AT_ONCE, least).max(least.get());
    let mut waiting = 0;
    // Only now is seen what those stored that had the account before.
    let some = "SELECT count(*) FROM (SELECT 1 FROM pending WHERE form_hash = $1 LIMIT $2) AS waiting";
    session.each(some, &[hash.into(), most.into()], &mut |row| {
        waiting = row.count(0)?;
        Ok(())
    })?;
    let taken = due(waiting, least);
    if taken == 0 {
        return Ok(false);
    }
    let mut counts = Counts::after(form, least, account.offered);
    let sizes = "SELECT question, choice, responses, hidden FROM tally WHERE form_hash = $1";
    session.each(sizes, &[hash.into()], &mut |row| {
        if let Some(question) = question_of(form, row.text(0)?) {
            counts.follow(question, choice_of(row.text(1)?), row.count(2)?, row.flag(3)? == Some(true));
        }
        Ok(())
    })?;
    let mut reading = Reading::new(form);
    session.take(hash, taken, &mut |row| reading.offer(&mut counts, row))?;
    if counts.offered() != account.offered.saturating_add(taken) {
        return Err(Fault::Interrupted);
    }
    reading.tell();
    let is_kept = add_counts(session, form, &counts)?;
    // What is there cannot be read: all is to be counted anew, and nobody's submission waits for that.
    let counted = if is_kept { account.counted } else { -1 };
    let sql = "UPDATE account SET offered = $1, counted = $2 WHERE form_hash = $3";
    session.run(sql, &[counts.offered().into(), counted.into(), hash.into()])?;
    Ok(taken == most)
}

/// Rows on their way into counts.
struct Reading<'a> {
    form: &'a Arc<Form>,
    unreadable: u64,
}

impl<'a> Reading<'a> {
    const fn new(form: &'a Arc<Form>) -> Self {
        Self { form, unreadable: 0 }
    }

    /// Counts a row of `id`, `received_at`, `answers`.
    fn offer(&mut self, counts: &mut Counts, row: &Row<'_>) -> Result<(), Fault> {
        let entry = row.text_if_any(1)?.zip(row.text_if_any(2)?).and_then(|(received_at, answers)| {
            let answers = serde_json::from_str::<Json>(answers).ok()?;
            // The day it came: what was relevant then is what was answered.
            Some(Entry::from_answers(Arc::clone(self.form), date_of(received_at), &answers))
        });
        self.unreadable = self.unreadable.saturating_add(u64::from(entry.is_none()));
        counts.add(entry.as_ref());
        Ok(())
    }

    fn tell(&self) {
        if self.unreadable > 0 {
            log(&format!("{} rows of {} hold no JSON and were not counted", self.unreadable, self.form.identity.id));
        }
    }
}

/// The place in `results_by` of a question that counts are kept by.
fn question_of(form: &Form, name: &str) -> Option<usize> {
    form.results_by.iter().position(|known| form.element(*known).is_some_and(|element| element.name == name))
}

/// The name under which counts by a question are kept; none for everybody.
fn name_of(form: &Form, question: Option<usize>) -> &str {
    let element = question.and_then(|question| form.results_by.get(question)).and_then(|known| form.element(*known));
    element.map_or("", |element| element.name.as_str())
}

fn choice_of(name: &str) -> Option<&str> {
    Some(name).filter(|name| !name.is_empty())
}

/// Adds new counts to those that are kept; tells whether those could be read.
fn add_counts(session: &mut dyn Session, form: &Form, counts: &Counts) -> Result<bool, Fault> {
    let hash = form.identity.hash.as_str();
    for part in counts.parts() {
        let (question, choice) = (name_of(form, part.question), part.choice.unwrap_or(""));
        let Some(tally) = part.tally else {
            let sql = "UPDATE tally SET hidden = $1 WHERE form_hash = $2 AND question = $3 AND choice = $4";
            if part.is_turned {
                session.run(sql, &[part.hidden.into(), hash.into(), question.into(), choice.into()])?;
            }
            continue;
        };
        let mut sum = tally.clone();
        let mut is_read = true;
        let sql = "SELECT counts FROM tally WHERE form_hash = $1 AND question = $2 AND choice = $3";
        session.each(sql, &[hash.into(), question.into(), choice.into()], &mut |row| {
            match read_tally(form, row.text(0)?) {
                Some(before) => sum.merge(&before),
                None => is_read = false,
            }
            Ok(())
        })?;
        if !is_read {
            return Ok(false);
        }
        keep_counts(session, form, question, choice, &sum, part.hidden)?;
    }
    Ok(true)
}

fn read_tally(form: &Form, text: &str) -> Option<Tally> {
    Tally::from_json(form, &serde_json::from_str(text).ok()?)
}

fn keep_counts(
    session: &mut dyn Session,
    form: &Form,
    question: &str,
    choice: &str,
    tally: &Tally,
    hidden: bool,
) -> Result<(), Fault> {
    let sql = "INSERT INTO tally (form_hash, question, choice, responses, hidden, counts) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (form_hash, question, choice) DO UPDATE SET \
               responses = excluded.responses, hidden = excluded.hidden, counts = excluded.counts";
    let text = tally.to_json(form).to_text();
    let hash = form.identity.hash.as_str();
    let values =
        [hash.into(), question.into(), choice.into(), tally.responses().into(), hidden.into(), text.as_str().into()];
    session.run(sql, &values).map(drop)
}

/// Makes sure that there is an account of every definition, and that the counts of this one are those of the
/// rows, in batches of `least`: what was counted otherwise is counted anew.
pub fn prepare(store: &Store, form: &Arc<Form>, least: NonZeroU64) -> Result<(), Fault> {
    let hash = form.identity.hash.as_str();
    let is_sound = store.write(&mut |session| {
        let new = "INSERT INTO account (form_hash, form_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        session.run(new, &[hash.into(), form.identity.id.as_str().into()])?;
        let Some(account) = Account::lock(session, &WAITING, hash)? else { return Err(Fault::Interrupted) };
        if is_report(form) {
            return Ok(true);
        }
        let (mut rows, mut offered, mut pending) = (0, 0, 0);
        let both = "SELECT (SELECT count(*) FROM submission WHERE form_id = $1 AND form_hash = $2), \
                    (SELECT offered FROM account WHERE form_hash = $2), \
                    (SELECT count(*) FROM pending WHERE form_hash = $2)";
        session.each(both, &[form.identity.id.as_str().into(), hash.into()], &mut |row| {
            (rows, offered, pending) = (row.count(0)?, row.int(1)?, row.int(2)?);
            Ok(())
        })?;
        let adds_up = offered.checked_add(pending) == i64::try_from(rows).ok();
        if account.is_sound(least) && adds_up {
            return Ok(true);
        }
        // From now on nobody counts on.
        let sql = "UPDATE account SET least = $1, tally_version = $2, counted = -1 WHERE form_hash = $3";
        session.run(sql, &[least.get().into(), Tally::VERSION.into(), hash.into()])?;
        Ok(false)
    })?;
    if !is_sound {
        count_anew(store, form, least)?;
    }
    settle(store, form, least)
}

/// Reports are told by unit, not counted.
pub const fn is_report(form: &Form) -> bool {
    form.reporting.report.is_some()
}

/// Counts what is pending, as far as it makes whole batches.
fn settle(store: &Store, form: &Arc<Form>, least: NonZeroU64) -> Result<(), Fault> {
    if is_report(form) {
        return Ok(());
    }
    loop {
        let more = store.write(&mut |session| match Account::lock(session, &WAITING, &form.identity.hash)? {
            Some(account) if account.is_sound(least) => count_some(session, form, least, &account),
            _ => Ok(false),
        })?;
        if !more {
            return Ok(());
        }
    }
}

/// Counts all published rows anew, in the order they came. They are read beside those who store; what is not a
/// whole batch is pending again.
fn count_anew(store: &Store, form: &Arc<Form>, least: NonZeroU64) -> Result<(), Fault> {
    let (id, hash) = (form.identity.id.as_str(), form.identity.hash.as_str());
    for _ in 0..TRIES {
        let (mut changes, mut published, mut newest) = (0, 0, 0);
        let counts = store.read(&mut |session| {
            let mut counts = Counts::new(form, least);
            let begin = "SELECT (SELECT changes FROM account WHERE form_hash = $1), (SELECT count(*) FROM submission \
                         WHERE form_id = $2 AND form_hash = $1 AND NOT EXISTS (SELECT 1 FROM pending WHERE pending.id = submission.id))";
            session.each(begin, &[hash.into(), id.into()], &mut |row| {
                (changes, published) = (row.int(0)?, row.count(1)?);
                Ok(())
            })?;
            let rows = "SELECT id, received_at, answers FROM submission WHERE form_id = $1 AND form_hash = $2 \
                        AND NOT EXISTS (SELECT 1 FROM pending WHERE pending.id = submission.id) ORDER BY id LIMIT $3";
            let all = due(published, least);
            let mut reading = Reading::new(form);
            session.each(rows, &[id.into(), hash.into(), all.into()], &mut |row| {
                newest = row.int(0)?;
                reading.offer(&mut counts, row)?;
                if counts.offered().is_multiple_of(TOLD_EVERY) || counts.offered() == all {
                    log(&format!("counting {id} anew: {} of {all}", counts.offered()));
                }
                Ok(())
            })?;
            reading.tell();
            Ok(counts)
        })?;
        let is_done = store.write(&mut |session| {
            let account = Account::lock(session, &WAITING, hash)?;
            let Some(account) = account.filter(|account| account.changes == changes) else { return Ok(false) };
            if account.is_sound(least) {
                return Ok(true); // Somebody else did the same meanwhile.
            }
            if account.least != least.get() || account.version != Tally::VERSION {
                return Err(Fault::OtherCounts);
            }
            session.run("DELETE FROM tally WHERE form_hash = $1", &[hash.into()])?;
            for part in counts.parts() {
                let (question, choice) = (name_of(form, part.question), part.choice.unwrap_or(""));
                if let Some(tally) = part.tally {
                    keep_counts(session, form, question, choice, tally, part.hidden)?;
                }
            }
            // What came meanwhile is pending already.
            let rest = "INSERT INTO pending (id, form_hash) SELECT id, form_hash FROM submission \
                        WHERE form_id = $1 AND form_hash = $2 AND id > $3 \
                        AND NOT EXISTS (SELECT 1 FROM pending WHERE pending.id = submission.id)";
            session.run(rest, &[id.into(), hash.into(), newest.into()])?;
            let orphans = "DELETE FROM pending WHERE form_hash = $1 AND NOT EXISTS \
                           (SELECT 1 FROM submission WHERE submission.id = pending.id)";
            session.run(orphans, &[hash.into()])?;
            let sql = "UPDATE account SET offered = $1, counted = changes WHERE form_hash = $2";
            session.run(sql, &[counts.offered().into(), hash.into()])?;
            Ok(true)
        })?;
        if is_done {
            return Ok(());
        }
    }
    Err(Fault::Interrupted)
}

/// The counts of the submissions to this very definition: of everybody, and by the question of `results_by` at
/// the place `by`. What is not counted yet is counted now.
pub fn standing(store: &Store, form: &Arc<Form>, least: NonZeroU64, by: Option<usize>) -> Result<Standing, Fault> {
    for _ in 0..TRIES {
        let (account, pending) = store.read(&mut |session| stand(session, form))?;
        if account.least != least.get() || account.version != Tally::VERSION {
            return Err(Fault::OtherCounts);
        }
        if !account.is_sound(least) {
            count_anew(store, form, least)?;
        }
        if !account.is_sound(least) || pending >= least.get() {
            settle(store, form, least)?;
        }
        let standing = store.read(&mut |session| look(session, form, least, by))?;
        if let Some(standing) = standing {
            return Ok(standing);
        }
        // What is kept cannot be read; or somebody changed rows just now.
        store.write(&mut |session| {
            session.run("UPDATE account SET counted = -1 WHERE form_hash = $1", &[form.identity.hash.as_str().into()])
        })?;
    }
    Err(Fault::Interrupted)
}

/// The account of a form, and how many submissions are pending.
fn stand(session: &mut dyn Session, form: &Form) -> Result<(Account, u64), Fault> {
    let (mut account, mut pending) = (None, 0);
    session.each(account!(""), &[form.identity.hash.as_str().into()], &mut |row| {
        account = Some(Account::read(row)?);
        Ok(())
    })?;
    let sql = "SELECT count(*) FROM pending WHERE form_hash = $1";
    session.each(sql, &[form.identity.hash.as_str().into()], &mut |row| {
        pending = row.count(0)?;
        Ok(())
    })?;
    Ok((account.ok_or(Fault::Interrupted)?, pending))
}

/// Reads what is kept; `None` where it is not to be believed.
fn look(
    session: &mut dyn Session,
    form: &Arc<Form>,
    least: NonZeroU64,
    by: Option<usize>,
) -> Result<Option<Standing>, Fault> {
    let hash = form.identity.hash.as_str();
    let (account, pending) = stand(session, form)?;
    if !account.is_sound(least) {
        return Ok(None);
    }
    let mut counts = Counts::after(form, least, account.offered);
    let mut is_read = true;
    let sql = "SELECT question, choice, hidden, counts FROM tally WHERE form_hash = $1 AND question IN ('', $2)";
    session.each(sql, &[hash.into(), name_of(form, by).into()], &mut |row| {
        let question = row.text(0)?;
        let position = question_of(form, question);
        let known = question.is_empty() || position.is_some();
        match read_tally(form, row.text(3)?).filter(|_| known) {
            Some(tally) => counts.put(position, choice_of(row.text(1)?), tally, row.flag(2)? == Some(true)),
            None => is_read = false,
        }
        Ok(())
    })?;
    let mut others = 0;
    let sql = "SELECT account.offered + (SELECT count(*) FROM pending WHERE pending.form_hash = account.form_hash) \
               FROM account WHERE form_id = $1 AND form_hash <> $2";
    session.each(sql, &[form.identity.id.as_str().into(), hash.into()], &mut |row| {
        others = u64::saturating_add(others, row.count(0)?);
        Ok(())
    })?;
    let received = account.offered.saturating_add(pending);
    Ok(is_read.then_some(Standing { counts, received, others }))
}
