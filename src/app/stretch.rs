//! The stretch of the song that the lanes show: all of it, or a part that somebody looks at closely.

/// Seconds. Closer than this, a spectrogram shows nothing more.
const CLOSEST: f64 = 8.0;

/// From where to where, in shares of the song, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    from: f64,
    to: f64,
}

impl Default for Stretch {
    fn default() -> Self {
        Self { from: 0.0, to: 1.0 }
    }
}

impl Stretch {
    /// Whether it is all of the song.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self == Self::default()
    }

    /// Start and end, in shares of the song.
    #[must_use]
    pub fn ends(self) -> [f64; 2] {
        [self.from, self.to]
    }

    /// Where a share of the song is, as a share of the lane; outside of 0 to 1 it is not seen.
    #[must_use]
    pub fn place(self, share: f64) -> f64 {
        (share - self.from) / (self.to - self.from)
    }

    /// The share of the song at a share of the lane.
    #[must_use]
    pub fn share(self, place: f64) -> f64 {
        self.from + (self.to - self.from) * place
    }

    /// Whether a share of the song is seen.
    #[must_use]
    pub fn shows(self, share: f64) -> bool {
        (self.from..=self.to).contains(&share)
    }

    /// So many times as close; what is at this share of the lane stays there if it can. Never more than all of a song of
    /// `seconds`, and never closer than [`CLOSEST`].
    #[must_use]
    pub fn closer(self, times: f64, place: f64, seconds: f64) -> Self {
        let least = (CLOSEST / seconds.max(f64::MIN_POSITIVE)).min(1.0);
        let width = ((self.to - self.from) / times).clamp(least, 1.0);
        Self::starting(self.share(place) - width * place, width)
    }

    /// Moved along the song by so many of its own widths, to either end at most.
    #[must_use]
    pub fn moved(self, widths: f64) -> Self {
        let width = self.to - self.from;
        Self::starting(self.from + width * widths, width)
    }

    /// Turned like a page, if it must be, so that this share of the song is seen near its start.
    #[must_use]
    pub fn holding(self, share: f64) -> Self {
        let width = self.to - self.from;
        if self.shows(share) { self } else { Self::starting(share - width * 0.1, width) }
    }

    fn starting(from: f64, width: f64) -> Self {
        let from = from.clamp(0.0, 1.0 - width);
        // Of a width of 1 nothing but the whole is left: rounding would make it a little less.
        if width >= 1.0 { Self::default() } else { Self { from, to: from + width } }
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use super::*;

    fn ends(stretch: Stretch) -> [f64; 2] {
        stretch.ends().map(|share| (share * 1e6).round() / 1e6)
    }

    #[test]
    fn closer_keeps_what_is_pointed_at_in_its_place() {
        let close = Stretch::default().closer(4.0, 0.6, 600.0);
        assert_eq!(ends(close), [0.45, 0.7]);
        assert!((close.share(0.6) - 0.6).abs() < 1e-12 && (close.place(0.6) - 0.6).abs() < 1e-12);
        assert_eq!(ends(Stretch::default().closer(2.0, 0.0, 600.0)), [0.0, 0.5]);
        assert!(close.closer(0.25, 0.6, 600.0).is_whole());
        assert!(close.closer(0.001, 0.1, 600.0).is_whole());
    }

    #[test]
    fn no_closer_than_there_is_something_to_see() {
        let [from, to] = Stretch::default().closer(1e9, 0.5, 600.0).ends();
        assert!(((to - from) * 600.0 - CLOSEST).abs() < 1e-9);
        assert!(Stretch::default().closer(2.0, 0.5, 5.0).is_whole(), "a short song is seen whole");
        assert!(Stretch::default().closer(2.0, 0.5, 0.0).is_whole());
    }

    #[test]
    fn it_stays_within_the_song() {
        let close = Stretch::default().closer(4.0, 0.0, 600.0);
        assert_eq!(ends(close.moved(1.0)), [0.25, 0.5]);
        assert_eq!((ends(close.moved(-1.0)), ends(close.moved(9.0))), ([0.0, 0.25], [0.75, 1.0]));
        assert_eq!(close.holding(0.2), close);
        assert_eq!((ends(close.holding(0.6)), ends(close.holding(1.0))), ([0.575, 0.825], [0.75, 1.0]));
        assert!(close.holding(0.6).shows(0.6) && !close.shows(0.6));
    }
}
