//! Results as they may be published: by groups, without what a few people answered.

use alloc::{collections::BTreeMap, string::String, vec::Vec};
use core::cmp::Ordering;

use super::{
    Outcome, Tally,
    disclosure::{Part, hidden, hidden_of_same, is_told},
    evaluate_with,
};
use crate::{
    form::Form,
    text::Localized,
    value::{Json, Ratio, object},
};

/// The result of one node of a score as it may be shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What it is; its parts are in [`Shown::parts`], and of a suppressed one all that was counted is
    /// taken out.
    pub outcome: Outcome,
    /// Whether too few answered, or it would tell what too few answered.
    pub suppressed: bool,
    /// The parts: factors of an index, items of a factor.
    pub parts: Vec<Shown>,
}

impl Shown {
    /// What may be shown of the results of everybody: nothing where fewer than `least` answered, and
    /// of the parts what does not tell too much together with their sum.
    #[must_use]
    pub fn all(outcomes: Vec<Outcome>, least: u64) -> Vec<Self> {
        let mut cells = Cells::of(&[&outcomes], least);
        while cells.settle_rows(least) {}
        let mut secret = cells.secret.into_iter().flatten();
        outcomes.into_iter().map(|outcome| Self::new(outcome, &mut secret)).collect()
    }

    /// A node and its parts with what `secret` says of each, the node first.
    fn new(mut outcome: Outcome, secret: &mut impl Iterator<Item = bool>) -> Self {
        let suppressed = secret.next().unwrap_or(true);
        let parts = core::mem::take(&mut outcome.parts);
        let parts = parts.into_iter().map(|part| Self::new(part, secret)).collect();
        if suppressed {
            outcome.forget();
        }
        Self { outcome, suppressed, parts }
    }

    /// The node with its parts again, without what is suppressed.
    #[must_use]
    pub fn to_outcome(&self) -> Outcome {
        Outcome { parts: self.parts.iter().map(Self::to_outcome).collect(), ..self.outcome.clone() }
    }

    /// As [`Outcome::to_report`]; a suppressed one has `null` for every count and
    /// `"suppressed": true`.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let mut json = self.outcome.to_report();
        if self.suppressed {
            for key in ["numerator", "denominator", "n"] {
                json.insert(key, Json::Null);
            }
            json.insert("suppressed", true.into());
        }
        if !self.parts.is_empty() {
            json.insert("parts", self.parts.iter().map(Self::to_json).collect());
        }
        json
    }
}

impl Outcome {
    /// How many responses it is about; where it counts none, how many answers said that it does not apply.
    fn weight(&self) -> u64 {
        if self.n > 0 { self.n } else { self.judgement.declined }
    }

    /// Takes out all that was counted.
    fn forget(&mut self) {
        (self.value, self.numerator, self.denominator, self.n) = (None, None, None, 0);
        self.levels.clear();
        self.judgement.forget();
    }
}

/// The nodes of the results of several groups, as a table of how many responses each is about: a row for
/// each group, a column for each node, in the order of the trees.
struct Cells {
    counts: Vec<Vec<u64>>,
    /// What must not be shown.
    secret: Vec<Vec<bool>>,
    /// The parts of each node.
    parts: Vec<Vec<usize>>,
    /// Under each name the nodes that have it: a question may be part of several scores.
    names: BTreeMap<String, Vec<usize>>,
}

impl Cells {
    fn of(groups: &[&[Outcome]], least: u64) -> Self {
        let mut cells = Self { counts: Vec::new(), secret: Vec::new(), parts: Vec::new(), names: BTreeMap::new() };
        for outcomes in groups {
            let mut counts = Vec::new();
            for outcome in *outcomes {
                cells.read(outcome, &mut counts);
            }
            cells.secret.push(counts.iter().map(|count| (1..least).contains(count)).collect());
            cells.counts.push(counts);
        }
        cells
    }

    /// Reads a node and those below it; the trees of all groups are alike.
    fn read(&mut self, outcome: &Outcome, counts: &mut Vec<u64>) {
        let node = counts.len();
        let is_new = self.counts.is_empty();
        counts.push(outcome.weight());
        if is_new {
            self.parts.push(Vec::new());
            self.names.entry(outcome.name.clone()).or_default().push(node);
        }
        for part in &outcome.parts {
            let index = counts.len();
            if let Some(parts) = self.parts.get_mut(node).filter(|_| is_new) {
                parts.push(index);
            }
            self.read(part, counts);
        }
    }

    /// Keeps secret what would be known as the difference between a node and its parts; tells whether
    /// that was anything.
    fn settle_rows(&mut self, least: u64) -> bool {
        let mut more = false;
        for (counts, secret) in self.counts.iter().zip(&mut self.secret) {
            for nodes in self.names.values() {
                let is_secret = nodes.iter().any(|node| secret.get(*node).copied().unwrap_or(true));
                for node in nodes.iter().filter(|_| is_secret) {
                    let Some(secret) = secret.get_mut(*node) else { continue };
                    more |= !*secret;
                    *secret = true;
                }
            }
            for (node, parts) in self.parts.iter().enumerate() {
                // Of what is secret no part is shown either: they would sum up to it.
                let all = secret.get(node).copied().unwrap_or(true);
                let cell = |part: &usize| Part {
                    count: counts.get(*part).copied().unwrap_or(0),
                    forced: all || secret.get(*part).copied().unwrap_or(true),
                    preferred: false,
                };
                let hidden = hidden_of_same(&parts.iter().map(cell).collect::<Vec<_>>(), least);
                for (part, hidden) in parts.iter().zip(hidden) {
                    let Some(secret) = secret.get_mut(*part) else { continue };
                    more |= hidden && !*secret;
                    *secret |= hidden;
                }
            }
        }
        more
    }

    /// Keeps secret what would be known as the difference between a node of everybody, whose row is the
    /// last, and those of the groups; tells whether that was anything.
    fn settle_columns(&mut self, least: u64) -> bool {
        let mut more = false;
        for node in 0..self.parts.len() {
            let cell = |(counts, secret): (&Vec<u64>, &Vec<bool>)| Part {
                count: counts.get(node).copied().unwrap_or(0),
                forced: secret.get(node).copied().unwrap_or(true),
                preferred: false,
            };
            let groups = self.counts.len().saturating_sub(1);
            let column: Vec<Part> = self.counts.iter().zip(&self.secret).take(groups).map(cell).collect();
            let mut hidden = hidden(&column, least);
            // Where there was no other group to hide with it, the sum is hidden.
            hidden.push(is_told(&column, &hidden, least));
            for (secret, hidden) in self.secret.iter_mut().zip(hidden) {
                let Some(secret) = secret.get_mut(node) else { continue };
                more |= hidden && !*secret;
                *secret |= hidden;
            }
        }
        more
    }
}

/// Results by the answer to one question.
#[derive(Debug)]
pub struct Breakdown {
    /// The results of everybody, without what would tell of a group that is not shown.
    pub whole: Vec<Shown>,
    /// The groups that may be shown, best first by the first score.
    pub groups: Vec<Group>,
    /// How many groups have responses and are not shown.
    pub hidden: usize,
}

/// The responses that gave the same answer.
#[derive(Debug)]
pub struct Group {
    /// The answer; `None` for those who did not answer.
    pub name: Option<String>,
    /// How it is shown; empty for those who did not answer.
    pub label: Localized,
    /// How many they are.
    pub responses: u64,
    /// Their scores.
    pub scores: Vec<Shown>,
}

/// A group as it was counted.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// The answer; `None` for those who did not answer.
    pub name: Option<&'a str>,
    /// What was counted.
    pub tally: &'a Tally,
    /// Whether it must not be shown.
    pub hidden: bool,
}

/// Which of some groups, of so many responses each, must not be shown where nothing of fewer than `least`
/// responses is; of groups that could be hidden to protect a small one, one that was hidden already is.
#[must_use]
pub fn too_small(groups: &[(u64, bool)], least: u64) -> Vec<bool> {
    let part = |(count, was_hidden): &(u64, bool)| Part { count: *count, forced: false, preferred: *was_hidden };
    hidden(&groups.iter().map(part).collect::<Vec<_>>(), least)
}

/// The results of groups that together are everybody, whose results `whole` are shown too; equal ones
/// stay in the order given. `label` says how an answer is shown.
#[must_use]
pub fn breakdown(
    form: &Form,
    whole: Vec<Outcome>,
    groups: &[Counted<'_>],
    least: u64,
    effect: Ratio,
    label: &dyn Fn(&str) -> Localized,
) -> Breakdown {
    let outcomes: Vec<Vec<Outcome>> = groups.iter().map(|group| evaluate_with(form, group.tally, effect)).collect();
    let rows: Vec<&[Outcome]> = outcomes.iter().map(Vec::as_slice).chain([&*whole]).collect();
    let mut cells = Cells::of(&rows, least);
    for (secret, group) in cells.secret.iter_mut().zip(groups) {
        if group.hidden {
            secret.fill(true);
        }
    }
    // Each node has a total over the groups that is shown, and each group's node one over its parts.
    while cells.settle_columns(least) | cells.settle_rows(least) {}
    let mut shown = Vec::new();
    let mut secret = cells.secret.pop().unwrap_or_default().into_iter();
    let whole = whole.into_iter().map(|outcome| Shown::new(outcome, &mut secret)).collect();
    for ((group, outcomes), secret) in groups.iter().zip(outcomes).zip(cells.secret) {
        if group.hidden {
            continue;
        }
        let mut secret = secret.into_iter();
        shown.push(Group {
            name: group.name.map(String::from),
            label: group.name.map_or_else(Localized::default, label),
            responses: group.tally.responses(),
            scores: outcomes.into_iter().map(|outcome| Shown::new(outcome, &mut secret)).collect(),
        });
    }
    // A stable sort; those without a value come last.
    shown.sort_by(|left, right| compare(right.scores.first(), left.scores.first()));
    Breakdown { whole, groups: shown, hidden: groups.iter().filter(|group| group.hidden).count() }
}

fn compare(left: Option<&Shown>, right: Option<&Shown>) -> Ordering {
    match (left, right) {
        (Some(left), Some(right)) => left.outcome.compare(&right.outcome),
        _ => Ordering::Equal,
    }
}

impl Breakdown {
    /// `{"question", "min_group", "hidden_groups", "groups": [{"name", "label", "responses",
    /// "scores"}]}`; a group's scores are whole trees, but where only `roots` are wanted.
    #[must_use]
    pub fn to_json(&self, question: &str, least: u64, language: &str, roots: bool) -> Json {
        let score = |shown: &Shown| {
            let mut json = shown.to_json();
            if roots {
                json.remove("parts");
                json.remove("levels");
            }
            json
        };
        let group = |group: &Group| {
            object(alloc::vec![
                ("name", group.name.as_deref().into()),
                ("label", group.name.as_ref().map(|_| group.label.get(language)).into()),
                ("responses", group.responses.into()),
                ("scores", group.scores.iter().map(score).collect()),
            ])
        };
        object(alloc::vec![
            ("question", question.into()),
            ("min_group", least.into()),
            ("hidden_groups", self.hidden.into()),
            ("groups", self.groups.iter().map(group).collect()),
        ])
    }
}

#[cfg(all(test, feature = "program"))]
#[allow(clippy::panic, reason = "a test fails by panicking")]
mod tests {
    use alloc::{sync::Arc, vec};

    use super::*;
    use crate::{entry::Entry, form::load};

    const DEFINITION: &str = r#"{
      "schema_version": 1, "form_id": "groups", "version": "1", "title": "Groups",
      "settings": {"default_language": "en"}, "provenance": {"source": "a test"},
      "choices": {"level": [{"name": "low", "label": "Low", "score": 1}, {"name": "high", "label": "High", "score": 5}]},
      "survey": [{"type": "group", "name": "page", "label": "Page", "children": [
        {"type": "select_one", "name": "q1", "label": "1", "choices": "level"},
        {"type": "select_one", "name": "q2", "label": "2", "choices": "level"},
        {"type": "select_one", "name": "q3", "label": "3", "choices": "level"}
      ]}],
      "scores": [
        {"name": "index", "label": "I", "items": ["q1", "q2", "q3"]},
        {"name": "other", "label": "O", "method": "mean", "items": ["q1", "q2"]}
      ]
    }"#;

    fn form() -> Arc<Form> {
        let json = serde_json::from_str(DEFINITION).unwrap_or(Json::Null);
        Arc::new(load(&json).unwrap_or_else(|faults| panic!("{faults:?}")))
    }

    /// A tally of as many answers to each question.
    fn tally(form: &Arc<Form>, answers: [usize; 3]) -> Tally {
        let mut tally = Tally::new(form);
        for index in 0..answers.into_iter().max().unwrap_or(0) {
            let given = ["q1", "q2", "q3"].into_iter().zip(answers).filter(|(_, count)| index < *count);
            let given = given.map(|(name, _)| (String::from(name), Json::from("high"))).collect();
            let entry = Entry::from_answers(Arc::clone(form), None, &Json::Object(given));
            assert_eq!(tally.add(&entry), Ok(()));
        }
        tally
    }

    fn shown(scores: &[Shown]) -> Vec<(&str, bool)> {
        let mut found = Vec::new();
        for score in scores {
            found.push((score.outcome.name.as_str(), score.suppressed));
            found.extend(shown(&score.parts));
        }
        found
    }

    #[test]
    fn a_small_cell_is_known_neither_from_its_row_nor_from_its_column() {
        let form = form();
        let tallies = [tally(&form, [8, 2, 8]), tally(&form, [9, 9, 9]), tally(&form, [10, 10, 10])];
        let counted: Vec<Counted<'_>> =
            tallies.iter().map(|tally| Counted { name: Some("x"), tally, hidden: false }).collect();
        let mut everybody = Tally::new(&form);
        for tally in &tallies {
            everybody.merge(tally);
        }
        let whole = evaluate_with(&form, &everybody, Ratio::ONE);
        let breakdown = breakdown(&form, whole, &counted, 5, Ratio::ONE, &|_| Localized::default());
        assert_eq!((breakdown.groups.len(), breakdown.hidden), (3, 0));
        let of = |responses: u64| {
            let group = breakdown.groups.iter().find(|group| group.responses == responses);
            shown(group.map_or(&[][..], |group| &group.scores))
        };
        // q2 of the first group was answered by two. With it go another item of the group, whose sum is
        // shown, and the same items of another group, since the sums of everybody are.
        let first = vec![
            ("index", false),
            ("q1", true),
            ("q2", true),
            ("q3", false),
            ("other", false),
            ("q1", true),
            ("q2", true),
        ];
        assert_eq!(of(8), first);
        assert_eq!(of(9), first);
        assert!(of(10).iter().all(|(_, suppressed)| !suppressed));
        let json = breakdown.to_json("by", 5, "en", false).to_text();
        assert!(json.contains(r#""name":"q2","method":"top_box","top":[4,5],"value":null,"numerator":null"#), "{json}");
    }

    #[test]
    fn everybody_is_shown_but_for_what_few_answered() {
        let form = form();
        // q3 was answered by one. q1 goes with it, and q2 with q1, since the other score has only these.
        let scores = Shown::all(evaluate_with(&form, &tally(&form, [9, 9, 1]), Ratio::ONE), 5);
        let expected = vec![
            ("index", false),
            ("q1", true),
            ("q2", true),
            ("q3", true),
            ("other", false),
            ("q1", true),
            ("q2", true),
        ];
        assert_eq!(shown(&scores), expected);
        let scores = Shown::all(evaluate_with(&form, &tally(&form, [4, 4, 4]), Ratio::ONE), 13);
        assert!(shown(&scores).iter().all(|(_, suppressed)| *suppressed));
    }
}
