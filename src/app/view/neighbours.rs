//! The songs of the chosen catalogue that sound most like it.

use std::rc::Rc;

use yew::prelude::*;

use super::hue;
use super::meetings::Meetings;
use super::nothing::nothing;
use super::picker::picker;
use super::terms::{self, Choosing, without};
use super::why::{Asked, why};
use crate::app::state::{Compared, Ears, Near, Shelf, Song};
use crate::app::taking;
use crate::app::telling::{self, terms::MOST_LEFT_OUT};
use crate::engine::analysis::Neighbour;
use crate::engine::recommend::Terms as Choice;
use crate::protocol::{Why as Question, Wish};

/// See [`Neighbours`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The song.
    pub song: Rc<Song>,
    /// The catalogues, and which one is asked.
    pub shelf: Rc<Shelf>,
    /// Which neighbours are wanted, once there is any catalogue.
    pub wish: Option<Wish>,
    /// How they are to be chosen.
    pub terms: Rc<Choice>,
    /// Whether what the network hears can be among it.
    pub ears: Ears,
    /// Hears which catalogue is wanted.
    pub on_choose: Callback<String>,
    /// Hears how neighbours are to be chosen.
    pub on_wish: Callback<Choice>,
    /// Hears of a catalogue whose failure was read.
    pub on_dismiss: Callback<String>,
    /// Hears which neighbour is to be open, or that none is.
    pub on_wonder: Callback<Option<Question>>,
    /// Hears where in the song the cursor should be, in seconds.
    pub on_cue: Callback<f64>,
}

/// The songs that are asked for, in their order.
#[component]
pub fn Neighbours(props: &Props) -> Html {
    let Props { song, shelf, wish, terms, on_choose, on_wish, .. } = props;
    let anyway = use_state_eq(|| false);
    let summary = use_node_ref();
    let on_leave = leaving(props, summary.clone());
    let shown = shown(props);
    let choosing = Choosing { terms, shown: &shown, ears: props.ears, on_wish, summary: &summary };
    let alone = !*anyway && wish.as_ref().is_some_and(|wish| song.is_alone(wish));
    let title = shelf.chosen().map_or_else(String::new, |catalogue| catalogue.offer.title.clone());
    let on_anyway = {
        let anyway = anyway.setter();
        Callback::from(move |()| anyway.set(true))
    };
    html! {
        <section class="near" aria-labelledby="near">
            <div class="head"><h2 id="near">{ taking::heading(terms.order) }</h2><p>{ head(shelf) }{ song.answer().and_then(|answer| telling::compared(&answer.analysis)) }</p></div>
            if shelf.catalogues.len() > 1 {
                { picker(shelf, on_choose) }
            }
            { terms::terms(&choosing) }
            <div role="alert">{ for failures(props) }</div>
            <p class="unseen" role="status">{ spoken(props, &title) }</p>
            if alone {
                { nothing(&title, &on_anyway) }
            } else {
                <ol>{ for rows(props, &on_leave) }</ol>
            }
            { terms::by_what(&choosing) }
        </section>
    }
}

/// How those that are shown were chosen, or will be.
fn shown(props: &Props) -> Choice {
    let Props { song, wish, terms, .. } = props;
    let Some(wish) = wish else { return (**terms).clone().unheard() };
    song.near_meanwhile(wish).map_or_else(|| wish.terms.clone(), |(terms, _)| terms)
}

/// Hears which artist is not wanted any more.
fn leaving(props: &Props, summary: NodeRef) -> Callback<String> {
    let (terms, on_wish) = (Rc::clone(&props.terms), props.on_wish.clone());
    Callback::from(move |artist: String| {
        let mut wanted = (*terms).clone();
        if !wanted.without.contains(&artist) && wanted.without.len() < MOST_LEFT_OUT {
            wanted.without.push(artist);
        }
        on_wish.emit(wanted);
        terms::focus(&summary);
    })
}

fn rows(props: &Props, on_leave: &Callback<String>) -> Vec<Html> {
    let Props { song, wish, terms, .. } = props;
    match wish.as_ref().and_then(|wish| song.near_meanwhile(wish)) {
        Some((_, near)) if near.neighbours.is_empty() => {
            vec![
                html! { <li key="none" class="none">{ "No song of this catalogue is left. Take an artist back in." }</li> },
            ]
        }
        Some((chosen, near)) => {
            (0..near.neighbours.len()).map(|place| row(props, (&chosen, near), place, on_leave)).collect()
        }
        None => (1..=terms.songs).map(empty).collect(),
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

/// What is read out once neighbours are there that were asked for.
fn spoken(props: &Props, title: &str) -> String {
    let Props { song, shelf, wish, terms, .. } = props;
    let asked = shelf.settled().is_some() || **terms != telling::terms::best();
    let there = wish.as_ref().is_some_and(|wish| song.near_meanwhile(wish).is_some());
    if asked && there {
        format!("{title}: {}", telling::terms::sentence(&shown(props)))
    } else {
        String::new()
    }
}

/// What could not be had, which can be put away, and what could not be asked.
fn failures(props: &Props) -> Vec<Html> {
    let Props { song, shelf, wish, on_dismiss, .. } = props;
    let refused = shelf.refused().map(|(offer, sentence)| {
        let name = offer.name.clone();
        let onclick = on_dismiss.reform(move |_: MouseEvent| name.clone());
        let away = html! { <button class="quiet" {onclick} aria-label="Dismiss">{ "×" }</button> };
        failure(props, &offer.name, sentence, away)
    });
    let failed = wish.as_ref().and_then(|wish| match song.compared.get(wish) {
        Some(Compared::Failed(sentence)) => Some(failure(props, &wish.catalogue, sentence, html! {})),
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

fn row(
    props: &Props,
    (chosen, near): (&Choice, &Rc<Near>),
    place: usize,
    on_leave: &Callback<String>,
) -> Html {
    let Props { song, on_wonder, on_cue, .. } = props;
    let length = song.answer().map_or(0.0, |answer| answer.analysis.song.seconds);
    let neighbour = &near.neighbours[place];
    let Neighbour { rank, track_id, artist, album, match_percent, .. } = neighbour;
    let by: Vec<&str> =
        [artist, album].into_iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let key = format!("{} {track_id}", near.catalogue.name);
    let Choice { ranking, order, .. } = *chosen;
    let question = Question { catalogue: near.catalogue.name.clone(), ranking, order, track: *track_id };
    let (open, known) = (song.wonder.is_open(&question), song.wonder.known(&question));
    html! {
        <li {key} data-testid="neighbour" data-track-id={track_id.to_string()}>
            <span class="rank">{ rank }</span>
            <span class="title"><b>{ title(neighbour) }</b><span><bdi>{ by.join(" · ") }</bdi></span>{ without(artist, on_leave) }</span>
            { kind(neighbour) }
            <span class="match" style={format!("--share:{}", f32::from(*match_percent) / 100.0)} title="Match, 0 to 100">
                <i /><span><span class="unseen">{ "Match " }</span>{ match_percent }</span>
            </span>
            <Meetings near={near.clone()} {place} {length} {on_cue} />
            { why(&Asked { question, title: neighbour.title.clone().into(), open, known, length, on_wonder, on_cue }) }
        </li>
    }
}

/// The title, which leads to the song's public page where it has one. The address is a stranger's: only `https:`.
fn title(neighbour: &Neighbour) -> Html {
    let Neighbour { title, link, .. } = neighbour;
    if !has_page(neighbour) {
        return html! { <bdi>{ title }</bdi> };
    }
    html! {
        <a href={link.clone()} target="_blank" rel="noopener noreferrer">
            <bdi>{ title }</bdi><span class="unseen">{ ", its page in a new tab" }</span>
        </a>
    }
}

fn has_page(neighbour: &Neighbour) -> bool {
    neighbour.link.starts_with("https://")
}

/// Where a song without a page can be looked for, by whoever wants to.
fn search(Neighbour { title, artist, .. }: &Neighbour) -> Html {
    let words = String::from(js_sys::encode_uri_component(&format!("{title} {artist}")));
    let label = format!("Search for {title} on duckduckgo.com, in a new tab");
    html! {
        <a class="search" href={format!("https://duckduckgo.com/?q={words}")} target="_blank" rel="noopener noreferrer" title={label}>
            { "DuckDuckGo" }<span class="unseen">{ format!(": search for {title}, in a new tab") }</span>
        </a>
    }
}

/// Its genre, what a network hears in it and its licence, where there are any, and where to look for it if it has no page.
fn kind(neighbour: &Neighbour) -> Html {
    let Neighbour { genre, tags, licence, .. } = neighbour;
    html! {
        <span class="kind">
            if !genre.is_empty() {
                <span class="chip hued" style={hue::style(genre)}>{ genre }</span>
            }
            if !tags.is_empty() {
                <span class="heard" title="What the network hears in it" data-testid="heard"><span class="unseen">{ "Sounds like " }</span>{ tags }</span>
            }
            if !licence.is_empty() {
                <span class="licence" title={licence.clone()}><span class="unseen">{ "Licence " }</span>{ licence }</span>
            }
            if !has_page(neighbour) {
                { search(neighbour) }
            }
        </span>
    }
}

fn empty(rank: usize) -> Html {
    html! {
        <li key={format!("empty {rank}")} class="empty" aria-hidden="true">
            <span class="rank">{ rank }</span><span class="title"><b>{ "\u{a0}" }</b><span>{ "\u{a0}" }</span></span>
            <span class="kind" /><div class="where"><div class="strip" /><span>{ "\u{a0}" }</span></div>
        </li>
    }
}
