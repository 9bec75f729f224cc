//! The song from left to right: what it sounds like and what it is called, on one time axis.

use std::rc::Rc;

use yew::prelude::*;

use super::cursor::Cursor;
use super::playhead::Playhead;
use super::zoom::{Buttons, Zoom};
use crate::app::plot::{Spectrogram, Timeline, Waveform, tags};
use crate::app::state::{Answer, Phase, Tagging};
use crate::app::stretch::Stretch;
use crate::app::telling::{self, along, change::Change, pitch};
use crate::engine::analysis::Stage;

/// See [`Lanes`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The answer, once there is one.
    pub answer: Option<Rc<Answer>>,
    /// What the network heard, if it may listen.
    pub tagging: Option<Rc<Tagging>>,
    /// How far the song has come.
    pub phase: Phase,
    /// The genre that is shown alone, if one is.
    pub alone: Option<String>,
    /// Where the song changes most, once that is known.
    pub changes: Rc<Vec<Change>>,
    /// Where in the song everybody is.
    pub playhead: Playhead,
}

/// The lanes, and the cursor through all of them.
#[component]
pub fn Lanes(props: &Props) -> Html {
    let Props { answer, tagging, phase, alone, changes, playhead } = props;
    let length = answer.as_ref().map_or(0.0, |answer| answer.analysis.song.seconds);
    let picture = answer.as_ref().map(|answer| answer.spectrogram.clone());
    let lane = use_node_ref();
    let shown = use_state_eq(Stretch::default);
    let stretch = *shown;
    let set = shown.setter();
    let zoom = Zoom { stretch, on_stretch: use_callback((), move |stretch, ()| set.set(stretch)), length };
    html! {
        <section class="along" aria-labelledby="along">
            <div class="head">
                <h2 id="along">{ "Along the song" }</h2>
                <p>{ "One time axis for everything. Click, drag or play: the line moves everywhere." }</p>
                <Buttons zoom={zoom.clone()} playhead={playhead.clone()} />
            </div>
            <div class="lanes">
                <span class="label loudness">{ "Loudness" }</span>
                <Waveform answer={answer.clone()} {stretch} />
                <span class="label pitched">{ "Pitch" }</span>
                <Spectrogram picture={picture.clone()} canvas={lane.clone()} {stretch} />
                <div class="pitches" aria-hidden="true">{ for pitch::ticks().into_iter().map(rung) }</div>
                <span class="label genre">{ judged(answer.as_deref(), alone.as_deref()) }</span>
                <Timeline answer={answer.clone()} alone={alone.clone()} {stretch} />
                { for tagging.iter().map(|tagging| tags(tagging, length, stretch)) }
                <Cursor zoom={zoom.clone()} {picture} {lane} playhead={playhead.clone()} heard={heard(phase)} />
                <div class="axis" aria-hidden="true">
                    { for along::ticks_within(length, stretch).into_iter().map(|time| tick(time, &zoom)) }
                    { for changes.iter().map(|change| turn(change, &zoom)) }
                </div>
            </div>
        </section>
    }
}

/// What the genres are judged by, and whose share alone is shown.
fn judged(answer: Option<&Answer>, alone: Option<&str>) -> String {
    let judged = answer.map_or("Genre".to_owned(), |answer| telling::judged(&answer.analysis.timeline));
    alone.map_or_else(|| judged.clone(), |alone| judged.replacen("Genre", &format!("{alone} alone"), 1))
}

/// The share of the song that the engine has listened to.
fn heard(phase: &Phase) -> f32 {
    match phase {
        Phase::Working(Stage::Listening, done) => *done,
        Phase::Working(Stage::Classifying | Stage::Searching, _) => 1.0,
        _ => 0.0,
    }
}

fn tick(time: f64, zoom: &Zoom) -> Html {
    html! { <span key={time.to_string()} style={format!("--at:{:.5}", zoom.place(time))}>{ telling::clock(time) }</span> }
}

/// A place where the song changes.
fn turn(Change { at, .. }: &Change, zoom: &Zoom) -> Html {
    let place = zoom.place(*at);
    let seen = (0.0..=1.0).contains(&place);
    html! { if seen { <i class="turn" style={format!("--at:{place:.5}")} title={format!("It changes at {}", telling::clock(*at))} /> } }
}

fn rung((frequency, up): (String, f64)) -> Html {
    html! { <span style={format!("--up:{up:.5}")}>{ frequency }</span> }
}
