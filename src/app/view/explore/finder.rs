//! Which songs of the map are asked for: by words, and by genre.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::atlas::matches;
use crate::app::telling::thousands;
use crate::app::view::hue;
use crate::engine::survey::Survey;

/// Songs that are listed below the words.
const LISTED: usize = 6;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sought {
    /// Words of title and artist.
    pub typed: String,
    /// The only genre, by position.
    pub genre: Option<u16>,
}

impl Sought {
    /// Which songs are; `None` if all are.
    pub fn among(&self, survey: &Survey) -> Option<Vec<bool>> {
        let all = self.typed.trim().is_empty() && self.genre.is_none();
        let is = |song: &crate::engine::survey::Placed| {
            self.genre.is_none_or(|genre| song.genre == Some(genre))
                && matches(&self.typed, [&song.title, &song.artist])
        };
        (!all).then(|| survey.songs.iter().map(is).collect())
    }
}

/// Where it is said.
pub struct Finder<'a> {
    /// The catalogue.
    pub survey: &'a Survey,
    /// What is asked for.
    pub sought: &'a Sought,
    /// Hears what is asked for.
    pub on_seek: Callback<Sought>,
    /// Hears which song is picked.
    pub on_pick: Callback<u32>,
}

/// A field for words, the first songs that have them, and a button for each genre.
pub fn finder(props: &Finder) -> Html {
    let &Finder { survey, sought, ref on_seek, .. } = props;
    let oninput = {
        let (sought, on_seek) = (sought.clone(), on_seek.clone());
        Callback::from(move |event: InputEvent| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            on_seek.emit(Sought { typed, ..sought.clone() });
        })
    };
    let asked = sought.among(survey);
    let found = asked.iter().flatten().filter(|asked| **asked).count();
    html! {
        <div class="finder">
            <label class="seek"><span>{ "Find a song" }</span><input type="search" value={sought.typed.clone()} {oninput} placeholder="Title or artist" autocomplete="off" data-testid="seek" /></label>
            if !survey.genres.is_empty() {
                <div class="chips" role="group" aria-label="Show one genre">
                    { for survey.genres.iter().zip(0..).map(|(name, genre)| chip(props, name, genre)) }
                </div>
            }
            <p class="unseen" role="status">{ asked.is_some().then(|| format!("{} songs", thousands(found as u32))) }</p>
            if !sought.typed.trim().is_empty() {
                { listed(props, &asked.unwrap_or_default(), found) }
            }
        </div>
    }
}

fn chip(props: &Finder, name: &str, genre: u16) -> Html {
    let pressed = props.sought.genre == Some(genre);
    let next = Sought { genre: (!pressed).then_some(genre), ..props.sought.clone() };
    let onclick = props.on_seek.reform(move |_: MouseEvent| next.clone());
    html! { <button key={name.to_owned()} class="chip hued" style={hue::style(name)} aria-pressed={pressed.to_string()} {onclick}>{ name }</button> }
}

fn listed(props: &Finder, asked: &[bool], found: usize) -> Html {
    let songs = (0..).zip(&props.survey.songs).zip(asked).filter(|(_, asked)| **asked).take(LISTED);
    let row = |((position, song), _): ((u32, &crate::engine::survey::Placed), &bool)| {
        let onclick = props.on_pick.reform(move |_: MouseEvent| position);
        html! { <li key={position}><button {onclick} data-testid="found"><b><bdi>{ &song.title }</bdi></b>{ " " }<bdi>{ &song.artist }</bdi></button></li> }
    };
    let more = found.saturating_sub(LISTED);
    html! {
        <ul class="found" aria-label="Songs found">
            { for songs.map(row) }
            if found == 0 {
                <li class="soft">{ "No song has these words." }</li>
            } else if more > 0 {
                <li class="soft">{ format!("and {} more, drawn on the map", thousands(more as u32)) }</li>
            }
        </ul>
    }
}
