//! A table of tracks: CSV, gzipped or not, with the 46 cepstral statistics of each.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use flate2::bufread::MultiGzDecoder;
use ndarray::Array2;
use segue::engine::pack::Split;

use crate::model::folds::Labelled;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const COEFFICIENTS: usize = 20;

/// Tracks and their descriptors, row by row.
pub struct Descriptors {
    /// The collection's numbers.
    pub track_ids: Vec<u32>,
    /// tracks × 46, in the order of [`columns`].
    pub values: Array2<f32>,
}

/// What the collection knows of a track besides its sound.
pub struct Labels {
    pub split: Split,
    pub genre: String,
    pub title: String,
    pub artist: String,
    pub album: String,
}

impl Labelled for Labels {
    fn artist(&self) -> &str {
        &self.artist
    }

    fn genre(&self) -> &str {
        &self.genre
    }
}

/// The names of the 46 columns, in the engine's order.
pub fn columns() -> Vec<String> {
    let plain = ["zcr", "centroid", "rolloff"]
        .iter()
        .flat_map(|name| ["mean", "var"].map(|of| format!("{name}_{of}")));
    let cepstral =
        ["mean", "var"].into_iter().flat_map(|of| (0..COEFFICIENTS).map(move |n| format!("mfcc{n}_{of}")));
    plain.chain(cepstral).collect()
}

/// Reads numbers only; whatever else the table has is ignored.
pub fn read_descriptors(path: &Path) -> Result<Descriptors> {
    read(path, |_, _| Ok(())).map(|(descriptors, _)| descriptors)
}

/// Reads numbers and labels, sorted by track number.
pub fn read_tracks(path: &Path) -> Result<(Descriptors, Vec<Labels>)> {
    let (descriptors, labels) = read(path, |header, record| {
        let text = |name: &str| -> Result<String> { Ok(header.field(record, name)?.trim().to_owned()) };
        let split = match text("split")?.as_str() {
            "training" => Split::Training,
            "validation" => Split::Validation,
            other => bail!(
                "split {other:?} is unknown; `training` and `validation` are read here, test tracks are left out"
            ),
        };
        let labels = Labels {
            split,
            genre: text("genre_top")?,
            title: text("title")?,
            artist: text("artist")?,
            album: text("album")?,
        };
        ensure!(!labels.genre.is_empty(), "the genre is missing");
        ensure!(!labels.artist.is_empty(), "the artist is missing");
        Ok(labels)
    })?;
    sorted(descriptors, labels)
}

/// Where the columns are.
struct Header(BTreeMap<String, usize>);

impl Header {
    fn place(&self, name: &str) -> Result<usize> {
        self.0.get(name).copied().with_context(|| format!("the column `{name}` is missing"))
    }

    fn field<'a>(&self, record: &'a csv::StringRecord, name: &str) -> Result<&'a str> {
        record.get(self.place(name)?).with_context(|| format!("the row has no column `{name}`"))
    }
}

fn read<T>(
    path: &Path,
    mut labels_of: impl FnMut(&Header, &csv::StringRecord) -> Result<T>,
) -> Result<(Descriptors, Vec<T>)> {
    let shown = path.display();
    let mut reader = csv::Reader::from_reader(unpacked(path)?);
    let names = reader.headers().with_context(|| format!("{shown} is no table"))?;
    let header = Header(names.iter().enumerate().map(|(at, name)| (name.trim().to_owned(), at)).collect());
    let id = header.place("track_id").with_context(|| format!("{shown}: nothing to read"))?;
    let places = columns()
        .iter()
        .map(|name| header.place(name))
        .collect::<Result<Vec<_>>>()
        .with_context(|| shown.to_string())?;
    let (mut track_ids, mut values, mut labels) = (Vec::new(), Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.with_context(|| format!("{shown}: a row cannot be read"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let at = || format!("{shown}, line {line}");
        let number = record.get(id).unwrap_or_default().trim();
        track_ids
            .push(number.parse().with_context(|| format!("{number:?} is no track number")).with_context(at)?);
        for &place in &places {
            let text = record.get(place).unwrap_or_default();
            let number: f32 = text.trim().parse().unwrap_or(f32::NAN);
            ensure!(
                number.is_finite(),
                "{}: {text:?} in column `{}` is no number",
                at(),
                &columns_at(&header, place)
            );
            values.push(number);
        }
        labels.push(labels_of(&header, &record).with_context(at)?);
    }
    ensure!(!track_ids.is_empty(), "{shown} has no rows");
    let values = Array2::from_shape_vec((track_ids.len(), places.len()), values)?;
    Ok((Descriptors { track_ids, values }, labels))
}

fn columns_at(header: &Header, place: usize) -> String {
    header.0.iter().find(|(_, at)| **at == place).map_or_else(String::new, |(name, _)| name.clone())
}

/// The file's text, whether gzipped or not: the first bytes tell, not the name.
fn unpacked(path: &Path) -> Result<Box<dyn Read>> {
    let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let mut reader = BufReader::new(file);
    let start = reader.fill_buf().with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(if start.starts_with(&GZIP) { Box::new(MultiGzDecoder::new(reader)) } else { Box::new(reader) })
}

/// The order of the rows in the file must not matter to the pack.
fn sorted(descriptors: Descriptors, labels: Vec<Labels>) -> Result<(Descriptors, Vec<Labels>)> {
    let ids = &descriptors.track_ids;
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by_key(|&row| ids[row]);
    if let Some(pair) = order.windows(2).find(|pair| ids[pair[0]] == ids[pair[1]]) {
        bail!("track {} appears twice", ids[pair[0]]);
    }
    let mut labels: Vec<Option<Labels>> = labels.into_iter().map(Some).collect();
    let sorted = Descriptors {
        track_ids: order.iter().map(|&row| ids[row]).collect(),
        values: descriptors.values.select(ndarray::Axis(0), &order),
    };
    Ok((sorted, order.iter().filter_map(|&row| labels[row].take()).collect()))
}
