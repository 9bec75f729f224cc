//! One song on its way.

use vecmap::VecMap;

use web_sys::{Blob, Url};

use crate::app::sentence::Trouble;
use crate::app::state::{Phase, Song, Wonder};
use crate::app::way::Way;
use crate::engine::header::Header;
use crate::engine::spectrogram::Spectrogram;
use crate::protocol::Job;

/// Where a song comes from.
#[derive(Clone)]
pub enum Source {
    /// From the visitor.
    File(Blob),
    /// With the page: an address relative to it.
    Address(String),
}

/// One song on its way.
pub(super) struct Part {
    pub job: Job,
    pub name: String,
    pub source: Source,
    /// What it says of itself, once read; sample rate and channels as decoded, once it is heard.
    pub header: Header,
    /// Who decodes it, once that is clear.
    pub way: Option<Way>,
    /// Bytes of decoded samples that the page and its workers hold of it.
    pub held: f64,
    /// What is drawn of it and how long it is, once it is heard.
    pub heard: Option<Drawn>,
    /// Its answer is on its way.
    pub asked: bool,
    /// Where the browser can play it.
    address: String,
    /// Where its cover is, once read.
    pub cover: Option<String>,
}

/// What is drawn of a song.
pub(super) struct Drawn {
    pub seconds: f64,
    pub peaks: Vec<[f32; 2]>,
    pub spectrogram: Spectrogram,
}

/// How the pack stands.
#[derive(Clone, PartialEq)]
pub(super) enum Standing {
    Coming,
    There,
    Missing(Trouble),
}

impl Part {
    pub fn new(job: Job, name: String, source: Source) -> Self {
        let address = match &source {
            Source::File(blob) => Url::create_object_url_with_blob(blob).unwrap_or_default(),
            Source::Address(address) => address.clone(),
        };
        Self {
            job,
            name,
            source,
            header: Header::default(),
            way: None,
            held: 0.0,
            heard: None,
            asked: false,
            address,
            cover: None,
        }
    }

    /// What the page shows of it at first.
    pub fn song(&self) -> Song {
        Song {
            job: self.job,
            name: self.name.clone(),
            sound: self.address.clone(),
            cover: None,
            header: None,
            phase: Phase::Waiting,
            compared: VecMap::new(),
            charted: VecMap::new(),
            wonder: Wonder::default(),
        }
    }

    /// Nobody will play it or see it: its addresses are given back.
    pub fn silence(&self) {
        for address in [Some(&self.address), self.cover.as_ref()].into_iter().flatten() {
            let _ = Url::revoke_object_url(address);
        }
    }
}
