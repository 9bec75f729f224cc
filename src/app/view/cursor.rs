//! The cursor through all lanes.

use std::rc::Rc;

use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use super::playhead::{Playhead, use_place};
use super::reading::{Spot, reading};
use super::zoom::{Fingers, STEP, Zoom, use_wheel};
use crate::app::stretch::Stretch;
use crate::app::telling::{self, pitch};
use crate::engine::spectrogram::Spectrogram;

/// Seconds that an arrow key moves the cursor, and that a page key does.
const STEPS: [f64; 2] = [5.0, 30.0];

/// See [`Cursor`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The stretch of the song that is shown; its length is 0 while there is nothing to point at.
    pub zoom: Zoom,
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
    let Props { zoom, picture, lane, playhead, heard } = props;
    let (at, length) = (use_place(playhead), zoom.length);
    let surface = use_node_ref();
    use_wheel(&surface, zoom);
    use_turning(at, zoom);
    let Dragging { onpointerdown, drag, release } = use_dragging(&surface, playhead, zoom);
    let Spotting { spot, look, forget } = use_spotting(lane);
    let onkeydown = use_keys(playhead, zoom, forget.clone());
    let onpointermove = Callback::from(move |event: PointerEvent| {
        drag.emit(event.clone());
        look.emit(event);
    });
    let onpointerleave = forget.reform(|_: PointerEvent| ());
    if length <= 0.0 {
        return waiting(*heard);
    }
    let time = telling::clock(at);
    let under = picture.as_ref().and_then(|picture| pitch::strongest(picture, length, at));
    let pointed = spot
        .zip(picture.as_ref())
        .and_then(|(spot, picture)| pitch::pointed(picture, length, zoom.time(spot.along), spot.up));
    html! {
        <>
            <div
                ref={surface} class="cursor live" role="slider" tabindex="0" aria-label="Place in the song"
                aria-valuemin="0" aria-valuemax={format!("{length:.0}")} aria-valuenow={format!("{at:.0}")}
                aria-valuetext={under.clone().unwrap_or_else(|| time.clone())}
                {onpointerdown} {onpointermove} onpointerup={release.clone()} onpointercancel={release} {onpointerleave} {onkeydown}
            >
                if zoom.stretch.shows(at / length) {
                    <i class="line" style={format!("--at:{:.5}", zoom.place(at))}><b>{ time }</b></i>
                }
            </div>
            { reading(pointed.or(under).as_deref()) }
        </>
    }
}

/// How much of the song was listened to, before there is a place in it.
fn waiting(heard: f32) -> Html {
    html! {
        <>
            <div class="cursor"><i class="heard" style={format!("--at:{heard}")} /></div>
            { reading(None) }
        </>
    }
}

/// Wherever the playhead goes, the lanes show it.
#[hook]
fn use_turning(at: f64, zoom: &Zoom) {
    let zoom = zoom.clone();
    use_effect_with(at, move |at| {
        let turned = zoom.stretch.holding(at / zoom.length.max(f64::MIN_POSITIVE));
        if turned != zoom.stretch {
            zoom.on_stretch.emit(turned);
        }
    });
}

/// What makes the pointer draw the playhead along, and two fingers bring the lanes closer.
struct Dragging {
    onpointerdown: Callback<PointerEvent>,
    drag: Callback<PointerEvent>,
    release: Callback<PointerEvent>,
}

#[hook]
fn use_dragging(surface: &NodeRef, playhead: &Playhead, zoom: &Zoom) -> Dragging {
    let fingers = use_memo((), |()| Fingers::default());
    let point = {
        let (playhead, zoom) = (playhead.clone(), zoom.clone());
        move |event: &PointerEvent, surface: &HtmlElement| {
            let frame = surface.get_bounding_client_rect();
            let place = (f64::from(event.client_x()) - frame.left()) / frame.width().max(1.0);
            playhead.go(zoom.time(place.clamp(0.0, 1.0)));
        }
    };
    let onpointerdown = {
        let (surface, point, fingers) = (surface.clone(), point.clone(), Rc::clone(&fingers));
        Callback::from(move |event: PointerEvent| {
            let Some(surface) = surface.cast::<HtmlElement>() else { return };
            if event.button() != 0 {
                return; // the second button asks for a menu
            }
            let only = fingers.put(&event);
            let _ = surface.set_pointer_capture(event.pointer_id()); // without it the drag ends at the edge
            if only {
                point(&event, &surface);
            }
        })
    };
    let drag = {
        let (surface, fingers, zoom) = (surface.clone(), Rc::clone(&fingers), zoom.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(surface) = surface.cast::<HtmlElement>() else { return };
            if event.buttons() & 1 == 1 && !fingers.pinch(&event, &surface, &zoom) {
                point(&event, &surface);
            }
        })
    };
    let release = Callback::from(move |event: PointerEvent| fingers.take(&event));
    Dragging { onpointerdown, drag, release }
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

/// The keyboard moves the playhead, and brings the lanes closer around it. Who uses it does not look where the mouse
/// happens to lie.
#[hook]
fn use_keys(playhead: &Playhead, zoom: &Zoom, forget: Callback<()>) -> Callback<KeyboardEvent> {
    let (playhead, zoom) = (playhead.clone(), zoom.clone());
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() {
            return; // the browser's own
        }
        let here = zoom.around(&playhead);
        match event.key().as_str() {
            "+" | "=" => zoom.closer(STEP, here),
            "-" => zoom.closer(1.0 / STEP, here),
            "0" => zoom.on_stretch.emit(Stretch::default()),
            key => match key_goal(key, playhead.at(), zoom.length) {
                Some(goal) => playhead.go(goal),
                None => return,
            },
        }
        event.prevent_default();
        forget.emit(());
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
