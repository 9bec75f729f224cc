//! How good a model is, in words.

use super::survey::number;
use crate::engine::report::Scores;

/// Where the distance to librosa was measured, with the command that measures it.
const MEASURED: &str = include_str!("../../../docs/measurements.md");

/// `Right about 52 songs in a hundred.`
#[must_use]
pub fn sentence(scores: &Scores) -> String {
    format!("Right about {:.0} songs in a hundred.", scores.accuracy * 100.0)
}

/// `51.7 %`.
#[must_use]
pub fn tenths(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// Which genre is found most and which least, and what the latter is taken for.
#[must_use]
pub fn ends(scores: &Scores) -> String {
    let mut order: Vec<usize> = (0..scores.genres.len()).collect();
    order.sort_by(|&a, &b| scores.genres[b].recall.total_cmp(&scores.genres[a].recall).then(a.cmp(&b)));
    let (Some(&best), Some(&worst)) = (order.first(), order.last()) else { return String::new() };
    let (best, found) = (&scores.genres[best], &scores.genres[worst]);
    let row = &scores.confusion[worst];
    let (mut taken, mut count) = (0, 0);
    for (column, &songs) in row.iter().enumerate().filter(|(column, _)| *column != worst) {
        if songs > count {
            (taken, count) = (column, songs);
        }
    }
    format!(
        "{} is found best: {:.0} of its {} songs. {} is found worst: {:.0} of {}, and it is most often taken for {} ({count}).",
        best.genre,
        best.recall * f64::from(best.tracks),
        best.tracks,
        found.genre,
        found.recall * f64::from(found.tracks),
        found.tracks,
        scores.genres[taken].genre
    )
}

/// Whether it is surer or less sure than it is right.
#[must_use]
pub fn calibration(scores: &Scores) -> String {
    let (mut sure, mut right) = (0.0, 0.0);
    for bin in &scores.calibration {
        sure += bin.confidence * f64::from(bin.tracks);
        right += bin.accuracy * f64::from(bin.tracks);
    }
    let all = f64::from(scores.tracks.max(1));
    let (sure, right) = (sure / all, right / all);
    let modest = if sure < right { "less sure than it could be" } else { "surer than it should be" };
    format!(
        "On average it is {} sure and {} right: {modest}. The expected calibration error is {:.3}.",
        tenths(sure),
        tenths(right),
        scores.calibration_error
    )
}

/// `Chance, with eight genres, would be 12.5 %.`
#[must_use]
pub fn chance(genres: usize) -> String {
    format!("Chance, with {} genres, would be {}.", number(genres), tenths(1.0 / genres.max(1) as f64))
}

/// What was measured against librosa: column by column the worst of all files, and the commands that print it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parity {
    /// What was compared, and by how much it differs at worst.
    pub worst: Vec<(&'static str, &'static str)>,
    /// The commands.
    pub commands: &'static str,
}

/// As docs/measurements.md has it.
#[must_use]
pub fn parity() -> Parity {
    let (_, section) = MEASURED.split_once("## Distance to librosa").unwrap_or_default();
    let mut fences = section.split("```");
    let commands = fences.nth(1).unwrap_or_default().trim_start_matches("sh").trim();
    let mut rows = section.lines().filter(|line| line.starts_with('|'));
    let cells = |line: &'static str| line.trim_matches('|').split('|').map(str::trim).skip(1);
    let heads = rows.next().map(cells);
    let worst = rows.find(|line| line.starts_with("| worst")).map(cells);
    Parity { worst: heads.into_iter().flatten().zip(worst.into_iter().flatten()).collect(), commands }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::report::{Bin, GenreScores};

    fn scores() -> Scores {
        let genre = |genre: &str, recall: f64| GenreScores {
            genre: genre.to_owned(),
            tracks: 10,
            precision: 0.5,
            recall,
            f1: 0.5,
        };
        Scores {
            tracks: 30,
            accuracy: 0.516,
            interval: [0.4, 0.6],
            macro_f1: 0.5,
            log_loss: 1.0,
            calibration_error: 0.0371,
            confusion: vec![vec![9, 1, 0], vec![3, 2, 5], vec![2, 3, 5]],
            genres: vec![genre("Hum", 0.9), genre("Ring", 0.2), genre("Thud", 0.5)],
            calibration: vec![Bin { tracks: 30, confidence: 0.4, accuracy: 0.516 }],
        }
    }

    #[test]
    fn the_ends_are_named_with_their_counts() {
        assert_eq!(sentence(&scores()), "Right about 52 songs in a hundred.");
        assert_eq!(
            ends(&scores()),
            "Hum is found best: 9 of its 10 songs. Ring is found worst: 2 of 10, and it is most often taken for Thud (5)."
        );
    }

    #[test]
    fn modesty_is_told_from_boasting() {
        assert!(calibration(&scores()).contains("40.0 % sure and 51.6 % right: less sure than it could be"));
        let mut boasting = scores();
        boasting.calibration[0].confidence = 0.9;
        assert!(calibration(&boasting).contains("surer than it should be"));
        assert_eq!(chance(8), "Chance, with eight genres, would be 12.5 %.");
    }

    #[test]
    fn parity_is_what_the_document_says() {
        let Parity { worst, commands } = parity();
        assert_eq!(worst.len(), 6, "{worst:?}");
        assert_eq!(worst[0].0, "mel, dB");
        assert!(worst.iter().all(|(_, off)| off.parse::<f64>().is_ok()), "{worst:?}");
        assert!(commands.contains("parity.py"), "{commands}");
    }
}
