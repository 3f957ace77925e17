/** The papers that the journeys bring: made here byte by byte, and two scans of known text from the OCR room. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./house.ts";
import { zip } from "./zip.ts";

/** A file as the browser's file chooser takes it. */
export interface Paper {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

const scans = path.join(ROOT, "crates/ocr/tests/fixtures");

/** Text in the national encoding of 1995, as old office programs write it. */
function gbk(text: string): Buffer {
  return Buffer.concat([...text].map((character) => GBK.get(character) ?? Buffer.from(character, "ascii")));
}

/** The two-byte part of GBK turned round: the platform decodes it but cannot encode it. */
const GBK = (() => {
  const decoder = new TextDecoder("gbk");
  const table = new Map<string, Buffer>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const bytes = Buffer.from([lead, trail]);
      const character = decoder.decode(bytes);
      if ([...character].length === 1 && character !== "\ufffd" && !table.has(character)) table.set(character, bytes);
    }
  }
  return table;
})();

/** A notice as plain text in GBK. */
export const notice: Paper = {
  name: "会议通知.txt",
  mimeType: "text/plain",
  buffer: gbk(
    [
      "关于召开工会委员会全体会议的通知",
      "院工发〔2026〕21号",
      "各分工会：",
      "经研究，定于2026年4月16日召开工会委员会全体会议，审议年度经费预算。",
      "请各分工会主席准时参加。",
      "院工会",
      "2026年4月9日",
      "",
    ].join("\r\n"),
  ),
};

const RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

function relations(target: string, kind: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/${kind}" Target="${target}"/></Relationships>`;
}

function types(part: string, kind: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.${kind}.main+xml"/></Types>`;
}

function word(paragraphs: string[]): Buffer {
  const body = paragraphs.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join("");
  return zip({
    "[Content_Types].xml": types("/word/document.xml", "wordprocessingml.document"),
    "_rels/.rels": relations("word/document.xml", "officeDocument"),
    "word/document.xml": `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
  });
}

/** A plan for the year as a Word document. */
export const plan: Paper = {
  name: "2026年工作计划.docx",
  mimeType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  buffer: word([
    "2026年度工会工作计划",
    "一、开展职工疗休养，安排护理部等科室职工一百二十人。",
    "二、举办护理技能竞赛，评选技术能手。",
    "三、走访慰问困难职工家庭。",
    "院工会 2026年1月8日",
  ]),
};

/** A list of members in need as an Excel workbook. */
export const members: Paper = {
  name: "困难职工名册.xlsx",
  mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  buffer: zip({
    "[Content_Types].xml": types("/xl/workbook.xml", "spreadsheetml.sheet"),
    "_rels/.rels": relations("xl/workbook.xml", "officeDocument"),
    "xl/_rels/workbook.xml.rels": relations("worksheets/sheet1.xml", "worksheet"),
    "xl/workbook.xml": `<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${OFFICE}"><sheets><sheet name="名册" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/worksheets/sheet1.xml": sheet([
      ["2026年困难职工名册"],
      ["姓名", "科室", "慰问金"],
      ["欧阳倩", "儿科", "2000"],
      ["司马青", "药剂科", "1500"],
    ]),
  }),
};

function sheet(rows: string[][]): string {
  const lines = rows.map((cells, row) => {
    const inside = cells.map(
      (text, column) => `<c r="${"ABC"[column]}${row + 1}" t="inlineStr"><is><t>${text}</t></is></c>`,
    );
    return `<row r="${row + 1}">${inside.join("")}</row>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${lines.join("")}</sheetData></worksheet>`;
}

/** A scanned notice: tilted, blurred, on yellow paper. */
export const scan: Paper = {
  name: "职代会通知扫描件.jpg",
  mimeType: "image/jpeg",
  buffer: readFileSync(path.join(scans, "degraded.jpg")),
};

/** A scanned draft of a charter in traditional characters. */
export const charter: Paper = {
  name: "旧档案.png",
  mimeType: "image/png",
  buffer: readFileSync(path.join(scans, "traditional.png")),
};

/** A Word document that unpacks to three hundred megabytes of nothing. */
export function bomb(): Paper {
  return {
    name: "炸弹.docx",
    mimeType: plan.mimeType,
    buffer: zip({
      "[Content_Types].xml": types("/word/document.xml", "wordprocessingml.document"),
      "_rels/.rels": relations("word/document.xml", "officeDocument"),
      "word/document.xml": Buffer.alloc(300 * 1024 * 1024, 0x20),
    }),
  };
}

/** A file without bytes. */
export const empty: Paper = { name: "空文件.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) };

/** A PDF that asks for a password nobody gave us (ISO 32000-1, 7.6.3). */
export const locked: Paper = {
  name: "加密文件.pdf",
  mimeType: "application/pdf",
  buffer: pdf(
    ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"],
    `/ID[<${"00".repeat(16)}><${"00".repeat(16)}>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<${"00".repeat(32)}>/U<${"11".repeat(32)}>>>`,
  ),
};

function pdf(objects: string[], trailer: string): Buffer {
  let text = "%PDF-1.7\n";
  const offsets = objects.map((body, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  text += `trailer\n<</Size ${objects.length + 1}/Root 1 0 R${trailer}>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}
