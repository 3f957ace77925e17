//! Chinese surnames (姓氏): which characters can begin a name, and how those read that are read differently there.

/// Surnames of one character, the commonest first; rare ones that are mostly function words (经, 和, 后) are left out.
const SINGLE: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎\
余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟\
安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游\
阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简\
娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗\
应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保蔺水云昌凤酆皮卡元萧湛祖支咎昝裘缪干宣贲嵇滑荣羊於惠家璩濮扈宿暨居衡步耿弓\
鱼容慎戈庾终师勾敖融订辛阚空毋沙乜养须丰巢蒯查红逯盖益桓公肖闫付代邝佘尚涂";

/// Surnames of two characters (复姓).
const DOUBLE: [&str; 32] = [
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "夏侯", "司徒", "长孙",
    "宇文", "轩辕", "端木", "独孤", "南宫", "西门", "东郭", "百里", "呼延", "万俟", "闻人", "钟离", "澹台",
    "公冶", "宗政", "濮阳", "淳于", "单于", "申屠",
];

/// Surnames whose reading differs from the character's usual one, in plain pinyin, two-character ones first.
const READINGS: [(&str, &str); 29] = [
    ("尉迟", "yu chi"),
    ("万俟", "mo qi"),
    ("单于", "chan yu"),
    ("长孙", "zhang sun"),
    ("澹台", "tan tai"),
    ("单", "shan"),
    ("曾", "zeng"),
    ("仇", "qiu"),
    ("解", "xie"),
    ("查", "zha"),
    ("任", "ren"),
    ("区", "ou"),
    ("朴", "piao"),
    ("翟", "zhai"),
    ("盖", "ge"),
    ("缪", "miao"),
    ("宓", "fu"),
    ("冼", "xian"),
    ("覃", "qin"),
    ("种", "chong"),
    ("逄", "pang"),
    ("繁", "po"),
    ("员", "yun"),
    ("乐", "yue"),
    ("秘", "bi"),
    ("黑", "he"),
    ("石", "shi"),
    ("车", "che"),
    ("洗", "xian"),
];

/// The number of characters of the surname that a simplified text begins with, 0 if with none.
#[must_use]
pub fn surname_length(simplified: &str) -> usize {
    if DOUBLE.iter().any(|surname| simplified.starts_with(surname)) {
        return 2;
    }
    usize::from(
        simplified
            .chars()
            .next()
            .is_some_and(|first| SINGLE.contains(first)),
    )
}

/// The surname reading that overrides the usual one: the surname and its syllables, divided by a space.
#[must_use]
pub fn special_reading(simplified: &str) -> Option<(&'static str, &'static str)> {
    READINGS
        .into_iter()
        .find(|(surname, _)| simplified.starts_with(surname))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surnames_of_two_characters_go_before_those_of_one() {
        for (name, expected) in [
            ("欧阳修", 2),
            ("欧大伟", 1),
            ("司马光", 2),
            ("王伟", 1),
            ("的时候", 0),
            ("", 0),
        ] {
            assert_eq!(surname_length(name), expected, "{name}");
        }
    }

    #[test]
    fn a_special_reading_is_found_by_the_beginning_of_the_name() {
        assert_eq!(special_reading("单田芳"), Some(("单", "shan")));
        assert_eq!(special_reading("单于婉儿"), Some(("单于", "chan yu")));
        assert_eq!(special_reading("王伟"), None);
    }
}
