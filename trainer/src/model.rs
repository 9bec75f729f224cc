//! What `fit`, `fit-table` and `index` share: who is asked, axes, trees, codes, and how good the answers are.

#[cfg(test)]
mod agreement;
pub mod folds;
mod moments;
pub mod components;
pub mod axes;
pub mod boost;
mod levels;
mod convert;
pub mod shipped;
pub mod score;
pub mod quantise;
pub mod retrieval;
