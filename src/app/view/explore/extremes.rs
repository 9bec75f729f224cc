//! The most and the least typical songs.

use yew::prelude::*;

use crate::app::telling::survey;
use crate::app::view::hue;
use crate::engine::survey::Survey;

/// Of each genre, or of the whole catalogue where there are none; `on_pick` hears which song is picked.
pub fn extremes(survey: &Survey, on_pick: &Callback<u32>) -> Html {
    let genres: Vec<(Option<u16>, &str)> = if survey.genres.is_empty() {
        vec![(None, "All songs")]
    } else {
        (0..).map(Some).zip(survey.genres.iter().map(String::as_str)).collect()
    };
    let row = |(genre, name): (Option<u16>, &str)| {
        let [most, least] = survey::extremes(survey, genre);
        html! {
            <div key={name.to_owned()} class="ends" style={hue::style(name)}>
                <h3 class="hued">{ name }</h3>
                <div><h4>{ "Most typical" }</h4>{ songs(survey, &most, on_pick) }</div>
                <div><h4>{ "Least typical" }</h4>{ songs(survey, &least, on_pick) }</div>
            </div>
        }
    };
    html! {
        <section class="extremes" aria-labelledby="extremes">
            <div class="head"><h2 id="extremes">{ "In the middle and at the edge" }</h2><p>{ "The songs that point most nearly where all of their kind point together, and those that point elsewhere." }</p></div>
            { for genres.into_iter().map(row) }
        </section>
    }
}

fn songs(survey: &Survey, positions: &[u32], on_pick: &Callback<u32>) -> Html {
    let row = |&position: &u32| {
        let song = survey.songs.get(position as usize)?;
        let on_pick = on_pick.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            on_pick.emit(position);
            show_map();
        });
        Some(
            html! { <li key={position}><button {onclick}><b><bdi>{ &song.title }</bdi></b>{ " " }<bdi>{ &song.artist }</bdi></button></li> },
        )
    };
    html! { <ul>{ for positions.iter().filter_map(row) }</ul> }
}

/// The map may be out of sight.
fn show_map() {
    if let Some(map) = gloo::utils::document().get_element_by_id("map") {
        map.scroll_into_view();
    }
}
