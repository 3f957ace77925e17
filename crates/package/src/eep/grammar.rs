//! The grammar of DA/T 48-2009: which elements stand in which, in which order and how often.

use super::EDITION;

/// How often an element stands in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    /// Exactly once.
    One,
    /// Once or not at all.
    Maybe,
    /// As often as there are any.
    Any,
    /// At least once.
    Some,
}

use Times::{Any, Maybe, One, Some};

/// The children of an element, in their order.
type Children = &'static [(&'static str, Times)];

/// The root.
pub(super) const ROOT: &str = "电子文件封装包";
/// The element whose bytes are signed.
pub(super) const SIGNED: &str = "被签名对象";
/// The element of a file's content.
pub(super) const CONTENT: &str = "编码数据";

/// Elements with children; all others hold text. Where the standard lets one of two stand, both may be absent here and
/// [`one_of`] says which.
const ELEMENTS: &[(&str, Children)] = &[
    (
        ROOT,
        &[
            ("封装包格式描述", One),
            ("版本", One),
            (SIGNED, One),
            ("电子签名块", Maybe),
            ("锁定签名", Maybe),
        ],
    ),
    (
        SIGNED,
        &[
            ("封装包类型", One),
            ("封装包类型描述", One),
            ("封装包创建时间", One),
            ("封装包创建单位", One),
            ("封装内容", Maybe),
            ("修改封装内容", Maybe),
        ],
    ),
    (
        "封装内容",
        &[("文件实体块", One), ("业务实体块", One), ("机构人员实体块", One)],
    ),
    (
        "修改封装内容",
        &[("修改标识符", One), ("原封装包", One), ("修订内容", One)],
    ),
    ("原封装包", &[(SIGNED, One), ("电子签名块", Maybe)]),
    (
        "修订内容",
        &[("文件实体块", One), ("业务实体块", One), ("机构人员实体块", One)],
    ),
    ("文件实体块", &[("文件实体", One), ("文件实体关系", Any)]),
    (
        "文件实体",
        &[
            ("聚合层次", One),
            ("来源", One),
            ("电子文件号", One),
            ("档号", One),
            ("内容描述", One),
            ("形式特征", One),
            ("存储位置", One),
            ("权限管理", One),
            ("信息系统描述", Any),
            ("附注", Any),
            ("文件数据", One),
        ],
    ),
    (
        "来源",
        &[
            ("档案馆名称", Maybe),
            ("档案馆代码", Maybe),
            ("全宗名称", Maybe),
            ("立档单位名称", One),
        ],
    ),
    (
        "档号",
        &[
            ("全宗号", Maybe),
            ("目录号", Maybe),
            ("年度", One),
            ("保管期限", One),
            ("机构或问题", Maybe),
            ("类别号", Maybe),
            ("室编案卷号", Maybe),
            ("馆编案卷号", Maybe),
            ("室编件号", Maybe),
            ("馆编件号", Maybe),
            ("页号", Maybe),
        ],
    ),
    (
        "内容描述",
        &[
            ("题名", One),
            ("并列题名", Maybe),
            ("副题名", Maybe),
            ("说明题名文字", Maybe),
            ("主题词", Any),
            ("关键词", Maybe),
            ("人名", Maybe),
            ("摘要", Maybe),
            ("分类号", Maybe),
            ("文件编号", Maybe),
            ("责任者", One),
            ("日期", One),
            ("文种", Maybe),
            ("紧急程度", Maybe),
            ("主送", Maybe),
            ("抄送", Maybe),
            ("密级", One),
            ("保密期限", Maybe),
        ],
    ),
    (
        "形式特征",
        &[
            ("文件组合类型", One),
            ("页数", Maybe),
            ("语种", Maybe),
            ("稿本", Maybe),
        ],
    ),
    (
        "存储位置",
        &[
            ("当前位置", Maybe),
            ("脱机载体编号", Some),
            ("脱机载体存址", Any),
            ("缩微号", Maybe),
        ],
    ),
    (
        "权限管理",
        &[("知识产权说明", Maybe), ("授权", Any), ("控制标识", Maybe)],
    ),
    ("授权", &[("授权对象", One), ("授权行为", One)]),
    ("文件数据", &[("文档", Some)]),
    (
        "文档",
        &[
            ("文档标识符", One),
            ("文档序号", Maybe),
            ("文档主从声明", Maybe),
            ("题名", Maybe),
            ("文档数据", Some),
        ],
    ),
    ("文档数据", &[("编码", Some)]),
    (
        "编码",
        &[
            ("电子属性", One),
            ("数字化属性", Maybe),
            ("编码描述", One),
            ("反编码关键字", One),
            (CONTENT, One),
        ],
    ),
    (
        "电子属性",
        &[
            ("格式信息", Maybe),
            ("计算机文件名", One),
            ("计算机文件大小", One),
            ("文档创建程序", Maybe),
        ],
    ),
    (
        "数字化属性",
        &[
            ("数字化对象形态", Maybe),
            ("扫描分辨率", One),
            ("扫描色彩模式", One),
            ("图像压缩方案", Maybe),
        ],
    ),
    (
        "文件实体关系",
        &[
            ("文件标识符", One),
            ("被关联文件标识符", One),
            ("关系类型", Maybe),
            ("关系", Maybe),
            ("关系描述", Maybe),
        ],
    ),
    ("业务实体块", &[("业务实体", Some)]),
    (
        "业务实体",
        &[
            ("业务标识符", One),
            ("机构人员标识符", One),
            ("文件标识符", One),
            ("业务状态", One),
            ("业务行为", One),
            ("行为时间", One),
            ("行为依据", Maybe),
            ("行为描述", Maybe),
        ],
    ),
    (
        "机构人员实体块",
        &[("机构人员实体", Some), ("机构人员实体关系", Any)],
    ),
    (
        "机构人员实体",
        &[
            ("机构人员标识符", One),
            ("机构人员类型", Maybe),
            ("机构人员名称", One),
            ("组织机构代码", Maybe),
            ("个人职位", Maybe),
        ],
    ),
    (
        "机构人员实体关系",
        &[
            ("机构人员标识符", One),
            ("被关联机构人员标识符", One),
            ("关系类型", Maybe),
            ("关系", Maybe),
            ("关系描述", Maybe),
        ],
    ),
    ("电子签名块", &[("电子签名", Some)]),
    (
        "电子签名",
        &[
            ("签名标识符", One),
            ("签名规则", One),
            ("签名时间", Maybe),
            ("签名人", Maybe),
            ("签名结果", One),
            ("证书块", Some),
            ("签名算法标识", One),
        ],
    ),
    ("证书块", &[("证书", Some), ("证书引证", Maybe)]),
    (
        "锁定签名",
        &[
            ("被锁定签名标识符", One),
            ("签名规则", One),
            ("签名时间", Maybe),
            ("签名人", Maybe),
            ("签名结果", One),
            ("证书块", Some),
            ("签名算法标识", One),
        ],
    ),
];

/// Returns the children of an element; nothing when it holds text.
pub(super) fn children(name: &str) -> Option<Children> {
    ELEMENTS
        .iter()
        .find(|(element, _)| *element == name)
        .map(|(_, children)| *children)
}

/// Elements of which at least one must stand in another.
pub(super) fn one_of(name: &str) -> &'static [&'static str] {
    match name {
        SIGNED => &["封装内容", "修改封装内容"],
        "档号" => &["室编件号", "馆编件号"],
        _ => &[],
    }
}

/// Says whether a text may stand in an element.
pub(super) fn fits(name: &str, text: &str) -> bool {
    let text = text.trim();
    match name {
        "版本" => text == EDITION,
        "聚合层次" => text == "文件",
        "年度" => text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()),
        "封装包类型" => matches!(text, "原始型" | "修改型"),
        "文件组合类型" => matches!(text, "单件" | "组合文件"),
        "文档主从声明" => matches!(text, "主文档" | "附属文档"),
        "扫描色彩模式" => matches!(text, "黑白二值" | "灰度" | "彩色"),
        "业务状态" => matches!(text, "历史行为" | "计划任务"),
        "机构人员类型" => matches!(text, "单位" | "内设机构" | "个人"),
        "室编件号" | "馆编件号" | "页数" => text.parse::<u64>().is_ok_and(|number| number > 0),
        "封装包创建时间" | "签名时间" => is_moment(text),
        _ => true,
    }
}

/// A date with a time, with or without a zone (xs:dateTime).
fn is_moment(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok() || text.parse::<jiff::civil::DateTime>().is_ok()
}
