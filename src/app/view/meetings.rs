//! Where along the song a neighbour is near, and what there is near it.

use std::rc::Rc;

use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use crate::app::state::Near;
use crate::app::telling;
use crate::engine::analysis::Match;

/// See [`Meetings`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The neighbours.
    pub near: Rc<Near>,
    /// Which of them.
    pub place: usize,
    /// Seconds of the song.
    pub length: f64,
    /// Hears where in the song the cursor should be, in seconds.
    pub on_cue: Callback<f64>,
}

/// A strip on the song's time axis with a mark for each window in which the neighbour is among the nearest, and one of
/// those meetings in words: at first the closest, then the one that is pointed at.
#[component]
pub fn Meetings(props: &Props) -> Html {
    let Some(neighbour) = props.near.neighbours.get(props.place) else { return html! {} };
    let matches = &neighbour.matches;
    let at = use_state_eq(|| closest(matches));
    let strip = use_node_ref();
    let Some(met) = matches.get(*at) else { return html! { <div class="where" /> } };

    let onpointermove = {
        let (strip, at) = (strip.clone(), at.setter());
        let (near, place, length) = (Rc::clone(&props.near), props.place, props.length);
        Callback::from(move |event: PointerEvent| {
            let Some(strip) = strip.cast::<HtmlElement>() else { return };
            let frame = strip.get_bounding_client_rect();
            let time = length * (f64::from(event.client_x()) - frame.left()) / frame.width().max(1.0);
            at.set(near.neighbours.get(place).map_or(0, |neighbour| at_time(&neighbour.matches, time)));
        })
    };
    let onpointerdown = onpointermove.clone(); // a finger does not hover
    let onclick = {
        let start = met.start;
        props.on_cue.reform(move |_: MouseEvent| start)
    };
    let onkeydown = {
        let (at, now, last, start) = (at.setter(), *at, matches.len() - 1, met.start);
        let on_cue = props.on_cue.clone();
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            let goal = key_goal(&key, now, last);
            if let Some(goal) = goal {
                at.set(goal);
            } else if key == "Enter" || key == " " {
                on_cue.emit(start);
            } else {
                return;
            }
            event.prevent_default();
        })
    };
    let told = telling::meeting(met);
    html! {
        <div
            class="where" role="slider" tabindex="0" data-testid="where"
            aria-label={format!("Where {} is near; Enter moves the cursor there", neighbour.title)}
            aria-valuemin="1" aria-valuemax={matches.len().to_string()} aria-valuenow={(*at + 1).to_string()}
            aria-valuetext={told.clone()} {onpointermove} {onpointerdown} {onclick} {onkeydown}
        >
            <div ref={strip} class="strip">{ for matches.iter().enumerate().map(|(number, met)| mark(met, number == *at, props.length)) }</div>
            <span>{ told }</span>
        </div>
    }
}

fn mark(met: &Match, pointed: bool, length: f64) -> Html {
    let share = |time: f64| time / length.max(f64::MIN_POSITIVE);
    let style = format!("--from:{:.5};--to:{:.5}", share(met.start), share(met.end));
    html! { <i class={pointed.then_some("pointed")} {style} /> }
}

/// The meeting with the largest similarity; of equals the first.
fn closest(matches: &[Match]) -> usize {
    let best = matches
        .iter()
        .enumerate()
        .max_by(|(i, a), (j, b)| a.similarity.total_cmp(&b.similarity).then(j.cmp(i)));
    best.map_or(0, |(number, _)| number)
}

/// The meeting whose middle is nearest to this time.
fn at_time(matches: &[Match], time: f64) -> usize {
    let away = |met: &Match| (f64::midpoint(met.start, met.end) - time).abs();
    let best = matches.iter().enumerate().min_by(|(_, a), (_, b)| away(a).total_cmp(&away(b)));
    best.map_or(0, |(number, _)| number)
}

/// Which of several in a row a key leads to.
pub(super) fn key_goal(key: &str, now: usize, last: usize) -> Option<usize> {
    match key {
        "ArrowRight" | "ArrowUp" => Some((now + 1).min(last)),
        "ArrowLeft" | "ArrowDown" => Some(now.saturating_sub(1)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}
