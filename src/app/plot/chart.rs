//! The frame of curves: axes beside them, and a line that tells what stands where.

use std::rc::Rc;

use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use super::lines::{self, Ink, Line};
use super::paper::use_paper;

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
    /// The curves.
    pub lines: Vec<Line>,
}

/// Curves with axes. Pointer and arrow keys move the line.
#[component]
pub fn Chart(props: &Props) -> Html {
    let Props { label, across, up, readings, unit, lines } = props;
    let canvas = use_node_ref();
    let hairs = up.iter().map(|(_, up)| Line { places: vec![[0.0, *up], [1.0, *up]], ink: Ink::Hair });
    use_paper(canvas.clone(), hairs.chain(lines.iter().cloned()).collect::<Vec<_>>(), |paper, lines| {
        if let Some(area) = paper.area() {
            // A canvas that refuses a line has nothing better to show.
            let _ = lines::draw(paper, &area, lines);
        }
    });
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
                <canvas ref={canvas} aria-hidden="true" />
                if let Some(reading) = told {
                    <i class="pin" style={format!("--at:{:.4}", reading.at)} />
                }
            </div>
            <div class="axis" aria-hidden="true">{ for across.iter().map(|(tick, at)| html! { <span style={format!("--at:{at:.4}")}>{ tick }</span> }) }</div>
            <p class="told">{ told.map_or(*unit, |reading| reading.told.as_str()) }</p>
        </div>
    }
}
