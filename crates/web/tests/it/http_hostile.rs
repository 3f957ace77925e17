//! Texts that broke other programs, in every place where a person can write: no fault of ours, and always escaped.

use crate::house::{Answer, Client, House, Part};
use guildhall_web::routes;
use http::StatusCode;

/// The strings of the Big List of Naughty Strings; none when the folder of test data is absent.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn naughty() -> Vec<String> {
    let given = std::env::var_os("GUILDHALL_SHARED_DATA").map(std::path::PathBuf::from);
    let folder = given
        .unwrap_or_else(|| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    match std::fs::read_to_string(folder.join("hostile-inputs/blns.json")) {
        Ok(text) => serde_json::from_str(&text).expect("a list of strings"),
        Err(_) => {
            eprintln!("SKIPPED: hostile-inputs/blns.json is not there");
            Vec::new()
        }
    }
}

#[track_caller]
fn assert_no_fault(answer: &Answer, text: &str) {
    assert!(
        !answer.status.is_server_error(),
        "{text:?}: {} {}",
        answer.status,
        answer.text()
    );
}

/// A text with a character that HTML must escape may not stand in a page as it is.
#[track_caller]
fn assert_escaped(page: &Answer, text: &str) {
    let text = text.trim();
    if text.len() >= 6 && text.contains(['<', '"', '\'']) {
        assert!(
            !page.text().contains(text),
            "{text:?} stands unescaped in the page"
        );
    }
}

async fn filed_house() -> (House, Client, String) {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let id = archivist.capture("a.txt", b"a").await;
    archivist.file(&id, "关于召开职工代表大会的通知", "1").await;
    house.catch_up().await;
    (house, archivist, id)
}

#[tokio::test]
async fn any_text_can_be_searched_for() {
    let (_house, archivist, id) = filed_house().await;
    for text in naughty()
        .iter()
        .map(String::as_str)
        .chain(["\u{0}", "\"", "(", "a AND", "title:", "*"])
    {
        for path in [
            routes::search(text),
            format!("/api/v1{}", routes::search(text)),
            routes::with_query(
                "/search",
                [("class", text), ("year", text), ("after", text), ("order", text)],
            ),
            routes::with_query(
                "/api/v1/search",
                [("person", text), ("source", text), ("secrecy", text)],
            ),
            routes::with_query(&routes::record(&id), [("within", text), ("q", text)]),
        ] {
            let answer = archivist.get(&path).await;
            assert_no_fault(&answer, text);
            if !path.starts_with("/api/") {
                assert_escaped(&answer, text);
            }
        }
    }
}

#[tokio::test]
async fn any_text_can_be_a_title_and_is_shown_escaped() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let id = archivist.capture("a.txt", b"a").await;
    let mut version = 1;
    let texts = naughty();
    for text in &texts {
        let answer = archivist.describe(&id, version, text, "1").await;
        assert_no_fault(&answer, text);
        if answer.status != StatusCode::OK {
            continue;
        }
        version += 1;
        assert_eq!(answer.json()["title"], text.trim());
        for path in [format!("/records/{id}"), format!("/inbox/{id}")] {
            let page = archivist.get(&path).await;
            assert_eq!(page.status, StatusCode::OK, "{text:?}");
            assert_escaped(&page, text);
        }
    }
    assert_eq!(
        version - 1,
        i64::try_from(texts.len()).expect("a count"),
        "every text was taken"
    );
}

#[tokio::test]
async fn any_text_can_be_the_name_of_a_file_and_is_shown_escaped() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let names = naughty();
    for (number, name) in names.iter().enumerate() {
        let bytes = format!("paper {number}");
        let answer = archivist
            .upload(&[Part {
                name,
                bytes: bytes.as_bytes(),
            }])
            .await;
        assert_no_fault(&answer, name);
    }
    let mut path = Some("/inbox".to_owned());
    while let Some(next) = path {
        let page = archivist.get(&next).await;
        assert_eq!(page.status, StatusCode::OK);
        names.iter().for_each(|name| assert_escaped(&page, name));
        let text = page.text();
        let link = text
            .split("href=\"/inbox?")
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        path = link
            .map(|query| format!("/inbox?{}", query.replace("&amp;", "&").replace("&#38;", "&")))
            .find(|link| link.contains("at=") && *link != next);
    }
}
