//! Why a file cannot be read, and where.

use alloc::{string::String, vec::Vec};

use crate::{
    text::message,
    value::{Json, object},
};

macro_rules! causes {
    ($($(#[$doc:meta])* $cause:ident = $code:literal),* $(,)?) => {
        /// What is wrong with a file as a whole.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Cause { $($(#[$doc])* $cause),* }

        impl Cause {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$cause),*];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$cause => $code),* }
            }

            /// The code of its sentence in the catalogue.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$cause => concat!("source_", $code)),* }
            }
        }
    };
}

causes! {
    /// There is nothing in it.
    Empty = "file_empty",
    /// It is neither a table nor JSON.
    Unknown = "file_unknown",
    /// Its text is not UTF-8 or UTF-16.
    Encoding = "encoding_unknown",
    /// Its text is Windows-1258, as Excel writes CSV on a Vietnamese Windows.
    Windows1258 = "encoding_windows_1258",
    /// Its text was typed with TCVN3 or VNI.
    Legacy = "encoding_legacy",
    /// UTF-16 that ends in the middle of a character, or has half of one.
    Utf16 = "encoding_utf16",
    /// A quotation mark is opened and never closed.
    OpenQuote = "quote_open",
    /// More columns than are read.
    Columns = "columns_too_many",
    /// A longer cell than is read.
    Cell = "cell_too_long",
    /// A longer row than is read.
    RowLength = "row_too_long",
    /// More rows than are read.
    Rows = "rows_too_many",
    /// A document of JSON that is broken.
    Json = "json_broken",
    /// JSON that is no object of answers.
    JsonKind = "json_not_answers",
    /// A longer document of JSON than is read.
    JsonLength = "json_too_long",
    /// A workbook before XLSX, or one with a password.
    OldBook = "book_old",
    /// A workbook with a password.
    LockedBook = "book_locked",
    /// A workbook of another kind: ODS, XLSB.
    OtherBook = "book_other",
    /// A ZIP archive that is no workbook.
    NoBook = "book_none",
    /// A workbook that is damaged.
    DamagedBook = "book_damaged",
    /// A larger workbook than is read.
    LargeBook = "book_too_large",
    /// A workbook that unpacks to more than is read.
    InflatedBook = "book_inflates",
    /// A workbook of more parts than are read.
    Parts = "book_parts",
    /// A workbook without the sheet that was asked for.
    NoSheet = "sheet_missing",
    /// A workbook whose sheets have no data.
    NoData = "sheet_empty",
}

/// Why a file cannot be read any further. What was read before it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub cause: Cause,
    /// The line of the file, or the row of the sheet, from 1.
    pub line: Option<u64>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// What the sentence takes beside those. Nothing that stands in a cell.
    pub params: Vec<(&'static str, String)>,
}

impl From<Cause> for Fault {
    fn from(cause: Cause) -> Self {
        Self { cause, line: None, sheet: None, params: Vec::new() }
    }
}

impl Fault {
    pub(super) fn at(cause: Cause, line: u64) -> Self {
        Self { line: Some(line), ..cause.into() }
    }

    /// More than `max` of something.
    pub(super) fn beyond(cause: Cause, max: usize, line: Option<u64>) -> Self {
        Self { line, params: [("max", alloc::format!("{max}"))].into(), ..cause.into() }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.cause.code()
    }

    /// In words: what is wrong, where, and what to do.
    #[must_use]
    pub fn message(&self, language: &str) -> String {
        let line = self.line.map(|line| alloc::format!("{line}")).unwrap_or_default();
        let sheet = self.sheet.as_deref().unwrap_or_default();
        let own = self.params.iter().map(|(name, value)| (*name, value.as_str()));
        let params: Vec<(&str, &str)> = [("line", line.as_str()), ("sheet", sheet)].into_iter().chain(own).collect();
        message(self.cause.sentence(), language, &params)
    }

    /// `{"code", "line", "sheet", "params", "message"}`.
    #[must_use]
    pub fn to_json(&self, language: &str) -> Json {
        let params = self.params.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        object(alloc::vec![
            ("code", self.code().into()),
            ("line", self.line.into()),
            ("sheet", self.sheet.as_deref().map(Json::from).into()),
            ("params", object(params)),
            ("message", self.message(language).into()),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{has_message, sentence};

    #[test]
    fn every_cause_has_a_sentence_that_says_what_to_do() {
        for cause in Cause::ALL {
            let code = cause.sentence();
            assert!(has_message(code), "{code}");
            assert!(sentence(code, "vi").contains(". "), "{code}: first what is wrong, then what to do");
        }
        let codes: std::collections::BTreeSet<&str> = Cause::ALL.iter().map(|cause| cause.code()).collect();
        assert_eq!(codes.len(), Cause::ALL.len());
    }
}
