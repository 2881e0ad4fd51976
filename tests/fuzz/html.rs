//! What every page keeps to, whatever a definition or an answer says: balanced elements, quoted
//! attributes, nothing that runs or loads anything. A text that was not escaped breaks one of these.

use std::collections::HashSet;

/// Elements without an end.
const VOID: [&str; 1] = ["input"];
/// Elements and attributes that run or load something, or change what others mean.
const FORBIDDEN: [&str; 18] = [
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "base",
    "link",
    "meta",
    "img",
    "math",
    "foreignObject",
    "use",
    "animate",
    "template",
    "src",
    "srcdoc",
    "action",
    "formaction",
];

/// Panics unless `html` keeps to it.
pub fn check(html: &str) {
    let mut rest = html;
    let mut open: Vec<&str> = Vec::new();
    let mut ids: HashSet<&str> = HashSet::new();
    while let Some((text, tag)) = rest.split_once('<') {
        check_text(text);
        if let Some(end) = tag.strip_prefix('/') {
            let (name, after) = end.split_once('>').expect("an end tag ends");
            assert_eq!(open.pop(), Some(name), "an element ends that is not the last to begin");
            rest = after;
            continue;
        }
        let (name, mut attributes) = word(tag);
        while let Some(after) = attributes.strip_prefix(' ') {
            let (attribute, after) = word(after);
            assert!(!attribute.to_ascii_lowercase().starts_with("on"), "<{name}> handles an event: {attribute}");
            attributes = after;
            let Some(after) = after.strip_prefix("=\"") else { continue };
            let (value, after) = after.split_once('"').expect("a quoted value ends");
            assert!(!value.contains('<'), "<{name} {attribute}> is not escaped: {value}");
            check_text(value);
            match attribute {
                "id" => assert!(ids.insert(value), "two elements are called {value}"),
                "href" => assert!(value.starts_with('#'), "a link leads away: {value}"),
                _ => {}
            }
            attributes = after;
        }
        rest = attributes.strip_prefix('>').unwrap_or_else(|| panic!("<{name}> does not end: {attributes:.80}"));
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    check_text(rest);
    assert!(open.is_empty(), "elements do not end: {open:?}");
}

/// The name of an element or attribute, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let end = text.find(|next: char| !next.is_ascii_alphanumeric() && next != '-');
    let (name, rest) = text.split_at(end.unwrap_or(text.len()));
    let is_forbidden = FORBIDDEN.iter().any(|forbidden| forbidden.eq_ignore_ascii_case(name));
    assert!(!name.is_empty() && !is_forbidden, "not a name of a page's: {text:.80}");
    (name, rest)
}

/// Every character that means something in HTML is escaped.
fn check_text(text: &str) {
    assert!(!text.contains('>'), "a text is not escaped: {text}");
    for after in text.split('&').skip(1) {
        let escaped = ["amp;", "lt;", "gt;", "quot;"].iter().any(|entity| after.starts_with(entity));
        assert!(escaped, "a text is not escaped: {text}");
    }
}
