//! Many responses at once, each a row of bytes: the shortest way from answers in memory to a [`Tally`].
//!
//! What a response adds to a node is one number, numerator and denominator together, so that the node
//! needs one addition per item and one count per response; sums of squares are made of those counts
//! at the end. Nothing is divided, compared or rounded on the way.

use alloc::{vec, vec::Vec};

use super::tally::{Parts, Slot, Tally};
use crate::form::{Form, Item, Score};

/// The most choices of a list that is counted this way.
const MAX_CHOICES: usize = 14;
/// The byte behind the last choice, under which what is no choice is counted.
const WRONG: u8 = 15;
/// How many different bytes are told apart.
const BYTES: usize = 16;
/// How many different numerators and denominators a node may have in one response.
const MAX_PAIRS: usize = 1 << 20;

/// How the rows of a form's scored questions are counted.
#[derive(Clone, Debug)]
pub struct Levels {
    /// The question of each column.
    questions: Vec<usize>,
    /// How many choices the list of each column has.
    choices: Vec<u8>,
    /// Of every node, its children before it, the items first.
    nodes: Vec<Node>,
    /// What a numerator of 1 adds to a sum; a denominator of 1 adds 1.
    stride: u32,
    /// How many slots a tally has.
    slots: usize,
}

#[derive(Clone, Debug)]
struct Node {
    slot: usize,
    parent: Option<usize>,
    items: Vec<Column>,
    /// How many different sums it has.
    pairs: usize,
}

#[derive(Clone, Debug)]
struct Column {
    /// Which byte of a row it is.
    byte: usize,
    /// The slot of the item.
    slot: usize,
    /// What each byte adds.
    adds: [u32; BYTES],
    item: Item,
}

/// Why rows cannot be counted: which row, from 0, and which question's byte is no choice; of an
/// incomplete row, no question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The first such row.
    pub row: usize,
    /// The question.
    pub question: Option<usize>,
}

impl Levels {
    /// The columns of a form; `None` if it has a score that counts more than the levels of questions:
    /// figures, rows of a repeat, conditions, or longer lists than 14 choices.
    #[must_use]
    pub fn of(form: &Form) -> Option<Self> {
        let mut questions: Vec<usize> = form.scores.iter().flat_map(Score::all_items).collect();
        questions.sort_unstable();
        questions.dedup();
        let mut choices = Vec::new();
        for question in &questions {
            let element = form.element(*question).filter(|element| element.repeat.is_none())?;
            let list = form.list_of(element.kind).filter(|list| list.choices.len() <= MAX_CHOICES)?;
            choices.push(u8::try_from(list.choices.len()).ok()?);
        }
        let whole: i64 = form.scores.iter().map(most).max().unwrap_or(0);
        let stride = u32::try_from(whole.checked_add(1)?).ok()?;
        let mut levels = Self { questions, choices, nodes: Vec::new(), stride, slots: 0 };
        for score in &form.scores {
            levels.plan(score, None)?;
        }
        levels.nodes.reverse();
        let last = levels.nodes.len().checked_sub(1)?;
        for node in &mut levels.nodes {
            node.parent = node.parent.and_then(|parent| last.checked_sub(parent));
        }
        Some(levels)
    }

    /// The questions, in the order of the bytes of a row.
    #[must_use]
    pub fn questions(&self) -> &[usize] {
        &self.questions
    }

    /// Plans a node and those below it, each before its children.
    fn plan(&mut self, score: &Score, parent: Option<usize>) -> Option<()> {
        if !score.is_closed() || score.rule.relevant.is_some() {
            return None;
        }
        let index = self.nodes.len();
        let slot = self.slots;
        self.slots = self.slots.checked_add(1)?;
        let top = usize::try_from(most(score)).ok()?;
        let pairs = top.checked_mul(usize::try_from(self.stride).ok()?)?.checked_add(top)?.checked_add(1)?;
        if pairs > MAX_PAIRS {
            return None;
        }
        self.nodes.push(Node { slot, parent, items: Vec::new(), pairs });
        for child in &score.children {
            self.plan(child, Some(index))?;
        }
        let mut items = Vec::new();
        for item in &score.items {
            let mut adds = [0; BYTES];
            for (gain, slot) in item.gains.iter().zip(adds.iter_mut().skip(1)) {
                if let Some(gain) = gain {
                    let numerator = u32::try_from(*gain).ok()?.checked_mul(self.stride)?;
                    *slot = numerator.checked_add(u32::try_from(item.whole).ok()?)?;
                }
            }
            let byte = self.questions.binary_search(&item.question).ok()?;
            items.push(Column { byte, slot: self.slots, adds, item: item.clone() });
            self.slots = self.slots.checked_add(1)?;
        }
        self.nodes.get_mut(index)?.items = items;
        Some(())
    }

    /// Counts `rows`: one byte for each of [`Levels::questions`], 0 for no answer, else the place of the
    /// choice in its list, from 1. The rows are counted all or not at all.
    ///
    /// # Errors
    /// The first [`BadRow`].
    pub fn count(&self, tally: &mut Tally, rows: &[u8]) -> Result<(), BadRow> {
        let width = self.questions.len();
        let complete = rows.len().checked_rem(width).unwrap_or(rows.len());
        let count = rows.len().checked_div(width).unwrap_or(0);
        if complete > 0 {
            return Err(BadRow { row: count, question: None });
        }
        let mut bytes = vec![[0_u64; BYTES]; width];
        let mut pairs: Vec<Vec<u32>> = self.nodes.iter().map(|node| vec![0; node.pairs]).collect();
        let mut sums = vec![0_u32; self.nodes.len()];
        // A count of 32 bits holds as many responses as fit in any memory that is counted at once.
        for row in rows.chunks_exact(width.max(1)) {
            for (count, byte) in bytes.iter_mut().zip(row) {
                if let Some(count) = count.get_mut(usize::from((*byte).min(WRONG))) {
                    *count = count.wrapping_add(1);
                }
            }
            sums.fill(0);
            for (index, (node, counts)) in self.nodes.iter().zip(&mut pairs).enumerate() {
                let mut sum = sums.get(index).copied().unwrap_or(0);
                for column in &node.items {
                    let byte = row.get(column.byte).copied().unwrap_or(0).min(WRONG);
                    sum = sum.wrapping_add(column.adds.get(usize::from(byte)).copied().unwrap_or(0));
                }
                if let Some(count) = counts.get_mut(sum as usize) {
                    *count = count.wrapping_add(1);
                }
                if let Some(above) = node.parent.and_then(|parent| sums.get_mut(parent)) {
                    *above = above.wrapping_add(sum);
                }
            }
        }
        let wrong = |(choices, counts): (&u8, &[u64; BYTES])| {
            counts.iter().skip(usize::from(*choices).saturating_add(1)).any(|count| *count > 0)
        };
        if self.choices.iter().zip(&bytes).any(wrong) {
            return Err(self.first_wrong(rows));
        }
        tally.responses = tally.responses.saturating_add(count as u64);
        for (node, pairs) in self.nodes.iter().zip(&pairs) {
            self.write(node, pairs, &bytes, count as u64, tally);
        }
        Ok(())
    }

    fn first_wrong(&self, rows: &[u8]) -> BadRow {
        for (row, bytes) in rows.chunks_exact(self.questions.len().max(1)).enumerate() {
            for ((byte, choices), question) in bytes.iter().zip(&self.choices).zip(&self.questions) {
                if byte > choices {
                    return BadRow { row, question: Some(*question) };
                }
            }
        }
        BadRow { row: 0, question: None }
    }

    /// Writes what was counted into the slots of a node and its items.
    fn write(&self, node: &Node, pairs: &[u32], bytes: &[[u64; BYTES]], responses: u64, tally: &mut Tally) {
        let mut overflow = false;
        for column in &node.items {
            let Some(counts) = bytes.get(column.byte) else { continue };
            let Some(slot) = tally.slots.get_mut(column.slot) else { continue };
            slot.relevant = slot.relevant.saturating_add(responses);
            for ((total, gain), count) in slot.counts.iter_mut().zip(&column.item.gains).zip(counts.iter().skip(1)) {
                *total = total.saturating_add(*count);
                let Some(gain) = gain else { continue };
                slot.n = slot.n.saturating_add(*count);
                overflow |= !slot.moments.times(Parts { x: *gain, y: column.item.whole }, *count);
            }
        }
        if let Some(slot) = tally.slots.get_mut(node.slot) {
            overflow |= !self.write_node(slot, pairs, responses);
        }
        tally.overflow |= overflow;
    }

    /// Writes the counts of a node; tells whether they fit.
    fn write_node(&self, slot: &mut Slot, pairs: &[u32], responses: u64) -> bool {
        slot.relevant = slot.relevant.saturating_add(responses);
        let mut fits = true;
        for (pair, count) in pairs.iter().enumerate().filter(|(_, count)| **count > 0) {
            let pair = u32::try_from(pair).unwrap_or_default();
            let part = |part: Option<u32>| i64::from(part.unwrap_or(0));
            let parts = Parts { x: part(pair.checked_div(self.stride)), y: part(pair.checked_rem(self.stride)) };
            if parts.y > 0 {
                slot.n = slot.n.saturating_add(u64::from(*count));
                fits &= slot.moments.times(parts, u64::from(*count));
            }
        }
        fits
    }
}

/// The largest denominator, and so numerator, that one response can give a node.
fn most(score: &Score) -> i64 {
    let items = score.items.iter().map(|item| item.whole.max(item.gains.iter().flatten().copied().max().unwrap_or(0)));
    let items = items.fold(0, i64::saturating_add);
    score.children.iter().map(most).fold(items, i64::saturating_add)
}

#[cfg(all(test, feature = "program"))]
#[allow(clippy::panic, clippy::arithmetic_side_effects, reason = "a test fails by panicking")]
mod tests {
    use alloc::{string::String, sync::Arc};

    use super::*;
    use crate::{
        entry::Entry,
        form::load,
        score::{evaluate, report},
        value::{Json, Ratio},
    };

    const DEFINITION: &str = r#"{
      "schema_version": 1, "form_id": "levels", "version": "1", "title": "Levels",
      "settings": {"default_language": "en"}, "provenance": {"source": "a test"},
      "choices": {
        "five": [
          {"name": "a", "label": "1", "score": 1}, {"name": "b", "label": "2", "score": 2},
          {"name": "c", "label": "3", "score": 3}, {"name": "na", "label": "-", "not_applicable": true},
          {"name": "d", "label": "4", "score": 4}, {"name": "e", "label": "5", "score": 5}],
        "two": [{"name": "y", "label": "Yes", "score": 1}, {"name": "n", "label": "No", "score": 0}]
      },
      "survey": [{"type": "group", "name": "page", "label": "Page", "children": [
        {"type": "select_one", "name": "q1", "label": "1", "choices": "five"},
        {"type": "select_one", "name": "q2", "label": "2", "choices": "five"},
        {"type": "select_one", "name": "q3", "label": "3", "choices": "two"},
        {"type": "integer", "name": "figure", "label": "4"}
      ]}],
      "scores": [
        {"name": "index", "label": "I", "combine": "weighted", "children": [
          {"name": "one", "label": "1", "weight": 2, "items": ["q1", "q2"]},
          {"name": "two", "label": "2", "weight": 1, "method": "mean", "rescale": "min_max", "items": ["q3", "q1"]}]},
        {"name": "mean", "label": "M", "method": "mean", "combine": "item_mean", "items": ["q2", "q1"]},
        {"name": "again", "label": "A", "children": ["one"]}
      ]
    }"#;

    fn form(definition: &str) -> Arc<Form> {
        let json = serde_json::from_str(definition).unwrap_or(Json::Null);
        Arc::new(load(&json).unwrap_or_else(|faults| panic!("{faults:?}")))
    }

    #[test]
    fn rows_of_bytes_count_as_the_answers_do() {
        let form = form(DEFINITION);
        let levels = Levels::of(&form).unwrap_or_else(|| panic!("closed questions"));
        let names =
            levels.questions().iter().map(|question| form.element(*question).map(|element| element.name.as_str()));
        assert_eq!(names.collect::<Vec<_>>(), [Some("q1"), Some("q2"), Some("q3")]);
        let (mut rows, mut singly, mut seed) = (Vec::new(), Tally::new(&form), 7_u32);
        for _ in 0..500 {
            let mut answers = Vec::new();
            for (name, choices) in [("q1", "-abcXdee"), ("q2", "-abcXdee"), ("q3", "-yn-yyyy")] {
                seed = seed.wrapping_mul(48271) % 2_147_483_647;
                let place = seed as usize / 16 % 8;
                let choice = choices.chars().nth(place).filter(|choice| *choice != '-');
                let byte =
                    choice.and_then(|choice| if name == "q3" { "yn".find(choice) } else { "abcXde".find(choice) });
                rows.push(byte.map_or(0, |byte| u8::try_from(byte + 1).unwrap_or(0)));
                let stored = choice.map(|choice| if choice == 'X' { String::from("na") } else { String::from(choice) });
                answers.extend(stored.map(|stored| (String::from(name), Json::Text(stored))));
            }
            let entry = Entry::from_answers(Arc::clone(&form), None, &Json::Object(answers));
            assert_eq!(singly.add(&entry), Ok(()));
        }
        let mut together = Tally::new(&form);
        let (first, rest) = rows.split_at(3 * 137);
        assert_eq!(levels.count(&mut together, first), Ok(()));
        assert_eq!(levels.count(&mut together, rest), Ok(()));
        assert_eq!(together, singly);
        assert_eq!(report(&form, &together, Ratio::ONE), report(&form, &singly, Ratio::ONE));
        assert!(evaluate(&form, &together).iter().all(|outcome| outcome.value.is_some()));
    }

    #[test]
    fn a_bad_row_is_told_and_nothing_is_counted() {
        let form = form(DEFINITION);
        let levels = Levels::of(&form).unwrap_or_else(|| panic!("closed questions"));
        let mut tally = Tally::new(&form);
        let question = form.find("q3");
        assert_eq!(levels.count(&mut tally, &[1, 6, 2, 1, 1, 3]), Err(BadRow { row: 1, question }));
        assert_eq!(levels.count(&mut tally, &[1, 255, 2]), Err(BadRow { row: 0, question: form.find("q2") }));
        assert_eq!(levels.count(&mut tally, &[1, 1, 1, 1]), Err(BadRow { row: 1, question: None }));
        assert_eq!(tally, Tally::new(&form));
    }

    #[test]
    fn what_is_more_than_levels_is_counted_otherwise() {
        let ratio = r#"{"name": "mean", "label": "M", "numerator": "${figure}", "denominator": "10"},"#;
        let mean =
            r#"{"name": "mean", "label": "M", "method": "mean", "combine": "item_mean", "items": ["q2", "q1"]},"#;
        assert!(Levels::of(&form(&DEFINITION.replace(mean, ratio))).is_none());
        let relevant = DEFINITION.replace(r#""name": "one","#, r#""name": "one", "relevant": "${figure} > 1","#);
        assert!(Levels::of(&form(&relevant)).is_none());
    }
}
