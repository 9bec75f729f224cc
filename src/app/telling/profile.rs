//! What a song and its neighbour sound like on the whole, in words; and the curves that show it.

use std::ops::Range;

use super::pitch::edge;
use crate::engine::mel::{BANDS, place};
use crate::engine::reason::Sound;
use crate::engine::segment::Descriptor;

/// dB. What is less below the loudest band still belongs to the strongest, and what is more is little; as in
/// [`pitch`](super::pitch).
const STRONG: f32 = 6.0;
const LITTLE: f32 = 40.0;
/// dB. A smaller difference is not worth words.
const NOTABLE: f32 = 3.0;
/// Bands to either side over which a difference is averaged: one band's is chance.
const AROUND: usize = 4;
/// Hz. Below lies the bass, above what makes a sound bright.
const BASS: f64 = 250.0;
const BRIGHT: f64 = 1_500.0;
/// dB between the lines of the plot, and between those of the difference.
const STEP: f32 = 20.0;
const FINE_STEP: f32 = 6.0;

/// Some bands in a row, and what the song has more in them, in dB on average.
type Run = (Range<usize>, f32);

/// Levels in dB below the loudest band of either, loudness aside: both have the same mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// The song's.
    pub ours: Vec<f32>,
    /// The neighbour's.
    pub theirs: Vec<f32>,
}

impl Curves {
    /// The curves of these profiles.
    #[must_use]
    pub fn of(sound: &Sound) -> Self {
        let (mut ours, mut theirs) = (sound.ours.levelled(), sound.theirs.levelled());
        let top = ours.iter().chain(&theirs).copied().fold(f32::MIN, f32::max);
        ours.iter_mut().chain(&mut theirs).for_each(|level| *level -= top);
        Self { ours, theirs }
    }

    /// What the song has more in each band, in dB.
    #[must_use]
    pub fn difference(&self) -> Vec<f32> {
        self.ours.iter().zip(&self.theirs).map(|(ours, theirs)| ours - theirs).collect()
    }

    /// The lowest level that the plot reaches to, in whole steps: −20 dB or less.
    #[must_use]
    pub fn floor(&self) -> f32 {
        let lowest = self.ours.iter().chain(&self.theirs).copied().fold(-STEP, f32::min);
        (lowest / STEP).floor() * STEP
    }

    /// The largest difference that the plot reaches to, in whole steps: 6 dB or more.
    #[must_use]
    pub fn reach(&self) -> f32 {
        let most = self.difference().into_iter().map(f32::abs).fold(FINE_STEP, f32::max);
        (most / FINE_STEP).ceil() * FINE_STEP
    }

    /// Levels to write beside the curves, and how far up they lie, 0 to 1.
    #[must_use]
    pub fn rungs(&self) -> Vec<(String, f64)> {
        let floor = self.floor();
        let steps = (-floor / STEP).round() as u32;
        let rung = |step: u32| {
            let level = STEP * step as f32;
            let said = if step == 0 { "0 dB".to_owned() } else { format!("\u{2212}{level}") };
            (said, f64::from(1.0 + level / floor))
        };
        (0..steps).map(rung).collect()
    }
}

/// What both have: `Both are strongest below 150 Hz and have little above 5 kHz.`
#[must_use]
pub fn common(curves: &Curves) -> String {
    let (ours, theirs) = (strong(&curves.ours), strong(&curves.theirs));
    let both = ours.start.max(theirs.start)..ours.end.min(theirs.end);
    let (our_little, their_little) = (little(&curves.ours), little(&curves.theirs));
    let little = our_little.max(their_little);
    let little = (little < BANDS).then(|| format!("have little above {}", edge(little)));
    if both.is_empty() {
        let apart = format!("Yours is strongest {}, theirs {}", pitches(&ours), pitches(&theirs));
        return little.map_or_else(|| format!("{apart}."), |little| format!("{apart}; both {little}."));
    }
    let strong = if both.start == 0 && both.end <= band(BASS) {
        format!("Both have strong bass {}", pitches(&both))
    } else {
        format!("Both are strongest {}", pitches(&both))
    };
    little.map_or_else(|| format!("{strong}."), |little| format!("{strong} and {little}."))
}

/// Where they differ: `Yours is brighter: 6 dB more between 2 kHz and 6 kHz.` What the index may merely have forgotten is
/// no difference.
#[must_use]
pub fn difference(curves: &Curves, forgotten: f32) -> String {
    let notable = NOTABLE.max(forgotten);
    let mut runs = runs(&smooth(&curves.difference()), notable);
    let Some(first) = largest(&mut runs) else {
        return format!("Nowhere do they differ by {notable:.0} dB or more.");
    };
    largest(&mut runs).map_or_else(|| told(&first), |second| format!("{} {}", told(&first), told(&second)))
}

/// Takes out the run that is most, in width and difference together; of equals the first.
fn largest(runs: &mut Vec<Run>) -> Option<Run> {
    let most = runs.iter().map(weight).fold(0.0, f32::max);
    let place = runs.iter().position(|run| weight(run) >= most)?;
    Some(runs.remove(place))
}

/// What the curves are, and how far the neighbour's may be off.
#[must_use]
pub fn note(sound: &Sound) -> String {
    let off = format!(
        "Loudness aside. Theirs is drawn as far as the index remembers it: of your own song, its levels would be {:.1} dB off.",
        sound.forgotten
    );
    match sound.descriptor {
        Descriptor::MelStats => off,
        Descriptor::CepstralStats => {
            format!(
                "{off} This catalogue keeps the broad course of the levels alone, so both are drawn without detail."
            )
        }
    }
}

/// The run of bands around the loudest one that belong to the strongest.
fn strong(levels: &[f32]) -> Range<usize> {
    let loudest = levels.iter().copied().fold(f32::MIN, f32::max);
    let peak = levels.iter().position(|level| *level >= loudest).unwrap_or_default();
    let belongs = |level: &&f32| **level >= loudest - STRONG;
    let before = levels.iter().take(peak).rev().take_while(belongs).count();
    peak - before..peak + levels.iter().skip(peak).take_while(belongs).count()
}

/// The band from which on all have little.
fn little(levels: &[f32]) -> usize {
    let loudest = levels.iter().copied().fold(f32::MIN, f32::max);
    levels.len() - levels.iter().rev().take_while(|level| **level < loudest - LITTLE).count()
}

/// The mean over each band's neighbourhood.
fn smooth(levels: &[f32]) -> Vec<f32> {
    let around = |band: usize| {
        let near = &levels[band.saturating_sub(AROUND)..levels.len().min(band + AROUND + 1)];
        near.iter().sum::<f32>() / near.len() as f32
    };
    (0..levels.len()).map(around).collect()
}

/// Runs of bands in which one of the two has at least this much more, and how much on average.
fn runs(difference: &[f32], notable: f32) -> Vec<Run> {
    let side = |level: &f32| if level.abs() < notable { 0 } else { level.signum() as i32 };
    let mut start = 0;
    let mut runs = Vec::new();
    for run in difference.chunk_by(|a, b| side(a) == side(b)) {
        let end = start + run.len();
        if side(&run[0]) != 0 {
            runs.push((start..end, run.iter().sum::<f32>() / run.len() as f32));
        }
        start = end;
    }
    runs
}

fn weight((run, mean): &Run) -> f32 {
    run.len() as f32 * mean.abs()
}

fn told((run, mean): &Run) -> String {
    let who = if *mean > 0.0 { "Yours" } else { "Theirs" };
    let what = if run.start >= band(BRIGHT) {
        "is brighter"
    } else if run.end <= band(BASS) {
        "has more bass"
    } else {
        "is fuller"
    };
    format!("{who} {what}: {:.0} dB more {}.", mean.abs(), pitches(run))
}

/// `below 150 Hz`, `between 2 kHz and 6 kHz`, `above 5 kHz`.
fn pitches(run: &Range<usize>) -> String {
    match (run.start, run.end) {
        (0, BANDS) => "at all pitches".to_owned(),
        (0, to) => format!("below {}", edge(to)),
        (from, BANDS) => format!("above {}", edge(from)),
        (from, to) => format!("between {} and {}", edge(from), edge(to)),
    }
}

/// The first band that lies above this frequency.
fn band(frequency: f64) -> usize {
    place(frequency).ceil() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::profile::Profile;

    fn sound(ours: fn(usize) -> f32, theirs: fn(usize) -> f32) -> Sound {
        let profile = |level: fn(usize) -> f32| Profile::new((0..BANDS).map(level).collect()).unwrap();
        Sound {
            descriptor: Descriptor::MelStats,
            ours: profile(ours),
            theirs: profile(theirs),
            forgotten: 1.94,
        }
    }

    fn curves(ours: fn(usize) -> f32, theirs: fn(usize) -> f32) -> Curves {
        Curves::of(&sound(ours, theirs))
    }

    #[test]
    fn louder_is_no_difference() {
        let curves = curves(|band| -(band as f32), |band| -30.0 - band as f32);
        assert!(curves.difference().iter().all(|more| more.abs() < 1e-3));
        assert!(curves.ours[0].abs() < 1e-3, "the loudest is at 0 dB");
        assert_eq!(difference(&curves, 1.0), "Nowhere do they differ by 3 dB or more.");
        assert_eq!(difference(&curves, 4.2), "Nowhere do they differ by 4 dB or more.");
    }

    #[test]
    fn what_both_have_is_told_once() {
        let bass = |band: usize| {
            if band < 5 {
                0.0
            } else if band < 98 {
                -20.0
            } else {
                -50.0
            }
        };
        assert_eq!(
            common(&curves(bass, bass)),
            "Both have strong bass below 140 Hz and have little above 4.9 kHz."
        );
        let middle = |band: usize| if (20..40).contains(&band) { 0.0 } else { -20.0 };
        assert_eq!(common(&curves(middle, middle)), "Both are strongest between 530 Hz and 1 kHz.");
        assert_eq!(
            common(&curves(bass, middle)),
            "Yours is strongest below 140 Hz, theirs between 530 Hz and 1 kHz."
        );
        assert_eq!(common(&curves(|_| 0.0, |_| 0.0)), "Both are strongest at all pitches.");
    }

    #[test]
    fn a_difference_has_a_side_a_size_and_a_place() {
        let flat = |_: usize| 0.0;
        let bright = |band: usize| if (70..104).contains(&band) { 8.0 } else { 0.0 };
        let told = difference(&curves(bright, flat), 1.0);
        assert!(told.starts_with("Yours is brighter: 6 dB more between 2.4 kHz and 5.6 kHz."), "{told}");
        let bass = |band: usize| if band < 8 { 12.0 } else { 0.0 };
        let told = difference(&curves(flat, bass), 1.0);
        assert!(told.starts_with("Theirs has more bass: 8 dB more below "), "{told}");
        assert!(difference(&curves(bright, flat), 9.0).starts_with("Nowhere"));
    }

    #[test]
    fn the_plot_reaches_as_far_as_the_curves() {
        let curves = curves(|band| if band < 64 { 0.0 } else { -50.0 }, |_| 0.0);
        assert_eq!((curves.floor(), curves.reach()), (-60.0, 30.0));
        let rungs = curves.rungs();
        assert_eq!(rungs.iter().map(|(said, _)| said.as_str()).collect::<Vec<_>>(), ["0 dB", "−20", "−40"]);
        assert!((rungs[1].1 - 2.0 / 3.0).abs() < 1e-6, "{rungs:?}");
    }

    #[test]
    fn the_note_says_what_is_left_out() {
        let mut sound = sound(|_| 0.0, |_| 1.0);
        assert!(note(&sound).contains("1.9 dB off"));
        assert!(!note(&sound).contains("without detail"));
        sound.descriptor = Descriptor::CepstralStats;
        assert!(note(&sound).contains("without detail"));
    }
}
