//! The layout of the Free Music Archive data set: `fma_small/000/000002.mp3` and `fma_metadata/tracks.csv`.
//!
//! # Source
//!
//! Defferrard, Benzi, Vandergheynst, Bresson: FMA, A Dataset For Music Analysis, ISMIR 2017.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use csv::StringRecord;

use super::collection::{Collection, Labels, split};

/// Three header rows: group, name, and the name of the index.
pub const TABLE: &str = "fma_metadata/tracks.csv";
/// Where the clips are.
const CLIPS: &str = "fma_small";
/// The subset that has them.
const SUBSET: &str = "small";
/// Clips of FMA-small that are cut short or empty; the published study leaves them out too.
const KNOWN_BAD: [u32; 6] = [98_565, 98_567, 98_569, 99_134, 108_925, 133_297];

/// Reads the rows of the small subset; rows of other subsets are passed over.
pub fn read(folder: &Path) -> Result<Collection> {
    let shown = folder.join(TABLE).display().to_string();
    let clips = folder.join(CLIPS);
    ensure!(clips.is_dir(), "{shown} is there, but the folder {} is not", clips.display());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(folder.join(TABLE))
        .with_context(|| format!("{shown} cannot be opened"))?;
    let mut records = reader.records();
    let columns = Columns::read(&mut records).with_context(|| shown.clone())?;
    let mut collection = Collection::new("FMA's layout");
    for record in records {
        let record = record.with_context(|| format!("{shown}: a row cannot be read"))?;
        let line = record.position().map_or(0, csv::Position::line);
        if cell(&record, columns.subset) != SUBSET {
            continue;
        }
        let (id, labels) = columns.track(&record).with_context(|| format!("{shown}, line {line}"))?;
        if KNOWN_BAD.contains(&id) {
            collection.known_bad += 1;
            continue;
        }
        let path = format!("{CLIPS}/{:03}/{id:06}.mp3", id / 1000);
        collection.put(id, &path, folder, Some(labels), TABLE);
    }
    Ok(collection)
}

/// Where what is wanted stands in a row.
struct Columns {
    subset: usize,
    split: usize,
    title: usize,
    artist: usize,
    album: usize,
    genre: usize,
}

impl Columns {
    fn read(records: &mut impl Iterator<Item = csv::Result<StringRecord>>) -> Result<Self> {
        let mut row = || records.next().context("three header rows are expected")?.context("no table");
        let (groups, names, index) = (row()?, row()?, row()?);
        ensure!(index.get(0) == Some("track_id"), "the third header row does not begin with `track_id`");
        let pairs = groups.iter().zip(&names).enumerate();
        let places: BTreeMap<(&str, &str), usize> = pairs.map(|(place, pair)| (pair, place)).collect();
        let place = |group: &'static str, name: &'static str| {
            let found = places.get(&(group, name)).copied();
            found.with_context(|| format!("the column `{group}`/`{name}` is missing"))
        };
        Ok(Self {
            subset: place("set", "subset")?,
            split: place("set", "split")?,
            title: place("track", "title")?,
            artist: place("artist", "name")?,
            album: place("album", "title")?,
            genre: place("track", "genre_top")?,
        })
    }

    fn track(&self, record: &StringRecord) -> Result<(u32, Labels)> {
        let text = |column: usize| cell(record, column).to_owned();
        let number = cell(record, 0);
        let id = number.parse().with_context(|| format!("{number:?} is no track number"))?;
        let labels = Labels {
            title: text(self.title),
            artist: text(self.artist),
            album: text(self.album),
            genre: text(self.genre),
            split: split(cell(record, self.split))?,
            ..Labels::default()
        };
        Ok((id, labels))
    }
}

fn cell(record: &StringRecord, column: usize) -> &str {
    record.get(column).unwrap_or_default().trim()
}
