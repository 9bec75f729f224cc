//! `segue-trainer extract`: the three forms of a folder, what it says of bad ones, and how it goes on after an end.

use std::fmt::Write;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::time::{Duration, Instant};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, UInt32Type};
use arrow_array::{Array, RecordBatch};
use assert_cmd::Command;
use hound::{SampleFormat, WavSpec, WavWriter};
use ndarray::Array2;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use tempfile::TempDir;

/// An interrupted run gets that far within it, on any machine.
const PATIENCE: Duration = Duration::from_mins(1);

struct Told {
    code: i32,
    out: String,
    err: String,
}

fn extract(folder: &Path, out: &Path, more: &[&str]) -> Told {
    let mut command = Command::cargo_bin("segue-trainer").unwrap();
    let output = command.arg("extract").arg(folder).arg("--out").arg(out).args(more).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Told { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// A note of its own pitch, with a beat; the container is WAV whatever the name says.
fn song(path: &Path, pitch: f64, seconds: f64) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let spec =
        WavSpec { channels: 1, sample_rate: 22_050, bits_per_sample: 32, sample_format: SampleFormat::Float };
    let mut writer = WavWriter::create(path, spec).unwrap();
    for frame in 0..(seconds * 22_050.0) as usize {
        let at = frame as f64 / 22_050.0;
        writer.write_sample(((at * pitch).fract() * (1.0 - (at * 2.0).fract()) - 0.25) as f32).unwrap();
    }
    writer.finalize().unwrap();
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn table(folder: &Path, name: &str) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(folder.join(name)).unwrap()).unwrap();
    let schema = reader.schema().clone();
    let batches: Vec<_> = reader.with_batch_size(1 << 20).build().unwrap().map(Result::unwrap).collect();
    batches.into_iter().next().unwrap_or_else(|| RecordBatch::new_empty(schema))
}

fn texts(table: &RecordBatch, column: &str) -> Vec<String> {
    let column = table.column_by_name(column).unwrap().as_string::<i32>();
    column.iter().map(|text| text.unwrap().to_owned()).collect()
}

fn numbers(table: &RecordBatch, column: &str) -> Vec<u32> {
    table.column_by_name(column).unwrap().as_primitive::<UInt32Type>().values().to_vec()
}

fn lists(table: &RecordBatch, column: &str) -> Array2<f32> {
    let lists = table.column_by_name(column).unwrap().as_fixed_size_list();
    let values = lists.values().as_primitive::<Float32Type>().values().to_vec();
    Array2::from_shape_vec((lists.len(), values.len() / lists.len()), values).unwrap()
}

/// Both files.
fn bytes(folder: &Path) -> [Vec<u8>; 2] {
    ["tracks.parquet", "segments.parquet"].map(|name| fs::read(folder.join(name)).unwrap())
}

/// `count` songs of seven seconds, in as many genres as there are letters, with labels.
fn labelled(folder: &Path, count: usize) {
    let mut labels = String::from("path,genre,artist,title\n");
    for number in 0..count {
        song(&folder.join(format!("sound/{number:02}.wav")), 110.0 + 10.0 * number as f64, 7.0);
        writeln!(labels, "sound/{number:02}.wav,genre {},artist {number},title {number}", number % 2)
            .unwrap();
    }
    fs::write(folder.join("labels.csv"), labels).unwrap();
}

#[test]
fn a_labelled_folder_gives_every_segment_as_the_path_hears_it() {
    let (music, out) = (folder(), folder());
    song(&music.path().join("a/one.wav"), 220.0, 10.0);
    song(&music.path().join("b/two.wav"), 330.0, 4.0);
    let labels = "genre,path,artist,title,album,split\n\
                  Jazz,b/two.wav,Ann,\"Two, or three\",Numbers,training\n\
                  Folk,a/one.wav,Ben,One,,test\n";
    fs::write(music.path().join("labels.csv"), labels).unwrap();
    let told = extract(music.path(), out.path(), &[]);
    assert_eq!((told.code, told.err.as_str()), (0, ""), "{}", told.out);
    assert!(told.out.contains("2 tracks, 4 segments"), "{}", told.out);

    let tracks = table(out.path(), "tracks.parquet");
    assert_eq!(numbers(&tracks, "track_id"), [1, 2]);
    assert_eq!(texts(&tracks, "path"), ["b/two.wav", "a/one.wav"]);
    assert_eq!(texts(&tracks, "title"), ["Two, or three", "One"]);
    assert_eq!(texts(&tracks, "artist"), ["Ann", "Ben"]);
    assert_eq!(texts(&tracks, "album"), ["Numbers", ""]);
    assert_eq!(texts(&tracks, "genre"), ["Jazz", "Folk"]);
    assert_eq!(texts(&tracks, "split"), ["training", "test"]);
    // 4 s are 173 frames, 10 s are 431: one segment and three.
    assert_eq!(numbers(&tracks, "segments"), [1, 3]);
    let segments = table(out.path(), "segments.parquet");
    assert_eq!(numbers(&segments, "track_id"), [1, 2, 2, 2]);
    assert_eq!(numbers(&segments, "segment"), [0, 0, 1, 2]);

    let stations = folder();
    let mut features = Command::cargo_bin("segue-trainer").unwrap();
    let file = music.path().join("a/one.wav");
    features.arg("features").arg(file).arg("--out").arg(stations.path()).assert().success();
    let expected: Array2<f32> = ndarray_npy::read_npy(stations.path().join("mel_stats.npy")).unwrap();
    assert_eq!(lists(&segments, "mel_stats").slice(ndarray::s![1.., ..]), expected);
}

#[test]
fn a_table_may_bring_numbers_licences_and_links_and_leave_genres_open() {
    let (music, out) = (folder(), folder());
    song(&music.path().join("one.wav"), 220.0, 4.0);
    song(&music.path().join("two.wav"), 330.0, 4.0);
    let labels = "track_id,path,genre,licence,link\n\
                  70,one.wav,,CC-BY-4.0,https://example.org/one\n\
                  20,two.wav,Folk,,\n";
    fs::write(music.path().join("labels.csv"), labels).unwrap();
    let told = extract(music.path(), out.path(), &[]);
    assert_eq!((told.code, told.err.as_str()), (0, ""), "{}", told.out);
    let tracks = table(out.path(), "tracks.parquet");
    assert_eq!(numbers(&tracks, "track_id"), [20, 70]);
    assert_eq!(texts(&tracks, "genre"), ["Folk", ""]);
    assert_eq!(texts(&tracks, "licence"), ["", "CC-BY-4.0"]);
    assert_eq!(texts(&tracks, "link"), ["", "https://example.org/one"]);
}

/// Rows as in FMA's own `tracks.csv`: three header rows, 53 columns there, the ones that matter and some others here.
fn fma(root: &Path) {
    let rows = [
        ",album,album,artist,artist,set,set,track,track,track",
        ",comments,title,id,name,split,subset,genre_top,language_code,title",
        "track_id,,,,,,,,,",
        "2,0,AWOL - A Way Of Life,1,AWOL,training,small,Hip-Hop,en,Food",
        "3,0,AWOL - A Way Of Life,1,AWOL,training,medium,Hip-Hop,en,Electric Ave",
        "5,0,\"Lines\nand lines\",1,\"Brown, Mr.\",validation,small,Rock,,\"This \"\"World\"\"\"",
        "98565,0,Short,2,Nobody,training,small,Rock,,Cut",
        "140000,0,Later,3,Somebody,test,small,Folk,,Gone",
        "150000,0,Later,4,Anybody,test,small,Folk,,Broken",
    ];
    fs::create_dir_all(root.join("fma_metadata")).unwrap();
    fs::write(root.join("fma_metadata/tracks.csv"), rows.join("\n") + "\n").unwrap();
    for (id, pitch) in [(2, 200.0), (5, 300.0), (98_565, 400.0)] {
        song(&root.join(format!("fma_small/{:03}/{id:06}.mp3", id / 1000)), pitch, 6.5);
    }
    fs::create_dir_all(root.join("fma_small/150")).unwrap();
    fs::write(root.join("fma_small/150/150000.mp3"), "no sound at all. ".repeat(100)).unwrap();
}

#[test]
fn fmas_own_layout_is_read_without_its_known_bad_clips() {
    let (music, out) = (folder(), folder());
    fma(music.path());
    let told = extract(music.path(), out.path(), &[]);
    assert_eq!(told.code, 1, "{}", told.err);
    let lines: Vec<&str> = told.err.lines().collect();
    assert_eq!(lines.len(), 2, "{}", told.err);
    assert!(
        lines[0].starts_with("fma_small/140/140000.mp3: ") && lines[0].contains("not there"),
        "{}",
        lines[0]
    );
    assert!(lines[1].starts_with("fma_small/150/150000.mp3: ") && lines[1].contains("not an audio file"));
    assert!(told.out.contains("passed over: 1"), "{}", told.out);

    let tracks = table(out.path(), "tracks.parquet");
    assert_eq!(numbers(&tracks, "track_id"), [2, 5]);
    assert_eq!(texts(&tracks, "path"), ["fma_small/000/000002.mp3", "fma_small/000/000005.mp3"]);
    assert_eq!(texts(&tracks, "title"), ["Food", "This \"World\""]);
    assert_eq!(texts(&tracks, "artist"), ["AWOL", "Brown, Mr."]);
    assert_eq!(texts(&tracks, "album"), ["AWOL - A Way Of Life", "Lines\nand lines"]);
    assert_eq!(texts(&tracks, "genre"), ["Hip-Hop", "Rock"]);
    assert_eq!(texts(&tracks, "split"), ["training", "validation"]);
    assert_eq!(numbers(&tracks, "segments"), [2, 2]);
}

#[test]
fn a_plain_folder_is_read_with_file_names_for_titles() {
    let (music, out) = (folder(), folder());
    song(&music.path().join("z.WAV"), 200.0, 4.0);
    song(&music.path().join("below/deeper/Ünder.wav"), 300.0, 4.0);
    song(&music.path().join(".hidden.wav"), 400.0, 4.0);
    fs::write(music.path().join("cover.jpg"), b"no sound").unwrap();
    fs::write(music.path().join("empty.mp3"), b"").unwrap();
    let told = extract(music.path(), out.path(), &[]);
    assert_eq!((told.code, told.err.as_str()), (1, "empty.mp3: the file is empty\n"));
    let tracks = table(out.path(), "tracks.parquet");
    assert_eq!(texts(&tracks, "path"), ["below/deeper/Ünder.wav", "z.WAV"]);
    assert_eq!(texts(&tracks, "title"), ["Ünder", "z"]);
    assert_eq!(texts(&tracks, "genre"), ["", ""]);
    assert_eq!(numbers(&tracks, "track_id"), [1, 3]);
}

#[test]
fn bad_input_gets_one_sentence() {
    let (music, out) = (folder(), folder());
    let refused = |folder: &Path, out: &Path, words: &str| {
        let told = extract(folder, out, &[]);
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{}", told.err);
        assert!(told.err.contains(words), "{words:?} in {:?}", told.err);
        assert!(!out.join("tracks.parquet").exists() && !out.join("segments.parquet").exists());
    };
    let at = |name: &str| -> PathBuf {
        fs::create_dir_all(music.path().join(name)).unwrap();
        music.path().join(name)
    };
    refused(&music.path().join("nowhere"), out.path(), "nowhere is no folder that can be read");
    refused(&at("empty"), out.path(), "holds no music");
    fs::write(at("column").join("labels.csv"), "path,artist\na.wav,Ann\n").unwrap();
    refused(&at("column"), out.path(), "the column `genre` is missing");
    fs::write(at("split").join("labels.csv"), "path,genre,split\na.wav,Jazz,train\n").unwrap();
    refused(&at("split"), out.path(), "split \"train\" is unknown");
    fs::write(at("number").join("labels.csv"), "path,genre,track_id\na.wav,Jazz,x1\n").unwrap();
    refused(&at("number"), out.path(), "line 2: \"x1\" is no track number");
    fs::write(at("absent").join("labels.csv"), "path,genre\na.wav,Jazz\nb.wav,Folk\n").unwrap();
    refused(&at("absent"), out.path(), "a.wav: labels.csv names it, but it is not there\nb.wav");
    song(&at("twice").join("a.wav"), 200.0, 4.0);
    fs::write(at("twice").join("labels.csv"), "path,genre\na.wav,Jazz\na.wav,Folk\n").unwrap();
    refused(&at("twice"), out.path(), "a.wav is named twice");
    fs::create_dir_all(at("clips").join("fma_metadata")).unwrap();
    fs::write(at("clips").join("fma_metadata/tracks.csv"), ",a\n").unwrap();
    refused(&at("clips"), out.path(), "fma_small is not");
    fs::create_dir_all(at("clips").join("fma_small")).unwrap();
    refused(&at("clips"), out.path(), "three header rows");

    song(&at("good").join("a.wav"), 200.0, 4.0);
    refused(&at("good"), &at("good"), "holds something that is not features");
    refused(&at("good"), &at("good").join("a.wav"), "is a file");
}

#[test]
fn the_number_of_cores_and_of_parts_does_not_show() {
    let (music, one, many) = (folder(), folder(), folder());
    labelled(music.path(), 9);
    assert_eq!(extract(music.path(), one.path(), &["--batch", "2"]).code, 0);
    let mut alone = Command::cargo_bin("segue-trainer").unwrap();
    alone.env("RAYON_NUM_THREADS", "1").arg("extract").arg(music.path()).arg("--out").arg(many.path());
    alone.assert().success();
    assert_eq!(bytes(one.path()), bytes(many.path()));
    assert_eq!(fs::read_dir(one.path()).unwrap().count(), 2, "no parts are left behind");
}

#[test]
fn an_interrupted_run_goes_on_where_it_was() {
    let (music, whole, out) = (folder(), folder(), folder());
    labelled(music.path(), 24);
    assert_eq!(extract(music.path(), whole.path(), &[]).code, 0);

    let mut command = Process::new(assert_cmd::cargo::cargo_bin("segue-trainer"));
    command.arg("extract").arg(music.path()).arg("--out").arg(out.path()).args(["--batch", "1"]);
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let parts = out.path().join("segue-parts");
    let saved = || (0..24).filter(|number| parts.join(format!("{number:06}")).is_dir()).count();
    let start = Instant::now();
    while saved() < 3 && start.elapsed() < PATIENCE {
        std::thread::yield_now();
    }
    run.kill().unwrap();
    run.wait().unwrap();
    let saved = saved();
    assert!((3..24).contains(&saved), "{saved} of 24 were saved when the run was ended");
    assert!(!out.path().join("tracks.parquet").exists() && !out.path().join("segments.parquet").exists());

    let told = extract(music.path(), out.path(), &[]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.out.contains(&format!("heard now {}, before {saved};", 24 - saved)), "{}", told.out);
    assert_eq!(bytes(out.path()), bytes(whole.path()));
}

#[test]
fn only_what_is_new_is_decoded_again_and_labels_are_brought_up_to_date() {
    let (music, out) = (folder(), folder());
    labelled(music.path(), 5);
    assert!(extract(music.path(), out.path(), &[]).out.contains("heard now 5, before 0;"));
    let labels = fs::read_to_string(music.path().join("labels.csv")).unwrap();
    fs::write(music.path().join("labels.csv"), labels.replace("title 3", "another title")).unwrap();
    song(&music.path().join("sound/01.wav"), 999.0, 10.0);
    let told = extract(music.path(), out.path(), &[]);
    assert!(told.out.contains("heard now 1, before 4;"), "{}", told.out);
    let tracks = table(out.path(), "tracks.parquet");
    assert_eq!(texts(&tracks, "title")[3], "another title");
    assert_eq!(numbers(&tracks, "segments"), [2, 3, 2, 2, 2]);
}

/// What the network hears of each patch is what `features` says of the file.
#[test]
fn a_network_listens_too_and_what_it_heard_is_kept() {
    let (music, out) = (folder(), folder());
    labelled(music.path(), 3);
    fs::write(music.path().join("sound/01.wav"), "no sound").unwrap();
    let network = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/musicnn");
    let told = extract(music.path(), out.path(), &["--network", network]);
    assert_eq!(told.code, 1, "{}", told.err);
    assert_eq!(told.err.lines().count(), 1, "{}", told.err);
    assert!(
        told.out.contains("2 tracks, 4 segments") && told.out.contains("2 tracks, 4 patches"),
        "{}",
        told.out
    );

    let heard = out.path().join("network");
    let patches = table(&heard, "patches.parquet");
    assert_eq!(numbers(&patches, "track_id"), [1, 1, 3, 3]);
    assert_eq!(numbers(&patches, "patch"), [0, 1, 0, 1]);
    let stations = folder();
    let mut features = Command::cargo_bin("segue-trainer").unwrap();
    features.arg("features").arg(music.path().join("sound/02.wav")).args(["--network", network]);
    features.arg("--out").arg(stations.path()).assert().success();
    for (column, station) in [("embedding", "network_embedding"), ("tags", "tags")] {
        let expected: Array2<f32> =
            ndarray_npy::read_npy(stations.path().join(station).with_extension("npy")).unwrap();
        assert_eq!(lists(&patches, column).slice(ndarray::s![2.., ..]), expected, "{column}");
    }

    let before = fs::read(heard.join("patches.parquet")).unwrap();
    assert_eq!(extract(music.path(), out.path(), &[]).code, 1);
    let told = extract(music.path(), out.path(), &["--network", network]);
    assert!(told.out.contains("heard by the network now 0, before 2;"), "{}", told.out);
    assert!(before == fs::read(heard.join("patches.parquet")).unwrap());
}

/// A limit on the size of files is to a program what a full disk is.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing_under_the_final_names() {
    let (music, out) = (folder(), folder());
    labelled(music.path(), 6);
    let trainer = assert_cmd::cargo::cargo_bin("segue-trainer");
    let limited = |blocks: u32| {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let mut shell = Process::new("bash");
        shell.args(["-c", &script]).arg(&trainer).arg("extract").arg(music.path());
        shell.arg("--out").arg(out.path()).args(["--batch", "1"]).output().unwrap()
    };
    // In KiB: a part of 2 segments has 4, the 12 segments of all have 14.
    for blocks in [1, 9] {
        let output = limited(blocks);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{blocks} KiB: {said}");
        assert!(said.contains("segments.parquet cannot be written"), "{said}");
        assert!(!out.path().join("tracks.parquet").exists() && !out.path().join("segments.parquet").exists());
    }
    // With room again, what had been saved is not decoded again.
    let told = extract(music.path(), out.path(), &[]);
    assert!(told.out.contains("heard now 0, before 6;"), "{}", told.out);
}
