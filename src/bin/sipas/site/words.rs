//! The words of the pages around a form, in Vietnamese and in English.

use sipas_forms::form::Form;

use crate::results::{Order, Standing};

/// Every text of the pages that comes from no definition.
pub struct Words {
    /// The language's code.
    pub language: &'static str,
    /// The other language's code.
    pub other: &'static str,
    /// The other language, in its own words.
    pub other_name: &'static str,
    /// What stands around what citizens see.
    pub citizens: Frame,
    /// What stands around what officers see.
    pub officers_frame: Frame,
    /// What the site is for, in one sentence.
    pub about: &'static str,
    /// To the main content, for those who use a keyboard.
    pub skip: &'static str,
    /// The links of the header.
    pub menu: &'static str,
    /// The list of surveys.
    pub surveys: &'static str,
    /// There is none.
    pub no_surveys: &'static str,
    /// Begins a survey.
    pub open: &'static str,
    /// The list of forms for officers.
    pub officers: &'static str,
    /// Begins one of them.
    pub open_sheet: &'static str,
    /// The page of what waits on the device to be sent.
    pub queue: &'static str,
    /// What it is for.
    pub queue_hint: &'static str,
    /// The page on which officers check files of responses.
    pub workbench: &'static str,
    /// What it is for.
    pub workbench_hint: &'static str,
    /// To the start page.
    pub home: &'static str,
    /// There is no such page.
    pub not_found: &'static str,
    /// What to do then.
    pub not_found_hint: &'static str,
    /// To the form that needs no scripts.
    pub simple: &'static str,
    /// A page of a form that was posted cannot be taken.
    pub not_taken: &'static str,
    /// What to do then.
    pub not_taken_hint: &'static str,
    /// To the first page of that form.
    pub begin_again: &'static str,
    /// Results cannot be read now.
    pub unavailable: &'static str,
    /// What to do then.
    pub unavailable_hint: &'static str,
    /// The words of the results page.
    pub table: &'static Table,
    /// The words of the page of reports.
    pub filed: &'static Filed,
}

/// What stands around a page: for citizens it speaks of surveys, for officers of forms.
pub struct Frame {
    /// The name of the site.
    pub site: &'static str,
    /// The results page.
    pub results: &'static str,
    /// Shown until the form is there.
    pub loading: &'static str,
    /// What to do where the form does not come.
    pub loading_hint: &'static str,
    /// What to do without scripts.
    pub without_script: &'static str,
    /// The footer's sentence on privacy.
    pub privacy: &'static str,
}

/// The words of the page of reports.
pub struct Filed {
    /// Its heading.
    pub title: &'static str,
    /// Which period.
    pub period: &'static str,
    /// The periods that no report is for yet.
    pub other_periods: &'static str,
    /// How many units have sent a report.
    pub received: &'static str,
    /// How many of them after the deadline.
    pub late: &'static str,
    /// How many were refused and have sent nothing else since.
    pub refused: &'static str,
    /// How many have sent nothing.
    pub missing: &'static str,
    /// `{count}` reports are for no period.
    pub without_period: &'static str,
    /// The heading over the units.
    pub units: &'static str,
    /// Only units that are so far.
    pub filter: &'static str,
    /// The order of the units.
    pub sort: &'static str,
    /// The orders: of the list, by name, by state, by targets.
    pub orders: [&'static str; 4],
    /// How far a unit is: refused, nothing sent, sent late, sent in time.
    pub states: [&'static str; 4],
    /// There is no such unit.
    pub none: &'static str,
    /// A column: the unit.
    pub unit: &'static str,
    /// A column: how far it is.
    pub standing: &'static str,
    /// A column: when its report came.
    pub received_at: &'static str,
    /// A column: the rules that it should keep and does not.
    pub warnings: &'static str,
    /// A column: how many of its targets are met.
    pub targets: &'static str,
    /// A column: those that are missed.
    pub missed: &'static str,
    /// At `{date}` another report was refused: `{rules}`.
    pub again: &'static str,
    /// Instead of targets: the report is to another version of the form.
    pub other_version: &'static str,
    /// The heading over the sums.
    pub sums: &'static str,
    /// They are of `{count}` reports.
    pub sums_of: &'static str,
    /// `{count}` reports to other versions are not in them.
    pub other_versions: &'static str,
    /// The table for a spreadsheet.
    pub csv: &'static str,
    /// A column of it: the unit's name in the list.
    pub code: &'static str,
    /// A column of it: how many targets are met.
    pub met: &'static str,
    /// A column of it: how many apply.
    pub applicable: &'static str,
    /// A column of it: those whose figures are missing.
    pub no_data: &'static str,
    /// A column of it: when a report was refused last.
    pub refused_at: &'static str,
    /// A column of it: which rules it broke.
    pub refused_rules: &'static str,
}

impl Words {
    /// What stands around a page of this form. Who sees scores while filling a form is no citizen.
    pub const fn frame(&self, form: &Form) -> &Frame {
        if form.show_scores { &self.officers_frame } else { &self.citizens }
    }
}

impl Filed {
    /// How far a unit is.
    pub const fn state(&self, standing: Standing) -> &'static str {
        let [refused, missing, late, on_time] = self.states;
        match standing {
            Standing::Refused => refused,
            Standing::Missing => missing,
            Standing::Late => late,
            Standing::OnTime => on_time,
        }
    }

    /// What an order is called.
    pub const fn order(&self, order: Order) -> &'static str {
        let [list, name, state, targets] = self.orders;
        match order {
            Order::List => list,
            Order::Name => name,
            Order::State => state,
            Order::Targets => targets,
        }
    }
}

/// The words of the results page.
pub struct Table {
    /// Which survey is shown.
    pub choose: &'static str,
    /// How many responses.
    pub responses: &'static str,
    /// `{count}` responses to other versions are not counted.
    pub other_versions: &'static str,
    /// `{count}` responses are too few for results; `{min}` are needed.
    pub few: &'static str,
    /// Of `{received}` responses the first `{counted}` are counted; `{min}` make a batch.
    pub batch: &'static str,
    /// What stands instead of a value that few answered means; `{min}` is the fewest answers.
    pub suppressed_hint: &'static str,
    /// Before how each figure is made.
    pub method: &'static str,
    /// What is not counted.
    pub left_out: &'static str,
    /// The heading over the factors.
    pub overview: &'static str,
    /// The heading over the items.
    pub details: &'static str,
    /// A column: index or factor.
    pub factor: &'static str,
    /// A column: the item.
    pub item: &'static str,
    /// The same where not all is about satisfaction.
    pub criterion: &'static str,
    /// A column: the share of satisfied answers.
    pub value: &'static str,
    /// A column: satisfied answers of all that count.
    pub counted: &'static str,
    /// A column: a value that is something else.
    pub plain_value: &'static str,
    /// A column: what it is made of.
    pub plain_counted: &'static str,
    /// A column: the distribution.
    pub levels: &'static str,
    /// The heading over the groups.
    pub by: &'static str,
    /// No grouping.
    pub by_none: &'static str,
    /// Those who did not answer the question.
    pub unanswered: &'static str,
    /// `{hidden}` groups are hidden; `{min}` is the fewest responses.
    pub hidden: &'static str,
    /// No group may be shown.
    pub no_groups: &'static str,
    /// The results as JSON.
    pub json: &'static str,
}

const VI: Words = Words {
    language: "vi",
    other: "en",
    other_name: "English",
    citizens: Frame {
        site: "Khảo sát sự hài lòng",
        results: "Kết quả khảo sát",
        loading: "Đang tải phiếu khảo sát…",
        loading_hint: "Nếu phiếu không hiện ra sau ít phút, Ông/Bà tải lại trang hoặc dùng trình duyệt mới hơn.",
        without_script: "Phiếu khảo sát cần JavaScript. Ông/Bà bật JavaScript trong trình duyệt rồi tải lại trang, hoặc \
                         hỏi bản giấy tại bộ phận một cửa.",
        privacy: "Trả lời là tự nguyện. Phiếu không hỏi họ tên, số điện thoại hay số căn cước; chỉ khi Ông/Bà bấm gửi, câu \
                  trả lời mới đến cơ quan khảo sát. Máy chủ không lưu địa chỉ mạng của người trả lời.",
    },
    officers_frame: Frame {
        site: "Khảo sát và báo cáo",
        results: "Kết quả",
        loading: "Đang tải biểu mẫu…",
        loading_hint: "Nếu biểu mẫu không hiện ra sau ít phút, Ông/Bà tải lại trang hoặc dùng trình duyệt mới hơn.",
        without_script: "Biểu mẫu cần JavaScript. Ông/Bà bật JavaScript trong trình duyệt rồi tải lại trang.",
        privacy: "Số liệu chỉ được gửi khi Ông/Bà bấm gửi. Máy chủ không lưu địa chỉ mạng của người gửi.",
    },
    about: "Khảo sát mức độ hài lòng của người dân, tổ chức đối với sự phục vụ của cơ quan hành chính nhà nước.",
    skip: "Đến nội dung chính",
    menu: "Điều hướng",
    surveys: "Các phiếu khảo sát",
    no_surveys: "Hiện chưa có phiếu khảo sát nào.",
    open: "Trả lời phiếu",
    officers: "Dành cho cán bộ",
    open_sheet: "Mở biểu mẫu",
    queue: "Phiếu chưa gửi",
    queue_hint: "Phiếu đã hoàn thành mà chưa gửi được ở lại trên thiết bị này cho đến khi máy chủ xác nhận. Có thể lưu ra tệp để gửi từ thiết bị khác.",
    workbench: "Kiểm tra tệp phiếu",
    workbench_hint: "Mở tệp phiếu khảo sát (Excel, CSV, JSON), kiểm tra từng phiếu, xem chỉ số theo đơn vị, sửa rồi mới gửi. Tệp được đọc ngay trên máy này.",
    home: "Trang chủ",
    not_found: "Không tìm thấy trang",
    not_found_hint: "Ông/Bà kiểm tra lại địa chỉ hoặc quay về trang chủ.",
    simple: "Dùng bản đơn giản",
    not_taken: "Chưa đọc được trang vừa gửi",
    not_taken_hint: "Chưa có gì được gửi đi. Ông/Bà bấm nút quay lại của trình duyệt, chờ một lát rồi thử lại, hoặc mở lại \
                     phiếu từ đầu.",
    begin_again: "Mở lại phiếu từ đầu",
    unavailable: "Chưa xem được kết quả",
    unavailable_hint: "Máy chủ đang bận. Ông/Bà thử lại sau ít phút.",
    table: &Table {
        choose: "Chọn phiếu khảo sát",
        responses: "Số phiếu",
        other_versions: "Không tính {count} phiếu thuộc phiên bản khác của biểu mẫu.",
        few: "Mới có {count} phiếu; kết quả được hiển thị khi có từ {min} phiếu trở lên.",
        batch: "Kết quả tính đến phiếu thứ {counted} trong {received} phiếu đã nhận; cứ thêm đủ {min} phiếu, kết quả \
                được cập nhật một lần.",
        suppressed_hint: "“Chưa đủ phiếu”: dưới {min} câu trả lời, hoặc được giữ kín để không suy ra được câu trả lời \
                          của một nhóm nhỏ như vậy.",
        method: "Phương pháp:",
        left_out: "Câu không trả lời và câu “không áp dụng” không được tính. Dấu “—” là chưa có gì để tính.",
        overview: "Chỉ số và yếu tố",
        details: "Từng tiêu chí",
        factor: "Chỉ số, yếu tố",
        item: "Tiêu chí",
        criterion: "Chỉ số, tiêu chí",
        value: "Hài lòng",
        counted: "Hài lòng / số câu trả lời được tính",
        plain_value: "Giá trị",
        plain_counted: "Tử số / mẫu số",
        levels: "Phân bố",
        by: "Theo nhóm",
        by_none: "Tất cả",
        unanswered: "Không trả lời câu này",
        hidden: "Không hiển thị {hidden} nhóm: nhóm có dưới {min} phiếu được giữ kín, cùng với nhóm khác \
                 khi cần, để không suy ra được câu trả lời của từng người.",
        no_groups: "Chưa có nhóm nào đủ phiếu để hiển thị.",
        json: "Dữ liệu JSON",
    },
    filed: &Filed {
        title: "Báo cáo đã nhận",
        period: "Kỳ báo cáo",
        other_periods: "Các kỳ chưa có báo cáo",
        received: "Đã nhận",
        late: "Gửi trễ",
        refused: "Bị trả, chưa sửa",
        missing: "Chưa gửi",
        without_period: "Ngoài ra có {count} báo cáo không theo kỳ (đột xuất), không nằm trong bảng này.",
        units: "Các đơn vị",
        filter: "Lọc theo tình trạng",
        sort: "Sắp xếp",
        orders: ["theo danh sách", "theo tên", "theo tình trạng", "theo chỉ tiêu đạt"],
        states: ["Bị trả", "Chưa gửi", "Đã gửi, trễ", "Đã gửi đúng hạn"],
        none: "Không có đơn vị nào.",
        unit: "Đơn vị",
        standing: "Tình trạng",
        received_at: "Nhận lúc",
        warnings: "Cần xem",
        targets: "Chỉ tiêu đạt",
        missed: "Chưa đạt",
        again: "(lần gửi lại {date} bị trả: {rules})",
        other_version: "phiên bản khác",
        sums: "Toàn tỉnh",
        sums_of: "Cộng số liệu của {count} báo cáo: báo cáo được nhận sau cùng của mỗi đơn vị trong kỳ. Cột “Số phiếu” cho \
                  biết mỗi chỉ tiêu tính từ bao nhiêu báo cáo.",
        other_versions: "{count} báo cáo theo phiên bản khác của biểu mẫu có trong bảng trên nhưng không cộng vào đây.",
        csv: "Tải bảng (CSV)",
        code: "Mã đơn vị",
        met: "Số chỉ tiêu đạt",
        applicable: "Số chỉ tiêu áp dụng",
        no_data: "Thiếu số liệu",
        refused_at: "Bị trả lúc",
        refused_rules: "Lý do trả",
    },
};

const EN: Words = Words {
    language: "en",
    other: "vi",
    other_name: "Tiếng Việt",
    citizens: Frame {
        site: "Satisfaction surveys",
        results: "Survey results",
        loading: "Loading the survey…",
        loading_hint: "If the survey does not appear within a few minutes, reload the page or use a newer browser.",
        without_script: "The survey needs JavaScript. Turn it on in your browser and reload the page, or ask for a paper \
                         form at the one-stop office.",
        privacy: "Taking part is voluntary. The surveys ask for no name, telephone number or identity number; answers go \
                  to the office running the survey only when you press send. The server keeps no network address.",
    },
    officers_frame: Frame {
        site: "Surveys and reports",
        results: "Results",
        loading: "Loading the form…",
        loading_hint: "If the form does not appear within a few minutes, reload the page or use a newer browser.",
        without_script: "The form needs JavaScript. Turn it on in your browser and reload the page.",
        privacy: "Figures are sent only when you press send. The server keeps no network address.",
    },
    about: "Surveys of how satisfied people and organisations are with the service of public administration.",
    skip: "Skip to the main content",
    menu: "Site",
    surveys: "Surveys",
    no_surveys: "There are no surveys at the moment.",
    open: "Answer the survey",
    officers: "For officers",
    open_sheet: "Open the form",
    queue: "Forms not sent yet",
    queue_hint: "A finished form that could not be sent stays on this device until the server has confirmed it. It can be saved to a file and sent from another device.",
    workbench: "Check a file of responses",
    workbench_hint: "Open a file of survey responses (Excel, CSV, JSON), check every form, see the indices by unit, and mend before you send. The file is read on this computer.",
    home: "Start page",
    not_found: "Page not found",
    not_found_hint: "Check the address, or go back to the start page.",
    simple: "Use the simple version",
    not_taken: "The page could not be read",
    not_taken_hint: "Nothing was sent. Press your browser's Back button, wait a moment and try again, or open the form \
                     from the start.",
    begin_again: "Open the form from the start",
    unavailable: "The results cannot be shown now",
    unavailable_hint: "The server is busy. Try again in a few minutes.",
    table: &Table {
        choose: "Choose a survey",
        responses: "Responses",
        other_versions: "{count} responses to other versions of the form are not counted.",
        few: "Responses so far: {count}. Results are shown once there are {min} or more.",
        batch: "The results count the first {counted} of {received} responses; they are brought up to date with every \
                {min} more.",
        suppressed_hint: "“Too few answers”: fewer than {min}, or kept private so that what so few answered cannot be \
                          worked out.",
        method: "Method:",
        left_out: "Questions left out and “not applicable” do not count. “—” means that there is nothing to count yet.",
        overview: "Index and factors",
        details: "Items",
        factor: "Index, factor",
        item: "Item",
        criterion: "Index, criterion",
        value: "Satisfied",
        counted: "Satisfied / answers counted",
        plain_value: "Value",
        plain_counted: "Numerator / denominator",
        levels: "Distribution",
        by: "By group",
        by_none: "All",
        unanswered: "Did not answer this question",
        hidden: "{hidden} groups are not shown: a group with fewer than {min} responses is kept private, together with \
                 others where needed, so that nobody's answers can be worked out.",
        no_groups: "No group has enough responses to be shown yet.",
        json: "Data as JSON",
    },
    filed: &Filed {
        title: "Reports received",
        period: "Period",
        other_periods: "Periods without reports",
        received: "Received",
        late: "Late",
        refused: "Refused, not mended",
        missing: "Not sent yet",
        without_period: "Beside these, {count} reports are for no period (ad hoc) and not in this table.",
        units: "Units",
        filter: "Only units that are",
        sort: "Order",
        orders: ["of the list", "by name", "by state", "by targets met"],
        states: ["Refused", "Not sent yet", "Sent, late", "Sent in time"],
        none: "There is no such unit.",
        unit: "Unit",
        standing: "State",
        received_at: "Received at",
        warnings: "To look at",
        targets: "Targets met",
        missed: "Missed",
        again: "(another one was refused on {date}: {rules})",
        other_version: "another version",
        sums: "All units together",
        sums_of: "The sums of {count} reports: of each unit the last one that was accepted for the period. The column \
                  “Responses” says how many reports each target is of.",
        other_versions: "{count} reports to other versions of the form are in the table above and not in these sums.",
        csv: "Download the table (CSV)",
        code: "Code",
        met: "Targets met",
        applicable: "Targets that apply",
        no_data: "Figures missing",
        refused_at: "Refused at",
        refused_rules: "Refused for",
    },
};

/// The words in English for `en`, in Vietnamese for everything else.
pub fn words(language: &str) -> &'static Words {
    if language == "en" { &EN } else { &VI }
}
