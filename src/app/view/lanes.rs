//! The song from left to right: what it sounds like and what it is called, on one time axis.

use std::rc::Rc;

use gloo::render::{AnimationFrame, request_animation_frame};
use web_sys::{HtmlAudioElement, HtmlElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use super::plot::{Timeline, Waveform};
use crate::app::state::{Answer, Phase};
use crate::app::telling;
use crate::engine::analysis::Stage;

/// See [`Lanes`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The answer, once there is one.
    pub answer: Option<Rc<Answer>>,
    /// How far the song has come.
    pub phase: Phase,
    /// What plays the song.
    pub audio: NodeRef,
    /// Whether it does.
    pub playing: bool,
    /// Where the cursor was last sent from elsewhere.
    pub cue: Option<Cue>,
}

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

/// The lanes, and the cursor through all of them.
#[component]
pub fn Lanes(props: &Props) -> Html {
    let Props { answer, phase, audio, playing, cue } = props;
    let length = answer.as_ref().map_or(0.0, |answer| answer.analysis.song.seconds);
    let judged =
        answer.as_ref().map_or("Genre".to_owned(), |answer| telling::judged(&answer.analysis.timeline));
    html! {
        <section class="along" aria-labelledby="along">
            <div class="head"><h2 id="along">{ "Along the song" }</h2><p>{ "One time axis for everything. Click, drag or play: the line moves everywhere." }</p></div>
            <div class="lanes">
                <span class="label loudness">{ "Loudness" }</span>
                <Waveform answer={answer.clone()} />
                <span class="label genre">{ judged }</span>
                <Timeline answer={answer.clone()} />
                <Cursor {length} audio={audio.clone()} playing={*playing} heard={heard(phase)} cue={cue.clone()} />
                <div class="axis" aria-hidden="true">{ for telling::ticks(length).into_iter().map(|time| tick(time, length)) }</div>
            </div>
        </section>
    }
}

/// The share of the song that the engine has listened to.
fn heard(phase: &Phase) -> f32 {
    match phase {
        Phase::Working(Stage::Listening, done) => *done,
        Phase::Working(Stage::Classifying | Stage::Searching, _) => 1.0,
        _ => 0.0,
    }
}

fn tick(time: f64, length: f64) -> Html {
    html! { <span style={format!("--at:{:.5}", time / length)}>{ telling::clock(time) }</span> }
}

/// See [`Cursor`].
#[derive(PartialEq, Properties)]
struct CursorProps {
    /// Seconds; 0 while there is nothing to point at.
    length: f64,
    /// What plays the song.
    audio: NodeRef,
    /// Whether it does.
    playing: bool,
    /// The share of the song that has been listened to, until there is an answer.
    heard: f32,
    /// Where it was last sent from elsewhere.
    cue: Option<Cue>,
}

/// The line through all lanes, which the pointer and the keyboard move.
#[component]
fn Cursor(props: &CursorProps) -> Html {
    let CursorProps { length, ref audio, playing, heard, ref cue } = *props;
    let at = use_state_eq(|| 0.0_f64);
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
    let onpointermove = Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            point(&event);
        }
    });
    let onkeydown = {
        let now = *at;
        Callback::from(move |event: KeyboardEvent| {
            if let Some(goal) = key_goal(&event.key(), now, length) {
                event.prevent_default();
                seek(goal);
            }
        })
    };
    if length <= 0.0 {
        return html! { <div class="cursor"><i class="heard" style={format!("--at:{heard}")} /></div> };
    }
    let time = telling::clock(*at);
    html! {
        <div
            ref={surface} class="cursor live" role="slider" tabindex="0" aria-label="Place in the song"
            aria-valuemin="0" aria-valuemax={format!("{length:.0}")} aria-valuenow={format!("{:.0}", *at)}
            aria-valuetext={time.clone()} {onpointerdown} {onpointermove} {onkeydown}
        >
            <i class="line" style={format!("--at:{:.5}", *at / length)}><b>{ time }</b></i>
        </div>
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
