//! What a result means, in the words of the catalogue: its target, and how far it is from it.

use alloc::string::String;

use super::Outcome;
use crate::{
    form::{Bound, Form, Method},
    text::{message, write_number},
    value::{MAX_PLACES, Ratio},
};

/// A sentence of the form's, where it is of one.
fn say(form: Option<&Form>, code: &str, language: &str, params: &[(&str, &str)]) -> String {
    form.map_or_else(|| message(code, language, params), |form| form.message(code, language, params))
}

/// The language in whose way numbers are written.
fn spoken<'a>(form: Option<&Form>, language: &'a str) -> &'a str {
    form.map_or(language, |form| form.spoken(language))
}

impl Outcome {
    /// A number without more decimals than it has.
    fn number(number: Ratio, language: &str) -> String {
        write_number(&number.to_shortest(MAX_PLACES), language)
    }

    /// What it should reach: `ít nhất 90 %`, with what the definition calls that.
    #[must_use]
    pub fn target_in_words(&self, form: Option<&Form>, language: &str) -> Option<String> {
        let (target, _) = self.judgement.target.as_ref()?;
        let code = match target.bound {
            Bound::AtLeast => "target_at_least",
            Bound::Above => "target_above",
            Bound::AtMost => "target_at_most",
            Bound::Below => "target_below",
        };
        let mut value = Self::number(target.value, spoken(form, language));
        if self.judgement.is_share {
            value = say(form, "scores_percent", language, &[("value", &value)]);
        }
        let text = say(form, code, language, &[("value", &value)]);
        Some(match target.label.get(language) {
            "" => text,
            label => [&text, " (", label, ")"].concat(),
        })
    }

    /// How many whole things it is from its target: `thiếu 3 hồ sơ`, `dư 12 hồ sơ`.
    #[must_use]
    pub fn margin_in_words(&self, form: Option<&Form>, language: &str) -> Option<String> {
        let (target, _) = self.judgement.target.as_ref()?;
        let margin = self.judgement.margin?;
        let code = match margin {
            0 => "margin_none",
            1.. => "margin_spare",
            _ if matches!(target.bound, Bound::AtLeast | Bound::Above) => "margin_missing",
            _ => "margin_excess",
        };
        let count = Self::number(Ratio::integer(margin.saturating_abs()), spoken(form, language));
        Some(say(form, code, language, &[("count", &count), ("unit", &self.unit_in_words(form, language))]))
    }

    /// What its numerator counts.
    fn unit_in_words(&self, form: Option<&Form>, language: &str) -> String {
        let unit = self.judgement.unit.get(language);
        let code = match self.method {
            _ if !unit.is_empty() => return String::from(unit),
            Method::TopBox(_) => "unit_top_box",
            Method::Mean(_) => "unit_mean",
            _ => "unit_ratio",
        };
        say(form, code, language, &[])
    }
}
