//! What the archive holds by format: the page, the list behind each line, the record's own page, and who sees what.

use crate::house::{Client, House};
use guildhall_kernel::RecordId;
use http::StatusCode;
use serde_json::json;

/// Has the files of a paper looked at, as the job does.
async fn look(house: &House, client: &Client, name: &str, bytes: &[u8]) -> String {
    let id = client.capture(name, bytes).await;
    let record: RecordId = id.parse().expect("an id");
    let looked_at = house.app.preservation.look_at(house.realm().await, record).await;
    assert_eq!(looked_at.expect("looked at"), 1);
    id
}

/// A picture of one pixel, as Windows 3 wrote it.
const BITMAP: &[u8] =
    b"BM\x3A\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0\0\0\0\0\x04\0\0\0\
    \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF\xFF\0";

#[tokio::test]
async fn a_file_under_a_false_name_is_told_by_its_bytes_on_its_page_on_the_map_and_by_the_api() {
    let house = House::open().await;
    let union = house.first_run().await;
    let archivist = &union.archivist;
    let id = look(&house, archivist, "合影.png", BITMAP).await;
    let map = archivist.get_in("/formats", "zh-CN").await.text();
    assert!(
        map.contains("已识别 1 个文件") && map.contains("fmt/116"),
        "{map}"
    );
    assert!(
        map.contains("有风险") && map.contains("/formats/files?format=fmt%2F116"),
        "{map}"
    );
    let files = archivist
        .get_in("/formats/files?format=fmt%2F116", "zh-CN")
        .await
        .text();
    assert!(
        files.contains(&id) && files.contains("扩展名与内容不符"),
        "{files}"
    );
    assert!(files.contains("转换为 TIFF"), "{files}");
    let page = archivist.get_in(&format!("/records/{id}"), "zh-CN").await.text();
    assert!(
        page.contains("fmt/116") && page.contains("扩展名与内容不符"),
        "{page}"
    );
    let told = archivist
        .get(&format!("/api/v1/records/{id}/formats"))
        .await
        .json();
    let file = &told["files"][0];
    assert_eq!(
        (
            &file["format"]["puid"],
            &file["format"]["standing"],
            &file["basis"]
        ),
        (&json!("fmt/116"), &json!("threatened"), &json!("signature")),
        "{told}"
    );
    let counts = archivist.get("/api/v1/formats").await.json();
    assert_eq!(counts["formats"][0]["files"], 1, "{counts}");
    let listed = archivist.get("/api/v1/formats/files?format=fmt/116").await.json();
    assert_eq!(listed["files"][0]["record"], id.as_str(), "{listed}");
}

#[tokio::test]
async fn who_may_not_list_a_record_finds_nothing_of_its_files_and_an_empty_map_says_what_will_come() {
    let house = House::open().await;
    let union = house.first_run().await;
    let surgery = house.unit(&union, "外科分会").await;
    let archivist = house.account(&union, "sun.jing", &surgery, "archivist").await;
    let elsewhere = house.unit(&union, "内科分会").await;
    let stranger = house.account(&union, "zhou.ming", &elsewhere, "reader").await;
    let id = look(&house, &archivist, "通知.txt", "正文".as_bytes()).await;
    let map = stranger.get("/api/v1/formats").await.json();
    assert_eq!(map["formats"], json!([]), "{map}");
    let files = stranger
        .get("/api/v1/formats/files?format=x-fmt/111")
        .await
        .json();
    assert_eq!(files["files"], json!([]), "{files}");
    let hidden = stranger.get(&format!("/api/v1/records/{id}/formats")).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    let page = stranger.get_in("/formats", "zh-CN").await.text();
    assert!(page.contains("还没有识别过文件"), "{page}");
}

#[tokio::test]
async fn a_format_that_nobody_knows_is_shown_as_the_unknown_one() {
    let house = House::open().await;
    let union = house.first_run().await;
    let page = union
        .archivist
        .get_in("/formats/files?format=%3Cscript%3E", "zh-CN")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    assert!(
        text.contains("没有识别出格式") && !text.contains("<script>"),
        "{text}"
    );
    let unrecognised = union.archivist.get("/api/v1/formats/files").await.json();
    assert_eq!(unrecognised["format"]["puid"], "local/unknown", "{unrecognised}");
}
