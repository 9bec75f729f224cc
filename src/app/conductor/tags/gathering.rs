//! What the network is to hear of a song that the browser does not decode, or cannot hold.

use std::rc::Rc;

use web_sys::Blob;
use yew::Callback;

use super::Conductor;
use crate::app::bridge::{Bridge, Program, Word};
use crate::app::sentence::Trouble;
use crate::letter::Letter;
use crate::protocol::BUILD;
use crate::protocol::hearing::{Event, Request};

impl Conductor {
    /// Our own decoder decodes it again.
    pub(super) fn gather(&self, number: u32, name: String, file: Blob) {
        let weak = Rc::downgrade(&self.0);
        let hear = Callback::from(move |word| {
            if let Some(score) = weak.upgrade() {
                Self(score).overhear_decoder(number, word);
            }
        });
        let mut score = self.0.borrow_mut();
        let Some(session) = score.tagger.session(number) else { return };
        let mut bridge = Bridge::new(Program::Decoder, hear);
        let up = bridge.start();
        bridge.send_file(Request::Gather { job: session.job, name }, file);
        session.decoder = Some(bridge);
        drop(score);
        if !up {
            self.give_up(number, &Trouble::WorkerMissing);
        }
    }

    fn overhear_decoder(&self, number: u32, word: Word<Event>) {
        let mut score = self.0.borrow_mut();
        let Some(session) = score.tagger.session(number) else { return };
        let said = match word {
            Word::Ready => return session.decoder.iter_mut().for_each(Bridge::open),
            Word::Stale { found } => Err(Trouble::WorkerStale { expected: BUILD.to_owned(), found }),
            Word::Died => Err(Trouble::WorkerDied),
            Word::Said(Letter { message: Event::Failed { error, .. }, .. }) => Err(Trouble::Engine(error)),
            Word::Said(letter) => Ok(letter),
        };
        session.decoder = None;
        drop(score);
        match said {
            Ok(Letter { message: Event::Gathered { stride, order, .. }, buffers, .. }) => {
                self.measured(number, stride, &order, &buffers);
            }
            Ok(_) => {}
            Err(trouble) => self.give_up(number, &trouble),
        }
    }
}
