//! Printing is a right of its own, and what is printed names who printed it.

use crate::house::House;
use http::StatusCode;
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;
use std::path::Path;

/// Where Debian puts the font that the build asks for.
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

fn scan() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let paper = RgbImage::from_pixel(620, 877, Rgb([250; 3]));
    paper.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn who_may_read_may_not_print_and_the_picture_that_is_printed_bears_a_name() {
    if !Path::new(FONT).exists() {
        eprintln!("SKIPPED: {FONT} is not installed");
        return;
    }
    let mut house = House::open().await;
    house.configure(|app| app.font = Some(FONT.into()));
    let union = house.first_run().await;
    let record = union.archivist.capture("scan.png", &scan()).await;
    union.archivist.file(&record, "三届二次职代会纪要", "1").await;
    let tree = union.system.get("/api/v1/organisations").await.json();
    let top = tree["organisations"][0]["id"].as_str().expect("an id").to_owned();
    let reader = house.account(&union, "qian.li", &top, "reader").await;

    let link = format!("/records/{record}/print");
    let page = format!("/records/{record}");
    assert!(union.archivist.get(&page).await.text().contains(&link));
    let read = reader.get(&page).await;
    assert_eq!(read.status, StatusCode::OK);
    assert!(!read.text().contains(&link), "no button without the right");

    let shown = union.archivist.get(&link).await;
    assert!(
        shown.text().contains(&format!("{link}/1/image")),
        "{}",
        shown.text()
    );
    let picture = union.archivist.get(&format!("{link}/1/image")).await;
    assert_eq!(picture.status, StatusCode::OK);
    let drawn = image::load_from_memory(&picture.body).unwrap().to_rgb8();
    assert!(
        drawn.pixels().any(|pixel| pixel.0[0] < 225),
        "an empty page bears the watermark"
    );
    for path in [link.clone(), format!("{link}/1/image")] {
        assert_eq!(reader.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}
