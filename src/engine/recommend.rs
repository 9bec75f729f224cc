//! Neighbours of every window → ranked songs.
//!
//! Two rankings. The *published* one sums, by song, the cosines of each window's ten nearest catalogue
//! vectors, the first three windows counting 0.8. The *balanced* one takes the songs that are among the ten
//! nearest of any window, by hubness-corrected similarity, and orders them by the mean of that similarity
//! over all windows: length does not count, and a song that fits throughout beats one that fits once. It
//! never answers with the song that was asked about, and names an artist once.

use std::collections::{BTreeMap, BTreeSet};

use ndarray::ArrayView2;

use super::Result;
use super::analysis::{Neighbour, Ranking};
use super::catalogue::{Catalogue, Track};
use super::index::{Index, Measure, Scan};

/// Nearest catalogue vectors that each window may name.
pub const NEAREST_PER_WINDOW: usize = 10;
/// Windows at the start of the song that count less in the published ranking: intros say little.
pub const INTRO_WINDOWS: usize = 3;
/// What an intro window counts in the published ranking.
pub const INTRO_WEIGHT: f32 = 0.8;
/// Songs in an answer, unless asked otherwise.
pub const SONGS: usize = 5;
/// From this cosine on, the same title or artist means the same recording. Clips of the catalogue, decoded
/// here, find their own published statistics at 0.994 or more.
pub const NEAR_IDENTICAL: f32 = 0.98;

/// The song that is asked about.
pub struct Query<'a> {
    /// Windows × components, in time order.
    pub embeddings: ArrayView2<'a, f32>,
    /// From its tags.
    pub title: Option<&'a str>,
    /// From its tags.
    pub artist: Option<&'a str>,
}

/// The `songs` nearest songs of the catalogue, nearest first; ties go to the earlier track.
///
/// # Errors
/// [`Shape`](super::Error::Shape) if the embeddings do not have the index's number of components.
pub fn recommend(
    index: &Index,
    catalogue: &Catalogue,
    query: &Query,
    ranking: Ranking,
    songs: usize,
) -> Result<Vec<Neighbour>> {
    let scans =
        query.embeddings.rows().into_iter().map(|window| index.scan(window)).collect::<Result<Vec<_>>>()?;
    let mut ranked = match ranking {
        Ranking::Balanced => {
            let own = own_rows(&scans, catalogue, query);
            one_per_artist(by_mean(candidates(&scans, &own), &scans), catalogue)
        }
        Ranking::Published => by_sum(&scans),
    };
    ranked.truncate(songs);
    Ok(ranked.iter().zip(1..).filter_map(|(song, rank)| song.named(rank, catalogue)).collect())
}

/// A catalogue row on its way into the answer.
struct Ranked {
    row: u32,
    score: f32,
    similarity: f32,
    match_percent: f32,
    windows: u32,
}

impl Ranked {
    fn named(&self, rank: u32, catalogue: &Catalogue) -> Option<Neighbour> {
        let track = catalogue.tracks.get(self.row as usize)?;
        Some(Neighbour {
            rank,
            track_id: track.id,
            title: track.title.clone(),
            artist: track.artist.clone(),
            album: track.album.clone(),
            genre: catalogue.genre(track).to_owned(),
            match_percent: self.match_percent.clamp(0.0, 100.0).round() as u8,
            similarity: self.similarity,
            score: self.score,
            windows: self.windows,
        })
    }
}

/// Largest score first; of equals the lower row.
fn sort(ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.row.cmp(&b.row)));
}

/// The published sum. Its match is the share of the largest sum there could be.
fn by_sum(scans: &[Scan]) -> Vec<Ranked> {
    let weight = |window: usize| if window < INTRO_WINDOWS { INTRO_WEIGHT } else { 1.0 };
    let largest: f32 = (0..scans.len()).map(weight).sum();
    let mut songs: BTreeMap<u32, Ranked> = BTreeMap::new();
    for (window, scan) in scans.iter().enumerate() {
        for hit in scan.top(NEAREST_PER_WINDOW, Measure::Cosine) {
            let song = songs.entry(hit.row).or_insert(Ranked {
                row: hit.row,
                score: 0.0,
                similarity: 0.0,
                match_percent: 0.0,
                windows: 0,
            });
            song.score += weight(window) * hit.similarity;
            song.similarity += hit.similarity;
            song.windows += 1;
        }
    }
    let mut ranked: Vec<_> = songs.into_values().collect();
    for song in &mut ranked {
        song.similarity /= song.windows as f32;
        song.match_percent = 100.0 * song.score / largest;
    }
    sort(&mut ranked);
    ranked
}

/// Row → how many windows have it among their nearest, the song's `own` rows left out.
fn candidates(scans: &[Scan], own: &[u32]) -> BTreeMap<u32, u32> {
    let mut windows = BTreeMap::new();
    for scan in scans {
        let nearest = scan.top(NEAREST_PER_WINDOW + own.len(), Measure::Corrected);
        let others = nearest.iter().filter(|hit| !own.contains(&hit.row)).take(NEAREST_PER_WINDOW);
        others.for_each(|hit| *windows.entry(hit.row).or_insert(0) += 1);
    }
    windows
}

/// The balanced mean. Its match is the share of what the song itself would score.
fn by_mean(candidates: BTreeMap<u32, u32>, scans: &[Scan]) -> Vec<Ranked> {
    let mean = |of: &dyn Fn(&Scan) -> f32| {
        (scans.iter().map(|scan| f64::from(of(scan))).sum::<f64>() / scans.len() as f64) as f32
    };
    let ceiling = mean(&|scan| scan.ceiling(Measure::Corrected));
    let measured = |(row, windows)| {
        let score = mean(&|scan| scan.hit(row, Measure::Corrected).score);
        let similarity = mean(&|scan| scan.hit(row, Measure::Cosine).similarity);
        Ranked { row, score, similarity, match_percent: 100.0 * score / ceiling, windows }
    };
    let mut ranked: Vec<_> = candidates.into_iter().map(measured).collect();
    sort(&mut ranked);
    ranked
}

/// The rows that are the song itself: same title and artist, or near-identical sound and one of the two.
fn own_rows(scans: &[Scan], catalogue: &Catalogue, query: &Query) -> Vec<u32> {
    let title = query.title.map(plain).filter(|words| !words.is_empty());
    let artist = query.artist.map(plain).filter(|words| !words.is_empty());
    if title.is_none() && artist.is_none() {
        return Vec::new();
    }
    let is_own = |row: u32, track: &Track| {
        let same_title = title.as_ref().is_some_and(|words| *words == plain(&track.title));
        let same_artist = artist.as_ref().is_some_and(|words| *words == plain(&track.artist));
        let identical =
            || scans.iter().any(|scan| scan.hit(row, Measure::Cosine).similarity >= NEAR_IDENTICAL);
        same_title && same_artist || (same_title || same_artist) && identical()
    };
    (0..).zip(&catalogue.tracks).filter(|(row, track)| is_own(*row, track)).map(|(row, _)| row).collect()
}

/// Keeps the best song of every artist; songs without one all stay.
fn one_per_artist(ranked: Vec<Ranked>, catalogue: &Catalogue) -> Vec<Ranked> {
    let mut named = BTreeSet::new();
    let artist = |song: &Ranked| catalogue.tracks.get(song.row as usize).map(|track| plain(&track.artist));
    let mut is_new = |artist: String| artist.is_empty() || named.insert(artist);
    ranked.into_iter().filter(|song| artist(song).is_some_and(&mut is_new)).collect()
}

/// Letters and digits alone, lower case: `AWOL ` and `awol!` are one artist.
fn plain(words: &str) -> String {
    words.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
