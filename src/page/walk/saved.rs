//! Files of a form that is not sent yet, and the report of the last period.

use alloc::{string::String, sync::Arc, vec::Vec};

use super::{Step, Walk};
use crate::{
    entry::{Entry, Saved, Surroundings},
    form::Identity,
    submission,
    value::{Json, object},
};

/// The value of `schema` in a file of answers that are not sent yet.
pub const DRAFT: &str = "sipas-forms/draft/1";

/// What there is to know of a file that was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Whether it was made with another version of the form.
    pub other_version: bool,
    /// The paths of what the form does not have (any more).
    pub strangers: Vec<String>,
}

impl Opened {
    /// `{"other_version", "strangers": [path]}`.
    #[must_use]
    pub fn to_json(&self) -> Json {
        object(vec![
            ("other_version", self.other_version.into()),
            ("strangers", self.strangers.iter().map(String::as_str).collect()),
        ])
    }
}

impl Walk {
    /// Everything that was given so far, as a file that [`Walk::open_file`] opens on any machine.
    #[must_use]
    pub fn to_draft(&self) -> Json {
        let Identity { id, version, hash } = &self.entry.form().identity;
        let Saved { answers, typed } = self.entry.save();
        let mut draft = object(vec![
            ("schema", DRAFT.into()),
            (
                "form",
                object(vec![
                    ("id", id.as_str().into()),
                    ("version", version.as_str().into()),
                    ("hash", hash.as_str().into()),
                ]),
            ),
            ("language", self.language.as_str().into()),
            ("answers", answers),
            ("typed", typed),
        ]);
        if let Some(last) = &self.last {
            draft.insert("last", last.save().answers);
        }
        draft
    }

    /// Goes on with what a file holds: a draft, or a submission. `surroundings` are those of now.
    ///
    /// # Errors
    /// `file_not_report` or `file_other_form`; the walk is then as it was.
    pub fn open_file(&mut self, file: &Json, surroundings: impl Into<Surroundings>) -> Result<Opened, &'static str> {
        let opened = self.take_file(file, surroundings)?;
        self.begin_anew();
        Ok(opened)
    }

    pub(super) fn take_file(
        &mut self,
        file: &Json,
        surroundings: impl Into<Surroundings>,
    ) -> Result<Opened, &'static str> {
        let (mut opened, saved) = self.read_file(file)?;
        let mut surroundings: Surroundings = surroundings.into();
        surroundings.language.clone_from(&self.language);
        let form = Arc::clone(self.entry.form());
        let last = file.get("last").map(|last| {
            let mut last = Entry::from_answers(Arc::clone(&form), surroundings.clone(), last);
            last.forget_strangers();
            last
        });
        let mut entry = Entry::reopen(&form, surroundings, &saved);
        opened.strangers = entry.strangers();
        entry.forget_strangers();
        self.last = last;
        self.entry = entry;
        self.errors.clear();
        (self.from_server, self.editing, self.touched) = (false, false, true);
        self.step = self.pages().first().map_or(Step::Review, |page| Step::Page(*page));
        Ok(opened)
    }

    /// Whether [`Walk::open_file`] would open a file.
    ///
    /// # Errors
    /// Its errors.
    pub fn check_file(&self, file: &Json) -> Result<(), &'static str> {
        self.read_file(file).map(|_| ())
    }

    /// Takes the report of the last period (a submission, or a draft) and carries over what the form says.
    /// That is no answer of the respondent's: it can be loaded again.
    ///
    /// # Errors
    /// `file_not_report`, `file_other_form`, or `file_other_unit` where it is no report of the same unit; the
    /// walk is then as it was.
    pub fn load_last(&mut self, file: &Json) -> Result<Opened, &'static str> {
        let (mut opened, saved) = self.read_file(file)?;
        let form = Arc::clone(self.entry.form());
        // It is of its own day: nothing in it is late today.
        let now = ["completed_at", "started_at"].iter().find_map(|key| file.get(key)?.as_text()).unwrap_or_default();
        let mut last = Entry::from_answers(form, Surroundings::new(now, &self.language), &saved.answers);
        opened.strangers = last.strangers();
        last.forget_strangers();
        if !self.entry.agrees(&last) {
            return Err("file_other_unit");
        }
        self.entry.carry(&last);
        self.last = Some(last);
        self.forget_mended_everywhere();
        Ok(opened)
    }

    /// The report of the last period.
    #[must_use]
    pub const fn last(&self) -> Option<&Entry> {
        self.last.as_ref()
    }

    fn read_file(&self, file: &Json) -> Result<(Opened, Saved), &'static str> {
        let schema = file.get("schema").and_then(Json::as_text);
        if !matches!(schema, Some(DRAFT | submission::SCHEMA)) {
            return Err("file_not_report");
        }
        let told = |key: &str| file.get("form").and_then(|form| form.get(key)).and_then(Json::as_text);
        let identity = &self.entry.form().identity;
        if told("id") != Some(identity.id.as_str()) {
            return Err("file_other_form");
        }
        let answers = file.get("answers").filter(|answers| matches!(answers, Json::Object(_)));
        let answers = answers.ok_or("file_not_report")?.clone();
        let typed = file.get("typed").cloned().unwrap_or(Json::Null);
        let other_version = told("hash") != Some(identity.hash.as_str());
        Ok((Opened { other_version, strangers: Vec::new() }, Saved { answers, typed }))
    }
}
