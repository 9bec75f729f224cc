//! The links between the two timelines, which pointer and keyboard walk along.

use std::rc::Rc;

use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use crate::app::links::{Link, links, nearest, strongest};
use crate::app::plot;
use crate::app::telling::{self, reason::pair};
use crate::app::view::meetings::key_goal;
use crate::engine::reason::Reason;

/// See [`Links`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Why the neighbour is near, once it is known.
    pub reason: Option<Rc<Reason>>,
    /// What it is called.
    pub title: AttrValue,
    /// Seconds of the song.
    pub length: f64,
    /// Hears where in the song the cursor should be, in seconds.
    pub on_cue: Callback<f64>,
}

/// Two axes, the links between them, and one of them in words: at first the strongest, then the one that is pointed at.
#[component]
pub fn Links(props: &Props) -> Html {
    let Props { reason, title, length, on_cue } = props;
    let length = *length;
    let drawn = use_memo(reason.clone(), move |reason| {
        reason.as_ref().map(|reason| links(reason, length)).unwrap_or_default()
    });
    let chosen = use_state_eq(|| None::<usize>);
    let surface = use_node_ref();
    let pointed = chosen.filter(|number| *number < drawn.len()).unwrap_or_else(|| strongest(&drawn));
    let met =
        reason.as_ref().zip(drawn.get(pointed)).map(|(reason, link)| (reason, &reason.pairs[link.pair]));
    let told = met.map(|(reason, met)| pair(reason, met)).unwrap_or_default();

    let point = {
        let (surface, chosen, drawn) = (surface.clone(), chosen.setter(), Rc::clone(&drawn));
        Callback::from(move |event: PointerEvent| {
            if let Some(number) = under(&event, &surface, &drawn) {
                chosen.set(Some(number));
            }
        })
    };
    let onclick = {
        let (on_cue, start) = (on_cue.clone(), met.map(|(_, met)| met.start));
        Callback::from(move |_: MouseEvent| start.iter().for_each(|&start| on_cue.emit(start)))
    };
    let onkeydown = {
        let (chosen, last) = (chosen.setter(), drawn.len().saturating_sub(1));
        let (on_cue, start) = (on_cue.clone(), met.map(|(_, met)| met.start));
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            if let Some(goal) = key_goal(&key, pointed, last) {
                chosen.set(Some(goal));
            } else if let ("Enter" | " ", Some(start)) = (key.as_str(), start) {
                on_cue.emit(start);
            } else {
                return;
            }
            event.prevent_default();
        })
    };
    let parts = reason.as_ref().map_or(0, |reason| reason.parts);
    html! {
        <div class="meet">
            <span class="label">{ "Your song" }</span>
            <div class="axis" aria-hidden="true">{ for ticks(length) }</div>
            <div
                ref={surface} class="links" role="slider" tabindex="0" data-testid="links"
                aria-label={format!("Links to {title}; Enter moves the cursor there")}
                aria-valuemin="1" aria-valuemax={drawn.len().max(1).to_string()} aria-valuenow={(pointed + 1).to_string()}
                aria-valuetext={told.clone()} onpointermove={point.clone()} onpointerdown={point} {onclick} {onkeydown}
            >
                <plot::Links links={drawn} {parts} {pointed} />
            </div>
            <div class="axis theirs" aria-hidden="true">{ for reason.iter().flat_map(|reason| below(reason)) }</div>
            <span class="label theirs"><bdi>{ title }</bdi></span>
            <p class="pointed" data-testid="link">{ told }</p>
        </div>
    }
}

/// The number of the link under the pointer.
fn under(event: &PointerEvent, surface: &NodeRef, drawn: &[Link]) -> Option<usize> {
    let frame = surface.cast::<HtmlElement>()?.get_bounding_client_rect();
    let along = (f64::from(event.client_x()) - frame.left()) / frame.width().max(1.0);
    let down = (f64::from(event.client_y()) - frame.top()) / frame.height().max(1.0);
    nearest(drawn, along, down)
}

/// The neighbour's own axis; of what is described as a whole, or whose length nobody knows, there is none.
fn below(reason: &Reason) -> Vec<Html> {
    match reason.seconds {
        _ if reason.parts <= 1 => vec![tick("described as a whole".to_owned(), 0.5)],
        Some(seconds) => ticks(seconds),
        None => Vec::new(),
    }
}

fn ticks(length: f64) -> Vec<Html> {
    telling::ticks(length).into_iter().map(|time| tick(telling::clock(time), time / length)).collect()
}

fn tick(words: String, at: f64) -> Html {
    html! { <span style={format!("--at:{at:.5}")}>{ words }</span> }
}
