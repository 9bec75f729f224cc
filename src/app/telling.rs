//! Numbers as words: what a picture says to those who do not see it, and times as clocks show them.

pub mod along;
pub mod change;
pub mod pitch;
pub mod profile;
pub mod reason;
pub mod tags;
pub mod terms;
pub mod wander;
pub mod model;
pub mod survey;

use super::state::{Catalogue, Standing};
use crate::engine::analysis::{Analysis, Match, TimelineStep};
use crate::engine::segment::MOST_COMPARED;
use crate::protocol::{Holds, PackCard};

/// Seconds that people count in.
const ROUND: [f64; 13] = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0];
/// Changes of genre that anybody listens to.
const MOST_TOLD: usize = 24;

/// `m:ss`, or `h:mm:ss` from an hour on.
#[must_use]
pub fn clock(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// Round times along a song, from its start, and its end: at most seven, few enough for a phone.
#[must_use]
pub fn ticks(seconds: f64) -> Vec<f64> {
    if seconds <= 0.0 {
        return Vec::new();
    }
    let step = ROUND.into_iter().find(|step| seconds <= 5.0 * step).unwrap_or(seconds / 5.0);
    // A round time that would touch the end's is left out.
    let round = (0_u32..).map(|tick| f64::from(tick) * step).take_while(|time| *time < seconds - step / 2.0);
    round.chain([seconds]).collect()
}

/// A probability as whole percent.
#[must_use]
pub fn percent(probability: f32) -> String {
    format!("{:.0} %", probability * 100.0)
}

/// The first genre along the song: `Rock from 0:00, Folk from 1:12`.
#[must_use]
pub fn timeline(analysis: &Analysis) -> String {
    let mut runs: Vec<(&str, f64)> = Vec::new();
    for (step, from) in analysis.timeline.iter().zip(columns(&analysis.timeline, analysis.song.seconds)) {
        let Some(genre) = top(analysis, step) else { continue };
        if runs.last().is_none_or(|(last, _)| *last != genre) {
            runs.push((genre, from[0]));
        }
    }
    match runs.as_slice() {
        [] => "No genres along the song.".to_owned(),
        [(only, _)] => format!("{only} throughout."),
        several => {
            let (first, rest) = several.split_at(several.len().min(MOST_TOLD));
            let told: Vec<_> =
                first.iter().map(|(genre, from)| format!("{genre} from {}", clock(*from))).collect();
            match rest.len() {
                0 => format!("{}.", told.join(", ")),
                more => format!("{}, and {more} more changes.", told.join(", ")),
            }
        }
    }
}

/// Where the waveform is loudest.
#[must_use]
pub fn waveform(peaks: &[[f32; 2]], seconds: f64) -> String {
    let loudest = peaks.iter().enumerate().max_by(|(_, a), (_, b)| (a[1] - a[0]).total_cmp(&(b[1] - b[0])));
    match loudest {
        Some((column, _)) => {
            format!("Waveform, loudest at {}.", clock(seconds * column as f64 / peaks.len() as f64))
        }
        None => "No waveform.".to_owned(),
    }
}

/// The stretch of time that stands for each window: windows overlap, so each owns what lies nearest its middle.
#[must_use]
pub fn columns(timeline: &[TimelineStep], seconds: f64) -> Vec<[f64; 2]> {
    let spans: Vec<_> = timeline.iter().map(|step| (step.start, step.end)).collect();
    nearest(&spans, seconds)
}

/// The stretch of a song to which each of these spans is nearest.
#[must_use]
pub fn nearest(spans: &[(f64, f64)], seconds: f64) -> Vec<[f64; 2]> {
    let middle = |span: &(f64, f64)| f64::midpoint(span.0, span.1);
    let borders: Vec<f64> = std::iter::once(0.0)
        .chain(spans.windows(2).map(|pair| f64::midpoint(middle(&pair[0]), middle(&pair[1]))))
        .chain(std::iter::once(seconds))
        .collect();
    borders.windows(2).take(spans.len()).map(|pair| [pair[0], pair[1]]).collect()
}

/// What one column of the timeline is judged by; windows overlap, so it is not what the column covers.
#[must_use]
pub fn judged(timeline: &[TimelineStep]) -> String {
    match timeline {
        [] => "Genre".to_owned(),
        [only] => format!("Genre in one {:.0}\u{2011}second window", only.end - only.start),
        [first, ..] => format!("Genre in {:.0}\u{2011}second windows", first.end - first.start),
    }
}

/// A meeting: `0:42–0:45 here sounds like about 1:12 there (0.93)`.
#[must_use]
pub fn meeting(met: &Match) -> String {
    let there = met.at.map_or_else(|| "it".to_owned(), |at| format!("about {} there", clock(at)));
    format!("{}–{} here sounds like {there} ({:.2})", clock(met.start), clock(met.end), met.similarity)
}

/// Of which windows of a long song the neighbours are, unless it is all of them.
#[must_use]
pub fn compared(analysis: &Analysis) -> Option<String> {
    let windows = analysis.timeline.len();
    (windows > MOST_COMPARED).then(|| {
        format!(" Found by {MOST_COMPARED} of its {} windows, evenly chosen.", thousands(windows as u32))
    })
}

/// What is said where nothing is similar enough.
#[must_use]
pub fn nothing(catalogue: &str) -> String {
    format!("Nothing in {catalogue} is similar enough to be called a neighbour.")
}

/// `7,183`.
#[must_use]
pub fn thousands(number: u32) -> String {
    if number < 1000 {
        number.to_string()
    } else {
        format!("{},{:03}", thousands(number / 1000), number % 1000)
    }
}

/// `7,183 clips`.
#[must_use]
pub fn holding(card: &PackCard) -> String {
    let what = match (card.holds, card.tracks) {
        (Holds::Clips, 1) => "clip",
        (Holds::Clips, _) => "clips",
        (Holds::Songs, 1) => "song",
        (Holds::Songs, _) => "songs",
    };
    format!("{} {what}", thousands(card.tracks))
}

/// What a catalogue holds or costs, and whose host has it.
#[must_use]
pub fn catalogue(catalogue: &Catalogue) -> String {
    let offer = &catalogue.offer;
    let what = match &catalogue.standing {
        Standing::There(card) => holding(card),
        Standing::Coming { of: 0, .. } => "On its way".to_owned(),
        Standing::Coming { done, of } => format!("{} of {}", megabytes(*done), megabytes(*of)),
        Standing::Refused(_) => "Could not be had".to_owned(),
        Standing::Offered => offer
            .bytes
            .map_or_else(|| "Not fetched yet".to_owned(), |bytes| format!("{} to fetch", megabytes(bytes))),
    };
    match &offer.host {
        Some(host) => format!("{what}, from {host}"),
        None => what,
    }
}

/// `6.9 MB`.
fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn top<'a>(analysis: &'a Analysis, step: &TimelineStep) -> Option<&'a str> {
    let best =
        step.probabilities.iter().enumerate().max_by(|(i, a), (j, b)| a.total_cmp(b).then(j.cmp(i)))?;
    analysis.genres.get(best.0).map(|genre| genre.genre.as_str())
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::protocol::Offer;

    fn step(start: f64) -> TimelineStep {
        TimelineStep { start, end: start + 30.0, probabilities: vec![0.5, 0.5] }
    }

    #[test]
    fn clocks() {
        assert_eq!(clock(0.0), "0:00");
        assert_eq!(clock(61.9), "1:01");
        assert_eq!(clock(3_725.0), "1:02:05");
        assert_eq!(clock(-1.0), "0:00");
    }

    #[test]
    fn ticks_are_round_and_end_with_the_song() {
        assert!(ticks(0.0).is_empty());
        assert_eq!(ticks(30.0), [0.0, 10.0, 20.0, 30.0]);
        assert_eq!(ticks(61.5), [0.0, 15.0, 30.0, 45.0, 61.5]);
        assert_eq!(ticks(240.0), [0.0, 60.0, 120.0, 180.0, 240.0]);
        for seconds in [0.7, 3.1, 29.98, 200.0, 1_200.0, 50_000.0] {
            let ticks = ticks(seconds);
            assert!((2..=7).contains(&ticks.len()), "{seconds}: {ticks:?}");
            assert!(ticks.is_sorted() && ticks.last() == Some(&seconds), "{seconds}: {ticks:?}");
        }
    }

    #[test]
    fn columns_cover_the_song_without_gaps() {
        let columns = columns(&[step(0.0), step(3.0), step(6.0)], 36.5);
        assert_eq!(columns, [[0.0, 16.5], [16.5, 19.5], [19.5, 36.5]]);
        assert!(super::columns(&[], 10.0).is_empty());
    }

    #[test]
    fn loudest_column_gives_the_time() {
        assert_eq!(waveform(&[[-0.1, 0.1], [-0.9, 0.2]], 60.0), "Waveform, loudest at 0:30.");
    }

    #[test]
    fn meetings_say_where_here_and_where_there() {
        let mut met =
            Match { start: 42.2, end: 45.2, part: 24, at: Some(72.0), similarity: 0.931, contribution: 0.1 };
        assert_eq!(meeting(&met), "0:42–0:45 here sounds like about 1:12 there (0.93)");
        met.at = None;
        assert_eq!(meeting(&met), "0:42–0:45 here sounds like it (0.93)");
    }

    #[test]
    fn catalogues_say_what_they_hold_or_cost_and_who_has_them() {
        let offer = Offer { name: "a".into(), title: "A".into(), host: None, bytes: Some(6_912_345) };
        let card = PackCard {
            network: None,
            name: "a".into(),
            title: "A".into(),
            tracks: 7183,
            holds: Holds::Clips,
            genres: Vec::new(),
            licence: String::new(),
            credit: String::new(),
        };
        let told = |standing: Standing, host: Option<&str>| {
            let offer = Offer { host: host.map(str::to_owned), ..offer.clone() };
            catalogue(&Catalogue { offer, standing })
        };
        assert_eq!(told(Standing::Offered, None), "6.9 MB to fetch");
        assert_eq!(told(Standing::Coming { done: 0, of: 0 }, None), "On its way");
        assert_eq!(told(Standing::Coming { done: 2_100_000, of: 6_900_000 }, None), "2.1 MB of 6.9 MB");
        assert_eq!(
            told(Standing::There(Rc::new(card.clone())), Some("example.org")),
            "7,183 clips, from example.org"
        );
        assert_eq!(holding(&PackCard { tracks: 1, holds: Holds::Songs, ..card }), "1 song");
    }
}
