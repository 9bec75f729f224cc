//! The only owner of workers: one bridge for each.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo::timers::callback::Timeout;
use js_sys::ArrayBuffer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Blob, Event as DomEvent, MessageEvent, Worker, WorkerOptions};
use yew::Callback;

use crate::letter::Letter;
use crate::protocol::{BUILD, Greeting};

/// A worker's first lines, beside the page. The build in its address keeps an old copy away.
const SCRIPT: &str = "listen.js";
/// A worker that ends before it has said anything is started once more, after this long: what it is made of was lost on the
/// way, or the browser has not found the page's service worker yet, as WebKit on a busy machine.
const AGAIN_MS: u32 = 1_000;

/// Which worker.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// Holds the packs, and answers.
    Path,
    /// Hears what the browser decoded.
    Listener,
    /// Decodes and hears what the browser does not.
    Decoder,
    /// Listens with the network.
    Network,
}

/// What the worker says, and what becomes of it.
pub enum Word<E> {
    /// An event, and the buffers that came along.
    Said(Letter<E>),
    /// It listens, and it is of this page's build.
    Ready,
    /// It listens, but is of another build; it will not be spoken to.
    Stale {
        /// The worker's build.
        found: String,
    },
    /// It broke down.
    Died,
}

/// A worker, and what to tell it as soon as it listens.
pub struct Bridge<R, E> {
    program: Program,
    hear: Callback<Word<E>>,
    worker: Option<Rc<Living>>,
    ready: bool,
    unsent: Vec<Letter<R>>,
}

/// A running worker; dropping it ends it.
struct Living {
    program: Program,
    worker: RefCell<Option<Worker>>,
    /// It has said nothing, and was started once.
    new: Cell<bool>,
    on_message: Closure<dyn FnMut(MessageEvent)>,
    on_breakdown: Closure<dyn FnMut(DomEvent)>,
}

impl Drop for Living {
    fn drop(&mut self) {
        self.end();
    }
}

impl<R: Serialize, E: Greeting + DeserializeOwned + 'static> Bridge<R, E> {
    /// A bridge without a worker yet.
    #[must_use]
    pub fn new(program: Program, hear: Callback<Word<E>>) -> Self {
        Self { program, hear, worker: None, ready: false, unsent: Vec::new() }
    }

    /// Starts a worker, which is told this first, and then what waits. Whether it started.
    pub fn start_with(&mut self, first: R) -> bool {
        self.unsent.insert(0, Letter::new(first, Vec::new()));
        self.start()
    }

    /// Starts a worker, which is told what waits. Whether it started.
    pub fn start(&mut self) -> bool {
        self.ready = false; // that was another one
        self.worker = Living::start(self.program, &self.hear);
        self.worker.is_some()
    }

    /// Ends the worker; what was not sent is forgotten.
    pub fn stop(&mut self) {
        self.worker = None;
        self.ready = false;
        self.unsent.clear();
    }

    /// Whether the worker listens.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.ready
    }

    /// Sends now, or as soon as the worker listens.
    pub fn send(&mut self, message: R, buffers: Vec<ArrayBuffer>) {
        self.post(Letter::new(message, buffers));
    }

    /// The same, with a file.
    pub fn send_file(&mut self, message: R, file: Blob) {
        self.post(Letter { file: Some(file), ..Letter::new(message, Vec::new()) });
    }

    fn post(&mut self, letter: Letter<R>) {
        match &self.worker {
            Some(living) if self.ready => living.post(&letter),
            _ => self.unsent.push(letter),
        }
    }

    /// The worker listens: what waited goes out.
    pub fn open(&mut self) {
        self.ready = true;
        for letter in std::mem::take(&mut self.unsent) {
            self.post(letter);
        }
    }
}

impl Program {
    /// What www/listen.js goes by.
    fn name(self) -> &'static str {
        match self {
            Self::Path => "worker",
            Self::Listener => "listener",
            Self::Decoder => "decoder",
            Self::Network => "network",
        }
    }
}

impl Living {
    fn start<E: Greeting + DeserializeOwned + 'static>(
        program: Program,
        hear: &Callback<Word<E>>,
    ) -> Option<Rc<Self>> {
        let living = Rc::new_cyclic(|living: &Weak<Self>| {
            let (said, speaker) = (hear.clone(), living.clone());
            let on_message = Closure::new(move |letter: MessageEvent| {
                if let Some(living) = speaker.upgrade() {
                    living.new.set(false);
                }
                said.emit(read(&letter));
            });
            let (hear, living) = (hear.clone(), living.clone());
            let on_breakdown = Closure::new(move |_: DomEvent| match living.upgrade() {
                Some(worker) if worker.new.take() => again(living.clone(), hear.clone()),
                _ => hear.emit(Word::Died),
            });
            Self { program, worker: RefCell::default(), new: Cell::new(true), on_message, on_breakdown }
        });
        living.begin().then_some(living)
    }

    /// Whether it started.
    fn begin(&self) -> bool {
        self.end();
        let options = WorkerOptions::new();
        options.set_name(self.program.name());
        let Ok(worker) = Worker::new_with_options(&format!("{SCRIPT}?{BUILD}"), &options) else {
            return false;
        };
        worker.set_onmessage(Some(self.on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(self.on_breakdown.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(self.on_breakdown.as_ref().unchecked_ref()));
        self.worker.replace(Some(worker));
        true
    }

    fn end(&self) {
        if let Some(worker) = self.worker.take() {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.set_onmessageerror(None);
            worker.terminate();
        }
    }

    fn post<R: Serialize>(&self, letter: &Letter<R>) {
        let (letter, moving) = letter.seal();
        if let Some(worker) = &*self.worker.borrow() {
            // It fails only for what cannot be transferred, and buffers can.
            let _ = worker.post_message_with_transfer(&letter, &moving);
        }
    }
}

/// Starts the worker once more, unless it is not wanted any longer by then.
fn again<E: 'static>(living: Weak<Living>, hear: Callback<Word<E>>) {
    Timeout::new(AGAIN_MS, move || {
        if living.upgrade().is_some_and(|living| !living.begin()) {
            hear.emit(Word::Died);
        }
    })
    .forget();
}

fn read<E: Greeting + DeserializeOwned>(letter: &MessageEvent) -> Word<E> {
    let Some(letter) = Letter::<E>::open(&letter.data()) else {
        return Word::Stale { found: "unknown".to_owned() };
    };
    match letter.message.build() {
        Some(BUILD) => Word::Ready,
        Some(found) => Word::Stale { found: found.to_owned() },
        None => Word::Said(letter),
    }
}
