"""The outline of government work reports: what leads into the work, what frames it, and what is explained behind it."""

from __future__ import annotations

from helpers import convert_text
from reports import HALVES, REPORT, WORK, steps


def test_words_that_a_page_sets_apart_in_the_middle_of_a_sentence_are_no_heading() -> None:
    found = convert_text(
        REPORT
        + "一、2025年工作回顾\n过去一年，新建水厂3座。\n"
        + "二、2026年工作安排\n今年经济社会发展的\n主要预期目标\n是：地区生产总值增长6%左右。\n"
        + "（一）坚持创新引领。\n加快成果转化，健全中试体系，完善从实验室到车间的服务链条，让全年PM\n2.5\n浓度持续下降，新建监测站8座。\n"
        + "（二）坚持民生为大。\n城镇新增就业3万人。\n"
    )
    assert [(t.label, t.title, steps(t)) for t in found.tasks] == [
        ("（一）", "坚持创新引领", [("二、", "2026年工作安排")]),
        ("（二）", "坚持民生为大", [("二、", "2026年工作安排")]),
    ]
    assert "让全年PM2.5浓度持续下降，新建监测站8座。" in found.tasks[0].text
    assert found.targets[0].metric == "地区生产总值"


def test_what_a_paragraph_announces_as_goals_or_principles_is_no_work() -> None:
    goals = convert_text(
        HALVES
        + "“十五五”时期要努力实现以下主要目标。\n——经济实力明显增强。地区生产总值年均增长6%左右。\n"
        + "——生活品质不断提高。人均预期寿命达到80岁。\n——生态环境更加优美。森林覆盖率达到41%。\n到二〇三五年，与全国同步基本实现现代化。\n"
        + WORK
    )
    assert {t.path[0].title for t in goals.tasks} == {"2026年重点工作"}
    assert [(t.value, t.task_id, t.deadline) for t in goals.targets[:3]] == [(6, None, "2030"), (80, None, "2030"), (41, None, "2030")]
    kept = convert_text(
        HALVES.replace("主要目标任务", "主要目标和重点任务")
        + "地区生产总值年均增长6%左右。工作中，我们要把握好以下三个方面：\n"
        + "一是坚持发展为先。\n发展是硬道理，其他工作都要服从。\n二是坚持人民至上。\n一切为了人民。\n三是坚持改革创新。\n让改革成为常态。\n"
        + WORK
    )
    assert {t.path[0].title for t in kept.tasks} == {"2026年重点工作"}


def test_considerations_behind_a_plan_are_its_frame_and_say_its_goals() -> None:
    found = convert_text(
        HALVES.replace("“十五五”时期主要目标任务", "“十五五”时期发展的主要考虑")
        + "（一）关于“十五五”时期发展的时代背景。机遇和挑战并存，大有可为。\n"
        + "（二）关于“十五五”时期发展的主要目标。《纲要》提出7个方面的目标。其中地区生产总值年均增长6%左右，有利于缩小差距。\n"
        + WORK
    )
    assert {t.path[0].title for t in found.tasks} == {"2026年重点工作"}
    assert [(t.metric, t.value, t.deadline) for t in found.targets[:1]] == [("地区生产总值", 6, "2030")]


def test_terms_explained_in_an_annex_are_no_work() -> None:
    for heading in ("附件2\n名词解释", "附件\n《政府工作报告》有关内容名词注释"):
        found = convert_text(
            REPORT
            + WORK.replace("三、", "一、")
            + f"{heading}\n1.“四水”工程：\n建设水厂20座、水库5座的工程。\n2.“双百”计划：面向企业的计划。\n"
        )
        assert found.tasks[-1].title == "打好污染防治攻坚战"
        assert len(found.targets) == len(convert_text(REPORT + WORK.replace("三、", "一、")).targets)


def test_a_name_that_counts_heads_a_paragraph_all_the_same() -> None:
    found = convert_text(REPORT + WORK.replace("三、", "一、").replace("扩大有效投资。", "以“3个10万”行动为抓手推进城镇化。"))
    assert found.tasks[1].title == "以“3个10万”行动为抓手推进城镇化"


def test_the_congress_tells_the_place_over_a_line_break_and_a_picture_is_not_the_title() -> None:
    report = (
        "政府工作报告。 青梧日报记者 季 原 摄\n政府工作报告\n——2026年1月8日在青梧省第十届\n人民代表大会第四次会议上\n省长 季怀瑾\n"
        "各位代表：\n现在，我代表省政府报告工作。\n"
    )
    found = convert_text(report + WORK.replace("三、", "一、") + "推进县镇联动，推进县域发展，推进县级改革。\n")
    assert (found.document.title, found.document.region) == ("政府工作报告", "青梧省")


def test_paragraphs_that_tell_of_a_time_head_no_work() -> None:
    found = convert_text(
        HALVES.replace("“十五五”时期主要目标任务", "关于五年规划纲要的说明")
        + "“十四五”时期极不平凡。我们经受住考验，建成水库3座。\n“十五五”时期十分关键。机遇大于挑战，可以大有作为。\n"
        + "纲要提出了主要任务，突出了以下两个方面。\n（一）坚持创新驱动。建设实验室4家。\n（二）坚持开放发展。建设口岸2个。\n"
        + WORK
    )
    assert [t.title for t in found.tasks[:3]] == ["坚持创新驱动", "坚持开放发展", "激发消费活力"]


def test_headed_paragraphs_between_two_addresses_are_work_and_the_second_closes() -> None:
    found = convert_text(
        REPORT
        + WORK.replace("三、", "一、")
        + "各位代表！肩负新的使命，各级政府要勤勉工作，努力建设人民满意的政府。\n要厉行法治、依法行政。办好代表建议60件。\n"
        + "要恪守清廉、担当作为。整治突出问题。\n各位代表！蓝图已经绘就。让我们团结一心。\n奋斗成就梦想。我们一定能够成功。\n"
    )
    assert [(t.title, [s.title for s in t.path]) for t in found.tasks[-2:]] == [
        ("要厉行法治、依法行政", ["2026年重点工作"]),
        ("要恪守清廉、担当作为", ["2026年重点工作"]),
    ]


def test_a_paragraph_on_the_years_good_deeds_is_headed_by_their_name() -> None:
    for heading in ("万事民为先，枝叶总关情，今年要办好“十件民生实事”", "继续办好20项民生实事"):
        found = convert_text(
            REPORT
            + WORK.replace("三、", "一、").replace("健全社会保障。", f"健全社会保障。扩大保险覆盖面。\n{heading}。（1）新建食堂4家。（2）")
        )
        assert [t.title for t in found.tasks][-3:] == ["健全社会保障", heading, "打好污染防治攻坚战"]
