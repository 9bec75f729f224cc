//! The integer scan against cosines in f64; order, ties, correction; and the same bits on every target.

use ndarray::{Array1, Array2, arr1};
use segue::engine::Error;
use segue::engine::index::{Hit, Index, IndexParts, MOST_DIMENSIONS, Measure};

use crate::support::small_pack::{Numbers, index};
use crate::support::test;

/// One step of the query in 32,767, times the dimensions.
const QUERY_ROUNDING: f64 = 1e-4;
const ROWS: usize = 300;
const DIMENSIONS: usize = 7;

fn parts() -> IndexParts {
    index(&mut Numbers::new(21), ROWS, DIMENSIONS)
}

fn query() -> Array1<f32> {
    arr1(&Numbers::new(5).many(DIMENSIONS))
}

/// The vector that the codes of a row stand for.
fn decoded(parts: &IndexParts, row: usize) -> Vec<f64> {
    let codes = &parts.codes[row * DIMENSIONS..][..DIMENSIONS];
    let numbers = codes.iter().zip(&parts.scale);
    numbers
        .map(|(&code, &scale)| f64::from(code) * f64::from(scale) * f64::from(parts.stretch[row]))
        .collect()
}

fn naive_similarity(parts: &IndexParts, row: usize, query: &Array1<f32>) -> f64 {
    let norm = query.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
    let dot: f64 = decoded(parts, row).iter().zip(query).map(|(x, &q)| x * f64::from(q)).sum();
    (dot / norm).clamp(-1.0, 1.0)
}

fn rows(hits: &[Hit]) -> Vec<u32> {
    hits.iter().map(|hit| hit.row).collect()
}

#[test]
fn similarities_are_cosines() {
    let (parts, query) = (parts(), query());
    let index = Index::new(parts.clone()).unwrap();
    let scan = index.scan(query.view()).unwrap();
    for (row, &found) in scan.similarities().iter().enumerate() {
        let expected = naive_similarity(&parts, row, &query);
        assert!(
            (f64::from(found) - expected).abs() < QUERY_ROUNDING,
            "row {row}: {found} where {expected} belongs"
        );
    }
}

#[test]
fn corrected_scores_are_mean_z_scores_from_both_ends() {
    let (parts, query) = (parts(), query());
    let index = Index::new(parts.clone()).unwrap();
    let scan = index.scan(query.view()).unwrap();
    let s: Vec<f64> = scan.similarities().iter().map(|&s| f64::from(s)).collect();
    let mean = s.iter().sum::<f64>() / s.len() as f64;
    let deviation = (s.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / s.len() as f64).sqrt();
    for (row, &s) in s.iter().enumerate() {
        let theirs = (s - f64::from(parts.mean[row])) / f64::from(parts.deviation[row]);
        let expected = f64::midpoint(theirs, (s - mean) / deviation);
        let found = scan.hit(row as u32, Measure::Corrected);
        assert!(
            (f64::from(found.score) - expected).abs() < 1e-5,
            "row {row}: {} where {expected} belongs",
            found.score
        );
    }
    assert!((f64::from(scan.ceiling(Measure::Corrected)) - (1.0 - mean) / deviation).abs() < 1e-5);
    assert_eq!(scan.ceiling(Measure::Cosine).to_bits(), 1.0_f32.to_bits());
}

#[test]
fn the_top_is_the_start_of_the_whole_order() {
    let (index, query) = (Index::new(parts()).unwrap(), query());
    for measure in [Measure::Cosine, Measure::Corrected] {
        let all = index.nearest(query.view(), ROWS, measure).unwrap();
        assert!(all.is_sorted_by(
            |a, b| a.score > b.score || a.score.to_bits() == b.score.to_bits() && a.row < b.row
        ));
        for k in [0, 1, 10, ROWS - 1, ROWS, ROWS + 1, usize::MAX] {
            assert_eq!(index.nearest(query.view(), k, measure).unwrap(), all[..k.min(ROWS)], "k = {k}");
        }
    }
}

#[test]
fn of_equals_the_lower_row_comes_first() {
    let mut parts = parts();
    for row in 1..ROWS {
        parts.codes.copy_within(0..DIMENSIONS, row * DIMENSIONS);
        (parts.mean[row], parts.deviation[row]) = (parts.mean[0], parts.deviation[0]);
    }
    let index = Index::new(parts).unwrap();
    for measure in [Measure::Cosine, Measure::Corrected] {
        let hits = index.nearest(query().view(), 5, measure).unwrap();
        assert_eq!(rows(&hits), [0, 1, 2, 3, 4]);
    }
}

/// The length of a query says nothing.
#[test]
fn a_louder_query_finds_the_same() {
    let index = Index::new(parts()).unwrap();
    let hits = index.nearest(query().view(), 20, Measure::Corrected).unwrap();
    for factor in [1024.0, 1.0 / 1024.0] {
        assert_eq!(index.nearest((query() * factor).view(), 20, Measure::Corrected).unwrap(), hits);
    }
}

#[test]
fn shuffled_rows_change_nothing_but_their_numbers() {
    let parts = parts();
    let order: Vec<usize> = (0..ROWS).map(|row| (row * 7 + 3) % ROWS).collect();
    let of = |numbers: &[f32]| order.iter().map(|&row| numbers[row]).collect::<Vec<_>>();
    let shuffled = IndexParts {
        scale: parts.scale.clone(),
        codes: order.iter().flat_map(|&row| parts.codes[row * DIMENSIONS..][..DIMENSIONS].to_vec()).collect(),
        stretch: of(&parts.stretch),
        mean: of(&parts.mean),
        deviation: of(&parts.deviation),
    };
    let cosines = |parts: IndexParts| {
        let index = Index::new(parts).unwrap();
        index.scan(query().view()).unwrap().similarities().to_vec()
    };
    let straight = cosines(parts);
    let expected: Vec<f32> = order.iter().map(|&row| straight[row]).collect();
    assert_eq!(cosines(shuffled), expected);
}

#[test]
fn some_vectors_are_what_they_were_among_all() {
    let index = Index::new(parts()).unwrap();
    let some = [7, 3, 200, 3];
    let selected = index.select(&some).unwrap();
    let (all, few) = (index.scan(query().view()).unwrap(), selected.scan(query().view()).unwrap());
    let expected: Vec<f32> = some.iter().map(|&row| all.similarities()[row]).collect();
    assert_eq!(few.similarities(), expected);
    assert!(matches!(index.select(&[0, ROWS]), Err(Error::Shape { expected: ROWS, found: ROWS, .. })));
}

/// Blocks, pairs and tiles have ends; whichever way a vector is met, it is met alike.
#[test]
fn together_or_alone_the_scores_are_the_same_bits() {
    for (rows, dimensions, queries) in [(1, 1, 1), (15, 2, 2), (16, 3, 9), (17, 7, 8), (300, 7, 17)] {
        let index = Index::new(index(&mut Numbers::new(3), rows, dimensions)).unwrap();
        let many = Numbers::new(4).many(queries * dimensions);
        let many = Array2::from_shape_vec((queries, dimensions), many).unwrap();
        let mut heard = 0;
        index
            .scan_each(many.view(), |query, scan| {
                assert_eq!(query, heard);
                heard += 1;
                let alone = index.scan(many.row(query)).unwrap();
                assert_eq!(scan.similarities(), alone.similarities());
                assert_eq!(scan.top(rows, Measure::Corrected), alone.top(rows, Measure::Corrected));
                let mut scores = Vec::new();
                scan.scores(Measure::Corrected, &mut scores);
                let hit = |row: usize| scan.hit(row as u32, Measure::Corrected).score;
                assert_eq!(scores, (0..rows).map(hit).collect::<Vec<_>>());
                for (start, end) in
                    [(0, rows), (rows / 2, rows), (rows / 3, rows / 2 + 1), (5, 5), (3, 9_999)]
                {
                    let some = index.similarities(many.row(query), start as u32..end as u32).unwrap();
                    assert_eq!(some, alone.similarities()[start.min(rows)..end.min(rows)]);
                }
            })
            .unwrap();
        assert_eq!(heard, queries);
    }
}

#[test]
fn no_queries_are_no_scans() {
    let index = Index::new(parts()).unwrap();
    index.scan_each(Array2::zeros((0, DIMENSIONS)).view(), |_, _| panic!("nothing was asked")).unwrap();
    let mut second = Array2::ones((2, DIMENSIONS));
    second[[1, 2]] = f32::INFINITY;
    assert!(matches!(index.scan_each(second.view(), |_, _| {}), Err(Error::NotANumber { column: 2, .. })));
}

#[test]
fn a_query_of_length_zero_is_like_nothing() {
    let index = Index::new(parts()).unwrap();
    let scan = index.scan(Array1::zeros(DIMENSIONS).view()).unwrap();
    assert!(scan.similarities().iter().all(|&s| s == 0.0));
    for measure in [Measure::Cosine, Measure::Corrected] {
        assert!(scan.top(10, measure).iter().all(|hit| hit.score.is_finite()));
        assert!(scan.ceiling(measure).is_finite());
    }
    // The other end of the range must not overflow either.
    let loud = index.scan(Array1::from_elem(DIMENSIONS, f32::MAX).view()).unwrap();
    assert!(loud.similarities().iter().all(|s| s.is_finite()));
}

#[test]
fn vectors_that_are_like_everything_have_no_nan_scores() {
    let mut parts = parts();
    parts.deviation.fill(0.0);
    let index = Index::new(parts).unwrap();
    assert!(
        index
            .nearest(query().view(), ROWS, Measure::Corrected)
            .unwrap()
            .iter()
            .all(|hit| hit.score.is_finite())
    );
}

#[test]
fn an_empty_catalogue_has_no_neighbours() {
    let nothing =
        IndexParts { scale: vec![1.0], codes: vec![], stretch: vec![], mean: vec![], deviation: vec![] };
    let index = Index::new(nothing).unwrap();
    assert_eq!(index.nearest(arr1(&[1.0]).view(), 5, Measure::Corrected), Ok(vec![]));
}

#[test]
fn the_largest_dot_product_does_not_overflow() {
    let parts = IndexParts {
        scale: vec![1.0; MOST_DIMENSIONS],
        codes: vec![-128; MOST_DIMENSIONS],
        stretch: vec![(1.0 / (128.0 * (MOST_DIMENSIONS as f64).sqrt())) as f32],
        mean: vec![0.0],
        deviation: vec![0.1],
    };
    let index = Index::new(parts).unwrap();
    let hit = index.nearest(Array1::ones(MOST_DIMENSIONS).view(), 1, Measure::Cosine).unwrap()[0];
    assert!((hit.similarity + 1.0).abs() < 1e-4, "{hit:?}");
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let wrong: [fn(&mut IndexParts); 7] = [
        |parts| parts.codes.push(1),
        |parts| parts.codes.clear(),
        |parts| parts.mean.truncate(3),
        |parts| parts.deviation.push(0.0),
        |parts| parts.scale.clear(),
        |parts| parts.scale = vec![1.0; MOST_DIMENSIONS + 1],
        |parts| parts.stretch[0] = f32::INFINITY,
    ];
    for (number, change) in wrong.iter().enumerate() {
        let mut parts = parts();
        change(&mut parts);
        assert!(Index::new(parts).is_err(), "change {number}");
    }
}

#[test]
fn other_shapes_and_no_numbers_are_refused() {
    let index = Index::new(parts()).unwrap();
    let long = Array1::zeros(DIMENSIONS + 1);
    assert!(matches!(index.scan(long.view()), Err(Error::Shape { expected: DIMENSIONS, .. })));
    let mut query = query();
    query[3] = f32::NAN;
    assert!(matches!(index.scan(query.view()), Err(Error::NotANumber { column: 3, .. })));
}

/// Golden bits: native and wasm must agree to the last one.
#[test]
fn scores_are_the_same_bits_everywhere() {
    let index = Index::new(parts()).unwrap();
    let hits = index.nearest(query().view(), 4, Measure::Corrected).unwrap();
    let found: Vec<(u32, u32, u32)> =
        hits.iter().map(|hit| (hit.row, hit.similarity.to_bits(), hit.score.to_bits())).collect();
    let golden = [
        (134, 0x3e85_39be, 0x400b_b0ba),
        (272, 0x3ea4_366f, 0x400a_e2f1),
        (104, 0x3eb5_47c1, 0x4001_3c6a),
        (239, 0x3e5b_b2d9, 0x3ff8_8f83),
    ];
    assert_eq!(found, golden);
}

#[test]
fn bytes_bring_it_back() {
    let index = Index::new(parts()).unwrap();
    let bytes = index.encode().unwrap();
    assert_eq!(Index::decode("index.bin", &bytes).unwrap(), index);
    for length in (0..bytes.len()).step_by(13) {
        assert!(Index::decode("index.bin", &bytes[..length]).is_err(), "cut to {length}");
    }
}
