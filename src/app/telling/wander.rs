//! Where a song lives among a catalogue's, and how it wanders, in words.

use ndarray::Array2;

use super::{clock, percent};
use crate::app::sight::{Look, RIM, softened};
use crate::engine::course::Course;
use crate::engine::terrain::Terrain;
use crate::protocol::Holds;

/// The share of windows that says how far a song wanders: the few that stray do not.
const MOST: f64 = 0.8;
/// Below these shares of the catalogue's own spread, a song hardly wanders, or little.
const HARDLY: f64 = 0.2;
const LITTLE: f64 = 0.5;
/// From here on it spreads as the catalogue does.
const WIDELY: f64 = 0.8;
/// A window that is this many times as far out as most leaves the others behind.
const LEAVES: f64 = 2.0;
/// The share of a catalogue that lies in emptier places, from which on a place is crowded; and empty, below the other.
const CROWDED: f64 = 0.6;
const EMPTY: f64 = 0.2;

/// How a song lies in two components of a catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct Wandering {
    /// The distance from their middle within which [`MOST`] of its windows lie.
    pub reach: f64,
    /// The same of the catalogue's vectors. (Each counts as if it lay in the middle of its cell.)
    pub spread: f64,
    /// The share of the catalogue's vectors that lie in emptier cells than the song's middle, by softened counts: a cell
    /// alone has too few to say.
    pub emptier: f64,
    /// The window that is furthest out, and how far.
    pub furthest: (usize, f64),
}

impl Wandering {
    /// Of this song, where one looks; `None` where there is nothing to see.
    #[must_use]
    pub fn of(course: &Course, terrain: &Terrain, look: &Look) -> Option<Self> {
        let own: Vec<([f64; 2], u32)> = look.values(course).into_iter().map(|value| (value, 1)).collect();
        let counts = terrain.counts(look.across, look.up, None)?;
        let (across, up) = (terrain.axes.get(look.across)?, terrain.axes.get(look.up)?);
        let cells = counts.indexed_iter().filter(|(_, count)| **count > 0);
        let others: Vec<([f64; 2], u32)> =
            cells.map(|((row, column), &count)| ([across.middle(column), up.middle(row)], count)).collect();
        let (middle, centre) = (middle(&own)?, middle(&others)?);
        let far = own.iter().map(|(value, _)| distance(*value, middle)).enumerate();
        let furthest = far.max_by(|(i, a), (j, b)| a.total_cmp(b).then(j.cmp(i)))?;
        let cell = (up.cell(middle[1] as f32), across.cell(middle[0] as f32));
        Some(Self {
            reach: reach(&own, middle),
            spread: reach(&others, centre),
            emptier: emptier(&counts, cell),
            furthest,
        })
    }

    /// A sentence or three: `It lives among many: … It wanders little: …`
    #[must_use]
    pub fn told(&self, course: &Course, holds: Holds) -> String {
        let what = match holds {
            Holds::Clips => "clips",
            Holds::Songs => "segments",
        };
        let percent = (100.0 * self.emptier).round();
        let place = if self.emptier >= CROWDED {
            format!("It lives among many: {percent} % of the catalogue’s {what} lie in emptier places.")
        } else if self.emptier < EMPTY {
            format!("It lives apart: only {percent} % of the catalogue’s {what} lie in emptier places.")
        } else {
            format!(
                "It lives neither among many nor apart: {percent} % of the catalogue’s {what} lie in emptier places."
            )
        };
        match course.windows() {
            0 | 1 => format!("{place} It is too short to wander: one window is all of it."),
            windows => format!("{place} {} {}", self.way(windows), self.stray(course)),
        }
    }

    fn way(&self, windows: usize) -> String {
        let share = self.reach / self.spread.max(f64::MIN_POSITIVE);
        let how = if share < HARDLY {
            "It hardly wanders"
        } else if share < LITTLE {
            "It wanders little"
        } else if share < WIDELY {
            "It wanders"
        } else {
            "It wanders as widely as the catalogue spreads"
        };
        let within = within(windows);
        format!(
            "{how}: {within} of its {windows} windows lie within {:.2} of their middle, where {:.0} % of the catalogue takes {:.2}.",
            self.reach,
            100.0 * MOST,
            self.spread
        )
    }

    fn stray(&self, course: &Course) -> String {
        let (window, far) = self.furthest;
        let (start, end) = course.spans.get(window).copied().unwrap_or_default();
        let when = format!("{}–{}", clock(start), clock(end));
        if far > LEAVES * self.reach {
            format!("It leaves at {when}.")
        } else {
            format!("It is furthest out at {when}.")
        }
    }
}

/// One window: `0:20–0:50: component 1 at 0.31, component 2 at −0.12; Rock, 62 %`.
#[must_use]
pub fn window(course: &Course, look: &Look, window: usize, genre: Option<(&str, f32)>) -> Option<String> {
    let &(start, end) = course.spans.get(window)?;
    let [across, up] = *look.values(course).get(window)?;
    let genre = genre.map_or_else(String::new, |(genre, share)| format!("; {genre}, {}", percent(share)));
    let axes = [(look.across, across), (look.up, up)]
        .map(|(axis, value)| format!("component {} at {}", axis + 1, number(value)));
    Some(format!("{}–{}: {}{genre}", clock(start), clock(end), axes.join(", ")))
}

/// `−0.12`.
#[must_use]
pub fn number(value: f64) -> String {
    format!("{value:.2}").replace('-', "\u{2212}")
}

/// As many as [`MOST`] of so many windows, at least.
fn within(windows: usize) -> usize {
    (MOST * windows as f64).ceil() as usize
}

fn distance(one: [f64; 2], other: [f64; 2]) -> f64 {
    (one[0] - other[0]).hypot(one[1] - other[1])
}

/// The median of each coordinate; the lower of two. Each place counts as often as said.
fn middle(places: &[([f64; 2], u32)]) -> Option<[f64; 2]> {
    let median =
        |part: usize| quantile(places.iter().map(|(place, count)| (place[part], *count)).collect(), 0.5);
    Some([median(0)?, median(1)?])
}

/// The distance from a point within which [`MOST`] of these lie.
fn reach(places: &[([f64; 2], u32)], from: [f64; 2]) -> f64 {
    quantile(places.iter().map(|(place, count)| (distance(*place, from), *count)).collect(), MOST)
        .unwrap_or(0.0)
}

/// The least of these values that this share of them do not exceed.
fn quantile(mut values: Vec<(f64, u32)>, share: f64) -> Option<f64> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let all: u64 = values.iter().map(|(_, count)| u64::from(*count)).sum();
    let wanted = (share * all as f64).ceil() as u64;
    let mut counted = 0;
    let enough = |(_, count): &&(f64, u32)| {
        counted += u64::from(*count);
        counted >= wanted
    };
    values.iter().find(enough).map(|(value, _)| *value)
}

/// The share of all that lie in emptier cells than this one.
fn emptier(counts: &Array2<u32>, cell: (usize, usize)) -> f64 {
    let soft = softened(counts);
    let at = |(row, column): (usize, usize)| soft.get((row + RIM, column + RIM)).copied().unwrap_or(0);
    let here = at(cell);
    let (mut emptier, mut all) = (0_u64, 0_u64);
    for (cell, &count) in counts.indexed_iter() {
        all += u64::from(count);
        emptier += if at(cell) < here { u64::from(count) } else { 0 };
    }
    emptier as f64 / all.max(1) as f64
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use super::*;

    #[test]
    fn quantiles_count_repeated_values() {
        assert_eq!(quantile(vec![(3.0, 1), (1.0, 1), (2.0, 1)], 0.5), Some(2.0));
        assert_eq!(quantile((1..=10).map(|value| (f64::from(value), 1)).collect(), 0.8), Some(8.0));
        assert_eq!(quantile(vec![(1.0, 8), (9.0, 2)], 0.8), Some(1.0));
        assert_eq!(quantile(vec![(1.0, 7), (9.0, 3)], 0.8), Some(9.0));
        assert_eq!(quantile(Vec::new(), 0.5), None);
    }

    #[test]
    fn four_of_five_say_how_far_it_wanders() {
        let at = |x: f64, y: f64| ([x, y], 1);
        let places = [at(0.0, 0.0), at(0.3, 0.0), at(0.0, 0.4), at(-0.3, -0.4), at(5.0, 5.0)];
        let middle = middle(&places).unwrap();
        assert_eq!(middle, [0.0, 0.0]);
        assert!((reach(&places, middle) - 0.5).abs() < 1e-12, "one in five may stray");
        assert_eq!([1, 4, 5, 6, 71].map(within), [1, 4, 4, 5, 57]);
    }

    #[test]
    fn emptier_places_are_counted_by_who_lies_there() {
        let mut counts = Array2::zeros((20, 20)); // three crowds, far from each other
        for (cell, count) in [((2, 2), 2), ((2, 16), 6), ((16, 2), 12)] {
            counts[cell] = count;
        }
        let found = [(2, 2), (2, 16), (16, 2), (16, 16)].map(|cell| emptier(&counts, cell));
        assert_eq!(found, [0.0, 0.1, 0.4, 0.0]);
        assert_eq!(emptier(&Array2::zeros((2, 2)), (0, 0)), 0.0);
    }

    #[test]
    fn words() {
        let spans = vec![(0.0, 3.0), (3.0, 6.0), (6.0, 9.0), (80.0, 83.0), (83.0, 86.0)];
        let course = Course { spans, ..Course::default() };
        let wandering = Wandering { reach: 0.1, spread: 0.4, emptier: 0.834, furthest: (3, 0.15) };
        assert_eq!(
            wandering.told(&course, Holds::Clips),
            "It lives among many: 83 % of the catalogue’s clips lie in emptier places. It wanders little: 4 of its 5 windows \
             lie within 0.10 of their middle, where 80 % of the catalogue takes 0.40. It is furthest out at 1:20–1:23."
        );
        let apart = Wandering { reach: 0.05, emptier: 0.04, furthest: (3, 0.3), ..wandering.clone() };
        let told = apart.told(&course, Holds::Songs);
        assert!(told.starts_with("It lives apart: only 4 % of the catalogue’s segments"), "{told}");
        assert!(told.contains("It hardly wanders: ") && told.ends_with("It leaves at 1:20–1:23."), "{told}");
        let one = Course { spans: vec![(0.0, 20.0)], ..Course::default() };
        assert!(wandering.told(&one, Holds::Clips).ends_with("one window is all of it."));
        let wide = Wandering { reach: 0.4, emptier: 0.3, ..wandering };
        let told = wide.told(&course, Holds::Clips);
        assert!(
            told.contains("neither among many") && told.contains("as widely as the catalogue spreads: "),
            "{told}"
        );
    }
}
