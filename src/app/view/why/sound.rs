//! What both sound like on the whole: two curves and a few words.

use std::rc::Rc;

use yew::prelude::*;

use crate::app::plot;
use crate::app::telling::{pitch, profile};
use crate::engine::reason::Reason;

/// Level over pitch of both, their difference, and what it comes to.
pub fn sound(reason: Option<&Reason>) -> Html {
    let known = reason.map(|reason| reason.sound.as_ref());
    let curves = known.flatten().map(|sound| Rc::new(profile::Curves::of(sound)));
    if let Some(None) = known {
        return html! { <p class="soft">{ "What it sounds like on the whole, this catalogue’s index does not tell." }</p> };
    }
    let words = curves.as_ref().zip(known.flatten()).map(|(curves, sound)| {
        format!("{} {}", profile::common(curves), profile::difference(curves, sound.forgotten))
    });
    html! {
        <div class="sounds">
            <span class="label">{ "Level" }</span>
            <div class="rungs" aria-hidden="true">{ for curves.iter().flat_map(|curves| curves.rungs()).map(rung) }</div>
            <plot::Profile curves={curves.clone()} label={words.clone().unwrap_or_else(|| "Level by pitch follows.".to_owned())} />
            <div class="axis" aria-hidden="true">{ for pitch::ticks().into_iter().map(tick) }</div>
            <ul class="key">
                <li class="ours">{ "Yours" }</li>
                <li class="theirs">{ "Theirs" }</li>
                <li class="difference">{ curves.as_ref().map(|curves| format!("Difference, up to {:.0} dB: up where yours has more", curves.reach())) }</li>
            </ul>
            <p class="told" data-testid="sounds">{ words }</p>
            <p class="soft">{ known.flatten().map(profile::note) }</p>
        </div>
    }
}

fn rung((level, up): (String, f64)) -> Html {
    html! { <span style={format!("--up:{up:.5}")}>{ level }</span> }
}

fn tick((frequency, along): (String, f64)) -> Html {
    html! { <span style={format!("--at:{along:.5}")}>{ frequency }</span> }
}
