//! Neighbours of every window → ranked songs, with the reasons.
//!
//! Two rankings by one index. The *published* one sums, by song, the cosines of each window's ten nearest catalogue
//! vectors, the first three windows counting 0.8. The *balanced* one meets every song at the vector that is
//! nearest to the window by hubness-corrected similarity, takes the songs that are among the ten nearest of any
//! window, and orders them by the mean of that similarity over all windows: length does not count, and a song
//! that fits throughout beats one that fits once. It never answers with the song that was asked about.
//!
//! [`recommend_by_both`] joins the balanced ranking by two indices.
//!
//! Whoever asks for more songs than any window names gets the others after them, by their mean over all windows.
//! The *farthest* songs are those whose mean is smallest: of the corrected similarity (balanced), or of the cosine
//! (published, whose sum knows only who is near).

mod both;
mod own;
mod published;
mod strange;
mod terms;
mod throughout;

use ndarray::Array2;

use super::Result;
use super::analysis::{Match, Neighbour, Order, Ranking};
use super::catalogue::{Catalogue, Track};
use super::index::{Hit, Index, Measure};
use super::order::in_order;

pub use both::{NETWORK_SHARE, Side, joined, meetings_of_both, recommend_by_both};
pub use own::NEAR_IDENTICAL;
pub use published::{INTRO_WEIGHT, INTRO_WINDOWS};
pub use strange::{FOUND_ITSELF, STRANGE, strangeness, worth_naming};
pub use terms::Terms;

use terms::Choice;

/// Nearest catalogue vectors (published) or songs (balanced) that each window may name.
pub const NEAREST_PER_WINDOW: usize = 10;
/// Songs in an answer, unless asked otherwise.
pub const SONGS: usize = 5;

/// The song that is asked about.
pub struct Query<'a> {
    /// Windows × components, in time order.
    pub embeddings: Array2<f32>,
    /// When each window starts and ends, in seconds.
    pub spans: &'a [(f64, f64)],
    /// From its tags.
    pub title: Option<&'a str>,
    /// From its tags.
    pub artist: Option<&'a str>,
}

/// The songs of the catalogue that these terms ask for, first the nearest, or the farthest; ties go to the earlier track.
///
/// # Errors
/// [`Shape`](super::Error::Shape) if the embeddings do not have the index's number of components.
pub fn recommend(
    index: &Index,
    catalogue: &Catalogue,
    query: &Query,
    terms: &Terms,
) -> Result<Vec<Neighbour>> {
    let mut choice = Choice::new(catalogue, terms);
    let summed = (terms.ranking, terms.order) == (Ranking::Published, Order::Nearest);
    let (measure, mut others_than) = match terms.ranking {
        Ranking::Published => (Measure::Cosine, Vec::new()),
        _ => (Measure::Corrected, own::positions(index, catalogue, query)?),
    };
    if summed {
        let found = published::rank(index, catalogue, query)?;
        others_than = published::positions(&found);
        choice.take(found);
    }
    if choice.wants_more() {
        let mut others =
            sorted(throughout::rank(index, catalogue, query, measure, &others_than)?, terms.order);
        if summed {
            others.iter_mut().for_each(published::nothing);
        }
        choice.take(others);
    }
    let named = |(song, rank): (Ranked, u32)| song.named(rank, catalogue, query.spans);
    Ok(choice.songs().into_iter().zip(1..).filter_map(named).collect())
}

/// Every meeting of the song with the track at this position that adds to its score, in time order: they sum to the score.
///
/// # Errors
/// As [`recommend`].
pub fn meetings(
    index: &Index,
    catalogue: &Catalogue,
    query: &Query,
    position: usize,
    ranking: (Ranking, Order),
) -> Result<Vec<Match>> {
    let Some(track) = catalogue.tracks.get(position) else { return Ok(Vec::new()) };
    let measure = match ranking.0 {
        Ranking::Published => Measure::Cosine,
        _ => Measure::Corrected,
    };
    let meetings = if ranking == (Ranking::Published, Order::Nearest) {
        let mut found = published::rank(index, catalogue, query)?.into_iter();
        found.find(|song| song.position == position).map_or_else(Vec::new, |song| song.meetings)
    } else {
        throughout::meetings(index, &track.rows, query, measure)?
    };
    Ok(meetings.iter().filter_map(|meeting| meeting.told(track, query.spans)).collect())
}

/// A song on its way into the answer.
struct Ranked {
    /// Position in the catalogue.
    position: usize,
    score: f32,
    similarity: f32,
    match_percent: f32,
    windows: u32,
    meetings: Vec<Meeting>,
}

/// A window of the query and a vector of the catalogue.
#[derive(Clone, Copy)]
struct Meeting {
    window: usize,
    row: u32,
    similarity: f32,
    contribution: f32,
}

impl Ranked {
    fn named(&self, rank: u32, catalogue: &Catalogue, spans: &[(f64, f64)]) -> Option<Neighbour> {
        let track = catalogue.tracks.get(self.position)?;
        Some(Neighbour {
            rank,
            track_id: track.id,
            title: track.title.clone(),
            artist: track.artist.clone(),
            album: track.album.clone(),
            genre: catalogue.genre(track).to_owned(),
            tags: track.tags.clone(),
            licence: track.licence.clone(),
            link: track.link.clone(),
            match_percent: self.match_percent.clamp(0.0, 100.0).round() as u8,
            similarity: self.similarity,
            score: self.score,
            windows: self.windows,
            matches: self.meetings.iter().filter_map(|meeting| meeting.told(track, spans)).collect(),
        })
    }
}

impl Meeting {
    fn new(window: usize, Hit { row, similarity, score }: Hit) -> Self {
        Self { window, row, similarity, contribution: score }
    }

    fn told(&self, track: &Track, spans: &[(f64, f64)]) -> Option<Match> {
        let &(start, end) = spans.get(self.window)?;
        let part = self.row.checked_sub(track.rows.start)?;
        let share = f64::from(part) / track.rows.len().max(1) as f64;
        let at = track.seconds.map(|seconds| f64::from(seconds) * share);
        let Self { similarity, contribution, .. } = *self;
        Some(Match { start, end, part, at, similarity, contribution })
    }
}

/// Largest score first, or smallest; of equals the earlier track. What windows have among their nearest comes before
/// what none has, wherever the nearest do.
fn sorted(ranked: Vec<Ranked>, order: Order) -> Vec<Ranked> {
    in_order(ranked, &|a, b| {
        let first = match order {
            Order::Nearest => (b.windows > 0).cmp(&(a.windows > 0)).then(b.score.total_cmp(&a.score)),
            Order::Farthest => a.score.total_cmp(&b.score),
        };
        first.then(a.position.cmp(&b.position))
    })
}

/// Letters and digits alone, lower case: `AWOL ` and `awol!` are one artist.
fn plain(words: &str) -> String {
    words.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
