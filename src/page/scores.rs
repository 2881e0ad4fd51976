//! The scores of the answers so far, beside the form: each score large, its parts as bars and as a
//! table of the same numbers, and how each number came about.
//!
//! It is a region and no live region: nobody is told a number at every key.

use alloc::{string::String, vec::Vec};
use core::cmp::Ordering;

use maud::{Markup, html};

use super::{
    Step, Walk, Words,
    node::{Node, Scale},
    question,
};
use crate::{
    form::At,
    score::{Outcome, State, evaluate_one},
    text::{Localized, write_number},
    value::{Ratio, digits},
};

/// The panel with everything in it; nothing where it is not to be seen.
pub(super) fn panel(walk: &Walk, words: Words<'_>) -> Markup {
    let is_filled = matches!(walk.step(), Step::Page(_) | Step::Review | Step::Sending);
    html! {
        @if is_filled && walk.shows_scores() {
            section.scores aria-labelledby="scores-title" { (content(walk, words)) }
        }
    }
}

/// What is in the panel.
pub(super) fn content(walk: &Walk, words: Words<'_>) -> Markup {
    let (form, outcomes) = (walk.entry().form(), evaluate_one(walk.entry()));
    let all = || form.scores.iter().zip(&outcomes).map(|(score, outcome)| Node::root(form, score, outcome, words));
    // A score that is of no concern to this sheet is not there.
    let roots: Vec<Node<'_>> = all().filter(|root| root.outcome.judgement.is_relevant).collect();
    // Scores of no parts are one table, where it also says which do not concern this sheet.
    let counts = |label: &Localized| roots.iter().any(|root| root.outcome.label == *label);
    let shown = |root: &Node<'_>| root.outcome.judgement.is_relevant || !counts(&root.outcome.label);
    let single: Vec<(usize, Node<'_>)> =
        all().enumerate().filter(|(_, root)| root.score.children.is_empty() && shown(root)).collect();
    let together = if single.len() > 1 { single } else { Vec::new() };
    let last = walk.last().map(evaluate_one).unwrap_or_default();
    let mut seen: Vec<&str> = Vec::new();
    html! {
        // On a narrow page, what shows and hides the rest; it is no part of it, so that no script is needed
        // to have all of it open on a wide one.
        details.scores-fold data-fold="all" {
            summary {
                (words.of(form, "scores_title"))
                @if !together.is_empty() { ": " span.scores-short { (states(&together, words, &[State::Met, State::Missed])) } }
                @else if let Some(root) = roots.first() { ": " strong { (root.measured(&root.value())) } }
            }
        }
        div.scores-content {
            h2 #scores-title { (words.of(form, "scores_title")) }
            p.hint { (words.say("reference_only")) }
            (preview(walk, words))
            @if !together.is_empty() { (targets(&together, &last, words)) }
            @for (index, root) in roots.iter().enumerate() {
                @if together.is_empty() || !root.score.children.is_empty() { (score(*root, &digits(index), &mut seen)) }
            }
        }
    }
}

/// The notes of the form that stand above its scores.
fn preview(walk: &Walk, words: Words<'_>) -> Markup {
    let form = walk.entry().form();
    let notes =
        form.reporting.preview.iter().map(|note| At::from(*note)).filter(|note| walk.entry().is_relevant(*note));
    html! {
        @for note in notes {
            @if let Some(element) = form.element(note.element) {
                div.scores-note { (question::label(walk, note, element, words)) }
            }
        }
    }
}

/// Scores of no parts in one table, with how many of them stand how to their targets; no total.
fn targets(roots: &[(usize, Node<'_>)], last: &[Outcome], words: Words<'_>) -> Markup {
    let all = [State::Met, State::Missed, State::NotApplicable, State::NoData];
    html! {
        div.scores-targets {
            p.scores-counts { (states(roots, words, &all)) }
            table {
                caption { (words.say("scores_targets")) }
                (heads(words))
                @for (index, root) in roots { (row(*root, &["t", &digits(*index)].concat(), 0, last.get(*index))) }
            }
        }
    }
}

/// How many of these scores are in each of these states, with their shapes.
fn states(roots: &[(usize, Node<'_>)], words: Words<'_>, wanted: &[State]) -> Markup {
    let count = |wanted: State| roots.iter().filter(|(_, root)| state_of(*root) == Some(wanted)).count();
    html! {
        @for (index, state) in wanted.iter().enumerate() {
            @let count = count(*state);
            // The dot stays with what is before it.
            @if index > 0 { "\u{a0}· " }
            span class={ "scores-state scores-" (state.name()) @if count == 0 { " scores-none" } } {
                (shape(*state)) (words.say(&["state_", state.name()].concat())) " " (digits(count))
            }
        }
    }
}

/// How a score stands to its target; one of no concern needs none.
fn state_of(node: Node<'_>) -> Option<State> {
    let judgement = &node.outcome.judgement;
    let target = judgement.target.as_ref().map(|(_, state)| *state);
    target.or((!judgement.is_relevant).then_some(State::NotApplicable))
}

/// What a value was in the last report, and how it changed; nothing where either is missing.
fn change(node: Node<'_>, last: Option<&Outcome>) -> Option<String> {
    let (value, before) = (node.outcome.value?, last?.value?);
    let change = value.checked_sub(before)?;
    let code = match change.cmp(&Ratio::ZERO) {
        Ordering::Greater => "scores_rise",
        Ordering::Less => "scores_fall",
        Ordering::Equal => "scores_same",
    };
    let amount = write_number(&change.abs()?.to_shortest(node.outcome.decimals), node.words.numbers());
    let is_percent = node.scale() == Scale::Percent;
    let amount = if is_percent { node.say("scores_points", &[("change", &amount)]) } else { amount };
    let before = node.measured(&last?.to_text(node.words.numbers()));
    let before = node.say("scores_last", &[("value", &before)]);
    Some([&before, ", ", &node.say(code, &[("change", &amount)])].concat())
}

/// One score.
fn score<'a>(root: Node<'a>, path: &str, seen: &mut Vec<&'a str>) -> Markup {
    let judgement = &root.outcome.judgement;
    seen.push(&root.score.name);
    let value = root.value();
    let number = html! { strong { (value) } };
    let measured = root.measured(&value);
    // The value large, the rest of the words around it.
    let rest = measured.strip_prefix(value.as_str()).unwrap_or_default();
    html! {
        div.scores-root {
            h3 { (root.label()) }
            p.scores-value { (number) (rest) }
            @if root.outcome.value.is_none() { p.hint { (why_not(root)) } }
            @let band = judgement.band.as_ref().map(|(_, label)| label.get(root.words.language));
            @if band.is_some() || !judgement.unverified.is_empty() {
                p.scores-band {
                    @if let Some(band) = band { strong { (band) } " " }
                    @if !judgement.unverified.is_empty() { (unverified(root.words)) }
                }
            }
            @if judgement.target.is_some() { div.scores-target { (target(root)) } }
            details data-fold=(path) {
                summary { (root.words.say("scores_how")) span.visually-hidden { ": " (root.label()) } }
                div.scores-why { (root.explanation()) }
            }
            @if !root.score.children.is_empty() {
                (bars(root))
                (table(root, path, seen))
            }
        }
    }
}

/// Why a score has no value, in short; its explanation has the names.
fn why_not(root: Node<'_>) -> String {
    let there = || root.outcome.parts.iter().filter(|part| part.judgement.is_relevant);
    let lacking = there().filter(|part| part.value.is_none()).count();
    if root.outcome.judgement.error.is_none() && lacking > 0 {
        return root.say("scores_lacking", &[("count", &digits(lacking)), ("all", &digits(there().count()))]);
    }
    root.sentences().into_iter().next().unwrap_or_default()
}

fn unverified(words: Words<'_>) -> Markup {
    html! { span.scores-unverified { (words.say("unverified")) } }
}

/// The children as bars. The table says the same in words.
fn bars(root: Node<'_>) -> Markup {
    html! {
        div.scores-bars aria-hidden="true" {
            @for child in root.children().filter(|child| child.outcome.judgement.is_relevant) {
                @if let Some(most) = child.scale().most() {
                    p { span { (child.label()) } " " strong { (child.value()) } }
                    (bar(child.outcome, most))
                }
            }
        }
    }
}

/// A value between 0 and the most, and its target as a line.
fn bar(outcome: &Outcome, most: Ratio) -> Markup {
    let part = |value: Ratio| {
        let percent = value.checked_mul(Ratio::integer(100)).and_then(|value| value.checked_div(most));
        let percent = percent.unwrap_or(Ratio::ZERO).clamp(Ratio::ZERO, Ratio::integer(100));
        [&percent.to_shortest(2), "%"].concat()
    };
    html! {
        svg width="100%" height="16" {
            rect.scores-track y="3" width="100%" height="10" {}
            @if let Some(value) = outcome.value { rect.scores-filled y="3" width=(part(value)) height="10" {} }
            @if let Some((target, _)) = &outcome.judgement.target {
                @let at = part(target.value);
                line.scores-goal x1=(at) x2=(at) y1="0" y2="16" stroke-width="4" {}
            }
        }
    }
}

/// All nodes below a score, each with its numbers.
fn table<'a>(root: Node<'a>, path: &str, seen: &mut Vec<&'a str>) -> Markup {
    let words = root.words;
    let mut rows = Vec::new();
    for (index, child) in root.children().enumerate().filter(|(_, child)| !root.is_replaced(child.outcome)) {
        add_rows(child, &[path, "-", &digits(index)].concat(), 1, seen, &mut rows);
    }
    html! {
        table {
            caption { (root.say("scores_table", &[("label", root.label())])) }
            (heads(words))
            @for row in rows { (row) }
        }
    }
}

fn heads(words: Words<'_>) -> Markup {
    html! {
        thead {
            tr {
                @for head in ["scores_value", "scores_counted", "scores_state"] { th scope="col" { (words.say(head)) } }
            }
        }
    }
}

/// A node and those below it. What was shown before is not unfolded again.
fn add_rows<'a>(node: Node<'a>, path: &str, depth: usize, seen: &mut Vec<&'a str>, rows: &mut Vec<Markup>) {
    rows.push(row(node, path, depth, None));
    if seen.contains(&node.score.name.as_str()) {
        return;
    }
    seen.push(&node.score.name);
    for (index, child) in node.children().enumerate().filter(|(_, child)| !node.is_replaced(child.outcome)) {
        add_rows(child, &[path, "-", &digits(index)].concat(), depth.saturating_add(1), seen, rows);
    }
}

fn row(node: Node<'_>, path: &str, depth: usize, last: Option<&Outcome>) -> Markup {
    let judgement = &node.outcome.judgement;
    html! {
        tbody class={ "scores-depth-" (digits(depth)) } {
            tr {
                // Its short form is what a screen reader says at each number.
                th scope="rowgroup" colspan="3" abbr=(node.label()) {
                    details data-fold=(path) {
                        summary {
                            (node.label())
                            @if !judgement.unverified.is_empty() { " " (unverified(node.words)) }
                        }
                        div.scores-why { (node.explanation()) }
                    }
                }
            }
            tr {
                td { (node.measured(&node.value())) }
                td { (counted(node)) }
                td { (target(node)) }
            }
            @if let Some(change) = change(node, last) { tr { td.scores-last colspan="3" { (change) } } }
        }
    }
}

/// What was counted; of points that were added, that is the value, and of a total the number of responses.
pub(super) fn counted(node: Node<'_>) -> String {
    let is_sum = !node.score.is_share() && node.score.rule.fraction.is_none();
    node.counted().filter(|_| !is_sum).map_or_else(String::new, |(x, y)| [&x, " / ", &y].concat())
}

/// How the value stands to its target: a shape, the word, by how much, and the target.
fn target(node: Node<'_>) -> Markup {
    let judgement = &node.outcome.judgement;
    html! {
        @if let Some((_, state)) = &judgement.target {
            @let wanted = node.outcome.target_in_words(Some(node.form), node.words.language);
            p class={ "scores-state scores-" (state.name()) } {
                (shape(*state)) (node.words.say(&["state_", state.name()].concat()))
            }
            @if let Some(margin) = node.outcome.margin_in_words(Some(node.form), node.words.language) { p { (margin) } }
            @if let Some(target) = wanted.filter(|_| matches!(state, State::Met | State::Missed)) { p.hint { (target) } }
        } @else if !judgement.is_relevant {
            p class="scores-state" { (shape(State::NotApplicable)) (node.words.say("state_not_applicable")) }
        }
    }
}

/// The shape of a state: each another one, in the colour of the text around it.
fn shape(state: State) -> Markup {
    html! {
        svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" {
            @match state {
                State::Met => { circle cx="8" cy="8" r="7" {} path d="M4.5 8.5 7 11l4.5-5.5" {} },
                State::Missed => { path d="M8 1.5 15 14.5H1z" {} path d="M8 6v4M8 11.5v1.5" {} },
                State::NotApplicable => { circle cx="8" cy="8" r="7" {} path d="M4 8h8" {} },
                State::NoData => circle cx="8" cy="8" r="6.5" stroke-dasharray="3 2" {},
            }
        }
    }
}
