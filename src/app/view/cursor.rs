//! The cursor through all lanes.

use std::rc::Rc;

use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use super::playhead::{Playhead, use_place};
use super::reading::{Reading, Spot};
use crate::app::telling::{self, pitch};
use crate::engine::spectrogram::Spectrogram;

/// Seconds that an arrow key moves the cursor, and that a page key does.
const STEPS: [f64; 2] = [5.0, 30.0];

/// See [`Cursor`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Seconds; 0 while there is nothing to point at.
    pub length: f64,
    /// What sounds when, once it is known.
    pub picture: Option<Rc<Spectrogram>>,
    /// Where that is drawn.
    pub lane: NodeRef,
    /// Where in the song everybody is.
    pub playhead: Playhead,
    /// The share of the song that has been listened to, until there is an answer.
    pub heard: f32,
}

/// The line through all lanes, which the pointer and the keyboard move, and what the spectrogram has there.
#[component]
pub fn Cursor(props: &Props) -> Html {
    let Props { length, ref picture, ref lane, ref playhead, heard } = *props;
    let at = use_place(playhead);
    let surface = use_node_ref();
    let Dragging { onpointerdown, onpointermove } = use_dragging(&surface, playhead, length);
    let Spotting { spot, look, forget } = use_spotting(lane);
    let onpointermove = {
        Callback::from(move |event: PointerEvent| {
            onpointermove.emit(event.clone());
            look.emit(event);
        })
    };
    let onkeydown = use_keys(playhead, length, forget.clone());
    let onpointerleave = forget.reform(|_: PointerEvent| ());
    if length <= 0.0 {
        return waiting(heard);
    }
    let time = telling::clock(at);
    let under = picture.as_ref().and_then(|picture| pitch::strongest(picture, length, at));
    let pointed = spot
        .zip(picture.as_ref())
        .and_then(|(spot, picture)| pitch::pointed(picture, length, spot.along * length, spot.up));
    html! {
        <>
            <div
                ref={surface} class="cursor live" role="slider" tabindex="0" aria-label="Place in the song"
                aria-valuemin="0" aria-valuemax={format!("{length:.0}")} aria-valuenow={format!("{at:.0}")}
                aria-valuetext={under.clone().unwrap_or_else(|| time.clone())}
                {onpointerdown} {onpointermove} {onpointerleave} {onkeydown}
            >
                <i class="line" style={format!("--at:{:.5}", at / length)}><b>{ time }</b></i>
            </div>
            <Reading words={pointed.or(under)} />
        </>
    }
}

/// How much of the song was listened to, before there is a place in it.
fn waiting(heard: f32) -> Html {
    html! {
        <>
            <div class="cursor"><i class="heard" style={format!("--at:{heard}")} /></div>
            <Reading words={None::<String>} />
        </>
    }
}

/// What makes the pointer draw the playhead along.
struct Dragging {
    onpointerdown: Callback<PointerEvent>,
    onpointermove: Callback<PointerEvent>,
}

#[hook]
fn use_dragging(surface: &NodeRef, playhead: &Playhead, length: f64) -> Dragging {
    let point = {
        let (surface, playhead) = (surface.clone(), playhead.clone());
        move |event: &PointerEvent| {
            let Some(surface) = surface.cast::<HtmlElement>() else { return };
            let frame = surface.get_bounding_client_rect();
            playhead.go(length * (f64::from(event.client_x()) - frame.left()) / frame.width().max(1.0));
        }
    };
    let onpointerdown = {
        let (surface, point) = (surface.clone(), point.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return; // the second button asks for a menu
            }
            if let Some(surface) = surface.cast::<HtmlElement>() {
                let _ = surface.set_pointer_capture(event.pointer_id()); // without it the drag ends at the edge
            }
            point(&event);
        })
    };
    let onpointermove = Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            point(&event);
        }
    });
    Dragging { onpointerdown, onpointermove }
}

/// Where in the spectrogram the pointer is, for as long as it is what somebody looks at.
struct Spotting {
    spot: Option<Spot>,
    look: Callback<PointerEvent>,
    forget: Callback<()>,
}

#[hook]
fn use_spotting(lane: &NodeRef) -> Spotting {
    let spot = use_state_eq(|| None::<Spot>);
    let look = {
        let (spot, lane) = (spot.setter(), lane.clone());
        Callback::from(move |event: PointerEvent| spot.set(Spot::under(&event, &lane)))
    };
    let forget = {
        let spot = spot.setter();
        Callback::from(move |()| spot.set(None))
    };
    Spotting { spot: *spot, look, forget }
}

/// The keyboard moves the playhead. Who uses it does not look where the mouse happens to lie.
#[hook]
fn use_keys(playhead: &Playhead, length: f64, forget: Callback<()>) -> Callback<KeyboardEvent> {
    let playhead = playhead.clone();
    Callback::from(move |event: KeyboardEvent| {
        if let Some(goal) = key_goal(&event.key(), playhead.at(), length) {
            event.prevent_default();
            forget.emit(());
            playhead.go(goal);
        }
    })
}

fn key_goal(key: &str, now: f64, length: f64) -> Option<f64> {
    match key {
        "ArrowRight" | "ArrowUp" => Some(now + STEPS[0]),
        "ArrowLeft" | "ArrowDown" => Some(now - STEPS[0]),
        "PageUp" => Some(now + STEPS[1]),
        "PageDown" => Some(now - STEPS[1]),
        "Home" => Some(0.0),
        "End" => Some(length),
        _ => None,
    }
}
