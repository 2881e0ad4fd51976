use super::*;
use crate::{form::load, page::render};
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
        Some(
            "Enter the whole number for “Count” again: no decimals, thousands written together (1250) or with a dot (1.250)."
        )
    );
    answer(&mut walk, "count", Answer::Typed("9"));
    assert_eq!(told(&walk), ["Enter a number from 1 to 5 for “Count”."]);
}

#[test]
fn replies_become_what_the_respondent_sees() {
    let mut walk = filled();
    assert!(walk.send());
    assert_eq!(walk.reply(None, Kept::Page), Some(Focus::Title));
    assert_eq!(*walk.step(), Step::Failed(Failure::Network));
    assert!(walk.send());
    let count = question(&walk, "count");
    assert_eq!(
        walk.reply(Some(Reply::Rejected(vec![(Some(count), "too many".to_string())])), Kept::Page),
        Some(Focus::Summary)
    );
    assert_eq!(told(&walk), ["The server says: too many"]);
    walk.go(count);
    answer(&mut walk, "count", Answer::Typed("2"));
    assert_eq!(told(&walk), Vec::<&str>::new());
    walk.forward();
    assert!(walk.send());
    walk.reply(Some(Reply::Accepted(Some("R-1".to_string()))), Kept::Page);
    assert_eq!(*walk.step(), Step::Sent(Some("R-1".to_string())));
}

#[test]
fn what_may_have_been_stored_is_not_changed_any_more() {
    let mut walk = filled();
    assert!(walk.send());
    walk.reply(Some(Reply::OtherVersion), Kept::Page);
    assert!(walk.may_change());
    assert!(walk.send());
    walk.reply(None, Kept::Page);
    assert!(!walk.may_change());
    assert!(walk.send());
    walk.reply(Some(Reply::Refused(404)), Kept::Page);
    assert!(!walk.may_change(), "a proxy's 404 says nothing of the attempt before");
}

#[test]
fn a_reply_that_nobody_waits_for_changes_nothing() {
    let mut walk = filled();
    assert_eq!(walk.reply(Some(Reply::Accepted(None)), Kept::Page), None);
    assert_eq!(*walk.step(), Step::Review);
    assert!(walk.send());
    walk.reply(Some(Reply::Accepted(None)), Kept::Page);
    assert_eq!(walk.reply(Some(Reply::TryLater), Kept::Page), None);
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

fn report() -> Arc<Form> {
    let definition = r#"{
      "schema_version": 1, "form_id": "report", "version": "1", "title": "Report",
      "settings": {"default_language": "en"},
      "provenance": {"source": "a test"},
      "choices": {
        "province": [{"name": "37", "label": "Ninh Bình"}, {"name": "01", "label": "Hà Nội"}],
        "commune": [
          {"name": "hoa_lu", "label": "Hoa Lư", "columns": {"province": "37"}},
          {"name": "ba_dinh", "label": "Ba Đình", "columns": {"province": "01"}}
        ],
        "goal": [{"name": "a", "label": "A"}, {"name": "b", "label": "B"}]
      },
      "survey": [
        {"type": "group", "name": "page", "label": "Page", "children": [
          {"type": "select_one", "name": "province", "label": "Province", "choices": "province"},
          {"type": "select_one", "name": "commune", "label": "Commune of ${province}", "choices": "commune",
           "choice_filter": "province = ${province}", "appearance": "minimal"},
          {"type": "rank", "name": "goals", "label": "Goals", "choices": "goal"},
          {"type": "range", "name": "scale", "label": "Scale", "min": 0, "max": 1, "step": 0.5},
          {"type": "repeat", "name": "rows", "label": "Rows", "min_rows": 1, "max_rows": 3, "children": [
            {"type": "integer", "name": "now", "label": "Now", "required": true, "warning": ". >= ${before}"},
            {"type": "integer", "name": "before", "label": "Before", "constraint": ". > 0"}
          ]},
          {"type": "group", "name": "grid", "label": "Grid", "appearance": "table", "children": [
            {"type": "group", "name": "line", "label": "Line", "children": [
              {"type": "integer", "name": "x", "label": "X"}, {"type": "calculate", "name": "twice", "label": "2X", "calculation": "${x} * 2"}
            ]}
          ]}
        ]}
      ]
    }"#;
    let json = serde_json::from_str(definition).unwrap_or(Json::Null);
    Arc::new(load(&json).unwrap_or_else(|faults| panic!("{faults:?}")))
}

#[track_caller]
fn at(walk: &Walk, key: &str) -> At {
    crate::page::find(walk, key).unwrap_or_else(|| panic!("no {key}"))
}

#[test]
fn rows_are_added_filled_and_taken_out() {
    let mut walk = Walk::new(report(), None, "en");
    let rows = at(&walk, "rows");
    assert_eq!(walk.add_row(rows), Focus::Row(rows, 1));
    assert_eq!(walk.add_row(rows), Focus::Row(rows, 2));
    // No more than three.
    assert_eq!((walk.add_row(rows), walk.entry().rows(rows)), (Focus::Adding(rows), 3));
    for (key, text) in [("rows-0-now", "1"), ("rows-1-now", "2"), ("rows-1-before", "0")] {
        walk.answer(at(&walk, key), Answer::Typed(text));
    }
    assert_eq!(walk.forward(), Focus::Summary);
    assert_eq!(told(&walk), ["Check your answer to “Before (Row 2)”.", "Answer “Now (Row 3)”."]);
    let html = super::super::render(&walk);
    assert!(html.contains("href=\"#rows-1-before\"") && html.contains("id=\"rows-2-now\""));
    walk.remove_row(rows, 1);
    assert!(walk.errors().is_empty());
    assert_eq!(walk.entry().answers().to_text(), r#"{"rows":[{"now":1},{}]}"#);
    walk.remove_row(rows, 1);
    // The fewest rows stay.
    walk.remove_row(rows, 0);
    assert_eq!(walk.entry().rows(rows), 1);
    assert_eq!(walk.forward(), Focus::Title);
    assert!(super::super::render(&walk).contains("Row 1"));
}

#[test]
fn labels_choices_orders_and_values_follow_what_they_show() {
    let mut walk = Walk::new(report(), None, "en");
    let (province, commune) = (at(&walk, "province"), at(&walk, "commune"));
    assert!(super::super::render_box(&walk, commune).contains("Commune of …"));
    let patches = walk.answer(province, Answer::Chosen("37"));
    assert_eq!(patches, [Patch::Label(commune), Patch::Choices(commune)]);
    let html = super::super::render_box(&walk, commune);
    assert!(html.contains("Commune of Ninh Bình") && html.contains("Hoa Lư") && !html.contains("Ba Đình"));

    let goals = at(&walk, "goals");
    let order = |places: [&str; 2]| vec![Patch::Order(goals, places.map(String::from).to_vec())];
    assert_eq!(walk.answer(goals, Answer::Ticked("b", true)), order(["", "1"]));
    assert_eq!(walk.answer(goals, Answer::Ticked("a", true)), order(["2", "1"]));
    assert_eq!(walk.answer(goals, Answer::Ticked("b", false)), order(["1", ""]));

    let (x, twice) = (at(&walk, "x"), at(&walk, "twice"));
    assert_eq!(walk.answer(x, Answer::Typed("21")), [Patch::Value(twice, "42".into())]);
    walk.answer(at(&walk, "scale"), Answer::Chosen("0,5"));
    assert_eq!(
        walk.entry().answers().get("scale"),
        Some(&Json::from(crate::value::Ratio::parse("0.5").unwrap_or(crate::value::Ratio::ZERO)))
    );
}

#[test]
fn a_warning_is_shown_and_keeps_nobody_from_going_on() {
    let mut walk = Walk::new(report(), None, "en");
    walk.answer(at(&walk, "rows-0-before"), Answer::Typed("10"));
    let now = at(&walk, "rows-0-now");
    let words = "Look again at your answer to “Now (Row 1)”; if it is right you can send it all the same.";
    assert_eq!(walk.answer(now, Answer::Typed("7")), [Patch::Warning(now, Some(words.into()))]);
    assert_eq!(walk.forward(), Focus::Title);
    assert!(super::super::render(&walk).contains(words));
    assert!(walk.send());
}

#[test]
fn what_the_host_knows_is_there_from_the_start() {
    let mut walk = Walk::new(report(), None, "en");
    let answers = serde_json::from_str(r#"{"province": "01", "rows": [{"now": 1}, {"now": 2}], "nope": 1}"#);
    assert_eq!(walk.fill(&answers.unwrap_or(Json::Null)), ["/nope"]);
    assert!(!walk.is_dirty(), "the respondent answered nothing");
    assert_eq!(walk.entry().answers().to_text(), r#"{"province":"01","rows":[{"now":1},{"now":2}]}"#);
    assert_eq!(walk.forward(), Focus::Title);
}

#[test]
fn what_is_stored_on_the_device_need_not_stay_in_the_page() {
    let mut walk = filled();
    assert!(walk.send());
    assert_eq!(walk.reply(None, Kept::Queue), Some(Focus::Title));
    assert!(walk.is_kept() && !walk.is_dirty());
    assert!(render(&walk).contains("Saved on this device, not sent yet"));
    // It is tried again without the respondent, and another reply follows.
    assert_eq!(walk.reply(Some(Reply::SignIn), Kept::Queue), Some(Focus::Title));
    assert!(render(&walk).contains("sign in"));
    assert!(!render(&walk).contains("do not close"));
    walk.reply(Some(Reply::Accepted(Some("R-2".to_string()))), Kept::Queue);
    assert_eq!(*walk.step(), Step::Sent(Some("R-2".to_string())));
}

#[test]
fn what_was_not_received_says_what_becomes_of_the_answers() {
    let mut walk = filled();
    let other = || Some(Reply::OtherVersion);
    for (reply, kept, said, not_said) in [
        (None, Kept::Page, "do not close or reload", "cannot be reached"),
        (None, Kept::Device, "No reply has come", "do not close or reload"),
        (other(), Kept::Page, "answers will be lost", "still fit"),
        (other(), Kept::Device, "still fit are kept", "lost"),
        (other(), Kept::Queue, "still fit are kept", "lost"),
    ] {
        assert!(walk.send());
        walk.reply(reply, kept);
        let page = render(&walk);
        assert!(page.contains(said) && !page.contains(not_said), "{kept:?}: {page}");
        assert!(walk.is_kept() == (kept == Kept::Queue) && walk.is_dirty() != walk.is_kept());
    }
}

#[test]
fn the_review_is_none_of_the_pages() {
    let mut walk = filled();
    assert_eq!(*walk.step(), Step::Review);
    assert!(!render(&walk).contains("page-progress"), "{}", render(&walk));
    assert!(walk.has_previous());
    walk.back();
    assert!(render(&walk).contains("page-progress"));
}

#[test]
fn a_draft_goes_on_on_its_page_and_a_submission_where_its_reply_is_awaited() {
    let mut walk = filled();
    let saved = walk.saved();
    let form = Arc::clone(walk.entry().form());
    let now = || Surroundings::new("", "en");
    let mut other = Walk::new(Arc::clone(&form), None, "en");
    assert_eq!(other.go_on(&saved, now(), false), Ok(vec![]));
    assert_eq!(*other.step(), Step::Review, "nothing is left to answer");
    assert_eq!(other.entry().answers(), walk.entry().answers());
    assert!(other.is_dirty());

    walk.back();
    answer(&mut walk, "count", Answer::Typed("12x"));
    let mut other = Walk::new(Arc::clone(&form), None, "en");
    assert_eq!(other.go_on(&walk.saved(), now(), false), Ok(vec![]));
    assert_eq!(other.step(), walk.step());
    assert!(render(&other).contains("12x"), "what is no answer is there as it was typed");

    assert_eq!(other.go_on(&saved, now(), true), Ok(vec![]));
    assert_eq!(*other.step(), Step::Sending);
    other.reply(Some(Reply::Refused(413)), Kept::Page);
    assert!(!other.may_change());

    let mut stranger = saved;
    stranger.insert("form", Json::Null);
    assert_eq!(other.go_on(&stranger, now(), false), Err("file_other_form"));
}
