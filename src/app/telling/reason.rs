//! Why a neighbour is near, in words and numbers.

use super::{clock, thousands};
use crate::engine::analysis::Match;
use crate::engine::reason::Reason;

/// Rows of the table before the rest is summed up.
const ROWS: usize = 10;
/// Seconds. What lasts longer is told by both its ends.
const MOMENT: f64 = 5.0;

/// A row of the table: its cells.
pub type Row = [String; 4];

/// One pair: `1:03 of yours ↔ 0:24 of theirs, similarity 0.93, 4.0 % of the score`.
#[must_use]
pub fn pair(reason: &Reason, pair: &Match) -> String {
    let (ours, theirs) = (ours(pair), theirs(reason, pair));
    let share = share(reason, pair.contribution);
    let similarity = similarity(f64::from(pair.similarity));
    format!("{ours} of yours ↔ {theirs} of theirs, similarity {similarity}, {share} of the score")
}

/// What the links are.
#[must_use]
pub fn summary(reason: &Reason) -> String {
    let clearer = "The clearer a link, the more it adds to the score; a click moves the cursor there.";
    let count = thousands(reason.pairs.len() as u32);
    match (reason.pairs.len(), reason.parts) {
        (0, _) => "No part of your song has it among its nearest.".to_owned(),
        (1, 1) => "Both are described as a whole, so there is one link.".to_owned(),
        (1, _) => "One link alone makes the score; a click moves the cursor there.".to_owned(),
        (_, 1) => format!(
            "This catalogue describes a song as a whole: {count} windows of yours lead to one block. {clearer}"
        ),
        _ => format!("{count} links lead from your song to what it is like in theirs. {clearer}"),
    }
}

/// The pairs that add most, most first, and the sum of the others: the last column sums to all of the score.
#[must_use]
pub fn table(reason: &Reason) -> Vec<Row> {
    let pairs: Vec<&Match> = reason.strongest().into_iter().map(|pair| &reason.pairs[pair]).collect();
    // A rest of one would take as much room as what it sums up.
    let shown = if pairs.len() == ROWS + 1 { ROWS + 1 } else { ROWS.min(pairs.len()) };
    let (told, others) = pairs.split_at(shown);
    let row = |pair: &&Match| {
        let similarity = similarity(f64::from(pair.similarity));
        [ours(pair), theirs(reason, pair), similarity, share(reason, pair.contribution)]
    };
    let mut rows: Vec<Row> = told.iter().map(row).collect();
    if !others.is_empty() {
        let sum = |of: fn(&Match) -> f32| others.iter().map(|pair| f64::from(of(pair))).sum::<f64>();
        let similarity = similarity(sum(|pair| pair.similarity) / others.len() as f64);
        let others = format!("{} others", thousands(others.len() as u32));
        let share = share(reason, sum(|pair| pair.contribution) as f32);
        rows.push([others, String::new(), format!("{similarity} on average"), share]);
    }
    rows
}

/// When in the song.
fn ours(pair: &Match) -> String {
    if pair.end - pair.start > MOMENT {
        format!("{}–{}", clock(pair.start), clock(pair.end))
    } else {
        clock(pair.start)
    }
}

/// Where in the neighbour.
fn theirs(reason: &Reason, pair: &Match) -> String {
    match pair.at {
        _ if reason.parts <= 1 => "all".to_owned(),
        Some(at) => clock(at),
        None => format!("part {}", thousands(pair.part.saturating_add(1))),
    }
}

fn similarity(cosine: f64) -> String {
    format!("{cosine:.2}").replace('-', "\u{2212}")
}

/// Of the score, in percent; what counts against it has a minus.
fn share(reason: &Reason, contribution: f32) -> String {
    if reason.score == 0.0 {
        return "–".to_owned();
    }
    let percent = 100.0 * f64::from(contribution) / f64::from(reason.score);
    let digits = usize::from(percent.abs() < 9.95);
    format!("{percent:.digits$} %").replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(start: f64, contribution: f32) -> Match {
        Match { start, end: start + 3.0, part: 8, at: Some(24.0), similarity: 0.934, contribution }
    }

    fn reason(contributions: &[f32]) -> Reason {
        let pairs = contributions.iter().enumerate().map(|(at, &adds)| met(63.0 + 3.0 * at as f64, adds));
        let score = contributions.iter().sum();
        Reason { score, parts: 20, seconds: Some(60.0), pairs: pairs.collect(), sound: None }
    }

    #[test]
    fn a_pair_says_where_here_where_there_how_alike_and_how_much() {
        let mut reason = reason(&[0.04, 0.96]);
        let told = |reason: &Reason| pair(reason, &reason.pairs[0]);
        assert_eq!(told(&reason), "1:03 of yours ↔ 0:24 of theirs, similarity 0.93, 4.0 % of the score");
        reason.pairs[0].at = None;
        assert_eq!(told(&reason), "1:03 of yours ↔ part 9 of theirs, similarity 0.93, 4.0 % of the score");
        reason.pairs[0].end = 93.0;
        reason.parts = 1;
        assert_eq!(told(&reason), "1:03–1:33 of yours ↔ all of theirs, similarity 0.93, 4.0 % of the score");
    }

    #[test]
    fn what_counts_against_it_is_told_as_such() {
        let shares: Vec<String> = table(&reason(&[1.2, -0.2])).into_iter().map(|[.., share]| share).collect();
        assert_eq!(shares, ["120 %", "\u{2212}20 %"]);
        // Far away throughout: what adds most to the distance comes first.
        let shares: Vec<String> =
            table(&reason(&[-0.2, -0.8])).into_iter().map(|[.., share]| share).collect();
        assert_eq!(shares, ["80 %", "20 %"]);
        assert_eq!(table(&reason(&[0.0]))[0][3], "–");
    }

    #[test]
    fn the_table_begins_with_the_strongest_and_sums_up_the_rest() {
        let many: Vec<f32> = (1..=40).map(|adds| adds as f32).collect();
        let rows = table(&reason(&many));
        assert_eq!(
            (rows.len(), rows[0][0].as_str(), rows[ROWS][0].as_str()),
            (ROWS + 1, "3:00", "30 others")
        );
        assert_eq!(rows[ROWS][2], "0.93 on average");
        let sum = |rows: &[Row]| {
            let percent = |row: &Row| row[3].trim_end_matches(" %").parse::<f64>().unwrap();
            rows.iter().map(percent).sum::<f64>()
        };
        assert!((sum(&rows) - 100.0).abs() < 0.6, "{rows:?}");
        assert_eq!(table(&reason(&many[..=ROWS])).len(), ROWS + 1);
        assert!(table(&reason(&[])).is_empty());
    }

    #[test]
    fn the_summary_fits_what_there_is() {
        let mut reason = reason(&[1.0, 3.0]);
        assert!(summary(&reason).starts_with("2 links lead from your song"));
        reason.parts = 1;
        assert!(summary(&reason).contains("as a whole: 2 windows of yours lead to one block"));
        reason.pairs.truncate(1);
        assert!(summary(&reason).starts_with("Both are described as a whole"));
        reason.parts = 2;
        assert!(summary(&reason).starts_with("One link alone"));
        reason.pairs.clear();
        assert_eq!(summary(&reason), "No part of your song has it among its nearest.");
    }
}
