//! The links between a song and its neighbour: where each begins and ends, and which is pointed at.

use crate::engine::analysis::Match;
use crate::engine::reason::Reason;

/// More would hide each other.
pub const MOST: usize = 200;
/// Where the block lies that stands for a neighbour described as a whole: shares of the width.
pub const BLOCK: [f64; 2] = [1.0 / 3.0, 2.0 / 3.0];
/// Of the width. What is farther from any link than this points at none.
const REACH: f64 = 0.08;

/// A link from the song above to the neighbour below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Which of the reason's pairs.
    pub pair: usize,
    /// Share of the width where it begins: the middle of the window.
    pub from: f64,
    /// Share of the width where it ends: the middle of the part.
    pub to: f64,
    /// 0 (adds least of those that are drawn) to 1 (adds most).
    pub weight: f64,
}

/// The strongest links, at most [`MOST`], in time order; `length` is the song's, in seconds.
#[must_use]
pub fn links(reason: &Reason, length: f64) -> Vec<Link> {
    let mut ranks = vec![MOST; reason.pairs.len()];
    reason.strongest().into_iter().take(MOST).enumerate().for_each(|(rank, pair)| ranks[pair] = rank);
    let last = reason.pairs.len().min(MOST).saturating_sub(1).max(1) as f64;
    let link = |(pair, (&rank, met)): (usize, (&usize, &Match))| {
        let from = (f64::midpoint(met.start, met.end) / length.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
        let to = if reason.parts <= 1 {
            BLOCK[0] + (BLOCK[1] - BLOCK[0]) * from
        } else {
            ((f64::from(met.part) + 0.5) / f64::from(reason.parts)).clamp(0.0, 1.0)
        };
        (rank < MOST).then_some(Link { pair, from, to, weight: 1.0 - rank as f64 / last })
    };
    ranks.iter().zip(&reason.pairs).enumerate().filter_map(link).collect()
}

impl Link {
    /// How far across it is at this share of its way down: it leaves and arrives upright.
    #[must_use]
    pub fn across(&self, down: f64) -> f64 {
        self.from + (self.to - self.from) * down * down * (3.0 - 2.0 * down)
    }
}

/// The number of the link that runs nearest to this place (shares of width and height); of equals the stronger.
#[must_use]
pub fn nearest(links: &[Link], along: f64, down: f64) -> Option<usize> {
    let away = |link: &Link| (link.across(down.clamp(0.0, 1.0)) - along).abs();
    let (number, link) = links
        .iter()
        .enumerate()
        .min_by(|(_, a), (_, b)| away(a).total_cmp(&away(b)).then(b.weight.total_cmp(&a.weight)))?;
    (away(link) <= REACH).then_some(number)
}

/// The number of the strongest link.
#[must_use]
pub fn strongest(links: &[Link]) -> usize {
    links.iter().position(|link| link.weight >= 1.0).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(parts: u32, pairs: &[(f64, u32, f32)]) -> Reason {
        let pairs: Vec<Match> = pairs
            .iter()
            .map(|&(start, part, contribution)| Match {
                start,
                end: start + 2.0,
                part,
                at: None,
                similarity: 0.5,
                contribution,
            })
            .collect();
        let score = pairs.iter().map(|pair| pair.contribution).sum();
        Reason { score, parts, seconds: None, pairs, sound: None }
    }

    #[test]
    fn each_end_stands_on_its_own_axis() {
        let links = links(&reason(4, &[(0.0, 3, 0.1), (9.0, 0, 0.3)]), 20.0);
        let told: Vec<_> = links.iter().map(|link| (link.pair, link.from, link.to, link.weight)).collect();
        assert_eq!(told, [(0, 0.05, 0.875, 0.0), (1, 0.5, 0.125, 1.0)]);
        assert_eq!((links[0].across(0.0), links[0].across(1.0)), (0.05, 0.875));
        assert_eq!(strongest(&links), 1);
    }

    #[test]
    fn what_is_described_as_a_whole_is_one_block() {
        for link in links(&reason(1, &[(0.0, 0, 0.1), (18.0, 0, 0.3)]), 20.0) {
            assert!((BLOCK[0]..=BLOCK[1]).contains(&link.to), "{link:?}");
        }
    }

    #[test]
    fn the_strongest_are_drawn_and_of_a_distance_what_adds_to_it() {
        let many: Vec<(f64, u32, f32)> = (0..3 * MOST).map(|at| (at as f64, 0, at as f32)).collect();
        let drawn = links(&reason(2, &many), 1_000.0);
        assert_eq!((drawn.len(), drawn[0].pair, strongest(&drawn)), (MOST, 2 * MOST, MOST - 1));
        let far = links(&reason(2, &[(0.0, 0, -0.1), (5.0, 1, -0.4)]), 10.0);
        assert_eq!(strongest(&far), 1);
        assert!(links(&reason(2, &[]), 10.0).is_empty());
    }

    #[test]
    fn the_pointer_finds_the_link_under_it() {
        let links = links(&reason(2, &[(0.0, 1, 0.1), (8.0, 0, 0.3)]), 10.0);
        assert_eq!(nearest(&links, 0.1, 0.0), Some(0));
        assert_eq!(nearest(&links, 0.75, 1.0), Some(0));
        assert_eq!(nearest(&links, 0.25, 1.0), Some(1));
        assert_eq!(nearest(&links, 0.5, 0.0), None);
        assert_eq!(nearest(&[], 0.5, 0.5), None);
    }

    /// Numbers of strangers: no length, parts beyond those there are.
    #[test]
    fn no_end_leaves_the_picture() {
        for length in [0.0, 1.0, f64::MAX] {
            for link in links(&reason(2, &[(5.0, 900, f32::MAX), (7.0, 0, -1.0)]), length) {
                assert!((0.0..=1.0).contains(&link.from) && (0.0..=1.0).contains(&link.to), "{link:?}");
            }
        }
    }
}
