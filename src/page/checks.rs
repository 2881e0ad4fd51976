//! Rules about several answers: what stands on the page, in the review and in the summary while one does
//! not hold.

use alloc::{string::String, vec::Vec};

use maud::{Markup, html};

use super::{Walk, Words, key};
use crate::{
    entry::{Issue, Severity},
    form::{At, Kind},
};

/// The box of a check. It is there from the start, so that what appears in it is told.
pub(super) fn check(walk: &Walk, at: At, words: Words<'_>) -> Markup {
    html! { div.check #{ (key(walk, at)) "-check" } { (content(walk, at, words)) } }
}

/// What is in the box.
pub(super) fn content(walk: &Walk, at: At, words: Words<'_>) -> Markup {
    let issue = walk.check(at);
    html! {
        p.check-said #{ (key(walk, at)) "-said" } role="status" { @if let Some(issue) = &issue { (said(walk, issue, words)) } }
        @if issue.is_some() { (fields(walk, at, words)) }
    }
}

/// How grave it is, the code of its rule, and what to do.
fn said(walk: &Walk, issue: &Issue, words: Words<'_>) -> Markup {
    let form = walk.entry().form();
    let (class, code) = match issue.severity {
        Severity::Error => ("check-error", "check_error"),
        Severity::Warning => ("check-warning", "check_warning"),
    };
    html! {
        strong class=(class) {
            (words.say(code)) @if let Some(rule) = issue.rule(form) { " " (rule) } ": "
        }
        (issue.message(form, words.language))
    }
}

/// A link to each question that it is about.
fn fields(walk: &Walk, at: At, words: Words<'_>) -> Markup {
    html! {
        p.check-fields {
            (words.say("check_fields")) " "
            @for (index, field) in walk.entry().fields(at).into_iter().enumerate() {
                @if index > 0 { " · " }
                (link(walk, field, &name(walk, field, words)))
            }
        }
    }
}

fn link(walk: &Walk, at: At, text: &str) -> Markup {
    let key = key(walk, at);
    html! { a href={ "#" (key) } data-act="go" data-value=(key) { (text) } }
}

/// A check in the summary: it leads to its first question, and names the others.
pub(super) fn fault(walk: &Walk, at: At, text: &str, words: Words<'_>) -> Markup {
    let form = walk.entry().form();
    let rule = form.element(at.element).map_or("", |element| element.rule.as_str());
    let mut fields = walk.entry().fields(at).into_iter();
    let text = if rule.is_empty() { String::from(text) } else { [rule, ": ", text].concat() };
    html! {
        @if let Some(first) = fields.next() { (link(walk, first, &text)) }
        @if fields.len() > 0 {
            span.check-fields {
                " " (words.say("check_also")) " "
                @for (index, field) in fields.enumerate() {
                    @if index > 0 { " · " }
                    (link(walk, field, &name(walk, field, words)))
                }
            }
        }
    }
}

/// The checks of a page that do not hold, in the review.
pub(super) fn reviewed(walk: &Walk, page: usize, sending: bool, words: Words<'_>) -> Markup {
    html! {
        @for at in walk.checks_of(page) {
            @if let Some(issue) = walk.entry().issue(at) {
                div.check {
                    p.check-said { (said(walk, &issue, words)) }
                    @if !sending { (fields(walk, at, words)) }
                }
            }
        }
    }
}

/// The ids of what checks say of a question.
pub(super) fn described(walk: &Walk, question: At) -> String {
    let ids = walk.checks_about(question).into_iter().map(|check| [" ", &key(walk, check), "-said"].concat());
    ids.collect::<Vec<String>>().concat()
}

/// What a question is called outside its place: with the line of its table, and its row.
pub(super) fn name(walk: &Walk, at: At, words: Words<'_>) -> String {
    let (entry, form) = (walk.entry(), walk.entry().form());
    let Some(element) = form.element(at.element) else { return String::new() };
    let mut name = entry.piped(element.label.get(words.language), at, words.language);
    if element.kind == Kind::Check {
        return name;
    }
    if let Some(line) = form.line_of(element) {
        let first = entry.piped(line.label.get(words.language), at, words.language);
        // Where a line has one cell, its label says all.
        let is_only = form.children(element.parent).filter(|(_, cell)| cell.kind.is_asked()).count() == 1;
        name = if is_only { first } else { [&first, " – ", &name].concat() };
    }
    match form.row_of(at) {
        Some(row) => [&name, " (", &words.row(&row), ")"].concat(),
        None => name,
    }
}
