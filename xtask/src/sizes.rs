//! What a visitor pays: the size of everything in dist/, as it is and as a host sends it, and what it may be.

mod crates;

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

/// Files that are fetched together.
struct Group {
    name: String,
    files: Vec<File>,
    /// Compressed bytes that it may have.
    budget: Option<u64>,
}

struct File {
    name: String,
    raw: u64,
    compressed: u64,
}

/// Prints what each crate costs in the programs that cargo built into a folder for each profile in `built`.
pub fn weigh_crates(built: &Path) -> Result<()> {
    ["page/app.wasm", "worker/worker.wasm"].iter().try_for_each(|program| crates::weigh(&built.join(program)))
}

/// Prints the sizes.
///
/// # Errors
///
/// A group that is over its budget.
pub fn weigh(dist: &Path) -> Result<()> {
    let groups = groups(dist)?;
    eprintln!("{:48}{:>12}{:>12}{:>12}", "bytes", "raw", "gzip", "budget");
    for group in &groups {
        let budget = group.budget.map(grouped).unwrap_or_default();
        eprintln!(
            "{:48}{:>12}{:>12}{budget:>12}",
            group.name,
            grouped(group.raw()),
            grouped(group.compressed())
        );
        for File { name, raw, compressed } in &group.files {
            eprintln!("  {name:46}{:>12}{:>12}", grouped(*raw), grouped(*compressed));
        }
    }
    match groups.iter().find(|group| group.budget.is_some_and(|budget| group.compressed() > budget)) {
        None => Ok(()),
        Some(group) => bail!(
            "{} is {} bytes once compressed, {} are its budget; the table above says what is heavy",
            group.name,
            grouped(group.compressed()),
            grouped(group.budget.unwrap_or_default()),
        ),
    }
}

fn groups(dist: &Path) -> Result<Vec<Group>> {
    let group = |name: &str, budget, wanted: &dyn Fn(&str) -> bool| {
        let mut names: Vec<String> = files(dist, dist)?.into_iter().filter(|name| wanted(name)).collect();
        names.sort();
        let files = names.into_iter().map(|name| weighed(dist, name)).collect::<Result<_>>()?;
        Ok::<_, anyhow::Error>(Group { name: name.to_owned(), files, budget })
    };
    let mut groups = vec![
        group("page, to the first interaction", Some(350_000), &|name| {
            name == "index.html" || name.starts_with("app-") || name.starts_with("style-")
        })?,
        group("fonts", None, &|name| name.starts_with("fonts/") && is_of(name, "woff2"))?,
        group("worker", Some(450_000), &|name| name == "listen.js" || name.starts_with("worker"))?,
        group("decoder, once the browser does not decode", Some(550_000), &|name| {
            name.starts_with("decoder")
        })?,
        group("Explore and Model, once opened", Some(500_000), &|name| {
            name.starts_with("library") || name == "open-library.js"
        })?,
        group("network, once an answer stands", Some(1_000_000), &|name| {
            let of_network = name.strip_prefix("models/musicnn/").is_some_and(|name| !is_of(name, "md"));
            of_network || name.starts_with("network")
        })?,
        group("service worker, once all else is there", None, &|name| name == "service-worker.js")?,
    ];
    for (pack, needs) in packs(dist)? {
        let budget = (pack == "fma-small").then_some(2_000_000);
        groups.push(group(&format!("pack {pack}"), budget, &|name| needs.iter().any(|need| need == name))?);
    }
    Ok(groups)
}

/// Each pack that lies here, and the files without which it does not answer.
fn packs(dist: &Path) -> Result<Vec<(String, Vec<String>)>> {
    let json = |inside: &str| -> Result<Value> {
        let bytes = fs::read(dist.join(inside)).with_context(|| format!("{inside} is missing in dist/"))?;
        Ok(serde_json::from_slice(&bytes)?)
    };
    let listing = json("models/packs.json")?;
    let mut packs = Vec::new();
    for listed in listing["packs"].as_array().into_iter().flatten() {
        let manifest = format!("models/{}", listed["manifest"].as_str().unwrap_or_default());
        if !dist.join(&manifest).is_file() {
            continue; // of another host
        }
        let folder = manifest.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default();
        let said = json(&manifest)?;
        let needs = said["files"].as_array().into_iter().flatten().filter(|file| file["role"] != "report");
        let mut needs: Vec<String> =
            needs.filter_map(|file| Some(format!("{folder}/{}", file["name"].as_str()?))).collect();
        needs.push(manifest);
        packs.push((listed["name"].as_str().unwrap_or_default().to_owned(), needs));
    }
    Ok(packs)
}

/// The files below a folder, as their addresses from `dist` on.
fn files(dist: &Path, folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            names.extend(files(dist, &path)?);
        } else {
            let inside = path.strip_prefix(dist)?;
            names.push(inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"));
        }
    }
    Ok(names)
}

fn weighed(dist: &Path, name: String) -> Result<File> {
    let bytes = fs::read(dist.join(&name))?;
    // Fonts, pictures and sound are compressed already, and hosts leave them alone.
    let text = !["woff2", "png", "mp3"].iter().any(|kind| is_of(&name, kind));
    let compressed = if text { gzipped(&bytes)? } else { bytes.len() as u64 };
    Ok(File { name, raw: bytes.len() as u64, compressed })
}

fn is_of(name: &str, kind: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == kind)
}

/// At the level that hosts use.
fn gzipped(bytes: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}

impl Group {
    fn raw(&self) -> u64 {
        self.files.iter().map(|file| file.raw).sum()
    }

    fn compressed(&self) -> u64 {
        self.files.iter().map(|file| file.compressed).sum()
    }
}

/// `1,234,567`.
fn grouped(number: u64) -> String {
    if number < 1000 {
        number.to_string()
    } else {
        format!("{},{:03}", grouped(number / 1000), number % 1000)
    }
}
