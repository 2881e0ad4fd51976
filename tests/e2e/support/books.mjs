// Archives and texts that no program of today writes, byte by byte.
import { constants, crc32, deflateRawSync } from "node:zlib";

/**
 * A ZIP archive.
 *
 * @param parts By their names: text, or `{ data, size, crc }` of what is deflated already.
 */
export function zip(parts) {
  const local = [];
  const directory = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const plain = typeof content === "string" ? Buffer.from(content) : undefined;
    const { data, size, crc } = plain
      ? { data: deflateRawSync(plain), size: plain.length, crc: crc32(plain) }
      : content;
    const path = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc, 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(size, 18);
    fields.writeUInt16LE(path.length, 22);
    const own = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields, path, data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), fields, rest, path);
    local.push(own);
    offset += own.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(parts).length, 4);
  end.writeUInt16LE(Object.keys(parts).length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, listed, Buffer.from("PK\x05\x06", "latin1"), end]);
}

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const LINKS = "http://schemas.openxmlformats.org/package/2006/relationships";
const links = (type, target) =>
  `<Relationships xmlns="${LINKS}"><Relationship Id="r1" Type="${DOCUMENT}/${type}" Target="${target}"/></Relationships>`;

/** A workbook with one sheet. */
export const workbook = (sheet) =>
  zip({
    "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "_rels/.rels": links("officeDocument", "xl/workbook.xml"),
    "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": links("worksheet", "worksheets/sheet1.xml"),
    "xl/worksheets/sheet1.xml": sheet,
  });

/** A part of so many mebibytes that takes a three hundredth of that. */
export function bomb(mebibytes) {
  const head = `<worksheet xmlns="${MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>q1</t></is></c></row>`;
  const flushed = (text) => deflateRawSync(Buffer.from(text), { finishFlush: constants.Z_FULL_FLUSH });
  const row = '<row r="2"><c r="A2"><v>5</v></c></row>';
  const rows = row.repeat(Math.floor((1 << 20) / row.length));
  const piece = flushed(rows);
  const data = Buffer.concat([flushed(head), ...Array(mebibytes).fill(piece), Buffer.from([3, 0])]);
  return { data, size: head.length + mebibytes * rows.length, crc: 0 };
}

const TONES = { "\u0300": 0xcc, "\u0309": 0xd2, "\u0303": 0xde, "\u0301": 0xec, "\u0323": 0xf2 };
const LETTERS = { ă: 0xe3, Ă: 0xc3, â: 0xe2, Â: 0xc2, ê: 0xea, Ê: 0xca, ô: 0xf4, Ô: 0xd4, ơ: 0xf5, Ơ: 0xd5 };
Object.assign(LETTERS, { ư: 0xfd, Ư: 0xdd, đ: 0xf0, Đ: 0xd0 });

/** A text as Excel saves CSV on a Vietnamese Windows: Windows-1258, tones behind their letters. */
export const windows1258 = (text) =>
  Buffer.from(
    Array.from(text.normalize("NFC")).flatMap((letter) => {
      const signs = Array.from(letter.normalize("NFD"));
      const tones = signs.filter((sign) => sign in TONES);
      const base = signs
        .filter((sign) => !(sign in TONES))
        .join("")
        .normalize("NFC");
      return [LETTERS[base] ?? base.charCodeAt(0), ...tones.map((sign) => TONES[sign])];
    }),
  );

/**
 * Responses as Google's spreadsheet of a form is saved as CSV (File, Download, Comma-separated values; its locale
 * United States): a column "Timestamp" before those of the questions, each headed by the whole text of its question as
 * it was typed, lines and all; a row of a grid is headed by the grid's question with its own text in brackets; an
 * answer is the text of the choice, of checkboxes the texts with a comma and a space between; quoted only where a
 * comma, a quotation mark or a line end is in it; lines end with CR LF, but the last.
 */
export function googleForms(survey, all, stamp = (row) => `11/29/2026 9:${String(row).padStart(2, "0")}:12`) {
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const grids = new Map();
  const note = (element) => {
    for (const child of element.children ?? []) {
      if (/^rate_|^q\d+(_[a-z]+)?$/.test(element.name)) grids.set(child.name, element.label.vi);
      note(child);
    }
  };
  survey.definition.survey.forEach(note);
  const heading = ({ name, label }) =>
    grids.has(name) ? `${grids.get(name)} [${label.vi}]` : label.vi.replace(" ", "\n");
  const cell = (question, answer) =>
    question.choices
      ? [answer]
          .flat()
          .map((name) => survey.label(question, name))
          .join(", ")
      : String(answer);
  const lines = [
    ["Timestamp", ...survey.questions.map(heading)],
    ...all.map((answers, row) => [
      stamp(row),
      ...survey.questions.map((question) =>
        answers[question.name] === undefined ? "" : cell(question, answers[question.name]),
      ),
    ]),
  ];
  return lines.map((line) => line.map(quoted).join(",")).join("\r\n");
}
