//! What only a browser can show: values crossing the boundary, a view in a document. They run in both
//! builds; the small one's forms are packed here, as `sipas pack` does it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, JSON};
use sipas_forms::{
    form::load,
    value::{Json, MAX_DEPTH},
};
use wasm_bindgen::{JsCast, closure::Closure, prelude::*};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

use crate::{Form, View, read::read};

wasm_bindgen_test_configure!(run_in_browser);

const DEFINITION: &str = r#"{
  "schema_version": 1, "form_id": "view", "version": "1", "title": "View",
  "settings": {"default_language": "vi", "languages": ["vi", "en"]},
  "provenance": {"source": "a test"},
  "choices": {"yes_no": [{"name": "yes", "label": {"vi": "Có", "en": "Yes"}}, {"name": "no", "label": {"vi": "Không", "en": "No"}}]},
  "survey": [{"type": "group", "name": "page", "label": "Page", "children": [
    {"type": "select_one", "name": "gave", "label": {"vi": "Góp ý", "en": "Feedback"}, "choices": "yes_no", "required": true},
    {"type": "text", "name": "what", "label": {"vi": "Nội dung", "en": "What"}, "relevant": "${gave} = 'yes'", "required": true}
  ]}]
}"#;

fn parse(text: &str) -> JsValue {
    JSON::parse(text).unwrap()
}

/// The bytes that a citizen's page is sent.
fn packed() -> Vec<u8> {
    let definition = read(&parse(DEFINITION)).unwrap_or(Json::Null);
    load(&definition).unwrap_or_else(|faults| panic!("{faults:?}")).pack()
}

#[cfg(feature = "full")]
fn form() -> Form {
    Form::new(&parse(DEFINITION), "vi").unwrap_or_else(|_| panic!("the definition loads"))
}

#[cfg(not(feature = "full"))]
fn form() -> Form {
    Form::unpack(&packed()).unwrap_or_else(|_| panic!("the form unpacks"))
}

#[track_caller]
fn refused<T>(outcome: Result<T, JsError>) -> String {
    let error: JsValue = outcome.err().expect("refused").into();
    String::from(error.unchecked_ref::<js_sys::Error>().message())
}

/// A view in a fresh element, and what it told its host.
struct Shown {
    root: Element,
    view: View,
    told: Rc<RefCell<Vec<(String, String)>>>,
    _emit: Closure<dyn FnMut(String, JsValue)>,
}

impl Shown {
    fn new() -> Self {
        let document = js_sys::global().unchecked_into::<JsValue>();
        let document =
            js_sys::Reflect::get(&document, &"document".into()).unwrap().unchecked_into::<web_sys::Document>();
        let root = document.create_element("div").unwrap();
        document.document_element().unwrap().append_child(&root).unwrap();
        let told = Rc::new(RefCell::new(Vec::new()));
        let heard = Rc::clone(&told);
        let emit = Closure::wrap(Box::new(move |name: String, detail: JsValue| {
            let detail = if detail.is_undefined() {
                String::new()
            } else {
                JSON::stringify(&detail).map(String::from).unwrap_or_default()
            };
            heard.borrow_mut().push((name, detail));
        }) as Box<dyn FnMut(String, JsValue)>);
        let trust = Function::new_with_args("html", "return html");
        let emitter = emit.as_ref().unchecked_ref::<Function>().clone();
        let view =
            View::new(&form(), root.clone(), "vi", "2025-07-30", trust, emitter).unwrap_or_else(|_| panic!("a view"));
        Self { root, view, told, _emit: emit }
    }

    #[track_caller]
    fn find<T: JsCast>(&self, selector: &str) -> T {
        let found = self.root.query_selector(selector).unwrap();
        found.unwrap_or_else(|| panic!("no {selector}")).unchecked_into()
    }

    #[track_caller]
    fn click(&self, selector: &str) {
        self.find::<HtmlElement>(selector).click();
    }

    #[track_caller]
    fn text(&self, selector: &str) -> String {
        self.find::<Element>(selector).text_content().unwrap_or_default()
    }

    fn type_in(&self, selector: &str, text: &str) {
        let input: HtmlInputElement = self.find(selector);
        input.set_value(text);
        let event = Event::new_with_event_init_dict("input", &{
            let init = web_sys::EventInit::new();
            init.set_bubbles(true);
            init
        });
        input.dispatch_event(&event.unwrap()).unwrap();
    }
}

#[wasm_bindgen_test]
fn javascript_values_become_the_tree_that_json_text_gives() {
    let tree = read(&parse(r#"{"a":[null,true,12.5,-0,"x"],"b":{},"n":9007199254740992,"d":0.1234567}"#))
        .unwrap_or(Json::Null);
    assert_eq!(tree.to_text(), r#"{"a":[null,true,12.5,0,"x"],"b":{},"n":null,"d":null}"#);
    assert_eq!(tree.get("n"), Some(&Json::Inexact));
}

#[wasm_bindgen_test]
fn texts_are_composed() {
    assert_eq!(read(&JsValue::from_str("e\u{302}\u{323}")).ok(), Some(Json::from("ệ")));
}

#[wasm_bindgen_test]
fn what_json_cannot_hold_is_refused() {
    assert_eq!(refused(read(&Function::new_no_args(""))), "not_json");
    assert_eq!(refused(read(&js_sys::BigInt::from(1).into())), "not_json");
    let deep = ["[".repeat(usize::from(MAX_DEPTH) + 1), "]".repeat(usize::from(MAX_DEPTH) + 1)].concat();
    assert_eq!(refused(read(&parse(&deep))), "too_deep");
    let fits = ["[".repeat(usize::from(MAX_DEPTH)), "]".repeat(usize::from(MAX_DEPTH))].concat();
    assert!(read(&parse(&fits)).is_ok());
}

#[wasm_bindgen_test]
fn a_hostile_key_touches_no_prototype() {
    let issues = form().validate(&parse(r#"{"__proto__": {"polluted": 1}}"#), "", "vi").unwrap_or_default();
    assert!(issues.contains(r#""path":"/__proto__","code":"unknown_question""#), "{issues}");
    let issue = parse(&issues).unchecked_into::<js_sys::Array>().get(0);
    assert!(js_sys::Reflect::get(&issue, &"polluted".into()).unwrap().is_undefined());
}

#[cfg(feature = "full")]
#[wasm_bindgen_test]
fn a_definition_with_faults_says_where() {
    let message = refused(Form::new(&parse(r#"{"schema_version": 1}"#), "vi"));
    assert!(message.contains(r#""code":"definition_missing_key","#), "{message}");
}

#[wasm_bindgen_test]
fn a_packed_form_is_the_form_that_was_packed() {
    let unpacked = Form::unpack(&packed()).unwrap_or_else(|_| panic!("the form unpacks"));
    assert_eq!(unpacked.identity(), form().identity());
    let answers = parse(r#"{"gave": "yes", "other": 1}"#);
    let issues = unpacked.validate(&answers, "", "vi").unwrap_or_default();
    assert!(issues.contains(r#""path":"/what","code":"required""#), "{issues}");
    assert_eq!(Some(issues), form().validate(&answers, "", "vi").ok());
}

#[wasm_bindgen_test]
fn what_is_no_form_for_this_module_is_refused() {
    assert_eq!(refused(Form::unpack(b"")), "not_packed");
    assert_eq!(refused(Form::unpack(DEFINITION.as_bytes())), "not_packed");
    let bytes = packed();
    let version = env!("CARGO_PKG_VERSION").as_bytes();
    let at = bytes.windows(version.len()).position(|part| part == version).expect("it names its version");
    let changed = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        *bytes.get_mut(at).unwrap() = byte;
        Form::unpack(&bytes)
    };
    assert_eq!(refused(changed(at, b'x')), "other_version");
    // Numbers come first: how many bytes they take, the length of the version, and whether it takes the
    // full module.
    let numbers = bytes.iter().skip(b"sipas-form ".len());
    let length = numbers.take_while(|byte| **byte >= 0x80).count().saturating_add(1);
    let full = changed(b"sipas-form ".len().saturating_add(length).saturating_add(1), 1);
    if cfg!(feature = "full") {
        assert!(full.is_ok());
    } else {
        assert_eq!(refused(full), "needs_full");
    }
    let cut = bytes.split_last().map(|(_, rest)| Form::unpack(rest)).unwrap();
    assert_eq!(refused(cut), "not_packed");
}

#[wasm_bindgen_test]
fn an_answer_patches_the_page_and_keeps_the_field() {
    let shown = Shown::new();
    let field: Element = shown.find("#what");
    assert!(shown.find::<Element>("#what-box").has_attribute("hidden"));
    shown.click("input[value=yes]");
    assert!(!shown.find::<Element>("#what-box").has_attribute("hidden"));
    assert!(shown.find::<Element>("#what").is_same_node(Some(&field)), "the field is the same element");
    assert_eq!(
        shown.told.borrow().last().cloned(),
        Some(("change".into(), r#"{"name":"gave","path":"/gave"}"#.into()))
    );
}

#[wasm_bindgen_test]
fn errors_are_told_at_the_field_and_in_the_summary_and_go_when_mended() {
    let shown = Shown::new();
    shown.click("button[type=submit]");
    let words = "Xin chọn một câu trả lời cho “Góp ý”.";
    assert!(shown.text("#error-summary").contains(words) && shown.text("#gave-error").contains(words));
    assert_eq!(shown.told.borrow().last().map(|(name, _)| name.clone()).as_deref(), Some("invalid"));
    shown.click("input[value=no]");
    assert_eq!((shown.text("#error-summary"), shown.text("#gave-error")), (String::new(), String::new()));
}

#[wasm_bindgen_test]
fn a_form_is_reviewed_sent_and_receipted() {
    let shown = Shown::new();
    shown.click("input[value=yes]");
    shown.type_in("#what", "Cha\u{302}\u{323}m <b>");
    shown.click("button[type=submit]");
    assert!(shown.text("dl").contains("Chậm <b>"));
    shown.click("button[type=submit]");
    assert_eq!(shown.told.borrow().last().map(|(name, _)| name.clone()).as_deref(), Some("send"));
    let envelope =
        shown.view.envelope("3f0c8a52-8a3e-4d8e-9a5e-0123456789ab", "2025-07-30T08:00:00Z", "2025-07-30T08:01:00Z");
    assert!(envelope.contains(r#""answers":{"gave":"yes","what":"Chậm <b>"}"#), "{envelope}");
    assert_eq!(shown.view.reply(201, &parse(r#"{"receipt": "7K3F"}"#), 0).ok().as_deref(), Some("accepted"));
    assert!(shown.text(".receipt").contains("7K3F") && !shown.view.is_dirty());
}

#[wasm_bindgen_test]
fn a_closed_view_hears_nothing() {
    let shown = Shown::new();
    shown.view.close();
    shown.click("input[value=yes]");
    assert!(shown.told.borrow().is_empty());
}

#[cfg(feature = "full")]
mod entry {
    use super::*;

    const ROWS: &str = r#"{
      "schema_version": 1, "form_id": "rows", "version": "1", "title": "Rows",
      "settings": {"default_language": "en"}, "provenance": {"source": "a test"},
      "choices": {"yes_no": [{"name": "yes", "label": "Yes"}, {"name": "no", "label": "No"}]},
      "survey": [{"type": "group", "name": "page", "label": "Page", "children": [
        {"type": "select_one", "name": "gave", "label": "Gave", "choices": "yes_no", "default": "no"},
        {"type": "integer", "name": "age", "label": "Age", "relevant": "${gave} = 'yes'", "required": true, "max": 120},
        {"type": "repeat", "name": "members", "label": "Members", "max_rows": 2, "children": [
          {"type": "text", "name": "who", "label": "Who"}
        ]},
        {"type": "calculate", "name": "next", "calculation": "${age} + 1"}
      ]}]
    }"#;

    fn begun(answers: &JsValue) -> crate::Entry {
        let form = Form::new(&parse(ROWS), "en").unwrap_or_else(|_| panic!("the definition loads"));
        form.start(answers, "", "en").unwrap_or_else(|_| panic!("an entry"))
    }

    #[wasm_bindgen_test]
    fn an_entry_tells_what_an_answer_changes() {
        let mut entry = begun(&JsValue::UNDEFINED);
        assert_eq!(entry.answers(), r#"{"gave":"no"}"#);
        let told = entry.set("/gave", &"yes".into(), "en").unwrap_or_default();
        let required = r#"{"path":"/age","code":"required","severity":"error","params":{},"message":"Answer “Age”."}"#;
        let expected = [
            r#"{"relevance":[{"path":"/age","relevant":true}],"#,
            r#""values":[{"path":"/gave","value":"yes"},{"path":"/age","value":null}],"#,
            r#""issues":[{"path":"/gave","issue":null},{"path":"/age","issue":"#,
            required,
            r#"}],"progress":{"answered":1,"asked":2}}"#,
        ];
        assert_eq!(told, expected.concat());
        assert_eq!(entry.issues("en"), ["[", required, "]"].concat());
        let told = entry.type_in("/age", "1,5", "en").unwrap_or_default();
        assert!(
            told.contains(r#""values":[{"path":"/age","value":null}]"#) && told.contains("not_an_integer"),
            "{told}"
        );
        let told = entry.type_in("/age", " 40 ", "en").unwrap_or_default();
        let values = r#""values":[{"path":"/age","value":40},{"path":"/next","value":41}],"#;
        assert!(told.contains(values) && told.contains(r#""issues":[{"path":"/age","issue":null}]"#), "{told}");
    }

    #[wasm_bindgen_test]
    fn rows_come_and_go_and_state_tells_all_of_them() {
        let mut entry = begun(&parse(r#"{"members": [{"who": "An"}], "__proto__": {"polluted": 1}}"#));
        assert!(entry.issues("en").contains(r#""path":"/__proto__","code":"unknown_question""#));
        assert_eq!(entry.add_row("/members").ok(), Some(Some(1)));
        assert_eq!(entry.add_row("/members").ok(), Some(None));
        assert!(
            entry.set("/members/1/who", &"Bi\u{300}nh".into(), "en").unwrap_or_default().contains(r#""value":"Bình""#)
        );
        assert_eq!(entry.remove_row("/members", 0).ok(), Some(true));
        assert_eq!(entry.remove_row("/members", 1).ok(), Some(false));
        assert_eq!(entry.rows("/members").ok(), Some(1));
        assert!(entry.state("en").contains(r#"{"path":"/members/0/who","value":"Bình"}"#), "{}", entry.state("en"));
        assert_eq!(entry.answers(), r#"{"members":[{"who":"Bình"}]}"#);
    }

    #[wasm_bindgen_test]
    fn a_path_of_nothing_is_an_error() {
        let mut entry = begun(&JsValue::UNDEFINED);
        for path in
            ["", "/", "gave", "/Gave", "/gave/0", "/page", "/next", "/members/0/who", "/__proto__", "/members/x"]
        {
            assert_eq!(refused(entry.set(path, &JsValue::NULL, "en")), "unknown_question", "{path}");
        }
        assert_eq!(refused(entry.add_row("/gave")), "unknown_question");
        assert_eq!(refused(entry.set("/gave", &Function::new_no_args(""), "en")), "not_json");
    }
}

#[cfg(feature = "full")]
mod tally {
    use super::*;
    use crate::{Tally, sample};

    const SCORED: &str = r#"{
      "schema_version": 1, "form_id": "scored", "version": "1", "title": "Scored",
      "settings": {"default_language": "en"}, "provenance": {"source": "a test"},
      "choices": {"level": [{"name": "low", "label": "Low", "score": 1}, {"name": "high", "label": "High", "score": 5}]},
      "survey": [{"type": "group", "name": "page", "label": "Page", "children": [
        {"type": "select_one", "name": "q1", "label": "1", "choices": "level"},
        {"type": "select_one", "name": "q2", "label": "2", "choices": "level"},
        {"type": "integer", "name": "part", "label": "Part"},
        {"type": "integer", "name": "whole", "label": "Whole"}
      ]}],
      "scores": [{"name": "index", "label": "Index", "items": ["q1", "q2"], "target": {"at_least": 75}}]
    }"#;

    fn scored(definition: &str) -> Form {
        Form::new(&parse(definition), "en").unwrap_or_else(|_| panic!("the definition loads"))
    }

    #[wasm_bindgen_test]
    fn responses_count_singly_in_rows_and_merged() {
        let form = scored(SCORED);
        let (mut one, mut other) = (Tally::new(&form), Tally::new(&form));
        assert_eq!(one.columns(), r#"["q1","q2"]"#);
        assert!(one.add(&parse(r#"{"q1": "high", "q2": "low"}"#), "").is_ok());
        assert!(one.add(&parse(r#"{"q1": "high"}"#), "").is_ok());
        assert!(other.add_levels(&[2, 1, 2, 0]).is_ok());
        assert_eq!(one.report(None).ok(), other.report(None).ok());
        assert!(one.merge(&other).is_ok());
        let report = one.report(Some(1.5)).unwrap_or_default();
        let expected = r#"{"responses":4,"scores":[{"name":"index","method":"top_box","top":[4,5],"combine":"pooled","value":66.67,"numerator":4,"denominator":6,"n":4,"levels":{"low":2,"high":4},"target":{"at_least":75,"state":"missed","margin":-1},"#;
        assert!(report.starts_with(expected), "{report}");
    }

    #[wasm_bindgen_test]
    fn what_cannot_be_counted_is_told() {
        let form = scored(SCORED);
        let mut tally = Tally::new(&form);
        assert_eq!(refused(tally.add_levels(&[1, 2, 1, 3])), r#"{"code":"not_a_choice","row":1,"question":"q2"}"#);
        assert_eq!(refused(tally.add_levels(&[1])), r#"{"code":"not_a_choice","row":0,"question":null}"#);
        assert_eq!(refused(tally.merge(&Tally::new(&super::form()))), r#"{"code":"other_form"}"#);
        for effect in [0.0, -1.0, f64::NAN] {
            assert_eq!(refused(tally.report(Some(effect))), r#"{"code":"design_effect"}"#);
        }
        let ratio = SCORED.replace(r#""items": ["q1", "q2"]"#, r#""numerator": "${part}", "denominator": "${whole}""#);
        let form = scored(&ratio);
        let mut tally = Tally::new(&form);
        assert_eq!(
            (tally.columns().as_str(), refused(tally.add_levels(&[]))),
            ("null", r#"{"code":"no_levels"}"#.into())
        );
        let negative = refused(tally.add(&parse(r#"{"part": 1, "whole": -2}"#), ""));
        assert_eq!(negative, r#"{"code":"score_negative_denominator","score":"index"}"#);
        assert!(tally.report(None).unwrap_or_default().starts_with(r#"{"responses":0,"#));
    }

    #[wasm_bindgen_test]
    fn a_sample_has_yamanes_size() {
        assert_eq!(sample(10_000.0, 5.0), Some(385.0));
        assert_eq!(
            (sample(0.0, 5.0), sample(1.5, 5.0), sample(f64::NAN, 5.0), sample(100.0, 0.0)),
            (None, None, None, None)
        );
    }
}
