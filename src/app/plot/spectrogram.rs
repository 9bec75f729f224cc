//! What sounds when: time from left to right, pitch upwards, loudness as colour.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::iter;
use std::rc::Rc;

use web_sys::HtmlCanvasElement;
use yew::prelude::*;

use super::paper::{Paper, slide, use_ruled};
use crate::app::heat;
use crate::app::stretch::Stretch;
use crate::app::telling::pitch;
use crate::engine::mel::BANDS;
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
    let slides =
        use_memo(picture.clone(), |picture| Slides { picture: picture.clone(), made: RefCell::default() });
    use_ruled(canvas.clone(), Some(BANDS as u32), (slides, *stretch), |paper, (slides, stretch)| {
        draw(paper, slides, *stretch);
    });
    let label = use_memo(picture.clone(), |picture| {
        picture.as_ref().map_or_else(
            || "The spectrogram follows.".to_owned(),
            |picture| format!("Spectrogram. {}", pitch::summary(picture)),
        )
    });
    html! { <canvas ref={canvas.clone()} class="pitch" role="img" aria-label={(*label).clone()} /> }
}

/// The picture in colours, and coarser ones: each has half the columns of the one before, the louder of two. Made when they
/// are wanted.
struct Slides {
    picture: Option<Rc<Picture>>,
    made: RefCell<BTreeMap<usize, HtmlCanvasElement>>,
}

impl PartialEq for Slides {
    fn eq(&self, other: &Self) -> bool {
        self.picture == other.picture
    }
}

impl Slides {
    /// The coarsest that has at least so many columns, if the picture has; `None` where the browser has no more canvases to
    /// give.
    fn with(&self, columns: f64) -> Option<HtmlCanvasElement> {
        let picture = self.picture.as_ref()?;
        let all = Some(picture.levels().nrows()).filter(|&all| all > 0);
        let halves = |count: &usize| Some(count / 2).filter(|&half| half as f64 >= columns.max(1.0));
        let count = iter::successors(all, halves).last()?;
        let made = self.made.borrow().get(&count).cloned();
        made.or_else(|| {
            let slide = slide(&heat::pixels(picture.narrowed(count).levels()), count).ok()?;
            self.made.borrow_mut().insert(count, slide.clone());
            Some(slide)
        })
    }
}

/// On a slide that has a column for every pixel: more would fall between them.
fn draw(paper: &Paper, slides: &Slides, stretch: Stretch) {
    let [from, to] = stretch.ends();
    if let Some(slide) = slides.with(f64::from(paper.width) / (to - from)) {
        // A canvas that refuses a picture has nothing better to show.
        let _ = paper.project(&slide, [from, to]);
    }
}
