//! NFC of what arrives. The browser composes what is typed; nothing else can be relied on to.

use sipas_forms::{text::compose, value::Json};

/// The tree with every text composed (NFC). Keys stay: the names of a form are ASCII, and any other
/// key is refused by the verdict.
pub fn composed(json: Json) -> Json {
    match json {
        Json::Text(text) => Json::Text(compose(&text).into_owned()),
        Json::Array(elements) => Json::Array(elements.into_iter().map(composed).collect()),
        Json::Object(entries) => Json::Object(entries.into_iter().map(|(key, value)| (key, composed(value))).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_the_tree_is_composed() {
        let tree = |text: &str| {
            let inner = Json::Object(vec![(String::from("a"), Json::from(text))]);
            Json::Array(vec![Json::Null, inner, Json::from(text)])
        };
        assert_eq!(composed(tree("Nguye\u{302}\u{303}n Thi\u{323} He\u{323}\u{302}")), tree("Nguyễn Thị Hệ"));
    }
}
