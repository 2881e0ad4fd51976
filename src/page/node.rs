//! A node of a score as it is shown: what the definition says of it, and its result. Two trees of one
//! shape, which are walked together.

use alloc::string::String;

use super::Words;
use crate::{
    form::{Form, Score},
    score::Outcome,
    text::{Localized, write_number},
    value::{MAX_PLACES, Ratio, digits},
};

/// What the value of a node is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// From 0 to 100.
    Percent,
    /// From 0 to this.
    Points(Ratio),
    /// It has none.
    Open,
}

impl Scale {
    /// Its upper end.
    pub(super) fn most(self) -> Option<Ratio> {
        match self {
            Self::Percent => Some(Ratio::integer(100)),
            Self::Points(max) => Some(max).filter(|max| *max > Ratio::ZERO),
            Self::Open => None,
        }
    }
}

/// A node: what the definition says of it, and its result.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    pub(super) form: &'a Form,
    pub(super) score: &'a Score,
    pub(super) outcome: &'a Outcome,
    pub(super) words: Words<'a>,
    /// The document that it comes from, or else what it is part of.
    pub(super) source: &'a Localized,
}

impl<'a> Node<'a> {
    /// A score of the form.
    pub(super) fn root(form: &'a Form, score: &'a Score, outcome: &'a Outcome, words: Words<'a>) -> Self {
        let given = &score.rule.source;
        let source = if given.is_empty() { &form.provenance.source } else { given };
        Self { form, score, outcome, words, source }
    }

    /// The nodes it is made of.
    pub(super) fn children(self) -> impl Iterator<Item = Self> {
        let parts = self.score.children.iter().zip(&self.outcome.parts);
        parts.map(move |(score, outcome)| {
            let given = &score.rule.source;
            Self { score, outcome, source: if given.is_empty() { self.source } else { given }, ..self }
        })
    }

    /// Whether another part of the same label counts in the place of one that does not apply: two rules of
    /// which the answers choose one.
    pub(super) fn is_replaced(self, part: &Outcome) -> bool {
        let counts = |other: &Outcome| other.judgement.is_relevant && other.label == part.label;
        !part.judgement.is_relevant && self.outcome.parts.iter().any(counts)
    }

    pub(super) fn label(self) -> &'a str {
        self.outcome.label.get(self.words.language)
    }

    pub(super) fn scale(self) -> Scale {
        match self.outcome.judgement.max {
            _ if self.score.is_share() => Scale::Percent,
            Some(max) => Scale::Points(max),
            None => Scale::Open,
        }
    }

    /// A value with what it is measured in: `81,82 %`, `5,45 / 6 điểm`.
    pub(super) fn measured(self, value: &str) -> String {
        match self.scale() {
            _ if self.outcome.value.is_none() => String::from(value),
            Scale::Percent => self.say("scores_percent", &[("value", value)]),
            Scale::Points(max) => self.say("scores_max", &[("value", value), ("max", &self.number(max))]),
            Scale::Open => String::from(value),
        }
    }

    pub(super) fn value(self) -> String {
        self.outcome.to_text(self.words.numbers())
    }

    pub(super) fn say(self, code: &str, params: &[(&str, &str)]) -> String {
        self.words.message(code, params)
    }

    /// A number with the decimals that it has.
    pub(super) fn number(self, number: Ratio) -> String {
        write_number(&number.to_shortest(MAX_PLACES), self.words.numbers())
    }

    pub(super) fn count(self, count: u64) -> String {
        write_number(&digits(usize::try_from(count).unwrap_or(usize::MAX)), self.words.numbers())
    }

    /// The numerator and the denominator, where both are there.
    pub(super) fn counted(self) -> Option<(String, String)> {
        Some((self.number(self.outcome.numerator?), self.number(self.outcome.denominator?)))
    }
}
