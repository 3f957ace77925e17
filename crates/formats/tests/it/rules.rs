//! The rules that ship are read, and wrong ones are refused by name.

use crate::{OWN, RISKS, rules, shipped};
use guildhall_formats::{FormatFiles, FormatRules, Standing};

#[test]
fn the_formats_that_a_union_meets_are_known() {
    let known: Vec<&str> = rules().formats().map(|format| format.puid.as_str()).collect();
    assert!(known.len() > 500, "{}", known.len());
    for puid in [
        "fmt/14",
        "fmt/20",
        "fmt/276",
        "fmt/1129",
        "fmt/95",
        "fmt/354",
        "fmt/481",
        "local/ofd",
        "fmt/40",
        "fmt/412",
        "fmt/61",
        "fmt/214",
        "fmt/126",
        "fmt/215",
        "fmt/53",
        "fmt/291",
        "fmt/295",
        "x-fmt/111",
        "x-fmt/18",
        "fmt/101",
        "fmt/471",
        "fmt/278",
        "x-fmt/430",
        "fmt/353",
        "fmt/43",
        "x-fmt/392",
        "fmt/1485",
        "fmt/13",
        "fmt/116",
        "fmt/4",
        "fmt/566",
        "fmt/1101",
        "fmt/141",
        "fmt/134",
        "fmt/279",
        "fmt/199",
        "x-fmt/384",
        "x-fmt/263",
        "fmt/484",
        "fmt/613",
        "x-fmt/265",
        "x-fmt/266",
        "fmt/729",
        "fmt/531",
    ] {
        assert!(known.contains(&puid), "{puid}");
    }
}

#[test]
fn what_the_archives_standard_names_is_accepted_and_programs_and_locked_files_are_not() {
    let standing = |puid| rules().standing(puid);
    for lasting in [
        "fmt/95",
        "fmt/18",
        "local/ofd",
        "fmt/353",
        "fmt/43",
        "fmt/13",
        "x-fmt/111",
        "x-fmt/18",
        "fmt/101",
    ] {
        assert_eq!(standing(lasting), Standing::Lasting, "{lasting}");
    }
    assert_eq!(standing("fmt/412"), Standing::Usable);
    for threatened in ["fmt/40", "fmt/116", "local/wps-writer", "local/ceb"] {
        assert_eq!(standing(threatened), Standing::Threatened, "{threatened}");
    }
    for refused in [
        "x-fmt/263",
        "fmt/899",
        "fmt/494",
        "fmt/754",
        "fmt/523",
        "local/unknown",
        "no/such",
    ] {
        assert_eq!(standing(refused), Standing::Refused, "{refused}");
    }
}

#[test]
fn every_format_of_our_own_with_a_signature_says_where_it_is_described() {
    let with_signature = OWN
        .split("[[format]]")
        .filter(|part| part.contains("signatures") || part.contains("inside"));
    for format in with_signature.skip(1) {
        assert!(format.contains("source = "), "{format}");
    }
}

#[test]
fn a_wrong_rule_is_refused_by_name() {
    let with_own = |own: &str| FormatRules::load(FormatFiles { own, ..shipped() });
    let with_risks = |risks: &str| FormatRules::load(FormatFiles { risks, ..shipped() });
    let cases = [
        with_own(&OWN.replace("bof {0-1019}255044462D\"", "bof {0-1019}25504446zz\"")),
        with_own(&OWN.replace("local/pdfa-4", "local/ofd")),
        with_own(&OWN.replace("puid = \"local/unknown\"", "puid = \"local/nothing\"")),
        with_risks(&RISKS.replace("others = true\n", "")),
        with_risks(&RISKS.replace("\"local/ofd\"]", "\"local/moon\"]")),
        with_risks(&RISKS.replace("\"fmt/494\"", "\"local/ofd\"")),
    ];
    for (place, case) in cases.into_iter().enumerate() {
        let refused = case.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(refused.starts_with("formats/"), "{place}: {refused}");
    }
}
