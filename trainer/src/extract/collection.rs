//! What is in a folder of music: the tracks to hear, and what is known of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use super::{fma, labelled, plain};

/// A file that is left out, and why.
#[derive(Clone)]
pub struct Failure {
    pub path: String,
    pub reason: String,
}

/// What a collection says of a track; what it does not say is empty.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    pub title: String,
    pub artist: String,
    pub album: String,
    pub genre: String,
    /// `training`, `validation` or `test`.
    pub split: String,
    pub licence: String,
    pub link: String,
}

/// A file to hear.
pub struct Entry {
    /// The collection's number, or its place in the order of the files.
    pub id: u32,
    /// Below the collection's folder, with `/` between its parts.
    pub path: String,
    pub file: PathBuf,
    /// Bytes.
    pub length: u64,
    /// `None`: what the file's own tags say.
    pub labels: Option<Labels>,
}

/// All that is to be heard, by number.
pub struct Collection {
    /// How the folder was read, for people.
    pub form: &'static str,
    pub entries: Vec<Entry>,
    pub failures: Vec<Failure>,
    /// Files left out because they are known to be broken.
    pub known_bad: usize,
}

impl Collection {
    /// Reads the folder as what it is: labelled, laid out as FMA, or just music.
    ///
    /// # Errors
    ///
    /// A folder or a table that cannot be read; a track that is named twice; no music.
    pub fn read(folder: &Path) -> Result<Self> {
        let shown = folder.display();
        ensure!(folder.is_dir(), "{shown} is no folder that can be read");
        fs::read_dir(folder).with_context(|| format!("the folder {shown} cannot be read"))?;
        let mut collection = if folder.join(labelled::TABLE).is_file() {
            labelled::read(folder)?
        } else if folder.join(fma::TABLE).is_file() {
            fma::read(folder)?
        } else {
            plain::read(folder)?
        };
        collection.entries.sort_by(|a, b| (a.id, &a.path).cmp(&(b.id, &b.path)));
        collection.failures.sort_by(|a, b| a.path.cmp(&b.path));
        collection.assert_distinct()?;
        if collection.entries.is_empty() && collection.failures.is_empty() {
            bail!("{shown} holds no music: no labels.csv, no fma_metadata/tracks.csv, no audio file");
        }
        Ok(collection)
    }

    fn assert_distinct(&self) -> Result<()> {
        let mut paths = BTreeMap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            ensure!(paths.insert(&entry.path, at).is_none(), "{} is named twice", entry.path);
            let before = at.checked_sub(1).and_then(|before| self.entries.get(before));
            if let Some(before) = before.filter(|before| before.id == entry.id) {
                bail!("track {} is both {} and {}", entry.id, before.path, entry.path);
            }
        }
        Ok(())
    }

    /// A file of the collection that is on the disk, or the reason why it is left out.
    pub fn put(&mut self, id: u32, path: &str, folder: &Path, labels: Option<Labels>, named_by: &str) {
        let file = folder.join(path);
        match fs::metadata(&file) {
            Ok(found) if found.is_file() => {
                let path = path.to_owned();
                self.entries.push(Entry { id, path, file, length: found.len(), labels });
            }
            Ok(_) => self.fail(path, "it is no file".to_owned()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                self.fail(path, format!("{named_by} names it, but it is not there"));
            }
            Err(error) => self.fail(path, format!("it cannot be read: {error}")),
        }
    }

    /// Leaves a file out.
    pub fn fail(&mut self, path: &str, reason: String) {
        self.failures.push(Failure { path: path.to_owned(), reason });
    }

    /// Leaves out what is known not to be heard; it has been told.
    pub fn without(&mut self, failures: &[Failure]) {
        self.entries.retain(|entry| failures.iter().all(|failure| failure.path != entry.path));
        self.failures.clear();
    }

    /// Nothing yet.
    pub fn new(form: &'static str) -> Self {
        Self { form, entries: Vec::new(), failures: Vec::new(), known_bad: 0 }
    }
}

/// As tables write it, checked.
pub fn split(text: &str) -> Result<String> {
    ensure!(
        ["", "training", "validation", "test"].contains(&text),
        "split {text:?} is unknown; `training`, `validation` and `test` are, or nothing"
    );
    Ok(text.to_owned())
}
