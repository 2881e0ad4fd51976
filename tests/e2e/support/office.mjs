// A small report of an office: everything that files, figures, paper and companions are made of.

const both = (vi, en) => ({ vi, en });

/** A task: a group with the same questions as the tasks beside it. */
const task = (name, vi, en) => ({
  type: "group",
  name,
  label: both(vi, en),
  children: [
    {
      type: "select_one",
      name: `${name}_state`,
      label: both("Tình trạng", "Status"),
      choices: "state",
      appearance: "minimal",
    },
    {
      type: "text",
      name: `${name}_product`,
      label: both("Sản phẩm", "Product"),
      relevant: `\${${name}_state} = 'done'`,
    },
    {
      type: "date",
      name: `${name}_day`,
      label: both("Ngày hoàn thành", "Date completed"),
      relevant: `\${${name}_state} = 'done'`,
    },
  ],
});

/** A row of the table of figures. */
const row = (name, vi, en) => ({
  type: "group",
  name: `${name}_row`,
  label: both(vi, en),
  children: [{ type: "integer", name, label: both("Số hồ sơ", "Dossiers"), required: true, min: 0 }],
});

const ratio = (name, label, numerator, denominator, target) => ({
  name,
  label,
  method: "ratio",
  numerator,
  denominator,
  decimals: 1,
  unit: both("hồ sơ", "dossiers"),
  target,
});

export const definition = {
  schema_version: 1,
  form_id: "office",
  version: "1",
  title: both("Báo cáo thử", "Trial report"),
  settings: {
    default_language: "vi",
    languages: ["vi", "en"],
    show_scores: true,
    report: { unit: "unit", period: "period", key: "key", late: "late" },
    last_saved_same: ["unit"],
    companions: [
      {
        form: "self_assessment",
        label: both("Bảng tự chấm điểm", "Self-assessment"),
        prefill: { unit: "${unit_name}", year: "2025" },
      },
      { form: "office_own", label: both("Bảng riêng", "Own sheet"), prefill: { count: "${resolved} + 1" } },
    ],
    document: {
      authority: both("UBND tỉnh Ninh Bình", "Ninh Bình Provincial People's Committee"),
      agency: both("${unit}", "${unit}"),
      number: both("Số: ${number}", "No. ${number}"),
      place_and_date: both("Ninh Bình, ngày ${signed}", "Ninh Bình, ${signed}"),
      title: both("Báo cáo", "Report"),
      subject: both("Kết quả cải cách hành chính ${period}", "Results of administrative reform, ${period}"),
      opening: both("${unit} báo cáo kết quả ${period} như sau:", "${unit} reports on ${period}:"),
      recipients: [
        both("UBND tỉnh (để báo cáo)", "Provincial People's Committee"),
        both("Lưu: VT", "Archive"),
      ],
      signer_title: both("Giám đốc", "Director"),
      signer: both("${signer}", "${signer}"),
    },
  },
  provenance: { source: both("Phiếu dùng để thử.", "A form for tests.") },
  choices: {
    unit: [
      { name: "so_noi_vu", label: both("Sở Nội vụ", "Department of Home Affairs") },
      { name: "so_tu_phap", label: both("Sở Tư pháp", "Department of Justice") },
    ],
    period: [
      { name: "2025_q3", label: both("Quý III năm 2025", "third quarter of 2025") },
      { name: "2025_q4", label: both("Quý IV năm 2025", "fourth quarter of 2025") },
    ],
    state: [
      { name: "done", label: both("Hoàn thành", "Done") },
      { name: "doing", label: both("Đang thực hiện", "In progress") },
    ],
  },
  survey: [
    {
      type: "group",
      name: "general",
      label: both("Thông tin chung", "General"),
      children: [
        {
          type: "select_one",
          name: "unit",
          label: both("Đơn vị", "Unit"),
          choices: "unit",
          appearance: "minimal",
          required: true,
        },
        {
          type: "select_one",
          name: "period",
          label: both("Kỳ báo cáo", "Period"),
          choices: "period",
          appearance: "minimal",
          required: true,
        },
        { type: "text", name: "number", label: both("Số, ký hiệu", "Number"), format: "document_number" },
        { type: "date", name: "signed", label: both("Ngày ký", "Signed on") },
        { type: "text", name: "signer", label: both("Người ký", "Signed by") },
        { type: "text", name: "clerk", label: both("Người lập", "Prepared by") },
        {
          type: "calculate",
          name: "unit_name",
          calculation: "jr:choice-name(concat(${unit}, ''), '${unit}')",
        },
        { type: "calculate", name: "key", calculation: "concat(${unit}, '.', ${period})" },
        { type: "calculate", name: "late", calculation: "false()" },
      ],
    },
    {
      type: "group",
      name: "work",
      label: both("I. Thủ tục hành chính", "I. Procedures"),
      children: [
        {
          type: "integer",
          name: "stock",
          label: both("Tồn đầu kỳ", "Opening stock"),
          last_saved: "pending",
          min: 0,
        },
        {
          type: "group",
          name: "dossiers",
          label: both("Hồ sơ trong kỳ", "Dossiers of the period"),
          appearance: "table",
          children: [
            row("received", "Tiếp nhận", "Received"),
            row("resolved", "Đã giải quyết", "Resolved"),
            row("on_time", "Trong đó đúng hạn", "Of these on time"),
          ],
        },
        {
          type: "calculate",
          name: "pending",
          label: both("Tồn cuối kỳ", "Closing stock"),
          calculation: "coalesce(${stock}, 0) + ${received} - ${resolved}",
        },
        {
          type: "note",
          name: "note_pending",
          label: both("Cuối kỳ còn ${pending} hồ sơ.", "Pending at the end: ${pending}."),
        },
        {
          type: "note",
          name: "note_help",
          label: both("Xin nhập số liệu của kỳ.", "Enter the figures of the period."),
        },
        {
          type: "text",
          name: "narrative",
          label: both("Kết quả nổi bật", "Main results"),
          appearance: "multiline",
        },
        {
          type: "group",
          name: "tasks",
          label: both("Nhiệm vụ chủ trì", "Tasks"),
          children: [
            task("task_a", "1. Ban hành kế hoạch", "1. Issue the plan"),
            task("task_b", "2. Tập huấn", "2. Training"),
          ],
        },
      ],
    },
    {
      type: "group",
      name: "topics_page",
      label: both("II. Lĩnh vực", "II. Fields"),
      children: [
        {
          type: "repeat",
          name: "topics",
          label: both("Lĩnh vực", "Fields"),
          max_rows: 100,
          children: [
            { type: "text", name: "topic", label: both("Tên lĩnh vực", "Field") },
            { type: "integer", name: "count", label: both("Số hồ sơ", "Dossiers") },
          ],
        },
      ],
    },
  ],
  scores: [
    ratio("t1", both("T1. Giải quyết đúng hạn", "T1. Resolved on time"), "${on_time}", "${resolved}", {
      at_least: 95,
    }),
    ratio("t2", both("T2. Đã giải quyết", "T2. Resolved"), "${resolved}", "${received}", { at_least: 50 }),
  ],
};

/** The sheet that its second companion is. */
export const own = {
  schema_version: 1,
  form_id: "office_own",
  version: "1",
  title: "Bảng riêng",
  settings: { default_language: "vi" },
  provenance: { source: "Phiếu dùng để thử." },
  survey: [
    {
      type: "group",
      name: "page",
      label: "Bảng riêng",
      children: [{ type: "integer", name: "count", label: "Số đếm", required: true }],
    },
  ],
  scores: [{ name: "s", label: "Điểm", method: "sum", items: ["count"] }],
};
