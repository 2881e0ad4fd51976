//! What is posted and what comes back: the envelope, the verdict on an envelope that arrives, and
//! the meaning of a server's reply.
//!
//! It neither opens a connection nor reads a clock: a browser or a server does, around it.

mod problem;
mod reply;
mod schema;

pub use problem::{Fault, Problem};
pub use reply::{Reply, judge};
pub use schema::schema;

use alloc::{string::String, sync::Arc, vec::Vec};

use validator::{Validate, ValidationError};

#[cfg(feature = "full")]
use crate::score::Tally;
use crate::{
    entry::{Entry, Issue, Severity, Surroundings},
    form::{Form, Identity},
    score::{Outcome, evaluate_one},
    value::{Date, Json, object},
};

/// The value of `schema` in every envelope.
pub const SCHEMA: &str = "sipas-forms/submission/1";
/// The largest body of a submission that a server reads, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// What an envelope says beside the answers. Times come from a client and are claims.
#[derive(Clone, Debug, PartialEq, Eq, Validate)]
pub struct Envelope {
    /// The form it answers.
    #[validate(nested)]
    pub form: Identity,
    /// A UUID; also the idempotency key.
    #[validate(custom(function = "is_uuid"))]
    pub submission_id: String,
    /// The language the form was filled in.
    #[validate(length(min = 2, max = 16), custom(function = "is_language"))]
    pub language: String,
    /// When filling began, RFC 3339.
    #[validate(custom(function = "is_time"))]
    pub started_at: String,
    /// When it was sent, RFC 3339.
    #[validate(custom(function = "is_time"))]
    pub completed_at: String,
}

/// The answers in a document of JSON that holds one response: those of an envelope, or the document itself.
///
/// # Errors
/// `other_form` or `other_version` for an envelope of another form, `definition_not_object` where there are no answers.
#[cfg(feature = "dataset")]
pub fn answers_of<'a>(response: &'a Json, form: &Form) -> Result<&'a Json, &'static str> {
    let answers = if response.get("schema").and_then(Json::as_text) == Some(SCHEMA) {
        let identity = |key| response.get("form").and_then(|form| form.get(key)).and_then(Json::as_text);
        if identity("id").is_some_and(|id| id != form.identity.id) {
            return Err("other_form");
        }
        if identity("hash") != Some(&form.identity.hash) {
            return Err("other_version");
        }
        response.get("answers")
    } else {
        Some(response)
    };
    answers.filter(|answers| matches!(answers, Json::Object(_))).ok_or("definition_not_object")
}

fn is_uuid(text: &str) -> Result<(), ValidationError> {
    let right = text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        });
    if right { Ok(()) } else { Err(ValidationError::new("uuid")) }
}

/// `2025-07-30T08:15:00Z`, also with a fraction of a second or an offset (RFC 3339).
fn is_time(text: &str) -> Result<(), ValidationError> {
    let clock = |text: &str, seconds: bool| {
        let part = |from: usize, limit: u8| {
            let digits = text
                .get(from..from.saturating_add(2))
                .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
            digits.and_then(|digits| digits.parse::<u8>().ok()).is_some_and(|number| number < limit)
        };
        let colon = |at: usize| text.get(at..at.saturating_add(1)) == Some(":");
        part(0, 24) && colon(2) && part(3, 60) && (!seconds || colon(5) && part(6, 60))
    };
    let right = || {
        Date::parse_iso(text.get(..10)?)?;
        let time = text.get(10..)?.strip_prefix('T')?;
        let rest = time.get(8..)?;
        let zone = match rest.strip_prefix('.') {
            Some(fraction) => {
                let zone = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
                Some(zone).filter(|zone| zone.len() < fraction.len())?
            }
            None => rest,
        };
        let offset = zone.strip_prefix(['+', '-']).is_some_and(|offset| offset.len() == 5 && clock(offset, false));
        Some(text.len() <= 40 && clock(time, true) && (zone == "Z" || offset))
    };
    if right() == Some(true) { Ok(()) } else { Err(ValidationError::new("time")) }
}

/// A language tag such as `vi` or `zh-Hant` (BCP 47, its alphabet only).
fn is_language(text: &str) -> Result<(), ValidationError> {
    let right = text.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if right { Ok(()) } else { Err(ValidationError::new("language")) }
}

impl Envelope {
    /// The submission of an entry: the envelope with its answers, scores and warnings.
    #[must_use]
    pub fn to_json(&self, entry: &Entry) -> Json {
        let warnings = entry
            .issues()
            .iter()
            .filter(|issue| issue.severity == Severity::Warning)
            .map(|issue| issue.to_mark(entry.form()))
            .collect();
        object(vec![
            ("schema", SCHEMA.into()),
            (
                "form",
                object(vec![
                    ("id", self.form.id.as_str().into()),
                    ("version", self.form.version.as_str().into()),
                    ("hash", self.form.hash.as_str().into()),
                ]),
            ),
            ("submission_id", self.submission_id.as_str().into()),
            ("language", self.language.as_str().into()),
            ("started_at", self.started_at.as_str().into()),
            ("completed_at", self.completed_at.as_str().into()),
            ("answers", entry.answers()),
            ("scores", evaluate_one(entry).iter().map(Outcome::to_json).collect()),
            ("warnings", warnings),
        ])
    }
}

/// A submission that was checked and may be stored.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// What its envelope says.
    pub envelope: Envelope,
    /// Its answers, with whatever is not relevant left out.
    pub entry: Entry,
    /// Whether the scores it carries are those that the answers give.
    pub scores_agree: bool,
}

/// Checks a submission that arrived, against the form that `find` gives for its id.
///
/// # Errors
/// A [`Problem`] to send back: 400 for an envelope that is none, 404 for an unknown form, 409 for
/// another version of a known one, 422 for answers with errors or figures that cannot be counted.
pub fn receive(
    json: &Json,
    today: Option<Date>,
    find: &dyn Fn(&str) -> Option<Arc<Form>>,
) -> Result<Accepted, Problem> {
    let envelope = read_envelope(json)?;
    let form = find(&envelope.form.id).ok_or_else(|| Problem::new(404, "unknown_form", &envelope.language))?;
    if form.identity != envelope.form {
        let language = form.language(&envelope.language);
        let detail = form.message("other_version", language, &[]);
        return Err(Problem { detail, ..Problem::new(409, "other_version", language) });
    }
    let answers = json.get("answers").filter(|answers| matches!(answers, Json::Object(_)));
    // The moment the client says it began is what its `now()` gave.
    let (now, language) = (Some(envelope.started_at.clone()), envelope.language.clone());
    let entry = Entry::from_answers(
        Arc::clone(&form),
        Surroundings { today, now, language },
        answers.ok_or_else(|| Problem::envelope("answers", &envelope.language))?,
    );
    let errors: Vec<Issue> = entry.issues().into_iter().filter(|issue| issue.severity == Severity::Error).collect();
    if !errors.is_empty() {
        return Err(Problem::answers(&errors, &form, &envelope.language));
    }
    #[cfg(feature = "full")]
    if let Err(fault) = Tally::new(&form).add(&entry) {
        return Err(Problem::figures(&fault, &form, &envelope.language));
    }
    let scores: Json = evaluate_one(&entry).iter().map(Outcome::to_json).collect();
    let scores_agree = json.get("scores").is_some_and(|claimed| claimed.to_canonical() == scores.to_canonical());
    Ok(Accepted { envelope, entry, scores_agree })
}

fn read_envelope(json: &Json) -> Result<Envelope, Problem> {
    const KEYS: [&str; 9] =
        ["schema", "form", "submission_id", "language", "started_at", "completed_at", "answers", "scores", "warnings"];
    let language = json.get("language").and_then(Json::as_text).unwrap_or("vi");
    if json.get("schema").and_then(Json::as_text) != Some(SCHEMA) {
        return Err(Problem::envelope("schema", language));
    }
    if json.entries().iter().any(|(key, _)| !KEYS.contains(&key.as_str())) {
        // A key of its own is a stranger's text: it is not repeated.
        return Err(Problem::envelope("", language));
    }
    let form = json.get("form").map_or(&[][..], Json::entries);
    if form.iter().any(|(key, _)| !["id", "version", "hash"].contains(&key.as_str())) {
        return Err(Problem::envelope("form", language));
    }
    // A number that is not held exactly reads as null: two bodies must not look like one.
    if json.is_inexact() {
        return Err(Problem::new(400, "inexact_number", language));
    }
    // What they hold is a claim, which is computed again.
    for key in ["scores", "warnings"] {
        if json.get(key).is_some_and(|claimed| !matches!(claimed, Json::Array(_))) {
            return Err(Problem::envelope(key, language));
        }
    }
    let text = |json: Option<&Json>, key: &str| json?.get(key)?.as_text().map(String::from);
    let identity = |key: &str| text(json.get("form"), key).ok_or_else(|| Problem::envelope("form", language));
    let member = |key: &'static str| text(Some(json), key).ok_or_else(|| Problem::envelope(key, language));
    let envelope = Envelope {
        form: Identity { id: identity("id")?, version: identity("version")?, hash: identity("hash")? },
        submission_id: member("submission_id")?,
        language: member("language")?,
        started_at: member("started_at")?,
        completed_at: member("completed_at")?,
    };
    match envelope.validate() {
        Ok(()) => Ok(envelope),
        Err(errors) => {
            // validator's errors come in hash order and carry the value: only the first name is kept.
            let first = errors.0.keys().min().map_or("schema", |key| key.as_ref());
            Err(Problem::envelope(first, language))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc_3339() {
        for text in [
            "2025-07-30T08:15:00Z",
            "2025-07-30T08:15:00.123Z",
            "2025-07-30T08:15:00+07:00",
            "2025-07-30T23:59:59.5-11:30",
        ] {
            assert!(is_time(text).is_ok(), "{text}");
        }
        for text in [
            "2025-07-30",
            "2025-07-30T::::::::Z",
            "2025-07-30T24:00:00Z",
            "2025-07-30T08:60:00Z",
            "2025-02-30T08:15:00Z",
            "2025-07-30T08:15:00",
            "2025-07-30T08:15:00+7",
            "2025-07-30T08:15:00+07:60",
            "2025-07-30 08:15:00Z",
            "2025-07-30T08:15:00Zx",
            "2025-07-30T0٨:15:00Z",
            "2025-07-30T08:15:00.Z",
            "2025-07-30T08:15:00.+07:00",
            "2025-07-30T08:15:00.",
        ] {
            assert!(is_time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn languages_are_tags() {
        assert!(is_language("vi").is_ok() && is_language("zh-Hant").is_ok());
        for text in ["", "-", "vi-", "<b>", "=1", "tiếng"] {
            assert!(is_language(text).is_err(), "{text}");
        }
    }
}
