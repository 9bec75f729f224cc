use std::collections::BTreeSet;

use segue::engine::cnn::tags::{ALL, Group, TAGS};

use crate::support::test;

#[test]
fn no_tag_is_there_twice() {
    let names: BTreeSet<_> = ALL.iter().map(|tag| tag.name.to_lowercase()).collect();
    assert_eq!(names.len(), TAGS);
}

#[test]
fn the_order_is_the_networks() {
    // First, last, and some that the reference names on real songs.
    for (place, name) in [(0, "rock"), (9, "jazz"), (23, "instrumental"), (33, "Hip-Hop"), (49, "happy")] {
        assert_eq!(ALL[place].name, name);
    }
}

#[test]
fn every_group_has_its_tags() {
    let of =
        |group: Group| ALL.iter().filter(|tag| tag.group == group).map(|tag| tag.name).collect::<Vec<_>>();
    assert_eq!(of(Group::Decade), ["00s", "80s", "90s", "oldies", "70s", "60s"]);
    assert_eq!(of(Group::Voice), ["female vocalists", "male vocalists", "instrumental", "female vocalist"]);
    assert_eq!(of(Group::Instrument), ["acoustic", "guitar"]);
    assert!(of(Group::Genre).contains(&"Hip-Hop") && of(Group::Mood).contains(&"sad"));
}
