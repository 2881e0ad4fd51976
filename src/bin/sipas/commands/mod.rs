//! The commands that read files and print what they find.

mod eval;
mod render;
mod sample;
mod schema;
mod score;
mod table;
mod validate;

pub use eval::eval;
pub use render::render;
pub use sample::sample;
pub use schema::schema;
pub use score::score;
use table::paragraph;
pub use validate::validate;

use sipas_forms::{
    entry::Surroundings,
    form::{Form, Kind},
    submission::SCHEMA,
    text::{message, said, sentence},
    value::{Date, Json, object},
};

use crate::{
    arguments::{Bundle, Check, Pack, Words},
    clock::{day_of, today},
    failure::{Failure, counted, print, write},
    files::read_definition,
};

/// What a command found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing wrong: exit code 0.
    Fine,
    /// Errors in the input, all listed: exit code 1.
    Faulty,
}

/// `sipas check`: whether a definition loads.
pub fn check(arguments: &Check) -> Result<Verdict, Failure> {
    let language = arguments.listing.lang.code();
    match read_definition(&arguments.form) {
        Ok(definition) => {
            let form = &definition.form;
            print(&if arguments.listing.json {
                let json = object(vec![
                    ("ok", true.into()),
                    ("form", summary(form)),
                    ("diagnostics", Json::Array(Vec::new())),
                    (
                        "unsaid",
                        Json::Object(
                            unsaid(form)
                                .into_iter()
                                .map(|(code, missing)| (code.into(), missing.into_iter().collect()))
                                .collect(),
                        ),
                    ),
                ]);
                json.to_text() + "\n"
            } else {
                let identity = &form.identity;
                let (pages, questions) = sizes(form);
                let sizes = [("pages", pages), ("questions", questions), ("scores", form.scores.len())];
                let sizes =
                    sizes.map(|(things, count)| counted(things, u64::try_from(count).unwrap_or(u64::MAX), language));
                let mut text = format!(
                    "{}: {}\n  {} {}, {}\n  {} {}\n",
                    arguments.form.display(),
                    sentence("fine", language),
                    identity.id,
                    identity.version,
                    sizes.join(", "),
                    sentence("hash", language),
                    identity.hash
                );
                for (code, missing) in unsaid(form) {
                    let count = missing.len().to_string();
                    let shown = missing.iter().take(MAX_CODES).copied().collect::<Vec<_>>().join(", ");
                    let more = if missing.len() > MAX_CODES { ", …" } else { "" };
                    let codes = shown + more;
                    let params = [("language", code), ("count", &*count), ("codes", &*codes)];
                    let told = message("unsaid", language, &params);
                    text += &["  ", sentence("warning_prefix", language), &told, "\n"].concat();
                }
                text
            })?;
            Ok(Verdict::Fine)
        }
        Err(failure) if failure.is_listed() => {
            print(&if arguments.listing.json {
                object(vec![("ok", false.into()), ("diagnostics", failure.to_json(language))]).to_text() + "\n"
            } else {
                failure.to_text(language) + "\n"
            })?;
            Ok(Verdict::Faulty)
        }
        Err(failure) => Err(failure),
    }
}

/// How many codes of missing sentences are listed for people.
const MAX_CODES: usize = 8;

/// The languages in which the engine lacks sentences that the form says, each with their codes.
fn unsaid(form: &Form) -> Vec<(&str, Vec<&'static str>)> {
    let languages = form.languages.iter().map(String::as_str);
    languages.map(|code| (code, form.unsaid(code))).filter(|(_, missing)| !missing.is_empty()).collect()
}

fn sizes(form: &Form) -> (usize, usize) {
    let questions =
        form.elements.iter().filter(|element| !matches!(element.kind, Kind::Group | Kind::Note | Kind::Check)).count();
    (form.children(None).count(), questions)
}

fn summary(form: &Form) -> Json {
    let (pages, questions) = sizes(form);
    object(vec![
        ("id", form.identity.id.as_str().into()),
        ("version", form.identity.version.as_str().into()),
        ("hash", form.identity.hash.as_str().into()),
        ("languages", form.languages.iter().map(String::as_str).collect()),
        ("pages", pages.into()),
        ("questions", questions.into()),
    ])
}

/// `sipas bundle`: the self-contained definition, keys in the author's order.
pub fn bundle(arguments: &Bundle) -> Result<Verdict, Failure> {
    let definition = read_definition(&arguments.form)?;
    print(&definition.json.to_text())?;
    Ok(Verdict::Fine)
}

/// `sipas words`: what the engine says of a form, by code.
pub fn words(arguments: &Words) -> Result<Verdict, Failure> {
    let form = read_definition(&arguments.form)?.form;
    let language = arguments.lang.code();
    let lines: Vec<String> = said(form.needs_full())
        .map(|(code, _, _)| {
            format!("  {}: {}", Json::from(*code).to_text(), Json::from(sentence(code, language)).to_text())
        })
        .collect();
    print(&format!("{{\n{}\n}}\n", lines.join(",\n")))?;
    Ok(Verdict::Fine)
}

/// `sipas pack`: the form as bytes, for the module of the same version.
pub fn pack(arguments: &Pack) -> Result<Verdict, Failure> {
    write(&read_definition(&arguments.form)?.form.pack())?;
    Ok(Verdict::Fine)
}

/// When and in which language a response was given: a submission says it, as it does to the server; `day`
/// is the day that was asked for.
fn surroundings_of(response: &Json, day: Option<Date>) -> Surroundings {
    let said = |key: &str| response.get(key).and_then(Json::as_text).map(String::from);
    if response.get("schema").and_then(Json::as_text) != Some(SCHEMA) {
        return day.or_else(today).into();
    }
    // A report of last year is not late because it is read today.
    let completed = || day_of(response.get("completed_at")?.as_text()?);
    let today = day.or_else(completed).or_else(today);
    Surroundings { today, now: said("started_at"), language: said("language").unwrap_or_default() }
}
