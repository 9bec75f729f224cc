//! `analyze` as people use it: good files, bad files, good and bad together, packs that are not whole.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use hound::{SampleFormat, WavSpec, WavWriter};
use segue::app::check::{self, Outcome};
use segue::engine::analysis::{Analysis, SCHEMA};
use tempfile::TempDir;

/// Probabilities are f32; a sum of eight is exact to this.
const SUM_TOLERANCE: f32 = 1e-5;
const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/fma-small");

/// A saw with a beat: something to hear.
fn tune(at: f64) -> f32 {
    ((at * 220.0).fract() * (1.0 - (at * 2.0).fract()) - 0.25) as f32
}

/// 32-bit float WAV, as exact as a file can be.
fn wav(path: &Path, rate: u32, channels: u16, seconds: f64, sample: impl Fn(f64) -> f32) {
    let spec =
        WavSpec { channels, sample_rate: rate, bits_per_sample: 32, sample_format: SampleFormat::Float };
    let mut writer = WavWriter::create(path, spec).expect("a writable folder");
    for frame in 0..(seconds * f64::from(rate)) as usize {
        for _ in 0..channels {
            writer.write_sample(sample(frame as f64 / f64::from(rate))).expect("room on the disk");
        }
    }
    writer.finalize().expect("room on the disk");
}

struct Asked {
    code: i32,
    out: String,
    err: String,
}

impl Asked {
    /// One document per line.
    fn analyses(&self) -> Vec<Analysis> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("an analysis")).collect()
    }
}

fn ask(files: &[&Path], pack: &Path) -> Asked {
    let mut command = Command::cargo_bin("segue-trainer").expect("the trainer is built");
    let output =
        command.arg("analyze").args(files).arg("--pack").arg(pack).arg("--json").output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Asked { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// One file is refused with one line that names it and has `words` in it.
fn assert_refused(file: &Path, words: &str) {
    let asked = ask(&[file], Path::new(PACK));
    assert_eq!(asked.code, 1, "{}", asked.err);
    assert_eq!(asked.out, "");
    let name = file.file_name().expect("a name").to_string_lossy();
    assert_eq!(asked.err.lines().count(), 1, "{}", asked.err);
    assert!(asked.err.contains(&*name) && asked.err.contains(words), "{words:?} in {:?}", asked.err);
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a writable folder")
}

#[test]
fn a_song_gets_genres_timeline_and_five_neighbours() {
    let folder = folder();
    let file = folder.path().join("tune.wav");
    wav(&file, 44_100, 2, 45.0, tune);
    let asked = ask(&[&file], Path::new(PACK));
    assert_eq!((asked.code, asked.err.as_str()), (0, ""));

    let [analysis] = asked.analyses().try_into().expect("one document");
    assert_eq!(analysis.schema, SCHEMA);
    assert_eq!((analysis.song.sample_rate, analysis.song.channels), (44_100, 2));
    assert!((analysis.song.seconds - 45.0).abs() < 1e-3);
    assert_eq!(analysis.genres.len(), 8);
    assert!(analysis.genres.is_sorted_by(|a, b| a.probability >= b.probability));
    let sum: f32 = analysis.genres.iter().map(|genre| genre.probability).sum();
    assert!((sum - 1.0).abs() <= SUM_TOLERANCE, "{sum}");
    // 45 s are 1938 frames: windows of 1292 frames start at 0, 129, … 645.
    assert_eq!(analysis.timeline.len(), 6);
    for step in &analysis.timeline {
        let sum: f32 = step.probabilities.iter().sum();
        assert!((sum - 1.0).abs() <= SUM_TOLERANCE, "{sum}");
        assert!(step.start < step.end && step.end <= analysis.song.seconds, "{step:?}");
    }
    let ranks: Vec<_> = analysis.neighbours.iter().map(|near| near.rank).collect();
    assert_eq!(ranks, [1, 2, 3, 4, 5]);
}

/// To within what the page's own check allows: processors round the last bits each in their way. www/sample/README.md has the
/// command that stores the answer anew.
#[test]
fn the_stored_answer_of_the_self_check_is_this_one() {
    let clip = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/sample/check.flac");
    let [found] = ask(&[&clip], Path::new(PACK)).analyses().try_into().expect("one document");
    assert_eq!(check::compare(&found), Outcome::Same { probabilities: 8, neighbours: 5 });
}

#[test]
fn the_same_file_gets_the_same_answer() {
    let folder = folder();
    let file = folder.path().join("tune.wav");
    wav(&file, 48_000, 1, 33.0, tune);
    assert_eq!(ask(&[&file], Path::new(PACK)).out, ask(&[&file], Path::new(PACK)).out);
}

#[test]
fn any_rate_and_any_number_of_channels_are_heard() {
    let folder = folder();
    for (rate, channels) in [(8_000, 1), (11_025, 2), (32_000, 1), (44_101, 1), (48_000, 6), (192_000, 2)] {
        let file = folder.path().join(format!("{rate} {channels}.wav"));
        wav(&file, rate, channels, 31.0, tune);
        let asked = ask(&[&file], Path::new(PACK));
        assert_eq!(asked.code, 0, "{rate} Hz, {channels} channels: {}", asked.err);
        let song = &asked.analyses()[0].song;
        assert_eq!((song.sample_rate, song.channels), (rate, channels));
        assert!((song.seconds - 31.0).abs() < 1e-3, "{rate} Hz: {}", song.seconds);
    }
}

#[test]
fn bad_files_get_one_sentence_each() {
    let folder = folder();
    let at = |name: &str| -> PathBuf { folder.path().join(name) };

    assert_refused(&at("nowhere.mp3"), "cannot be read");
    fs::create_dir(at("folder.mp3")).unwrap();
    assert_refused(&at("folder.mp3"), "folder");
    fs::write(at("empty.mp3"), b"").unwrap();
    assert_refused(&at("empty.mp3"), "empty");
    fs::write(at("<script>alert(1)<script>.mp3"), "not a song at all, only words. ".repeat(200)).unwrap();
    assert_refused(&at("<script>alert(1)<script>.mp3"), "Try MP3");
    wav(&at("short.wav"), 44_100, 2, 0.2, tune);
    assert_refused(&at("short.wav"), "0.2 seconds");
    wav(&at("nearly.wav"), 44_100, 1, 2.99, tune);
    assert_refused(&at("nearly.wav"), "2.9 seconds of sound; at least 3.0");
    wav(&at("silence.wav"), 44_100, 2, 31.0, |_| 0.0);
    assert_refused(&at("silence.wav"), "silence");
    wav(&at("nan.wav"), 44_100, 1, 31.0, |at| if at > 7.0 { f32::NAN } else { tune(at) });
    assert_refused(&at("nan.wav"), "not a finite number");
    wav(&at("inf.wav"), 44_100, 1, 31.0, |at| if at > 7.0 { f32::INFINITY } else { tune(at) });
    assert_refused(&at("inf.wav"), "not a finite number");
    wav(&at("slow.wav"), 4_000, 1, 31.0, tune);
    assert_refused(&at("slow.wav"), "4000 Hz");
}

/// Nobody writes into it: opening it would never end.
#[cfg(unix)]
#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    let folder = folder();
    let pipe = folder.path().join("pipe.mp3");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_refused(&pipe, "a pipe");
}

#[test]
fn a_file_that_ends_early_is_heard_as_far_as_it_goes() {
    let folder = folder();
    let whole = folder.path().join("whole.wav");
    wav(&whole, 44_100, 1, 40.0, tune);
    let bytes = fs::read(&whole).unwrap();
    let half = folder.path().join("half.wav");
    fs::write(&half, &bytes[..bytes.len() / 2]).unwrap();
    let asked = ask(&[&half], Path::new(PACK));
    assert_eq!(asked.code, 0, "{}", asked.err);
    let seconds = asked.analyses()[0].song.seconds;
    assert!((seconds - 20.0).abs() < 0.1, "{seconds}");
    fs::write(&half, &bytes[..60]).unwrap();
    assert_eq!(ask(&[&half], Path::new(PACK)).code, 1);
}

#[test]
fn three_broken_files_among_ten_do_not_stop_the_others() {
    let folder = folder();
    let files: Vec<PathBuf> = (0..10).map(|number| folder.path().join(format!("{number}.wav"))).collect();
    for (number, file) in files.iter().enumerate() {
        match number {
            2 => fs::write(file, b"").unwrap(),
            5 => fs::write(file, b"RIFF\xff\xff\xff\xffWAVEnothing of it is true").unwrap(),
            8 => wav(file, 44_100, 1, 4.0, |_| 0.0),
            _ => wav(file, 44_100, 1, 4.0, tune),
        }
    }
    let asked = ask(&files.iter().map(PathBuf::as_path).collect::<Vec<_>>(), Path::new(PACK));
    assert_eq!(asked.code, 1);
    let answered: Vec<_> = asked.analyses().iter().map(|analysis| analysis.song.file.clone()).collect();
    assert_eq!(answered, ["0.wav", "1.wav", "3.wav", "4.wav", "6.wav", "7.wav", "9.wav"]);
    assert_eq!(asked.err.lines().count(), 3, "{}", asked.err);
    for broken in ["2.wav", "5.wav", "8.wav"] {
        assert!(asked.err.contains(broken), "{broken} in {}", asked.err);
    }
}

#[test]
fn a_pack_that_is_not_whole_is_refused() {
    let folder = folder();
    let song = folder.path().join("tune.wav");
    wav(&song, 44_100, 1, 4.0, tune);
    let refused = |pack: &Path, words: &str| {
        let asked = ask(&[&song], pack);
        assert_eq!((asked.code, asked.out.as_str()), (2, ""), "{}", asked.err);
        assert!(asked.err.contains(words), "{words:?} in {:?}", asked.err);
    };
    refused(&folder.path().join("nowhere"), "nowhere");

    let copy = |name: &str| {
        let pack = folder.path().join(name);
        fs::create_dir(&pack).unwrap();
        for file in fs::read_dir(PACK).expect("the pack of the repository") {
            let file = file.unwrap();
            fs::copy(file.path(), pack.join(file.file_name())).unwrap();
        }
        pack
    };
    let forest = |pack: &Path| -> PathBuf {
        let is_forest = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("forest");
        fs::read_dir(pack).unwrap().map(|file| file.unwrap().path()).find(is_forest).expect("a forest")
    };

    let pack = copy("missing");
    fs::remove_file(forest(&pack)).unwrap();
    refused(&pack, "is missing");

    let pack = copy("truncated");
    let bytes = fs::read(forest(&pack)).unwrap();
    fs::write(forest(&pack), &bytes[..bytes.len() - 1]).unwrap();
    refused(&pack, "bytes");

    let pack = copy("altered");
    let mut bytes = fs::read(forest(&pack)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(forest(&pack), bytes).unwrap();
    refused(&pack, "checksum");

    let pack = copy("future");
    let manifest = pack.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    assert!(text.contains("\"format\": 1"));
    fs::write(&manifest, text.replace("\"format\": 1", "\"format\": 99")).unwrap();
    refused(&pack, "99");
}
