//! A list that is searched by typing, as an editable combobox (ARIA 1.2: list autocomplete, manual
//! selection); and what is said after many numbers were pasted at once.

use alloc::string::String;

use maud::{Markup, html};

use super::{Walk, Words, key};
use crate::{form::At, value::digits};

/// The most choices of a list that are shown at once: who sees that many types on.
const MAX_OFFERED: usize = 200;

/// What is around a field: what describes it, and what it says of its answer.
pub(super) struct Field<'a> {
    pub(super) key: &'a str,
    pub(super) described: &'a str,
    pub(super) invalid: &'a str,
    pub(super) required: bool,
    pub(super) read_only: bool,
}

/// The text field, its list (empty until it opens) and the place where it is told how many there are.
pub(super) fn field(walk: &Walk, at: At, field: &Field<'_>) -> Markup {
    let Field { key, described, invalid, required, read_only } = *field;
    html! {
        div.combobox {
            input type="text" #(key) name=(key) value=(walk.searched(at)) role="combobox" aria-autocomplete="list"
                aria-expanded="false" aria-controls={ (key) "-list" } aria-describedby=(described) aria-invalid=(invalid)
                autocapitalize="off" spellcheck="false" required[required] readonly[read_only];
            ul #{ (key) "-list" } role="listbox" aria-labelledby={ (key) "-text" } hidden {}
            p.found #{ (key) "-found" } role="status" {}
        }
    }
}

/// What a search found, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The options of the list, as HTML.
    pub options: String,
    /// How many there are, in words.
    pub words: String,
    /// Whether there is any.
    pub any: bool,
}

/// What the list of a question offers for a text, see [`Walk::search`].
#[must_use]
pub fn render_found(walk: &Walk, at: At, typed: &str) -> Found {
    let (found, key, language) = (walk.search(at, typed), key(walk, at), walk.language());
    let options = html! {
        @for (index, choice) in found.iter().take(MAX_OFFERED).enumerate() {
            li class=[walk.entry().chosen(at, &choice.name).map(|_| "chosen")] #{ (key) "-option-" (index) } role="option"
                aria-selected="false" data-value=(choice.name) { (choice.label.get(language)) }
        }
    };
    let code = match found.len() {
        0 => "found_none",
        count if count > MAX_OFFERED => "found_more",
        _ => "found",
    };
    let params = [("count", &*digits(found.len())), ("max", &*digits(MAX_OFFERED))];
    Found {
        options: options.into_string(),
        words: walk.entry().form().message(code, language, &params),
        any: !found.is_empty(),
    }
}

/// What became of a paste.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// So many fields were filled, so many values had no room, so many fields hold what cannot be read.
    Filled(usize, usize, usize),
    /// The fields are as they were.
    Undone,
}

/// What is said of a paste, with the button that takes it back.
#[must_use]
pub fn render_pasted(pasted: Pasted, walk: &Walk) -> String {
    let words = Words::new(walk);
    let say = |code: &str, count: usize| words.message(code, &[("count", &digits(count))]);
    html! {
        @match pasted {
            Pasted::Filled(filled, lost, wrong) => {
                p {
                    @if lost == 0 { (say("pasted", filled)) }
                    @else { (words.message("pasted_lost", &[("count", &digits(filled)), ("lost", &digits(lost))])) }
                    @if wrong > 0 { " " (say("pasted_wrong", wrong)) }
                }
                button.secondary type="button" data-act="undo" { (words.say("undo")) }
            }
            Pasted::Undone => p { (words.say("undone")) },
        }
    }
    .into_string()
}
