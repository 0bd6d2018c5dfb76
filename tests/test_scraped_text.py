"""Plans as scrapers store them: what is glued together, broken or put in between, and what stands round the text."""

from __future__ import annotations

from helpers import convert_text


def test_what_is_asked_for_before_the_first_heading_is_promised() -> None:
    opening = "总的要求是，坚持创新驱动，力争经过五年努力，全县节水产业增加值增长55%以上、达到55亿元，建成全国节水产业集聚区。\n"
    found = convert_text("关于促进节水产业发展的若干措施\n" + opening + "一、夯实基础\n1.改造泵站。健全机制。\n").targets
    assert [(t.metric, t.value, t.modality) for t in found] == [
        ("节水产业增加值", 55, "aspirational"),
        ("节水产业增加值", 5500000000, "aspirational"),
    ]


def test_the_lines_of_a_cell_that_hold_an_office_each_are_offices_each() -> None:
    rows = "1\n增加值增长6%。\n发改局\n2\n新建水库2座。\n水利局\n发改局\n交通集团\n3\n新建绿道20公里。\n住建局\n"
    found = convert_text("青梧市2026年政府工作报告重点工作责任分解\n序号\n主要工作任务\n责任单位\n" + rows).units
    assert [u.name for u in found] == ["发改局", "水利局", "发改局", "交通集团", "住建局"]


def test_a_text_that_a_site_cut_into_numbered_stretches_is_whole_again() -> None:
    lead = "1、关于推进节水产业集聚发展的实施方案为贯彻落实节水优先方针，加快节水产业发展，结合我县实际，制定本方案。"
    lead += "一、总体要求(一)工作目标到2027年，全县建成节水园区3个，引进企业40家，"
    middle = "农田灌溉水有效利用系数明显提高，公共机构节水改造全面完成，再生水利用水平进一步提升，节水意识深入人心。"
    text = (
        lead + "节水产业产值达到12亿元，" + middle + "二、主要任务(一)夯实基础 改造泵站8\n\n2、座，" + "完善计量设施，加强日常管护。" * 12
    )
    text += "(二)培育企业 新增节水企\n\n3、业6家。三、保障措施(一)加强领导 健全机制。"
    found = convert_text(text)
    assert found.document.title == "关于推进节水产业集聚发展的实施方案"
    assert [(t.label, t.title, t.kind) for t in found.tasks] == [
        ("(一)", "夯实基础", "measure"), ("(二)", "培育企业", "measure"), ("(一)", "加强领导", "safeguard"),
    ]  # fmt: skip
    assert [(t.metric, t.value) for t in found.targets if t.task_id is not None] == [("泵站", 8), ("节水企业", 6)]


def test_long_items_of_a_list_are_no_stretches_of_a_cut_text() -> None:
    long = "完善计量设施，加强日常管护，" * 12
    text = f"青梧县2026年水利工作要点\n1、兴修水库。{long}新建水库3座。\n2、改造泵站。{long}改造泵站8座。\n3、健全机制。{long}落实责任。\n"
    assert [t.label for t in convert_text(text).tasks] == ["1、", "2、", "3、"]


def test_paragraphs_that_wide_spaces_part_are_lines() -> None:
    text = "青梧县水污染防治规划\n" + "   ".join([
        "青梧县人民政府关于印发《青梧县水污染防治规划》的通知 (青政发[2026]16号) 各乡镇人民政府：", "现将规划印发给你们。",
        "第一章 水环境状况", "第一条 项目完成情况", "截至2025年底，已建成污水处理厂5座，" + "水质总体稳定。" * 20,
        "第二章 规划任务", "第二条 严格控制工业污染", "关停造纸企业3家。",
        "第三条 加快船舶治理", "改造船舶12艘。",
    ])  # fmt: skip
    found = convert_text(text)
    assert found.document.doc_number == "青政发〔2026〕16号"
    assert [(t.label, t.title) for t in found.tasks] == [("第二条", "严格控制工业污染"), ("第三条", "加快船舶治理")]


def test_an_item_stands_behind_its_heading_and_a_space() -> None:
    text = "青梧中学2026年工作计划\n一、加强队伍建设，提升工作质量 1.深入学习，抓好培训制度落实。\n2.落实责任，强化阵地管理。\n"
    assert [(t.label, t.path[-1].title) for t in convert_text(text).tasks] == [
        ("1.", "加强队伍建设，提升工作质量"), ("2.", "加强队伍建设，提升工作质量"),
    ]  # fmt: skip


def test_a_letter_that_names_what_it_sends_otherwise_than_its_heading_does() -> None:
    letter = "青梧县政府办公室关于印发2026年县政府工作报告重点工作责任分工的通知\n各乡镇人民政府：\n"
    letter += "现将《2026年县政府工作报告所列重点工作责任分工》印发给你们，并提出如下要求：\n"
    letter += "一、以目标倒逼落实。各单位要制订方案。\n二、以督查促进落实。各单位要定期调度。\n青梧县人民政府办公室\n2026年2月28日\n"
    plan = "2026年县政府工作报告所列重点工作责任分工\n一、重点工作\n（一）壮大产业\n"
    plan += "1、引进企业30家。（牵头单位：县商务局）\n2、改造泵站8座。（牵头单位：县水利局）\n"
    found = convert_text(letter + plan)
    assert found.document.title == "2026年县政府工作报告所列重点工作责任分工"
    assert [t.label for t in found.tasks] == ["1、", "2、"]


def test_a_number_with_the_day_of_a_site_behind_it() -> None:
    head = "青梧县“十五五”水利发展规划\n青政办发〔2026〕31号          2026-07-18\n各乡镇人民政府：\n"
    found = convert_text(head + "一、主要任务\n（一）兴修水源。新建水库3座。\n").document
    assert (found.doc_number, found.issued_on) == ("青政办发〔2026〕31号", "2026-07-18")


CONTENTS = "一、夯实基础{0}\n（一）兴修水源{0}\n（二）改造泵站{0}\n二、健全机制{0}\n（一）落实责任{0}\n"


def test_headings_that_stand_above_the_text_and_come_again_in_it_are_its_contents() -> None:
    body = "一、夯实基础\n（一）兴修水源。新建水库3座。\n（二）改造泵站。改造泵站8座。\n二、健全机制\n（一）落实责任。健全制度。\n"
    title = "青梧县2026年水利工作要点\n"
    for text in (CONTENTS.format("") + title + body, title + "目  录\n" + CONTENTS.format(" 12") + body):
        found = convert_text(text)
        assert found.document.title == title.strip()
        assert [t.title for t in found.tasks] == ["兴修水源", "改造泵站", "落实责任"]


def test_headings_that_do_not_come_again_are_no_contents() -> None:
    found = convert_text(
        "青梧县2026年水利工作要点\n一、夯实基础\n（一）新建水库3座\n（二）改造泵站8座\n二、健全机制\n（一）培训巡查员60名\n"
    )
    assert [t.label for t in found.tasks] == ["（一）", "（二）", "（一）"]


def test_items_alone_part_a_text_in_one_line() -> None:
    long = "完善计量设施，加强日常管护，提升用水效率。" * 6
    found = convert_text(f"青梧县2026年水利工作要点1.兴修水库。新建水库3座。{long}2 .改造泵站。改造泵站8座。{long}3.健全机制。落实责任。")
    assert found.document.title == "青梧县2026年水利工作要点"
    assert [(t.label, t.title) for t in found.tasks] == [("1.", "兴修水库"), ("2.", "改造泵站"), ("3.", "健全机制")]


def test_the_text_of_a_section_that_every_plan_has_may_stand_behind_a_space() -> None:
    text = "青梧县2026年水利工作计划\n一、目标任务 始终坚持节水优先，以深化改革为突破口，全面提高供水能力，新建水库3座。\n"
    text += "二、重点工作\n（一）改造泵站。改造泵站8座。\n"
    found = convert_text(text)
    assert [(t.label, t.title) for t in found.tasks] == [("（一）", "改造泵站")]
    assert [(t.metric, t.task_id is None) for t in found.targets] == [("水库", True), ("泵站", False)]


def test_the_day_of_a_site_behind_the_title() -> None:
    found = convert_text("青梧县节水实施方案 发布时间：2026-03-10 14:04\n一、重点任务\n（一）改造泵站。改造泵站8座。\n").document
    assert (found.title, found.published_on) == ("青梧县节水实施方案", "2026-03-10")


def test_a_bracket_in_the_name_of_those_below_begins_no_list() -> None:
    note = "（县工信局负责，各市〔特区、区〕人民政府抓好落实。以下均需各市〔特区、区〕人民政府落实，不再列出）"
    found = convert_text(f"青梧县节水实施方案\n一、重点任务\n（一）改造泵站。推进3×200MW机组改造。{note}\n")
    assert [u.name for u in found.units] == ["县工信局", "各市〔特区、区〕人民政府"]
    assert found.targets == ()


def test_the_day_of_a_letter_with_sections_stands_above_the_title_of_what_it_sends() -> None:
    letter = "各乡镇人民政府：\n《2026年县政府重点工作责任分解方案》已经县政府同意，现印发给你们，并通知如下：\n"
    letter += "一、要抓好落实。各单位要主动担当。\n"
    plan = "2026年2月26日\n2026年县政府重点工作责任分解方案\n一、重点任务\n1.改造泵站8座。（牵头单位：县水利局）\n"
    found = convert_text(letter + plan).document
    assert (found.title, found.issued_on) == ("2026年县政府重点工作责任分解方案", "2026-02-26")


def test_a_number_in_the_list_of_what_a_site_says() -> None:
    box = "•736916953/2026-000372\n•2026-01-10 15:30:00\n•青政办规〔2026〕1号\n•现行有效\n"
    assert (
        convert_text(box + "青梧县供水保障工作方案\n一、工作任务\n（一）检修。检修水泵12台。\n").document.doc_number
        == "青政办规〔2026〕1号"
    )


def test_notes_of_those_who_answer_make_a_plan_of_a_text_without_a_title() -> None:
    notes = ("（县政府办公室牵头，各乡镇政府落实）", "（县水利局负责）", "（县财政局、县水利局负责）")
    text = "全文\n为提高供水能力，县里采取下列做法。\n一、系统集成\n" + "".join(
        f"{n}.改造泵站。改造泵站{n}座。{note}\n" for n, note in enumerate(notes, 1)
    )
    found = convert_text(text)
    assert (found.document.doc_type, len(found.tasks), len(found.targets)) == ("other_plan", 3, 3)
    told = convert_text(text.replace("县水利局负责", "县水利局供稿"))
    assert (told.document.doc_type, told.tasks) == ("non_plan", ())


def test_the_number_in_the_box_of_a_collection_of_laws() -> None:
    box = "【制定机关】青梧县人民政府\n【公布日期】2005.02.01\n【字号】青政函[2005]39号\n【时效性】失效\n"
    found = convert_text("关于加快供水事业发展的若干意见\n" + box + "一、主要任务\n（一）改造泵站。改造泵站8座。\n").document
    assert (found.doc_number, found.issuers) == ("青政函〔2005〕39号", ("青梧县人民政府",))
    assert convert_text("青梧县供水规划\n字号：大 中 小\n一、主要任务\n（一）改造泵站。改造泵站8座。\n").document.doc_number is None


def test_the_years_of_a_school_are_no_count_of_their_own() -> None:
    text = "青梧县教育规划\n一、主要任务\n（一）扩容。投资1.5亿元新建2所九年一贯制学校，建成3所十二年一贯制学校。\n"
    assert [(t.metric, t.value) for t in convert_text(text).targets[1:]] == [("九年一贯制学校", 2), ("十二年一贯制学校", 3)]


def test_what_is_abated_of_each_substance() -> None:
    text = "青梧县减排方案\n一、主要目标\n到2027年，化学需氧量、氨氮重点工程减排量分别达到4.3万吨、0.2万吨。\n"
    text += "二、主要任务\n（一）治污。健全机制。\n"
    assert [t.metric for t in convert_text(text).targets] == ["化学需氧量重点工程减排量", "氨氮重点工程减排量"]
