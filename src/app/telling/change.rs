//! Where a song changes, and what of it comes back, in numbers and in words.

use super::clock;
use super::wander::number;
use crate::engine::course::Course;

/// Seconds on each side of a moment that are compared; longer windows stand for themselves.
const SIDE: f64 = 15.0;
/// Seconds. Windows end where others begin, give or take a frame.
const TOUCH: f64 = 0.1;
/// How many changes are named at most.
const MOST: usize = 3;
/// What is less different from one side to the other than this, beside what differs on each, is no change.
const NOTICED: f64 = 0.15;
/// From this cosine on, two windows sound alike.
const ALIKE: f64 = 0.9;

/// A moment at which what follows is unlike what was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Seconds from the start of the song.
    pub at: f64,
    /// How alike the windows of each side are among themselves, less how alike they are to the other side's: 0 to 2.
    pub by: f64,
}

/// The largest changes, largest first; no two within the time that is compared on each side.
///
/// # Source
///
/// Foote, Automatic audio segmentation using a measure of audio novelty, ICME 2000: the checkerboard on the diagonal of
/// the song's likeness to itself.
#[must_use]
pub fn changes(course: &Course) -> Vec<Change> {
    let side = side(course);
    let mut all: Vec<Change> = course
        .spans
        .iter()
        .filter_map(|&(at, _)| change(course, at, side))
        .filter(|change| change.by >= NOTICED)
        .collect();
    all.sort_by(|a, b| b.by.total_cmp(&a.by).then(a.at.total_cmp(&b.at)));
    let mut largest: Vec<Change> = Vec::new();
    for change in all {
        if largest.len() < MOST && largest.iter().all(|larger| (larger.at - change.at).abs() >= side) {
            largest.push(change);
        }
    }
    largest
}

/// What changes and what comes back: `It changes most at 1:02, then at 2:30. …`
#[must_use]
pub fn told(course: &Course) -> String {
    let times: Vec<String> = changes(course).iter().map(|change| clock(change.at)).collect();
    let changes = match times.as_slice() {
        [] => "Nowhere does it change much.".to_owned(),
        [most] => format!("It changes most at {most}."),
        [most, others @ ..] => format!("It changes most at {most}, then at {}.", others.join(" and ")),
    };
    match repeated(course) {
        Some((window, times)) => {
            format!(
                "{changes} What is heard at {} comes back most: {times} other windows sound like it.",
                when(course, window)
            )
        }
        None => format!("{changes} Nothing of it comes back alike."),
    }
}

/// How alike the two windows are that are least so.
#[must_use]
pub fn least(course: &Course) -> f64 {
    let pairs = (0..course.windows()).flat_map(|one| (0..one).map(move |other| (one, other)));
    pairs.map(|(one, other)| course.likeness(one, other)).fold(1.0, f64::min)
}

/// One window beside another: `0:20–0:23 and 1:40–1:43: 0.93 alike`.
#[must_use]
pub fn pair(course: &Course, one: usize, other: usize) -> String {
    format!(
        "{} and {}: {} alike",
        when(course, one),
        when(course, other),
        number(course.likeness(one, other))
    )
}

/// The window apart from this one that is most like it; of equals the first.
#[must_use]
pub fn echo(course: &Course, window: usize) -> Option<usize> {
    let likeness = |other: &usize| course.likeness(window, *other);
    apart(course, window).max_by(|a, b| likeness(a).total_cmp(&likeness(b)).then(b.cmp(a)))
}

/// The window that most others, apart from it, sound like; and how many do.
fn repeated(course: &Course) -> Option<(usize, usize)> {
    let count = |window: usize| {
        (window, apart(course, window).filter(|&other| course.likeness(window, other) >= ALIKE).count())
    };
    let most = (0..course.windows()).map(count).max_by(|(i, a), (j, b)| a.cmp(b).then(j.cmp(i)));
    most.filter(|(_, times)| *times > 0)
}

/// Windows that begin long before or after this one.
fn apart(course: &Course, window: usize) -> impl Iterator<Item = usize> {
    let (side, spans) = (side(course), &course.spans);
    let from = spans.get(window).map_or(0.0, |span| span.0);
    spans
        .iter()
        .enumerate()
        .filter(move |(_, span)| (span.0 - from).abs() >= side - TOUCH)
        .map(|(other, _)| other)
}

fn side(course: &Course) -> f64 {
    course.spans.iter().map(|(start, end)| end - start).fold(SIDE, f64::max)
}

/// What changes at a moment, if there are windows on both of its sides.
fn change(course: &Course, at: f64, side: f64) -> Option<Change> {
    let within = |from: f64, to: f64| -> Vec<usize> {
        let spans = course.spans.iter().enumerate();
        spans
            .filter(|(_, span)| span.0 >= from - TOUCH && span.1 <= to + TOUCH)
            .map(|(window, _)| window)
            .collect()
    };
    let (before, after) = (within(at - side, at), within(at, at + side));
    let across =
        mean(before.iter().flat_map(|&one| after.iter().map(move |&other| course.likeness(one, other))))?;
    let inside = |windows: &[usize]| {
        let pairs = windows
            .iter()
            .enumerate()
            .flat_map(|(place, &one)| windows.iter().skip(place + 1).map(move |&other| (one, other)));
        mean(pairs.map(|(one, other)| course.likeness(one, other))).unwrap_or(1.0) // a window alone is like itself
    };
    Some(Change { at, by: f64::midpoint(inside(&before), inside(&after)) - across })
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

fn when(course: &Course, window: usize) -> String {
    let (start, end) = course.spans.get(window).copied().unwrap_or_default();
    format!("{}–{}", clock(start), clock(end))
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    /// Windows of `length` seconds every three seconds; alike if they lie in the same part by `part`.
    fn course(count: usize, length: f64, part: fn(usize) -> u8) -> Course {
        let spans = (0..count).map(|window| (3.0 * window as f64, 3.0 * window as f64 + length)).collect();
        let likeness =
            Array2::from_shape_fn((count, count), |(a, b)| if part(a) == part(b) { 127 } else { 25 });
        Course { spans, likeness, ..Course::default() }
    }

    #[test]
    fn a_change_is_found_where_it_is() {
        let song = course(40, 3.0, |window| u8::from(window >= 21));
        let found = changes(&song);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!((found[0].at - 63.0).abs() < 1e-9 && (found[0].by - 102.0 / 127.0).abs() < 1e-9, "{found:?}");
        assert_eq!(
            told(&song),
            "It changes most at 1:03. What is heard at 0:00–0:03 comes back most: 16 other windows sound like it."
        );
    }

    #[test]
    fn long_windows_are_compared_where_they_do_not_overlap() {
        // 30-second windows, of which the middle tells which part they hear.
        let song = course(40, 30.0, |window| u8::from(window >= 20));
        let found = changes(&song);
        assert!((60.0..=90.0).contains(&found[0].at), "{found:?}");
        assert_eq!(changes(&course(9, 30.0, |window| window as u8)), [], "no two of them are apart");
    }

    #[test]
    fn at_most_three_and_never_two_for_one() {
        let found = changes(&course(60, 3.0, |window| (window / 10) as u8));
        assert_eq!(found.iter().map(|change| change.at).collect::<Vec<_>>(), [30.0, 60.0, 90.0]);
    }

    #[test]
    fn what_stays_the_same_does_not_change() {
        assert_eq!(told(&course(20, 3.0, |_| 0)).split(". ").next(), Some("Nowhere does it change much"));
        assert!(told(&course(20, 3.0, |window| window as u8)).ends_with("Nothing of it comes back alike."));
        assert_eq!(changes(&Course::default()), []);
        assert_eq!(echo(&Course::default(), 0), None);
    }

    #[test]
    fn an_echo_is_the_likest_that_is_apart() {
        let song = course(40, 3.0, |window| u8::from((10..20).contains(&window)));
        assert_eq!((echo(&song, 0), echo(&song, 12)), (Some(5), Some(17)));
        assert_eq!((least(&song), least(&Course::default())), (25.0 / 127.0, 1.0));
        assert_eq!(pair(&song, 0, 12), "0:00–0:03 and 0:36–0:39: 0.20 alike");
    }
}
