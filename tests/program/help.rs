//! What the help says works when it is pasted.
#![cfg(unix)]

use std::{
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

use super::sipas;

const COMMANDS: [&str; 12] =
    ["check", "bundle", "pack", "validate", "score", "sample", "eval", "render", "schema", "words", "site", "serve"];

/// The examples of a help text.
fn examples(help: &str) -> Vec<&str> {
    let after = help.split("\nExample").nth(1).unwrap_or_default();
    after.lines().skip(1).take_while(|line| !line.is_empty()).map(str::trim).collect()
}

/// Runs a line of a shell in a folder like the project's, in which it may write.
fn run(line: &str) -> Output {
    let folder = TempDir::new().unwrap();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::os::unix::fs::symlink(project.join("www"), folder.path().join("www")).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_sipas")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    Command::new("sh").args(["-c", line]).current_dir(folder.path()).env("PATH", &path).output().unwrap()
}

#[test]
fn every_command_has_examples_and_they_work() {
    let overview = sipas(&["--help"], "").out;
    let commands = overview.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let listed: Vec<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    for command in &listed {
        assert!(*command == "help" || COMMANDS.contains(command), "{command} has no test");
    }
    let helps = COMMANDS.iter().map(|command| sipas(&["help", command], "").out).chain([overview]);
    for help in helps {
        let examples = examples(&help);
        assert!(!examples.is_empty(), "{help}");
        for example in examples {
            // A server runs until it is stopped (tests/server does that): here its options are read.
            let line = if example.contains("sipas serve") { format!("{example} --help") } else { example.to_owned() };
            let output = run(&line);
            // What is validated in the example is incomplete, and that is found.
            let code = i32::from(example.contains("sipas validate"));
            assert_eq!(output.status.code(), Some(code), "{example} {output:?}");
            assert!(output.stderr.is_empty(), "{example} {output:?}");
        }
    }
}
