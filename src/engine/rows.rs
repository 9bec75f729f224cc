//! Rows that grow without moving: whatever grows in one piece is in memory twice while it does.

use std::ops::Range;

/// Rows that are kept together: a megabyte of mel levels. An hour of frames is a whole number of chunks.
pub(super) const CHUNK: usize = 2040;

/// One row after the other, from a first that may be forgotten.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rows<T> {
    chunks: Vec<Vec<T>>,
    forgotten: usize,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), forgotten: 0 }
    }
}

impl<T> Rows<T> {
    pub fn push(&mut self, row: T) {
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < CHUNK => chunk.push(row),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(row);
                self.chunks.push(chunk);
            }
        }
    }

    /// Where the next one will stand; the forgotten count.
    pub fn end(&self) -> usize {
        let kept = self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len());
        self.forgotten + kept
    }

    /// The row at this place.
    ///
    /// # Panics
    ///
    /// It was forgotten, or never there.
    pub fn at(&self, place: usize) -> &T {
        let kept = place - self.forgotten;
        &self.chunks[kept / CHUNK][kept % CHUNK]
    }

    /// The rows of `span`.
    pub fn cut(&self, span: Range<usize>) -> impl Iterator<Item = &T> + Clone {
        span.map(|place| self.at(place))
    }

    /// Forgets what lies before this place, in whole chunks.
    pub fn forget(&mut self, before: usize) {
        let chunks = (before.saturating_sub(self.forgotten) / CHUNK).min(self.chunks.len());
        self.chunks.drain(..chunks);
        self.forgotten += chunks * CHUNK;
    }
}
