//! What can be done with a report as a whole: kept in a file, begun from the last one, taken along as
//! figures, printed, compared with forms that belong to it.
//!
//! The buttons and the words are here; files, addresses and paper are the browser's.

use alloc::{string::String, vec::Vec};

use maud::{Markup, html};

use super::{Opened, Step, Walk, Words};
use crate::{
    entry::Entry,
    expression::Value,
    form::{At, Form},
    value::digits,
};

/// The most questions that a sentence names.
const MAX_NAMES: usize = 8;

/// The tools of the form; nothing where it has none.
pub(super) fn bar(walk: &Walk, words: Words<'_>) -> Markup {
    let reporting = &walk.entry().form().reporting;
    let (is_report, has_document) = (reporting.report.is_some(), reporting.document.is_some());
    let is_sent = matches!(walk.step(), Step::Sent(_));
    html! {
        @if is_report || has_document || !reporting.companions.is_empty() {
            div.tools {
                @if is_report || has_document {
                    details data-fold="tools" {
                        summary { (words.say("tools")) }
                        div.tools-list {
                            @if is_report && !is_sent { (files(walk, words)) }
                            @if is_report {
                                (group("tools_figures", words, &html! {
                                    (button("csv", "tool_csv", words))
                                    (button("json", "tool_json", words))
                                }))
                            }
                            @if has_document {
                                (group("tools_paper", words, &button("print", "tool_print", words)))
                            }
                        }
                    }
                }
                @if !reporting.companions.is_empty() && !is_sent {
                    details data-fold="companions" {
                        summary { (words.say("companions")) }
                        div.tools-list {
                            p.hint { (words.say("companion_hint")) }
                            @for (index, companion) in reporting.companions.iter().enumerate() {
                                button.secondary type="button" data-tool="companion" data-value=(index) {
                                    (companion.label.get(words.language))
                                }
                            }
                        }
                    }
                }
                div.tools-told #tools-told role="status" {}
            }
        }
    }
}

/// What brings answers in and takes them out.
fn files(walk: &Walk, words: Words<'_>) -> Markup {
    html! {
        (group("tools_draft", words, &html! {
            (button("save", "tool_save", words))
            @if walk.may_change() { (button("open", "tool_open", words)) }
        }))
        @if walk.may_change() {
            (group("tools_last", words, &html! {
                (button("last", "tool_last", words))
                div.tools-address {
                    label for="tools-address" { (words.say("tool_address")) }
                    // No name: it is no answer.
                    input #tools-address type="text" inputmode="url" autocomplete="off" spellcheck="false";
                    (button("fetch", "tool_fetch", words))
                }
            }))
        }
    }
}

fn group(title: &str, words: Words<'_>, content: &Markup) -> Markup {
    html! {
        div role="group" aria-labelledby=(title) {
            p #(title) { (words.say(title)) }
            (content)
        }
    }
}

fn button(tool: &str, code: &str, words: Words<'_>) -> Markup {
    html! { button.secondary type="button" data-tool=(tool) { (words.say(code)) } }
}

/// After the receipt: what was sent, to be kept.
pub(super) fn sent(walk: &Walk, words: Words<'_>) -> Markup {
    let is_report = walk.entry().form().reporting.report.is_some();
    html! {
        @if is_report && matches!(walk.step(), Step::Sent(_)) {
            div.tools-sent {
                (button("sent", "tool_sent", words))
                p.hint { (words.say("tool_sent_hint")) }
            }
        }
    }
}

/// What a file of this report is called, without its ending: the form, the unit and the period, and
/// nothing that anybody typed.
#[must_use]
pub fn file_stem(walk: &Walk) -> String {
    let entry = walk.entry();
    // The names of choices are letters, digits and what a file's name may have as well.
    let chosen = |question: usize| entry.value(At::from(question)).map(Value::to_json);
    let report = entry.form().reporting.report;
    let mut stem = entry.form().identity.id.clone();
    for part in report.iter().flat_map(|report| [report.unit, report.period]).filter_map(chosen) {
        stem.extend(["-", part.as_text().unwrap_or_default()]);
    }
    stem
}

/// What became of a draft that was opened, in words.
#[must_use]
pub fn opened_in_words(walk: &Walk, opened: &Opened) -> String {
    let told = walk.entry().form().message("tool_file_opened", walk.language(), &[]);
    [told, what_does_not_fit(walk.entry(), opened, walk.language())].concat()
}

/// Which last report was loaded, and what of it does not fit, in words.
#[must_use]
pub fn last_in_words(walk: &Walk, opened: &Opened) -> String {
    let Some(last) = walk.last() else { return String::new() };
    let language = walk.language();
    let form: &Form = last.form();
    let shown = |question: usize| {
        let at = At::from(question);
        last.value(at).map(|value| last.write(at, value, language))
    };
    let report = form.reporting.report;
    let parts: Vec<String> = report.iter().flat_map(|report| [report.unit, report.period]).filter_map(shown).collect();
    let name = if parts.is_empty() { String::from(form.title.get(language)) } else { parts.join(" – ") };
    let told = form.message("tool_file_last", language, &[("value", &name)]);
    [told, what_does_not_fit(last, opened, language)].concat()
}

/// What of a file the form does not have or does not take any more.
fn what_does_not_fit(entry: &Entry, opened: &Opened, language: &str) -> String {
    let form = entry.form();
    let mut told = String::new();
    let mut tell = |sentence: String| told.extend([" ", &sentence]);
    let misfits: Vec<String> = entry
        .issues()
        .iter()
        .filter(|issue| matches!(issue.code, "not_a_choice" | "wrong_type"))
        .filter_map(|issue| issue.question)
        .filter_map(|at| Some(entry.piped(form.element(at.element)?.label.get(language), at, language)))
        .collect();
    if opened.other_version {
        tell(form.message("tool_file_of_other_version", language, &[]));
    }
    if !opened.strangers.is_empty() {
        tell(form.message("tool_file_strangers", language, &[("count", &digits(opened.strangers.len()))]));
    }
    if !misfits.is_empty() {
        let (shown, more) = misfits.split_at_checked(MAX_NAMES).unwrap_or((&misfits, &[]));
        let more = if more.is_empty() { String::new() } else { ["; … (+", &digits(more.len()), ")"].concat() };
        tell(form.message("tool_file_misfits", language, &[("labels", &[&shown.join("; "), more.as_str()].concat())]));
    }
    told
}
