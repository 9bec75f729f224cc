//! Rankings against their definitions, and the rules of an answer.

use ndarray::{Array2, ArrayView1};
use segue::engine::analysis::{Match, Neighbour, Ranking};
use segue::engine::catalogue::{Catalogue, Split, Track};
use segue::engine::index::{Index, IndexParts};
use segue::engine::recommend::{
    INTRO_WEIGHT, INTRO_WINDOWS, NEAREST_PER_WINDOW, Query, SONGS, Terms, recommend,
};

use crate::support::test;

const DIMENSIONS: usize = 16;
/// Codes are exact here, so only the query's rounding to 16 bits (3e-5) and f32 sums remain.
const TOLERANCE: f64 = 1e-3;

/// Whole numbers from −127 to 127, the same on every run: such vectors are stored without loss.
pub(super) fn codes(rows: usize, seed: u64) -> Array2<f32> {
    let mut state = seed;
    Array2::from_shape_simple_fn((rows, DIMENSIONS), || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % 255) as f32 - 127.0
    })
}

pub(super) fn cosine(a: ArrayView1<f32>, b: ArrayView1<f32>) -> f64 {
    let dot = |x: ArrayView1<f32>, y: ArrayView1<f32>| -> f64 {
        x.iter().zip(y).map(|(&x, &y)| f64::from(x) * f64::from(y)).sum()
    };
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

fn moments(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / values.len() as f64;
    (mean, variance.sqrt())
}

/// Mean and deviation of a row's similarity to all others.
fn towards_others(rows: &Array2<f32>, row: usize) -> (f64, f64) {
    let others = (0..rows.nrows()).filter(|&other| other != row);
    moments(&others.map(|other| cosine(rows.row(row), rows.row(other))).collect::<Vec<_>>())
}

pub(super) fn index_of(rows: &Array2<f32>) -> Index {
    let ends: Vec<_> = (0..rows.nrows()).map(|row| towards_others(rows, row)).collect();
    let norm = |row: ArrayView1<f32>| row.iter().map(|x| x * x).sum::<f32>().sqrt();
    Index::new(IndexParts {
        scale: vec![1.0; DIMENSIONS],
        codes: rows.iter().map(|&code| code as i8).collect(),
        stretch: rows.rows().into_iter().map(|row| 1.0 / norm(row)).collect(),
        mean: ends.iter().map(|end| end.0 as f32).collect(),
        deviation: ends.iter().map(|end| end.1 as f32).collect(),
    })
    .expect("parts that fit")
}

/// Every track its own artist, unless a test changes it.
pub(super) fn catalogue_of(rows: usize) -> Catalogue {
    let track = |row: u32| Track {
        id: 1000 + row,
        title: format!("Title {row}"),
        artist: format!("Artist {row}"),
        artist_index: row,
        album: String::new(),
        genre: Some(0),
        split: Split::Training,
        licence: String::new(),
        link: String::new(),
        seconds: None,
        rows: row..row + 1,
        patches: 0,
        tags: String::new(),
    };
    Catalogue { tracks: (0..rows as u32).map(track).collect(), genres: vec!["Rock".to_owned()] }
}

pub(super) fn anonymous(embeddings: &Array2<f32>) -> Query<'_> {
    Query { embeddings: embeddings.clone(), spans: &[], title: None, artist: None }
}

pub(super) fn rows_of(answer: &[Neighbour]) -> Vec<u32> {
    answer.iter().map(|near| near.track_id - 1000).collect()
}

fn many(songs: usize, ranking: Ranking) -> Terms {
    Terms { songs, ..Terms::of(ranking) }
}

/// Scores by row, best first.
fn best(scores: Vec<(usize, f64)>) -> Vec<(u32, f64)> {
    let mut scores = scores;
    scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    scores.into_iter().take(SONGS).map(|(row, score)| (row as u32, score)).collect()
}

fn assert_answers(answer: &[Neighbour], expected: &[(u32, f64)]) {
    assert_eq!(rows_of(answer), expected.iter().map(|song| song.0).collect::<Vec<_>>());
    for (near, (row, score)) in answer.iter().zip(expected) {
        let off = (f64::from(near.score) - score).abs();
        assert!(off <= TOLERANCE, "row {row} scores {}, {score} by definition", near.score);
    }
}

#[test]
fn the_published_ranking_is_the_studys_sum() {
    let (rows, query) = (codes(60, 1), codes(7, 2));
    let mut sums = vec![0.0; rows.nrows()];
    for (window, embedding) in query.rows().into_iter().enumerate() {
        let mut near: Vec<_> = (0..rows.nrows()).map(|row| (row, cosine(embedding, rows.row(row)))).collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1));
        let weight = if window < INTRO_WINDOWS { f64::from(INTRO_WEIGHT) } else { 1.0 };
        for (row, similarity) in near.iter().take(NEAREST_PER_WINDOW) {
            sums[*row] += weight * similarity;
        }
    }
    let expected = best(sums.into_iter().enumerate().filter(|(_, sum)| *sum != 0.0).collect());
    let answer =
        recommend(&index_of(&rows), &catalogue_of(60), &anonymous(&query), &Terms::of(Ranking::Published));
    assert_answers(&answer.expect("an answer"), &expected);
}

#[test]
fn the_balanced_ranking_is_the_mean_of_z_scores_of_what_a_window_found() {
    let (rows, query) = (codes(60, 3), codes(4, 4));
    let mut means = vec![0.0; rows.nrows()];
    let mut found = vec![false; rows.nrows()];
    for embedding in query.rows() {
        let similarities: Vec<_> = rows.rows().into_iter().map(|row| cosine(embedding, row)).collect();
        let (mean, deviation) = moments(&similarities);
        let z = |row: usize| {
            let (their_mean, their_deviation) = towards_others(&rows, row);
            let s = similarities[row];
            f64::midpoint((s - their_mean) / their_deviation, (s - mean) / deviation)
        };
        let mut near: Vec<_> = (0..rows.nrows()).map(|row| (row, z(row))).collect();
        for (row, score) in &near {
            means[*row] += score / query.nrows() as f64;
        }
        near.sort_by(|a, b| b.1.total_cmp(&a.1));
        for (row, _) in near.iter().take(NEAREST_PER_WINDOW) {
            found[*row] = true;
        }
    }
    let expected = best(means.into_iter().enumerate().filter(|(row, _)| found[*row]).collect());
    let answer =
        recommend(&index_of(&rows), &catalogue_of(60), &anonymous(&query), &Terms::of(Ranking::Balanced));
    assert_answers(&answer.expect("an answer"), &expected);
}

/// The same vectors, three to a track.
pub(super) fn in_threes(rows: u32) -> Catalogue {
    let mut catalogue = catalogue_of(rows as usize / 3);
    for (number, track) in (0..).zip(&mut catalogue.tracks) {
        track.rows = 3 * number..3 * number + 3;
        track.seconds = Some(30.0);
    }
    catalogue
}

#[test]
fn a_song_of_many_vectors_is_met_at_its_nearest() {
    let rows = codes(60, 14);
    let query = rows.select(ndarray::Axis(0), &[31, 32, 31]);
    let spans = [(0.0, 3.0), (3.0, 6.0), (6.0, 8.5)];
    let query = Query { spans: &spans, ..anonymous(&query) };
    for ranking in [Ranking::Balanced, Ranking::Published] {
        let answer =
            recommend(&index_of(&rows), &in_threes(60), &query, &Terms::of(ranking)).expect("an answer");
        let first = &answer[0];
        assert_eq!((first.track_id, first.windows), (1010, 3), "{ranking:?}");
        let identical: Vec<_> = first.matches.iter().filter(|meeting| meeting.similarity > 0.999).collect();
        let met = |of: fn(&Match) -> f64| identical.iter().map(|meeting| of(meeting)).collect::<Vec<_>>();
        assert_eq!(identical.iter().map(|meeting| meeting.part).collect::<Vec<_>>(), [1, 2, 1]);
        assert_eq!(met(|meeting| meeting.start), [0.0, 3.0, 6.0]);
        assert_eq!(met(|meeting| meeting.at.unwrap_or(-1.0)), [10.0, 20.0, 10.0]);
        for near in &answer {
            let sum: f32 = near.matches.iter().map(|meeting| meeting.contribution).sum();
            let all = near.windows == 3 || ranking == Ranking::Published;
            assert!(!all || (sum - near.score).abs() <= TOLERANCE as f32, "{sum} of {}", near.score);
        }
    }
}

#[test]
fn a_song_shares_more_than_a_sound_with_itself() {
    let rows = codes(60, 15);
    let (index, catalogue) = (index_of(&rows), in_threes(60));
    let ask = |own: &[usize]| {
        let embeddings = rows.select(ndarray::Axis(0), own);
        let query = Query { artist: Some("artist 7"), ..anonymous(&embeddings) };
        let answer = recommend(&index, &catalogue, &query, &many(30, Ranking::Balanced)).expect("an answer");
        rows_of(&answer)
    };
    assert!(ask(&[21, 40]).contains(&7), "one of its three sounds may be borrowed");
    assert!(!ask(&[21, 40, 23]).contains(&7), "two of three are its own");
}

#[test]
fn a_song_that_plays_twice_scores_as_if_it_played_once() {
    let (rows, once) = (codes(40, 5), codes(3, 6));
    let twice = ndarray::concatenate![ndarray::Axis(0), once, once];
    let (index, catalogue) = (index_of(&rows), catalogue_of(40));
    let ask = |query: &Array2<f32>| {
        let answer = recommend(&index, &catalogue, &anonymous(query), &Terms::of(Ranking::Balanced));
        let scores = |near: &Neighbour| (near.track_id, near.match_percent, near.similarity.to_bits());
        answer.expect("an answer").iter().map(scores).collect::<Vec<_>>()
    };
    assert_eq!(ask(&once), ask(&twice));
}

#[test]
fn equals_stand_in_the_order_of_the_catalogue() {
    let mut rows = codes(30, 7);
    let twin = rows.row(4).to_owned();
    for row in [20, 11, 25] {
        rows.row_mut(row).assign(&twin);
    }
    let query = twin.insert_axis(ndarray::Axis(0));
    for ranking in [Ranking::Balanced, Ranking::Published] {
        let answer = recommend(&index_of(&rows), &catalogue_of(30), &anonymous(&query), &many(4, ranking));
        assert_eq!(rows_of(&answer.expect("an answer")), [4, 11, 20, 25], "{ranking:?}");
    }
}

#[test]
fn an_artist_is_named_once_however_it_is_spelt() {
    let rows = codes(30, 8);
    let (index, mut catalogue) = (index_of(&rows), catalogue_of(30));
    let query = rows.select(ndarray::Axis(0), &[9]);
    let ask = |catalogue: &Catalogue| {
        rows_of(
            &recommend(&index, catalogue, &anonymous(&query), &Terms::of(Ranking::Balanced))
                .expect("an answer"),
        )
    };
    let before = ask(&catalogue);
    catalogue.tracks[before[0] as usize].artist = "The Same".to_owned();
    catalogue.tracks[before[2] as usize].artist = "the same!".to_owned();
    let after = ask(&catalogue);
    let expected: Vec<_> = before.iter().copied().filter(|row| *row != before[2]).collect();
    assert_eq!(after[..SONGS - 1], expected);
    assert!(!after.contains(&before[2]));

    // No artist is nobody in particular.
    catalogue.tracks[before[0] as usize].artist.clear();
    catalogue.tracks[before[2] as usize].artist.clear();
    assert_eq!(ask(&catalogue), before);
}

#[test]
fn the_song_itself_is_no_answer() {
    let rows = codes(30, 9);
    let (index, catalogue) = (index_of(&rows), catalogue_of(30));
    let own = rows.select(ndarray::Axis(0), &[12]);
    let other = codes(1, 10);
    let first = |embeddings: &Array2<f32>, title: Option<&str>, artist: Option<&str>| {
        let query = Query { embeddings: embeddings.clone(), spans: &[], title, artist };
        let answer = recommend(&index, &catalogue, &query, &many(30, Ranking::Balanced)).expect("an answer");
        rows_of(&answer.into_iter().filter(|near| near.windows > 0).collect::<Vec<_>>())
    };
    assert_eq!(first(&own, None, None)[0], 12, "without tags nothing says that it is the same song");
    assert_eq!(first(&own, Some("Another"), Some("Somebody"))[0], 12, "sounds alike, is called otherwise");
    assert!(!first(&own, Some("TITLE 12"), None).contains(&12), "same sound, same title");
    assert!(!first(&own, None, Some("artist 12")).contains(&12), "same sound, same artist");
    let near = first(&other, None, None)[0];
    let (title, artist) = (format!("Title {near}"), format!("Artist {near}"));
    assert!(first(&other, Some(&title), None).contains(&near), "another sound of the same title");
    assert!(!first(&other, Some(&title), Some(&artist)).contains(&near), "another take of the same song");
    // Its place is taken by the next one: ten are still named per window.
    assert_eq!(first(&own, Some("Title 12"), None).len(), NEAREST_PER_WINDOW);
}

#[test]
fn an_answer_has_no_more_songs_than_the_catalogue() {
    let rows = codes(3, 11);
    let answer = recommend(
        &index_of(&rows),
        &catalogue_of(3),
        &anonymous(&codes(2, 12)),
        &Terms::of(Ranking::Balanced),
    );
    let answer = answer.expect("an answer");
    assert_eq!(answer.len(), 3);
    assert_eq!(answer.iter().map(|near| near.rank).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn an_identical_song_matches_by_a_hundred() {
    let rows = codes(50, 13);
    let query = rows.select(ndarray::Axis(0), &[33]);
    let answer =
        recommend(&index_of(&rows), &catalogue_of(50), &anonymous(&query), &Terms::of(Ranking::Balanced));
    let answer = answer.expect("an answer");
    assert_eq!((answer[0].track_id, answer[0].match_percent), (1033, 100));
    assert!(answer[1].match_percent < 100);
}
