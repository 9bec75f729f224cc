//! A track that is unpacked → what is known of it, and from whom.

use std::fs;
use std::io::BufReader;
use std::path::Path;

use segue::engine::header;

use super::copyright::Copyright;
use super::list::{Package, Wanted};
use super::{credits, words};
use crate::decode::opened;
use crate::extract::collection::Labels;

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    List,
    Tags,
    Credits,
    Copyright,
    FileName,
    Nobody,
}

impl Source {
    /// For tables and for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Tags => "tags",
            Self::Credits => "credits",
            Self::Copyright => "copyright file",
            Self::FileName => "file name",
            Self::Nobody => "nobody",
        }
    }
}

/// A track of the collection.
#[derive(Clone, Debug)]
pub struct Labelled {
    pub id: u32,
    /// Below the collection's folder.
    pub path: String,
    pub labels: Labels,
    pub title_from: Source,
    pub artist_from: Source,
    /// What the list has against it; empty for a song.
    pub leave_out: String,
}

/// What a package says of all of its tracks.
pub struct Papers {
    copyright: Option<Copyright>,
    /// Where people find the licence.
    place: String,
}

impl Papers {
    /// Reads the copyright file; the package's own before others that it brings.
    pub fn read(package: &Package, folder: &Path) -> Self {
        let place = format!("usr/share/doc/{}/copyright", package.name);
        let own = fs::read(folder.join(&place)).ok();
        let text = own.or_else(|| first_of(&folder.join("usr/share/doc")));
        let text = text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Self { copyright: text.and_then(|text| Copyright::read(&text)), place: format!("/{place}") }
    }
}

fn first_of(docs: &Path) -> Option<Vec<u8>> {
    let mut folders: Vec<_> = fs::read_dir(docs).ok()?.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    folders.iter().find_map(|folder| fs::read(folder.join("copyright")).ok())
}

/// Names a track. The list's own words come before the file's tags, those before tables beside the music, those before
/// the copyright file, and the file's name is the last to be asked.
pub fn label(package: &Package, track: &Wanted, papers: &Papers, folder: &Path) -> Labelled {
    let tags = tags(&folder.join(&track.file));
    let credit = credit(&track.file, folder).unwrap_or_default();
    let terms = papers.copyright.as_ref().and_then(|copyright| copyright.terms(&track.file));
    let work = papers.copyright.as_ref().map(|copyright| copyright.work.clone()).unwrap_or_default();
    let (licence, holder) = terms.map(|terms| (terms.licence, terms.holder)).unwrap_or_default();

    let (mut title, title_from) = first([
        (words::title(&track.title), Source::List),
        (words::title(&tags.title.unwrap_or_default()), Source::Tags),
        (words::title(&credit.title), Source::Credits),
        (words::title_of(&track.file), Source::FileName),
    ]);
    let mut named = String::new();
    if title_from == Source::FileName
        && let Some((artist, song)) = title.clone().split_once(" - ")
    {
        (named, title) = (words::capital(artist), words::capital(song));
    }
    let (artist, artist_from) = first([
        (words::artist(&track.artist), Source::List),
        (words::artist(&tags.artist.unwrap_or_default()), Source::Tags),
        (words::artist(&credit.artist), Source::Credits),
        (named, Source::FileName),
        (holder, Source::Copyright),
    ]);
    let (album, _) = first([
        (words::tag(&track.album), Source::List),
        (words::tag(&tags.album.unwrap_or_default()), Source::Tags),
        (words::tag(&credit.album), Source::Credits),
        (words::tag(&work), Source::Copyright),
        (words::work_of(&package.name), Source::FileName),
    ]);
    let labels = Labels {
        title,
        artist,
        album,
        genre: words::tag(&track.genre),
        split: String::new(),
        licence: if licence.is_empty() { format!("see {}", papers.place) } else { licence },
        link: format!("https://packages.debian.org/bookworm/{}", package.name),
    };
    let path = format!("{}/{}", package.name, track.file);
    Labelled { id: track.id, path, labels, title_from, artist_from, leave_out: track.leave_out.clone() }
}

/// The first that says something.
fn first<const N: usize>(said: [(String, Source); N]) -> (String, Source) {
    said.into_iter().find(|(text, _)| !text.is_empty()).unwrap_or((String::new(), Source::Nobody))
}

fn tags(file: &Path) -> header::Header {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let source = opened(file).ok().map(BufReader::new);
    let read = source.and_then(|source| header::read(&name, source).ok());
    read.map(|(header, _)| header).unwrap_or_default()
}

fn credit(path: &str, folder: &Path) -> Option<credits::Credit> {
    let (parent, file) = path.rsplit_once('/').unwrap_or(("", path));
    let mut tables: Vec<_> = fs::read_dir(folder.join(parent)).ok()?.flatten().collect();
    tables.sort_by_key(fs::DirEntry::file_name);
    tables.iter().find_map(|table| {
        let name = table.file_name().into_string().ok().filter(|name| credits::is_table(name))?;
        credits::read(&name, &String::from_utf8_lossy(&fs::read(table.path()).ok()?), file)
    })
}
