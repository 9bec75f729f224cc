//! The frame of a curve: axes beside it, and a line that tells what stands where.

use std::rc::Rc;

use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::prelude::*;

/// A number on an axis, and where it stands: 0 to 1.
pub type Tick = (String, f64);

/// What is told at one place of the curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// How far right, 0 to 1.
    pub at: f64,
    /// In words.
    pub told: String,
}

/// See [`Chart`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What it is.
    pub label: String,
    /// Numbers from left to right.
    pub across: Vec<Tick>,
    /// Numbers upwards.
    pub up: Vec<Tick>,
    /// What is told where, from left to right; one at least.
    pub readings: Rc<Vec<Reading>>,
    /// What lies to the right of the axis, in words.
    #[prop_or_default]
    pub unit: &'static str,
    /// The curves, in a picture of 100 × 100.
    pub children: Html,
}

/// Curves with axes. Pointer and arrow keys move the line.
#[component]
pub fn Chart(props: &Props) -> Html {
    let Props { label, across, up, readings, unit, children } = props;
    let place = use_state_eq(|| None::<usize>);
    let frame = use_node_ref();
    let count = readings.len();
    let onpointermove = {
        let (frame, place, readings) = (frame.clone(), place.setter(), readings.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(frame) = frame.cast::<Element>().map(|frame| frame.get_bounding_client_rect()) else {
                return;
            };
            let at = (f64::from(event.client_x()) - frame.left()) / frame.width().max(1.0);
            let distance = |reading: &Reading| (reading.at - at).abs();
            let nearest =
                (0..count).min_by(|&a, &b| distance(&readings[a]).total_cmp(&distance(&readings[b])));
            place.set(nearest);
        })
    };
    let onkeydown = {
        let place = place.clone();
        Callback::from(move |event: KeyboardEvent| {
            let now = place.unwrap_or_default();
            let to = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => now + usize::from(place.is_some()),
                "ArrowLeft" | "ArrowDown" => now.saturating_sub(1),
                "Home" => 0,
                "End" => count,
                _ => return,
            };
            event.prevent_default();
            place.set(Some(to.min(count.saturating_sub(1))));
        })
    };
    let told = place.and_then(|place| readings.get(place));
    html! {
        <div class="chart">
            <div class="rungs" aria-hidden="true">{ for up.iter().map(|(tick, up)| html! { <span style={format!("--up:{up:.4}")}>{ tick }</span> }) }</div>
            <div
                ref={frame} class="curves" tabindex="0" role="slider" aria-label={label.clone()}
                aria-valuemin="1" aria-valuemax={count.to_string()} aria-valuenow={place.map_or(1, |place| place + 1).to_string()}
                aria-valuetext={told.map_or_else(|| "Arrow keys read it out".to_owned(), |reading| reading.told.clone())}
                {onpointermove} {onkeydown}
            >
                <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
                    { for up.iter().map(|(_, up)| line([0.0, *up], [1.0, *up])) }
                    { children.clone() }
                </svg>
                if let Some(reading) = told {
                    <i class="pin" style={format!("--at:{:.4}", reading.at)} />
                }
            </div>
            <div class="axis" aria-hidden="true">{ for across.iter().map(|(tick, at)| html! { <span style={format!("--at:{at:.4}")}>{ tick }</span> }) }</div>
            <p class="told">{ told.map_or(*unit, |reading| reading.told.as_str()) }</p>
        </div>
    }
}

/// A hairline.
fn line(from: [f64; 2], to: [f64; 2]) -> Html {
    let d = crate::app::graph::path([from, to].into_iter());
    html! { <path class="hair" {d} /> }
}
