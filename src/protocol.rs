//! Every word that page and worker may say to each other; pure data.
//!
//! A message is a bincode-encoded [`Request`] or [`Event`] beside buffers that move by transfer.
//! Each speaks of one job; what arrives late, for a job nobody waits for any more, is dropped.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::engine::Error;
use crate::engine::analysis::{Analysis, Stage};
use crate::engine::header::Header;

/// A number the page gives to each dropped file.
pub type Job = u32;

/// Which build speaks. Page and worker of different builds must not talk: their formats may differ.
pub const BUILD: &str = match option_env!("SEGUE_BUILD") {
    Some(build) => build,
    None => env!("CARGO_PKG_VERSION"),
};

/// The page speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Fetch and check the first pack that is listed there, and keep it.
    Load {
        /// Address of `packs.json`, relative to the page.
        listing: String,
    },
    /// Read the header and tags of the file whose bytes come along.
    Probe {
        /// For this job.
        job: Job,
        /// File name, without folders.
        name: String,
    },
    /// Fetch a file that came with the page.
    Bring {
        /// For this job.
        job: Job,
        /// Address, relative to the page.
        address: String,
    },
    /// Analyse the channels that come along, one buffer of f32 samples each.
    Analyze {
        /// For this job.
        job: Job,
        /// File name, without folders.
        name: String,
        /// As probed before; sample rate and channels as decoded.
        header: Header,
    },
}

/// The worker speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The first word: the worker listens from now on.
    Ready {
        /// [`BUILD`] of the worker.
        build: String,
    },
    /// The pack can be asked.
    Loaded {
        /// What it is and holds.
        pack: PackCard,
    },
    /// The pack cannot be had.
    LoadFailed {
        /// Why.
        why: LoadFailure,
    },
    /// The file that was to be brought comes along.
    Brought {
        /// For this job.
        job: Job,
    },
    /// The file that was to be brought cannot be had.
    NotBrought {
        /// For this job.
        job: Job,
        /// Why.
        why: LoadFailure,
    },
    /// What the file says of itself; its bytes come back, and the cover's after them if it has one.
    Probed {
        /// For this job.
        job: Job,
        /// What the file says of itself.
        header: Header,
        /// Media type of the cover.
        cover: Option<String>,
    },
    /// How far the job has come. (That it waits or is being decoded, the page knows itself.)
    Stage {
        /// For this job.
        job: Job,
        /// Which.
        stage: Stage,
        /// Of this stage, 0 to 1.
        done: f32,
    },
    /// The answer; the waveform's peaks (min, max pairs of f32) come along, then the analysis as JSON.
    Done {
        /// For this job.
        job: Job,
        /// The answer.
        analysis: Analysis,
    },
    /// No answer.
    Failed {
        /// For this job.
        job: Job,
        /// Why.
        error: Error,
    },
}

/// What the page tells of a pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackCard {
    /// As in the manifest.
    pub name: String,
    /// As in the manifest: what the catalogue is, for people.
    pub title: String,
    /// Songs in the catalogue.
    pub tracks: u32,
    /// Genres, in the order of the forest.
    pub genres: Vec<String>,
    /// Licence and credit of the catalogue, one line.
    pub credit: String,
}

/// Why a pack could not be loaded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LoadFailure {
    /// The host did not answer.
    Unreachable {
        /// Address of the file.
        address: String,
    },
    /// The host answered, but not with the file.
    Status {
        /// Address of the file.
        address: String,
        /// HTTP status.
        status: u16,
    },
    /// The files came and the engine refused them.
    Refused(Error),
}

/// A message as bytes.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    bincode::serde::encode_to_vec(message, bincode::config::standard())
        .expect("plain values of known length always encode")
}

/// The message these bytes are; `None` if another build wrote them.
#[must_use]
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (message, read) = bincode::serde::decode_from_slice(bytes, bincode::config::standard()).ok()?;
    (read == bytes.len()).then_some(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_survives_the_way() {
        let event = Event::Failed { job: 7, error: Error::Malformed("no end".into()) };
        assert_eq!(decode(&encode(&event)), Some(event));
    }

    #[test]
    fn strange_bytes_are_no_message() {
        let mut bytes = encode(&Event::Brought { job: 1 });
        bytes.push(0);
        assert_eq!(decode::<Event>(&bytes), None);
        assert_eq!(decode::<Event>(&[255; 3]), None);
        assert_eq!(decode::<Event>(&[]), None);
    }
}
