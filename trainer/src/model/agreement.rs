//! The engine's trees decide as LightGBM's do, on and beside every threshold.

use std::collections::BTreeSet;

use ndarray::Array2;
use segue::engine::forest::Forest;

use super::boost::{self, Settings};
use super::convert;
use super::levels::Levels;
use super::shipped::{LARGEST_DIFFERENCE, largest_difference};

const ROWS: usize = 1000;
const INPUTS: usize = 6;
const GENRES: u16 = 4;

/// Coarse values, so that many inputs meet; some genres depend on them.
fn corpus() -> (Array2<f32>, Vec<u16>) {
    let mut seed = 9_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 20) as f32 / 4096.0
    };
    let rows = Array2::from_shape_simple_fn((ROWS, INPUTS), || (next() * 64.0).round() / 8.0 - 4.0);
    let genre =
        |row: ndarray::ArrayView1<'_, f32>| u16::from(row[0] + row[1] > 0.0) * 2 + u16::from(row[2] > 1.0);
    let labels = rows.rows().into_iter().map(genre).collect();
    (rows, labels)
}

fn settings(extra_trees: bool) -> Settings {
    Settings { num_iterations: 25, learning_rate: 0.1, extra_trees, ..Settings::default() }
}

#[test]
fn engine_and_lightgbm_agree_on_a_thousand_rows() {
    let (rows, labels) = corpus();
    for extra_trees in [false, true] {
        let settings = settings(extra_trees);
        let mut model = boost::fit(&settings, rows.view(), &labels, usize::from(GENRES)).unwrap();
        let genres = (0..GENRES).map(|genre| genre.to_string()).collect();
        let columns = convert::forest(&model.text().unwrap(), genres).unwrap();
        let forest = Forest::parse("forest.json", &columns.encode().unwrap()).unwrap();
        let difference = |rows: &Array2<f32>, model: &mut boost::Model| {
            let lightgbm = model.ask(rows.view(), settings.num_iterations).unwrap();
            largest_difference(&forest, rows.view(), &lightgbm).unwrap()
        };
        let on_rows = difference(&rows, &mut model);
        assert!(on_rows <= LARGEST_DIFFERENCE, "{on_rows:e}");
        // On the thresholds themselves and one step to either side, where a rounding would show.
        let thresholds: Vec<f32> = columns.trees.iter().flat_map(|tree| tree.threshold.clone()).collect();
        let beside = thresholds.iter().flat_map(|t| [t.next_down(), *t, t.next_up()]).cycle();
        let edges: Vec<f32> = beside.take(ROWS * INPUTS).collect();
        let edges = Array2::from_shape_vec((ROWS, INPUTS), edges).unwrap();
        let on_edges = difference(&edges, &mut model);
        assert!(on_edges <= LARGEST_DIFFERENCE, "{on_edges:e}");
    }
}

#[test]
fn splits_between_levels_are_splits_between_values() {
    let mut seed = 5_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as f32 / 8_388_608.0 - 1.0
    };
    let rows = Array2::from_shape_simple_fn((ROWS, INPUTS), &mut next);
    let labels: Vec<u16> = rows.rows().into_iter().map(|row| u16::from(row[0] * row[1] > row[2])).collect();
    let settings = Settings { max_bin: 15, ..settings(false) };
    let levels = Levels::of(rows.view(), 15);
    for column in levels.number(rows.view()).columns() {
        let distinct: BTreeSet<u32> = column.iter().map(|value| value.to_bits()).collect();
        assert_eq!(distinct.len(), 15);
    }
    let mut model = boost::fit(&settings, rows.view(), &labels, 2).unwrap();
    let columns = model.columns(vec!["a".to_owned(), "b".to_owned()]).unwrap();
    let forest = Forest::parse("forest.json", &columns.encode().unwrap()).unwrap();
    // On the values, and on the edges between levels and one step to either side.
    let thresholds: Vec<f32> = columns.trees.iter().flat_map(|tree| tree.threshold.clone()).collect();
    let distinct: BTreeSet<u32> = thresholds.iter().map(|threshold| threshold.to_bits()).collect();
    assert!(distinct.len() <= 14 * INPUTS, "{} thresholds", distinct.len());
    let beside = thresholds.iter().flat_map(|t| [t.next_down(), *t, t.next_up()]).cycle();
    let edges = Array2::from_shape_vec((ROWS, INPUTS), beside.take(ROWS * INPUTS).collect()).unwrap();
    for rows in [&rows, &edges] {
        let lightgbm = model.ask(rows.view(), settings.num_iterations).unwrap();
        let difference = largest_difference(&forest, rows.view(), &lightgbm).unwrap();
        assert!(difference <= LARGEST_DIFFERENCE, "{difference:e}");
    }
}

#[test]
fn thresholds_are_never_rounded_up() {
    for t in [0.1, -0.1, 1e-40, -1e-40, 0.0, 3.0, 16_777_217.0, -16_777_217.0] {
        let below = convert::not_above(t);
        assert!(f64::from(below) <= t && f64::from(below.next_up()) > t, "{below} for {t}");
    }
}

#[test]
fn models_that_the_engine_would_read_otherwise_are_refused() {
    let (rows, labels) = corpus();
    let model = boost::fit(&settings(false), rows.view(), &labels, usize::from(GENRES)).unwrap();
    let text = model.text().unwrap();
    let genres = || (0..GENRES).map(|genre| genre.to_string()).collect::<Vec<_>>();
    assert!(convert::forest(&text, genres()).is_ok());
    let refused = [
        text.replace("num_cat=0", "num_cat=1"),
        text.replace("decision_type=2", "decision_type=6"),
        text.replace("is_linear=0", "is_linear=1"),
        text.replace("\nnum_class=", "\naverage_output\nnum_class="),
        text.replace("threshold=", "threshold=x "),
    ];
    for (number, changed) in refused.iter().enumerate() {
        assert_ne!(*changed, text, "change {number} changed nothing");
        assert!(convert::forest(changed, genres()).is_err(), "change {number}");
    }
    assert!(convert::forest(&text, genres()[..3].to_vec()).is_err());
    assert!(convert::forest("", genres()).is_err());
}
