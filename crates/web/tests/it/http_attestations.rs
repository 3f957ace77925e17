//! Certificates of consultation through pages and API: issued, found, printed, checked, revoked; and who sees what.

use crate::house::{Client, House, Union};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};

const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
const ATTESTATIONS: &str = "/api/v1/attestations";

struct Scene {
    house: House,
    union: Union,
    unit: String,
    keeper: Client,
    record: String,
}

async fn scene() -> Scene {
    let house = House::open().await;
    let union = house.first_run().await;
    let unit = house.unit(&union, "外科分会").await;
    let keeper = house.account(&union, "sun.jing", &unit, "archivist").await;
    let record = keeper.capture("任职.txt", "任职".as_bytes()).await;
    keeper.file(&record, "任职", "1").await;
    Scene {
        house,
        union,
        unit,
        keeper,
        record,
    }
}

async fn issue(scene: &Scene) -> Value {
    let path = format!("/api/v1/records/{}/attestations", scene.record);
    let body = json!({ "recipient": "王芳", "purpose": "办理退休", "excerpt": "王芳，手机13812345678。" });
    let issued = scene.keeper.send_json(Method::POST, &path, &body).await;
    assert_eq!(issued.status, StatusCode::CREATED, "{}", issued.text());
    issued.json()
}

fn said<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().expect("a text")
}

fn check_of(path: &str, one: &Value) -> String {
    guildhall_web::routes::with_query(
        path,
        [("number", said(one, "number")), ("code", said(one, "code"))],
    )
}

#[tokio::test]
async fn a_certificate_is_issued_from_the_record_found_printed_and_revoked() {
    let mut scene = scene().await;
    let form = format!("/records/{}/attestations", scene.record);
    let page = scene
        .keeper
        .get_in(&format!("/records/{}", scene.record), "zh-CN")
        .await;
    assert!(page.text().contains(&form), "{}", page.text());
    let fields = [("recipient", "王芳"), ("purpose", "办理退休"), ("excerpt", " ")];
    let refused = scene.keeper.post_form(&form, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("王芳"), "what was typed stays");
    let fields = [
        ("recipient", "王芳"),
        ("purpose", "办理退休"),
        ("excerpt", "同意。"),
    ];
    let issued = scene.keeper.post_form(&form, &fields).await;
    let place = issued.header(header::LOCATION).to_owned();
    let shown = scene.keeper.get_in(&place, "zh-CN").await.text();
    assert!(shown.contains("号") && shown.contains("同意。"), "{shown}");
    let one = issue(&scene).await;
    assert!(!said(&one, "excerpt").contains("13812345678"), "{one}");
    let found = scene.keeper.get(&format!("{ATTESTATIONS}?number=2")).await.json();
    assert_eq!(found["attestations"][0]["id"], one["id"]);
    let way = format!("/attestations/{}/revocation", said(&one, "id"));
    let silent = scene.keeper.post_form(&way, &[("reason", "")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let revoked = scene.keeper.post_form(&way, &[("reason", "摘录有误")]).await;
    assert!(revoked.header(header::LOCATION).starts_with("/attestations/"));
    let api = format!("{ATTESTATIONS}/{}/revocation", said(&one, "id"));
    let again = json!({ "reason": "再次" });
    let again = scene.keeper.send_json(Method::POST, &api, &again).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
    let list = scene.keeper.get_in("/attestations", "zh-CN").await.text();
    assert!(list.contains("已作废"), "{list}");
    if !std::path::Path::new(FONT).exists() {
        eprintln!("SKIPPED: {FONT} is missing");
        return;
    }
    let paper = format!("{place}/certificate.pdf");
    scene.house.configure(|app| app.font = Some(FONT.into()));
    let printed = scene.house.get_as(&scene.keeper, &paper).await;
    assert_eq!(printed.status, StatusCode::OK, "{}", printed.text());
    assert_eq!(printed.header(header::CONTENT_TYPE), "application/pdf");
}

#[tokio::test]
async fn anybody_checks_a_certificate_and_learns_nothing_of_its_content() {
    let scene = scene().await;
    let one = issue(&scene).await;
    let (house, union) = (&scene.house, &scene.union);
    let reader = house.account(union, "li.si", &scene.unit, "reader").await;
    let checked = reader.get(&check_of("/api/v1/attestations/check", &one)).await;
    assert_eq!(checked.json()["standing"], "genuine", "{}", checked.text());
    let page = reader
        .get_in(&check_of("/attestations/check", &one), "zh-CN")
        .await
        .text();
    assert!(
        page.contains("有效") && !page.contains("王芳") && !page.contains("退休"),
        "{page}"
    );
    let wrong = json!({ "number": one["number"], "code": "0000-0000-0000-0000" });
    let unknown = reader.get(&check_of("/api/v1/attestations/check", &wrong)).await;
    assert_eq!(
        unknown.json(),
        json!({ "standing": "unknown", "issued_at": null, "revoked_at": null })
    );
    let nothing = reader.get("/api/v1/attestations/check").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reader.get("/attestations").await.status, StatusCode::FORBIDDEN);
    assert_eq!(reader.get(ATTESTATIONS).await.status, StatusCode::FORBIDDEN);
    for path in ["", "/certificate.pdf"] {
        let path = format!("/attestations/{}{path}", said(&one, "id"));
        assert_eq!(reader.get(&path).await.status, StatusCode::NOT_FOUND);
    }
    let revoke = format!("{ATTESTATIONS}/{}/revocation", said(&one, "id"));
    let reason = json!({ "reason": "理由" });
    let revoked = reader.send_json(Method::POST, &revoke, &reason).await;
    assert_eq!(revoked.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_certified_is_counted_for_who_keeps_the_register_and_for_nobody_else() {
    let scene = scene().await;
    let keeper = &scene.keeper;
    let before = keeper.get("/api/v1/uses/statistics").await.json();
    assert_eq!(before["year"]["total"]["certificates"], 0, "{before}");
    issue(&scene).await;
    let counted = keeper.get("/api/v1/uses/statistics").await.json();
    assert_eq!(counted["year"]["total"]["certificates"], 1, "{counted}");
    assert_eq!(counted["year"]["months"].as_array().map(Vec::len), Some(12));
    let later = counted["year"]["year"].as_i64().expect("a year") + 1;
    let later = format!("/api/v1/uses/statistics?year={later}");
    let later = keeper.get(&later).await.json();
    assert_eq!(later["before"]["total"]["certificates"], 1, "{later}");
    assert_eq!(later["year"]["total"]["certificates"], 0, "{later}");
    let page = keeper.get_in("/uses/statistics", "zh-CN").await.text();
    assert!(
        page.contains("利用统计") && page.contains("出具查档证明"),
        "{page}"
    );
    let file = keeper.get_in("/uses/statistics.csv", "zh-CN").await;
    assert_eq!(file.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(
        file.text().contains("\"出具查档证明（份）\",\"1\",\"0\""),
        "{}",
        file.text()
    );
    let reader = scene
        .house
        .account(&scene.union, "wang.wu", &scene.unit, "reader")
        .await;
    for path in [
        "/uses/statistics",
        "/uses/statistics.csv",
        "/api/v1/uses/statistics",
    ] {
        assert_eq!(reader.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}
