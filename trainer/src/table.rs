//! A table of tracks: CSV, gzipped or not, with the 46 cepstral statistics of each.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Error, Result, bail, ensure};
use flate2::bufread::MultiGzDecoder;
use ndarray::Array2;
use segue::engine::cepstrum::COEFFICIENTS;
use segue::engine::pack::Split;

use crate::model::folds::Labelled;

const GZIP: [u8; 2] = [0x1f, 0x8b];

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

/// Reads numbers only; whatever else the table has is ignored. Rows that cannot be read are left out; why, is told.
pub fn read_descriptors(path: &Path) -> Result<(Descriptors, Vec<Error>)> {
    let mut refusals = Vec::new();
    let leave_out = |refusal| {
        refusals.push(refusal);
        Ok(())
    };
    let (descriptors, _) = read(path, |_, _| Ok(()), leave_out)?;
    Ok((descriptors, refusals))
}

/// Reads numbers and labels, sorted by track number. One row that cannot be read is one too many.
pub fn read_tracks(path: &Path) -> Result<(Descriptors, Vec<Labels>)> {
    let labels = |header: &Header, record: &csv::StringRecord| {
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
    };
    let (descriptors, labels) = read(path, labels, Err)?;
    sorted(descriptors, labels)
}

/// Where the columns are.
struct Header(Vec<String>);

impl Header {
    fn place(&self, name: &str) -> Result<usize> {
        let mut places = (0..self.0.len()).filter(|&place| self.0[place] == name);
        let place = places.next().with_context(|| format!("the column `{name}` is missing"))?;
        ensure!(places.next().is_none(), "the column `{name}` is there twice");
        Ok(place)
    }

    fn field<'a>(&self, record: &'a csv::StringRecord, name: &str) -> Result<&'a str> {
        record.get(self.place(name)?).with_context(|| format!("the row has no column `{name}`"))
    }
}

/// `refuse` hears what is wrong with a row; where it has no objection, the reading goes on.
fn read<T>(
    path: &Path,
    labels_of: impl Fn(&Header, &csv::StringRecord) -> Result<T>,
    mut refuse: impl FnMut(Error) -> Result<()>,
) -> Result<(Descriptors, Vec<T>)> {
    let shown = path.display();
    let mut reader = csv::Reader::from_reader(unpacked(path)?);
    let names = reader.headers().with_context(|| format!("{shown} is no table"))?;
    let header = Header(names.iter().map(|name| name.trim().to_owned()).collect());
    let id = header.place("track_id").with_context(|| format!("{shown}: nothing to read"))?;
    let places = columns().into_iter().map(|name| Ok((header.place(&name)?, name)));
    let places = places.collect::<Result<Vec<_>>>().with_context(|| shown.to_string())?;
    let (mut track_ids, mut values, mut labels, mut rows) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for record in reader.records() {
        rows += 1;
        let row = match record {
            Err(error) if error.is_io_error() => {
                return Err(error).with_context(|| format!("{shown} cannot be read to its end"));
            }
            Err(error) => Err(error).with_context(|| format!("{shown}: a row cannot be read")),
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let row = numbers(&record, id, &places)
                    .and_then(|numbers| Ok((numbers, labels_of(&header, &record)?)));
                row.with_context(|| format!("{shown}, line {line}"))
            }
        };
        match row {
            Ok(((track_id, statistics), label)) => {
                track_ids.push(track_id);
                values.extend(statistics);
                labels.push(label);
            }
            Err(error) => refuse(error)?,
        }
    }
    ensure!(rows > 0, "{shown} has no rows");
    let values = Array2::from_shape_vec((track_ids.len(), places.len()), values)?;
    Ok((Descriptors { track_ids, values }, labels))
}

/// A row's track number and statistics.
fn numbers(record: &csv::StringRecord, id: usize, places: &[(usize, String)]) -> Result<(u32, Vec<f32>)> {
    let number = record.get(id).unwrap_or_default().trim();
    let track_id = number.parse().with_context(|| format!("{number:?} is no track number"))?;
    let statistic = |(place, name): &(usize, String)| {
        let text = record.get(*place).unwrap_or_default();
        let number: f32 = text.trim().parse().unwrap_or(f32::NAN);
        ensure!(number.is_finite(), "{text:?} in column `{name}` is no number");
        Ok(number)
    };
    Ok((track_id, places.iter().map(statistic).collect::<Result<_>>()?))
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
