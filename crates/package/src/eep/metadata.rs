//! The metadata of a record in a package: values by element of DA/T 46-2009 (文书类电子文件元数据方案).

use std::collections::BTreeMap;

/// The elements of DA/T 46 that a package has a place for, by number and name, with the element around them.
const ELEMENTS: &[(&str, &str, &str)] = &[
    ("M3", "档案馆名称", "来源"),
    ("M4", "档案馆代码", "来源"),
    ("M5", "全宗名称", "来源"),
    ("M6", "立档单位名称", "来源"),
    ("M7", "电子文件号", "文件实体"),
    ("M9", "全宗号", "档号"),
    ("M10", "目录号", "档号"),
    ("M11", "年度", "档号"),
    ("M12", "保管期限", "档号"),
    ("M13", "机构或问题", "档号"),
    ("M14", "类别号", "档号"),
    ("M15", "室编案卷号", "档号"),
    ("M16", "馆编案卷号", "档号"),
    ("M17", "室编件号", "档号"),
    ("M18", "馆编件号", "档号"),
    ("M20", "页号", "档号"),
    ("M22", "题名", "内容描述"),
    ("M23", "并列题名", "内容描述"),
    ("M24", "副题名", "内容描述"),
    ("M25", "说明题名文字", "内容描述"),
    ("M26", "主题词", "内容描述"),
    ("M27", "关键词", "内容描述"),
    ("M28", "人名", "内容描述"),
    ("M29", "摘要", "内容描述"),
    ("M30", "分类号", "内容描述"),
    ("M31", "文件编号", "内容描述"),
    ("M32", "责任者", "内容描述"),
    ("M33", "日期", "内容描述"),
    ("M34", "文种", "内容描述"),
    ("M35", "紧急程度", "内容描述"),
    ("M36", "主送", "内容描述"),
    ("M37", "抄送", "内容描述"),
    ("M38", "密级", "内容描述"),
    ("M39", "保密期限", "内容描述"),
    ("M41", "文件组合类型", "形式特征"),
    ("M43", "页数", "形式特征"),
    ("M44", "语种", "形式特征"),
    ("M45", "稿本", "形式特征"),
    ("M51", "信息系统描述", "文件实体"),
    ("M66", "当前位置", "存储位置"),
    ("M67", "脱机载体编号", "存储位置"),
    ("M68", "脱机载体存址", "存储位置"),
    ("M69", "缩微号", "存储位置"),
    ("M71", "知识产权说明", "权限管理"),
    ("M74", "控制标识", "权限管理"),
    ("M75", "附注", "文件实体"),
];

/// Returns the number of an element such as `M22` by its Chinese name; nothing when a package has no place for it.
pub fn element(name: &str) -> Option<&'static str> {
    ELEMENTS
        .iter()
        .find(|(_, other, _)| *other == name)
        .map(|(number, ..)| *number)
}

/// Returns the Chinese name of an element such as `M22`; nothing when a package has no place for it.
pub fn element_name(number: &str) -> Option<&'static str> {
    ELEMENTS
        .iter()
        .find(|(other, ..)| *other == number)
        .map(|(_, name, _)| *name)
}

/// Says whether an element stands in another one here.
pub(super) fn stands_in(name: &str, around: &str) -> bool {
    ELEMENTS
        .iter()
        .any(|(_, other, parent)| *other == name && *parent == around)
}

/// Values by number of element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata(BTreeMap<&'static str, Vec<String>>);

impl Metadata {
    /// Adds a value; one for an element that a package has no place for is left out.
    pub fn add(&mut self, number: &str, value: impl Into<String>) {
        let known = ELEMENTS.iter().find(|(other, ..)| *other == number);
        if let Some((number, ..)) = known {
            self.0.entry(number).or_default().push(value.into());
        }
    }

    /// Returns the values of an element.
    pub fn get(&self, number: &str) -> &[String] {
        self.0.get(number).map_or(&[], Vec::as_slice)
    }

    /// Returns the first value of an element.
    pub fn first(&self, number: &str) -> Option<&str> {
        self.get(number).first().map(String::as_str)
    }

    /// Returns all elements with their values.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        self.0.iter().map(|(number, values)| (*number, values.as_slice()))
    }

    /// Returns the values of an element by its Chinese name.
    pub(super) fn of_name(&self, name: &str) -> &[String] {
        element(name).map_or(&[], |number| self.get(number))
    }
}
