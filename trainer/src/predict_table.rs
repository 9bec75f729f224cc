//! `predict-table`: genre probabilities for a table of cepstral statistics.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Result;
use serde::Serialize;

use crate::{Outcome, packs, table};

/// Predict genres for a table of cepstral statistics.
///
/// The table has a column `track_id` and the 46 statistics, as fit-table reads them; other columns are ignored.
/// Prints one line per track: its number, the most probable genre and the probability; with --json all of them.
/// Rows that cannot be read are named on standard error, and the rest goes on.
#[derive(clap::Args)]
pub struct Args {
    /// The table, CSV, gzipped or not.
    #[arg(value_name = "FILE.csv[.gz]")]
    table: PathBuf,
    /// Folder of the pack that answers.
    #[arg(long, value_name = "DIR")]
    pack: PathBuf,
    /// One JSON object per line: `{"track_id": …, "probabilities": {genre: …}}`.
    #[arg(long)]
    json: bool,
}

/// One line of JSON.
#[derive(Serialize)]
struct Told<'a> {
    track_id: u32,
    probabilities: BTreeMap<&'a str, f32>,
}

/// One line per track, in the table's order.
pub fn run(args: &Args) -> Result<Outcome> {
    let pack = packs::open(&args.pack)?;
    let (table, refusals) = table::read_descriptors(&args.table)?;
    for refusal in &refusals {
        eprintln!("{refusal:#}");
    }
    let probabilities = pack.tell(table.values.view())?.0;
    let mut out = BufWriter::new(io::stdout().lock());
    for (&track_id, row) in table.track_ids.iter().zip(probabilities.rows()) {
        let named = || pack.catalogue.genres.iter().map(String::as_str).zip(row.iter().copied());
        if args.json {
            let told = Told { track_id, probabilities: named().collect() };
            writeln!(out, "{}", serde_json::to_string(&told)?)?;
        } else if let Some((genre, p)) = named().max_by(|a, b| a.1.total_cmp(&b.1)) {
            writeln!(out, "{track_id:>8}  {genre:<16} {:>5.1} %", 100.0 * p)?;
        }
    }
    out.flush()?;
    Ok(if refusals.is_empty() { Outcome::Complete } else { Outcome::Partial })
}
