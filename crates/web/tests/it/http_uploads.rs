//! Bad uploads: none loses or corrupts anything, each gives the person a sentence.

use crate::house::{House, Part, UPLOAD_BYTES_MAX, part_head};
use axum::body::{Body, Bytes};
use http::{Request, StatusCode, header};
use serde_json::json;
use std::path::Path;

/// Bytes of all files below the replicas.
fn stored(folder: &Path) -> u64 {
    fn below(folder: &Path) -> u64 {
        let entries = std::fs::read_dir(folder).expect("a folder");
        let sizes = entries.map(|entry| {
            let entry = entry.expect("an entry");
            let kind = entry.file_type().expect("a kind");
            if kind.is_dir() {
                below(&entry.path())
            } else {
                entry.metadata().expect("metadata").len()
            }
        });
        sizes.sum()
    }
    below(&folder.join("vault-a")) + below(&folder.join("vault-b"))
}

#[tokio::test]
async fn an_empty_file_is_refused_with_a_sentence_and_the_others_are_taken() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let parts = [
        Part {
            name: "empty.pdf",
            bytes: b"",
        },
        Part {
            name: "a.txt",
            bytes: b"a",
        },
    ];
    let answer = archivist.upload(&parts).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let files = &answer.json()["files"];
    assert_eq!(files[0]["outcome"], "refused");
    assert!(
        files[0]["message"]
            .as_str()
            .is_some_and(|message| message.chars().count() > 5)
    );
    assert_eq!(files[1]["outcome"], "captured");
    let alone = archivist.upload(&parts[..1]).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    archivist
        .upload(&[])
        .await
        .assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "page-bad-request");
}

#[tokio::test]
async fn hostile_names_are_made_safe() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let long = format!("{}.pdf", "长".repeat(30_000));
    let names = [
        "../../etc/passwd",
        "C:\\Windows\\system.ini",
        "..",
        "a\r\nb.txt",
        "CON",
        "\u{202e}fdp.exe",
        &long,
    ];
    for (number, name) in names.iter().enumerate() {
        let id = archivist.capture(name, format!("{number}").as_bytes()).await;
        let record = archivist.get(&format!("/api/v1/records/{id}")).await.json();
        let kept = record["files"][0]["name"].as_str().expect("a name");
        assert!(!kept.is_empty() && kept.len() <= 255, "{name:?}");
        assert!(
            !kept.contains(['/', '\\', '\r', '\n', '\u{202e}']) && kept != "..",
            "{kept:?}"
        );
        let file = record["files"][0]["link"].as_str().expect("a link").to_owned();
        assert_eq!(archivist.get(&file).await.status, StatusCode::OK, "{name:?}");
        assert_eq!(
            archivist.get(&format!("/records/{id}")).await.status,
            StatusCode::OK,
            "{name:?}"
        );
    }
}

#[tokio::test]
async fn control_characters_in_the_head_of_a_part_are_refused() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let answer = archivist
        .upload(&[Part {
            name: "a\u{0}\u{7}b.txt",
            bytes: b"x",
        }])
        .await;
    answer.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "page-bad-request");
    assert_eq!(archivist.get("/api/v1/papers").await.json()["papers"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_bytes_at_the_same_instant_are_one_paper() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let bytes = vec![b'x'; 300_000];
    let send = |name: &'static str| {
        let (client, bytes) = (archivist.clone(), bytes.clone());
        tokio::spawn(async move { client.upload(&[Part { name, bytes: &bytes }]).await })
    };
    let (first, second) = tokio::join!(send("a.txt"), send("b.txt"));
    let answers = [first.expect("an answer"), second.expect("an answer")];
    let mut outcomes: Vec<_> = answers
        .iter()
        .map(|answer| answer.json()["files"][0]["outcome"].to_string())
        .collect();
    outcomes.sort();
    assert_eq!(outcomes, ["\"captured\"", "\"known\""]);
    let record = |index: usize| answers[index].json()["files"][0]["record"].to_string();
    assert_eq!(record(0), record(1));
    assert_eq!(
        archivist.get("/api/v1/papers").await.json()["papers"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

#[tokio::test]
async fn a_client_that_hangs_up_leaves_nothing_behind() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let before = stored(house.folder.path());
    let sent: Vec<Result<Bytes, std::io::Error>> = vec![
        Ok(Bytes::from(part_head("half.bin"))),
        Ok(Bytes::from(vec![7; 900_000])),
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
    ];
    let request = archivist.upload_request(Body::from_stream(futures_util::stream::iter(sent)));
    let answer = archivist.send(request).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    assert_eq!(archivist.get("/api/v1/papers").await.json()["papers"], json!([]));
    assert_eq!(
        stored(house.folder.path()),
        before,
        "nothing is left in the vault"
    );
    archivist.capture("whole.bin", &vec![7; 900_000]).await;
}

#[tokio::test]
async fn an_upload_beyond_the_limit_is_refused_and_leaves_nothing() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let before = stored(house.folder.path());
    let bytes = vec![b'x'; usize::try_from(UPLOAD_BYTES_MAX).expect("a size") + 1];
    let answer = archivist
        .upload(&[Part {
            name: "large.bin",
            bytes: &bytes,
        }])
        .await;
    answer.assert_problem(StatusCode::PAYLOAD_TOO_LARGE, "page-too-large");
    assert_eq!(stored(house.folder.path()), before);
    assert_eq!(archivist.get("/api/v1/papers").await.json()["papers"], json!([]));
}

#[tokio::test]
async fn a_form_that_is_none_is_refused() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    for (kind, body) in [
        ("text/plain", "x"),
        ("multipart/form-data", "x"),
        ("multipart/form-data; boundary=a", "--b\r\n\r\nx"),
        ("multipart/form-data; boundary=a", ""),
    ] {
        let request = Request::post("/api/v1/papers")
            .header("x-csrf-token", &archivist.form_token)
            .header(header::CONTENT_TYPE, kind);
        let answer = archivist
            .send(request.body(Body::from(body)).expect("a request"))
            .await;
        answer.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "page-bad-request");
    }
}

#[tokio::test]
async fn the_upload_form_of_the_inbox_needs_its_token_before_the_first_file() {
    let house = House::open().await;
    let archivist = house.first_run().await.archivist;
    let send = async |token: &str, first: bool| {
        let token = format!("--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n");
        let file = "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\na\r\n";
        let body = if first {
            format!("{token}{file}--b--\r\n")
        } else {
            format!("{file}{token}--b--\r\n")
        };
        let request = Request::post("/inbox/files")
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
        archivist
            .send(request.body(Body::from(body)).expect("a request"))
            .await
    };
    assert_eq!(send("wrong", true).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        send(&archivist.form_token, false).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(archivist.get("/api/v1/papers").await.json()["papers"], json!([]));
    let taken = send(&archivist.form_token, true).await;
    assert_eq!(
        taken.json()["files"][0]["outcome"],
        "captured",
        "{}",
        taken.text()
    );
}
