//! What a definition says of its scores: trees of nodes over questions, each with its method.
//!
//! How they are computed is the room `score`; here is only what was read.

use alloc::{string::String, vec::Vec};

use crate::text::Localized;
#[cfg(feature = "full")]
use crate::{expression::Expression, value::Ratio};

/// A node of a score: an index over its factors, a factor over its items, or a criterion.
#[derive(Clone, Debug)]
pub struct Score {
    /// Its name, unique among the scores.
    pub name: String,
    /// What it is called.
    pub label: Localized,
    /// How what is below it is counted.
    pub method: Method,
    /// How many decimals it is printed with.
    pub decimals: u8,
    /// The nodes it is made of.
    pub children: Vec<Score>,
    /// The questions it is made of, where it has no children.
    pub items: Vec<Item>,
    /// All that only a build with [`crate::FULL`] reads.
    #[cfg(feature = "full")]
    pub rule: Rule,
}

/// A question that is scored.
#[derive(Clone, Debug)]
pub struct Item {
    /// The question.
    pub question: usize,
    /// What each choice of its list adds to the numerator; `None` for one that is not applicable. Empty
    /// for a question that is answered with a number.
    pub gains: Vec<Option<i64>>,
    /// What an answer adds to the denominator.
    pub whole: i64,
}

/// How answers become a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// Of a node whose parts are counted in different ways.
    Mixed,
    /// The share of the answers with one of these levels, in percent.
    TopBox(Vec<i64>),
    /// The mean level, in percent.
    Mean(Rescale),
    /// The total of the answers; over many responses the mean total.
    Sum,
    /// A numerator of a denominator, in percent.
    Ratio,
    /// Points for a ratio, as Decision 766/QĐ-TTg gives them.
    Points,
}

/// What of a mean level is how many percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rescale {
    /// 100 · mean / highest level.
    Max,
    /// 100 · (mean − lowest level) / (highest − lowest level).
    MinMax,
}

impl Method {
    /// Its name in a definition and a result; empty where there is none.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Mixed => "",
            Self::TopBox(_) => "top_box",
            Self::Mean(_) => "mean",
            Self::Sum => "sum",
            Self::Ratio => "ratio",
            Self::Points => "points",
        }
    }
}

impl Rescale {
    /// Its name in a definition and a result.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Max => "max",
            Self::MinMax => "min_max",
        }
    }
}

impl Score {
    /// Every question below it, in order.
    #[must_use]
    pub fn all_items(&self) -> Vec<usize> {
        let mut items: Vec<usize> = self.items.iter().map(|item| item.question).collect();
        for child in &self.children {
            items.extend(child.all_items());
        }
        items
    }
}

/// How a node is made of its parts, and how it is judged.
#[cfg(feature = "full")]
#[derive(Clone, Debug)]
pub struct Rule {
    /// How the parts make the whole.
    pub combine: Combine,
    /// What a part without a value does.
    pub missing: Missing,
    /// Its weight in a weighted parent.
    pub weight: Option<u32>,
    /// The most points.
    pub max: Option<Ratio>,
    /// Whether the parts that are relevant make up the whole [`Rule::max`].
    pub scale_to_max: bool,
    /// The numerator and the denominator of a ratio, or of the ratio that gives points.
    pub fraction: Option<(Expression, Expression)>,
    /// The percentage from which a ratio gives all points.
    pub full_at: Ratio,
    /// What a denominator of 0 gives.
    pub when_none: WhenNone,
    /// In which responses it counts.
    pub relevant: Option<Expression>,
    /// What it should reach.
    pub target: Option<Target>,
    /// What its numerator counts, in the plural: dossiers.
    pub unit: Localized,
    /// The bands of its values, the highest first.
    pub bands: Vec<Band>,
    /// The document it comes from.
    pub source: Localized,
    /// What of it is not verified.
    pub unverified: Localized,
}

/// How the parts of a node make its value.
#[cfg(feature = "full")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combine {
    /// Their numerators and their denominators are added.
    Pooled,
    /// The mean of the values of all items below.
    ItemMean,
    /// The mean of the children's values, weighted.
    Weighted,
    /// The sum of the children's values.
    Sum,
}

#[cfg(feature = "full")]
impl Combine {
    /// Its name in a definition and a result.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pooled => "pooled",
            Self::ItemMean => "item_mean",
            Self::Weighted => "weighted",
            Self::Sum => "sum",
        }
    }
}

/// What a part without a value does to the whole.
#[cfg(feature = "full")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It leaves, with its weight.
    Renormalise,
    /// It counts as 0.
    Zero,
    /// The whole has no value.
    Empty,
}

/// What a denominator of 0 gives.
#[cfg(feature = "full")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenNone {
    /// No value.
    Empty,
    /// 100 %, or all points.
    Full,
    /// 0.
    Zero,
}

/// What a node should reach.
#[cfg(feature = "full")]
#[derive(Clone, Debug)]
pub struct Target {
    /// How its value is to stand to [`Target::value`].
    pub bound: Bound,
    /// A number on the scale of the node.
    pub value: Ratio,
    /// What the target is called, such as the mean of the country.
    pub label: Localized,
}

/// How a value is to stand to a target.
#[cfg(feature = "full")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Not below it.
    AtLeast,
    /// Above it.
    Above,
    /// Not above it.
    AtMost,
    /// Below it.
    Below,
}

#[cfg(feature = "full")]
impl Bound {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::AtLeast, Self::Above, Self::AtMost, Self::Below];

    /// Its key in a definition and a result.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AtLeast => "at_least",
            Self::Above => "above",
            Self::AtMost => "at_most",
            Self::Below => "below",
        }
    }
}

/// A band of values: the rating "good".
#[cfg(feature = "full")]
#[derive(Clone, Debug)]
pub struct Band {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: Localized,
    /// The least value in it.
    pub from: Ratio,
}

#[cfg(feature = "full")]
impl Default for Rule {
    fn default() -> Self {
        Self {
            combine: Combine::Pooled,
            missing: Missing::Renormalise,
            weight: None,
            max: None,
            scale_to_max: false,
            fraction: None,
            full_at: Ratio::integer(100),
            when_none: WhenNone::Empty,
            relevant: None,
            target: None,
            unit: Localized::default(),
            bands: Vec::new(),
            source: Localized::default(),
            unverified: Localized::default(),
        }
    }
}

#[cfg(feature = "full")]
impl Score {
    /// Whether only a build with [`crate::FULL`] can compute it. What it is judged by is not asked of
    /// the others.
    #[must_use]
    pub fn needs_full(&self) -> bool {
        let simple = matches!(self.method, Method::Mixed | Method::TopBox(_) | Method::Mean(_));
        let plain = self.rule.combine == Combine::Pooled && self.rule.relevant.is_none();
        !simple || !plain || self.children.iter().any(Self::needs_full)
    }

    /// Whether its value is a share of something that is counted, in percent.
    #[must_use]
    pub fn is_share(&self) -> bool {
        if self.children.is_empty() {
            return matches!(self.method, Method::TopBox(_) | Method::Mean(_) | Method::Ratio);
        }
        self.rule.combine != Combine::Sum && self.children.iter().all(Self::is_share)
    }

    /// Whether everything below it is a question with levels.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        match self.children.as_slice() {
            [] => matches!(self.method, Method::TopBox(_) | Method::Mean(_)),
            children => children.iter().all(Self::is_closed),
        }
    }

    /// Visits it and the nodes below it, each before its children.
    pub fn walk_mut(&mut self, visit: &mut dyn FnMut(&mut Self)) {
        visit(self);
        self.children.iter_mut().for_each(|child| child.walk_mut(visit));
    }

    /// Visits it and the nodes below it, each before its children.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        self.children.iter().for_each(|child| child.walk(visit));
    }
}
