//! What can never be: questions that are never asked, answers that are never right.

use alloc::vec::Vec;

use super::{Reader, below};
use crate::{
    expression::{Known, Subject, Value},
    form::{Element, Kind, MAX_ANSWER, MAX_CELLS},
};

/// What a definition says of an answer that is there and within its bounds.
fn known(element: &Element) -> Known {
    Known::new(element.kind.is_whole(), Some(false), element.min.clone(), element.max.clone())
}

/// What is told of a check instead: it is no question.
fn of_check(code: &'static str) -> &'static str {
    if code == "definition_unreachable" { "definition_check_unreachable" } else { "definition_check_impossible" }
}

impl Reader {
    /// Reports every condition that is never true, whatever is answered.
    pub(super) fn reach(&mut self, elements: &[Element]) {
        for element in elements {
            let begin = |subject: Subject| match subject {
                Subject::This => known(element),
                // An answer out of its bounds is refused, but it is there: a note may well speak of it.
                Subject::Answer(id) => {
                    Known::new(elements.get(id).is_some_and(|element| element.kind.is_whole()), None, None, None)
                }
            };
            let before = self.faults.len();
            let conditions = [
                ("relevant", &element.relevant, "definition_unreachable"),
                ("constraint", &element.constraint, "definition_impossible"),
                ("warning", &element.warning, "definition_impossible"),
                ("choice_filter", &element.choice_filter, "definition_no_choice"),
            ];
            for (key, condition, code) in conditions {
                let code = if element.kind.is_check() { of_check(code) } else { code };
                if condition.as_ref().is_some_and(|condition| condition.is_never(&begin)) {
                    self.fault(&below(&element.place, key), code, &[("key", key)]);
                }
            }
            // A rule that cannot be broken is none; other conditions may always hold.
            #[cfg(feature = "full")]
            for (key, condition, _) in conditions.into_iter().filter(|_| element.kind.is_check()) {
                if key != "relevant" && condition.as_ref().is_some_and(|condition| condition.is_always(&begin)) {
                    self.fault(&below(&element.place, key), "definition_check_idle", &[]);
                }
            }
            let crossed = match (&element.min, &element.max) {
                (Some(Value::Number(min)), Some(Value::Number(max))) => min > max,
                (Some(Value::Date(min)), Some(Value::Date(max))) => min > max,
                _ => false,
            };
            // The scale of a range is judged as a whole.
            if crossed && !element.kind.is_range() {
                self.fault(&below(&element.place, "max"), "definition_impossible", &[("key", "max")]);
            }
            let shortest = element.min_length.unwrap_or_default();
            if element.max_length.unwrap_or(MAX_ANSWER as u64) < shortest {
                self.fault(&below(&element.place, "max_length"), "definition_impossible", &[("key", "max_length")]);
            }
            if element.kind == Kind::Repeat && element.max_rows < element.min_rows {
                self.fault(&below(&element.place, "max_rows"), "definition_impossible", &[("key", "max_rows")]);
            }
            for fault in self.faults.iter_mut().skip(before) {
                fault.name = Some(element.name.clone());
            }
        }
        self.fewest_rows(elements);
    }

    /// Reports rows that an entry must begin with and has no room for.
    fn fewest_rows(&mut self, elements: &[Element]) {
        let mut cells = 0_usize;
        // How many rows there are of each element; of a repeat with none at first, the one to be added.
        let mut rows: Vec<usize> = Vec::new();
        let mut most: Option<(usize, &Element)> = None;
        for element in elements {
            let around = element.repeat.and_then(|repeat| rows.get(repeat)).copied().unwrap_or(1);
            let own = around.saturating_mul(element.min_rows.max(1));
            if element.kind == Kind::Repeat && most.is_none_or(|(rows, _)| own > rows) {
                most = Some((own, element));
            }
            cells = cells.saturating_add(around);
            rows.push(own);
        }
        if let Some((_, element)) = most.filter(|_| cells > MAX_CELLS) {
            let before = self.faults.len();
            self.fault(&below(&element.place, "min_rows"), "definition_impossible", &[("key", "min_rows")]);
            for fault in self.faults.iter_mut().skip(before) {
                fault.name = Some(element.name.clone());
            }
        }
    }
}
