//! Genre overlap: whose neighbours are whose.

use yew::prelude::*;

use crate::app::plot::Matrix;
use crate::app::telling::survey::company;
use crate::engine::survey::Survey;

/// A row for each genre: of the ten songs nearest to each of its songs, how many in a hundred are of which genre.
pub fn overlap(survey: &Survey) -> Html {
    let Some(found) = &survey.company else { return html! {} };
    let shares: Vec<Vec<f64>> =
        found.shares.iter().map(|row| row.iter().map(|&share| f64::from(share)).collect()).collect();
    let told: Vec<Vec<String>> =
        shares.iter().map(|row| row.iter().map(|share| format!("{:.0}", share * 100.0)).collect()).collect();
    let asked: u32 = found.asked.iter().sum();
    let caption = format!(
        "Of the ten songs nearest to a song, so many in a hundred are of each genre; {asked} songs were asked"
    );
    html! {
        <section aria-labelledby="company">
            <div class="head"><h2 id="company">{ "Whose neighbours are whose" }</h2><p>{ company(found, &survey.genres) }</p></div>
            { Matrix { caption, names: &survey.genres, sides: ["Songs of", "near"], shares, told }.html() }
        </section>
    }
}
