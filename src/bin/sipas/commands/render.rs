//! `sipas render`: a form as HTML, as the browser shows it.

use std::sync::Arc;

use sipas_forms::{
    form::Form,
    page::{self, Walk},
    submission::{MAX_BYTES, answers_of},
};

use super::Verdict;
use crate::{
    arguments::Render,
    clock::today,
    failure::{Failure, Refused, print},
    files::{only_one_input, read_definition, read_json},
};

/// `sipas render`: the HTML of one page or of the review, to the standard output.
pub fn render(arguments: &Render) -> Result<Verdict, Failure> {
    if let Some(answers) = &arguments.answers {
        only_one_input(&[&arguments.form, answers])?;
    }
    let form = Arc::new(read_definition(&arguments.form)?.form);
    let language = language(&form, arguments.lang.as_deref())?;
    let day = arguments.day.today.or_else(today);
    let mut walk = match &arguments.answers {
        None => Walk::new(Arc::clone(&form), day, language),
        Some(path) => {
            let response = read_json(path, MAX_BYTES)?;
            let answers = answers_of(&response, &form).map_err(|code| Failure::Document(Refused::new(path, code)))?;
            Walk::resume(Arc::clone(&form), day, language, answers)
        }
    };
    match arguments.page.as_deref() {
        None => {}
        Some("review") => walk.review(),
        Some(name) => {
            let page = form.find(name).filter(|page| form.page_of(*page) == *page);
            if !page.is_some_and(|page| walk.open(page)) {
                return Err(Failure::Usage(unknown_page(&form, &walk, name)));
            }
        }
    }
    print(&(page::render(&walk) + "\n"))?;
    Ok(Verdict::Fine)
}

/// The language that is wanted, if the form has it.
fn language<'a>(form: &'a Form, wanted: Option<&'a str>) -> Result<&'a str, Failure> {
    let Some(wanted) = wanted else { return Ok(form.language("")) };
    let found = form.language(wanted);
    // `en-GB` finds `en`; what finds nothing finds the default.
    if wanted == found || wanted.strip_prefix(found).is_some_and(|rest| rest.starts_with('-')) {
        return Ok(found);
    }
    Err(Failure::Usage(format!("--lang {wanted}: the form's languages are {}", form.languages.join(", "))))
}

fn unknown_page(form: &Form, walk: &Walk, name: &str) -> String {
    let pages = walk.pages();
    let pages = pages.iter().filter_map(|page| form.element(*page)).map(|page| page.name.as_str());
    let pages: Vec<&str> = pages.chain(["review"]).collect();
    format!("--page {name}: no page that has something to show; there are {}", pages.join(", "))
}
