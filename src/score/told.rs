//! One result in words: what a terminal, a page and a picture say of it.

use alloc::{
    borrow::ToOwned,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::Outcome;
use crate::{
    form::{Combine, Method, Rescale},
    text::{message, sentence, write_number},
    value::{MAX_PLACES, Ratio},
};

/// A result in a language.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The result.
    pub outcome: &'a Outcome,
    /// The language.
    pub language: &'a str,
}

/// A number without more decimals than it has.
fn number(number: Ratio, language: &str) -> String {
    write_number(&number.to_shortest(MAX_PLACES), language)
}

/// What follows a percentage; the space is one that no line breaks at.
fn percent_sign(language: &str) -> &'static str {
    if language == "en" { "%" } else { "\u{a0}%" }
}

impl<'a> Told<'a> {
    /// Of a node or an item.
    #[must_use]
    pub const fn new(outcome: &'a Outcome, language: &'a str) -> Self {
        Self { outcome, language }
    }

    /// What follows its value: a percent sign, or of how many points it is.
    #[must_use]
    pub fn suffix(&self) -> String {
        match self.outcome.judgement.max {
            Some(max) => format!("\u{a0}/\u{a0}{}", number(max, self.language)),
            None if self.outcome.judgement.is_share => String::from(percent_sign(self.language)),
            None => String::new(),
        }
    }

    /// Its value: `83.94%`, `12.00 / 18`, `—`.
    #[must_use]
    pub fn value(&self) -> String {
        let text = self.outcome.to_text(self.language);
        if self.outcome.value.is_some() { text + &self.suffix() } else { text }
    }

    /// What its value is made of: `27/33`; nothing where no such numbers are, or its value and the number
    /// of responses say it.
    #[must_use]
    pub fn counted(&self, between: &str) -> String {
        if self.outcome.method == Method::Sum || self.outcome.judgement.combine == Some(Combine::Sum) {
            return String::new();
        }
        let parts = self.outcome.numerator.zip(self.outcome.denominator);
        let written =
            |(part, whole)| format!("{}{between}{}", number(part, self.language), number(whole, self.language));
        parts.map(written).unwrap_or_default()
    }

    /// The bounds of its interval: `[78.20–88.41]`.
    #[must_use]
    pub fn interval(&self) -> Option<String> {
        let (low, high) = self.outcome.judgement.interval?;
        let bound = |bound: Ratio| write_number(&bound.to_fixed(self.outcome.decimals), self.language);
        Some(format!("[{}–{}]", bound(low), bound(high)))
    }

    /// Its target and how it stands to it.
    #[must_use]
    pub fn target(&self) -> Option<String> {
        let outcome = self.outcome;
        let target = outcome.target_in_words(None, self.language)?;
        let mut state = String::from(sentence(&["state_", self.state()?].concat(), self.language));
        if let Some(margin) = outcome.margin_in_words(None, self.language) {
            state = format!("{state}; {margin}");
        }
        Some(message("told_target", self.language, &[("target", &target), ("state", &state)]))
    }

    /// The state of its target, for scripts and styles.
    #[must_use]
    pub fn state(&self) -> Option<&'static str> {
        self.outcome.judgement.target.as_ref().map(|(_, state)| state.name())
    }

    /// The band it is in, marked where the node is not verified.
    #[must_use]
    pub fn band(&self) -> Option<String> {
        let (_, label) = self.outcome.judgement.band.as_ref()?;
        let band = message("told_band", self.language, &[("band", label.get(self.language))]);
        Some(if self.is_unverified() {
            format!("{band} ({})", sentence("told_unverified", self.language))
        } else {
            band
        })
    }

    /// Whether something of it is not verified.
    #[must_use]
    pub fn is_unverified(&self) -> bool {
        !self.outcome.judgement.unverified.is_empty()
    }

    /// Why it has no value although there is something to count.
    #[must_use]
    pub fn error(&self) -> Option<String> {
        let code = self.outcome.judgement.error?;
        Some(sentence(code, self.language).to_owned())
    }

    /// What of it is not verified.
    #[must_use]
    pub fn doubt(&self) -> Option<String> {
        let what = self.outcome.judgement.unverified.get(self.language);
        self.is_unverified().then(|| message("told_doubt", self.language, &[("what", what)]))
    }

    /// Whether it counted in none of the responses, however many there were.
    #[must_use]
    pub const fn is_left_out(&self, responses: u64) -> bool {
        responses > 0 && !self.outcome.judgement.is_relevant
    }

    /// How it is made, in the words of a definition: `top_box 4, 5 · pooled`.
    #[must_use]
    pub fn method(&self) -> String {
        let outcome = self.outcome;
        let own = match &outcome.method {
            Method::TopBox(top) => {
                let top: Vec<String> = top.iter().map(i64::to_string).collect();
                format!("top_box {}", top.join(", "))
            }
            Method::Mean(Rescale::MinMax) => String::from("mean min_max"),
            method => String::from(method.name()),
        };
        let combine = outcome.judgement.combine.map(|combine| String::from(combine.name()));
        let mut parts: Vec<String> =
            [Some(own), combine].into_iter().flatten().filter(|part| !part.is_empty()).collect();
        // A sum of totals is a sum.
        parts.dedup();
        parts.join(" · ")
    }

    /// How it is made, in words.
    #[must_use]
    pub fn method_in_words(&self) -> String {
        let say = |code: &str| String::from(sentence(code, self.language));
        let own = match &self.outcome.method {
            Method::TopBox(top) => {
                let levels: Vec<String> = top.iter().map(i64::to_string).collect();
                Some(message("method_top_box", self.language, &[("levels", &levels.join(", "))]))
            }
            Method::Mean(Rescale::Max) => Some(say("method_mean")),
            Method::Mean(Rescale::MinMax) => Some(say("method_min_max")),
            Method::Sum => Some(say("method_sum")),
            Method::Ratio => Some(say("method_ratio")),
            Method::Points => Some(say("method_points")),
            Method::Mixed => None,
        };
        let combine = self.outcome.judgement.combine.map(|combine| match combine {
            Combine::Pooled => say("method_pooled"),
            Combine::ItemMean => say("method_item_mean"),
            Combine::Weighted => say("method_weighted"),
            Combine::Sum => say("method_parts"),
        });
        [own, combine].into_iter().flatten().collect::<Vec<String>>().join("; ")
    }
}
