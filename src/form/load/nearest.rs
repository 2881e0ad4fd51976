//! The known word that a misspelt one probably means.

use alloc::{vec, vec::Vec};

/// How many letters must be added, taken away, changed or swapped with their neighbour.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = vec![(0..=right.len()).collect()];
    let at =
        |rows: &[Vec<usize>], i: usize, j: usize| rows.get(i).and_then(|row| row.get(j)).copied().unwrap_or(usize::MAX);
    for (i, letter) in left.iter().enumerate() {
        let mut row = vec![i.saturating_add(1)];
        for (j, other) in right.iter().enumerate() {
            let mut best = at(&rows, i, j).saturating_add(usize::from(letter != other));
            best = best.min(at(&rows, i, j.saturating_add(1)).saturating_add(1));
            best = best.min(row.last().copied().unwrap_or_default().saturating_add(1));
            let before = i.checked_sub(1).zip(j.checked_sub(1));
            if let Some((i, j)) = before.filter(|(i, j)| left.get(*i) == Some(other) && right.get(*j) == Some(letter)) {
                best = best.min(at(&rows, i, j).saturating_add(1));
            }
            row.push(best);
        }
        rows.push(row);
    }
    at(&rows, left.len(), right.len())
}

/// The one of `known` that is nearest to `word`, if any is near: at most a third of its letters
/// differ.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let letters: Vec<char> = word.chars().take(65).collect();
    // Of one or two letters nothing can be guessed.
    let limit = letters.len().checked_div(3).filter(|limit| *limit > 0)?;
    let alike = known.filter(|known| known.chars().count().abs_diff(letters.len()) <= limit);
    let near = alike.map(|known| (distance(&letters, &known.chars().collect::<Vec<char>>()), known));
    near.filter(|(distance, _)| *distance <= limit).min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keys_is_recognised() {
        let known = ["label", "relevant", "required", "max_length", "min_length"];
        let near = |word| nearest(word, known.into_iter());
        assert_eq!(near("lable"), Some("label"));
        assert_eq!(near("relevent"), Some("relevant"));
        assert_eq!(near("require"), Some("required"));
        assert_eq!(near("maxlength"), Some("max_length"));
        assert_eq!(near("colour"), None);
        assert_eq!(nearest("x", ["n"].into_iter()), None);
        assert_eq!(near(""), None);
    }
}
