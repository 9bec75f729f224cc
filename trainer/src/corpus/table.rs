//! The tables of a collection.

use std::path::Path;

use anyhow::{Context, Result};

use super::label::Labelled;
use crate::extract::labelled::TABLE;

/// `labels.csv`, as `extract` reads it; who named title and artist is for people.
pub fn labels(tracks: &[Labelled], folder: &Path) -> Result<()> {
    let header = [
        "track_id",
        "path",
        "genre",
        "artist",
        "title",
        "album",
        "split",
        "licence",
        "link",
        "title_from",
        "artist_from",
    ];
    let rows = tracks.iter().map(|track| {
        let labels = track.labels.clone();
        let (title_from, artist_from) =
            (track.title_from.name().to_owned(), track.artist_from.name().to_owned());
        [
            track.id.to_string(),
            track.path.clone(),
            labels.genre,
            labels.artist,
            labels.title,
            labels.album,
            labels.split,
            labels.licence,
            labels.link,
            title_from,
            artist_from,
        ]
    });
    write(&folder.join(TABLE), header, rows)
}

/// Writes a table, all of it or nothing.
pub fn write<const N: usize>(
    place: &Path,
    header: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<()> {
    let failed = || format!("{} cannot be written", place.display());
    let folder = place.parent().unwrap_or(Path::new("."));
    let new = tempfile::NamedTempFile::new_in(folder).with_context(failed)?;
    let mut writer = csv::Writer::from_writer(new);
    writer.write_record(header).with_context(failed)?;
    for row in rows {
        writer.write_record(row).with_context(failed)?;
    }
    let new = writer.into_inner().map_err(csv::IntoInnerError::into_error).with_context(failed)?;
    new.persist(place).with_context(failed)?;
    Ok(())
}
