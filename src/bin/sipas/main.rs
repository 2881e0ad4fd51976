//! The program `sipas`: the same core as in the browser, for those who write forms, run the
//! backend or look at results.
//!
//! | room | what it does |
//! |---|---|
//! | `arguments` | the command line |
//! | `failure` | why a command cannot go on, and its exit code |
//! | `clock`, `files`, `folder` | what the core does not do: the day, reading |
//! | `unread`, `pointed` | what is wrong with a file that is no JSON; an expression with carets under a place |
//! | `commands` | `check`, `bundle`, `pack`, `validate`, `score`, `sample`, `eval`, `render`, `schema` |
//! | `reports` | what the report of a unit for a period says in a line |
//! | `results` | many responses counted, small groups hidden; one result in words |
//! | `site` | the pages around a form, and the page of results |
//! | `serve` | the backend: HTTP and SQLite |

mod arguments;
mod clock;
mod commands;
mod failure;
mod files;
mod folder;
mod pointed;
mod reports;
mod results;
mod serve;
mod site;
mod unread;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    let outcome = match &command {
        Command::Check(arguments) => commands::check(arguments),
        Command::Bundle(arguments) => commands::bundle(arguments),
        Command::Pack(arguments) => commands::pack(arguments),
        Command::Validate(arguments) => commands::validate(arguments),
        Command::Score(arguments) => commands::score(arguments),
        Command::Sample(arguments) => commands::sample(arguments),
        Command::Eval(arguments) => commands::eval(arguments),
        Command::Render(arguments) => commands::render(arguments),
        Command::Schema(arguments) => commands::schema(arguments),
        Command::Words(arguments) => commands::words(arguments),
        Command::Site(arguments) => site::write(arguments),
        Command::Serve(arguments) => serve::run(arguments),
    };
    match outcome {
        Ok(commands::Verdict::Fine) => ExitCode::SUCCESS,
        Ok(commands::Verdict::Faulty) => ExitCode::from(1),
        Err(failure) => failure.report(command.language(), command.is_json()),
    }
}
