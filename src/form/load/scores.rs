//! The score trees of a definition: their nodes, and the questions that they count.

use alloc::{string::String, vec, vec::Vec};

#[cfg(feature = "full")]
use super::bind::Scope;
use super::{Reader, below, is_name, near, nth};
#[cfg(feature = "full")]
use crate::form::Rule;
use crate::{
    form::{
        ChoiceList, Diagnostic, Element, Form, Item, Kind, MAX_LEVEL, MAX_SCORE_DEPTH, MAX_SCORE_NODES, MAX_TOP,
        Method, Rescale, Score,
    },
    value::{Json, digits},
};

/// What a node passes on to those below it.
#[derive(Clone)]
pub(super) struct Inherited {
    /// How questions are counted: `top_box`, `mean` or `sum`.
    pub(super) method: &'static str,
    top: Vec<i64>,
    rescale: Rescale,
    decimals: u8,
    /// Whether parts are pooled, rather than the mean of all items taken.
    pub(super) pooled: bool,
    depth: usize,
}

/// A node as it stands in the document.
#[derive(Clone)]
struct Written<'a> {
    json: &'a Json,
    place: String,
    above: Inherited,
}

/// What is known while the trees are read.
pub(super) struct Trees<'a> {
    pub(super) form: &'a Form,
    #[cfg(feature = "full")]
    pub(super) scope: Scope<'a>,
    /// Every node that has a name, under it.
    written: Vec<(&'a str, Written<'a>)>,
    /// The names that stand among the children of a node.
    named: Vec<&'a str>,
    /// The nodes that the present one is in, by name.
    around: Vec<String>,
    /// The names that were taken.
    names: Vec<String>,
    /// The lists whose levels were looked at.
    lists: Vec<usize>,
    /// The circles that were told, each from its first name in the alphabet on.
    circles: Vec<Vec<String>>,
    /// How many nodes and items were read.
    count: usize,
    /// Whether something below the present node is wrong: what follows from it is not told as well.
    faulty: bool,
    /// Whether something below the present node is too deep.
    too_deep: bool,
}

impl Trees<'_> {
    /// The node that is written under a name, and its place.
    #[cfg(feature = "full")]
    pub(super) fn written(&self, name: &str) -> Option<(&Json, &str)> {
        let (_, written) = self.written.iter().find(|(known, _)| *known == name)?;
        Some((written.json, &written.place))
    }

    /// Whether a node of this name is one of the parts of another that only names it.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.named.contains(&name)
    }

    /// Whether there are more nodes than are read.
    const fn is_full(&self) -> bool {
        self.count > MAX_SCORE_NODES
    }
}

/// How far a node's faults leave it open what else is wrong.
#[cfg(feature = "full")]
#[derive(Clone, Copy)]
pub(super) struct Sound {
    /// Whether it is known how it counts: its method, how it combines.
    pub(super) itself: bool,
    /// Whether its parts are right as well.
    pub(super) parts: bool,
}

const KEYS: [&str; 9] = ["name", "label", "method", "top", "rescale", "combine", "decimals", "children", "items"];

impl Reader {
    pub(super) fn scores(&mut self, json: &Json, form: &Form) -> Vec<Score> {
        let root = Inherited {
            method: "top_box",
            top: vec![4, 5],
            rescale: Rescale::Max,
            decimals: 2,
            pooled: true,
            depth: 0,
        };
        let mut trees = Trees {
            form,
            #[cfg(feature = "full")]
            scope: Scope::of(form.elements.iter(), &form.lists),
            written: Vec::new(),
            named: Vec::new(),
            around: Vec::new(),
            names: Vec::new(),
            lists: Vec::new(),
            circles: Vec::new(),
            count: 0,
            faulty: false,
            too_deep: false,
        };
        let roots = self.array(json, "", "scores").iter().enumerate();
        let roots: Vec<Written<'_>> =
            roots.map(|(index, json)| Written { json, place: nth("/scores", index), above: root.clone() }).collect();
        // A node may be named before it is written: all are found first. Faults are told afterwards.
        let told = self.faults.len();
        for root in &roots {
            self.find_written(root, &mut trees);
        }
        self.faults.truncate(told);
        if trees.is_full() {
            self.limit("", "scores", MAX_SCORE_NODES);
            return Vec::new();
        }
        trees.count = 0;
        let mut scores = Vec::new();
        for root in &roots {
            scores.extend(self.score(root, &mut trees));
            self.idle_weight(root.json, &root.place, &trees);
            if trees.is_full() {
                break;
            }
        }
        scores
    }

    /// Refuses a weight that no weighted node reads.
    pub(super) fn idle_weight(&mut self, json: &Json, place: &str, trees: &Trees<'_>) {
        let is_named = json.get("name").and_then(Json::as_text).is_some_and(|name| trees.is_named(name));
        if crate::FULL && !is_named && json.get("weight").is_some() {
            self.fault(&below(place, "weight"), "definition_score_key", &[("key", "weight")]);
        }
    }

    /// Counts a node or an item; told once if there are too many.
    fn has_room(&mut self, trees: &mut Trees<'_>) -> bool {
        trees.count = trees.count.saturating_add(1);
        if trees.count == MAX_SCORE_NODES.saturating_add(1) {
            self.limit("", "scores", MAX_SCORE_NODES);
        }
        trees.faulty |= trees.is_full();
        !trees.is_full()
    }

    fn find_written<'a>(&mut self, node: &Written<'a>, trees: &mut Trees<'a>) {
        if !self.has_room(trees) {
            return;
        }
        if let Json::Text(name) = node.json {
            trees.named.push(name);
            return;
        }
        let own = self.inherited(node);
        if let Some(name) = node.json.get("name").and_then(Json::as_text).filter(|name| is_name(name)) {
            trees.written.push((name, node.clone()));
        }
        if own.depth < MAX_SCORE_DEPTH {
            for (index, child) in self.array(node.json, &node.place, "children").iter().enumerate() {
                let place = nth(&below(&node.place, "children"), index);
                self.find_written(&Written { json: child, place, above: own.clone() }, trees);
                if trees.is_full() {
                    return;
                }
            }
        }
    }

    /// What a node passes on: what is above it, but for what it says itself.
    fn inherited(&mut self, node: &Written<'_>) -> Inherited {
        let (json, place) = (node.json, node.place.as_str());
        let mut own = node.above.clone();
        own.depth = own.depth.saturating_add(1);
        let methods: &[&str] = if crate::FULL { &["top_box", "mean", "sum"] } else { &["top_box", "mean"] };
        let is_fraction = json.get("numerator").is_some() || json.get("denominator").is_some();
        // That of a ratio is read with its expressions.
        if let Some(method) = (!is_fraction).then(|| self.text(json, place, "method")).flatten() {
            match methods.iter().find(|known| **known == method) {
                Some(known) => own.method = known,
                None => self.wrong_type(place, "method", &methods.join(", ")),
            }
        }
        if json.get("top").is_some() {
            let levels = self.array(json, place, "top");
            own.top = levels.iter().take(MAX_TOP).filter_map(|level| level.as_number()?.to_integer()).collect();
            if levels.len() > MAX_TOP {
                self.limit(place, "top", MAX_TOP);
            } else if matches!(json.get("top"), Some(Json::Array(_)))
                && (levels.is_empty() || own.top.len() != levels.len())
            {
                self.wrong_type(place, "top", "[4, 5]");
            }
        }
        if let Some(rescale) = self.text(json, place, "rescale") {
            match [Rescale::Max, Rescale::MinMax].into_iter().find(|known| known.name() == rescale) {
                Some(known) => own.rescale = known,
                None => self.wrong_type(place, "rescale", "max, min_max"),
            }
        }
        match json.get("combine").and_then(Json::as_text) {
            Some("pooled") => own.pooled = true,
            Some("item_mean") if crate::FULL => own.pooled = false,
            // It holds for this node alone.
            Some("weighted" | "sum") if crate::FULL => {}
            Some(_) => self.wrong_type(place, "combine", "pooled, item_mean, weighted, sum"),
            None => {
                self.text(json, place, "combine");
            }
        }
        if let Some(decimals) = self.count(json, place, "decimals") {
            match u8::try_from(decimals) {
                Ok(decimals) if decimals <= 6 => own.decimals = decimals,
                _ => self.limit(place, "decimals", 6),
            }
        }
        own
    }

    /// A node and all below it; `None` of what is none, is too deep or one too many.
    fn score<'a>(&mut self, node: &Written<'a>, trees: &mut Trees<'a>) -> Option<Score> {
        if !self.has_room(trees) {
            return None;
        }
        let outside = core::mem::take(&mut trees.faulty);
        let told = self.faults.len();
        let score = self.node(node, trees);
        trees.faulty |= outside || score.is_none() || self.faults.len() > told;
        score
    }

    fn node<'a>(&mut self, node: &Written<'a>, trees: &mut Trees<'a>) -> Option<Score> {
        let (json, place) = (node.json, node.place.as_str());
        #[cfg(feature = "full")]
        self.keys(json, place, &[&KEYS[..], &super::rules::KEYS].concat());
        #[cfg(not(feature = "full"))]
        self.keys(json, place, &KEYS);
        if !matches!(json, Json::Object(_)) {
            return None;
        }
        let name = self.needed_text(json, place, "name");
        if name.is_empty() {
            // That there is none is told.
        } else if !is_name(&name) {
            self.fault(&below(place, "name"), "definition_bad_name", &[("name", &name)]);
        } else if trees.names.contains(&name) {
            self.fault(&below(place, "name"), "definition_duplicate_name", &[("name", &name)]);
        }
        trees.names.push(name.clone());
        let label = self.needed_localized(json, place, "label");
        #[cfg(feature = "full")]
        let told = self.faults.len();
        let own = self.inherited(node);
        let mut score = Score {
            label,
            method: Method::Mixed,
            decimals: own.decimals,
            children: Vec::new(),
            items: Vec::new(),
            #[cfg(feature = "full")]
            rule: Rule::default(),
            name,
        };
        if own.depth > MAX_SCORE_DEPTH {
            trees.too_deep = true;
            self.too_deep(place);
            return None;
        }
        let is_fraction = crate::FULL && (json.get("numerator").is_some() || json.get("denominator").is_some());
        let children = self.array(json, place, "children");
        let is_nothing = children.is_empty() && matches!(json.get("children"), Some(Json::Array(_)));
        let parts = [json.get("children").is_some(), json.get("items").is_some(), is_fraction];
        if is_nothing || parts.into_iter().filter(|there| *there).count() != 1 {
            self.fault(place, "definition_score_parts", &[]);
        }
        #[cfg(feature = "full")]
        let itself = self.faults.len() == told;
        trees.around.push(score.name.clone());
        for (index, child) in children.iter().enumerate() {
            let place = nth(&below(place, "children"), index);
            score.children.extend(self.child(child, place, &own, trees));
            if trees.is_full() {
                break;
            }
        }
        trees.around.pop();
        self.named_twice(children, place, trees);
        if !score.children.is_empty() {
            let methods = || score.children.iter().map(|child| &child.method);
            let first = methods().next().cloned().unwrap_or(Method::Mixed);
            score.method = if methods().all(|method| *method == first) { first } else { Method::Mixed };
        } else if json.get("items").is_some() {
            score.method = match own.method {
                "mean" => Method::Mean(own.rescale),
                "sum" => Method::Sum,
                _ => Method::TopBox(own.top.clone()),
            };
            self.items(json, place, &mut score, trees);
        }
        if trees.is_full() {
            return None;
        }
        #[cfg(feature = "full")]
        {
            let parts = itself && !trees.faulty && self.faults.len() == told;
            self.rule(json, place, &own, &mut score, trees, Sound { itself, parts });
        }
        Some(score)
    }

    fn too_deep(&mut self, place: &str) {
        let params = [("key", "children"), ("max", &*digits(MAX_SCORE_DEPTH))];
        self.fault(place, "definition_limit", &params);
    }

    /// A child that is written here, or named.
    fn child<'a>(&mut self, json: &'a Json, place: String, own: &Inherited, trees: &mut Trees<'a>) -> Option<Score> {
        let Json::Text(name) = json else {
            return self.score(&Written { json, place, above: own.clone() }, trees);
        };
        let Some((_, written)) = trees.written.iter().find(|(known, _)| known == name).cloned() else {
            let near = near(name, trees.written.iter().map(|(name, _)| *name));
            self.fault(&place, "definition_unknown_score", &[("name", name), ("near", near)]);
            trees.faulty = true;
            return None;
        };
        if let Some(first) = trees.around.iter().position(|around| around == name) {
            let circle: Vec<String> = trees.around.iter().skip(first).cloned().collect();
            self.circle(&place, circle, trees);
            return None;
        }
        // Its faults are told where it is written, but for those that only this place makes.
        let (told, lists) = (self.faults.len(), trees.lists.len());
        // Its name, and those below it, are taken where they are written.
        let names = core::mem::take(&mut trees.names);
        let (strangers, was_full) = (self.strangers.len(), trees.is_full());
        let was_too_deep = core::mem::take(&mut trees.too_deep);
        let mut above = written.above;
        above.depth = own.depth;
        let score = self.score(&Written { above, ..written }, trees);
        trees.names = names;
        trees.lists.truncate(lists);
        self.strangers.truncate(strangers);
        let circles = |fault: &&Diagnostic| fault.code == "definition_score_cycle";
        let circles: Vec<Diagnostic> = self.faults.iter().skip(told).filter(circles).cloned().collect();
        self.faults.truncate(told);
        self.faults.extend(circles);
        if trees.too_deep {
            self.too_deep(&place);
        }
        trees.too_deep |= was_too_deep;
        if trees.is_full() && !was_full {
            self.limit("", "scores", MAX_SCORE_NODES);
        }
        score
    }

    /// Tells of a circle, once from wherever it is entered.
    fn circle(&mut self, place: &str, mut circle: Vec<String>, trees: &mut Trees<'_>) {
        trees.faulty = true;
        let path = circle.iter().chain(circle.first()).map(String::as_str).collect::<Vec<_>>().join(" → ");
        let first = (0..circle.len()).min_by_key(|index| circle.get(*index)).unwrap_or_default();
        circle.rotate_left(first);
        if !trees.circles.contains(&circle) {
            trees.circles.push(circle);
            self.fault(place, "definition_score_cycle", &[("path", &path)]);
        }
    }

    /// Refuses a child that is named beside itself. (Of two that are written one has the name of another.)
    fn named_twice(&mut self, children: &[Json], place: &str, trees: &mut Trees<'_>) {
        let written = children.iter().filter_map(|child| child.get("name")?.as_text());
        let mut names: Vec<&str> = written.take(MAX_SCORE_NODES).collect();
        for (index, name) in children.iter().enumerate().filter_map(|(index, child)| Some((index, child.as_text()?))) {
            if trees.is_full() {
                return;
            }
            if names.contains(&name) {
                let place = nth(&below(place, "children"), index);
                self.fault(&place, "definition_duplicate_name", &[("name", name)]);
            }
            names.push(name);
        }
    }

    fn items(&mut self, json: &Json, place: &str, score: &mut Score, trees: &mut Trees<'_>) {
        for (index, item) in self.array(json, place, "items").iter().enumerate() {
            if !self.has_room(trees) {
                return;
            }
            let name = item.as_text().unwrap_or_default();
            let place = nth(&below(place, "items"), index);
            let Some(question) = trees.form.find(name) else {
                let near = near(name, trees.form.elements.iter().map(|element| element.name.as_str()));
                self.fault(&place, "definition_unscored_item", &[("name", name), ("near", near)]);
                continue;
            };
            // The fault of a calculation is told where it is.
            let is_untyped =
                |element: &Element| matches!(element.kind, Kind::Calculate(_)) && element.calculation.is_none();
            if trees.form.element(question).is_some_and(is_untyped) {
                trees.faulty = true;
                continue;
            }
            match self.item(question, &place, score, trees) {
                Some(item) if score.items.iter().any(|known| known.question == item.question) => {
                    self.fault(&place, "definition_duplicate_name", &[("name", name)]);
                }
                Some(item) => score.items.push(item),
                None => self.fault(&place, "definition_unscored_item", &[("name", name)]),
            }
        }
    }

    /// How a question counts under the method of its node; `None` if it cannot.
    fn item(&mut self, question: usize, place: &str, score: &Score, trees: &mut Trees<'_>) -> Option<Item> {
        let element = trees.form.element(question)?;
        let is_total = score.method == Method::Sum;
        if is_total && element.repeat.is_some() {
            return None;
        }
        let Kind::SelectOne(index) = element.kind else {
            let is_number = element.kind.answer_type().is_some_and(|kind| matches!(kind.name(), "integer" | "decimal"));
            return (is_total && is_number).then(|| Item { question, gains: Vec::new(), whole: 1 });
        };
        let list = trees.form.lists.get(index)?;
        if !list.choices.iter().all(|choice| choice.score.is_some() || choice.not_applicable) {
            return None;
        }
        if !trees.lists.contains(&index) {
            trees.lists.push(index);
            self.levels(list);
        }
        let levels = || list.choices.iter().filter(|choice| !choice.not_applicable).filter_map(|choice| choice.score);
        let (low, high) = (levels().min()?, levels().max()?);
        let (zero, whole) = match &score.method {
            Method::Mean(Rescale::Max) => (0, high),
            Method::Mean(Rescale::MinMax) => (low, high.saturating_sub(low)),
            _ => (0, 1),
        };
        if whole <= 0 || matches!(score.method, Method::Mean(Rescale::Max)) && low < 0 {
            self.fault(place, "definition_score_scale", &[("name", &element.name)]);
        }
        let gain = |level: i64| match &score.method {
            Method::TopBox(top) => i64::from(top.contains(&level)),
            _ => level.saturating_sub(zero),
        };
        let gains =
            list.choices.iter().map(|choice| choice.score.filter(|_| !choice.not_applicable).map(gain)).collect();
        Some(Item { question, gains, whole })
    }

    /// Refuses levels that go up and down, and those beyond any scale.
    fn levels(&mut self, list: &ChoiceList) {
        let levels: Vec<(usize, i64)> = (0..)
            .zip(&list.choices)
            .filter(|(_, choice)| !choice.not_applicable)
            .filter_map(|(index, choice)| Some((index, choice.score?)))
            .collect();
        let place = |index: usize| nth(&below("/choices", &list.name), index);
        let pairs =
            || levels.iter().zip(levels.iter().skip(1)).map(|((_, before), (index, after))| (index, after.cmp(before)));
        let way = pairs().map(|(_, way)| way).find(|way| way.is_ne());
        if let Some((index, _)) = pairs().find(|(_, order)| order.is_ne() && Some(*order) != way) {
            self.fault(&below(&place(*index), "score"), "definition_levels_order", &[("name", &list.name)]);
        }
        if let Some((index, _)) = levels.iter().find(|(_, level)| level.unsigned_abs() > MAX_LEVEL.unsigned_abs()) {
            self.limit(&place(*index), "score", usize::try_from(MAX_LEVEL).unwrap_or_default());
        }
    }
}
