//! The hands that move a map.

use std::collections::BTreeMap;

use crate::app::atlas::View;

/// The fingers on the map, and how far the first has gone.
#[derive(Default)]
pub struct Hands {
    pub down: BTreeMap<i32, [f32; 2]>,
    pub gone: f32,
}

impl Hands {
    /// The view after a hand has moved: one drags, two come nearer or go back.
    pub fn moved(&mut self, hand: i32, to: [f32; 2], view: &View) -> Option<View> {
        let from = self.down.insert(hand, to).or_else(|| {
            self.down.remove(&hand); // it only passes
            None
        })?;
        let by = [to[0] - from[0], to[1] - from[1]];
        self.gone += by[0].hypot(by[1]);
        let other = self.down.iter().find(|(other, _)| **other != hand).map(|(_, at)| *at);
        let Some(other) = other else { return Some(view.moved(by)) };
        let apart = |at: [f32; 2]| (at[0] - other[0]).hypot(at[1] - other[1]).max(1e-3);
        let middle = [f32::midpoint(to[0], other[0]), f32::midpoint(to[1], other[1])];
        Some(view.moved(by.map(|by| by / 2.0)).zoomed(apart(to) / apart(from), middle))
    }
}
