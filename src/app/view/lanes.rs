//! The song from left to right: what it sounds like and what it is called, on one time axis.

use std::rc::Rc;

use yew::prelude::*;

use super::cursor::Cursor;
use super::playhead::Playhead;
use crate::app::plot::{Spectrogram, Timeline, Waveform};
use crate::app::state::{Answer, Phase};
use crate::app::telling::{self, pitch};
use crate::engine::analysis::Stage;

/// See [`Lanes`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The answer, once there is one.
    pub answer: Option<Rc<Answer>>,
    /// How far the song has come.
    pub phase: Phase,
    /// Where in the song everybody is.
    pub playhead: Playhead,
}

/// The lanes, and the cursor through all of them.
#[component]
pub fn Lanes(props: &Props) -> Html {
    let Props { answer, phase, playhead } = props;
    let length = answer.as_ref().map_or(0.0, |answer| answer.analysis.song.seconds);
    let judged =
        answer.as_ref().map_or("Genre".to_owned(), |answer| telling::judged(&answer.analysis.timeline));
    let picture = answer.as_ref().map(|answer| answer.spectrogram.clone());
    let lane = use_node_ref();
    html! {
        <section class="along" aria-labelledby="along">
            <div class="head"><h2 id="along">{ "Along the song" }</h2><p>{ "One time axis for everything. Click, drag or play: the line moves everywhere." }</p></div>
            <div class="lanes">
                <span class="label loudness">{ "Loudness" }</span>
                <Waveform answer={answer.clone()} />
                <span class="label pitched">{ "Pitch" }</span>
                <Spectrogram picture={picture.clone()} canvas={lane.clone()} />
                <div class="pitches" aria-hidden="true">{ for pitch::ticks().into_iter().map(rung) }</div>
                <span class="label genre">{ judged }</span>
                <Timeline answer={answer.clone()} />
                <Cursor {length} {picture} {lane} playhead={playhead.clone()} heard={heard(phase)} />
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

fn rung((frequency, up): (String, f64)) -> Html {
    html! { <span style={format!("--up:{up:.5}")}>{ frequency }</span> }
}
