"""Tasks and quantities of government work reports: how provinces lead from an item into paragraphs, and what they annex."""

from __future__ import annotations

import pytest
from helpers import convert_text, target_of, targets_of, tasks_of
from reports import HALVES, REPORT, WORK, steps


def test_where_items_of_a_report_lead_into_headed_paragraphs_all_do() -> None:
    found = convert_text(REPORT + "一、2025年工作回顾\n过去一年，新建水厂3座。\n" + WORK)
    assert [(t.title, t.path[-1].label) for t in found.tasks] == [
        ("激发消费活力", "（一）"),
        ("扩大有效投资", "（一）"),
        ("建强创新平台", "（二）"),
        ("推动成果转化", "（二）"),
        ("促进充分就业", "（三）"),
        ("健全社会保障", "（三）"),
        ("打好污染防治攻坚战", "（四）"),
    ]
    assert {t.path[0].title for t in found.tasks} == {"2026年重点工作"}  # 各位代表！… ends no chapter


def test_goals_of_a_period_that_say_only_how_things_will_stand_are_no_tasks() -> None:
    found = convert_text(
        HALVES
        + "“十五五”时期，要努力实现以下目标任务：\n"
        + "一是创新能力明显提升。研发经费投入年均增长9%。\n二是人民生活品质明显提升。人均预期寿命达到80岁。\n"
        + WORK
    )
    assert [t.label for t in found.tasks[:1]] == [None]
    assert [(t.metric, t.value, t.deadline, t.task_id) for t in found.targets[:2]] == [
        ("研发经费投入", 9, "2030", None),
        ("人均预期寿命", 80, "2030", None),
    ]


def test_an_item_on_goals_beside_one_on_tasks_is_no_task() -> None:
    found = convert_text(
        HALVES
        + "（一）“十五五”发展目标。到2030年，常住人口城镇化率达到69%。\n（二）重点任务。构建现代化产业体系，新建实验室12家。\n"
        + WORK
    )
    assert [(t.label, t.title) for t in found.tasks[:1]] == [("（二）", "重点任务")]
    assert [(t.value, t.deadline, t.task_id is None) for t in found.targets[:2]] == [(69, "2030", True), (12, "2030", False)]


def test_the_last_part_of_a_report_speaks_to_those_present_and_is_work() -> None:
    found = convert_text(
        REPORT
        + WORK.replace("三、", "一、")
        + "各位代表！职责使命重于泰山，奋斗创造未来，我们要建设人民满意的政府。\n要恪守忠诚、笃信笃行。坚持党的领导。\n"
        + "要厉行法治、依法行政。自觉接受监督。\n各位代表！让我们团结起来，奋力谱写新篇章！\n"
    )
    assert [t.title for t in found.tasks[-2:]] == ["要恪守忠诚、笃信笃行", "要厉行法治、依法行政"]


def test_a_word_to_those_present_inside_a_part_leaves_the_part_a_task() -> None:
    found = convert_text(
        REPORT
        + WORK.replace("三、", "一、")
        + "二、全面加强政府自身建设\n坚决做到依法行政，让政府工作始终在法治轨道上开展。\n"
        + "各位代表！我们要以必胜之心，跑出加速度。\n各位代表！\n让我们团结起来，奋力谱写新篇章！\n"
    )
    assert (found.tasks[-1].label, found.tasks[-1].title) == ("二、", "全面加强政府自身建设")


def test_two_headed_paragraphs_below_one_item_alone_are_part_of_it() -> None:
    found = convert_text(
        REPORT + "一、2026年重点工作\n（一）着力扩大内需，增强动力。抓好消费。\n激发活力。办好活动。\n扩大投资。抓好项目。\n"
    )
    assert [t.title for t in found.tasks] == ["着力扩大内需，增强动力"]


def test_numbered_paragraphs_on_the_goals_and_tasks_of_a_period_are_tasks_due_at_its_end() -> None:
    found = convert_text(
        HALVES
        + "综合考虑各方面条件，提出地区生产总值年均增长5%左右。\n"
        + "一是持续做强产业，推动高质量发展。建设先进制造业基地，城镇化率提升至68%。\n"
        + "二是不断改善民生，推动共同富裕。人均预期寿命提高到80岁以上。\n"
        + WORK
    )
    assert [(t.label, t.title) for t in found.tasks[:2]] == [
        ("一是", "持续做强产业，推动高质量发展"),
        ("二是", "不断改善民生，推动共同富裕"),
    ]
    assert [(t.value, t.deadline) for t in found.targets[:4]] == [(5, "2030"), (68, "2030"), (80, "2030"), (200, "2026")]


def test_long_first_sentences_are_headings_where_each_of_many_items_has_one() -> None:
    heads = [
        f"奋力推进{what}振兴，优化空间布局和资源配置，促进各领域实现更高质量的发展" for what in ("产业", "科教", "农业", "区域", "生态")
    ]
    body = "\n".join(f"{n}是{head}。坚持系统观念，健全工作机制，提升治理效能。" for n, head in zip("一二三四五", heads, strict=True))
    assert [t.title for t in tasks_of(body)] == heads
    assert [t.title for t in tasks_of(*body.split("\n")[:3])] == [None] * 3


def test_yi_yao_numbers_items_that_open_a_paragraph() -> None:
    opening = tasks_of("（一）夯实基础", "一要加快产业升级。实施技改项目。", "二要培育新兴产业。布局未来产业。")
    assert [(t.label, t.title) for t in opening] == [("一要", "加快产业升级"), ("二要", "培育新兴产业")]
    inside = tasks_of("（一）夯实基础", "一要加快升级。实施技改。二要培育新产业。布局赛道。")
    assert [t.label for t in inside] == ["（一）"]


def test_the_annexed_list_of_the_years_good_deeds_is_work_under_its_heading() -> None:
    found = convert_text(
        REPORT + WORK.replace("三、", "一、") + "附件\n2026年青梧省民生实事\n1.开展职业技能培训4万人次（牵头单位：人社厅）。\n"
        "2.建成家庭养老床位700张，加装电梯50部以上（牵头单位：民政厅、住建厅）。\n"
    )
    assert [(t.label, steps(t)) for t in found.tasks[-2:]] == [(n, [("附件", "2026年青梧省民生实事")]) for n in ("1.", "2.")]
    assert [(t.value, t.task_id) for t in found.targets[-3:]] == [
        (40000, found.tasks[-2].task_id),
        (700, found.tasks[-1].task_id),
        (50, found.tasks[-1].task_id),
    ]
    assert [u.surface for u in found.units] == ["人社厅", "民政厅", "住建厅"]


@pytest.mark.parametrize(
    ("sentence", "metric", "value", "unit", "kind"),
    [
        ("综合考虑各方面条件，提出地区生产总值年均增长5%左右。", "地区生产总值", 5, "%", "increment"),
        ("新（改）建高标准农田300万亩以上。", "高标准农田", 3000000, "亩", "increment"),
        ("分区分类建设高标准农田90万亩以上。", "高标准农田", 900000, "亩", "increment"),
        ("省内转化重大科技成果700项以上。", "重大科技成果", 700, "项", "increment"),
        ("新升规工业企业100户以上。", "升规工业企业", 100, "户", "increment"),
        ("强化包联服务，新增入统企业50家以上。", "入统企业", 50, "家", "increment"),
        ("发放政府消费券8亿元以上。", "政府消费券", 800000000, "元", "increment"),
        ("扩充优质普通高中公办学位8万个。", "优质普通高中公办学位", 80000, "个", "increment"),
        ("推动青河、柳河等13个县、300条侵蚀沟治理。", "侵蚀沟治理", 300, "条", "increment"),
        ("发放高标准农田建设劳务报酬20亿元以上。", "高标准农田建设劳务报酬", 2000000000, "元", "increment"),
        ("开展职业技能培训40万人次（牵头单位：人社厅）。", "职业技能培训", 400000, "人次", "increment"),
        ("优先在边境地区、集体经济薄弱村新建各类棚室5万个。", "各类棚室", 50000, "个", "increment"),
        ("政府投资规模达到200亿元。", "政府投资规模", 20000000000, "元", "level"),
    ],
)
def test_what_reports_count(sentence: str, metric: str, value: float, unit: str, kind: str) -> None:
    target = target_of(sentence)
    assert (target.metric, target.value, target.unit, target.kind) == (metric, value, unit, kind)


def test_what_of_the_whole_is_named_by_an_act() -> None:
    found = targets_of("完成生态建设任务4000亩，其中防沙治沙1500亩。")
    assert [(t.metric, t.value) for t in found] == [("生态建设任务", 4000), ("防沙治沙", 1500)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "文化及相关产业、旅游及相关产业增加值占地区生产总值比重分别超过2%、5%。",
            [("文化及相关产业增加值占地区生产总值比重", ">", 2), ("旅游及相关产业增加值占地区生产总值比重", ">", 5)],
        ),
        ("文化产业、旅游产业增加值分别突破2亿元、5亿元。", [("文化产业增加值", ">", 200000000), ("旅游产业增加值", ">", 500000000)]),
        ("城乡居民人均可支配收入分别增长5%、6.5%。", [("城镇居民人均可支配收入", "=", 5), ("农村居民人均可支配收入", "=", 6.5)]),
        ("一般公共预算收入同口径增长5%左右。", [("一般公共预算收入", "~", 5)]),
        ("在14个市州城区增补义务教育学位2万个。", [("义务教育学位", "=", 20000)]),
        ("加快资源开发利用、7万吨锌基合金等项目建设，新增岗位300个。", [("岗位", "=", 300)]),
    ],
)
def test_what_each_of_several_numbers_is_of(sentence: str, expected: list[tuple[str, str, float]]) -> None:
    assert [(t.metric, t.comparator, t.value) for t in targets_of(sentence)] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "全面开展第二轮土地承包到期后再延长30年整省试点。",
        "健全覆盖全人群、全生命周期的人口服务体系。",
    ],
)
def test_terms_of_leases_and_services_for_all_promise_no_number(sentence: str) -> None:
    assert targets_of(sentence) == ()


def test_what_projects_cost_together_is_no_target_beside_their_number() -> None:
    assert [(t.metric, t.value) for t in targets_of("实施总投资20亿元的36个重点项目。")] == [("重点项目", 36)]


def test_a_salutation_on_a_line_of_its_own_ends_no_report_while_chapters_follow() -> None:
    found = convert_text(
        REPORT
        + "一、“十四五”时期工作回顾\n过去一年，新建水厂3座。\n各位代表！\n五年来，新建学校48所，森林覆盖率达到62%，走过了极不平凡的五年。\n"
        "二、2026年重点工作\n（一）夯实基础。新建泵站12座。\n各位代表！\n让我们团结奋斗，建好青梧！\n"
    )
    assert [(o.metric, o.value) for o in found.observations] == [("水厂", 3), ("学校", 48), ("森林覆盖率", 62)]
    assert [(t.metric, t.value) for t in found.targets] == [("泵站", 12)]


def test_a_rank_among_others_does_not_hide_what_grows() -> None:
    found = convert_text(
        REPORT
        + "一、2025年工作回顾\n地区生产总值达到5.5万亿元、稳居全国前十强、增长4.8%。\n二、2026年重点工作\n（一）夯实基础。新建泵站12座。\n"
    )
    assert [(o.metric, o.value) for o in found.observations] == [("地区生产总值", 5500000000000), ("地区生产总值", 4.8)]


@pytest.mark.parametrize(
    ("words", "metric"), [("零基预算盟市", "零基预算"), ("中心药房实现县域", "中心药房"), ("重点专科实现市（地）", "重点专科")]
)
def test_how_far_a_coverage_reaches_is_no_part_of_what_is_covered(words: str, metric: str) -> None:
    assert target_of(f"推动{words}全覆盖。").metric == metric


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "一产、二产、三产增加值分别增长4%左右、5%以上、6%左右。",
            [("一产增加值", "~", 4), ("二产增加值", ">=", 5), ("三产增加值", "~", 6)],
        ),
        (
            "改造老旧供热、燃气、排水管网80公里、60公里、30公里。",
            [("老旧供热管网", "=", 80), ("老旧燃气管网", "=", 60), ("老旧排水管网", "=", 30)],
        ),
        ("新增市级示范车间和数字工厂8家、整机产量突破5000台。", [("市级示范车间和数字工厂", "=", 8), ("整机产量", ">", 5000)]),
        ("续建青河至岚山等7个铁路项目，启动建设滨江等15个片区。", [("铁路项目", "=", 7), ("片区", "=", 15)]),
        ("粮食产量继续保持在50万吨以上。", [("粮食产量", ">=", 500000)]),
    ],
)
def test_each_item_of_a_list_has_the_number_in_its_place(sentence: str, expected: list[tuple[str, str, float]]) -> None:
    assert [(t.metric, t.comparator, t.value) for t in targets_of(sentence)] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "推动青化厂60万吨复合肥造粒、二分厂40万吨储热装置升级、电极片扩产等项目建设。",
        "5.5%左右的预期增长目标与发展潜力基本吻合，切实可行。",
    ],
)
def test_sizes_of_works_and_goals_that_are_weighed_promise_nothing_more(sentence: str) -> None:
    assert targets_of(sentence) == ()


def test_goals_below_a_heading_that_names_a_period_end_with_it() -> None:
    found = convert_text(
        REPORT + "一、“十五五”主要目标任务\n（一）以更高水平推动协调发展。\n常住人口城镇化率提升至67%左右。\n"
        "二、2026年重点工作\n（一）夯实基础。三年安排20亿元支持园区发展。\n"
    )
    assert [(t.value, t.deadline) for t in found.targets] == [(67, "2030"), (2000000000, "2028")]


def test_the_day_of_a_report_below_what_a_site_has_above_it() -> None:
    site = (
        "当前位置：\n首页\n>\n政务\n>\n要闻\n2026年青梧市政府工作报告\n发布：\n2026-02-09 09:45:30\n来源：\n青梧日报\n字体：\n小\n中\n大\n"
    )
    found = convert_text(
        site + "政府工作报告\n――2026年2月3日在青梧市第九届人民代表大会第四次会议上\n市长 季怀瑾\n各位代表：\n"
        "一、2026年重点工作\n（一）夯实基础。新建泵站12座。\n"
    )
    assert found.document.issued_on == "2026-02-03"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("统筹推进16个灌区现代化改造，推动粮食稳产增产。", [("灌区现代化改造", "increment", 16)]),
        ("资助困难学生和残疾学生，合计630名。", [("困难学生和残疾学生", "increment", 630)]),
        (
            "推动11个能源重点项目投资突破200亿元，制造业投资突破130亿元。",
            [("能源重点项目投资", "level", 20000000000), ("制造业投资", "level", 13000000000)],
        ),
        ("布局一批50万千瓦以上省级风光基地。", []),
        ("对农产品网络销售额2万元以上且快递单量达1000单以上的主体进行补助。", []),
        ("整体提升美丽滨江线20公里。", [("美丽滨江线", "increment", 20)]),
        ("城乡居民收入比缩小至2.1∶1左右。", [("城乡居民收入比", "level", 2.1)]),
        ("建议地区生产总值增速目标设定为年均增长5.5%。", [("地区生产总值增速", "increment", 5.5)]),
    ],
)
def test_numbers_that_are_pushed_summed_or_only_say_which(sentence: str, expected: list[tuple[str, str, float]]) -> None:
    assert [(t.metric, t.kind, t.value) for t in targets_of(sentence)] == expected


@pytest.mark.parametrize(
    ("lead", "title"),
    [
        ("各位代表！今年，我们将接续办好12件市级重点民生实事，包括：", "今年，我们将接续办好12件市级重点民生实事"),
        ("民生为大，枝叶关情。今年再办好十件民生实事。一是", "今年再办好十件民生实事"),
    ],
)
@pytest.mark.parametrize(("address", "below"), [("各位代表！民生连着民心，我们要把实事办到群众心坎上。\n", "三、"), ("", "（三）")])
def test_good_deeds_are_a_task_whatever_is_said_before_them(lead: str, title: str, address: str, below: str) -> None:
    deeds = f"{lead}完成老旧小区改造60个；打造银发综合体5个。我们将用心办好每一件实事。\n"
    said = "各位代表！民生连着民心，我们要把实事办到群众心坎上。\n"
    found = convert_text(REPORT + WORK.replace(said, address + deeds))
    task = next(t for t in found.tasks if t.title == title)
    assert task.path[-1].label == below
    assert [(t.metric, t.value) for t in found.targets if t.task_id == task.task_id] == [("老旧小区改造", 60), ("银发综合体", 5)]
    assert task.evidence[0].text.startswith("今年")


def test_so_many_years_from_a_year_on_are_the_period_and_goals_may_be_quoted() -> None:
    found = convert_text(
        "关于推进青梧市人才集聚工程的实施意见\n一、总体目标\n1.目标。2012年起5年内，实现“高层次人才总量达到200名左右，人才贡献率达到40%”的发展目标。\n"
        "二、主要任务\n（一）夯实基础。5年内培养名师100名，推进“千名专家进百企”活动。\n"
    )
    assert found.document.period is not None
    assert (found.document.period.start, found.document.period.end) == (2012, 2016)
    assert [(t.metric, t.value, t.deadline) for t in found.targets] == [
        ("高层次人才总量", 200, "2016"), ("人才贡献率", 40, "2016"), ("名师", 100, "2016")
    ]  # fmt: skip


def test_a_chapter_on_two_periods_tells_results_first_and_then_lists_work() -> None:
    found = convert_text(
        REPORT + "一、2025年工作回顾\n过去一年，新建水厂3座。\n二、“十四五”时期发展成就和“十五五”时期主要目标任务\n"
        "过去五年，全省经济稳步增长，地区生产总值年均增长4.8%，新建学校48所。\n"
        "根据规划建议，提出地区生产总值年均增长5%左右，为确保基本实现现代化、实现2035年人均地区生产总值比2020年翻一番打好基础。\n"
        "（一）大力发展人工智能。建设算力中心。\n各位代表！新赛道就在脚下。我们要乘势而上！\n（二）壮大实体经济。培育产业集群。\n"
        "三、2026年重点工作\n（一）夯实基础。再建500座便民桥，达到服务标准的卫生院占比提高到90%以上。\n"
    )
    assert [(t.label, t.path[0].label) for t in found.tasks] == [("（一）", "二、"), ("（二）", "二、"), ("（一）", "三、")]
    assert [(t.metric, t.value, t.deadline) for t in found.targets] == [
        ("地区生产总值", 5, "2030"), ("便民桥", 500, "2026"), ("达到服务标准的卫生院占比", 90, "2026")
    ]  # fmt: skip
    assert [(o.metric, o.value) for o in found.observations] == [("水厂", 3), ("地区生产总值", 4.8), ("学校", 48)]


def test_a_metric_that_is_nothing_by_itself_has_the_subject_that_was_named_before() -> None:
    found = targets_of(
        "石化产业持续减油增化，释放新装置产能。产值突破130亿元。低空经济产业重点推动研发。产业规模突破10亿元。工业增加值增长6%，总额突破500亿元，占比达到30%。"
    )
    assert [(t.metric, t.value) for t in found] == [
        ("石化产业产值", 13000000000), ("低空经济产业规模", 1000000000),
        ("工业增加值", 6), ("工业增加值总额", 50000000000), ("工业增加值占比", 30),
    ]  # fmt: skip


def test_funds_that_were_won_are_results() -> None:
    found = convert_text(
        REPORT + "一、2025年工作回顾\n过去一年，争取中央转移支付资金41亿元，外贸进出口增长8%，总额突破800亿元。"
        "城市公园、“口袋公园”保有量分别达到143个、88个。\n二、2026年重点工作\n（一）夯实基础。新建泵站12座。\n"
    )
    assert [(o.metric, o.value) for o in found.observations] == [
        ("中央转移支付资金", 4100000000), ("外贸进出口", 8), ("外贸进出口总额", 80000000000),
        ("城市公园保有量", 143), ("“口袋公园”保有量", 88),
    ]  # fmt: skip


def test_what_is_made_and_raised_at_once_is_counted_by_what_is_made() -> None:
    found = targets_of("新建提升柳溪公园、青河公园等13座城市公园和75个口袋公园，优良天数达到281天、增加36天。")
    assert [(t.metric, t.value, t.kind) for t in found] == [
        ("城市公园", 13, "increment"), ("口袋公园", 75, "increment"), ("优良天数", 281, "level"), ("优良天数", 36, "increment")
    ]  # fmt: skip


def test_a_part_that_names_the_year_before_and_its_work_tells_results() -> None:
    text = (
        "青梧县教育局2024年工作总结和2025年工作打算\n一年来，全县教育系统锐意进取。现将有关情况报告如下：\n"
        "一、2024年主要工作\n（一）基础教育扩容。新建幼儿园9所，新增学位2160个。\n（二）队伍持续优化。公开招聘教师218名。\n"
        "二、2025年工作打算\n（一）实施扩容工程。新增学位3240个。\n（二）实施强师工程。招聘教师不少于200名。\n"
    )
    found = convert_text(text)
    assert [t.title for t in found.tasks] == ["实施扩容工程", "实施强师工程"]
    assert [(t.metric, t.value) for t in found.targets] == [("学位", 3240), ("教师", 200)]
    assert [(o.value, o.as_of) for o in found.observations] == [(9, "2024"), (2160, "2024"), (218, "2024")]


def test_a_programme_whose_only_part_names_its_year_keeps_its_tasks() -> None:
    text = "青梧县2025年水利工作计划\n一、2025年主要工作\n（一）治水。新建泵站12座。\n（二）节水。改造管网20公里。\n"
    assert len(convert_text(text).tasks) == 2


def test_the_report_of_a_town_speaks_for_it() -> None:
    text = (
        "政府工作报告\n——2025年1月8日在石溪镇第十九届人民代表大会第五次会议上\n石溪镇人民政府镇长 陈立\n各位代表：\n"
        "现在，我代表镇人民政府向大会报告工作，请予审议。\n2025年工作安排\n一、强产业。盘活闲置厂房2万平方米。\n二、惠民生。新建卫生室2所。\n"
    )
    found = convert_text(text).document
    assert (found.issuers, found.region) == (("石溪镇人民政府",), "石溪镇")


def test_how_indicators_were_met_is_looked_back_on_before_the_work_of_the_second_half() -> None:
    text = (
        "青溪县水利局2025年上半年工作总结和下半年工作安排\n一、主要指标完成情况\n1、水费收缴：1-5月完成240万元，占年计划的15%。\n"
        "2、泵站建设：1-5月建成泵站12座。\n二、下半年工作安排\n1、抓好泵站建设。新建泵站3座。\n"
    )
    found = convert_text(text)
    assert [t.title for t in found.tasks] == ["抓好泵站建设"]
    assert [(t.metric, t.value) for t in found.targets] == [("泵站", 3)]
    assert 12 in [o.value for o in found.observations]
