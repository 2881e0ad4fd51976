//! The counts of everybody and of groups, as rows of levels where the form allows: some thousand of them are
//! counted at once.

use alloc::vec::Vec;

use super::check::Share;
use crate::{
    form::Form,
    score::{Levels, Tally},
};

/// How many rows of a group wait to be counted, and how many bytes those of all groups together.
const MAX_ROWS: usize = 2048;
const MAX_WAITING: usize = 1 << 24;

/// What was counted of some responses, and what waits to be.
#[derive(Clone, Debug)]
struct Counter {
    tally: Tally,
    rows: Vec<u8>,
}

/// The groups by the answers to one question.
#[derive(Clone, Debug, Default)]
struct Groups {
    /// By number; a group without responses has none.
    counters: Vec<Option<Counter>>,
    /// Of what is beyond the most groups.
    other: Option<Counter>,
}

/// The counts of everybody and of groups.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    empty: Tally,
    levels: Option<Levels>,
    by: Vec<Groups>,
    /// How many bytes wait.
    waiting: usize,
}

impl Counter {
    fn settle(&mut self, levels: Option<&Levels>) {
        if let Some(levels) = levels.filter(|_| !self.rows.is_empty()) {
            // What a checker gives are choices.
            let counted = levels.count(&mut self.tally, &self.rows);
            debug_assert_eq!(counted, Ok(()));
        }
        self.rows.clear();
    }
}

impl Groups {
    fn slot(&mut self, group: u32) -> &mut Option<Counter> {
        let place = usize::try_from(group).unwrap_or(usize::MAX);
        if group == super::groups::OTHER {
            return &mut self.other;
        }
        if place >= self.counters.len() {
            self.counters.resize_with(place.saturating_add(1), || None);
        }
        self.counters.get_mut(place).unwrap_or(&mut self.other)
    }

    fn all(&mut self) -> impl Iterator<Item = &mut Counter> {
        self.counters.iter_mut().chain([&mut self.other]).flatten()
    }
}

impl Counts {
    /// Of responses that are grouped in so many ways. (Everybody is one group where there are none.)
    pub(super) fn new(form: &Form, levels: Option<Levels>, ways: usize) -> Self {
        Self { empty: Tally::new(form), levels, by: alloc::vec![Groups::default(); ways.max(1)], waiting: 0 }
    }

    /// Counts a response that is in these groups.
    pub(super) fn add(&mut self, share: &Share<'_>, groups: &[u32]) {
        let Self { empty, levels, by, waiting } = self;
        for (place, by) in by.iter_mut().enumerate() {
            let slot = by.slot(groups.get(place).copied().unwrap_or(0));
            let counter = slot.get_or_insert_with(|| Counter { tally: empty.clone(), rows: Vec::new() });
            match share {
                Share::Nothing => counter.tally.add_unscored(1),
                Share::Tally(tally) => counter.tally.merge(tally),
                Share::Levels(row) => {
                    counter.rows.extend_from_slice(row);
                    *waiting = waiting.saturating_add(row.len());
                    if counter.rows.len() >= row.len().saturating_mul(MAX_ROWS) {
                        *waiting = waiting.saturating_sub(counter.rows.len());
                        counter.settle(levels.as_ref());
                    }
                }
            }
        }
        if self.waiting > MAX_WAITING {
            self.settle();
        }
    }

    /// Takes a response out that was counted.
    pub(super) fn take_out(&mut self, share: &Share<'_>, groups: &[u32]) {
        self.settle();
        let mut one = self.empty.clone();
        match share {
            Share::Nothing => one.add_unscored(1),
            Share::Tally(tally) => one.merge(tally),
            Share::Levels(row) => {
                if let Some(levels) = &self.levels {
                    let counted = levels.count(&mut one, row);
                    debug_assert_eq!(counted, Ok(()));
                }
            }
        }
        for (place, by) in self.by.iter_mut().enumerate() {
            if let Some(counter) = by.slot(groups.get(place).copied().unwrap_or(0)) {
                counter.tally.take_out(&one);
            }
        }
    }

    /// Counts what waits.
    pub(super) fn settle(&mut self) {
        for counter in self.by.iter_mut().flat_map(Groups::all) {
            counter.settle(self.levels.as_ref());
        }
        self.waiting = 0;
    }

    /// The counts of everybody.
    pub(super) fn whole(&self) -> Tally {
        let mut whole = self.empty.clone();
        let Some(by) = self.by.first() else { return whole };
        for counter in by.counters.iter().chain([&by.other]).flatten() {
            whole.merge(&counter.tally);
        }
        whole
    }

    /// The groups of one way, by number, and those beyond the most.
    pub(super) fn groups(&self, way: usize) -> (impl Iterator<Item = (usize, &Tally)>, Option<&Tally>) {
        let by = self.by.get(way);
        let counters = by.map_or(&[][..], |by| &by.counters).iter().enumerate();
        let groups = counters.filter_map(|(place, counter)| Some((place, &counter.as_ref()?.tally)));
        let other = by.and_then(|by| by.other.as_ref()).map(|counter| &counter.tally);
        (groups, other)
    }
}
