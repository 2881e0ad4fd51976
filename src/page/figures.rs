//! The figures of a report for a spreadsheet and for a program.

use alloc::{string::String, vec::Vec};

use super::{Walk, Words};
use crate::{
    expression::Value,
    form::{At, Element, Kind},
    score::{Outcome, evaluate_one},
    text::csv,
    value::{Json, MAX_PLACES, object},
};

/// What was asked and computed as CSV (RFC 4180): the name, the section, the label, the value, and the
/// last report's where there is one.
#[must_use]
pub fn csv(walk: &Walk) -> String {
    let (entry, form, words) = (walk.entry(), walk.entry().form(), Words::new(walk));
    let mut columns: Vec<String> =
        ["figures_name", "figures_section", "figures_label", "figures_value"].map(|code| words.say(code)).to_vec();
    columns.extend(walk.last().map(|_| words.say("figures_previous")));
    let mut lines = alloc::vec![columns.iter().map(|text| cell(text)).collect::<Vec<_>>()];
    entry.walk(None, 0, &mut |at| {
        let Some(element) = form.element(at.element).filter(|element| is_figure(element) && entry.is_relevant(at))
        else {
            return;
        };
        let path = form.path(at);
        let label = entry.piped(element.label.get(words.language), at, words.language);
        let mut line = alloc::vec![
            harmless(path.get(1..).unwrap_or_default()),
            harmless(&section(walk, at, words)),
            harmless(&label),
            entry.value(at).map_or_else(String::new, |value| written(walk, at, value)),
        ];
        if let Some(last) = walk.last() {
            // Rows of two reports have nothing to do with each other.
            let value = last.value(at).filter(|_| element.repeat.is_none());
            line.push(value.map_or_else(String::new, |value| written(walk, at, value)));
        }
        lines.push(line);
    });
    let text: Vec<String> = lines.iter().map(|line| [&line.join(","), "\r\n"].concat()).collect();
    [csv::MARK, &text.concat()].concat()
}

/// Whether people know an element as a figure: what is asked, and what is computed under a label.
fn is_figure(element: &Element) -> bool {
    element.kind.is_asked() && !element.kind.is_repeat()
        || matches!(element.kind, Kind::Calculate(_)) && !element.label.is_empty()
}

/// The labels of the groups around an answer, and the numbers of its rows.
fn section(walk: &Walk, at: At, words: Words<'_>) -> String {
    let (entry, form) = (walk.entry(), walk.entry().form());
    let mut labels = Vec::new();
    let mut parent = form.element(at.element).and_then(|element| element.parent);
    while let Some((index, element)) = parent.and_then(|index| Some((index, form.element(index)?))) {
        labels.push(entry.piped(element.label.get(words.language), at.beside(index), words.language));
        parent = element.parent;
    }
    labels.reverse();
    labels.extend(form.row_of(at).map(|row| words.row(&row)));
    labels.retain(|label| !label.is_empty());
    labels.join(" / ")
}

/// A value as a spreadsheet reads it: numbers and dates plain, choices by their labels.
fn written(walk: &Walk, at: At, value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_shortest(MAX_PLACES),
        Value::Boolean(truth) => {
            String::from(walk.entry().form().sentence(if *truth { "yes" } else { "no" }, walk.language()))
        }
        Value::Date(_) => String::from(value.to_json().as_text().unwrap_or_default()),
        Value::Text(_) | Value::Names(_) => harmless(&walk.entry().write(at, value, walk.language())),
    }
}

/// A text as a cell: no formula, whatever it begins with.
fn harmless(text: &str) -> String {
    cell(&csv::harmless(text))
}

/// A text as a cell of CSV.
fn cell(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) { csv::quoted(text) } else { String::from(text) }
}

/// The same for a program: `{"form", "unit", "period", "key", "late", "answers", "scores"}`; the answers as
/// they are sent, the scores with their targets and states.
#[must_use]
pub fn figures(walk: &Walk) -> Json {
    let (entry, form) = (walk.entry(), walk.entry().form());
    let identity = &form.identity;
    let mut json = object(alloc::vec![(
        "form",
        object(alloc::vec![
            ("id", identity.id.as_str().into()),
            ("version", identity.version.as_str().into()),
            ("hash", identity.hash.as_str().into()),
        ]),
    )]);
    if let Some(report) = form.reporting.report {
        let parts = [("unit", report.unit), ("period", report.period), ("key", report.key), ("late", report.late)];
        for (name, element) in parts {
            json.insert(name, entry.value(At::from(element)).map_or(Json::Null, Value::to_json));
        }
    }
    json.insert("answers", entry.answers());
    json.insert("scores", evaluate_one(entry).iter().map(Outcome::to_report).collect());
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_and_never_a_formula() {
        for (text, cell) in [
            ("Sở Nội vụ", "Sở Nội vụ"),
            ("a, \"b\"", "\"a, \"\"b\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "'=1+1"),
            ("+84", "'+84"),
            ("-1", "'-1"),
            ("@SUM(A1,A2)", "\"'@SUM(A1,A2)\""),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("", ""),
        ] {
            assert_eq!(harmless(text), cell);
        }
    }
}
