//! An expression with a line under it that points at a place.

/// How many characters of a line are shown.
const WIDTH: usize = 96;
/// How many characters before the place are shown, where the line is longer than that.
const BEFORE: usize = 32;

/// Whether a character stands on the one before it and takes no room of its own.
fn combines(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// The line of `text` that the place is in, and carets under the place; both indented. The place is
/// counted in characters: the first, and one past the last.
pub fn pointed(text: &str, (from, to): (usize, usize)) -> String {
    let characters: Vec<char> = text.chars().collect();
    let before = characters.get(..from).unwrap_or(&characters);
    let start = before.iter().rposition(|character| *character == '\n').map_or(0, |end| end.saturating_add(1));
    let line = characters.get(start..).unwrap_or_default().split(|character| *character == '\n').next();
    let line = line.unwrap_or_default();
    let (from, to) = (from.saturating_sub(start), to.saturating_sub(start));
    // Of a long line only what is around the place: a terminal would wrap the rest between the two.
    let first = if line.len() > WIDTH { from.saturating_sub(BEFORE) } else { 0 };
    let last = line.len().min(first.saturating_add(WIDTH));
    let (mut shown, mut below) = (String::from("  "), String::from("  "));
    if first > 0 {
        shown.push('…');
        below.push(' ');
    }
    for (index, character) in line.iter().copied().enumerate().take(last).skip(first) {
        // A control character could do anything to a terminal.
        shown.push(if character.is_control() { ' ' } else { character });
        if !combines(character) && index < to.max(from.saturating_add(1)) {
            below.push(if index < from { ' ' } else { '^' });
        }
    }
    if last < line.len() {
        shown.push('…');
    }
    if from >= line.len() {
        below.push('^');
    }
    format!("{shown}\n{below}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_the_place() {
        assert_eq!(pointed("${a} + 'x'", (7, 10)), "  ${a} + 'x'\n         ^^^");
        assert_eq!(pointed("1 +", (3, 3)), "  1 +\n     ^");
        assert_eq!(pointed("", (0, 0)), "  \n  ^");
        assert_eq!(pointed("'Hệ' * 2", (0, 4)), "  'Hệ' * 2\n  ^^^^");
        assert_eq!(pointed("'He\u{323}\u{302}' * 2", (0, 6)), "  'He\u{323}\u{302}' * 2\n  ^^^^");
        assert_eq!(pointed("1 +\n\t${x}", (5, 9)), "   ${x}\n   ^^^^");
    }

    #[test]
    fn of_a_long_line_only_what_is_around_the_place_is_shown() {
        let text = ["1 + "; 300].concat() + "x" + &" + 1".repeat(300);
        let told = pointed(&text, (1200, 1201));
        let (shown, below) = told.split_once('\n').unwrap_or_default();
        assert!(shown.chars().count() <= WIDTH + 4, "{shown}");
        assert_eq!(below.chars().position(|character| character == '^'), shown.chars().position(|sign| sign == 'x'));
    }
}
