//! What a server's reply means for the respondent, from any server that speaks HTTP.

use alloc::{string::String, vec::Vec};

use crate::{
    form::{At, Form, MAX_FAULTS},
    value::Json,
};

/// The meaning of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Stored; with the receipt that the server gave, if it gave one.
    Accepted(Option<String>),
    /// Refused because of the answers: what the server says of each, with the question it means.
    Rejected(Vec<(Option<At>, String)>),
    /// The server has another version of the form.
    OtherVersion,
    /// The respondent must sign in again.
    SignIn,
    /// The server cannot take it now; sending the same again later is right.
    TryLater,
    /// Refused for another reason: kept, never sent again by itself.
    Refused(u16),
}

/// Judges a reply by its status, its body (if it was JSON) and the form that was sent, without which faults are
/// of no question.
///
/// 2xx is accepted. 409 is "already have it" with a receipt or without a body; a problem with that
/// status is another conflict, for which sending the same later is right, unless it says that the
/// form's version is another. 400 and 422 go to the questions by RFC 9457 `errors` or ASP.NET's
/// map of the same name; where there is no such member, their `detail` goes to the summary. One that says that the
/// key was used for other content is of no answer: something is stored under it, so nothing may be mended and sent
/// under another.
#[must_use]
pub fn judge(status: u16, body: Option<&Json>, form: Option<&Form>) -> Reply {
    let problem_type = body.and_then(|body| body.get("type")).and_then(Json::as_text).unwrap_or_default();
    match status {
        409 if problem_type.ends_with(":other_version") => Reply::OtherVersion,
        409 if body.is_some_and(|body| *body != Json::Null) && receipt(body).is_none() => Reply::TryLater,
        200..=299 | 409 => Reply::Accepted(receipt(body)),
        // No more of ":idempotency_key_reused" than it takes: every byte is sent to citizens.
        400 | 422 if !problem_type.ends_with("key_reused") => {
            let faults = body.map(|body| faults(body, form)).unwrap_or_default();
            if faults.is_empty() { Reply::Refused(status) } else { Reply::Rejected(faults) }
        }
        401 | 403 => Reply::SignIn,
        408 | 425 | 429 | 500..=599 => Reply::TryLater,
        _ => Reply::Refused(status),
    }
}

fn receipt(body: Option<&Json>) -> Option<String> {
    let receipt = match body?.get("receipt")? {
        Json::Text(text) => text.clone(),
        Json::Number(number) => number.to_shortest(0),
        _ => return None,
    };
    let shown = |character: char| !character.is_control();
    (!receipt.is_empty() && receipt.chars().count() <= 200 && receipt.chars().all(shown)).then_some(receipt)
}

/// The question a pointer means: `#/answers/q1`, `/answers/rows/0/q1`, `answers.rows[0].q1`, `q1`.
fn question(pointer: &str, form: Option<&Form>) -> Option<At> {
    let mut steps = pointer.split(['#', '$', '/', '.', '[', ']']).filter(|step| !step.is_empty()).peekable();
    steps.next_if(|first| first.eq_ignore_ascii_case("answers"));
    form?.at(steps)
}

fn faults(body: &Json, form: Option<&Form>) -> Vec<(Option<At>, String)> {
    let mut found = Vec::new();
    match body.get("errors") {
        Some(Json::Array(errors)) => {
            for error in errors {
                let pointer = error.get("pointer").and_then(Json::as_text).unwrap_or_default();
                if let Some(detail) = error.get("detail").and_then(Json::as_text) {
                    found.push((question(pointer, form), String::from(detail)));
                }
            }
        }
        // ASP.NET's ValidationProblemDetails: {"errors": {"answers.q1": ["…", "…"]}}.
        Some(Json::Object(errors)) => {
            for (pointer, details) in errors {
                for detail in details.elements().iter().filter_map(Json::as_text) {
                    found.push((question(pointer, form), String::from(detail)));
                }
            }
        }
        _ => {
            let detail = body.get("detail").and_then(Json::as_text).filter(|detail| !detail.is_empty());
            found.extend(detail.map(|detail| (None, String::from(detail))));
        }
    }
    found.truncate(MAX_FAULTS);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::object;

    #[test]
    fn a_key_that_was_used_is_nothing_that_can_be_mended() {
        let body = |code: &str, errors: Vec<(&str, Json)>| {
            let words = [("type", code.into()), ("detail", "This key was used.".into())];
            object(words.into_iter().chain(errors).collect())
        };
        let error = || object(vec![("pointer", "#".into()), ("detail", "This key was used.".into())]);
        let reused = "urn:sipas-forms:problem:idempotency_key_reused";
        for errors in [vec![], vec![("errors", Json::Array(vec![]))], vec![("errors", [error()].into_iter().collect())]]
        {
            let reply = judge(422, Some(&body(reused, errors.clone())), None);
            assert_eq!(reply, Reply::Refused(422), "{errors:?}");
        }
        let faults = Reply::Rejected(vec![(None, String::from("This key was used."))]);
        assert_eq!(judge(422, Some(&body("about:blank", vec![])), None), faults, "its detail");
        let empty = body("about:blank", vec![("errors", Json::Array(vec![]))]);
        assert_eq!(judge(422, Some(&empty), None), Reply::Refused(422));
    }
}
