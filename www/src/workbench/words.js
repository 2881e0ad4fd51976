// What the officer's page says that is not in the catalogue: its own headings, buttons and reports.
import { saying } from "../saying.js";
import { KEYED } from "./keyed-words.js";
import { SENDING } from "./sending-words.js";

/** @type {import("../saying.js").Words} */
export const WORDS = {
  loading: ["Đang mở…", "Opening…"],
  not_loaded: [
    "Không tải được trang này. Xin kiểm tra kết nối mạng rồi thử lại.",
    "This page could not be loaded. Check the connection, then try again.",
  ],
  retry: ["Thử lại", "Try again"],
  form: ["Biểu mẫu", "Form"],
  form_version: ["Phiên bản {version}", "Version {version}"],
  file_heading: ["Chọn tệp phiếu", "Choose a file of responses"],
  drop: [
    "Kéo thả tệp vào đây, dán từ bảng tính (Ctrl+V), hoặc:",
    "Drop a file here, paste from a spreadsheet (Ctrl+V), or:",
  ],
  choose: ["Chọn tệp…", "Choose a file…"],
  kinds: [
    "Excel (.xlsx), CSV, JSON hoặc NDJSON. Tệp được đọc trên máy này; không có gì được gửi đi cho đến khi Ông/Bà bấm gửi.",
    "Excel (.xlsx), CSV, JSON or NDJSON. The file is read on this computer; nothing leaves it until you press send.",
  ],
  paste: ["Dán bảng…", "Paste a table…"],
  paste_label: ["Dán các dòng của bảng, kể cả dòng tiêu đề", "Paste the rows of the table, with its header"],
  paste_take: ["Đọc bảng này", "Read this table"],
  pasted: ["Bảng vừa dán", "Pasted table"],
  keyed: ["Nhập phiếu giấy bằng bàn phím", "Key in paper forms"],
  other_file: ["Chọn tệp khác", "Choose another file"],
  file_waits: [
    "Tệp “{file}” sẽ được mở ngay khi tải xong biểu mẫu.",
    "File “{file}” is opened as soon as the form is loaded.",
  ],
  file_sending: [
    "Đang gửi nên chưa mở được tệp khác. Xin chờ gửi xong, hoặc bấm “Dừng”, rồi mở lại.",
    "No other file can be opened while this one is being sent. Wait until it is done, or press “Stop”, then open it.",
  ],
  columns_heading: ["Cột nào là câu hỏi nào", "Which column is which question"],
  columns_lead: [
    "Tệp “{file}”. Xin xem lại các cột chưa chắc chắn rồi bấm “Kiểm tra tệp”.",
    "File “{file}”. Look over the columns that are not sure, then press “Check the file”.",
  ],
  columns_known: [
    "Tệp có các cột như tệp đã đọc trước đây: dùng lại cách ghép của lần đó.",
    "The file has the columns of one that was read before: they are matched as they were then.",
  ],
  column: ["Cột", "Column"],
  samples: ["Ví dụ trong tệp", "Examples in the file"],
  question: ["Là câu hỏi", "Is the question"],
  sure_exact: ["khớp", "matches"],
  sure_likely: ["nên xem lại", "look it over"],
  sure_none: ["chưa khớp", "not matched"],
  sure_own: ["do Ông/Bà chọn", "your choice"],
  ignored: ["(bỏ qua)", "(left out)"],
  form_number: ["Số phiếu", "Form number"],
  started_at: ["Thời điểm bắt đầu", "Time of beginning"],
  completed_at: ["Thời điểm hoàn thành", "Time of completion"],
  unmatched: [
    "Chưa có cột cho các câu hỏi được tính điểm; chỉ số sẽ được tính mà không có các câu này:",
    "No column yet for these questions that are scored; the index is counted without them:",
  ],
  unmatched_by: [
    "Chưa có cột cho các câu hỏi dùng để chia kết quả; kết quả không chia được theo các câu này vì mọi phiếu được coi là không trả lời:",
    "No column yet for these questions by which results are grouped; they cannot be, since every response counts as not answered:",
  ],
  unmatched_required: [
    "Chưa có cột cho các câu hỏi bắt buộc; mọi phiếu được coi là không trả lời các câu này:",
    "No column yet for these questions that must be answered; every response counts as not answered:",
  ],
  unmatched_count: ["Các câu hỏi chưa có cột ({count})", "Questions without a column ({count})"],
  few_matched: [
    "Chỉ {count} trên {all} câu hỏi được tính điểm có cột trong tệp này. Có thể đây là tệp của biểu mẫu khác: xin chọn đúng biểu mẫu ở trên, hoặc ghép cột bằng tay.",
    "Only {count} of {all} questions that are scored have a column in this file. It is probably another form's file: choose the right form above, or match columns by hand.",
  ],
  nothing_matched: [
    "Chưa cột nào là câu hỏi của biểu mẫu này. Xin chọn đúng biểu mẫu ở trên, hoặc ghép cột bằng tay.",
    "No column is a question of this form. Choose the right form above, or match columns by hand.",
  ],
  suits: ["Tệp này giống tệp của biểu mẫu “{title}”.", "This looks like a file of the form “{title}”."],
  suits_choose: ["Chọn biểu mẫu đó", "Choose that form"],
  twice: [
    "Có hai cột được chọn cho cùng một việc; chỉ cột đứng trước được dùng:",
    "Two columns are chosen to be the same; only the first is used:",
  ],
  twice_of: ["{label}: cột “{first}” và cột “{other}”", "{label}: columns “{first}” and “{other}”"],
  more: ["Thiết lập khác", "More settings"],
  header_line: ["Dòng tiêu đề", "Line of the header"],
  delimiter: ["Dấu ngăn cách các cột", "What stands between columns"],
  delimiter_comma: ["Dấu phẩy ( , )", "Comma ( , )"],
  delimiter_semicolon: ["Dấu chấm phẩy ( ; )", "Semicolon ( ; )"],
  delimiter_tab: ["Dấu tab", "Tab"],
  notation: ["Cách ghi số", "How numbers are written"],
  notation_vietnamese: ["Như ở Việt Nam: 1.250,5", "As in Vietnam: 1.250,5"],
  notation_plain: ["Như phần mềm in ra: 1250.5", "As programs print: 1250.5"],
  notation_sheet: ["Như trong tệp Excel", "As in an Excel file"],
  dates: ["Thứ tự ngày, tháng", "Order of day and month"],
  dates_day_first: ["Ngày trước tháng: 5/11 là ngày 5 tháng 11", "Day before month: 5/11 is 5 November"],
  dates_month_first: ["Tháng trước ngày: 5/11 là ngày 11 tháng 5", "Month before day: 5/11 is 11 May"],
  sheet: ["Trang tính", "Sheet"],
  save_mended: ["Lưu cả bảng đã sửa (CSV)", "Save the whole mended table (CSV)"],
  mended_name: ["da-sua", "mended"],
  merge_again: ["Vẫn cộng thêm?", "Add them nevertheless?"],
  sheet_hidden: ["{name} (đang ẩn)", "{name} (hidden)"],
  group_by: ["Xem kết quả theo", "Results by"],
  group_by_scored: ["Theo câu đánh giá", "By a question that is scored"],
  look_again: ["Đọc lại tệp", "Read the file again"],
  check: ["Kiểm tra tệp", "Check the file"],
  checking: ["Đang kiểm tra", "Checking"],
  progress: ["{rows} dòng · {done} / {size}", "{rows} rows · {done} / {size}"],
  stop: ["Dừng", "Stop"],
  stopped: ["Đã dừng. Tệp vẫn còn nguyên.", "Stopped. The file is as it was."],
  broken: [
    "Chương trình gặp sự cố khi đọc tệp này và đã tự mở lại. Tệp vẫn còn nguyên; xin báo cho người quản trị trang.",
    "The program failed on this file and has started again. The file is as it was; please tell the site's administrator.",
  ],
  unreadable: [
    "Không đọc được tệp: tệp đã bị xóa, di chuyển hoặc thay đổi. Xin chọn lại tệp.",
    "The file cannot be read: it was removed, moved or changed. Choose it again.",
  ],
  not_held: [
    "Dòng này không còn trong bộ nhớ của trang nên chưa sửa được. Xin kiểm tra lại tệp rồi sửa.",
    "The page no longer holds this row, so it is not mended. Check the file again, then mend it.",
  ],
  checked: [
    "Đã kiểm tra {rows} phiếu: {counted} phiếu được tính, {refused} phiếu không được tính.",
    "Checked {rows} responses: {counted} are counted, {refused} are not.",
  ],
  nothing_read: ["Không đọc được phiếu nào trong tệp.", "No response was read from this file."],
  nothing_read_hint: [
    "Dưới dòng tiêu đề không có dòng dữ liệu nào. Xin bấm “Cột nào là câu hỏi nào” ở cuối trang để xem lại trang tính và dòng tiêu đề, hoặc chọn tệp khác.",
    "Below the header there is no row with data. Press “Which column is which question” at the end of the page to look over the sheet and the line of the header, or choose another file.",
  ],
  nothing_read_documents: [
    "Tệp không có phiếu nào. Xin chọn tệp khác.",
    "There is no response in the file. Choose another file.",
  ],
  issues_heading: ["Lỗi và điều cần xem lại", "Faults and what to look at"],
  responses: ["Phiếu", "Responses"],
  counted: ["Được tính", "Counted"],
  refused: ["Không được tính", "Not counted"],
  no_issues: ["Không có lỗi hay cảnh báo nào.", "No faults and no warnings."],
  kind: ["Vấn đề", "What it is"],
  kind_error: ["Lỗi", "Fault"],
  kind_warning: ["Cảnh báo", "Warning"],
  kind_column: ["Cột hoặc câu hỏi", "Column or question"],
  kind_count: ["Số phiếu", "Responses"],
  show_rows: ["Xem", "Show"],
  show_rows_of: ["Xem các dòng: {kind}", "Show the rows: {kind}"],
  rows_of: ["Các dòng: {kind}", "Rows: {kind}"],
  rows_first: ["{shown} dòng đầu trong {count}", "The first {shown} of {count}"],
  kind_questions: ["{count} câu hỏi", "{count} questions"],
  kind_most: ["nhiều nhất {count}", "{count} at most"],
  unfold: ["Mở ra", "Unfold"],
  unfold_of: ["Mở ra từng câu hỏi: {kind}", "Unfold by question: {kind}"],
  fold: ["Thu lại", "Fold"],
  fold_of: ["Thu lại: {kind}", "Fold: {kind}"],
  // A line is that of the file, as a spreadsheet counts them.
  row: ["Dòng {line}", "Row {line}"],
  row_fine: ["Dòng này nay không còn lỗi.", "Nothing is wrong with this row now."],
  row_mended: ["Đã sửa dòng {line}.", "Row {line} is mended."],
  row_still: ["Dòng {line} vẫn còn {count} điều cần xem.", "Row {line} still has {count} to look at."],
  row_same: ["Dòng {line} chưa có gì thay đổi.", "Nothing was changed in row {line}."],
  cell_choices: ["Chọn câu trả lời…", "Choose an answer…"],
  cell_choices_of: ["Các câu trả lời có sẵn: {question}", "Possible answers: {question}"],
  row_not_held: [
    "Dòng này không còn trong bộ nhớ vì tệp có quá nhiều lỗi. Xin tải các dòng không được tính, sửa trong Excel rồi mở lại.",
    "This row is no longer held, since the file has too many faults. Download the rows that are not counted, mend them in Excel and open them here.",
  ],
  row_document: [
    "Xin sửa phiếu này trong tệp hoặc hệ thống đã tạo ra nó, rồi mở lại tệp.",
    "Mend this response in the file or system that it came from, then open the file again.",
  ],
  refused_hint_documents: [
    "Mỗi dòng của tệp là một phiếu (NDJSON). Phiếu đã được tính không có trong tệp này.",
    "Each line of the file is a response (NDJSON). Those that are counted are not in it.",
  ],
  mend: ["Sửa", "Mend"],
  mend_row: ["Sửa dòng {line}", "Mend row {line}"],
  save_row: ["Lưu và kiểm tra lại", "Save and check again"],
  cancel: ["Thôi", "Cancel"],
  other_cells: ["Các ô khác của dòng", "The other cells of the row"],
  next_rows: ["Các dòng tiếp theo", "The next rows"],
  refused_file: ["Tải các dòng không được tính", "Download the rows that are not counted"],
  refused_hint: [
    "Tệp có thêm cột nêu lý do. Sửa trong Excel rồi mở lại ở đây: các dòng đã được tính không bị tính lần nữa.",
    "The file has a column that says why. Mend it in Excel and open it here: rows that were counted are not in it.",
  ],
  refused_name: ["khong-duoc-tinh", "not-counted"],
  writing: ["Đang ghi tệp", "Writing the file"],
  numbering_repeated: ["Số phiếu trùng", "Repeated form numbers"],
  numbering_missing: ["Số phiếu còn thiếu", "Missing form numbers"],
  numbering_unnumbered: ["Phiếu không có số", "Forms without a number"],
  numbering_incomplete: [
    "Tệp có quá nhiều số phiếu nên chỉ đối chiếu được một phần: có thể còn số trùng khác, và số báo thiếu có thể vẫn có. Xin tách tệp theo đơn vị rồi kiểm tra từng tệp.",
    "There are too many form numbers to compare all of them: others may be repeated, and some that are told as missing may be there. Split the file by unit and check each.",
  ],
  numbering_rows: ["các dòng {rows}", "rows {rows}"],
  numbering_gap: ["{first} đến {last} ({count})", "{first} to {last} ({count})"],
  remarks: ["Về tệp này", "About this file"],
  remark_row_cells: [
    "{count} dòng có số ô khác dòng tiêu đề: xin xem các ô có bị lệch cột không.",
    "{count} rows have more or fewer cells than the header: see whether cells stand in a wrong column.",
  ],
  remark_cell_formula: [
    "{count} ô là công thức: giá trị tính lần cuối được đọc.",
    "{count} cells are formulas: the value computed last is read.",
  ],
  remark_cell_error: [
    "{count} ô có lỗi của bảng tính (như #REF!).",
    "{count} cells hold an error of the spreadsheet (such as #REF!).",
  ],
  remark_merged: [
    "{count} vùng ô gộp: chỉ ô đầu có giá trị, các ô khác đọc là trống.",
    "{count} merged areas: only the first cell has the value, the others are read as empty.",
  ],
  remark_hidden_rows: ["{count} dòng ẩn vẫn được đọc.", "{count} hidden rows are read all the same."],
  remark_hidden_columns: ["{count} cột ẩn vẫn được đọc.", "{count} hidden columns are read all the same."],
  remark_sheets: [
    "Tệp có nhiều trang tính; đã đọc trang “{name}”.",
    "The file has several sheets; “{name}” was read.",
  ],
  results_heading: ["Kết quả", "Results"],
  least: ["Nhóm có dưới số phiếu này được giữ kín", "Groups with fewer responses are kept private"],
  partial: [
    "Chỉ số chỉ tính từ {count}/{all} câu hỏi: tệp không có cột cho {questions}.",
    "The index is of {count} of {all} questions only: the file has no column for {questions}.",
  ],
  partial_more: ["{questions} và {count} câu khác", "{questions} and {count} others"],
  groups_hidden: [
    "Nhóm có dưới {least} phiếu được giữ kín, kể cả nhóm mà từ đó suy ra được nhóm ấy:",
    "Groups of fewer than {least} responses are kept private, and those from which they could be worked out:",
  ],
  groups_none: ["“{question}”: không nhóm nào được hiện.", "“{question}”: no group is shown."],
  groups_some: ["“{question}”: {count} nhóm không được hiện.", "“{question}”: groups not shown: {count}."],
  groups_many: [
    "“{question}”: không chia được, vì có quá nhiều câu trả lời khác nhau.",
    "“{question}”: there are too many different answers to group by it.",
  ],
  results_failed: [
    "Chưa tính được kết quả. Xin bấm “Thử lại”; nếu vẫn không được, xin kiểm tra lại tệp.",
    "The results could not be counted. Press “Try again”; should that fail as well, check the file again.",
  ],
  no_results: ["Chưa có phiếu nào được tính.", "No response is counted yet."],
  save_svg: ["Hình (SVG)", "Picture (SVG)"],
  save_csv: ["CSV", "CSV"],
  save_json: ["JSON", "JSON"],
  save_of: ["Tải “{title}”: {kind}", "Download “{title}”: {kind}"],
  downloads: ["Tải về", "Download"],
  save_xlsx: ["Mọi bảng (XLSX)", "All tables (XLSX)"],
  no_xlsx: [
    "Không tạo được tệp XLSX: có bảng nhiều dòng hơn một trang tính chứa được. Xin Ông/Bà lưu từng bảng thành CSV ở dưới mỗi hình.",
    "The XLSX file cannot be made: a table has more rows than a sheet holds. Please save each table as CSV, below its picture.",
  ],
  save_report: ["Báo cáo kết quả (JSON)", "Report of results (JSON)"],
  save_results: ["Lưu kết quả", "Save results"],
  save_results_hint: [
    "Để cộng chính xác với tệp khác sau này. Có cả nhóm ít phiếu: giữ nội bộ, không công bố.",
    "To be added to those of other files, exactly. Small groups are in it: keep it, do not publish it.",
  ],
  print: ["In kết quả", "Print the results"],
  merge: ["Cộng thêm tệp kết quả…", "Add a file of results…"],
  merged: ["Đã cộng kết quả của {count} tệp.", "Results of {count} files are added."],
  unmerge: ["Bỏ các tệp đã cộng", "Leave them out again"],
  compare_province: ["So với toàn tỉnh…", "Compare with the province…"],
  compare_last: ["So với kỳ trước…", "Compare with the last period…"],
  compared_province: ["Đang so với toàn tỉnh", "Compared with the province"],
  compared_last: ["Đang so với kỳ trước", "Compared with the last period"],
  uncompare: ["Bỏ so sánh", "Stop comparing"],
  looking: ["Đang mở tệp", "Opening the file"],
  folder: [
    "Đây là một thư mục. Xin mở thư mục và chọn từng tệp trong đó.",
    "This is a folder. Open it and choose a file in it.",
  ],
  several: [
    "Mỗi lần đọc một tệp. Xin thả từng tệp một; kết quả của nhiều tệp cộng lại được bằng “Lưu kết quả” và “Cộng thêm tệp kết quả”.",
    "One file is read at a time. Drop them one by one; results of several files add up by “Save results” and “Add a file of results”.",
  ],
  forget_mended: [
    "Các dòng đã sửa ở đây chưa được lưu vào tệp và sẽ mất. Tiếp tục?",
    "Rows that were mended here are not in the file and will be lost. Go on?",
  ],
  results_name: ["ket-qua", "results"],
  report_name: ["bao-cao", "report"],
  ...SENDING,
  ...KEYED,
};

/**
 * A whole number as people write it.
 *
 * @param {number} number
 * @param {string} language
 */
export const count = (number, language) => number.toLocaleString(language === "en" ? "en" : "vi");

export const say = saying(WORDS, (value, language) =>
  typeof value === "number" ? count(value, language) : value,
);

/**
 * How much there is of a file.
 *
 * @param {number} bytes
 * @param {string} language
 */
export function size(bytes, language) {
  const unit = bytes >= 1e6 ? 1e6 : 1e3;
  const number = (bytes / unit).toLocaleString(language === "en" ? "en" : "vi", { maximumFractionDigits: 1 });
  return `${number} ${unit === 1e6 ? "MB" : "KB"}`;
}
