//! `fit-table`, `check` and `predict-table` as a person types them, on a table that any machine can make.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

const TRACKS: usize = 1050;
const GENRES: [&str; 3] = ["Hum", "Ring", "Thud"];
/// Enough to fit, few enough to be quick.
const ROUNDS: &str = "12";

fn trainer(arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::new(env!("CARGO_BIN_EXE_segue-trainer")).args(arguments).assert()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Numbers without end, the same everywhere.
struct Numbers(u32);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(self.0 >> 8) / f64::from(1 << 24)
    }
}

fn names() -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in ["zcr", "centroid", "rolloff"] {
        names.extend([format!("{name}_mean"), format!("{name}_var")]);
    }
    for of in ["mean", "var"] {
        names.extend((0..20).map(|n| format!("mfcc{n}_{of}")));
    }
    names
}

/// Track n is by artist n / 5; artists take turns with genres, and one in seven is for validation.
fn table() -> Vec<Vec<String>> {
    let mut numbers = Numbers(5);
    let mut head: Vec<String> =
        ["track_id", "split", "genre_top", "title", "artist", "album"].map(String::from).into();
    head.extend(names());
    let mut rows = vec![head];
    for track in 0..TRACKS {
        let artist = track / 5;
        let split = if artist % 7 == 6 { "validation" } else { "training" };
        let mut row: Vec<String> = [
            &format!("{}", 3 + 2 * track),
            split,
            GENRES[artist % 3],
            "<b>\"x\", y</b>",
            &format!("Maker {artist}"),
            "",
        ]
        .map(String::from)
        .into();
        for column in 0..46 {
            let lean = if column % 3 == artist % 3 { 0.6 } else { 0.0 };
            row.push(format!("{:.6}", 0.01 + lean + numbers.next() * (1.0 + column as f64)));
        }
        rows.push(row);
    }
    rows
}

fn csv(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for row in rows {
        let fields: Vec<String> =
            row.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
        writeln!(text, "{}", fields.join(",")).unwrap();
    }
    text
}

/// A folder with a table in it.
fn workshop(rows: &[Vec<String>]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    fs::write(&path, csv(rows)).unwrap();
    (folder, path)
}

fn fit(table: &Path, out: &Path) -> assert_cmd::assert::Assert {
    trainer(&[
        "fit-table",
        table.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
        "--rounds",
        ROUNDS,
        "--title=Small",
        "--licence=CC0-1.0",
        "--credit=nobody",
        "--provenance=made up",
    ])
}

fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

fn report(folder: &Path) -> Value {
    let files = contents(folder);
    let (_, bytes) = files.iter().find(|(name, _)| name.starts_with("report.")).unwrap();
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn a_table_becomes_a_pack_that_answers() {
    let (folder, table) = workshop(&table());
    let out = folder.path().join("small");
    fit(&table, &out).code(0);
    let report = report(&out);
    assert!(report["model"]["rows_compared"].as_u64().unwrap() >= 1000);
    assert!(report["model"]["largest_difference_from_lightgbm"].as_f64().unwrap() <= 1e-6);
    assert_eq!(report["corpus"]["artists_shared"], 0);
    assert!(report["retrieval"]["recall_at_10"].as_f64().unwrap() > 0.95);
    let checked = trainer(&["check", out.to_str().unwrap()]).code(0);
    assert!(text(&checked.get_output().stdout).contains("1050 tracks, 1050 vectors, 3 genres"));
    answers(folder.path(), &out, &report);
}

/// The validation tracks of a table that has lost its labels, gzipped: as accurate as the report says.
fn answers(folder: &Path, pack: &Path, report: &Value) {
    let rows = table();
    let asked: Vec<&Vec<String>> = rows.iter().filter(|row| row[1] == "validation").collect();
    let mut bare = vec![[&rows[0][..1], &rows[0][6..]].concat()];
    bare.extend(asked.iter().map(|row| [&row[..1], &row[6..]].concat()));
    let path = folder.join("bare.csv.gz");
    let mut gzip =
        flate2::write::GzEncoder::new(fs::File::create(&path).unwrap(), flate2::Compression::fast());
    gzip.write_all(csv(&bare).as_bytes()).unwrap();
    gzip.finish().unwrap();
    let told =
        trainer(&["predict-table", path.to_str().unwrap(), "--pack", pack.to_str().unwrap(), "--json"])
            .code(0);
    let lines = text(&told.get_output().stdout);
    let mut right = 0;
    assert_eq!(lines.lines().count(), asked.len());
    for (line, row) in lines.lines().zip(&asked) {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["track_id"].to_string(), row[0]);
        let all = line["probabilities"].as_object().unwrap();
        assert_eq!(all.keys().collect::<Vec<_>>(), GENRES);
        let numbers = || all.iter().map(|(genre, p)| (genre, p.as_f64().unwrap()));
        assert!((numbers().map(|(_, p)| p).sum::<f64>() - 1.0).abs() < 1e-5);
        let top = numbers().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap().0;
        right += usize::from(*top == row[2]);
    }
    let accuracy = right as f64 / asked.len() as f64;
    assert!((accuracy - report["validation"]["accuracy"].as_f64().unwrap()).abs() < 1e-9, "{accuracy}");
    assert!(accuracy > 0.5, "{accuracy}: a third is chance");
}

#[test]
fn the_same_table_gives_the_same_bytes_in_any_order() {
    let (folder, path) = workshop(&table());
    fit(&path, &folder.path().join("one/small")).code(0);
    let mut shuffled = table();
    shuffled[1..].reverse();
    fs::write(&path, csv(&shuffled)).unwrap();
    fit(&path, &folder.path().join("two/small")).code(0);
    assert!(contents(&folder.path().join("one/small")) == contents(&folder.path().join("two/small")));
    // A pack is replaced whole; nothing is left beside it.
    fit(&path, &folder.path().join("two/small")).code(0);
    assert_eq!(fs::read_dir(folder.path().join("two")).unwrap().count(), 1);
}

#[test]
fn bad_tables_get_a_sentence_and_leave_nothing() {
    let without = |name: &str| {
        let rows = table();
        let at = rows[0].iter().position(|column| column == name).unwrap();
        rows.into_iter().map(|mut row| (row.remove(at), row).1).collect::<Vec<_>>()
    };
    let with = |change: fn(&mut Vec<Vec<String>>)| {
        let mut rows = table();
        change(&mut rows);
        rows
    };
    let bad: Vec<(Vec<Vec<String>>, &str)> = vec![
        (without("mfcc7_var"), "the column `mfcc7_var` is missing"),
        (without("artist"), "the column `artist` is missing"),
        (without("track_id"), "the column `track_id` is missing"),
        (
            with(|rows| rows.iter_mut().for_each(|row| row.push(row[12].clone()))),
            "`mfcc0_mean` is there twice",
        ),
        (with(|rows| rows.truncate(1)), "has no rows"),
        (with(Vec::clear), "is missing"),
        (with(|rows| rows[9][12] = "nan".to_owned()), "line 10: \"nan\" in column `mfcc0_mean` is no number"),
        (with(|rows| rows[9][12] = String::new()), "is no number"),
        (with(|rows| rows[9][1] = "test".to_owned()), "split \"test\" is unknown"),
        (with(|rows| rows[9][0] = rows[8][0].clone()), "appears twice"),
        (with(|rows| rows[9][0] = "-1".to_owned()), "is no track number"),
        (with(|rows| rows[9].truncate(20)), "a row cannot be read"),
        (with(|rows| rows[1][1] = "validation".to_owned()), "1 artists have tracks both"),
        (with(|rows| rows.retain(|row| row[1] != "validation")), "no validation tracks"),
        (with(|rows| rows[1..].iter_mut().for_each(|row| row[2] = "Hum".to_owned())), "one genre only"),
        (
            with(|rows| rows[1..6].iter_mut().for_each(|row| row[2] = "Rare".to_owned())),
            "\"Rare\" has one training artist",
        ),
        (with(|rows| rows.truncate(4)), "no validation tracks"),
    ];
    for (rows, sentence) in bad {
        let (folder, path) = workshop(&rows);
        let out = folder.path().join("small");
        let said = text(&fit(&path, &out).code(2).get_output().stderr);
        assert!(said.contains(sentence), "{sentence:?} is not in {said:?}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{sentence}: something is left");
    }
}

#[test]
fn other_folders_are_left_alone() {
    let (folder, path) = workshop(&table());
    let said = text(&fit(&path, folder.path()).code(2).get_output().stderr);
    assert!(said.contains("not a pack"), "{said}");
    assert!(path.exists());
    // Whatever has a manifest is not a pack yet.
    let site = folder.path().join("site");
    fs::create_dir(&site).unwrap();
    fs::write(site.join("manifest.json"), "{}").unwrap();
    fs::write(site.join("notes.txt"), "years of work").unwrap();
    let said = text(&fit(&path, &site).code(2).get_output().stderr);
    assert!(said.contains("notes.txt, which would be lost"), "{said}");
    assert!(site.join("notes.txt").exists());
    let said = text(
        &fit(&folder.path().join("absent.csv"), &folder.path().join("small")).code(2).get_output().stderr,
    );
    assert!(said.contains("absent.csv cannot be opened"), "{said}");
    let untitled = trainer(&["fit-table", path.to_str().unwrap(), "--out", "untitled"]).code(2);
    assert!(text(&untitled.get_output().stderr).contains("give --title"));
}

#[test]
fn a_damaged_pack_is_told_from_a_whole_one() {
    let (folder, path) = workshop(&table());
    let out = folder.path().join("small");
    fit(&path, &out).code(0);
    let pack = out.to_str().unwrap();
    let (name, bytes) = contents(&out).into_iter().find(|(name, _)| name.starts_with("index.")).unwrap();
    for (damaged, sentence) in [
        (Some(bytes[..100].to_vec()), "100 bytes"),
        (Some(bytes.iter().map(|byte| byte ^ 1).collect()), "checksum"),
        (None, "missing"),
    ] {
        match damaged {
            Some(bytes) => fs::write(out.join(&name), bytes).unwrap(),
            None => fs::remove_file(out.join(&name)).unwrap(),
        }
        let checked = trainer(&["check", pack]).code(1);
        assert!(text(&checked.get_output().stdout).contains(sentence), "{sentence}");
        let told = trainer(&["predict-table", path.to_str().unwrap(), "--pack", pack]).code(2);
        assert!(text(&told.get_output().stderr).contains(sentence), "{sentence}");
    }
    trainer(&["check", folder.path().to_str().unwrap()]).code(2);
}
