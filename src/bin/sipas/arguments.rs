//! The command line.

use std::{num::NonZeroU64, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Form validation, scores, and a backend for public administration.
#[derive(Parser)]
#[command(
    name = "sipas",
    version,
    after_help = "Exit codes: 0 fine, 1 the input has errors, 2 wrong usage.\n\n\
                  Examples, from the project's folder:\n  \
                  sipas check www/forms/commune-office.json\n  \
                  sipas serve --dist dist --database sipas.sqlite\n\n\
                  `sipas help COMMAND` has more."
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
    /// Check one respondent's answers against a form, as the server does.
    #[command(after_help = "Example:\n  \
                            echo '{\"q1\": \"5\"}' | sipas validate www/forms/commune-office.json - --json\n\n\
                            ANSWERS is an object from question names to answers, or a whole submission.")]
    Validate(Validate),
    /// Compute the scores of one response or of many together.
    #[command(after_help = "Examples:\n  \
                            echo '{\"q1\": \"5\", \"q2\": \"3\"}' | sipas score www/forms/commune-office.json -\n  \
                            printf '{\"q1\": \"5\"}\\n{\"q1\": \"2\"}\\n' | sipas score www/forms/commune-office.json - --json\n\n\
                            RESPONSES holds objects one after another (NDJSON), or an array of them; each is a\n\
                            respondent's answers or a whole submission. Unanswered questions leave the\n\
                            denominator; a response with any other error is not counted, and is listed.")]
    Score(Score),
    /// Write the pages around the forms, for any static web server.
    #[command(after_help = "Example:\n  sipas site --forms www/forms --out dist")]
    Site(Site),
    /// Run the backend: pages, submissions, results.
    #[command(after_help = "Examples:\n  sipas serve\n  \
                            sipas serve --addr 127.0.0.1:8081 --database /tmp/trial.sqlite --min-group 1\n  \
                            sipas serve --allow-origin https://dichvucong.ninhbinh.gov.vn")]
    Serve(Serve),
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
}

/// `sipas pack`
#[derive(Args)]
pub struct Pack {
    /// The form definition; `-` reads it from the standard input.
    pub form: PathBuf,
}

/// `sipas validate`
#[derive(Args)]
pub struct Validate {
    /// The form definition.
    pub form: PathBuf,
    /// The answers; `-` reads them from the standard input.
    pub answers: PathBuf,
    /// How issues are listed.
    #[command(flatten)]
    pub listing: Listing,
}

/// `sipas score`
#[derive(Args)]
pub struct Score {
    /// The form definition.
    pub form: PathBuf,
    /// The responses; `-` reads them from the standard input.
    pub responses: PathBuf,
    /// How scores are listed.
    #[command(flatten)]
    pub listing: Listing,
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
}

/// `sipas serve`
#[derive(Args)]
pub struct Serve {
    /// Where to listen; port 0 takes any free one.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080")]
    pub addr: String,
    /// The database file; created if it does not exist.
    #[arg(long, value_name = "FILE", default_value = "sipas.sqlite")]
    pub database: PathBuf,
    /// The folder that `make build` made: pages, module, forms. Read once, at the start.
    #[arg(long, value_name = "DIR", default_value = "dist")]
    pub dist: PathBuf,
    /// The fewest responses that any result is shown of, and the size of the batches that results are
    /// brought up to date by; 1 shows everything at once, for trials.
    #[arg(long, value_name = "N", default_value = "5")]
    pub min_group: NonZeroU64,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn only_origins_are_origins() {
        assert!(origin("https://portal.example:8443").is_ok());
        for text in ["*", "null", "portal.example", "https://", "https://a/b", "https://A.vn", "https://a.vn\r\nx"] {
            assert!(origin(text).is_err(), "{text}");
        }
    }
}
