//! Scores that are shown while a form is filled, and which answers change them.

use alloc::vec::Vec;

use super::Walk;
use crate::entry::Changes;

impl Walk {
    /// Shows the scores beside the form from now on, if it has any.
    pub fn show_scores(&mut self) {
        let mut found = Vec::new();
        for score in &self.entry.form().scores {
            score.walk(&mut |score| {
                found.extend(score.items.iter().map(|item| item.question));
                let fraction = score.rule.fraction.iter().flat_map(|(numerator, denominator)| [numerator, denominator]);
                for expression in fraction.chain(&score.rule.relevant) {
                    found.extend(expression.references().iter().map(|reference| reference.id));
                }
            });
        }
        found.sort_unstable();
        found.dedup();
        self.scored = (!self.entry.form().scores.is_empty()).then_some(found);
    }

    /// Whether the scores are shown beside the form.
    #[must_use]
    pub const fn shows_scores(&self) -> bool {
        self.scored.is_some()
    }

    /// Whether the scores are shown and may be others after these changes.
    pub(super) fn rescores(&self, changes: &Changes) -> bool {
        let Some(scored) = &self.scored else { return false };
        // The notes above them show answers too.
        let preview = &self.entry.form().reporting.preview;
        changes.relevance.iter().chain(&changes.states).any(|at| scored.binary_search(&at.element).is_ok())
            || changes.relevance.iter().chain(&changes.labels).any(|at| preview.contains(&at.element))
    }
}
