//! Every word that page and worker may say to each other; pure data.
//!
//! A message is a bincode-encoded [`Request`] or [`Event`] beside buffers that move by transfer.
//! Each speaks of one job; what arrives late, for a job nobody waits for any more, is dropped.

pub mod hearing;
pub mod network;

use bincode::config::{Configuration, Fixint, LittleEndian};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::engine::Error;
use crate::engine::analysis::{Analysis, Neighbour, Order, PackName, Ranking, Stage};
use crate::engine::header::Header;
use crate::engine::reason::Reason;
use crate::engine::recommend::Terms;
use crate::engine::survey::Survey;

/// A number the page gives to each dropped file.
pub type Job = u32;

/// Which build speaks. Page and worker of different builds must not talk: their formats may differ.
pub const BUILD: &str = match option_env!("SEGUE_BUILD") {
    Some(build) => build,
    None => env!("CARGO_PKG_VERSION"),
};

/// What a worker says first tells of which build it is.
pub trait Greeting {
    /// [`BUILD`] of the worker, if this is its first word.
    fn build(&self) -> Option<&str>;
}

impl Greeting for Event {
    fn build(&self) -> Option<&str> {
        if let Self::Ready { build } = self { Some(build) } else { None }
    }
}

/// The page speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Read the list of packs, and fetch, check and keep the first beside the page that names genres.
    Load {
        /// Address of `packs.json`, relative to the page.
        listing: String,
    },
    /// Fetch, check and keep another pack of the list: somebody wants its songs.
    Open {
        /// As listed.
        pack: String,
    },
    /// Fetch a file that came with the page.
    Bring {
        /// For this job.
        job: Job,
        /// Address, relative to the page.
        address: String,
    },
    /// Name the genre and find the neighbours of the song whose [`Description`](crate::engine::segment::Description) comes
    /// along.
    Answer {
        /// For this job.
        job: Job,
        /// File name, without folders.
        name: String,
        /// As probed; sample rate and channels as decoded.
        header: Header,
        /// Its length.
        seconds: f64,
        /// The pack to take neighbours from; if it is not open, or none is named, the one that names genres.
        catalogue: Option<String>,
        /// How neighbours are chosen.
        terms: Terms,
    },
    /// Find neighbours elsewhere for a song analysed before, whose [`Description`](crate::engine::segment::Description)
    /// comes along; where a network has listened, its revision, the numbers of the patches (u32) and their embeddings
    /// (f32), too.
    Compare {
        /// For this job.
        job: Job,
        /// File name, without folders.
        name: String,
        /// As when it was analysed.
        header: Header,
        /// What to find; the pack to take neighbours from is open.
        wish: Wish,
    },
    /// Count a catalogue along its first components.
    Survey {
        /// The pack; it is open.
        catalogue: String,
    },
    /// Find the way through a catalogue of a song analysed before, whose
    /// [`Description`](crate::engine::segment::Description) comes along.
    Chart {
        /// For this job.
        job: Job,
        /// The pack; it is open.
        catalogue: String,
    },
    /// Tell why a song of a catalogue is near one analysed before, whose description comes along as for
    /// [`Request::Compare`].
    Explain {
        /// For this job.
        job: Job,
        /// Which song, of which catalogue; that is open.
        why: Why,
    },
    /// Look at a whole catalogue.
    Overlook {
        /// It is open.
        catalogue: String,
    },
    /// Fetch what a pack's makers report of it.
    Report {
        /// It is open.
        pack: String,
    },
    /// Find the neighbours of one of a catalogue's own songs.
    Around {
        /// It is open.
        catalogue: String,
        /// The song's position in it.
        position: u32,
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
    /// The list of packs was read.
    Listed {
        /// In its order.
        packs: Vec<Offer>,
    },
    /// The pack that names genres can be asked; it is a catalogue, too.
    Loaded {
        /// What it is and holds.
        pack: PackCard,
    },
    /// The list, or the pack that names genres, cannot be had.
    LoadFailed {
        /// Why.
        why: LoadFailure,
    },
    /// How much of a pack has come.
    Coming {
        /// As listed.
        pack: String,
        /// Bytes.
        done: u64,
        /// Bytes, as the pack's manifest announces them.
        of: u64,
    },
    /// Another pack can be asked for neighbours.
    Opened {
        /// What it is and holds.
        pack: PackCard,
    },
    /// Another pack cannot be had.
    NotOpened {
        /// As listed.
        pack: String,
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
    /// How far the answer has come. (That a song waits, is decoded or heard, others know.)
    Stage {
        /// For this job.
        job: Job,
        /// Which.
        stage: Stage,
        /// Of this stage, 0 to 1.
        done: f32,
    },
    /// The answer.
    Done {
        /// For this job.
        job: Job,
        /// The answer.
        analysis: Analysis,
    },
    /// The neighbours elsewhere.
    Compared {
        /// For this job.
        job: Job,
        /// Whose songs they are.
        catalogue: PackName,
        /// As they were asked for.
        terms: Terms,
        /// In their order.
        neighbours: Vec<Neighbour>,
    },
    /// No neighbours elsewhere.
    NotCompared {
        /// For this job.
        job: Job,
        /// What was to be found.
        wish: Wish,
        /// Why.
        error: Error,
    },
    /// No answer.
    Failed {
        /// For this job.
        job: Job,
        /// Why.
        error: Error,
    },
    /// A catalogue was counted; its [`Terrain`](crate::engine::terrain::Terrain), encoded, comes along.
    Surveyed {
        /// Which.
        catalogue: String,
    },
    /// The way of a song was found; the [`Course`](crate::engine::course::Course), encoded, comes along.
    Charted {
        /// For this job.
        job: Job,
        /// Through which catalogue.
        catalogue: String,
    },
    /// No way was found.
    NotCharted {
        /// For this job.
        job: Job,
        /// Through which catalogue.
        catalogue: String,
        /// Why.
        error: Error,
    },
    /// Why a song of a catalogue is near.
    Explained {
        /// For this job.
        job: Job,
        /// Which.
        why: Why,
        /// The answer.
        reason: Reason,
    },
    /// Nobody can say why a song of a catalogue is near.
    NotExplained {
        /// For this job.
        job: Job,
        /// Which.
        why: Why,
        /// What is wrong.
        error: Error,
    },
    /// A whole catalogue.
    Overlooked {
        /// Which.
        catalogue: String,
        /// What was seen.
        survey: Survey,
    },
    /// A catalogue could not be looked at.
    NotOverlooked {
        /// Which.
        catalogue: String,
        /// Why.
        error: Error,
    },
    /// What a pack says of itself; its report's bytes come along if it has one.
    Reported {
        /// What it says.
        facts: Facts,
    },
    /// The report of a pack cannot be had.
    NotReported {
        /// As listed.
        pack: String,
        /// Why.
        why: LoadFailure,
    },
    /// The neighbours of one of a catalogue's own songs.
    Around {
        /// Which catalogue.
        catalogue: String,
        /// The song's position in it.
        position: u32,
        /// Nearest first, or why there are none.
        neighbours: Result<Vec<Neighbour>, Error>,
    },
}

/// The question why a song of a catalogue is near.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Why {
    /// Name of its pack.
    pub catalogue: String,
    /// What found it near, or far.
    pub ranking: Ranking,
    /// Which of the two.
    pub order: Order,
    /// The catalogue's number for it.
    pub track: u32,
}

/// Which neighbours are wanted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Wish {
    /// Whose songs: the name of a pack.
    pub catalogue: String,
    /// How they are chosen.
    pub terms: Terms,
}

/// A pack that can be had, before anything of it is fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// As listed.
    pub name: String,
    /// As listed: what the catalogue is, for people.
    pub title: String,
    /// Who else's host has it; `None` if it lies beside the page.
    pub host: Option<String>,
    /// What it costs to fetch, where the list says so.
    pub bytes: Option<u64>,
}

/// What the page tells of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackCard {
    /// As in the manifest.
    pub name: String,
    /// As in the manifest: what the catalogue is, for people.
    pub title: String,
    /// Songs in the catalogue.
    pub tracks: u32,
    /// What one of them is.
    pub holds: Holds,
    /// Genres, in the order of the forest.
    pub genres: Vec<String>,
    /// Licence of the catalogue.
    pub licence: String,
    /// Credit of the catalogue, one line.
    pub credit: String,
    /// Revision of the network that has heard its songs, if one has: by that, they can be compared too.
    pub network: Option<String>,
}

/// What a pack says of itself, beside its card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Which pack, and which edition of it.
    pub pack: PackName,
    /// Where its numbers come from.
    pub provenance: String,
    /// Name of its report; empty if it has none.
    pub report: String,
    /// Each component's share of the variance, largest first.
    pub explained: Vec<f32>,
    /// So many of the components are compared.
    pub compared: u32,
    /// Mean and deviation of each column of its descriptor.
    pub standard: Vec<[f32; 2]>,
}

/// What the tracks of a catalogue are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Holds {
    /// Half a minute of a song, described as a whole.
    Clips,
    /// Songs, described segment by segment.
    Songs,
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
    /// The host sends more than the file may have.
    TooMuch {
        /// Address of the file.
        address: String,
        /// Bytes.
        limit: u64,
    },
    /// The files came and the engine refused them.
    Refused(Error),
}

/// Numbers at their full width: shorter ones would be kilobytes of code in page and workers, and nobody stores a message.
const CONFIG: Configuration<LittleEndian, Fixint> = bincode::config::standard().with_fixed_int_encoding();

/// A message as bytes.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    bincode::serde::encode_to_vec(message, CONFIG).expect("plain values of known length always encode")
}

/// The message these bytes are; `None` if another build wrote them.
#[must_use]
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (message, read) = bincode::serde::decode_from_slice(bytes, CONFIG).ok()?;
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
