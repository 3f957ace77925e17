//! What a package says: an original, and a layer around it for each time that somebody changed its metadata.

use super::metadata::{Metadata, stands_in};

/// Whether a layer is the original or a change of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerKind {
    /// 原始型.
    Original,
    /// 修改型.
    Modified,
}

/// A computer file (编码) of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EepFile {
    /// Its name (计算机文件名), as it is written.
    pub name: String,
    /// Its size in bytes as stated.
    pub stated_size: String,
    /// Id of its content (编码数据ID).
    pub id: String,
    /// Id of the content that it refers to, when it holds none itself (引用编码数据ID).
    pub reference: Option<String>,
    /// SHA-256 of its content in hexadecimal, and its size in bytes; nothing when it refers to another's.
    pub content: Option<(String, u64)>,
    /// Where its content went: number and name.
    pub path: String,
}

/// Names and values in the order in which they stand.
pub(super) type Values = Vec<(String, String)>;

/// One layer of a package.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Whether it is the original.
    pub kind: LayerKind,
    /// When it was made, as it is written.
    pub created: String,
    /// By which body it was made.
    pub creator: String,
    /// Metadata of the record.
    pub metadata: Metadata,
    /// Its files.
    pub files: Vec<EepFile>,
    /// What was done with the record (业务实体): names and values.
    pub acts: Vec<Vec<(String, String)>>,
    /// Who did it (机构人员实体): names and values.
    pub agents: Vec<Vec<(String, String)>>,
    /// Where its signed bytes stand in the input.
    pub(super) range: std::ops::Range<u64>,
    pub(super) signatures: Vec<Signed>,
}

/// A signature as it stands in a package.
#[derive(Debug, Clone)]
pub(super) struct Signed {
    /// What is written in it.
    pub values: Values,
    /// Where its own bytes stand in the input.
    pub range: std::ops::Range<u64>,
}

impl Signed {
    /// Returns the first value of a name.
    pub fn get(&self, name: &str) -> &str {
        first(&self.values, name)
    }
}

/// Returns the first value of a name, trimmed; empty when there is none.
pub(super) fn first<'v>(values: &'v Values, name: &str) -> &'v str {
    let found = values.iter().find(|(other, _)| other == name);
    found.map_or("", |(_, value)| value.trim())
}

impl Layer {
    /// Begins a layer at a place of the input.
    pub(super) fn begin(start: u64) -> Self {
        Self {
            kind: LayerKind::Original,
            created: String::new(),
            creator: String::new(),
            metadata: Metadata::default(),
            files: Vec::new(),
            acts: Vec::new(),
            agents: Vec::new(),
            range: start..start,
            signatures: Vec::new(),
        }
    }

    /// Takes a value of the layer itself or of its record.
    pub(super) fn take(&mut self, around: &str, name: &str, value: String) {
        match name {
            "封装包类型" if value.trim() == "修改型" => self.kind = LayerKind::Modified,
            "封装包创建时间" => self.created = value,
            "封装包创建单位" => self.creator = value,
            _ if stands_in(name, around) => {
                if let Some(number) = super::metadata::element(name) {
                    self.metadata.add(number, value);
                }
            }
            _ => {}
        }
    }
}
