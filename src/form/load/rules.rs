//! How the nodes of a score are made of their parts and judged: the keys that only a build with
//! [`crate::FULL`] reads.

use alloc::vec::Vec;

use super::{
    Reader, below,
    bind::Spot,
    is_name, nth,
    scores::{Inherited, Sound, Trees},
};
use crate::{
    expression::Type,
    form::{Band, Bound, Combine, MAX_BANDS, MAX_LEVEL, Method, Missing, Score, Target, WhenNone},
    value::{Json, Ratio},
};

/// The keys of a node that are read here.
pub(super) const KEYS: [&str; 14] = [
    "numerator",
    "denominator",
    "weight",
    "missing",
    "max",
    "scale_to_max",
    "full_at",
    "when_none",
    "relevant",
    "target",
    "unit",
    "bands",
    "source",
    "unverified",
];

/// What a number on the scale of a node is part of: 100 percent, or its most points.
pub(super) fn scale(score: &Score) -> Option<Ratio> {
    if score.is_share() {
        return Some(Ratio::integer(100));
    }
    match score.rule.combine {
        _ if score.children.is_empty() => score.rule.max,
        Combine::Weighted => {
            let mut scales = score.children.iter().map(scale);
            let first = scales.next()??;
            scales.all(|scale| scale == Some(first)).then_some(first)
        }
        _ => most(score),
    }
}

/// The most points that a node can have.
fn most(score: &Score) -> Option<Ratio> {
    if score.rule.max.is_some() || score.rule.combine != Combine::Sum {
        return score.rule.max;
    }
    score.children.iter().try_fold(Ratio::ZERO, |sum, child| sum.checked_add(most(child)?))
}

impl Reader {
    /// Reads the rule of a node whose parts are read.
    pub(super) fn rule(
        &mut self,
        json: &Json,
        place: &str,
        own: &Inherited,
        score: &mut Score,
        trees: &Trees<'_>,
        mut sound: Sound,
    ) {
        let name = score.name.clone();
        let spot = Spot { place, name: &name };
        sound.itself &= self.fraction(json, spot, score, trees);
        score.rule.relevant = self.expression(spot, json, "relevant", &trees.scope, Some(Type::Boolean));
        score.rule.combine = match json.get("combine").and_then(Json::as_text) {
            Some("weighted") => Combine::Weighted,
            Some("sum") => Combine::Sum,
            _ if own.pooled => Combine::Pooled,
            _ => Combine::ItemMean,
        };
        if sound.itself {
            self.meanings(json, place, score);
        }
        self.missing(json, place, score);
        score.rule.weight = self.weight(json, place);
        self.weights(json, place, score, trees);
        let told = self.faults.len();
        score.rule.max = self.positive(json, place, "max");
        if sound.itself && score.method == Method::Points && json.get("children").is_none() && json.get("max").is_none()
        {
            self.fault(&below(place, "max"), "definition_missing_key", &[("key", "max")]);
        }
        // Without its scale nothing can be said of what is measured against it.
        let sound = sound.itself && sound.parts && self.faults.len() == told;
        score.rule.scale_to_max = self.truth(json, place, "scale_to_max");
        if let Some(percent) = self.positive(json, place, "full_at") {
            if percent > Ratio::integer(100) {
                self.limit(place, "full_at", 100);
            }
            score.rule.full_at = percent;
        }
        let outcomes = [("empty", WhenNone::Empty), ("full", WhenNone::Full), ("zero", WhenNone::Zero)];
        if let Some(found) = self.word(json, place, "when_none", &outcomes) {
            score.rule.when_none = found;
        }
        if sound {
            self.parts(json, place, score);
        }
        score.rule.unit = self.localized(json, place, "unit");
        score.rule.source = self.localized(json, place, "source");
        score.rule.unverified = self.localized(json, place, "unverified");
        self.target(json, place, score, sound);
        self.bands(json, place, score);
    }

    /// One of some words at a key.
    fn word<T: Copy>(&mut self, json: &Json, place: &str, key: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(json, place, key)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.wrong_type(place, key, &known.join(", "));
        }
        found
    }

    /// A number above 0.
    fn positive(&mut self, json: &Json, place: &str, key: &str) -> Option<Ratio> {
        let number = self.number(json, place, key)?;
        if number <= Ratio::ZERO {
            self.wrong_type(place, key, "> 0");
            return None;
        }
        Some(number)
    }

    /// Reads a ratio; tells whether its method is known.
    fn fraction(&mut self, json: &Json, spot: Spot<'_>, score: &mut Score, trees: &Trees<'_>) -> bool {
        let keys = ["numerator", "denominator"];
        if keys.iter().all(|key| json.get(key).is_none()) {
            return true;
        }
        for key in keys.iter().filter(|key| json.get(key).is_none()) {
            self.fault(&below(spot.place, key), "definition_missing_key", &[("key", key)]);
        }
        let methods = [("ratio", false), ("points", true)];
        let points = self.word(json, spot.place, "method", &methods);
        if score.children.is_empty() && score.items.is_empty() {
            score.method = if points == Some(true) { Method::Points } else { Method::Ratio };
        }
        let mut read = |key: &str| self.expression(spot, json, key, &trees.scope, Some(Type::Decimal));
        let (numerator, denominator) = (read("numerator"), read("denominator"));
        score.rule.fraction = numerator.zip(denominator);
        points.is_some() || json.get("method").is_none()
    }

    /// Refuses keys that mean nothing at this node.
    fn meanings(&mut self, json: &Json, place: &str, score: &Score) {
        let (inner, combine) = (json.get("children").is_some(), score.rule.combine);
        let is_fraction = json.get("numerator").is_some() || json.get("denominator").is_some();
        let (points, total) = (score.method == Method::Points, score.method == Method::Sum);
        let is_sum = if inner { combine == Combine::Sum } else { total };
        let mixes = matches!(combine, Combine::Weighted | Combine::ItemMean) && !is_fraction && (inner || !total);
        let meant = [
            ("top", inner || matches!(score.method, Method::TopBox(_))),
            ("rescale", inner || matches!(score.method, Method::Mean(_))),
            ("combine", inner || (!is_fraction && !total && matches!(combine, Combine::Pooled | Combine::ItemMean))),
            ("missing", is_sum || mixes),
            ("max", if inner { combine == Combine::Sum } else { points || total }),
            ("scale_to_max", inner && combine == Combine::Sum && json.get("max").is_some()),
            ("full_at", !inner && points),
            ("when_none", !inner && is_fraction),
        ];
        for (key, _) in meant.into_iter().filter(|(key, meant)| !meant && json.get(key).is_some()) {
            self.fault(&below(place, key), "definition_score_key", &[("key", key)]);
        }
    }

    fn missing(&mut self, json: &Json, place: &str, score: &mut Score) {
        let is_sum = if json.get("children").is_none() {
            score.method == Method::Sum
        } else {
            score.rule.combine == Combine::Sum
        };
        let all = [("empty", Missing::Empty), ("zero", Missing::Zero), ("renormalise", Missing::Renormalise)];
        let words = if is_sum { all.get(..2).unwrap_or_default() } else { &all[..] };
        let usual = if is_sum { Missing::Empty } else { Missing::Renormalise };
        score.rule.missing = self.word(json, place, "missing", words).unwrap_or(usual);
    }

    fn weight(&mut self, json: &Json, place: &str) -> Option<u32> {
        let weight = self.count(json, place, "weight")?;
        let found = u32::try_from(weight).ok().filter(|weight| i64::from(*weight) <= MAX_LEVEL);
        if found.is_none() {
            self.limit(place, "weight", usize::try_from(MAX_LEVEL).unwrap_or_default());
        }
        found
    }

    /// The weights of the children, which stand at them.
    fn weights(&mut self, json: &Json, place: &str, score: &Score, trees: &Trees<'_>) {
        let Some(Json::Array(written)) = json.get("children") else { return };
        let weighted = score.rule.combine == Combine::Weighted;
        let mut sum = 0_u64;
        for (index, child) in written.iter().enumerate() {
            let place = nth(&below(place, "children"), index);
            if !weighted {
                self.idle_weight(child, &place, trees);
                continue;
            }
            // One that is only named has its weight where it is written.
            let (name, found) = match child {
                Json::Text(name) => (name.as_str(), trees.written(name)),
                child => (child.get("name").and_then(Json::as_text).unwrap_or_default(), Some((child, &*place))),
            };
            let needed = found.filter(|(json, _)| matches!(json, Json::Object(_)) && json.get("weight").is_none());
            if let Some(place) = needed.map(|(_, place)| below(place, "weight")) {
                // Of one that is named in several places it is told once.
                if self.faults.iter().all(|fault| fault.place != place) {
                    self.fault(&place, "definition_missing_key", &[("key", "weight")]);
                }
            }
            let weight = score.children.iter().find(|child| child.name == name).and_then(|child| child.rule.weight);
            sum = sum.saturating_add(weight.unwrap_or(1).into());
        }
        if weighted && sum == 0 && !written.is_empty() {
            self.fault(&below(place, "children"), "definition_weights_zero", &[]);
        }
    }

    /// Refuses parts that do not add up.
    fn parts(&mut self, json: &Json, place: &str, score: &Score) {
        if score.children.is_empty() {
            return;
        }
        let (combine, max) = (score.rule.combine, score.rule.max);
        if matches!(combine, Combine::Pooled | Combine::ItemMean) && !score.is_share() {
            self.fault(place, "definition_score_combine", &[("combine", combine.name())]);
        }
        if combine != Combine::Sum {
            return;
        }
        let sum = |children: Vec<&Score>| {
            children.into_iter().try_fold(Ratio::ZERO, |sum, child| sum.checked_add(most(child)?))
        };
        let all = sum(score.children.iter().collect());
        let always = sum(score.children.iter().filter(|child| child.rule.relevant.is_none()).collect());
        match (max, all, always) {
            (Some(max), Some(all), Some(always)) if max > all || max < always => {
                let sum = if max > all { all } else { always };
                let params = [("max", &*max.to_shortest(6)), ("sum", &*sum.to_shortest(6))];
                self.fault(&below(place, "max"), "definition_score_max", &params);
            }
            (_, None, _) if json.get("scale_to_max").is_some() => {
                self.fault(&below(place, "scale_to_max"), "definition_target_no_scale", &[]);
            }
            _ => {}
        }
    }

    fn target(&mut self, json: &Json, place: &str, score: &mut Score, sound: bool) {
        let Some(target) = json.get("target") else { return };
        let place = below(place, "target");
        self.keys(target, &place, &["at_least", "above", "at_most", "below", "label"]);
        if !matches!(target, Json::Object(_)) {
            return;
        }
        let label = self.localized(target, &place, "label");
        let given: Vec<Bound> = Bound::ALL.into_iter().filter(|bound| target.get(bound.name()).is_some()).collect();
        let [bound] = given[..] else {
            self.fault(&place, "definition_score_target", &[]);
            return;
        };
        let Some(value) = self.number(target, &place, bound.name()) else { return };
        if value < Ratio::ZERO {
            self.wrong_type(&place, bound.name(), "≥ 0");
            return;
        }
        match scale(score) {
            _ if !sound => {}
            None => self.fault(&place, "definition_target_no_scale", &[]),
            Some(scale) if value > scale => {
                let params = [("key", bound.name()), ("max", &*scale.to_shortest(6))];
                self.fault(&below(&place, bound.name()), "definition_limit", &params);
            }
            Some(_) => score.rule.target = Some(Target { bound, value, label }),
        }
    }

    fn bands(&mut self, json: &Json, place: &str, score: &mut Score) {
        let mut last: Option<Ratio> = None;
        let bands = self.array(json, place, "bands");
        if bands.len() > MAX_BANDS {
            self.limit(place, "bands", MAX_BANDS);
        }
        for (index, band) in bands.iter().enumerate().take(MAX_BANDS) {
            let place = nth(&below(place, "bands"), index);
            self.keys(band, &place, &["name", "label", "from"]);
            if !matches!(band, Json::Object(_)) {
                continue;
            }
            let name = self.needed_text(band, &place, "name");
            if !name.is_empty() && !is_name(&name) {
                self.fault(&below(&place, "name"), "definition_bad_name", &[("name", &name)]);
            }
            let label = self.needed_localized(band, &place, "label");
            let from = self.number(band, &place, "from");
            if band.get("from").is_none() {
                self.fault(&below(&place, "from"), "definition_missing_key", &[("key", "from")]);
            }
            let Some(from) = from else { continue };
            if last.is_some_and(|last| from >= last) {
                self.fault(&below(&place, "from"), "definition_bands_order", &[]);
            }
            last = Some(from);
            score.rule.bands.push(Band { name, label, from });
        }
    }
}
