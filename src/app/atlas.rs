//! The map of a catalogue: what part of it is seen, and which song is where. Pure.

/// Beside the outermost songs, as a share of what is between them.
const ROOM: f32 = 0.03;
/// How near one can come.
const NEAREST: f32 = 40.0;
/// How much wider than the song's own direction one looks for the next song: the tangent of 60°.
const CONE: f32 = 1.732;

/// The part of the map that is seen. Places are shares of the whole map, 0 to 1, rightwards and downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The place in the middle.
    middle: [f32; 2],
    /// How many times larger than the whole map at once.
    zoom: f32,
}

impl Default for View {
    fn default() -> Self {
        Self { middle: [0.5; 2], zoom: 1.0 }
    }
}

impl View {
    /// How many times larger than the whole map at once; 1 is all of it.
    #[must_use]
    pub fn zoom(&self) -> f32 {
        self.zoom
    }

    /// Where a place is seen, as a share of the frame; outside of 0 to 1 it is not.
    #[must_use]
    pub fn seen(&self, place: [f32; 2]) -> [f32; 2] {
        std::array::from_fn(|axis| (place[axis] - self.middle[axis]) * self.zoom + 0.5)
    }

    /// Which place is seen at this share of the frame.
    #[must_use]
    pub fn place(&self, seen: [f32; 2]) -> [f32; 2] {
        std::array::from_fn(|axis| (seen[axis] - 0.5) / self.zoom + self.middle[axis])
    }

    /// Nearer or farther; what is seen at `at` stays there.
    #[must_use]
    pub fn zoomed(&self, factor: f32, at: [f32; 2]) -> Self {
        let fixed = self.place(at);
        let zoom = (self.zoom * factor).clamp(1.0, NEAREST);
        let middle = std::array::from_fn(|axis| fixed[axis] - (at[axis] - 0.5) / zoom);
        Self { middle, zoom }.kept()
    }

    /// Moved, as shares of the frame: the map follows the hand.
    #[must_use]
    pub fn moved(&self, by: [f32; 2]) -> Self {
        let middle = std::array::from_fn(|axis| self.middle[axis] - by[axis] / self.zoom);
        Self { middle, ..*self }.kept()
    }

    /// Moved as little as it takes to see a place.
    #[must_use]
    pub fn showing(&self, place: [f32; 2]) -> Self {
        let seen = self.seen(place);
        let inside = seen.iter().all(|share| (0.05..=0.95).contains(share));
        if inside { *self } else { Self { middle: place, ..*self }.kept() }
    }

    /// The frame does not leave the map.
    fn kept(mut self) -> Self {
        let half = 0.5 / self.zoom;
        self.middle = self.middle.map(|middle| middle.clamp(half, 1.0 - half));
        self
    }
}

/// Where songs at these values (rightwards and upwards) are on the map: all of them, and a little room around them.
#[must_use]
pub fn places(at: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let wide = |axis: usize| {
        let ends = at.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), at| {
            (low.min(at[axis]), high.max(at[axis]))
        });
        let (middle, width) = (f32::midpoint(ends.0, ends.1), ends.1 - ends.0);
        let width = (1.0 + 2.0 * ROOM) * if width > 0.0 { width } else { 1.0 };
        (middle - width / 2.0, width)
    };
    let [(left, width), (low, height)] = [wide(0), wide(1)];
    at.iter().map(|[x, y]| [(x - left) / width, 1.0 - (y - low) / height]).collect()
}

/// Of the places that are asked for, the nearest to this one, if it lies within `reach`; of equals the first. `aspect` is
/// height by width.
#[must_use]
pub fn nearest(
    places: &[[f32; 2]],
    asked: Option<&[bool]>,
    to: [f32; 2],
    reach: f32,
    aspect: f32,
) -> Option<usize> {
    let distance = |place: &[f32; 2]| (place[0] - to[0]).powi(2) + ((place[1] - to[1]) * aspect).powi(2);
    let within = places.iter().map(distance).enumerate().filter(|(_, distance)| *distance <= reach * reach);
    let within = within.filter(|(place, _)| is_asked(asked, *place));
    within.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(place, _)| place)
}

/// The next place in a direction (−1, 0 or 1 each): the nearest one that lies more that way than aside.
#[must_use]
pub fn next(places: &[[f32; 2]], asked: Option<&[bool]>, from: usize, direction: [f32; 2]) -> Option<usize> {
    let start = places.get(from)?;
    let ahead = |(other, place): (usize, &[f32; 2])| {
        let [across, down] = [place[0] - start[0], place[1] - start[1]];
        let along = across * direction[0] + down * direction[1];
        let aside = (across * direction[1] - down * direction[0]).abs();
        (along > 0.0 && aside <= along * CONE).then_some((other, along + aside))
    };
    let reachable = places.iter().enumerate().filter(|(place, _)| is_asked(asked, *place)).filter_map(ahead);
    reachable.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(other, _)| other)
}

fn is_asked(asked: Option<&[bool]>, place: usize) -> bool {
    asked.is_none_or(|asked| asked.get(place) == Some(&true))
}

/// Whether all words of what was typed occur in these names, in any case.
#[must_use]
pub fn matches(typed: &str, names: [&str; 2]) -> bool {
    let names = names.map(str::to_lowercase);
    let mut words = typed.split_whitespace().map(str::to_lowercase);
    words.all(|word| names.iter().any(|name| name.contains(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [[f32; 2]; 5] = [[0.5, 0.5], [0.9, 0.5], [0.5, 0.1], [0.2, 0.6], [0.95, 0.55]];

    fn near(a: [f32; 2], b: [f32; 2]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5)
    }

    #[test]
    fn all_songs_are_on_the_map_and_up_is_up() {
        let places = places(&[[-0.5, 0.1], [0.5, 0.9], [0.0, 0.5]]);
        assert!(places.iter().flatten().all(|share| (0.0..=1.0).contains(share)), "{places:?}");
        assert!(near(places[2], [0.5, 0.5]) && places[1][1] < places[0][1]);
        assert!(super::places(&[]).is_empty() && near(super::places(&[[0.3, 0.3]])[0], [0.5, 0.5]));
    }

    #[test]
    fn at_first_all_is_seen() {
        let view = View::default();
        assert_eq!((view.seen([0.0, 1.0]), view.place([0.25, 0.5])), ([0.0, 1.0], [0.25, 0.5]));
    }

    #[test]
    fn zooming_keeps_what_is_under_the_hand() {
        let view = View::default().zoomed(3.0, [0.4, 0.6]).zoomed(1.5, [0.7, 0.5]);
        let place = view.place([0.6, 0.45]);
        assert!(near(view.zoomed(1.3, [0.6, 0.45]).place([0.6, 0.45]), place));
        assert!(near(view.seen(view.place([0.1, 0.9])), [0.1, 0.9]));
    }

    #[test]
    fn the_frame_never_leaves_the_map() {
        let mut view = View::default().zoomed(8.0, [1.0, 0.0]);
        for by in [[5.0, 0.3], [-9.0, 2.0], [0.1, -40.0]] {
            view = view.moved(by);
            let corners = [view.place([0.0, 0.0]), view.place([1.0, 1.0])];
            assert!(
                corners.iter().flatten().all(|share| (-1e-6..=1.0 + 1e-6).contains(share)),
                "{corners:?}"
            );
        }
        assert_eq!(view.zoomed(0.0001, [0.5; 2]), View::default());
        assert!(view.zoomed(1e9, [0.5; 2]).zoom() <= NEAREST);
    }

    #[test]
    fn a_place_out_of_sight_is_brought_to_the_middle() {
        let view = View::default().zoomed(4.0, [0.0, 0.0]);
        assert_eq!(view.showing([0.1, 0.1]), view);
        assert!(near(view.showing([0.6, 0.6]).seen([0.6, 0.6]), [0.5, 0.5]));
    }

    #[test]
    fn the_nearest_song_within_reach() {
        assert_eq!(nearest(&SQUARE, None, [0.88, 0.5], 0.1, 1.0), Some(1));
        assert_eq!(nearest(&SQUARE, None, [0.7, 0.9], 0.1, 1.0), None);
        assert_eq!(nearest(&[], None, [0.5; 2], 1.0, 1.0), None);
    }

    #[test]
    fn arrows_go_to_the_next_song_that_way() {
        assert_eq!(next(&SQUARE, None, 0, [1.0, 0.0]), Some(1));
        assert_eq!(next(&SQUARE, None, 1, [1.0, 0.0]), Some(4));
        assert_eq!(next(&SQUARE, None, 0, [0.0, -1.0]), Some(2));
        assert_eq!(next(&SQUARE, None, 0, [-1.0, 0.0]), Some(3));
        assert_eq!(next(&SQUARE, None, 2, [0.0, -1.0]), None);
        assert_eq!(next(&SQUARE, None, 9, [1.0, 0.0]), None);
    }

    #[test]
    fn what_is_not_asked_for_is_passed_over() {
        let asked = [true, false, true, true, true];
        assert_eq!(next(&SQUARE, Some(&asked), 0, [1.0, 0.0]), Some(4));
        assert_eq!(nearest(&SQUARE, Some(&asked), [0.9, 0.5], 0.1, 1.0), Some(4));
        assert_eq!(nearest(&SQUARE, Some(&[]), [0.9, 0.5], 0.1, 1.0), None);
    }

    #[test]
    fn all_words_in_any_case_and_order() {
        assert!(matches("ghost warm", ["Warm Ink", "_ghost"]));
        assert!(matches("", ["a", "b"]));
        assert!(!matches("cold ink", ["Warm Ink", "_ghost"]));
    }
}
