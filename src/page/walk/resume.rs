//! A walk over answers that were given before: looked at again, not begun anew.

use alloc::sync::Arc;

use super::{Step, Walk};
use crate::{
    entry::{Entry, Surroundings},
    form::Form,
    value::Json,
};

impl Walk {
    /// A walk over stored answers (see [`Entry::from_answers`]) that begins on the first page.
    #[must_use]
    pub fn resume(form: Arc<Form>, surroundings: impl Into<Surroundings>, language: &str, answers: &Json) -> Self {
        let mut surroundings = surroundings.into();
        let mut walk = Self::new(Arc::clone(&form), surroundings.clone(), language);
        surroundings.language.clone_from(&walk.language);
        walk.entry = Entry::from_answers(form, surroundings, answers);
        walk.step = walk.pages().first().map_or(Step::Review, |page| Step::Page(*page));
        walk
    }

    /// Opens a page as if one had walked there; tells whether it has something to show.
    pub fn open(&mut self, page: usize) -> bool {
        let shown = self.pages().contains(&page);
        if shown {
            self.step = Step::Page(page);
        }
        shown
    }

    /// Opens the review of all answers, whatever is still missing.
    pub fn review(&mut self) {
        self.step = Step::Review;
    }
}

#[cfg(all(test, feature = "program"))]
mod tests {
    use super::*;
    use crate::{
        form::{bundle, load},
        page::render,
    };

    #[test]
    fn stored_answers_are_shown_on_any_page() {
        let read = |text: &str| serde_json::from_str::<Json>(text).unwrap_or(Json::Null);
        let definition = read(include_str!("../../../www/forms/commune-office.json"));
        let list = || read(include_str!("../../../www/forms/units-ninh-binh.json"));
        let form = bundle(&definition, &|_| Ok(list())).ok().and_then(|definition| load(&definition).ok());
        let Some(form) = form.map(Arc::new) else { unreachable!("a shipped form loads") };
        let answers = read(r#"{"subject": "Chứng thực", "q2": "4"}"#);
        let mut walk = Walk::resume(Arc::clone(&form), None, "en", &answers);
        assert!(render(&walk).contains("Page\u{a0}1 of"));
        walk.review();
        assert!(render(&walk).contains("Chứng thực"));
        let page = form.find("q2").map(|question| form.page_of(question));
        assert!(page.is_some_and(|page| walk.open(page)));
        assert!(render(&walk).contains("value=\"4\" checked"), "{}", render(&walk));
        assert!(!walk.open(form.find("q2").unwrap_or_default()));
    }
}
