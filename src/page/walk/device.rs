//! What a device keeps of a walk between two visits, or until a server has confirmed it.

use alloc::{string::String, vec::Vec};

use super::{Step, Walk};
#[cfg(not(feature = "full"))]
use crate::value::object;
use crate::{entry::Surroundings, value::Json};

impl Walk {
    /// Everything that was given so far, and on which page.
    #[must_use]
    pub fn saved(&self) -> Json {
        let page = match self.step {
            Step::Page(page) => self.entry.form().element(page).map_or("", |element| &element.name),
            _ => "",
        };
        self.all_given(page)
    }

    #[cfg(feature = "full")]
    fn all_given(&self, page: &str) -> Json {
        let mut draft = self.to_draft();
        draft.insert("page", page.into());
        draft
    }

    /// The forms of the small module have neither rows nor a last report.
    #[cfg(not(feature = "full"))]
    fn all_given(&self, page: &str) -> Json {
        object(vec![("page", page.into()), ("answers", self.entry.given())])
    }

    /// Goes on with what was saved, or with a submission: on its page; without one that there is, at the review if
    /// there is nothing left to answer, else at the first page. A submission that `was_sent` is being sent, and the
    /// reply to it is what comes next. `surroundings` are those of when it was begun. Gives the paths of answers to
    /// what is no question.
    ///
    /// # Errors
    /// `file_not_report` or `file_other_form`; the walk is then as it was.
    pub fn go_on(
        &mut self,
        saved: &Json,
        surroundings: Surroundings,
        was_sent: bool,
    ) -> Result<Vec<String>, &'static str> {
        let strangers = self.give_again(saved, surroundings)?;
        let page = saved.get("page").and_then(Json::as_text).and_then(|name| self.entry.form().find(name));
        if was_sent {
            self.step = Step::Sending;
        } else if !page.is_some_and(|page| self.open(page)) && self.issues_of(None).is_empty() {
            self.step = Step::Review;
        }
        Ok(strangers)
    }

    #[cfg(feature = "full")]
    fn give_again(&mut self, saved: &Json, surroundings: Surroundings) -> Result<Vec<String>, &'static str> {
        Ok(self.take_file(saved, surroundings)?.strangers)
    }

    #[cfg(not(feature = "full"))]
    #[allow(clippy::unnecessary_wraps, reason = "as where it can fail")]
    fn give_again(&mut self, saved: &Json, surroundings: Surroundings) -> Result<Vec<String>, &'static str> {
        self.entry.begin(surroundings);
        self.touched = true;
        Ok(saved.get("answers").map(|answers| self.fill(answers)).unwrap_or_default())
    }
}
