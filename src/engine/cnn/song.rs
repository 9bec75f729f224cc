//! What was heard in each patch → the tags of the song.

use serde::{Deserialize, Serialize};

use super::sound::Sound;
use super::tags::{self, Group, TAGS};
use crate::engine::analysis::Analysis;
use crate::engine::order::{in_order, places_in_order};

/// What the network says about a song: the member `tags` of the JSON answer (docs/analysis-schema.md).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TagsOfSong {
    /// Which network: its name.
    pub network: String,
    /// First 16 hexadecimal digits of the SHA-256 of its manifest.
    pub revision: String,
    /// All tags with the song's probabilities (mean over its patches), likeliest first.
    pub song: Vec<TagProbability>,
    /// The probabilities along the song, one step per patch that was heard, in time order.
    pub timeline: Vec<TagStep>,
}

/// One tag and how likely it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TagProbability {
    /// As listeners wrote it, e.g. `female vocalists`.
    pub tag: String,
    /// What it speaks about.
    pub group: Group,
    /// 0 to 1; those of all tags do not sum to 1.
    pub probability: f32,
}

/// One patch of the song.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TagStep {
    /// Seconds from the start of the song.
    pub start: f64,
    /// Seconds from the start of the song.
    pub end: f64,
    /// In the order of [`TagsOfSong::song`].
    pub probabilities: Vec<f32>,
}

/// The answer about a song, and what the network adds to it: what page and command line write as JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tagged {
    /// The answer.
    #[serde(flatten)]
    pub analysis: Analysis,
    /// Only where the network has listened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<TagsOfSong>,
}

impl TagsOfSong {
    /// Puts together what was heard: patch numbers with their tags, in any order. All zero where nothing was.
    #[must_use]
    pub fn new(network: &str, revision: &str, heard: &[(usize, [f32; TAGS])]) -> Self {
        let heard = in_order(heard.iter().collect(), &|(a, _), (b, _)| a.cmp(b));
        let mut mean = [0.0; TAGS];
        for (_, tags) in &heard {
            mean.iter_mut().zip(tags).for_each(|(sum, &tag)| *sum += f64::from(tag));
        }
        for sum in &mut mean {
            *sum /= heard.len().max(1) as f64;
        }
        let order = places_in_order(TAGS, &|a, b| mean[b].total_cmp(&mean[a]));

        let probability = |&of: &usize| TagProbability {
            tag: tags::ALL[of].name.to_owned(),
            group: tags::ALL[of].group,
            probability: mean[of] as f32,
        };
        let step = |(patch, tags): &(usize, [f32; TAGS])| {
            let (start, end) = Sound::span(*patch);
            TagStep { start, end, probabilities: order.iter().map(|&of| tags[of]).collect() }
        };
        Self {
            network: network.to_owned(),
            revision: revision.to_owned(),
            song: order.iter().map(probability).collect(),
            timeline: heard.iter().map(|heard| step(heard)).collect(),
        }
    }
}
