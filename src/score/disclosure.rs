//! Which counts may be shown, so that no result tells what a few people answered.
//!
//! A count below the least is hidden. Since the sum of all parts is shown, what is hidden is known as
//! a sum: it must be of at least two parts and of at least the least, so the smallest other parts are
//! hidden with it until it is.
//!
//! What this does not do: it looks at the groups by one question, and not at those by another whose groups
//! are made up of whole ones of the first (town and country of communes: what is hidden is then the
//! difference of what both show), so a form must not name both; it looks at one batch of responses, and (but
//! for the groups, which stay hidden rather than change places with others) not at how a result changed since
//! the batch before; at the sums of each score, and not at differences between those of two scores that share
//! questions.

use alloc::vec::Vec;

/// One of the parts that make up a sum which is shown.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    /// How many responses or answers it holds.
    pub count: u64,
    /// Whether it is hidden whatever it holds.
    pub forced: bool,
    /// Whether it is taken before smaller ones when others must be hidden too.
    pub preferred: bool,
}

/// For each part, whether it must be hidden where nothing of fewer than `least` is shown. An empty
/// part is no secret. The parts are about different people: groups.
pub(super) fn hidden(parts: &[Part], least: u64) -> Vec<bool> {
    hide(parts, least, u64::saturating_add)
}

/// [`hidden`] of parts that may be about the same people, such as the questions of a factor: of those
/// that are hidden one must be about `least` by itself.
pub(super) fn hidden_of_same(parts: &[Part], least: u64) -> Vec<bool> {
    hide(parts, least, u64::max)
}

/// Whether the sum of what is hidden of the parts of different people, which is known, tells too much:
/// there was nothing more to hide with it.
pub(super) fn is_told(parts: &[Part], hidden: &[bool], least: u64) -> bool {
    is_known(parts, hidden, least, u64::saturating_add)
}

fn is_known(parts: &[Part], hidden: &[bool], least: u64, people: fn(u64, u64) -> u64) -> bool {
    let secret = || parts.iter().zip(hidden).filter(|(part, hidden)| **hidden && part.count > 0);
    let sum = secret().fold(0_u64, |sum, (part, _)| people(sum, part.count));
    sum > 0 && (sum < least || secret().count() < 2)
}

fn hide(parts: &[Part], least: u64, people: fn(u64, u64) -> u64) -> Vec<bool> {
    let mut hidden: Vec<bool> = parts.iter().map(|part| part.forced || (1..least).contains(&part.count)).collect();
    loop {
        if !is_known(parts, &hidden, least, people) {
            return hidden;
        }
        let others = parts.iter().zip(&mut hidden).filter(|(part, hidden)| !**hidden && part.count > 0);
        match others.min_by_key(|(part, _)| (!part.preferred, part.count)) {
            Some((_, slot)) => *slot = true,
            None => return hidden,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{Part, hidden, hidden_of_same};

    fn of(counts: &[u64]) -> Vec<bool> {
        hidden(&counts.iter().map(|count| Part { count: *count, ..Part::default() }).collect::<Vec<_>>(), 5)
    }

    #[test]
    fn five_are_shown_and_none_is_no_secret() {
        assert_eq!(of(&[5, 7, 0]), [false, false, false]);
        assert_eq!(of(&[]), [] as [bool; 0]);
        assert_eq!(hidden(&[Part { count: 1, ..Part::default() }], 1), [false]);
    }

    #[test]
    fn one_hidden_part_takes_the_smallest_other_with_it() {
        assert_eq!(of(&[9, 4, 6, 0, 7]), [false, true, true, false, false]);
        assert_eq!(of(&[9, 4]), [true, true]);
        assert_eq!(of(&[4]), [true]);
    }

    #[test]
    fn hidden_parts_sum_to_at_least_five() {
        assert_eq!(of(&[1, 1, 8, 6]), [true, true, false, true]);
        assert_eq!(of(&[2, 3, 8]), [true, true, false]);
    }

    #[test]
    fn what_the_same_few_answered_is_hidden_with_what_more_did() {
        let part = |count| Part { count, ..Part::default() };
        assert_eq!(hidden_of_same(&[part(3), part(3), part(9)], 5), [true, true, true]);
        assert_eq!(hidden_of_same(&[part(3), part(8), part(9)], 5), [true, true, false]);
    }

    #[test]
    fn the_preferred_part_is_taken_before_smaller_ones() {
        let part = |count, preferred| Part { count, forced: false, preferred };
        assert_eq!(hidden(&[part(4, false), part(6, false), part(9, true)], 5), [true, false, true]);
        // Where nothing has to be hidden it is shown again.
        assert_eq!(hidden(&[part(6, false), part(9, true)], 5), [false, false]);
    }

    #[test]
    fn what_is_forced_is_hidden_and_not_alone() {
        let part = |count, forced| Part { count, forced, preferred: false };
        assert_eq!(hidden(&[part(9, true), part(6, false), part(7, false)], 5), [true, true, false]);
        assert_eq!(hidden(&[part(0, true), part(6, false)], 5), [true, false]);
    }
}
