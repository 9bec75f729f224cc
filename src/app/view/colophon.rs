//! Whom to thank.

use std::rc::Rc;

use yew::prelude::*;

use crate::protocol::PackCard;

/// See [`Colophon`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Whose catalogue it is, once known.
    pub pack: Option<Rc<PackCard>>,
}

/// Credit and licence, at the foot of the page.
#[component]
pub fn Colophon(props: &Props) -> Html {
    html! {
        <footer class="colophon">
            <p>{ "Segue is free software, MIT or Apache-2.0. Set in Fraunces and Inter, SIL OFL." }</p>
            // Last, so that it moves nothing when it comes.
            <p>{ props.pack.as_ref().map(|pack| pack.credit.clone()).unwrap_or_default() }</p>
        </footer>
    }
}
