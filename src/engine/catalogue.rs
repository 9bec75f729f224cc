//! The tracks of a pack: who they are, what they are called, and which vectors of the index are theirs.
//!
//! The index holds the vectors track after track, each track's in time order.

use std::ops::Range;

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
#[derive(Clone, Debug, PartialEq)]
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
    /// Position in [`Catalogue::genres`], if anybody named one.
    pub genre: Option<u16>,
    /// Part of the collection.
    pub split: Split,
    /// SPDX expression, or where the licence can be read; empty where the pack's own holds for all.
    pub licence: String,
    /// Its public page; empty where there is none. Only `https:` addresses are opened.
    pub link: String,
    /// Length, where it is known.
    pub seconds: Option<f32>,
    /// Its vectors in the index: one for the whole, or one per 3-second segment in time order.
    pub rows: Range<u32>,
    /// How many patches of it a network has heard; 0 where none did.
    pub patches: u32,
    /// What that network says of it in words, likeliest first; empty where none listened.
    pub tags: String,
}

/// All tracks and the names of their genres.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogue {
    /// In the order of the index.
    pub tracks: Vec<Track>,
    /// In the order of the forest, if the pack has one.
    pub genres: Vec<String>,
}

/// `catalogue.json`: columns, names that repeat stored once. A column that says nothing of any track is left out.
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
    genre: Vec<Option<u16>>,
    /// Rows of the tracks that are not `training`, ascending.
    validation: Vec<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    licences: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    licence: Vec<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    links: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    link: Vec<u32>,
    /// Tenths of a second; 0 is unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tenths: Vec<u32>,
    /// Vectors of each track; left out when each has one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    vectors: Vec<u32>,
    /// Vectors of each track in the network's index.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    patches: Vec<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tag: Vec<u32>,
}

impl Catalogue {
    /// The name of a track's genre; empty where nobody named one.
    #[must_use]
    pub fn genre(&self, track: &Track) -> &str {
        track.genre.and_then(|genre| self.genres.get(usize::from(genre))).map_or("", String::as_str)
    }

    /// How many vectors the index has for these tracks.
    #[must_use]
    pub fn vectors(&self) -> usize {
        self.tracks.last().map_or(0, |track| track.rows.end as usize)
    }

    /// Position of the track whose vector stands in this row of the index.
    #[must_use]
    pub fn position(&self, row: u32) -> usize {
        self.tracks.partition_point(|track| track.rows.end <= row)
    }

    /// The bytes of `catalogue.json`: same tracks, same bytes.
    ///
    /// # Errors
    ///
    /// [`Error::BadPack`] when they cannot be said in JSON.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let (artists, artist) = self.names(|track| &track.artist);
        let (albums, album) = self.names(|track| &track.album);
        let (licences, licence) = unless_empty(self.names(|track| &track.licence));
        let (links, link) = unless_empty(self.names(|track| &track.link));
        let (tags, tag) = unless_empty(self.names(|track| &track.tags));
        let validation = |track: &Track| track.split == Split::Validation;
        let columns = Columns {
            format: VERSION,
            genres: self.genres.clone(),
            artists,
            albums,
            id: self.column(|track| track.id),
            title: self.column(|track| track.title.clone()),
            artist,
            album,
            genre: self.column(|track| track.genre),
            validation: (0..).zip(&self.tracks).filter(|(_, t)| validation(t)).map(|(row, _)| row).collect(),
            licences,
            licence,
            links,
            link,
            tenths: all_unless(0, self.column(|track| (track.seconds.unwrap_or(0.0) * 10.0).round() as u32)),
            vectors: all_unless(1, self.column(|track| track.rows.len() as u32)),
            patches: all_unless(0, self.column(|track| track.patches)),
            tags,
            tag,
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
        let columns: Columns = envelope::parse_json(VERSION, file, bytes)?;
        columns.tracks().map_err(|what| Error::BadPack { file: file.to_owned(), what: what.into() })
    }

    fn column<T>(&self, of: impl Fn(&Track) -> T) -> Vec<T> {
        self.tracks.iter().map(of).collect()
    }

    /// All names, sorted, each once; and of each track the position of its own.
    fn names(&self, of: impl Fn(&Track) -> &String) -> (Vec<String>, Vec<u32>) {
        let names = distinct(self.tracks.iter().map(&of));
        let position = |track: &Track| names.partition_point(|known| known < of(track)) as u32;
        let column = self.tracks.iter().map(position).collect();
        (names, column)
    }
}

impl Columns {
    /// Checks that the columns fit together, and turns them into tracks.
    fn tracks(self) -> std::result::Result<Catalogue, String> {
        let count = self.id.len();
        let full = [self.title.len(), self.artist.len(), self.album.len(), self.genre.len()];
        if full.iter().any(|&length| length != count) {
            return Err(format!("{count} tracks with {full:?} titles, artists, albums and genres"));
        }
        let sparse = [
            self.licence.len(),
            self.link.len(),
            self.tenths.len(),
            self.vectors.len(),
            self.patches.len(),
            self.tag.len(),
        ];
        if sparse.iter().any(|&length| length != count && length != 0) {
            return Err(format!(
                "{count} tracks with {sparse:?} licences, links, lengths, vectors, patches and tags"
            ));
        }
        let mut tracks = Vec::with_capacity(count);
        let mut end = 0_u32;
        for (row, title) in self.title.iter().enumerate() {
            let genre = self.genre[row];
            if genre.is_some_and(|genre| usize::from(genre) >= self.genres.len()) {
                return Err(format!("genre {genre:?} of {}", self.genres.len()));
            }
            let start = end;
            let vectors = self.vectors.get(row).copied().unwrap_or(1);
            end = end.checked_add(vectors).ok_or("more vectors than can be counted")?;
            tracks.push(Track {
                id: self.id[row],
                title: title.clone(),
                artist: name(&self.artists, Some(&self.artist[row]), "artist")?,
                artist_index: self.artist[row],
                album: name(&self.albums, Some(&self.album[row]), "album")?,
                genre,
                split: Split::Training,
                licence: name(&self.licences, self.licence.get(row), "licence")?,
                link: name(&self.links, self.link.get(row), "link")?,
                seconds: self.tenths.get(row).filter(|&&tenths| tenths > 0).map(|&t| t as f32 / 10.0),
                rows: start..end,
                patches: self.patches.get(row).copied().unwrap_or(0),
                tags: name(&self.tags, self.tag.get(row), "tags")?,
            });
        }
        for row in self.validation {
            let track = tracks.get_mut(row as usize).ok_or_else(|| format!("track {row} of {count}"))?;
            track.split = Split::Validation;
        }
        Ok(Catalogue { tracks, genres: self.genres })
    }
}

/// The name with this number; none for no number.
fn name(names: &[String], number: Option<&u32>, what: &str) -> std::result::Result<String, String> {
    let Some(&number) = number else { return Ok(String::new()) };
    names.get(number as usize).cloned().ok_or_else(|| format!("{what} {number} of {}", names.len()))
}

/// Nothing, if all tracks have the empty name.
fn unless_empty((names, column): (Vec<String>, Vec<u32>)) -> (Vec<String>, Vec<u32>) {
    if names.iter().all(String::is_empty) { (Vec::new(), Vec::new()) } else { (names, column) }
}

/// Nothing, if all are `usual`.
fn all_unless(usual: u32, column: Vec<u32>) -> Vec<u32> {
    if column.iter().all(|&value| value == usual) { Vec::new() } else { column }
}

/// Sorted, each once.
fn distinct<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut names: Vec<String> = names.cloned().collect();
    names.sort_unstable();
    names.dedup();
    names
}
