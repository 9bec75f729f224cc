//! Every word that the page and the workers of the network may say to each other; pure data.
//!
//! One such worker, or several, listen to one song; the page hands out its patches.

use serde::{Deserialize, Serialize};

use super::{Greeting, Job, LoadFailure};
use crate::engine::Error;

/// The page speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Fetch and check the network in this folder.
    Open {
        /// Address, relative to the page.
        folder: String,
    },
    /// Bring the channels that come along, one buffer of f32 samples each, to mono at the network's rate.
    Resample {
        /// For this job.
        job: Job,
        /// Hz, of the channels.
        sample_rate: u32,
    },
    /// Keep the resampled sound that comes along, and no other.
    Take {
        /// For this job.
        job: Job,
        /// As it was resampled.
        stride: u32,
    },
    /// Listen to a patch of the sound that was taken, with the network that was opened.
    Listen {
        /// For this job.
        job: Job,
        /// Its number.
        patch: u32,
    },
}

/// The worker speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The first word: the worker listens from now on.
    Ready {
        /// [`super::BUILD`] of the worker.
        build: String,
    },
    /// The network is at hand.
    Opened {
        /// Who it is.
        network: NetworkCard,
    },
    /// The network cannot be had.
    NotOpened {
        /// Why.
        why: LoadFailure,
    },
    /// The sound, to be taken, comes along: the samples of each patch that is to be listened to, as f32.
    Resampled {
        /// For this job.
        job: Job,
        /// Patches from one that is to be listened to to the next.
        stride: u32,
        /// All its patches; who stops early has heard all of the song a little.
        order: Vec<u32>,
    },
    /// The probabilities of all tags, f32 in the order of [`crate::engine::cnn::tags::ALL`], come along, and the embedding.
    Heard {
        /// For this job.
        job: Job,
        /// Of this patch.
        patch: u32,
    },
    /// No tags.
    Failed {
        /// For this job.
        job: Job,
        /// Why.
        error: Error,
    },
}

/// What the page tells of a network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkCard {
    /// As in its manifest.
    pub name: String,
    /// First 16 hexadecimal digits of the SHA-256 of its manifest.
    pub revision: String,
    /// Whom to thank and what to cite, one line.
    pub credit: String,
}

impl Greeting for Event {
    fn build(&self) -> Option<&str> {
        if let Self::Ready { build } = self { Some(build) } else { None }
    }
}
