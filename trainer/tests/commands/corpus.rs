//! `segue-trainer corpus debian`: what is fetched, unpacked, labelled and left out, and what it says of bad input.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use assert_cmd::Command;
use hound::{SampleFormat, WavSpec, WavWriter};
use tempfile::TempDir;
use zip::write::{SimpleFileOptions, ZipWriter};

const RATE: u32 = 8_000;
/// Copies packages out of `$STORE` as apt-get fetches them, and keeps a diary.
const APT_GET: &str = r#"#!/bin/sh
echo "$2" >> "$STORE/diary"
name=${2%%=*}
case $2 in *=*) version=${2#*=} ;; *) version='*' ;; esac
cp "$STORE/$name"_$version'_all.deb' . 2>/dev/null || { echo "E: Can't find a source to download $2" >&2; exit 100; }
"#;
const MACHINE: &str = "\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Tower Game

Files: *
Copyright: 2001 The Coders
License: GPL-2+

Files: data/music/*
Copyright: 2002-2004, Ann Noe <ann@example.org>
License: CC-BY-SA-3.0
 Its text.

Files: data/music/dark_tower.ogg
Copyright: 2005 Ben
           2006 Cid
License: Expat
";

struct World {
    root: TempDir,
}

impl World {
    /// A store of packages, and apt-get to fetch from it.
    fn new() -> Option<Self> {
        if Process::new("dpkg-deb").arg("--version").output().is_err() {
            println!("skipped: dpkg-deb is not here");
            return None;
        }
        let world = Self { root: tempfile::tempdir().unwrap() };
        fs::create_dir_all(world.at("store")).unwrap();
        world.tool("apt-get", APT_GET);
        Some(world)
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    fn tool(&self, name: &str, script: &str) {
        let place = self.at("bin").join(name);
        fs::create_dir_all(self.at("bin")).unwrap();
        fs::write(&place, script).unwrap();
        fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Builds a package from the folder `tree/NAME`.
    fn package(&self, name: &str, version: &str, copyright: &str) {
        let tree = self.at("tree").join(name);
        let docs = tree.join("usr/share/doc").join(name);
        fs::create_dir_all(&docs).unwrap();
        fs::write(docs.join("copyright"), copyright).unwrap();
        fs::create_dir_all(tree.join("DEBIAN")).unwrap();
        let control = format!(
            "Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: Ann <a@example.org>\nDescription: music\n"
        );
        fs::write(tree.join("DEBIAN/control"), control).unwrap();
        let mut command = Process::new("dpkg-deb");
        command.args(["--root-owner-group", "-Znone", "--build"]).arg(&tree);
        let built = command.arg(self.at(&format!("store/{name}_{version}_all.deb"))).output().unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    }

    fn list(&self, rows: &str) {
        fs::write(self.at("list.csv"), format!("package,version,file,title\n{rows}")).unwrap();
    }

    fn corpus(&self, out: &Path) -> Told {
        let path = format!("{}:{}", self.at("bin").display(), std::env::var("PATH").unwrap());
        self.corpus_with(out, &path)
    }

    fn corpus_with(&self, out: &Path, path: &str) -> Told {
        let mut command = Command::cargo_bin("segue-trainer").unwrap();
        command.args(["corpus", "debian", "--list"]).arg(self.at("list.csv")).arg("--out").arg(out);
        told(command.env("PATH", path).env("STORE", self.at("store")))
    }

    fn diary(&self) -> Vec<String> {
        let diary = fs::read_to_string(self.at("store/diary")).unwrap_or_default();
        diary.lines().map(str::to_owned).collect()
    }
}

struct Told {
    code: i32,
    out: String,
    err: String,
}

fn told(command: &mut Command) -> Told {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Told { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// A piece of its own for each seed: notes of changing pitch and loudness. The container is WAV whatever the name says.
fn song(seed: u32, seconds: u32, level: f32) -> Vec<u8> {
    let spec =
        WavSpec { channels: 1, sample_rate: RATE, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut bytes, spec).unwrap();
    let mut phase = 0.0_f32;
    for frame in 0..seconds * RATE {
        let note = (frame / RATE + 1).wrapping_mul(seed.wrapping_mul(2_654_435_761)) >> 20;
        phase += (60.0 + (note % 3_000) as f32) / RATE as f32;
        let loud = level * [1.0, 0.1, 0.01, 0.001][note as usize % 4];
        writer.write_sample(((phase.fract() - 0.5) * loud * 30_000.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}

fn put(place: &Path, bytes: &[u8]) {
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, bytes).unwrap();
}

fn zipped(place: &Path, entries: &[(&str, &[u8])]) {
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    let mut writer = ZipWriter::new(File::create(place).unwrap());
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap();
}

/// The rows of a table, header first.
fn rows(place: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(place).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Two packages with nine tracks, a third that is not to be had.
fn packages(world: &World) {
    let tower = world.at("tree/tower-data/usr/share/games/tower");
    put(&tower.join("music/dark_tower.ogg"), &song(1, 46, 1.0));
    put(&tower.join("music/02_-_Ann_Noe_-_light_tower.ogg"), &song(2, 46, 1.0));
    put(&tower.join("music/dark_tower_fast.ogg"), &song(3, 46, 1.0));
    zipped(&tower.join("public.zip"), &[("audio/music/zipped.ogg", &song(4, 46, 1.0)), ("readme", b"none")]);
    zipped(&tower.join("base/pak0.pk3"), &[("sound/deep/packed.ogg", &song(5, 46, 1.0))]);
    world.package("tower-data", "1.0", MACHINE);
    let plain = world.at("tree/plain/usr/share/plain");
    put(&plain.join("again.ogg"), &song(1, 46, 1.0));
    put(&plain.join("quieter.ogg"), &song(2, 46, 0.9));
    put(&plain.join("jingle.ogg"), &song(6, 20, 1.0));
    put(&plain.join("sounds/night.ogg"), &song(7, 46, 1.0));
    put(&plain.join("text.ogg"), &b"this is no sound at all. ".repeat(40));
    world.package("plain", "2:3-1", "This package was debianized by Ann.\n\nIt is free, they say.\n");
    world.list(
        "tower-data,1.0,usr/share/games/tower/music/dark_tower.ogg,\n\
         tower-data,1.0,usr/share/games/tower/music/02_-_Ann_Noe_-_light_tower.ogg,\n\
         tower-data,1.0,usr/share/games/tower/music/dark_tower_fast.ogg,\n\
         tower-data,1.0,music/zipped.ogg,A Title of the List\n\
         tower-data,1.0,usr/share/games/tower/base/x_pak0/packed.ogg,\n\
         plain,2:3-1,usr/share/plain/again.ogg,\n\
         plain,2:3-1,usr/share/plain/quieter.ogg,\n\
         plain,2:3-1,usr/share/plain/jingle.ogg,\n\
         plain,2:3-1,usr/share/plain/sounds/night.ogg,\n\
         plain,2:3-1,usr/share/plain/text.ogg,\n\
         plain,2:3-1,usr/share/plain/nowhere.ogg,\n\
         gone,1.0,usr/share/gone.ogg,\n",
    );
}

#[test]
fn packages_become_labelled_songs_and_a_second_run_fetches_nothing() {
    let Some(world) = World::new() else { return };
    packages(&world);
    let out = world.at("out");
    let first = world.corpus(&out);
    assert_eq!(first.code, 1, "{}{}", first.out, first.err);
    assert!(first.err.contains("gone: apt-get: Can't find a source to download gone=1.0"), "{}", first.err);
    assert!(
        first.err.contains("plain/usr/share/plain/nowhere.ogg: it is not in the package"),
        "{}",
        first.err
    );
    assert!(first.out.contains("4 tracks; left out 8"), "{}", first.out);

    let labels = rows(&out.join("labels.csv"));
    let column = |name: &str| labels[0].iter().position(|column| column == name).unwrap();
    let texts = |name: &str| labels[1..].iter().map(|row| row[column(name)].as_str()).collect::<Vec<_>>();
    assert_eq!(texts("track_id"), ["1", "2", "4", "5"]);
    assert_eq!(texts("path")[2], "tower-data/music/zipped.ogg");
    assert_eq!(texts("title"), ["Dark Tower", "Light Tower", "A Title of the List", "Packed"]);
    assert_eq!(texts("artist"), ["", "Ann Noe", "Ann Noe", ""]);
    assert_eq!(texts("artist_from"), ["nobody", "file name", "copyright file", "nobody"]);
    assert_eq!(texts("album"), ["Tower Game"; 4]);
    assert_eq!(texts("licence"), ["MIT", "CC-BY-SA-3.0", "CC-BY-SA-3.0", "GPL-2+"]);
    assert_eq!(texts("link"), ["https://packages.debian.org/bookworm/tower-data"; 4]);

    let left_out: Vec<_> =
        rows(&out.join("left-out.csv")).into_iter().skip(1).map(|row| row[2].clone()).collect();
    let expected = [
        "the same, played faster: tower-data/usr/share/games/tower/music/dark_tower.ogg",
        "the same bytes: tower-data/usr/share/games/tower/music/dark_tower.ogg",
        "the same song: tower-data/usr/share/games/tower/music/02_-_Ann_Noe_-_light_tower.ogg",
        "shorter than 45 s: 20.0",
        "noises: night, going by its name",
        "it cannot be heard: this is not an audio file that can be read here",
        "it is not in the package",
        "the package cannot be had",
    ];
    assert_eq!(left_out, expected);

    let tables = || ["labels.csv", "left-out.csv"].map(|name| fs::read(out.join(name)).unwrap());
    let (before, calls) = (tables(), world.diary());
    assert_eq!(calls, ["tower-data=1.0", "plain=2:3-1", "gone=1.0", "gone"]);
    let second = world.corpus(&out);
    assert_eq!((second.code, tables()), (1, before), "{}", second.err);
    assert_eq!(world.diary()[calls.len()..], ["gone=1.0", "gone"], "only what is missing is asked for again");

    let mut extract = Command::cargo_bin("segue-trainer").unwrap();
    let features = told(extract.arg("extract").arg(&out).arg("--out").arg(world.at("features")));
    assert!(features.out.contains("heard now 0, before 4;"), "{}{}", features.out, features.err);
}

#[test]
fn another_version_stands_in_and_no_archive_writes_outside() {
    let Some(world) = World::new() else { return };
    let music = song(1, 46, 1.0);
    let place = world.at("tree/slip/usr/share/slip");
    zipped(
        &place.join("a.zip"),
        &[("../../evil.ogg", &music), ("/evil.ogg", &music), ("good/fine.ogg", &music)],
    );
    world.package("slip", "2.0", "free\n");
    world.list("slip,1.0,evil.ogg,\nslip,1.0,fine.ogg,\n");
    let out = world.at("out");
    let said = world.corpus(&out);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains("slip: version 1.0 is gone; 2.0 is taken"), "{}", said.err);
    assert!(said.err.contains("slip/evil.ogg: it is not in the package"), "{}", said.err);
    assert_eq!(rows(&out.join("labels.csv"))[1][1], "slip/fine.ogg");
    for place in ["evil.ogg", "out/evil.ogg", "out/slip/evil.ogg"] {
        assert!(!world.at(place).exists(), "{place}");
    }
}

#[test]
fn bad_input_gets_one_sentence() {
    let Some(world) = World::new() else { return };
    let out = world.at("out");
    let refused = |out: &Path, rows: &str, words: &str| {
        world.list(rows);
        let said = world.corpus(out);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{}", said.err);
        assert!(said.err.contains(words), "{words:?} in {:?}", said.err);
        assert!(!out.join("labels.csv").exists());
    };
    refused(
        &out,
        "tower,1.0,../../etc/passwd,\n",
        "line 2: \"../../etc/passwd\" is no path inside a package",
    );
    refused(&out, "--purge,1.0,a.ogg,\n", "line 2: \"--purge\" is no name of a package");
    refused(&out, "tower,1.0;rm,a.ogg,\n", "\"1.0;rm\" is no version of a package");
    refused(&out, "tower,1.0,a.ogg,\ntower,1.0,a.ogg,\n", "line 3: a.ogg of tower is named twice");
    refused(&out, "", "names no track");
    refused(&out, "tower,1.0,a.ogg,\n", "none of the listed tracks can be had");
    refused(&world.at("list.csv").join("out"), "tower,1.0,a.ogg,\n", "list.csv/out cannot be made");

    put(&world.at("tree/one/usr/a.ogg"), &song(1, 46, 1.0));
    world.package("one", "1.0", "free\n");
    world.list("one,1.0,usr/a.ogg,\n");
    let bare = world.at("bare");
    fs::create_dir_all(&bare).unwrap();
    let said = world.corpus_with(&world.at("bare-out"), bare.to_str().unwrap());
    assert!(said.err.contains("one: apt-get is not here"), "{}", said.err);
    fs::create_dir_all(world.at("kept-out/packages")).unwrap();
    fs::copy(world.at("store/one_1.0_all.deb"), world.at("kept-out/packages/one_1.0_all.deb")).unwrap();
    let said = world.corpus_with(&world.at("kept-out"), bare.to_str().unwrap());
    assert!(said.err.contains("one: dpkg-deb is not here to unpack it; install dpkg"), "{}", said.err);
    fs::write(world.at("kept-out/packages/one_1.0_all.deb"), "no package").unwrap();
    let said = world.corpus(&world.at("kept-out"));
    assert!(said.err.contains("one: dpkg-deb: "), "{}", said.err);
    assert_eq!(said.err.lines().count(), 2, "{}", said.err);
}
