//! Random score trees, right by construction: every method, every way to combine, references, targets.

use sipas_forms::{expression::Type, form::Kind};

use crate::{
    draw::Draw,
    forms::{Item, Plan, Style, expression, say},
    tree::Tree,
};

/// How deep a tree is drawn; what it names may be as deep again.
const DEEPEST: usize = 4;
/// How many nodes a form has at most, and a few.
const NODES: usize = 14;

/// What a node takes over from those above it.
#[derive(Clone, Copy)]
struct Above {
    method: &'static str,
    rescale: &'static str,
    pooled: bool,
    depth: usize,
    /// Whether its parts must be shares, which alone can be pooled.
    shares: bool,
    weighted: bool,
}

/// What is to be known of a node where it is named.
#[derive(Clone)]
struct Node {
    name: String,
    height: usize,
    is_share: bool,
    /// The most points.
    most: Option<usize>,
    /// Whether it counts in every response.
    always: bool,
    has_weight: bool,
}

struct Trees<'a> {
    plan: &'a Plan,
    count: usize,
    /// The nodes of the trees before the present one.
    known: Vec<Node>,
    fresh: Vec<Node>,
}

/// Some trees, or none.
pub fn trees(draw: &mut Draw, plan: &Plan) -> Option<Tree> {
    let mut trees = Trees { plan, count: 0, known: Vec::new(), fresh: Vec::new() };
    let above = Above { method: "top_box", rescale: "max", pooled: true, depth: 1, shares: false, weighted: false };
    let roots: Vec<Tree> = (0..draw.below(4))
        .map(|_| {
            let (root, _) = trees.node(draw, above);
            trees.known.append(&mut trees.fresh);
            root
        })
        .collect();
    (!roots.is_empty()).then_some(Tree::Array(roots))
}

impl Trees<'_> {
    fn is_small(&self) -> bool {
        self.plan.wanted.style == Style::Small
    }

    /// An expression that stands outside of every repeat.
    fn expression(&self, draw: &mut Draw, is_number: bool) -> Tree {
        let all = self.plan.items.len();
        expression(draw, self.plan, 0, all, None, &mut |writer| {
            if is_number { writer.number(2) } else { writer.boolean(2) }
        })
    }

    fn node(&mut self, draw: &mut Draw, above: Above) -> (Tree, Node) {
        self.count += 1;
        let mut json = Tree::Object(vec![
            ("name".into(), Tree::Text(format!("score{}", self.count))),
            ("label".into(), say(draw, self.plan)),
        ]);
        let mut node = Node {
            name: format!("score{}", self.count),
            height: 1,
            is_share: true,
            most: None,
            always: true,
            has_weight: above.weighted,
        };
        if above.weighted {
            json.put("weight", Tree::number(*draw.pick(&[0, 1, 1, 2, 10])));
        }
        if draw.chance(40) {
            json.put("decimals", Tree::number(draw.below(7)));
        }
        for key in ["unit", "source", "unverified"] {
            if draw.chance(10) {
                json.put(key, say(draw, self.plan));
            }
        }
        if !self.is_small() && draw.chance(15) {
            json.put("relevant", self.expression(draw, false));
            node.always = false;
        }
        let is_inner = above.depth < DEEPEST && self.count < NODES;
        if is_inner && draw.chance(if above.depth == 1 { 75 } else { 40 }) {
            self.inner(draw, above, &mut json, &mut node);
        } else {
            self.leaf(draw, above, &mut json, &mut node);
        }
        let scale = if node.is_share { Some(100) } else { node.most };
        if let Some(scale) = scale.filter(|_| draw.chance(35)) {
            let bound = draw.word(&["at_least", "above", "at_most", "below"]);
            let value = draw.below(scale);
            let value = if draw.chance(30) { format!("{value}.5") } else { value.to_string() };
            let mut target = Tree::Object(vec![(bound.into(), Tree::raw(&value))]);
            if draw.chance(30) {
                target.put("label", say(draw, self.plan));
            }
            json.put("target", target);
        }
        if draw.chance(20) {
            let bounds = [80, 50, 20, 0].into_iter().filter(|_| draw.chance(60)).collect::<Vec<_>>();
            let band = |(index, from): (usize, usize)| {
                Tree::Object(vec![
                    ("name".into(), Tree::Text(format!("band{index}"))),
                    ("label".into(), say(draw, self.plan)),
                    ("from".into(), Tree::number(from)),
                ])
            };
            json.put("bands", bounds.into_iter().enumerate().map(band).collect());
        }
        self.fresh.push(node.clone());
        (json, node)
    }

    fn inner(&mut self, draw: &mut Draw, above: Above, json: &mut Tree, node: &mut Node) {
        let inherited = if above.pooled { "pooled" } else { "item_mean" };
        let combine = match (self.is_small(), above.shares) {
            (true, _) => "pooled",
            (false, true) => draw.word(&["pooled", "item_mean", "weighted"]),
            (false, false) => draw.word(&["pooled", "item_mean", "weighted", "weighted", "sum", "sum"]),
        };
        if combine != inherited || draw.chance(50) {
            json.put("combine", Tree::text(combine));
        }
        let mut own = Above { depth: above.depth + 1, weighted: combine == "weighted", ..above };
        if matches!(combine, "pooled" | "item_mean") {
            own.pooled = combine == "pooled";
            own.shares = true;
        }
        if draw.chance(20) {
            own.rescale = draw.word(&["max", "min_max"]);
            json.put("rescale", Tree::text(own.rescale));
        }
        if draw.chance(20) {
            own.method = if self.is_small() { "mean" } else { draw.word(&["top_box", "mean", "sum"]) };
            json.put("method", Tree::text(own.method));
        }
        if combine != "pooled" && draw.chance(50) {
            let words: &[&'static str] = &["empty", "zero", "renormalise"];
            json.put("missing", Tree::text(draw.word(&words[..if combine == "sum" { 2 } else { 3 }])));
        }
        let (mut children, mut parts) = (Vec::new(), Vec::<Node>::new());
        for _ in 0..draw.between(1, 3) {
            let suits = |known: &&Node| {
                own.depth + known.height <= 8
                    && (known.is_share || !own.shares)
                    && known.has_weight == own.weighted
                    && parts.iter().all(|part| part.name != known.name)
            };
            let suited: Vec<Node> = self.known.iter().filter(suits).cloned().collect();
            let (child, part) = match draw.any(&suited).filter(|_| draw.chance(25)) {
                Some(known) => (Tree::text(&known.name), known),
                None => self.node(draw, own),
            };
            children.push(child);
            parts.push(part);
        }
        if own.weighted {
            // One weight at least is above 0.
            let (mut last, part) = self.node(draw, Above { weighted: false, depth: DEEPEST, ..own });
            last.put("weight", Tree::number(draw.between(1, 3)));
            children.push(last);
            parts.push(part);
            if let Some(fresh) = self.fresh.last_mut() {
                fresh.has_weight = true;
            }
        }
        json.put("children", Tree::Array(children));
        node.height = 1 + parts.iter().map(|part| part.height).max().unwrap_or_default();
        node.is_share = combine != "sum" && parts.iter().all(|part| part.is_share);
        if combine == "sum" {
            let sum = |every: bool| {
                let mut parts = parts.iter().filter(|part| every || part.always);
                parts.try_fold(0, |sum, part| Some(sum + part.most?))
            };
            let (all, always) = (sum(true), sum(false));
            node.most = all;
            if draw.chance(50) {
                let least = always.unwrap_or(1).max(1);
                let max = all.map_or(draw.between(1, 50), |all| draw.between(least, all.max(least)));
                json.put("max", Tree::number(max));
                node.most = Some(max);
                if all.is_some() && draw.chance(50) {
                    json.put("scale_to_max", Tree::raw(draw.word(&["true", "false"])));
                }
            }
        }
    }

    fn leaf(&mut self, draw: &mut Draw, above: Above, json: &mut Tree, node: &mut Node) {
        let method = match (self.is_small(), above.shares) {
            (true, _) => draw.word(&["top_box", "top_box", "mean"]),
            (false, true) => draw.word(&["top_box", "top_box", "mean", "mean", "ratio"]),
            (false, false) => draw.word(&["top_box", "mean", "sum", "sum", "ratio", "points", "points"]),
        };
        node.is_share = !matches!(method, "sum" | "points");
        if matches!(method, "ratio" | "points") {
            self.ratio(draw, method, json, node);
            return;
        }
        if method != above.method || draw.chance(30) {
            json.put("method", Tree::text(method));
        }
        let rescale = if method == "mean" && draw.chance(50) { draw.word(&["max", "min_max"]) } else { above.rescale };
        if rescale != above.rescale || method == "mean" && draw.chance(30) {
            json.put("rescale", Tree::text(rescale));
        }
        if method == "top_box" && draw.chance(50) {
            json.put("top", Tree::raw(draw.word(&["[4,5]", "[1]", "[2, 3, 5]", "[99]"])));
        }
        let mut pooled = above.pooled;
        if method != "sum" && !self.is_small() && draw.chance(25) {
            pooled = draw.chance(50);
            json.put("combine", Tree::text(if pooled { "pooled" } else { "item_mean" }));
        }
        if method == "sum" && draw.chance(40) {
            let max = draw.between(1, 50);
            json.put("max", Tree::number(max));
            node.most = Some(max);
        }
        if (method == "sum" || !pooled) && draw.chance(50) {
            let words: &[&'static str] = &["empty", "zero", "renormalise"];
            json.put("missing", Tree::text(draw.word(&words[..if method == "sum" { 2 } else { 3 }])));
        }
        let fits = |item: &&Item| self.fits(item, method, rescale);
        let items: Vec<&str> = self.plan.items.iter().filter(fits).map(|item| item.name.as_str()).collect();
        let some = draw.some(&items);
        let some = if some.is_empty() { items } else { some };
        json.put("items", some.into_iter().map(Tree::text).collect());
    }

    /// Whether a question can be counted like this.
    fn fits(&self, item: &Item, method: &str, rescale: &str) -> bool {
        let is_number = |kind: Type| matches!(kind, Type::Integer | Type::Decimal);
        match item.kind {
            Kind::SelectOne(list) => {
                let levels = || self.plan.lists[list].levels.iter().flatten();
                let (Some(low), Some(high)) = (levels().min(), levels().max()) else { return false };
                match method {
                    "mean" if rescale == "max" => *low >= 0 && *high > 0,
                    "mean" => low < high,
                    "sum" => item.repeats.is_empty(),
                    _ => true,
                }
            }
            kind => method == "sum" && item.repeats.is_empty() && kind.answer_type().is_some_and(is_number),
        }
    }

    fn ratio(&mut self, draw: &mut Draw, method: &str, json: &mut Tree, node: &mut Node) {
        json.put("numerator", self.expression(draw, true));
        let denominator = self.expression(draw, true);
        let is_safe = draw.chance(80);
        json.put(
            "denominator",
            match denominator {
                Tree::Text(text) if is_safe => Tree::Text(format!("abs({text})")),
                denominator => denominator,
            },
        );
        if method == "points" || draw.chance(30) {
            json.put("method", Tree::text(method));
        }
        if method == "points" {
            let max = draw.between(1, 20);
            json.put("max", Tree::number(max));
            node.most = Some(max);
            if draw.chance(40) {
                json.put("full_at", Tree::raw(draw.word(&["100", "95.5", "80", "0.5"])));
            }
        }
        if draw.chance(40) {
            json.put("when_none", Tree::text(draw.word(&["empty", "full", "zero"])));
        }
    }
}
