//! What may be asked of a catalogue, whatever the numbers are.

use std::collections::BTreeSet;

use ndarray::Array2;
use segue::engine::analysis::{Artists, Neighbour, Order, Ranking};
use segue::engine::catalogue::Catalogue;
use segue::engine::index::Index;
use segue::engine::recommend::{NEAREST_PER_WINDOW, Query, SONGS, Terms, recommend};

use super::recommend::{anonymous, catalogue_of, codes, cosine, in_threes, index_of, rows_of};
use crate::support::test;

const TRACKS: usize = 40;
/// Codes are exact here, so only the query's rounding to 16 bits (3e-5) and f32 sums remain.
const TOLERANCE: f64 = 1e-3;

/// Forty tracks by eight artists, of whom one is spelt in two ways and one has no name.
fn shared() -> Catalogue {
    let mut catalogue = catalogue_of(TRACKS);
    for (position, track) in catalogue.tracks.iter_mut().enumerate() {
        track.artist = match position % 8 {
            0 if position % 16 == 0 => "THE Same!".to_owned(),
            0 => "the same".to_owned(),
            1 => String::new(),
            artist => format!("Artist {artist}"),
        };
    }
    catalogue
}

fn ask(index: &Index, catalogue: &Catalogue, query: &Array2<f32>, terms: &Terms) -> Vec<Neighbour> {
    let spans = vec![(0.0, 3.0); query.nrows()];
    let query = Query { spans: &spans, ..anonymous(query) };
    recommend(index, catalogue, &query, terms).expect("an answer")
}

/// All that can be asked for, in small and large numbers.
fn every_wish() -> Vec<Terms> {
    let mut all = Vec::new();
    for ranking in [Ranking::Balanced, Ranking::Published] {
        for order in [Order::Nearest, Order::Farthest] {
            for artists in [Artists::Once, Artists::Any] {
                for without in [vec![], vec!["Artist 3".to_owned(), "The same".to_owned()]] {
                    let terms = Terms { songs: SONGS, ranking, order, artists, without };
                    all.extend([0, 1, 5, 20, 50].map(|songs| Terms { songs, ..terms.clone() }));
                }
            }
        }
    }
    all
}

#[test]
fn what_is_asked_for_holds_whatever_is_asked() {
    let catalogue = shared();
    for seed in 1..4 {
        let (rows, query) = (codes(TRACKS, seed), codes(1 + seed as usize, seed + 10));
        let index = index_of(&rows);
        for terms in every_wish() {
            let answer = ask(&index, &catalogue, &query, &terms);
            let artists: Vec<String> = answer.iter().map(|near| near.artist.to_lowercase()).collect();
            if !terms.without.is_empty() {
                assert!(!artists.iter().any(|artist| artist == "artist 3" || artist.starts_with("the same")));
            }
            let named: BTreeSet<_> = artists
                .iter()
                .map(|artist| artist.trim_end_matches('!'))
                .filter(|artist| !artist.is_empty())
                .collect();
            let nameless = artists.iter().filter(|artist| artist.is_empty()).count();
            if terms.artists == Artists::Once {
                assert_eq!(named.len() + nameless, answer.len(), "{terms:?}");
            }
            assert_eq!(answer.len(), terms.songs.min(available(&catalogue, &terms)), "{terms:?}");
            let distinct: BTreeSet<_> = rows_of(&answer).into_iter().collect();
            assert_eq!(distinct.len(), answer.len(), "a song is named twice: {terms:?}");
            assert_eq!(
                answer,
                ask(&index, &catalogue, &query, &terms),
                "another answer to the same question"
            );
        }
    }
}

/// How many songs of the catalogue these terms allow.
fn available(catalogue: &Catalogue, terms: &Terms) -> usize {
    let left_out = |artist: &str| artist == "Artist 3" || artist.to_lowercase().starts_with("the same");
    let allowed =
        catalogue.tracks.iter().filter(|track| terms.without.is_empty() || !left_out(&track.artist));
    match terms.artists {
        Artists::Any => allowed.count(),
        Artists::Once => {
            let (nameless, named): (Vec<_>, Vec<_>) = allowed.partition(|track| track.artist.is_empty());
            let artist = |artist: &str| artist.to_lowercase().replace('!', "");
            let artists: BTreeSet<String> = named.iter().map(|track| artist(&track.artist)).collect();
            nameless.len() + artists.len()
        }
    }
}

#[test]
fn fewer_songs_are_the_first_of_more() {
    let (index, catalogue, query) = (index_of(&codes(TRACKS, 5)), shared(), codes(2, 6));
    for terms in every_wish() {
        let all = ask(&index, &catalogue, &query, &Terms { songs: 50, ..terms.clone() });
        let some = ask(&index, &catalogue, &query, &terms);
        assert_eq!(some, all[..some.len()], "{terms:?}");
    }
}

#[test]
fn the_farthest_have_the_smallest_score() {
    let (rows, query) = (codes(60, 7), codes(3, 8));
    let (index, catalogue) = (index_of(&rows), in_threes(60));
    for ranking in [Ranking::Balanced, Ranking::Published] {
        let nearest = Terms { songs: 50, artists: Artists::Any, ..Terms::of(ranking) };
        let farthest = Terms { order: Order::Farthest, ..nearest.clone() };
        let (far, near) =
            (ask(&index, &catalogue, &query, &farthest), ask(&index, &catalogue, &query, &nearest));
        assert_eq!((far.len(), near.len()), (20, 20), "{ranking:?}");
        assert!(far.is_sorted_by(|a, b| a.score <= b.score), "{ranking:?}");
        if ranking == Ranking::Balanced {
            let least = near.iter().min_by(|a, b| a.score.total_cmp(&b.score)).expect("a song");
            assert_eq!((far[0].track_id, far[0].score), (least.track_id, least.score));
        }
        assert!(far.iter().chain(&near).all(|near| !near.matches.is_empty()), "a song without a meeting");
    }
}

#[test]
fn far_from_the_study_is_a_small_mean_cosine() {
    let (rows, query) = (codes(60, 9), codes(3, 10));
    let catalogue = in_threes(60);
    let mean = |track: usize| {
        let nearest = |window| {
            let cosines = (3 * track..3 * track + 3).map(|row| cosine(window, rows.row(row)));
            cosines.fold(f64::NEG_INFINITY, f64::max)
        };
        query.rows().into_iter().map(nearest).sum::<f64>() / query.nrows() as f64
    };
    let terms = Terms { order: Order::Farthest, ..Terms::of(Ranking::Published) };
    for near in ask(&index_of(&rows), &catalogue, &query, &terms) {
        let expected = mean((near.track_id - 1000) as usize);
        assert!(
            (f64::from(near.score) - expected).abs() <= TOLERANCE,
            "{} by definition {expected}",
            near.score
        );
        let smaller = (0..20).filter(|&track| mean(track) < expected - TOLERANCE).count();
        assert!(smaller < near.rank as usize, "{smaller} songs are farther than number {}", near.rank);
    }
}

#[test]
fn equals_are_named_in_the_order_of_the_catalogue_from_either_end() {
    let mut rows = codes(TRACKS, 11);
    let twin = rows.row(4).to_owned();
    for row in [11, 20, 25] {
        rows.row_mut(row).assign(&twin);
    }
    let away = twin.mapv(|x| -x).insert_axis(ndarray::Axis(0));
    for ranking in [Ranking::Balanced, Ranking::Published] {
        let terms = Terms { order: Order::Farthest, songs: 4, ..Terms::of(ranking) };
        let answer = ask(&index_of(&rows), &catalogue_of(TRACKS), &away, &terms);
        assert_eq!(rows_of(&answer), [4, 11, 20, 25], "{ranking:?}");
    }
}

#[test]
fn who_wants_more_songs_than_windows_name_gets_the_others_after_them() {
    let (index, catalogue, query) = (index_of(&codes(TRACKS, 12)), catalogue_of(TRACKS), codes(1, 13));
    for ranking in [Ranking::Balanced, Ranking::Published] {
        let answer = ask(&index, &catalogue, &query, &Terms { songs: 20, ..Terms::of(ranking) });
        let named: Vec<bool> = answer.iter().map(|near| near.windows > 0).collect();
        let expected: Vec<bool> = (0..20).map(|place| place < NEAREST_PER_WINDOW).collect();
        assert_eq!(named, expected, "{ranking:?}");
        let unnamed = &answer[NEAREST_PER_WINDOW..];
        assert!(unnamed.is_sorted_by(|a, b| a.similarity >= b.similarity) || ranking == Ranking::Balanced);
    }
}
