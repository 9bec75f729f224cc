//! One song with those who listen to it.

use std::vec::IntoIter;

use js_sys::ArrayBuffer;

use crate::app::bridge::Bridge;
use crate::engine::cnn::tags::TAGS;
use crate::protocol::network::{Event, Request};
use crate::protocol::{Job, hearing};

/// Patches that a worker has at hand, so that it never waits for the page.
const AT_HAND: usize = 2;
/// The page is drawn anew about so many times on the way.
const DRAWINGS: usize = 24;

/// A patch and its tags.
pub type Heard = (usize, [f32; TAGS]);

/// Dropping it ends its workers.
pub struct Session {
    pub job: Job,
    pub number: u32,
    pub listeners: Vec<Listener>,
    /// Who decodes the song, where the browser does not.
    pub decoder: Option<Bridge<hearing::Request, hearing::Event>>,
    /// No patches are handed out.
    pub held: bool,
    /// Patches of the song; 0 before it was resampled.
    of: usize,
    left: IntoIter<u32>,
    /// Heard, and not told yet.
    fresh: Vec<Heard>,
}

/// One worker.
pub struct Listener {
    pub bridge: Bridge<Request, Event>,
    /// It has the network.
    opened: bool,
    /// It has the sound.
    taken: bool,
    at_hand: usize,
}

impl Listener {
    pub fn new(bridge: Bridge<Request, Event>) -> Self {
        Self { bridge, opened: false, taken: false, at_hand: 0 }
    }
}

impl Session {
    pub fn new(job: Job, number: u32) -> Self {
        Self {
            job,
            number,
            listeners: Vec::new(),
            decoder: None,
            held: false,
            of: 0,
            left: Vec::new().into_iter(),
            fresh: Vec::new(),
        }
    }

    /// The sound is ready: every worker gets it. What was told before is not listened to again.
    pub fn take(&mut self, sound: &ArrayBuffer, stride: u32, order: &[u32], told: &[u32]) {
        let job = self.job;
        let last = self.listeners.len().saturating_sub(1);
        for (place, listener) in self.listeners.iter_mut().enumerate() {
            // What is sent is gone: all but the last get a copy, and none stays here.
            let sound = if place == last { sound.clone() } else { sound.slice(0) };
            listener.bridge.send(Request::Take { job, stride }, vec![sound]);
            listener.taken = true;
        }
        self.of = order.len();
        let left: Vec<u32> = order.iter().copied().filter(|patch| !told.contains(patch)).collect();
        self.left = left.into_iter();
    }

    /// A worker has the network.
    pub fn open(&mut self, place: usize) {
        if let Some(listener) = self.listeners.get_mut(place) {
            listener.opened = true;
        }
    }

    /// Gives every worker as much as it can have at hand.
    pub fn hand_out(&mut self) {
        let Self { job, listeners, left, held: false, .. } = self else { return };
        for listener in listeners.iter_mut().filter(|listener| listener.opened && listener.taken) {
            while listener.at_hand < AT_HAND
                && let Some(patch) = left.next()
            {
                listener.bridge.send(Request::Listen { job: *job, patch }, Vec::new());
                listener.at_hand += 1;
            }
        }
    }

    /// A worker has heard this.
    pub fn hear(&mut self, place: usize, heard: Heard) {
        self.fresh.push(heard);
        if let Some(listener) = self.listeners.get_mut(place) {
            listener.at_hand = listener.at_hand.saturating_sub(1);
        }
    }

    /// What is worth telling now: the page would have no time for every single patch.
    pub fn news(&mut self) -> Option<Vec<Heard>> {
        let idle = self.listeners.iter().all(|listener| listener.at_hand == 0);
        let enough = self.fresh.len() >= (self.of / DRAWINGS).max(1);
        ((enough || idle) && !self.fresh.is_empty()).then(|| std::mem::take(&mut self.fresh))
    }
}
