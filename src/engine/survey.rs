//! A whole catalogue without a song: where its songs lie, which are typical, whose neighbours are whose.
//!
//! All of it comes from the index and the catalogue. The index keeps directions, not lengths, so a song's place is
//! the direction of its mean vector.

mod company;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::analysis::Neighbour;
use super::catalogue::{Catalogue, Track};
use super::index::Index;
use super::pack::Pack;
use super::recommend::{Query, Terms, recommend};
use super::terrain::Terrain;
use super::{Error, Result};

pub use company::Company;

/// Seconds of a segment, where the catalogue does not say how long a song is.
const SEGMENT: f64 = 3.0;

/// A catalogue, seen from afar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    /// Names of the genres; none where nobody named any.
    pub genres: Vec<String>,
    /// In the order of the catalogue.
    pub songs: Vec<Placed>,
    /// Of each genre, how many of its vectors lie in each cell of the plane of the first two components: rows upwards,
    /// [`CELLS`](super::terrain::CELLS) by as many.
    pub crowds: Vec<Vec<u32>>,
    /// Which genres' neighbours are whose, where there are genres.
    pub company: Option<Company>,
}

/// A song of the catalogue and where it lies. Its words come from strangers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// The collection's own number for it.
    pub id: u32,
    /// Title.
    pub title: String,
    /// Artist.
    pub artist: String,
    /// Album; empty where the collection has none.
    pub album: String,
    /// Position in [`Survey::genres`].
    pub genre: Option<u16>,
    /// Its public page; empty where there is none.
    pub link: String,
    /// Its direction along the first two components, −1 to 1 each.
    pub at: [f32; 2],
    /// Cosine to the mean direction of its genre; of the catalogue where it has none. −1 to 1.
    pub typical: f32,
}

/// Looks at the whole catalogue.
///
/// # Errors
/// [`Error::Shape`] if index and catalogue do not fit together, which an opened pack excludes.
pub fn survey(pack: &Pack) -> Result<Survey> {
    let Pack { index, catalogue, .. } = pack;
    let means = means(index, catalogue);
    let centres = centres(&means, catalogue);
    let songs = catalogue.tracks.iter().zip(means.rows()).map(|(track, mean)| {
        let centre = &centres[track.genre.map_or(catalogue.genres.len(), usize::from)];
        let cosine: f64 = mean.iter().zip(centre).map(|(&x, &c)| f64::from(x) * c).sum();
        Placed {
            id: track.id,
            title: track.title.clone(),
            artist: track.artist.clone(),
            album: track.album.clone(),
            genre: track.genre,
            link: track.link.clone(),
            at: [mean[0], mean.get(1).copied().unwrap_or(0.0)],
            typical: cosine as f32,
        }
    });
    Ok(Survey {
        songs: songs.collect(),
        crowds: crowds(pack),
        company: Company::of(index, catalogue, &means)?,
        genres: catalogue.genres.clone(),
    })
}

/// As the terrain has them; none for a genre without songs.
fn crowds(pack: &Pack) -> Vec<Vec<u32>> {
    let terrain = Terrain::of(pack);
    let crowd = |name: &String| {
        let genre = terrain.genres.iter().position(|genre| genre == name);
        let counts = genre.and_then(|genre| terrain.counts(0, 1, Some(genre)));
        counts.map_or_else(Vec::new, |counts| counts.into_iter().collect())
    };
    pack.catalogue.genres.iter().map(crowd).collect()
}

/// The songs nearest to one of the catalogue's own, nearest first, itself left out: what the recommender would answer.
///
/// # Errors
/// [`Error::Shape`] for a position that there is not.
pub fn around(pack: &Pack, position: usize, songs: usize) -> Result<Vec<Neighbour>> {
    let Pack { index, catalogue, .. } = pack;
    let track = catalogue.tracks.get(position).ok_or_else(|| Error::Shape {
        what: "position in the catalogue".into(),
        expected: catalogue.tracks.len(),
        found: position,
    })?;
    let rows = track.rows.clone();
    let numbers = rows.clone().flat_map(|row| index.vector(row as usize)).collect();
    let embeddings = Array2::from_shape_vec((rows.len(), index.dimensions()), numbers);
    let spans = spans(track);
    let query = Query {
        embeddings: embeddings.unwrap_or_default(),
        spans: &spans,
        title: Some(&track.title),
        artist: Some(&track.artist),
    };
    // One more than wanted: a song without title and artist does not know itself.
    let terms = Terms { songs: songs + 1, ..Terms::default() };
    let mut found = recommend(index, catalogue, &query, &terms)?;
    found.retain(|neighbour| neighbour.track_id != track.id);
    found.truncate(songs);
    (1..).zip(&mut found).for_each(|(rank, neighbour)| neighbour.rank = rank);
    Ok(found)
}

/// When each vector of a track starts and ends, in seconds.
fn spans(track: &Track) -> Vec<(f64, f64)> {
    let count = track.rows.len();
    let step = track.seconds.map_or(SEGMENT, |seconds| f64::from(seconds) / count.max(1) as f64);
    (0..count).map(|part| (part as f64 * step, (part + 1) as f64 * step)).collect()
}

/// The mean direction of each track's vectors: tracks × dimensions, each of unit length, or zero.
fn means(index: &Index, catalogue: &Catalogue) -> Array2<f32> {
    let mut means = Array2::zeros((catalogue.tracks.len(), index.dimensions()));
    for (track, mut mean) in catalogue.tracks.iter().zip(means.rows_mut()) {
        let mut sum = vec![0.0; index.dimensions()];
        for row in track.rows.clone() {
            sum.iter_mut().zip(index.vector(row as usize)).for_each(|(sum, x)| *sum += f64::from(x));
        }
        mean.iter_mut().zip(unit(sum)).for_each(|(mean, x)| *mean = x as f32);
    }
    means
}

/// The mean direction of each genre, and behind them that of the whole catalogue.
fn centres(means: &Array2<f32>, catalogue: &Catalogue) -> Vec<Vec<f64>> {
    let all = catalogue.genres.len();
    let mut sums = vec![vec![0.0; means.ncols()]; all + 1];
    for (track, mean) in catalogue.tracks.iter().zip(means.rows()) {
        for place in track.genre.map(usize::from).into_iter().chain([all]) {
            sums[place].iter_mut().zip(mean).for_each(|(sum, &x)| *sum += f64::from(x));
        }
    }
    sums.into_iter().map(unit).collect()
}

fn unit(mut sum: Vec<f64>) -> Vec<f64> {
    let length = sum.iter().map(|x| x * x).sum::<f64>().sqrt();
    if length > 0.0 {
        for x in &mut sum {
            *x /= length;
        }
    }
    sum
}
