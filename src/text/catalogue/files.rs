//! What is said of files, figures and printed documents, and of forms that are opened beside one.

use super::Messages;

pub(super) const FILES: Messages = catalogue! {
    // What can be done with a whole report.
    "tools": "Tệp và bản in", "Files and print";
    "tools_draft": "Bản nháp", "Draft";
    "tools_last": "Báo cáo kỳ trước", "Last report";
    "tools_figures": "Số liệu", "Figures";
    "tools_paper": "Bản in", "On paper";
    "tool_save": "Lưu bản nháp ra tệp", "Save a draft to a file";
    "tool_open": "Mở bản nháp", "Open a draft";
    "tool_last": "Nạp báo cáo kỳ trước", "Load the last report";
    "tool_address": "Hoặc nạp từ địa chỉ (URL)", "Or load it from an address (URL)";
    "tool_fetch": "Nạp từ địa chỉ", "Load from the address";
    "tool_csv": "Tải số liệu CSV", "Download figures as CSV";
    "tool_json": "Tải số liệu JSON", "Download figures as JSON";
    "tool_print": "In hoặc lưu PDF", "Print or save as PDF";
    "tool_print_now": "In", "Print";
    "tool_print_hint": "Khi in, chọn “Lưu dưới dạng PDF” làm máy in để có tệp PDF.", "To get a PDF file, choose “Save as PDF” as the printer.";
    "tool_print_back": "Quay lại phiếu", "Back to the form";
    "tool_sent": "Tải báo cáo đã gửi", "Download the report as sent";
    "tool_sent_hint": "Xin giữ tệp này: kỳ sau nạp làm báo cáo kỳ trước.", "Keep this file: next period, load it as the last report.";
    "tool_replace": "Mở và thay câu trả lời đang có", "Open it and replace the present answers";
    "tool_keep": "Giữ câu trả lời đang có", "Keep the present answers";
    "companions": "Xem trước các bảng điểm liên quan", "Preview the related score sheets";
    "companion_hint": "Chỉ để xem trước với số liệu của báo cáo này; không có gì được gửi từ đây.", "Only a preview with the figures of this report; nothing is sent from here.";
    "companion_not_sent": "Đây chỉ là bản xem trước nên không gửi gì. Muốn gửi bảng điểm này, Ông/Bà mở trang riêng của nó.", "This is only a preview, so nothing was sent. To send this sheet, open its own page.";
    "companion_close": "Đóng bản xem trước", "Close the preview";

    // What became of a file.
    "tool_file_saved": "Đã lưu bản nháp vào tệp {value}. Tệp có mọi câu trả lời đã nhập: xin giữ ở nơi an toàn.", "The draft was saved as {value}. The file has every answer entered so far: keep it in a safe place.";
    "tool_file_downloaded": "Đã tải tệp {value}.", "The file {value} was downloaded.";
    "tool_file_opened": "Đã mở bản nháp.", "The draft was opened.";
    "tool_file_last": "Đã nạp báo cáo kỳ trước: {value}.", "The last report was loaded: {value}.";
    "tool_file_loading": "Đang nạp báo cáo kỳ trước…", "Loading the last report…";
    "tool_file_of_other_version": "Tệp được lập theo phiên bản khác của phiếu.", "The file was made with another version of the form.";
    "tool_file_strangers": "Phiếu không còn {count} mục có trong tệp, nên không đưa các mục này vào.", "Entries of the file that the form no longer has, and that were left out: {count}.";
    "tool_file_misfits": "Câu trả lời trong tệp không còn hợp lệ ở: {labels}. Xin xem lại các câu này.", "The answers in the file no longer fit here: {labels}. Please look at these again.";
    "tool_file_replaces": "Các câu trả lời đang có trong trang sẽ được thay bằng nội dung của tệp. Nếu cần giữ, Ông/Bà lưu bản nháp ra tệp trước.", "The answers in this page will be replaced by those of the file. If you need them, save them as a draft first.";
    "tool_file_kept": "Chưa mở tệp. Các câu trả lời đang có vẫn được giữ nguyên.", "The file was not opened. The present answers are unchanged.";

    // Why a file cannot be opened.
    "tool_file_not_json": "Tệp này không phải bản nháp hay báo cáo đã gửi (không đọc được JSON). Xin chọn tệp .json đã lưu hoặc tải từ phiếu này; nếu đã mở và sửa tệp bằng chương trình khác, xin dùng bản gốc.", "This file is no draft and no report as sent (it is not JSON). Choose a .json file that was saved or downloaded from this form; if it was edited in another program, use the original.";
    "tool_file_not_report": "Tệp này là JSON nhưng không phải bản nháp hay báo cáo đã gửi. Xin chọn tệp tải bằng “Lưu bản nháp ra tệp” hoặc “Tải báo cáo đã gửi”.", "This file is JSON but no draft and no report as sent. Choose one that was downloaded by “Save a draft to a file” or “Download the report as sent”.";
    "tool_file_other_form": "Tệp này là của một phiếu khác. Xin chọn tệp của phiếu đang mở.", "This file belongs to another form. Choose one of the form that is open.";
    "tool_file_other_unit": "Tệp này là báo cáo của đơn vị khác với đơn vị đã chọn trong phiếu. Xin chọn báo cáo kỳ trước của chính đơn vị, hoặc sửa đơn vị trong phiếu rồi nạp lại.", "This file is the report of another unit than the form's. Choose the last report of the same unit, or correct the unit in the form and load it again.";
    "tool_file_unreadable": "Không đọc được tệp này. Tệp có thể đã bị chuyển chỗ, xóa hoặc Ông/Bà không có quyền mở: xin kiểm tra rồi chọn lại.", "The file cannot be read. It may have been moved or removed, or you may not be allowed to open it: check that and choose it again.";
    "tool_file_too_large": "Tệp này quá lớn (trên 1 MB) nên không phải bản nháp hay báo cáo của phiếu. Xin chọn tệp khác.", "This file is too large (over 1 MB) to be a draft or a report of the form. Choose another.";
    "tool_file_not_now": "Đang gửi hoặc chưa biết máy chủ đã nhận hay chưa, nên chưa mở được tệp. Xin gửi lại cho xong rồi mở.", "The answers are being sent, or may have arrived without a reply, so no file can be opened now. Finish sending them first.";
    "tool_file_no_address": "Xin nhập địa chỉ của báo cáo kỳ trước, ví dụ /bao-cao/quy-2.json.", "Enter the address of the last report, such as /reports/q2.json.";
    "tool_file_network": "Không tải được báo cáo kỳ trước từ địa chỉ này. Xin kiểm tra mạng và địa chỉ rồi thử lại, hoặc chọn tệp trên máy.", "The last report could not be fetched from this address. Check the connection and the address and try again, or choose a file on this computer.";
    "tool_file_sign_in": "Địa chỉ này trả về một trang web (có thể là trang đăng nhập), không phải báo cáo. Xin đăng nhập ở một cửa sổ khác rồi thử lại.", "This address gives a web page, perhaps one to sign in on, and no report. Sign in in another window and try again.";
    "tool_file_missing": "Không có báo cáo ở địa chỉ này (mã lỗi {value}). Xin kiểm tra lại địa chỉ, hoặc chọn tệp trên máy.", "There is no report at this address (error {value}). Check the address, or choose a file on this computer.";

    // The columns of figures.
    "figures_name": "Mã", "Name";
    "figures_section": "Phần", "Section";
    "figures_label": "Nội dung", "Label";
    "figures_value": "Giá trị", "Value";
    "figures_previous": "Kỳ trước", "Last period";

    // An official document (Decree 30/2020/NĐ-CP, annex I).
    "document_nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM";
    "document_motto": "Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness";
    "document_preview": "Xem bản in", "Print preview";
    "document_draft": "BẢN NHÁP – còn {value} mục phải bổ sung", "DRAFT – still to be completed or corrected: {value}";
    "document_draft_mark": "BẢN NHÁP", "DRAFT";
    "document_none": "chưa có số liệu", "no figures yet";
    "document_see": "{label}: xem Biểu {number}, Phụ lục.", "{label}: see table {number} of the appendix.";
    "document_recipients": "Nơi nhận:", "Recipients:";
    "document_appendix": "Phụ lục", "Appendix";
    "document_tables": "SỐ LIỆU VÀ KẾT QUẢ THỰC HIỆN", "FIGURES AND RESULTS";
    "document_attached": "(Kèm theo văn bản {number}, {place})", "(Attached to the document {number}, {place})";
    "document_table": "Biểu {number}. {label}", "Table {number}. {label}";
    "document_item": "Nội dung", "Item";
    "document_row": "TT", "No.";
    "document_targets": "Chỉ tiêu và kết quả", "Targets and results";
    "document_target": "Chỉ tiêu", "Target";
    "document_wanted": "Mức phải đạt", "To be reached";
    "document_unverified": "chưa xác minh", "not verified";
    "document_result": "Kết quả", "Result";
};
