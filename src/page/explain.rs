//! How a number came about, in words: the formula with its figures, what was counted, where the rule
//! comes from and what of it is not verified.

use alloc::{string::String, vec::Vec};

use maud::{Markup, html};

use super::node::Node;
use crate::{
    form::{Band, Choice, Combine, Method, Missing, Rescale, WhenNone},
    score::Outcome,
    text::write_number,
    value::{Ratio, digits},
};

/// The most numbers that a sentence adds up; there may be hundreds.
const MAX_TERMS: usize = 12;
/// The most names that a sentence lists.
const MAX_NAMES: usize = 8;

impl Node<'_> {
    /// Everything that explains its value.
    pub(super) fn explanation(self) -> Markup {
        let (rule, language) = (&self.score.rule, self.words.language);
        let from = |band: &Band| {
            self.say("score_band", &[("label", band.label.get(language)), ("from", &self.number(band.from))])
        };
        let bands: Vec<String> = rule.bands.iter().map(from).collect();
        html! {
            @for sentence in self.sentences() { p { (sentence) } }
            @if self.outcome.n > 1 { p { (self.say("score_responses", &[("count", &self.count(self.outcome.n))])) } }
            @let levels = self.levels(self.outcome);
            // Of one sheet the items below say the same.
            @if !levels.is_empty() && (self.outcome.n > 1 || self.score.items.is_empty()) {
                p { (self.say("score_levels", &[("levels", &levels)])) }
            }
            @if !self.score.items.is_empty() {
                ul { @for item in &self.outcome.parts { li { (item.label.get(language)) ": " (self.item(item)) } } }
            }
            @if let Some(target) = self.outcome.target_in_words(Some(self.form), self.words.language) {
                p { (self.say("score_target", &[("target", &target)])) }
            }
            @if !bands.is_empty() { p { (self.say("score_bands", &[("bands", &bands.join("; "))])) } }
            p { (self.say("score_source", &[("source", self.source.get(language))])) }
            @if !rule.unverified.is_empty() {
                p { (self.say("score_unverified", &[("note", rule.unverified.get(language))])) }
            } @else if !self.form.provenance.unverified.is_empty() {
                p { (self.words.say("score_see_provenance")) }
            }
            p { (self.words.say("score_reference")) }
        }
    }

    /// The answers to an item: how often each level was chosen, or its number.
    fn item(self, item: &Outcome) -> String {
        let levels = self.levels(item);
        let is_share = matches!(item.method, Method::TopBox(_) | Method::Mean(_));
        match item.value {
            None if levels.is_empty() => self.words.say("not_answered"),
            Some(_) if is_share && item.n > 1 => {
                let value = self.say("scores_percent", &[("value", &item.to_text(self.words.numbers()))]);
                [&value, " – ", &levels].concat()
            }
            Some(_) if !is_share => item.to_text(self.words.numbers()),
            _ => levels,
        }
    }

    /// How often each choice was chosen; what nobody chose is left out.
    fn levels(self, outcome: &Outcome) -> String {
        let list = outcome.judgement.list.and_then(|list| self.form.lists.get(list));
        let chosen = outcome.levels.iter().filter(|(_, count)| *count > 0);
        let texts: Vec<String> = chosen
            .map(|(name, count)| {
                let level = list.and_then(|list| list.find(name)).map_or_else(|| name.clone(), |it| self.level(it));
                let times = [("label", level.as_str()), ("count", &self.count(*count))];
                if *count > 1 { self.say("score_times", &times) } else { level }
            })
            .collect();
        texts.join("; ")
    }

    fn level(self, choice: &Choice) -> String {
        let label = choice.label.get(self.words.language);
        choice.score.map_or_else(
            || String::from(label),
            |level| self.say("score_level", &[("label", label), ("level", &self.number(Ratio::integer(level)))]),
        )
    }

    /// How its value came about, or why it has none.
    pub(super) fn sentences(self) -> Vec<String> {
        let judgement = &self.outcome.judgement;
        if let Some(error) = judgement.error {
            let failed = self.names(|part| part.judgement.error.is_some());
            let of_parts = !failed.is_empty() && error != "score_mixed";
            let parts = self.say("score_failed_parts", &[("parts", &failed)]);
            return alloc::vec![if of_parts { parts } else { self.words.say(error) }];
        }
        if !judgement.is_relevant {
            return alloc::vec![self.words.say("score_not_relevant")];
        }
        match judgement.combine {
            Some(Combine::Sum) => self.added(),
            Some(Combine::Weighted) => self.weighted(),
            Some(Combine::ItemMean) => self.item_mean(),
            Some(Combine::Pooled) => alloc::vec![self.pooled()],
            None if self.outcome.method == Method::Sum => alloc::vec![self.total()],
            None => alloc::vec![self.fraction()],
        }
    }

    /// The parts for which something holds, by their labels.
    fn names(self, holds: impl Fn(&Outcome) -> bool) -> String {
        self.names_of(self.outcome.parts.iter().filter(|part| holds(part)))
    }

    fn names_of<'b>(self, parts: impl Iterator<Item = &'b Outcome>) -> String {
        let names: Vec<&str> = parts.map(|part| part.label.get(self.words.language)).collect();
        let (shown, more) = names.split_at_checked(MAX_NAMES).unwrap_or((&names, &[]));
        let shown = shown.join("; ");
        if more.is_empty() { shown } else { [&shown, "; … (+", &digits(more.len()), ")"].concat() }
    }

    /// Values as they are added up.
    fn terms<'b>(self, parts: impl Iterator<Item = &'b Outcome>) -> String {
        let values: Vec<String> = parts.map(|part| part.to_text(self.words.numbers())).collect();
        values.join(" + ")
    }

    /// A share of answers, or of all that is below.
    fn pooled(self) -> String {
        let Some((x, y)) = self.counted().filter(|_| self.outcome.value.is_some()) else { return self.nothing() };
        let value = self.value();
        let answers = self.count(self.outcome.judgement.answers);
        let levels: Vec<String> = match &self.outcome.method {
            Method::TopBox(top) => top.iter().map(|level| self.number(Ratio::integer(*level))).collect(),
            _ => Vec::new(),
        };
        let code = match self.outcome.method {
            Method::TopBox(_) => "score_top_box",
            Method::Mean(Rescale::Max) => "score_mean",
            Method::Mean(Rescale::MinMax) => "score_min_max",
            _ => "score_pooled",
        };
        let levels = levels.join(", ");
        self.say(code, &[("x", &x), ("y", &y), ("value", &value), ("answers", &answers), ("levels", &levels)])
    }

    fn nothing(self) -> String {
        let judgement = &self.outcome.judgement;
        let declined = judgement.declined > 0 && judgement.answers == 0;
        self.words.say(if declined { "score_declined" } else { "score_nothing" })
    }

    /// A ratio, or the points that it gives.
    fn fraction(self) -> String {
        let Some((x, y)) = self.counted() else { return self.words.say("score_no_figures") };
        let (numerator, denominator) =
            self.outcome.numerator.zip(self.outcome.denominator).unwrap_or((Ratio::ZERO, Ratio::ZERO));
        let (rule, value) = (&self.score.rule, self.value());
        let max = self.number(rule.max.unwrap_or(Ratio::ZERO));
        let is_points = self.outcome.method == Method::Points;
        let percent = |ratio: Ratio| self.say("scores_percent", &[("value", &self.number(ratio))]);
        let Some(reached) = numerator.checked_div(denominator) else {
            let code = match rule.when_none {
                WhenNone::Empty => "score_none_empty",
                WhenNone::Full => "score_none_full",
                WhenNone::Zero => "score_none_zero",
            };
            let all = if is_points { self.measured(&max) } else { percent(Ratio::integer(100)) };
            return self.say(code, &[("max", &all)]);
        };
        let reached = reached.checked_mul(Ratio::integer(100)).unwrap_or(reached);
        let full = percent(rule.full_at);
        let code = match () {
            () if !is_points => "score_ratio",
            () if reached < Ratio::ZERO => "score_points_least",
            () if reached >= rule.full_at => "score_points_full",
            () if rule.full_at == Ratio::integer(100) => "score_points",
            () => "score_points_from",
        };
        let unit = self.outcome.judgement.unit.get(self.words.language);
        let all = if unit.is_empty() { y.clone() } else { [&y, " ", unit].concat() };
        let reached = percent(reached.round(2).unwrap_or(reached));
        self.say(
            code,
            &[
                ("x", &x),
                ("y", &y),
                ("all", &all),
                ("value", &value),
                ("max", &max),
                ("percent", &reached),
                ("full", &full),
            ],
        )
    }

    /// The total of items.
    fn total(self) -> String {
        let value = self.value();
        if self.outcome.value.is_none() {
            let lacking = self.names(|part| part.value.is_none());
            let none = self.outcome.parts.iter().all(|part| part.value.is_none());
            return if none {
                self.words.say("score_nothing")
            } else {
                self.say("score_lacking", &[("parts", &lacking)])
            };
        }
        let there = || self.outcome.parts.iter().filter(|part| part.value.is_some());
        match (there().count(), self.counted()) {
            (_, Some((x, y))) if self.outcome.n > 1 => {
                self.say("score_total", &[("x", &x), ("y", &y), ("value", &value)])
            }
            (1, _) => self.say("score_answer", &[("value", &value)]),
            _ => self.say("score_sum", &[("terms", &self.terms(there())), ("value", &value)]),
        }
    }

    /// The sum of children.
    fn added(self) -> Vec<String> {
        let (rule, value) = (&self.score.rule, self.value());
        let there = || self.outcome.parts.iter().filter(|part| part.judgement.is_relevant);
        let lacking = |part: &Outcome| part.judgement.is_relevant && part.value.is_none();
        let mut told = Vec::new();
        match self.outcome.numerator {
            Some(sum) if self.outcome.value.is_some() => {
                let sum_text = write_number(&sum.to_fixed(self.outcome.decimals), self.words.numbers());
                let terms = self.terms(there().filter(|part| part.value.is_some()));
                told.push(self.say("score_sum", &[("terms", &terms), ("value", &sum_text)]));
                let scaled = self.outcome.denominator.filter(|all| rule.scale_to_max && Some(*all) != rule.max);
                let max = self.number(rule.max.unwrap_or(Ratio::ZERO));
                if let Some(all) = scaled {
                    let all = self.number(all);
                    let params = [("x", sum_text.as_str()), ("all", &all), ("max", &max), ("value", &value)];
                    told.push(self.say("score_scaled", &params));
                } else if rule.max.is_some_and(|max| sum > max) {
                    told.push(self.say("score_capped", &[("max", &max), ("value", &value)]));
                }
                self.tell_names(&mut told, "score_skipped", &self.names(lacking));
            }
            _ => self.tell_lacking(&mut told, &self.names(lacking)),
        }
        self.tell_names(
            &mut told,
            "score_left_out",
            &self.names(|part| !part.judgement.is_relevant && !self.is_replaced(part)),
        );
        told
    }

    /// Adds a sentence about parts, if there are any.
    fn tell_names(self, told: &mut Vec<String>, code: &str, parts: &str) {
        if !parts.is_empty() {
            told.push(self.say(code, &[("parts", parts)]));
        }
    }

    fn tell_lacking(self, told: &mut Vec<String>, parts: &str) {
        if parts.is_empty() {
            told.push(self.words.say("score_nothing"));
        }
        self.tell_names(told, "score_lacking", parts);
    }

    /// The mean of children by their weights.
    fn weighted(self) -> Vec<String> {
        let there = || self.children().filter(|part| part.outcome.judgement.is_relevant);
        let lacking = |part: &Outcome| part.judgement.is_relevant && part.value.is_none();
        let is_zero = self.score.rule.missing == Missing::Zero;
        let mut told = Vec::new();
        if self.outcome.value.is_some() {
            let used = || there().filter(|part| is_zero || part.outcome.value.is_some());
            let weight = |part: &Self| u64::from(part.score.rule.weight.unwrap_or(0));
            let term = |part: Self| {
                let value = part.outcome.value.map_or_else(|| String::from("0"), |_| part.value());
                [&self.count(weight(&part)), " × ", &value].concat()
            };
            let terms: Vec<String> = used().map(term).collect();
            let weights = used().map(|part| weight(&part)).fold(0, u64::saturating_add);
            let (terms, weights) = (terms.join(" + "), self.count(weights));
            told.push(
                self.say("score_weighted", &[("terms", &terms), ("weights", &weights), ("value", &self.value())]),
            );
            let code = if is_zero { "score_as_zero" } else { "score_renormalised" };
            self.tell_names(&mut told, code, &self.names(lacking));
        } else {
            self.tell_lacking(&mut told, &self.names(lacking));
        }
        self.tell_names(
            &mut told,
            "score_left_out",
            &self.names(|part| !part.judgement.is_relevant && !self.is_replaced(part)),
        );
        told
    }

    /// The mean of the values of all items below.
    fn item_mean(self) -> Vec<String> {
        let mut leaves = Vec::new();
        collect(self.outcome, &mut leaves);
        let is_zero = self.score.rule.missing == Missing::Zero;
        let lacking = || leaves.iter().copied().filter(|part| part.value.is_none());
        let used: Vec<&Outcome> = leaves.iter().copied().filter(|part| is_zero || part.value.is_some()).collect();
        let mut told = Vec::new();
        if self.outcome.value.is_none() {
            if used.is_empty() {
                told.push(self.nothing());
            } else {
                self.tell_lacking(&mut told, &self.names_of(lacking()));
            }
            return told;
        }
        let value = self.value();
        let count = digits(used.len());
        let shown = |part: &&Outcome| match part.value {
            Some(_) => part.to_text(self.words.numbers()),
            None => String::from("0"),
        };
        let terms: Vec<String> = used.iter().map(shown).collect();
        let code = if used.len() > MAX_TERMS { "score_item_mean_many" } else { "score_item_mean" };
        told.push(self.say(code, &[("terms", &terms.join(" + ")), ("count", &count), ("value", &value)]));
        let code = if is_zero { "score_as_zero" } else { "score_skipped" };
        self.tell_names(&mut told, code, &self.names_of(lacking()));
        told
    }
}

/// The items and the ratios below a node that are relevant.
fn collect<'a>(outcome: &'a Outcome, found: &mut Vec<&'a Outcome>) {
    for part in outcome.parts.iter().filter(|part| part.judgement.is_relevant) {
        if part.parts.is_empty() {
            found.push(part);
        } else {
            collect(part, found);
        }
    }
}

#[cfg(all(test, feature = "program"))]
#[allow(clippy::panic, reason = "a test fails by panicking")]
mod tests;
