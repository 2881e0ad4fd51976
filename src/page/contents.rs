//! The table of contents of a long form: every page with what is missing and wrong on it, how far one is,
//! and the way to what is to be mended next.

use alloc::{string::String, vec::Vec};

use maud::{Markup, html};

use super::{Contents, Fault, PageState, Place, Step, Walk, Words, checks, key, question};
use crate::{form::Element, value::digits};

/// The most places that are listed of a page.
const MAX_PLACES: usize = 30;

/// The table of contents, where the form has one and is being filled.
pub(super) fn nav(walk: &Walk, words: Words<'_>) -> Markup {
    let is_filled = matches!(walk.step(), Step::Page(_) | Step::Review);
    html! {
        @if is_filled && walk.shows_contents() {
            nav.contents aria-labelledby="contents-title" { (content(walk, words)) }
        }
    }
}

/// What is in it.
pub(super) fn content(walk: &Walk, words: Words<'_>) -> Markup {
    let contents = walk.contents();
    html! {
        a.contents-skip href="#page-title" data-act="skip" { (words.say("contents_skip")) }
        // On a narrow page, what shows and hides the rest; it is no part of it, so that no script is needed to
        // have all of it open on a wide one.
        details.contents-fold data-fold="contents" {
            summary { (words.say("contents")) ": " span #contents-fold { (in_short(&contents, words)) } }
        }
        div.contents-content {
            h2 #contents-title { (words.say("contents")) }
            div #contents-head { (head(&contents, words)) }
            ol {
                @for (index, state) in contents.pages.iter().enumerate() {
                    @if let Some(page) = walk.entry().form().element(state.page) {
                        li #(item_id(page)) { (entry(walk, index, page, state, words)) }
                    }
                }
            }
            @let is_review = *walk.step() == Step::Review;
            button.contents-page type="button" data-act="review" aria-current=[is_review.then_some("page")] {
                span.contents-label { (words.say("contents_review")) }
            }
        }
    }
}

/// The parts of it that an answer changes, the ids of elements and what is in them: of what is said of all
/// pages, and of these pages.
pub(super) fn parts(walk: &Walk, pages: &[usize], words: Words<'_>) -> Vec<(String, String)> {
    let contents = walk.contents();
    let all = [
        ("fold", html! { (in_short(&contents, words)) }.into_string()),
        ("head", head(&contents, words).into_string()),
    ];
    let mut parts: Vec<(String, String)> =
        all.into_iter().map(|(id, html)| (["contents-", id].concat(), html)).collect();
    for (index, state) in contents.pages.iter().enumerate().filter(|(_, state)| pages.contains(&state.page)) {
        if let Some(page) = walk.entry().form().element(state.page) {
            parts.push((item_id(page), entry(walk, index, page, state, words).into_string()));
        }
    }
    parts
}

/// The id of what is said of a page; no name of a question makes it, which would have a digit there.
fn item_id(page: &Element) -> String {
    ["contents-page-", &page.name].concat()
}

/// What is wrong in all, in a few words.
fn in_short(contents: &Contents, words: Words<'_>) -> String {
    let count = |fault| contents.sum(|page| page.count(fault));
    let (wrong, missing, doubtful) = (count(Fault::Wrong), count(Fault::Missing), count(Fault::Doubtful));
    let parts = counted(wrong, missing, doubtful, words);
    if parts.is_empty() { words.say("contents_nothing") } else { parts.join(" · ") }
}

fn counted(wrong: usize, missing: usize, doubtful: usize, words: Words<'_>) -> Vec<String> {
    let counts = [("contents_wrong", wrong), ("contents_missing", missing), ("contents_doubtful", doubtful)];
    let told = counts.into_iter().filter(|(_, count)| *count > 0);
    told.map(|(code, count)| words.message(code, &[("count", &digits(count))])).collect()
}

/// How far one is, what is wrong in all, and the way to the next of it.
fn head(contents: &Contents, words: Words<'_>) -> Markup {
    let (answered, asked) = (contents.sum(|page| page.answered), contents.sum(|page| page.asked));
    let is_clean = contents.pages.iter().all(|page| page.places.is_empty());
    let params = [("answered", digits(answered)), ("asked", digits(asked))];
    let params = params.each_ref().map(|(name, count)| (*name, count.as_str()));
    html! {
        p { (words.message("contents_answered", &params)) }
        @if !is_clean { p.contents-sum { (in_short(contents, words)) } }
        p.contents-clean role="status" { @if is_clean { (words.say("contents_nothing")) } }
        @if !is_clean {
            button.secondary type="button" data-act="next" { (words.say("contents_next")) }
        }
    }
}

/// How a page stands: the class of its shape, and the words.
fn state(page: &PageState, words: Words<'_>) -> (&'static str, String) {
    let (wrong, missing) = (page.count(Fault::Wrong), page.count(Fault::Missing));
    let doubtful = page.count(Fault::Doubtful);
    let told = || counted(wrong, missing, doubtful, words).join(" · ");
    match () {
        () if wrong > 0 => ("wrong", told()),
        () if page.answered == 0 && page.asked > 0 => ("untouched", words.say("contents_untouched")),
        () if missing > 0 => ("missing", told()),
        () if doubtful > 0 => ("doubtful", told()),
        () => ("done", words.say("contents_done")),
    }
}

fn entry(walk: &Walk, index: usize, page: &Element, told: &PageState, words: Words<'_>) -> Markup {
    let is_current = *walk.step() == Step::Page(told.page);
    let (name, state) = state(told, words);
    let label = question::label(walk, told.page.into(), page, words);
    let (shown, more) = told.places.split_at_checked(MAX_PLACES).unwrap_or((&told.places, &[]));
    html! {
        button.contents-page type="button" data-act="page" data-value=(told.page) aria-current=[is_current.then_some("page")] {
            span.contents-number { (digits(index.saturating_add(1))) "." } " "
            span.contents-label { (label) } " "
            span class={ "contents-state contents-" (name) } { (shape(name)) (state) }
        }
        @if !shown.is_empty() {
            details data-fold={ "contents-" (page.name) } {
                summary {
                    (words.message("contents_places", &[("count", &digits(told.places.len()))]))
                    span.visually-hidden { ": " (label) }
                }
                ul {
                    @for place in shown { li { (link(walk, place, words)) } }
                    @if !more.is_empty() {
                        li { (words.message("contents_more", &[("count", &digits(more.len()))])) }
                    }
                }
            }
        }
    }
}

/// A way to what is to be looked at, with what it is.
fn link(walk: &Walk, place: &Place, words: Words<'_>) -> Markup {
    let key = key(walk, place.at);
    let code = match place.fault {
        Fault::Wrong => "check_error",
        Fault::Missing => "contents_is_missing",
        Fault::Doubtful => "check_warning",
    };
    let check = walk.entry().form().element(place.at.element).filter(|element| element.kind.is_check());
    let rule = check.map(|check| check.rule.as_str()).filter(|rule| !rule.is_empty());
    html! {
        a href={ "#" (key) } data-act="point" data-value=(key) {
            span.contents-kind { (words.say(code)) @if let Some(rule) = rule { " " (rule) } ":" } " "
            @if place.text.is_empty() { (checks::name(walk, place.at, words)) } @else { (place.text) }
        }
    }
}

/// The shape of a state: each another one, in the colour of the text around it.
fn shape(state: &str) -> Markup {
    html! {
        svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" {
            @match state {
                "done" => { circle cx="8" cy="8" r="7" {} path d="M4.5 8.5 7 11l4.5-5.5" {} },
                "wrong" => { path d="M8 1.5 15 14.5H1z" {} path d="M8 6v4M8 11.5v1.5" {} },
                "doubtful" => { path d="M8 1 15 8 8 15 1 8z" {} path d="M8 4.5V9M8 10.5V12" {} },
                "missing" => { circle cx="8" cy="8" r="7" {} path d="M8 4v4.5h3.5" {} },
                _ => circle cx="8" cy="8" r="6.5" stroke-dasharray="3 2" {},
            }
        }
    }
}
