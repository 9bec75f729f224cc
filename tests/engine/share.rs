//! A song that several listeners share: what they hear is what one hears, bit for bit.

use segue::engine::ear::{Ear, Overheard, Stretch};
use segue::engine::listener::{Heard, Listener};
use segue::engine::share::Share;
use segue::engine::{Error, hear};

use crate::support::song::song;
use crate::support::test;

const RATE: u32 = 44_100;
/// Samples that come at once; no divisor of anything.
const PIECE: usize = 30_011;

/// The pieces of a share, as they come.
fn pieces<'c>(channels: &'c [&[f32]], share: &Share) -> impl Iterator<Item = Vec<&'c [f32]>> {
    let (start, end) = (share.samples().start, share.samples().end.min(channels[0].len()));
    (start..end)
        .step_by(PIECE)
        .map(move |at| channels.iter().map(|channel| &channel[at..(at + PIECE).min(end)]).collect())
}

fn overhear(channels: &[&[f32]], rate: u32, share: &Share) -> Result<Overheard, Error> {
    let (mut ear, mut stretch) = (Ear::new(rate, share.clone())?, Stretch::default());
    for piece in pieces(channels, share) {
        stretch.append(ear.push(&piece)?);
    }
    let overheard = ear.end(stretch)?;
    let (lengths, silent, numbers) = overheard.numbers();
    let arrived = Overheard::from_numbers(lengths, silent, &numbers)?;
    assert_eq!(arrived, overheard);
    Ok(arrived)
}

/// Hears a song with so many listeners; how many it took.
fn shared(channels: &[&[f32]], rate: u32, listeners: usize) -> (usize, Result<Heard, Error>) {
    let shares = Share::among(listeners, channels[0].len(), rate);
    let listen = || {
        let mut listener = Listener::of_share(rate, shares[0].clone())?;
        for piece in pieces(channels, &shares[0]) {
            listener.push(&piece)?;
        }
        let others = shares[1..].iter().map(|share| overhear(channels, rate, share));
        listener.join(others.collect::<Result<_, _>>()?)
    };
    (shares.len(), listen())
}

#[test]
fn however_a_song_is_shared_the_same_is_heard() {
    for (seconds, rate, listeners, expected) in [
        (30, RATE, 4, 1),
        (130, RATE, 2, 2),
        (190, 48_000, 3, 3),
        (125, 22_050, 4, 2),
        (130, 8_000, 2, 2),
        (121, 44_101, 2, 2),
    ] {
        let left = song(seconds * rate as usize + 777, rate);
        let right: Vec<f32> = left.iter().rev().copied().collect();
        let channels: [&[f32]; 2] = [&left, &right];
        let (count, found) = shared(&channels, rate, listeners);
        assert_eq!(count, expected, "{seconds} s at {rate} Hz among {listeners}");
        assert!(found.unwrap() == hear(&channels, rate, &mut |_| {}).unwrap(), "{seconds} s at {rate} Hz");
    }
}

#[test]
fn silence_is_refused_only_if_all_is_silent() {
    let mut samples = vec![0.0; 130 * RATE as usize];
    assert_eq!(shared(&[&samples], RATE, 2).1, Err(Error::Silent));
    for place in [1_000, 129 * RATE as usize] {
        samples[place] = 0.5;
        assert!(shared(&[&samples], RATE, 2).1.unwrap() == hear(&[&samples], RATE, &mut |_| {}).unwrap());
        samples[place] = 0.0;
    }
}

#[test]
fn what_is_broken_is_named_by_its_place_in_the_song() {
    let mut samples = song(130 * RATE as usize, RATE);
    let position = 100 * RATE as usize;
    samples[position] = f32::NAN;
    assert_eq!(shared(&[&samples], RATE, 2).1, Err(Error::NotFinite { position }));
}

#[test]
fn less_than_a_share_is_refused() {
    let samples = song(130 * RATE as usize, RATE);
    let first = Share::among(2, samples.len(), RATE).remove(0);
    let mut listener = Listener::of_share(RATE, first).unwrap();
    listener.push(&[&samples[..30 * RATE as usize]]).unwrap();
    assert!(matches!(listener.finish(), Err(Error::Shape { .. })));
    assert!(matches!(Overheard::from_numbers([2, 0], false, &[0.0; 300]), Err(Error::Shape { .. })));
    assert!(matches!(Overheard::from_numbers([usize::MAX, 0], false, &[]), Err(Error::Shape { .. })));
}
