//! Columns of numbers before a text that is wrapped: what a terminal of 100 columns shows; and columns of
//! texts, a line each.

/// How wide a line may be.
const WIDTH: usize = 100;
/// How narrow a text may get; from there on lines are wider.
const NARROWEST: usize = 30;
/// What stands between two columns.
const GAP: &str = "  ";

/// A line of the table: its numbers, then a text.
pub struct Row {
    /// As many in every row.
    pub cells: Vec<String>,
    /// How deep the text stands.
    pub depth: usize,
    /// The text.
    pub text: String,
    /// What is said below it.
    pub remarks: Vec<String>,
}

/// A text without what would steer a terminal; spaces that no line breaks at are spaces there.
fn plain(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() || sign == '\u{a0}' { ' ' } else { sign }).collect()
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// The text in lines of at most `most` characters, but for longer words.
pub fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in plain(text).split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
        } else if width(line).saturating_add(1).saturating_add(width(word)) <= most {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(String::from(word));
        }
    }
    lines
}

/// A paragraph of its own.
pub fn paragraph(text: &str) -> String {
    wrapped(text, WIDTH).join("\n") + "\n"
}

/// The rows with their columns aligned, numbers at their right; columns that are empty throughout, but
/// for the first row, which is their heads, are left out.
pub fn table(rows: &[Row]) -> String {
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let cell = |row: &Row, column: usize| plain(row.cells.get(column).map_or("", String::as_str));
    let used = |column: &usize| rows.iter().skip(1).any(|row| !cell(row, *column).is_empty());
    let columns: Vec<(usize, usize)> = (0..columns)
        .filter(used)
        .map(|column| (column, rows.iter().map(|row| width(&cell(row, column))).max().unwrap_or(0)))
        .collect();
    let before = columns.iter().fold(0_usize, |sum, (_, most)| sum.saturating_add(*most).saturating_add(GAP.len()));
    let mut text = String::new();
    for row in rows {
        for (column, most) in &columns {
            let cell = cell(row, *column);
            text.push_str(&" ".repeat(most.saturating_sub(width(&cell))));
            text.push_str(&cell);
            text.push_str(GAP);
        }
        let indent = row.depth.saturating_mul(2);
        let room = WIDTH.saturating_sub(before).saturating_sub(indent).max(NARROWEST);
        let mut lines = Vec::new();
        for (number, line) in wrapped(&row.text, room).into_iter().enumerate() {
            let further = if number == 0 { 0 } else { before };
            lines.push(format!("{}{line}", " ".repeat(further.saturating_add(indent))));
        }
        for remark in &row.remarks {
            for (number, line) in wrapped(remark, room.saturating_sub(2)).into_iter().enumerate() {
                let sign = if number == 0 { "→ " } else { GAP };
                lines.push(format!("{}{sign}{line}", " ".repeat(before.saturating_add(indent))));
            }
        }
        text.push_str(lines.join("\n").trim_end());
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

/// Lines of texts with their columns aligned, none of them wrapped.
pub fn lines(rows: &[Vec<String>]) -> Vec<String> {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max();
    let widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let mut text = String::new();
        for (cell, most) in row.iter().zip(&widths).filter(|(_, most)| **most > 0) {
            text.push_str(cell);
            text.push_str(&" ".repeat(most.saturating_sub(width(cell))));
            text.push_str(GAP);
        }
        text.truncate(text.trim_end().len());
        text
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_aligned_by_their_characters() {
        let row = |cells: [&str; 3]| cells.map(String::from).to_vec();
        let shown = lines(&[row(["Phường Hoa Lư", "", "đủ"]), row(["A", "", "phải sửa\u{1b}"])]);
        assert_eq!(shown, ["Phường Hoa Lư  đủ", "A              phải sửa"]);
    }

    #[test]
    fn columns_are_aligned_and_texts_wrapped() {
        let row = |cells: [&str; 2], depth: usize, text: &str| Row {
            cells: cells.map(String::from).to_vec(),
            depth,
            text: String::from(text),
            remarks: Vec::new(),
        };
        let long = "chữ ".repeat(40);
        let shown = table(&[row(["Value", "n"], 0, ""), row(["5", ""], 0, "a\u{1b}[0m"), row(["12.00", ""], 1, &long)]);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines.get(..2), Some(&["Value", "    5  a [0m"][..]));
        assert!(lines.iter().all(|line| width(line) <= WIDTH), "{shown}");
        assert!(lines.get(3).is_some_and(|line| line.starts_with("         chữ")), "{shown}");
    }
}
