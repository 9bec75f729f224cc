//! Hears songs that the browser has decoded, and reads what files say of themselves.

use js_sys::{ArrayBuffer, Float32Array};

use super::file::File;
use super::{listen, post};
use crate::engine::ear::{Ear, Overheard, Stretch};
use crate::engine::listener::{Heard, Listener};
use crate::engine::share::Share;
use crate::engine::{Result, header};
use crate::letter::{Letter, buffer};
use crate::protocol::hearing::{Event, Part, Request};
use crate::protocol::{BUILD, Job, encode};

/// Samples of each channel that are copied and listened to at once.
const BLOCK: u32 = 1 << 17;
/// News of how much is done are worth a message from this step on: a song is heard in a second.
const STEP: f32 = 0.1;

/// What this worker is called when it hears; called otherwise, it answers.
pub const NAME: &str = "listener";

/// Listens from now on and says so.
pub fn start() {
    let mut open = None;
    listen(move |letter| answer(&mut open, letter));
    say(Event::Ready { build: BUILD.to_owned() }, Vec::new());
}

pub(super) fn say(message: Event, buffers: Vec<ArrayBuffer>) {
    post(&Letter::new(message, buffers));
}

/// `open`: the song that others still hear.
fn answer(open: &mut Option<Open>, Letter { message, buffers, file }: Letter<Request>) {
    if let Some(file) = file {
        File::choose(file);
    }
    match message {
        Request::Probe { job, name } => {
            told(job, probe(job, &name));
        }
        Request::Hear { job, sample_rate, share, others } => {
            let form = (sample_rate, buffers.len() as u16);
            *open = told(job, hear(job, form, share, others, &buffers)).flatten();
        }
        Request::Overhear { job, sample_rate, share, place } => {
            told(job, overhear(job, sample_rate, share, place, &buffers));
        }
        Request::Join(part) => {
            if let (Some(song), Some(numbers)) = (open.take_if(|song| song.job == part.job), buffers.first())
            {
                *open = told(part.job, song.join(&part, numbers)).flatten();
            }
        }
        Request::Stream { .. } | Request::Gather { .. } => {} // said to another program
    }
}

/// What was done; says what went wrong, if anything did.
pub(super) fn told<T>(job: Job, done: Result<T>) -> Option<T> {
    done.map_err(|error| say(Event::Failed { job, error }, Vec::new())).ok()
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

/// Listens to the song, or to its first share; what others hear of the rest is waited for.
fn hear(job: Job, form: Form, share: Share, others: usize, buffers: &[ArrayBuffer]) -> Result<Option<Open>> {
    let mut listener = Listener::of_share(form.0, share)?;
    let mut progress = Progress::of(job, STEP);
    listen_to(buffers, &mut |done, block| {
        progress.tell(done);
        listener.push(block)
    })?;
    let open = Open { job, form, listener, others: (0..others).map(|_| None).collect() };
    open.joined()
}

/// Listens to another share of a song.
fn overhear(job: Job, sample_rate: u32, share: Share, place: usize, buffers: &[ArrayBuffer]) -> Result<()> {
    let (mut ear, mut stretch) = (Ear::new(sample_rate, share)?, Stretch::default());
    listen_to(buffers, &mut |_, block| {
        stretch.append(ear.push(block)?);
        Ok(())
    })?;
    let (lengths, silent, numbers) = ear.end(stretch)?.numbers();
    let numbers = Float32Array::from(numbers.as_slice()).buffer();
    say(Event::Overheard(Part { job, place, lengths, silent }), vec![numbers]);
    Ok(())
}

/// Is told how much of the song was before, and hears more of it.
type Hear<'h> = &'h mut dyn FnMut(f32, &[&[f32]]) -> Result<()>;

/// Copies as much as it listens to at a time: a song's worth would be in memory twice.
fn listen_to(buffers: &[ArrayBuffer], hear: Hear<'_>) -> Result<()> {
    let channels: Vec<Float32Array> = buffers.iter().map(|channel| Float32Array::new(channel)).collect();
    let length = channels.first().map_or(0, Float32Array::length);
    for start in (0..length).step_by(BLOCK as usize) {
        let cut = |channel: &Float32Array| channel.subarray(start, (start + BLOCK).min(length)).to_vec();
        let block: Vec<Vec<f32>> = channels.iter().map(cut).collect();
        hear(start as f32 / length as f32, &block.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
    }
    Ok(())
}

/// Sample rate (Hz) and channels.
type Form = (u32, u16);

/// A song whose first share is heard.
struct Open {
    job: Job,
    form: Form,
    listener: Listener,
    /// What the others have heard so far.
    others: Vec<Option<Overheard>>,
}

impl Open {
    /// One of the others is done.
    fn join(mut self, part: &Part, numbers: &ArrayBuffer) -> Result<Option<Self>> {
        let numbers = Float32Array::new(numbers).to_vec();
        if let Some(place) = self.others.get_mut(part.place) {
            *place = Some(Overheard::from_numbers(part.lengths, part.silent, &numbers)?);
        }
        self.joined()
    }

    /// Says what is kept of the song, unless one of the others is missing still.
    fn joined(self) -> Result<Option<Self>> {
        if self.others.iter().any(Option::is_none) {
            return Ok(Some(self));
        }
        let others = self.others.into_iter().flatten().collect();
        heard(self.job, &self.listener.join(others)?, self.form.0, self.form.1);
        Ok(None)
    }
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
