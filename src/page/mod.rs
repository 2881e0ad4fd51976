//! A form as a person walks through it: [`Walk`] is where they are and what they were told,
//! [`render`] is what that looks like as HTML.
//!
//! Pure functions to text: every value is escaped by construction, no style or script is written,
//! and nothing here knows a browser. A change on a page is a list of [`Patch`]es, so that an
//! answer never disturbs the field that is being typed in.

#[cfg(feature = "full")]
mod checks;
#[cfg(feature = "full")]
mod combobox;
#[cfg(feature = "full")]
mod contents;
#[cfg(feature = "full")]
mod document;
#[cfg(feature = "full")]
mod explain;
#[cfg(feature = "full")]
mod figures;
#[cfg(feature = "full")]
mod node;
#[cfg(feature = "full")]
mod offers;
#[cfg(feature = "full")]
pub mod plain;
mod question;
mod review;
#[cfg(feature = "full")]
mod scores;
#[cfg(feature = "full")]
mod tools;
mod walk;

#[cfg(feature = "full")]
pub use combobox::{Found, Pasted, render_found, render_pasted};
#[cfg(feature = "full")]
pub use document::{missing, render_document};
#[cfg(feature = "full")]
pub use figures::{csv, figures};
#[cfg(feature = "full")]
pub use tools::{file_stem, last_in_words, opened_in_words};
pub use walk::{Answer, Failure, Focus, Kept, Patch, Step, Walk};
#[cfg(feature = "full")]
pub use walk::{Contents, Fault, Opened, PageState, Place};

use alloc::{string::String, vec::Vec};

use maud::{Markup, html};

use crate::{
    FULL,
    form::{At, Form, Provenance},
    value::digits,
};

/// The words of one language.
#[derive(Clone, Copy)]
struct Words<'a> {
    language: &'a str,
    form: &'a Form,
}

impl<'a> Words<'a> {
    fn new(walk: &'a Walk) -> Self {
        Self { language: walk.language(), form: walk.entry().form() }
    }

    fn say(self, code: &str) -> String {
        self.message(code, &[])
    }

    fn message(self, code: &str, params: &[(&str, &str)]) -> String {
        self.form.message(code, self.language, params)
    }

    /// The language in whose way numbers are written.
    #[cfg(feature = "full")]
    fn numbers(self) -> &'static str {
        self.form.spoken(self.language)
    }

    /// The words of `code`, as they are of a report where the form is one.
    fn of(self, form: &Form, code: &str) -> String {
        #[cfg(feature = "full")]
        if form.reporting.report.is_some() {
            return self.say(&[code, "_report"].concat());
        }
        #[cfg(not(feature = "full"))]
        let _ = form;
        self.say(code)
    }

    /// The heading of a row.
    fn row(self, row: &str) -> String {
        self.message("row", &[("row", row)])
    }
}

/// The whole form as it stands, as HTML.
#[must_use]
pub fn render(walk: &Walk) -> String {
    let words = Words::new(walk);
    let form = walk.entry().form();
    html! {
        div.form lang=(words.language) {
            div.bar {
                (progress(walk, words))
                (languages(form, words))
                (above(walk, words))
            }
            @if FULL { (beside(walk, words)) }
            div.summary #error-summary {
                @if !walk.errors().is_empty() { div role="alert" { (summary_content(walk, words)) } }
            }
            @match walk.step() {
                Step::Page(page) => (question::page(walk, *page, words)),
                Step::Review | Step::Sending => (review::review(walk, words)),
                Step::Sent(receipt) => (review::sent(walk, receipt.as_deref(), words)),
                Step::Failed(failure) => (review::failed(walk, failure, words)),
            }
            (below(walk, words))
        }
    }
    .into_string()
}

/// What is in the panel of scores.
#[cfg(feature = "full")]
#[must_use]
pub fn render_scores(walk: &Walk) -> String {
    scores::content(walk, Words::new(walk)).into_string()
}

/// What can be done with the form as a whole.
#[cfg(feature = "full")]
fn above(walk: &Walk, words: Words<'_>) -> Markup {
    tools::bar(walk, words)
}

#[cfg(not(feature = "full"))]
fn above(_: &Walk, _: Words<'_>) -> Markup {
    html! {}
}

/// The table of contents, where there is one.
#[cfg(feature = "full")]
fn beside(walk: &Walk, words: Words<'_>) -> Markup {
    contents::nav(walk, words)
}

#[cfg(not(feature = "full"))]
fn beside(_: &Walk, _: Words<'_>) -> Markup {
    html! {}
}

/// What is in the table of contents.
#[cfg(feature = "full")]
#[must_use]
pub fn render_contents(walk: &Walk) -> String {
    contents::content(walk, Words::new(walk)).into_string()
}

/// What the table of contents says of all pages and of these: ids of elements, and what is in them.
#[cfg(feature = "full")]
#[must_use]
pub fn render_contents_parts(walk: &Walk, pages: &[usize]) -> Vec<(String, String)> {
    contents::parts(walk, pages, Words::new(walk))
}

/// What is in the box of a check: nothing while it holds, or is not told yet.
#[cfg(feature = "full")]
#[must_use]
pub fn render_check(walk: &Walk, check: At) -> String {
    checks::content(walk, check, Words::new(walk)).into_string()
}

/// What is in the box of what the last report has for a question.
#[cfg(feature = "full")]
#[must_use]
pub fn render_offer(walk: &Walk, question: At) -> String {
    offers::content(walk, question, Words::new(walk)).into_string()
}

/// What follows the page: the scores, where they are shown, and where the form comes from.
#[cfg(feature = "full")]
fn below(walk: &Walk, words: Words<'_>) -> Markup {
    html! {
        (tools::sent(walk, words))
        (scores::panel(walk, words))
        (provenance(&walk.entry().form().provenance, words))
    }
}

#[cfg(not(feature = "full"))]
fn below(walk: &Walk, words: Words<'_>) -> Markup {
    provenance(&walk.entry().form().provenance, words)
}

/// The name of an answer in a page, from which ids are made: `name`, `rows-0-name`. [`find`] reads it.
#[must_use]
pub fn key(walk: &Walk, at: At) -> String {
    walk.entry().form().path(at).get(1..).unwrap_or_default().replace('/', "-")
}

/// The answer with this [`key`].
#[must_use]
pub fn find(walk: &Walk, key: &str) -> Option<At> {
    walk.entry().form().at(key.split('-'))
}

/// What the box of an element holds.
#[must_use]
pub fn render_box(walk: &Walk, at: At) -> String {
    question::content(walk, at, Words::new(walk)).into_string()
}

/// The label of an element with the answers that it shows.
#[must_use]
pub fn render_label(walk: &Walk, at: At) -> String {
    let words = Words::new(walk);
    let element = walk.entry().form().element(at.element);
    element.map(|element| question::label(walk, at, element, words).into_string()).unwrap_or_default()
}

/// The hint of an element with the answers that it shows.
#[must_use]
pub fn render_hint(walk: &Walk, at: At) -> String {
    let words = Words::new(walk);
    let element = walk.entry().form().element(at.element);
    element.map(|element| question::hint_text(walk, at, element, words).into_string()).unwrap_or_default()
}

/// Which page it is; nothing at the review, which is none of them, and once the form is sent.
fn progress(walk: &Walk, words: Words<'_>) -> Markup {
    let pages = walk.pages();
    let (position, total) = (walk.position(&pages), pages.len());
    html! {
        @if let (Some(position), Step::Page(_)) = (position, walk.step()) {
            div.progress {
                p #page-progress {
                    (words.message("page_of", &[("page", &digits(position)), ("pages", &digits(total))]))
                }
                progress max=(total) value=(position) aria-labelledby="page-progress" {}
            }
        } @else { div {} }
    }
}

fn languages(form: &Form, words: Words<'_>) -> Markup {
    html! {
        @if form.languages.len() > 1 {
            div.languages role="group" aria-label=(words.say("language")) {
                @for language in &form.languages {
                    button type="button" lang=(language) data-act="language" data-value=(language)
                        aria-pressed=(if language == words.language { "true" } else { "false" }) { (form.name_of(language)) }
                }
            }
        }
    }
}

/// What the error summary holds, once there is one: nothing, or a heading and a link per fault, in the same
/// words as at the field.
#[must_use]
pub fn render_summary(walk: &Walk) -> String {
    summary_content(walk, Words::new(walk)).into_string()
}

/// What stands at a question whose answer must be mended: the summary's words; nothing for `None`.
#[must_use]
pub fn render_error(error: Option<&str>, walk: &Walk) -> String {
    question::error_text(error, Words::new(walk)).into_string()
}

fn summary_content(walk: &Walk, words: Words<'_>) -> Markup {
    let errors = walk.errors();
    let count = digits(errors.len());
    let title = if errors.len() == 1 { "errors_one" } else { "errors_many" };
    html! {
        @if !errors.is_empty() {
            h2 #summary-title tabindex="-1" { (words.message(title, &[("count", &count)])) }
            ul {
                @for (question, text) in errors {
                    li {
                        @match question {
                            Some(at) if is_check(walk, *at) => (check_fault(walk, *at, text, words)),
                            Some(at) => {
                                @let key = key(walk, *at);
                                a href={ "#" (key) } data-act="go" data-value=(key) { (text) }
                            }
                            None => (text),
                        }
                    }
                }
            }
        }
    }
}

fn is_check(walk: &Walk, at: At) -> bool {
    FULL && walk.entry().form().element(at.element).is_some_and(|element| element.kind.is_check())
}

#[cfg(feature = "full")]
fn check_fault(walk: &Walk, at: At, text: &str, words: Words<'_>) -> Markup {
    checks::fault(walk, at, text, words)
}

#[cfg(not(feature = "full"))]
fn check_fault(_: &Walk, _: At, _: &str, _: Words<'_>) -> Markup {
    html! {}
}

fn provenance(provenance: &Provenance, words: Words<'_>) -> Markup {
    html! {
        details.provenance {
            summary { (words.say("provenance")) }
            p { (provenance.source.get(words.language)) }
            @if !provenance.verified.is_empty() {
                h3 { (words.say("verified")) }
                p { (provenance.verified.get(words.language)) }
            }
            @if !provenance.unverified.is_empty() {
                h3 { (words.say("unverified")) }
                ul { @for note in &provenance.unverified { li { (note.get(words.language)) } } }
            }
            p { (words.say("reference_only")) }
        }
    }
}

/// The paragraphs of a text: an empty line begins a new one.
fn paragraphs(text: &str) -> Vec<&str> {
    text.split('\n').filter(|line| !line.trim().is_empty()).collect()
}
