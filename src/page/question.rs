//! A page of questions. Every control has an accessible name and is described by its hint and its
//! error; what is not relevant is there but hidden, so that opening it is one attribute.

use alloc::string::String;

use maud::{Markup, html};

use super::{Walk, Words, paragraphs};
use crate::{
    form::{Appearance, Choice, Element, Kind, Required},
    value::{Ratio, digits},
};

/// The page `index` with its buttons.
pub(super) fn page(walk: &Walk, index: usize, words: Words<'_>) -> Markup {
    let form = walk.entry().form();
    let Some(page) = form.element(index) else { return html! {} };
    html! {
        form.page novalidate autocomplete="off" {
            h2 #page-title tabindex="-1" { (page.label.get(words.language)) }
            (hint(page, words))
            @for (child, _) in form.children(Some(index)) { (element(walk, child, words)) }
            div.buttons {
                @if walk.has_previous() {
                    button.secondary type="button" data-act="back" { (words.say("back")) }
                }
                button.primary type="submit" { (words.say("continue")) }
            }
        }
    }
}

fn element(walk: &Walk, index: usize, words: Words<'_>) -> Markup {
    let Some(element) = walk.entry().form().element(index) else { return html! {} };
    let hidden = !walk.entry().is_relevant(index);
    match element.kind {
        Kind::Calculate(_) => html! {},
        Kind::Note => html! {
            div.note #{ (element.name) "-box" } hidden[hidden] {
                @for line in paragraphs(element.label.get(words.language)) { p { (line) } }
                (hint(element, words))
            }
        },
        Kind::Group => group(walk, index, element, hidden, words),
        _ => question(walk, index, element, hidden, words),
    }
}

fn group(walk: &Walk, index: usize, element_: &Element, hidden: bool, words: Words<'_>) -> Markup {
    let form = walk.entry().form();
    let table = element_.appearance == Appearance::Table;
    let rows = form.children(Some(index));
    let levels = form.children(Some(index)).next().and_then(|(_, first)| form.list_of(first.kind)).filter(|_| table);
    let class = match levels {
        Some(list) => ["table levels-", &digits(list.choices.len())].concat(),
        None => String::from("section"),
    };
    html! {
        div class=(class) #{ (element_.name) "-box" } role="group" aria-labelledby={ (element_.name) "-label" } hidden[hidden] {
            h3 #{ (element_.name) "-label" } { (element_.label.get(words.language)) }
            (hint(element_, words))
            @if let Some(list) = levels {
                // The names of the levels over their columns; each button carries its own as well.
                div.heads aria-hidden="true" {
                    span {}
                    @for choice in &list.choices { span { (choice.label.get(words.language)) } }
                }
            }
            @for (child, _) in rows { (element(walk, child, words)) }
        }
    }
}

fn hint(element: &Element, words: Words<'_>) -> Markup {
    html! {
        @if !element.hint.is_empty() {
            p.hint #{ (element.name) "-hint" } { (element.hint.get(words.language)) }
        }
    }
}

fn question(walk: &Walk, index: usize, element: &Element, hidden: bool, words: Words<'_>) -> Markup {
    let name = &element.name;
    let entry = walk.entry();
    let error = walk.error(index);
    let invalid = if error.is_some() { "true" } else { "false" };
    let described = [name, "-hint ", name, "-help ", name, "-error"].concat();
    let required = entry.is_required(index);
    let choices = entry.form().list_of(element.kind).map_or(&[][..], |list| &list.choices);
    let grouped = match element.kind {
        Kind::SelectOne(_) if element.appearance != Appearance::Minimal => Some(("radiogroup", "radio")),
        Kind::SelectMultiple(_) => Some(("group", "checkbox")),
        _ => None,
    };
    let help = match element.kind {
        Kind::SelectMultiple(_) => Some("several"),
        Kind::Date => Some("date_hint"),
        Kind::Decimal => Some("number_hint"),
        _ => None,
    };
    let label = html! {
        (element.label.get(words.language))
        @if matches!(element.required, Required::Constant(false)) && element.kind != Kind::Acknowledge { " " span.optional { (words.say("optional")) } }
    };
    let notes = html! {
        (hint(element, words))
        @if let Some(help) = help { p.hint #{ (name) "-help" } { (words.say(help)) } }
        p.error #{ (name) "-error" } { (error_text(error, words)) }
    };
    html! {
        div.question #{ (name) "-box" } hidden[hidden] {
            @if let Some((role, kind)) = grouped {
                div.choices.likert[element.appearance == Appearance::Likert] role=(role) #(name)
                    aria-labelledby={ (name) "-label" } aria-describedby=(described) aria-invalid=(invalid)
                    aria-required=[(required && role == "radiogroup").then_some("true")] {
                    div.ask {
                        p.label #{ (name) "-label" } { (label) }
                        (notes)
                    }
                    div.options {
                        @for option in choices { (choice(walk, index, element, kind, option, words)) }
                    }
                    @if !required && !element.read_only && role == "radiogroup" {
                        button.clear type="button" data-act="clear" data-value=(name) { (words.say("clear")) }
                    }
                }
            } @else if element.kind == Kind::Acknowledge {
                (notes)
                label.choice {
                    input type="checkbox" #(name) name=(name) disabled[element.read_only] checked[entry.is_chosen(index, "")]
                        aria-describedby=(described) aria-invalid=(invalid) required[required];
                    span { (label) }
                }
            } @else {
                label.label for=(name) { (label) }
                (notes)
                (field(walk, index, element, &described, invalid, required, choices, words))
            }
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

fn choice(walk: &Walk, index: usize, element: &Element, kind: &str, choice: &Choice, words: Words<'_>) -> Markup {
    html! {
        label.choice {
            input type=(kind) name=(element.name) value=(choice.name) disabled[element.read_only]
                checked[walk.entry().is_chosen(index, &choice.name)];
            span { (choice.label.get(words.language)) }
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "the attributes of one control, each computed once by its caller")]
fn field(
    walk: &Walk,
    index: usize,
    element: &Element,
    described: &str,
    invalid: &str,
    required: bool,
    choices: &[Choice],
    words: Words<'_>,
) -> Markup {
    let (name, entry) = (&element.name, walk.entry());
    let mode = match element.kind {
        // Not of a date, whose separators a phone's digit pad lacks, nor where a minus may be needed.
        Kind::Integer if element.min.is_some_and(|min| min >= Ratio::ZERO) => Some("numeric"),
        Kind::Decimal => Some("decimal"),
        _ => None,
    };
    let shown = entry.shown(index);
    html! {
        @if !choices.is_empty() {
            select #(name) name=(name) aria-describedby=(described) aria-invalid=(invalid) required[required] disabled[element.read_only] {
                option value="" { (words.say("choose")) }
                @for choice in choices {
                    option value=(choice.name) selected[entry.is_chosen(index, &choice.name)] { (choice.label.get(words.language)) }
                }
            }
        } @else if element.appearance == Appearance::Multiline {
            textarea #(name) name=(name) rows="4" aria-describedby=(described) aria-invalid=(invalid) required[required] readonly[element.read_only] { (shown) }
        } @else {
            input type="text" #(name) name=(name) value=(shown) inputmode=[mode] aria-describedby=(described)
                aria-invalid=(invalid) required[required] readonly[element.read_only];
        }
    }
}
