//! What is said of a table of responses: of rows that should be looked at again, and of results that do not fit.

use super::Messages;

pub(super) const BATCH: Messages = catalogue! {
    "batch_same_level": "Mọi câu đánh giá của phiếu này đều chọn cùng một mức. Xin đối chiếu với phiếu giấy.", "All ratings of this form have the same level. Compare it with the paper form.";
    "batch_no_answer": "Dòng này không có câu trả lời nào, có thể là dòng tổng cộng hoặc chữ ký. Xin xóa dòng này khỏi tệp, hoặc điền các câu trả lời.", "This row has no answer: it may be a total or a signature. Remove it from the file, or fill in the answers.";
    "batch_minor": "Người trả lời dưới 18 tuổi. Xin kiểm tra lại tuổi hoặc năm sinh; nếu đúng, phiếu không thuộc đối tượng khảo sát.", "The respondent is under 18. Check the age or the year of birth; if it is right, the survey is not for them.";
    "batch_no_time": "Không đọc được thời điểm bắt đầu hoặc hoàn thành. Xin ghi như 31/12/2025 08:15.", "The time of beginning or completion cannot be read. Write it like 31/12/2025 08:15.";
    "batch_completed_first": "Thời điểm hoàn thành trước thời điểm bắt đầu. Xin kiểm tra lại hai cột này.", "The form was completed before it was begun. Check both columns.";
    "batch_in_future": "Thời điểm bắt đầu hoặc hoàn thành ở tương lai. Xin kiểm tra lại ngày, tháng và đồng hồ của máy.", "The time of beginning or completion lies in the future. Check the day, the month and this computer's clock.";
    "batch_identical": "Mọi câu trả lời giống hệt dòng ngay trước. Xin kiểm tra xem một phiếu có bị nhập hai lần không.", "All answers are those of the row before. Check whether a form was entered twice.";
    // Of documents.
    "file_other_form": "Câu trả lời thuộc một biểu mẫu khác (form.id khác).", "The answers belong to another form (form.id differs).";
    "file_other_version": "Câu trả lời thuộc một phiên bản khác của biểu mẫu (form.hash khác).", "The answers belong to another version of the form (form.hash differs).";
    "batch_duplicate_number": "Số phiếu bị trùng ở các dòng {rows}. Xin kiểm tra xem phiếu bị nhập hai lần hay ghi nhầm số.", "Rows {rows} have the same form number. Check whether a form was entered twice or a number is wrong.";
    "batch_gap": "Thiếu các phiếu số {first} đến {last} ({count} phiếu). Xin kiểm tra xem đã nhập đủ chưa.", "Forms {first} to {last} are missing ({count} in all). Check whether all were entered.";
    "batch_unnumbered": "{count} phiếu không có số phiếu. Xin bổ sung để đối chiếu được với phiếu giấy.", "Forms without a number: {count}. Add them, so that they can be compared with the paper forms.";
    "batch_no_results": "Tệp này không phải tệp kết quả của chương trình, hoặc của phiên bản khác. Xin chọn tệp đã lưu bằng “Lưu kết quả”.", "This file holds no results of this program, or those of another version. Choose a file that was saved as results.";
    "batch_other_form": "Kết quả trong tệp là của biểu mẫu khác hoặc phiên bản khác nên không cộng chung được. Xin chọn tệp của đúng biểu mẫu này.", "The results in the file are of another form or version, so they cannot be added. Choose a file of this form.";
    "batch_known": "Kết quả trong tệp này (hoặc một phần) đã có trong kết quả đang xem: cộng thêm thì các phiếu đó được tính hai lần.", "The results in this file, or a part of them, are among those shown: added, their responses count twice.";
    "batch_province": "Trung bình của tỉnh", "Mean of the province";
    "batch_last": "Kỳ trước", "Last period";
    "session_reason": "Lý do chưa được tính", "Why it is not counted";
};
