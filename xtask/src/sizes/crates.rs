//! What each crate costs in a wasm file, before wasm-opt: names are gone afterwards.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// Crates that are named one by one; the others are summed.
const NAMED: usize = 12;
/// Why the heaviest that are not Segue itself are as heavy as they are.
const REASONS: [(&str, &str); 4] = [
    ("yew", "code for every component; parts without state are functions (src/app/view/mod.rs)"),
    ("rustfft", "plans for any length, of which we use few: still better kept than an FFT of our own"),
    ("lofty", "tags and sample rates of every format we open, built for size (Cargo.toml)"),
    ("core", "sorting, formatting and iterating, made for each type that is sorted, told or walked"),
];

/// Prints the bytes of code of each crate in a file that cargo built, the heaviest first.
pub fn weigh(file: &Path) -> Result<()> {
    let bytes = std::fs::read(file).with_context(|| format!("{} is not there", file.display()))?;
    let mut weights: Vec<(String, usize)> = by_crate(&bytes)?.into_iter().collect();
    weights.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    let total: usize = weights.iter().map(|(_, bytes)| bytes).sum();
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    eprintln!("{:48}{:>12}", format!("{name}, code before wasm-opt"), super::grouped(total as u64));
    let others: usize = weights.iter().skip(NAMED).map(|(_, bytes)| bytes).sum();
    for (name, bytes) in weights.into_iter().take(NAMED).chain([("all others".to_owned(), others)]) {
        let share = 100.0 * bytes as f64 / total.max(1) as f64;
        let reason = REASONS.iter().find(|(of, _)| *of == name).map_or("", |(_, reason)| reason);
        let line = format!("  {name:46}{:>12}{share:>11.1}%  {reason}", super::grouped(bytes as u64));
        eprintln!("{}", line.trim_end());
    }
    Ok(())
}

/// Bytes of function bodies by the crate that they are written in.
fn by_crate(wasm: &[u8]) -> Result<BTreeMap<String, usize>> {
    let (mut imported, mut bodies, mut names) = (0, Vec::new(), BTreeMap::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(subsections) = section.as_known() else { continue };
                for subsection in subsections {
                    let Name::Function(functions) = subsection? else { continue };
                    for naming in functions {
                        let naming = naming?;
                        names.insert(naming.index as usize, naming.name);
                    }
                }
            }
            _ => {}
        }
    }
    let mut weights = BTreeMap::new();
    for (place, bytes) in bodies.into_iter().enumerate() {
        let name = names.get(&(imported + place)).copied().unwrap_or_default();
        *weights.entry(crate_of(name)).or_default() += bytes;
    }
    Ok(weights)
}

/// `<lofty::Tag as core::fmt::Debug>::fmt` is lofty's: the first name that is a path's beginning.
fn crate_of(mangled: &str) -> String {
    let name = format!("{:#}", rustc_demangle::demangle(mangled));
    let begin = name
        .trim_start_matches(['<', '&', '(', '[', '*'])
        .trim_start_matches("mut ")
        .trim_start_matches("dyn ");
    match begin.split_once("::") {
        Some((first, _)) if first.chars().all(|letter| letter.is_alphanumeric() || letter == '_') => {
            first.to_owned()
        }
        _ => "no crate's".to_owned(),
    }
}
