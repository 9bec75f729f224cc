//! The song beside itself: time from left to right and upwards, how alike two windows are as depth of colour.

use std::rc::Rc;

use plotters::prelude::RGBColor;
use yew::prelude::*;

use super::paper::{ALL, Paper, use_paper};
use crate::app::telling::change;
use crate::engine::course::Course;

/// See [`Likeness`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The song's way, once it is known.
    pub course: Option<Rc<Course>>,
}

/// The picture; until there is anything to see, an empty one.
#[component]
pub fn Likeness(props: &Props) -> Html {
    let canvas = use_node_ref();
    use_paper(canvas.clone(), props.course.clone(), |paper, course| {
        if let Some(course) = course {
            draw(paper, course);
        }
    });
    let told = props.course.as_ref().map_or_else(String::new, |course| change::told(course));
    html! { <canvas ref={canvas} class="beside" role="img" aria-label={format!("The song beside itself. {told}")} /> }
}

/// One pixel for each pair of windows, the latest on top.
fn draw(paper: &Paper, course: &Course) {
    let RGBColor(red, green, blue) = paper.colour("--accent");
    let (windows, least) = (course.windows(), change::least(course));
    let pixels: Vec<u8> = (0..windows)
        .rev()
        .flat_map(|up| (0..windows).map(move |across| (up, across)))
        .flat_map(|(up, across)| {
            let depth = (course.likeness(across, up) - least) / (1.0 - least).max(f64::MIN_POSITIVE);
            [red, green, blue, (255.0 * depth * depth).round() as u8]
        })
        .collect();
    // A canvas that refuses a picture has nothing better to show.
    let _ = paper.lay(&pixels, windows, ALL);
}
