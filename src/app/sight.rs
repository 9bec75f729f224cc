//! A catalogue and a song's way through it, seen along two components.

mod shade;

use ndarray::Array2;

use crate::engine::course::Course;
use crate::engine::terrain::{Axis, CELLS, Terrain};
pub use shade::{RIM, shades, softened};

/// Beyond the outermost vector, as a share of what there is between the outermost two: room for the rim.
const MARGIN: f64 = 0.06;

/// What somebody looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The component from left to right, from 0.
    pub across: usize,
    /// The component upwards, from 0.
    pub up: usize,
    /// The genre whose songs are shown; `None` for all.
    pub genre: Option<String>,
}

impl Default for Look {
    fn default() -> Self {
        Self { across: 0, up: 1, genre: None }
    }
}

impl Look {
    /// With another component from left to right; two that would be the same change places.
    #[must_use]
    pub fn along(self, across: usize) -> Self {
        let up = if across == self.up { self.across } else { self.up };
        Self { across, up, ..self }
    }

    /// With another component upwards; two that would be the same change places.
    #[must_use]
    pub fn above(self, up: usize) -> Self {
        let across = if up == self.across { self.up } else { self.across };
        Self { across, up, ..self }
    }

    /// How many of the catalogue's vectors lie in each cell: upwards × across; `None` where there is nothing to see. A
    /// genre that the catalogue does not have is all of them.
    #[must_use]
    pub fn counts(&self, terrain: &Terrain) -> Option<Array2<u32>> {
        terrain.counts(self.across, self.up, self.genre_in(terrain))
    }

    /// Where the genre stands among the terrain's.
    #[must_use]
    pub fn genre_in(&self, terrain: &Terrain) -> Option<usize> {
        let genre = self.genre.as_ref()?;
        terrain.genres.iter().position(|known| known == genre)
    }

    /// Each window of the song: its value across, and upwards.
    #[must_use]
    pub fn values(&self, course: &Course) -> Vec<[f64; 2]> {
        let value = |window: usize, axis: usize| {
            course.places.get((window, axis)).map_or(0.0, |&value| f64::from(value))
        };
        (0..course.windows()).map(|window| [value(window, self.across), value(window, self.up)]).collect()
    }
}

/// What the edges of a picture stand for, so that all of the catalogue and all of the song are in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sight {
    /// Values at the left and right edge.
    pub across: [f64; 2],
    /// Values at the lower and upper edge.
    pub up: [f64; 2],
}

impl Sight {
    /// Of these two axes, with these windows of a song in it; `None` if the catalogue has not both.
    #[must_use]
    pub fn of(terrain: &Terrain, look: &Look, values: &[[f64; 2]]) -> Option<Self> {
        let edges = |axis: &Axis, part: usize| {
            let ends = [f64::from(axis.low), f64::from(axis.high)];
            let [low, high] =
                values.iter().fold(ends, |[low, high], value| [low.min(value[part]), high.max(value[part])]);
            let margin = MARGIN * (high - low).max(f64::EPSILON);
            [low - margin, high + margin]
        };
        let (across, up) = (terrain.axes.get(look.across)?, terrain.axes.get(look.up)?);
        Some(Self { across: edges(across, 0), up: edges(up, 1) })
    }

    /// Where these values are: shares of the picture from its left and from its top.
    #[must_use]
    pub fn place(&self, [across, up]: [f64; 2]) -> [f64; 2] {
        let share = |value: f64, [low, high]: [f64; 2]| (value - low) / (high - low);
        [share(across, self.across), 1.0 - share(up, self.up)]
    }

    /// Left, top, right and bottom of the catalogue's cells and their rim, as shares of the picture.
    #[must_use]
    pub fn grid(&self, terrain: &Terrain, look: &Look) -> Option<[f64; 4]> {
        let (across, up) = (terrain.axes.get(look.across)?, terrain.axes.get(look.up)?);
        let [left, top] = self.place([across.beyond(-(RIM as f64)), up.beyond((CELLS + RIM) as f64)]);
        let [right, bottom] = self.place([across.beyond((CELLS + RIM) as f64), up.beyond(-(RIM as f64))]);
        Some([left, top, right, bottom])
    }
}

/// All that is drawn: the catalogue, and the way through it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// What the edges stand for.
    pub sight: Sight,
    /// Whether it is one genre's songs alone that are shown.
    pub of_genre: bool,
    /// How crowded each cell is: upwards, the lowest first × across; 0 to 255.
    pub density: Array2<u8>,
    /// Left, top, right and bottom of the cells, as shares of the picture.
    pub grid: [f64; 4],
    /// Where each window of the song is: shares of the picture from its left and from its top.
    pub places: Vec<[f64; 2]>,
    /// The middle of each window, in seconds.
    pub times: Vec<f64>,
}

impl Scene {
    /// What there is to see; before the song's way is known, the catalogue alone.
    #[must_use]
    pub fn of(terrain: &Terrain, course: Option<&Course>, look: &Look) -> Option<Self> {
        let values = course.map(|course| look.values(course)).unwrap_or_default();
        let sight = Sight::of(terrain, look, &values)?;
        let spans = course.map_or(&[][..], |course| &course.spans);
        Some(Self {
            of_genre: look.genre_in(terrain).is_some(),
            density: shades(&look.counts(terrain)?),
            grid: sight.grid(terrain, look)?,
            places: values.into_iter().map(|value| sight.place(value)).collect(),
            times: spans.iter().map(|&(start, end)| f64::midpoint(start, end)).collect(),
            sight,
        })
    }
}

/// Which of these places is nearest to a point, all in the same unit; of equals the first.
#[must_use]
pub fn nearest(places: &[[f64; 2]], point: [f64; 2]) -> Option<usize> {
    let distance = |place: &[f64; 2]| (place[0] - point[0]).hypot(place[1] - point[1]);
    (0..places.len()).min_by(|&a, &b| distance(&places[a]).total_cmp(&distance(&places[b])))
}

/// The place at a time (seconds) on the way between these, each reached at its time: a straight line from one to the next.
#[must_use]
pub fn between(places: &[[f64; 2]], times: &[f64], at: f64) -> Option<[f64; 2]> {
    let after = times.partition_point(|&time| time <= at);
    match (after.checked_sub(1), places.get(after)) {
        (None, first) => first.copied(),
        (Some(last), None) => places.get(last).copied(),
        (Some(before), Some(next)) => {
            let (place, from, to) = (places.get(before)?, times.get(before)?, times.get(after)?);
            let share = (at - from) / (to - from);
            Some([0, 1].map(|part| place[part] + share * (next[part] - place[part])))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terrain() -> Terrain {
        let axis = |high: f32| Axis { low: -high, high, explained: 0.1 };
        Terrain { axes: vec![axis(1.0), axis(0.5)], genres: vec!["Rock".into()], ..Terrain::default() }
    }

    #[test]
    fn one_component_is_never_on_both_axes() {
        let look = Look::default();
        assert_eq!((look.clone().along(1).across, look.clone().along(1).up), (1, 0));
        assert_eq!((look.clone().above(0).across, look.clone().above(0).up), (1, 0));
        assert_eq!((look.clone().along(4).across, look.above(3).up), (4, 3));
    }

    #[test]
    fn catalogue_and_song_are_both_in_sight() {
        let look = Look::default();
        let sight = Sight::of(&terrain(), &look, &[[0.0, 0.9], [0.2, 0.1]]).unwrap();
        assert!(sight.across[0] < -1.0 && sight.across[1] > 1.0, "{sight:?}");
        assert!(sight.up[0] < -0.5 && sight.up[1] > 0.9, "{sight:?}");
        let [x, y] = sight.place([0.0, 0.9]);
        assert!((x - 0.5).abs() < 1e-9 && y > 0.0 && y < 0.06, "{x} {y}");
        let [left, top, right, bottom] = sight.grid(&terrain(), &look).unwrap();
        assert!(left < right && 0.2 < top && top < bottom && bottom < 1.0, "{left} {top} {right} {bottom}");
        assert_eq!(Sight::of(&terrain(), &look.above(2), &[]), None);
    }

    #[test]
    fn a_genre_that_is_not_there_is_all() {
        let look = Look { genre: Some("Polka".into()), ..Look::default() };
        assert_eq!(look.genre_in(&terrain()), None);
        assert_eq!(Look { genre: Some("Rock".into()), ..look }.genre_in(&terrain()), Some(0));
    }

    #[test]
    fn the_nearest_place_and_the_way_between_two() {
        let places = [[0.0, 0.0], [1.0, 0.0], [1.0, 2.0]];
        assert_eq!(nearest(&places, [0.9, 0.4]), Some(1));
        assert_eq!(nearest(&places, [0.5, 0.0]), Some(0));
        assert_eq!(nearest(&[], [0.0, 0.0]), None);
        let at = |time| between(&places, &[1.5, 4.5, 7.5], time);
        assert_eq!(
            [0.0, 1.5, 3.0, 6.0, 9.0].map(|time| at(time).unwrap()),
            [[0.0, 0.0], [0.0, 0.0], [0.5, 0.0], [1.0, 1.0], [1.0, 2.0]]
        );
        assert_eq!(between(&[], &[], 1.0), None);
    }
}
