//! The last steps: everything answered, before it is sent; the receipt; what to do when it could
//! not be sent.

use alloc::vec::Vec;

use maud::{Markup, html};

use super::{Failure, Kept, Step, Walk, Words, question};
use crate::{
    FULL,
    expression::Value,
    form::{Appearance, At, Element, Form},
    value::digits,
};

/// Every relevant answer by page, with a way back to each page, and the button that sends.
pub(super) fn review(walk: &Walk, words: Words<'_>) -> Markup {
    let (form, sending) = (walk.entry().form(), *walk.step() == Step::Sending);
    let said = |code: &str| if code == "sending" { words.say(code) } else { words.of(form, code) };
    html! {
        form.review.sending[sending] novalidate {
            // What is going on stands at the top too: that is where the focus and the eye are then.
            h2 #page-title tabindex="-1" { (said(if sending { "sending" } else { "review" })) }
            @if !sending { p.hint { (said("review_hint")) } }
            @for page in walk.pages() { (page_answers(walk, page, sending, words)) }
            div.buttons {
                button.secondary type="button" data-act="back" disabled[sending] { (words.say("back")) }
                button.primary type="submit" disabled[sending] {
                    (said(if sending { "sending" } else { "send" }))
                }
            }
            p.visually-hidden role="status" { @if sending { (words.say("sending")) } }
        }
    }
}

fn page_answers(walk: &Walk, page: usize, sending: bool, words: Words<'_>) -> Markup {
    let (entry, form) = (walk.entry(), walk.entry().form());
    let mut questions: Vec<(At, &Element)> = Vec::new();
    entry.walk(None, 0, &mut |at| {
        let asked = form.element(at.element).filter(|element| element.kind.is_asked() && entry.is_relevant(at));
        questions.extend(asked.filter(|_| form.page_of(at.element) == page).map(|element| (at, element)));
    });
    let label = form.element(page).map(|element| question::label(walk, page.into(), element, words));
    let label = label.unwrap_or_default();
    html! {
        @if !questions.is_empty() {
            section.answers {
                div.answers-head {
                    h3 { (label) }
                    button.link type="button" data-act="edit" data-value=(page) disabled[sending] {
                        (words.say("change")) span.visually-hidden { ": " (label) }
                    }
                }
                dl {
                    @for (at, element) in questions {
                        div {
                            dt {
                                @if let Some(row) = form.row_of(at) { span.row-of { (words.row(&row)) } " " }
                                @if let Some(line) = form.line_of(element).or_else(|| columns_of(form, element)) { (entry.piped(line.label.get(words.language), at, words.language)) " – " }
                                (question::label(walk, at, element, words))
                            }
                            dd {
                                (answer(walk, at, words))
                                @if let Some(warning) = walk.warning(at) { p.warning { (warning) } }
                            }
                        }
                    }
                }
                @if FULL { (reviewed(walk, page, sending, words)) }
            }
        }
    }
}

/// The group of questions side by side, which alone tells its questions from those of the next such group.
fn columns_of<'form>(form: &'form Form, element: &Element) -> Option<&'form Element> {
    let group = form.element(element.parent.filter(|_| FULL)?)?;
    (group.appearance == Appearance::Columns && group.parent.is_some()).then_some(group)
}

/// The checks of a page that do not hold.
#[cfg(feature = "full")]
fn reviewed(walk: &Walk, page: usize, sending: bool, words: Words<'_>) -> Markup {
    super::checks::reviewed(walk, page, sending, words)
}

#[cfg(not(feature = "full"))]
fn reviewed(_: &Walk, _: usize, _: bool, _: Words<'_>) -> Markup {
    html! {}
}

/// An answer in words: labels of choices, numbers and dates as they are typed.
fn answer(walk: &Walk, at: At, words: Words<'_>) -> Markup {
    let entry = walk.entry();
    let name = |name: &String| entry.write(at, &Value::Text(name.clone()), words.language);
    match entry.value(at) {
        None => html! { span.none { (words.say("not_answered")) } },
        Some(Value::Names(names)) if entry.form().element(at.element).is_some_and(|element| element.kind.is_rank()) => {
            html! { ol { @for chosen in names { li { (name(chosen)) } } } }
        }
        Some(Value::Names(names)) => html! { ul { @for chosen in names { li { (name(chosen)) } } } },
        Some(value) => html! { (entry.write(at, value, words.language)) },
    }
}

/// The answers were received.
pub(super) fn sent(walk: &Walk, receipt: Option<&str>, words: Words<'_>) -> Markup {
    let said = |code: &str| words.of(walk.entry().form(), code);
    html! {
        div.sent role="status" {
            h2 #page-title tabindex="-1" { (said("sent")) }
            p { (said("sent_thanks")) }
            @if let Some(receipt) = receipt {
                p.receipt { span { (words.say("receipt")) } " " strong { (receipt) } }
                p.hint { (words.say("receipt_keep")) }
            }
        }
        div.buttons { button.secondary type="button" data-act="again" { (said("again")) } }
    }
}

/// The answers could not be sent; they are still here.
pub(super) fn failed(walk: &Walk, failure: &Failure, words: Words<'_>) -> Markup {
    let kept = walk.is_kept();
    // Nobody has to do anything.
    let calm = kept && matches!(failure, Failure::Network | Failure::Busy);
    let why = match failure {
        _ if calm => words.say("kept_hint"),
        Failure::Network => words.say("not_sent_network"),
        Failure::Busy => words.say("not_sent_busy"),
        Failure::SignIn => words.say("not_sent_sign_in"),
        Failure::OtherVersion => words.say("other_version"),
        Failure::Refused(status) => words.message("not_sent_refused", &[("status", &digits(usize::from(*status)))]),
    };
    let fate = match (failure, walk.kept() == Kept::Page) {
        (Failure::OtherVersion, true) => "other_version_lost",
        (Failure::OtherVersion, false) => "other_version_kept",
        (_, true) => "only_here",
        (_, false) => "",
    };
    html! {
        form.failed novalidate {
            div class=[calm.then_some("keep-notice")] role=(if calm { "status" } else { "alert" }) {
                h2 #page-title tabindex="-1" { (words.say(if kept { "kept" } else { "not_sent" })) }
                p { (why) @if !fate.is_empty() { " " (words.say(fate)) } }
            }
            div.buttons {
                @if walk.may_change() {
                    button.secondary type="button" data-act="back" { (words.say("back")) }
                } @else if kept {
                    button.secondary type="button" data-act="again" { (words.of(walk.entry().form(), "again")) }
                }
                @if *failure == Failure::OtherVersion {
                    button.primary type="button" data-act="reload" { (words.say("reload")) }
                } @else {
                    button.primary type="submit" { (words.say("retry")) }
                }
            }
        }
    }
}
