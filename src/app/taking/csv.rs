//! The answer as tables that spreadsheets open.
//!
//! # Source
//!
//! RFC 4180 for commas, quotes and line ends; OWASP, CSV Injection, for what a spreadsheet would take for a formula.

use crate::app::telling::terms;
use crate::engine::analysis::Analysis;
use crate::engine::cnn::TagsOfSong;

/// Spreadsheets that know nothing of UTF-8 know it by this.
const MARK: &str = "\u{feff}";

/// One line for each neighbour.
#[must_use]
pub fn neighbours(analysis: &Analysis) -> String {
    let head = [
        "rank",
        "title",
        "artist",
        "album",
        "genre",
        "tags",
        "match",
        "similarity",
        "licence",
        "link",
        "track_id",
        "catalogue",
        "ranking",
        "order",
    ];
    let Analysis { catalogue, ranking, order, .. } = analysis;
    let chosen = [word(&catalogue.name), terms::word(*ranking).into(), terms::end(*order).into()];
    let rows = analysis.neighbours.iter().map(|near| {
        let mut row = vec![
            near.rank.to_string(),
            word(&near.title),
            word(&near.artist),
            word(&near.album),
            word(&near.genre),
            word(&near.tags),
            near.match_percent.to_string(),
            format!("{:.4}", near.similarity),
            word(&near.licence),
            word(&near.link),
            near.track_id.to_string(),
        ];
        row.extend_from_slice(&chosen);
        row
    });
    table(head.map(str::to_owned).to_vec(), rows)
}

/// One line for each window, in seconds and probabilities.
#[must_use]
pub fn timeline(analysis: &Analysis) -> String {
    let genres = analysis.genres.iter().map(|genre| word(&genre.genre));
    let head = ["start".to_owned(), "end".to_owned()].into_iter().chain(genres).collect();
    table(head, analysis.timeline.iter().map(|step| line(step.start, step.end, &step.probabilities)))
}

/// One line for each piece that the network heard, in seconds and probabilities; the likeliest tag first.
#[must_use]
pub fn tags(tags: &TagsOfSong) -> String {
    let names = tags.song.iter().map(|tag| word(&tag.tag));
    let head = ["start".to_owned(), "end".to_owned()].into_iter().chain(names).collect();
    table(head, tags.timeline.iter().map(|step| line(step.start, step.end, &step.probabilities)))
}

fn line(start: f64, end: f64, probabilities: &[f32]) -> Vec<String> {
    let times = [start, end].map(|time| format!("{time:.3}"));
    times.into_iter().chain(probabilities.iter().map(|share| format!("{share:.4}"))).collect()
}

fn table(head: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> String {
    let lines = std::iter::once(head).chain(rows).map(|fields| fields.join(",") + "\r\n");
    std::iter::once(MARK.to_owned()).chain(lines).collect()
}

/// A stranger's words as a field: quoted where they have to be, and never a formula.
fn word(words: &str) -> String {
    let formula = words.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || words.starts_with(['\t', '\r', '\n']);
    let words = if formula { format!("'{words}") } else { words.to_owned() };
    if words.contains([',', '"', '\r', '\n']) { format!("\"{}\"", words.replace('"', "\"\"")) } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_they_have_to_be() {
        assert_eq!(word("Żółw"), "Żółw");
        assert_eq!(word("a, b"), "\"a, b\"");
        assert_eq!(word("say \"no\""), "\"say \"\"no\"\"\"");
        assert_eq!(word("two\nlines"), "\"two\nlines\"");
        assert_eq!(word(""), "");
    }

    #[test]
    fn nothing_is_a_formula() {
        for formula in ["=1+1", "+49 30", "-2", "@SUM(A1)", "  =1", "\t=1", "\rx", "＝1"] {
            let field = word(formula);
            assert!(field.trim_start_matches('"').starts_with('\''), "{field:?}");
        }
        assert_eq!(word("=A1,B1"), "\"'=A1,B1\"");
    }

    #[test]
    fn tags_are_a_column_each_and_pieces_a_line() {
        let table = tags(&TagsOfSong::new("net", "0", &[(1, [0.5; 50]), (0, [0.25; 50])]));
        let lines: Vec<_> = table.lines().collect();
        assert!(lines[0].starts_with("\u{feff}start,end,rock,pop,"), "{}", lines[0]);
        assert!(
            lines[1].starts_with("0.000,2.992,0.2500,") && lines[2].starts_with("2.992,5.984,0.5000,"),
            "{table}"
        );
        assert_eq!((lines.len(), lines[1].split(',').count()), (3, 52));
    }

    #[test]
    fn lines_end_as_they_should_and_are_equally_long() {
        let rows = [vec!["1".to_owned(), word("x")], vec!["2".to_owned(), word("y")]];
        let table = table(vec!["rank".into(), "title".into()], rows.into_iter());
        assert_eq!(table, "\u{feff}rank,title\r\n1,x\r\n2,y\r\n");
    }
}
