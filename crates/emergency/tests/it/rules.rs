//! The shipped rules, and what is refused at the start.

use guildhall_emergency::{EmergencyFiles, EmergencyRules};

const SCHEMA: &str = include_str!("../../../../rules/emergency/schema.json");
const CLOCK: &str = include_str!("../../../../rules/emergency/clock.toml");
const AUTHORITY: &str = include_str!("../../../../rules/emergency/letters/authority.toml");
const PLANS: [&str; 5] = [
    include_str!("../../../../rules/emergency/plans/data-breach.toml"),
    include_str!("../../../../rules/emergency/plans/key-compromise.toml"),
    include_str!("../../../../rules/emergency/plans/outage.toml"),
    include_str!("../../../../rules/emergency/plans/ransomware.toml"),
    include_str!("../../../../rules/emergency/plans/store-room.toml"),
];

fn load(clock: &str, plans: &[&str], letters: &[&str]) -> Result<EmergencyRules, String> {
    let named = |texts: &[&str]| -> Vec<(String, String)> {
        let name = |(number, text): (usize, &&str)| (format!("{number}.toml"), (*text).to_owned());
        texts.iter().enumerate().map(name).collect()
    };
    let files = EmergencyFiles {
        schema: SCHEMA,
        clock,
        plans: &named(plans),
        letters: &named(letters),
    };
    EmergencyRules::load(files).map_err(|error| error.to_string())
}

#[test]
fn the_five_shipped_plans_have_steps_in_both_languages_and_the_clocks_their_law() {
    let rules = load(CLOCK, &PLANS, &[AUTHORITY]).unwrap();
    assert_eq!(rules.plans().len(), 5);
    assert!(
        rules
            .plans()
            .iter()
            .all(|plan| plan.steps.len() >= 4 && !plan.sure)
    );
    let unsure: Vec<&str> = rules
        .clocks()
        .iter()
        .filter(|clock| !clock.sure)
        .map(|clock| clock.code.as_str())
        .collect();
    assert_eq!(unsure, ["remedy", "authority", "persons"]);
    assert_eq!(rules.letter_for("authority").unwrap().code, "authority");
    assert!(rules.letter_for("remedy").is_none());
}

#[test]
fn contradictions_are_refused_with_their_place() {
    let change = |text: &str, from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        changed
    };
    let falling = change(PLANS[2], "minutes = 60", "minutes = 20");
    let leader = change(PLANS[2], "lead = \"manageSystem\"", "lead = \"listRecords\"");
    let twice = change(CLOCK, "code = \"persons\"", "code = \"authority\"");
    let stopless = change(AUTHORITY, "stops = \"authority\"", "stops = \"moon\"");
    let silent = change(AUTHORITY, "{{harm}}", "…");
    for (said, loaded) in [
        (
            "emergency/plans/1.toml: 改用纸面",
            load(CLOCK, &[PLANS[0], &falling], &[AUTHORITY]),
        ),
        (
            "emergency/plans/1.toml",
            load(CLOCK, &[PLANS[0], &leader], &[AUTHORITY]),
        ),
        (
            "there is no plan data-breach",
            load(CLOCK, &PLANS[1..], &[AUTHORITY]),
        ),
        (
            "outage stands twice",
            load(CLOCK, &[PLANS[0], PLANS[2], PLANS[2]], &[AUTHORITY]),
        ),
        ("authority stands twice", load(&twice, &PLANS, &[AUTHORITY])),
        ("there is no clock moon", load(CLOCK, &PLANS, &[&stopless])),
        ("the place harm is missing", load(CLOCK, &PLANS, &[&silent])),
    ] {
        let error = loaded.err().unwrap();
        assert!(error.contains(said), "{said}: {error}");
    }
}
