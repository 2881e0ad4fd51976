use super::*;
use crate::form::load;
use alloc::vec;

fn form() -> Arc<Form> {
    let definition = r#"{
      "schema_version": 1, "form_id": "walk", "version": "1", "title": "Walk",
      "settings": {"default_language": "vi", "languages": ["vi", "en"]},
      "provenance": {"source": "a test"},
      "choices": {
        "yes_no": [{"name": "yes", "label": {"vi": "Có", "en": "Yes"}}, {"name": "no", "label": {"vi": "Không", "en": "No"}}],
        "some": [{"name": "a", "label": "A"}, {"name": "b", "label": "B"}]
      },
      "survey": [
        {"type": "group", "name": "first", "label": "First", "children": [
          {"type": "select_one", "name": "gave", "label": {"vi": "Góp ý", "en": "Feedback"}, "choices": "yes_no", "required": true},
          {"type": "text", "name": "what", "label": "What <b>", "relevant": "${gave} = 'yes'", "required": true, "max_length": 5},
          {"type": "select_multiple", "name": "some", "label": "Some", "choices": "some"}
        ]},
        {"type": "group", "name": "second", "label": "Second", "relevant": "${gave} = 'yes'", "children": [
          {"type": "integer", "name": "count", "label": "Count", "required": true, "min": 1, "max": 5},
          {"type": "acknowledge", "name": "agree", "label": "Agree", "required": true}
        ]}
      ]
    }"#;
    let json = serde_json::from_str(definition).unwrap_or(Json::Null);
    Arc::new(load(&json).unwrap_or_else(|faults| panic!("{faults:?}")))
}

#[track_caller]
fn question(walk: &Walk, name: &str) -> At {
    walk.entry().form().find(name).map_or_else(|| panic!("no {name}"), At::from)
}

#[track_caller]
fn answer(walk: &mut Walk, name: &str, answer: Answer<'_>) -> Vec<Patch> {
    let index = question(walk, name);
    walk.answer(index, answer)
}

fn told(walk: &Walk) -> Vec<&str> {
    walk.errors().iter().map(|(_, text)| text.as_str()).collect()
}

fn filled() -> Walk {
    let mut walk = Walk::new(form(), None, "en");
    answer(&mut walk, "gave", Answer::Chosen("yes"));
    answer(&mut walk, "what", Answer::Typed("slow"));
    assert_eq!(walk.forward(), Focus::Title);
    answer(&mut walk, "count", Answer::Typed("3"));
    answer(&mut walk, "agree", Answer::Ticked("on", true));
    assert_eq!(walk.forward(), Focus::Title);
    assert_eq!(*walk.step(), Step::Review);
    walk
}

#[test]
fn a_page_with_errors_is_not_left_and_tells_them_in_order() {
    let mut walk = Walk::new(form(), None, "en");
    assert_eq!(walk.forward(), Focus::Summary);
    assert_eq!(told(&walk), ["Choose an answer for “Feedback”."]);
    let gave = question(&walk, "gave");
    let what = question(&walk, "what");
    let second = question(&walk, "second");
    let shown = (second.element..walk.entry().form().elements.len()).map(|index| Patch::Shown(index.into(), true));
    let mut expected = vec![Patch::Shown(what, true)];
    expected.extend(shown);
    expected.extend([Patch::Error(gave, None), Patch::Summary, Patch::Progress(1, 2)]);
    assert_eq!(answer(&mut walk, "gave", Answer::Chosen("yes")), expected);
    assert_eq!(walk.forward(), Focus::Summary);
    assert_eq!(told(&walk), ["Answer “What <b>”."]);
    answer(&mut walk, "what", Answer::Typed("too long"));
    assert_eq!(told(&walk), ["Shorten your answer to “What <b>”: at most 5 characters."]);
}

#[test]
fn what_is_not_relevant_is_not_sent_and_comes_back() {
    let mut walk = filled();
    assert_eq!(walk.entry().answers().to_text(), r#"{"gave":"yes","what":"slow","count":3,"agree":true}"#);
    answer(&mut walk, "gave", Answer::Chosen("no"));
    assert_eq!(walk.entry().answers().to_text(), r#"{"gave":"no"}"#);
    assert_eq!(walk.pages().len(), 1);
    answer(&mut walk, "gave", Answer::Chosen("yes"));
    assert_eq!(walk.entry().answers().to_text(), r#"{"gave":"yes","what":"slow","count":3,"agree":true}"#);
}

#[test]
fn a_page_opened_from_the_review_returns_there_unless_it_opened_a_question() {
    let mut walk = filled();
    let first = question(&walk, "first");
    walk.edit(first.element);
    answer(&mut walk, "some", Answer::Ticked("b", true));
    answer(&mut walk, "some", Answer::Ticked("a", true));
    walk.forward();
    assert_eq!(*walk.step(), Step::Review);
    assert_eq!(walk.entry().answers().get("some").map(Json::to_text).as_deref(), Some(r#"["a","b"]"#));
    let second = question(&walk, "second");
    walk.edit(second.element);
    answer(&mut walk, "count", Answer::Typed("9"));
    walk.edit(first.element);
    walk.forward();
    assert_eq!(*walk.step(), Step::Page(second.element));
}

#[test]
fn sending_with_an_error_opens_its_page() {
    let mut walk = filled();
    let count = question(&walk, "count");
    answer(&mut walk, "count", Answer::Typed("1.25"));
    assert!(!walk.send());
    assert_eq!(*walk.step(), Step::Page(question(&walk, "second").element));
    assert_eq!(
        walk.error(count),
        Some("Enter the number for “Count” again: use a comma for decimals (1,25) and a dot for thousands (1.250).")
    );
    answer(&mut walk, "count", Answer::Typed("9"));
    assert_eq!(told(&walk), ["Enter a number from 1 to 5 for “Count”."]);
}

#[test]
fn replies_become_what_the_respondent_sees() {
    let mut walk = filled();
    assert!(walk.send());
    assert_eq!(walk.reply(None), Some(Focus::Title));
    assert_eq!(*walk.step(), Step::Failed(Failure::Network));
    assert!(walk.send());
    let count = question(&walk, "count");
    assert_eq!(walk.reply(Some(Reply::Rejected(vec![(Some(count), "too many".to_string())]))), Some(Focus::Summary));
    assert_eq!(told(&walk), ["The server says: too many"]);
    walk.go(count);
    answer(&mut walk, "count", Answer::Typed("2"));
    assert_eq!(told(&walk), Vec::<&str>::new());
    walk.forward();
    assert!(walk.send());
    walk.reply(Some(Reply::Accepted(Some("R-1".to_string()))));
    assert_eq!(*walk.step(), Step::Sent(Some("R-1".to_string())));
}

#[test]
fn what_may_have_been_stored_is_not_changed_any_more() {
    let mut walk = filled();
    assert!(walk.send());
    walk.reply(Some(Reply::Refused(413)));
    assert!(walk.may_change());
    assert!(walk.send());
    walk.reply(None);
    assert!(!walk.may_change());
    assert!(walk.send());
    walk.reply(Some(Reply::Refused(404)));
    assert!(!walk.may_change(), "a proxy's 404 says nothing of the attempt before");
}

#[test]
fn a_reply_that_nobody_waits_for_changes_nothing() {
    let mut walk = filled();
    assert_eq!(walk.reply(Some(Reply::Accepted(None))), None);
    assert_eq!(*walk.step(), Step::Review);
    assert!(walk.send());
    walk.reply(Some(Reply::Accepted(None)));
    assert_eq!(walk.reply(Some(Reply::TryLater)), None);
    assert_eq!(*walk.step(), Step::Sent(None));
}

#[test]
fn the_language_changes_the_words_and_keeps_the_answers() {
    let mut walk = Walk::new(form(), None, "xx");
    assert_eq!(walk.language(), "vi");
    walk.forward();
    assert_eq!(told(&walk), ["Xin chọn một câu trả lời cho “Góp ý”."]);
    walk.set_language("en");
    assert_eq!(told(&walk), ["Choose an answer for “Feedback”."]);
}

#[test]
fn every_text_is_escaped() {
    let mut walk = Walk::new(form(), None, "en");
    answer(&mut walk, "gave", Answer::Chosen("yes"));
    answer(&mut walk, "what", Answer::Typed("\"><"));
    let html = crate::page::render(&walk);
    assert!(html.contains("What &lt;b&gt;") && html.contains("value=\"&quot;&gt;&lt;\""), "{html}");
}
