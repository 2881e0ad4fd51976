use alloc::{format, string::String, sync::Arc, vec, vec::Vec};

use super::{ACT, Fields, Fresh, Next, Plain, STATE, is_possible};
use crate::{
    form::{Form, bundle, load},
    page::Step,
    submission::receive,
    value::{Date, Json},
};

const KEY: &str = "3f0c8a52-8a3e-4d8e-9a5e-0123456789ab";

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|error| unreachable!("{error}: {text}"))
}

fn shipped(name: &str) -> Arc<Form> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/forms/");
    let read = |name: &str| json(&std::fs::read_to_string([folder, name].concat()).unwrap_or_default());
    let form = bundle(&read(&[name, ".json"].concat()), &|file| Ok(read(file)));
    let form = form.ok().and_then(|definition| load(&definition).ok());
    Arc::new(form.unwrap_or_else(|| unreachable!("{name} loads")))
}

const STEMS: [&str; 6] =
    ["cchc-report", "commune-office", "qd766", "self-assessment", "sipas-household", "sipas-transaction"];

fn fresh() -> Fresh {
    Fresh { now: "2026-03-02T08:15:00+07:00".into(), submission_id: KEY.into(), language: "vi".into() }
}

fn pair(key: &str, value: &str) -> (String, String) {
    (key.into(), value.into())
}

/// The values of an attribute in the order of the page, with what stands before the tag's end.
fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name} ");
    html.split(open.as_str()).skip(1).filter_map(|rest| rest.split('>').next()).collect()
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = format!(" {tag}");
    Some(unescape(tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?))
}

/// What a browser posts of a page on which nothing is touched.
fn untouched(html: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for tag in tags(html, "input") {
        let checkable = matches!(attribute(tag, "type").as_deref(), Some("radio" | "checkbox"));
        if let Some(name) = attribute(tag, "name").filter(|_| !checkable || tag.contains(" checked")) {
            fields.push((name, attribute(tag, "value").unwrap_or_else(|| "on".into())));
        }
    }
    for (tag, rest) in html.split("<select ").skip(1).filter_map(|rest| rest.split_once('>')) {
        let options = rest.split("</select>").next().unwrap_or_default();
        let chosen = tags(options, "option").into_iter().find(|option| option.ends_with(" selected"));
        let value = chosen.and_then(|option| attribute(option, "value")).unwrap_or_default();
        fields.extend(attribute(tag, "name").map(|name| (name, value)));
    }
    for (tag, rest) in html.split("<textarea ").skip(1).filter_map(|rest| rest.split_once('>')) {
        let text = rest.split("</textarea>").next().unwrap_or_default();
        fields.extend(attribute(tag, "name").map(|name| (name, unescape(text))));
    }
    fields
}

/// Presses a button of a page after some fields were filled.
fn press(form: &Arc<Form>, html: &str, filled: &[(&str, &str)], act: &str) -> (Plain, Next) {
    let mut fields = untouched(html);
    for (name, value) in filled {
        fields.retain(|(key, _)| key != name);
        fields.push(pair(name, value));
    }
    fields.push(pair(ACT, act));
    post(form, &fields)
}

fn post(form: &Arc<Form>, fields: &Fields) -> (Plain, Next) {
    let state = fields.iter().find(|(key, _)| key == STATE).map_or(Json::Null, |(_, state)| json(state));
    Plain::post(form, &state, fields, &fresh())
}

/// What is required on a page, answered: the first choice, or a text that fits.
fn required(plain: &Plain) -> Vec<(String, String)> {
    let entry = plain.walk.entry();
    let form = entry.form();
    let mut fields = Vec::new();
    for (at, choices) in plain.walk.asked() {
        let Some(element) = form.element(at.element).filter(|_| entry.is_required(at)) else { continue };
        let key = super::key(&plain.walk, at);
        let value = match choices.first() {
            Some(choice) => choice.clone(),
            None if element.kind.is_number() => match element.min {
                Some(crate::expression::Value::Number(min)) => crate::text::write_answer(min),
                _ => "1".into(),
            },
            None if element.kind == crate::form::Kind::Date => "01/02/2026".into(),
            None => "Chứng thực".into(),
        };
        fields.push((key, value));
    }
    fields
}

#[test]
fn every_shipped_form_can_be_walked_to_its_review_and_what_is_sent_is_accepted() {
    for stem in STEMS {
        let form = shipped(stem);
        assert!(is_possible(&form), "{stem}");
        let mut plain = Plain::begin(&form, &fresh());
        let mut steps = 0;
        while *plain.walk.step() != Step::Review {
            let html = plain.render("/fill/x");
            for gone in ["data-act", "data-value", "data-tool", "type=\"button\"", "role=\"combobox\""] {
                assert!(!html.contains(gone), "{stem}: {gone} in {html}");
            }
            assert_eq!(html.matches("<form ").count(), 1, "{stem}");
            for name in ["div", "a", "button", "p", "section", "span", "ul", "li", "select"] {
                let opened = html.matches(&format!("<{name}>")).count() + html.matches(&format!("<{name} ")).count();
                assert_eq!(opened, html.matches(&format!("</{name}>")).count(), "{stem}: {name}");
            }
            let filled = required(&plain);
            let filled: Vec<(&str, &str)> = filled.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            plain = press(&form, &html, &filled, "forward").0;
            steps += 1;
            if steps > 60 {
                break;
            }
        }
        // Reports have rules about several answers, which no first choice keeps.
        if form.reporting.report.is_none() {
            assert_eq!(*plain.walk.step(), Step::Review, "{stem}: {:?}", plain.walk.errors());
            let (sent, next) = press(&form, &plain.render("/fill/x"), &[], "send");
            assert_eq!(next, Next::Send, "{stem}: {:?}", sent.walk.errors());
            let today = Date::parse_iso("2026-03-02");
            let accepted = receive(&sent.envelope(), today, &|_| Some(Arc::clone(&form)));
            assert!(accepted.is_ok_and(|accepted| accepted.scores_agree), "{stem}");
        }
    }
}

#[test]
fn faults_are_told_in_place_and_what_was_typed_comes_back_escaped() {
    let form = shipped("commune-office");
    let plain = Plain::begin(&form, &fresh());
    let hostile = "</textarea></form><script>alert(\"1\")</script>'&amp;";
    let (told, next) = press(&form, &plain.render("/fill/x"), &[("subject", hostile)], "forward");
    assert_eq!(next, Next::Show);
    let html = told.render("/fill/x");
    assert!(!html.contains("<script") && !html.contains("</textarea></form>"), "{html}");
    let again = untouched(&html);
    assert!(again.iter().any(|(key, value)| key == "subject" && value == hostile), "{again:?}");
    assert!(told.has_errors() && told.error_prefix() == "Lỗi: ");
    let link = html.split("role=\"alert\"").nth(1).and_then(|alert| alert.split("href=\"#").nth(1));
    let id = link.and_then(|link| link.split('"').next()).unwrap_or_default();
    assert!(!id.is_empty() && html.contains(&format!(" id=\"{id}\"")), "{id}: {html}");
    assert_eq!(html.matches(" autofocus").count(), 1);
}

#[test]
fn hostile_states_change_nobodys_form_but_their_own() {
    let form = shipped("commune-office");
    for state in [
        "{}",
        "[]",
        r#""x""#,
        r#"{"answers": 7, "typed": [], "page": 7, "said": {"a": 1}, "language": "<b>", "submission_id": "1"}"#,
        r#"{"answers": {"q1": {"deep": []}, "__proto__": {"x": 1}, "nobody": "x", "q2": ["5"]}, "page": "q1"}"#,
        r#"{"answers": {}, "typed": {"/q1": "x", "/a/b/c": "y", "": "z", "/subject": 5}, "page": "nowhere"}"#,
        r#"{"answers": {}, "said": [[null, "<script>"], ["/nobody", "x"], ["/q1"], 5, ["/q1", 7]], "page": null}"#,
        r#"{"answers": {}, "page": "x", "editing": "yes", "told": 1, "started_at": "yesterday", "completed_at": 5}"#,
    ] {
        for act in
            ["", "send", "forward", "back", "edit-99999999999999999999", "edit--1", "go-", "go-x-0", "clear-nobody"]
        {
            let fields = vec![pair(STATE, state), pair(ACT, act), pair("q1", "99"), pair("nobody", "x")];
            let (plain, next) = post(&form, &fields);
            assert_ne!(next, Next::Send, "{state} {act}: nothing is answered");
            let html = plain.render("/fill/x");
            assert!(!html.contains("<script>") && !html.contains("value=\"99\""), "{html}");
            assert_eq!(plain.submission_id(), KEY, "{state}");
        }
    }
    for act in
        ["add-q1", "remove-q1-0", "remove-x", "page-77", "point-nobody", "next", "review", "language-xx", "language-"]
    {
        let (plain, _) = post(&form, &[pair(STATE, "{}"), pair(ACT, act)]);
        assert!(plain.render("/fill/x").contains("<form "), "{act}");
    }
}

#[test]
fn questions_that_an_answer_opens_are_shown_before_the_page_is_left() {
    let form = Arc::new(
        load(&json(
            r#"{"schema_version": 1, "form_id": "a", "version": "1", "title": "A", "provenance": {"source": "a"},
        "settings": {"default_language": "en"},
        "choices": {"yes_no": [{"name": "yes", "label": "Yes"}, {"name": "no", "label": "No"}]},
        "survey": [{"type": "group", "name": "page", "label": "Page", "children": [
          {"type": "select_one", "name": "gave", "label": "Gave?", "choices": "yes_no", "required": true},
          {"type": "text", "name": "what", "label": "What?", "relevant": "${gave} = 'yes'", "required": true}
        ]}]}"#,
        ))
        .unwrap_or_else(|_| unreachable!("it loads")),
    );
    let first = Plain::begin(&form, &fresh()).render("/x");
    let (opened, _) = press(&form, &first, &[("gave", "yes")], "forward");
    assert_eq!(opened.notice, Some("plain_more"));
    assert!(opened.walk.errors().is_empty(), "nobody has seen the question yet");
    let (told, _) = press(&form, &opened.render("/x"), &[], "forward");
    assert_eq!(told.walk.errors().len(), 1);
    let (review, _) = press(&form, &told.render("/x"), &[("what", "a")], "forward");
    assert_eq!(*review.walk.step(), Step::Review);
    let (left, _) = press(&form, &first, &[("gave", "no")], "forward");
    assert_eq!(*left.walk.step(), Step::Review);
    // The page is opened from the review, its answer changed, and back again.
    let (page, _) = press(&form, &review.render("/x"), &[], "edit-0");
    let (again, _) = press(&form, &page.render("/x"), &[("gave", "no")], "forward");
    assert_eq!(*again.walk.step(), Step::Review);
    assert!(again.walk.entry().answers().get("what").is_none(), "what is not asked is not sent");
}

#[test]
fn what_is_sent_twice_is_the_same_to_the_letter() {
    let form = shipped("commune-office");
    let mut plain = Plain::begin(&form, &fresh());
    for _ in 0..20 {
        if *plain.walk.step() == Step::Review {
            break;
        }
        let filled = required(&plain);
        let filled: Vec<(&str, &str)> = filled.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        plain = press(&form, &plain.render("/x"), &filled, "forward").0;
    }
    let mut fields = untouched(&plain.render("/x"));
    fields.push(pair(ACT, "send"));
    let state = fields.iter().find(|(key, _)| key == STATE).map_or(Json::Null, |(_, state)| json(state));
    let later = |now: &str, key: &str| Fresh { now: now.into(), submission_id: key.into(), language: "en".into() };
    let sent = |fresh: Fresh| {
        let (plain, next) = Plain::post(&form, &state, &fields, &fresh);
        assert_eq!(next, Next::Send);
        plain
    };
    let first = sent(later("2026-03-02T09:00:00+07:00", "00000000-0000-4000-8000-000000000000"));
    let mut second = sent(later("2026-03-03T09:00:00+07:00", "11111111-1111-4111-8111-111111111111"));
    assert_eq!(first.envelope(), second.envelope());
    assert_eq!(first.submission_id(), KEY);
    // The database is not there: the same may be sent again, from the same state.
    second.reply(503, None);
    let failed = second.render("/x");
    assert!(second.has_errors() && failed.contains("Gửi lại"), "{failed}");
    let (third, next) = press(&form, &failed, &[], "send");
    assert_eq!((next, third.envelope()), (Next::Send, first.envelope()));
    // A server that refuses an answer says so at the question, also once its page is opened.
    second = sent(fresh());
    second.reply(422, Some(&json(r##"{"errors": [{"pointer": "#/answers/q1", "detail": "<i>no</i>"}]}"##)));
    let told = second.render("/x");
    assert!(told.contains("&lt;i&gt;no") && told.contains("value=\"go-q1\""), "{told}");
    let (page, _) = press(&form, &told, &[], "go-q1");
    assert!(page.render("/x").contains("&lt;i&gt;no"));
    // It is there already, with other answers.
    second = sent(fresh());
    second.received_before();
    let html = second.render("/x");
    assert!(html.contains("đã nhận phiếu này") && !html.contains(STATE), "{html}");
}

#[test]
fn another_language_keeps_what_was_told_and_typed() {
    let form = shipped("commune-office");
    let (told, _) = press(&form, &Plain::begin(&form, &fresh()).render("/x"), &[], "forward");
    let (english, _) = press(&form, &told.render("/x"), &[("subject", "Đất đai")], "language-en");
    assert_eq!(english.language(), "en");
    let html = english.render("/x");
    assert!(html.contains("Error: ") && html.contains(">Đất đai</textarea>"), "{html}");
}
