//! Answers within a text: `${name}` in a label.

use alloc::{string::String, vec::Vec};

/// The next `${name}`: what is before it, the name, what follows it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    // By bytes: the standard search for a text of two brings 2 KiB of its own.
    let start = text.as_bytes().windows(2).position(|pair| pair == b"${")?;
    let (before, rest) = text.split_at_checked(start)?;
    let (name, after) = rest.get(2..)?.split_once('}')?;
    Some((before, name, after))
}

/// The names in `${…}`, in order, each with its place in characters: from `$` to one past `}`.
#[must_use]
pub fn pipes(text: &str) -> Vec<(&str, (usize, usize))> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut place = 0_usize;
    while let Some((before, name, after)) = next(rest) {
        place = place.saturating_add(before.chars().count());
        let end = place.saturating_add(name.chars().count()).saturating_add(3);
        found.push((name, (place, end)));
        (rest, place) = (after, end);
    }
    found
}

/// `text` with each `${name}` replaced by what `value` gives, in one pass.
#[must_use]
pub fn pipe(text: &str, value: &dyn Fn(&str) -> String) -> String {
    let mut piped = String::new();
    let mut rest = text;
    while let Some((before, name, after)) = next(rest) {
        piped.push_str(before);
        piped.push_str(&value(name));
        rest = after;
    }
    piped.push_str(rest);
    piped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_replaced_once_and_their_places_count_characters() {
        let text = "Hệ ${a} và ${b}, 5 ${";
        assert_eq!(pipes(text), [("a", (3, 7)), ("b", (11, 15))]);
        assert_eq!(pipe(text, &|name| ["<${", name, "}>"].concat()), "Hệ <${a}> và <${b}>, 5 ${");
    }
}
