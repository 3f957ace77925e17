//! Writing a package as a stream: no file is ever in memory as a whole.

use super::grammar::{CONTENT, ROOT, SIGNED, children};
use super::key::PackageKeys;
use super::metadata::Metadata;
use super::read::DIGEST_NOTE;
use super::signature::{RSA_SHA256, SM2_SM3};
use super::xml::Elements;
use super::{EDITION, Eep, NAMESPACE};
use crate::PackageError;
use crate::digest::{Algorithm, Hashing};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::write::EncoderWriter;
use guildhall_kernel::{Random, Timestamp};
use quick_xml::events::{BytesDecl, Event};
use sha2::{Digest as _, Sha256};
use sm3::Sm3;
use std::io::{Read, Seek, SeekFrom, Write};

/// What the format is, as the standard words it.
const FORMAT: &str = "本EEP根据中华人民共和国档案行业标准DA/T 48-2009《基于XML的电子文件封装规范》生成";
/// The two kinds of package with their fixed descriptions.
const ORIGINAL: (&str, &str) = ("原始型", "本封装包包含电子文件数据及其元数据，原始封装，未经修改");
const MODIFIED: (&str, &str) = (
    "修改型",
    "本封装包包含电子文件数据及其元数据，系修改封装，在保留原封装包的基础上，添加了修改层",
);
/// How the content is encoded.
const ENCODING: &str = "本编码数据为计算机文件内容按RFC 2045规定的Base64编码，不含换行；\
    反编码关键字中连字符后为原文件扩展名";

/// An act of business (业务实体).
#[derive(Debug, Clone)]
pub struct Act {
    /// What was done (业务行为), such as 归档.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Number of the agent in the draft's list, from 0.
    pub agent: usize,
    /// More about it; may be empty.
    pub description: String,
}

/// A body or person that acted (机构人员实体).
#[derive(Debug, Clone)]
pub struct Agent {
    /// 单位, 内设机构 or 个人; nothing for a part of a program.
    pub kind: Option<&'static str>,
    /// Name.
    pub name: String,
}

/// A file to be packed.
#[derive(Debug, Clone)]
pub struct DraftFile {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its content in hexadecimal.
    pub sha256: String,
    /// Its media type; may be empty.
    pub media_type: String,
    /// Whether it is the document itself (主文档) and no attachment.
    pub is_main: bool,
    /// Id of the content in an earlier layer that it repeats; only in a layer of changes.
    pub reference: Option<String>,
}

/// What a layer of a package is to say.
#[derive(Debug, Clone)]
pub struct Draft {
    /// When it is made.
    pub created: Timestamp,
    /// Which body makes it.
    pub creator: String,
    /// Metadata of the record.
    pub metadata: Metadata,
    /// Who acted; at least one.
    pub agents: Vec<Agent>,
    /// What was done; at least one.
    pub acts: Vec<Act>,
    /// Its files; at least one.
    pub files: Vec<DraftFile>,
}

/// Gives the content of each file, by its number in the draft from 0.
pub type Contents<'c> = dyn FnMut(usize) -> Result<Box<dyn Read + 'c>, PackageError> + 'c;

/// Writes a package of the original kind (原始型), signed with RSA and SM2, and returns the output.
///
/// # Errors
/// [`PackageError::Changed`] when a content is not what the draft says, [`PackageError::Key`], [`PackageError::File`].
pub fn write_original<W: Write>(
    output: W,
    signer: (&PackageKeys, &dyn Random),
    draft: &Draft,
    contents: &mut Contents<'_>,
) -> Result<W, PackageError> {
    let mut writing = Writing::begin(output, signer, 0)?;
    writing.signed_head(ORIGINAL, draft)?;
    writing.xml.open("封装内容")?;
    writing.body(draft, contents)?;
    writing.xml.close("封装内容")?;
    writing.finish(draft)
}

/// Writes a package of the modified kind (修改型) around an earlier one, whose bytes stay as they are.
///
/// # Errors
/// As [`write_original`].
pub fn write_modified<W: Write, R: Read + Seek>(
    output: W,
    signer: (&PackageKeys, &dyn Random),
    (earlier, input): (&Eep, &mut R),
    draft: &Draft,
    contents: &mut Contents<'_>,
) -> Result<W, PackageError> {
    let number = earlier.layers.len();
    let mut writing = Writing::begin(output, signer, number)?;
    writing.signed_head(MODIFIED, draft)?;
    writing.xml.open("修改封装内容")?;
    writing.xml.leaf("修改标识符", &format!("修改{number}"))?;
    writing.xml.open("原封装包")?;
    if let Some(layer) = earlier.newest() {
        writing.copy(input, layer.range.clone())?;
        if !layer.signatures.is_empty() {
            writing.xml.open("电子签名块")?;
            for signed in &layer.signatures {
                writing.copy(input, signed.range.clone())?;
            }
            writing.xml.close("电子签名块")?;
        }
    }
    writing.xml.close("原封装包")?;
    writing.xml.open("修订内容")?;
    writing.body(draft, contents)?;
    writing.xml.close("修订内容")?;
    writing.xml.close("修改封装内容")?;
    writing.finish(draft)
}

/// An output that computes the digests of what goes through while they are wanted.
struct Digesting<W> {
    output: W,
    digests: Option<(Sha256, Sm3)>,
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = self.output.write(bytes)?;
        if let Some((sha256, sm3)) = &mut self.digests {
            sha256.update(&bytes[..count]);
            sm3.update(&bytes[..count]);
        }
        Ok(count)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.output.flush()
    }
}

struct Writing<'k, W: Write> {
    xml: Elements<Digesting<W>>,
    keys: &'k PackageKeys,
    random: &'k dyn Random,
    /// Beginning of all ids of this layer: unique among the layers (IDs of XML).
    prefix: String,
}

impl<'k, W: Write> Writing<'k, W> {
    fn begin(
        output: W,
        (keys, random): (&'k PackageKeys, &'k dyn Random),
        layer: usize,
    ) -> Result<Self, PackageError> {
        let mut xml = Elements::new(Digesting {
            output,
            digests: None,
        });
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        xml.open_with(ROOT, &[("xmlns", NAMESPACE)])?;
        xml.leaf("封装包格式描述", FORMAT)?;
        xml.leaf("版本", EDITION)?;
        Ok(Self {
            xml,
            keys,
            random,
            prefix: format!("修改{layer}-"),
        })
    }

    fn measure(&mut self) {
        self.xml.output().digests = Some((Sha256::new(), self.keys.sm2_digest()));
    }

    fn measured(&mut self) -> (Sha256, Sm3) {
        let digests = self.xml.output().digests.take();
        digests.expect("measure was called before")
    }

    /// Opens the signed element and writes what stands at its head.
    fn signed_head(&mut self, (kind, description): (&str, &str), draft: &Draft) -> Result<(), PackageError> {
        self.measure();
        self.xml.open_with(SIGNED, &[("eep版本", EDITION)])?;
        self.xml.leaf("封装包类型", kind)?;
        self.xml.leaf("封装包类型描述", description)?;
        self.xml.leaf("封装包创建时间", &moment(draft.created))?;
        self.xml.leaf("封装包创建单位", &draft.creator)
    }

    fn body(&mut self, draft: &Draft, contents: &mut Contents<'_>) -> Result<(), PackageError> {
        let mut metadata = draft.metadata.clone();
        for (number, file) in draft.files.iter().enumerate() {
            metadata.add(
                "M75",
                format!("{DIGEST_NOTE}{} {}", self.content_id(number), file.sha256),
            );
        }
        self.xml.open("文件实体块")?;
        self.xml.open("文件实体")?;
        self.xml.leaf("聚合层次", "文件")?;
        self.described("文件实体", &metadata, &["聚合层次", "文件数据"])?;
        self.xml.open("文件数据")?;
        for (number, file) in draft.files.iter().enumerate() {
            self.document(number, file, contents)?;
        }
        self.xml.close("文件数据")?;
        self.xml.close("文件实体")?;
        self.xml.close("文件实体块")?;
        self.acts(draft)
    }

    /// Writes the metadata in the order of the grammar.
    fn described(&mut self, around: &str, metadata: &Metadata, but: &[&str]) -> Result<(), PackageError> {
        for (child, _) in children(around).unwrap_or_default() {
            if but.contains(child) || *child == "授权" {
                continue;
            }
            if children(child).is_some() {
                self.xml.open(child)?;
                self.described(child, metadata, but)?;
                self.xml.close(child)?;
                continue;
            }
            for value in metadata.of_name(child) {
                self.xml.leaf(child, value)?;
            }
        }
        Ok(())
    }

    fn content_id(&self, number: usize) -> String {
        format!("{}文档{}-数据1-编码1-值1", self.prefix, number + 1)
    }

    fn document(
        &mut self,
        number: usize,
        file: &DraftFile,
        contents: &mut Contents<'_>,
    ) -> Result<(), PackageError> {
        let id = format!("{}文档{}", self.prefix, number + 1);
        self.xml.open("文档")?;
        self.xml.leaf("文档标识符", &id)?;
        self.xml.leaf("文档序号", &(number + 1).to_string())?;
        let kind = if file.is_main { "主文档" } else { "附属文档" };
        self.xml.leaf("文档主从声明", kind)?;
        self.xml
            .open_with("文档数据", &[("文档数据ID", &format!("{id}-数据1"))])?;
        self.xml
            .open_with("编码", &[("编码ID", &format!("{id}-数据1-编码1"))])?;
        self.xml.open("电子属性")?;
        if !file.media_type.is_empty() {
            self.xml.leaf("格式信息", &file.media_type)?;
        }
        self.xml.leaf("计算机文件名", &file.name)?;
        self.xml.leaf("计算机文件大小", &file.size.to_string())?;
        self.xml.close("电子属性")?;
        self.xml.leaf("编码描述", ENCODING)?;
        let extension = file
            .name
            .rsplit_once('.')
            .map_or("bin", |(_, extension)| extension);
        self.xml.leaf("反编码关键字", &format!("base64-{extension}"))?;
        self.content(number, file, contents)?;
        for name in ["编码", "文档数据", "文档"] {
            self.xml.close(name)?;
        }
        Ok(())
    }

    fn content(
        &mut self,
        number: usize,
        file: &DraftFile,
        contents: &mut Contents<'_>,
    ) -> Result<(), PackageError> {
        let id = self.content_id(number);
        if let Some(reference) = &file.reference {
            let attributes = [
                ("编码数据ID", id.as_str()),
                ("引用编码数据ID", reference.as_str()),
            ];
            self.xml.open_with(CONTENT, &attributes)?;
            return self.xml.close(CONTENT);
        }
        self.xml.open_with(CONTENT, &[("编码数据ID", &id)])?;
        let failed = |error| PackageError::file(&file.name, error);
        let mut content = Hashing::new(contents(number)?, &[Algorithm::Sha256]);
        let mut encoder = EncoderWriter::new(self.xml.output(), &STANDARD);
        std::io::copy(&mut content, &mut encoder).map_err(failed)?;
        encoder.finish().map_err(failed)?;
        drop(encoder);
        let (size, digests) = content.finish();
        if size != file.size || digests[0] != file.sha256 {
            return Err(PackageError::Changed {
                name: file.name.clone(),
            });
        }
        self.xml.close(CONTENT)
    }

    fn acts(&mut self, draft: &Draft) -> Result<(), PackageError> {
        let record = draft.metadata.first("M7").unwrap_or_default();
        self.xml.open("业务实体块")?;
        for (number, act) in draft.acts.iter().enumerate() {
            self.xml.open("业务实体")?;
            self.xml
                .leaf("业务标识符", &format!("{}业务{}", self.prefix, number + 1))?;
            self.xml.leaf("机构人员标识符", &self.agent_id(act.agent))?;
            self.xml.leaf("文件标识符", record)?;
            self.xml.leaf("业务状态", "历史行为")?;
            self.xml.leaf("业务行为", &act.name)?;
            self.xml.leaf("行为时间", &moment(act.at))?;
            if !act.description.is_empty() {
                self.xml.leaf("行为描述", &act.description)?;
            }
            self.xml.close("业务实体")?;
        }
        self.xml.close("业务实体块")?;
        self.xml.open("机构人员实体块")?;
        for (number, agent) in draft.agents.iter().enumerate() {
            self.xml.open("机构人员实体")?;
            self.xml.leaf("机构人员标识符", &self.agent_id(number))?;
            if let Some(kind) = agent.kind {
                self.xml.leaf("机构人员类型", kind)?;
            }
            self.xml.leaf("机构人员名称", &agent.name)?;
            self.xml.close("机构人员实体")?;
        }
        self.xml.close("机构人员实体块")
    }

    fn agent_id(&self, number: usize) -> String {
        format!("{}机构人员{}", self.prefix, number + 1)
    }

    /// Copies a part of an earlier package as it is.
    fn copy<R: Read + Seek>(
        &mut self,
        input: &mut R,
        range: std::ops::Range<u64>,
    ) -> Result<(), PackageError> {
        let failed = |error| PackageError::file("EEP", error);
        input.seek(SeekFrom::Start(range.start)).map_err(failed)?;
        let mut part = input.take(range.end - range.start);
        std::io::copy(&mut part, self.xml.output())
            .map(|_| ())
            .map_err(failed)
    }

    /// Closes the signed element, signs it twice, and seals the last signature.
    fn finish(mut self, draft: &Draft) -> Result<W, PackageError> {
        self.xml.close(SIGNED)?;
        let (sha256, sm3) = self.measured();
        let what = "被签名对象元素起止标签间（含标签）的UTF-8字节序列";
        self.xml.open("电子签名块")?;
        let of_rsa = self.keys.sign_rsa(sha256, self.random)?;
        self.signature(("电子签名", "签名1"), what, draft, (RSA_SHA256, &of_rsa))?;
        let of_sm2 = self.keys.sign_sm2(sm3)?;
        self.measure();
        self.signature(("电子签名", "签名2"), what, draft, (SM2_SM3, &of_sm2))?;
        let (sha256, _) = self.measured();
        self.xml.close("电子签名块")?;
        let lock = self.keys.sign_rsa(sha256, self.random)?;
        let what = "被锁定的电子签名元素起止标签间（含标签）的UTF-8字节序列";
        self.signature(("锁定签名", "签名2"), what, draft, (RSA_SHA256, &lock))?;
        self.xml.close(ROOT)?;
        let output = self.xml.into_output().output;
        Ok(output)
    }

    fn signature(
        &mut self,
        (element, id): (&str, &str),
        what: &str,
        draft: &Draft,
        (algorithm, signature): (&str, &[u8]),
    ) -> Result<(), PackageError> {
        let [of_rsa, of_sm2] = self.keys.certificate_bytes();
        let (how, certificate) = match algorithm {
            SM2_SM3 => (
                "SM3WithSM2（签名者标识1234567812345678，结果按GM/T 0009编码）",
                of_sm2,
            ),
            _ => ("SHA256WithRSA（PKCS #1 v1.5）", of_rsa),
        };
        let name = match element {
            "锁定签名" => "被锁定签名标识符",
            _ => "签名标识符",
        };
        self.xml.open(element)?;
        self.xml.leaf(name, &format!("{}{id}", self.prefix))?;
        self.xml.leaf("签名规则", &format!("对{what}，按{how}签名"))?;
        self.xml.leaf("签名时间", &moment(draft.created))?;
        self.xml.leaf("签名人", &draft.creator)?;
        self.xml.leaf("签名结果", &STANDARD.encode(signature))?;
        self.xml.open("证书块")?;
        self.xml.leaf("证书", &STANDARD.encode(certificate))?;
        self.xml.close("证书块")?;
        self.xml.leaf("签名算法标识", algorithm)?;
        self.xml.close(element)
    }
}

/// Writes an instant in the time of China, with its zone.
fn moment(instant: Timestamp) -> String {
    let civil = instant.civil_in("Asia/Shanghai");
    format!("{}+08:00", civil.strftime("%Y-%m-%dT%H:%M:%S"))
}
