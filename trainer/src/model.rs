//! What `fit` and `fit-table` share: who is asked, axes, trees, and how good the answers are.

#[cfg(test)]
mod agreement;
pub mod folds;
pub mod components;
pub mod boost;
mod convert;
pub mod shipped;
pub mod score;
