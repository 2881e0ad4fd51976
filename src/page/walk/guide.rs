//! What a long form tells at every moment: which rules about several answers do not hold, and what is
//! missing or wrong on which page; and the ways to get there.

use alloc::{string::String, vec::Vec};

use super::{Focus, Patch, Step, Walk};
use crate::{
    entry::{Issue, Severity},
    form::At,
};

/// Where a respondent has been.
#[derive(Debug, Default)]
pub(super) struct Trail {
    /// The pages that were left.
    left: Vec<usize>,
    /// Whether sending was tried.
    tried: bool,
    /// Where they were last on the page: an answer that they gave, or what they went to.
    here: Option<At>,
    /// The checks of the page that they went to: they are told, whatever is still empty.
    pointed: Vec<At>,
}

/// What is wrong at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It must be mended.
    Wrong,
    /// It is required and empty.
    Missing,
    /// It may be sent all the same.
    Doubtful,
}

impl Fault {
    /// What a fault of an answer ([`crate::entry::Entry::fault`]) is to somebody who fills the form.
    pub(super) fn of((code, severity): (&str, Severity)) -> Self {
        match severity {
            Severity::Warning => Self::Doubtful,
            Severity::Error if code == "required" => Self::Missing,
            Severity::Error => Self::Wrong,
        }
    }
}

/// Something to look at on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The question, or the check.
    pub at: At,
    /// What is wrong there.
    pub fault: Fault,
    /// What is told of it; empty of what is missing, where the question says it.
    pub text: String,
}

/// How far a page is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageState {
    /// The element of the page.
    pub page: usize,
    /// How many of its questions are answered.
    pub answered: usize,
    /// How many are asked.
    pub asked: usize,
    /// What is to be looked at, in the order of the page.
    pub places: Vec<Place>,
}

impl PageState {
    /// How many places have this fault.
    #[must_use]
    pub fn count(&self, fault: Fault) -> usize {
        self.places.iter().filter(|place| place.fault == fault).count()
    }
}

/// How far each page is that has something to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The pages, in order.
    pub pages: Vec<PageState>,
}

impl Contents {
    /// A sum over the pages.
    pub fn sum(&self, of: impl Fn(&PageState) -> usize) -> usize {
        self.pages.iter().map(of).fold(0, usize::saturating_add)
    }
}

/// What is shown before an answer, as far as an answer changes it.
pub(super) struct Seen {
    checks: Vec<(At, String)>,
    contents: Option<Contents>,
    offer: (bool, bool),
}

impl Walk {
    /// Whether the pages are listed, with what is missing and wrong on them.
    #[must_use]
    pub fn shows_contents(&self) -> bool {
        self.entry.form().reporting.show_contents
    }

    /// How far each page is.
    #[must_use]
    pub fn contents(&self) -> Contents {
        let form = self.entry.form();
        let mut pages: Vec<PageState> =
            self.pages().into_iter().map(|page| PageState { page, ..PageState::default() }).collect();
        let mut current: Option<&mut PageState> = None;
        let mut rest = pages.iter_mut().peekable();
        self.entry.walk(None, 0, &mut |at| {
            let Some(element) = form.element(at.element) else { return };
            // What is on a page follows it, up to the next.
            if element.parent.is_none() {
                current = rest.next_if(|state| state.page == at.element);
            }
            let Some(state) = &mut current else { return };
            if element.kind.is_asked() && self.entry.is_relevant(at) {
                state.asked = state.asked.saturating_add(1);
                state.answered = state.answered.saturating_add(usize::from(self.entry.value(at).is_some()));
            }
            let Some(fault) = self.entry.fault(at).map(Fault::of) else { return };
            // A warning of a page where nobody was yet is no news.
            if fault == Fault::Doubtful && element.kind.is_check() && self.check(at).is_none() {
                return;
            }
            let told = if fault == Fault::Missing { None } else { self.entry.issue(at) };
            let text = told.map(|issue| issue.message(form, &self.language)).unwrap_or_default();
            state.places.push(Place { at, fault, text });
        });
        Contents { pages }
    }

    /// What is told of a check that does not hold: at once when all that it is about is answered, and else
    /// only to somebody who has been there, so that an untouched page is not covered in warnings.
    #[must_use]
    pub fn check(&self, check: At) -> Option<Issue> {
        self.entry.fault(check)?;
        // While one of its figures is no figure, that is what is to be mended.
        let is_wrong = |field: &At| self.entry.fault(*field).map(Fault::of) == Some(Fault::Wrong);
        if self.entry.fields(check).iter().any(is_wrong) {
            return None;
        }
        let page = self.entry.form().page_of(check.element);
        let Trail { left, tried, pointed, .. } = &self.trail;
        let is_told = *tried || left.contains(&page) || pointed.contains(&check) || self.entry.is_complete(check);
        if is_told || self.step == Step::Review { self.entry.issue(check) } else { None }
    }

    /// The checks of one page that there are now, in the order of the definition.
    #[must_use]
    pub fn checks_of(&self, page: usize) -> Vec<At> {
        let form = self.entry.form();
        let mut checks = Vec::new();
        let mut is_here = false;
        self.entry.walk(None, 0, &mut |at| {
            let Some(element) = form.element(at.element) else { return };
            is_here = if element.parent.is_none() { at.element == page } else { is_here };
            if is_here && element.kind.is_check() {
                checks.push(at);
            }
        });
        checks
    }

    /// The checks that are about a question.
    #[must_use]
    pub fn checks_about(&self, question: At) -> Vec<At> {
        let elements = self.entry.form().elements.iter().enumerate();
        let about =
            elements.filter(|(_, element)| element.kind.is_check() && element.fields.contains(&question.element));
        about.map(|(check, _)| question.beside(check)).collect()
    }

    /// Whether an answer must be mended for all that was told: its own error, or a check that it is part of.
    #[must_use]
    pub fn is_doubted(&self, question: At) -> bool {
        let fails = |check: At| self.check(check).is_some_and(|issue| issue.severity == Severity::Error);
        self.error(question).is_some() || self.checks_about(question).into_iter().any(fails)
    }

    /// Where the answer is that is mended first: of a check its first question.
    #[must_use]
    pub fn answer_of(&self, at: At) -> At {
        self.entry.fields(at).first().copied().unwrap_or(at)
    }

    pub(super) fn note_left(&mut self) {
        if let Step::Page(page) = self.step
            && !self.trail.left.contains(&page)
        {
            self.trail.left.push(page);
        }
        self.trail.pointed.clear();
        self.trail.here = None;
    }

    pub(super) fn note_tried(&mut self) {
        self.trail.tried = true;
        self.trail.pointed.clear();
        self.trail.here = None;
    }

    /// One is at a question, or at a check, whose first question is given then.
    pub(super) fn arrive(&mut self, at: At) -> At {
        self.trail.here = Some(at);
        self.answer_of(at)
    }

    /// Forgets where the respondent is: they go on with another file, all of which somebody filled before. What is
    /// wrong anywhere in it is told.
    pub(super) fn begin_anew(&mut self) {
        self.trail = Trail { tried: true, ..Trail::default() };
    }

    /// Opens a page, in any order and whatever is wrong on the one before.
    pub fn turn_to(&mut self, page: usize) -> Focus {
        let is_filled = matches!(self.step, Step::Page(_) | Step::Review);
        if is_filled && self.pages().contains(&page) {
            self.note_left();
            self.leave();
            self.editing = self.step == Step::Review;
            self.step = Step::Page(page);
        }
        Focus::Title
    }

    /// Opens the review, whatever is still missing.
    pub fn turn_to_review(&mut self) -> Focus {
        if let Step::Page(_) = self.step {
            self.note_left();
            self.leave();
            self.editing = false;
            self.step = Step::Review;
        }
        Focus::Title
    }

    /// Goes to a place of the contents; what is wrong there is told there from now on.
    pub fn point(&mut self, at: At) -> Focus {
        let page = self.entry.form().page_of(at.element);
        if self.step != Step::Page(page) {
            self.turn_to(page);
            if self.step != Step::Page(page) {
                return Focus::Title;
            }
        }
        if self.entry.form().element(at.element).is_some_and(|element| element.kind.is_check()) {
            self.trail.pointed.push(at);
        } else if self.error(at).is_none()
            && let Some(issue) = self.entry.issue(at).filter(|issue| issue.severity == Severity::Error)
        {
            self.tell_aside(at, &issue);
        }
        Focus::Question(self.arrive(at))
    }

    /// Goes to the next place with an error after where one is, from the end on to the beginning; without
    /// errors to the next with a warning. `None` when nothing is wrong.
    pub fn next_fault(&mut self) -> Option<Focus> {
        let here = match self.step {
            Step::Page(page) => self.trail.here.or(Some(At::from(page))),
            _ => None,
        };
        let (form, pages) = (self.entry.form(), self.pages());
        let (mut error, mut warning, mut first_error, mut first_warning) = (None, None, None, None);
        let mut is_behind = false;
        self.entry.walk(None, 0, &mut |at| {
            let fault = self.entry.fault(at).filter(|_| pages.contains(&form.page_of(at.element)));
            if let Some((_, severity)) = fault {
                let slot = match (severity, is_behind) {
                    (Severity::Error, true) => &mut error,
                    (Severity::Error, false) => &mut first_error,
                    (Severity::Warning, true) => &mut warning,
                    (Severity::Warning, false) => &mut first_warning,
                };
                slot.get_or_insert(at);
            }
            is_behind = is_behind || Some(at) == here;
        });
        let next = error.or(first_error).or(warning).or(first_warning)?;
        Some(self.point(next))
    }

    /// What is shown of checks, offers and contents.
    pub(super) fn seen(&self, question: At) -> Seen {
        let mut checks = Vec::new();
        if let Step::Page(page) = self.step {
            for at in self.checks_of(page) {
                checks.extend(self.check(at).map(|issue| (at, issue.message(self.entry.form(), &self.language))));
            }
        }
        let contents = self.shows_contents().then(|| self.contents());
        Seen { checks, contents, offer: (self.is_offered(question), self.is_carried(question)) }
    }

    /// What an answer changes of that.
    pub(super) fn guide_patches(&mut self, question: At, before: &Seen, patches: &mut Vec<Patch>) {
        self.trail.here = Some(question);
        let now = self.seen(question);
        let gone = before.checks.iter().filter(|(at, _)| now.checks.iter().all(|(other, _)| other != at));
        let others = now.checks.iter().filter(|check| !before.checks.contains(check));
        patches.extend(gone.chain(others).map(|(at, _)| Patch::Check(*at)));
        if now.offer != before.offer {
            patches.push(Patch::Offer(question));
        }
        let (Some(before), Some(now)) = (&before.contents, &now.contents) else { return };
        let same_pages = before.pages.len() == now.pages.len()
            && before.pages.iter().zip(&now.pages).all(|(before, now)| before.page == now.page);
        if !same_pages {
            patches.push(Patch::Pages);
        } else if before != now {
            let changed = before.pages.iter().zip(&now.pages).filter(|(before, now)| before != now);
            patches.push(Patch::Contents(changed.map(|(_, now)| now.page).collect()));
        }
    }
}

#[cfg(all(test, feature = "program"))]
#[allow(clippy::panic, reason = "a test fails by panicking")]
mod tests;
