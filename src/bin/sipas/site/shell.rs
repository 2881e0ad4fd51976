//! What every page has: head, header, main, footer. Nothing in it is inline: no script, no style.

use maud::{DOCTYPE, Markup, html};
use sipas_forms::form::Form;

use super::words::{Frame, Words};

/// What differs between pages, beside their content.
pub struct Shell<'a> {
    /// The words of the page's language.
    pub words: &'a Words,
    /// Whom it is for.
    pub frame: &'a Frame,
    /// The title, before the site's name.
    pub title: &'a str,
    /// One sentence for search engines and link previews.
    pub description: &'a str,
    /// What links begin with: `""` on pages that lie beside what they link to, `/` on the server's.
    pub root: &'a str,
    /// The same page in the other language; `""` for none.
    pub other: &'a str,
    /// Whether the form on the page speaks both languages. Then its switch is the only one: it keeps the answers,
    /// and the page changes its language with it.
    pub switches: bool,
    /// The form whose results the header leads to; the first survey's, if there is none.
    pub form: Option<&'a Form>,
    /// More of the head.
    pub head: Markup,
    /// More of the footer.
    pub footer: Markup,
}

/// The start page of a language.
pub fn home(words: &Words) -> &'static str {
    if words.language == "en" { "index.en.html" } else { "index.html" }
}

/// The whole page around `content`.
pub fn page(shell: &Shell<'_>, content: &Markup) -> String {
    let (words, frame) = (shell.words, shell.frame);
    let stylesheet = format!("{}site.css", shell.root);
    let home = format!("{}{}", shell.root, home(words));
    let language = if words.language == "en" { "?lang=en" } else { "" };
    let of = shell.form.map_or_else(String::new, |form| format!("/{}", form.identity.id));
    let results = format!("/results{of}{language}");
    html! {
        (DOCTYPE)
        html lang=(words.language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title {
                    @if shell.title != frame.site { (shell.title) " – " }
                    (frame.site)
                }
                meta name="description" content=(shell.description);
                meta name="color-scheme" content="light dark";
                meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff";
                meta name="theme-color" media="(prefers-color-scheme: dark)" content="#14181f";
                link rel="stylesheet" href=(stylesheet);
                @if !shell.other.is_empty() { link rel="alternate" hreflang=(words.other) href=(shell.other); }
                (shell.head)
            }
            body class="site" {
                a class="skip-link" href="#main" { (words.skip) }
                header class="site-header" {
                    a class="site-name" href=(home) { (frame.site) }
                    nav class="site-nav" aria-label=(words.menu) {
                        a class="results-link" href=(results) { (frame.results) }
                        @if !shell.other.is_empty() && !shell.switches {
                            a class="language-link" href=(shell.other) lang=(words.other) hreflang=(words.other) {
                                (words.other_name)
                            }
                        }
                    }
                }
                main id="main" class="site-main" tabindex="-1" { (content) }
                footer class="site-footer" {
                    (shell.footer)
                    p class="privacy" { (frame.privacy) }
                }
            }
        }
    }
    .into_string()
}

/// A page that says one thing, such as that there is no such page.
pub fn notice(words: &Words, title: &str, hint: &str) -> String {
    let other = format!("/{}", home(super::words::words(words.other)));
    let shell = Shell {
        words,
        frame: &words.citizens,
        title,
        description: hint,
        root: "/",
        other: &other,
        switches: false,
        form: None,
        head: html! {},
        footer: html! {},
    };
    let content = html! {
        div class="notice" {
            h1 { (title) }
            p { (hint) }
            p { a href={ "/" (home(words)) } { (words.home) } }
        }
    };
    page(&shell, &content)
}
