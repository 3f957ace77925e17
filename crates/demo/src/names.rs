//! Names of people (姓名) as common as they are among Chinese hospital staff, none of a known person.

use crate::dice::Dice;
use crate::staff::Sex;

/// Surnames (姓) with their rough share in ten thousand, after the usual national order.
const SURNAMES: &str = "王720 李718 张680 刘540 陈455 杨310 黄225 赵208 吴205 周200 徐145 孙143 马130 朱126 胡125 郭116 何110 \
    林107 高102 罗95 郑92 梁90 谢76 宋74 唐69 许68 邓64 韩63 冯62 曹60 彭58 曾57 肖57 田55 董54 潘53 袁52 蔡50 蒋50 余49 于48 \
    杜47 叶46 程46 魏45 苏44 吕43 丁42 任41 卢40 姚39 沈39 钟38 姜38 崔37 谭36 陆36 范35 汪34 廖33 石33 金32 韦31 贾31 夏30 \
    付30 方29 邹29 熊28 白28 孟27 秦27 邱26 侯25 江25 尹24 薛24 闫23 段23 雷22 龙21 黎21 史20 陶20 贺19 毛19 郝18 顾18 龚17 \
    邵17 万16 覃15 武14 钱14 戴13 严12 莫12 孔11 向11 常10 欧阳3 上官1 司马1 诸葛1";

/// Given names of women born before 1985, and after.
const WOMEN_EARLIER: &str = "丽 娟 敏 静 燕 芳 玲 红 霞 秀英 秀兰 桂英 玉梅 淑华 美玲 丽华 晓燕 春梅 海燕 艳 萍 莉 琴 慧 秋菊 \
    丽萍 建英 雪梅 文英 惠芳 凤霞 月华 冬梅 玉兰 小红 爱华 亚男 素珍 志芳 雅琴";
const WOMEN_LATER: &str = "雨婷 欣怡 梦洁 思琪 佳慧 晓彤 诗涵 雅雯 婉清 若琳 嘉欣 梓萱 静怡 慧敏 雪莹 一诺 可馨 文静 倩 婷 娜娜 \
    丹丹 莎 颖 璐 瑶 楠 悦 晗 依然 紫薇 媛媛 秋雨 亚楠 佩瑶 心悦 语嫣 菁菁 舒涵 清妍";
/// Given names of men born before 1985, and after.
const MEN_EARLIER: &str = "伟 强 军 勇 建国 建军 志强 国强 永强 明 海涛 文斌 晓东 卫东 志明 德胜 振华 少华 国平 立新 宏伟 学文 \
    保国 长江 庆华 新民 春生 俊峰 克勤 祥 辉 斌 波 平 刚 忠 树林 正义 家声 维国";
const MEN_LATER: &str = "浩 宇轩 子豪 俊杰 天宇 博文 嘉伟 泽宇 一鸣 思远 鹏飞 浩然 晨 志远 旭东 凯 磊 帆 翔 睿 超 宇航 家乐 \
    文博 子昂 昊 俊熙 明哲 书恒 皓轩 景行 奕辰 云帆 致远 逸飞 承宇 修远 瑞霖 启航 安邦";

/// Full names of widely known people that the lists above could form; they are drawn again.
const KNOWN: &[&str] = &[
    "王菲",
    "王强",
    "李娜",
    "李静",
    "李明",
    "刘波",
    "张军",
    "张静",
    "王楠",
    "张楠",
    "王浩",
    "王磊",
    "李宁",
    "郭晶晶",
    "刘翔",
    "林丹",
    "陈红",
    "王刚",
    "李敏",
    "刘敏",
    "周迅",
    "孙杨",
    "张杰",
    "何洁",
    "王凯",
    "李晨",
    "邓超",
    "刘涛",
    "于谦",
    "高圆圆",
    "王平",
    "赵薇",
    "陈凯",
    "李军",
    "张敏",
    "刘强",
    "马伟",
    "黄磊",
    "黄渤",
    "胡军",
    "徐帆",
    "刘若琳",
    "叶一诺",
    "魏晨",
];

/// Draws a name for a person of this sex and year of birth.
pub(crate) fn draw(dice: &mut Dice, sex: Sex, birth_year: i16) -> String {
    let later = birth_year >= 1985;
    let given = match (sex, later) {
        (Sex::Female, false) => WOMEN_EARLIER,
        (Sex::Female, true) => WOMEN_LATER,
        (Sex::Male, false) => MEN_EARLIER,
        (Sex::Male, true) => MEN_LATER,
    };
    let given: Vec<&str> = given.split_whitespace().collect();
    loop {
        let name = format!("{}{}", surname(dice), dice.one_of(&given));
        if !KNOWN.contains(&name.as_str()) {
            return name;
        }
    }
}

fn surname(dice: &mut Dice) -> &'static str {
    let mut names = Vec::new();
    let mut weights = Vec::new();
    for entry in SURNAMES.split_whitespace() {
        let name = entry.trim_end_matches(|char: char| char.is_ascii_digit());
        names.push(name);
        weights.push(entry[name.len()..].parse().unwrap_or(1));
    }
    names[dice.weighted(&weights)]
}
