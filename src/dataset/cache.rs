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

/// What a cell means to its question. One number, since it is copied for every cell there is, and a processor waits
/// for a structure that is put together of parts.
///
/// | bits | what |
/// |---|---|
/// | 0 to 31 | of answers that are told apart, which it is; 0 is none |
/// | 32 to 47 | which issue it is, by its number from 1; 0 for none |
/// | 48 to 55 | the place of the choice in its list, from 1, where that is below 256; else 0 |
/// | 56 | whether anything was answered |
/// | 57 | whether whoever answered is a minor |
/// | 58 | of what is remembered by its byte: that it is |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Meaning(u64);

const FAULT: u32 = 32;
const LEVEL: u32 = 48;
const GIVEN: u64 = 1 << 56;
const MINOR: u64 = 1 << 57;
const KNOWN: u64 = 1 << 58;

#[expect(clippy::cast_possible_truncation, reason = "each takes its own bits")]
impl Meaning {
    /// Of an answer.
    pub(super) const fn of_answer(is_minor: bool) -> Self {
        Self(if is_minor { GIVEN | MINOR } else { GIVEN })
    }

    pub(super) const fn with_id(self, id: u32) -> Self {
        Self(self.0 & !(u32::MAX as u64) | id as u64)
    }

    pub(super) const fn with_fault(self, fault: u16) -> Self {
        Self(self.0 & !((u16::MAX as u64) << FAULT) | (fault as u64) << FAULT)
    }

    pub(super) const fn with_level(self, level: u8) -> Self {
        Self(self.0 & !((u8::MAX as u64) << LEVEL) | (level as u64) << LEVEL)
    }

    pub(super) const fn id(self) -> u32 {
        self.0 as u32
    }

    pub(super) const fn fault(self) -> u16 {
        (self.0 >> FAULT) as u16
    }

    pub(super) const fn level(self) -> u8 {
        (self.0 >> LEVEL) as u8
    }

    /// Whether anything was answered.
    pub(super) const fn is_given(self) -> bool {
        self.0 & GIVEN > 0
    }

    /// Whether whoever answered is a minor.
    pub(super) const fn is_minor(self) -> bool {
        self.0 & MINOR > 0
    }

    /// The same where something was answered beside it, or is wrong there, unless something is wrong already.
    pub(super) const fn join(self, other: Self) -> Self {
        let joined = Self(self.0 | other.0 & GIVEN);
        if self.fault() == 0 { joined.with_fault(other.fault()) } else { joined }
    }
}

/// A text and what it means.
#[derive(Clone, Debug, Default)]
struct Slot {
    text: Vec<u8>,
    meaning: Meaning,
}

/// The texts that share a place, their hashes beside each other; that of an empty one is 0.
#[derive(Clone, Debug, Default)]
struct Set {
    hashes: [u64; WAYS],
    slots: [Slot; WAYS],
}

/// What the cells of one column mean.
#[derive(Clone, Debug)]
pub(super) struct Cache {
    /// Of cells of one digit, which most are: beside what else is read of a column for every row.
    digits: [Meaning; 10],
    /// By the byte, of other cells of one.
    short: Box<[Meaning]>,
    /// As many as a power of two, or none.
    sets: Vec<Set>,
    /// How many texts there are.
    filled: usize,
}

/// Eight bytes at a time; the last of them may be among the ones before, so that no length takes a loop of its own.
fn hash(text: &[u8]) -> u64 {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, part: u64| {
        let mixed = (hash ^ part).wrapping_mul(MIX);
        mixed ^ (mixed >> 32)
    };
    let mut hash = (text.len() as u64).wrapping_mul(MIX);
    if let Some(last) = text.last_chunk::<8>() {
        let mut rest = text;
        while let Some((chunk, behind)) = rest.split_first_chunk::<8>().filter(|(_, behind)| !behind.is_empty()) {
            hash = mix(hash, u64::from_le_bytes(*chunk));
            rest = behind;
        }
        hash = mix(hash, u64::from_le_bytes(*last));
    } else if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        hash = mix(hash, u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)));
    } else {
        let last = text.iter().fold(0_u64, |last, byte| (last << 8) | u64::from(*byte));
        hash = mix(hash, last);
    }
    // A product hands the last bytes of a chunk only to its own last bits: once more for the places. None is that
    // of an empty one.
    mix(hash, 0) | 1
}

impl Cache {
    pub(super) fn new() -> Self {
        Self {
            digits: [Meaning::default(); 10],
            short: alloc::vec![Meaning::default(); 128].into(),
            sets: Vec::new(),
            filled: 0,
        }
    }

    /// Where the texts of a hash are. (Its last bit is always the same.)
    fn place(&self, hash: u64) -> usize {
        let mask = (self.sets.len() as u64).saturating_sub(1);
        usize::try_from((hash >> 1) & mask).unwrap_or(0)
    }

    /// What a cell means, if that is known.
    #[inline]
    pub(super) fn get(&self, text: &[u8]) -> Option<Meaning> {
        match text {
            [] => Some(Meaning::default()),
            [byte] => {
                let digit = self.digits.get(usize::from(byte.wrapping_sub(b'0')));
                let meaning = *digit.or_else(|| self.short.get(usize::from(*byte)))?;
                (meaning.0 & KNOWN > 0).then_some(meaning)
            }
            text => self.find(text),
        }
    }

    fn find(&self, text: &[u8]) -> Option<Meaning> {
        if text.len() > LONGEST {
            return None;
        }
        let hash = hash(text);
        let set = self.sets.get(self.place(hash))?;
        let mut slots = set.hashes.iter().zip(&set.slots).filter(|(known, _)| **known == hash);
        slots.find(|(_, slot)| slot.text == text).map(|(_, slot)| slot.meaning)
    }

    /// Remembers what a cell means.
    pub(super) fn put(&mut self, text: &[u8], meaning: Meaning) {
        if let [byte] = text {
            let digit = self.digits.get_mut(usize::from(byte.wrapping_sub(b'0')));
            if let Some(slot) = digit.or_else(|| self.short.get_mut(usize::from(*byte))) {
                *slot = Meaning(meaning.0 | KNOWN);
            }
            return;
        }
        if text.len() > LONGEST {
            return;
        }
        // On average one text shares a place, so that four are hardly ever too many.
        if self.sets.len() < MOST && self.filled >= self.sets.len() {
            let size = self.sets.len().saturating_mul(2).max(LEAST);
            let old = core::mem::replace(&mut self.sets, alloc::vec![Set::default(); size]);
            self.filled = 0;
            for set in old {
                for (hash, slot) in set.hashes.into_iter().zip(set.slots).filter(|(hash, _)| *hash > 0) {
                    self.insert(hash, &slot.text, slot.meaning);
                }
            }
        }
        self.insert(hash(text), text, meaning);
    }

    fn insert(&mut self, hash: u64, text: &[u8], meaning: Meaning) {
        let place = self.place(hash);
        let Some(set) = self.sets.get_mut(place) else { return };
        let free = set.hashes.iter().position(|known| *known == 0);
        // Which one goes is left to bits of the hash that chose no place.
        let way = free.unwrap_or_else(|| usize::try_from(hash >> 62).unwrap_or(0));
        if let (Some(known), Some(slot)) = (set.hashes.get_mut(way), set.slots.get_mut(way)) {
            self.filled = self.filled.saturating_add(usize::from(*known == 0));
            *known = hash;
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
    fn a_meaning_holds_its_parts_apart() {
        let all = Meaning::of_answer(true).with_id(u32::MAX).with_fault(u16::MAX).with_level(u8::MAX);
        let parts = |meaning: Meaning| (meaning.id(), meaning.fault(), meaning.level(), meaning.is_given());
        assert_eq!((parts(all), all.is_minor()), ((u32::MAX, u16::MAX, u8::MAX, true), true));
        assert_eq!(parts(all.with_id(1).with_fault(2).with_level(3)), (1, 2, 3, true));
        let joined = Meaning::default().join(Meaning::default().with_fault(7)).join(all);
        assert_eq!((parts(joined), joined.is_minor()), ((0, 7, 0, true), false));
    }

    #[test]
    fn what_is_remembered_is_what_was_put_there() {
        let mut cache = Cache::new();
        assert_eq!(cache.get(b""), Some(Meaning::default()));
        for id in 0..200_000_u32 {
            let text = format!("{id}");
            if let Some(known) = cache.get(text.as_bytes()) {
                assert_eq!(known.id(), id);
            }
            cache.put(text.as_bytes(), Meaning::default().with_id(id));
            assert_eq!(cache.get(text.as_bytes()).map(Meaning::id), Some(id));
        }
        let known = (0..200_000_u32).filter(|id| cache.get(format!("{id}").as_bytes()).is_some()).count();
        assert!((1..=MOST * WAYS + 10).contains(&known), "{known}");
    }

    #[test]
    fn some_hundred_texts_are_all_remembered() {
        let mut cache = Cache::new();
        for id in 0..500_u32 {
            cache.put(format!("Phường {id}").as_bytes(), Meaning::default().with_id(id));
        }
        let known = (0..500_u32).filter(|id| cache.get(format!("Phường {id}").as_bytes()).is_some()).count();
        assert!(known >= 480, "{known}");
        cache.put(&[b'x'; 1000], Meaning::default());
        assert_eq!(cache.get(&[b'x'; 1000]), None);
    }
}
