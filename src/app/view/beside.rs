//! The song beside itself, for those who ask: what changes, and what comes back.

use std::rc::Rc;

use yew::prelude::*;

use super::playhead::{Playhead, use_place};
use super::pointing::{Pointing, use_pointing};
use super::walk::use_walk;
use crate::app::plot::Likeness;
use crate::app::telling::{change, wander};
use crate::engine::course::Course;

/// See [`Beside`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The song's way, once it is known.
    pub course: Option<Rc<Course>>,
    /// Where in the song everybody is.
    pub playhead: Playhead,
}

/// A button, and behind it the picture.
#[component]
pub fn Beside(props: &Props) -> Html {
    let Props { course, playhead } = props;
    let open = use_state_eq(|| false);
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let words = if *open { "Put away" } else { "Compare the song with itself" };
    html! {
        <div class="beside-itself">
            <button class="button" data-testid="beside" aria-expanded={open.to_string()} disabled={course.is_none()} {onclick}>{ words }</button>
            if let (true, Some(course)) = (*open, course) {
                <Square course={course.clone()} playhead={playhead.clone()} />
            }
        </div>
    }
}

/// See [`Square`].
#[derive(PartialEq, Properties)]
struct SquareProps {
    course: Rc<Course>,
    playhead: Playhead,
}

/// The picture, lines where everybody is, and two windows in words: those that are pointed at, or this one and its echo.
#[component]
fn Square(props: &SquareProps) -> Html {
    let SquareProps { course, playhead } = props;
    let at = use_place(playhead);
    let surface = use_node_ref();
    let Pointing { at: pointed, onpointerdown, onpointermove, onpointerleave } = {
        let (course, windows, playhead) = (course.clone(), course.windows(), playhead.clone());
        let found = move |place, size| Some(under(windows, place, size));
        use_pointing(&surface, found, move |[one, _]| playhead.go(course.middle(*one)))
    };
    let onkeydown = use_walk(Some(course.clone()), playhead);
    let here = course.window_at(at);
    let pair = pointed.or_else(|| change::echo(course, here).map(|echo| [here, echo]));
    let told = pair.map(|[one, other]| change::pair(course, one, other));
    let last = course.windows().saturating_sub(1);
    let line = format!("--x:{:.5}", (here as f64 + 0.5) / course.windows().max(1) as f64);
    html! {
        <div class="square">
            <div class="trail">
                <Likeness course={course.clone()} />
                <div
                    ref={surface} class="surface" role="slider" tabindex="0" data-testid="square" style={line}
                    aria-label="The song beside itself: a window and its echo" aria-valuemin="1" aria-valuemax={(last + 1).to_string()}
                    aria-valuenow={(here + 1).to_string()} aria-valuetext={told.clone()}
                    {onpointerdown} {onpointermove} {onpointerleave} {onkeydown}
                >
                    <i class="across" /><i class="upwards" />
                </div>
            </div>
            <div class="aside">
                <p class="legend">
                    <span>{ format!("{} unlike", wander::number(change::least(course))) }</span><i class="alike" /><span>{ "1 the same" }</span>
                </p>
                <p data-testid="changes">{ change::told(course) }</p>
                <p class="told" data-testid="pair">{ told }</p>
                <p class="soft">{ "Start is at the lower left on both sides. Light crosses are changes, dark blocks apart from the diagonal are what comes back." }</p>
            </div>
        </div>
    }
}

/// The two windows at this place in a picture of this size.
fn under(windows: usize, [x, y]: [f64; 2], [width, height]: [f64; 2]) -> [usize; 2] {
    let (across, up) = (x / width.max(1.0), 1.0 - y / height.max(1.0));
    [across, up].map(|share| ((share * windows as f64) as usize).min(windows.saturating_sub(1))) // saturates
}
