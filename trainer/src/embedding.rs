//! By what tracks are told apart, or found.

use serde::Serialize;

/// What is taken of a feature set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Embedding {
    /// The mel statistics of the segments.
    Mel,
    /// What a network heard of the patches; `extract --network` asks it.
    Cnn,
}
