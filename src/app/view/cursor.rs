//! The cursor through all lanes.

use std::rc::Rc;

use gloo::render::{AnimationFrame, request_animation_frame};
use web_sys::{HtmlAudioElement, HtmlElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use super::reading::{Reading, Spot};
use crate::app::telling::{self, pitch};
use crate::engine::spectrogram::Spectrogram;

/// Sends the cursor to a place in the song.
#[derive(Clone, Debug, PartialEq)]
pub struct Cue {
    /// Seconds.
    pub at: f64,
    /// So that it can be sent to the same place again.
    pub number: u32,
}

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
    /// What plays the song.
    pub audio: NodeRef,
    /// Whether it does.
    pub playing: bool,
    /// The share of the song that has been listened to, until there is an answer.
    pub heard: f32,
    /// Where it was last sent from elsewhere.
    pub cue: Option<Cue>,
}

/// The line through all lanes, which the pointer and the keyboard move, and what the spectrogram has there.
#[component]
pub fn Cursor(props: &Props) -> Html {
    let Props { length, ref picture, ref lane, ref audio, playing, heard, ref cue } = *props;
    let at = use_state_eq(|| 0.0_f64);
    let spot = use_state_eq(|| None::<Spot>);
    let surface = use_node_ref();
    use_follow(audio.clone(), playing, at.setter());

    let seek = {
        let (audio, at) = (audio.clone(), at.setter());
        move |seconds: f64| {
            let seconds = seconds.clamp(0.0, length);
            at.set(seconds);
            if let Some(audio) = audio.cast::<HtmlAudioElement>() {
                audio.set_current_time(seconds);
            }
        }
    };
    {
        let seek = seek.clone();
        use_effect_with(cue.clone(), move |cue| {
            if let Some(Cue { at, .. }) = cue {
                seek(*at);
            }
        });
    }
    let point = {
        let (surface, seek) = (surface.clone(), seek.clone());
        move |event: &PointerEvent| {
            let Some(surface) = surface.cast::<HtmlElement>() else { return };
            let frame = surface.get_bounding_client_rect();
            seek(length * (f64::from(event.client_x()) - frame.left()) / frame.width().max(1.0));
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
    let onpointermove = {
        let (spot, lane) = (spot.setter(), lane.clone());
        Callback::from(move |event: PointerEvent| {
            if event.buttons() & 1 == 1 {
                point(&event);
            }
            spot.set(Spot::under(&event, &lane));
        })
    };
    let onpointerleave = {
        let spot = spot.setter();
        Callback::from(move |_: PointerEvent| spot.set(None))
    };
    let onkeydown = {
        let (now, spot) = (*at, spot.setter());
        Callback::from(move |event: KeyboardEvent| {
            if let Some(goal) = key_goal(&event.key(), now, length) {
                event.prevent_default();
                spot.set(None); // who uses the keyboard does not look where the mouse happens to lie
                seek(goal);
            }
        })
    };
    if length <= 0.0 {
        return html! {
            <>
                <div class="cursor"><i class="heard" style={format!("--at:{heard}")} /></div>
                <Reading words={None::<String>} />
            </>
        };
    }
    let time = telling::clock(*at);
    let under = picture.as_ref().and_then(|picture| pitch::strongest(picture, length, *at));
    let pointed = spot
        .zip(picture.as_ref())
        .and_then(|(spot, picture)| pitch::pointed(picture, length, spot.along * length, spot.up));
    html! {
        <>
            <div
                ref={surface} class="cursor live" role="slider" tabindex="0" aria-label="Place in the song"
                aria-valuemin="0" aria-valuemax={format!("{length:.0}")} aria-valuenow={format!("{:.0}", *at)}
                aria-valuetext={under.clone().unwrap_or_else(|| time.clone())}
                {onpointerdown} {onpointermove} {onpointerleave} {onkeydown}
            >
                <i class="line" style={format!("--at:{:.5}", *at / length)}><b>{ time }</b></i>
            </div>
            <Reading words={pointed.or(under)} />
        </>
    }
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

/// While the song plays, tells at every frame where it is.
#[hook]
fn use_follow(audio: NodeRef, playing: bool, at: UseStateSetter<f64>) {
    let frame = use_mut_ref(|| None::<AnimationFrame>);
    use_effect_with(playing, move |playing| {
        if *playing {
            follow(&audio, at, &frame);
        }
        move || drop(frame.take())
    });
}

fn follow(audio: &NodeRef, at: UseStateSetter<f64>, frame: &Rc<std::cell::RefCell<Option<AnimationFrame>>>) {
    let Some(player) = audio.cast::<HtmlAudioElement>() else { return };
    at.set(player.current_time());
    let (audio, again) = (audio.clone(), Rc::clone(frame));
    frame.replace(Some(request_animation_frame(move |_| follow(&audio, at, &again))));
}
