use segue::engine::Error;
use segue::engine::index::Measure;
use segue::engine::pack::Pack;
use segue::engine::survey::{around, survey};

use crate::support::small_pack::{GENRES, SmallPack, TRACKS};
use crate::support::test;

/// The codes of the small pack are not of unit length; what is compared has f32's precision.
const TOLERANCE: f64 = 1e-5;

fn pack_of(parts: SmallPack) -> Pack {
    let (manifest, files) = parts.files();
    Pack::open(&manifest, &files).unwrap()
}

fn pack() -> Pack {
    pack_of(SmallPack::new())
}

fn direction(pack: &Pack, row: usize) -> Vec<f64> {
    let vector: Vec<f64> = pack.index.vector(row).map(f64::from).collect();
    let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    vector.iter().map(|x| x / length).collect()
}

#[test]
fn songs_lie_in_their_own_direction() {
    let pack = pack();
    let survey = survey(&pack).unwrap();
    assert_eq!(survey.songs.len(), TRACKS);
    for (row, song) in survey.songs.iter().enumerate() {
        let expected = direction(&pack, row);
        for (found, expected) in song.at.iter().zip(&expected) {
            assert!((f64::from(*found) - expected).abs() < TOLERANCE, "{row}: {:?}", song.at);
        }
        assert_eq!(song.id, 1000 + row as u32);
    }
}

#[test]
fn typical_is_near_the_middle_of_its_genre() {
    let pack = pack();
    let survey = survey(&pack).unwrap();
    let mut centre = vec![0.0; pack.index.dimensions()];
    for row in (0..TRACKS).step_by(GENRES.len()) {
        centre.iter_mut().zip(direction(&pack, row)).for_each(|(sum, x)| *sum += x);
    }
    let length = centre.iter().map(|x| x * x).sum::<f64>().sqrt();
    let cosine =
        |row: usize| direction(&pack, row).iter().zip(&centre).map(|(x, c)| x * c / length).sum::<f64>();
    for row in (0..TRACKS).step_by(GENRES.len()) {
        assert!((f64::from(survey.songs[row].typical) - cosine(row)).abs() < TOLERANCE, "{row}");
    }
}

#[test]
fn company_is_counted_over_the_nearest_others() {
    let pack = pack();
    let company = survey(&pack).unwrap().company.unwrap();
    assert_eq!(company.asked.iter().sum::<u32>() as usize, TRACKS);
    let mut counts = [[0.0_f32; GENRES.len()]; GENRES.len()];
    for row in 0..TRACKS {
        let query: Vec<f32> = direction(&pack, row).iter().map(|&x| x as f32).collect();
        let hits = pack.index.nearest(ndarray::ArrayView1::from(&query), 11, Measure::Corrected).unwrap();
        for hit in hits.iter().filter(|hit| hit.row as usize != row).take(10) {
            counts[row % GENRES.len()][hit.row as usize % GENRES.len()] += 1.0;
        }
    }
    for (found, counted) in company.shares.iter().zip(counts) {
        let all: f32 = counted.iter().sum();
        assert_eq!(found, &counted.map(|count| count / all));
    }
}

#[test]
fn without_genres_there_is_no_company_and_all_are_one() {
    let mut parts = SmallPack::new();
    parts.catalogue.tracks.iter_mut().for_each(|track| track.genre = None);
    let survey = survey(&pack_of(parts)).unwrap();
    assert!(survey.songs.iter().all(|song| song.typical.abs() <= 1.0 && song.genre.is_none()));
    assert_eq!(survey.company.unwrap().shares, [[0.0; GENRES.len()]; GENRES.len()]);
}

#[test]
fn a_song_is_not_its_own_neighbour_with_a_name_or_without() {
    let named = pack();
    let mut parts = SmallPack::new();
    for track in &mut parts.catalogue.tracks {
        track.title.clear();
        track.artist.clear();
    }
    let nameless = pack_of(parts);
    for (pack, position) in [(&named, 7), (&named, 0), (&nameless, 7)] {
        let found = around(pack, position, 5).unwrap();
        assert_eq!(found.iter().map(|song| song.rank).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        assert!(found.iter().all(|song| song.track_id != 1000 + position as u32), "{position}: {found:?}");
    }
    assert_eq!(
        around(&named, TRACKS, 5),
        Err(Error::Shape { what: "position in the catalogue".into(), expected: TRACKS, found: TRACKS })
    );
}
