//! What the report of the last period has for a question: shown under it, taken over by a button.

use alloc::string::String;

use maud::{Markup, html};

use super::{Walk, Words, checks, paragraphs};
use crate::form::{At, Element};

/// The most characters of an offer that are shown at once.
const MAX_SHOWN: usize = 200;

/// The box of an offer, where there may be one.
pub(super) fn offer(walk: &Walk, at: At, element: &Element, key: &str, words: Words<'_>) -> Markup {
    let may_be = walk.last().is_some() && (element.offer_saved.is_some() || element.last_saved.is_some());
    html! { @if may_be { div.offer #{ (key) "-offer" } { (content(walk, at, words)) } } }
}

/// What is in the box.
pub(super) fn content(walk: &Walk, at: At, words: Words<'_>) -> Markup {
    let Some(element) = walk.entry().form().element(at.element) else { return html! {} };
    html! {
        @if walk.is_offered(at) && !element.read_only {
            @let key = super::key(walk, at);
            @let text = walk.offered_text(at).unwrap_or_default();
            @let take = if element.kind.is_number() { "offer_take_number" } else { "offer_take" };
            p {
                (words.say("offer")) " "
                @match shortened(&text) {
                    Some(short) => {
                        (short) "…"
                    },
                    None => strong { (text) },
                }
            }
            @if shortened(&text).is_some() {
                details {
                    summary { (words.say("offer_whole")) }
                    div.offer-whole { @for line in paragraphs(&text) { p { (line) } } }
                }
            }
            button.link type="button" data-act="take" data-value=(key) {
                (words.say(take)) span.visually-hidden { ": " (checks::name(walk, at, words)) }
            }
        } @else if walk.is_carried(at) {
            p.hint { (words.say("offer_carried")) }
        }
    }
}

/// The beginning of a long text, up to the end of a word.
fn shortened(text: &str) -> Option<String> {
    let (end, _) = text.char_indices().nth(MAX_SHOWN)?;
    let head = text.get(..end)?;
    let word = head.rfind(char::is_whitespace).unwrap_or(end);
    Some(String::from(head.get(..word)?.trim_end()))
}
