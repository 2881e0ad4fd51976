//! Stored answers as values: what a JSON value means to a question.

use alloc::{string::String, vec::Vec};

use super::{Choice, Form, Kind};
use crate::{
    expression::{Type, Value},
    text::tidy,
    value::{Date, Json, MAX_PLACES},
};

/// Control characters, except those of line ends and tabs, and those that reorder or hide text.
fn is_unprintable(character: char) -> bool {
    match character {
        '\n' | '\r' | '\t' => false,
        '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => true,
        other => other.is_control(),
    }
}

impl Form {
    /// A stored value of a calculation; `None` for what is not of its type.
    #[must_use]
    pub fn read_value(&self, kind: Kind, json: &Json) -> Option<Value> {
        let kind = match kind.answer_type()? {
            Type::Boolean => return if let Json::Bool(truth) = json { Some(Value::Boolean(*truth)) } else { None },
            Type::Integer => Kind::Integer,
            Type::Decimal => Kind::Decimal,
            Type::Date => Kind::Date,
            Type::Choice(list) => Kind::SelectOne(list),
            // It may have been computed from a rank, whose order counts.
            Type::Choices(list) => Kind::Rank(list),
            // What was computed may be blank.
            Type::Text => Kind::Hidden,
        };
        self.read_answer(kind, json).ok().flatten()
    }

    /// A stored answer as a value of `kind`; `null`, `""`, `[]`, `false` and what is typed of spaces
    /// alone are empty.
    ///
    /// # Errors
    /// The code of the issue: `wrong_type`, `not_a_choice`, `not_an_integer`, `too_precise`,
    /// `not_a_date` or `control_character`.
    pub fn read_answer(&self, kind: Kind, json: &Json) -> Result<Option<Value>, &'static str> {
        let value = match (kind, json) {
            (_, Json::Null) => return Ok(None),
            (Kind::Text | Kind::Hidden | Kind::Date | Kind::SelectOne(_), Json::Text(text)) if text.is_empty() => {
                return Ok(None);
            }
            (Kind::Text, Json::Text(text)) if tidy(text).is_empty() => return Ok(None),
            (Kind::Text | Kind::Hidden, Json::Text(text)) => {
                if text.chars().any(is_unprintable) {
                    return Err("control_character");
                }
                Value::Text(text.clone())
            }
            // What a host knows is often a number; to the form it is a text.
            (Kind::Hidden, Json::Number(number)) => Value::Text(number.to_shortest(MAX_PLACES)),
            (kind, Json::Inexact) if kind.is_number() => return Err("too_precise"),
            (kind, Json::Number(number)) if kind.is_whole() && number.to_integer().is_none() => {
                return Err("not_an_integer");
            }
            (kind, Json::Number(number)) if kind.is_number() => Value::Number(*number),
            (Kind::Date, Json::Text(text)) => Value::Date(Date::parse_iso(text).ok_or("not_a_date")?),
            (Kind::Acknowledge, Json::Bool(truth)) => return Ok(truth.then_some(Value::Boolean(true))),
            (Kind::SelectOne(list), Json::Text(name)) => {
                let known = self.lists.get(list).and_then(|list| list.find(name));
                Value::Text(known.ok_or("not_a_choice")?.name.clone())
            }
            (Kind::SelectMultiple(_) | Kind::Rank(_), Json::Array(names)) if names.is_empty() => return Ok(None),
            (Kind::SelectMultiple(list) | Kind::Rank(list), Json::Array(names)) => {
                let choices = self.lists.get(list).map_or(&[][..], |list| &list.choices);
                if names.len() > choices.len() {
                    return Err("not_a_choice");
                }
                let chosen = |choice: &&Choice| names.iter().any(|name| name.as_text() == Some(&choice.name));
                let found: Vec<String> = choices.iter().filter(chosen).map(|choice| choice.name.clone()).collect();
                // A name that is unknown, not a text, or given twice leaves fewer than were sent.
                if found.len() != names.len() {
                    return Err("not_a_choice");
                }
                let given = || names.iter().filter_map(|name| name.as_text().map(String::from)).collect();
                Value::Names(if kind.is_rank() { given() } else { found })
            }
            _ => return Err("wrong_type"),
        };
        Ok(Some(value))
    }
}
