//! A choice that is found by typing its label, and what is told at a field as soon as it is left.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{Answer, Fault, Patch, Walk};
use crate::{
    entry::{Changes, Issue, Severity},
    form::{At, Choice},
    text::{fold, tidy, words},
    value::Json,
};

impl Walk {
    /// The choices of a question in whose labels a word begins with each word of `typed`, marks and capitals
    /// left out: first those whose label begins as it was typed, else in the order of the list.
    #[must_use]
    pub fn search(&self, question: At, typed: &str) -> Vec<&Choice> {
        let typed = fold(typed);
        let wanted = words(&typed);
        let beginning = wanted.join(" ");
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        for choice in self.entry.choices(question) {
            let label = fold(choice.label.get(&self.language));
            let label = words(&label);
            if !wanted.iter().all(|wanted| label.iter().any(|word| word.starts_with(wanted))) {
                continue;
            }
            if label.join(" ").starts_with(&beginning) { first.push(choice) } else { rest.push(choice) }
        }
        first.append(&mut rest);
        first
    }

    /// What the field of a searched list shows: the label of what is chosen, or what was typed and is none.
    #[must_use]
    pub fn searched(&self, question: At) -> String {
        let element = self.entry.form().element(question.element);
        let list = element.and_then(|element| self.entry.form().list_of(element.kind));
        let mut choices = list.map_or(&[][..], |list| &list.choices).iter();
        let chosen = choices.find(|choice| self.entry.chosen(question, &choice.name).is_some());
        chosen.map_or_else(|| self.entry.shown(question), |choice| choice.label.get(&self.language).to_string())
    }

    /// Takes what was typed into the field of a searched list: the only choice with that label, or else
    /// nothing, and the text is kept to be mended.
    pub(super) fn take_label(&mut self, question: At, typed: &str) -> Changes {
        let text = tidy(typed);
        if text == tidy(&self.searched(question)) {
            return Changes::default();
        }
        if text.is_empty() {
            return self.entry.set(question, &Json::Null);
        }
        match self.named(question, &text) {
            Some(name) => self.entry.set(question, &Json::Text(name)),
            None => self.entry.refuse(question, text, "not_a_choice"),
        }
    }

    /// The choice that a text names: by the letter if there is one, else whatever its marks and capitals.
    fn named(&self, question: At, text: &str) -> Option<String> {
        let choices = self.entry.choices(question);
        let same =
            |text: &str| fold(text).split(' ').filter(|part| !part.is_empty()).map(String::from).collect::<Vec<_>>();
        let folded = same(text);
        let labels = || choices.iter().map(|choice| (choice, choice.label.get(&self.language)));
        let only = |mut found: Vec<&str>| if found.len() == 1 { found.pop().map(String::from) } else { None };
        let exact = labels().filter(|(_, label)| tidy(label) == text).map(|(choice, _)| choice.name.as_str());
        let alike = labels().filter(|(_, label)| same(label) == folded).map(|(choice, _)| choice.name.as_str());
        only(exact.collect()).or_else(|| only(alike.collect()))
    }

    /// Tells at a field what is wrong with a text that cannot be read, before the page is left.
    pub fn tell(&mut self, question: At) -> Option<Patch> {
        let issue = self.entry.issue(question).filter(|_| self.entry.is_unreadable(question))?;
        Some(self.tell_aside(question, &issue))
    }

    /// Tells at a field that is left what is wrong with what was given there; not that nothing was.
    pub fn tell_left(&mut self, question: At) -> Option<Patch> {
        let is_wrong = |issue: &Issue| Fault::of((issue.code, issue.severity)) == Fault::Wrong;
        let issue = self.entry.issue(question).filter(is_wrong)?;
        Some(self.tell_aside(question, &issue))
    }

    /// Tells it there and nowhere else.
    pub(super) fn tell_aside(&mut self, question: At, issue: &Issue) -> Patch {
        let words = issue.message(self.entry.form(), &self.language);
        self.aside.retain(|(at, _)| *at != question);
        self.aside.push((question, words));
        Patch::Error(question, self.error(question).map(String::from))
    }

    /// What was told at a field only.
    pub(super) fn told_aside(&self, question: At) -> Option<&str> {
        self.aside.iter().find(|(at, _)| *at == question).map(|(_, words)| words.as_str())
    }

    /// Says it anew, where it still holds, and what that changes at the fields.
    pub(super) fn mend_aside(&mut self) -> Vec<Patch> {
        let mut patches = Vec::new();
        let before = core::mem::take(&mut self.aside);
        for (question, words) in before {
            let issue = self.entry.issue(question).filter(|issue| issue.severity == Severity::Error);
            let now = issue.map(|issue| issue.message(self.entry.form(), &self.language));
            let changed = now.as_ref() != Some(&words);
            self.aside.extend(now.map(|now| (question, now)));
            if changed && super::told(&self.errors, question).is_none() {
                patches.push(Patch::Error(question, self.error(question).map(String::from)));
            }
        }
        patches
    }

    /// Takes many answers that were typed at once, and tells at each field what cannot be read.
    pub fn paste(&mut self, answers: &[(At, &str)]) -> Vec<Patch> {
        let mut patches = Vec::new();
        for (question, text) in answers {
            patches.extend(self.answer(*question, Answer::Typed(text)));
            patches.extend(self.tell(*question));
        }
        // What each of them renders again is rendered once, at the last.
        let mut kept: Vec<Patch> = Vec::new();
        while let Some(patch) = patches.pop() {
            if !kept.contains(&patch) {
                kept.push(patch);
            }
        }
        kept.reverse();
        kept
    }
}

#[cfg(all(test, feature = "program"))]
#[allow(clippy::panic, reason = "a test fails by panicking")]
mod tests {
    use alloc::{sync::Arc, vec};

    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

    use super::*;
    use crate::{
        form::{Form, load},
        page::{Focus, find, render, render_found},
    };

    /// The 129 communes of a province, beside a list with labels that differ by their marks, or not at all.
    fn form() -> Arc<Form> {
        let communes: serde_json::Value =
            serde_json::from_str(include_str!("../../../www/forms/units-ninh-binh.json")).unwrap_or_default();
        let definition = serde_json::json!({
          "schema_version": 1, "form_id": "search", "version": "1", "title": "Search",
          "settings": {"default_language": "vi", "languages": ["vi", "en"]}, "provenance": {"source": "a test"},
          "choices": {
            "communes": communes.get("choices"),
            "alike": [
              {"name": "low", "label": "Hòa Lư"}, {"name": "high", "label": "Hoà Lư"},
              {"name": "park", "label": "Công viên Hoa Lư"}, {"name": "twin_a", "label": "Đồng Đăng"},
              {"name": "twin_b", "label": "Đồng Đăng"},
              {"name": "spoken", "label": {"vi": "Tiếng nói (VOV)", "en": "Voice"}}
            ]
          },
          "survey": [{"type": "group", "name": "page", "label": "Page", "children": [
            {"type": "select_one", "name": "commune", "label": "Xã", "choices": "communes", "appearance": "autocomplete",
             "required": true},
            {"type": "select_one", "name": "other", "label": "Khác", "choices": "alike", "appearance": "autocomplete"},
            {"type": "repeat", "name": "rows", "label": "Rows", "min_rows": 2, "children": [
              {"type": "select_one", "name": "one", "label": "One", "choices": "alike", "appearance": "autocomplete"},
              {"type": "integer", "name": "count", "label": "Count"}
            ]}
          ]}]
        });
        let json = serde_json::from_value(definition).unwrap_or(Json::Null);
        Arc::new(load(&json).unwrap_or_else(|faults| panic!("{faults:?}")))
    }

    fn begun() -> Walk {
        Walk::new(form(), None, "vi")
    }

    #[track_caller]
    fn at(walk: &Walk, key: &str) -> At {
        find(walk, key).unwrap_or_else(|| panic!("no {key}"))
    }

    fn found<'a>(walk: &'a Walk, key: &str, typed: &str) -> Vec<&'a str> {
        walk.search(at(walk, key), typed).iter().map(|choice| choice.label.get("vi")).collect()
    }

    #[test]
    fn a_label_always_finds_itself_however_it_is_written() {
        let walk = begun();
        for question in ["commune", "other"].map(|name| at(&walk, name)) {
            for choice in walk.entry().choices(question) {
                let label = choice.label.get("vi");
                let bare: String = label.nfd().filter(|letter| !is_combining_mark(*letter)).collect();
                let bare = bare.replace('Đ', "D").replace('đ', "d");
                let apart: String = label.nfd().collect();
                for typed in [label, &bare, &bare.to_uppercase(), &label.to_lowercase(), &apart] {
                    let found = walk.search(question, typed);
                    assert!(found.iter().any(|found| found.name == choice.name), "{typed} finds {label}");
                }
                // So does its every beginning, and its words in any order.
                for (end, _) in label.char_indices() {
                    let typed = label.get(..end).unwrap_or_default();
                    let found = walk.search(question, typed);
                    assert!(found.iter().any(|found| found.name == choice.name), "{typed} finds {label}");
                }
                let backwards: Vec<&str> = bare.split(' ').rev().collect();
                let found = walk.search(question, &backwards.join(" "));
                assert!(found.iter().any(|found| found.name == choice.name), "{backwards:?} finds {label}");
            }
        }
    }

    #[test]
    fn what_is_typed_begins_words_and_better_matches_come_first() {
        let walk = begun();
        assert_eq!(walk.search(at(&walk, "commune"), "").len(), 129);
        assert_eq!(walk.search(at(&walk, "commune"), " – ").len(), 129);
        let all = ["Phường Đông Hoa Lư", "Phường Hoa Lư", "Phường Nam Hoa Lư", "Phường Tây Hoa Lư"];
        assert_eq!(found(&walk, "commune", "hoa lu"), all);
        assert_eq!(found(&walk, "commune", "p. hoa LU"), found(&walk, "commune", "hoa lu"));
        assert_eq!(found(&walk, "commune", "phuong hoa lu").first(), Some(&"Phường Hoa Lư"));
        // Its own letters begin no word in it.
        assert_eq!(found(&walk, "commune", "oa lu"), Vec::<&str>::new());
        assert_eq!(found(&walk, "other", "hoa lu"), ["Hòa Lư", "Hoà Lư", "Công viên Hoa Lư"]);
        assert_eq!(found(&walk, "other", "dong dang"), ["Đồng Đăng", "Đồng Đăng"]);
        assert_eq!(found(&walk, "other", "vov"), ["Tiếng nói (VOV)"]);
    }

    #[test]
    fn leaving_takes_the_only_choice_of_that_name_and_keeps_any_other_text() {
        let mut walk = begun();
        let (commune, other) = (at(&walk, "commune"), at(&walk, "other"));
        walk.answer(commune, Answer::Typed(" phuong hoa lu "));
        assert_eq!(walk.searched(commune), "Phường Hoa Lư");
        assert!(walk.tell(commune).is_none());
        let name = walk.entry().answers().get("commune").and_then(Json::as_text).map(String::from);
        assert!(name.is_some());

        // What is no choice empties the answer; the text stays, and the field says what to do.
        walk.answer(commune, Answer::Typed("Hoa Lu"));
        assert_eq!((walk.searched(commune).as_str(), walk.entry().value(commune)), ("Hoa Lu", None));
        let words = "Xin chọn một câu trả lời có trong danh sách cho “Xã”.";
        assert_eq!(walk.tell(commune), Some(Patch::Error(commune, Some(words.into()))));
        assert_eq!(walk.error(commune), Some(words));
        assert!(walk.errors().is_empty(), "the summary waits until the page is left");
        let html = render(&walk);
        assert!(html.contains("value=\"Hoa Lu\"") && html.contains(words), "{html}");
        // Nor is the name of a choice a label.
        walk.answer(commune, Answer::Typed(&name.unwrap_or_default()));
        assert_eq!(walk.entry().value(commune), None);
        walk.set_language("en");
        assert_eq!(walk.error(commune), Some("Choose one of the answers listed for “Xã”."));
        assert_eq!(walk.forward(), Focus::Summary);
        let patches = walk.answer(commune, Answer::Typed("phường hoa lư"));
        assert_eq!(patches, [Patch::Error(commune, None), Patch::Summary]);
        assert_eq!(walk.error(commune), None);

        // To the letter if there is one, else not among several.
        walk.set_language("vi");
        walk.answer(other, Answer::Typed("Hoà Lư"));
        assert_eq!(walk.entry().answers().get("other"), Some(&Json::from("high")));
        for typed in ["hoa lu", "Đồng Đăng", "Voice", "low"] {
            walk.answer(other, Answer::Typed(typed));
            assert_eq!(walk.entry().value(other), None, "{typed}");
        }
        walk.answer(other, Answer::Chosen("twin_b"));
        assert_eq!(walk.answer(other, Answer::Typed("Đồng Đăng")), []);
        assert_eq!(walk.entry().answers().get("other"), Some(&Json::from("twin_b")), "it was chosen");
        walk.answer(other, Answer::Chosen("spoken"));
        walk.set_language("en");
        assert_eq!(walk.searched(other), "Voice");
        walk.answer(other, Answer::Typed(" "));
        assert_eq!((walk.searched(other).as_str(), walk.entry().answers().get("other")), ("", None));
    }

    #[test]
    fn what_is_found_is_counted_and_no_more_is_shown_than_anyone_reads() {
        let walk = begun();
        let found = render_found(&walk, at(&walk, "commune"), "hoa lu");
        assert_eq!(found.words, "Tìm thấy trong danh sách: 4.");
        assert!(found.any && found.options.contains("id=\"commune-option-1\""), "{}", found.options);
        let found = render_found(&walk, at(&walk, "rows-1-one"), "xyz");
        assert!(!found.any && found.options.is_empty() && found.words.starts_with("Danh sách không có"));
    }

    #[test]
    fn a_paste_is_as_if_each_was_typed_and_tells_what_cannot_be_read() {
        let mut walk = begun();
        let (first, second) = (at(&walk, "rows-0-count"), at(&walk, "rows-1-count"));
        let words = "Xin nhập một số nguyên cho “Count (Dòng 2)”, ví dụ 12.";
        let patches = walk.paste(&[(first, "1.250"), (second, "nhiều")]);
        assert_eq!(patches, [Patch::Error(second, Some(words.into()))]);
        assert_eq!((walk.entry().shown(first), walk.entry().shown(second)), ("1250".into(), "nhiều".into()));
        assert_eq!(walk.answer(second, Answer::Typed("7")), [Patch::Error(second, None)]);
        walk.paste(&[(second, "x")]);
        walk.remove_row(at(&walk, "rows"), 0);
        assert_eq!(walk.error(first), None, "another row has its place");
        let commune = at(&walk, "commune");
        walk.answer(commune, Answer::Typed("x"));
        walk.tell(commune);
        assert_eq!(walk.answer(commune, Answer::Chosen("14329")).first(), Some(&Patch::Error(commune, None)));
        assert_eq!(vec![walk.error(commune)], [None]);
    }
}
