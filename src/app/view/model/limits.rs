//! What the model cannot do.

use yew::prelude::*;

/// Known failures, in plain words.
const KNOWN: [&str; 6] = [
    "It hears timbre alone: no rhythm, melody, lyrics or language. A cover by other instruments is another song to it.",
    "The genres are what publishers chose to call their songs. Some are mislabelled, and many songs are of two.",
    "It was fitted on clips of 30 seconds. A shorter song is described by what there is of it, and is a guess.",
    "Silence is refused, and so is anything shorter than a moment; speech and noise are given a genre all the same.",
    "Its neighbours are those of the catalogue, which is not the charts: a song whose kind is not in it is near to nothing.",
    "It was chosen with the same songs it is measured by here: expect a little less of songs that it has never met.",
];

/// A list; `worst` is which genre it finds least, if its report says so.
pub fn limits(worst: Option<String>) -> Html {
    html! {
        <section aria-labelledby="limits">
            <div class="head"><h2 id="limits">{ "What it cannot do" }</h2></div>
            <ul class="plain">
                { for worst.iter().map(|worst| html! { <li>{ worst }</li> }) }
                { for KNOWN.map(|known| html! { <li>{ known }</li> }) }
            </ul>
        </section>
    }
}
