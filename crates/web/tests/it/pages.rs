//! Every page renders in both languages and keeps the rules of the house.

use askama::Template as _;
use guildhall_web::locale::Locale;
use guildhall_web::view::{HelpPage, Section, Theme};

use crate::samples::{frame, pages};

/// Calls the check with language, name and text of every sample page.
fn each_page(check: impl Fn(Locale, &str, &str)) {
    for locale in Locale::ALL {
        for (name, page) in pages(locale) {
            check(locale, name, &page);
        }
    }
}

#[test]
fn every_page_names_its_language_and_has_one_heading_and_one_main() {
    each_page(|locale, name, page| {
        assert!(page.starts_with("<!doctype html>"), "{name}");
        assert!(
            page.contains(&format!("<html lang=\"{}\"", locale.tag())),
            "{name}"
        );
        assert_eq!(
            page.matches("<h1").count(),
            1,
            "{name}: one heading of the first rank"
        );
        assert_eq!(page.matches("<main").count(), 1, "{name}: one main part");
        assert!(!page.contains("<title> ·"), "{name}: a title");
    });
}

#[test]
fn no_page_has_inline_code_or_leaves_the_machine() {
    each_page(|_, name, page| {
        for forbidden in [
            " style=",
            "<style",
            "<script>",
            "javascript:",
            " onclick=",
            " onsubmit=",
            "hx-on",
            "http://",
            "https://",
        ] {
            assert!(!page.contains(forbidden), "{name} contains {forbidden}");
        }
    });
}

#[test]
fn every_posting_form_carries_the_token() {
    each_page(|_, name, page| {
        for form in page.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            if form.contains("method=\"post\"") {
                assert!(
                    form.contains("name=\"csrf\" value=\"sample-token\""),
                    "{name}: {form}"
                );
            }
        }
    });
}

#[test]
fn ids_are_unique_and_labels_point_to_them() {
    each_page(|_, name, page| {
        let ids: Vec<_> = attributes(page, "id").collect();
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(ids.len(), once.len(), "{name}: an id stands twice in {ids:?}");
        for target in attributes(page, "for") {
            assert!(
                ids.contains(&target),
                "{name}: the label for {target} points nowhere"
            );
        }
    });
}

#[test]
fn no_page_shows_a_bare_message_key() {
    let keys = guildhall_web::locale::keys(Locale::ZhCn);
    each_page(|_, name, page| {
        for key in keys.iter().filter(|key| key.contains('-')) {
            assert!(!page.contains(&format!(">{key}<")), "{name} shows {key}");
        }
    });
}

#[test]
fn a_hostile_title_is_escaped() {
    let mut ui = frame(Locale::En, Section::Outside);
    ui.union_name = "<script>alert(1)</script>\"'".into();
    let page = HelpPage { ui }.render().expect("a page");
    assert!(!page.contains("<script>alert"));
}

#[test]
fn a_chosen_theme_is_named_and_the_systems_is_not() {
    let mut ui = frame(Locale::En, Section::Outside);
    assert!(
        !HelpPage { ui: ui.clone() }
            .render()
            .expect("a page")
            .contains("data-bs-theme")
    );
    ui.theme = Theme::Dark;
    assert!(
        HelpPage { ui }
            .render()
            .expect("a page")
            .contains("data-bs-theme=\"dark\"")
    );
}

/// The values of an attribute, in order. Template content counts too: it is copied into the page.
fn attributes<'p>(page: &'p str, name: &str) -> impl Iterator<Item = &'p str> {
    let start = format!(" {name}=\"");
    page.match_indices(&start)
        .map(|(at, _)| at + start.len())
        .collect::<Vec<_>>()
        .into_iter()
        .map(|at| page[at..].split('"').next().unwrap_or_default())
}
