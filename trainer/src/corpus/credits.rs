//! Tables of music that games keep beside their music.

use std::path::Path;

use serde::Deserialize;

/// What a table says of one track; what it does not say is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Credit {
    pub title: String,
    pub artist: String,
    pub album: String,
}

/// Whether a file of this name is such a table.
pub fn is_table(file: &str) -> bool {
    file == "album.json" || Path::new(file).extension().is_some_and(|extension| extension == "music")
}

/// What the table `name` says of the track `file` that lies beside it.
pub fn read(name: &str, text: &str, file: &str) -> Option<Credit> {
    if name == "album.json" { of_album(text, file) } else { of_element(text, file) }
}

#[derive(Deserialize)]
struct Album {
    #[serde(default)]
    title: String,
    tracks: Vec<Track>,
}

#[derive(Deserialize)]
struct Track {
    filename: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    author: String,
}

/// As Warzone 2100 writes it.
fn of_album(text: &str, file: &str) -> Option<Credit> {
    let album: Album = serde_json::from_str(text).ok()?;
    let track = album.tracks.into_iter().find(|track| track.filename == file)?;
    Some(Credit { title: track.title, artist: track.author, album: album.title })
}

/// As `SuperTuxKart` writes it: `<music title="…" composer="…" file="…"/>`.
fn of_element(text: &str, file: &str) -> Option<Credit> {
    let element = text.split_once("<music")?.1;
    let element = element.split_once('>')?.0;
    let attribute = |name: &str| {
        let mut quoted = element.split('"');
        while let (Some(key), Some(value)) = (quoted.next(), quoted.next()) {
            if key.trim().trim_end_matches('=').trim_end() == name {
                return plain(value);
            }
        }
        String::new()
    };
    let names = [file.to_owned(), file.replace("_fast.", ".")];
    let credit = Credit { title: attribute("title"), artist: attribute("composer"), album: String::new() };
    names.contains(&attribute("file")).then_some(credit)
}

/// Characters that XML writes by name or number.
fn plain(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once(';').unwrap_or(("", piece));
        let number = name.strip_prefix("#x").map(|digits| (digits, 16));
        let number = number.or_else(|| name.strip_prefix('#').map(|digits| (digits, 10)));
        let letter = match (name, number) {
            (_, Some((digits, radix))) => u32::from_str_radix(digits, radix).ok().and_then(char::from_u32),
            ("amp", _) => Some('&'),
            ("quot", _) => Some('"'),
            ("apos", _) => Some('\''),
            ("lt", _) => Some('<'),
            ("gt", _) => Some('>'),
            _ => None,
        };
        out.extend(letter.or((name.is_empty()).then_some('&')));
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Credit, read};

    #[test]
    fn both_kinds_of_table_are_read() {
        let element = "<?xml version=\"1.0\"?>\n<music title    = \"Rabbit &amp; Hole\"\n  composer = \"Lavall&#233;e\"\n file=\"a.ogg\"/>";
        let is = |title: &str, artist: &str, album: &str| {
            Some(Credit { title: title.into(), artist: artist.into(), album: album.into() })
        };
        assert_eq!(read("a.music", element, "a.ogg"), is("Rabbit & Hole", "Lavallée", ""));
        assert_eq!(read("a.music", element, "b.ogg"), None);
        let album =
            r#"{"title": "Album", "tracks": [{"filename": "a.opus", "title": "One", "author": "Ann"}]}"#;
        assert_eq!(read("album.json", album, "a.opus"), is("One", "Ann", "Album"));
        assert_eq!(read("album.json", "{", "a.opus"), None);
    }
}
