//! Whom to thank.

use yew::prelude::*;

use crate::protocol::PackCard;

/// Credit and licence, at the foot of the page: of who names the genres, and of whose songs are shown.
pub fn colophon(pack: Option<&PackCard>, catalogue: Option<&PackCard>, below: Html) -> Html {
    let other = catalogue.filter(|other| Some(*other) != pack);
    let packs = pack.into_iter().chain(other);
    html! {
        <footer class="colophon">
            <p>{ "Segue is free software, MIT or Apache-2.0. Set in Fraunces and Inter, SIL OFL." }</p>
            // Last, so that it moves nothing when it comes.
            { for packs.map(|pack| html! { <p><bdi>{ &pack.credit }</bdi></p> }) }
            { below }
        </footer>
    }
}
