//! Which tags stand in the lane along the song, and what it says to those who do not see it.

use crate::app::telling::{clock, percent};
use crate::engine::cnn::TagsOfSong;
use crate::engine::cnn::tags::Group;

/// Rows of each group; as many whatever is heard, so that nothing moves.
pub const ROWS: [(Group, usize); 5] =
    [(Group::Genre, 5), (Group::Mood, 3), (Group::Voice, 2), (Group::Instrument, 1), (Group::Decade, 1)];

/// One tag along the song.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    /// As listeners wrote it.
    pub tag: &'a str,
    /// Of the song.
    pub probability: f32,
    /// Its place in [`TagsOfSong::song`].
    pub place: usize,
}

/// What a group is called.
#[must_use]
pub fn name(group: Group) -> &'static str {
    match group {
        Group::Genre => "Genre",
        Group::Mood => "Mood",
        Group::Voice => "Voice",
        Group::Instrument => "Instrument",
        Group::Decade => "Decade",
    }
}

/// The likeliest tags of a group, strongest first.
#[must_use]
pub fn rows(tags: &TagsOfSong, group: Group, count: usize) -> Vec<Row<'_>> {
    let of_group = tags.song.iter().enumerate().filter(|(_, tag)| tag.group == group);
    of_group
        .take(count)
        .map(|(place, tag)| Row { tag: &tag.tag, probability: tag.probability, place })
        .collect()
}

/// How strong the ink of a probability is, 0 to 1. Its root: most are small, and small differences matter there most.
#[must_use]
pub fn ink(probability: f32) -> f64 {
    f64::from(probability.clamp(0.0, 1.0)).sqrt()
}

/// The group in words: `Genre: rock 32 %, most at 1:12; indie 14 %, most at 0:30.`
#[must_use]
pub fn summary(tags: &TagsOfSong, group: Group, count: usize) -> String {
    let told: Vec<String> = rows(tags, group, count).iter().map(|row| told(tags, row)).collect();
    format!("{}: {}.", name(group), told.join("; "))
}

fn told(tags: &TagsOfSong, row: &Row<'_>) -> String {
    let strength =
        |step: usize| tags.timeline[step].probabilities.get(row.place).copied().unwrap_or_default();
    // Of equals the first.
    let most = (0..tags.timeline.len()).max_by(|&a, &b| strength(a).total_cmp(&strength(b)).then(b.cmp(&a)));
    let at = most.map(|step| format!(", most at {}", clock(tags.timeline[step].start)));
    format!("{} {}{}", row.tag, percent(row.probability), at.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::cnn::tags::TAGS;

    fn tags() -> TagsOfSong {
        let heard = |rock: f32, jazz: f32| {
            let mut tags = [0.0; TAGS];
            (tags[0], tags[9]) = (rock, jazz);
            tags
        };
        TagsOfSong::new("net", "0", &[(0, heard(0.5, 0.0)), (10, heard(0.1, 0.8)), (20, heard(0.0, 0.7))])
    }

    #[test]
    fn a_group_has_its_rows_strongest_first_whatever_was_heard() {
        let tags = tags();
        for (group, count) in ROWS {
            let rows = rows(&tags, group, count);
            assert_eq!(rows.len(), count, "{group:?}");
            assert!(rows.is_sorted_by(|a, b| a.probability >= b.probability));
        }
        let genres: Vec<_> = rows(&tags, Group::Genre, 2).iter().map(|row| row.tag).collect();
        assert_eq!(genres, ["jazz", "rock"]);
    }

    #[test]
    fn a_lane_says_how_strong_and_where() {
        assert_eq!(
            summary(&tags(), Group::Genre, 2),
            "Genre: jazz 50 %, most at 0:29; rock 20 %, most at 0:00."
        );
        assert_eq!(summary(&TagsOfSong::new("net", "0", &[]), Group::Decade, 1), "Decade: 00s 0 %.");
    }

    #[test]
    fn ink_is_even_to_the_eye_and_never_more_than_all() {
        let percent = [-1.0, 0.0, 0.25, 1.0, 9.0].map(|probability| (100.0 * ink(probability)).round() as u8);
        assert_eq!(percent, [0, 0, 50, 100, 100]);
    }
}
