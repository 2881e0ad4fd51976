//! The markup of a page with its controls as a plain form has them.

use alloc::{string::String, vec::Vec};

use maud::html;

use super::{ACT, Target, act, is_elsewhere};
use crate::page::{Walk, Words, find};

/// What the id of the first choice of a question ends with; no row is called so.
const FIRST: &str = "-first";

/// How the page is to be written.
pub(super) struct Plainly<'a> {
    pub(super) walk: &'a Walk,
    /// What the main button does.
    pub(super) main: &'a str,
    /// What stands above the error summary.
    pub(super) notice: &'a str,
    pub(super) target: Option<&'a Target>,
}

/// A tag of our own markup: attributes in double quotes, or without a value.
struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, Option<&'a str>)>,
}

impl<'a> Tag<'a> {
    fn read(text: &'a str) -> Self {
        let (name, mut rest) = text.split_once(' ').unwrap_or((text, ""));
        let mut attributes = Vec::new();
        while !rest.is_empty() {
            let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
            match word.split_once("=\"") {
                // The value may hold spaces; its end is the next quote.
                Some((key, _)) => {
                    let value = rest.get(key.len().saturating_add(2)..).unwrap_or_default();
                    let (value, after) = value.split_once('"').unwrap_or((value, ""));
                    attributes.push((key, Some(value)));
                    rest = after.trim_start();
                }
                None => {
                    attributes.push((word, None));
                    rest = after;
                }
            }
        }
        Self { name, attributes }
    }

    fn get(&self, key: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(name, _)| *name == key).map(|(_, value)| value.unwrap_or_default())
    }

    fn write(&self, out: &mut String) {
        out.extend(["<", self.name]);
        for (key, value) in &self.attributes {
            out.extend([" ", *key]);
            if let Some(value) = value {
                out.extend(["=\"", *value, "\""]);
            }
        }
        out.push('>');
    }
}

/// What follows the end of the element that a start tag called `name` has just begun.
fn after_element<'a>(html: &'a str, name: &str) -> &'a str {
    let (open, close) = (["<", name].concat(), ["</", name, ">"].concat());
    let mut depth = 1_usize;
    let mut rest = html;
    while depth > 0 {
        let Some(end) = rest.find(&close) else { return "" };
        let (inside, after) = rest.split_at(end);
        let begun = inside.match_indices(&open).filter(|(at, _)| {
            let next = inside.get(at.saturating_add(open.len())..).and_then(|text| text.chars().next());
            matches!(next, Some(' ' | '>'))
        });
        depth = depth.saturating_add(begun.count()).saturating_sub(1);
        rest = after.get(close.len()..).unwrap_or_default();
    }
    rest
}

/// The page without what only scripts do, and with buttons that a form sends.
pub(super) fn rewrite(html: &str, plainly: &Plainly<'_>) -> String {
    let walk = plainly.walk;
    let mut out = String::new();
    let mut rest = html;
    // What an `</a>` ends: links that became buttons.
    let mut links: Vec<&'static str> = Vec::new();
    let mut is_focused = false;
    // Links lead to a control, which takes the focus then; a group of choices is none.
    let (mut linked, mut named): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    while let Some((text, tail)) = rest.split_once('<') {
        out.push_str(text);
        let (inner, after) = tail.split_once('>').unwrap_or((tail, ""));
        rest = after;
        match inner {
            "/form" => {
                out.push_str("</div>");
                continue;
            }
            "/a" => {
                out.extend(["</", links.pop().unwrap_or("a"), ">"]);
                continue;
            }
            _ if inner.starts_with(['/', '!']) => {
                out.extend(["<", inner, ">"]);
                continue;
            }
            _ => {}
        }
        let mut tag = Tag::read(inner);
        let classes = tag.get("class").unwrap_or_default();
        match tag.name {
            "div" if matches!(classes, "tools" | "tools-sent" | "pasted") => {
                rest = after_element(rest, "div");
                continue;
            }
            "div" if classes == "combobox" => {
                let field = rest.split_once("<input ").and_then(|(_, input)| input.split_once('>'));
                let field = Tag::read(field.map_or("", |(input, _)| input));
                rest = after_element(rest, "div");
                out.push_str(&list(walk, &field, plainly.target));
                continue;
            }
            "div" if tag.get("id") == Some("error-summary") => out.push_str(plainly.notice),
            "form" => {
                tag.name = "div";
                tag.attributes.retain(|(key, _)| *key == "class");
            }
            "a" => {
                links.push("a");
                let value = tag.get("data-value").unwrap_or_default();
                linked.push(value.into());
                if matches!(tag.get("data-act"), Some("go" | "point")) && is_elsewhere(walk, value) {
                    links.pop();
                    links.push("button");
                    tag.name = "button";
                    tag.attributes.retain(|(key, _)| *key != "href");
                    tag.attributes.insert(0, ("class", Some("link")));
                }
            }
            _ => {}
        }
        let button = (tag.name == "button").then(|| match (tag.get("data-act"), tag.get("data-value")) {
            (None, _) => String::from(plainly.main),
            (Some(verb), None) => String::from(act(walk, verb)),
            (Some(verb), Some(value)) => [act(walk, verb), "-", value].concat(),
        });
        tag.attributes.retain(|(key, _)| !matches!(*key, "data-act" | "data-value"));
        if let Some(button) = &button {
            tag.attributes.retain(|(key, _)| *key != "type");
            tag.attributes.extend([("type", Some("submit")), ("name", Some(ACT)), ("value", Some(button.as_str()))]);
        }
        let first = if matches!(tag.get("type"), Some("radio" | "checkbox")) && tag.get("id").is_none() {
            let is = |name: &str, names: &[String]| names.iter().any(|known| known == name);
            tag.get("name").filter(|name| is(name, &linked) && !is(name, &named))
        } else {
            None
        };
        let id = first.map(|name| [name, FIRST].concat());
        if let Some((name, id)) = first.zip(id.as_deref()) {
            named.push(name.into());
            tag.attributes.push(("id", Some(id)));
        }
        if !is_focused && plainly.target.is_some_and(|target| is_target(&tag, target)) {
            is_focused = true;
            tag.attributes.push(("autofocus", None));
        }
        tag.write(&mut out);
    }
    out.push_str(rest);
    for name in named {
        let href = |id: &str| ["href=\"#", &name, id, "\""].concat();
        out = out.replace(&href(""), &href(FIRST));
    }
    out
}

fn is_target(tag: &Tag<'_>, target: &Target) -> bool {
    match target {
        Target::Id(id) => tag.get("id") == Some(id),
        Target::Name(name) => tag.get("name") == Some(name),
    }
}

/// A list that is searched by typing, as a list to choose from.
fn list(walk: &Walk, field: &Tag<'_>, target: Option<&Target>) -> String {
    let words = Words::new(walk);
    let get = |key: &str| field.get(key).unwrap_or_default();
    let Some(at) = find(walk, get("name")) else { return String::new() };
    let is_focused = target.is_some_and(|target| is_target(field, target));
    html! {
        select id=(get("id")) name=(get("name")) aria-describedby=(get("aria-describedby")) aria-invalid=(get("aria-invalid"))
            required[field.get("required").is_some()] disabled[field.get("readonly").is_some()] autofocus[is_focused] {
            option value="" { (words.say("choose")) }
            @for choice in walk.entry().choices(at) {
                option value=(choice.name) selected[walk.entry().chosen(at, &choice.name).is_some()] {
                    (choice.label.get(words.language))
                }
            }
        }
    }
    .into_string()
}
