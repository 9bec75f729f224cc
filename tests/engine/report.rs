use segue::engine::Error;
use segue::engine::cepstrum::{COEFFICIENTS, levels};
use segue::engine::report::Report;
use serde_json::{Value, json};

use crate::support::test;

fn report(value: &Value) -> Report {
    Report::parse("report.json", &serde_json::to_vec(value).unwrap()).unwrap()
}

fn scored() -> Value {
    json!({ "validation": {
        "tracks": 3, "accuracy": 0.5, "accuracy_interval": [0.25, 0.75], "macro_f1": 0.5, "log_loss": 1.0,
        "expected_calibration_error": 0.125, "confusion": [[1, 0], [1, 1]],
        "genres": [
            { "genre": "Hum", "tracks": 1, "precision": 0.5, "recall": 1.0, "f1": 0.6 },
            { "genre": "Ring", "tracks": 2, "precision": 1.0, "recall": 0.5, "f1": 0.6 },
        ],
        "calibration": [{ "tracks": 3, "confidence": 0.5, "accuracy": 0.5 }],
    } })
}

#[test]
fn scores_are_read() {
    let scores = report(&scored()).scores().unwrap();
    assert_eq!((scores.tracks, scores.accuracy, scores.interval), (3, 0.5, [0.25, 0.75]));
    assert_eq!(scores.confusion, [[1, 0], [1, 1]]);
    assert_eq!(scores.genres[1].genre, "Ring");
    assert_eq!(scores.calibration[0].tracks, 3);
}

#[test]
fn scores_that_do_not_fit_together_are_not_told() {
    let spoil: [(&str, Value); 7] = [
        ("/validation/confusion", json!([[1, 0], [1]])),
        ("/validation/confusion", json!([[1, 0]])),
        ("/validation/confusion", json!([[1, -1], [1, 1]])),
        ("/validation/accuracy", json!(1.5)),
        ("/validation/accuracy_interval", json!([0.5])),
        ("/validation/genres", json!(vec![json!({}); 99])),
        ("/validation/log_loss", json!("low")),
    ];
    for (place, value) in spoil {
        let mut spoiled = scored();
        *spoiled.pointer_mut(place).unwrap() = value;
        assert_eq!(report(&spoiled).scores(), None, "{place}");
    }
    assert_eq!(report(&json!({})).scores(), None);
}

#[test]
fn what_is_no_report_is_refused() {
    for bytes in [&b""[..], b"[]", b"{", b"3", &[0xff; 9]] {
        assert!(matches!(Report::parse("report.json", bytes), Err(Error::BadPack { .. })));
    }
    let deep = "[".repeat(100_000);
    assert!(Report::parse("report.json", deep.as_bytes()).is_err());
}

fn cepstral(name: impl Fn(usize) -> String) -> Value {
    let columns: Vec<String> = (0..COEFFICIENTS).rev().map(name).collect();
    let deviations: Vec<f32> = vec![0.5; COEFFICIENTS];
    json!({ "class_means": { "columns": columns, "genres": { "Hum": deviations } } })
}

#[test]
fn a_profile_is_the_mean_and_so_many_deviations_of_each_coefficient() {
    let report = report(&cepstral(|order| format!("mfcc{order}_mean")));
    let standard: Vec<[f32; 2]> = (0..COEFFICIENTS).map(|column| [column as f32, 2.0]).collect();
    let [profile] = &report.profiles(&["Hum".to_owned()], &standard)[..] else { panic!("one profile") };
    let coefficients: [f32; COEFFICIENTS] =
        std::array::from_fn(|order| (COEFFICIENTS - 1 - order) as f32 + 1.0);
    assert_eq!(profile.levels, levels(&coefficients));
    assert!(report.profiles(&["Hum".to_owned(), "Thud".to_owned()], &standard).is_empty(), "all or none");
    assert!(report.profiles(&["Hum".to_owned()], &standard[1..]).is_empty(), "one column is missing");
}

#[test]
fn columns_of_other_names_make_no_profile() {
    let report = report(&cepstral(|order| format!("chroma{order}_mean")));
    assert!(report.profiles(&["Hum".to_owned()], &[[0.0, 1.0]; COEFFICIENTS]).is_empty());
}

#[test]
fn mel_bands_are_taken_as_they_are() {
    let told = report(&json!({ "mel_profiles": { "Hum": { "mean": vec![-20.0; 128] } } }));
    assert_eq!(told.profiles(&["Hum".to_owned()], &[])[0].levels, [-20.0; 128]);
    let short = report(&json!({ "mel_profiles": { "Hum": { "mean": vec![-20.0; 127] } } }));
    assert!(short.profiles(&["Hum".to_owned()], &[]).is_empty());
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn the_shipped_reports_tell_what_the_page_shows() {
    for pack in ["fma-small", "open-music"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join(pack);
        let mut files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let is_report =
            |path: &std::path::PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("report.");
        let file = files.find(is_report).unwrap();
        let report = Report::parse(pack, &std::fs::read(file).unwrap()).unwrap();
        assert_eq!(report.scores().is_some(), pack == "fma-small");
        assert!(report.retrieval().is_some(), "{pack}");
    }
}
