//! The tracks of a pack: who they are and what they are called. Row n of the catalogue is row n of the index.

use serde::{Deserialize, Serialize};

use super::{Error, Result, envelope};

/// Format version of `catalogue.json`.
const VERSION: u32 = 1;

/// Which part of its collection a track belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// The model was fitted on it.
    Training,
    /// The model was chosen by it.
    Validation,
}

/// One song of the catalogue. Its strings come from strangers: show them as text, never as markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// The collection's own number for it.
    pub id: u32,
    /// Title.
    pub title: String,
    /// Artist.
    pub artist: String,
    /// The same for all tracks of one artist: position of the name among all artists.
    pub artist_index: u32,
    /// Album; empty where the collection has none.
    pub album: String,
    /// Position in [`Catalogue::genres`].
    pub genre: u16,
    /// Part of the collection.
    pub split: Split,
}

/// All tracks and the names of their genres.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    /// In the order of the index.
    pub tracks: Vec<Track>,
    /// In the order of the forest.
    pub genres: Vec<String>,
}

/// `catalogue.json`: columns, names that repeat stored once.
#[derive(Serialize, Deserialize)]
struct Columns {
    format: u32,
    genres: Vec<String>,
    artists: Vec<String>,
    albums: Vec<String>,
    id: Vec<u32>,
    title: Vec<String>,
    artist: Vec<u32>,
    album: Vec<u32>,
    genre: Vec<u16>,
    /// Rows of the tracks that are not `training`, ascending.
    validation: Vec<u32>,
}

impl Catalogue {
    /// The name of a track's genre; empty for a number that is no genre.
    #[must_use]
    pub fn genre(&self, track: &Track) -> &str {
        self.genres.get(usize::from(track.genre)).map_or("", String::as_str)
    }

    /// The bytes of `catalogue.json`: same tracks, same bytes.
    ///
    /// # Errors
    ///
    /// [`Error::BadPack`] when they cannot be said in JSON.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let artists = distinct(self.tracks.iter().map(|track| &track.artist));
        let albums = distinct(self.tracks.iter().map(|track| &track.album));
        let place = |names: &[String], name: &String| names.partition_point(|known| known < name) as u32;
        let rows = 0_u32..;
        let columns = Columns {
            format: VERSION,
            genres: self.genres.clone(),
            id: self.tracks.iter().map(|track| track.id).collect(),
            title: self.tracks.iter().map(|track| track.title.clone()).collect(),
            artist: self.tracks.iter().map(|track| place(&artists, &track.artist)).collect(),
            album: self.tracks.iter().map(|track| place(&albums, &track.album)).collect(),
            genre: self.tracks.iter().map(|track| track.genre).collect(),
            validation: (rows.zip(&self.tracks))
                .filter(|(_, track)| track.split == Split::Validation)
                .map(|(row, _)| row)
                .collect(),
            artists,
            albums,
        };
        serde_json::to_vec(&columns)
            .map_err(|error| Error::BadPack { file: "catalogue".to_owned(), what: error.to_string().into() })
    }

    /// Reads what [`Catalogue::encode`] wrote; `file` names the bytes in refusals.
    ///
    /// # Errors
    ///
    /// [`Error::VersionMismatch`], and [`Error::BadPack`] for columns that do not fit together.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self> {
        let bad = |what: String| Error::BadPack { file: file.to_owned(), what: what.into() };
        let columns: Columns = envelope::parse_json(VERSION, file, bytes)?;
        let count = columns.id.len();
        let lengths = [columns.title.len(), columns.artist.len(), columns.album.len(), columns.genre.len()];
        if lengths.iter().any(|&length| length != count) {
            return Err(bad(format!("{count} tracks with {lengths:?} titles, artists, albums and genres")));
        }
        let name = |names: &[String], number: u32, what: &str| {
            names
                .get(number as usize)
                .cloned()
                .ok_or_else(|| bad(format!("{what} {number} of {}", names.len())))
        };
        let mut tracks = Vec::with_capacity(count);
        let names = columns.artist.iter().zip(&columns.album);
        for (((&id, title), (&artist, &album)), &genre) in
            columns.id.iter().zip(columns.title).zip(names).zip(&columns.genre)
        {
            if usize::from(genre) >= columns.genres.len() {
                return Err(bad(format!("genre {genre} of {}", columns.genres.len())));
            }
            tracks.push(Track {
                id,
                title,
                artist: name(&columns.artists, artist, "artist")?,
                artist_index: artist,
                album: name(&columns.albums, album, "album")?,
                genre,
                split: Split::Training,
            });
        }
        for row in columns.validation {
            let track = tracks.get_mut(row as usize).ok_or_else(|| bad(format!("track {row} of {count}")))?;
            track.split = Split::Validation;
        }
        Ok(Self { tracks, genres: columns.genres })
    }
}

/// Sorted, each once.
fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut names: Vec<String> = names.cloned().collect();
    names.sort_unstable();
    names.dedup();
    names
}
