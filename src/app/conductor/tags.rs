//! The network listens to the song that is laid out, in workers of its own that live as long as it takes.
//!
//! They are given the song decoded anew from its file: keeping what every song was decoded to would take 85 MB for four
//! minutes of stereo (15 MB as the network hears it, mono at 16 kHz), for tags that perhaps nobody looks at.

mod gathering;
mod session;

use std::rc::Rc;

use js_sys::{ArrayBuffer, Float32Array, Uint32Array};
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;
use yew::Callback;

use self::session::{Listener, Session};
use super::{Conductor, Part, Source};
use crate::app::bridge::{Bridge, Program, Word};
use crate::app::decode::{decode, undecodable};
use crate::app::sentence::{Trouble, about_network};
use crate::app::state::{Action, TagNews, Task};
use crate::app::way::Way;
use crate::engine::header::Header;
use crate::letter::{Letter, buffer};
use crate::protocol::network::{Event, NetworkCard, Request};
use crate::protocol::{BUILD, Job};

/// Where the network lies, relative to the page.
const FOLDER: &str = "models/musicnn";
/// From so many processors on, two workers leave the page and the player enough.
const ROOM_FOR_TWO: f64 = 4.0;

/// What it takes to have songs listened to, and who does.
#[derive(Default)]
pub(super) struct Tagger {
    /// Every song that was answered.
    recordings: Vec<Recording>,
    session: Option<Session>,
    /// Counts sessions: what belongs to an older one is too late.
    sessions: u32,
    /// Of the network.
    revision: String,
}

/// What is needed to decode a song again.
struct Recording {
    job: Job,
    name: String,
    file: Blob,
    header: Header,
    way: Way,
    /// Patches of which the page knows the tags.
    told: Vec<u32>,
    /// Patches of which the embedding is here.
    patches: Vec<u32>,
    /// Their embeddings, one after another.
    embeddings: Vec<f32>,
}

impl Recording {
    /// What was heard twice is kept once.
    fn keep(&mut self, patch: u32, embedding: Option<&ArrayBuffer>) {
        if let Some(embedding) = embedding.filter(|_| !self.patches.contains(&patch)) {
            self.patches.push(patch);
            self.embeddings.extend(Float32Array::new(embedding).to_vec());
        }
    }
}

fn recording(recordings: &mut [Recording], job: Job) -> Option<&mut Recording> {
    recordings.iter_mut().find(|recording| recording.job == job)
}

impl Tagger {
    /// What the network heard of this song, to be sent along behind its description.
    pub fn impression(&mut self, job: Job) -> Vec<ArrayBuffer> {
        let Some(Recording { patches, embeddings, .. }) = recording(&mut self.recordings, job) else {
            return Vec::new();
        };
        let numbers = Float32Array::from(embeddings.as_slice()).buffer();
        vec![buffer(self.revision.as_bytes()), Uint32Array::from(patches.as_slice()).buffer(), numbers]
    }

    /// The session of this number, unless it is over.
    fn session(&mut self, number: u32) -> Option<&mut Session> {
        self.session.as_mut().filter(|session| session.number == number)
    }

    /// This song is answered: what it takes to listen to it is kept.
    pub fn record(&mut self, part: &Part) {
        if let Source::File(file) = &part.source {
            let recording = Recording {
                job: part.job,
                name: part.name.clone(),
                file: file.clone(),
                header: part.header.clone(),
                way: part.way.unwrap_or(Way::Browser),
                told: Vec::new(),
                patches: Vec::new(),
                embeddings: Vec::new(),
            };
            self.recordings.push(recording);
        }
    }

    fn listener(&mut self, number: u32, place: usize) -> Option<&mut Listener> {
        self.session(number)?.listeners.get_mut(place)
    }

    /// Keeps the session of this song, if there is one, and says so.
    fn goes_on(&mut self, task: Task) -> bool {
        let (Task::Hold(job) | Task::Listen(job)) = task else { return false };
        let Some(session) = self.session.as_mut().filter(|session| session.job == job) else { return false };
        session.held = task == Task::Hold(job);
        session.hand_out();
        true
    }
}

impl Conductor {
    /// The page says what the network is to do.
    pub fn attend(&self, task: Task) {
        let mut score = self.0.borrow_mut();
        if score.tagger.goes_on(task) {
            return;
        }
        score.tagger.session = None;
        drop(score);
        if let Task::Listen(job) = task {
            self.begin(job);
        }
    }

    /// Starts the first worker, which fetches the network while the browser decodes the song.
    fn begin(&self, job: Job) {
        let mut score = self.0.borrow_mut();
        let Some(recording) = recording(&mut score.tagger.recordings, job) else { return };
        let (name, file, header, way) =
            (recording.name.clone(), recording.file.clone(), recording.header.clone(), recording.way);
        score.tagger.sessions += 1;
        let number = score.tagger.sessions;
        score.tagger.session = Some(Session::new(job, number));
        drop(score);
        self.engage_network(number);
        match way {
            Way::Browser => spawn_local(self.clone().decode_again(number, file, header)),
            Way::Program => self.gather(number, name, file),
        }
    }

    /// One more worker.
    fn engage_network(&self, number: u32) {
        let weak = Rc::downgrade(&self.0);
        let mut score = self.0.borrow_mut();
        let Some(session) = score.tagger.session(number) else { return };
        let place = session.listeners.len();
        let hear = Callback::from(move |word| {
            if let Some(score) = weak.upgrade() {
                Self(score).overhear(number, place, word);
            }
        });
        let mut bridge = Bridge::new(Program::Network, hear);
        let up = bridge.start_with(Request::Open { folder: FOLDER.to_owned() });
        session.listeners.push(Listener::new(bridge));
        drop(score);
        if !up {
            self.give_up(number, &Trouble::WorkerMissing);
        }
    }

    async fn decode_again(self, number: u32, file: Blob, header: Header) {
        let decoded = async {
            let sound = decode(&file, &header).await?;
            let channels = sound.channels(&(0..sound.length())).await.ok_or_else(|| undecodable(&header))?;
            Ok((sound.sample_rate, channels))
        };
        let (sample_rate, channels) = match decoded.await {
            Ok(sound) => sound,
            Err(trouble) => return self.give_up(number, &trouble),
        };
        let mut score = self.0.borrow_mut();
        let Some(session) = score.tagger.session(number) else { return };
        let request = Request::Resample { job: session.job, sample_rate };
        if let Some(listener) = session.listeners.first_mut() {
            listener.bridge.send(request, channels);
        }
    }

    fn overhear(&self, number: u32, place: usize, word: Word<Event>) {
        match word {
            Word::Ready => {
                if let Some(listener) = self.0.borrow_mut().tagger.listener(number, place) {
                    listener.bridge.open();
                }
            }
            Word::Stale { found } => {
                self.give_up(number, &Trouble::WorkerStale { expected: BUILD.to_owned(), found });
            }
            Word::Died => {
                let began = self
                    .0
                    .borrow_mut()
                    .tagger
                    .listener(number, place)
                    .is_some_and(|listener| listener.bridge.is_open());
                self.give_up(number, if began { &Trouble::WorkerDied } else { &Trouble::WorkerMissing });
            }
            Word::Said(Letter { message, buffers, .. }) => match message {
                Event::Opened { network } => self.opened_network(number, place, network),
                Event::NotOpened { why } => self.give_up(number, &Trouble::Fetch(why)),
                Event::Resampled { stride, order, .. } => self.measured(number, stride, &order, &buffers),
                Event::Heard { patch, .. } => self.heard(number, place, patch, &buffers),
                Event::Failed { error, .. } => self.give_up(number, &Trouble::Engine(error)),
                Event::Ready { .. } => {} // the bridge has heard it already
            },
        }
    }

    fn opened_network(&self, number: u32, place: usize, network: NetworkCard) {
        self.0.borrow_mut().tagger.revision.clone_from(&network.revision);
        self.tell(Action::Tags(TagNews::Opened(network)));
        let mut score = self.0.borrow_mut();
        if let Some(session) = score.tagger.session(number) {
            session.open(place);
            session.hand_out();
        }
    }

    fn measured(&self, number: u32, stride: u32, order: &[u32], buffers: &[ArrayBuffer]) {
        let several = gloo::utils::window().navigator().hardware_concurrency() >= ROOM_FOR_TWO;
        if several && order.len() > 1 {
            self.engage_network(number);
        }
        let mut score = self.0.borrow_mut();
        let Tagger { session, recordings, .. } = &mut score.tagger;
        let Some(session) = session.as_mut().filter(|session| session.number == number) else { return };
        let Some(sound) = buffers.first() else { return };
        let job = session.job;
        session.take(
            sound,
            stride,
            order,
            recording(recordings, job).map_or(&[], |recording| &recording.told),
        );
        session.hand_out();
        drop(score);
        self.tell(Action::Tags(TagNews::Measured(job, order.len())));
    }

    fn heard(&self, number: u32, place: usize, patch: u32, buffers: &[ArrayBuffer]) {
        let tags = buffers.first().map(|buffer| Float32Array::new(buffer).to_vec());
        let Some(tags) = tags.and_then(|tags| tags.try_into().ok()) else { return };
        let mut score = self.0.borrow_mut();
        let Tagger { session, recordings, .. } = &mut score.tagger;
        let Some(session) = session.as_mut().filter(|session| session.number == number) else { return };
        session.hear(place, (patch as usize, tags));
        session.hand_out();
        let (job, news) = (session.job, session.news());
        if let Some(recording) = recording(recordings, job) {
            recording.keep(patch, buffers.get(1));
            recording.told.extend(news.iter().flatten().map(|(patch, _)| *patch as u32));
        }
        drop(score);
        if let Some(news) = news {
            self.tell(Action::Tags(TagNews::Heard(job, news)));
        }
    }

    /// The song stays without the rest of its tags.
    fn give_up(&self, number: u32, trouble: &Trouble) {
        let mut score = self.0.borrow_mut();
        let Some(job) = score.tagger.session(number).map(|session| session.job) else { return };
        score.tagger.session = None;
        drop(score);
        self.tell(Action::Tags(TagNews::Failed(job, about_network(trouble))));
    }
}
