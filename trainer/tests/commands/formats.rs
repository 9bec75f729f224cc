//! Every container that the trainer reads: whole, cut in half, cut to its first bytes. The files and their generator
//! are in tests/golden.

use std::fs;
use std::path::{Path, PathBuf};

use crate::song::song;
use assert_cmd::Command;
use ndarray::{Array1, Array2};
use segue::engine::analysis::Analysis;
use segue::engine::frontend::Frontend;
use segue::engine::header;
use segue::engine::pcm::{Pcm, SAMPLE_RATE};
use segue::engine::segment::MelStats;

const HOME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../");
/// As in `make_formats.py`.
const SECONDS: f64 = 3.02;

/// How a file's mel statistics may differ from the original's, in dB.
#[derive(Clone, Copy)]
enum Kept {
    /// The same samples: nothing but the rounding of f32.
    Exactly,
    /// On average over the bands.
    Roughly(f32),
}
use Kept::{Exactly, Roughly};

/// dB at worst, and what is asked for; nothing was measured, the samples are the same.
const LOSSLESS: f32 = 1e-3;
/// dB on average; 0.30 was measured. The song has much noise, which is where encoders save.
const MP3: f32 = 0.6;
/// dB on average; 0.51 was measured. As above.
const VORBIS: f32 = 0.8;
/// dB on average; 0.74 was measured. As above.
const AAC: f32 = 1.0;

struct Format {
    file: &'static str,
    /// As the header calls it.
    name: &'static str,
    rate: u32,
    kept: Kept,
    /// What is said of its first half.
    half: &'static str,
}

const HEARD: &str = "1.5 seconds of sound";
/// Half of its frames, without the one that was cut.
const MP3_HEARD: &str = "1.4 seconds of sound";
const FLAC_HEARD: &str = "1.3 seconds of sound";
/// The code books come first, and a page that is not whole is not heard.
const VORBIS_HEARD: &str = "0.9 seconds of sound";
const fn format(file: &'static str, name: &'static str, rate: u32, kept: Kept, half: &'static str) -> Format {
    Format { file, name, rate, kept, half }
}
const FORMATS: [Format; 9] = [
    format("pcm16.wav", "WAV", 8_000, Exactly, HEARD),
    format("pcm24.wav", "WAV", 8_000, Exactly, HEARD),
    format("float.wav", "WAV", 8_000, Exactly, HEARD),
    format("pcm16.aiff", "AIFF", 8_000, Exactly, HEARD),
    format("lossless.flac", "FLAC", 11_025, Exactly, FLAC_HEARD),
    format("alac.m4a", "M4A", 8_000, Exactly, "missing"),
    format("cbr.mp3", "MP3", 44_100, Roughly(MP3), MP3_HEARD),
    format("vorbis.ogg", "Ogg Vorbis", 48_000, Roughly(VORBIS), VORBIS_HEARD),
    format("aac.m4a", "M4A", 44_100, Roughly(AAC), "missing"),
];

impl Format {
    fn path(&self) -> PathBuf {
        Path::new(HOME).join("tests/golden/formats").join(self.file)
    }

    fn original(&self) -> Pcm {
        let samples = song((SECONDS * f64::from(self.rate)) as usize, self.rate);
        Pcm::from_planar(&[&samples], self.rate).unwrap()
    }

    /// Writes the first bytes to a file of the same name.
    fn cut(&self, folder: &Path, length: impl Fn(usize) -> usize) -> PathBuf {
        let bytes = fs::read(self.path()).unwrap();
        let path = folder.join(self.file);
        fs::write(&path, &bytes[..length(bytes.len())]).unwrap();
        path
    }
}

fn trainer(verb: &str, file: &Path) -> Command {
    let mut command = Command::cargo_bin("segue-trainer").unwrap();
    command.arg(verb).arg(file);
    command
}

#[test]
fn every_format_sounds_like_its_original() {
    let out = tempfile::tempdir().unwrap();
    for format in &FORMATS {
        trainer("features", &format.path()).arg("--out").arg(out.path()).assert().success();
        let samples: Array1<f32> = ndarray_npy::read_npy(out.path().join("pcm.npy")).unwrap();
        let stats: Array2<f32> = ndarray_npy::read_npy(out.path().join("mel_stats.npy")).unwrap();
        let original = format.original();
        let expected = MelStats::of(&Frontend::new().listen(&original, &mut |_| {})).values;

        let length = original.samples().len();
        let surplus = samples.len() as f64 - length as f64;
        let off = (&stats - &expected).mapv(f32::abs);
        let (mean, worst) = (off.mean().unwrap(), off.fold(0.0, |a: f32, &b| a.max(b)));
        println!(
            "{:14} {surplus:5} samples more, mel statistics off by {mean:.6} dB on average, {worst:.6} dB at worst",
            format.file
        );
        match format.kept {
            Exactly => {
                assert_eq!(samples.len(), length, "{}", format.file);
                assert!(worst <= LOSSLESS, "{}: {worst} dB", format.file);
            }
            Roughly(tolerance) => {
                // An edit list counts milliseconds.
                assert!(
                    (0.0..=0.002 * f64::from(SAMPLE_RATE)).contains(&surplus),
                    "{}: {surplus}",
                    format.file
                );
                assert!(mean <= tolerance, "{}: {mean} dB", format.file);
            }
        }
    }
}

#[test]
fn header_and_decoder_agree() {
    for format in &FORMATS {
        let (header, _) = header::read(format.file, fs::File::open(format.path()).unwrap()).unwrap();
        assert_eq!(
            (header.format.as_str(), header.sample_rate, header.channels),
            (format.name, format.rate, 1)
        );
        let seconds = header.seconds.unwrap();
        // Some count the encoder's run-up and the rest of the last packet.
        assert!((SECONDS - 0.01..SECONDS + 0.1).contains(&seconds), "{}: {seconds} s", format.file);

        let pack = Path::new(HOME).join("models/fma-small");
        let asked =
            trainer("analyze", &format.path()).arg("--json").arg("--pack").arg(pack).assert().success();
        let answer: Analysis = serde_json::from_slice(&asked.get_output().stdout).unwrap();
        assert_eq!((answer.song.sample_rate, answer.song.channels), (format.rate, 1), "{}", format.file);
    }
}

/// Refused with one sentence that names the file; returns it.
fn refusal(file: &Path, out: &Path) -> String {
    let refused = trainer("features", file).arg("--out").arg(out).assert().code(2);
    let sentence = String::from_utf8_lossy(&refused.get_output().stderr).trim().to_owned();
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(sentence.contains(name) && !sentence.contains("panicked"), "{sentence}");
    assert_eq!(sentence.lines().count(), 1, "{sentence}");
    sentence
}

#[test]
fn half_a_file_is_heard_as_far_as_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    for format in &FORMATS {
        // Half of it is too short for an answer, and the refusal tells how much was heard.
        let half = format.cut(folder.path(), |whole| whole / 2);
        let sentence = refusal(&half, folder.path());
        assert!(sentence.contains(format.half), "{sentence}");
        let header = header::read(format.file, fs::File::open(half).unwrap());
        let rate = header.as_ref().ok().map(|(header, _)| header.sample_rate);
        let heard = format.half.ends_with("of sound").then_some(format.rate);
        assert_eq!(rate, heard, "{}: {header:?}", format.file);
    }
}

#[test]
fn a_hundred_bytes_are_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    for format in &FORMATS {
        println!("{}", refusal(&format.cut(folder.path(), |_| 100), folder.path()));
    }
}
