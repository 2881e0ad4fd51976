//! The pages of a form that is filled without scripts.

use maud::{PreEscaped, html};
use sipas_forms::form::Form;

use super::{
    pages,
    shell::{Shell, page},
    words::Words,
};

/// What such a page shows.
pub struct Filled<'a> {
    /// What the form's file is called, without the ending.
    pub stem: &'a str,
    /// The form.
    pub form: &'a Form,
    /// The form as HTML; `None` where it needs scripts.
    pub content: Option<&'a str>,
    /// What precedes the title: that there are faults.
    pub prefix: &'a str,
    /// Whether it answers a page that was posted: then a link to the other language would lose the answers.
    pub is_reply: bool,
    /// Whether the element takes over where scripts run.
    pub is_live: bool,
}

/// Where a form is filled without scripts, in the language of `words`.
pub fn address(root: &str, stem: &str, words: &Words) -> String {
    let language = if words.language == "en" { "?lang=en" } else { "" };
    format!("{root}/{stem}{language}")
}

/// One page of the form. Where scripts run after all, the element takes it over.
pub fn filled(words: &Words, shown: &Filled<'_>) -> String {
    let Filled { stem, form, content, prefix, is_reply, is_live } = shown;
    let title = form.title.get(words.language);
    let full = form.needs_full();
    let switches = pages::switches(form);
    let other = address("/fill", stem, super::words(words.other));
    let other = if *is_reply && !switches { "" } else { &other };
    let shell = Shell {
        words,
        frame: words.frame(form),
        title: &format!("{prefix}{title}"),
        description: if form.description.is_empty() { title } else { form.description.get(words.language) },
        root: "/",
        other,
        switches,
        form: form.show_scores.then_some(form),
        // Nothing is fetched ahead: the page is usable as it is, and old browsers have no use for the rest.
        head: html! {
            link rel="stylesheet" href=(if full { "/sipas-form-full.css" } else { "/sipas-form.css" });
            @if *is_live { script type="module" src="/sipas-form.js" {} }
        },
        footer: html! {},
    };
    let content = html! {
        h1 { (title) }
        sipas-form src={ "/forms/" (stem) ".form" } module=[full.then_some("full")] endpoint="/submissions" lang=(words.language) history alternate {
            @if let Some(content) = content { (PreEscaped(content)) }
        }
        @if content.is_none() { (pages::without_script(form)) }
    };
    page(&shell, &content)
}

/// What was posted cannot be read or taken.
pub fn not_taken(words: &Words, back: &str) -> String {
    let shell = Shell {
        words,
        frame: &words.citizens,
        title: words.not_taken,
        description: words.not_taken_hint,
        root: "/",
        other: "",
        switches: false,
        form: None,
        head: html! {},
        footer: html! {},
    };
    let content = html! {
        div class="notice" {
            h1 { (words.not_taken) }
            p { (words.not_taken_hint) }
            p { a href=(back) { (words.begin_again) } }
        }
    };
    page(&shell, &content)
}
