//! Lending through pages and API: lent, shown, printed, renewed, returned, undone; and who sees what.

use crate::house::{Client, House, Union};
use http::{Method, StatusCode, header};
use serde_json::{Value, json};

const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
const LOANS: &str = "/api/v1/loans";

struct Scene {
    house: House,
    union: Union,
    unit: String,
    keeper: Client,
}

async fn scene() -> Scene {
    let house = House::open().await;
    let union = house.first_run().await;
    let unit = house.unit(&union, "外科分会").await;
    let keeper = house.account(&union, "sun.jing", &unit, "archivist").await;
    let person = json!({ "staff_number": "A-7", "name": "王芳", "unit": unit });
    let made = union
        .system
        .send_json(Method::POST, "/api/v1/people", &person)
        .await;
    assert!(made.status.is_success(), "{}", made.text());
    Scene {
        house,
        union,
        unit,
        keeper,
    }
}

/// Files a paper and returns its id and its archival code.
async fn filed(keeper: &Client, name: &str) -> (String, String) {
    let record = keeper.capture(&format!("{name}.txt"), name.as_bytes()).await;
    keeper.file(&record, name, "1").await;
    let shown = keeper.get(&format!("/api/v1/records/{record}")).await.json();
    let code = shown["record"]["archival_code"].as_str().expect("a code");
    (record, code.to_owned())
}

async fn lend(keeper: &Client, codes: &[&str]) -> Value {
    let body = json!({ "codes": codes, "staff_number": "A-7", "purpose": "核对职称材料" });
    let lent = keeper.send_json(Method::POST, LOANS, &body).await;
    assert_eq!(lent.status, StatusCode::CREATED, "{}", lent.text());
    lent.json()["loans"][0].clone()
}

fn id(loan: &Value) -> &str {
    loan["id"].as_str().expect("an id")
}

#[tokio::test]
async fn an_original_is_lent_shown_as_out_renewed_returned_and_the_return_undone() {
    let mut scene = scene().await;
    let keeper = &scene.keeper;
    let (record, code) = filed(keeper, "一").await;
    let loan = lend(keeper, &[&code]).await;
    let way = |way: &str| format!("{LOANS}/{}/{way}", id(&loan));
    let twice = json!({ "codes": [code], "staff_number": "A-7", "purpose": "再借" });
    let twice = keeper.send_json(Method::POST, LOANS, &twice).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "{}", twice.text());
    let page = keeper.get_in("/loans", "zh-CN").await.text();
    assert!(page.contains(&code) && page.contains("王芳"), "{page}");
    let shown = keeper.get_in(&format!("/records/{record}"), "zh-CN").await.text();
    assert!(shown.contains("原件已借给王芳"), "{shown}");
    let renewed = keeper.send_json(Method::POST, &way("renewal"), &json!({})).await;
    assert_eq!(renewed.json()["renewals"], 1, "{}", renewed.text());
    let again = keeper.send_json(Method::POST, &way("renewal"), &json!({})).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let silent = json!({ "came_back": "damaged" });
    let silent = keeper.send_json(Method::POST, &way("return"), &silent).await;
    assert_eq!(
        silent.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        silent.text()
    );
    let back = json!({ "came_back": "damaged", "note": "第二页撕裂" });
    let back = keeper.send_json(Method::POST, &way("return"), &back).await;
    assert_eq!(back.json()["came_back"], "damaged", "{}", back.text());
    assert_eq!(keeper.get(LOANS).await.json()["loans"], json!([]));
    let register = keeper.get(&format!("{LOANS}?show=all")).await.json();
    assert_eq!(register["loans"][0]["note"], "第二页撕裂");
    let undone = keeper
        .send_json(Method::POST, &way("reopening"), &json!({}))
        .await;
    assert_eq!(undone.json()["returned_at"], Value::Null, "{}", undone.text());
    let overdue = keeper.get(&format!("{LOANS}?show=overdue")).await.json();
    assert_eq!(overdue["loans"], json!([]), "it is due in the future");
    if !std::path::Path::new(FONT).exists() {
        eprintln!("SKIPPED: {FONT} is missing");
        return;
    }
    let slip = format!("/loans/{}/slip.pdf", id(&loan));
    scene.house.configure(|app| app.font = Some(FONT.into()));
    let printed = scene.house.get_as(&scene.keeper, &slip).await;
    assert_eq!(printed.status, StatusCode::OK, "{}", printed.text());
    assert_eq!(printed.header(header::CONTENT_TYPE), "application/pdf");
}

#[tokio::test]
async fn the_form_lends_and_says_why_it_does_not() {
    let scene = scene().await;
    let keeper = &scene.keeper;
    let (_, code) = filed(keeper, "一").await;
    let form = |number: &'static str| [("codes", code.clone()), ("staff_number", number.to_owned())];
    let send = |number| {
        let fields = form(number);
        async move {
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .chain([("purpose", "核对"), ("days", "7")])
                .collect();
            keeper.post_form("/loans", &fields).await
        }
    };
    let nobody = send("B-1").await;
    assert_eq!(
        nobody.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        nobody.text()
    );
    assert!(nobody.text().contains(&code), "what was typed stays");
    assert_eq!(send("a-7").await.header(header::LOCATION), "/loans");
    assert_eq!(send("a-7").await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_borrower_sees_her_own_loans_and_nobody_else_sees_the_desk() {
    let scene = scene().await;
    let (_, code) = filed(&scene.keeper, "一").await;
    let loan = lend(&scene.keeper, &[&code]).await;
    let (house, union) = (&scene.house, &scene.union);
    let borrower = house.account(union, "wang.fang", &scene.unit, "reader").await;
    let me = borrower.get("/api/v1/me").await.json();
    let account = me["account"]["id"].as_str().expect("an id");
    let link = json!({ "staff_number": "A-7" });
    let path = format!("/api/v1/accounts/{account}/person");
    let linked = union.security.send_json(Method::PUT, &path, &link).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text());
    let own = borrower.get("/api/v1/loans/own").await.json();
    assert_eq!(own["loans"][0]["id"], loan["id"]);
    assert!(
        borrower
            .get_in("/loans/own", "zh-CN")
            .await
            .text()
            .contains(&code)
    );
    let stranger = house.account(union, "li.si", &scene.unit, "reader").await;
    let none = stranger.get("/api/v1/loans/own").await.json();
    assert_eq!(none["loans"], json!([]));
    for reader in [&borrower, &stranger] {
        assert_eq!(reader.get("/loans").await.status, StatusCode::FORBIDDEN);
        assert_eq!(reader.get(LOANS).await.status, StatusCode::FORBIDDEN);
        let slip = reader.get(&format!("/loans/{}/slip.pdf", id(&loan))).await;
        assert_eq!(slip.status, StatusCode::NOT_FOUND);
        let renewal = format!("{LOANS}/{}/renewal", id(&loan));
        let renewed = reader.send_json(Method::POST, &renewal, &json!({})).await;
        assert_eq!(renewed.status, StatusCode::NOT_FOUND);
    }
}
