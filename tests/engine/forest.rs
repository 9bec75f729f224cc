//! Trees against a walk that follows the columns as they are written, and columns that lie.

use ndarray::{Array2, ArrayView1};
use segue::engine::Error;
use segue::engine::forest::{Forest, ForestColumns, TreeColumns};
use serde_json::{Value, json};

use crate::support::small_pack::{Numbers, tree};
use crate::support::test;

/// f64 against f64 with one rounding to f32 at the end.
const TOLERANCE: f64 = 1e-7;
const INPUTS: usize = 5;

/// Changes a forest's JSON.
type Lie = fn(&mut Value);

fn genres() -> Vec<String> {
    ["a", "b", "c"].map(str::to_owned).to_vec()
}

fn columns(rounds: usize) -> ForestColumns {
    let mut numbers = Numbers::new(3);
    let trees = (0..rounds * 3).map(|number| tree(&mut numbers, 1 + number % 9, INPUTS)).collect();
    ForestColumns::new(genres(), INPUTS as u32, trees)
}

/// Trees of up to a hundred leaves, each split put where a leaf drawn by lot was, as LightGBM grows them.
fn bushes(count: usize) -> ForestColumns {
    let mut numbers = Numbers::new(5);
    let trees = (0..count).map(|number| bush(&mut numbers, 2 + 7 * (number % 15))).collect();
    ForestColumns::new(genres(), INPUTS as u32, trees)
}

fn bush(numbers: &mut Numbers, leaves: usize) -> TreeColumns {
    let mut tree = TreeColumns {
        split_feature: (1..leaves).map(|_| numbers.below(INPUTS as u32)).collect(),
        threshold: numbers.many(leaves - 1),
        left: vec![0; leaves - 1],
        right: vec![0; leaves - 1],
        leaf_value: numbers.many(leaves),
    };
    // Places that still want a child: a split, and whether on its right.
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (split, number) in (0..leaves - 1).zip(0..) {
        if split > 0 {
            let (parent, right) = open.swap_remove(numbers.below(open.len() as u32) as usize);
            let side = if right { &mut tree.right } else { &mut tree.left };
            side[parent] = number;
        }
        open.extend([(split, false), (split, true)]);
    }
    for (leaf, (parent, right)) in (0..).zip(open) {
        let side = if right { &mut tree.right } else { &mut tree.left };
        side[parent] = -1 - leaf;
    }
    tree
}

fn parse(columns: &ForestColumns) -> Result<Forest, Error> {
    Forest::parse("forest.json", &columns.encode().unwrap())
}

fn rows(count: usize) -> Array2<f32> {
    Array2::from_shape_vec((count, INPUTS), Numbers::new(11).many(count * INPUTS)).unwrap()
}

/// Recursive, straight from the columns.
fn naive(tree: &TreeColumns, at: i32, row: ArrayView1<'_, f32>) -> f64 {
    if at < 0 {
        return f64::from(tree.leaf_value[(-1 - at) as usize]);
    }
    let node = at as usize;
    let left = row[tree.split_feature[node] as usize] <= tree.threshold[node];
    naive(tree, if left { tree.left[node] } else { tree.right[node] }, row)
}

fn naive_probabilities(columns: &ForestColumns, row: ArrayView1<'_, f32>) -> Vec<f64> {
    let mut scores = vec![0.0; columns.genres.len()];
    for (number, tree) in columns.trees.iter().enumerate() {
        scores[number % columns.genres.len()] += naive(tree, 0, row);
    }
    let total: f64 = scores.iter().map(|score| score.exp()).sum();
    scores.iter().map(|score| score.exp() / total).collect()
}

#[test]
fn probabilities_are_the_naive_ones() {
    for columns in [columns(20), bushes(60)] {
        are_the_naive_ones(&columns);
    }
}

fn are_the_naive_ones(columns: &ForestColumns) {
    let rows = rows(200);
    let found = parse(columns).unwrap().predict(rows.view()).unwrap().0;
    assert_eq!(found.dim(), (200, 3));
    for (row, found) in rows.rows().into_iter().zip(found.rows()) {
        let expected = naive_probabilities(columns, row);
        for (&found, expected) in found.iter().zip(&expected) {
            assert!((f64::from(found) - expected).abs() < TOLERANCE, "{found} where {expected} belongs");
        }
        assert!((found.sum() - 1.0).abs() < 1e-6);
    }
}

#[test]
fn the_threshold_itself_goes_left() {
    let tree = |leaf_value: Vec<f32>| TreeColumns {
        split_feature: vec![0],
        threshold: vec![0.5],
        left: vec![-1],
        right: vec![-2],
        leaf_value,
    };
    let columns = ForestColumns::new(
        vec!["left".to_owned(), "right".to_owned()],
        1,
        vec![tree(vec![9.0, 0.0]), tree(vec![0.0, 9.0])],
    );
    let forest = parse(&columns).unwrap();
    let above = 0.5_f32.next_up();
    let rows = Array2::from_shape_vec((3, 1), vec![0.5, above, 0.25]).unwrap();
    let found = forest.predict(rows.view()).unwrap().0;
    assert!(found[[0, 0]] > 0.9 && found[[1, 1]] > 0.9 && found[[2, 0]] > 0.9, "{found}");
}

#[test]
fn huge_scores_are_still_probabilities() {
    let lone = |value: f32| TreeColumns {
        split_feature: vec![],
        threshold: vec![],
        left: vec![],
        right: vec![],
        leaf_value: vec![value],
    };
    let columns = ForestColumns::new(genres(), 1, vec![lone(1e30), lone(-1e30), lone(1e30)]);
    let found = parse(&columns).unwrap().predict(Array2::zeros((1, 1)).view()).unwrap().0;
    assert_eq!(found.row(0).to_vec(), [0.5, 0.0, 0.5]);
}

#[test]
fn other_shapes_and_no_numbers_are_refused() {
    let forest = parse(&columns(1)).unwrap();
    let wide = forest.predict(Array2::zeros((1, INPUTS + 1)).view()).unwrap_err();
    assert!(matches!(wide, Error::Shape { expected: INPUTS, .. }));
    let mut rows = rows(3);
    rows[[2, 4]] = f32::NAN;
    assert!(matches!(forest.predict(rows.view()), Err(Error::NotANumber { row: 2, column: 4, .. })));
}

#[test]
fn columns_that_lie_are_refused() {
    let lies: [(&str, Lie); 17] = [
        ("itself as child", |v| v["trees"][1]["left"][0] = json!(0)),
        ("a child before its parent", |v| v["trees"][8]["left"][3] = json!(1)),
        ("a node that is not there", |v| v["trees"][8]["left"][0] = json!(99)),
        ("a node with two parents", |v| v["trees"][8]["right"][0] = json!(1)),
        ("a leaf with two parents", |v| v["trees"][8]["right"][0] = json!(-2)),
        ("a leaf that is not there", |v| v["trees"][0]["right"][0] = json!(-4)),
        ("the least number", |v| v["trees"][0]["right"][0] = json!(i32::MIN)),
        ("an input that is not there", |v| v["trees"][0]["split_feature"][0] = json!(INPUTS)),
        ("an infinite threshold", |v| v["trees"][0]["threshold"][0] = json!(1e300)),
        ("an infinite leaf", |v| v["trees"][0]["leaf_value"][0] = json!(-1e300)),
        ("one leaf too many", |v| v["trees"][0]["leaf_value"].as_array_mut().unwrap().push(json!(0.0))),
        ("no leaves", |v| v["trees"][0]["leaf_value"] = json!([])),
        ("a child too few", |v| v["trees"][3]["left"] = json!([])),
        ("half a round", |v| {
            v["trees"].as_array_mut().unwrap().pop();
        }),
        ("no trees", |v| v["trees"] = json!([])),
        ("one genre", |v| v["genres"] = json!(["a"])),
        ("no inputs", |v| v["inputs"] = json!(0)),
    ];
    for (lie, change) in lies {
        let mut value: Value = serde_json::from_slice(&columns(3).encode().unwrap()).unwrap();
        change(&mut value);
        let found = Forest::parse("forest.json", &serde_json::to_vec(&value).unwrap());
        assert!(matches!(found, Err(Error::BadPack { .. })), "{lie}: {found:?}");
    }
}

/// A chain of splits, each with all that is to come on its left: the shape that takes most room.
fn chain(leaves: i32) -> ForestColumns {
    let splits = leaves - 1;
    let tree = || TreeColumns {
        split_feature: vec![0; splits as usize],
        threshold: vec![0.5; splits as usize],
        left: (1..=splits).map(|next| if next == splits { -leaves } else { next }).collect(),
        right: (0..splits).map(|leaf| -1 - leaf).collect(),
        leaf_value: vec![1.0; leaves as usize],
    };
    ForestColumns::new(genres(), 1, (0..3).map(|_| tree()).collect())
}

#[test]
fn a_tree_that_would_take_all_memory_is_refused() {
    assert!(parse(&chain(1024)).is_ok());
    assert!(matches!(parse(&chain(1025)), Err(Error::BadPack { .. })));
}

#[test]
fn another_version_is_refused_with_both_numbers() {
    let future = br#"{"format": 9, "trees": "of another kind"}"#;
    let expected = Error::VersionMismatch { file: "forest.json".to_owned(), expected: 1, found: 9 };
    assert_eq!(Forest::parse("forest.json", future), Err(expected));
}

#[test]
fn every_cut_is_refused() {
    let bytes = columns(2).encode().unwrap();
    for length in 0..bytes.len() {
        assert!(Forest::parse("forest.json", &bytes[..length]).is_err(), "cut to {length}");
    }
}

#[test]
fn every_flipped_byte_is_refused_or_harmless() {
    let (bytes, rows) = (columns(2).encode().unwrap(), rows(20));
    for at in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x15;
        if let Ok(forest) = Forest::parse("forest.json", &bytes) {
            let _ = forest.predict(rows.view()); // must come back
        }
    }
}

/// JSON writes the shortest decimals; they must lead back to the very same numbers.
#[test]
fn numbers_survive_the_text() {
    let columns = columns(30);
    let back: ForestColumns = serde_json::from_slice(&columns.encode().unwrap()).unwrap();
    assert_eq!(back, columns);
}
