// What the officer's page says that is not in the catalogue: its own headings, buttons and reports.

/** @type {Record<string, [vi: string, en: string]>} */
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
    "Chưa có cột cho các câu hỏi được tính điểm:",
    "No column yet for these questions that are scored:",
  ],
  twice: [
    "Có hai cột cho cùng một câu hỏi; cột đứng trước được dùng:",
    "Two columns are the same question; the first is used:",
  ],
  nothing_matched: [
    "Chưa cột nào là câu hỏi của biểu mẫu này. Xin chọn đúng biểu mẫu ở trên, hoặc ghép cột bằng tay.",
    "No column is a question of this form. Choose the right form above, or match columns by hand.",
  ],
  more: ["Thiết lập khác", "More settings"],
  header_line: ["Dòng tiêu đề", "Line of the header"],
  delimiter: ["Dấu ngăn cách các cột", "What stands between columns"],
  delimiter_comma: ["Dấu phẩy ( , )", "Comma ( , )"],
  delimiter_semicolon: ["Dấu chấm phẩy ( ; )", "Semicolon ( ; )"],
  delimiter_tab: ["Dấu tab", "Tab"],
  notation: ["Cách ghi số và ngày", "How numbers and dates are written"],
  notation_vietnamese: ["Như ở Việt Nam: 1.250,5", "As in Vietnam: 1.250,5"],
  notation_plain: ["Như phần mềm in ra: 1250.5", "As programs print: 1250.5"],
  notation_sheet: ["Như trong tệp Excel", "As in an Excel file"],
  sheet: ["Trang tính", "Sheet"],
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
  checked: [
    "Đã kiểm tra {rows} phiếu: {counted} phiếu được tính, {refused} phiếu không được tính.",
    "Checked {rows} responses: {counted} are counted, {refused} are not.",
  ],
  issues_heading: ["Lỗi và điều cần xem lại", "Faults and what to look at"],
  responses: ["Phiếu", "Responses"],
  counted: ["Được tính", "Counted"],
  refused: ["Không được tính", "Not counted"],
  blank: ["Dòng trống", "Empty rows"],
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
  row: ["Dòng {row}", "Row {row}"],
  row_line: ["dòng {line} của tệp", "line {line} of the file"],
  row_fine: ["Dòng này nay không còn lỗi.", "Nothing is wrong with this row now."],
  row_mended: ["Đã sửa dòng {row}.", "Row {row} is mended."],
  row_still: ["Dòng {row} vẫn còn {count} điều cần xem.", "Row {row} still has {count} to look at."],
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
  mend_row: ["Sửa dòng {row}", "Mend row {row}"],
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
  index: ["Chỉ số", "Index"],
  value: ["Giá trị", "Value"],
  no_results: ["Chưa có phiếu nào được tính.", "No response is counted yet."],
  save_svg: ["Hình (SVG)", "Picture (SVG)"],
  save_csv: ["CSV", "CSV"],
  save_json: ["JSON", "JSON"],
  save_of: ["Tải “{title}”: {kind}", "Download “{title}”: {kind}"],
  downloads: ["Tải về", "Download"],
  save_xlsx: ["Mọi bảng (XLSX)", "All tables (XLSX)"],
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
  // 6. Sent
  sending_heading: ["Gửi", "Send"],
  send_nothing_yet: [
    "Chưa có phiếu nào của tệp này được gửi đi từ trình duyệt này.",
    "No response of this file has been sent from this browser.",
  ],
  send_where: [
    "Mỗi phiếu được gửi riêng đến {address} và có mã tiếp nhận riêng.",
    "Each response is sent on its own to {address} and gets a receipt of its own.",
  ],
  send_without: [
    "{count} phiếu không được tính sẽ không được gửi.",
    "The {count} that are not counted are not sent.",
  ],
  send_incomplete: [
    "{count} phiếu còn thiếu câu trả lời bắt buộc: kết quả vẫn tính, nhưng máy chủ có thể từ chối. Xin sửa trước khi gửi, nếu có thể.",
    "{count} lack an answer that is required: results count them, but the server may refuse them. Mend them first if you can.",
  ],
  send_no_address: [
    "Trang này chưa có địa chỉ nhận phiếu, nên không gửi được từ đây. Xin báo cho người quản trị trang.",
    "This page names no address that takes responses, so nothing can be sent from here. Please tell the site's administrator.",
  ],
  send_no_file: ["Chưa có tệp nào để gửi.", "There is no file to send yet."],
  send_none: ["Không có phiếu nào gửi được.", "There is no response that can be sent."],
  send_button: ["Gửi {count} phiếu…", "Send {count} responses…"],
  send_more: ["Gửi tiếp…", "Go on sending…"],
  send_sure: ["Gửi {count} phiếu đến {address}?", "Send {count} responses to {address}?"],
  send_again: [
    "Trong đó {count} phiếu lần trước bị từ chối, chưa gửi được, hoặc đã sửa sau khi được nhận.",
    "{count} of them were refused, could not be sent, or were changed since they were accepted.",
  ],
  send_sure_hint: [
    "Phiếu đã gửi không rút lại được từ đây. Có thể dừng rồi gửi tiếp; phiếu đã được nhận không bị gửi lần nữa.",
    "What was sent cannot be taken back from here. You can stop and go on; what was accepted is not sent twice.",
  ],
  send_yes: ["Gửi {count} phiếu ngay", "Send {count} responses now"],
  send_preparing: ["Đang gửi. Xin giữ trang này mở.", "Sending. Please keep this page open."],
  send_going_on: ["Đang gửi tiếp. Xin giữ trang này mở.", "Sending again. Please keep this page open."],
  send_not_noted: [
    "Đang gửi. Trình duyệt không cho ghi nhớ việc gửi trên máy này: xin đừng đóng trang trước khi gửi xong.",
    "Sending. The browser does not let this be noted on this computer: do not close the page before it is done.",
  ],
  send_stopping: ["Đang chờ các phiếu trên đường gửi…", "Waiting for those that are on their way…"],
  send_pause_network: [
    "Không có kết nối với máy chủ. Tự gửi tiếp khi có mạng, hoặc lúc {time}.",
    "The server cannot be reached. Sending goes on by itself once there is a connection, or at {time}.",
  ],
  send_pause_busy: [
    "Máy chủ đang bận. Tự gửi tiếp lúc {time}.",
    "The server is busy. Sending goes on by itself at {time}.",
  ],
  send_progress: ["Phần đã gửi", "How much is sent"],
  send_number: ["{count}", "{count}"],
  send_accepted: ["Đã nhận", "Accepted"],
  send_refused: ["Bị từ chối", "Refused"],
  send_other: ["Đã gửi trước với nội dung khác", "Sent before with other content"],
  send_failed: ["Chưa gửi được", "Could not be sent"],
  send_posted: ["Chưa rõ", "Not known"],
  send_left: ["Còn lại", "Left"],
  send_accepted_why: ["Máy chủ đã lưu.", "The server has stored them."],
  send_refused_why: ["Máy chủ không nêu lý do.", "The server gave no reason."],
  send_other_why: [
    "Máy chủ đã có phiếu của dòng này, với nội dung khác; không gửi đè.",
    "The server has a response of this row, with other content; it is not replaced.",
  ],
  send_failed_why: ["Máy chủ gặp lỗi với phiếu này.", "The server failed at this response."],
  send_posted_why: [
    "Đã gửi nhưng chưa có trả lời. Gửi tiếp thì sẽ rõ; phiếu không bị ghi hai lần.",
    "Sent, but no reply came. Going on finds out; no response is stored twice.",
  ],
  send_was_partly: [
    "Tệp này đã gửi một phần lúc {time}: {accepted} phiếu đã nhận, {refused} phiếu bị từ chối, còn {left} phiếu.",
    "This file was partly sent at {time}: {accepted} accepted, {refused} refused, {left} left.",
  ],
  send_was_sent: [
    "Tệp này đã gửi xong lúc {time}: {accepted} phiếu đã nhận, {refused} phiếu bị từ chối.",
    "This file was sent at {time}: {accepted} accepted, {refused} refused.",
  ],
  send_had: [
    "Máy chủ đã có từ trước {count} phiếu với nội dung khác.",
    "{count} were on the server before, with other content.",
  ],
  send_moved: [
    "Tệp này đã gửi với dòng tiêu đề là dòng {line}. Xin quay lại “Thiết lập khác”, chọn đúng dòng đó rồi kiểm tra lại; nếu không, các dòng bị đếm lệch.",
    "This file was sent with its header in line {line}. Go back to “More settings”, choose that line and check again; otherwise rows are taken for others.",
  ],
  send_stopped: [
    "Đã dừng: {accepted} phiếu đã nhận. Bấm “Gửi tiếp” khi sẵn sàng.",
    "Stopped: {accepted} accepted. Press “Go on sending” when you are ready.",
  ],
  send_done: [
    "Đã gửi xong: {accepted} phiếu đã nhận, {refused} phiếu bị từ chối.",
    "All sent: {accepted} accepted, {refused} refused.",
  ],
  send_halt_sign_in: [
    "Máy chủ cần đăng nhập lại. Xin đăng nhập trong một thẻ khác, rồi bấm “Gửi tiếp” ở đây.",
    "The server needs a new sign-in. Sign in in another tab, then press “Go on sending” here.",
  ],
  send_halt_other_version: [
    "Máy chủ dùng phiên bản khác của biểu mẫu này. Xin tải lại trang, mở lại tệp và kiểm tra lại.",
    "The server has another version of this form. Reload the page, open the file again and check it.",
  ],
  send_halt_closed: [
    "Địa chỉ này không nhận phiếu (HTTP {status}). Chưa gửi tiếp; xin báo cho người quản trị trang.",
    "This address takes no responses (HTTP {status}). Sending has stopped; please tell the site's administrator.",
  ],
  send_halt_failing: [
    "Máy chủ gặp lỗi liên tục (HTTP {status}) nên đã dừng. Xin bấm “Gửi tiếp” sau ít phút.",
    "The server keeps failing (HTTP {status}), so sending has stopped. Press “Go on sending” in some minutes.",
  ],
  send_elsewhere: [
    "Tệp này đang được gửi ở một thẻ khác của trình duyệt. Xin xem ở thẻ đó.",
    "This file is being sent in another tab of the browser. Look there.",
  ],
  send_no_room: [
    "Không ghi được vào bộ nhớ của trình duyệt nên đã dừng gửi, để không phiếu nào bị gửi hai lần. Xin xóa bớt dữ liệu rồi gửi tiếp.",
    "The browser's storage could not be written, so sending has stopped and nothing is sent twice. Free some space, then go on.",
  ],
  send_file_gone: [
    "Không đọc tiếp được tệp: tệp đã bị sửa, di chuyển hoặc xóa sau khi kiểm tra. Phiếu đã nhận vẫn được giữ. Xin mở lại đúng tệp đã gửi; nếu đã sửa, xin chỉ gửi tệp gồm các phiếu chưa được nhận.",
    "The file cannot be read further: it was changed, moved or removed since it was checked. What was accepted stands. Open the file as it was sent; if it was changed, send only a file of those that were not accepted.",
  ],
  send_not_checked: [
    "Tệp này cần được kiểm tra lại trước khi gửi. Xin mở lại tệp rồi bấm “Kiểm tra tệp”.",
    "This file must be checked again before it is sent. Open it once more and press “Check the file”.",
  ],
  send_mend_hint: [
    "Muốn gửi lại phiếu bị từ chối: bấm “Xem và sửa”, sửa rồi bấm “Gửi tiếp”; hoặc tải riêng các dòng đó, sửa trong Excel rồi mở ở đây. Xin đừng gửi cả tệp đã sửa: các phiếu đã nhận sẽ bị gửi lần nữa.",
    "To send what was refused: press “Show and mend”, mend it, then press “Go on sending”; or download only those rows, mend them in Excel and open them here. Do not send the whole file once it is changed: what was accepted would be sent again.",
  ],
  send_report: ["Kết quả gửi", "What became of them"],
  send_became: ["Kết quả", "What became of it"],
  send_reason: ["Lý do", "Reason"],
  send_number_head: ["Số phiếu", "Responses"],
  send_rows: ["Các dòng", "Rows"],
  send_row: ["Dòng", "Row"],
  send_id: ["Mã phiếu", "Id"],
  send_receipt: ["Mã tiếp nhận", "Receipt number"],
  send_save: ["Tải báo cáo gửi (CSV)", "Download this report (CSV)"],
  send_name: ["da-gui", "sent"],
  keyed_heading: ["Nhập phiếu giấy", "Keying in paper forms"],
  keyed_waiting: [
    "Trên máy này còn {count} phiếu giấy đã nhập của biểu mẫu này.",
    "{count} paper forms of this survey were keyed in on this computer and are still here.",
  ],
  keyed_title: ["Phiếu thứ {place}", "Form {place} of this batch"],
  keyed_title_mend: ["Sửa phiếu {number}", "Mending form {number}"],
  keyed_title_again: ["Nhập lần thứ hai", "Keyed a second time"],
  keyed_title_again_done: ["Đã nhập lại xong", "All are keyed a second time"],
  keyed_key_pick: ["chọn câu trả lời", "pick the answer"],
  keyed_key_none: ["không trả lời", "no answer"],
  keyed_key_next: ["câu sau", "next question"],
  keyed_key_back: ["câu trước", "question before"],
  keyed_key_keep: ["giữ cho phiếu sau", "keep for the next form"],
  keyed_key_store: ["lưu phiếu", "store the form"],
  keyed_help_text: ["Gõ rồi bấm Enter.", "Type, then press Enter."],
  keyed_help_date: [
    "Gõ ngày như 05/11/2025 rồi bấm Enter.",
    "Type the day as 05/11/2025 (day first), then press Enter.",
  ],
  keyed_help_search: [
    "Gõ vài chữ đầu, không cần dấu; Enter lấy dòng đầu, ↑ ↓ để chọn dòng khác.",
    "Type a few letters, without marks; Enter takes the first, ↑ ↓ choose another.",
  ],
  keyed_help_several: ["Bấm lại để bỏ; Enter sang câu sau.", "Press again to take out; Enter goes on."],
  keyed_help_store: [
    "Enter lưu phiếu và mở phiếu sau; Backspace về câu cuối.",
    "Enter stores the form and begins the next; Backspace goes back to the last question.",
  ],
  keyed_last: ["Vừa nhập: {question}: {answer}", "Just keyed: {question}: {answer}"],
  keyed_none: ["không trả lời", "no answer"],
  keyed_yes: ["Có", "Yes"],
  keyed_no_match: [
    "Không có mục nào như vậy. Xin gõ lại, hoặc xóa hết để bỏ trống.",
    "There is no such choice. Type again, or clear the field to leave it empty.",
  ],
  keyed_keep: ["Giữ cho phiếu sau", "Keep for the next form"],
  keyed_keep_of: ["Giữ cho phiếu sau: {question}", "Keep for the next form: {question}"],
  keyed_store: ["Lưu phiếu", "Store the form"],
  keyed_store_mended: ["Lưu phiếu đã sửa", "Store what was mended"],
  keyed_discard: ["Bỏ phiếu đang nhập", "Discard this form"],
  keyed_stored: ["Đã lưu phiếu {number}: không có lỗi.", "Form {number} is stored: nothing is wrong."],
  keyed_stored_faults: [
    "Đã lưu phiếu {number}: {count} điều cần xem ở danh sách bên dưới.",
    "Form {number} is stored: {count} to look at in the list below.",
  ],
  keyed_number_known: [
    "Số {number} đã có ở phiếu thứ {places}. Xin kiểm tra lại số; Ông/Bà vẫn có thể nhập tiếp.",
    "Number {number} is that of form {places} of this batch. Check the number; you can go on all the same.",
  ],
  keyed_empty: ["Phiếu này chưa có gì để lưu.", "Nothing was keyed in for this form yet."],
  keyed_not_saved: [
    "Không lưu được vào máy này (có thể đã hết chỗ). Xin bấm “Lưu CSV” để giữ các phiếu đã nhập.",
    "This computer could not store it (there may be no room). Press “Save CSV” to keep what was keyed in.",
  ],
  keyed_not_durable: [
    "Trình duyệt không cho lưu trên máy này: tải lại trang là mất. Xin bấm “Lưu CSV” thường xuyên.",
    "The browser does not let this page store anything: it is lost when the page is left. Press “Save CSV” often.",
  ],
  keyed_elsewhere: [
    "Đợt nhập đó đang mở ở một thẻ khác của trình duyệt.",
    "That batch is open in another tab of the browser.",
  ],
  keyed_resumed: [
    "Đã mở lại đợt nhập từ {day}: {count} phiếu đã lưu.",
    "The batch of {day} is open again: {count} forms are stored.",
  ],
  keyed_resumed_typing: ["Phiếu đang nhập dở cũng còn.", "The form that was being keyed in is here too."],
  keyed_left_out: ["Không nhập được ở đây: {questions}", "These cannot be keyed in here: {questions}"],
  keyed_list: ["Phiếu đã nhập ({count})", "Forms keyed in ({count})"],
  keyed_state: ["Tình trạng", "State"],
  keyed_only_faults: ["Chỉ phiếu cần xem lại", "Only those to look at"],
  keyed_checking: ["đang kiểm tra…", "being checked…"],
  keyed_fine: ["Không có lỗi", "Nothing is wrong"],
  keyed_errors: ["{count} lỗi", "Faults: {count}"],
  keyed_warnings: ["{count} điều cần xem", "To look at: {count}"],
  keyed_issues_more: ["và {count} điều nữa", "and {count} more"],
  keyed_more: ["Hiện thêm phiếu (còn {count})", "Show more forms ({count} left)"],
  keyed_unnumbered: ["(không số)", "(no number)"],
  keyed_mend: ["Sửa", "Mend"],
  keyed_mend_of: ["Sửa phiếu {number}", "Mend form {number}"],
  keyed_remove: ["Xóa", "Delete"],
  keyed_remove_of: ["Xóa phiếu {number}", "Delete form {number}"],
  keyed_remove_sure: ["Xóa hẳn", "Delete for good"],
  keyed_remove_sure_of: ["Xóa hẳn phiếu {number}", "Delete form {number} for good"],
  keyed_remove_not: ["Giữ lại", "Keep it"],
  keyed_remove_not_of: ["Giữ lại phiếu {number}", "Keep form {number}"],
  keyed_hand: ["Kiểm tra và xem kết quả", "Check and see the results"],
  keyed_save: ["Lưu CSV", "Save CSV"],
  keyed_name: ["phieu-giay", "paper-forms"],
  keyed_nothing: ["Chưa có phiếu nào được lưu.", "No form is stored yet."],
  keyed_unfinished: [
    "Còn một phiếu đang nhập hoặc đang sửa dở. Xin lưu hoặc bỏ phiếu đó, rồi kiểm tra.",
    "One form is still being keyed in or mended. Store or discard it, then check.",
  ],
  keyed_new: ["Đợt mới", "New batch"],
  keyed_leave: ["Quay lại", "Back"],
  keyed_delete: ["Xóa đợt nhập này…", "Delete this batch…"],
  keyed_delete_ask: [
    "Xóa hẳn {count} phiếu của đợt này khỏi máy? Không lấy lại được.",
    "Delete the {count} forms of this batch from this computer? They cannot be brought back.",
  ],
  keyed_delete_sure: ["Xóa hẳn", "Delete for good"],
  keyed_delete_not: ["Giữ lại", "Keep them"],
  keyed_deleted: ["Đã xóa đợt nhập.", "The batch is deleted."],
  keyed_others: ["Các đợt nhập khác trên máy này ({count})", "Other batches on this computer ({count})"],
  keyed_batch: ["Từ {day}, {count} phiếu, phiên bản {version}", "Of {day}, {count} forms, version {version}"],
  keyed_open: ["Mở", "Open"],
  keyed_again: ["Nhập lại để đối chiếu", "Key a second time to compare"],
  keyed_share: [
    "Phần trăm số phiếu nhập lại (ít nhất {least})",
    "Percent of forms keyed twice (at least {least})",
  ],
  keyed_no_sample: [
    "Không còn phiếu nào có thể nhập lại: chỉ chọn phiếu có số, không trùng số và chưa nhập lại.",
    "No form is left to be keyed a second time: only those with a number of their own that were not yet.",
  ],
  keyed_fetch: [
    "Xin lấy và nhập lại {count} phiếu có số: {numbers}. Lần nhập trước không được hiện.",
    "Fetch and key these {count} forms again: {numbers}. What was keyed before is not shown.",
  ],
  keyed_fetch_done: ["Đã nhập lại đủ số phiếu.", "All of the sample is keyed a second time."],
  keyed_not_in_sample: [
    "Phiếu số này không có trong các phiếu cần nhập lại. Xin xem các số ở trên.",
    "The form of this number is not one to be keyed again. See the numbers above.",
  ],
  keyed_back: ["Về nhập tiếp", "Back to keying in"],
  keyed_compare: ["Xem đối chiếu", "See the comparison"],
  keyed_none_twice: ["Chưa có phiếu nào được nhập lần thứ hai.", "No form is keyed a second time yet."],
  keyed_compare_heading: ["Đối chiếu hai lần nhập", "Both readings compared"],
  keyed_overall: [
    "{forms} phiếu nhập hai lần, giống nhau {rate}.",
    "{forms} forms keyed twice, the same in {rate}.",
  ],
  keyed_rates: ["Tỷ lệ giống nhau theo câu hỏi", "Agreement by question"],
  keyed_question: ["Câu hỏi", "Question"],
  keyed_agreement: ["Giống nhau", "The same"],
  keyed_values: ["Câu trả lời của hai lần nhập", "Answers of both times"],
  keyed_first: ["Lần đầu", "First"],
  keyed_second: ["Lần hai", "Second"],
  keyed_first_of: [
    "Phiếu {number}, {question}: lấy lần đầu, {answer}",
    "Form {number}, {question}: take the first, {answer}",
  ],
  keyed_second_of: [
    "Phiếu {number}, {question}: lấy lần hai, {answer}",
    "Form {number}, {question}: take the second, {answer}",
  ],
  keyed_no_differences: ["Hai lần nhập giống hệt nhau.", "Both times the same was keyed in."],
  keyed_whole: ["Hiện cả các câu giống nhau", "Also show what is the same"],
  keyed_choose_hint: [
    "Câu trả lời được chọn là câu được tính; khi chưa chọn thì lấy lần đầu.",
    "The answer that is chosen is counted; until one is, the first.",
  ],
  // Sent again, and mended where they are.
  keyed_handed: [
    "Đợt này đã được chuyển sang kiểm tra lúc {day}. Ông/Bà vẫn có thể nhập thêm rồi gửi lại: phiếu đã được nhận không bị ghi lần nữa.",
    "This batch was handed over to be checked on {day}. You can key in more and send it again: what was accepted is not stored twice.",
  ],
  keyed_handed_unnamed: [
    "Đợt này đã được chuyển sang kiểm tra lúc {day}, khi các phiếu chưa có mã riêng. Nếu các phiếu đã gửi rồi, xin bấm “Đợt mới” để không gửi hai lần.",
    "This batch was handed over to be checked on {day}, when its forms had no ids of their own yet. If they were sent then, press “New batch” so that none is sent twice.",
  ],
  keyed_mends: [
    "Các phiếu này do nhập bằng bàn phím: phiếu sửa ở đây cũng được sửa trong đợt nhập trên máy này.",
    "These forms were keyed in: what is mended here is mended in the batch on this computer as well.",
  ],
  keyed_unkept_elsewhere: [
    "Dòng {row} đã sửa ở đây nhưng chưa sửa được trong đợt nhập, vì đợt đang mở ở một thẻ khác. Xin sửa phiếu đó cả ở thẻ kia.",
    "Row {row} is mended here, but not in the batch, which is open in another tab. Mend that form there as well.",
  ],
  keyed_unkept_other: [
    "Dòng {row} đã sửa ở đây nhưng phiếu trong đợt nhập đã đổi từ khi kiểm tra, nên không ghi đè. Xin mở đợt nhập và kiểm tra lại từ đó.",
    "Row {row} is mended here, but its form in the batch changed since it was handed over and is not replaced. Open the batch and check it again from there.",
  ],
  keyed_unkept_unread: [
    "Dòng {row} chỉ được sửa ở đây: bảng được đọc khác với đợt nhập nên không biết dòng này là phiếu nào. Xin sửa cả trong đợt nhập.",
    "Row {row} is mended here only: the table is read otherwise than it was keyed in, so its form is not known. Mend it in the batch as well.",
  ],
  keyed_unkept_unsaved: [
    "Dòng {row} đã sửa ở đây nhưng không lưu được vào đợt nhập (có thể máy đã hết chỗ). Xin giải phóng chỗ trống rồi sửa lại dòng này.",
    "Row {row} is mended here, but could not be stored in the batch (there may be no room). Free some space, then mend this row once more.",
  ],
  send_moved_keyed: [
    "Các dòng được đọc khác với các phiếu đã nhập nên chưa gửi được. Xin quay lại “Chọn tệp khác”, mở đợt nhập rồi bấm “Kiểm tra và xem kết quả”.",
    "The rows are read otherwise than the forms were keyed in, so they cannot be sent. Press “Choose another file”, open the batch and press “Check and see the results”.",
  ],
  send_later_why: [
    "Máy chủ giữ bản đã nhận trước đó; bản sửa sau này không được ghi. Nếu bản ở máy chủ sai, xin báo đơn vị quản lý máy chủ kèm mã tiếp nhận (trong báo cáo gửi).",
    "The server keeps what it accepted before; what was changed since is not stored. If the server's is wrong, tell those who run the server, with the receipt number (in this report's file).",
  ],
  send_row_of: ["{row} (số {number})", "{row} (no. {number})"],
  send_row_gone: ["phiếu đã xóa", "deleted form"],
  send_mend: ["Xem và sửa", "Show and mend"],
  send_mend_of: ["Xem và sửa các dòng bị từ chối: {reason}", "Show and mend the refused rows: {reason}"],
  send_mend_rows: ["Các dòng máy chủ từ chối", "Rows that the server refused"],
  send_said: ["Máy chủ: {text}", "Server: {text}"],
  send_refusal: ["Máy chủ từ chối: {reason}", "Refused by the server: {reason}"],
  send_refused_file: [
    "Tải các dòng không được tính hoặc bị từ chối",
    "Download the rows that are not counted or were refused",
  ],
  send_mend_hint_keyed: [
    "Muốn gửi lại phiếu bị từ chối: bấm “Xem và sửa”, sửa rồi bấm “Gửi tiếp”. Phiếu đã nhận không bị ghi lần nữa.",
    "To send what was refused: press “Show and mend”, mend it, then press “Go on sending”. What was accepted is not stored twice.",
  ],
};

/**
 * A sentence in a language: English for `en`, Vietnamese for everything else.
 *
 * @param {string} code
 * @param {string} language
 * @param {Record<string, string | number>} [values] What stands in its braces; numbers are written as people do.
 */
export function say(code, language, values = {}) {
  const text = WORDS[code]?.[language === "en" ? 1 : 0] ?? code;
  const written = (/** @type {string | number | undefined} */ value) =>
    typeof value === "number" ? count(value, language) : String(value ?? "");
  return text.replace(/\{(\w+)\}/g, (_, name) => written(values[name]));
}

/**
 * A whole number as people write it.
 *
 * @param {number} number
 * @param {string} language
 */
export const count = (number, language) => number.toLocaleString(language === "en" ? "en" : "vi");

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
