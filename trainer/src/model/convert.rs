//! LightGBM's text → the columns of `forest.json`.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use segue::engine::forest::{ForestColumns, TreeColumns};

/// Bits of LightGBM's `decision_type`.
const CATEGORICAL: u32 = 1;
const MISSING: u32 = 0b1100;
const MISSING_IS_ZERO: u32 = 0b0100;

/// Reads the trees of a multi-class model. What the engine would decide differently is refused.
pub fn forest(text: &str, genres: Vec<String>) -> Result<ForestColumns> {
    let mut blocks = text.split("\nTree=");
    let head = members(blocks.next().context("an empty model")?);
    let number = |name: &str| -> Result<usize> {
        let value = head.get(name).with_context(|| format!("the model has no `{name}`"))?;
        value.parse().with_context(|| format!("`{name}` is {value:?}"))
    };
    ensure!(!text.contains("\naverage_output"), "averaged trees are not what the engine sums");
    ensure!(number("num_class")? == genres.len(), "the model has other genres");
    ensure!(
        number("num_tree_per_iteration")? == genres.len(),
        "the model has not one tree per genre and round"
    );
    let inputs = number("max_feature_idx")? + 1;
    let trees = blocks
        .enumerate()
        .map(|(at, block)| {
            let block = block.split("\nend of trees").next().unwrap_or(block);
            tree(&members(block)).with_context(|| format!("tree {at}"))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(ForestColumns::new(genres, u32::try_from(inputs)?, trees))
}

/// The largest f32 that is not above: for every f32 x, `x <= t` decides the same with either.
pub fn not_above(t: f64) -> f32 {
    let nearest = t as f32;
    if f64::from(nearest) > t { nearest.next_down() } else { nearest }
}

fn tree(members: &BTreeMap<&str, &str>) -> Result<TreeColumns> {
    ensure!(members.get("num_cat") == Some(&"0"), "categorical splits");
    ensure!(members.get("is_linear").is_none_or(|linear| *linear == "0"), "linear leaves");
    for decision in numbers::<u32>(members, "decision_type")? {
        ensure!(decision & CATEGORICAL == 0, "a categorical split");
        ensure!(decision & MISSING != MISSING_IS_ZERO, "zeros treated as missing");
    }
    Ok(TreeColumns {
        split_feature: numbers(members, "split_feature")?,
        threshold: numbers::<f64>(members, "threshold")?.into_iter().map(not_above).collect(),
        left: numbers(members, "left_child")?,
        right: numbers(members, "right_child")?,
        leaf_value: numbers::<f64>(members, "leaf_value")?.into_iter().map(|value| value as f32).collect(),
    })
}

/// `name=value` lines.
fn members(block: &str) -> BTreeMap<&str, &str> {
    block.lines().filter_map(|line| line.split_once('=')).collect()
}

/// Numbers separated by spaces; a member that is absent or empty (a tree of one leaf) has none.
fn numbers<T: std::str::FromStr>(members: &BTreeMap<&str, &str>, name: &str) -> Result<Vec<T>>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let words = members.get(name).copied().unwrap_or_default().split_whitespace();
    words.map(|word| word.parse().with_context(|| format!("{word:?} in `{name}`"))).collect()
}
