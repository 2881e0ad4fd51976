//! Making a definition self-contained: lists that several forms share live in files of their own
//! (`XLSForm`'s `select_one_from_file`), and are put in before a form is loaded or hashed.

use alloc::string::String;

use crate::value::Json;

/// The definition with every choice list `{"file": "name.json"}` replaced by the `choices` of that
/// file, which `read` gives; and without `$schema`, which only an editor reads.
///
/// # Errors
/// What `read` says, or that the file has no `choices`.
pub fn bundle(definition: &Json, read: &dyn Fn(&str) -> Result<Json, String>) -> Result<Json, String> {
    let mut bundled = definition.clone();
    if let Json::Object(entries) = &mut bundled {
        entries.retain(|(key, _)| key != "$schema");
    }
    let mut lists = definition.get("choices").cloned().unwrap_or(Json::Null);
    for (name, list) in definition.get("choices").map_or(&[][..], Json::entries) {
        let Some(file) = list.get("file").and_then(Json::as_text) else { continue };
        // A list is a plain file beside the definition: never a way to read anything else.
        if file.contains(['/', '\\']) || file.starts_with('.') {
            return Err(alloc::format!("{file}: a choice list is a file beside the definition"));
        }
        let choices = read(file)?.get("choices").cloned().ok_or_else(|| alloc::format!("{file}: no \"choices\""))?;
        lists.insert(name, choices);
    }
    if lists != Json::Null {
        bundled.insert("choices", lists);
    }
    Ok(bundled)
}
