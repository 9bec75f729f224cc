//! `predict-table` on tables as they come, and what happens when nobody reads on.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/fma-small");
const COEFFICIENTS: usize = 20;

fn trainer(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_segue-trainer"));
    command.args(arguments);
    command
}

/// The 46 statistics in reverse, a column that nobody asked for, then the number of the track.
fn header() -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for of in ["mean", "var"] {
        names.extend((0..COEFFICIENTS).map(|n| format!("mfcc{n}_{of}")));
        names.extend(["zcr", "centroid", "rolloff"].map(|shape| format!("{shape}_{of}")));
    }
    names.reverse();
    names.extend(["remark", "track_id"].map(String::from));
    names
}

fn row(track: usize) -> Vec<String> {
    let mut fields: Vec<String> =
        (0..46).map(|column| format!("{}", 1 + (7 * track + column) % 50)).collect();
    fields.extend(["\"so, \"\"so\"\"\"".to_owned(), track.to_string()]);
    fields
}

/// The table with rows 1 to 6, `change`d, predicted as JSON.
fn predict(folder: &Path, ends: &str, change: impl Fn(&mut Vec<Vec<String>>)) -> Output {
    let mut rows: Vec<Vec<String>> = (1..=6).map(row).collect();
    rows.insert(0, header());
    change(&mut rows);
    let path = folder.join("table.csv");
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    fs::write(&path, lines.join(ends)).unwrap();
    trainer(&["predict-table", path.to_str().unwrap(), "--pack", PACK, "--json"]).output().unwrap()
}

fn ids(output: &Output) -> Vec<u64> {
    let lines = String::from_utf8(output.stdout.clone()).unwrap();
    let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["track_id"].as_u64().unwrap();
    lines.lines().map(id).collect()
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let plain = predict(folder.path(), "\n", |_| ());
    assert_eq!((plain.status.code(), ids(&plain)), (Some(0), vec![1, 2, 3, 4, 5, 6]));
    let marked = predict(folder.path(), "\r\n", |rows| rows[0][0].insert(0, '\u{feff}'));
    assert_eq!((marked.status.code(), marked.stdout), (Some(0), plain.stdout));
}

#[test]
fn rows_that_cannot_be_read_are_named_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let output = predict(folder.path(), "\n", |rows| {
        rows[2][5] = "nan".to_owned();
        rows[3].truncate(9);
        rows[5][47] = "five".to_owned();
    });
    assert_eq!((output.status.code(), ids(&output)), (Some(1), vec![1, 4, 6]));
    let said = String::from_utf8(output.stderr).unwrap();
    let said: Vec<&str> = said.lines().collect();
    assert_eq!(said.len(), 3, "{said:?}");
    for (line, words) in said.iter().zip(["line 3: \"nan\" in column", "line: 4", "line 6: \"five\""]) {
        assert!(line.contains("table.csv") && line.contains(words), "{words:?} in {line:?}");
    }
}

#[test]
fn nobody_who_reads_on_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    drop(predict(folder.path(), "\n", |_| ()));
    let table = folder.path().join("table.csv");
    for arguments in [vec!["check", PACK], vec!["predict-table", table.to_str().unwrap(), "--pack", PACK]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = trainer(&arguments).stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(output.stderr, b"", "{arguments:?}");
    }
}
