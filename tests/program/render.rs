//! `sipas render`, `sipas schema` and `sipas words`: what they print.

use serde_json::json;

use super::{OFFICE, answers, sipas};

#[test]
fn render_shows_any_page_in_any_language() {
    let said = sipas(&["render", OFFICE], "");
    assert_eq!(said.code, 0, "{said:?}");
    assert!(
        said.out.starts_with("<div class=\"form\" lang=\"vi\">") && said.out.contains("Trang\u{a0}1/4"),
        "{said:?}"
    );
    let said = sipas(&["render", OFFICE, "--lang", "en-GB", "--page", "page_service"], "");
    assert!(
        said.code == 0 && said.out.contains("lang=\"en\"") && said.out.contains("Page\u{a0}2 of\u{a0}4"),
        "{said:?}"
    );
    let said = sipas(&["render", OFFICE, "-", "--page", "review"], answers([4; 9]).to_string());
    assert!(said.code == 0 && said.out.contains("Chứng thực"), "{said:?}");
    let said = sipas(&["render", OFFICE, "-", "--page", "page_service"], answers([4; 9]).to_string());
    assert!(said.code == 0 && said.out.contains("value=\"4\" checked"), "{said:?}");
    // The definition may come from the standard input as well, and what is wrong is shown as it was given.
    let bundled = sipas(&["bundle", OFFICE], "").out;
    assert_eq!(sipas(&["render", "-"], bundled).out, sipas(&["render", OFFICE], "").out);
    let said = sipas(&["render", OFFICE, "-", "--page", "page_start"], json!({"subject": "<b>&"}).to_string());
    assert!(said.code == 0 && said.out.contains("&lt;b&gt;&amp;") && !said.out.contains("<b>&"), "{said:?}");
}

#[test]
fn schema_prints_what_is_published_and_what_a_form_receives() {
    let published = std::fs::read_to_string("www/schema/definition-1.json").unwrap();
    assert_eq!(sipas(&["schema"], "").out, published);
    let said = sipas(&["schema", OFFICE], "");
    let schema = said.json();
    assert_eq!((said.code, &schema["properties"]["form"]["properties"]["id"]["const"]), (0, &json!("commune_office")));
    let said = sipas(&["schema", "-"], sipas(&["bundle", OFFICE], "").out);
    assert_eq!(said.json(), schema);
}

#[test]
fn words_prints_what_check_misses_in_a_further_language() {
    let said = sipas(&["words", OFFICE, "--lang", "vi"], "");
    let words = said.json();
    assert_eq!((said.code, &words["continue"], &words["language_name"]), (0, &json!("Tiếp tục"), &json!("Tiếng Việt")));
    let mut definition = sipas(&["bundle", OFFICE], "").json();
    // Every text of the form in its default language stands for the further one.
    let mut form = definition.to_string();
    form = form.replace("\"vi\":", "\"qps\":");
    definition = serde_json::from_str(&form).unwrap();
    definition["settings"]["default_language"] = json!("en");
    definition["settings"]["languages"] = json!(["en", "qps"]);
    let check = |definition: &serde_json::Value, more: &[&str]| {
        sipas(&[&["check", "-"], more].concat(), definition.to_string())
    };
    let without = check(&definition, &["--json"]).json();
    let count = words.as_object().unwrap().len();
    assert_eq!(without["unsaid"]["qps"].as_array().map(Vec::len), Some(count), "{without}");
    let told = check(&definition, &["--lang", "en"]);
    assert!(told.code == 0 && told.out.contains(&format!("warning: of “qps”, {count} sentences")), "{told:?}");
    definition["settings"]["words"] = json!({"qps": words});
    assert_eq!(check(&definition, &["--json"]).json()["unsaid"], json!({}));
    definition["settings"]["words"]["qps"].as_object_mut().unwrap().remove("back");
    assert_eq!(check(&definition, &["--json"]).json()["unsaid"], json!({"qps": ["back"]}));
}
