//! Both languages say the same things, and nothing is missing or left over.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use guildhall_web::locale::{Args, Locale, keys, t};

#[test]
fn both_languages_have_the_same_keys() {
    assert_eq!(keys(Locale::ZhCn), keys(Locale::En));
    assert!(keys(Locale::ZhCn).len() > 100);
}

#[test]
fn both_languages_use_the_same_variables() {
    assert_eq!(variables(Locale::ZhCn), variables(Locale::En));
}

#[test]
fn every_message_file_is_well_formed_and_defines_each_key_once() {
    for locale in Locale::ALL {
        let mut seen = BTreeSet::new();
        for (path, text) in message_files(locale) {
            let resource = fluent_syntax::parser::parse(text.as_str())
                .unwrap_or_else(|(_, faults)| panic!("{path:?}: {faults:?}"));
            for entry in resource.body {
                if let Entry::Message(message) = entry {
                    assert!(
                        seen.insert(message.id.name.to_owned()),
                        "{path:?}: {} is defined twice",
                        message.id.name
                    );
                }
            }
        }
    }
}

#[test]
fn every_key_that_the_pages_ask_for_exists() {
    let known = keys(Locale::ZhCn);
    for (path, text) in sources() {
        for key in asked_for(&text) {
            assert!(known.contains(key), "{path:?} asks for {key}");
        }
    }
}

/// Beginnings of messages that are named by a code of the rooms: roles, actions, kinds, problems.
const CODED: [&str; 40] = [
    "check-",
    "act-kind-",
    "error-",
    "role-",
    "unit-kind-",
    "file-role-",
    "program-",
    "action-",
    "source-",
    "facet-",
    "job-",
    "may-",
    "unreadable-",
    "field-",
    "privacy-is-",
    "emergency-is-",
    "seen-",
    "outcome-",
    "workflow-is-",
    "use-is-",
    "filing-is-",
    "batch-is-",
    "batch-kind-",
    "authority-is-",
    "loan-is-",
    "loan-request-is-",
    "attestation-is-",
    "disposal-is-",
    "disposal-outcome-",
    "disposal-signed-",
    "format-is-",
    "format-told-",
    "exchange-is-",
    "handover-is-",
    "handover-check-",
    "form-field-",
    "dossier-is-",
    "dossier-do-",
    "volume-is-",
    "volume-lead-",
];

#[test]
fn no_message_is_left_over() {
    let texts: Vec<_> = sources().into_iter().map(|(_, text)| text).collect();
    for key in keys(Locale::ZhCn) {
        // The messages of errors are found by their code; the next tests hold them together.
        let named_by_code = CODED.iter().any(|start| key.starts_with(start));
        let used = named_by_code || texts.iter().any(|text| text.contains(&format!("\"{key}\"")));
        assert!(used, "{key} is used nowhere");
    }
}

#[test]
fn every_look_of_the_inspection_has_its_words_and_no_other_has() {
    let mut looks = Vec::new();
    collect(&here().join("../inspection/src"), &["rs"], &mut looks);
    let known = keys(Locale::ZhCn);
    let named = known.iter().filter_map(|key| key.strip_prefix("seen-"));
    for code in named {
        let literal = format!("\"{code}\"");
        let is_used = looks.iter().any(|(_, text)| text.contains(&literal));
        assert!(is_used, "no look sees {code}");
    }
    for (path, text) in &looks {
        for call in ["Evidence::of(\"", "evidence(\""] {
            for rest in text.split(call).skip(1) {
                let code = rest.split('"').next().unwrap_or_default();
                assert!(known.contains(&format!("seen-{code}")), "{path:?}: {code}");
            }
        }
    }
}

#[test]
fn every_error_says_what_happened_and_what_to_do() {
    let errors: BTreeSet<_> = keys(Locale::ZhCn)
        .into_iter()
        .filter(|key| key.starts_with("error-"))
        .collect();
    for key in &errors {
        let twin = key
            .strip_suffix("-todo")
            .map_or_else(|| format!("{key}-todo"), ToOwned::to_owned);
        assert!(errors.contains(&twin), "{key} has no {twin}");
    }
}

#[test]
fn every_code_of_this_crate_has_its_messages() {
    let known = keys(Locale::ZhCn);
    for (path, text) in sources()
        .into_iter()
        .filter(|(path, _)| path.ends_with("problem.rs"))
    {
        let codes: Vec<_> = text
            .split("=> \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert!(!codes.is_empty(), "{path:?}");
        for code in codes {
            assert!(known.contains(&format!("error-{code}")), "{code}");
        }
    }
}

#[test]
fn no_message_belongs_to_an_error_that_does_not_exist() {
    let mut sources = Vec::new();
    collect(&here().join("../"), &["rs"], &mut sources);
    for key in keys(Locale::ZhCn) {
        let Some(code) = key.strip_prefix("error-").filter(|code| !code.ends_with("-todo")) else {
            continue;
        };
        let literal = format!("\"{code}\"");
        assert!(
            sources.iter().any(|(_, text)| text.contains(&literal)),
            "no room has an error {code}"
        );
    }
}

#[test]
fn numbers_in_messages_have_plural_forms_and_thousands_apart() {
    let found = |locale, count: u64| t(locale, "search-found", &Args::none().with("count", &count));
    assert_eq!(found(Locale::ZhCn, 12_480), "找到12,480件");
    assert_eq!(found(Locale::En, 1), "1 record found");
    assert_eq!(found(Locale::En, 12_480), "12,480 records found");
}

#[test]
fn a_missing_message_shows_its_key_instead_of_failing() {
    assert_eq!(t(Locale::En, "no-such-message", &Args::none()), "no-such-message");
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Templates and sources of this crate.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in ["templates", "src"] {
        collect(&here().join(folder), &["html", "rs"], &mut found);
    }
    assert!(found.len() > 50, "templates and sources are found");
    found
}

fn message_files(locale: Locale) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(
        &here().join("../../locales").join(locale.tag()),
        &["ftl"],
        &mut found,
    );
    found
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, endings, found);
        } else if path
            .extension()
            .is_some_and(|ending| endings.iter().any(|known| ending == *known))
        {
            let text = fs::read_to_string(&path).expect("text");
            found.push((path, text));
        }
    }
}

/// The keys in `t("…`, `with("…` and `with_two("…`.
fn asked_for(text: &str) -> Vec<&str> {
    ["ui.t(\"", "ui.with(\"", "ui.with_two(\""]
        .iter()
        .flat_map(|call| text.split(call).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|key| key.contains('-') && key.chars().all(|c| c.is_ascii_lowercase() || "-.".contains(c)))
        .collect()
}

/// Each key with the variables that its text uses.
fn variables(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for (_, text) in message_files(locale) {
        let resource = fluent_syntax::parser::parse(text).unwrap_or_else(|(partial, _)| partial);
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut names = BTreeSet::new();
            let patterns = message
                .value
                .iter()
                .chain(message.attributes.iter().map(|attribute| &attribute.value));
            patterns.for_each(|pattern| in_pattern(pattern, &mut names));
            all.insert(message.id.name.clone(), names);
        }
    }
    all
}

fn in_pattern(pattern: &Pattern<String>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Inline(inline) => in_inline(inline, names),
            Expression::Select { selector, variants } => {
                in_inline(selector, names);
                variants
                    .iter()
                    .for_each(|variant| in_pattern(&variant.value, names));
            }
        }
    }
}

fn in_inline(inline: &InlineExpression<String>, names: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        names.insert(id.name.clone());
    }
}
