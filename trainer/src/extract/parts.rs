//! What is finished: feature sets of a few files each, until all are heard and one takes their place.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use ndarray::Array2;

use super::collection::{Collection, Entry, Labels};
use super::listen::{Heard, described};
use crate::feature_set::{FeatureSet, Maker, TRACKS, Track, Writer};

const PARTS: &str = "segue-parts";

/// The output folder, and what earlier runs left in it.
pub struct Parts {
    out: PathBuf,
    maker: Maker,
    sets: Vec<FeatureSet>,
    /// Path of a track → its set, and its row there.
    places: BTreeMap<String, (usize, usize)>,
    next: usize,
}

impl Parts {
    /// Looks at what is there; a set that cannot be read, or is by another maker, is as good as none.
    ///
    /// # Errors
    ///
    /// A folder that holds something else, or cannot be written.
    pub fn open(out: &Path, maker: &Maker) -> Result<Self> {
        let shown = out.display();
        let folder = out.join(PARTS);
        if out.exists() {
            ensure!(out.is_dir(), "{shown} is a file; features are a folder");
            let read = fs::read_dir(out).with_context(|| format!("{shown} cannot be read"));
            let ours = folder.is_dir() || FeatureSet::is_in(out) || read?.next().is_none();
            ensure!(ours, "{shown} holds something that is not features; choose another folder");
        }
        fs::create_dir_all(&folder).with_context(|| format!("nothing can be written in {shown}"))?;
        let (out_of, maker) = (out.to_owned(), maker.clone());
        let mut parts = Self { out: out_of, maker, sets: Vec::new(), places: BTreeMap::new(), next: 0 };
        parts.take(out);
        let mut numbers = Vec::new();
        for entry in fs::read_dir(&folder)?.flatten() {
            let number = entry.file_name().to_str().and_then(|name| name.parse().ok());
            numbers.extend::<Option<usize>>(number);
        }
        numbers.sort_unstable();
        for number in numbers {
            parts.take(&parts.folder(number));
            parts.next = number + 1;
        }
        Ok(parts)
    }

    fn folder(&self, number: usize) -> PathBuf {
        self.out.join(PARTS).join(format!("{number:06}"))
    }

    /// Adds the features in this folder, if there are any.
    pub fn take(&mut self, folder: &Path) {
        let Ok(set) = FeatureSet::open(folder, self.maker.rows) else { return };
        if set.maker != self.maker {
            return;
        }
        for (row, track) in set.tracks.iter().enumerate() {
            self.places.insert(track.path.clone(), (self.sets.len(), row));
        }
        self.sets.push(set);
    }

    /// Has this very file been heard? Path and length tell.
    pub fn has(&self, entry: &Entry) -> bool {
        self.find(entry).is_some()
    }

    fn find(&self, entry: &Entry) -> Option<(&FeatureSet, usize)> {
        let &(set, row) = self.places.get(&entry.path)?;
        let set = self.sets.get(set)?;
        (set.tracks.get(row)?.bytes == entry.length).then_some((set, row))
    }

    /// Keeps what was heard, all of it or nothing.
    pub fn put(&mut self, heard: Vec<Heard>) -> Result<()> {
        if heard.is_empty() {
            return Ok(());
        }
        let folder = self.folder(self.next);
        let new = self.workshop()?;
        let mut writer = Writer::create(new.path(), &self.maker)?;
        for Heard { track, values } in heard {
            writer.add(track, values.view())?;
        }
        writer.finish()?;
        fs::rename(new.keep(), &folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        self.next += 1;
        self.take(&folder);
        Ok(())
    }

    /// Writes the tracks of the collection that have been heard, in its order and with its labels, under the final
    /// names, and drops the parts. How many tracks and rows.
    pub fn merge(self, collection: &Collection) -> Result<(usize, usize)> {
        let new = self.workshop()?;
        let mut writer = Writer::create(new.path(), &self.maker)?;
        let (mut tracks, mut rows) = (0, 0);
        for entry in &collection.entries {
            let Some((set, row)) = self.find(entry) else { continue };
            let values: Array2<f32> = set.values_of(row)?;
            tracks += 1;
            rows += values.nrows();
            writer.add(relabelled(entry, &set.tracks[row]), values.view())?;
        }
        writer.finish()?;
        // The table of tracks last: it is what says that features are there.
        for name in [self.maker.rows.file(), TRACKS] {
            let place = self.out.join(name);
            fs::rename(new.path().join(name), &place)
                .with_context(|| format!("{} cannot be written", place.display()))?;
        }
        drop(new);
        fs::remove_dir_all(self.out.join(PARTS)).context("the parts cannot be removed")?;
        Ok((tracks, rows))
    }

    fn workshop(&self) -> Result<tempfile::TempDir> {
        let parts = self.out.join(PARTS);
        let made = tempfile::Builder::new().prefix(".new-").tempdir_in(&parts);
        made.with_context(|| format!("nothing can be written in {}", parts.display()))
    }
}

/// Labels may have changed since the track was heard; its sound has not.
fn relabelled(entry: &Entry, heard: &Track) -> Track {
    let own = || {
        let Track { title, artist, album, genre, split, licence, link, .. } = heard.clone();
        Labels { title, artist, album, genre, split, licence, link }
    };
    let labels = entry.labels.clone().unwrap_or_else(own);
    Track { seconds: heard.seconds, segments: heard.segments, ..described(entry, labels) }
}
