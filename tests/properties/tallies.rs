//! Laws of scores over many responses, on data sets that are drawn at random.

use std::{fmt::Write, sync::Arc};

use sipas_forms::{
    entry::{Entry, Surroundings},
    form::{Form, load},
    score::{Outcome, Tally, evaluate, report},
    value::{Json, Ratio},
};

use crate::{
    draw::Draw,
    laws::{case, report_of},
    values::answers,
};

/// How many responses a data set has at most.
const RESPONSES: usize = 14;

fn begun() -> Surroundings {
    Surroundings::new("2025-07-30T08:15:00+07:00", "vi")
}

/// The data sets of the drawn forms that have scores: what can be counted of each.
fn data_sets(mut visit: impl FnMut(u64, &Arc<Form>, &[Entry], &mut Draw)) {
    let mut count = 0;
    for seed in crate::seeds(250) {
        let Ok(form) = load(&case(seed).definition.read()) else { continue };
        if form.scores.is_empty() {
            continue;
        }
        let form = Arc::new(form);
        let mut draw = Draw::new(seed ^ 0x5c0e5);
        let entries: Vec<Entry> = (0..draw.below(RESPONSES))
            .map(|_| {
                let given = answers(&mut draw, &form).read();
                Entry::from_answers(Arc::clone(&form), begun(), &given)
            })
            .filter(|entry| Tally::new(&form).add(entry).is_ok())
            .collect();
        visit(seed, &form, &entries, &mut draw);
        count += 1;
    }
    assert!(count >= 50, "only {count} data sets");
}

fn counted<'a>(form: &Form, entries: impl IntoIterator<Item = &'a Entry>) -> Tally {
    let mut tally = Tally::new(form);
    for entry in entries {
        tally.add(entry).unwrap();
    }
    tally
}

fn told(form: &Form, tally: &Tally) -> String {
    report(form, tally, Ratio::parse("1.5").unwrap()).to_text()
}

/// Every node that is written in `nodes`, and those below.
fn written<'a>(nodes: &'a Json, found: &mut Vec<&'a Json>) {
    for node in nodes.elements().iter().filter(|node| node.get("name").is_some()) {
        found.push(node);
        written(node.get("children").unwrap_or(&Json::Null), found);
    }
}

#[test]
fn what_is_written_of_a_score_is_read_wherever_it_is_named() {
    let mut targets = 0;
    for seed in crate::seeds(400) {
        let definition = case(seed).definition.read();
        let Ok(form) = load(&definition) else { continue };
        let mut nodes = Vec::new();
        written(definition.get("scores").unwrap_or(&Json::Null), &mut nodes);
        for score in &form.scores {
            score.walk(&mut |score| {
                let is_it = |node: &&&Json| node.get("name").and_then(Json::as_text) == Some(score.name.as_str());
                let node = nodes.iter().find(is_it).unwrap();
                let (has, rule, about) = (|key: &str| node.get(key).is_some(), &score.rule, &score.name);
                assert_eq!(has("target"), rule.target.is_some(), "seed {seed}: {about}");
                assert_eq!(has("relevant"), rule.relevant.is_some(), "seed {seed}: {about}");
                assert_eq!(has("numerator"), rule.fraction.is_some(), "seed {seed}: {about}");
                assert_eq!(has("max"), rule.max.is_some(), "seed {seed}: {about}");
                assert_eq!(has("weight"), rule.weight.is_some(), "seed {seed}: {about}");
                let parts = node.get("children").or(node.get("items")).map_or(0, |parts| parts.elements().len());
                assert_eq!(parts, score.children.len() + score.items.len(), "seed {seed}: {about}");
                targets += usize::from(has("target"));
            });
        }
    }
    assert!(targets >= 100, "only {targets} targets");
}

fn shuffle<T>(draw: &mut Draw, all: &mut [T]) {
    for last in (1..all.len()).rev() {
        all.swap(last, draw.below(last + 1));
    }
}

#[test]
fn tallies_add_up_to_that_of_all_responses_in_any_order_and_any_groups() {
    data_sets(|seed, form, entries, draw| {
        let whole = told(form, &counted(form, entries));
        let mut groups: [Vec<&Entry>; 3] = [vec![], vec![], vec![]];
        for entry in entries {
            groups[draw.below(3)].push(entry);
        }
        let [a, b, c] = groups.map(|group| counted(form, group));
        let sum = |left: &Tally, right: &Tally| {
            let mut sum = left.clone();
            sum.merge(right);
            sum
        };
        let ways = [sum(&sum(&a, &b), &c), sum(&a, &sum(&b, &c)), sum(&c, &sum(&b, &a)), sum(&sum(&b, &c), &a)];
        for (number, way) in ways.iter().enumerate() {
            assert_eq!(way.responses(), entries.len() as u64, "seed {seed}");
            assert_eq!(told(form, way), whole, "seed {seed}, way {number}");
        }
        assert_eq!(ways[0], ways[2], "seed {seed}");
    });
}

#[test]
fn what_is_kept_of_tallies_adds_up_as_they_do() {
    let mut kinds = [false; 3];
    data_sets(|seed, form, entries, draw| {
        let keep = |tally: &Tally| tally.to_json(form).to_text();
        let read = |text: &str| Tally::from_json(form, &serde_json::from_str(text).unwrap());
        // In batches; the sum so far is written and read again before each.
        let mut kept = keep(&Tally::new(form));
        let mut rest = entries;
        while !rest.is_empty() {
            let (batch, behind) = rest.split_at(1 + draw.below(rest.len()));
            let mut sum = read(&kept).unwrap();
            sum.merge(&counted(form, batch));
            (kept, rest) = (keep(&sum), behind);
        }
        let whole = counted(form, entries);
        assert_eq!(read(&kept).as_ref(), Some(&whole), "seed {seed}: {kept}");
        assert_eq!(kept, keep(&whole), "seed {seed}");
        for (seen, key) in kinds.iter_mut().zip(["levels", "moments", "figures"]) {
            *seen |= kept.contains(&format!("\"{key}\""));
        }
        // What is not of this form and version is not taken for it.
        let version = format!("\"version\":{}", Tally::VERSION);
        let name = format!("\"name\":\"{}\"", form.scores[0].name);
        for (written, instead) in
            [(&*version, "\"version\":0"), (&*name, "\"name\":\"x y\""), ("\"slots\":[{", "\"slots\":[{},{")]
        {
            assert!(kept.contains(written), "{kept}");
            assert_eq!(read(&kept.replacen(written, instead, 1)), None, "seed {seed}");
        }
    });
    assert_eq!(kinds, [true; 3], "levels, moments and figures were all drawn");
}

#[test]
fn the_order_of_the_responses_changes_nothing() {
    data_sets(|seed, form, entries, draw| {
        let mut others: Vec<&Entry> = entries.iter().collect();
        shuffle(draw, &mut others);
        let (whole, other) = (counted(form, entries), counted(form, others));
        assert_eq!(told(form, &whole), told(form, &other), "seed {seed}");
        assert_eq!(whole, other, "seed {seed}");
    });
}

#[test]
fn a_form_that_was_packed_scores_the_same() {
    data_sets(|seed, form, entries, _| {
        let unpacked = Arc::new(Form::unpack(&form.pack()).unwrap());
        let again: Vec<Entry> =
            entries.iter().map(|entry| Entry::from_answers(Arc::clone(&unpacked), begun(), &entry.answers())).collect();
        // What is sent means the same again, so both have the same answers.
        let here: Vec<Entry> =
            entries.iter().map(|entry| Entry::from_answers(Arc::clone(form), begun(), &entry.answers())).collect();
        for (here, again) in here.iter().zip(&again) {
            assert_eq!(report_of(here), report_of(again), "seed {seed}");
        }
        assert_eq!(told(form, &counted(form, &here)), told(&unpacked, &counted(&unpacked, &again)), "seed {seed}");
    });
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A form of as many questions from 1 to `levels` (and one that does not apply), and its scores.
fn survey(questions: usize, levels: usize, scores: &str) -> Arc<Form> {
    let (mut choices, mut asked) = (String::new(), String::new());
    for level in 1..=levels {
        write!(choices, r#"{{"name": "{level}", "label": "{level}", "score": {level}}}, "#).unwrap();
    }
    for question in 0..questions {
        let comma = if question > 0 { "," } else { "" };
        write!(asked, r#"{comma}{{"type": "select_one", "name": "q{question}", "label": "Q", "choices": "level"}}"#)
            .unwrap();
    }
    let definition = format!(
        r#"{{"schema_version": 1, "form_id": "survey", "version": "1", "title": "Survey",
        "provenance": {{"source": "a test"}},
        "choices": {{"level": [{choices} {{"name": "na", "label": "-", "not_applicable": true}}]}},
        "survey": [{{"type": "group", "name": "page", "label": "Page", "children": [{asked}]}}],
        "scores": [{scores}]}}"#
    );
    Arc::new(load(&json(&definition)).unwrap_or_else(|faults| panic!("{faults:#?}")))
}

fn names(questions: std::ops::Range<usize>) -> String {
    questions.map(|question| format!(r#""q{question}""#)).collect::<Vec<_>>().join(", ")
}

fn response(form: &Arc<Form>, given: impl Iterator<Item = (usize, String)>) -> Entry {
    let given: Vec<String> = given.map(|(question, name)| format!(r#""q{question}": "{name}""#)).collect();
    Entry::from_answers(Arc::clone(form), None, &json(&format!("{{{}}}", given.join(", "))))
}

#[test]
fn what_is_pooled_is_the_mean_of_the_items_when_nothing_is_missing() {
    let methods =
        [r#""method": "top_box", "top": [2, 3]"#, r#""method": "mean""#, r#""method": "mean", "rescale": "min_max""#];
    for seed in 0..300 {
        let mut draw = Draw::new(seed);
        let (questions, levels) = (draw.between(1, 9), draw.between(2, 5));
        let middle = draw.between(1, questions);
        let tree = |name: &str, combine: &str, method: &str| {
            let leaf = |name: String, items| format!(r#"{{"name": "{name}", "label": "L", "items": [{items}]}}"#);
            let rest = if middle < questions {
                format!(", {}", leaf(format!("{name}_b"), names(middle..questions)))
            } else {
                String::new()
            };
            let first = leaf(format!("{name}_a"), names(0..middle));
            format!(
                r#"{{"name": "{name}", "label": "L", "decimals": 6, "combine": "{combine}", {method},
                "children": [{first}{rest}]}}"#
            )
        };
        let method = draw.word(&methods);
        let trees = [tree("pooled", "pooled", method), tree("mean", "item_mean", method)];
        let form = survey(questions, levels, &trees.join(", "));
        let entries: Vec<Entry> = (0..draw.between(1, 12))
            .map(|_| response(&form, (0..questions).map(|question| (question, draw.between(1, levels).to_string()))))
            .collect();
        let outcomes = evaluate(&form, &counted(&form, &entries));
        let [pooled, mean] = &outcomes[..] else { panic!("two trees") };
        assert!(pooled.value.is_some());
        assert_eq!(pooled.compare(mean), std::cmp::Ordering::Equal, "seed {seed}: {pooled:?}\n{mean:?}");
        for (pooled, mean) in pooled.parts.iter().zip(&mean.parts) {
            assert_eq!(pooled.compare(mean), std::cmp::Ordering::Equal, "seed {seed}");
        }
    }
}

#[test]
fn one_more_satisfied_answer_never_lowers_a_top_box() {
    for seed in 0..400 {
        let mut draw = Draw::new(seed);
        let questions = draw.between(2, 6);
        let (combine, missing) = *draw.pick(&[
            ("pooled", ""),
            ("item_mean", "renormalise"),
            ("item_mean", "zero"),
            ("item_mean", "empty"),
            ("weighted", "renormalise"),
            ("weighted", "zero"),
            ("weighted", "empty"),
        ]);
        let missing = if missing.is_empty() { String::new() } else { format!(r#""missing": "{missing}","#) };
        let leaf = |name: &str, items: String| {
            let weight = if combine == "weighted" { r#""weight": 2,"# } else { "" };
            format!(r#"{{"name": "{name}", "label": "L", {weight} "items": [{items}]}}"#)
        };
        let form = survey(
            questions,
            5,
            &format!(
                r#"{{"name": "index", "label": "L", "combine": "{combine}", {missing} "children": [{}, {}]}}"#,
                leaf("a", names(0..1)),
                leaf("b", names(1..questions))
            ),
        );
        let level = |draw: &mut Draw| String::from(draw.word(&["1", "2", "3", "4", "5", "na"]));
        let mut drawn = |least: usize| {
            let asked: Vec<usize> = (0..questions).filter(|_| draw.chance(70)).collect();
            let given: Vec<(usize, String)> = asked.into_iter().map(|question| (question, level(&mut draw))).collect();
            let free: Vec<usize> =
                (0..questions).filter(|question| given.iter().all(|(known, _)| known != question)).collect();
            let more = draw.any(&free).filter(|_| least == 0);
            (given, more, String::from(draw.word(&["4", "5"])))
        };
        let mut tally = Tally::new(&form);
        for _ in 0..seed % 7 {
            tally.add(&response(&form, drawn(1).0.into_iter())).unwrap();
        }
        let (given, more, satisfied) = drawn(0);
        let mut with = tally.clone();
        tally.add(&response(&form, given.clone().into_iter())).unwrap();
        let more = more.map(|question| (question, satisfied));
        with.add(&response(&form, given.into_iter().chain(more))).unwrap();
        higher(&evaluate(&form, &tally), &evaluate(&form, &with), seed);
    }
}

fn higher(before: &[Outcome], after: &[Outcome], seed: u64) {
    for (before, after) in before.iter().zip(after) {
        assert!(before.compare(after).is_le(), "seed {seed}: {before:?}\n{after:?}");
        higher(&before.parts, &after.parts, seed);
    }
}
