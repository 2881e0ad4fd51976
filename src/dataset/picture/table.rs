//! The numbers of a picture, for people, screen readers and spreadsheets.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use maud::{Markup, html};

use crate::{
    text::{csv, write_number},
    value::{Json, Ratio, object},
};

/// A table of numbers.
#[derive(Clone, Debug)]
pub struct Table {
    /// What it is of.
    pub caption: String,
    /// Its columns.
    pub head: Vec<Head>,
    /// Its rows, each with a field for every column.
    pub rows: Vec<Vec<Field>>,
    /// The language of its words, and so of its numbers.
    pub language: String,
}

/// The head of a column.
#[derive(Clone, Debug)]
pub struct Head {
    /// What is in it.
    pub label: String,
    /// Whether that is numbers.
    pub is_number: bool,
}

impl Head {
    pub(super) fn text(label: &str) -> Self {
        Self { label: String::from(label), is_number: false }
    }

    pub(super) fn number(label: &str) -> Self {
        Self { label: String::from(label), is_number: true }
    }
}

/// A field of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Nothing is known, or may be told.
    Nothing,
    /// Words.
    Text(String),
    /// A number with so many decimals.
    Number(Ratio, u8),
    /// How many.
    Count(u64),
}

impl Field {
    /// As people of a language write it; `—` where there is nothing.
    #[must_use]
    pub fn to_text(&self, language: &str) -> String {
        match self {
            Self::Nothing => String::from("—"),
            Self::Text(text) => text.clone(),
            Self::Number(number, places) => write_number(&number.to_fixed(*places), language),
            Self::Count(count) => write_number(&count.to_string(), language),
        }
    }

    fn to_json(&self) -> Json {
        match self {
            Self::Nothing => Json::Null,
            Self::Text(text) => text.as_str().into(),
            Self::Number(number, places) => number.round(*places).into(),
            Self::Count(count) => (*count).into(),
        }
    }

    /// As a field of a CSV file: numbers without separators of thousands.
    fn to_csv(&self, language: &str) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) => csv::words(text),
            Self::Number(number, places) => {
                let text = number.to_fixed(*places);
                if language == "en" { text } else { text.replace('.', ",") }
            }
            Self::Count(count) => count.to_string(),
        }
    }
}

impl Table {
    pub(super) fn new(caption: String, head: Vec<Head>, language: &str) -> Self {
        Self { caption, head, rows: Vec::new(), language: String::from(language) }
    }

    /// As a table of a page; `id` is its caption's.
    #[must_use]
    pub fn to_html(&self, id: &str) -> Markup {
        let language = &self.language;
        html! {
            div class="table-scroll" role="region" tabindex="0" aria-labelledby=(id) {
                table {
                    caption id=(id) { (self.caption) }
                    thead {
                        tr {
                            @for head in &self.head {
                                th scope="col" class=[head.is_number.then_some("number")] { (head.label) }
                            }
                        }
                    }
                    tbody {
                        @for row in &self.rows {
                            tr {
                                @for (field, head) in row.iter().zip(&self.head) {
                                    @if head.is_number {
                                        td class="number" { (field.to_text(language)) }
                                    } @else {
                                        th scope="row" { (field.to_text(language)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// As a CSV file that a spreadsheet of the language opens as it is: UTF-8 with a mark, semicolons and
    /// decimal commas in Vietnamese, commas and decimal points in English.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let language = self.language.as_str();
        let separator = if language == "en" { "," } else { ";" };
        let mut lines = String::from(csv::MARK);
        let head: Vec<String> = self.head.iter().map(|head| csv::words(&head.label)).collect();
        lines.push_str(&head.join(separator));
        lines.push_str("\r\n");
        for row in &self.rows {
            let fields: Vec<String> = row.iter().map(|field| field.to_csv(language)).collect();
            lines.push_str(&fields.join(separator));
            lines.push_str("\r\n");
        }
        lines
    }

    /// `{"caption", "columns": [label], "rows": [[field]]}`; a field is text, a number or null.
    #[must_use]
    pub fn to_json(&self) -> Json {
        object(alloc::vec![
            ("caption", self.caption.as_str().into()),
            ("columns", self.head.iter().map(|head| head.label.as_str()).collect()),
            ("rows", self.rows.iter().map(|row| row.iter().map(Field::to_json).collect::<Json>()).collect()),
        ])
    }
}
