//! A stretch of a song, and one genre along it, in words.

use super::{ROUND, clock, columns, percent, ticks, top};
use crate::app::stretch::Stretch;
use crate::engine::analysis::{Analysis, TimelineStep};

/// Round times in a stretch of a song of so many seconds; of all of it, its end as well.
#[must_use]
pub fn ticks_within(seconds: f64, stretch: Stretch) -> Vec<f64> {
    if stretch.is_whole() || seconds <= 0.0 {
        return ticks(seconds);
    }
    let [from, to] = stretch.ends().map(|share| share * seconds);
    let step = ROUND.into_iter().find(|step| to - from <= 5.0 * step).unwrap_or((to - from) / 5.0);
    let [first, last] = [(from / step).ceil(), (to / step).floor()].map(|tick| tick as u32); // saturates
    (first..=last).map(|tick| f64::from(tick) * step).collect()
}

/// Where one genre is likeliest along the song, and where least: `Rock: likeliest at 1:20 (62 %), least at 0:12 (5 %).`
#[must_use]
pub fn alone(analysis: &Analysis, genre: &str) -> String {
    let place = analysis.genres.iter().position(|known| known.genre == genre);
    let share =
        |step: &TimelineStep| place.and_then(|place| step.probabilities.get(place)).copied().unwrap_or(0.0);
    let columns = columns(&analysis.timeline, analysis.song.seconds);
    let steps: Vec<(f64, f32)> =
        columns.iter().zip(&analysis.timeline).map(|([from, _], step)| (*from, share(step))).collect();
    let most = steps
        .iter()
        .fold(None::<(f64, f32)>, |most, step| most.filter(|most| most.1 >= step.1).or(Some(*step)));
    let least = steps
        .iter()
        .fold(None::<(f64, f32)>, |least, step| least.filter(|least| least.1 <= step.1).or(Some(*step)));
    let told = |(from, share): (f64, f32)| format!("at {} ({})", clock(from), percent(share));
    match most.zip(least) {
        Some((most, least)) if steps.len() > 1 => {
            format!("{genre}: likeliest {}, least {}.", told(most), told(least))
        }
        Some((most, _)) => format!("{genre}: {} throughout.", percent(most.1)),
        None => "No genres along the song.".to_owned(),
    }
}

/// The likeliest genre at a time (seconds), and how likely it is; `None` where none are named.
#[must_use]
pub fn genre_at(analysis: &Analysis, time: f64) -> Option<(&str, f32)> {
    let columns = columns(&analysis.timeline, analysis.song.seconds);
    let column = columns.partition_point(|[_, to]| *to <= time).min(columns.len().checked_sub(1)?);
    let step = analysis.timeline.get(column)?;
    let share = step.probabilities.iter().copied().fold(0.0, f32::max);
    Some((top(analysis, step)?, share))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::analysis::{Artists, GenreProbability, Order, PackName, Ranking, Song};

    #[test]
    fn ticks_of_a_stretch_are_round_and_within() {
        let close =
            |times: f64, place: f64| ticks_within(600.0, Stretch::default().closer(times, place, 600.0));
        assert_eq!(close(1.0, 0.5), ticks(600.0));
        assert_eq!(close(10.0, 0.5), [270.0, 285.0, 300.0, 315.0, 330.0]);
        assert_eq!(close(10.0, 0.0), [0.0, 15.0, 30.0, 45.0, 60.0]);
        assert!(ticks_within(0.0, Stretch::default().closer(2.0, 0.0, 60.0)).is_empty());
    }

    #[test]
    fn one_genre_alone_tells_where_it_is_most_and_least() {
        let named = |genre: &str| GenreProbability { genre: genre.into(), probability: 0.5 };
        let shares = [[0.2, 0.8], [0.7, 0.3], [0.7, 0.3]];
        let steps = shares.iter().zip([0.0, 3.0, 6.0]);
        let timeline = steps.map(|(shares, from)| TimelineStep {
            start: from,
            end: from + 3.0,
            probabilities: shares.to_vec(),
        });
        let mut analysis = Analysis {
            schema: String::new(),
            song: Song { seconds: 9.0, ..Song::default() },
            pack: PackName { name: String::new(), revision: String::new() },
            genres: vec![named("Rock"), named("Folk")],
            timeline: timeline.collect(),
            catalogue: PackName { name: String::new(), revision: String::new() },
            strangeness: 0.0,
            ranking: Ranking::default(),
            songs: 5,
            order: Order::default(),
            artists: Artists::default(),
            without: Vec::new(),
            neighbours: Vec::new(),
        };
        assert_eq!(alone(&analysis, "Rock"), "Rock: likeliest at 0:03 (70 %), least at 0:00 (20 %).");
        assert_eq!(genre_at(&analysis, 0.0), Some(("Folk", 0.8)));
        assert_eq!(genre_at(&analysis, 99.0), Some(("Rock", 0.7)));
        analysis.timeline.truncate(1);
        assert_eq!(alone(&analysis, "Folk"), "Folk: 80 % throughout.");
        analysis.timeline.clear();
        assert_eq!(
            (alone(&analysis, "Folk").as_str(), genre_at(&analysis, 0.0)),
            ("No genres along the song.", None)
        );
    }
}
