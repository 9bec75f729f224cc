//! What is looked at of a catalogue: along which components, and whose songs.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::app::sight::Look;
use crate::app::telling::percent;
use crate::engine::terrain::{AXES, Terrain};

/// Three lists to choose from.
pub fn looking(terrain: Option<&Terrain>, look: &UseStateHandle<Look>) -> Html {
    let axes: Vec<String> = (0..AXES).map(|axis| component(axis, terrain)).collect();
    let genres: Vec<String> = std::iter::once("All songs".to_owned())
        .chain(terrain.into_iter().flat_map(|terrain| terrain.genres.clone()))
        .collect();
    let genre = terrain.and_then(|terrain| look.genre_in(terrain)).map_or(0, |genre| genre + 1);
    let (across, up, whose) = (look.clone(), look.clone(), look.clone());
    let named = genres.clone();
    let on_across = Callback::from(move |axis| across.set((*across).clone().along(axis)));
    let on_up = Callback::from(move |axis| up.set((*up).clone().above(axis)));
    let on_genre = Callback::from(move |place: usize| {
        let genre = place.checked_sub(1).and_then(|_| named.get(place).cloned());
        whose.set(Look { genre, ..(*whose).clone() });
    });
    html! {
        <div class="looking">
            <List label="Across" name="across" options={axes.clone()} chosen={look.across} on_choose={on_across} />
            <List label="Upwards" name="upwards" options={axes} chosen={look.up} on_choose={on_up} />
            <List label="Shade" name="shade" options={genres} chosen={genre} on_choose={on_genre} />
        </div>
    }
}

/// `Component 1 · 34 %`: its share of all differences between sounds.
fn component(axis: usize, terrain: Option<&Terrain>) -> String {
    let explained = terrain.and_then(|terrain| terrain.axes.get(axis)).map(|axis| percent(axis.explained));
    let explained = explained.map_or_else(String::new, |percent| format!(" · {percent}"));
    format!("Component {}{explained}", axis + 1)
}

/// See [`List`].
#[derive(PartialEq, Properties)]
struct ListProps {
    label: &'static str,
    name: &'static str,
    options: Vec<String>,
    /// Which one is chosen.
    chosen: usize,
    on_choose: Callback<usize>,
}

/// A list of which one is chosen.
#[component]
fn List(props: &ListProps) -> Html {
    let ListProps { label, name, options, chosen, on_choose } = props;
    let list = use_node_ref();
    // A list that somebody has used does not follow its options' attributes any more.
    use_effect_with((list.clone(), *chosen, options.len()), |(list, chosen, _)| {
        if let Some(list) = list.cast::<HtmlSelectElement>() {
            list.set_selected_index(i32::try_from(*chosen).unwrap_or_default());
        }
    });
    let onchange = {
        let (list, on_choose) = (list.clone(), on_choose.clone());
        Callback::from(move |_: Event| {
            let chosen = list.cast::<HtmlSelectElement>().map(|list| list.selected_index());
            if let Some(chosen) = chosen.and_then(|chosen| usize::try_from(chosen).ok()) {
                on_choose.emit(chosen);
            }
        })
    };
    let options =
        options.iter().enumerate().map(|(place, option)| html! { <option key={place}>{ option }</option> });
    html! {
        <label>
            <span>{ label }</span>
            <select ref={list.clone()} data-testid={*name} {onchange}>{ for options }</select>
        </label>
    }
}
