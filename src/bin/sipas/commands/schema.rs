//! `sipas schema`: JSON Schemas, and the OpenAPI document, for those who have other tools than this program.

use sipas_forms::{submission, value::Json};

use super::Verdict;
use crate::{
    arguments::Schema,
    failure::{Failure, print},
    files::read_definition,
};

/// The schema of definitions, as it is published. It is written by hand; `tests/schemas.rs` holds
/// it against the loader, key by key.
const DEFINITION: &str = include_str!("../../../../www/schema/definition-1.json");
/// What a backend takes and answers, as it is published. It is written by hand; `tests/e2e/receivers.test.mjs` holds
/// it against what this server and others answer.
const OPENAPI: &str = include_str!("../../../../www/schema/openapi.json");

/// `sipas schema`: of definitions, or of the submissions of one form; or how these are posted.
pub fn schema(arguments: &Schema) -> Result<Verdict, Failure> {
    let form =
        arguments.form.as_ref().map(|path| read_definition(path).map(|definition| definition.form)).transpose()?;
    match form.as_ref().map(submission::schema) {
        None => print(if arguments.openapi { OPENAPI } else { DEFINITION })?,
        Some(schema) if arguments.openapi => print(&(openapi(schema)?.to_text() + "\n"))?,
        Some(schema) => print(&(schema.to_text() + "\n"))?,
    }
    Ok(Verdict::Fine)
}

/// The document with the submissions of one form in place of any form's.
fn openapi(submission: Json) -> Result<Json, Failure> {
    let broken = |error: serde_json::Error| Failure::Input(format!("the OpenAPI document of this program: {error}"));
    let mut document: Json = serde_json::from_str(OPENAPI).map_err(broken)?;
    let mut components = document.get("components").cloned().unwrap_or(Json::Null);
    let mut schemas = components.get("schemas").cloned().unwrap_or(Json::Null);
    schemas.insert("Submission", submission);
    components.insert("schemas", schemas);
    document.insert("components", components);
    Ok(document)
}
