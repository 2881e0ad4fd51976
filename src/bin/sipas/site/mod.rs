//! The pages around a form: the start page, a page per form, and the pages of results and of reports.
//!
//! The first two are files for any web server (`sipas site`); the server itself makes the others, and the pages
//! of forms that are filled without scripts.

mod pages;
mod plain;
mod reports;
mod results;
mod shell;
mod words;

pub use plain::{Filled, address as plain_address, filled, not_taken};
pub use reports::{View, reports, reports_csv};
pub use results::{Shown, results};
pub use shell::notice;
pub use words::{Words, words};

use std::{fs, path::Path};

use crate::{
    arguments::Site,
    commands::Verdict,
    failure::{Failure, about, print},
    files::read_definitions,
};

/// `sipas site`: writes the start page and a page per form, in both languages.
pub fn write(arguments: &Site) -> Result<Verdict, Failure> {
    let definitions = read_definitions(&arguments.forms)?;
    let out = &arguments.out;
    fs::create_dir_all(out).map_err(|error| about(out, "cannot_create_folder", &error))?;
    for words in ["vi", "en"].map(words) {
        write_page(out, "index", words, &pages::start(words, &definitions))?;
        write_page(out, "queue", words, &pages::queue(words, &arguments.endpoint))?;
        write_page(out, "workbench", words, &pages::workbench(words, &definitions, &arguments.endpoint))?;
        for (stem, definition) in &definitions {
            let plain = arguments.plain.as_ref().map(|root| plain::address(root, stem, words));
            let page = pages::form(words, stem, &definition.form, &arguments.endpoint, plain.as_deref());
            write_page(out, stem, words, &page)?;
        }
    }
    Ok(Verdict::Fine)
}

/// `NAME.html` in Vietnamese, `NAME.en.html` in English.
fn write_page(out: &Path, stem: &str, words: &Words, page: &str) -> Result<(), Failure> {
    let path = out.join(pages::file_name(stem, words.language));
    fs::write(&path, page).map_err(|error| about(&path, "cannot_write", &error))?;
    print(&format!("{}\n", path.display()))
}
