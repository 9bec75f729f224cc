//! `segue-trainer`: turns a table or a folder of music into a model pack, and answers like the page does.

/// Prints a line. Whoever closes the pipe wants no more of them, and the work all the same.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($words)*);
    }};
}

mod about;
mod analyze;
mod check;
mod corpus;
mod decode;
mod embedding;
mod extract;
mod feature_set;
mod features;
mod fit;
mod fit_table;
mod import_musicnn;
mod import_seed;
mod index;
mod model;
mod networks;
mod predict_table;
mod packs;
mod progress;
mod table;
mod write;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

const EXIT_CODES: &str = "\
Exit codes:
  0  everything asked for was done
  1  some of the inputs failed; each is named on standard error
  2  nothing could be done: wrong usage, unreadable pack, unwritable output";

/// Builds model packs for Segue, and asks them.
#[derive(Parser)]
#[command(version, about, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Analyze(analyze::Args),
    Features(features::Args),
    Corpus(corpus::Args),
    Extract(extract::Args),
    Fit(fit::Args),
    PredictTable(predict_table::Args),
    FitTable(fit_table::Args),
    Index(index::Args),
    Check(check::Args),
    #[command(hide = true)]
    ImportSeed(import_seed::Args),
    #[command(hide = true)]
    ImportMusicnn(import_musicnn::Args),
}

/// How a command ended that did not fail as a whole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Everything asked for was done.
    Complete,
    /// Some of the inputs failed; each has been named on standard error.
    Partial,
}

fn main() -> ExitCode {
    let outcome = match &Cli::parse().command {
        Command::Analyze(args) => analyze::run(args),
        Command::Features(args) => features::run(args),
        Command::Corpus(args) => corpus::run(args),
        Command::Extract(args) => extract::run(args),
        Command::Fit(args) => fit::run(args),
        Command::PredictTable(args) => predict_table::run(args),
        Command::FitTable(args) => fit_table::run(args),
        Command::Index(args) => index::run(args),
        Command::Check(args) => check::run(args),
        Command::ImportSeed(args) => import_seed::run(args),
        Command::ImportMusicnn(args) => import_musicnn::run(args),
    };
    match outcome {
        Ok(Outcome::Complete) => ExitCode::SUCCESS,
        Ok(Outcome::Partial) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("segue-trainer: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whoever reads the answers has read enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// What is wrong, and what to do about it.
fn advised(error: segue::engine::Error) -> anyhow::Error {
    anyhow::anyhow!("{error}. {}", error.advice())
}
