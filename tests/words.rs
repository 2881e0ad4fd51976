//! A further language is data: a pseudo-language, whose every text stands in ⟦…⟧, is all that is seen of the
//! engine on any screen of a survey, in problem details, and after packing.
#![cfg(feature = "program")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::{collections::BTreeSet, fs, sync::Arc};

use serde_json::{Value, json};
use sipas_forms::{
    entry::Surroundings,
    form::{Bundled, Diagnostic, Form, Kind, load},
    page::{Answer, Kept, Step, Walk, render},
    submission::{Reply, receive},
    text::said,
    value::{Date, Json},
};

/// The tag that is reserved for private use.
const LANGUAGE: &str = "qps";

fn read(name: &str) -> Value {
    let path = format!("{}/www/forms/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(&path).expect(&path)).expect(&path)
}

fn engine(json: &Value) -> Json {
    serde_json::from_str(&json.to_string()).unwrap()
}

/// The text as nobody speaks: accented, 40 % longer, what is in braces as it is.
fn pseudo(text: &str) -> String {
    let mut out = String::from("⟦");
    let mut in_braces = false;
    for letter in text.chars() {
        in_braces = letter == '{' || in_braces && letter != '}';
        out.push(match letter {
            _ if in_braces => letter,
            'a' => 'å',
            'e' => 'ë',
            'i' => 'ï',
            'o' => 'ø',
            'n' => 'ñ',
            other => other,
        });
    }
    out.extend(std::iter::repeat_n('~', text.chars().count() * 2 / 5));
    out.push('⟧');
    out
}

/// Adds the language to every text that is given by language.
fn translate(json: &mut Value) {
    match json {
        Value::Object(entries) => {
            if let Some(text) = entries.get("vi").and_then(Value::as_str).map(pseudo) {
                entries.insert(LANGUAGE.into(), text.into());
            }
            entries.values_mut().for_each(translate);
        }
        Value::Array(elements) => elements.iter_mut().for_each(translate),
        _ => {}
    }
}

fn sentences() -> Value {
    said(false).map(|(code, vi, _)| (String::from(*code), Value::from(pseudo(vi)))).collect()
}

/// The commune's survey in the pseudo-language as well.
fn definition(words: &Value) -> Value {
    let mut definition = read("commune-office.json");
    let read = |file: &str| Ok(engine(&read(file)));
    definition = serde_json::from_str(&Bundled::new(&engine(&definition), &read).unwrap().json.to_text()).unwrap();
    translate(&mut definition);
    definition["settings"]["languages"].as_array_mut().unwrap().push(LANGUAGE.into());
    definition["settings"]["words"] = json!({ LANGUAGE: words });
    definition
}

fn form(words: &Value) -> Arc<Form> {
    let form = load(&engine(&definition(words))).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(Form::unpack(&form.pack()).unwrap().pack(), form.pack(), "packing keeps all");
    Arc::new(Form::unpack(&form.pack()).unwrap())
}

fn today() -> Option<Date> {
    Date::parse_iso("2026-11-24")
}

/// What is read on a screen, or heard: the texts, and the names in attributes.
fn texts(html: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        texts.push(String::from(text.trim()));
        texts.extend(tag.split("aria-label=\"").skip(1).map(|rest| String::from(rest.split('"').next().unwrap())));
    }
    texts.retain(|text| !text.is_empty());
    texts
}

/// What is read outside the brackets: the names of the other languages, labels that are the same in every
/// language, and nothing that anybody says.
#[track_caller]
fn assert_spoken(html: &str, plain: &BTreeSet<String>, screen: &str) {
    let mut seen = 0;
    for text in texts(html) {
        seen += usize::from(text.contains('⟦'));
        let mut rest = text.as_str();
        let mut outside = String::new();
        while let Some((before, after)) = rest.split_once('⟦') {
            outside.push_str(before);
            // A sentence may name a question: brackets in brackets.
            let mut depth = 1;
            let end = after.char_indices().find(|(_, letter)| {
                depth += match letter {
                    '⟦' => 1,
                    '⟧' => -1,
                    _ => 0,
                };
                depth == 0
            });
            rest = &after[end.expect("closed").0 + '⟧'.len_utf8()..];
        }
        outside.push_str(rest);
        let outside = outside.trim();
        let is_right = !outside.chars().any(char::is_alphabetic)
            || ["Tiếng Việt", "English", "R-12345"].contains(&outside)
            || plain.contains(outside);
        assert!(is_right, "{screen}: {text}");
    }
    assert!(seen > 2, "{screen} says something");
}

#[test]
fn nothing_but_the_further_language_is_on_any_screen() {
    let form = form(&sentences());
    let plain: BTreeSet<String> = form
        .lists
        .iter()
        .flat_map(|list| &list.choices)
        .flat_map(|choice| choice.label.iter().filter(|(language, _)| language.is_empty()))
        .map(|(_, label)| String::from(label))
        .collect();
    let mut walk = Walk::new(Arc::clone(&form), today(), LANGUAGE);
    let mut screens = 0;
    let mut look = |walk: &Walk, screen: &str| {
        assert_spoken(&render(walk), &plain, screen);
        screens += 1;
    };
    while let Step::Page(page) = *walk.step() {
        let name = form.element(page).unwrap().name.clone();
        look(&walk, &name);
        walk.forward();
        let told = !walk.errors().is_empty();
        look(&walk, &[&name, ", left"].concat());
        assert!(told, "{name} asks for something");
        for (index, element) in form.elements.iter().enumerate().filter(|(index, _)| form.page_of(*index) == page) {
            if let Some(list) = form.list_of(element.kind) {
                walk.answer(index.into(), Answer::Chosen(&list.choices[0].name));
            } else if element.kind == Kind::Text {
                walk.answer(index.into(), Answer::Typed("⟦Đất đai⟧"));
            }
        }
        look(&walk, &[&name, ", answered"].concat());
        walk.forward();
        assert_ne!(*walk.step(), Step::Page(page), "{name} is left");
    }
    assert_eq!(*walk.step(), Step::Review);
    look(&walk, "review");
    let replies = [
        None,
        Some(Reply::TryLater),
        Some(Reply::SignIn),
        Some(Reply::OtherVersion),
        Some(Reply::Refused(418)),
        Some(Reply::Rejected(vec![(None, pseudo("Sai"))])),
        Some(Reply::Accepted(Some(String::from("R-12345")))),
    ];
    for reply in replies {
        let name = format!("{reply:?}");
        assert!(walk.send(), "{name}");
        look(&walk, "sending");
        walk.reply(reply, Kept::Page);
        look(&walk, &name);
    }
    assert!(screens > 18, "{screens}");
}

#[test]
fn a_server_answers_in_the_language_of_the_submission() {
    let form = form(&sentences());
    let refused = |hash: &str, answers: Value| {
        let submission = json!({
            "schema": "sipas-forms/submission/1",
            "form": {"id": form.identity.id, "version": form.identity.version, "hash": hash},
            "submission_id": "3f0c8a52-8a3e-4d8e-9a5e-0123456789ab", "language": LANGUAGE,
            "started_at": "2026-11-24T08:15:00Z", "completed_at": "2026-11-24T08:16:00Z",
            "answers": answers, "scores": [], "warnings": []
        });
        receive(&engine(&submission), today(), &|_| Some(Arc::clone(&form))).unwrap_err()
    };
    let problem = refused(&form.identity.hash, json!({}));
    assert_eq!(problem.status, 422);
    assert!(problem.detail.starts_with('⟦') && problem.errors.len() > 5, "{problem:?}");
    assert!(problem.errors.iter().all(|fault| fault.detail.starts_with('⟦')), "{problem:?}");
    let problem = refused(&"0".repeat(64), json!({}));
    assert!(problem.status == 409 && problem.detail.starts_with('⟦'), "{problem:?}");
}

#[test]
fn what_has_no_words_is_said_in_the_default_language() {
    let some = json!({ "continue": "⟦Go⟧" });
    let form = form(&some);
    assert_eq!(form.sentence("continue", LANGUAGE), "⟦Go⟧");
    assert_eq!(form.sentence("back", LANGUAGE), "Quay lại");
    assert_eq!(form.name_of(LANGUAGE), LANGUAGE);
    assert_eq!(form.unsaid(LANGUAGE).len(), said(false).count() - 1);
    assert!(form.unsaid("vi").is_empty() && form.unsaid("en").is_empty());
    let mut english = definition(&some);
    english["settings"]["default_language"] = "en".into();
    let english = load(&engine(&english)).unwrap();
    assert_eq!(["qps", "en", "vi"].map(|language| english.sentence("back", language)), ["Back", "Back", "Quay lại"]);
    // Without any, a packed form is not a byte longer than before there was such a thing.
    let mut without = definition(&some);
    without["settings"].as_object_mut().unwrap().remove("words");
    let without = load(&engine(&without)).unwrap().pack();
    assert!(without.len() + "⟦Go⟧".len() < load(&engine(&definition(&some))).unwrap().pack().len());
}

#[test]
fn a_form_of_the_small_engine_carries_no_words_of_the_full_one() {
    let all: Value = said(true).map(|(code, vi, _)| (String::from(*code), Value::from(pseudo(vi)))).collect();
    let packed = |words: &Value| {
        let mut form = load(&engine(&definition(words))).unwrap();
        form.identity.hash.clear();
        form.pack()
    };
    assert_eq!(packed(&all), packed(&sentences()));
}

#[track_caller]
fn faults(words: &Value) -> Vec<(String, &'static str)> {
    let found: Vec<Diagnostic> = load(&engine(&definition(words))).unwrap_err();
    for fault in &found {
        assert!(
            ["vi", "en"]
                .iter()
                .all(|language| !fault.message(language).contains('{') || fault.code.ends_with("parameters"))
        );
    }
    found.into_iter().map(|fault| (fault.place, fault.code)).collect()
}

#[test]
fn words_that_are_none_are_told_with_their_place() {
    let place = |code: &str| format!("/settings/words/{LANGUAGE}/{code}");
    for (words, code, fault) in [
        (json!({"contineu": "x"}), "contineu", "definition_words_code"),
        (json!({"definition_default": "x"}), "definition_default", "definition_words_code"),
        (json!({"required": "x"}), "required", "definition_words_parameters"),
        (json!({"required": "{label} {label}"}), "required", "definition_words_parameters"),
        (json!({"required": "{name}"}), "required", "definition_words_parameters"),
        (json!({"back": " "}), "back", "definition_words_parameters"),
        (json!({"back": 5}), "back", "definition_wrong_type"),
    ] {
        assert_eq!(faults(&words), [(place(code), fault)], "{words}");
    }
    let place = |end: &str| format!("/settings/words{end}");
    assert_eq!(faults(&json!([])), [(place("/qps"), "definition_not_object")]);
    assert_eq!(faults(&json!({"file": "w.json"})), [(place("/qps"), "definition_unbundled")]);
    let mut stranger = definition(&json!({}));
    stranger["settings"]["words"]["qqq"] = json!({});
    let found = load(&engine(&stranger)).unwrap_err();
    assert_eq!((found[0].place.as_str(), found[0].code), ("/settings/words/qqq", "definition_unknown_key"));
}

#[test]
fn words_of_a_file_are_put_in_and_told_by_their_place_there() {
    let mut definition = definition(&json!({"file": "words-qps.json"}));
    let bundled = |definition: &Value, words: Value| {
        Bundled::new(&engine(definition), &move |file| {
            if file == "words-qps.json" { Ok(engine(&words)) } else { Err(file.into()) }
        })
    };
    let whole = bundled(&definition, sentences()).unwrap();
    assert_eq!(load(&whole.json).unwrap().sentence("back", LANGUAGE), pseudo("Quay lại"));
    let wrong = bundled(&definition, json!({"continue": "x", "back": "{x}"})).unwrap();
    let fault = load(&wrong.json).unwrap_err().remove(0);
    let traced = wrong.trace(fault);
    assert_eq!(traced.fault.place, "/settings/words/qps/file");
    let source = traced.source.unwrap();
    assert_eq!((source.file.as_str(), source.place.as_str()), ("words-qps.json", "/back"));
    definition["settings"]["words"]["qps"] = json!({"file": "../words.json"});
    let faults = bundled(&definition, sentences()).unwrap_err();
    assert_eq!(faults[0].fault.code, "data_elsewhere");
}

#[test]
fn surroundings_need_no_language_of_the_catalogue() {
    let surroundings = Surroundings::new("2026-11-24", LANGUAGE);
    let walk = Walk::new(form(&sentences()), surroundings, LANGUAGE);
    assert_eq!(walk.language(), LANGUAGE);
}
