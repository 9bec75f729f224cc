//! Whose is taken for whose: a table whose cells are the darker the more.

use yew::prelude::*;

use crate::app::view::hue;

/// Names × names.
pub struct Matrix<'a> {
    /// What it is.
    pub caption: String,
    /// What rows and columns are called, in their order.
    pub names: &'a [String],
    /// What rows are, and what columns are.
    pub sides: [&'static str; 2],
    /// Row by row, how dark each cell is, 0 to 1.
    pub shares: Vec<Vec<f64>>,
    /// Row by row, what stands in it.
    pub told: Vec<Vec<String>>,
}

impl Matrix<'_> {
    /// As a table.
    pub fn html(&self) -> Html {
        let Matrix { caption, names, sides: [rows, columns], shares, told } = self;
        let head = |name: &String| {
            html! { <th key={name.clone()} scope="col"><abbr title={name.clone()} aria-label={name.clone()}>{ short(name) }</abbr></th> }
        };
        let row = |(place, name): (usize, &String)| {
            let (shares, told) = (shares.get(place), told.get(place));
            let cells = shares.into_iter().flatten().zip(told.into_iter().flatten()).enumerate();
            html! {
                <tr key={name.clone()}>
                    <th scope="row" style={hue::style(name)}><span class="hued">{ name }</span></th>
                    { for cells.map(|(column, (share, told))| cell(place == column, *share, told)) }
                </tr>
            }
        };
        html! {
            <div class="scroller" tabindex="0" role="region" aria-label={caption.clone()}>
                <table class="matrix">
                    <caption>{ caption }</caption>
                    <thead><tr><td><span class="soft">{ format!("{rows} \u{2193} {columns} \u{2192}") }</span></td>{ for names.iter().map(head) }</tr></thead>
                    <tbody>{ for names.iter().enumerate().map(row) }</tbody>
                </table>
            </div>
        }
    }
}

fn cell(own: bool, share: f64, told: &str) -> Html {
    html! { <td class={classes!(own.then_some("own"))} style={format!("--share:{share:.3}")}>{ told }</td> }
}

/// The first letters, for a narrow column.
fn short(name: &str) -> String {
    name.chars().take(3).collect()
}
