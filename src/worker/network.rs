//! What the network hears. The page starts this worker once a song is answered, and hands out the song's patches.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Float32Array};
use wasm_bindgen_futures::spawn_local;
use web_sys::RequestCache;

use super::fetch::Errand;
use super::packs::{MOST_SAID, beside, latest};
use super::{listen, post};
use crate::engine::cnn::manifest::NetworkManifest;
use crate::engine::cnn::{Network, Sound};
use crate::engine::{Error, Result, envelope, manifest};
use crate::letter::Letter;
use crate::protocol::network::{Event, NetworkCard, Request};
use crate::protocol::{BUILD, Job, LoadFailure};

/// What this worker has at hand.
#[derive(Default)]
struct Held {
    network: Option<Network>,
    sound: Option<Sound>,
}

/// Listens from now on and says so.
pub fn start() {
    let held = Rc::new(RefCell::new(Held::default()));
    listen(move |letter| answer(&held, letter));
    say(Event::Ready { build: BUILD.to_owned() }, Vec::new());
}

fn say(message: Event, buffers: Vec<ArrayBuffer>) {
    post(&Letter::new(message, buffers));
}

fn answer(held: &Rc<RefCell<Held>>, Letter { message, buffers, .. }: Letter<Request>) {
    match message {
        Request::Open { folder } => {
            let held = Rc::clone(held);
            spawn_local(async move {
                let opened = open(&folder).await.map(|(network, card)| {
                    held.borrow_mut().network = Some(network);
                    card
                });
                let event =
                    opened.map_or_else(|why| Event::NotOpened { why }, |network| Event::Opened { network });
                say(event, Vec::new());
            });
        }
        Request::Resample { job, sample_rate } => told(job, resample(job, &buffers, sample_rate)),
        Request::Take { job, stride } => told(job, held.borrow_mut().take(&buffers, stride)),
        Request::Listen { job, patch } => told(job, held.borrow_mut().hear(job, patch)),
    }
}

fn told(job: Job, done: Result<()>) {
    if let Err(error) = done {
        say(Event::Failed { job, error }, Vec::new());
    }
}

async fn open(folder: &str) -> std::result::Result<(Network, NetworkCard), LoadFailure> {
    let errand = Errand::new();
    let address = format!("{folder}/{}", manifest::FILE);
    let said = latest(&errand, &address).bytes(MOST_SAID, &mut |_| {}).await?;
    let manifest = NetworkManifest::parse(&said).map_err(LoadFailure::Refused)?;
    let asked = errand.ask(&beside(&address, &manifest.file.name), RequestCache::Default);
    let bytes = asked.bytes(manifest.file.bytes, &mut |_| {}).await?;
    let network = manifest.open(&bytes).map_err(LoadFailure::Refused)?;
    let revision = envelope::sha256(&said).get(..16).unwrap_or_default().to_owned();
    Ok((network, NetworkCard { name: manifest.name, revision, credit: manifest.credit }))
}

fn resample(job: Job, buffers: &[ArrayBuffer], sample_rate: u32) -> Result<()> {
    let channels: Vec<Vec<f32>> = buffers.iter().map(|channel| Float32Array::new(channel).to_vec()).collect();
    let channels: Vec<&[f32]> = channels.iter().map(Vec::as_slice).collect();
    let sound = Sound::from_planar(&channels, sample_rate)?;
    let order = sound.spread().map(|patch| patch as u32).collect();
    say(Event::Resampled { job, stride: sound.stride() as u32, order }, vec![together(sound.pieces())]);
    Ok(())
}

/// The pieces, one after the other.
pub(super) fn together(pieces: &[Vec<f32>]) -> ArrayBuffer {
    let all = Float32Array::new_with_length(pieces.iter().map(|piece| piece.len() as u32).sum());
    let mut start = 0;
    for piece in pieces {
        let end = start + piece.len() as u32;
        all.subarray(start, end).copy_from(piece);
        start = end;
    }
    all.buffer()
}

impl Held {
    fn take(&mut self, buffers: &[ArrayBuffer], stride: u32) -> Result<()> {
        self.sound = None; // two songs at once would be one too many
        let samples = buffers.first().map(|pieces| Float32Array::new(pieces).to_vec()).unwrap_or_default();
        self.sound = Some(Sound::from_pieces(samples, stride as usize)?);
        Ok(())
    }

    fn hear(&mut self, job: Job, patch: u32) -> Result<()> {
        let (Some(network), Some(sound)) = (&mut self.network, &self.sound) else {
            return Err(Error::Missing { file: "network, or the song".to_owned() });
        };
        let heard = network.listen(sound, patch as usize);
        let buffers = [heard.tags.as_slice(), heard.embedding.as_slice()];
        say(Event::Heard { job, patch }, buffers.map(|numbers| Float32Array::from(numbers).buffer()).into());
        Ok(())
    }
}
