//! The page of results: a form chosen, its index and factors, its items, its groups.

use maud::{Markup, html};
use sipas_forms::{
    form::{Form, Score},
    text::{fill, message, write_number},
};

use super::{
    shell::{Shell, page},
    words::Words,
};
use crate::results::{self, Breakdown, Report};

/// What is shown.
pub struct Shown<'a> {
    /// The form.
    pub form: &'a Form,
    /// Its results.
    pub report: &'a Report,
    /// How many responses belong to other versions of the form.
    pub other_versions: u64,
}

/// The page; `forms` are those that can be chosen.
pub fn results(words: &Words, forms: &[&Form], shown: Option<&Shown<'_>>) -> String {
    let language = words.language;
    let by = shown.and_then(|shown| shown.report.breakdown.as_ref()).map(|breakdown| breakdown.question);
    let other = address("/results", shown.map(|shown| shown.form), by, words.other);
    let shell = Shell {
        words,
        title: words.results,
        description: words.results,
        root: "/",
        other: &other,
        head: html! {},
        footer: html! {},
    };
    let content = html! {
        h1 { (words.results) }
        p class="reference" { (message("reference_only", language, &[])) }
        nav class="tabs" aria-label=(words.table.choose) {
            ul {
                @for form in forms {
                    @let current = shown.is_some_and(|shown| shown.form.identity.id == form.identity.id);
                    li {
                        a href=(address("/results", Some(form), None, language)) aria-current=[current.then_some("page")] {
                            (form.title.get(language))
                        }
                    }
                }
            }
        }
        @match shown {
            Some(shown) => (survey(words, shown, by)),
            None => p class="empty" { (words.no_surveys) },
        }
    };
    page(&shell, &content)
}

/// An address with its query. Names of forms and questions need no escaping.
fn address(path: &str, form: Option<&Form>, by: Option<usize>, language: &str) -> String {
    let mut query = Vec::new();
    if let Some(form) = form {
        query.push(format!("form={}", form.identity.id));
        if let Some(element) = by.and_then(|by| form.element(by)) {
            query.push(format!("by={}", element.name));
        }
    }
    if language == "en" {
        query.push(String::from("lang=en"));
    }
    if query.is_empty() { String::from(path) } else { format!("{path}?{}", query.join("&")) }
}

fn survey(words: &Words, shown: &Shown<'_>, by: Option<usize>) -> Markup {
    let (table, language, form, report) = (words.table, words.language, shown.form, shown.report);
    let (received, least) = (count(report.received, language), count(report.least, language));
    html! {
        h2 { (form.title.get(language)) }
        @if report.few {
            p class="too-few" { (fill(table.few, &[("count", &received), ("min", &least)])) }
        } @else {
            (figures(words, report))
            @if report.least > 1 {
                p class="batch" {
                    @let counted = count(report.offered, language);
                    (fill(table.batch, &[("counted", &counted), ("received", &received), ("min", &least)]))
                }
            }
        }
        @if shown.other_versions > 0 {
            p class="other-versions" {
                (fill(table.other_versions, &[("count", &count(shown.other_versions, language))]))
            }
        }
        @if !report.few {
            section class="overview" {
                h3 id="overview" { (table.overview) }
                (overview(words, &report.scores))
            }
            @if !form.results_by.is_empty() {
                section class="breakdown" {
                    h3 id="breakdown" { (table.by) }
                    (grouping(words, form, by))
                    @if let Some(breakdown) = &report.breakdown {
                        (groups(words, form, breakdown, &least))
                    }
                }
            }
            section class="details" {
                h3 id="details" { (table.details) }
                @for (score, outcome) in form.scores.iter().zip(&report.scores) {
                    (factors(words, form, score, outcome))
                }
            }
            p class="method" {
                (table.method)
                @if report.least > 1 { " " (fill(table.suppressed_hint, &[("min", &least)])) }
            }
        }
        p class="data-link" { a href=(address("/results.json", Some(form), by, language)) { (table.json) } }
    }
}

/// What an officer looks for first: how many responses, and the indices.
fn figures(words: &Words, report: &Report) -> Markup {
    let language = words.language;
    html! {
        dl class="figures" {
            div class="figure" {
                dt { (words.table.responses) }
                dd { data class="responses" value=(report.responses) { (count(report.responses, language)) } }
            }
            @for node in &report.scores {
                div class="figure" {
                    dt { (node.outcome.label.get(language)) }
                    dd { (value(words, node, percent(language))) }
                }
            }
        }
    }
}

fn count(count: u64, language: &str) -> String {
    write_number(&count.to_string(), language)
}

/// What follows a number in percent; the space is one that no line breaks at.
fn percent(language: &str) -> &'static str {
    if language == "en" { "%" } else { "\u{a0}%" }
}

/// The value as people read it, with `unit` after it, and exactly enough for a script.
fn value(words: &Words, node: &results::Shown, unit: &str) -> Markup {
    let outcome = &node.outcome;
    let text = outcome.to_text(words.language);
    html! {
        @match outcome.value() {
            _ if node.suppressed => span class="value suppressed" { (words.table.suppressed) },
            Some(value) => data class="value" value=(value.to_fixed(outcome.decimals)) { (text) (unit) },
            None => span class="value none" { (text) },
        }
    }
}

/// Satisfied answers of those that count; nothing where that is not shown.
fn counted(node: &results::Shown, language: &str) -> String {
    if node.suppressed {
        return String::new();
    }
    format!("{} / {}", count(node.outcome.numerator, language), count(node.outcome.denominator, language))
}

/// A bar of one value; the number stands beside it, so it is only for the eye.
fn meter(node: &results::Shown) -> Markup {
    let width = node.outcome.value().map(|value| value.to_fixed(2)).unwrap_or_default();
    html! {
        svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect class="bar-track" x="0" y="0" width="100" height="8" {}
            @if !width.is_empty() {
                rect class="bar-fill" x="0" y="0" width=(width) height="8" {}
            }
        }
    }
}

fn overview(words: &Words, scores: &[results::Shown]) -> Markup {
    let table = words.table;
    html! {
        div class="table-scroll" role="region" tabindex="0" aria-label=(table.overview) {
            table class="factors" {
                thead {
                    tr {
                        th scope="col" { (table.factor) }
                        th scope="col" class="number" { (table.value) }
                        th scope="col" class="number" { (table.counted) }
                        td class="bar-cell" {}
                    }
                }
                tbody {
                    @for (depth, node) in nodes(scores, 0) {
                        tr class={ "depth-" (depth) } data-score=(node.outcome.name) {
                            th scope="row" { (node.outcome.label.get(words.language)) }
                            td class="number" data-label=(table.value) { (value(words, node, "")) }
                            td class="number" data-label=(table.counted) { (counted(node, words.language)) }
                            td class="bar-cell" { (meter(node)) }
                        }
                    }
                }
            }
        }
    }
}

/// Indices and factors, each before its parts, with their depth; items are left out.
fn nodes(shown: &[results::Shown], depth: usize) -> Vec<(usize, &results::Shown)> {
    let mut found = Vec::new();
    for node in shown.iter().filter(|node| !node.parts.is_empty()) {
        found.push((depth, node));
        found.extend(nodes(&node.parts, depth.saturating_add(1)));
    }
    found
}

/// A table of items for every factor that has some.
fn factors(words: &Words, form: &Form, score: &Score, node: &results::Shown) -> Markup {
    let items = node.parts.get(score.children.len()..).unwrap_or_default();
    html! {
        @for (child, part) in score.children.iter().zip(&node.parts) {
            (factors(words, form, child, part))
        }
        @if !items.is_empty() {
            (item_table(words, form, score, node, items))
        }
    }
}

fn item_table(words: &Words, form: &Form, score: &Score, factor: &results::Shown, items: &[results::Shown]) -> Markup {
    let (table, language) = (words.table, words.language);
    let list_of = |item: Option<&usize>| form.list_of(form.element(*item?)?.kind);
    // Items of one factor share a list in practice; where they do not, the labels stand in the cells.
    let list = list_of(score.items.first());
    let same = score.items.iter().all(|item| list_of(Some(item)).map(|list| &list.name) == list.map(|list| &list.name));
    let label = |item: usize, name: &str| {
        list_of(score.items.get(item)).and_then(|list| list.find(name)).map_or("", |choice| choice.label.get(language))
    };
    let name = factor.outcome.label.get(language);
    // Nothing is counted in a row that is suppressed.
    let level = |item: &results::Shown, number: u64| {
        if item.suppressed { String::new() } else { count(number, language) }
    };
    html! {
        div class="table-scroll" role="region" tabindex="0" aria-label=(name) {
            table class="items" data-score=(factor.outcome.name) {
                caption { (name) " " span class="caption-value" { (value(words, factor, percent(language))) } }
                thead {
                    tr {
                        th scope="col" { (table.item) }
                        th scope="col" class="number" { (table.value) }
                        th scope="col" class="number" { (table.counted) }
                        td class="bar-cell" {}
                        @if same {
                            @for choice in list.map_or(&[][..], |list| &list.choices) {
                                th scope="col" class="number level-head" { (choice.label.get(language)) }
                            }
                        } @else {
                            th scope="col" { (table.levels) }
                        }
                    }
                }
                tbody {
                    @for (index, item) in items.iter().enumerate() {
                        tr data-score=(item.outcome.name) {
                            th scope="row" { (item.outcome.label.get(language)) }
                            td class="number" data-label=(table.value) { (value(words, item, "")) }
                            td class="number" data-label=(table.counted) { (counted(item, language)) }
                            td class="bar-cell" { (stacked(item)) }
                            @if same {
                                @for (name, number) in &item.outcome.levels {
                                    td class="number level-count" data-level=(name) data-label=(label(index, name)) {
                                        (level(item, *number))
                                    }
                                }
                            } @else {
                                td {
                                    @for (name, number) in &item.outcome.levels {
                                        span class="level-count" data-level=(name) {
                                            (label(index, name)) ": " (level(item, *number)) " "
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The distribution over the levels as one bar; the counts stand beside it.
fn stacked(item: &results::Shown) -> Markup {
    let levels = &item.outcome.levels;
    let all = levels.iter().fold(0_u64, |sum, (_, count)| sum.saturating_add(*count));
    let share = |part: u64| {
        let hundredths = u128::from(part).saturating_mul(10_000).checked_div(u128::from(all)).unwrap_or(0);
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    };
    let mut before = 0_u64;
    html! {
        svg class="bar levels" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect class="bar-track" x="0" y="0" width="100" height="8" {}
            @for (index, (_, count)) in levels.iter().enumerate() {
                @let start = before;
                @let () = before = before.saturating_add(*count);
                @if *count > 0 {
                    rect class={ "level level-" (index.saturating_add(1)) } x=(share(start)) y="0"
                        width=(share(*count)) height="8" {}
                }
            }
        }
    }
}

/// The questions by which the results may be grouped, as links.
fn grouping(words: &Words, form: &Form, by: Option<usize>) -> Markup {
    let link = |question: Option<usize>, label: &str| {
        html! {
            li {
                a href={ (address("/results", Some(form), question, words.language)) "#breakdown" }
                    aria-current=[(question == by).then_some("true")] { (label) }
            }
        }
    };
    html! {
        nav class="group-links" aria-label=(words.table.by) {
            ul {
                (link(None, words.table.by_none))
                @for question in &form.results_by {
                    @if let Some(element) = form.element(*question) {
                        (link(Some(*question), element.label.get(words.language)))
                    }
                }
            }
        }
    }
}

fn groups(words: &Words, form: &Form, breakdown: &Breakdown, least: &str) -> Markup {
    let (table, language) = (words.table, words.language);
    let label = form.element(breakdown.question).map_or("", |element| element.label.get(language));
    html! {
        @if breakdown.hidden > 0 {
            p class="hidden-groups" {
                (fill(table.hidden, &[("hidden", &breakdown.hidden.to_string()), ("min", least)]))
            }
        }
        @if breakdown.groups.is_empty() {
            p class="empty" { (table.no_groups) }
        } @else {
            div class="table-scroll" role="region" tabindex="0" aria-label=(label) {
                table class="groups" {
                    thead {
                        tr {
                            th scope="col" { (label) }
                            th scope="col" class="number" { (table.responses) }
                            @for score in &form.scores {
                                th scope="col" class="number" { (score.label.get(language)) }
                                td class="bar-cell" {}
                            }
                        }
                    }
                    tbody {
                        @for group in &breakdown.groups {
                            tr data-group=[group.name.as_deref()] {
                                th scope="row" {
                                    @if group.name.is_some() { (group.label.get(language)) } @else { (table.unanswered) }
                                }
                                td class="number" data-label=(table.responses) { (count(group.responses, language)) }
                                @for node in &group.scores {
                                    td class="number" data-label=(node.outcome.label.get(language)) {
                                        (value(words, node, ""))
                                    }
                                    td class="bar-cell" { (meter(node)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
