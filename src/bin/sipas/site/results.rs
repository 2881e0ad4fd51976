//! The page of results: a form chosen, its index and factors, its items, its groups.

use maud::{Markup, html};
use sipas_forms::{
    form::{Form, Method, Score},
    score::{Shown as Node, Told},
    text::{fill, message, sentence, write_number},
    value::Ratio,
};

use super::{
    shell::{Shell, page},
    words::Words,
};
use crate::results::{By, Report};

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
    let by = shown.and_then(|shown| shown.report.by.as_ref()).map(|by| by.question);
    let other = address("/results", shown.map(|shown| shown.form), by, words.other);
    let frame = shown.map_or(&words.citizens, |shown| words.frame(shown.form));
    let shell = Shell {
        words,
        frame,
        title: frame.results,
        description: frame.results,
        root: "/",
        other: &other,
        switches: false,
        form: None,
        head: html! {},
        footer: html! {},
    };
    let content = html! {
        h1 { (frame.results) }
        p class="reference" { (message("reference_only", language, &[])) }
        (tabs(words, forms, shown.map(|shown| shown.form)))
        @match shown {
            Some(shown) => (survey(words, shown, by)),
            None => p class="empty" { (words.no_surveys) },
        }
    };
    page(&shell, &content)
}

/// The forms that can be chosen.
pub(super) fn tabs(words: &Words, forms: &[&Form], shown: Option<&Form>) -> Markup {
    let language = words.language;
    html! {
        nav class="tabs" aria-label=(words.table.choose) {
            ul {
                @for form in forms {
                    @let current = shown.is_some_and(|shown| shown.identity.id == form.identity.id);
                    li {
                        a href=(address("/results", Some(form), None, language)) aria-current=[current.then_some("page")] {
                            (form.title.get(language))
                        }
                    }
                }
            }
        }
    }
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
                (overview(words, form, report))
            }
            @if !form.results_by.is_empty() {
                section class="breakdown" {
                    h3 id="breakdown" { (table.by) }
                    (grouping(words, form, by))
                    @if let Some(by) = &report.by {
                        (groups(words, form, report, by))
                    }
                }
            }
            @if form.scores.iter().any(has_items) {
                section class="details" {
                    h3 id="details" { (table.details) }
                    @for (score, outcome) in form.scores.iter().zip(&report.scores) {
                        (factors(words, form, score, outcome, report.responses))
                    }
                }
            }
            (method(words, form, report))
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
                @let told = Told::new(&node.outcome, language);
                @if !is_left_out(node, report.responses) {
                    div class="figure" {
                        dt { (node.outcome.label.get(language)) }
                        dd { (value(node, &told)) }
                        @if !node.suppressed {
                            @if let Some(band) = told.band() { dd class="remark" { (band) } }
                            // A figure of some must not look like one of all.
                            @if node.outcome.n < report.responses && node.outcome.value.is_some() {
                                @let some = [("count", &*count(node.outcome.n, language))];
                                dd class="remark" { (message("told_some", language, &some)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn count(count: u64, language: &str) -> String {
    write_number(&count.to_string(), language)
}

/// The value as people read it, with what belongs to it, and exactly enough for a script.
fn value(node: &Node, told: &Told<'_>) -> Markup {
    let outcome = &node.outcome;
    html! {
        @match outcome.value {
            _ if node.suppressed => span class="value suppressed" { (sentence("told_suppressed", told.language)) },
            Some(value) => data class="value" value=(value.to_fixed(outcome.decimals)) { (told.value()) },
            None => span class="value none" { (told.value()) },
        }
    }
}

/// What counts of how much; nothing where that is not shown.
fn counted(node: &Node, told: &Told<'_>) -> String {
    if node.suppressed { String::new() } else { told.counted(" / ") }
}

/// The interval, or nothing.
fn interval(told: &Told<'_>) -> Markup {
    html! {
        @if let Some(interval) = told.interval() { " " span class="interval" { (interval) } }
    }
}

/// Of how many responses; nothing where that is not shown.
fn responses(node: &Node, language: &str) -> String {
    if node.suppressed { String::new() } else { count(node.outcome.n, language) }
}

/// How much of a bar a value fills, in percent; nothing where it has no end.
fn filled(node: &Node, told: &Told<'_>) -> Option<String> {
    let value = node.outcome.value?;
    let share = match node.outcome.judgement.max {
        Some(max) => value.checked_mul(Ratio::integer(100))?.checked_div(max)?,
        None if told.outcome.judgement.is_share => value,
        None => return None,
    };
    Some(share.clamp(Ratio::ZERO, Ratio::integer(100)).to_fixed(2))
}

/// A bar of one value; the number stands beside it, so it is only for the eye.
fn meter(node: &Node, told: &Told<'_>) -> Markup {
    html! {
        svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect class="bar-track" x="0" y="0" width="100" height="8" {}
            @if let Some(width) = filled(node, told) {
                rect class="bar-fill" x="0" y="0" width=(width) height="8" {}
            }
        }
    }
}

/// What is said of a node below its label: its target, its band, why it has no value.
fn remarks(node: &Node, told: &Told<'_>, doubt: Option<&str>) -> Markup {
    html! {
        @if !node.suppressed {
            @if let Some((target, state)) = told.target().zip(told.state()) {
                p class={ "remark target-" (state) } { (target) }
            }
            @if let Some(band) = told.band() { p class="remark band" { (band) } }
            @if let Some(error) = told.error() { p class="remark" { (error) } }
            @if let Some(doubt) = doubt { p class="remark" { (doubt) } }
        }
    }
}

/// A node of the tree of scores.
#[derive(Clone, Copy)]
struct Place<'a> {
    depth: usize,
    node: &'a Node,
    /// Whether it counted in no response; what is below it did not either, and is not listed.
    left_out: bool,
}

/// Whether a node counted in none of the responses, however many there were.
const fn is_left_out(node: &Node, responses: u64) -> bool {
    // What is suppressed tells nothing of itself.
    !node.suppressed && responses > 0 && !node.outcome.judgement.is_relevant
}

/// Indices, factors and criteria, each before its parts; items have tables of their own.
fn places<'a>(form: &'a Form, report: &'a Report) -> Vec<Place<'a>> {
    let mut found = Vec::new();
    push_places(&form.scores, &report.scores, report.responses, 0, &mut found);
    found
}

fn push_places<'a>(scores: &'a [Score], shown: &'a [Node], responses: u64, depth: usize, found: &mut Vec<Place<'a>>) {
    for (score, node) in scores.iter().zip(shown) {
        let left_out = is_left_out(node, responses);
        // What is part of two scores is unfolded once.
        let known = found.iter().any(|place| place.node.outcome.name == node.outcome.name);
        found.push(Place { depth, node, left_out });
        if !left_out && !known {
            push_places(&score.children, &node.parts, responses, depth.saturating_add(1), found);
        }
    }
}

/// Whether the words may speak of satisfied answers.
fn is_satisfaction(method: &Method) -> bool {
    matches!(method, Method::TopBox(_))
}

pub(super) fn overview(words: &Words, form: &Form, report: &Report) -> Markup {
    let (table, language) = (words.table, words.language);
    let places = places(form, report);
    let satisfaction = places.iter().all(|place| is_satisfaction(&place.node.outcome.method));
    let heads = if satisfaction { [table.value, table.counted] } else { [table.plain_value, table.plain_counted] };
    let intervals = places.iter().any(|place| place.node.outcome.judgement.interval.is_some());
    let range = sentence("told_range", language);
    // A sum of sums has no such numbers anywhere.
    let parts = places.iter().any(|place| {
        place.node.suppressed || !counted(place.node, &Told::new(&place.node.outcome, language)).is_empty()
    });
    html! {
        div class="table-scroll" role="region" tabindex="0" aria-label=(table.overview) {
            table class="factors" {
                thead {
                    tr {
                        th scope="col" { (if satisfaction { table.factor } else { table.criterion }) }
                        th scope="col" class="number" { (heads[0]) }
                        @if parts { th scope="col" class="number" { (heads[1]) } }
                        @if intervals { th scope="col" class="number" { (range) } }
                        th scope="col" class="number" { (table.responses) }
                        td class="bar-cell" {}
                    }
                }
                tbody {
                    @for Place { depth, node, left_out, .. } in places {
                        @let told = Told::new(&node.outcome, language);
                        // What is not verified of a whole score is told with its method.
                        @let doubt = told.doubt().filter(|_| depth > 0);
                        tr class={ "depth-" (depth) } data-score=(node.outcome.name) {
                            th scope="row" {
                                (node.outcome.label.get(language))
                                @if left_out {
                                    p class="remark" { (sentence("told_left_out", language)) }
                                } @else {
                                    (remarks(node, &told, doubt.as_deref()))
                                }
                            }
                            td class="number" data-label=(heads[0]) { (value(node, &told)) }
                            @if parts { td class="number" data-label=(heads[1]) { (counted(node, &told)) } }
                            @if intervals { td class="number" data-label=(range) { (interval(&told)) } }
                            td class="number" data-label=(table.responses) { (responses(node, language)) }
                            td class="bar-cell" { (meter(node, &told)) }
                        }
                    }
                }
            }
        }
    }
}

/// How the figures are made, and what the intervals are.
pub(super) fn method(words: &Words, form: &Form, report: &Report) -> Markup {
    let (table, language) = (words.table, words.language);
    let places = places(form, report);
    let has_interval = |node: &Node| node.outcome.judgement.interval.is_some();
    let intervals = places.iter().any(|place| has_interval(place.node) || place.node.parts.iter().any(has_interval));
    html! {
        div class="method" {
            p { (table.method) }
            ul {
                @for node in &report.scores {
                    @let told = Told::new(&node.outcome, language);
                    li {
                        (node.outcome.label.get(language)) ": " (told.method_in_words())
                        @if let Some(doubt) = told.doubt() { " (" (doubt) ")" }
                    }
                }
            }
            p {
                (table.left_out)
                @if report.least > 1 {
                    " " (fill(table.suppressed_hint, &[("min", &count(report.least, language))]))
                }
            }
            @if intervals { p { (message("told_intervals", language, &[("effect", "1")])) } }
        }
    }
}

/// Whether there is a table of items: of answers to choose from, or of several numbers. One number
/// alone is all that its node says.
fn has_items(score: &Score) -> bool {
    let least = if score.method == Method::Sum { 2 } else { 1 };
    score.items.len() >= least || score.children.iter().any(has_items)
}

/// A table of items for every factor that has some.
fn factors(words: &Words, form: &Form, score: &Score, node: &Node, responses: u64) -> Markup {
    let left_out = is_left_out(node, responses);
    let items = node.parts.get(score.children.len()..).unwrap_or_default();
    html! {
        @if !left_out {
            @for (child, part) in score.children.iter().zip(&node.parts) {
                (factors(words, form, child, part, responses))
            }
            @if !items.is_empty() && has_items(score) {
                (item_table(words, form, score, node, items))
            }
        }
    }
}

fn item_table(words: &Words, form: &Form, score: &Score, factor: &Node, items: &[Node]) -> Markup {
    let (table, language) = (words.table, words.language);
    let list_of = |item: Option<&usize>| form.list_of(form.element(*item?)?.kind);
    // Items of one factor share a list in practice; where they do not, the labels stand in the cells.
    let list = list_of(score.items.first().map(|item| &item.question));
    let same = score
        .items
        .iter()
        .all(|item| list_of(Some(&item.question)).map(|list| &list.name) == list.map(|list| &list.name));
    // Of totals no choices are counted.
    let levels = items.iter().any(|item| !item.outcome.levels.is_empty());
    let label = |item: usize, name: &str| {
        list_of(score.items.get(item).map(|item| &item.question))
            .and_then(|list| list.find(name))
            .map_or("", |choice| choice.label.get(language))
    };
    let name = factor.outcome.label.get(language);
    // Nothing is counted in a row that is suppressed.
    let level = |item: &Node, number: u64| {
        if item.suppressed { String::new() } else { count(number, language) }
    };
    let satisfaction = is_satisfaction(&score.method);
    let heads = if satisfaction { [table.value, table.counted] } else { [table.plain_value, table.plain_counted] };
    html! {
        div class="table-scroll" role="region" tabindex="0" aria-label=(name) {
            table class="items" data-score=(factor.outcome.name) {
                caption {
                    (name) " "
                    span class="caption-value" { (value(factor, &Told::new(&factor.outcome, language))) }
                }
                thead {
                    tr {
                        th scope="col" { (table.item) }
                        th scope="col" class="number" { (heads[0]) }
                        th scope="col" class="number" { (heads[1]) }
                        @if levels { td class="bar-cell" {} }
                        @if levels && same {
                            @for choice in list.map_or(&[][..], |list| &list.choices) {
                                th scope="col" class="number level-head" { (choice.label.get(language)) }
                            }
                        } @else if levels {
                            th scope="col" { (table.levels) }
                        }
                    }
                }
                tbody {
                    @for (index, item) in items.iter().enumerate() {
                        @let told = Told::new(&item.outcome, language);
                        tr data-score=(item.outcome.name) {
                            th scope="row" { (item.outcome.label.get(language)) }
                            td class="number" data-label=(heads[0]) {
                                (value(item, &told))
                                (interval(&told))
                            }
                            td class="number" data-label=(heads[1]) { (counted(item, &told)) }
                            @if levels { td class="bar-cell" { (stacked(item)) } }
                            @if levels && same {
                                @for (name, number) in &item.outcome.levels {
                                    td class="number level-count" data-level=(name) data-label=(label(index, name)) {
                                        (level(item, *number))
                                    }
                                }
                            } @else if levels {
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
fn stacked(item: &Node) -> Markup {
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

fn groups(words: &Words, form: &Form, report: &Report, by: &By) -> Markup {
    let (table, language, breakdown) = (words.table, words.language, &by.breakdown);
    let label = form.element(by.question).map_or("", |element| element.label.get(language));
    // A score that counted in no response has no column.
    let scores: Vec<(usize, &Score)> = form.scores.iter().enumerate().collect();
    let counts = |index: &usize| report.scores.get(*index).is_some_and(|node| !is_left_out(node, report.responses));
    let scores: Vec<(usize, &Score)> = scores.into_iter().filter(|(index, _)| counts(index)).collect();
    html! {
        @if breakdown.hidden > 0 {
            p class="hidden-groups" {
                (fill(table.hidden, &[("hidden", &breakdown.hidden.to_string()), ("min", &count(report.least, language))]))
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
                                @for node in scores.iter().filter_map(|(at, _)| group.scores.get(*at)) {
                                    @let told = Told::new(&node.outcome, language);
                                    td class="number" data-label=(node.outcome.label.get(language)) {
                                        (value(node, &told))
                                        (interval(&told))
                                    }
                                    td class="bar-cell" { (meter(node, &told)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
