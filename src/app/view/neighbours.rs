//! The songs of the chosen catalogue that sound most like it.

use std::rc::Rc;

use yew::prelude::*;

use super::hue;
use super::meetings::Meetings;
use super::picker::Picker;
use crate::app::state::{Compared, Near, Shelf, Song};
use crate::app::telling;
use crate::engine::analysis::Neighbour;

/// See [`Neighbours`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The song.
    pub song: Rc<Song>,
    /// The catalogues, and which one is asked.
    pub shelf: Rc<Shelf>,
    /// Hears which catalogue is wanted.
    pub on_choose: Callback<String>,
    /// Hears of a catalogue whose failure was read.
    pub on_dismiss: Callback<String>,
    /// Hears where in the song the cursor should be, in seconds.
    pub on_cue: Callback<f64>,
}

/// Rows there are before anything is known.
const USUAL: u32 = 5;

/// The nearest songs, nearest first.
#[component]
pub fn Neighbours(props: &Props) -> Html {
    let Props { song, shelf, on_choose, on_cue, .. } = props;
    let chosen = shelf.chosen().map_or("", |catalogue| &catalogue.offer.name);
    let length = song.answer().map_or(0.0, |answer| answer.analysis.song.seconds);
    let rows: Vec<Html> = match song.near(chosen) {
        Some(near) => (0..near.neighbours.len()).map(|place| row(near, place, length, on_cue)).collect(),
        None => (1..=USUAL).map(empty).collect(),
    };
    html! {
        <section class="near" aria-labelledby="near">
            <div class="head"><h2 id="near">{ "Nearest songs" }</h2><p>{ head(shelf) }</p></div>
            if shelf.catalogues.len() > 1 {
                <Picker shelf={shelf.clone()} {on_choose} />
            }
            <div role="alert">{ for failures(props) }</div>
            <p class="unseen" role="status">{ spoken(song, shelf) }</p>
            <ol>{ for rows }</ol>
        </section>
    }
}

/// Where they come from, unless the picker says it.
fn head(shelf: &Shelf) -> String {
    let match_of = "A match of 100 is the song itself, 0 is any song.";
    match (shelf.catalogues.as_slice(), shelf.card()) {
        ([_], Some(card)) => format!("From {}: {}. {match_of}", telling::holding(card), card.title),
        _ => match_of.to_owned(),
    }
}

/// What is read out once neighbours from another catalogue are there.
fn spoken(song: &Song, shelf: &Shelf) -> String {
    let other = shelf.chosen().filter(|_| shelf.settled().is_some());
    let title = other.filter(|other| song.near(&other.offer.name).is_some()).map(|other| &other.offer.title);
    title.map_or_else(String::new, |title| format!("Nearest songs from {title}."))
}

/// What could not be had, which can be put away, and what could not be asked.
fn failures(props: &Props) -> Vec<Html> {
    let Props { song, shelf, on_dismiss, .. } = props;
    let refused = shelf.refused().map(|(offer, sentence)| {
        let name = offer.name.clone();
        let onclick = on_dismiss.reform(move |_: MouseEvent| name.clone());
        let away = html! { <button class="quiet" {onclick} aria-label="Dismiss">{ "×" }</button> };
        failure(props, &offer.name, sentence, away)
    });
    let failed = shelf.chosen().and_then(|chosen| match song.compared.get(&chosen.offer.name) {
        Some(Compared::Failed(sentence)) => Some(failure(props, &chosen.offer.name, sentence, html! {})),
        _ => None,
    });
    refused.chain(failed).collect()
}

fn failure(props: &Props, name: &str, sentence: &str, away: Html) -> Html {
    let again = name.to_owned();
    let onclick = props.on_choose.reform(move |_: MouseEvent| again.clone());
    html! {
        <div key={name} class="refusal" data-testid="catalogue-error">
            <p>{ sentence }</p>
            <span><button class="button" {onclick} data-testid="try-again">{ "Try again" }</button>{ away }</span>
        </div>
    }
}

fn row(near: &Rc<Near>, place: usize, length: f64, on_cue: &Callback<f64>) -> Html {
    let neighbour = &near.neighbours[place];
    let Neighbour { rank, track_id, artist, album, match_percent, .. } = neighbour;
    let by: Vec<&str> =
        [artist, album].into_iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let key = format!("{} {track_id}", near.catalogue.name);
    html! {
        <li {key} data-testid="neighbour" data-track-id={track_id.to_string()}>
            <span class="rank">{ rank }</span>
            <span class="title"><b>{ title(neighbour) }</b><span><bdi>{ by.join(" · ") }</bdi></span></span>
            { kind(neighbour) }
            <span class="match" style={format!("--share:{}", f32::from(*match_percent) / 100.0)} title="Match, 0 to 100">
                <i /><span><span class="unseen">{ "Match " }</span>{ match_percent }</span>
            </span>
            <Meetings near={near.clone()} {place} {length} {on_cue} />
        </li>
    }
}

/// The title, which leads to the song's public page where it has one. The address is a stranger's: only `https:`.
fn title(neighbour: &Neighbour) -> Html {
    let Neighbour { title, link, .. } = neighbour;
    if !link.starts_with("https://") {
        return html! { <bdi>{ title }</bdi> };
    }
    html! {
        <a href={link.clone()} target="_blank" rel="noopener noreferrer">
            <bdi>{ title }</bdi><span class="unseen">{ ", its page in a new tab" }</span>
        </a>
    }
}

/// Its genre and licence, where there are any.
fn kind(Neighbour { genre, licence, .. }: &Neighbour) -> Html {
    html! {
        <span class="kind">
            if !genre.is_empty() {
                <span class="chip hued" style={hue::style(genre)}>{ genre }</span>
            }
            if !licence.is_empty() {
                <span class="licence" title={licence.clone()}><span class="unseen">{ "Licence " }</span>{ licence }</span>
            }
        </span>
    }
}

fn empty(rank: u32) -> Html {
    html! {
        <li key={format!("empty {rank}")} class="empty" aria-hidden="true">
            <span class="rank">{ rank }</span><span class="title"><b>{ "\u{a0}" }</b><span>{ "\u{a0}" }</span></span>
            <span class="kind" /><div class="where"><div class="strip" /><span>{ "\u{a0}" }</span></div>
        </li>
    }
}
