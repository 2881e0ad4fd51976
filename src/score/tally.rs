//! What is counted: for every node and every item a few whole numbers, which add up.

use alloc::{vec, vec::Vec};

use crate::{
    entry::Entry,
    expression::Value,
    form::{Form, Item, Method, Score},
};

#[cfg(feature = "full")]
use super::{
    exact::exact,
    sums::{Figures, Moments},
};
#[cfg(feature = "full")]
use crate::{expression::Expression, form::Missing, value::Ratio};
#[cfg(feature = "full")]
use alloc::{boxed::Box, string::String};

/// The counts of one response or of a million: whatever a result needs, and no response. Tallies of
/// the same form add up in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub(super) responses: u64,
    /// Of every node and item, each before its parts: children first, then items.
    pub(super) slots: Vec<Slot>,
    /// Whether a count outgrew its number.
    pub(super) overflow: bool,
}

/// What is counted of one node or item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Slot {
    /// Of an item, how often each choice of its list was chosen.
    pub(super) counts: Vec<u64>,
    /// How many responses gave it something to count.
    #[cfg(feature = "full")]
    pub(super) n: u64,
    /// In how many responses it was relevant.
    #[cfg(feature = "full")]
    pub(super) relevant: u64,
    /// Over the responses, what their numerators `x` and denominators `y` give for the spread.
    #[cfg(feature = "full")]
    pub(super) moments: Moments,
    /// Of what is no share of choices: the sums of its figures.
    #[cfg(feature = "full")]
    pub(super) figures: Option<Box<Figures>>,
    /// Whether a denominator was negative.
    #[cfg(feature = "full")]
    pub(super) negative: bool,
}

/// Why a response cannot be counted.
#[cfg(feature = "full")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A code of the message catalogue.
    pub code: &'static str,
    /// The name of the score.
    pub score: String,
}

/// How many slots a node and all below it take.
pub(super) fn size(score: &Score) -> usize {
    let below = score.children.iter().map(size).fold(score.items.len(), usize::saturating_add);
    below.saturating_add(1)
}

impl Tally {
    /// A tally of no responses.
    #[must_use]
    pub fn new(form: &Form) -> Self {
        let mut slots = Vec::new();
        form.scores.iter().for_each(|score| begin(score, &mut slots));
        Self { responses: 0, slots, overflow: false }
    }

    /// How many responses were counted.
    #[must_use]
    pub const fn responses(&self) -> u64 {
        self.responses
    }

    /// Counts one response to the same form; an item in a repeat counts in every row.
    ///
    /// # Errors
    /// A response whose figures cannot be: the denominator of a ratio is negative. It is then not counted
    /// at all.
    #[cfg(feature = "full")]
    pub fn add(&mut self, entry: &Entry) -> Result<(), Fault> {
        for score in &entry.form().scores {
            check(score, entry)?;
        }
        self.count(entry.form(), entry);
        Ok(())
    }

    pub(super) fn count(&mut self, form: &Form, response: &impl Response) {
        self.responses = self.responses.saturating_add(1);
        let mut rest = self.slots.as_mut_slice();
        let mut overflow = self.overflow;
        for score in &form.scores {
            let (slots, behind) = rest.split_at_mut_checked(size(score)).unwrap_or_default();
            rest = behind;
            count(score, slots, response, &mut overflow);
        }
        self.overflow = overflow;
    }

    /// Adds what another tally of the same form counted.
    #[cfg(feature = "full")]
    pub fn merge(&mut self, other: &Self) {
        let mut overflow = self.overflow || other.overflow;
        let mut add = |count: &mut u64, other: u64| match count.checked_add(other) {
            Some(sum) => *count = sum,
            None => overflow = true,
        };
        add(&mut self.responses, other.responses);
        for (slot, other) in self.slots.iter_mut().zip(&other.slots) {
            for (count, other) in slot.counts.iter_mut().zip(&other.counts) {
                add(count, *other);
            }
            add(&mut slot.n, other.n);
            add(&mut slot.relevant, other.relevant);
            slot.negative |= other.negative;
        }
        for (slot, other) in self.slots.iter_mut().zip(&other.slots) {
            overflow |= !slot.moments.merge(&other.moments);
            if let (Some(figures), Some(other)) = (&mut slot.figures, &other.figures) {
                figures.merge(other);
            }
        }
        self.overflow = overflow;
    }

    /// Counts responses to a form that scores nothing.
    #[cfg(feature = "dataset")]
    pub(crate) fn add_unscored(&mut self, responses: u64) {
        self.responses = self.responses.saturating_add(responses);
    }

    /// Takes out what another tally of the same form counted, which was added before: then this one is what it
    /// would be had the other never been added. (But that a number was outgrown is not forgotten.)
    #[cfg(feature = "dataset")]
    pub fn take_out(&mut self, other: &Self) {
        let take = |count: &mut u64, other: u64| *count = count.saturating_sub(other);
        take(&mut self.responses, other.responses);
        let mut overflow = self.overflow;
        for (slot, other) in self.slots.iter_mut().zip(&other.slots) {
            for (count, other) in slot.counts.iter_mut().zip(&other.counts) {
                take(count, *other);
            }
            take(&mut slot.n, other.n);
            take(&mut slot.relevant, other.relevant);
            overflow |= !slot.moments.take_out(&other.moments);
            if let (Some(figures), Some(other)) = (&mut slot.figures, &other.figures) {
                figures.take_out(other);
            }
        }
        self.overflow = overflow;
    }
}

/// The slots of a node and of all below it, empty.
fn begin(score: &Score, slots: &mut Vec<Slot>) {
    slots.push(new_slot(score, 0));
    score.children.iter().for_each(|child| begin(child, slots));
    slots.extend(score.items.iter().map(|item| new_slot(score, item.gains.len())));
}

fn new_slot(score: &Score, choices: usize) -> Slot {
    Slot {
        // Of a total the numbers are added, not the choices counted.
        counts: vec![0; if score.method == Method::Sum { 0 } else { choices }],
        #[cfg(feature = "full")]
        n: 0,
        #[cfg(feature = "full")]
        relevant: 0,
        #[cfg(feature = "full")]
        moments: Moments::default(),
        #[cfg(feature = "full")]
        negative: false,
        #[cfg(feature = "full")]
        figures: (score.children.is_empty() && matches!(score.method, Method::Sum | Method::Ratio | Method::Points))
            .then(Box::default),
    }
}

/// What scores read of a response.
pub(super) trait Response {
    /// Counts the choices of an item; gives what they add to the numerator and to the denominator, and
    /// whether there was anything.
    fn choices(&self, item: &Item, counts: &mut [u64]) -> Parts;
    /// The number that was answered.
    #[cfg(feature = "full")]
    fn number(&self, item: &Item) -> Option<Ratio>;
    /// The value of an expression.
    #[cfg(feature = "full")]
    fn value(&self, expression: &Expression) -> Option<Value>;
    /// Whether all answers that an expression reads are right. (Nothing is scored of figures that are still
    /// to be mended.)
    #[cfg(feature = "full")]
    fn is_sound(&self, expression: &Expression) -> bool;
}

/// What one response adds to a numerator and a denominator.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parts {
    pub(super) x: i64,
    pub(super) y: i64,
}

impl Parts {
    const fn add(&mut self, other: Self) {
        self.x = self.x.saturating_add(other.x);
        self.y = self.y.saturating_add(other.y);
    }
}

fn increase(count: &mut u64) {
    *count = count.saturating_add(1);
}

impl Response for Entry {
    fn choices(&self, item: &Item, counts: &mut [u64]) -> Parts {
        let mut parts = Parts::default();
        let list = self.form().element(item.question).and_then(|element| self.form().list_of(element.kind));
        for at in self.instances(item.question) {
            let Some(Value::Text(name)) = self.value(at) else { continue };
            let chosen = list.and_then(|list| list.choices.iter().position(|choice| choice.name == *name));
            let Some(chosen) = chosen else { continue };
            if let Some(count) = counts.get_mut(chosen) {
                increase(count);
            }
            if let Some(Some(gain)) = item.gains.get(chosen) {
                parts.add(Parts { x: *gain, y: item.whole });
            }
        }
        parts
    }

    #[cfg(feature = "full")]
    fn number(&self, item: &Item) -> Option<Ratio> {
        if self.is_wrong(item.question.into()) {
            return None;
        }
        match Self::value(self, item.question.into())? {
            Value::Number(number) => Some(*number),
            Value::Text(name) => {
                let list = self.form().list_of(self.form().element(item.question)?.kind)?;
                let chosen = list.choices.iter().position(|choice| choice.name == *name)?;
                item.gains.get(chosen).copied().flatten().map(Ratio::integer)
            }
            _ => None,
        }
    }

    #[cfg(feature = "full")]
    fn value(&self, expression: &Expression) -> Option<Value> {
        self.evaluate_outside(expression)
    }

    #[cfg(feature = "full")]
    fn is_sound(&self, expression: &Expression) -> bool {
        let reads_wrong = |id: usize| self.instances(id).into_iter().any(|at| self.is_wrong(at));
        !expression.references().into_iter().any(|reference| reads_wrong(reference.id))
    }
}

/// Counts a response at a node and below it; gives what it adds to the node's numerator and denominator.
#[cfg(not(feature = "full"))]
fn count(score: &Score, slots: &mut [Slot], response: &impl Response, _: &mut bool) -> Parts {
    // One response is all that this build counts: what is above the items follows from them.
    let Some((_, mut rest)) = slots.split_first_mut() else { return Parts::default() };
    for child in &score.children {
        let (own, behind) = rest.split_at_mut_checked(size(child)).unwrap_or_default();
        rest = behind;
        count(child, own, response, &mut false);
    }
    for (item, slot) in score.items.iter().zip(rest) {
        response.choices(item, &mut slot.counts);
    }
    Parts::default()
}

/// Counts a response at a node and below it; gives what it adds to the node's numerator and denominator.
#[cfg(feature = "full")]
fn count(score: &Score, slots: &mut [Slot], response: &impl Response, overflow: &mut bool) -> Parts {
    let mut sum = Parts::default();
    let Some((slot, mut rest)) = slots.split_first_mut() else { return sum };
    if !is_relevant(score, response) {
        return sum;
    }
    increase(&mut slot.relevant);
    let mut contributes = false;
    for child in &score.children {
        let (own, behind) = rest.split_at_mut_checked(size(child)).unwrap_or_default();
        rest = behind;
        let before = own.first().map_or(0, |slot| slot.n);
        sum.add(count(child, own, response, overflow));
        contributes |= own.first().is_some_and(|slot| slot.n > before);
    }
    if let Some((numerator, denominator)) = fraction(score, response) {
        contributes = denominator >= Ratio::ZERO;
        slot.negative |= !contributes;
        if let Some(figures) = slot.figures.as_mut().filter(|_| contributes) {
            figures.add(&exact(numerator), &exact(denominator));
        }
    } else if score.method == Method::Sum && score.children.is_empty() {
        contributes = count_total(score, slot, rest, response);
    } else if !score.items.is_empty() {
        for (item, slot) in score.items.iter().zip(rest) {
            increase(&mut slot.relevant);
            let parts = response.choices(item, &mut slot.counts);
            if parts.y > 0 {
                increase(&mut slot.n);
                *overflow |= !slot.moments.square(parts);
                sum.add(parts);
            }
        }
        contributes = sum.y > 0;
    }
    if contributes {
        increase(&mut slot.n);
    }
    if sum.y > 0 {
        *overflow |= !slot.moments.square(sum);
    }
    sum
}

/// Counts the total of a response; tells whether it has one.
#[cfg(feature = "full")]
fn count_total(score: &Score, slot: &mut Slot, items: &mut [Slot], response: &impl Response) -> bool {
    let (mut total, mut answered) = (Figures::default(), 0_usize);
    let one = exact(Ratio::ONE);
    for (item, slot) in score.items.iter().zip(items) {
        increase(&mut slot.relevant);
        let Some(number) = response.number(item).map(exact) else { continue };
        answered = answered.saturating_add(1);
        increase(&mut slot.n);
        total.add(&number, &one);
        if let Some(figures) = &mut slot.figures {
            figures.add(&number, &one);
        }
    }
    let is_complete = answered == score.items.len() || score.rule.missing == Missing::Zero;
    if answered == 0 || !is_complete {
        return false;
    }
    if let Some(figures) = &mut slot.figures {
        let most = score.rule.max.map(exact);
        figures.add(&most.map_or_else(|| total.numerator.clone(), |most| most.min(total.numerator.clone())), &one);
    }
    true
}

#[cfg(feature = "full")]
fn is_relevant(score: &Score, response: &impl Response) -> bool {
    score.rule.relevant.as_ref().is_none_or(|relevant| response.value(relevant) == Some(Value::Boolean(true)))
}

/// The numerator and the denominator of a ratio, if the response has both.
#[cfg(feature = "full")]
fn fraction(score: &Score, response: &impl Response) -> Option<(Ratio, Ratio)> {
    let number = |expression: &Expression| match response.value(expression)? {
        Value::Number(number) => Some(number),
        _ => None,
    };
    let (numerator, denominator) = score.rule.fraction.as_ref()?;
    if !response.is_sound(numerator) || !response.is_sound(denominator) {
        return None;
    }
    number(numerator).zip(number(denominator))
}

/// Refuses a response with a negative denominator.
#[cfg(feature = "full")]
fn check(score: &Score, entry: &Entry) -> Result<(), Fault> {
    if !is_relevant(score, entry) {
        return Ok(());
    }
    if fraction(score, entry).is_some_and(|(_, denominator)| denominator < Ratio::ZERO) {
        return Err(Fault { code: "score_negative_denominator", score: score.name.clone() });
    }
    score.children.iter().try_for_each(|child| check(child, entry))
}

#[cfg(all(test, feature = "full"))]
mod tests {
    use alloc::{string::ToString, sync::Arc, vec::Vec};

    use super::*;
    use crate::{
        form::load,
        score::{Outcome, State, evaluate, evaluate_one, report},
        value::{Json, MAX_SAFE_INTEGER, Ratio, object},
    };

    fn form(scores: Vec<Json>) -> Arc<Form> {
        let node = |kind: &str, name: &str, more: Vec<(&str, Json)>| {
            object([vec![("type", kind.into()), ("name", name.into()), ("label", name.into())], more].concat())
        };
        let choice = |name: &str, score: u64| {
            object(vec![("name", name.into()), ("label", name.into()), ("score", score.into())])
        };
        let level: Json = [choice("1", 1), choice("5", 5)].into_iter().collect();
        let questions: Json = [
            node("select_one", "q", vec![("choices", "level".into())]),
            node("integer", "a", vec![]),
            node("integer", "b", vec![]),
            node("integer", "c", vec![("max", 10_u64.into())]),
        ]
        .into_iter()
        .collect();
        let definition = object(vec![
            ("schema_version", 1_u64.into()),
            ("form_id", "tally".into()),
            ("version", "1".into()),
            ("title", "Tally".into()),
            ("provenance", object(vec![("source", "a test".into())])),
            ("choices", object(vec![("level", level)])),
            ("survey", [node("group", "page", vec![("children", questions)])].into_iter().collect()),
            ("scores", scores.into_iter().collect()),
        ]);
        Arc::new(load(&definition).unwrap_or_else(|faults| unreachable!("{faults:#?}")))
    }

    fn score(name: &str, parts: (&str, Json), more: Vec<(&str, Json)>) -> Json {
        object([vec![("name", name.into()), ("label", name.into()), parts], more].concat())
    }

    fn names(names: &[&str]) -> Json {
        names.iter().copied().collect()
    }

    fn ratio(name: &str) -> Json {
        score(name, ("numerator", "${a}".into()), vec![("denominator", "${b}".into())])
    }

    fn entry(form: &Arc<Form>, answers: Vec<(&str, Json)>) -> Entry {
        Entry::from_answers(Arc::clone(form), None, &object(answers))
    }

    fn of(form: &Arc<Form>, answers: Vec<(&str, Json)>) -> Tally {
        let mut tally = Tally::new(form);
        assert_eq!(tally.add(&entry(form, answers)), Ok(()));
        tally
    }

    fn find<'a>(outcomes: &'a [Outcome], name: &str) -> Option<&'a Outcome> {
        outcomes
            .iter()
            .find_map(|outcome| if outcome.name == name { Some(outcome) } else { find(&outcome.parts, name) })
    }

    fn shown(outcomes: &[Outcome], name: &str) -> (String, Option<&'static str>) {
        find(outcomes, name).map_or((String::new(), None), |found| (found.to_text("en"), found.judgement.error))
    }

    /// A value and no error.
    fn is(value: &str) -> (String, Option<&'static str>) {
        (value.to_string(), None)
    }

    fn fails(code: &'static str) -> (String, Option<&'static str>) {
        ("—".to_string(), Some(code))
    }

    #[test]
    fn counts_that_outgrow_their_numbers_are_told_and_never_wrap() {
        let form = form(vec![score("share", ("items", names(&["q"])), vec![]), ratio("rate")]);
        let one = of(&form, vec![("q", "5".into()), ("a", 1_u64.into()), ("b", 2_u64.into())]);
        let mut doubled = one.clone();
        let mut sums = 0;
        // 2^52 responses are counted exactly, more than JSON holds are told to be too many.
        while doubled.responses() < 1 << 52 {
            let same = doubled.clone();
            doubled.merge(&same);
            sums += 1;
        }
        assert_eq!(sums, 52);
        assert_eq!(shown(&evaluate(&form, &doubled), "share"), is("100.00"));
        assert_eq!(shown(&evaluate(&form, &doubled), "rate"), fails("score_overflow"), "2^53 of them");
        for _ in 52..70 {
            let same = doubled.clone();
            doubled.merge(&same);
            for name in ["share", "q", "rate"] {
                assert_eq!(shown(&evaluate(&form, &doubled), name), fails("score_overflow"), "{name}");
            }
        }
        // Once lost, it stays lost.
        doubled.merge(&Tally::new(&form));
        assert_eq!(shown(&evaluate(&form, &doubled), "share"), fails("score_overflow"));
        assert!(!report(&form, &doubled, Ratio::ONE).to_text().contains("interval"));
    }

    #[test]
    fn nothing_is_scored_of_a_figure_that_is_to_be_mended() {
        let rate = score("rate", ("numerator", "${c}".into()), vec![("denominator", "${b}".into())]);
        let total = score("total", ("items", names(&["c"])), vec![("method", "sum".into())]);
        let form = form(vec![rate, total]);
        let values = |c: u64| {
            let outcomes = evaluate_one(&entry(&form, vec![("b", 20_u64.into()), ("c", c.into())]));
            [shown(&outcomes, "rate"), shown(&outcomes, "total")]
        };
        assert_eq!(values(10), [is("50.00"), is("10.00")]);
        assert_eq!(values(11), [is("—"), is("—")]);
    }

    #[test]
    fn figures_that_sum_beyond_what_json_holds_are_told() {
        let most = || Json::from(Ratio::integer(MAX_SAFE_INTEGER));
        let sheet = score("total", ("items", names(&["a", "b"])), vec![("method", "sum".into())]);
        let form = form(vec![ratio("rate"), sheet, score("share", ("items", names(&["q"])), vec![])]);
        let mut tally = of(&form, vec![("q", "5".into()), ("a", most()), ("b", most())]);
        let outcomes = evaluate(&form, &tally);
        assert_eq!(shown(&outcomes, "rate"), is("100.00"));
        assert_eq!(shown(&outcomes, "total"), fails("score_overflow"));
        assert_eq!(shown(&outcomes, "share"), is("100.00"), "what is counted elsewhere is not concerned");
        assert_eq!(tally.add(&entry(&form, vec![("a", 1_u64.into()), ("b", 1_u64.into())])), Ok(()));
        let outcomes = evaluate(&form, &tally);
        assert_eq!(shown(&outcomes, "rate"), fails("score_overflow"));
        assert_eq!(find(&outcomes, "rate").and_then(|rate| rate.numerator), None);
    }

    #[test]
    fn a_value_has_no_more_digits_than_every_reader_of_json_holds() {
        let decimals = vec![("method", "sum".into()), ("decimals", 6_u64.into())];
        let form = form(vec![score("total", ("items", names(&["a"])), decimals)]);
        let large = Json::from(Ratio::integer(1_000_000_000_001));
        let mut tally = of(&form, vec![("a", large)]);
        for _ in 0..2 {
            assert_eq!(tally.add(&entry(&form, vec![("a", 1_u64.into())])), Ok(()));
        }
        let outcomes = evaluate(&form, &tally);
        // 333333333334.333…: 12 digits leave three decimals.
        let value = outcomes.first().and_then(|outcome| outcome.value);
        assert_eq!(value.map(|value| value.to_shortest(6)).as_deref(), Some("333333333334.333"));
    }

    #[test]
    fn a_negative_denominator_is_refused_and_leaves_other_trees_alone() {
        let target = || ("target", object(vec![("at_least", 1_u64.into())]));
        let weighted =
            |name: &str, parts: Json| score(name, ("children", parts), vec![("combine", "sum".into()), target()]);
        let share = score("share", ("items", names(&["q"])), vec![]);
        let mut points = ratio("rate");
        for (key, value) in [("method", Json::from("points")), ("max", 10_u64.into()), target()] {
            points.insert(key, value);
        }
        let form = form(vec![
            weighted("index", [weighted("factor", [points].into_iter().collect())].into_iter().collect()),
            share,
        ]);
        let negative = Json::from(Ratio::integer(-1));
        let entry = |b: Json| entry(&form, vec![("q", "5".into()), ("a", 1_u64.into()), ("b", b)]);
        let refused = Fault { code: "score_negative_denominator", score: "rate".to_string() };
        let mut tally = Tally::new(&form);
        assert_eq!(tally.add(&entry(negative.clone())), Err(refused));
        assert_eq!(tally, Tally::new(&form), "it is not counted at all");
        let outcomes = evaluate_one(&entry(negative));
        for name in ["rate", "factor", "index"] {
            assert_eq!(shown(&outcomes, name), fails("score_negative_denominator"), "{name}");
            let target = find(&outcomes, name).and_then(|outcome| outcome.judgement.target.clone());
            assert_eq!(target.map(|(_, state)| state), Some(State::NoData), "{name}");
        }
        assert_eq!(shown(&outcomes, "share"), is("100.00"));
        // A denominator of 0 is none.
        assert_eq!(tally.add(&entry(0_u64.into())), Ok(()));
        assert_eq!(shown(&evaluate(&form, &tally), "rate"), is("—"));
    }
}
