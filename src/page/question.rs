//! A page of questions. Every control has an accessible name and is described by its hint and its
//! error; what is not relevant is there but hidden, so that opening it is one attribute.

use alloc::{borrow::Cow, string::String, vec::Vec};

use maud::{Markup, html};

#[cfg(feature = "full")]
use super::combobox;
use super::{Walk, Words, key, paragraphs};
use crate::{
    FULL,
    expression::Value,
    form::{Appearance, At, Choice, Element, Kind, Required},
    text::{pipes, write_answer},
    value::{Ratio, digits},
};

/// The longest scale of a range that is shown as choices, in numbers.
const MAX_SCALE: usize = 21;

/// The page `index` with its buttons.
pub(super) fn page(walk: &Walk, index: usize, words: Words<'_>) -> Markup {
    let form = walk.entry().form();
    let at = At::from(index);
    html! {
        form.page novalidate autocomplete="off" {
            @if let Some(page) = form.element(index) {
                h2 #page-title tabindex="-1" { span #{ (page.name) "-text" } { (label(walk, at, page, words)) } }
                (hint(walk, at, page, &page.name, words))
                @if FULL && page.appearance == Appearance::Columns { div.columns { (children(walk, at, words)) } }
                @else { (children(walk, at, words)) }
            }
            // What is said of numbers that are pasted one below the other.
            @if FULL { div.pasted role="status" {} }
            div.buttons {
                @if walk.has_previous() {
                    button.secondary type="button" data-act="back" { (words.say("back")) }
                }
                button.primary type="submit" { (words.say("continue")) }
            }
        }
    }
}

/// What is in a group, in the rows of `at`.
fn children(walk: &Walk, at: At, words: Words<'_>) -> Markup {
    let form = walk.entry().form();
    html! { @for (child, _) in form.children(Some(at.element)) { (element(walk, at.beside(child), words)) } }
}

fn element(walk: &Walk, at: At, words: Words<'_>) -> Markup {
    let Some(element) = walk.entry().form().element(at.element) else { return html! {} };
    let hidden = !walk.entry().is_relevant(at);
    let key = key(walk, at);
    let class = match element.kind {
        Kind::Calculate(_) | Kind::Hidden => return html! {},
        #[cfg(feature = "full")]
        Kind::Check => return super::checks::check(walk, at, words),
        Kind::Group => return group(walk, at, element, hidden, words),
        Kind::Note => "note",
        kind if kind.is_repeat() => "repeat",
        _ => "question",
    };
    html! { div class=(class) #{ (key) "-box" } hidden[hidden] { (content(walk, at, words)) } }
}

/// What the box of an element holds.
pub(super) fn content(walk: &Walk, at: At, words: Words<'_>) -> Markup {
    let Some(element) = walk.entry().form().element(at.element) else { return html! {} };
    let key = &key(walk, at);
    match element.kind {
        Kind::Note => html! {
            div #{ (key) "-text" } { (label(walk, at, element, words)) }
            (hint(walk, at, element, key, words))
        },
        kind if kind.is_repeat() => repeat(walk, at, element, key, words),
        #[cfg(feature = "full")]
        _ => html! {
            (question(walk, at, element, key, words))
            (super::offers::offer(walk, at, element, key, words))
        },
        #[cfg(not(feature = "full"))]
        _ => question(walk, at, element, key, words),
    }
}

/// The label of an element with the answers that it shows; of a note its paragraphs.
pub(super) fn label(walk: &Walk, at: At, element: &Element, words: Words<'_>) -> Markup {
    let text = shown(walk, at, element.label.get(words.language), words);
    if element.kind == Kind::Note {
        return html! { @for line in paragraphs(&text) { p { (line) } } };
    }
    html! { (text) }
}

/// A text of the form with the answers that it shows.
fn shown<'a>(walk: &Walk, at: At, text: &'a str, words: Words<'_>) -> Cow<'a, str> {
    if pipes(text).is_empty() { Cow::Borrowed(text) } else { Cow::Owned(walk.entry().piped(text, at, words.language)) }
}

/// The hint of an element with the answers that it shows.
pub(super) fn hint_text(walk: &Walk, at: At, element: &Element, words: Words<'_>) -> Markup {
    html! { (shown(walk, at, element.hint.get(words.language), words)) }
}

fn group(walk: &Walk, at: At, element_: &Element, hidden: bool, words: Words<'_>) -> Markup {
    let form = walk.entry().form();
    let table = element_.appearance == Appearance::Table;
    let first = form.children(Some(at.element)).next().filter(|_| table);
    let levels = first.and_then(|(_, first)| form.list_of(first.kind));
    let columns = first.filter(|(_, first)| FULL && first.kind == Kind::Group);
    let class = match (levels, columns) {
        (Some(list), _) => ["table levels-", &digits(list.choices.len())].concat(),
        (None, Some(_)) => String::from("grid"),
        (None, None) if FULL && element_.appearance == Appearance::Columns => String::from("section columns"),
        (None, None) => String::from("section"),
    };
    let key = &key(walk, at);
    html! {
        div class=(class) #{ (key) "-box" } role="group" aria-labelledby={ (key) "-text" } hidden[hidden] {
            h3 #{ (key) "-text" } { (label(walk, at, element_, words)) }
            (hint(walk, at, element_, key, words))
            @if let Some(list) = levels {
                // The names of the levels over their columns; each button carries its own as well.
                div.heads aria-hidden="true" {
                    span {}
                    @for choice in &list.choices { span { (choice.label.get(words.language)) } }
                }
            }
            @if let Some((first, _)) = columns {
                (grid(walk, at, first, words))
                div.pasted role="status" {}
            } @else { (children(walk, at, words)) }
        }
    }
}

/// A table of numbers: a row for each group in it, a column for each number of the first.
fn grid(walk: &Walk, at: At, first: usize, words: Words<'_>) -> Markup {
    let form = walk.entry().form();
    html! {
        table {
            thead { tr { td {} @for (_, column) in form.children(Some(first)) { th scope="col" { (shown(walk, at, column.label.get(words.language), words)) } } } }
            tbody {
                @for (row, element) in form.children(Some(at.element)) {
                    @let row = at.beside(row);
                    @let key = key(walk, row);
                    tr #{ (key) "-box" } hidden[!walk.entry().is_relevant(row)] {
                        th #{ (key) "-text" } scope="row" { (label(walk, row, element, words)) }
                        @for (cell, element) in form.children(Some(row.element)) {
                            td {
                                @if let Kind::Calculate(_) = element.kind { (calculated(walk, row.beside(cell), element, words)) }
                                @else { (self::element(walk, row.beside(cell), words)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A computed number in a table.
fn calculated(walk: &Walk, at: At, element: &Element, words: Words<'_>) -> Markup {
    let key = key(walk, at);
    html! {
        span.label { (label(walk, at, element, words)) } " "
        output #{ (key) "-value" } { (walk.calculated(at)) }
    }
}

/// The rows of a repeat, each with its heading and a button that takes it out.
fn repeat(walk: &Walk, at: At, element: &Element, key: &str, words: Words<'_>) -> Markup {
    let entry = walk.entry();
    let rows = entry.rows(at);
    let depth = entry.form().depth(at.element);
    html! {
        h3 #{ (key) "-text" } { (label(walk, at, element, words)) }
        (hint(walk, at, element, key, words))
        p.error #{ (key) "-error" } { (error_text(walk.error(at), words)) }
        @for row in 0..rows {
            @let title = words.row(&digits(row.saturating_add(1)));
            div.row role="group" aria-labelledby={ (key) "-" (row) "-title" } {
                div.row-head {
                    h4 #{ (key) "-" (row) "-title" } tabindex="-1" { (title) }
                    @if rows > element.min_rows {
                        button.link type="button" data-act="remove" data-value={ (key) "-" (row) } {
                            (words.say("remove_row")) span.visually-hidden { ": " (title) }
                        }
                    }
                }
                (children(walk, at.in_row(depth, row), words))
            }
        }
        @if rows < element.max_rows {
            button.secondary.add type="button" #(key) data-act="add" data-value=(key) {
                (words.say("add_row")) ": " (label(walk, at, element, words))
            }
        }
    }
}

fn hint(walk: &Walk, at: At, element: &Element, key: &str, words: Words<'_>) -> Markup {
    html! {
        @if !element.hint.is_empty() {
            p.hint #{ (key) "-hint" } { (shown(walk, at, element.hint.get(words.language), words)) }
        }
    }
}

/// A choice as it is shown: its name, its label, and its place in a rank.
struct Shown<'a> {
    name: &'a str,
    label: &'a str,
    order: Option<String>,
}

/// The numbers of a range, if they are few enough to choose from.
fn scale(element: &Element) -> Vec<String> {
    let (Some(Value::Number(min)), Some(Value::Number(max)), Some(step)) = (&element.min, &element.max, element.step)
    else {
        return Vec::new();
    };
    let mut numbers = Vec::new();
    let mut next = Some(*min);
    while let Some(number) = next.filter(|number| number <= max) {
        if numbers.len() == MAX_SCALE {
            return Vec::new();
        }
        numbers.push(write_answer(number));
        next = number.checked_add(step);
    }
    numbers
}

fn question(walk: &Walk, at: At, element: &Element, key: &str, words: Words<'_>) -> Markup {
    let entry = walk.entry();
    let error = walk.error(at);
    #[cfg(feature = "full")]
    let is_invalid = walk.is_doubted(at);
    #[cfg(not(feature = "full"))]
    let is_invalid = error.is_some();
    let invalid = if is_invalid { "true" } else { "false" };
    let described = [key, "-hint ", key, "-help ", key, "-error ", key, "-warning"].concat();
    #[cfg(feature = "full")]
    let described = [described, super::checks::described(walk, at)].concat();
    let required = entry.is_required(at);
    let numbers = if element.kind.is_range() { scale(element) } else { Vec::new() };
    let choices = entry.choices(at);
    let is_searched = FULL && element.appearance == Appearance::Autocomplete;
    let grouped = match element.kind {
        Kind::SelectOne(_) if element.appearance != Appearance::Minimal && !is_searched => {
            Some(("radiogroup", "radio"))
        }
        Kind::Range(_) if !numbers.is_empty() => Some(("radiogroup", "radio")),
        Kind::SelectMultiple(_) | Kind::Rank(_) => Some(("group", "checkbox")),
        _ => None,
    };
    let help = match (element.kind, &element.min, &element.max) {
        _ if is_searched && !element.read_only => words.say("search_hint"),
        (Kind::SelectMultiple(_), _, _) => words.say("several"),
        (kind, _, _) if kind.is_rank() => words.say("rank_hint"),
        (Kind::Date, _, _) => words.say("date_hint"),
        (Kind::Decimal, _, _) => words.say("number_hint"),
        (kind, Some(Value::Number(min)), Some(Value::Number(max))) if kind.is_range() && numbers.is_empty() => {
            words.message("range_hint", &[("min", &write_answer(*min)), ("max", &write_answer(*max))])
        }
        _ => String::new(),
    };
    let label = html! {
        span #{ (key) "-text" } { (label(walk, at, element, words)) }
        @if matches!(element.required, Required::Constant(false)) && element.kind != Kind::Acknowledge { " " span.optional { (words.say("optional")) } }
    };
    let notes = html! {
        (hint(walk, at, element, key, words))
        @if !help.is_empty() { p.hint #{ (key) "-help" } { (help) } }
        p.error #{ (key) "-error" } { (error_text(error, words)) }
        @if element.warning.is_some() {
            p.warning #{ (key) "-warning" } role="status" { (walk.warning(at).unwrap_or_default()) }
        }
    };
    let mut order = if element.kind.is_rank() { walk.order(at) } else { Vec::new() }.into_iter();
    let mut options: Vec<Shown<'_>> = Vec::new();
    for Choice { name, label, .. } in choices {
        let order = order.next();
        options.push(Shown { name, label: label.get(words.language), order });
    }
    options.extend(numbers.iter().map(|number| Shown { name: number, label: number, order: None }));
    html! {
        @if let Some((role, kind)) = grouped {
            div.choices.likert[element.appearance == Appearance::Likert].scale[!numbers.is_empty()] role=(role) #(key)
                aria-labelledby={ (key) "-label" } aria-describedby=(described) aria-invalid=(invalid)
                aria-required=[(required && role == "radiogroup").then_some("true")] {
                div.ask {
                    p.label #{ (key) "-label" } { (label) }
                    (notes)
                }
                div.options {
                    @for option in &options { (choice(walk, at, element, key, kind, option)) }
                }
                @if !required && !element.read_only && role == "radiogroup" {
                    button.clear type="button" data-act="clear" data-value=(key) { (words.say("clear")) }
                }
            }
        } @else if element.kind == Kind::Acknowledge {
            (notes)
            label.choice {
                input type="checkbox" #(key) name=(key) disabled[element.read_only] checked[entry.chosen(at, "").is_some()]
                    aria-describedby=(described) aria-invalid=(invalid) required[required];
                span { (label) }
            }
        } @else {
            label.label for=(key) { (label) }
            (notes)
            (field(walk, at, element, key, &described, invalid, required, &options, words))
        }
    }
}

/// What stands at a question whose answer must be mended: the summary's words.
pub(super) fn error_text(error: Option<&str>, words: Words<'_>) -> Markup {
    html! {
        @if let Some(error) = error {
            span.visually-hidden { (words.say("error_prefix")) } (error)
        }
    }
}

fn choice(walk: &Walk, at: At, element: &Element, key: &str, kind: &str, choice: &Shown<'_>) -> Markup {
    html! {
        label.choice {
            input type=(kind) name=(key) value=(choice.name) disabled[element.read_only]
                checked[walk.entry().chosen(at, choice.name).is_some()];
            @if let Some(order) = &choice.order { span.order { (order) } }
            span { (choice.label) }
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "the attributes of one control, each computed once by its caller")]
fn field(
    walk: &Walk,
    at: At,
    element: &Element,
    key: &str,
    described: &str,
    invalid: &str,
    required: bool,
    options: &[Shown<'_>],
    words: Words<'_>,
) -> Markup {
    let entry = walk.entry();
    let is_natural = matches!(element.min, Some(Value::Number(min)) if min >= Ratio::ZERO);
    let mode = match element.kind {
        // Not of a date, whose separators a phone's digit pad lacks, nor where a minus may be needed.
        Kind::Integer if is_natural => Some("numeric"),
        Kind::Decimal | Kind::Range(_) if is_natural || element.kind == Kind::Decimal => Some("decimal"),
        _ => element.format.and_then(crate::format::Format::input_mode),
    };
    #[cfg(feature = "full")]
    if element.appearance == Appearance::Autocomplete {
        let field = combobox::Field { key, described, invalid, required, read_only: element.read_only };
        return combobox::field(walk, at, &field);
    }
    let typed = entry.shown(at);
    html! {
        @if element.kind.list().is_some() {
            select #(key) name=(key) aria-describedby=(described) aria-invalid=(invalid) required[required] disabled[element.read_only] {
                option value="" { (words.say("choose")) }
                @for choice in options {
                    option value=(choice.name) selected[entry.chosen(at, choice.name).is_some()] { (choice.label) }
                }
            }
        } @else if element.appearance == Appearance::Multiline {
            textarea #(key) name=(key) rows="4" aria-describedby=(described) aria-invalid=(invalid) required[required] readonly[element.read_only] { (typed) }
        } @else {
            input type="text" #(key) name=(key) value=(typed) inputmode=[mode] aria-describedby=(described)
                autocomplete=[element.format.and_then(crate::format::Format::autocomplete)]
                aria-invalid=(invalid) required[required] readonly[element.read_only];
        }
    }
}
