//! Whom to thank.

use std::rc::Rc;

use yew::prelude::*;

use crate::protocol::PackCard;

/// See [`Colophon`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Who named the genres, once known.
    pub pack: Option<Rc<PackCard>>,
    /// Whose songs are shown, once known.
    pub catalogue: Option<Rc<PackCard>>,
    /// What stands below.
    pub children: Html,
}

/// Credit and licence, at the foot of the page.
#[component]
pub fn Colophon(props: &Props) -> Html {
    let other = props.catalogue.iter().filter(|other| Some(*other) != props.pack.as_ref());
    let packs = props.pack.iter().chain(other);
    html! {
        <footer class="colophon">
            <p>{ "Segue is free software, MIT or Apache-2.0. Set in Fraunces and Inter, SIL OFL." }</p>
            // Last, so that it moves nothing when it comes.
            { for packs.map(|pack| html! { <p><bdi>{ &pack.credit }</bdi></p> }) }
            { props.children.clone() }
        </footer>
    }
}
