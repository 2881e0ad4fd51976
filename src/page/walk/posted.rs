//! A walk that goes on from one posted page to the next: without scripts the form itself carries
//! everything that was given, and every page is made anew from it.

use alloc::{string::String, sync::Arc, vec::Vec};

use super::{Answer, Focus, Step, Walk};
use crate::{
    entry::{Entry, Saved, Surroundings},
    form::{Appearance, At, Element, Form, Kind},
    value::{Json, compose, object},
};

/// What a page asked: each question with the choices that it had.
pub type Asked = Vec<(At, Vec<String>)>;

impl Walk {
    /// Where the respondent is and what they gave and were told, for [`Walk::from_posted`].
    #[must_use]
    pub fn to_posted(&self) -> Json {
        let form = self.entry.form();
        let page = match self.step {
            Step::Page(page) => form.element(page).map(|page| page.name.as_str()),
            _ => None,
        };
        let Saved { answers, typed } = self.entry.save();
        // A server's words are known to nobody else; the form's own are found again.
        let said = self.errors.iter().filter(|_| self.from_server).map(|(at, text)| {
            let path = at.map(|at| form.path(at)).unwrap_or_default();
            [path.as_str(), text.as_str()].into_iter().collect::<Json>()
        });
        object(vec![
            ("language", self.language.as_str().into()),
            ("page", page.map_or(Json::Null, Json::from)),
            ("editing", Json::Bool(self.editing)),
            ("told", Json::Bool(!self.errors.is_empty() && !self.from_server)),
            ("said", said.collect()),
            ("answers", answers),
            ("typed", typed),
        ])
    }

    /// Goes on from what [`Walk::to_posted`] gave, which anybody may have changed since: what the form does
    /// not know is left out, and every answer is judged as if it had just been typed.
    #[must_use]
    pub fn from_posted(form: Arc<Form>, surroundings: impl Into<Surroundings>, language: &str, posted: &Json) -> Self {
        let mut surroundings = surroundings.into();
        let mut walk = Self::new(Arc::clone(&form), surroundings.clone(), language);
        surroundings.language.clone_from(&walk.language);
        let given = |key: &str| posted.get(key).cloned().unwrap_or(Json::Null);
        if posted.get("answers").is_some() {
            let saved = Saved { answers: given("answers"), typed: given("typed") };
            walk.entry = Entry::reopen(&form, surroundings, &saved);
            walk.entry.forget_strangers();
            walk.touched = true;
        }
        let pages = walk.pages();
        let named = posted.get("page").and_then(Json::as_text).map(|name| form.find(name));
        walk.step = match named {
            Some(page) => {
                page.filter(|page| pages.contains(page)).or(pages.first().copied()).map_or(Step::Review, Step::Page)
            }
            None if posted.get("answers").is_some() => Step::Review,
            None => walk.step,
        };
        walk.editing = posted.get("editing") == Some(&Json::Bool(true));
        if posted.get("told") == Some(&Json::Bool(true)) {
            walk.tell_page(&[]);
        }
        for said in posted.get("said").map(Json::elements).unwrap_or_default().iter().take(crate::form::MAX_FAULTS) {
            let [path, text] = said.elements() else { continue };
            let path = path.as_text().unwrap_or_default();
            let at = form.at(path.split('/').skip(1)).filter(|at| form.path(*at) == path && walk.entry.has(*at));
            walk.errors.extend(text.as_text().map(|text| (at, String::from(text))));
            walk.from_server = true;
        }
        walk
    }

    /// Whether what is told are a server's words.
    #[must_use]
    pub const fn is_told_by_server(&self) -> bool {
        self.from_server
    }

    /// What the page asks now: each question that is relevant, with its choices.
    #[must_use]
    pub fn asked(&self) -> Asked {
        let form = self.entry.form();
        let mut asked = Vec::new();
        let Step::Page(page) = self.step else { return asked };
        self.entry.walk(None, 0, &mut |at| {
            let element = form.element(at.element).filter(|element| element.kind.is_asked());
            if element.is_some() && form.page_of(at.element) == page && self.entry.is_relevant(at) {
                let offered = self.entry.choices(at).iter().map(|choice| choice.name.clone()).collect();
                asked.push((at, offered));
            }
        });
        asked
    }

    /// Takes the fields of the page as a browser posts them: what is not ticked or chosen is not there.
    /// `field` gives the values under the name of a control.
    pub fn take_fields(&mut self, field: &dyn Fn(&str) -> Vec<String>) {
        let form = Arc::clone(self.entry.form());
        let Step::Page(page) = self.step else { return };
        let mut questions = Vec::new();
        self.entry.walk(None, 0, &mut |at| {
            let asked = form.element(at.element).is_some_and(|element| element.kind.is_asked() && !element.read_only);
            if asked && form.page_of(at.element) == page {
                questions.push(at);
            }
        });
        for at in questions {
            if let Some(element) = form.element(at.element) {
                self.take_field(at, element, field(&super::super::key(self, at)));
            }
        }
    }

    fn take_field(&mut self, at: At, element: &Element, mut values: Vec<String>) {
        match element.kind {
            // Without scripts nobody can give an order.
            kind if kind.is_rank() => {}
            Kind::SelectMultiple(_) => {
                let offered: Vec<String> = self.entry.choices(at).iter().map(|choice| choice.name.clone()).collect();
                for name in offered {
                    let ticked = values.contains(&name);
                    if ticked != self.entry.chosen(at, &name).is_some() {
                        self.answer(at, Answer::Ticked(&name, ticked));
                    }
                }
            }
            Kind::Acknowledge => {
                let ticked = !values.is_empty();
                if ticked != self.entry.chosen(at, "").is_some() {
                    self.answer(at, Answer::Ticked("", ticked));
                }
            }
            Kind::SelectOne(_) => {
                // No radio of a group is posted where none is chosen, and none can be unchosen.
                let Some(name) = values.pop() else { return };
                // An answer on the same page may have taken this choice away.
                let offered = self.entry.choices(at).iter().any(|choice| choice.name == name);
                let name = if offered { name.as_str() } else { "" };
                if !self.is_chosen(at, name) {
                    self.answer(at, Answer::Chosen(name));
                }
            }
            _ => {
                let Some(text) = values.pop() else { return };
                let text = if element.appearance == Appearance::Multiline {
                    // Browsers end the lines of a form's texts in the way of the net.
                    text.replace("\r\n", "\n")
                } else {
                    text
                };
                let text = compose(&text);
                if text != self.entry.shown(at) {
                    self.answer(at, Answer::Typed(&text));
                }
            }
        }
    }

    fn is_chosen(&self, at: At, name: &str) -> bool {
        if name.is_empty() {
            return self.entry.value(at).is_none() && self.entry.shown(at).is_empty();
        }
        self.entry.chosen(at, name).is_some()
    }

    /// The questions that the page asks now and did not ask, or with other choices, and that have no answer.
    #[must_use]
    pub fn opened_since(&self, before: &Asked) -> Vec<At> {
        let mut opened = self.asked();
        opened.retain(|asked| {
            !before.contains(asked) && self.entry.value(asked.0).is_none() && self.entry.shown(asked.0).is_empty()
        });
        opened.into_iter().map(|(at, _)| at).collect()
    }

    /// Tells what is wrong on the page without leaving it, but for questions that nobody has seen yet.
    pub fn tell_page(&mut self, unseen: &[At]) -> Focus {
        let Step::Page(page) = self.step else { return Focus::Title };
        let mut issues = self.issues_of(Some(page));
        issues.retain(|issue| issue.question.is_none_or(|at| !unseen.contains(&at)));
        self.from_server = false;
        self.errors = self.words(&issues);
        if self.errors.is_empty() { Focus::Title } else { Focus::Summary }
    }
}
