//! What sounds when: time from left to right, pitch upwards, loudness as colour.

use std::rc::Rc;

use yew::prelude::*;

use super::paper::{Paper, use_paper};
use crate::app::heat;
use crate::app::stretch::Stretch;
use crate::app::telling::pitch;
use crate::engine::spectrogram::Spectrogram as Picture;

/// See [`Spectrogram`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What sounds when, once it is known.
    pub picture: Option<Rc<Picture>>,
    /// The canvas, for who wants to know where it is.
    pub canvas: NodeRef,
    /// How much of it is shown.
    pub stretch: Stretch,
}

/// The spectrogram; until there is one, an empty lane.
#[component]
pub fn Spectrogram(props: &Props) -> Html {
    let Props { picture, canvas, stretch } = props;
    use_paper(canvas.clone(), (picture.clone(), *stretch), |paper, (picture, stretch)| {
        if let Some(picture) = picture {
            draw(paper, picture, *stretch);
        }
    });
    let label = use_memo(picture.clone(), |picture| {
        picture.as_ref().map_or_else(
            || "The spectrogram follows.".to_owned(),
            |picture| format!("Spectrogram. {}", pitch::summary(picture)),
        )
    });
    html! { <canvas ref={canvas.clone()} class="pitch" role="img" aria-label={(*label).clone()} /> }
}

/// Columns that the screen cannot show are pooled as the engine would, so that no stroke falls between two pixels.
fn draw(paper: &Paper, picture: &Picture, stretch: Stretch) {
    let count = picture.levels().nrows();
    let [from, to] = stretch.ends().map(|share| share * count as f64);
    let seen = from.floor() as usize..(to.ceil() as usize).min(count);
    // The outermost columns may be seen in part.
    let [left, right] =
        [seen.start, seen.end].map(|column| stretch.place(column as f64 / count.max(1) as f64));
    let narrowed = picture.cut(seen).narrowed(paper.width as usize);
    let columns = narrowed.levels().nrows();
    // A canvas that refuses a picture has nothing better to show.
    let _ = paper.lay(&heat::pixels(narrowed.levels()), columns, [left, 0.0, right, 1.0]);
}
