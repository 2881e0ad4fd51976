//! `sipas schema`: JSON Schemas for those who have other tools than this program.

use sipas_forms::submission;

use super::Verdict;
use crate::{
    arguments::Schema,
    failure::{Failure, print},
    files::read_definition,
};

/// The schema of definitions, as it is published. It is written by hand; `tests/schemas.rs` holds
/// it against the loader, key by key.
const DEFINITION: &str = include_str!("../../../../www/schema/definition-1.json");

/// `sipas schema`: of definitions, or of the submissions of one form.
pub fn schema(arguments: &Schema) -> Result<Verdict, Failure> {
    match &arguments.form {
        None => print(DEFINITION)?,
        Some(path) => {
            let form = read_definition(path)?.form;
            print(&(submission::schema(&form).to_text() + "\n"))?;
        }
    }
    Ok(Verdict::Fine)
}
