//! Any number of things as a bounded number of columns, while they come: neighbours are merged as room gets scarce.

use std::ops::Range;

/// Columns that each stand for the same number of things, which doubles whenever there are too many.
pub(super) struct Pool<T> {
    columns: Vec<T>,
    /// Things in a column, and in the last.
    span: usize,
    in_last: usize,
    limit: usize,
    merge: fn(&mut T, &T),
}

impl<T> Pool<T> {
    /// At most `limit` columns, an even number; `merge` makes one of two.
    pub fn new(limit: usize, merge: fn(&mut T, &T)) -> Self {
        Self { columns: Vec::new(), span: 1, in_last: 1, limit, merge }
    }

    pub fn push(&mut self, thing: T) {
        match self.columns.last_mut() {
            Some(last) if self.in_last < self.span => {
                (self.merge)(last, &thing);
                self.in_last += 1;
            }
            _ => {
                if self.columns.len() == self.limit {
                    self.halve();
                }
                self.columns.push(thing);
                self.in_last = 1;
            }
        }
    }

    pub fn into_columns(self) -> Vec<T> {
        self.columns
    }

    fn halve(&mut self) {
        for pair in 0..self.columns.len() / 2 {
            self.columns.swap(pair, 2 * pair);
            let (kept, rest) = self.columns.split_at_mut(2 * pair + 1);
            (self.merge)(&mut kept[pair], &rest[0]);
        }
        self.columns.truncate(self.limit / 2);
        self.span *= 2;
    }
}

/// The places of each of `stretches` equal stretches of `count` things; no more than there are things.
pub(super) fn stretches(count: usize, stretches: usize) -> impl Iterator<Item = Range<usize>> {
    let stretches = stretches.min(count);
    // In 64 bits: the product outgrows the 32 of WebAssembly.
    let edge = move |stretch: usize| (count as u64 * stretch as u64 / stretches as u64) as usize;
    (0..stretches).map(move |stretch| edge(stretch)..edge(stretch + 1))
}
