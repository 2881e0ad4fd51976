//! The static pages: the start page and the page of a form.

use maud::{Markup, html};
use sipas_forms::form::Form;

use super::{
    shell::{Shell, page},
    words::{Words, words},
};
use crate::files::Definition;

/// The file of a page in a language.
pub fn file_name(stem: &str, language: &str) -> String {
    if language == "en" { format!("{stem}.en.html") } else { format!("{stem}.html") }
}

/// The start page: the surveys, the forms that officers fill, and the way to the results.
pub fn start(words: &Words, definitions: &[(String, Definition)]) -> String {
    let language = words.language;
    let shell = Shell {
        words,
        frame: &words.citizens,
        title: words.citizens.site,
        description: words.about,
        root: "",
        other: &file_name("index", words.other),
        switches: false,
        form: None,
        head: html! {},
        footer: html! {},
    };
    let (sheets, surveys): (Vec<_>, Vec<_>) = definitions.iter().partition(|(_, one)| one.form.show_scores);
    let list = |heading: &str, open: &str, forms: &[&(String, Definition)]| {
        html! {
            ul class="survey-list" aria-labelledby=(heading) {
                @for (stem, definition) in forms {
                    li class="survey" {
                        h3 class="survey-title" {
                            a class="survey-link" href=(file_name(stem, language)) {
                                (definition.form.title.get(language))
                            }
                        }
                        @if !definition.form.description.is_empty() {
                            p class="survey-description" { (definition.form.description.get(language)) }
                        }
                        // The title is the link already; this only looks like the button it leads to.
                        span class="survey-open" aria-hidden="true" { (open) }
                    }
                }
            }
        }
    };
    let content = html! {
        h1 { (words.citizens.site) }
        p class="lead" { (words.about) }
        h2 id="surveys" { (words.surveys) }
        @if surveys.is_empty() {
            p class="empty" { (words.no_surveys) }
        }
        (list("surveys", words.open, &surveys))
        @if !sheets.is_empty() {
            h2 id="officers" { (words.officers) }
            (list("officers", words.open_sheet, &sheets))
        }
        p { a href=(file_name("workbench", language)) { (words.workbench) } }
        p { a href=(file_name("queue", language)) { (words.queue) } }
    };
    page(&shell, &content)
}

/// The page of what waits on the device to be sent.
pub fn queue(words: &Words, endpoint: &str) -> String {
    let language = words.language;
    let shell = Shell {
        words,
        frame: &words.citizens,
        title: words.queue,
        description: words.queue_hint,
        root: "",
        other: &file_name("queue", words.other),
        switches: false,
        form: None,
        head: html! { script type="module" src="sipas-queue.js" {} },
        footer: html! {},
    };
    let content = html! {
        h1 { (words.queue) }
        p class="lead" { (words.queue_hint) }
        sipas-queue endpoint=(endpoint) lang=(language) {}
    };
    page(&shell, &content)
}

/// The page on which an officer checks files of responses.
pub fn workbench(words: &Words, definitions: &[(String, Definition)], endpoint: &str) -> String {
    let language = words.language;
    let shell = Shell {
        words,
        frame: &words.officers_frame,
        title: words.workbench,
        description: words.workbench_hint,
        root: "",
        other: &file_name("workbench", words.other),
        switches: false,
        form: None,
        // A worker fetches the engine, and what a page preloads is nothing to a worker.
        head: html! { script type="module" src="sipas-workbench.js" {} },
        footer: html! {},
    };
    let content = html! {
        h1 { (words.workbench) }
        p class="lead" { (words.workbench_hint) }
        sipas-workbench endpoint=(endpoint) lang=(language) with-aside {
            ul {
                // Those that people fill; a sheet of one unit is no file of many responses.
                @for (stem, definition) in definitions.iter().filter(|(_, one)| !one.form.show_scores) {
                    li { a href={ "forms/" (stem) ".form" } { (definition.form.title.get(language)) } }
                }
            }
        }
    };
    page(&shell, &content)
}

/// The page of a form: the element that loads it. `plain` is where it is filled without scripts.
pub fn form(words: &Words, stem: &str, form: &Form, endpoint: &str, plain: Option<&str>) -> String {
    let language = words.language;
    let source = format!("forms/{stem}.form");
    // Known here, so that the page need not find out: nothing is fetched in vain.
    let full = form.needs_full();
    let title = form.title.get(language);
    let shell = Shell {
        words,
        frame: words.frame(form),
        title,
        description: if form.description.is_empty() { title } else { form.description.get(language) },
        root: "",
        other: &file_name(stem, words.other),
        switches: switches(form),
        form: form.show_scores.then_some(form),
        head: html! {
            // Everything the first page needs is asked for at once, not one after another.
            link rel="modulepreload" href="sipas-form.js";
            @if full {
                link rel="modulepreload" href="sipas-forms-full.js";
            }
            @let module = if full { "sipas-forms-full.wasm" } else { "sipas-forms.wasm" };
            link rel="preload" href=(module) as="fetch" type="application/wasm" crossorigin;
            link rel="preload" href=(source) as="fetch" type="application/octet-stream" crossorigin;
            script type="module" src="sipas-form.js" {}
            @if let Some(plain) = plain {
                noscript { meta http-equiv="refresh" content={ "0;url=" (plain) }; }
            }
        },
        // The element tells the form's source and reliability itself.
        footer: html! {},
    };
    let content = html! {
        h1 { (title) }
        // The page is the form's own: the browser's Back goes one page of the form back, and the page changes its
        // language with the form.
        sipas-form src=(source) module=[full.then_some("full")] endpoint=(endpoint) lang=(language) history alternate offline="sw.js" {
            // The sheet hides it where scripting is off: there it would wait for ever, unless it leads on.
            p class=[plain.is_none().then_some("loading")] {
                (shell.frame.loading) " " (shell.frame.loading_hint)
                @if let Some(plain) = plain { " " a href=(plain) { (words.simple) } }
            }
        }
        @if plain.is_some() {
            // For browsers that know no modules: it follows the link above.
            script nomodule src="sipas-plain.js" {}
        } @else { (without_script(form)) }
    };
    page(&shell, &content)
}

/// Whether a form speaks every language of the pages.
pub fn switches(form: &Form) -> bool {
    ["vi", "en"].iter().all(|language| form.languages.iter().any(|known| known == language))
}

/// In both languages, since without scripts nobody can switch.
pub fn without_script(form: &Form) -> Markup {
    html! {
        noscript {
            div class="noscript" {
                @for words in ["vi", "en"].map(words) {
                    p lang=(words.language) { (words.frame(form).without_script) }
                }
            }
        }
    }
}
