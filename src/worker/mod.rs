//! Hears a [`Request`], walks the engine's path, says [`Event`]s. One song at a time; the page sees to that.

mod chart;
pub mod decoder;
mod explaining;
mod fetch;
mod file;
mod hearing;
mod listener;
pub mod network;
mod packs;
mod song;
mod library;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::ArrayBuffer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::engine::Error;
use crate::letter::Letter;
use crate::protocol::{BUILD, Event, LoadFailure, PackCard, Request};
use packs::{Shelf, Wanted, card, offers};
use song::Asked;

/// News of a pack on its way are worth a message from this many bytes on.
const PIECE: u64 = 64 << 10;

type Held = Rc<RefCell<Shelf>>;

/// Listens from now on and says so. The same program hears songs for the page, where that is its name.
pub fn start() {
    if scope().name() == listener::NAME {
        return listener::start();
    }
    let held = Held::default();
    listen(move |letter| answer(&held, letter));
    say(Event::Ready { build: BUILD.to_owned() }, Vec::new());
}

/// Hears what the page says from now on. Who panics ends, and the page says so; to tell what the panic said would be a kilobyte of
/// every worker.
fn listen<R: DeserializeOwned>(mut answer: impl FnMut(Letter<R>) + 'static) {
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |letter: MessageEvent| {
        if let Some(letter) = Letter::open(&letter.data()) {
            answer(letter);
        }
    });
    scope().set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget(); // it lives as long as the worker
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn say(message: Event, buffers: Vec<ArrayBuffer>) {
    post(&Letter::new(message, buffers));
}

fn post<E: Serialize>(letter: &Letter<E>) {
    let (letter, moving) = letter.seal();
    // It fails only for what cannot be transferred, and buffers can.
    let _ = scope().post_message_with_transfer(&letter, &moving);
}

fn answer(held: &Held, Letter { message, buffers, .. }: Letter<Request>) {
    match message {
        Request::Load { listing } => {
            let held = Rc::clone(held);
            spawn_local(async move {
                let loaded = load(&held, listing).await;
                say(
                    loaded.map_or_else(|why| Event::LoadFailed { why }, |pack| Event::Loaded { pack }),
                    Vec::new(),
                );
            });
        }
        Request::Open { pack } => {
            let held = Rc::clone(held);
            spawn_local(async move {
                let opened = open(&held, &pack, Wanted::Timbre).await;
                let event =
                    opened.map_or_else(|why| Event::NotOpened { pack, why }, |pack| Event::Opened { pack });
                say(event, Vec::new());
            });
        }
        Request::Bring { job, address } => spawn_local(async move {
            match fetch::file(&address).await {
                Ok(file) => say(Event::Brought { job }, vec![file]),
                Err(why) => say(Event::NotBrought { job, why }, Vec::new()),
            }
        }),
        Request::Answer { job, name, header, seconds, catalogue, terms } => {
            let asked = Asked { job, name: &name, header: &header, terms: &terms };
            song::answer(&asked, seconds, &buffers, &held.borrow(), catalogue.as_deref());
        }
        Request::Compare { job, name, header, wish } => {
            let (catalogue, ranking) = (wish.catalogue.clone(), wish.terms.ranking);
            let compare = move |provided, shelf: &Shelf| {
                let asked = Asked { job, name: &name, header: &header, terms: &wish.terms };
                song::compare(&asked, &buffers, provided, shelf, &wish.catalogue);
            };
            hearing::with(held, catalogue, ranking, Box::new(compare));
        }
        Request::Survey { catalogue } => chart::survey(&held.borrow(), &catalogue),
        Request::Chart { job, catalogue } => chart::chart(job, &buffers, &held.borrow(), &catalogue),
        Request::Explain { job, why } => {
            let (catalogue, ranking) = (why.catalogue.clone(), why.ranking);
            let explain =
                move |provided, shelf: &Shelf| explaining::explain(job, why, &buffers, provided, shelf);
            hearing::with(held, catalogue, ranking, Box::new(explain));
        }
        Request::Overlook { catalogue } => library::overlook(&held.borrow(), catalogue),
        Request::Report { pack } => spawn_local(library::report(Rc::clone(held), pack)),
        Request::Around { catalogue, position } => library::around(&held.borrow(), catalogue, position),
    }
}

async fn load(held: &Held, address: String) -> Result<PackCard, LoadFailure> {
    let listing = packs::list(&address).await?;
    say(Event::Listed { packs: offers(&listing) }, Vec::new());
    held.borrow_mut().list(address.clone(), listing.clone());
    let pack = packs::first(&address, &listing, &mut |_, _| {}).await?;
    let card = card(&pack);
    held.borrow_mut().keep_first(pack);
    Ok(card)
}

async fn open(held: &Held, name: &str, wanted: Wanted) -> Result<PackCard, LoadFailure> {
    let unknown = || LoadFailure::Refused(Error::Missing { file: name.to_owned() });
    let (address, listed) = held.borrow().listed(name).ok_or_else(unknown)?;
    let pack = packs::open(&address, &listed, wanted, &mut on_bytes(name)).await?;
    let card = card(&pack);
    held.borrow_mut().keep(pack);
    Ok(card)
}

/// Tells how much of a pack has come, whenever it is worth a message.
fn on_bytes(pack: &str) -> impl FnMut(u64, u64) {
    let mut last = None;
    move |done, of| {
        if done == of || last.is_none_or(|before| done - before >= PIECE) {
            last = Some(done);
            say(Event::Coming { pack: pack.to_owned(), done, of }, Vec::new());
        }
    }
}
