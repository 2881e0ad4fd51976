//! Where each part of a self-contained definition was written: the author corrects that place, in
//! the definition or in a file beside it.

use alloc::{
    format,
    string::{String, ToString},
};

use super::{Bundled, Diagnostic};
use crate::value::{Json, object};

/// A place in a file beside the definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name of the file, as the definition has it.
    pub file: String,
    /// A JSON Pointer in it.
    pub place: String,
    /// The `id` of the item that it lies in, where there is one: easier to find than its number.
    pub id: Option<String>,
}

/// A fault of a definition, told by the places where its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// What is wrong; its place is one of the definition before anything is put in.
    pub fault: Diagnostic,
    /// What was put in there.
    pub source: Option<Source>,
}

/// Where a part of the bundled definition comes from. Where there is none, it stands in the
/// definition at the same place.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// Its JSON Pointer in the bundled definition.
    pub at: String,
    /// That in the definition as it was written.
    pub place: String,
    /// What was put in.
    pub source: Option<Source>,
    /// Whether all that is below was put in as well; else it stands in the definition.
    pub whole: bool,
}

/// A fault at a place of the definition.
pub(super) fn traced(
    place: &str,
    code: &'static str,
    params: &[(&'static str, &str)],
    source: Option<Source>,
) -> Traced {
    let params = params.iter().map(|(key, value)| (*key, String::from(*value))).collect();
    Traced { fault: Diagnostic { place: String::from(place), name: None, code, span: None, params }, source }
}

impl Bundled {
    /// A fault that loading found, told by the places where the author wrote it.
    #[must_use]
    pub fn trace(&self, mut fault: Diagnostic) -> Traced {
        let rest = |origin: &Origin| {
            let rest = fault.place.strip_prefix(&*origin.at)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| rest.to_string())
        };
        let inside = self.origins.iter().filter_map(|origin| Some((origin, rest(origin)?)));
        let Some((origin, rest)) = inside.min_by_key(|(_, rest)| rest.len()) else {
            return Traced { fault, source: None };
        };
        let mut source = origin.source.clone();
        fault.place.clone_from(&origin.place);
        let place = source.as_mut().filter(|_| origin.whole).map_or(&mut fault.place, |source| &mut source.place);
        place.push_str(&rest);
        Traced { fault, source }
    }
}

impl Traced {
    /// As one line for a person: `/scores/0/template/0/label (a), plan.json: /targets/4/title (T5): …`.
    #[must_use]
    pub fn to_line(&self, language: &str) -> String {
        let Some(Source { file, place, id }) = &self.source else { return self.fault.to_line(language) };
        let id = id.as_ref().map_or_else(String::new, |id| format!(" ({id})"));
        format!("{}, {file}: {place}{id}: {}", self.fault.to_place(), self.fault.message(language))
    }

    /// As the diagnostic is written; with `source`, its `file`, `place` and `id`, where it has one.
    #[must_use]
    pub fn to_json(&self, language: &str) -> Json {
        let mut json = self.fault.to_json(language);
        if let Some(Source { file, place, id }) = &self.source {
            let members =
                [("file", file.as_str().into()), ("place", place.as_str().into()), ("id", id.as_deref().into())];
            json.insert("source", object(members.into()));
        }
        json
    }
}
