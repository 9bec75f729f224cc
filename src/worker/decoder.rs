//! Decodes files that the browser does not, or cannot hold, and listens meanwhile. Only what is kept of a song leaves: its
//! samples would be gigabytes, and whoever waits for them would have to be waited for.

use super::file::File;
use super::listen;
use super::listener::{Progress, heard, say, told};
use super::network::together;
use crate::decoder::Decoder;
use crate::engine::cnn::sound::Gatherer;
use crate::engine::listener::Listener;
use crate::engine::{Error, Result};
use crate::letter::Letter;
use crate::protocol::hearing::{Event, Request};
use crate::protocol::{BUILD, Job};

/// News of how much is done are worth a message from this step on: hours take minutes.
const STEP: f32 = 0.01;

/// Listens from now on and says so.
pub fn start() {
    listen(answer);
    say(Event::Ready { build: BUILD.to_owned() }, Vec::new());
}

fn answer(Letter { message, file, .. }: Letter<Request>) {
    if let Some(file) = file {
        File::choose(file);
    }
    match message {
        Request::Stream { job, name, seconds } => {
            told(job, stream(job, &name, seconds));
        }
        Request::Gather { job, name } => {
            told(job, gather(job, &name));
        }
        _ => {} // said to another program
    }
}

fn stream(job: Job, name: &str, seconds: Option<f64>) -> Result<()> {
    let mut decoder = Decoder::open(name, File::open)?;
    let mut progress = Progress::of(job, STEP);
    let (mut listener, mut form, mut done) = (None, (0, 0), 0.0);
    while let Some(block) = decoder.block()? {
        let listener = match &mut listener {
            Some(listener) => listener,
            None => listener.insert(Listener::new(block.sample_rate)?),
        };
        listener.push(&block.channels)?;
        form = (block.sample_rate, block.channels.len() as u16);
        done += block.channels[0].len() as f64 / f64::from(block.sample_rate);
        progress.tell((done / seconds.unwrap_or(f64::INFINITY)) as f32);
    }
    heard(job, &listener.ok_or(Error::Empty)?.finish()?, form.0, form.1);
    Ok(())
}

fn gather(job: Job, name: &str) -> Result<()> {
    let mut decoder = Decoder::open(name, File::open)?;
    let mut gatherer = None;
    while let Some(block) = decoder.block()? {
        let gatherer = match &mut gatherer {
            Some(gatherer) => gatherer,
            None => gatherer.insert(Gatherer::new(block.sample_rate)?),
        };
        gatherer.push(&block.channels)?;
    }
    let sound = gatherer.ok_or(Error::Empty)?.finish()?;
    let order = sound.spread().map(|patch| patch as u32).collect();
    say(Event::Gathered { job, stride: sound.stride() as u32, order }, vec![together(sound.pieces())]);
    Ok(())
}
