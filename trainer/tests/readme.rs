//! The README's numbers are the shipped pack's: who rebuilds the pack is told what to write.

use std::fs;
use std::path::Path;

use segue::engine::manifest::Manifest;

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
