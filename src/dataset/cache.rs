//! What the cells of a column mean, remembered by their bytes: the cells of a million rows are mostly a few
//! texts. Its size is bounded, and what is forgotten is only read again.

use alloc::{boxed::Box, vec::Vec};

/// How many texts share a place; a new one takes that of another.
const WAYS: usize = 4;
/// The fewest and the most places.
const LEAST: usize = 16;
const MOST: usize = 1024;
/// The longest text that is remembered, in bytes: longer ones are hardly ever written twice.
const LONGEST: usize = 96;

/// What a cell means to its question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    /// Of answers that are told apart: which it is; 0 is none. See the questions of the checker.
    pub(super) id: u32,
    /// Which issue it is, by its number from 1; 0 for none.
    pub(super) fault: u16,
    /// The place of the choice in its list, from 1, where that is below 256; else 0.
    pub(super) level: u8,
    /// Whether anything was answered.
    pub(super) given: bool,
    /// Whether the one who answered is a minor.
    pub(super) minor: bool,
}

#[derive(Clone, Debug, Default)]
struct Slot {
    hash: u64,
    text: Vec<u8>,
    meaning: Meaning,
}

/// What the cells of one column mean.
#[derive(Clone, Debug)]
pub(super) struct Cache {
    /// By the byte, of cells of one.
    short: Box<[Option<Meaning>]>,
    slots: Vec<Slot>,
    /// How many slots have a text.
    filled: usize,
}

fn hash(text: &[u8]) -> u64 {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = (text.len() as u64).wrapping_mul(MIX);
    let mut rest = text;
    while let Some((chunk, behind)) = rest.split_first_chunk::<8>() {
        hash = (hash ^ u64::from_le_bytes(*chunk)).wrapping_mul(MIX);
        hash ^= hash >> 29;
        rest = behind;
    }
    let last = rest.iter().fold(0_u64, |last, byte| (last << 8) | u64::from(*byte));
    hash = (hash ^ last).wrapping_mul(MIX);
    hash ^ (hash >> 32)
}

impl Cache {
    pub(super) fn new() -> Self {
        Self { short: alloc::vec![None; 128].into(), slots: Vec::new(), filled: 0 }
    }

    /// Where the texts of a hash are.
    fn first(&self, hash: u64) -> usize {
        let places = self.slots.len().checked_div(WAYS).unwrap_or(0);
        // A power of two, or none.
        let place = usize::try_from(hash & (places as u64).saturating_sub(1)).unwrap_or(0);
        place.saturating_mul(WAYS)
    }

    /// What a cell means, if that is known.
    #[inline]
    pub(super) fn get(&self, text: &[u8]) -> Option<Meaning> {
        match text {
            [] => Some(Meaning::default()),
            [byte] => self.short.get(usize::from(*byte)).copied().flatten(),
            text => self.find(text),
        }
    }

    fn find(&self, text: &[u8]) -> Option<Meaning> {
        if text.len() > LONGEST {
            return None;
        }
        let hash = hash(text);
        let slots = self.slots.iter().skip(self.first(hash)).take(WAYS);
        slots.into_iter().find(|slot| slot.hash == hash && slot.text == text).map(|slot| slot.meaning)
    }

    /// Remembers what a cell means.
    pub(super) fn put(&mut self, text: &[u8], meaning: Meaning) {
        if let [byte] = text {
            if let Some(slot) = self.short.get_mut(usize::from(*byte)) {
                *slot = Some(meaning);
            }
            return;
        }
        if text.len() > LONGEST {
            return;
        }
        let most = MOST.saturating_mul(WAYS);
        if self.slots.len() < most && self.filled.saturating_mul(WAYS) >= self.slots.len() {
            let size = self.slots.len().saturating_mul(2).max(LEAST.saturating_mul(WAYS));
            let old = core::mem::replace(&mut self.slots, alloc::vec![Slot::default(); size]);
            self.filled = 0;
            for slot in old.into_iter().filter(|slot| !slot.text.is_empty()) {
                self.insert(slot.hash, &slot.text, slot.meaning);
            }
        }
        self.insert(hash(text), text, meaning);
    }

    fn insert(&mut self, hash: u64, text: &[u8], meaning: Meaning) {
        let first = self.first(hash);
        let ways = self.slots.iter().skip(first).take(WAYS);
        let free = ways.into_iter().position(|slot| slot.text.is_empty());
        // Which one goes is left to bits of the hash that chose no place.
        let way = free.unwrap_or_else(|| usize::try_from(hash >> 62).unwrap_or(0));
        if let Some(slot) = self.slots.get_mut(first.saturating_add(way)) {
            self.filled = self.filled.saturating_add(usize::from(slot.text.is_empty()));
            slot.hash = hash;
            slot.text.clear();
            slot.text.extend_from_slice(text);
            slot.meaning = meaning;
        }
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "a test fails by panicking")]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn what_is_remembered_is_what_was_put_there() {
        let mut cache = Cache::new();
        assert_eq!(cache.get(b""), Some(Meaning::default()));
        for id in 0..200_000_u32 {
            let text = format!("{id}");
            if let Some(known) = cache.get(text.as_bytes()) {
                assert_eq!(known.id, id);
            }
            cache.put(text.as_bytes(), Meaning { id, ..Meaning::default() });
            assert_eq!(cache.get(text.as_bytes()).map(|meaning| meaning.id), Some(id));
        }
        let known = (0..200_000_u32).filter(|id| cache.get(format!("{id}").as_bytes()).is_some()).count();
        assert!((1..=MOST * WAYS + 10).contains(&known), "{known}");
    }

    #[test]
    fn some_hundred_texts_are_all_remembered() {
        let mut cache = Cache::new();
        for id in 0..500_u32 {
            cache.put(format!("Phường {id}").as_bytes(), Meaning { id, ..Meaning::default() });
        }
        let known = (0..500_u32).filter(|id| cache.get(format!("Phường {id}").as_bytes()).is_some()).count();
        assert!(known >= 480, "{known}");
        cache.put(&[b'x'; 1000], Meaning::default());
        assert_eq!(cache.get(&[b'x'; 1000]), None);
    }
}
