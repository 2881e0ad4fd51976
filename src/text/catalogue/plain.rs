//! What is said where a form is filled without scripts.

use super::Messages;

pub(super) const PLAIN: Messages = catalogue! {
    "plain_more": "Theo câu trả lời của Ông/Bà, trang này có thêm câu hỏi. Xin trả lời tiếp rồi bấm “Tiếp tục”.", "Your answers have opened more questions on this page. Please answer them too, then press “Continue”.";
    "plain_renewed": "Phiếu vừa có bản mới. Câu trả lời của Ông/Bà được giữ lại; xin xem lại trước khi gửi.", "The form has just got a new version. Your answers are kept; please look at them again before sending.";
    "plain_received": "Máy chủ đã nhận phiếu này từ lần gửi trước. Những gì sửa sau lần gửi đó không được ghi nhận.", "The server has this form already, as you sent it before. What you changed after that was not taken.";
};
