//! Where each genre's songs crowd: the same plane again and again.

use std::rc::Rc;

use ndarray::Array2;
use yew::prelude::*;

use super::paper::{ALL, Paper, use_paper};
use crate::app::sight::shades;
use crate::app::telling::survey::summit;
use crate::app::view::hue;
use crate::engine::survey::Survey;
use crate::engine::terrain::CELLS;

/// A small picture for each genre.
pub fn multiples(survey: &Survey) -> Html {
    let crowds = survey.genres.iter().zip(&survey.crowds);
    let picture = |(genre, crowd): (&String, &Vec<u32>)| {
        let crowd = Array2::from_shape_vec((CELLS, CELLS), crowd.clone()).ok()?;
        Some(
            html! { <li key={genre.clone()}><Crowd genre={genre.clone()} heights={Rc::new(shades(&crowd))} /></li> },
        )
    };
    html! { <ul class="multiples">{ for crowds.filter_map(picture) }</ul> }
}

#[derive(PartialEq, Properties)]
struct CrowdProps {
    genre: String,
    /// Upwards × across, 0 to 255.
    heights: Rc<Array2<u8>>,
}

#[component]
fn Crowd(CrowdProps { genre, heights }: &CrowdProps) -> Html {
    let canvas = use_node_ref();
    use_paper(canvas.clone(), (heights.clone(), hue::property(genre)), |paper, (heights, property)| {
        draw(paper, heights, property);
    });
    let (highest, _) =
        heights.indexed_iter().fold(
            ((0, 0), 0),
            |(at, most), (place, &height)| {
                if height > most { (place, height) } else { (at, most) }
            },
        );
    let share = |cell: usize| (cell as f64 + 0.5) / heights.ncols() as f64;
    html! {
        <figure style={hue::style(genre)}>
            <canvas ref={canvas} role="img" aria-label={summit(genre, [share(highest.1), share(highest.0)])} />
            <figcaption class="hued">{ genre }</figcaption>
        </figure>
    }
}

/// The genre's colour, as dense as the crowd.
fn draw(paper: &Paper, heights: &Array2<u8>, property: &'static str) {
    let colour = paper.colour(property);
    let rows = heights.rows().into_iter().rev();
    let pixels: Vec<u8> =
        rows.flat_map(|row| row.to_vec()).flat_map(|height| [colour.0, colour.1, colour.2, height]).collect();
    // A canvas that refuses a picture has nothing better to show.
    let _ = paper.lay(&pixels, heights.ncols(), ALL);
}
