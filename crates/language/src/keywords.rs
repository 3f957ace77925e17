//! Finds the keywords (关键词) of a text by how often its nouns and verbs stand in it and how rare they are elsewhere.

use std::sync::LazyLock;

use jieba_rs::{KeywordExtract, KeywordExtractConfig, TfIdf};
use serde::{Deserialize, Serialize};

use crate::excerpt::beginning;
use crate::script::to_simplified;
use crate::words::Segmenter;

/// A keyword and how much it weighs among the others of its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Keyword {
    /// The word, in simplified characters.
    pub text: String,
    /// Its share of the heaviest keyword's weight, above 0 and up to 1.
    pub weight: f32,
}

/// Words that any office paper is full of and that lead to none in particular.
const COMMON: &str = "有关 相关 工作 通知 单位 部门 情况 进行 开展 要求 按照 根据 关于 以下 以上 附件 同志 我们 你们 他们 以及 \
或者 如下 特此 各位 予以 对于 方面 问题 内容 时间 地点 名称 姓名 序号 备注 合计 日期 编号 电话 联系人 联系 地址 年度 本次 第一 第二 第三 \
一个 一次 一是 二是 三是 认真 切实 进一步 加强 做好 组织 参加 实施 提出 一起 具体 研究 决定 同意 现将 印发 执行 遵照";

/// Only so many bytes of a text are looked at.
const MAX_BYTES: usize = 300_000;

static EXTRACTOR: LazyLock<TfIdf> = LazyLock::new(|| {
    let mut builder = KeywordExtractConfig::builder()
        .use_hmm(true)
        .min_keyword_length(2);
    for word in COMMON.split_whitespace() {
        builder = builder.add_stop_word(word);
    }
    let mut extractor = TfIdf::default();
    *extractor.config_mut() = builder.build();
    extractor
});

/// The `count` weightiest keywords of a text, the heaviest first.
#[must_use]
pub fn keywords(text: &str, count: usize) -> Vec<Keyword> {
    let simplified = to_simplified(beginning(text, MAX_BYTES));
    let tags = ["n", "nz", "nt", "ns", "nrt", "vn", "v", "l", "j", "i", "x", "eng"]
        .map(str::to_owned)
        .to_vec();
    let found = Segmenter::shared().with_dictionary(|dictionary| {
        EXTRACTOR.extract_keywords(dictionary, &simplified, count.saturating_mul(2), tags)
    });
    let heaviest = found.first().map_or(1.0, |first| first.weight);
    found
        .into_iter()
        .filter(|keyword| is_telling(&keyword.keyword))
        .take(count)
        .map(|keyword| Keyword {
            text: keyword.keyword,
            weight: (keyword.weight / heaviest) as f32,
        })
        .collect()
}

/// Numbers and single letters tell nothing.
fn is_telling(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).nth(1).is_some() && !word.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, count: usize) -> Vec<String> {
        keywords(text, count)
            .into_iter()
            .map(|keyword| keyword.text)
            .collect()
    }

    #[test]
    fn the_subject_of_a_paper_is_among_its_keywords() {
        let text = "关于做好困难职工帮扶工作的通知。各科室要认真摸排困难职工，建立困难职工档案，\
                    发放帮扶资金。帮扶资金专款专用，困难职工档案按年度归档。";
        let found = texts(text, 5);
        assert!(found.iter().any(|word| word.contains("职工")), "{found:?}");
        assert!(found.iter().any(|word| word.contains("帮扶")), "{found:?}");
        assert!(
            !found.iter().any(|word| word == "通知" || word == "工作"),
            "{found:?}"
        );
    }

    #[test]
    fn traditional_text_has_the_same_keywords() {
        assert_eq!(
            texts("勞動爭議調解委員會受理勞動爭議", 3),
            texts("劳动争议调解委员会受理劳动争议", 3)
        );
    }

    #[test]
    fn weights_fall_and_numbers_are_no_keywords() {
        let found = keywords("经费 预算 经费 决算 2024 12345 审计 a b", 10);
        assert!(
            found.windows(2).all(|pair| pair[0].weight >= pair[1].weight),
            "{found:?}"
        );
        assert!(
            found
                .iter()
                .all(|keyword| keyword.weight > 0.0 && keyword.weight <= 1.0)
        );
        assert!(found.iter().all(|keyword| !keyword.text.contains('2')));
        assert_eq!(keywords("", 5), Vec::new());
        assert_eq!(keywords("经费预算", 0), Vec::new());
    }
}
