//! Whether the page is kept on this device, and that a new edition of it has come.

use std::rc::Rc;

use web_sys::File;
use yew::prelude::*;

use crate::app::keeper::{Keeper, News};
use crate::app::keeping::Keeping;
use crate::protocol::PackCard;
use crate::protocol::network::NetworkCard;

/// See [`Edition`].
#[derive(PartialEq, Properties)]
pub struct Props {
    /// To be kept too, once it is here.
    pub pack: Option<Rc<PackCard>>,
    /// So is this one.
    pub catalogue: Option<Rc<PackCard>>,
    /// And this network.
    pub network: Option<Rc<NetworkCard>>,
    /// Songs of this visit, and how many of them are not done.
    pub songs: (usize, usize),
    /// Hears which files other apps have shared; none, if they were lost on the way.
    pub on_files: Callback<Vec<File>>,
}

/// A line at the foot of the page, and an offer above it, never while a song is being heard.
#[component]
pub fn Edition(props: &Props) -> Html {
    let keeping = use_state_eq(Keeping::default);
    let offered = use_state_eq(|| false);
    let keeper = {
        let (keeping, offered, on_files) = (keeping.setter(), offered.setter(), props.on_files.clone());
        use_memo((), |()| {
            Keeper::start(Callback::from(move |news| match news {
                News::Keeping(now) => keeping.set(now),
                News::Version => offered.set(true),
                News::Shared(songs) => on_files.emit(songs),
            }))
        })
    };
    {
        let keeper = Rc::clone(&keeper);
        let here = (props.pack.clone(), props.catalogue.clone(), props.network.clone());
        use_effect_with(here, move |(pack, _, _)| {
            if pack.is_some() {
                keeper.keep();
            }
        });
    }
    let renew = Callback::from(move |_: MouseEvent| keeper.renew());
    let (songs, waiting) = props.songs;
    let offer = html! {
        <div role="status">
            if *offered && waiting == 0 {
                <div class="edition" data-testid="new-version">
                    <p>{ "A new version of Segue is here." }{ if songs > 0 { " Reloading forgets the songs of this visit." } else { "" } }</p>
                    <button class="button primary" data-testid="renew" onclick={renew}>{ "Reload" }</button>
                </div>
            }
        </div>
    };
    html! {
        <>
            <p data-testid="keeping">{ keeping.sentence() }</p>
            // Outside of this program's root, which is hidden while the other program's pages show.
            { create_portal(offer, gloo::utils::body().into()) }
        </>
    }
}
