//! What sounds when: time from left to right, pitch upwards, loudness as colour.

use std::rc::Rc;

use yew::prelude::*;

use super::paper::{ALL, Paper, use_paper};
use crate::app::heat;
use crate::app::telling::pitch;
use crate::engine::spectrogram::Spectrogram as Picture;

/// See [`Spectrogram`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What sounds when, once it is known.
    pub picture: Option<Rc<Picture>>,
    /// The canvas, for who wants to know where it is.
    pub canvas: NodeRef,
}

/// The spectrogram; until there is one, an empty lane.
#[component]
pub fn Spectrogram(props: &Props) -> Html {
    let Props { picture, canvas } = props;
    use_paper(canvas.clone(), picture.clone(), |paper, picture| {
        if let Some(picture) = picture {
            draw(paper, picture);
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
fn draw(paper: &Paper, picture: &Picture) {
    let narrowed = picture.narrowed(paper.width as usize);
    let columns = narrowed.levels().nrows();
    // A canvas that refuses a picture has nothing better to show.
    let _ = paper.lay(&heat::pixels(narrowed.levels()), columns, ALL);
}
