//! Hears a [`Request`], walks the engine's path, says [`Event`]s. One job at a time; the page sees to that.

mod fetch;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Float32Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::engine::analysis::{Ranking, Stage};
use crate::engine::header;
use crate::engine::pack::Pack;
use crate::engine::{Error, Packs, Question, Result, analyze};
use crate::letter::{Letter, buffer, bytes};
use crate::protocol::{BUILD, Event, Job, PackCard, Request};

/// How many neighbours the page shows.
const NEIGHBOURS: usize = 5;
/// News of a stage are worth a message from this step on.
const STEP: f32 = 0.02;

type Held = Rc<RefCell<Option<Pack>>>;

/// Listens from now on and says so.
pub fn start() {
    console_error_panic_hook::set_once();
    let held = Held::default();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |letter: MessageEvent| {
        if let Some(letter) = Letter::<Request>::open(&letter.data()) {
            answer(&held, letter);
        }
    });
    scope().set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget(); // it lives as long as the worker
    say(Event::Ready { build: BUILD.to_owned() }, Vec::new());
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn say(message: Event, buffers: Vec<ArrayBuffer>) {
    let letter = Letter { message, buffers }.seal();
    // It fails only for what cannot be transferred, and buffers can.
    let _ = scope().post_message_with_transfer(&letter, &letter);
}

fn answer(held: &Held, Letter { message, buffers }: Letter<Request>) {
    match message {
        Request::Load { listing } => spawn_local(load(Rc::clone(held), listing)),
        Request::Bring { job, address } => spawn_local(async move {
            match fetch::file(&address).await {
                Ok(file) => say(Event::Brought { job }, vec![file]),
                Err(why) => say(Event::NotBrought { job, why }, Vec::new()),
            }
        }),
        Request::Probe { job, name } => probe(job, &name, buffers),
        Request::Analyze { job, name, header } => {
            let pack = held.borrow();
            let question =
                Question { file: &name, header: &header, ranking: Ranking::default(), songs: NEIGHBOURS };
            if let Err(error) = walk(job, &buffers, &question, pack.as_ref()) {
                say(Event::Failed { job, error }, Vec::new());
            }
        }
    }
}

async fn load(held: Held, listing: String) {
    match fetch::first_pack(&listing).await {
        Ok(pack) => {
            let card = card(&pack);
            *held.borrow_mut() = Some(pack);
            say(Event::Loaded { pack: card }, Vec::new());
        }
        Err(why) => say(Event::LoadFailed { why }, Vec::new()),
    }
}

fn card(pack: &Pack) -> PackCard {
    let manifest = &pack.manifest;
    PackCard {
        name: manifest.name.clone(),
        title: manifest.title.clone(),
        tracks: manifest.tracks,
        genres: pack.catalogue.genres.clone(),
        credit: manifest.credit.clone(),
    }
}

fn probe(job: Job, name: &str, mut buffers: Vec<ArrayBuffer>) {
    let file = buffers.first().map(bytes).unwrap_or_default();
    match header::read(name, &file) {
        Ok((header, cover)) => {
            let (mime, picture) = cover.map(|cover| (cover.mime, buffer(&cover.bytes))).unzip();
            buffers.extend(picture);
            say(Event::Probed { job, header, cover: mime }, buffers);
        }
        Err(error) => say(Event::Failed { job, error }, Vec::new()),
    }
}

fn walk(job: Job, buffers: &[ArrayBuffer], question: &Question, pack: Option<&Pack>) -> Result<()> {
    let pack = pack.ok_or_else(|| Error::Missing { file: "pack".to_owned() })?;
    let channels: Vec<Vec<f32>> = buffers.iter().map(|channel| Float32Array::new(channel).to_vec()).collect();
    let channels: Vec<&[f32]> = channels.iter().map(Vec::as_slice).collect();
    let mut last = None;
    let mut on_stage = |stage: Stage, done: f32| {
        if last.is_none_or(|(before, at)| before != stage || done - at >= STEP) {
            last = Some((stage, done));
            say(Event::Stage { job, stage, done }, Vec::new());
        }
    };
    let answer = analyze(&channels, question, Packs { genres: pack, catalogue: pack }, &mut on_stage)?;
    let waveform = Float32Array::from(answer.waveform.as_flattened()).buffer();
    let json = serde_json::to_vec_pretty(&answer.analysis).unwrap_or_default();
    say(Event::Done { job, analysis: answer.analysis }, vec![waveform, buffer(&json)]);
    Ok(())
}
