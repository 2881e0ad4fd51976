//! What is said beside a long form: of rules about several answers, of what is missing and wrong on which
//! page, of the report of the last period.

use super::Messages;

pub(super) const GUIDE: Messages = catalogue! {
    // What is said of a report where a survey is spoken of else.
    "send_report": "Gửi báo cáo", "Send the report";
    "sent_report": "Đã gửi báo cáo", "The report was sent";
    "sent_thanks_report": "Báo cáo đã được tiếp nhận.", "The report has been received.";
    "again_report": "Lập báo cáo khác", "Write another report";
    "review_report": "Kiểm tra báo cáo trước khi gửi", "Check the report before sending";
    "review_hint_report": "Bấm “Sửa” để thay đổi. Báo cáo chỉ được gửi khi Ông/Bà bấm “Gửi báo cáo”.", "Press “Change” to edit an answer. Nothing is sent until you press “Send the report”.";
    "scores_title_report": "Chỉ tiêu, tạm tính", "Targets, provisionally";
    // A rule about several answers that does not hold.
    "check_error": "Lỗi", "Error";
    "check_warning": "Cảnh báo", "Warning";
    "check_fields": "Xem lại:", "Look at:";
    "check_also": "Xem thêm:", "See also:";

    // The table of contents. (No sentence depends on one or many.)
    "contents": "Mục lục", "Contents";
    "contents_skip": "Bỏ qua mục lục", "Skip the contents";
    "contents_answered": "Đã trả lời {answered}/{asked} mục", "Answered: {answered} of {asked}";
    "contents_next": "Đến chỗ cần sửa tiếp theo", "Go to the next problem";
    "contents_nothing": "Không còn chỗ nào cần sửa", "Nothing left to mend";
    "contents_review": "Kiểm tra và gửi", "Check and send";
    "contents_wrong": "{count} lỗi", "errors: {count}";
    "contents_missing": "còn thiếu {count}", "missing: {count}";
    "contents_doubtful": "{count} cảnh báo", "warnings: {count}";
    "contents_untouched": "chưa điền", "not begun";
    "contents_done": "xong", "done";
    "contents_places": "Chỗ cần xem: {count}", "To look at: {count}";
    "contents_more": "và {count} mục khác", "and {count} more";
    "contents_is_missing": "Còn thiếu", "Missing";

    // The report of the last period.
    "offer": "Kỳ trước:", "Last report:";
    "offer_take": "Dùng lại nội dung này", "Use this text again";
    "offer_take_number": "Dùng số này", "Use this number";
    "offer_whole": "Xem toàn bộ nội dung kỳ trước", "Show the whole text of the last report";
    "offer_carried": "Lấy từ báo cáo kỳ trước.", "Taken from the last report.";
    "scores_last": "Kỳ trước {value}", "Last report {value}";
    "scores_rise": "tăng {change}", "up {change}";
    "scores_fall": "giảm {change}", "down {change}";
    "scores_same": "không đổi", "unchanged";
    "scores_points": "{change} điểm phần trăm", "{change} percentage points";
    "scores_targets": "Các chỉ tiêu", "Targets";
};
