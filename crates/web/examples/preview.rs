//! Writes every sample page in both languages as files, to look at without a server behind them:
//! `cargo run -p guildhall-web --example preview -- FOLDER`, then serve the folder on loopback.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use guildhall_web::locale::Locale;

#[path = "../tests/it/samples/mod.rs"]
mod samples;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("say which folder to write to")?);
    for locale in Locale::ALL {
        let pages = folder.join(locale.tag());
        fs::create_dir_all(&pages)?;
        for (name, page) in samples::pages(locale) {
            fs::write(pages.join(format!("{name}.html")), page)?;
        }
    }
    let assets = folder.join("assets");
    fs::create_dir_all(&assets)?;
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/dist"))? {
        let path = entry?.path();
        fs::copy(&path, assets.join(path.file_name().ok_or("a file has a name")?))?;
    }
    fs::write(folder.join("assets/sample-page.svg"), SAMPLE_PAGE)?;
    Ok(())
}

/// A drawn page that stands for a scan.
const SAMPLE_PAGE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 840 1188" width="840" height="1188" font-family="Noto Serif CJK SC, serif" font-size="21">
<rect width="840" height="1188" fill="#fdfcf7"/>
<text x="420" y="122" font-size="46" fill="#b01818" text-anchor="middle" font-weight="bold" textLength="460">仁和医院工会文件</text>
<text x="420" y="204" text-anchor="middle">仁工发〔2024〕12号</text><path d="M80 230h680" stroke="#b01818" stroke-width="3"/>
<text x="420" y="300" text-anchor="middle" font-size="31" font-weight="bold" textLength="600">关于召开第三届职代会第二次会议的通知</text>
<text x="90" y="376">各分工会：</text>
<text x="90" y="426" textLength="660">经院党委同意，定于2024年3月22日召开第三届职工代表大会第二次会议。</text>
<text x="90" y="476" textLength="560">请各分工会于3月18日前报送代表名单和提案。</text>
<text x="500" y="646">2024年3月15日</text></svg>"##;
