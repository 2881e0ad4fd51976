"""Makes the files of this folder, with the programs whose files officers have.

Usage: python3 generate.py, with soffice (LibreOffice) on the PATH and openpyxl, XlsxWriter and msoffcrypto-tool
installed. What is made differs in dates of creation only; the tests look at what is read.
"""

import datetime
import io
import json
import pathlib
import subprocess
import tempfile

import msoffcrypto.format.ooxml
import openpyxl
import xlsxwriter

HERE = pathlib.Path(__file__).parent
HEADER = ["Số phiếu", "Ngày", "Câu 1. Thái độ; cách hướng dẫn", "Câu 2", "Góp ý"]
ROWS = [
    ["0001", "2025-11-24", "5", "Hài lòng", "Tốt"],
    ["0002", "2025-11-25", "4", "Rất hài lòng", 'Nhà "Một cửa", tầng 1'],
    ["0003", "2025-11-26", "1", "", "Dòng 1\nDòng 2"],
]

FODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
 <number:date-style style:name="N1"><number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>
 <style:style style:name="date" style:family="table-cell" style:data-style-name="N1"/>
 <style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="Trống"><table:table-row><table:table-cell/></table:table-row></table:table>
<table:table table:name="Ghi chú" table:style-name="hidden"><table:table-row><table:table-cell office:value-type="string"><text:p>ẩn</text:p></table:table-cell></table:table-row></table:table>
<table:table table:name="Phiếu">
<table:table-column table:number-columns-repeated="3"/><table:table-column table:visibility="collapse"/><table:table-column/>
<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="5"><text:p>KẾT QUẢ KHẢO SÁT</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="4"/></table:table-row>
<table:table-row>{header}</table:table-row>
{rows}
</table:table>
</office:spreadsheet></office:body></office:document>
"""


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def text_cell(text):
    if not text:
        return "<table:table-cell/>"
    paragraphs = "".join(f"<text:p>{escaped(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'


def fods():
    rows = []
    for index, (number, date, level, word, remark) in enumerate(ROWS):
        value = f'office:value-type="float" office:value="{level}"'
        if index == 1:
            value += ' table:formula="of:=2+2"'
        cells = [
            text_cell(number),
            f'<table:table-cell table:style-name="date" office:value-type="date" office:date-value="{date}"/>',
            f"<table:table-cell {value}/>",
            text_cell(word),
            text_cell(remark) if index != 2 else '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0"/>',
        ]
        visibility = ' table:visibility="collapse"' if index == 1 else ""
        rows.append(f"<table:table-row{visibility}>{''.join(cells)}</table:table-row>")
    return FODS.format(header="".join(map(text_cell, HEADER)), rows="\n".join(rows))


def libreoffice():
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "libreoffice.fods")
        source.write_text(fods(), encoding="utf-8")
        sheet = pathlib.Path(folder, "sheet.fods")
        # A CSV is made of the first sheet.
        first, _, rest = fods().partition('<table:table table:name="Trống"')
        sheet.write_text(first + rest.partition("</table:table>\n")[2].partition("</table:table>\n")[2], encoding="utf-8")
        for target, path, name in [
            ("xlsx:Calc MS Excel 2007 XML", source, "libreoffice.xlsx"),
            ("ods", source, "libreoffice.ods"),
            ("xls:MS Excel 97", source, "libreoffice.xls"),
            # The delimiter, the quotation mark, the encoding (76 UTF-8, 65535 UTF-16).
            ("csv:Text - txt - csv (StarCalc):59,34,76,1", sheet, "libreoffice-semicolon.csv"),
            ("csv:Text - txt - csv (StarCalc):9,34,65535,1", sheet, "libreoffice-utf16.csv"),
        ]:
            subprocess.run(["soffice", "--headless", "--convert-to", target, "--outdir", folder, path], check=True, capture_output=True)
            made = path.with_suffix("." + target.partition(":")[0])
            (HERE / name).write_bytes(made.read_bytes())


def survey():
    """Answers to www/forms/commune-office.json as an officer's sheet: a title in merged cells, texts of questions in the
    header, levels in words, days as dates, a hidden row, a hidden column, a level that is computed."""
    form = json.loads((HERE.parent.parent / "www/forms/commune-office.json").read_text(encoding="utf-8"))
    answers = [json.loads(line) for line in (HERE / "survey.ndjson").read_text(encoding="utf-8").splitlines()]
    words = {choice["name"]: choice["label"]["vi"] for choice in form["choices"]["level5"]}
    labels = {}

    def note(elements):
        for element in elements:
            note(element.get("children", []))
            labels[element["name"]] = element["label"]["vi"]

    note(form["survey"])
    names = list(answers[0])
    rows = []
    for number, given in enumerate(answers, 1):
        day = datetime.date(2026, 11, 1) + datetime.timedelta(days=number)
        cells = [f'<table:table-cell office:value-type="float" office:value="{number}"/>',
                 f'<table:table-cell table:style-name="date" office:value-type="date" office:date-value="{day}"/>']
        for name in names:
            answer = given.get(name, "")
            if name == "q1" and number == 2:
                cells.append(f'<table:table-cell table:formula="of:=1+{int(answer) - 1}" office:value-type="float" office:value="{answer}"/>')
            elif name == "q2":
                cells.append(f'<table:table-cell office:value-type="float" office:value="{answer}"/>')
            else:
                cells.append(text_cell(words[answer] if name.startswith("q") and answer else answer))
        visibility = ' table:visibility="collapse"' if number == 3 else ""
        rows.append(f"<table:table-row{visibility}>{''.join(cells)}</table:table-row>")
    header = "".join(map(text_cell, ["Số phiếu", "Ngày khảo sát", *(labels[name] for name in names)]))
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "survey.fods")
        source.write_text(FODS.format(header=header, rows="\n".join(rows)), encoding="utf-8")
        subprocess.run(["soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", HERE, source], check=True, capture_output=True)


def with_openpyxl():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Phiếu"
    sheet.append(HEADER)
    for number, date, level, word, remark in ROWS:
        sheet.append([number, datetime.date.fromisoformat(date), int(level), word or None, remark])
    sheet.append([None, None, None, None, None])
    sheet.append(["0004", datetime.datetime(2025, 11, 27, 8, 30), 0.1 + 0.2, True, datetime.time(8, 30)])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.save(HERE / "openpyxl.xlsx")


def with_xlsxwriter():
    # Texts in the cells themselves, as programs write that make large books; the years from 1904 on.
    book = xlsxwriter.Workbook(HERE / "xlsxwriter.xlsx", {"constant_memory": True, "date_1904": True})
    sheet = book.add_worksheet("Phiếu")
    dates = book.add_format({"num_format": "dd/mm/yyyy"})
    times = book.add_format({"num_format": "[h]:mm"})
    sheet.write_row(0, 0, HEADER)
    for row, (number, date, level, word, remark) in enumerate(ROWS, 1):
        sheet.write_string(row, 0, number)
        sheet.write_datetime(row, 1, datetime.datetime.fromisoformat(date), dates)
        sheet.write_number(row, 2, int(level))
        sheet.write_string(row, 3, word)
        sheet.write_string(row, 4, remark)
    sheet.write_number(4, 0, 123456789012)
    sheet.write_number(4, 1, 1.5, times)
    sheet.write_formula(4, 2, "=SUM(C2:C4)", None, 10)
    sheet.write_formula(4, 3, "=#REF!", None, "#REF!")
    book.close()


def encrypted():
    plain, locked = io.BytesIO((HERE / "openpyxl.xlsx").read_bytes()), io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("secret", locked)
    (HERE / "encrypted.xlsx").write_bytes(locked.getvalue())


libreoffice()
survey()
with_openpyxl()
with_xlsxwriter()
encrypted()
