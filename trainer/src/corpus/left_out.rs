//! What was listed and is not in the collection, and why.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::judge::UNHEARD;
use super::table;

/// The table of what is left out, in the collection's folder.
pub const TABLE: &str = "left-out.csv";

/// Reasons, by the number of the track.
#[derive(Default)]
pub struct LeftOut(BTreeMap<u32, (String, String)>);

impl LeftOut {
    /// Leaves a track out.
    pub fn put(&mut self, id: u32, path: &str, reason: &str) {
        self.0.insert(id, (path.to_owned(), reason.to_owned()));
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Are there tracks that cannot be decoded?
    pub fn has_unheard(&self) -> bool {
        self.0.values().any(|(_, reason)| reason.starts_with(UNHEARD))
    }

    /// How many for each reason; what stands behind a reason's colon is not counted apart.
    pub fn by_reason(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for (_, reason) in self.0.values() {
            let kind = reason.split(": ").next().unwrap_or_default();
            *counts.entry(kind.to_owned()).or_default() += 1;
        }
        counts
    }

    /// Columns `track_id`, `path`, `reason`.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let rows = self.0.iter().map(|(id, (path, reason))| [id.to_string(), path.clone(), reason.clone()]);
        table::write(&folder.join(TABLE), ["track_id", "path", "reason"], rows)
    }
}
