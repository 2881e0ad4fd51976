//! A form without scripts: the same page, as a plain HTML form that is posted and answered with the next.
//!
//! [`render`](super::render) writes the one markup there is. Here its controls, which the browser member drives
//! by events, become what a form sends by itself: [`rewrite`] reads the tags, all of our own making and
//! escaped by construction, and touches nothing else. What was given travels in a hidden field; whoever changes
//! it changes their own answers, and the core judges every one of them again.

mod rewrite;

use alloc::{string::String, sync::Arc};

use maud::html;
use validator::Validate;

use super::{Failure, Focus, Kept, Step, Walk, Words, find, key, walk::Asked};
use crate::{
    entry::Surroundings,
    form::{At, Form, Identity},
    submission::{Envelope, judge},
    value::{Json, digits},
};

/// The name of the hidden field with what was given so far. No question's name has a hyphen, and no row's
/// has a word after it.
pub const STATE: &str = "sipas-state";
/// The name of what the pressed button does.
pub const ACT: &str = "sipas-act";

/// The fields of a post, decoded, in their order.
pub type Fields = [(String, String)];

/// What a new walk is given, and an old one that brings nothing valid.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// This moment, RFC 3339.
    pub now: String,
    /// A random UUID: the submission's key, drawn at the start, so that a form that is sent twice is stored once.
    pub submission_id: String,
    /// The language of the address.
    pub language: String,
}

/// What is to be done with a posted page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Show the page.
    Show,
    /// Send [`Plain::envelope`], and show the page once it has the [`Plain::reply`].
    Send,
    /// Begin with an empty form.
    Anew,
}

/// Where the focus goes on the page that is shown.
enum Target {
    Id(String),
    /// The first control of this name.
    Name(String),
}

/// A form as a page without scripts.
pub struct Plain {
    walk: Walk,
    envelope: Envelope,
    /// What is told above the page: a code of the catalogue.
    notice: Option<&'static str>,
    target: Option<Target>,
}

/// Whether a form can be filled without scripts: an order can only be given by pressing one after the other.
#[must_use]
pub fn is_possible(form: &Form) -> bool {
    !form.elements.iter().any(|element| element.kind.is_rank())
}

impl Plain {
    /// The first page of a form.
    #[must_use]
    pub fn begin(form: &Arc<Form>, fresh: &Fresh) -> Self {
        let walk = Walk::new(Arc::clone(form), Surroundings::new(&fresh.now, &fresh.language), &fresh.language);
        Self { envelope: envelope(form, walk.language(), fresh), walk, notice: None, target: None }
    }

    /// Takes a posted page: its fields, then what its button does. `state` is what the field [`STATE`] holds.
    #[must_use]
    pub fn post(form: &Arc<Form>, state: &Json, fields: &Fields, fresh: &Fresh) -> (Self, Next) {
        let said = |key: &str| state.get(key).and_then(Json::as_text);
        let mut head = Envelope {
            submission_id: said("submission_id").map(String::from).unwrap_or_default(),
            started_at: said("started_at").map(String::from).unwrap_or_default(),
            completed_at: said("completed_at").unwrap_or(&fresh.now).into(),
            ..envelope(form, said("language").unwrap_or(&fresh.language), fresh)
        };
        if head.validate().is_err() {
            head = envelope(form, &fresh.language, fresh);
        }
        let surroundings = Surroundings::new(&head.started_at, &head.language);
        let walk = Walk::from_posted(form, surroundings, &head.language, state);
        let mut plain = Self { envelope: head, walk, notice: None, target: None };
        let same_form = said("form") == Some(&form.identity.hash);
        if !same_form && state.get("answers").is_some() {
            // Where one was may be another place now: everything is looked at again.
            plain.notice = Some("plain_renewed");
        }
        let next = plain.act(fields, same_form);
        plain.envelope.language = plain.walk.language().into();
        if next == Next::Show && *plain.walk.step() == Step::Review {
            // Sent twice it is the same to the letter: the moment is that of the review, not of the press.
            plain.envelope.completed_at.clone_from(&fresh.now);
        }
        (plain, next)
    }

    fn act(&mut self, fields: &Fields, same_form: bool) -> Next {
        let before = self.walk.asked();
        self.walk.take_fields(&|name: &str| {
            fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
        });
        let act = fields.iter().rev().find(|(key, _)| key == ACT).map_or("", |(_, act)| act.as_str());
        let (verb, value) = act.split_once('-').unwrap_or((act, ""));
        let question = find(&self.walk, value).filter(|at| self.walk.entry().has(*at));
        let is_page = matches!(self.walk.step(), Step::Page(_));
        let number = || value.parse::<usize>().unwrap_or(usize::MAX);
        let focus = match (verb, question) {
            ("again" | "reload", _) => return Next::Anew,
            ("send", _) if !is_page && same_form => {
                if self.walk.send() {
                    return Next::Send;
                }
                Focus::Summary
            }
            ("back", _) => self.walk.back(),
            ("review", _) => self.walk.turn_to_review(),
            ("edit", _) => self.walk.edit(number()),
            ("page", _) => self.walk.turn_to(number()),
            ("go", Some(at)) => self.walk.go(at),
            ("point", Some(at)) => self.walk.point(at),
            ("next", _) => self.walk.next_fault().unwrap_or(Focus::Title),
            ("language", _) => {
                self.walk.set_language(value);
                return Next::Show;
            }
            ("clear", Some(at)) => {
                self.walk.answer(at, super::Answer::Chosen(""));
                Focus::Question(at)
            }
            ("add", Some(at)) => self.walk.add_row(at),
            ("remove", _) => match removed(&self.walk, value) {
                Some((at, row)) => self.walk.remove_row(at, row),
                None => Focus::Title,
            },
            // The return key, too, and whatever else there is.
            _ if is_page => self.forward(&before),
            _ => Focus::Title,
        };
        self.target = Some(self.target(focus));
        Next::Show
    }

    /// Leaves the page forwards, unless its answers have opened questions that nobody has seen.
    fn forward(&mut self, before: &Asked) -> Focus {
        let opened = self.walk.opened_since(before);
        let Some(first) = opened.first() else { return self.walk.forward() };
        self.notice = Some("plain_more");
        match self.walk.tell_page(&opened) {
            Focus::Title => Focus::Question(*first),
            focus => focus,
        }
    }

    fn target(&self, focus: Focus) -> Target {
        let id = |parts: &[&str]| Target::Id(parts.concat());
        match focus {
            Focus::Title => id(&["page-title"]),
            Focus::Summary => id(&["summary-title"]),
            Focus::Question(at) => Target::Name(key(&self.walk, at)),
            Focus::Row(at, row) => id(&[&key(&self.walk, at), "-", &digits(row), "-title"]),
            Focus::Adding(at) => Target::Id(key(&self.walk, at)),
        }
    }

    /// The submission, once it is to be sent.
    #[must_use]
    pub fn envelope(&self) -> Json {
        self.envelope.to_json(self.walk.entry())
    }

    /// The key of the submission.
    #[must_use]
    pub fn submission_id(&self) -> &str {
        &self.envelope.submission_id
    }

    /// Takes the reply to the submission.
    pub fn reply(&mut self, status: u16, body: Option<&Json>) {
        let reply = judge(status, body, Some(self.walk.entry().form()));
        self.target = self.walk.reply(Some(reply), Kept::Page).map(|focus| self.target(focus));
    }

    /// Under its key something else was stored before: it was sent, gone back from, and changed.
    pub fn received_before(&mut self) {
        self.walk.reply(Some(crate::submission::Reply::Accepted(None)), Kept::Page);
        self.notice = Some("plain_received");
        self.target = Some(Target::Id("notice".into()));
    }

    /// The language it is shown in.
    #[must_use]
    pub fn language(&self) -> &str {
        self.walk.language()
    }

    /// Whether it tells of faults.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        !self.walk.errors().is_empty() || matches!(self.walk.step(), Step::Failed(_))
    }

    /// Whether the element may take the page over, where scripts run after all: what only a server knows is on this
    /// page and on no other.
    #[must_use]
    pub fn may_be_taken_over(&self) -> bool {
        matches!(self.walk.step(), Step::Page(_) | Step::Review)
            && self.notice.is_none()
            && !self.walk.is_told_by_server()
    }

    /// What precedes the title of a page that tells of faults.
    #[must_use]
    pub fn error_prefix(&self) -> String {
        Words::new(&self.walk).say("error_prefix")
    }

    /// The form as HTML; `action` is the address that it is posted to.
    #[must_use]
    pub fn render(&self, action: &str) -> String {
        let words = Words::new(&self.walk);
        let step = self.walk.step();
        let main = match step {
            Step::Page(_) => "forward",
            _ => "send",
        };
        let notice = self.notice.map(|code| words.say(code));
        let notice = notice.map(|text| html! { p.warning #notice tabindex="-1" { (text) } }.into_string());
        let page = rewrite::rewrite(
            &super::render(&self.walk),
            &rewrite::Plainly {
                walk: &self.walk,
                main,
                notice: notice.as_deref().unwrap_or_default(),
                target: self.target.as_ref(),
            },
        );
        html! {
            div.root {
                form method="post" action=(action) accept-charset="utf-8" autocomplete="off" novalidate {
                    @if !matches!(step, Step::Sent(_)) { input type="hidden" name=(STATE) value=(self.state().to_text()); }
                    @if matches!(step, Step::Page(_)) {
                        // The first button of a form is what the return key presses.
                        button.visually-hidden type="submit" name=(ACT) value=(main) tabindex="-1" aria-hidden="true" {}
                    }
                    (maud::PreEscaped(page))
                }
            }
        }
        .into_string()
    }

    fn state(&self) -> Json {
        let Envelope { form, submission_id, started_at, completed_at, .. } = &self.envelope;
        let mut state = self.walk.to_posted();
        for (key, text) in [
            ("form", &form.hash),
            ("submission_id", submission_id),
            ("started_at", started_at),
            ("completed_at", completed_at),
        ] {
            state.insert(key, text.as_str().into());
        }
        state
    }
}

fn envelope(form: &Form, language: &str, fresh: &Fresh) -> Envelope {
    Envelope {
        form: Identity::clone(&form.identity),
        submission_id: fresh.submission_id.clone(),
        language: form.language(language).into(),
        started_at: fresh.now.clone(),
        completed_at: fresh.now.clone(),
    }
}

/// The repeat and the row of `remove-KEY-ROW`.
fn removed(walk: &Walk, value: &str) -> Option<(At, usize)> {
    let (key, row) = value.rsplit_once('-')?;
    Some((find(walk, key).filter(|at| walk.entry().has(*at))?, row.parse().ok()?))
}

/// Whether what a button or a link leads back to is not this page's.
fn is_elsewhere(walk: &Walk, key: &str) -> bool {
    let page = find(walk, key).map(|at| walk.entry().form().page_of(at.element));
    page.is_none_or(|page| *walk.step() != Step::Page(page))
}

/// What a button does, as the form sends it. To go back from what could not be sent is to look at the
/// answers again, which is where the hidden field says that one is.
fn act<'a>(walk: &Walk, verb: &'a str) -> &'a str {
    match walk.step() {
        Step::Failed(Failure::OtherVersion | Failure::Refused(_)) if verb == "back" => "review",
        _ => verb,
    }
}

#[cfg(all(test, feature = "program"))]
mod tests;
