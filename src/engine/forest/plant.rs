//! The columns of a tree → its clumps, or why they are no tree.

use std::mem;
use std::ops::Range;

use super::{CLUMP, Clump, MOST_LEAVES, Split, TreeColumns};

/// What a split leads to.
#[derive(Clone, Copy)]
enum Child {
    Split(usize),
    Leaf(usize),
}

/// Cuts a tree into clumps, from left to right.
pub(super) fn plant(columns: &TreeColumns, inputs: usize) -> Result<Vec<Clump>, String> {
    let children = family(columns, inputs)?;
    let below = leaves_below(&children);
    // A parent stands before its children: by its turn, a split knows where its leaves begin.
    let mut begins = vec![0; children.len()];
    let mut values = columns.leaf_value.clone();
    let mut clumps = vec![Clump::default(); values.len().div_ceil(CLUMP)];
    for (at, &[left, right]) in children.iter().enumerate() {
        let on_the_left = begins[at]..begins[at] + count(&below, left);
        for (child, place) in [(left, on_the_left.start), (right, on_the_left.end)] {
            match child {
                Child::Split(split) => begins[split] = place,
                Child::Leaf(leaf) => values[place] = columns.leaf_value[leaf],
            }
        }
        let reached = on_the_left.start / CLUMP..on_the_left.end.div_ceil(CLUMP);
        for (number, clump) in reached.clone().zip(&mut clumps[reached]) {
            let (input, threshold) = (columns.split_feature[at], columns.threshold[at]);
            clump.splits.push(Split { input, threshold, out: bits(&on_the_left, number) });
        }
    }
    for (clump, values) in clumps.iter_mut().zip(values.chunks(CLUMP)) {
        clump.values[..values.len()].copy_from_slice(values);
    }
    Ok(clumps)
}

/// The children of every split. Each split but the first and each leaf has one parent, who stands before it.
fn family(columns: &TreeColumns, inputs: usize) -> Result<Vec<[Child; 2]>, String> {
    let (splits, leaves) = (columns.split_feature.len(), columns.leaf_value.len());
    let lengths = [columns.threshold.len(), columns.left.len(), columns.right.len()];
    if lengths.iter().any(|&length| length != splits) || leaves != splits + 1 {
        return Err(format!("{splits} nodes with {lengths:?} thresholds and children, {leaves} leaves"));
    }
    if leaves > MOST_LEAVES {
        return Err(format!("{leaves} leaves, and {MOST_LEAVES} are the most"));
    }
    if columns.threshold.iter().chain(&columns.leaf_value).any(|x| !x.is_finite()) {
        return Err("a number that is none".to_owned());
    }
    if let Some(input) = columns.split_feature.iter().find(|&&input| input as usize >= inputs) {
        return Err(format!("input {input} of {inputs}"));
    }
    let (mut free_splits, mut free_leaves) = (vec![true; splits], vec![true; leaves]);
    let mut adopt = |at: usize, child: i32| {
        let (free, known) = match usize::try_from(child) {
            Ok(split) => (free_splits.get_mut(split).filter(|_| split > at), Child::Split(split)),
            Err(_) => (free_leaves.get_mut(!child as usize), Child::Leaf(!child as usize)),
        };
        let free = free.is_some_and(mem::take);
        free.then_some(known).ok_or_else(|| format!("node {at} leads to {child}"))
    };
    let pairs = columns.left.iter().zip(&columns.right).enumerate();
    pairs.map(|(at, (&left, &right))| Ok([adopt(at, left)?, adopt(at, right)?])).collect()
}

/// How many leaves each split has below it.
fn leaves_below(children: &[[Child; 2]]) -> Vec<usize> {
    let mut below = vec![0; children.len()];
    // Children stand behind their parents.
    for (at, &[left, right]) in children.iter().enumerate().rev() {
        below[at] = count(&below, left) + count(&below, right);
    }
    below
}

fn count(below: &[usize], child: Child) -> usize {
    match child {
        Child::Split(split) => below[split],
        Child::Leaf(_) => 1,
    }
}

/// Those of these leaves that are in this clump.
fn bits(leaves: &Range<usize>, clump: usize) -> u32 {
    let before = |leaf: usize| (1_u64 << leaf.saturating_sub(clump * CLUMP).min(CLUMP)) - 1;
    (before(leaves.end) & !before(leaves.start)) as u32
}
