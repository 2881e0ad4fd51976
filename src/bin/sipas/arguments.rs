//! The command line.

use std::{num::NonZeroU64, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use sipas_forms::value::{Date, Json, MAX_SAFE_INTEGER, Ratio};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::failure::json_fault;

/// Form validation, scores, and a backend for public administration.
#[derive(Parser)]
#[command(
    name = "sipas",
    version,
    after_help = "Exit codes: 0 fine, 1 the input has errors, 2 wrong usage.\n\n\
                  Examples, from the project's folder:\n  \
                  sipas check www/forms/commune-office.json\n  \
                  sipas eval '${age} >= 18' --set age=20\n  \
                  sipas serve --dist dist --database sipas.sqlite\n\n\
                  `-` reads a file from the standard input. `sipas help COMMAND` has more."
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Subcommand)]
pub enum Command {
    /// Check a form definition; list everything that is wrong with it.
    #[command(after_help = "Examples:\n  sipas check www/forms/commune-office.json\n  \
                            sipas bundle www/forms/commune-office.json | sipas check - --json --lang vi\n\n\
                            Choice lists in files of their own are looked for beside FORM (for `-`: in this folder).")]
    Check(Check),
    /// Print a form definition with the choice lists of other files put in.
    #[command(after_help = "Example:\n  sipas bundle www/forms/commune-office.json > commune-office.json")]
    Bundle(Bundle),
    /// Print a form as the bytes that a citizen's page reads in place of the definition.
    #[command(after_help = "Example:\n  sipas pack www/forms/commune-office.json > commune-office.form\n\n\
                            They are for the module of the same version of sipas-forms, and hold for no other.")]
    Pack(Pack),
    /// Check one respondent's answers against a form, or many reports together, as the server does.
    #[command(after_help = "Example:\n  \
                            echo '{\"q1\": \"5\"}' | sipas validate www/forms/commune-office.json - --json\n\n\
                            ANSWERS is an object from question names to answers, or a whole submission. Warnings\n\
                            are listed, but only errors give exit code 1.\n\n\
                            Several files, or a folder (its *.json, none of the folders in it), are told in a line\n\
                            each: the unit, the period, the rules that it breaks, the targets that it meets. Then how\n\
                            many are complete, and which units of the form's list have not reported for a period.")]
    Validate(Validate),
    /// Compute the scores of one response or of many together.
    #[command(after_help = "Examples:\n  \
                            echo '{\"q1\": \"5\", \"q2\": \"3\"}' | sipas score www/forms/commune-office.json -\n  \
                            printf '{\"q1\": \"5\"}\\n{\"q1\": \"2\"}\\n' | sipas score www/forms/commune-office.json - --json\n  \
                            echo '{\"q1\": \"5\"}' | sipas score www/forms/commune-office.json - --by commune --min-group 1\n\n\
                            RESPONSES holds objects one after another (NDJSON), or an array of them; each is a\n\
                            respondent's answers or a whole submission. Unanswered questions leave the\n\
                            denominator; a response with any other error is not counted, and is listed. Warnings\n\
                            are listed; their responses count.\n\n\
                            RESPONSES may also be several files or a folder (its *.json). Where the form is a report,\n\
                            each unit's targets are listed; a report that is there twice counts once, the later one.\n\n\
                            A file that ends in .csv, .tsv or .xlsx is a table: a response a row, its columns found by the\n\
                            names, numbers or texts of questions in the header; levels as digits or in words.\n\n\
                            --by takes a question, a hidden or a calculated value that lies in no repeat. Groups of\n\
                            fewer than --min-group responses are not shown, nor are others from which one could\n\
                            be worked out.")]
    Score(Score),
    /// How many to ask of a population, for a share that is right to within a few percent.
    #[command(after_help = "Examples:\n  sipas sample 10000\n  sipas sample 250 --error 3.5 --json --lang vi")]
    Sample(Sample),
    /// Evaluate an expression of the language of `relevant`, `constraint` and `calculation`.
    #[command(after_help = "Examples:\n  \
                            sipas eval '${age} >= 18 and ${town} != \"\"' --set age=20 --set 'town=\"Hoa Lư\"'\n  \
                            sipas eval 'count-selected(.) > 1' --this '[\"a\", \"b\"]' --json\n  \
                            sipas eval 'sum(${received})' --set 'rows=[{\"received\": 2}, {\"received\": 3}]'\n  \
                            sipas eval '${q1} = 5' --form www/forms/commune-office.json --set 'q1=\"5\"'\n  \
                            printf '1 + 1\\ntoday() + 7\\n' | sipas eval --lines - --today 2025-07-30\n\n\
                            The type of an answer is that of its JSON: true is a boolean, 5 an integer, 0.5 a decimal,\n\
                            \"x\" a text, \"2025-12-31\" a date, [\"a\", \"b\"] a set of choices, [{…}, {…}] a repeat whose\n\
                            rows give each name many answers, null an empty integer. With --form the questions'\n\
                            types count, and --set gives their answers.\n\n\
                            Texts are printed in quotes, so that `empty` can only mean that there is no value.")]
    Eval(Eval),
    /// Print a form as HTML: its first page, another one, or the review.
    #[command(after_help = "Examples:\n  \
                            sipas render www/forms/commune-office.json --lang en\n  \
                            echo '{\"q1\": \"5\"}' | sipas render www/forms/commune-office.json - --page review")]
    Render(Render),
    /// Print the JSON Schema (2020-12) of definitions or of a form's submissions, or how these are posted.
    #[command(after_help = "Examples:\n  \
                            sipas schema > definition.schema.json\n  \
                            sipas schema www/forms/commune-office.json > commune-office.schema.json\n  \
                            sipas schema --openapi > openapi.json\n  \
                            sipas schema --openapi www/forms/commune-office.json > commune-office.openapi.json\n\n\
                            The first lets an editor complete and check definitions; the second lets a backend in any\n\
                            language check what it receives. It knows types, lists, bounds and lengths; conditions,\n\
                            constraints and filters are what `sipas validate` checks.")]
    Schema(Schema),
    /// Print what the engine itself says to respondents, to be translated into a further language.
    #[command(after_help = "Example:\n  sipas words www/forms/commune-office.json --lang vi > words-tyz.json\n\n\
                            The file is JSON, a sentence by its code; translate the sentences, keep the codes and what\n\
                            is in braces. A definition takes it by\n  \
                            \"settings\": {\"languages\": [\"vi\", \"tyz\"], \"words\": {\"tyz\": {\"file\": \"words-tyz.json\"}}}\n\n\
                            `language_name` is what the language calls itself. `sipas check` tells what is missing.")]
    Words(Words),
    /// Write the pages around the forms, for any static web server.
    #[command(after_help = "Example:\n  sipas site --forms www/forms --out dist")]
    Site(Site),
    /// Run the backend: pages, submissions, results.
    #[command(after_help = "Examples:\n  sipas serve\n  \
                            sipas serve --addr 127.0.0.1:8081 --database /tmp/trial.sqlite --min-group 1\n  \
                            sipas serve --allow-origin https://dichvucong.ninhbinh.gov.vn")]
    Serve(Serve),
}

impl Command {
    /// The language of what it says.
    pub fn language(&self) -> &'static str {
        match self {
            Self::Bundle(Bundle { lang, .. })
            | Self::Pack(Pack { lang, .. })
            | Self::Schema(Schema { lang, .. })
            | Self::Words(Words { lang, .. }) => lang.code(),
            Self::Render(Render { lang: Some(lang), .. }) if lang == "vi" => "vi",
            _ => self.listing().map_or("en", |listing| listing.lang.code()),
        }
    }

    /// Whether it lists what it finds as JSON.
    pub fn is_json(&self) -> bool {
        self.listing().is_some_and(|listing| listing.json)
    }

    /// How it lists what it finds, if it lists anything.
    const fn listing(&self) -> Option<&Listing> {
        match self {
            Self::Check(Check { listing, .. })
            | Self::Validate(Validate { listing, .. })
            | Self::Score(Score { listing, .. })
            | Self::Sample(Sample { listing, .. })
            | Self::Eval(Eval { listing, .. }) => Some(listing),
            _ => None,
        }
    }
}

/// The languages of messages.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

impl Language {
    /// The language's code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }
}

/// How what was found is listed.
#[derive(Args)]
pub struct Listing {
    /// List what was found as JSON.
    #[arg(long)]
    pub json: bool,
    /// The language of messages.
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub lang: Language,
}

/// The day on which a form is filled.
#[derive(Args)]
pub struct Day {
    /// What `today()` gives, such as 2025-12-31; without it, of a submission the day it was completed, else
    /// the machine's day, in Vietnam.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub today: Option<Date>,
}

/// `sipas check`
#[derive(Args)]
pub struct Check {
    /// The form definition; `-` reads it from the standard input.
    pub form: PathBuf,
    /// How faults are listed.
    #[command(flatten)]
    pub listing: Listing,
}

/// `sipas bundle`
#[derive(Args)]
pub struct Bundle {
    /// The form definition; `-` reads it from the standard input.
    pub form: PathBuf,
    /// The language of messages.
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub lang: Language,
}

/// `sipas pack`
#[derive(Args)]
pub struct Pack {
    /// The form definition; `-` reads it from the standard input.
    pub form: PathBuf,
    /// The language of messages.
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub lang: Language,
}

/// `sipas validate`
#[derive(Args)]
pub struct Validate {
    /// The form definition; `-` reads it from the standard input.
    pub form: PathBuf,
    /// The answers; `-` reads them from the standard input.
    #[arg(required = true)]
    pub answers: Vec<PathBuf>,
    /// List every issue of many reports.
    #[arg(long)]
    pub details: bool,
    /// When they are given.
    #[command(flatten)]
    pub day: Day,
    /// How issues are listed.
    #[command(flatten)]
    pub listing: Listing,
}

/// `sipas score`
#[derive(Args)]
pub struct Score {
    /// The form definition; `-` reads it from the standard input.
    pub form: PathBuf,
    /// The responses; `-` reads them from the standard input.
    #[arg(required = true)]
    pub responses: Vec<PathBuf>,
    /// Score by the answers to this question as well.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// The fewest responses of a group that is shown; without it, the definition's `results_min`.
    #[arg(long, value_name = "N")]
    pub min_group: Option<NonZeroU64>,
    /// By how much the sampling multiplies the variance, for the intervals.
    #[arg(long, value_name = "X", default_value = "1", value_parser = effect)]
    pub design_effect: Ratio,
    /// Write the results into this file as well, with pictures, for a browser and for paper.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// When they are given.
    #[command(flatten)]
    pub day: Day,
    /// How scores are listed.
    #[command(flatten)]
    pub listing: Listing,
}

/// `sipas sample`
#[derive(Args)]
pub struct Sample {
    /// How many there are to ask.
    #[arg(value_parser = population, allow_hyphen_values = true)]
    pub population: u64,
    /// How far the share may be off, in percent.
    #[arg(long, value_name = "PERCENT", default_value = "5", value_parser = percent, allow_hyphen_values = true)]
    pub error: Ratio,
    /// How it is printed.
    #[command(flatten)]
    pub listing: Listing,
}

/// `sipas eval`
#[derive(Args)]
pub struct Eval {
    /// The expression; `-` reads it from the standard input.
    #[arg(
        value_name = "EXPR",
        required_unless_present = "lines",
        conflicts_with = "lines",
        allow_hyphen_values = true
    )]
    pub expression: Option<String>,
    /// Evaluate every line of a file, each with a line as its result; `-` reads the standard input.
    #[arg(long, value_name = "FILE")]
    pub lines: Option<PathBuf>,
    /// An answer that `${NAME}` reads; repeatable.
    #[arg(long, value_name = "NAME=JSON", value_parser = answer)]
    pub set: Vec<(String, Json)>,
    /// The answer that `.` reads.
    #[arg(long, value_name = "JSON", value_parser = json, allow_hyphen_values = true)]
    pub this: Option<Json>,
    /// A definition whose questions `${NAME}` reads; `-` reads it from the standard input.
    #[arg(long, value_name = "FORM")]
    pub form: Option<PathBuf>,
    /// When it is evaluated.
    #[command(flatten)]
    pub day: Day,
    /// What `now()` gives, such as 2025-12-31T08:15:00+07:00; its day is what `today()` gives.
    #[arg(long, value_name = "MOMENT", value_parser = moment, conflicts_with = "today")]
    pub now: Option<String>,
    /// How the value is printed.
    #[command(flatten)]
    pub listing: Listing,
}

/// `sipas render`
#[derive(Args)]
pub struct Render {
    /// The form definition; `-` reads it from the standard input.
    pub form: PathBuf,
    /// The answers that it is filled with; `-` reads them from the standard input.
    pub answers: Option<PathBuf>,
    /// The language, one of the form's; without it, the form's default.
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: Option<String>,
    /// The name of a page, or `review` for the review of all answers.
    #[arg(long, value_name = "NAME")]
    pub page: Option<String>,
    /// When it is filled.
    #[command(flatten)]
    pub day: Day,
}

/// `sipas schema`
#[derive(Args)]
pub struct Schema {
    /// The form definition whose submissions are described; `-` reads it from the standard input.
    pub form: Option<PathBuf>,
    /// Whether to print how submissions are posted.
    #[arg(
        long,
        help = "Print how submissions are posted and answered: an OpenAPI 3.1 document, of any form or of this one"
    )]
    pub openapi: bool,
    /// The language of messages.
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub lang: Language,
}

/// `sipas words`
#[derive(Args)]
pub struct Words {
    /// The form definition whose sentences are wanted; `-` reads it from the standard input.
    pub form: PathBuf,
    /// The language to translate from, which is also that of messages.
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub lang: Language,
}

/// `sipas site`
#[derive(Args)]
pub struct Site {
    /// The folder of form definitions.
    #[arg(long, value_name = "DIR", default_value = "www/forms")]
    pub forms: PathBuf,
    /// The folder to write into; created if it does not exist.
    #[arg(long, value_name = "DIR", default_value = "dist")]
    pub out: PathBuf,
    /// The URL that submissions are posted to.
    #[arg(long, value_name = "URL", default_value = "/submissions")]
    pub endpoint: String,
    /// Where the server shows the forms to browsers without scripts, and to old ones: `/fill` of `sipas serve`.
    #[arg(long, value_name = "URL")]
    pub plain: Option<String>,
}

/// `sipas serve`
#[derive(Args)]
pub struct Serve {
    /// Where to listen; port 0 takes any free one.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080")]
    pub addr: String,
    /// The database: an SQLite file, created if it does not exist, or
    /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, which several servers may share. The variable keeps a
    /// password out of the list of processes.
    #[arg(
        long,
        value_name = "FILE|URL",
        default_value = "sipas.sqlite",
        env = "SIPAS_DATABASE",
        hide_env_values = true
    )]
    pub database: String,
    /// The folder that `make build` made: pages, module, forms. Read once, at the start.
    #[arg(long, value_name = "DIR", default_value = "dist")]
    pub dist: PathBuf,
    /// The fewest responses that any result is shown of, and the size of the batches that results are
    /// brought up to date by, for every form; 1 shows everything at once, for trials. Without it, each
    /// definition's `results_min`.
    #[arg(long, value_name = "N")]
    pub min_group: Option<NonZeroU64>,
    /// A portal whose pages may post here, such as `https://portal.example`; repeatable.
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    pub allow_origin: Vec<String>,
}

/// Reads `https://host` or `https://host:port`, as browsers write an origin.
fn origin(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.:[]".contains(&byte);
    if !host.is_empty() && host.bytes().all(allowed) {
        Ok(String::from(text))
    } else {
        Err(String::from("an origin is https://host or https://host:port, in lower case, with no path"))
    }
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse_iso(text).ok_or_else(|| String::from("a date is YYYY-MM-DD, such as 2025-12-31"))
}

/// A moment as a submission gives it (RFC 3339).
fn moment(text: &str) -> Result<String, String> {
    match (OffsetDateTime::parse(text, &Rfc3339), text.get(..10).and_then(Date::parse_iso)) {
        (Ok(_), Some(_)) if text.len() <= 40 => Ok(String::from(text)),
        _ => Err(String::from("a moment is 2025-12-31T08:15:00+07:00, or the same with Z")),
    }
}

/// A number above 0 up to `most`.
fn positive(text: &str, most: i64) -> Option<Ratio> {
    Ratio::parse(text).filter(|number| *number > Ratio::ZERO && *number <= Ratio::integer(most))
}

fn effect(text: &str) -> Result<Ratio, String> {
    positive(text, 1000).ok_or_else(|| String::from("a design effect is a number above 0, at most 1000, such as 1.5"))
}

fn percent(text: &str) -> Result<Ratio, String> {
    positive(text, 100).ok_or_else(|| String::from("an error is a percentage above 0, at most 100, such as 5 or 2.5"))
}

fn population(text: &str) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| (1..=MAX_SAFE_INTEGER).contains(number));
    let number = number.and_then(|number| u64::try_from(number).ok());
    number.ok_or_else(|| String::from("a population is a whole number from 1 on, such as 10000"))
}

fn json(text: &str) -> Result<Json, String> {
    let json: Json = serde_json::from_str(text)
        .map_err(|error| format!("not JSON: {error} [{}]; a text stands in quotes: '\"…\"'", json_fault(&error)))?;
    // It would read as null, and nobody would know.
    if json.is_inexact() {
        return Err(String::from("a number has at most 15 digits and 6 decimals [inexact_number]"));
    }
    Ok(json)
}

fn answer(text: &str) -> Result<(String, Json), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| String::from("an answer is NAME=JSON, such as age=20"))?;
    Ok((String::from(name), json(value)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn values_are_read_before_anything_is_done() {
        assert_eq!(answer("a=1"), Ok((String::from("a"), Json::Number(Ratio::ONE))));
        assert_eq!(answer("a==\"x=y\"").ok(), None);
        assert_eq!(answer("a=\"x=y\""), Ok((String::from("a"), Json::from("x=y"))));
        for text in ["a", "a=", "a=x", "a=9007199254740993", "a=[0.1234567]", "a={\"b\": 1, \"b\": 2}"] {
            assert!(answer(text).is_err(), "{text}");
        }
        assert!(date("2024-02-29").is_ok() && date("2025-02-29").is_err() && date("today").is_err());
        assert!(moment("2025-12-31T08:15:00+07:00").is_ok() && moment("2025-12-31T08:15:00.5Z").is_ok());
        for text in ["2025-12-31", "2025-12-31T08:15:00", "2025-02-30T08:15:00Z", "tomorrow"] {
            assert!(moment(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_origins_are_origins() {
        assert!(origin("https://portal.example:8443").is_ok());
        for text in ["*", "null", "portal.example", "https://", "https://a/b", "https://A.vn", "https://a.vn\r\nx"] {
            assert!(origin(text).is_err(), "{text}");
        }
    }
}
