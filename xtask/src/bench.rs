//! How fast it is: the engine's stations on this machine and in a browser, and the page from drop to answer.

use std::fs::{self, File};

use anyhow::{Context, Result};

use crate::workshop::{Workshop, run, say};
use crate::{machine, npm, page, tools};

/// The bench page, built.
const PAGE: &str = "target/bench-page";
/// Its crate, which is no part of the workspace.
const CRATE: &str = "benches/browser";
/// Its files that are not compiled.
const SCRIPTS: [&str; 3] = ["index.html", "page.mjs", "worker.mjs"];
const TARGET: &str = "wasm32-unknown-unknown";
/// Where cargo builds it.
const BUILD: &str = "target/bench-build";
/// The same as the worker's (index.html), and functions keep their names for the profile.
const WASM_OPT: &str = "wasm-opt -O3 --debuginfo --enable-bulk-memory --enable-nontrapping-float-to-int --enable-simd --reorder-functions-by-name";

/// Builds the bench page.
pub fn build_page(workshop: &Workshop) -> Result<()> {
    npm::ensure(workshop)?;
    tools::wasm_target(workshop)?;
    tools::wasm_bindgen(workshop)?;
    workshop.run(&format!(
        "cargo build --profile worker --locked --manifest-path {CRATE}/Cargo.toml --target {TARGET} --target-dir {BUILD}"
    ))?;
    fs::create_dir_all(workshop.at(PAGE))?;
    workshop.run(&format!(
        "wasm-bindgen --target web --no-typescript --out-dir {PAGE} {BUILD}/{TARGET}/worker/segue_bench_page.wasm"
    ))?;
    let wasm = format!("{PAGE}/segue_bench_page_bg.wasm");
    workshop.run(&format!("{WASM_OPT} {wasm} -o {wasm}"))?;
    for script in SCRIPTS {
        fs::copy(workshop.at(CRATE).join(script), workshop.at(PAGE).join(script))
            .with_context(|| format!("{CRATE}/{script} cannot be copied into {PAGE}"))?;
    }
    say(&format!("The bench page is in {PAGE}."));
    Ok(())
}

/// Measures everything, prints the table and writes it to benches/results/.
pub fn bench(workshop: &Workshop) -> Result<()> {
    build_page(workshop)?;
    page::build(workshop)?;
    machine::ensure_native(workshop)?;
    let browser = machine::ensure_browser(workshop)?;
    for bench in ["path", "search", "network"] {
        workshop.run(&format!("cargo bench --package segue --bench {bench} -- --quiet"))?;
    }
    let target = workshop.target();
    let growth = File::create(target.join("growth.jsonl"))?;
    run(workshop.command("cargo bench --package segue --bench growth").stdout(growth))?;
    run(workshop
        .command("node benches/browser/run.mjs")
        .env("SEGUE_CHROMIUM", browser.chromium)
        .env("SEGUE_TARGET", target))
}
