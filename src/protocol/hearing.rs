//! Every word that the page and those who hear songs for it may say to each other; pure data.
//!
//! Two programs hear: the listener, what the browser has decoded; the decoder, files. Each hears one song at a time.

use serde::{Deserialize, Serialize};

use super::{Greeting, Job};
use crate::engine::Error;
use crate::engine::header::Header;
use crate::engine::share::Share;

/// The page speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// To the listener: read the header and tags of the file that comes along.
    Probe {
        /// For this job.
        job: Job,
        /// File name, without folders.
        name: String,
    },
    /// To the listener: listen to the channels that come along, one buffer of f32 samples each. They are the first share of the song;
    /// others hear the rest.
    Hear {
        /// For this job.
        job: Job,
        /// Hz.
        sample_rate: u32,
        /// Which part of the song they are.
        share: Share,
        /// How many others there are.
        others: usize,
    },
    /// To a listener who helps: listen to another share, and say what is heard of it.
    Overhear {
        /// For this job.
        job: Job,
        /// Hz.
        sample_rate: u32,
        /// Which part of the song the channels are that come along, as with [`Request::Hear`].
        share: Share,
        /// Which of the others this is, counted from 0.
        place: usize,
    },
    /// To the listener: what another has heard, as it came with [`Event::Overheard`].
    Join(Part),
    /// To the decoder: decode the file that comes along, and listen meanwhile.
    Stream {
        /// For this job.
        job: Job,
        /// File name, without folders.
        name: String,
        /// How long it says that it is.
        seconds: Option<f64>,
    },
    /// To the decoder: decode the file that comes along, and gather what the network is to hear.
    Gather {
        /// For this job.
        job: Job,
        /// File name, without folders.
        name: String,
    },
}

/// What another heard of its share; its numbers come along ([`Overheard`](crate::engine::ear::Overheard)).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// For this job.
    pub job: Job,
    /// Which of the others.
    pub place: usize,
    /// How many frames there are, and how far they reach.
    pub lengths: [usize; 2],
    /// Nobody could hear any of it.
    pub silent: bool,
}

/// The worker speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The first word: the worker listens from now on.
    Ready {
        /// [`super::BUILD`] of the worker.
        build: String,
    },
    /// What the file says of itself; the cover's bytes come along if it has one.
    Probed {
        /// For this job.
        job: Job,
        /// What the file says of itself.
        header: Header,
        /// Media type of the cover.
        cover: Option<String>,
    },
    /// How much of the song is heard.
    Progress {
        /// For this job.
        job: Job,
        /// 0 to 1.
        done: f32,
    },
    /// A share of the song is heard by one who helps.
    Overheard(Part),
    /// The song is heard. What is kept of it comes along: the waveform's peaks (lowest, highest pairs of f32), the bytes of its
    /// [`Spectrogram`](crate::engine::spectrogram::Spectrogram), and its
    /// [`Description`](crate::engine::segment::Description), encoded.
    Heard {
        /// For this job.
        job: Job,
        /// Its length.
        seconds: f64,
        /// Hz, as decoded.
        sample_rate: u32,
        /// As decoded.
        channels: u16,
    },
    /// What the network is to hear comes along, as with [`super::network::Event::Resampled`].
    Gathered {
        /// For this job.
        job: Job,
        /// Patches from one that is to be listened to to the next.
        stride: u32,
        /// All of those patches; who stops early has heard all of the song a little.
        order: Vec<u32>,
    },
    /// The browser cannot read the file.
    Unreadable {
        /// For this job.
        job: Job,
    },
    /// It cannot be heard.
    Failed {
        /// For this job.
        job: Job,
        /// Why.
        error: Error,
    },
}

impl Greeting for Event {
    fn build(&self) -> Option<&str> {
        if let Self::Ready { build } = self { Some(build) } else { None }
    }
}
