//! Why a neighbour is near: what adds up to its score, and what both sound like.

use ndarray::{Array2, s};
use segue::engine::Error;
use segue::engine::analysis::{Neighbour, Order, Ranking};
use segue::engine::compare::Known;
use segue::engine::mel::BANDS;
use segue::engine::pack::{Descriptor, Pack};
use segue::engine::profile::Profile;
use segue::engine::reason::{Reason, explain};
use segue::engine::recommend::{Query, Terms, recommend};
use segue::engine::segment::{CEPSTRAL_STATS, CepstralStats, Description, MEL_STATS, MelStats};

use crate::support::small_pack::{DIMENSIONS, Numbers, SmallPack, TRACKS, index};
use crate::support::test;

/// Of a score near 1: sums of a few numbers in f32.
const ROUNDING: f32 = 1e-5;
/// dB. The small pack's numbers are small.
const DECIBELS: f32 = 1e-3;
const PARTS: u32 = 3;
const WINDOWS: usize = 7;

/// The small pack, with three vectors to a track.
fn pack() -> Pack {
    let mut small = SmallPack::new();
    small.index = index(&mut Numbers::new(5), PARTS as usize * TRACKS, DIMENSIONS);
    for (number, track) in (0..).zip(&mut small.catalogue.tracks) {
        track.rows = PARTS * number..PARTS * (number + 1);
        track.seconds = Some(30.0);
    }
    let (manifest, files) = small.files();
    Pack::open(&manifest, &files).unwrap()
}

fn description(windows: usize) -> Description {
    let spans: Vec<(f64, f64)> = (0..windows).map(|at| (at as f64 * 3.0, at as f64 * 3.0 + 30.0)).collect();
    let values = |columns: usize| {
        let numbers = Numbers::new(9).many(windows * columns).iter().map(|x| x + 1.5).collect();
        Array2::from_shape_vec((windows, columns), numbers).unwrap()
    };
    Description {
        cepstral: CepstralStats { values: values(CEPSTRAL_STATS), spans: spans.clone() },
        mel: MelStats { values: values(MEL_STATS), spans },
    }
}

/// Every ranking, from either end.
const RANKINGS: [(Ranking, Order); 4] = [
    (Ranking::Balanced, Order::Nearest),
    (Ranking::Balanced, Order::Farthest),
    (Ranking::Published, Order::Nearest),
    (Ranking::Published, Order::Farthest),
];

fn neighbours(pack: &Pack, description: &Description, (ranking, order): (Ranking, Order)) -> Vec<Neighbour> {
    let (rows, spans) = description.rows(pack.manifest.descriptor);
    let query = Query { embeddings: pack.embed(rows).unwrap(), spans, title: None, artist: None };
    let terms = Terms { ranking, order, songs: TRACKS, ..Terms::default() };
    recommend(&pack.index, &pack.catalogue, &query, &terms).unwrap()
}

fn known(description: &Description) -> Known<'_> {
    Known { description, heard: None, title: None, artist: None }
}

fn reason(pack: &Pack, ranking: (Ranking, Order), track: u32) -> Reason {
    explain(&known(&description(WINDOWS)), track, pack, ranking).unwrap()
}

#[test]
fn contributions_sum_to_the_score_of_the_ranking_that_is_shown() {
    let pack = pack();
    for ranking in RANKINGS {
        for near in neighbours(&pack, &description(WINDOWS), ranking) {
            let reason = reason(&pack, ranking, near.track_id);
            let sum: f32 = reason.pairs.iter().map(|pair| pair.contribution).sum();
            assert!((sum - near.score).abs() <= ROUNDING, "{ranking:?}: {sum} of {}", near.score);
            assert!((reason.score - near.score).abs() <= ROUNDING, "{ranking:?}: {}", reason.score);
            assert!(reason.pairs.is_sorted_by(|a, b| a.start <= b.start));
            assert_eq!((reason.parts, reason.seconds), (PARTS, Some(30.0)));
        }
    }
}

/// What the list shows are those of the pairs that count among the nearest, number by number.
#[test]
fn the_meetings_of_the_list_are_among_the_pairs() {
    let pack = pack();
    for ranking in RANKINGS {
        for near in neighbours(&pack, &description(WINDOWS), ranking) {
            let reason = reason(&pack, ranking, near.track_id);
            let summed = ranking == (Ranking::Published, Order::Nearest);
            if summed && near.windows == 0 {
                assert!(reason.pairs.is_empty(), "{near:?}"); // nothing adds to it
                continue;
            }
            assert!(near.matches.iter().all(|met| reason.pairs.contains(met)), "{ranking:?}: {near:?}");
            assert_eq!(reason.pairs.len(), if summed { near.matches.len() } else { WINDOWS });
        }
    }
}

#[test]
fn a_track_that_is_not_there_is_refused() {
    let refused = explain(&known(&description(2)), 7, &pack(), RANKINGS[0]).unwrap_err();
    assert!(matches!(refused, Error::BadPack { .. }), "{refused}");
    assert_eq!(refused.to_string(), "catalogue: there is no track 7");
}

#[test]
fn a_description_of_another_shape_is_refused() {
    let mut odd = description(2);
    odd.cepstral.values = odd.cepstral.values.slice(s![.., ..9]).to_owned();
    assert!(matches!(explain(&known(&odd), 1000, &pack(), RANKINGS[0]), Err(Error::Shape { .. })));
}

#[test]
fn a_profile_is_the_mean_of_what_was_heard() {
    let heard = Profile::heard(&description(3), Descriptor::MelStats).unwrap();
    let rows = description(3).mel.values;
    let mean = rows.slice(s![.., ..BANDS]).mean_axis(ndarray::Axis(0)).unwrap();
    let around = mean.mean().unwrap();
    for (found, expected) in heard.levelled().iter().zip(&mean) {
        assert!((found - (expected - around)).abs() < DECIBELS, "{found}");
    }
    assert!(Profile::heard(&description(0), Descriptor::MelStats).is_none());
}

#[test]
fn louder_is_not_another_sound() {
    let levels: Vec<f32> = (0..BANDS).map(|band| -(band as f32)).collect();
    let profile = |levels: Vec<f32>| Profile::new(levels).unwrap();
    let louder = profile(levels.iter().map(|level| level + 12.0).collect());
    assert!(profile(levels.clone()).apart(&louder) < DECIBELS);
    let odd = levels.iter().zip([3.0, -3.0].into_iter().cycle()).map(|(level, by)| level + by).collect();
    assert!((profile(levels).apart(&profile(odd)) - 3.0).abs() < DECIBELS);
}

#[test]
fn what_is_no_profile_is_none() {
    assert!(Profile::new(vec![0.0; BANDS - 1]).is_none());
    assert!(Profile::new(vec![f32::NAN; BANDS]).is_none());
}

/// Another's numbers may be anything that is finite, and more than f32 holds once they are multiplied.
#[test]
fn numbers_of_strangers_end_in_no_profile_not_in_a_panic() {
    let strange: [fn(&mut SmallPack); 4] = [
        |small| small.pca.explained.fill(0.0),
        |small| small.pca.explained.fill(-1.0),
        |small| small.pca.components.fill(f32::MAX),
        |small| small.index.codes.fill(0),
    ];
    for (number, change) in strange.into_iter().enumerate() {
        let mut small = SmallPack::new();
        change(&mut small);
        let (manifest, files) = small.files();
        let pack = Pack::open(&manifest, &files).unwrap();
        for ranking in RANKINGS {
            let explained = explain(&known(&description(2)), 1003, &pack, ranking);
            assert!(explained.is_ok() || number == 2, "{number}: {explained:?}");
        }
    }
}
