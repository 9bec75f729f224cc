//! How many of each: a bar for each row.

use yew::prelude::*;

use crate::app::telling::thousands;
use crate::app::view::hue;

/// One row for each name; the longest bar is the largest number. `label` says what is counted.
pub fn counts(label: &'static str, rows: &[(String, u32)]) -> Html {
    let most = rows.iter().map(|row| row.1).max().unwrap_or(0).max(1);
    let row = |(name, count): &(String, u32)| {
        let style = format!("{};--share:{:.4}", hue::style(name), f64::from(*count) / f64::from(most));
        html! { <li key={name.clone()} {style}><span><bdi>{ name }</bdi></span><i /><span>{ thousands(*count) }</span></li> }
    };
    let half = format!("--half:{}", rows.len().div_ceil(2));
    html! { <ul class="counts" style={half} aria-label={label}>{ for rows.iter().map(row) }</ul> }
}
