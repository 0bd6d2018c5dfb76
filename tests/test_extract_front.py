"""The document record: title, type, issuers, numbers, dates, period and region."""

from __future__ import annotations

import pytest
from helpers import TITLE, convert_text, plan

from schemas import Document

LETTER = """青梧县人民政府办公室关于印发《青梧县水利发展“十四五”规划》的通知
青政办发〔2021〕17号
各镇人民政府，县政府各部门：
《青梧县水利发展“十四五”规划》已经县政府同意，现印发给你们，请认真组织实施。
青梧县人民政府办公室
{date}
"""


def document(text: str) -> Document:
    return convert_text(text).document


BODY = plan("（一）夯实基础。新建水厂。")


def test_a_letter_and_its_plan_are_one_document_with_the_titles_of_the_plan() -> None:
    found = document(LETTER.format(date="2021年9月8日") + BODY)
    assert found.title == TITLE
    assert found.doc_type == "five_year_plan"
    assert found.issuers == ("青梧县人民政府办公室",)
    assert found.doc_number == "青政办发〔2021〕17号"
    assert found.issued_on == "2021-09-08"
    assert found.published_on is None
    assert found.period is not None
    assert (found.period.start, found.period.end) == (2021, 2025)
    assert found.region == "青梧县"
    assert found.script == "hans"


def test_a_title_goes_on_in_a_line_that_opens_with_and() -> None:
    found = document("青梧县国民经济和社会发展第十四个五年规划\n和二〇三五年远景目标纲要\n" + "\n".join(BODY.splitlines()[1:]))
    assert found.title == "青梧县国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要"


@pytest.mark.parametrize(("written", "iso"), [("20211230", "2021-12-30"), ("2021928", "2021-09-28"), ("二〇二一年九月八日", "2021-09-08")])
def test_the_date_of_signature_in_all_its_forms(written: str, iso: str) -> None:
    assert document(LETTER.format(date=written) + BODY).issued_on == iso


def test_a_date_with_two_readings_is_left_with_a_warning_at_its_place() -> None:
    text = LETTER.format(date="2021118") + BODY
    found = document(text)
    assert found.issued_on is None
    assert [text[w.start : w.end] for w in found.warnings if w.code == "ambiguous_date"] == ["2021118"]


def test_the_signature_wins_over_the_box_of_the_site_and_the_box_gives_the_rest() -> None:
    box = "索引号：QW/2021-17\n发布机构：青梧县水利局\n成文日期：2021年9月1日\n发布日期：2021年9月14日\n"
    found = document(box + LETTER.format(date="2021年9月8日") + BODY)
    assert (found.issued_on, found.published_on, found.index_number) == ("2021-09-08", "2021-09-14", "QW/2021-17")
    assert found.issuers == ("青梧县人民政府办公室",)
    unsigned = document(box + BODY)
    assert (unsigned.issuers, unsigned.issued_on) == (("青梧县水利局",), "2021-09-01")


def test_who_seals_for_another_is_left_out() -> None:
    text = LETTER.format(date="2021年9月8日").replace("\n2021", "\n（青梧县发展和改革局代章）\n2021") + BODY
    assert document(text).issuers == ("青梧县人民政府办公室",)


@pytest.mark.parametrize(
    ("title", "doc_type"),
    [
        ("青梧县水利发展“十四五”规划", "five_year_plan"),
        ("青梧县国土空间生态修复规划（2021—2035年）", "five_year_plan"),
        ("青梧县2023年水利工作要点", "annual_plan"),
        ("青梧县节水三年行动方案", "action_plan"),
        ("青梧县推进农村供水工作的实施方案", "implementation_plan"),
        ("2024年青梧县政府工作报告", "work_report"),
        ("关于加强农村供水管理的指导意见", "other_plan"),
        ("青梧县节约用水条例", "non_plan"),
        ("《青梧县水利发展“十四五”规划》解读", "non_plan"),
    ],
)
def test_the_title_tells_the_type(title: str, doc_type: str) -> None:
    assert document(f"{title}\n" + BODY.split("\n", 1)[1]).doc_type == doc_type


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("青梧县水利发展“十四五”规划", (2021, 2025)),
        ("青梧县国土空间生态修复规划（2021—2035年）", (2021, 2035)),
        ("青梧县2023年水利工作要点", (2023, 2023)),
        ("青梧县节水行动方案（2022-2024年）", (2022, 2024)),
    ],
)
def test_the_title_tells_the_period(title: str, period: tuple[int, int]) -> None:
    found = document(f"{title}\n一、主要任务\n（一）夯实基础。新建水厂。\n（二）推进节水。加强宣传。\n").period
    assert found is not None
    assert (found.start, found.end) == period


def test_a_traditional_document_has_simplified_fields_and_its_own_evidence() -> None:
    text = "青梧縣水利發展“十四五”規劃\n一、主要任務\n（一）夯實供水基礎。著力新建泵站12座。\n（二）推進節水。加強宣傳。\n"
    converted = convert_text(text)
    assert (converted.document.script, converted.document.title) == ("hant", TITLE)
    assert converted.tasks[0].title == "夯实供水基础"
    assert converted.tasks[0].evidence[0].text.startswith("（一）夯實供水基礎")


def test_evidence_is_where_the_title_stands() -> None:
    text = LETTER.format(date="2021年9月8日") + BODY
    assert [e.text for e in document(text).evidence] == [TITLE]


def test_a_letter_names_the_plan_that_it_sends_under_a_heading_of_another_kind() -> None:
    letter = (
        "政策解读：青梧县水利发展“十四五”规划\n各镇人民政府：\n"
        "现将《青梧县水利发展“十四五”规划》印发你们，请抓好落实。\n青梧县水利局\n2021年9月8日\n"
    )
    found = document(letter + BODY)
    assert (found.title, found.doc_type, found.issuers) == (TITLE, "five_year_plan", ("青梧县水利局",))


def test_a_letter_whose_annex_was_left_behind_is_still_of_the_plans_type() -> None:
    found = document(
        "各镇人民政府：\n现将《〈政府工作报告〉任务分解表》印发给你们，请认真落实。\n附件：任务分解表\n"
        "青梧县人民政府办公室\n2021年1月25日\n"
    )
    assert (found.doc_type, found.issued_on) == ("implementation_plan", "2021-01-25")


@pytest.mark.parametrize(
    ("heading", "issuers"),
    [
        ("中共青梧县委办公室 青梧县人民政府办公室印发《青梧县水利发展“十四五”规划》的通知", ("中共青梧县委办公室", "青梧县人民政府办公室")),
        ("青梧县水利局关于印发《青梧县水利发展“十四五”规划》的通知", ("青梧县水利局",)),
    ],
)
def test_who_speaks_in_the_heading_of_a_letter_without_signature(heading: str, issuers: tuple[str, ...]) -> None:
    assert document(f"{heading}\n{BODY}").issuers == issuers


def test_a_box_that_lost_what_parted_its_cells_still_feeds_the_fields() -> None:
    box = (
        "索 ?引 ?号：QW-2021-17主题分类：水利、水务发文机关：青梧县水利局成文日期：2021年09月01日"
        "发文字号：青水发〔2021〕3号发布日期：2021年09月14日\n"
    )
    found = document(box + BODY)
    assert (found.index_number, found.doc_number) == ("QW-2021-17", "青水发〔2021〕3号")
    assert (found.issued_on, found.published_on, found.issuers) == ("2021-09-01", "2021-09-14", ("青梧县水利局",))


def test_a_plan_without_its_title_says_its_type_in_its_opening() -> None:
    body = "一、总体要求\n（一）指导思想。坚持节水优先。\n二、重点任务\n（一）夯实基础。新建水厂。\n（二）提升管护。健全制度。\n"
    found = document("为落实上级要求，到2025年率先建成节水型社会，结合我县实际，制定如下实施方案。\n" + body)
    assert found.doc_type == "implementation_plan"
    assert found.period is None or found.period.start is None


REPORT = (
    "一、2024年工作回顾\n（一）新建水厂。建成水厂3座。\n二、2025年重点工作\n（一）夯实基础。新建水厂2座。\n（二）提升管护。健全制度。\n"
)


def test_a_government_that_speaks_to_its_congress_reports() -> None:
    assert document("区长工作汇报\n各位代表：\n现在，我代表区人民政府，向大会报告工作，请予审议。\n" + REPORT).doc_type == "work_report"


@pytest.mark.parametrize(
    "heading",
    [
        "2025年政府工作报告试题",
        "施政报告2025｜封面沿用绿色，房屋政策成重点",
        "现将《关于加快节水的实施意见》主要内容解读如下：",
        "《工人报》记者 2025年1月5日，县长在大会上作政府工作报告，部署了2025年政府工作任务。",
    ],
)
def test_what_is_written_about_a_report_or_plan_is_none(heading: str) -> None:
    text = heading + "\n一、起草背景\n为落实上级部署。\n二、主要内容\n（一）明确目标。新建水厂2座。\n解读单位：青梧县水利局\n"
    assert document(text).doc_type == "non_plan"


def test_the_region_of_a_town_is_the_town() -> None:
    text = (
        "云台镇人民政府关于印发《2024年云台镇工作要点》的通知\n各村：\n云台镇人民政府\n2024年2月26日\n"
        "2024年云台镇工作要点\n一、夯实基础\n新建水厂。\n二、提升管护\n健全制度。\n"
    )
    assert document(text).region == "云台镇"


def test_what_a_place_wants_to_become_is_no_place() -> None:
    text = (
        "关于征求《实施先进制造业强市三年行动计划（2023—2025年）》意见的公告\n青梧市工业和信息化局\n2022年12月12日\n"
        "实施先进制造业强市三年行动计划（2023—2025年）\n一、重点任务\n（一）夯实基础。新建水厂。\n"
    )
    assert document(text).region == "青梧市"


def test_four_bodies_that_speak_in_one_heading_are_four_issuers() -> None:
    heading = "青梧市水利局 中共青梧市委社会工作部 青梧市规划和自然资源局 青梧市财政局 关于印发青梧市城市社区节水工作方案的通知"
    text = heading + "\n各区：\n现将方案印发给你们。\n一、主要任务\n（一）夯实基础。新建水厂。\n（二）提升管护。健全制度。\n"
    found = document(text)
    assert found.issuers == ("青梧市水利局", "中共青梧市委社会工作部", "青梧市规划和自然资源局", "青梧市财政局")
    assert found.region == "青梧市"


def test_the_header_of_a_collection_of_laws_feeds_the_fields() -> None:
    box = "【法规标题】青梧县水利发展“十四五”规划\n【法宝引证码】CLI.12.0\n【发布部门】青梧县水利局\n【时效性】现行有效\n"
    assert document(box + BODY).title == TITLE


def test_a_report_without_a_title_tells_which_year_it_plans() -> None:
    text = "现将我局2025年工作情况和2026年工作计划汇报如下：\n一、2025年度工作回顾与主要成效\n（一）新建水厂。建成3座。\n"
    found = convert_text(text + "二、2026年重点工作计划\n（一）夯实基础。新建水厂2座。\n（二）提升管护。健全制度。\n")
    assert found.document.doc_type == "annual_plan"
    assert found.document.period is not None
    assert found.document.period.end == 2026
    assert [t.title for t in found.tasks] == ["夯实基础", "提升管护"]


OPENING = """各乡镇人民政府，县直各单位：

《青梧县2024年水利工作要点》已经县政府同意，现印发给你们，请结合实际认真贯彻执行。

青梧县人民政府办公室

2024年2月8日

青梧县2024年水利工作要点

一、主要任务
（一）夯实基础。新建水厂3座。
"""


def test_a_letter_that_lost_its_own_title_names_the_plan_that_it_sends() -> None:
    found = document(OPENING)
    assert (found.title, found.doc_type) == ("青梧县2024年水利工作要点", "annual_plan")
    assert (found.issuers, found.issued_on) == (("青梧县人民政府办公室",), "2024-02-08")


def test_a_remark_of_the_site_is_no_part_of_a_title() -> None:
    head = "2023年青梧县政府工作报告—全文\n政 府 工 作 报 告\n——2023年1月5日在县第十届人民代表大会第二次会议上\n"
    found = document(f"{head}\n一、2023年工作安排\n（一）夯实基础。新建水厂3座。\n")
    assert (found.title, found.doc_type, found.issued_on) == ("2023年青梧县政府工作报告", "work_report", "2023-01-05")


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("2023-01-11 15:12\n", "2023-01-11"),
        ("来源：青梧日报 2023-01-11 10:39:59\n", "2023-01-11"),
        ("2023年1月11日 07时41分\n来源:\n青梧日报\n", "2023-01-11"),
        ("publish_date: 2023-01-11\n", None),  # a collector's note
        ("", None),
    ],
)
def test_a_stamp_of_the_site_without_a_label_is_the_day_of_publication(head: str, published: str | None) -> None:
    assert document(f"青梧县2023年水利工作要点\n{head}\n一、主要任务\n（一）夯实基础。新建水厂3座。\n").published_on == published


def test_the_report_on_a_plan_carried_out_is_of_the_office_that_the_box_names() -> None:
    box = "发文单位\n青梧县发展和改革局\n发文日期\n2022-12-27\n索引号\n0108/2023-01\n效力状态\n有效\n"
    body = "一、2022年国民经济和社会发展计划执行情况\n（一）产业提质。建成泵站12座。\n二、2023年工作安排\n（一）夯实基础。新建水厂3座。\n"
    text = f"关于青梧县2022年国民经济和社会发展计划执行情况与2023年计划草案的报告\n{box}{body}"
    converted = convert_text(text)
    assert (converted.document.doc_type, converted.document.issuers) == ("work_report", ("青梧县发展和改革局",))
    assert [t.title for t in converted.tasks] == ["夯实基础"]


def test_a_party_body_and_a_government_are_two_issuers_though_nothing_parts_them() -> None:
    text = "中共青梧县委青梧县人民政府关于推进水利发展的意见\n（2021年9月8日）\n一、主要任务\n（一）夯实基础。新建水厂3座。\n"
    assert document(text).issuers == ("中共青梧县委", "青梧县人民政府")


def test_a_word_that_looks_like_a_district_governs_nothing() -> None:
    text = "市教育局2022年工作要点\n一、建设区域教育中心\n1.推进区域教育中心建设。健全建设区域教育中心的推进机制，建设区域教育中心专班。\n"
    assert document(text).region is None


def test_a_year_before_which_something_is_reached_is_no_beginning() -> None:
    period = document("青梧县2030年前碳达峰实施方案\n一、主要任务\n（一）夯实基础。新建水厂3座。\n").period
    assert period is not None
    assert (period.start, period.end) == (None, 2030)


def test_what_a_letter_asks_for_before_the_title_of_its_plan_is_no_task_of_the_plan() -> None:
    text = (
        LETTER.format(date="").replace("请认真组织实施。", "并就有关事项通知如下。\n一、高度重视。各单位要逐项研究，于2月底前报送方案。")
        + "2021年9月8日\n\n"
        + BODY
    )
    converted = convert_text(text)
    assert converted.document.title == TITLE
    assert [t.title for t in converted.tasks] == ["夯实基础"]
    assert all(step.title != TITLE for t in converted.tasks for step in t.path)


def test_furniture_of_pages_in_traditional_script_is_no_title() -> None:
    head = "按 Enter 到主內容區\n:::\n  • facebook\n  • 列印\n  • 回上一頁\n\n岚屿縣政府110年度施政計畫目標與重點\n\n"
    assert document(head + "壹、民政類\n\n一、施政重點\n\n(一)辦理里長講習3場次。\n").title == "岚屿县政府110年度施政计划目标与重点"


def test_a_box_that_lost_all_its_marks_is_read() -> None:
    box = (
        "索引號 000014348/2020-00052 主題分類 綜合政務\n發文機構青梧縣人民政府辦公室發文字號青政辦〔2020〕1號\n"
        "發布日期2020年01月23日有效性有效\n成文日期2020年01月17日\n\n"
    )
    found = document(box + "青梧縣2020年水利工作要點\n\n一、主要任務\n（一）夯實基礎。新建水廠3座。\n")
    assert (found.index_number, found.doc_number) == ("000014348/2020-00052", "青政办〔2020〕1号")
    assert (found.issuers, found.issued_on, found.published_on) == (("青梧县人民政府办公室",), "2020-01-17", "2020-01-23")
    assert found.validity == "有效"


def test_news_that_a_plan_is_out_is_no_plan() -> None:
    head = "《青梧县水利发展“十四五”规划》正式发布\n\n发表时间: 2021-03-26 08:49\n\n"
    found = convert_text(head + "3月25日，县政府新闻办召开发布会，发布了规划。到2025年，新建水厂3座。\n")
    assert (found.document.doc_type, found.document.title) == ("non_plan", "《青梧县水利发展“十四五”规划》正式发布")
    assert not found.targets


def test_a_day_alone_at_the_end_is_the_day_of_issue() -> None:
    head = "县人民政府关于进一步推进水利发展的意见\n青政发〔2018〕26号\n各乡镇人民政府：\n"
    text = head + "一、主要任务\n（一）夯实基础。新建水厂3座。\n2018年5月28日\n"
    assert document(text).issued_on == "2018-05-28"


def test_a_notice_that_passes_a_plan_on_names_who_made_it_before_its_title() -> None:
    head = "岚江省人民政府办公厅转发省水利厅\n省财政厅全省供水保障实施方案的通知\n\n岚政办发〔2022〕41号\n\n"
    plan = "全省供水保障实施方案\n\n一、主要任务\n（一）夯实基础。新建水厂3座。\n"
    assert document(head + "各市人民政府：\n现转发给你们，请认真贯彻落实。\n" + plan).title == "全省供水保障实施方案"


def test_a_box_behind_the_text_is_no_part_of_the_last_task() -> None:
    foot = "公开信息\n索引号：QX-2023-7\n发布日期：2023-03-10\n时效性：有效\n"
    found = convert_text("青溪市2023年水利工作要点\n\n一、主要任务\n（一）夯实基础。新建水厂3座。\n" + foot)
    assert (found.document.index_number, found.document.published_on) == ("QX-2023-7", "2023-03-10")
    assert found.tasks[-1].text == "新建水厂3座。"


def test_a_row_with_a_label_that_nobody_knows_is_of_the_box() -> None:
    box = "信息索取号\t000014672/2021-02178\t信息分类\t规划计划\n产生日期\t2021-04-16\t发布日期\t2021-04-22\n"
    box += "发布机构\t青溪市水利局\t文号\t青水〔2021〕7号\n\n"
    found = document(box + "青溪市2021年水利工作要点\n\n一、主要任务\n（一）夯实基础。新建水厂3座。\n")
    assert (found.index_number, found.published_on) == ("000014672/2021-02178", "2021-04-22")


def test_the_number_of_the_document_opens_a_row_with_the_day_and_the_source() -> None:
    row = "青政办发〔2023〕36号   2023-10-30 08:45   来源：市政府办\n"
    found = document("青溪市2023年水利工作要点\n" + row + "\n一、主要任务\n（一）夯实基础。新建水厂3座。\n")
    assert (found.doc_number, found.published_on) == ("青政办发〔2023〕36号", "2023-10-30")


def test_a_special_administrative_region_is_governed_by_itself() -> None:
    text = "行政長官2023年施政報告\n中華人民共和國香港特別行政區\n2023年10月25日\n一、房屋\n1. 興建泵站3座。\n"
    assert document(text).region == "香港特别行政区"


def test_of_two_days_that_a_site_tells_the_day_of_publication_is_the_one_called_so() -> None:
    box = "索 引 号: QW/2023-95 公开日期: 2023-04-22\n发布机构: 县水利局 文  号: 青水〔2023〕10号\n"
    text = box + "青梧县2023年水利工作要点\n发布日期: 2023-04-25 17:10 信息来源: 县水利局\n一、主要任务\n（一）夯实基础。新建水厂3座。\n"
    assert document(text).published_on == "2023-04-25"


def test_the_day_of_issue_in_a_box_is_no_stamp_of_the_site() -> None:
    box = "索 引 号: | QW-2024-002 | 主题分类: | 县政府 |\n发布机构: | 县政府办公室 | 发文日期: | 2024-10-10 |\n"
    letter = (
        "各镇人民政府:\n县水利局拟定的《青梧县海绵城市建设实施方案》已经县政府同意,现转发给你们。\n青梧县人民政府办公室\n2024年10月10日\n"
    )
    found = document(box + letter + "青梧县海绵城市建设实施方案\n一、主要任务\n（一）夯实基础。新建水厂3座。\n")
    assert (found.title, found.issued_on, found.published_on) == ("青梧县海绵城市建设实施方案", "2024-10-10", None)


def test_a_box_with_short_labels_that_stand_apart() -> None:
    box = (
        "索 引 号 010600106/2023-00071 发布机构 青梧县政府办公室 公开日 2023-07-04\n"
        "文  号 青财农〔2023〕45号 主题分类 生态保护 失效日期\n体裁分类 服务对象 各乡镇 有效性 有效\n\n"
    )
    found = document(box + "青梧县2023年水利工作要点\n\n一、主要任务\n（一）夯实基础。新建水厂3座。\n")
    assert (found.index_number, found.doc_number, found.issuers) == ("010600106/2023-00071", "青财农〔2023〕45号", ("青梧县政府办公室",))
    assert (found.published_on, found.validity) == ("2023-07-04", "有效")


def test_a_party_committee_and_a_government_named_with_a_mark_between_them() -> None:
    text = "岚江自治区党委、自治区人民政府关于推进水利发展的实施意见\n一、主要任务\n（一）夯实基础。新建水厂3座。\n"
    assert document(text).issuers == ("岚江自治区党委", "自治区人民政府")


def test_goals_that_the_line_above_announces_before_the_first_heading() -> None:
    text = (
        "青梧县2022年国民经济和社会发展计划\n2022年全县国民经济和社会发展的主要预期目标计划如下:\n"
        "全县地区生产总值增长7%左右;规上工业增加值增长20%;固定资产投资增长8%;城镇登记失业率控制在3%以内。\n"
        "2022年重点抓好以下工作:\n(一)大力实施产业兴县行动\n1. 建设平台。新建标准厂房5万平方米。\n"
    )
    found = convert_text(text)
    assert found.document.doc_type == "annual_plan"
    assert [t.value for t in found.targets] == [7, 20, 8, 3, 50000]


def test_a_school_signs_its_own_plan() -> None:
    work = "一、主要任务\n（一）夯实基础。组织公开课40节。\n（二）推进改革。组织演练6次。\n"
    text = f"临澜第九中学2025年工作计划\n{work}\n临澜第九中学\n2025年2月20日\n"
    assert (document(text).issuers, document(text).issued_on) == (("临澜第九中学",), "2025-02-20")


def test_years_that_open_the_goals_are_the_period() -> None:
    text = "青梧县节水实施意见\n一、发展目标\n2024—2026年，新建泵站12座。\n二、重点任务\n（一）夯实基础。新建水厂3座。\n"
    period = document(text).period
    assert period is not None
    assert (period.start, period.end) == (2024, 2026)


def test_a_budget_year_of_the_republic_may_stand_between_spaces() -> None:
    work = "壹、年度施政目標與重點\n一、推動農業永續發展\n（一）輔導有機耕作面積達 1,200 公頃。\n（二）設置直銷站 3 處。\n"
    text = f"岚屿市政府農業局 112 年度施政計畫\n{work}"
    found = convert_text(text)
    assert found.document.period is not None
    assert found.document.period.end == 2023
    assert [t.label for t in found.tasks] == ["（一）", "（二）"]


def test_the_day_of_adoption_below_the_title_is_the_day_of_issue() -> None:
    text = (
        "中共青梧县委关于制定青梧县国民经济和社会发展第十五个五年规划的建议\n（2025年12月5日县委十届十次全体会议通过）\n"
        "一、建设现代化产业体系\n（1）优化传统产业。实施改造项目300个。\n（2）培育新兴产业。打造产业集群。\n"
    )
    assert document(text).issued_on == "2025-12-05"


def test_a_commission_reports_on_the_plan_of_a_city() -> None:
    text = (
        "关于青梧市2024年国民经济和社会发展计划执行情况与2025年国民经济和社会发展计划草案的报告\n"
        "——2025年1月8日在青梧市第十届人民代表大会第三次会议上\n青梧市发展和改革委员会\n各位代表：\n"
        "一、2025年主要任务\n（一）扩大有效需求。安排重点项目500个。\n（二）保障民生。新增就业1.2万人。\n"
    )
    assert document(text).issuers == ("青梧市发展和改革委员会",)


def test_a_league_or_a_party_committee_governs_the_place_in_its_name() -> None:
    assert document("共青团青梧市委员会2024年工作要点\n一、主要任务\n（一）夯实基础。新建水厂3座。\n").region == "青梧市"


def test_a_number_with_its_day_behind_it_in_one_bracket() -> None:
    found = document("青梧县水利发展“十四五”规划\n（青政办〔2021〕72号  2021年9月30日）\n一、主要任务\n（一）夯实基础。新建水厂3座。\n")
    assert (found.doc_number, found.issued_on) == ("青政办〔2021〕72号", "2021-09-30")


def test_news_of_a_plan_is_none() -> None:
    text = "2023年全省水利工作要点出炉\n今年将重点抓好以下工作：\n一是夯实基础。新建水厂3座。\n二是推进节水。改造管网20公里。\n"
    assert document(text).doc_type == "non_plan"


def test_letter_of_an_office_and_a_branch_bank() -> None:
    """Who speaks stands before the title; a bank's branch signs, and names no place that is governed."""
    found = document(
        "省工信厅 人行青溪中心支行：关于加快推进仓单融资试点工作的通知\n青溪企业服务平台2023-01-18\n岚工信〔2023〕9号\n"
        "各设区市工信局：\n现就有关工作通知如下。\n一、工作任务\n组织企业开展仓单融资试点。\n二、工作要求\n按月报送进展。\n"
        "岚江省工业和信息化厅\n中国人民银行青溪中心支行\n2023年1月14日\n"
    )
    assert found.title == "关于加快推进仓单融资试点工作的通知"
    assert found.issuers == ("岚江省工业和信息化厅", "中国人民银行青溪中心支行")
    assert (found.issued_on, found.published_on, found.region) == ("2023-01-14", "2023-01-18", "岚江省")


def test_a_plan_that_was_an_annex_keeps_its_version_and_the_date_on_its_cover() -> None:
    cover = "附件2\n青梧县防洪排涝三年行动方案\n（试行）\n青梧县水利局\n2021 年 9 月 12 日 目  录\n"
    found = document(cover + "一、工作目标\n到2024年，建成泵站12座。\n二、重点任务\n（一）兴修水源。新建水库3座。\n")
    assert (found.title, found.issued_on) == ("青梧县防洪排涝三年行动方案（试行）", "2021-09-12")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("岚江省地方标准\nDB99/T XXXX—XXXX\n海绵城市运行评估规程\n（征求意见稿）\n", "海绵城市运行评估规程（征求意见稿）"),
        ("防汛物资储备管理指南\n（试行）\n青梧县水利局\n2021年9月\n", "防汛物资储备管理指南（试行）"),
    ],
)
def test_a_standard_or_guide_is_no_plan_and_has_its_own_title(lines: str, title: str) -> None:
    found = document(lines + "1 范围\n本文件规定了评估的方法。\n1.1 目标\n覆盖率应达到80%。\n")
    assert (found.title, found.doc_type) == (title, "non_plan")
    assert found.region != "海绵城市"


def test_a_county_whose_affairs_the_title_names_is_the_region_and_no_verb_is_part_of_one() -> None:
    frame = "一、总体要求\n支持市级联动，支持市场主体，支持市民参与。\n"
    text = f"关于推进栖城县政务公开的实施意见\n{frame}二、重点任务\n（一）夯实基础。新建窗口3个。\n"
    assert document(text).region == "栖城县"


def test_a_line_that_ends_with_a_verb_is_no_title_of_a_standard() -> None:
    text = "青梧县人民政府关于进一步规范\n水利建设市场的实施意见\n一、重点任务\n（一）兴修水源。新建水库。\n"
    assert document(text).title == "青梧县人民政府关于进一步规范水利建设市场的实施意见"


def test_what_a_letter_sends_without_naming_it_has_its_title_below_the_date() -> None:
    text = (
        "县人民政府办公室关于分解落实《政府工作报告》的通知\n各镇，县政府各部门：\n"
        "县人民代表大会审议通过的《政府工作报告》，对今年工作作出了部署。现将任务分解到各单位，请抓好落实。\n2026年1月13日\n"
        "《政府工作报告》重点工作责任分解\n2026年全县经济社会发展主要预期目标是：地区生产总值增长8.5%左右。\n"
        "一、提升产业竞争力\n（一）突出工业。新建厂房12座。\n"
    )
    found = document(text)
    assert (found.title, found.doc_type, found.issued_on) == ("《政府工作报告》重点工作责任分解", "implementation_plan", "2026-01-13")
    assert found.period is not None
    assert found.period.end == 2026


def test_a_trail_that_opens_with_its_mark_is_no_title() -> None:
    trail = "当前位置：首页\n>> 专题专栏 >> 重点工作（已归档）\n"
    text = trail + "县政府工作报告重点工作责任分解（2026年）\n一、重点工作\n1.新建泵站12座。\n责任单位：县水利局\n"
    assert document(text).title == "县政府工作报告重点工作责任分解（2026年）"


def test_time_and_kind_before_a_city_are_no_name() -> None:
    text = (
        "关于推进人才集聚的实施意见\n根据《中共青溪市委、青溪市人民政府决定》，5年内市、区（县级市）两级协同推进，3年内市级资金到位。\n"
        "一、重点任务\n（一）引进人才。5年内市、区（县级市）两级引进人才100名。\n"
    )
    assert document(text).region == "青溪市"


def test_the_title_below_the_letter_may_say_more_than_the_letter_does() -> None:
    text = (
        "青溪市人民政府办公室关于印发聚焦企业关切优化营商环境若干措施的通知\n青政办〔2021〕10号\n各县人民政府：\n"
        "《青溪市聚焦企业关切优化营商环境的若干措施》已经市政府同意，现印发给你们。\n青溪市人民政府办公室\n2021年1月16日\n"
        "青溪市聚焦企业关切\n优化营商环境的若干措施\n一、重点任务\n（一）提速。新建窗口12个。\n"
    )
    assert document(text).title == "青溪市聚焦企业关切优化营商环境的若干措施"


def test_a_number_in_the_bracket_of_the_title_is_the_documents() -> None:
    found = document("2026年县政府重点工作任务（青政发〔2026〕2号）\n一、重点任务\n（一）提速。新建窗口12个。\n")
    assert (found.title, found.doc_number) == ("2026年县政府重点工作任务", "青政发〔2026〕2号")


def test_all_who_sign_are_issuers() -> None:
    names = "生态环境部 发展改革委\n工业和信息化部 公安部\n财政部 住房城乡建设部\n交通运输部 商务部\n市场监管总局 能源局\n"
    rest = "青江省人民政府 岚江省人民政府\n岚川省人民政府 栖城省人民政府\n栖霞省人民政府 栖水省人民政府\n2026年10月30日\n"
    text = (
        "关于印发《秋冬季大气治理攻坚行动方案》的通知\n各市人民政府：\n现将方案印发给你们。\n"
        f"{names}{rest}秋冬季大气治理攻坚行动方案\n一、重点任务\n（一）减排。新建12站。\n"
    )
    assert len(document(text).issuers) == 16


def test_a_letter_over_three_lines_whose_plan_was_left_behind_is_called_by_what_it_sends() -> None:
    text = (
        "青溪市人民政府办公室\n关于分解落实2026年市政府工作报告\n主要目标任务的通知\n各县人民政府：\n"
        "现将《2026年市政府工作报告主要目标任务分解表》印发给你们，请抓好落实。\n一、落实责任。各地要细化分解任务，逐月排出计划。\n"
    )
    found = document(text)
    assert (found.title, found.doc_type) == ("2026年市政府工作报告主要目标任务分解表", "implementation_plan")
    assert (found.issuers, found.region) == (("青溪市人民政府办公室",), "青溪市")


def test_the_name_of_a_file_above_a_title_is_no_part_of_it() -> None:
    text = "柳荫镇2026年政府工作要点2.docx\n柳荫镇2026年政府工作要点\n一、重点任务\n1.兴修水源。新建泵站12座。\n"
    assert document(text).title == "柳荫镇2026年政府工作要点"


def test_the_box_of_a_law_library_and_one_without_colons_beside_a_stamp() -> None:
    library = "文章属性\n∙【制定机关】青溪市人民政府办公厅\n∙【公布日期】2026.01.17\n∙【字 号】青政办〔2026〕1号\n正文\n"
    plain = "索引号 014437529/2026-00693 主题分类 城乡建设\n发布单位 青溪市政府办 发文日期 2026-09-25\n文号 青政发〔2026〕53号 时效 有效\n"
    title, rest = "青溪市生态河湖行动实施方案\n", "一、重点任务\n（一）治水。新建泵站12座。\n"
    assert document(library + title + rest).issuers == ("青溪市人民政府办公厅",)
    found = document(plain + title + "发布时间：2026-09-26 17:23 浏览次数：\n" + rest)
    assert (found.index_number, found.doc_number) == ("014437529/2026-00693", "青政发〔2026〕53号")
    assert (found.issued_on, found.published_on) == ("2026-09-25", "2026-09-26")


def test_a_call_for_opinions_is_no_plan_and_our_district_no_name() -> None:
    assert document("关于召开《健康行动实施方案》征求意见会的预通知\n附件：\n1.名单\n2.《健康行动实施方案》\n").doc_type == "non_plan"
    text = "促进居民消费实施意见\n针对一季度我区销售下滑，特制定本意见。\n一、重点任务\n（一）促销。针对一季度我区情况办好展会3场。\n"
    assert document(text).region is None


def test_the_name_of_a_page_with_its_site_behind_is_no_part_of_the_title() -> None:
    title = "青溪市人民政府关于落实《政府工作报告》重点工作部门分工的意见"
    text = f"{title}-青溪市人民政府门户网站\n{title}\n青政发〔2026〕1号\n一、重点任务\n（一）治水。新建泵站12座。\n"
    assert document(text).title == title
    assert document("青溪市《政府工作报告》部门分工确定\n1、新建泵站12座。（市水利局负责）\n").doc_type == "non_plan"


def test_spaces_that_a_site_lost_to_question_marks_and_a_date_of_six_digits() -> None:
    text = "青溪县水利工作要点\n一、重点任务\n（一）治水。新建泵站12座。\n青溪县人民政府????\n201887\n"
    found = document(text)
    assert (found.issuers, found.issued_on) == (("青溪县人民政府",), "2018-08-07")


@pytest.mark.parametrize(
    "opening",
    [
        "青溪市出台充电设施三年行动方案\n青溪日报讯（记者 王明）全市充电设施建设工作启动。\n",
        "充电设施三年行动方案看点\n记者昨日从市发展改革委获悉，行动方案近日印发。\n",
        "关于《青溪市充电设施行动方案（征求意见稿）》的起草说明\n一、起草背景\n根据部署，市发展改革委起草了本方案。\n二、主要内容\n",
        "青溪发布“十五五”充电设施规划：五年新建充电桩1万个\n1月10日，市政府举行新闻发布会。\n",
    ],
)
def test_what_papers_and_drafters_say_of_a_plan_is_none(opening: str) -> None:
    found = convert_text(opening + "一是完善设施网络。到2030年，新建充电桩1万个。\n二是强化保障。由市财政局落实资金2000万元。\n")
    assert found.document.doc_type == "non_plan"
    assert (found.tasks, found.targets, found.units) == ((), (), ())


def test_the_first_of_several_plans_that_a_letter_sends_names_what_follows() -> None:
    text = (
        "各县、区人民政府：\n《青溪市制造业发展实施方案》《青溪市财政支持措施》已经市政府研究通过，现印发给你们，请落实。\n2026年1月17日\n"
        "青溪市制造业发展实施方案\n一、重点任务\n（一）建链。新建园区3个。\n"
    )
    assert document(text).title == "青溪市制造业发展实施方案"


def test_offices_in_a_bracket_are_no_issuers_and_a_name_without_place_gives_way_to_the_heading() -> None:
    text = (
        "索引号：11330600/2026-257 发布机构：市政府办公室（研究室、机关事务局）\n文号：青政发〔2026〕3号 公开日期：2026-02-18\n"
        "青溪市人民政府关于下达2026年青溪市国民经济和社会发展计划的通知\n各区人民政府：\n"
        "一、重点任务\n（一）建强平台。新建实验室3家。\n"
    )
    found = document(text)
    assert (found.title, found.doc_type) == ("2026年青溪市国民经济和社会发展计划", "annual_plan")
    assert found.issuers == ("青溪市人民政府",)


def test_a_number_alone_is_no_title_and_a_letter_may_hand_out_the_tasks_itself() -> None:
    text = (
        "青政〔2026〕20号\n各县人民政府：\n现将《政府工作报告》提出的2026年重点工作任务予以分解并明确到各责任单位。\n"
        "一、兴修水利\n1.健全管护机制，保障供水。\n责任单位：市水利局\n2.新建泵站12座。\n责任单位：市财政局\n"
    )
    found = convert_text(text)
    assert (found.document.doc_type, found.document.doc_number) == ("annual_plan", "青政〔2026〕20号")
    assert [t.label for t in found.tasks] == ["1.", "2."]


def test_a_city_that_a_provinces_text_names_is_not_its_region() -> None:
    text = "为改善全省空气质量，结合我省实际，提出如下实施意见。\n一、重点任务\n（一）治气。青溪市、岚江市先行，青溪市新建监测站3个。\n"
    assert document(text).region is None


def test_the_first_of_two_plans_that_a_letters_heading_joins_is_the_title_with_its_years() -> None:
    text = (
        "岚江省人民政府关于印发岚江妇女发展规划\n和岚江儿童发展规划的通知\n岚政发〔2021〕16号\n各市人民政府：\n"
        "现将《岚江妇女发展规划（2021—2030年）》和《岚江儿童发展规划（2021—2030年）》印发给你们，请认真贯彻执行。\n"
        "岚江省人民政府\n2021年9月8日\n岚江妇女发展规划\n（2021—2030年）\n一、重点任务\n（一）强化服务。建设妇幼保健院12所。\n"
    )
    found = document(text)
    assert found.title == "岚江妇女发展规划（2021—2030年）"
    assert found.period is not None
    assert (found.period.start, found.period.end) == (2021, 2030)


@pytest.mark.parametrize("line", ["跳过导航", "跳到主要內容區塊", "进入老年版", "听新闻"])
def test_what_a_page_offers_to_those_who_hear_it_is_no_title(line: str) -> None:
    title = "青溪市2026年水利工作要点"
    assert document(f"{line}\n{title}\n一、重点任务\n（一）治水。新建泵站12座。\n").title == title


def test_a_title_has_no_mark_of_its_note_and_no_motto() -> None:
    assert document("2024年青溪市国民经济和社会发展统计公报[1]\n青溪市统计局\n2025年3月31日\n全年完成投资3亿元。\n").title == (
        "2024年青溪市国民经济和社会发展统计公报"
    )
    address = "二零二五年施政報告, 重法治 謀發展 惠民生\nEnglish 简体\n施政報告\n(一) 房屋\n61. 房屋是民生所繫。我們會加快建屋。\n"
    assert document(address).title == "二零二五年施政报告"


def test_what_a_letter_settled_and_sends_is_the_title_behind_its_signature() -> None:
    text = (
        "各镇政府,县政府各部门:\n为全面完成县人大会议确定的各项任务,县政府研究确定了《2025年青梧县政府重要工作事项责任分工》,现印发给你们。\n"
        "青梧县人民政府\n2025年2月28日\n2025年青梧县政府重要工作事项责任分工\n一、兴修水利\n1.新建泵站12座。(牵头单位:县水利局)\n"
    )
    found = document(text)
    assert (found.title, found.region) == ("2025年青梧县政府重要工作事项责任分工", "青梧县")


def test_a_verb_before_the_word_for_a_place_names_none() -> None:
    text = "2024年机关办公室工作总结\n办公室强化服务,保障市政府各项事务,保障市政府会议。一年来完成整改30项。\n"
    assert document(text).region is None


def test_a_title_goes_on_with_its_last_words_and_reports_on_plans_set_the_years_work() -> None:
    text = (
        "关于2024年全市计划执行情况和2025年计划安排\n的报告（摘要）\n市发展和改革委员会主任　周正\n一、2024年计划执行情况\n"
        "——地区生产总值突破3200亿元。\n二、2025年计划安排\n（一）主要预期目标\n——地区生产总值增长6%左右；\n（二）重点工作\n1．扩大投资。实施项目520个。\n"
    )
    found = convert_text(text)
    assert (found.document.title, found.document.doc_type) == ("关于2024年全市计划执行情况和2025年计划安排的报告（摘要）", "work_report")
    assert [(t.metric, t.value) for t in found.targets] == [("地区生产总值", 6), ("项目", 520)]


def test_bodies_right_above_a_title_are_who_issues_it() -> None:
    text = "中共石溪镇委员会 石溪镇人民政府\n2025年乡村振兴工作要点\n（石党发〔2025〕6号）\n一、发展产业\n1、做强产业。培育家庭农场12家。\n"
    found = document(text)
    assert (found.title, found.issuers, found.region) == ("2025年乡村振兴工作要点", ("中共石溪镇委员会", "石溪镇人民政府"), "石溪镇")


def test_what_explains_a_draft_is_no_plan() -> None:
    text = "关于《青梧县第十五个五年规划纲要（草案）》的说明\n一、编制过程\n召开座谈会32次。\n二、主要内容\n谋划项目320个。\n"
    assert convert_text(text).targets == ()


def test_a_plan_that_is_passed_on_in_full_without_its_title_is_named_by_who_passes_it_on() -> None:
    text = (
        "近日，市政府办公室印发了《青溪市乡村建设行动实施方案》，并发出通知，要求认真贯彻落实。\n《青溪市乡村建设行动实施方案》主要内容如下。\n"
        "一、总体要求\n（一）行动目标。到2025年，新改建农村公路300公里。\n二、重点任务\n（一）强化供水。新建集中供水工程8处。\n"
    )
    found = document(text)
    assert (found.title, found.doc_type) == ("青溪市乡村建设行动实施方案", "implementation_plan")


@pytest.mark.parametrize("line", ["简体 繁体 无障碍浏览 长者模式", "微信公众号", "顶部"])
def test_a_bar_of_a_page_is_no_title(line: str) -> None:
    assert document(f"{line}\n青溪市2026年水利工作要点\n一、重点任务\n（一）治水。新建泵站12座。\n").title == "青溪市2026年水利工作要点"


def test_names_that_run_over_a_line_and_names_set_with_spaces_sign_whole() -> None:
    tail = "2025年3月1日\n青溪市技能提升行动方案\n一、重点任务\n（一）培训。培训职工1200人。\n"
    head = "关于印发青溪市技能提升行动方案的通知\n各县区人社局：\n现将《青溪市技能提升行动方案》印发给你们。\n"
    broken = "青溪市人力资源和社会\n保障局\n青溪市财政局 青溪市卫生\n健康委 青溪市教育局\n中国人民银行青溪市中心\n支行\n"
    assert document(head + broken + tail).issuers == (
        "青溪市人力资源和社会保障局",
        "青溪市财政局",
        "青溪市卫生健康委",
        "青溪市教育局",
        "中国人民银行青溪市中心支行",
    )
    assert document(head + "工业和信息化部\n国家发展改革委\n财 政 部\n" + tail).issuers == ("工业和信息化部", "国家发展改革委", "财政部")


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("徐州2025年水利工作要点", "徐州市"),
        ("江苏“十五五”水利发展规划", "江苏省"),
        ("苏州工业园区2025年水利工作要点", "苏州工业园区"),
        ("岚川经济技术开发区2025年水利工作要点", "岚川经济技术开发区"),
        ("平安建设2025年工作要点", None),
    ],
)
def test_a_place_by_its_stem_and_a_zone_are_regions(title: str, region: str | None) -> None:
    assert document(f"{title}\n一、重点任务\n（一）治水。新建泵站12座。\n").region == region


def test_a_number_with_its_day_behind_it_stands_below_a_title_without_brackets() -> None:
    head = "青溪市人民政府\n关于印发青溪市水利“十五五”发展规划的通知\n青政发〔2026〕15号 2026年2月28日\n（已失效）\n各县区人民政府：\n"
    found = document(head + "现将规划印发给你们。\n青溪市水利“十五五”发展规划\n一、主要任务\n（一）兴修水源。新建水库3座。\n")
    assert (found.doc_number, found.issued_on, found.issuers) == ("青政发〔2026〕15号", "2026-02-28", ("青溪市人民政府",))


def test_how_an_action_plan_is_carried_out_is_no_action_plan() -> None:
    work = "一、重点任务\n（一）治水。新建泵站12座。\n"
    assert document("贯彻落实青岚省节水行动计划实施方案\n" + work).doc_type == "implementation_plan"
    assert document("青溪市节水三年行动计划\n" + work).doc_type == "action_plan"


def test_the_time_of_a_plan_is_no_city() -> None:
    text = "“十五五”期间文化发展规划\n前言\n本规划明确“十五五”期间市文化发展的思路，总结“十四五”期间市文化工作。\n"
    text += "一、主要任务\n（一）惠民。新建书房10个。\n"
    assert document(text).region is None


def test_offices_and_dates_in_the_cells_of_a_table_sign_nothing() -> None:
    rows = "".join(
        f"{n}\n{work}\n县住建局\n县财政局\n2026年{month}月\n"
        for n, work, month in ((1, "改造小区", 6), (2, "加装电梯", 9), (3, "打通断头路", 12))
    )
    found = convert_text(f"青梧县城市更新三年行动计划任务分解表\n序号\n任务\n牵头单位\n配合单位\n完成时限\n{rows}")
    assert len(found.tasks) == 3
    assert (found.document.issuers, found.document.issued_on) == ((), None)


def test_what_is_no_plan_plans_for_no_period() -> None:
    found = document("青梧县2026年水利工作会议召开\n2月3日，青梧县召开水利工作会议，总结2025年工作，部署2026年任务。\n")
    assert (found.doc_type, found.period) == ("non_plan", None)
