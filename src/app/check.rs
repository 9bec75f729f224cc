//! The self-check: the answer about the bundled clip, found here, against the one that lies beside it.
//!
//! www/sample/README.md says what the clip is and which command made the answer.

use serde_json::Value;

use crate::engine::analysis::Analysis;

const STORED: &str = include_str!("../../www/sample/check.json");
/// The clip is stored without loss, so every browser decodes the same samples; what remains are the last bits of f32.
const WITHIN: f64 = 1e-4;

/// What the comparison says.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Nothing differs.
    Same {
        /// So many probabilities.
        probabilities: usize,
        /// So many neighbours.
        neighbours: usize,
    },
    /// The stored answer is another pack's, or another edition's of it.
    Another {
        /// Name and revision of the pack that gave the stored answer.
        stored: String,
        /// Of the pack that answered here.
        found: String,
    },
    /// Something differs; what.
    Differs(Vec<String>),
}

/// Compares what was found with what is stored.
#[must_use]
pub fn compare(found: &Analysis) -> Outcome {
    serde_json::from_str(STORED).map_or_else(
        |_| Outcome::Differs(vec!["the stored answer cannot be read".to_owned()]),
        |stored| against(&stored, found),
    )
}

fn against(stored: &Value, found: &Analysis) -> Outcome {
    let words = |place: &str| stored.pointer(place).and_then(Value::as_str).unwrap_or_default();
    let pack = [words("/pack/name"), words("/pack/revision")];
    if pack != [found.pack.name.as_str(), &found.pack.revision] {
        return Outcome::Another {
            stored: pack.join(" "),
            found: format!("{} {}", found.pack.name, found.pack.revision),
        };
    }
    let mut differ = Vec::new();
    let expected = list(stored, "genres");
    for told in expected {
        let (genre, expected) = (told["genre"].as_str().unwrap_or_default(), told["probability"].as_f64());
        let here =
            found.genres.iter().find(|here| here.genre == genre).map(|here| f64::from(here.probability));
        if !here.zip(expected).is_some_and(|(here, expected)| (here - expected).abs() <= WITHIN) {
            let number = |number: Option<f64>| {
                number.map_or_else(|| "nothing".to_owned(), |number| format!("{number:.5}"))
            };
            differ.push(format!("{genre} is {} here, {} was stored", number(here), number(expected)));
        }
    }
    let near = list(stored, "neighbours");
    let titles: Vec<&str> = near.iter().map(|near| near["title"].as_str().unwrap_or_default()).collect();
    let here: Vec<&str> = found.neighbours.iter().map(|near| near.title.as_str()).collect();
    let ids: Vec<Option<u64>> = near.iter().map(|near| near["track_id"].as_u64()).collect();
    if !ids.into_iter().eq(found.neighbours.iter().map(|near| Some(u64::from(near.track_id)))) {
        differ.push(format!(
            "the neighbours are {} here, {} were stored",
            here.join(", "),
            titles.join(", ")
        ));
    }
    if differ.is_empty() {
        Outcome::Same { probabilities: expected.len(), neighbours: near.len() }
    } else {
        Outcome::Differs(differ)
    }
}

fn list<'a>(stored: &'a Value, what: &str) -> &'a [Value] {
    stored.get(what).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

impl Outcome {
    /// One sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Same { probabilities, neighbours } => format!(
                "Same answer: {probabilities} probabilities within {WITHIN}, and the same {} neighbours in the same order.",
                super::telling::survey::number(*neighbours)
            ),
            Self::Another { stored, found } => {
                format!(
                    "The stored answer is of {stored}, this page asks {found}: there is nothing to compare with."
                )
            }
            Self::Differs(what) => format!("Another answer: {}.", what.join("; ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> Analysis {
        serde_json::from_str(STORED).expect("the stored answer is an analysis")
    }

    #[test]
    fn the_stored_answer_is_the_same_as_itself() {
        let found = compare(&stored());
        assert_eq!(found, Outcome::Same { probabilities: 8, neighbours: 5 });
        assert_eq!(
            found.sentence(),
            "Same answer: 8 probabilities within 0.0001, and the same five neighbours in the same order."
        );
    }

    #[test]
    fn what_differs_is_named() {
        let mut other = stored();
        other.genres[0].probability += 2e-4;
        other.neighbours.swap(0, 1);
        let Outcome::Differs(what) = compare(&other) else { panic!("it differs") };
        assert_eq!(what.len(), 2, "{what:?}");
        assert!(what[0].starts_with(&other.genres[0].genre), "{what:?}");
        other = stored();
        other.genres.pop();
        other.neighbours.pop();
        assert!(matches!(compare(&other), Outcome::Differs(what) if what.len() == 2));
    }

    #[test]
    fn another_edition_of_the_pack_is_not_compared() {
        let mut other = stored();
        other.pack.revision = "0".into();
        assert!(matches!(compare(&other), Outcome::Another { .. }));
    }
}
