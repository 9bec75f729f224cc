//! The songs of the catalogue that sound most like it.

use std::rc::Rc;

use yew::prelude::*;

use super::hue;
use super::invitation::thousands;
use crate::app::state::Answer;
use crate::engine::analysis::Neighbour;
use crate::protocol::PackCard;

/// See [`Neighbours`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The answer, once there is one.
    pub answer: Option<Rc<Answer>>,
    /// How many songs were asked.
    pub pack: Option<Rc<PackCard>>,
}

/// Rows there are before anything is known.
const USUAL: u32 = 5;

/// The nearest songs, nearest first.
#[component]
pub fn Neighbours(props: &Props) -> Html {
    let rows: Vec<Html> = match &props.answer {
        Some(answer) => answer.analysis.neighbours.iter().map(row).collect(),
        None => (1..=USUAL).map(empty).collect(),
    };
    let many = props.pack.as_ref().map_or_else(|| "thousands of".to_owned(), |pack| thousands(pack.tracks));
    html! {
        <section class="near" aria-labelledby="near">
            <div class="head"><h2 id="near">{ "Nearest songs" }</h2><p>{ format!("From {many} clips of the Free Music Archive. A match of 100 is the song itself, 0 is any song.") }</p></div>
            <ol>{ for rows }</ol>
        </section>
    }
}

fn row(neighbour: &Neighbour) -> Html {
    let Neighbour { rank, track_id, title, artist, album, genre, match_percent, .. } = neighbour;
    let by = if album.is_empty() { artist.clone() } else { format!("{artist} · {album}") };
    html! {
        <li key={*track_id} data-testid="neighbour" data-track-id={track_id.to_string()}>
            <span class="rank">{ rank }</span>
            <span class="title"><b><bdi>{ title }</bdi></b><span><bdi>{ by }</bdi></span></span>
            <span class="chip hued" style={hue::style(genre)}>{ genre }</span>
            <span class="match" style={format!("--share:{}", f32::from(*match_percent) / 100.0)} title="Match, 0 to 100">
                <i /><span><span class="unseen">{ "Match " }</span>{ match_percent }</span>
            </span>
        </li>
    }
}

fn empty(rank: u32) -> Html {
    html! {
        <li class="empty" aria-hidden="true">
            <span class="rank">{ rank }</span><span class="title"><b>{ "\u{a0}" }</b><span>{ "\u{a0}" }</span></span>
        </li>
    }
}
