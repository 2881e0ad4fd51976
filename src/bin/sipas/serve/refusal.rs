//! Every "no" of the server, as problem details (RFC 9457).

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sipas_forms::submission::Problem;

/// After how many seconds a request that could not be served may come again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("30");

/// Why a request is refused.
#[derive(Debug)]
pub enum Refusal {
    /// There is nothing at this address.
    NotFound,
    /// There is, for other methods.
    WrongMethod,
    /// The body is not `application/json`.
    ContentType,
    /// The body is compressed.
    ContentEncoding,
    /// The body is larger than a submission may be.
    TooLarge,
    /// The body did not arrive in time, or broke off.
    Incomplete,
    /// The body is not JSON: `not_json`, `too_deep` or `duplicate_key`.
    NotJson(&'static str),
    /// `Idempotency-Key` is missing, is no UUID, or is not the `submission_id`.
    Key,
    /// The key was used for other content.
    KeyReused,
    /// The database cannot be used now.
    Unavailable,
    /// A fault of the server's own.
    Broken,
    /// A page elsewhere had a form posted here.
    OtherSite,
    /// What the core says of the submission.
    Submission(Problem),
}

impl Refusal {
    /// The status, the code, and what to do, in Vietnamese and in English.
    fn words(&self) -> (u16, &'static str, &'static str, &'static str) {
        match self {
            Self::NotFound => (404, "not_found", "Không có gì ở địa chỉ này.", "There is nothing at this address."),
            Self::WrongMethod => (
                405,
                "method_not_allowed",
                "Địa chỉ này không nhận phương thức đó; xem tiêu đề Allow.",
                "This address does not take that method; see the header Allow.",
            ),
            Self::ContentType => (
                415,
                "content_type",
                "Gửi nội dung với Content-Type: application/json.",
                "Send the body with Content-Type: application/json.",
            ),
            Self::ContentEncoding => (
                415,
                "content_encoding",
                "Gửi nội dung không nén, không có tiêu đề Content-Encoding.",
                "Send the body uncompressed, without the header Content-Encoding.",
            ),
            Self::TooLarge => (413, "too_large", "Nội dung gửi lên vượt quá 1 MiB.", "The body is larger than 1 MiB."),
            Self::Incomplete => (
                408,
                "incomplete",
                "Nội dung không đến đủ trong thời gian cho phép. Xin gửi lại.",
                "The body did not arrive completely in time. Send it again.",
            ),
            Self::NotJson("duplicate_key") => (
                400,
                "duplicate_key",
                "Một khóa xuất hiện hai lần trong cùng một đối tượng.",
                "A key is given twice in one object.",
            ),
            // The words of the others are in the catalogue.
            Self::NotJson(code) => (400, code, "", ""),
            Self::Key => (
                400,
                "idempotency_key",
                "Thêm tiêu đề Idempotency-Key là một UUID (chữ thường), bằng đúng submission_id.",
                "Add the header Idempotency-Key: a UUID in lower case, equal to the submission_id.",
            ),
            Self::KeyReused => (
                422,
                "idempotency_key_reused",
                "Khóa này đã dùng cho một phiếu có nội dung khác. Tạo submission_id mới.",
                "This key was used for a submission with other content. Make a new submission_id.",
            ),
            Self::Unavailable => (
                503,
                "unavailable",
                "Máy chủ chưa lưu được lúc này. Xin gửi lại sau.",
                "The server cannot store anything now. Send it again later.",
            ),
            Self::Broken => {
                (500, "internal", "Máy chủ gặp lỗi. Xin gửi lại sau.", "The server failed. Try again later.")
            }
            Self::OtherSite => (
                403,
                "other_site",
                "Trang này chỉ nhận biểu mẫu của chính nó.",
                "This address takes its own forms only.",
            ),
            Self::Submission(problem) => (problem.status, problem.code, "", ""),
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.words().0
    }

    /// The problem, in words of `language`.
    pub fn problem(self, language: &str) -> Problem {
        let (status, code, vi, en) = self.words();
        if let Self::Submission(problem) = self {
            return problem;
        }
        let problem = Problem::new(status, code, language);
        // The catalogue may have words of another matter under the same code.
        match if language == "en" { en } else { vi } {
            "" => problem,
            words => Problem { detail: String::from(words), ..problem },
        }
    }

    /// The reply, in words of `language`.
    pub fn respond(self, language: &str) -> Response {
        let problem = self.problem(language);
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
        let mut response = (status, kind, problem.to_json().to_text()).into_response();
        if matches!(problem.status, 408 | 503) {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        response
    }
}

/// The language a client asks for before it has said anything else: English if it comes first.
pub fn language_of(headers: &HeaderMap) -> &'static str {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if wanted.starts_with("en") { "en" } else { "vi" }
}
