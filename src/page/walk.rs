//! Where a respondent is in a form and what they were told: pages, review, sending, receipt.
//!
//! A state machine without a browser: each action changes the walk and says where the focus goes.

use alloc::{
    collections::BinaryHeap,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

#[cfg(feature = "full")]
use crate::form::Appearance;
use crate::{
    FULL,
    entry::{Changes, Entry, Issue, Severity, Surroundings},
    form::{At, Element, Form, Kind},
    submission::Reply,
    value::{Json, digits},
};

/// What is on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The page with this element's index.
    Page(usize),
    /// All answers, before they are sent.
    Review,
    /// The answers are on their way.
    Sending,
    /// They were received; with the receipt, if the server gave one.
    Sent(Option<String>),
    /// They were not received.
    Failed(Failure),
}

/// Why the answers were not received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server was not reached, or its reply was lost.
    Network,
    /// The server cannot take them now.
    Busy,
    /// The respondent must sign in again.
    SignIn,
    /// The server has another version of the form.
    OtherVersion,
    /// The server refused them for a reason of its own; with the HTTP status.
    Refused(u16),
}

/// Where answers are that were not received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In the page alone.
    Page,
    /// On the device too, where they are until the respondent sends them again.
    Device,
    /// On the device, from where they are sent again.
    Queue,
}

/// Where the focus goes after an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The heading of what is shown now.
    Title,
    /// The error summary.
    Summary,
    /// The control of this question.
    Question(At),
    /// The heading of this row of a repeat.
    Row(At, usize),
    /// The button that adds a row to this repeat.
    Adding(At),
}

/// What a control gives.
#[derive(Clone, Copy, Debug)]
pub enum Answer<'a> {
    /// A text that was typed.
    Typed(&'a str),
    /// The name of the only choice, or `""` for none.
    Chosen(&'a str),
    /// One choice of several (or a box), and whether it is ticked now.
    Ticked(&'a str, bool),
    /// What is offered of the last report.
    #[cfg(feature = "full")]
    Saved,
}

/// One change of what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Patch {
    /// The box of this element appears or disappears.
    Shown(At, bool),
    /// The error at this question is now this text; `None` for none.
    Error(At, Option<String>),
    /// The warning at this question is now this text; `None` for none.
    Warning(At, Option<String>),
    /// The label of this element shows something else: it is to be rendered again.
    Label(At),
    /// The choices of this question are others: its box is to be rendered again.
    Choices(At),
    /// A calculated value that is shown is now this text.
    Value(At, String),
    /// The order of the choices of a rank, as they are numbered in the order of its list.
    Order(At, Vec<String>),
    /// The error summary is to be rendered again.
    Summary,
    /// The progress is now page `0` of `1`.
    Progress(usize, usize),
    /// The scores that are shown may be others: their panel is to be rendered again.
    #[cfg(feature = "full")]
    Scores,
    /// A check holds, or no longer does, or with other figures: its box is to be rendered again.
    #[cfg(feature = "full")]
    Check(At),
    /// What is offered for this question of the last report is to be rendered again.
    #[cfg(feature = "full")]
    Offer(At),
    /// What the table of contents says of these pages, and of all together, is to be rendered again.
    #[cfg(feature = "full")]
    Contents(Vec<usize>),
    /// The pages of the table of contents are others: it is to be rendered again.
    #[cfg(feature = "full")]
    Pages,
}

fn told(errors: &[(Option<At>, String)], question: At) -> Option<&str> {
    errors.iter().find(|(index, _)| *index == Some(question)).map(|(_, text)| text.as_str())
}

/// A respondent's walk through a form.
#[derive(Debug)]
pub struct Walk {
    entry: Entry,
    language: String,
    step: Step,
    /// What was told, in the order of the definition; the same words at the field.
    errors: Vec<(Option<At>, String)>,
    /// Whether the errors are a server's words, which stay until the answer changes.
    from_server: bool,
    /// Whether a page was opened from the review, to which it then returns.
    editing: bool,
    /// Whether the respondent answered anything.
    touched: bool,
    /// Where what was not received is.
    kept: Kept,
    /// The elements whose answers the scores are made of, while the scores are shown.
    #[cfg(feature = "full")]
    scored: Option<Vec<usize>>,
    /// The report of the last period, once it was loaded.
    #[cfg(feature = "full")]
    last: Option<Entry>,
    /// Where the respondent has been.
    #[cfg(feature = "full")]
    trail: Trail,
    /// What was told at a field only, before the page is left.
    #[cfg(feature = "full")]
    aside: Vec<(At, String)>,
}

impl Walk {
    /// A walk that begins on the first page.
    #[must_use]
    pub fn new(form: Arc<Form>, surroundings: impl Into<Surroundings>, language: &str) -> Self {
        let language = form.language(language).to_string();
        let mut surroundings = surroundings.into();
        surroundings.language.clone_from(&language);
        let entry = Entry::new(form, surroundings);
        let mut walk = Self {
            entry,
            language,
            step: Step::Review,
            errors: Vec::new(),
            from_server: false,
            editing: false,
            touched: false,
            kept: Kept::Page,
            #[cfg(feature = "full")]
            scored: None,
            #[cfg(feature = "full")]
            last: None,
            #[cfg(feature = "full")]
            trail: Trail::default(),
            #[cfg(feature = "full")]
            aside: Vec::new(),
        };
        #[cfg(feature = "full")]
        if walk.entry.form().show_scores {
            walk.show_scores();
        }
        walk.step = walk.pages().first().map_or(Step::Review, |page| Step::Page(*page));
        walk
    }

    /// Begins with answers that the host knows already, which it may do until something is shown;
    /// the paths of keys that are no question are given back.
    pub fn fill(&mut self, answers: &Json) -> Vec<String> {
        let strangers = self.entry.fill(answers);
        self.step = self.pages().first().map_or(Step::Review, |page| Step::Page(*page));
        strangers
    }

    /// The answers so far.
    #[must_use]
    pub const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// The language everything is shown in.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Whether the respondent answered anything that was neither received nor stored on the device to be sent.
    #[must_use]
    pub const fn is_dirty(&self) -> bool {
        self.touched && !matches!(self.step, Step::Sent(_)) && !self.is_kept()
    }

    /// Whether what was not received is stored on the device, and is sent from there.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        matches!((self.kept, &self.step), (Kept::Queue, Step::Failed(_)))
    }

    /// Where what was not received is.
    #[must_use]
    pub const fn kept(&self) -> Kept {
        self.kept
    }

    /// What is on the screen.
    #[must_use]
    pub const fn step(&self) -> &Step {
        &self.step
    }

    /// What was told to be wrong: the question, unless it is not one's, and the words.
    #[must_use]
    pub fn errors(&self) -> &[(Option<At>, String)] {
        &self.errors
    }

    /// What was told to be wrong with one question.
    #[must_use]
    pub fn error(&self, question: At) -> Option<&str> {
        let told = told(&self.errors, question);
        #[cfg(feature = "full")]
        let told = told.or_else(|| self.told_aside(question));
        told
    }

    /// The pages that have something to show, in order.
    #[must_use]
    pub fn pages(&self) -> Vec<usize> {
        let mut pages: Vec<usize> = Vec::new();
        let mut page = 0;
        for (index, element) in self.entry.form().elements.iter().enumerate() {
            // What is on a page follows it, up to the next.
            if element.parent.is_none() {
                page = index;
            }
            let shows = element.repeat.is_none()
                && !matches!(element.kind, Kind::Group | Kind::Hidden | Kind::Check | Kind::Calculate(_))
                && pages.last() != Some(&page)
                && self.entry.is_relevant(index.into());
            if shows {
                pages.push(page);
            }
        }
        pages
    }

    /// Which of `pages` is shown, from 1; the review counts as the last; `None` after sending.
    #[must_use]
    pub fn position(&self, pages: &[usize]) -> Option<usize> {
        match self.step {
            Step::Page(page) => pages.iter().position(|known| *known == page).map(|index| index.saturating_add(1)),
            Step::Review | Step::Sending => Some(pages.len()),
            Step::Sent(_) | Step::Failed(_) => None,
        }
    }

    /// Whether there is something to go back to.
    #[must_use]
    pub fn has_previous(&self) -> bool {
        self.editing || self.position(&self.pages()).is_some_and(|position| position > 1)
    }

    /// Shows everything in another language; the answers stay, a server's words are dropped since
    /// they are in the old one.
    pub fn set_language(&mut self, language: &str) {
        self.language = self.entry.form().language(language).to_string();
        self.entry.set_language(&self.language);
        if self.from_server {
            self.clear_errors();
        }
        let told: Vec<Option<At>> = self.errors.iter().map(|(index, _)| *index).collect();
        let issues: Vec<Issue> =
            self.entry.issues().into_iter().filter(|issue| told.contains(&issue.question)).collect();
        self.errors = self.words(&issues);
        #[cfg(feature = "full")]
        self.mend_aside();
    }

    fn clear_errors(&mut self) {
        self.errors.clear();
        self.from_server = false;
    }

    /// Forgets what was told, except a server's words: only the server knows whether they still hold.
    fn leave(&mut self) {
        #[cfg(feature = "full")]
        self.aside.clear();
        if !self.from_server {
            self.errors.clear();
        }
    }

    fn words(&self, issues: &[Issue]) -> Vec<(Option<At>, String)> {
        let text = |issue: &Issue| (issue.question, issue.message(self.entry.form(), &self.language));
        issues.iter().map(text).collect()
    }

    /// The errors on one page, or on all of them.
    fn issues_of(&self, page: Option<usize>) -> Vec<Issue> {
        let on_page = |issue: &Issue| match (page, issue.question) {
            (Some(page), Some(question)) => self.entry.form().page_of(question.element) == page,
            (Some(_), None) => false,
            (None, _) => true,
        };
        let mut issues = self.entry.issues();
        issues.retain(|issue| issue.severity == Severity::Error && on_page(issue));
        issues
    }

    /// Takes an answer from a control and says what changes on the page. Errors that were told
    /// and are mended now disappear; new ones wait until the page is left.
    pub fn answer(&mut self, question: At, answer: Answer<'_>) -> Vec<Patch> {
        let form = Arc::clone(self.entry.form());
        let Some(element) = form.element(question.element) else { return Vec::new() };
        if element.read_only || !element.kind.is_asked() {
            return Vec::new();
        }
        self.touched = true;
        let (errors, pages) = (self.errors.clone(), self.pages());
        #[cfg(feature = "full")]
        let before = self.seen(question);
        let changes = match answer {
            #[cfg(feature = "full")]
            Answer::Typed(text) if element.appearance == Appearance::Autocomplete => self.take_label(question, text),
            Answer::Typed(text) => self.entry.type_in(question, text),
            // The scale of a range is written as numbers are typed.
            Answer::Chosen(name) if element.kind.is_number() => self.entry.type_in(question, name),
            Answer::Chosen(name) => self.entry.set(question, &Json::from(name)),
            Answer::Ticked(_, ticked) if element.kind == Kind::Acknowledge => {
                self.entry.set(question, &Json::Bool(ticked))
            }
            Answer::Ticked(name, ticked) => {
                let chosen = self.ticked(question, element, name, ticked);
                self.entry.set(question, &chosen)
            }
            #[cfg(feature = "full")]
            Answer::Saved => match self.offered(question) {
                Some(offered) => self.entry.set(question, &offered.to_json()),
                None => return Vec::new(),
            },
        };
        let changes = self.drop_unoffered(question, changes);
        self.forget_mended(question);
        let mut patches = self.patches(&changes);
        #[cfg(feature = "full")]
        patches.extend(self.mend_aside());
        self.told_patches(&errors, &mut patches);
        let now = self.pages();
        if let Some(position) = self.position(&now).filter(|_| now != pages) {
            patches.push(Patch::Progress(position, now.len()));
        }
        #[cfg(feature = "full")]
        self.guide_patches(question, &before, &mut patches);
        patches
    }

    /// Choices that an answer's filter lets through no longer are dropped: they are not there to be taken
    /// away.
    fn drop_unoffered(&mut self, question: At, mut changes: Changes) -> Changes {
        let others: Vec<At> = changes.choices.iter().chain(&changes.relevance).copied().collect();
        for other in others {
            if let Some(kept) = self.entry.without_unoffered(other).filter(|_| other != question) {
                changes.append(self.entry.set(other, &kept));
            }
        }
        changes
    }

    /// The chosen names with `name` added or taken out: in the order of the list, or of a rank in
    /// the order in which they were chosen.
    fn ticked(&self, question: At, element: &Element, name: &str, ticked: bool) -> Json {
        let offered = self.entry.choices(question);
        let choices = offered.iter().map(|choice| choice.name.as_str());
        let place = |choice: &str| match self.entry.chosen(question, choice) {
            _ if choice == name && !ticked => None,
            None if choice == name => Some(usize::MAX),
            place => place,
        };
        let mut chosen: Vec<(usize, &str)> = choices.filter_map(|choice| Some((place(choice)?, choice))).collect();
        if element.kind.is_rank() {
            chosen = chosen.into_iter().collect::<BinaryHeap<_>>().into_sorted_vec();
        }
        chosen.into_iter().map(|(_, choice)| choice).collect()
    }

    fn forget_mended(&mut self, question: At) {
        if self.from_server {
            self.errors.retain(|(index, _)| *index != Some(question));
            return;
        }
        let told: Vec<Option<At>> = self.errors.iter().map(|(index, _)| *index).collect();
        if !told.is_empty() {
            let mut issues = self.issues_of(None);
            issues.retain(|issue| told.contains(&issue.question));
            self.errors = self.words(&issues);
        }
    }

    /// Forgets what was told and is mended, wherever it is.
    #[cfg(feature = "full")]
    fn forget_mended_everywhere(&mut self) {
        if !self.from_server {
            self.forget_mended(At::from(0));
        }
    }

    fn patches(&self, changes: &Changes) -> Vec<Patch> {
        let mut patches = Vec::new();
        let form = self.entry.form();
        for &at in &changes.relevance {
            patches.push(Patch::Shown(at, self.entry.is_relevant(at)));
        }
        for &at in &changes.states {
            let Some(element) = form.element(at.element) else { continue };
            if element.warning.is_some() && !element.kind.is_check() {
                patches.push(Patch::Warning(at, self.warning(at)));
            }
            match element.kind {
                Kind::Calculate(_) if FULL => patches.push(Patch::Value(at, self.calculated(at))),
                kind if kind.is_rank() => patches.push(Patch::Order(at, self.order(at))),
                _ => {}
            }
        }
        patches.extend(changes.labels.iter().map(|at| Patch::Label(*at)));
        patches.extend(changes.choices.iter().map(|at| Patch::Choices(*at)));
        #[cfg(feature = "full")]
        if self.rescores(changes) {
            patches.push(Patch::Scores);
        }
        patches
    }

    /// The errors that were told, where they differ from `before`.
    fn told_patches(&self, before: &[(Option<At>, String)], patches: &mut Vec<Patch>) {
        if self.errors == before {
            return;
        }
        for at in before.iter().chain(&self.errors).filter_map(|(at, _)| *at) {
            let error = self.error(at);
            let patch = Patch::Error(at, error.map(String::from));
            if error != told(before, at) && !patches.contains(&patch) {
                patches.push(patch);
            }
        }
        patches.push(Patch::Summary);
    }

    /// What should be looked at again in an answer, in words.
    #[must_use]
    pub fn warning(&self, at: At) -> Option<String> {
        let issue = self.entry.issue(at).filter(|issue| issue.severity == Severity::Warning)?;
        Some(issue.message(self.entry.form(), &self.language))
    }

    /// A calculated value in words; `—` where it has none.
    #[must_use]
    pub fn calculated(&self, at: At) -> String {
        let value = self.entry.value(at).map(|value| self.entry.write(at, value, &self.language));
        value.unwrap_or_else(|| String::from("—"))
    }

    /// The place of each choice of a rank, in the order of its list; `""` for none yet.
    #[must_use]
    pub fn order(&self, at: At) -> Vec<String> {
        let place = |name: &str| self.entry.chosen(at, name).map(digits).unwrap_or_default();
        self.entry.choices(at).iter().map(|choice| place(&choice.name)).collect()
    }

    /// Adds a row to a repeat.
    pub fn add_row(&mut self, repeat: At) -> Focus {
        self.touched = true;
        let added = self.entry.add_row(repeat);
        self.forget_mended(repeat);
        added.map_or(Focus::Adding(repeat), |row| Focus::Row(repeat, row))
    }

    /// Takes a row out of a repeat, unless it must have as many. What was told of the repeat's rows is
    /// dropped, since they have other places now.
    pub fn remove_row(&mut self, repeat: At, row: usize) -> Focus {
        let least = self.entry.form().element(repeat.element).map_or(0, |element| element.min_rows);
        if self.entry.rows(repeat) > least && self.entry.remove_row(repeat, row) {
            self.touched = true;
            let form = Arc::clone(self.entry.form());
            let inside = |at: At| form.repeats(at.element).contains(&Some(repeat.element));
            self.errors.retain(|(at, _)| at.is_none_or(|at| !inside(at)));
            #[cfg(feature = "full")]
            self.aside.retain(|(at, _)| !inside(*at));
            self.forget_mended(repeat);
        }
        row.checked_sub(1).map_or(Focus::Adding(repeat), |before| Focus::Row(repeat, before))
    }

    /// Leaves the page forwards, if nothing on it is wrong.
    pub fn forward(&mut self) -> Focus {
        let Step::Page(page) = self.step else { return Focus::Title };
        #[cfg(feature = "full")]
        self.note_left();
        let issues = self.issues_of(Some(page));
        if !issues.is_empty() {
            self.from_server = false;
            self.errors = self.words(&issues);
            return Focus::Summary;
        }
        self.leave();
        let form = Arc::clone(self.entry.form());
        self.errors.retain(|(question, _)| question.is_none_or(|question| form.page_of(question.element) != page));
        let pages = self.pages();
        let following = pages.iter().skip_while(|known| **known != page).nth(1).copied();
        self.step = match following {
            // A page opened from the review returns there, unless its change opened a question
            // that is still to be answered.
            Some(_) if self.editing && self.issues_of(None).is_empty() => Step::Review,
            Some(following) => Step::Page(following),
            None => Step::Review,
        };
        self.editing = self.editing && self.step != Step::Review;
        Focus::Title
    }

    /// Goes back: to the page before, from the review to the last page.
    pub fn back(&mut self) -> Focus {
        #[cfg(feature = "full")]
        self.note_left();
        self.leave();
        let pages = self.pages();
        let before = match self.step {
            Step::Page(_) if self.editing => {
                self.editing = false;
                self.step = Step::Review;
                return Focus::Title;
            }
            Step::Page(page) => pages.iter().take_while(|known| **known != page).last(),
            Step::Review => pages.last(),
            _ => {
                self.step = Step::Review;
                return Focus::Title;
            }
        };
        if let Some(page) = before {
            self.step = Step::Page(*page);
        }
        Focus::Title
    }

    /// Opens a page from the review.
    pub fn edit(&mut self, page: usize) -> Focus {
        if self.pages().contains(&page) {
            #[cfg(feature = "full")]
            self.note_left();
            self.leave();
            self.step = Step::Page(page);
            self.editing = true;
        }
        Focus::Title
    }

    /// Opens the page of a question and points at it, as the summary's links do.
    pub fn go(&mut self, question: At) -> Focus {
        let page = self.entry.form().page_of(question.element);
        if self.step != Step::Page(page) && self.pages().contains(&page) {
            #[cfg(feature = "full")]
            self.note_left();
            self.step = Step::Page(page);
            self.editing = true;
        }
        #[cfg(feature = "full")]
        let question = self.arrive(question);
        Focus::Question(question)
    }

    /// Whether the answers may be sent; if so the walk is sending, else it shows the first page
    /// with an error.
    pub fn send(&mut self) -> bool {
        let issues = self.issues_of(None);
        let first = issues.first().and_then(|issue| issue.question);
        #[cfg(feature = "full")]
        self.note_tried();
        if issues.is_empty() {
            self.clear_errors();
            self.step = Step::Sending;
            return true;
        }
        if let Some(question) = first {
            self.from_server = false;
            self.errors = self.words(&issues);
            let page = self.entry.form().page_of(question.element);
            self.errors.retain(|(at, _)| at.is_some_and(|at| self.entry.form().page_of(at.element) == page));
            self.step = Step::Page(page);
            self.editing = true;
        }
        false
    }

    /// Whether the answers may be changed: nothing is waiting for the server, and it certainly has not stored
    /// them. Only what it says of the answers or of the form tells that. Any other refusal may be of somebody in
    /// between, to a second request that a browser made by itself after the first had been stored.
    #[must_use]
    pub fn may_change(&self) -> bool {
        match self.step {
            Step::Failed(ref failure) => *failure == Failure::OtherVersion,
            Step::Sending => false,
            _ => true,
        }
    }

    /// Takes the server's reply; `None` is a reply that never came. `kept` tells where the answers are
    /// meanwhile. What was not received may be tried again without the respondent, so that after one reply
    /// another may follow. Gives where the focus goes; `None` when nothing was sent, and then nothing changes.
    pub fn reply(&mut self, reply: Option<Reply>, kept: Kept) -> Option<Focus> {
        if !matches!(self.step, Step::Sending | Step::Failed(_)) {
            return None;
        }
        self.kept = kept;
        self.step = match reply {
            None => Step::Failed(Failure::Network),
            Some(Reply::Accepted(receipt)) => Step::Sent(receipt),
            Some(Reply::TryLater) => Step::Failed(Failure::Busy),
            Some(Reply::SignIn) => Step::Failed(Failure::SignIn),
            Some(Reply::OtherVersion) => Step::Failed(Failure::OtherVersion),
            Some(Reply::Refused(status)) => Step::Failed(Failure::Refused(status)),
            Some(Reply::Rejected(faults)) => {
                let words =
                    |detail: &String| self.entry.form().message("server_issue", &self.language, &[("detail", detail)]);
                self.errors = faults.iter().map(|(question, detail)| (*question, words(detail))).collect();
                self.from_server = true;
                Step::Review
            }
        };
        Some(if self.errors.is_empty() { Focus::Title } else { Focus::Summary })
    }
}

mod device;
#[cfg(feature = "full")]
mod guide;
#[cfg(feature = "full")]
mod offered;
#[cfg(feature = "full")]
mod posted;
mod resume;
#[cfg(feature = "full")]
mod saved;
#[cfg(feature = "full")]
mod scored;
#[cfg(feature = "full")]
mod search;

#[cfg(feature = "full")]
use guide::Trail;
#[cfg(feature = "full")]
pub use guide::{Contents, Fault, PageState, Place};
#[cfg(feature = "full")]
pub use posted::Asked;
#[cfg(feature = "full")]
pub use saved::Opened;

#[cfg(all(test, feature = "program"))]
#[allow(clippy::panic, reason = "a test fails by panicking")]
mod tests;
