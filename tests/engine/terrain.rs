//! A catalogue, counted, against counting by hand; a song's way through it.

use ndarray::{Array1, Array2};
use segue::engine::course::Course;
use segue::engine::pack::Pack;
use segue::engine::segment::{CEPSTRAL_STATS, CepstralStats, Description, MEL_STATS, MelStats};
use segue::engine::terrain::{AXES, CELLS, Terrain};
use segue::protocol;

use crate::support::small_pack::{DIMENSIONS, GENRES, Numbers, SmallPack, TRACKS};
use crate::support::test;

/// A likeness is stored in steps of 1/127; half a step, and the rounding of f32.
const LIKENESS: f64 = 0.5 / 127.0 + 1e-6;
/// Sums of a few products in f32 against f64.
const ROUNDING: f64 = 1e-6;

fn pack() -> Pack {
    let (manifest, files) = SmallPack::new().files();
    Pack::open(&manifest, &files).unwrap()
}

/// A song of so many windows that sounds like nothing.
fn song(windows: usize) -> Description {
    let mut numbers = Numbers::new(3);
    let spans: Vec<(f64, f64)> =
        (0..windows).map(|window| (3.0 * window as f64, 3.0 * window as f64 + 30.0)).collect();
    let mut values = |columns| Array2::from_shape_simple_fn((windows, columns), || numbers.signed());
    Description {
        cepstral: CepstralStats { values: values(CEPSTRAL_STATS), spans: spans.clone() },
        mel: MelStats { values: values(MEL_STATS), spans },
    }
}

#[test]
fn every_vector_is_counted_where_it_lies() {
    let pack = pack();
    let terrain = Terrain::of(&pack);
    assert_eq!((terrain.axes.len(), terrain.genres.as_slice()), (AXES, GENRES.map(str::to_owned).as_slice()));
    let places: Vec<Vec<f32>> = (0..TRACKS).map(|row| pack.index.vector(row).collect()).collect();
    for across in 0..AXES {
        for up in (0..AXES).filter(|&up| up != across) {
            for genre in [None, Some(0), Some(1), Some(2)] {
                let mut expected = Array2::<u32>::zeros((CELLS, CELLS));
                for (row, place) in
                    places.iter().enumerate().filter(|(row, _)| genre.is_none_or(|g| row % 3 == g))
                {
                    let cell = |axis: usize| {
                        let value = |place: &Vec<f32>| f64::from(place[axis]);
                        let low = places.iter().map(value).fold(f64::INFINITY, f64::min);
                        let high = places.iter().map(value).fold(f64::NEG_INFINITY, f64::max);
                        (((value(&places[row]) - low) / (high - low) * CELLS as f64) as usize).min(CELLS - 1)
                    };
                    assert_eq!(place.len(), DIMENSIONS);
                    expected[(cell(up), cell(across))] += 1;
                }
                assert_eq!(terrain.counts(across, up, genre), Some(expected), "{across} {up} {genre:?}");
            }
        }
    }
}

#[test]
fn what_is_not_there_is_not_counted() {
    let terrain = Terrain::of(&pack());
    for (across, up, genre) in [(0, 0, None), (0, AXES, None), (AXES, 0, None), (0, 1, Some(4))] {
        assert_eq!(terrain.counts(across, up, genre), None, "{across} {up} {genre:?}");
    }
    assert_eq!(terrain.counts(0, 1, Some(3)).unwrap().sum(), 0, "all tracks have a genre");
    assert_eq!(Terrain::default().counts(0, 1, None), None);
}

/// Tracks without a genre count among all, and a genre that no track has is not offered.
#[test]
fn genres_are_those_of_the_tracks() {
    let mut parts = SmallPack::new();
    for track in &mut parts.catalogue.tracks {
        track.genre = track.genre.filter(|genre| *genre == 2);
    }
    let (manifest, files) = parts.files();
    let terrain = Terrain::of(&Pack::open(&manifest, &files).unwrap());
    assert_eq!(terrain.genres, [GENRES[2].to_owned()]);
    let sum = |genre| terrain.counts(2, 1, genre).unwrap().sum() as usize;
    assert_eq!((sum(None), sum(Some(0)), sum(Some(1))), (TRACKS, TRACKS / 3, TRACKS - TRACKS / 3));
}

#[test]
fn a_cell_holds_its_middle() {
    for axis in Terrain::of(&pack()).axes {
        assert!(axis.low < axis.high && axis.low >= -1.001 && axis.high <= 1.001, "{axis:?}");
        assert!((0..CELLS).all(|cell| axis.cell(axis.middle(cell) as f32) == cell));
        assert_eq!((axis.cell(-9.0), axis.cell(9.0), axis.cell(f32::NAN)), (0, CELLS - 1, 0));
    }
}

#[test]
fn a_course_is_what_the_index_is_asked() {
    let (pack, song) = (pack(), song(5));
    let course = Course::of(&song, &pack).unwrap();
    let embeddings = pack.embed(song.cepstral.values.view()).unwrap().mapv(f64::from);
    assert_eq!((course.windows(), course.places.dim(), &course.spans), (5, (5, AXES), &song.cepstral.spans));
    let unit = |window: usize| -> Array1<f64> {
        let row = embeddings.row(window);
        &row / row.dot(&row).sqrt()
    };
    for one in 0..5 {
        for axis in 0..AXES {
            assert!((f64::from(course.places[(one, axis)]) - unit(one)[axis]).abs() <= ROUNDING);
        }
        for other in 0..5 {
            assert!((course.likeness(one, other) - unit(one).dot(&unit(other))).abs() <= LIKENESS);
            assert_eq!(course.likeness(one, other), course.likeness(other, one));
        }
        assert_eq!(course.likeness(one, one), 1.0);
    }
    assert_eq!(course.likeness(0, 5), 0.0);
}

#[test]
fn a_time_belongs_to_the_window_around_it() {
    let course = Course::of(&song(4), &pack()).unwrap(); // their middles: 15, 18, 21 and 24 s
    let windows = [0.0, 15.0, 16.5, 16.6, 18.0, 23.0, 99.0].map(|time| course.window_at(time));
    assert_eq!(windows, [0, 0, 0, 1, 1, 3, 3]);
    assert_eq!([0, 3, 4].map(|window| course.middle(window)), [15.0, 24.0, 0.0]);
    assert_eq!(Course::default().window_at(1.0), 0);
}

#[test]
fn both_survive_the_way_to_the_page() {
    let (pack, song) = (pack(), song(3));
    let (terrain, course) = (Terrain::of(&pack), Course::of(&song, &pack).unwrap());
    assert_eq!(protocol::decode(&protocol::encode(&terrain)), Some(terrain));
    assert_eq!(protocol::decode(&protocol::encode(&course)), Some(course));
}
