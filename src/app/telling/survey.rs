//! A whole catalogue in words and lists.

use std::collections::BTreeMap;

use super::thousands;
use crate::engine::mel::{BANDS, place};
use crate::engine::report::Profile;
use crate::engine::survey::{Company, Survey};

/// Groups that are told one by one, where nobody named genres.
const ALBUMS: usize = 10;
/// Songs that are told as typical of a genre, and as not.
const EXTREMES: usize = 3;
/// Where bass ends and treble begins, in Hz.
const BORDERS: [f64; 2] = [150.0, 5_000.0];

/// Numbers up to twelve are words.
const WORDS: [&str; 13] =
    ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// `eight`, `13`.
#[must_use]
pub fn number(number: usize) -> String {
    WORDS.get(number).map_or_else(|| thousands(number as u32), |word| (*word).to_owned())
}

/// How many songs each group has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    /// Whether they are genres; or else albums.
    pub genres: bool,
    /// Name and songs, as in the catalogue; albums with the most songs first.
    pub rows: Vec<(String, u32)>,
    /// Albums that are left out.
    pub others: usize,
}

/// Genres; where there are none, the albums with the most songs.
#[must_use]
pub fn groups(survey: &Survey) -> Groups {
    if !survey.genres.is_empty() {
        let of =
            |genre: usize| survey.songs.iter().filter(move |song| song.genre.map(usize::from) == Some(genre));
        let rows = survey.genres.iter().enumerate().map(|(at, name)| (name.clone(), of(at).count() as u32));
        return Groups { genres: true, rows: rows.collect(), others: 0 };
    }
    let mut albums = BTreeMap::<&str, u32>::new();
    for song in survey.songs.iter().filter(|song| !song.album.is_empty()) {
        *albums.entry(&song.album).or_default() += 1;
    }
    let mut rows: Vec<(String, u32)> =
        albums.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let others = rows.len().saturating_sub(ALBUMS);
    rows.truncate(ALBUMS);
    Groups { genres: false, rows, others }
}

/// Positions of the most typical songs of a genre (of the catalogue, if none is named) and of the least typical, each
/// with the most extreme first.
#[must_use]
pub fn extremes(survey: &Survey, genre: Option<u16>) -> [Vec<u32>; 2] {
    let of_genre = (0..).zip(&survey.songs).filter(|(_, song)| genre.is_none() || song.genre == genre);
    let mut sorted: Vec<(u32, f32)> = of_genre.map(|(position, song)| (position, song.typical)).collect();
    sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let positions =
        |songs: &mut dyn Iterator<Item = &(u32, f32)>| songs.take(EXTREMES).map(|song| song.0).collect();
    [positions(&mut sorted.iter()), positions(&mut sorted.iter().rev())]
}

/// Which genre keeps to itself, and which does not: `Rock keeps most to itself: 50 % of … . Pop …`.
#[must_use]
pub fn company(company: &Company, genres: &[String]) -> String {
    let own = |genre: usize| company.shares.get(genre).and_then(|row| row.get(genre)).copied().unwrap_or(0.0);
    let asked = |genre: &usize| company.asked.get(*genre).is_some_and(|&count| count > 0);
    let mut order: Vec<usize> = (0..genres.len()).filter(asked).collect();
    order.sort_by(|&a, &b| own(b).total_cmp(&own(a)).then(a.cmp(&b)));
    let (Some(&most), Some(&least)) = (order.first(), order.last()) else { return String::new() };
    let percent = |genre: usize| format!("{:.0} %", own(genre) * 100.0);
    format!(
        "{} keeps most to itself: {} of the nearest songs are of the same genre. {} keeps least to itself: {}. By chance it would be {:.1} %.",
        genres[most],
        percent(most),
        genres[least],
        percent(least),
        100.0 / genres.len() as f64
    )
}

/// Mean level (dB) of the bass, of the middle and of the treble.
#[must_use]
pub fn registers(profile: &Profile) -> [f32; 3] {
    let [low, high] = BORDERS.map(|border| (place(border) as usize).min(BANDS));
    let mean = |levels: Option<&[f32]>| {
        let levels = levels.unwrap_or_default();
        levels.iter().sum::<f32>() / levels.len().max(1) as f32
    };
    let levels = &profile.levels;
    [mean(levels.get(..low)), mean(levels.get(low..high)), mean(levels.get(high..))]
}

/// Where most songs of a genre lie on the map, from the shares of its summit: `Rock: most lie right of the middle, low`.
#[must_use]
pub fn summit(genre: &str, [across, up]: [f64; 2]) -> String {
    let part = |share: f64, words: [&'static str; 3]| words[((share * 3.0) as usize).min(2)];
    let sides = [part(across, ["left", "", "right"]), part(up, ["low", "", "high"])];
    let told: Vec<&str> = sides.into_iter().filter(|side| !side.is_empty()).collect();
    let place = if told.is_empty() { "in the middle".to_owned() } else { told.join(" and ") };
    format!("{genre}: most songs lie {place}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::survey::Placed;

    fn song(genre: Option<u16>, album: &str, typical: f32) -> Placed {
        let name = String::new();
        Placed {
            id: 0,
            title: name.clone(),
            artist: name.clone(),
            album: album.to_owned(),
            genre,
            link: name,
            at: [0.0; 2],
            typical,
        }
    }

    fn survey(genres: &[&str], songs: Vec<Placed>) -> Survey {
        Survey {
            genres: genres.iter().map(|&name| name.to_owned()).collect(),
            songs,
            crowds: Vec::new(),
            company: None,
        }
    }

    #[test]
    fn genres_keep_their_order_and_albums_come_by_size() {
        let genres = survey(&["Hum", "Ring"], vec![song(Some(1), "a", 0.0), song(Some(1), "b", 0.0)]);
        let found = groups(&genres);
        assert_eq!((found.genres, found.rows), (true, vec![("Hum".to_owned(), 0), ("Ring".to_owned(), 2)]));
        let mut songs: Vec<_> = (0..12).map(|album| song(None, &format!("{album:02}"), 0.0)).collect();
        songs.extend([song(None, "07", 0.0), song(None, "", 0.0)]);
        let found = groups(&survey(&[], songs));
        assert_eq!((found.genres, found.rows.len(), found.others), (false, 10, 2));
        assert_eq!(found.rows[..2], [("07".to_owned(), 2), ("00".to_owned(), 1)]);
    }

    #[test]
    fn extremes_are_the_ends_of_a_genre() {
        let typical = [0.5, 0.9, -0.2, 0.5, 0.1];
        let songs = typical.into_iter().enumerate();
        let songs = songs.map(|(at, typical)| song(Some(u16::from(at == 1)), "", typical)).collect();
        let survey = survey(&["Hum", "Ring"], songs);
        assert_eq!(extremes(&survey, Some(0)), [vec![0, 3, 4], vec![2, 4, 3]]);
        assert_eq!(extremes(&survey, None)[0], [1, 0, 3]);
        assert_eq!(extremes(&survey, Some(7)), [Vec::<u32>::new(), Vec::new()]);
    }

    #[test]
    fn company_names_both_ends_and_chance() {
        let told = company(
            &Company { asked: vec![4, 4], shares: vec![vec![0.75, 0.25], vec![0.5, 0.5]] },
            &["Hum".to_owned(), "Ring".to_owned()],
        );
        assert!(told.starts_with("Hum keeps most to itself: 75 %"), "{told}");
        assert!(told.ends_with("Ring keeps least to itself: 50 %. By chance it would be 50.0 %."), "{told}");
        assert_eq!(company(&Company { asked: vec![], shares: vec![] }, &[]), "");
    }

    #[test]
    fn registers_are_means_of_their_bands() {
        let mut levels = vec![0.0; BANDS];
        levels[..5].fill(-10.0);
        levels[BANDS - 5..].fill(-60.0);
        let [bass, _, treble] = registers(&Profile { genre: String::new(), levels });
        assert!(bass < -9.0 && treble < -5.0, "{bass}, {treble}");
        assert!(
            registers(&Profile { genre: String::new(), levels: vec![] })
                .iter()
                .all(|level| level.abs() < f32::EPSILON)
        );
    }

    #[test]
    fn small_numbers_are_words_and_summits_have_sides() {
        assert_eq!((number(8), number(0), number(1300)), ("eight".into(), "no".into(), "1,300".into()));
        assert_eq!(summit("Folk", [0.1, 0.9]), "Folk: most songs lie left and high");
        assert_eq!(summit("Folk", [0.5, 0.5]), "Folk: most songs lie in the middle");
    }
}
