//! What a definition says of reports: forms that officers fill again for every period, print as
//! documents and compare with the last one.

use alloc::{string::String, vec::Vec};

use crate::{expression::Expression, text::Localized};

/// The most companions of a form.
pub(super) const MAX_COMPANIONS: usize = 20;
/// The most recipients of a document.
pub(super) const MAX_RECIPIENTS: usize = 50;

/// How a form is filled and kept where it is a report.
#[derive(Clone, Debug, Default)]
pub struct Reporting {
    /// Whether its pages are listed, to be filled in any order.
    pub show_contents: bool,
    /// The notes that stand above its scores.
    pub preview: Vec<usize>,
    /// What makes one of its submissions the report of a unit for a period.
    pub report: Option<Report>,
    /// The questions in which a last report must agree with this one.
    pub last_saved_same: Vec<usize>,
    /// Forms that are opened with figures of this one.
    pub companions: Vec<Companion>,
    /// How it is printed.
    pub document: Option<Document>,
}

impl Reporting {
    /// Whether a page of it takes a build with [`crate::FULL`].
    #[must_use]
    pub const fn needs_full(&self) -> bool {
        self.show_contents || self.report.is_some() || self.document.is_some() || !self.companions.is_empty()
    }
}

/// Which report a submission is, as indices of elements outside repeats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Who reports: a `select_one`.
    pub unit: usize,
    /// For which period: a `select_one`.
    pub period: usize,
    /// What no two of a server's reports share: a calculated text.
    pub key: usize,
    /// Whether it comes after its deadline: a calculated truth.
    pub late: usize,
}

/// Another form that begins with figures of this one.
#[derive(Clone, Debug, Default)]
pub struct Companion {
    /// Its `form_id`, which is also what its file is called.
    pub form: String,
    /// What the button that opens it says.
    pub label: Localized,
    /// The names of its questions and what they begin with.
    pub prefill: Vec<(String, Expression)>,
}

/// The parts of an official document (Decree 30/2020/NĐ-CP, annex I) as texts with answers in them.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The authority above the one that issues it.
    pub authority: Localized,
    /// Who issues it.
    pub agency: Localized,
    /// Its number and symbol.
    pub number: Localized,
    /// Where and when.
    pub place_and_date: Localized,
    /// What kind of document it is.
    pub title: Localized,
    /// What it is about.
    pub subject: Localized,
    /// The paragraph before its parts.
    pub opening: Localized,
    /// Who receives it.
    pub recipients: Vec<Localized>,
    /// The office of whoever signs.
    pub signer_title: Localized,
    /// Who signs.
    pub signer: Localized,
}

impl Document {
    /// All its texts.
    pub fn texts(&self) -> impl Iterator<Item = &Localized> {
        let all = [
            &self.authority,
            &self.agency,
            &self.number,
            &self.place_and_date,
            &self.title,
            &self.subject,
            &self.opening,
            &self.signer_title,
            &self.signer,
        ];
        all.into_iter().chain(&self.recipients)
    }
}
