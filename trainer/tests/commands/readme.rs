//! The README's numbers are the shipped pack's: who rebuilds the pack is told what to write.

use std::fs;
use std::path::Path;

use segue::engine::manifest::Manifest;

#[test]
fn the_packs_readme_states_what_open_music_measured() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    let readme = fs::read_to_string(models.join("README.md")).expect("the packs' README");
    let manifest = fs::read(models.join("open-music/manifest.json")).expect("the pack's manifest");
    let manifest = Manifest::parse(&manifest).expect("a manifest");
    let metrics = &manifest.metrics;
    let percents = |name: &str| {
        format!("{:.1} % | {:.1} %", 100.0 * metrics[&format!("{name}_published")], 100.0 * metrics[name])
    };
    let numbers = |name: &str, places: usize| {
        format!("{:.places$} | {:.places$}", metrics[&format!("{name}_published")], metrics[name])
    };
    let said = [
        format!("## open-music\n\n**Where it comes from.** {} songs", manifest.tracks),
        format!("| own track first | {} |", percents("own_track_first")),
        format!("| another of its album among five | {} |", percents("album_hit_at_5")),
        format!("| album precision@5 | {} |", numbers("album_precision_at_5", 3)),
        format!("| skewness of 10-occurrence | {} |", numbers("occurrence_skewness", 2)),
        format!("| songs never recommended | {} |", percents("never_recommended")),
        format!("recall@10 of the int8 codes against exact float cosine is {:.3}", metrics["recall_at_10"]),
        format!("{:.0} bytes for a segment", metrics["bytes_per_segment"]),
    ];
    for line in said {
        assert!(readme.contains(&line), "models/README.md should say: {line}");
    }
}

#[test]
fn the_readme_states_what_the_pack_measured() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = fs::read_to_string(root.join("README.md")).expect("the README");
    let manifest = fs::read(root.join("models/fma-small/manifest.json")).expect("the pack's manifest");
    let metrics = Manifest::parse(&manifest).expect("a manifest").metrics;
    let percent = |name: &str| format!("{:.1}", 100.0 * metrics[name]);
    let places = |name: &str, places: usize| format!("{:.places$}", metrics[name]);

    let said = [
        format!(
            "| accuracy | {} % (95 % interval {} – {} %) |",
            percent("validation_accuracy"),
            percent("validation_accuracy_low"),
            percent("validation_accuracy_high")
        ),
        format!("error | {}, {} |", places("validation_log_loss", 3), places("validation_ece", 3)),
        format!("for hubs | {} → {} |", places("precision_at_5_cosine", 3), places("precision_at_5", 3)),
        format!(
            "10-occurrence, plain → corrected | {} → {} |",
            places("occurrence_skewness_cosine", 2),
            places("occurrence_skewness", 2)
        ),
        format!(
            "never recommended, plain → corrected | {} % → {} % |",
            percent("never_recommended_cosine"),
            percent("never_recommended")
        ),
        format!("against exact cosine | {} |", places("recall_at_10", 3)),
    ];
    for line in said {
        assert!(readme.contains(&line), "README.md should say: {line}");
    }
}
