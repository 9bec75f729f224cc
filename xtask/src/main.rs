//! Everything a person or a machine does with this repository: set up, build, serve, test.

mod bench;
mod count;
mod engines;
mod lighthouse;
mod machine;
mod npm;
mod page;
mod policy;
mod serve;
mod sizes;
mod stories;
mod test;
mod tools;
mod workshop;

use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory, Parser, Subcommand};

use test::Part;
use workshop::Workshop;

/// Sets up, builds, serves and tests Segue.
///
/// A fresh machine needs rustup, Node 20 or newer, Python 3 and a C++ compiler; whatever else is missing is installed
/// on the way (tools into cargo's own bin folder or target/tools, npm packages into `node_modules`). Running a command
/// again finds everything in place and is quick.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Build the release page and serve it on this machine
    ///
    /// Installs what is missing (wasm target, trunk, wasm-bindgen, npm packages): about ten minutes the first time.
    Serve {
        /// Port to listen on
        #[arg(long, default_value_t = 8080)]
        port: u16,
    },
    /// Run all tests, or only the parts named
    ///
    /// Installs what is missing for them (as for serve, and Chromium with its driver, Firefox, WebKitGTK, cmake, libclang): about half an
    /// hour the first time, most of it compiling. The tests' own corpus is looked for in `$SEGUE_SHARED` or `../shared`;
    /// tests that need it say that they were skipped when it is absent.
    Test {
        /// Only these parts
        #[arg(value_enum)]
        parts: Vec<Part>,
    },
    /// Make dist/, the folder to upload anywhere, and print what it weighs
    ///
    /// Fails where page, worker or pack is larger than its budget.
    Dist,
    /// Measure how fast it is, here and in headless Chromium, and write the table to benches/results/
    ///
    /// Takes about ten minutes after everything is compiled. Figures count only on a machine that does nothing else.
    Bench,
    /// Ask Lighthouse about the page, on a phone and on a desk; fails below 95 in any category
    ///
    /// Figures count only on a machine that does nothing else.
    Lighthouse,
    /// Build the page of benches/browser, which lets others time the engine's stations, into target/bench-page/
    BenchPage,
}

fn main() -> ExitCode {
    match obey(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn obey(command: Option<Command>) -> Result<()> {
    let workshop = Workshop::open()?;
    match command {
        None => Ok(Cli::command().print_long_help()?),
        Some(Command::Serve { port }) => serve::serve(&workshop, port),
        Some(Command::Test { parts }) => test::test(&workshop, &parts),
        Some(Command::Dist) => dist(&workshop),
        Some(Command::Bench) => bench::bench(&workshop),
        Some(Command::Lighthouse) => lighthouse::look(&workshop),
        Some(Command::BenchPage) => bench::build_page(&workshop),
    }
}

fn dist(workshop: &Workshop) -> Result<()> {
    page::build(workshop)?;
    sizes::weigh_crates(&workshop.target().join("wasm32-unknown-unknown"))?;
    sizes::weigh(&workshop.at("dist"))
}
