//! Hears songs that the browser has decoded, and reads what files say of themselves.

use js_sys::{ArrayBuffer, Float32Array};

use super::file::File;
use super::{listen, post};
use crate::engine::listener::{Heard, Listener};
use crate::engine::{Result, header};
use crate::letter::{Letter, buffer};
use crate::protocol::hearing::{Event, Request};
use crate::protocol::{BUILD, Job, encode};

/// Samples of each channel that are copied and listened to at once.
const BLOCK: u32 = 1 << 17;
/// News of how much is done are worth a message from this step on: a song is heard in a second.
const STEP: f32 = 0.1;

/// What this worker is called when it hears; called otherwise, it answers.
pub const NAME: &str = "listener";

/// Listens from now on and says so.
pub fn start() {
    listen(answer);
    say(Event::Ready { build: BUILD.to_owned() }, Vec::new());
}

pub(super) fn say(message: Event, buffers: Vec<ArrayBuffer>) {
    post(&Letter::new(message, buffers));
}

fn answer(Letter { message, buffers, file }: Letter<Request>) {
    if let Some(file) = file {
        File::choose(file);
    }
    match message {
        Request::Probe { job, name } => told(job, probe(job, &name)),
        Request::Hear { job, sample_rate } => told(job, hear(job, sample_rate, &buffers)),
        Request::Stream { .. } | Request::Gather { .. } => {} // said to another program
    }
}

/// Says what went wrong, if anything did.
pub(super) fn told(job: Job, done: Result<()>) {
    if let Err(error) = done {
        say(Event::Failed { job, error }, Vec::new());
    }
}

fn probe(job: Job, name: &str) -> Result<()> {
    let Ok(file) = File::open() else {
        say(Event::Unreadable { job }, Vec::new());
        return Ok(());
    };
    let (header, cover) = header::read(name, file)?;
    let (mime, picture) = cover.map(|cover| (cover.mime, buffer(&cover.bytes))).unzip();
    say(Event::Probed { job, header, cover: mime }, picture.into_iter().collect());
    Ok(())
}

/// Copies as much as it listens to at a time: a song's worth would be in memory twice.
fn hear(job: Job, sample_rate: u32, buffers: &[ArrayBuffer]) -> Result<()> {
    let channels: Vec<Float32Array> = buffers.iter().map(|channel| Float32Array::new(channel)).collect();
    let length = channels.first().map_or(0, Float32Array::length);
    let mut listener = Listener::new(sample_rate)?;
    let mut progress = Progress::of(job, STEP);
    for start in (0..length).step_by(BLOCK as usize) {
        let cut = |channel: &Float32Array| channel.subarray(start, (start + BLOCK).min(length)).to_vec();
        let block: Vec<Vec<f32>> = channels.iter().map(cut).collect();
        listener.push(&block.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
        progress.tell(start as f32 / length as f32);
    }
    heard(job, &listener.finish()?, sample_rate, channels.len() as u16);
    Ok(())
}

/// Says what is kept of a song.
pub(super) fn heard(job: Job, heard: &Heard, sample_rate: u32, channels: u16) {
    let waveform = Float32Array::from(heard.waveform.as_flattened()).buffer();
    let kept = vec![waveform, buffer(heard.spectrogram.as_bytes()), buffer(&encode(&heard.description))];
    say(Event::Heard { job, seconds: heard.seconds, sample_rate, channels }, kept);
}

/// Tells how much is done, whenever it is worth a message.
pub(super) struct Progress {
    job: Job,
    step: f32,
    told: f32,
}

impl Progress {
    pub fn of(job: Job, step: f32) -> Self {
        Self { job, step, told: 0.0 }
    }

    pub fn tell(&mut self, done: f32) {
        if done - self.told >= self.step {
            self.told = done;
            say(Event::Progress { job: self.job, done: done.min(1.0) }, Vec::new());
        }
    }
}
