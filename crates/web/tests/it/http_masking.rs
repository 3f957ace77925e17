//! Personal data: masked everywhere by default, shown in clear for a stated purpose, and who looked at whom.

use crate::house::{Client, House, Union};
use guildhall_archive::page::PageLine;
use guildhall_archive::record::store as records;
use guildhall_archive::{Page, ReadPages};
use guildhall_kernel::{Actor, OrgPath, RecordId};
use http::{Method, StatusCode, header};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use std::io::Cursor;

const PHONE: &str = "13812345678";
const MASKED: &str = "138****5678";
const IDENTITY: &str = "11010519491231002X";
/// Where the line with the identity number stands on the page.
const PLACE: [f32; 4] = [0.2, 0.5, 0.8, 0.53];

/// A filed hardship file: a scan with one line that holds personal data, read.
struct Scene {
    house: House,
    union: Union,
    record: String,
}

fn scan() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let paper = RgbImage::from_pixel(620, 877, Rgb([200; 3]));
    paper.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn read(house: &House, record: &str) {
    let record: RecordId = record.parse().unwrap();
    let realm = house.realm().await;
    let reader = Actor::program("reading", realm, OrgPath::root(1));
    let mut work = house.app.database.begin(realm).await.unwrap();
    let component = records::components(&mut work, record).await.unwrap()[0].id;
    let line = |text: &str, place: [f32; 4]| PageLine {
        text: text.to_owned(),
        confidence: 0.99,
        place: Some(place),
    };
    let page = Page {
        component,
        number: 1,
        source: "recognised".to_owned(),
        aspect: 620.0 / 877.0,
        label: None,
        lines: vec![
            line("困难职工申请书", [0.3, 0.1, 0.7, 0.13]),
            line(&format!("本人身份证号{IDENTITY}，联系电话{PHONE}。"), PLACE),
        ],
    };
    let read = ReadPages {
        component,
        pages: vec![page],
    };
    let archive = &house.app.archive;
    archive
        .keep_reading(&mut work, &reader, record, read, None)
        .await
        .unwrap();
    work.commit().await.unwrap();
}

async fn describe_and_file(client: &Client, record: &str, secrecy: &str, persons: &[&str]) {
    let now = client.get(&format!("/api/v1/records/{record}")).await.json();
    let body = json!({ "version": now["record"]["version"], "type": "ZY.BF", "fields": {
        "title": format!("王芳困难申请（电话{PHONE}）"), "responsible_party": "市一医院工会", "doc_date": "2024-03-15",
        "year": "2024", "retention": "D30", "security_level": secrecy, "annual_income": "36000", "persons": persons,
    }});
    let path = format!("/api/v1/papers/{record}");
    let described = client.send_json(Method::PUT, &path, &body).await;
    assert_eq!(described.status, StatusCode::OK, "{}", described.text());
    let version = json!({ "version": described.json()["version"] });
    let filed = client
        .send_json(Method::POST, &format!("{path}/file"), &version)
        .await;
    assert_eq!(filed.status, StatusCode::OK, "{}", filed.text());
}

impl Scene {
    async fn open(secrecy: &str) -> Self {
        let house = House::open().await;
        let union = house.first_run().await;
        let top = union.system.get("/api/v1/organisations").await.json()["organisations"][0]["id"].clone();
        let person = json!({ "staff_number": "A-1", "name": "王芳", "unit": top });
        let entered = union
            .system
            .send_json(Method::POST, "/api/v1/people", &person)
            .await;
        assert_eq!(entered.status, StatusCode::CREATED, "{}", entered.text());
        let record = union.archivist.capture("scan.png", &scan()).await;
        read(&house, &record).await;
        describe_and_file(&union.archivist, &record, secrecy, &["王芳"]).await;
        Self { house, union, record }
    }

    fn page(&self) -> String {
        format!("/records/{}", self.record)
    }

    fn api(&self) -> String {
        format!("/api/v1/records/{}", self.record)
    }

    async fn ask(&self, purpose: &str, reason: &str) -> crate::house::Answer {
        let body = json!({ "purpose": purpose, "reason": reason });
        let path = format!("{}/clear-access", self.api());
        self.union.archivist.send_json(Method::POST, &path, &body).await
    }

    /// Returns the drawn page as the archivist gets it.
    async fn image(&self, client: &Client) -> (RgbImage, String) {
        let answer = client.get(&format!("{}/pages/1/image", self.page())).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let image = image::load_from_memory(&answer.body).unwrap().to_rgb8();
        (image, answer.header(header::CACHE_CONTROL).to_owned())
    }

    async fn file(&self) -> String {
        let shown = self.union.archivist.get(&self.api()).await.json();
        format!(
            "{}/files/{}",
            self.api(),
            shown["files"][0]["id"].as_str().unwrap()
        )
    }

    /// Makes an account for 王芳 and links it to her.
    async fn wang(&self, staff_number: &str) -> Client {
        let unit = self.house.unit(&self.union, "外科分会").await;
        let client = self
            .house
            .account(&self.union, "wang.fang", &unit, "reader")
            .await;
        let me = client.get("/api/v1/me").await.json();
        let path = format!(
            "/api/v1/accounts/{}/person",
            me["account"]["id"].as_str().unwrap()
        );
        let linked = self
            .union
            .security
            .send_json(Method::PUT, &path, &json!({ "staff_number": staff_number }))
            .await;
        assert_eq!(linked.status, StatusCode::OK, "{}", linked.text());
        client
    }
}

/// The grey of a pixel in the middle of the line, at a share of the page's width.
fn grey(image: &RgbImage, share: f32) -> u8 {
    let (width, height) = image.dimensions();
    image
        .get_pixel((width as f32 * share) as u32, (height as f32 * 0.515) as u32)
        .0[0]
}

fn holds_clear(text: &str) -> bool {
    text.contains(PHONE) || text.contains(IDENTITY) || text.contains("36000")
}

#[tokio::test]
async fn a_filed_record_is_masked_in_pages_api_search_and_text() {
    let scene = Scene::open("1").await;
    scene.house.catch_up().await;
    let archivist = &scene.union.archivist;
    for path in [
        scene.page(),
        scene.api(),
        format!("{}/pages/1", scene.api()),
        "/records".to_owned(),
        "/search?q=%E7%94%B5%E8%AF%9D".to_owned(),
        "/api/v1/search?q=%E7%94%B5%E8%AF%9D".to_owned(),
        format!("{}?within={PHONE}", scene.page()),
    ] {
        let answer = archivist.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let text = answer
            .text()
            .replace(&format!("within={PHONE}"), "")
            .replace(&format!("value=\"{PHONE}\""), "");
        let text = text.replace(&format!("“{PHONE}”"), "");
        assert!(!holds_clear(&text), "{path}: {text}");
    }
    let shown = archivist.get(&scene.api()).await.json();
    assert_eq!(shown["masked"], true);
    assert_eq!(shown["record"]["title"], format!("王芳困难申请（电话{MASKED}）"));
    assert_eq!(shown["record"]["fields"]["annual_income"], "***");
    let found = archivist.get("/api/v1/search?q=%E5%9B%B0%E9%9A%BE").await.json();
    assert_eq!(found["hits"][0]["title"], shown["record"]["title"]);
    let guessed = archivist.get(&format!("/api/v1/search?q={PHONE}")).await.json();
    assert_eq!(guessed["total"], 0, "the index does not know what is hidden");
}

#[tokio::test]
async fn the_pixels_of_what_is_hidden_are_black_and_the_rest_of_the_page_is_not() {
    let scene = Scene::open("1").await;
    let (image, caching) = scene.image(&scene.union.archivist).await;
    assert_eq!(caching, "no-store");
    // 身份证号 stands on the first third of the line, the number behind it.
    for share in [0.42, 0.45, 0.5] {
        assert!(grey(&image, share) < 40, "{share}: {}", grey(&image, share));
    }
    for share in [0.05, 0.21, 0.95] {
        assert!(grey(&image, share) > 160, "{share}: {}", grey(&image, share));
    }
    let asked = scene.ask("hardship_review", "核对第三季度补助").await;
    assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.text());
    let (clear, _) = scene.image(&scene.union.archivist).await;
    assert!(grey(&clear, 0.45) > 160);
}

#[tokio::test]
async fn clear_text_is_for_one_account_one_record_and_fifteen_minutes() {
    let scene = Scene::open("1").await;
    let archivist = &scene.union.archivist;
    let top = archivist.get("/api/v1/organisations").await.json()["organisations"][0]["id"].clone();
    let colleague = scene
        .house
        .account(&scene.union, "li.na", top.as_str().unwrap(), "archivist")
        .await;
    let file = scene.file().await;
    archivist
        .get(&file)
        .await
        .assert_problem(StatusCode::FORBIDDEN, "clear-access-needed");
    let asked = scene.ask("hardship_review", "核对第三季度补助").await;
    assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.text());
    let shown = archivist.get(&scene.api()).await.json();
    assert_eq!(shown["record"]["fields"]["annual_income"], "36000");
    assert_eq!(shown["masked"], false);
    assert!(holds_clear(&archivist.get(&scene.page()).await.text()));
    assert_eq!(archivist.get(&file).await.body.as_ref(), scan());
    assert!(!holds_clear(&colleague.get(&scene.page()).await.text()));
    colleague
        .get(&file)
        .await
        .assert_problem(StatusCode::FORBIDDEN, "clear-access-needed");
    assert!(
        !holds_clear(&archivist.get("/records").await.text()),
        "lists stay masked"
    );
    scene.house.clock.advance_secs(15 * 60);
    assert!(!holds_clear(&archivist.get(&scene.page()).await.text()));
    archivist
        .get(&file)
        .await
        .assert_problem(StatusCode::FORBIDDEN, "clear-access-needed");
}

#[tokio::test]
async fn clear_text_is_ended_before_its_time() {
    let scene = Scene::open("1").await;
    let archivist = &scene.union.archivist;
    scene.ask("inspection", "市总工会检查").await;
    let page = archivist.get(&scene.page()).await.text();
    assert!(holds_clear(&page) && page.contains("/clear-access/end"));
    let path = format!("{}/clear-access/end", scene.page());
    let ended = archivist
        .post_form(&path, &[("csrf", &archivist.form_token)])
        .await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert!(!holds_clear(&archivist.get(&scene.page()).await.text()));
    scene.ask("inspection", "市总工会检查").await;
    let ended = archivist
        .send_json(
            Method::DELETE,
            &format!("{}/clear-access", scene.api()),
            &Value::Null,
        )
        .await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    assert!(!holds_clear(&archivist.get(&scene.page()).await.text()));
}

#[tokio::test]
async fn without_a_purpose_a_fresh_proof_or_the_right_nothing_is_shown() {
    let scene = Scene::open("1").await;
    let archivist = &scene.union.archivist;
    let refused = scene.ask("", "核对补助").await;
    refused.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "fields-do-not-fit");
    assert_eq!(refused.json()["fields"][0]["field"], "purpose");
    let path = format!("{}/clear-access", scene.page());
    let token = archivist.form_token.clone();
    let form = [
        ("csrf", token.as_str()),
        ("purpose", "inspection"),
        ("reason", "查"),
    ];
    let again = archivist.post_form(&path, &form).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        again.text().contains("<details open") && !holds_clear(&again.text()),
        "{}",
        again.text()
    );
    let top = archivist.get("/api/v1/organisations").await.json()["organisations"][0]["id"].clone();
    let reader = scene
        .house
        .account(&scene.union, "qian.li", top.as_str().unwrap(), "reader")
        .await;
    let page = reader.get(&scene.page()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("/clear-access") && !holds_clear(&page.text()));
    let body = json!({ "purpose": "inspection", "reason": "市总工会检查" });
    let refused = reader
        .send_json(Method::POST, &format!("{}/clear-access", scene.api()), &body)
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    scene.house.clock.advance_secs(16 * 60);
    scene
        .ask("inspection", "市总工会检查")
        .await
        .assert_problem(StatusCode::FORBIDDEN, "page-confirm-needed");
}

#[tokio::test]
async fn the_archivist_describes_in_clear_and_a_page_that_nobody_read_is_not_drawn_later() {
    let house = House::open().await;
    let union = house.first_run().await;
    let record = union.archivist.capture("scan.png", &scan()).await;
    let image = format!("/records/{record}/pages/1/image");
    assert_eq!(union.archivist.get(&image).await.status, StatusCode::OK);
    describe_and_file(&union.archivist, &record, "1", &[]).await;
    assert_eq!(union.archivist.get(&image).await.status, StatusCode::FORBIDDEN);
    let waiting = union
        .archivist
        .capture("second.png", &[scan(), vec![0]].concat())
        .await;
    read(&house, &waiting).await;
    let page = union.archivist.get(&format!("/inbox/{waiting}")).await.text();
    assert!(page.contains(PHONE), "describing needs to see it");
}

#[tokio::test]
async fn the_ledger_keeps_the_purpose_and_the_person_reads_who_looked() {
    let scene = Scene::open("3").await;
    let wang = scene.wang("a-1").await;
    assert_eq!(wang.get("/api/v1/me/looks").await.json()["looks"], json!([]));
    let archivist = &scene.union.archivist;
    archivist.get(&scene.page()).await;
    scene.ask("hardship_review", "核对第三季度补助").await;
    let history = archivist.get(&format!("{}/history", scene.api())).await.json();
    let acts: Vec<&str> = history["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|change| change["action"].as_str())
        .collect();
    assert_eq!(acts[..2], ["record.shown-in-clear", "record.viewed"]);
    let looks = wang.get("/api/v1/me/looks").await.json()["looks"].clone();
    let mut seen: Vec<(&str, &Value)> = looks
        .as_array()
        .unwrap()
        .iter()
        .map(|look| (look["action"].as_str().unwrap(), &look["purpose"]))
        .collect();
    seen.sort_by_key(|(action, _)| *action);
    assert_eq!(
        seen,
        [
            ("record.shown-in-clear", &json!("hardship_review")),
            ("record.viewed", &Value::Null)
        ]
    );
    assert_eq!(
        (&looks[0]["who"], &looks[0]["type"], &looks[0]["title"]),
        (&json!("陈瑜"), &json!("ZY.BF"), &Value::Null)
    );
    let page = wang.get("/me/looks").await.text();
    assert!(
        page.contains("陈瑜") && page.contains("困难帮扶审核") && page.contains("困难职工帮扶档案"),
        "{page}"
    );
    assert!(
        !page.contains(&scene.record) && !page.contains("王芳困难申请"),
        "she may not see the record itself"
    );
    for other in [archivist, &scene.union.audit, &scene.union.security] {
        assert_eq!(
            other.get("/api/v1/me/looks").await.json()["looks"],
            json!([]),
            "nobody reads the looks of another"
        );
        assert!(!other.get("/me/looks").await.text().contains("困难帮扶审核"));
    }
}

#[tokio::test]
async fn an_account_is_linked_by_who_gives_rights_and_never_by_its_owner() {
    let scene = Scene::open("1").await;
    let wang = scene.wang("A-1").await;
    let me = wang.get("/api/v1/me").await.json();
    let path = format!(
        "/api/v1/accounts/{}/person",
        me["account"]["id"].as_str().unwrap()
    );
    let security = &scene.union.security;
    let unknown = security
        .send_json(Method::PUT, &path, &json!({ "staff_number": "Z-9" }))
        .await;
    unknown.assert_problem(StatusCode::NOT_FOUND, "identity-not-found");
    let own = wang
        .send_json(Method::PUT, &path, &json!({ "staff_number": "" }))
        .await;
    assert_ne!(own.status, StatusCode::OK);
    let form = security
        .get(&format!("/accounts/{}", me["account"]["id"].as_str().unwrap()))
        .await
        .text();
    assert!(form.contains("value=\"A-1\""), "{form}");
    let stranger = scene
        .union
        .archivist
        .send_json(
            Method::POST,
            "/api/v1/people",
            &json!({
                "staff_number": "A-2", "name": "李静", "unit": me["account"]["unit"],
            }),
        )
        .await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN, "{}", stranger.text());
}

#[tokio::test]
async fn post_and_rank_stand_in_the_form_of_an_account_and_in_the_api() {
    let scene = Scene::open("1").await;
    let wang = scene.wang("A-1").await;
    let me = wang.get("/api/v1/me").await.json();
    let id = me["account"]["id"].as_str().unwrap();
    let path = format!("/api/v1/accounts/{id}/standing");
    let security = &scene.union.security;
    let given = security
        .send_json(Method::PUT, &path, &json!({ "post": "10", "rank": 5 }))
        .await
        .json();
    assert_eq!((&given["post"], &given["rank"]), (&json!("10"), &json!(5)));
    let form = security.get(&format!("/accounts/{id}")).await.text();
    assert!(form.contains(r#"<option value="10" selected"#), "{form}");
    assert!(form.contains("value=\"5\""), "{form}");
    for wrong in [
        json!({ "post": "99", "rank": 0 }),
        json!({ "post": "", "rank": 100 }),
    ] {
        let refused = security.send_json(Method::PUT, &path, &wrong).await;
        refused.assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-standing");
    }
    let own = wang
        .send_json(Method::PUT, &path, &json!({ "post": "", "rank": 9 }))
        .await;
    assert_ne!(own.status, StatusCode::OK);
}
