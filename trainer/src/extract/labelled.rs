//! A folder with `labels.csv`: one row per file.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::collection::{Collection, Labels, split};

/// Columns `path` and `genre`; `artist`, `title`, `album`, `split`, `licence`, `link`, `track_id` where they are known.
pub const TABLE: &str = "labels.csv";

/// Tracks are numbered by `track_id`, or else by row from 1. What a row names and is not there is a failure of that row only.
pub fn read(folder: &Path) -> Result<Collection> {
    let table = folder.join(TABLE);
    let shown = table.display();
    let mut reader = csv::Reader::from_path(&table).with_context(|| format!("{shown} cannot be opened"))?;
    let header = reader.headers().with_context(|| format!("{shown} is no table"))?.clone();
    let place = |name: &str| header.iter().position(|column| column.trim() == name);
    let needed = |name: &str| place(name).with_context(|| format!("{shown}: the column `{name}` is missing"));
    let (path, genre) = (needed("path")?, needed("genre")?);
    let others = ["title", "artist", "album", "split", "licence", "link"].map(place);
    let number = place("track_id");
    let mut collection = Collection::new("a folder with labels.csv");
    for (row, record) in reader.records().enumerate() {
        let record = record.with_context(|| format!("{shown}: a row cannot be read"))?;
        let at = record.position().map_or(0, csv::Position::line);
        let text = |column: usize| record.get(column).unwrap_or_default().trim().to_owned();
        let [title, artist, album, of_split, licence, link] =
            others.map(|column| column.map(text).unwrap_or_default());
        let of_split = split(&of_split).with_context(|| format!("{shown}, line {at}"))?;
        let labels = Labels { title, artist, album, genre: text(genre), split: of_split, licence, link };
        let path = text(path).replace('\\', "/");
        ensure!(!path.is_empty(), "{shown}, line {at}: the path is missing");
        let id = match number.map(text) {
            Some(id) => {
                id.parse().with_context(|| format!("{shown}, line {at}: {id:?} is no track number"))?
            }
            None => u32::try_from(row + 1)?,
        };
        collection.put(id, &path, folder, Some(labels), TABLE);
    }
    Ok(collection)
}
