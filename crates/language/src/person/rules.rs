//! Names found by rules alone: a surname beside a word that goes with people, and words that end organisations' names.
//!
//! Less sure than a model, but needs none. Looks at the words around a name, so misses names that stand bare.

use std::ops::Range;

use crate::person::{EntityKind, Mention};
use crate::script::{is_han, to_simplified_aligned};
use crate::surname::surname_length;

/// Words that stand right before a name.
const BEFORE: [&str; 24] = [
    "姓名",
    "主持人",
    "主持",
    "记录人",
    "记录",
    "签发人",
    "签发",
    "联系人",
    "负责人",
    "经办人",
    "申请人",
    "被申请人",
    "审核人",
    "复核人",
    "制单",
    "委托代理人",
    "法定代表人",
    "调解员",
    "仲裁员",
    "报告人",
    "参会人员",
    "出席人员",
    "列席人员",
    "选举",
];
/// Words that stand right behind a name.
const BEHIND: [&str; 24] = [
    "同志",
    "主席",
    "副主席",
    "院长",
    "副院长",
    "书记",
    "副书记",
    "主任",
    "副主任",
    "委员",
    "科长",
    "护士长",
    "医生",
    "医师",
    "先生",
    "女士",
    "老师",
    "教授",
    "局长",
    "部长",
    "等人",
    "等同志",
    "（男",
    "（女",
];
/// Words at whose beginning or end no given name goes on.
const NO_NAME: &str = "的了在是和与及或等为将对向由被把从到于之其这那各有不同志主副院书部局科委长任人请以";
/// Endings of organisations' names, longer ones first.
const ORGANISATIONS: [&str; 24] = [
    "有限责任公司",
    "股份有限公司",
    "有限公司",
    "委员会",
    "总工会",
    "工会",
    "联合会",
    "人民医院",
    "医院",
    "公司",
    "大学",
    "学院",
    "研究院",
    "研究所",
    "基金会",
    "协会",
    "学会",
    "人民政府",
    "人民法院",
    "仲裁院",
    "中心",
    "总局",
    "集团",
    "银行",
];
/// Characters that an organisation's name does not run across.
const NOT_IN_ORGANISATION: &str = "的了在是和与及或被把从到由向对将请经为使让给各本该此其";
/// Longest organisation name believed, in characters.
const ORGANISATION_CHARS: usize = 24;

/// Finds names by rules; in order, none overlapping another, with confidences between 0.4 and 0.6.
#[must_use]
pub fn find_by_rules(text: &str) -> Vec<Mention> {
    let simplified = to_simplified_aligned(text);
    let row = Row::new(&simplified, text);
    let mut found = Vec::new();
    let mut index = 0;
    while index < row.chars.len() {
        let read = row.person_at(index).or_else(|| row.organisation_at(index));
        index = match read {
            Some((mention, end)) => {
                found.push(mention);
                end
            }
            None => index + 1,
        };
    }
    found
}

/// The simplified characters of a text with their places in the original.
struct Row {
    chars: Vec<char>,
    starts: Vec<usize>,
}

impl Row {
    fn new(simplified: &str, original: &str) -> Self {
        let starts = original
            .char_indices()
            .map(|(at, _)| at)
            .chain([original.len()])
            .collect();
        Self {
            chars: simplified.chars().collect(),
            starts,
        }
    }

    fn text(&self, range: Range<usize>) -> String {
        self.chars[range].iter().collect()
    }

    fn mention(&self, kind: EntityKind, range: Range<usize>, confidence: f32) -> Mention {
        let name = self
            .text(range.clone())
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        Mention {
            kind,
            name,
            bytes: self.starts[range.start]..self.starts[range.end],
            confidence,
            ids: Vec::new(),
        }
    }

    fn ends_before(&self, index: usize, words: &[&str]) -> bool {
        let mut end = index;
        while end > 0 && index - end < 3 && matches!(self.chars[end - 1], '：' | ':' | ' ' | '\u{3000}') {
            end -= 1;
        }
        let tail = self.text(end.saturating_sub(6)..end);
        words.iter().any(|word| tail.ends_with(word))
    }

    fn begins_at(&self, index: usize, words: &[&str]) -> bool {
        let head = self.text(index..(index + 4).min(self.chars.len()));
        words.iter().any(|word| head.starts_with(word))
    }

    /// A name of two to four characters with a surname, if a word that goes with people stands beside it.
    fn person_at(&self, start: usize) -> Option<(Mention, usize)> {
        let head = self.text(start..(start + 2).min(self.chars.len()));
        let surname = surname_length(&head);
        if surname == 0 || (start > 0 && self.chars[start - 1] == '老') {
            return None;
        }
        let led = self.ends_before(start, &BEFORE);
        // The longer given name first.
        [2, 1].into_iter().find_map(|given| {
            let end = start + surname + given;
            let believable = end <= self.chars.len()
                && self.chars[start + surname..end]
                    .iter()
                    .all(|c| is_han(*c) && !NO_NAME.contains(*c));
            let followed = believable && self.begins_at(end, &BEHIND);
            let closed = believable && self.chars.get(end).is_none_or(|c| !is_han(*c));
            let confidence = match (led, followed, closed) {
                (true, true, _) => 0.6,
                (false, true, _) => 0.5,
                (true, false, true) => 0.55,
                _ => return None,
            };
            Some((self.mention(EntityKind::Person, start..end, confidence), end))
        })
    }

    /// A run of Han characters that ends like an organisation's name; tried only where such a run begins.
    fn organisation_at(&self, start: usize) -> Option<(Mention, usize)> {
        let allowed = |c: char| is_han(c) && !NOT_IN_ORGANISATION.contains(c);
        if !allowed(self.chars[start]) || (start > 0 && allowed(self.chars[start - 1])) {
            return None;
        }
        let run = self.chars[start..]
            .iter()
            .take(ORGANISATION_CHARS)
            .take_while(|c| allowed(**c))
            .count();
        let text = self.text(start..start + run);
        let (at, ending) = ORGANISATIONS
            .iter()
            .filter_map(|ending| Some((text.rfind(ending)?, ending)))
            .max_by_key(|(at, e)| at + e.len())?;
        let chars = text[..at + ending.len()].chars().count();
        let named = chars >= ending.chars().count() + 2;
        named.then(|| {
            (
                self.mention(EntityKind::Organisation, start..start + chars, 0.4),
                start + chars,
            )
        })
    }
}
