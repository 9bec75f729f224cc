//! Who else listens to a long song: where it is the only one and processors are free, each hears a share of it.

use std::rc::Rc;

use js_sys::ArrayBuffer;
use yew::Callback;

use super::Conductor;
use crate::app::bridge::{Bridge, Program, Word};
use crate::app::decode::Sound;
use crate::app::sentence::Trouble;
use crate::engine::share::Share;
use crate::letter::Letter;
use crate::protocol::hearing::{Event, Part, Request};
use crate::protocol::{BUILD, Job};

/// Listeners to a song, at most: each takes some memory. More were not measured.
const MOST: usize = 4;

/// Who helps to listen to a song.
#[derive(Default)]
pub(super) struct Chorus {
    job: Option<Job>,
    voices: Vec<Bridge<Request, Event>>,
}

impl Chorus {
    /// This song needs no help any more.
    pub fn leave(&mut self, job: Job) {
        if self.job == Some(job) {
            *self = Self::default();
        }
    }

    /// Those that listen to what they are asked, if it is about this song.
    fn ready(&mut self, job: Job) -> impl Iterator<Item = &mut Bridge<Request, Event>> {
        let own = self.job == Some(job);
        self.voices.iter_mut().filter(move |voice| own && voice.is_open())
    }
}

impl Conductor {
    /// While the browser decodes a song of so many seconds, those get ready who will help to hear it.
    pub(super) fn call_chorus(&self, job: Job, seconds: f64) {
        let mut score = self.0.borrow_mut();
        let led = score.lanes.iter().filter(|lane| lane.part.is_some()).count();
        if led > 1 || !score.queue.is_empty() {
            return;
        }
        let processors = gloo::utils::window().navigator().hardware_concurrency() as usize;
        let wanted = Share::worth(seconds).min(processors).min(MOST);
        score.chorus = Chorus { job: Some(job), voices: Vec::new() };
        for place in 1..wanted {
            let weak = Rc::downgrade(&self.0);
            let hear = Callback::from(move |word| {
                if let Some(score) = weak.upgrade() {
                    Self(score).overhear_voice(job, place - 1, word);
                }
            });
            let mut voice = Bridge::new(Program::Listener, hear);
            voice.start();
            score.chorus.voices.push(voice);
        }
    }

    /// Gives everybody who is there a share of the song; `None` where there is no memory for it.
    pub(super) async fn share_out(&self, job: Job, sound: &Sound) -> Option<()> {
        let listeners = 1 + self.0.borrow_mut().chorus.ready(job).count();
        let sample_rate = sound.sample_rate;
        let shares = Share::among(listeners, sound.length(), sample_rate);
        let others = shares.len() - 1;
        for (number, share) in shares.into_iter().enumerate() {
            let channels = sound.channels(&share.samples()).await?;
            match number.checked_sub(1) {
                None => {
                    self.ask(
                        job,
                        Program::Listener,
                        Request::Hear { job, sample_rate, share, others },
                        channels,
                    );
                }
                Some(place) => {
                    if let Some(voice) = self.0.borrow_mut().chorus.ready(job).nth(place) {
                        voice.send(Request::Overhear { job, sample_rate, share, place }, channels);
                    }
                }
            }
        }
        Some(())
    }

    fn overhear_voice(&self, job: Job, place: usize, word: Word<Event>) {
        if self.0.borrow().chorus.job != Some(job) {
            return;
        }
        match word {
            Word::Ready => {
                if let Some(voice) = self.0.borrow_mut().chorus.voices.get_mut(place) {
                    voice.open();
                }
            }
            Word::Stale { found } => self.missing(Trouble::WorkerStale { expected: BUILD.to_owned(), found }),
            Word::Died => self.lose_voice(job, place),
            Word::Said(Letter { message: Event::Overheard(part), buffers, .. }) => self.join(part, buffers),
            Word::Said(Letter { message: Event::Failed { error, .. }, .. }) => self.unheard(job, error),
            Word::Said(_) => {} // it is asked for nothing else
        }
    }

    /// One who never listened is not missed; with another, a share of the song is gone.
    fn lose_voice(&self, job: Job, place: usize) {
        let began = self.0.borrow().chorus.voices.get(place).is_some_and(Bridge::is_open);
        if began {
            self.refuse(job, &Trouble::WorkerDied);
        }
    }

    /// The one who hears the first share waits for what the others have heard.
    fn join(&self, part: Part, numbers: Vec<ArrayBuffer>) {
        self.ask(part.job, Program::Listener, Request::Join(part), numbers);
    }
}
