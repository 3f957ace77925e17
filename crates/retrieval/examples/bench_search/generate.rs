//! Synthetic records of a union federation: the same number gives the same record.
//!
//! Words are drawn by Zipf's law from terms of union work and from pairs of common characters, so that some
//! words are in half of the records and most in few.

use guildhall_kernel::{OrgPath, RealmId, RecordId};
use guildhall_retrieval::SearchDocument;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

const SEED: u64 = 2024;
/// Hospitals below the top organisation, numbered from 1.
pub const HOSPITALS: u32 = 20;
/// Departments of each hospital, numbered from 1.
pub const DEPARTMENTS: u32 = 40;
const STAFF: usize = 3_000;
const PAIRS: usize = 6_000;

const TERMS: &str = "工会 职工 通知 会议 经费 慰问 困难职工 职工代表大会 审议 方案 医院 护理 培训 劳动竞赛 表彰 先进集体 \
    劳动模范 互助保障 女职工 权益 维权 合同 协商 集体合同 民主管理 院务公开 提案 选举 换届 委员会 主席 副主席 会员 会费 收缴 \
    预算 决算 审计 报销 活动 文体 运动会 摄影 读书 心理健康 疗休养 体检 安全生产 职业病 防护 疫情 防控 志愿者 捐款 救助 大病 \
    助学 春节 中秋 端午 三八 五一 五四 总结 计划 报告 请示 批复 函 纪要 决定 意见 办法 制度 规定 细则 章程 名单 登记表 申请表 \
    汇总表 台账 合影 视频 录音 证书 奖状 科室 内科 外科 儿科 急诊 药剂 检验 影像 后勤 财务 人事 宣传 信息 基层 分会 小组 联合会 \
    总工会 省级 市级 年度 季度 关于 召开 开展 组织 做好 加强 印发 转发 举办 参加 推荐 评选 公示 补充 调整 成立 聘任";

const CHARACTERS: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民\
    得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表\
    间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入\
    常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处";

const SURNAMES: &str =
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎";
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红玲建国志文晓雪梅春海燕";
const TYPES: [&str; 8] = ["WS", "KJ", "ZP", "LX", "RS", "SJ", "ZY.HY", "ZY.FL"];
const SOURCES: [&str; 4] = ["upload", "import", "watch", "camera"];
const SECRECY: [i64; 10] = [0, 0, 0, 0, 0, 0, 1, 1, 2, 3];

/// Makes the records of one realm.
pub struct Generator {
    realm: RealmId,
    words: Vec<String>,
    /// For each word the sum of the weights up to it.
    weights: Vec<f64>,
    names: Vec<String>,
}

impl Generator {
    pub fn new(realm: RealmId) -> Self {
        let mut chance = StdRng::seed_from_u64(SEED);
        let mut words: Vec<String> = TERMS.split_whitespace().map(str::to_owned).collect();
        let common: Vec<char> = CHARACTERS.chars().filter(|c| !c.is_whitespace()).collect();
        words.extend((0..PAIRS).map(|_| pick(&mut chance, &common).into_iter().collect::<String>()));
        let mut sum = 0.0;
        let weights = (0..words.len()).map(|rank| {
            sum += 1.0 / (rank as f64 + 5.0);
            sum
        });
        let weights = weights.collect();
        let (surnames, given): (Vec<char>, Vec<char>) = (SURNAMES.chars().collect(), GIVEN.chars().collect());
        let names = (0..STAFF).map(|_| {
            let [first, second] = pick(&mut chance, &given);
            format!(
                "{}{first}{second}",
                surnames[chance.random_range(0..surnames.len())]
            )
        });
        let names = names.collect();
        Self {
            realm,
            words,
            weights,
            names,
        }
    }

    fn word(&self, chance: &mut StdRng) -> &str {
        let total = self.weights.last().copied().unwrap_or_default();
        let drawn = chance.random_range(0.0..total);
        &self.words[self.weights.partition_point(|sum| *sum <= drawn)]
    }

    /// Returns a number of words of a record's text, as a person would type them who looks for it.
    pub fn question(&self, number: usize, words: usize) -> String {
        let mut chance = StdRng::seed_from_u64(SEED ^ ((number as u64) << 8));
        let asked: Vec<&str> = (0..words).map(|_| self.word(&mut chance)).collect();
        asked.join(" ")
    }

    pub fn record(&self, number: usize) -> SearchDocument {
        // The text begins with the words that `question` draws.
        let mut chance = StdRng::seed_from_u64(SEED ^ ((number as u64) << 8));
        let title: String = (0..7).map(|_| self.word(&mut chance)).collect();
        let page: String = (0..chance.random_range(30..60))
            .map(|_| self.word(&mut chance))
            .collect();
        let year = chance.random_range(1990..2026);
        let hospital = chance.random_range(1..=HOSPITALS);
        let department = chance.random_range(1..=DEPARTMENTS);
        let persons =
            (0..chance.random_range(1..4)).map(|_| self.names[chance.random_range(0..STAFF)].clone());
        let persons = persons.collect();
        let type_code = TYPES[chance.random_range(0..TYPES.len())];
        let record_id = RecordId::from_uuid(Uuid::from_u64_pair(number as u64, chance.random()));
        let filed = chance.random_bool(0.9);
        SearchDocument {
            record_id,
            realm: self.realm,
            org_path: OrgPath::root(1).child(hospital).child(department),
            state: if filed { "filed" } else { "captured" }.to_owned(),
            secrecy: SECRECY[chance.random_range(0..SECRECY.len())],
            type_code: type_code.to_owned(),
            year: Some(year),
            department: format!("第{department}科室"),
            source: SOURCES[chance.random_range(0..SOURCES.len())].to_owned(),
            persons,
            doc_number: format!("工发〔{year}〕{}号", number % 500),
            archival_code: if filed {
                format!("Z{hospital:03}-{type_code}·{year}-Y-{number:07}")
            } else {
                String::new()
            },
            doc_date: format!("{year}-{:02}-{:02}", 1 + number % 12, 1 + number % 28)
                .parse()
                .ok(),
            captured_at: 1_700_000_000_000_000 + number as i64,
            fields: Vec::new(),
            pages: vec![(1, page)],
            attached: Vec::new(),
            title,
            version: 1,
        }
    }
}

fn pick(chance: &mut StdRng, from: &[char]) -> [char; 2] {
    [
        from[chance.random_range(0..from.len())],
        from[chance.random_range(0..from.len())],
    ]
}
