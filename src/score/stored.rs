//! A tally as it is kept: JSON that a later version reads, and that others can.
//!
//! `{"version": 1, "responses": 12, "slots": [{"name", "levels": {"4": 7, "5": 5}, "n", "relevant", "moments",
//! "figures"}]}`; the slots are the nodes and items of the form in their order, each before its parts, and the
//! levels the choices of an item's list. What is 0 is left out, and whole numbers beyond 2^53 and fractions are
//! texts.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::{
    exact::Exact,
    sums::{Figures, Moments},
    tally::{Slot, Tally},
};
use crate::{
    form::{Choice, Form, Score},
    value::{Json, MAX_SAFE_INTEGER, Ratio, object},
};

impl Tally {
    /// The version of what [`Tally::to_json`] writes. It also changes when the same response is counted
    /// otherwise than before: what was counted by another version is to be counted anew.
    pub const VERSION: u64 = 1;

    /// What was counted, for [`Tally::from_json`].
    #[must_use]
    pub fn to_json(&self, form: &Form) -> Json {
        let slots = self.slots.iter().zip(places(form)).map(|(slot, place)| slot_to_json(slot, &place)).collect();
        let mut json = object(vec![
            ("version", Self::VERSION.into()),
            ("responses", whole(self.responses.into())),
            ("slots", slots),
        ]);
        if self.overflow {
            json.insert("overflow", true.into());
        }
        json
    }

    /// Reads what [`Tally::to_json`] wrote of the same form; `None` for anything else.
    #[must_use]
    pub fn from_json(form: &Form, json: &Json) -> Option<Self> {
        if json.get("version")?.as_number()? != Ratio::integer(i64::try_from(Self::VERSION).ok()?) {
            return None;
        }
        let mut tally = Self::new(form);
        tally.responses = count(json.get("responses")?)?;
        tally.overflow = flag(json, "overflow")?;
        let (slots, places) = (json.get("slots")?.elements(), places(form));
        if slots.len() != tally.slots.len() || places.len() != slots.len() {
            return None;
        }
        for ((slot, json), place) in tally.slots.iter_mut().zip(slots).zip(places) {
            read_slot(slot, json, &place)?;
        }
        Some(tally)
    }
}

/// What a slot is of.
struct Place<'a> {
    name: &'a str,
    /// Of an item.
    choices: &'a [Choice],
}

/// Those of all slots.
fn places(form: &Form) -> Vec<Place<'_>> {
    fn visit<'a>(form: &'a Form, score: &'a Score, places: &mut Vec<Place<'a>>) {
        places.push(Place { name: &score.name, choices: &[] });
        score.children.iter().for_each(|child| visit(form, child, places));
        places.extend(score.items.iter().map(|item| {
            let element = form.element(item.question);
            let list = element.and_then(|element| form.list_of(element.kind));
            Place { name: element.map_or("", |element| &element.name), choices: list.map_or(&[], |list| &list.choices) }
        }));
    }
    let mut places = Vec::new();
    form.scores.iter().for_each(|score| visit(form, score, &mut places));
    places
}

fn slot_to_json(slot: &Slot, place: &Place<'_>) -> Json {
    let mut json = object(vec![("name", place.name.into())]);
    let levels = place.choices.iter().zip(&slot.counts).filter(|(_, count)| **count > 0);
    let levels: Vec<(String, Json)> =
        levels.map(|(choice, count)| (choice.name.clone(), whole((*count).into()))).collect();
    if !levels.is_empty() {
        json.insert("levels", Json::Object(levels));
    }
    for (key, count) in [("n", slot.n), ("relevant", slot.relevant)] {
        if count > 0 {
            json.insert(key, whole(count.into()));
        }
    }
    if slot.moments != Moments::default() {
        let Moments { xx, xy, yy } = slot.moments;
        json.insert("moments", [xx, xy, yy].into_iter().map(whole).collect());
    }
    if let Some(figures) = slot.figures.as_deref().filter(|figures| **figures != Figures::default()) {
        let sums = [&figures.numerator, &figures.denominator, &figures.squares];
        json.insert("figures", sums.into_iter().map(ToString::to_string).collect());
        if figures.lost {
            json.insert("lost", true.into());
        }
    }
    if slot.negative {
        json.insert("negative", true.into());
    }
    json
}

fn read_slot(slot: &mut Slot, json: &Json, place: &Place<'_>) -> Option<()> {
    if json.get("name")?.as_text()? != place.name {
        return None;
    }
    for (level, number) in json.get("levels").map_or(&[][..], Json::entries) {
        let chosen = place.choices.iter().position(|choice| choice.name == *level)?;
        *slot.counts.get_mut(chosen)? = count(number)?;
    }
    let optional = |key: &str| json.get(key).map_or(Some(0), count);
    (slot.n, slot.relevant) = (optional("n")?, optional("relevant")?);
    if let Some(moments) = json.get("moments") {
        let [xx, xy, yy] = moments.elements() else { return None };
        slot.moments = Moments { xx: number(xx)?, xy: number(xy)?, yy: number(yy)? };
    }
    if let Some(figures) = json.get("figures") {
        let [numerator, denominator, squares] = figures.elements() else { return None };
        let sum = |json: &Json| json.as_text()?.parse::<Exact>().ok();
        let figures = Figures {
            numerator: sum(numerator)?,
            denominator: sum(denominator)?,
            squares: sum(squares)?,
            lost: flag(json, "lost")?,
        };
        **slot.figures.as_mut()? = figures;
    }
    slot.negative = flag(json, "negative")?;
    Some(())
}

/// A whole number: as JSON holds it, else as its digits.
fn whole(number: i128) -> Json {
    match i64::try_from(number) {
        Ok(held) if held.unsigned_abs() <= MAX_SAFE_INTEGER.unsigned_abs() => Json::Number(Ratio::integer(held)),
        _ => Json::Text(number.to_string()),
    }
}

fn number(json: &Json) -> Option<i128> {
    match json {
        Json::Number(number) => number.to_integer().map(i128::from),
        Json::Text(digits) => digits.parse().ok(),
        _ => None,
    }
}

fn count(json: &Json) -> Option<u64> {
    u64::try_from(number(json)?).ok()
}

/// A member that is `true` or not there.
fn flag(json: &Json, key: &str) -> Option<bool> {
    match json.get(key) {
        None => Some(false),
        Some(Json::Bool(flag)) => Some(*flag),
        Some(_) => None,
    }
}

#[cfg(all(test, feature = "program"))]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_of_any_size_are_kept() {
        for value in [0, 1, -1, (1 << 53) - 1, 1 << 53, -(1 << 53), i128::from(u64::MAX), i128::MAX, i128::MIN] {
            let text = whole(value).to_canonical();
            let read = serde_json::from_str::<Json>(&text).ok().as_ref().and_then(number);
            assert_eq!(read, Some(value), "{text}");
        }
    }
}
