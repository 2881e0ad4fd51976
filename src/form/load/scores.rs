//! The score trees of a definition.

use alloc::{string::String, vec::Vec};

use super::{Reader, below, is_name, nth};
use crate::{
    form::{Form, Kind, MAX_SCORE_DEPTH, Score},
    value::Json,
};

/// What a score passes on to its children.
#[derive(Clone)]
pub(super) struct Inherited {
    pub(super) top: Vec<i64>,
    pub(super) decimals: u8,
    pub(super) depth: usize,
}

impl Reader {
    pub(super) fn score(
        &mut self,
        json: &Json,
        place: &str,
        above: &Inherited,
        form: &Form,
        names: &mut Vec<String>,
    ) -> Score {
        self.keys(json, place, &["name", "label", "method", "top", "combine", "decimals", "children", "items"]);
        let name = self.needed_text(json, place, "name");
        if !is_name(&name) {
            self.fault(&below(place, "name"), "definition_bad_name", &[("name", &name)]);
        } else if names.contains(&name) {
            self.fault(&below(place, "name"), "definition_duplicate_name", &[("name", &name)]);
        }
        names.push(name.clone());
        for (key, only) in [("method", "top_box"), ("combine", "pooled")] {
            if self.text(json, place, key).is_some_and(|value| value != only) {
                self.wrong_type(place, key, only);
            }
        }
        let mut own = above.clone();
        own.depth = own.depth.saturating_add(1);
        if json.get("top").is_some() {
            own.top =
                self.array(json, place, "top").iter().filter_map(|level| level.as_number()?.to_integer()).collect();
            if own.top.is_empty() || own.top.len() != self.array(json, place, "top").len() {
                self.wrong_type(place, "top", "[4, 5]");
            }
        }
        if let Some(decimals) = self.count(json, place, "decimals") {
            match u8::try_from(decimals) {
                Ok(decimals) if decimals <= 6 => own.decimals = decimals,
                _ => self.limit(place, "decimals", 6),
            }
        }
        let mut score = Score {
            label: self.needed_localized(json, place, "label"),
            top: own.top.clone(),
            decimals: own.decimals,
            children: Vec::new(),
            items: Vec::new(),
            name,
        };
        if own.depth > MAX_SCORE_DEPTH {
            self.limit(place, "children", MAX_SCORE_DEPTH);
            return score;
        }
        for (index, child) in self.array(json, place, "children").iter().enumerate() {
            score.children.push(self.score(child, &nth(&below(place, "children"), index), &own, form, names));
        }
        for (index, item) in self.array(json, place, "items").iter().enumerate() {
            let name = item.as_text().unwrap_or_default();
            let question = form.find(name).filter(|question| {
                let list = form.element(*question).filter(|element| matches!(element.kind, Kind::SelectOne(_)));
                let list = list.and_then(|element| form.list_of(element.kind));
                list.is_some_and(|list| {
                    list.choices.iter().all(|choice| choice.score.is_some() || choice.not_applicable)
                })
            });
            match question {
                Some(question) if score.items.contains(&question) => {
                    let place = nth(&below(place, "items"), index);
                    self.fault(&place, "definition_duplicate_name", &[("name", name)]);
                }
                Some(question) => score.items.push(question),
                None => self.fault(&nth(&below(place, "items"), index), "definition_unscored_item", &[("name", name)]),
            }
        }
        if json.get("children").is_some() == json.get("items").is_some() {
            self.fault(place, "definition_score_parts", &[]);
        }
        score
    }
}
