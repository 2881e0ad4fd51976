//! Which groups may be shown, so that no result tells what a few people answered.
//!
//! A group with fewer than [`MIN_GROUP`] responses is hidden. Since the total is shown, what is
//! hidden is known as a sum: it must be of at least two groups and of at least [`MIN_GROUP`]
//! responses, so the smallest other groups are hidden with it until it is.

/// The fewest responses of a group whose results are shown.
pub const MIN_GROUP: u64 = 5;

/// For each group, by its number of responses, whether it may be shown.
pub fn shown(responses: &[u64]) -> Vec<bool> {
    let mut shown: Vec<bool> = responses.iter().map(|count| *count >= MIN_GROUP).collect();
    loop {
        let hidden = || responses.iter().zip(&shown).filter(|(_, shown)| !**shown).map(|(count, _)| *count);
        let enough = hidden().count() >= 2 && hidden().fold(0, u64::saturating_add) >= MIN_GROUP;
        if hidden().count() == 0 || enough {
            return shown;
        }
        let smallest = responses.iter().zip(&mut shown).filter(|(_, shown)| **shown).min_by_key(|(count, _)| **count);
        match smallest {
            Some((_, slot)) => *slot = false,
            None => return shown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn groups_of_five_are_shown() {
        assert_eq!(shown(&[5, 7]), [true, true]);
        assert_eq!(shown(&[]), [] as [bool; 0]);
    }

    #[test]
    fn one_hidden_group_takes_the_smallest_other_with_it() {
        assert_eq!(shown(&[9, 4, 6, 7]), [true, false, false, true]);
        assert_eq!(shown(&[9, 4]), [false, false]);
        assert_eq!(shown(&[4]), [false]);
    }

    #[test]
    fn hidden_groups_sum_to_at_least_five() {
        assert_eq!(shown(&[1, 1, 8, 6]), [false, false, true, false]);
        assert_eq!(shown(&[2, 3, 8]), [false, false, true]);
    }
}
