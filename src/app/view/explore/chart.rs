//! The map with what belongs to it: search, genres, the picked song and its neighbours.

use std::rc::Rc;

use yew::prelude::*;

use super::finder::{Finder, Sought, finder};
use super::near::near;
use super::places;
use crate::app::plot::Map;
use crate::app::state::Around;
use crate::engine::survey::Survey;

/// See [`Charted`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The catalogue.
    pub survey: Rc<Survey>,
    /// Its picked song.
    pub around: Option<Around>,
    /// Hears which song is picked, or that none is.
    pub on_pick: Callback<Option<u32>>,
}

/// The map, and a list of what is near the picked song.
#[component]
pub fn Charted(props: &Props) -> Html {
    let Props { survey, around, on_pick } = props;
    let sought = use_state_eq(Sought::default);
    let asked =
        use_memo((survey.clone(), (*sought).clone()), |(survey, sought)| sought.among(survey).map(Rc::new));
    let (picked, found) = places(survey, around.as_ref());
    let on_seek = {
        let sought = sought.setter();
        Callback::from(move |next| sought.set(next))
    };
    html! {
        <section class="charted" aria-labelledby="map">
            <div class="head"><h2 id="map">{ "The map" }</h2><p>{ "Left to right and bottom to top are the two directions in which songs differ most. Drag it; come nearer with the buttons, two fingers, or the wheel once it is clicked." }</p></div>
            { finder(&Finder { survey, sought: &sought, on_seek, on_pick: on_pick.reform(Some) }) }
            <Map survey={survey.clone()} asked={(*asked).clone()} {picked} near={found} on_pick={on_pick.reform(Some)} />
            { near(survey, around.as_ref(), on_pick) }
        </section>
    }
}
