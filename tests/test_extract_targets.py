"""Targets: which numbers a plan commits to, and what is said of them."""

from __future__ import annotations

import pytest
from helpers import amounts, convert_text, item, plan, target_of, targets_of

# --- what a quantity is ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "comparator"),
    [
        ("自来水普及率达到96%。", "="),
        ("自来水普及率达到96%以上。", ">="),
        ("自来水普及率不低于96%。", ">="),
        ("每年培训管水员不少于200人次。", ">="),
        ("水厂数量突破20座。", ">"),
        ("水厂数量超过20座。", ">"),
        ("漏损率控制在8%以内。", "<="),
        ("漏损率不超过8%。", "<="),
        ("漏损率低于8%。", "<"),
        ("漏损率降至8%左右。", "~"),
        ("改造管网约120公里。", "~"),
        ("新建水文站近30处。", "~"),
        ("水质达标率不低于百分之九十五。", ">="),
    ],
)
def test_bounds_give_the_comparator(sentence: str, comparator: str) -> None:
    assert target_of(sentence).comparator == comparator


@pytest.mark.parametrize(
    ("sentence", "value", "unit"),
    [
        ("新增供水能力5.5万吨。", 55_000, "吨"),
        ("投入资金5400万元。", 54_000_000, "元"),
        ("供水总量达到1,200万立方米。", 12_000_000, "立方米"),
        ("争取资金1200万。", 12_000_000, None),
        ("建设智慧水厂十二座。", 12, "座"),
        ("供水保证率达到９５％。", 95, "%"),
        ("用水效率提高3个百分点。", 3, "百分点"),
        ("完成投资1.2亿元。", 120_000_000, "元"),
    ],
)
def test_scales_are_multiplied_out_and_units_stay_as_written(sentence: str, value: float, unit: str | None) -> None:
    assert amounts([target_of(sentence)]) == [(value, unit)]


@pytest.mark.parametrize("dash", ["—", "-", "～", "至", "到"])
def test_a_range_has_two_values(dash: str) -> None:
    target = target_of(f"新增灌溉面积3{dash}5万亩。")
    assert (target.value, target.value_high, target.unit, target.comparator) == (30_000, 50_000, "亩", "=")


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("自来水普及率达到96%。", "level"),
        ("新建泵站12座。", "increment"),
        ("培训管水员200人。", "increment"),
        ("用水效率提高3个百分点。", "increment"),
        ("用水总量比2020年下降12%。", "decrement"),
        ("万元产值用水量减少15%。", "decrement"),
        ("供水管网覆盖率达到98%。", "coverage"),
        ("实现城乡供水服务全面覆盖。", "coverage"),
        ("总产值翻两番。", "increment"),
    ],
)
def test_the_governing_word_gives_the_kind(sentence: str, kind: str) -> None:
    assert target_of(sentence).kind == kind


@pytest.mark.parametrize(
    ("sentence", "metric"),
    [
        ("实现城乡供水服务全覆盖。", "城乡供水服务"),
        ("实现行政村供水监测全覆盖。", "行政村供水监测"),
    ],
)
def test_full_coverage_is_a_hundred_per_cent(sentence: str, metric: str) -> None:
    target = target_of(sentence)
    assert (target.value, target.unit, target.metric) == (100, "%", metric)


@pytest.mark.parametrize(
    ("sentence", "metric"),
    [
        ("自来水普及率达到96%以上。", "自来水普及率"),
        ("新建规模化泵站12座。", "规模化泵站"),
        ("新建标准化泵站12座。", "标准化泵站"),
        ("新建12座标准化泵站。", "标准化泵站"),
        ("漏损率控制在8%以内。", "漏损率"),
        ("新增造林面积800亩。", "造林面积"),
        ("节水企业占比达到工业企业的60%。", "节水企业占工业企业比例"),
        ("一是新建标准化泵站12座；二是漏损率控制在8%以内。", "标准化泵站"),
        ("市级财政每年投入节水专项资金4亿元。", "节水专项资金"),
        ("撬动社会资本6100万元。", "社会资本"),
        ("取水许可平均用时不超过10天。", "取水许可平均用时"),
        ("建成十二公里供水管网。", "供水管网"),
        ("培训二百人次管护员。", "管护员"),
        ("每万名就业人员研发人员数达到47人年以上。", "每万名就业人员研发人员数"),
    ],
)
def test_the_metric_is_what_is_counted(sentence: str, metric: str) -> None:
    assert targets_of(sentence)[0].metric == metric


def test_evidence_runs_from_the_metric_to_the_number_and_its_bound() -> None:
    target = target_of("持续扩大供水范围，自来水普及率达到96%以上，群众满意。")
    assert [e.text for e in target.evidence] == ["自来水普及率达到96%以上"]
    assert "自来水普及率达到96%以上" in target.text


# --- several in one sentence ----------------------------------------------------------------------------------


def test_several_quantities_are_several_targets() -> None:
    found = targets_of("新建水厂2座、泵站12座，改造管网120公里。")
    assert amounts(found) == [(2, "座"), (12, "座"), (120, "公里")]


@pytest.mark.parametrize("sentence", ["水质达标率、管网覆盖率分别达到95%和97%。", "水质达标率和管网覆盖率分别达到95%、97%。"])
def test_respectively_gives_each_metric_its_number(sentence: str) -> None:
    found = targets_of(sentence)
    assert amounts(found) == [(95, "%"), (97, "%")]


def test_respectively_keeps_each_metric_whole() -> None:
    assert [t.metric for t in targets_of("水质达标率、管网覆盖率分别达到95%和97%。")] == ["水质达标率", "管网覆盖率"]


def test_the_same_quantity_in_two_places_is_two_targets_with_two_ids() -> None:
    found = convert_text(plan("（一）夯实基础。新建泵站12座。", "（二）推进节水。新建泵站12座。")).targets
    assert amounts(found) == [(12, "座"), (12, "座")]
    assert found[0].target_id != found[1].target_id


# --- when, how often, how firmly ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "deadline", "explicit"),
    [
        ("新建泵站12座。", "2025", False),
        ("到2024年，新建泵站12座。", "2024", True),
        ("2024年底前，新建泵站12座。", "2024", True),
        ("到2024年6月底，新建泵站12座。", "2024-06", True),
        ("2024年6月30日前，新建泵站12座。", "2024-06-30", True),
        ("“十四五”末，新建泵站12座。", "2025", True),
        ("到2024年，漏损率控制在9%以内，自来水普及率达到96%以上。", "2024", True),
    ],
)
def test_deadlines_reach_forward_and_default_to_the_end_of_the_plan(sentence: str, deadline: str, explicit: bool) -> None:
    target = targets_of(sentence)[-1]
    assert (target.deadline, target.deadline_explicit) == (deadline, explicit)


def test_a_deadline_does_not_reach_back() -> None:
    first, second = targets_of("新建泵站12座，到2023年改造管网120公里。")
    assert (first.deadline, second.deadline) == ("2025", "2023")


@pytest.mark.parametrize(
    ("sentence", "per"),
    [
        ("每年培训管水员200人次。", "年"),
        ("年均新增灌溉面积2万亩。", "年"),
        ("每季度抽检水样不少于50份。", "季"),
        ("每月培训管水员2期。", "月"),
        ("每月开展巡查4次。", "月"),
        ("培训管水员200人次。", None),
    ],
)
def test_recurring_quantities_say_per_what(sentence: str, per: str | None) -> None:
    assert target_of(sentence).per == per


def test_aspirational_words_carry_over_their_sentence_and_no_further() -> None:
    found = targets_of("力争新建水厂2座，改造泵站5座。新增雨量站8个。")
    assert [t.modality for t in found] == ["aspirational", "aspirational", "firm"]


# --- what is no target ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "截至2020年底，已建成泵站30座。",
        "“十三五”期间累计建成泵站30座。",
        "打造15分钟取水服务圈。",
        "实施“十百千万”节水计划。",
        "推广“9+1”管护体系。",
        "接入12345热线。",
        "创建3A级单位。",
        "聚焦六个方面10个指标。",
        "健全三级网络。",
        "落实五大任务。",
        "按照每人每月945元标准发放补贴。",
        "给予最高50万元奖励。",
        "预计人口将突破30万人。",
        "确保重大事故零发生。",
        "联系上百家用水企业。",
        "落实青政发〔2021〕17号文件。",
        "开展第三轮督查。",
        "推动双覆盖。",
        "产值实现翻番。",
        "贯彻《关于推进20项节水措施的意见》。",
        "2023年3月启动。",
        "2021年自来水普及率为82%，今后要健全机制。",
    ],
)
def test_numbers_that_promise_nothing_are_no_targets(sentence: str) -> None:
    assert targets_of(sentence) == ()


def test_results_are_no_targets_wherever_they_stand() -> None:
    text = plan("（一）夯实基础。新建泵站12座。").replace("二、主要任务", "二、发展基础\n建成泵站30座，自来水普及率达到88%。\n三、主要任务")
    assert amounts(convert_text(text).targets) == [(12, "座")]


def test_what_was_reached_and_what_is_promised_in_one_paragraph_are_told_apart() -> None:
    assert amounts(targets_of("截至2020年底，已建成泵站30座。到2025年，新建泵站12座。")) == [(12, "座")]


def test_goals_are_targets_of_no_task_and_items_are_targets_of_theirs() -> None:
    converted = convert_text(plan(item("新建泵站12座。"), goals="到2025年，自来水普及率达到96%以上。"))
    assert [(t.value, t.task_id) for t in converted.targets] == [(96, None), (12, converted.tasks[0].task_id)]


def test_a_target_that_says_an_indicator_again_names_it() -> None:
    table = "\n".join(
        [
            "表1 主要指标",
            "序号\t指标名称\t单位\t2020年\t2025年\t属性",
            "1\t自来水普及率\t%\t90\t≥96\t预期性",
            "2\t农村供水能力\t万吨\t50\t60\t约束性",
        ]
    )
    converted = convert_text(plan("（一）夯实基础。自来水普及率达到96%以上。新建泵站12座。", goals=f"供水保障能力稳步提升。\n{table}"))
    assert len(converted.indicators) == 2
    assert [t.indicator_id for t in converted.targets] == [converted.indicators[0].indicator_id, None]


@pytest.mark.parametrize(
    ("period", "past", "own"), [("十三五", "十二五", "十三五"), ("十五五", "十四五", "十五五"), ("十七五", "十六五", "十七五")]
)
def test_which_five_year_period_is_past_depends_on_the_plan(period: str, past: str, own: str) -> None:
    text = f"青梧县水利发展“{period}”规划\n一、主要任务\n（一）夯实基础。“{past}”期间，新建泵站9座。“{own}”期间，新建水厂12座。\n"
    assert [t.value for t in convert_text(text).targets] == [12]


# --- lists ----------------------------------------------------------------------------------------------------


def test_scaled_numbers_of_a_list_share_the_unit_of_the_last() -> None:
    found = targets_of("分别新增装机600万、650万和700万千瓦。")
    assert amounts(found) == [(6_000_000, "千瓦"), (6_500_000, "千瓦"), (7_000_000, "千瓦")]


def test_a_later_clause_counts_the_metrics_of_the_list_again() -> None:
    found = targets_of("2023年巩固率、入学率和受教育年限分别达到95%、90%和11年；2025年分别达到98%、95%以上和12年以上。")
    assert [(t.metric, t.value, t.comparator, t.deadline) for t in found] == [
        ("巩固率", 95, "=", "2023"),
        ("入学率", 90, "=", "2023"),
        ("受教育年限", 11, "=", "2023"),
        ("巩固率", 98, "=", "2025"),
        ("入学率", 95, ">=", "2025"),
        ("受教育年限", 12, ">=", "2025"),
    ]


def test_things_counted_by_different_units_share_no_noun() -> None:
    found = targets_of("水质监测站、低碳社区分别达到30座、41个。")
    assert [t.metric for t in found] == ["水质监测站", "低碳社区"]


def test_what_brackets_name_is_counted_alone() -> None:
    assert target_of("实施河道整治工程（新建生态缓冲带12公里）。").metric == "生态缓冲带"


@pytest.mark.parametrize("sentence", ["每百户配建服务用房不少于40平方米。", "每千人拥有专任教师数不低于8人。"])
def test_a_norm_is_a_level_whatever_verb_lays_it_out(sentence: str) -> None:
    assert target_of(sentence).kind == "level"


def test_goals_in_a_numbered_list_of_single_lines_are_read() -> None:
    document = convert_text(plan(item("加强管护。"), goals="到2025年要实现：\n1、新建水厂12座\n2、漏损率降至8%以下"))
    assert [(t.metric, t.value) for t in document.targets if t.task_id is None] == [("水厂", 12), ("漏损率", 8)]


def test_a_verb_behind_its_noun_governs_nothing_that_follows() -> None:
    found = targets_of("孵化面积新增2万平方米，在孵企业超过200家。")
    assert [(t.metric, t.kind) for t in found] == [("孵化面积", "increment"), ("在孵企业", "level")]


def test_the_size_of_what_is_made_is_told_with_it() -> None:
    target = target_of("设立总规模50亿元的产业母基金。")
    assert (target.metric, target.value, target.evidence[0].text) == ("产业母基金总规模", 5_000_000_000, "总规模50亿元的产业母基金")


def test_the_value_of_another_period_is_what_a_change_starts_from() -> None:
    found = targets_of("公共泊位达到9万个，较上一个五年期的6万个提高五成。")
    assert [(t.metric, t.value, t.unit) for t in found] == [("公共泊位", 90_000, "个"), ("公共泊位", 5, "成")]


def test_what_is_summed_up_over_years_recurs_no_more() -> None:
    found = targets_of("每年新增水站不少于8家，三年累计发展到60家。")
    assert [t.per for t in found] == ["年", None]


@pytest.mark.parametrize(
    ("sentence", "metric", "kind"),
    [
        ("续建项目38个。", "续建项目", "increment"),
        ("筹集保障性住房4万套（间）。", "保障性住房", "increment"),
        ("新筹集租赁住房2000套。", "租赁住房", "increment"),
        ("金融机构新增涉农机贷款100亿元。", "涉农机贷款", "increment"),
    ],
)
def test_who_acts_and_how_is_no_part_of_what_is_counted(sentence: str, metric: str, kind: str) -> None:
    target = target_of(sentence)
    assert (target.metric, target.kind) == (metric, kind)


def test_a_second_verb_with_its_own_number_ends_what_the_first_counts() -> None:
    found = targets_of("资助中小学40所更换平板电脑2400台。补助40所中小学更换平板电脑2400台。")
    assert [(t.metric, t.value) for t in found][-2:] == [("中小学", 40), ("平板电脑", 2400)]


@pytest.mark.parametrize(
    ("sentence", "metric", "kind"),
    [
        ("实施重点项目64个、完成投资35亿元以上。", "重点项目投资", "increment"),
        ("交通固定资产完成投资35亿元。", "交通固定资产投资", "increment"),
        ("自贸试验区形成制度创新成果30项以上。", "制度创新成果", "increment"),
        ("争取2025年入境旅客突破3600万人次。", "入境旅客", "level"),
        ("支援不少于100间科技企业。", "科技企业", "increment"),
        ("建成县级避难场所15个、乡镇级90个。", "乡镇级避难场所", "increment"),
    ],
)
def test_the_last_metric_is_made_whole_from_its_sentence(sentence: str, metric: str, kind: str) -> None:
    target = targets_of(sentence)[-1]
    assert (target.metric, target.kind) == (metric, kind)


@pytest.mark.parametrize(
    "sentence",
    ["老年人每年享受1次免费体检。", "对新设项目按不超过2%的比例给予奖励。", "建立1个专班、9个工作组。", "分区细化为18个二级单元。"],
)
def test_rights_terms_and_parts_are_no_targets(sentence: str) -> None:
    assert targets_of(sentence) == ()


def test_a_class_of_size_is_part_of_what_is_counted() -> None:
    found = convert_text(plan("（一）做强产业。到2025年，规上工业企业达到400家，培育百亿企业3家、十亿企业12家。")).targets
    assert [(t.metric, t.value) for t in found] == [("规上工业企业", 400), ("百亿企业", 3), ("十亿企业", 12)]


def test_a_first_chapter_that_looks_back_promises_nothing_whatever_its_heading_says() -> None:
    text = (
        "青梧县水利发展“十四五”规划\n第一章 乘势而上迈向新征程\n第一节 基础更加坚实\n"
        "“十三五”时期，全县水利投资由2亿元增加到5亿元，新建水厂12座。\n第二章 主要任务\n第一节 夯实基础\n新建水厂3座，改造管网120公里。\n"
    )
    found = convert_text(text)
    assert [t.title for t in found.tasks] == ["夯实基础"]
    assert [t.value for t in found.targets] == [3, 120]


def test_goals_below_the_general_requirements_may_open_with_their_year() -> None:
    text = (
        "青梧县2024—2025年节能降碳行动方案\n一、总体要求\n全面贯彻新发展理念。\n2024年，单位能耗降低2.5%左右，非化石能源消费占比达到18.9%。\n"
        "二、重点任务\n（一）推进减排。改造锅炉12台。\n"
    )
    assert [t.value for t in convert_text(text).targets] == [2.5, 18.9, 12]


def test_one_number_that_is_said_of_two_things_has_one_metric() -> None:
    found = convert_text(plan("（一）推进减排。氮氧化物和挥发性有机物排放总量分别下降10%以上。")).targets
    assert [(t.metric, t.value) for t in found] == [("氮氧化物和挥发性有机物排放总量", 10)]


@pytest.mark.parametrize(
    ("sentence", "metrics"),
    [
        ("重点引进30名金融高级管理人才和50名金融高级专业人才。", ["金融高级管理人才", "金融高级专业人才"]),
        ("支持300名领军人才赴境外培训，1000名骨干人才参加高校研修。", ["领军人才", "骨干人才"]),
        ("5年内培训新型农民达到40000名。", ["新型农民"]),
        ("引进和培养文化创意产业领军人才不少于100名。", ["文化创意产业领军人才"]),
        ("选拔认定教育专家10名、名校长100名。", ["教育专家", "名校长"]),
        ("新建、改扩建公办幼儿园20所。", ["公办幼儿园"]),
    ],
)
def test_what_is_counted_is_the_noun_without_verbs_before_and_behind_it(sentence: str, metrics: list[str]) -> None:
    assert [t.metric for t in convert_text(plan(f"（一）夯实基础。{sentence}")).targets] == metrics


def test_a_standard_that_is_raised_is_promised_and_one_in_force_is_not() -> None:
    raised = convert_text(plan("（一）保障民生。居民医保人均财政补助标准提高30元，对困难家庭给予补助500元。")).targets
    assert [(t.metric, t.value, t.kind) for t in raised] == [("居民医保人均财政补助标准", 30, "increment")]


def test_what_brings_a_level_about_is_no_part_of_it() -> None:
    found = convert_text(plan("（一）发展体育。补齐50个以上乡镇（街道）健身器材，带动全县体育产业总规模达到5亿元。")).targets
    assert [t.metric for t in found] == ["乡镇（街道）健身器材", "体育产业总规模"]


def test_fiscal_years_and_years_to_come_say_by_when() -> None:
    text = "行政長官2023年施政報告\n一、房屋\n1. 未來五年會興建約410 000個公營房屋單位，當中約3萬個為簡約單位。\n"
    text += "2. 長者服務券總數將於2025-26年度由8,000張增至12,000張。\n"
    found = convert_text(text).targets
    assert [(t.metric, t.value, t.deadline) for t in found] == [
        ("公营房屋单位", 410000, "2028"),
        ("简约单位", 30000, "2028"),
        ("长者服务券总数", 12000, "2026"),
    ]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("每3万人口配置1辆救护车。", [("每3万人口救护车", 1, "辆", "=")]),
        ("孕产妇死亡率控制在12/10万以下。", [("孕产妇死亡率", 12, "/10万", "<=")]),
        ("以乡镇（街道）为单位适龄儿童疫苗接种率保持在95%以上。", [("适龄儿童疫苗接种率", 95, "%", ">=")]),
        ("力争80%以上的病种在县域内解决。", [("在县域内解决的病种占比", 80, "%", ">=")]),
        ("乡镇卫生院达到国家基本标准的比例达到100%。", [("乡镇卫生院达到国家基本标准的比例", 100, "%", "=")]),
        ("100%的社区卫生服务中心设置中医馆、配备中医医师。", [("设置中医馆、配备中医医师的社区卫生服务中心占比", 100, "%", "=")]),
        ("每千人口医师数、护士数分别达到3.2人、3.8人。", [("每千人口医师数", 3.2, "人", "="), ("每千人口护士数", 3.8, "人", "=")]),
    ],
)
def test_rates_and_shares_as_health_plans_say_them(sentence: str, found: list[tuple[str, float, str, str]]) -> None:
    targets = convert_text(plan(f"（一）夯实基础。{sentence}")).targets
    assert [(t.metric, t.value, t.unit, t.comparator) for t in targets] == found


def test_items_counted_inside_a_sentence_and_classes_named_once() -> None:
    text = plan(
        "（一）办好实事。办好五件实事：1.新建公厕30座；2.改造燃气老旧管网45公里；3.建设服务中心50个。实施5000万元以上项目150个、亿元以上60个。"
    )
    found = [(t.metric, t.value) for t in convert_text(text).targets]
    assert found == [("公厕", 30), ("燃气老旧管网", 45), ("服务中心", 50), ("5000万元以上项目", 150), ("亿元以上项目", 60)]


def test_amounts_and_counts_as_plans_from_taiwan_write_them() -> None:
    text = "岚屿市政府114年度施政計畫\n壹、環境局\n一、空氣品質\n1.汰換一至四期柴油車800輛，經費新臺幣18億5,000萬元，妥善處理率維持100%。\n"
    found = [(t.metric, t.value) for t in convert_text(text).targets]
    assert found == [("一至四期柴油车", 800), ("经费", 1850000000), ("妥善处理率", 100)]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("小学、初中生师比分别控制在18:1和13:1以内。", [("小学生师比", 18), ("初中生师比", 13)]),
        ("完成投资5亿元，自然村5G覆盖率达到95%。", [("投资", 500000000), ("自然村5G覆盖率", 95)]),
        ("非化石能源消费占比2025年达到20%左右。", [("非化石能源消费占比", 20)]),
        ("数据中心PUE值降至1.3以下。", [("数据中心PUE值", 1.3)]),
        ("消除56人以上大班额。", []),
        ("教师交流轮岗比例每年不低于10%。", [("教师交流轮岗比例", 10)]),
        ("新增劳动力平均受教育年限达到14年。", [("新增劳动力平均受教育年限", 14)]),
    ],
)
def test_ratios_names_and_bounds_that_look_like_something_else(sentence: str, found: list[tuple[str, float]]) -> None:
    assert [(t.metric, t.value) for t in convert_text(plan(f"（一）夯实基础。{sentence}")).targets] == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("新建充电站60座，每处不少于4个快充桩。", [("充电站", 60, "座", "increment"), ("每处快充桩", 4, "个", "level")]),
        ("组建专业救援队伍8支、每支不少于30人。", [("专业救援队伍", 8, "支", "increment"), ("每支专业救援队伍", 30, "人", "level")]),
        ("社工总量达到1800人，平均每万人12人。", [("社工总量", 1800, "人", "level"), ("每万人社工总量", 12, "人", "level")]),
        ("社区工作者配备每万城镇常住人口不少于18人。", [("每万城镇常住人口社区工作者", 18, "人", "level")]),
        (
            "治理河流12条86公里，新开工5条40公里。",
            [
                ("河流", 12, "条", "increment"),
                ("河流", 86, "公里", "increment"),
                ("河流", 5, "条", "increment"),
                ("河流", 40, "公里", "increment"),
            ],
        ),
        ("带动2万农户户均增收3000元。", [("农户", 20000, None, "increment"), ("户均增收", 3000, "元", "increment")]),
        (
            "形成2个3000亿级、3个1000亿级产业集群。",
            [("3000亿级产业集群", 2, "个", "increment"), ("1000亿级产业集群", 3, "个", "increment")],
        ),
        ("新增企业150家，独角兽企业2至3家。", [("企业", 150, "家", "increment"), ("独角兽企业", 2, "家", "increment")]),
    ],
)
def test_numbers_that_lean_on_what_was_counted_before(sentence: str, found: list[tuple[str, float, str | None, str]]) -> None:
    targets = convert_text(plan(f"（一）夯实基础。{sentence}")).targets
    assert [(t.metric, t.value, t.unit, t.kind) for t in targets] == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("特困人员基本生活标准不低于低保标准的1.3倍。", [("特困人员基本生活标准", ">=", 1.3, "倍")]),
        ("农村低保标准不低于城市低保标准的85%。", [("农村低保标准占城市低保标准比例", ">=", 85, "%")]),
        ("补贴金额不超过实际投资的30%。", []),
        (
            "核心产业增加值达到45亿元，占生产总值的8.5%。",
            [("核心产业增加值", "=", 4500000000, "元"), ("核心产业增加值占生产总值比例", "=", 8.5, "%")],
        ),
        ("技术合同成交额达到15亿元，是2020年的2.5倍。", [("技术合同成交额", "=", 1500000000, "元"), ("技术合同成交额", "=", 2.5, "倍")]),
        ("入境游客恢复到2019年的1.2倍。", [("入境游客", "=", 1.2, "倍")]),
        ("高技术产业投资增速高于工业投资增速5个百分点以上。", [("高技术产业投资增速", ">=", 5, "百分点")]),
        ("储气能力达到不低于日均需求量3天。", [("储气能力", ">=", 3, "天")]),
        ("形成不低于最大负荷5%的需求响应能力。", [("需求响应能力占最大负荷比例", ">=", 5, "%")]),
        ("煤炭储备能力相当于年消费量的5%。", [("煤炭储备能力占年消费量比例", "=", 5, "%")]),
    ],
)
def test_numbers_that_set_one_thing_against_another(sentence: str, found: list[tuple[str, str, float, str]]) -> None:
    targets = convert_text(plan(f"（一）夯实基础。{sentence}")).targets
    assert [(t.metric, t.comparator, t.value, t.unit) for t in targets] == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("送戏下乡22场，送书下乡3万册。", [("送戏下乡", 22), ("送书下乡", 30000)]),
        ("营造林150万亩，其中人工造林28万亩。", [("营造林", 1500000), ("人工造林", 280000)]),
        ("赴长三角开展推介3场。", [("推介", 3)]),
        ("新扩茶园3万亩。", [("茶园", 30000)]),
        ("单位生产总值能耗再降0.2个百分点。", [("单位生产总值能耗", 0.2)]),
        ("亿元以上项目开工60个、竣工40个、达产30个。", [("亿元以上项目", 60), ("亿元以上项目", 40), ("亿元以上项目", 30)]),
        ("高新技术企业净增12家、总数达到60家。", [("高新技术企业", 12), ("高新技术企业总数", 60)]),
        ("居民气化率达到八成五。", [("居民气化率", 8.5)]),
        ("将平均轮候时间由六年降至约四年半。", [("平均轮候时间", 4.5)]),
        ("急救半径缩短至一个半小时以内。", [("急救半径", 1.5)]),
        (
            "公租房建设量将增至约8万个单位，较上一个五年期（2018至2022年度）的约6万个单位大幅提高约三成。",
            [("公租房建设量", 80000), ("公租房建设量", 3)],
        ),
        ("云汀区、柳荫区等30%的社区建成助餐点。", [("建成助餐点的社区占比", 30)]),
        ("五公里充分就业社区数量达到城市社区的60%。", [("五公里充分就业社区数量占城市社区比例", 60)]),
        ("推进不少于5个公墓新建、改扩建或设施改造。", [("公墓", 5)]),
        ("师生比达到1:12.5。", [("师生比", 12.5)]),
        ("低保标准提高到每人每月800元。", [("低保标准", 800)]),
        ("教师学历比例：小学达到75%、初中达到92%。", [("小学教师学历比例", 75), ("初中教师学历比例", 92)]),
        (
            "接待游客50万人次，旅游收入突破10亿元，年均分别增长8%和10%。",
            [("接待游客", 500000), ("旅游收入", 1000000000), ("接待游客", 8), ("旅游收入", 10)],
        ),
    ],
)
def test_what_is_counted_in_words_of_many_fields(sentence: str, found: list[tuple[str, float]]) -> None:
    assert [(t.metric, t.value) for t in convert_text(plan(f"（一）夯实基础。{sentence}")).targets] == found


@pytest.mark.parametrize(
    ("sentence", "deadlines"),
    [
        ("三年内投入12亿元，其中2022年4亿元、2023年5亿元。新建泵站3座。", ["2023", "2022", "2023", "2025"]),
        ("到2023年、2025年，污水处理率分别达到90%和95%。", ["2023", "2025"]),
        ("四年半内新建公寓1200套。", ["2025-06"]),
        ("到2023年底，自来水普及率达到90%；到2024年，管网漏损率降至8%。改造管网30公里。", ["2023", "2024", "2025"]),
        ("到2023年底，自来水普及率达到90%。改造管网30公里。", ["2023", "2023"]),
    ],
)
def test_each_number_has_the_date_that_is_said_for_it(sentence: str, deadlines: list[str]) -> None:
    assert [t.deadline for t in convert_text(plan(f"（一）夯实基础。{sentence}")).targets] == deadlines


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("生产总值增长6.5%以上、力争7%。", [("生产总值", ">=", 6.5, "increment"), ("生产总值", "=", 7, "increment")]),
        (
            "水产品总产量达到95万吨，比“十三五”末增加12万吨。",
            [("水产品总产量", "=", 950000, "level"), ("水产品总产量", "=", 120000, "increment")],
        ),
        ("压减捕捞渔船300艘。", [("捕捞渔船", "=", 300, "decrement")]),
        ("亩均投入不低于3000元。", [("亩均投入", ">=", 3000, "level")]),
        ("新建商品住房施工面积控制在150万平方米。", [("新建商品住房施工面积", "=", 1500000, "level")]),
        ("拆除建筑面积不大于现状总建筑面积的20%。", [("拆除建筑面积占现状总建筑面积比例", "<=", 20, "level")]),
        ("收运体系覆盖98%的自然村。", [("收运体系覆盖自然村比例", "=", 98, "level")]),
        ("住房套户比保持在1.1左右。", [("住房套户比", "~", 1.1, "level")]),
        ("住宅用地供应3万亩。", [("住宅用地供应", "=", 30000, "increment")]),
        ("每年组织供需对接活动不少于200场。", [("供需对接活动", ">=", 200, "increment")]),
        ("专利维持年限超过12年的占比达到三成。", [("专利维持年限超过12年的占比", "=", 3, "level")]),
        ("物业管理覆盖面扩大至八成。", [("物业管理覆盖面", "=", 8, "coverage")]),
        ("光伏产业产值冲刺100亿元。", [("光伏产业产值", "=", 10000000000, "level")]),
        ("库存去化周期控制在12个月，价格涨幅不超过上年度居民收入增幅。", [("库存去化周期", "=", 12, "level")]),
    ],
)
def test_levels_changes_and_deeds_as_plans_of_many_fields_say_them(sentence: str, found: list[tuple[str, str, float, str]]) -> None:
    targets = convert_text(plan(f"（一）夯实基础。{sentence}")).targets
    assert [(t.metric, t.comparator, t.value, t.kind) for t in targets] == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("A级物流企业增至120家，其中5A级3家、4A级40家。", [("A级物流企业", 120), ("5A级物流企业", 3), ("4A级物流企业", 40)]),
        ("创建国家级示范区4个、部级9个。", [("国家级示范区", 4), ("部级示范区", 9)]),
        ("招引亿元以上项目300个，其中50亿元以上10个。", [("亿元以上项目", 300), ("50亿元以上项目", 10)]),
        ("高血压、糖尿病患者管理率分别不低于65%和62%。", [("高血压患者管理率", 65), ("糖尿病患者管理率", 62)]),
        ("示范高校、优势企业分别新增20所、500家。", [("示范高校", 20), ("优势企业", 500)]),
        ("80%以上的村卫生室能够提供4类以上中医药服务。", [("提供4类以上中医药服务的村卫生室占比", 80)]),
    ],
)
def test_items_of_a_list_share_what_only_one_of_them_says(sentence: str, found: list[tuple[str, float]]) -> None:
    assert [(t.metric, t.value) for t in convert_text(plan(f"（一）夯实基础。{sentence}")).targets] == found


def test_a_bound_holds_for_the_list_though_its_units_differ() -> None:
    found = convert_text(plan("（一）夯实基础。孕产妇死亡率、婴儿死亡率分别控制在9/10万、3.5‰以下。")).targets
    assert [(t.metric, t.comparator, t.value) for t in found] == [("孕产妇死亡率", "<=", 9), ("婴儿死亡率", "<=", 3.5)]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("困难残疾人生活补贴覆盖率达100%。", [("困难残疾人生活补贴覆盖率", "=", 100, "coverage")]),
        ("发放妇女创业贴息贷款6亿元。", [("妇女创业贴息贷款", "=", 600000000, "increment")]),
        (
            "培训经费不少于公用经费总额的5%、不低于工资总额的2%。",
            [("培训经费占公用经费总额比例", ">=", 5, "level"), ("培训经费占工资总额比例", ">=", 2, "level")],
        ),
        ("竹产业产值增长15%、突破60亿元。", [("竹产业产值", "=", 15, "increment"), ("竹产业产值", ">", 6000000000, "level")]),
        (
            "电信业务收入年均增速保持在8%以上，达到130亿元。",
            [("电信业务收入年均增速", ">=", 8, "level"), ("电信业务收入", "=", 13000000000, "level")],
        ),
        ("技改投入占工业投资比重超四成。", [("技改投入占工业投资比重", ">", 4, "level")]),
        ("基本医保参保率巩固在96%。", [("基本医保参保率", "=", 96, "level")]),
        ("垦造耕地年均不少于2000亩。", [("垦造耕地", ">=", 2000, "increment")]),
        ("药品不良反应报告每百万人口不低于900份。", [("每百万人口药品不良反应报告", ">=", 900, "level")]),
        ("公开招聘教师1500名。", [("教师", "=", 1500, "increment")]),
        ("新增机构40家，年服务残疾人2000名。", [("机构", "=", 40, "increment"), ("残疾人", "=", 2000, "increment")]),
        ("办结时限压缩至2个工作日、抵押登记1个工作日。", [("办结时限", "=", 2, "level"), ("抵押登记", "=", 1, "level")]),
    ],
)
def test_shares_rates_and_times_as_plans_of_many_fields_say_them(sentence: str, found: list[tuple[str, str, float, str]]) -> None:
    targets = convert_text(plan(f"（一）夯实基础。{sentence}")).targets
    assert [(t.metric, t.comparator, t.value, t.kind) for t in targets] == found


@pytest.mark.parametrize(
    ("sentence", "metrics"),
    [
        ("婴儿、5岁以下儿童死亡率分别降到5‰、6‰以下。", ["婴儿死亡率", "5岁以下儿童死亡率"]),
        (
            "设施农业、畜牧养殖、农产品初加工机械化率分别达到52%、53%、50%。",
            ["设施农业机械化率", "畜牧养殖机械化率", "农产品初加工机械化率"],
        ),
        ("“小升规”“规升巨”分别达到60户、8户。", ["“小升规”", "“规升巨”"]),
        ("实施产业项目86个，新开工35个、新投产25个。", ["产业项目", "产业项目", "产业项目"]),
        ("客车中新能源比例不低于80%、90%。", ["客车中新能源比例", "客车中新能源比例"]),
        ("稻谷种植、收获机械化率分别达到80%和90%。", ["稻谷种植机械化率", "稻谷收获机械化率"]),
    ],
)
def test_a_list_of_measures_is_shared_out(sentence: str, metrics: list[str]) -> None:
    assert [t.metric for t in convert_text(plan(f"（一）夯实基础。{sentence}")).targets] == metrics


def test_what_says_how_or_where_a_thing_is_done_is_no_part_of_what_is_counted() -> None:
    assert target_of("见缝插针改建或新建口袋公园30座左右。").metric == "口袋公园"
    assert target_of("完成中心城区六座污水厂调蓄工程。").metric == "污水厂调蓄工程"
    found = targets_of("新增供水能力12万吨特别是新增应急供水能力5万吨。")
    assert [t.metric for t in found] == ["供水能力", "应急供水能力"]


def test_the_size_of_what_is_counted_and_the_term_of_land_contracts_are_no_targets() -> None:
    assert amounts(targets_of("培育30家年销售收入2亿元以上具有较强带动能力的龙头企业。")) == [(30, "家")]
    assert targets_of("落实第二轮土地承包到期后再延长三十年政策。") == ()


def test_a_bound_may_stand_behind_a_remark_and_a_verb_reach_over_and() -> None:
    housing = target_of("形成租赁住房供应40万套（包括间、宿舍床位）以上。")
    assert (housing.metric, housing.comparator, housing.value) == ("租赁住房供应", ">=", 400_000)
    assert target_of("分类实施旧住房更新改造12万平方米。").metric == "旧住房更新改造"
    assert target_of("本届政府任期内全面完成约11万平方米旧房改造任务。").metric == "旧房改造任务"
    pipes = target_of("完成北渡水厂的深度处理工程，以及约20公里老旧管网更新改造。")
    assert (pipes.metric, pipes.kind, pipes.comparator) == ("老旧管网更新改造", "increment", "~")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (
            "完成交通投资23亿元、能源投资21亿元、水利投资9亿元。",
            [("交通投资", "increment"), ("能源投资", "increment"), ("水利投资", "increment")],
        ),
        ("建成青溪纺织厂等35个技改项目。", [("技改项目", "increment")]),
        ("建成通车青溪至梧岭等5个路段，高速公路里程突破950公里。", [("路段", "increment"), ("高速公路里程", "level")]),
        ("美丽河湖、美丽湿地建成率分别达到30%、50%。", [("美丽河湖建成率", "level"), ("美丽湿地建成率", "level")]),
        ("规范提升农村供水站50处，开工改造老旧小区12个。", [("农村供水站", "increment"), ("老旧小区", "increment")]),
    ],
)
def test_lists_of_investments_and_works_named_by_one(words: str, wanted: list[tuple[str, str]]) -> None:
    found = convert_text(plan(f"（一）夯实基础。{words}"))
    assert [(t.metric, t.kind) for t in found.targets] == wanted


def test_acts_one_after_the_other_and_counts_that_are_open() -> None:
    """Another act of the list is no part of what the first one counts; 2-3家 sums up nothing."""
    found = convert_text(
        plan(
            "（一）夯实基础。争取新获批1所高校、新筹建2个项目。创建旅游度假区、休闲街区2-3家。建成和美乡村30个，开展承包期再延长30年试点。"
        )
    )
    assert [(t.metric, t.value, t.value_high) for t in found.targets] == [
        ("高校", 1, None), ("项目", 2, None), ("旅游度假区、休闲街区", 2, 3), ("和美乡村", 30, None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "metric", "value", "unit"),
    [
        ("聚焦北部沙区，完成造林100万亩。", "造林", 1000000, "亩"),
        ("青河沿线1公里化工地块治理12处。", "青河沿线1公里化工地块治理", 12, "处"),
        ("建设有机肥厂3座。", "有机肥厂", 3, "座"),
        ("新建、扩建学校20所。", "学校", 20, "所"),
    ],
)
def test_what_an_act_names_by_itself(sentence: str, metric: str, value: float, unit: str) -> None:
    target = target_of(sentence)
    assert (target.metric, target.value, target.unit) == (metric, value, unit)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("全县首批100个示范社区全面建成。", [("示范社区", "=", 100)]),
        ("12个项目开工建设，8个泵站竣工投用。", [("项目", "=", 12), ("泵站", "=", 8)]),
        ("审批时间缩短至90个工作日内。", [("审批时间", "<=", 90)]),
        ("在用柴油车抽测合格率达到95%以上。", [("在用柴油车抽测合格率", ">=", 95)]),
        ("开展审批“全流程、全覆盖”改革。", []),
        ("以7600多名持证残疾人为主要对象，开展帮扶。", []),
        ("为企业减负60亿元。", [("企业减负", "=", 6_000_000_000)]),
        ("推动智能终端等在重点行业的应用普及率超过70%。", [("智能终端等在重点行业的应用普及率", ">", 70)]),
        ("租用算力的费用，可按照不高于合同金额的30%，给予最高800万元补助。", []),
        (
            "二氧化硫（SO2）、氮氧化物（NOX）和挥发性有机物等主要污染物排放总量分别下降15%、10%和26%。",
            [("二氧化硫（SO2）排放总量", "=", 15), ("氮氧化物（NOX）排放总量", "=", 10), ("挥发性有机物排放总量", "=", 26)],
        ),
    ],
)
def test_forms_met_in_annual_programmes(words: str, wanted: list[tuple[str, str, int]]) -> None:
    found = convert_text(plan(f"（一）夯实基础。{words}")).targets
    assert [(t.metric, t.comparator, t.value) for t in found] == wanted


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("年均开发2万个以上的公益性岗位。", [("公益性岗位", ">=", 20000)]),
        ("支持20亩以上的大户。", []),
        ("城镇年均新增就业人数24万以上。", [("城镇年均新增就业人数", ">=", 240000)]),
        ("住院费用支付比例总体平均达到75%左右。", [("住院费用支付比例", "~", 75)]),
        ("中低价位住房的年度供地量达到20公顷。", [("中低价位住房的年度供地量", "=", 20)]),
        ("每千名老人拥有床位40张。", [("每千名老人床位", "=", 40)]),
        ("80%的区达到教育现代化标准。", [("达到教育现代化标准的区占比", "=", 80)]),
        ("各区（县级市）公办幼儿园占比达30%以上。", [("公办幼儿园占比", ">=", 30)]),
        ("按照每3至10万居民设置1个社区卫生服务中心。", [("每3至10万居民社区卫生服务中心", "=", 1)]),
        ("建设保障性住房950套，其中租赁型保障房占60%以上。", [("保障性住房", "=", 950), ("租赁型保障房占比", ">=", 60)]),
        ("培育5家以上年销售收入过亿元的企业，新增创新型企业60家。", [("年销售收入过亿元的企业", ">=", 5), ("创新型企业", "=", 60)]),
    ],
)
def test_numbers_of_a_citys_opinions(sentence: str, expected: list[tuple[str, str, float]]) -> None:
    assert [(t.metric, t.comparator, t.value) for t in targets_of(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("主导或参与制定国家标准10项。", [("国家标准", "=", 10)]),
        ("种源自给率提高并稳定在70%。", [("种源自给率", "=", 70)]),
        ("新建成泵站7座。", [("泵站", "=", 7)]),
    ],
)
def test_what_joins_verbs_is_no_part_of_the_metric(sentence: str, expected: list[tuple[str, str, float]]) -> None:
    assert [(t.metric, t.comparator, t.value) for t in targets_of(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("制造业增加值占地区生产总值比重35%左右。", [("制造业增加值占地区生产总值比重", "~", 35)]),
        ("启动三年旱粮单产增一成行动。", []),
        ("重污染天数比率比2020年下降25%以上。", [("重污染天数比率", ">=", 25)]),
        ("50平方公里以上建设用地面积达到海绵城市建设要求。", [("达到海绵城市建设要求的建设用地面积", ">=", 50)]),
        ("城市建成区80%以上的面积达到海绵城市建设要求。", [("城市建成区达到海绵城市建设要求的面积占比", ">=", 80)]),
        ("60%的行政村达到绿色村庄建设要求。", [("达到绿色村庄建设要求的行政村占比", "=", 60)]),
    ],
)
def test_shares_that_hold_words_of_acts_in_their_names(sentence: str, expected: list[tuple[str, str, float]]) -> None:
    assert [(t.metric, t.comparator, t.value) for t in targets_of(sentence)] == expected


def test_what_is_part_of_the_sentence_before_has_its_time() -> None:
    words = "具体指标：到2023年，颗粒物浓度较2020年下降12%。其中，甲市、乙市颗粒物浓度较2020年下降18%。水质达标率达到90%。"
    found = convert_text(plan("（一）做好治理。抓好实施。", goals=words)).targets
    assert [(t.value, t.deadline) for t in found][:2] == [(12, "2023"), (18, "2023")]


@pytest.mark.parametrize(
    ("sentence", "metric", "value", "per"),
    [
        ("农户年均补贴额达到1221元以上。", "农户年均补贴额", 1221, None),
        ("通过认证的农产品占比达到60%。", "通过认证的农产品占比", 60, None),
    ],
)
def test_means_and_what_has_passed_are_part_of_a_name(sentence: str, metric: str, value: float, per: str | None) -> None:
    target = target_of(sentence)
    assert (target.metric, target.value, target.per) == (metric, value, per)


def test_words_that_point_back_stand_for_the_metrics_named_before() -> None:
    one = "护理型床位占比不低于60%，日间照料机构覆盖率达到95%以上，上述两项指标分别较2020年提高12个、5个百分点。"
    two = "护理型床位占比达到60%，日间照料机构覆盖率达到95%。上述指标分别较2020年提高12个百分点和5个百分点。"
    for words in (one, two):
        assert [(t.metric, t.value, t.unit, t.kind) for t in targets_of(words)][2:] == [
            ("护理型床位占比", 12, "百分点", "increment"),
            ("日间照料机构覆盖率", 5, "百分点", "increment"),
        ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("新增光伏并网60万千瓦。", [("光伏并网", 600000, "千瓦")]),
        ("风电项目并网2000万千瓦，惠及310万户。", [("风电项目并网", 20000000, "千瓦"), ("惠及户数", 3100000, "户")]),
        ("培训农民万名、教师千名。", [("农民", 10000, "名"), ("教师", 1000, "名")]),
        ("组织万名干部进企业、千名专家下基层。", [("干部进企业", 10000, "名"), ("专家下基层", 1000, "名")]),
        ("对1万名农民、5千名教师开展培训。", [("农民", 10000, "名"), ("教师开展培训", 5000, "名")]),
        ("服务千家万户。", []),
        ("建设水平进入全市前3名。", []),
        ("汇聚视频资源2.3万路。", [("视频资源", 23000, "路")]),
        ("梳理高频事项150项，实现智能秒批事项100项。", [("高频事项", 150, "项"), ("智能秒批事项", 100, "项")]),
        ("高标准农田中央投资补助水平提高到亩均2000元以上。", [("高标准农田中央投资补助水平", 2000, "元")]),
        ("等级民宿数量翻一番。", [("等级民宿数量", 1, "番")]),
        ("高中阶段教育毛入学率达到并保持在92%以上。", [("高中阶段教育毛入学率", 92, "%")]),
        ("各县至少有1所以失能照护为主的公办养老机构。", [("以失能照护为主的公办养老机构", 1, "所")]),
        ("全年税收达成率98%以上，较2024年度增加税收2亿5,000万元。", [("税收达成率", 98, "%"), ("税收", 250000000, "元")]),
    ],
)
def test_what_is_counted_in_many_ways(sentence: str, expected: list[tuple[str, float, str]]) -> None:
    assert [(t.metric, t.value, t.unit) for t in targets_of(sentence)] == expected


def test_a_period_in_the_next_clause_turns_from_terms_to_what_is_promised() -> None:
    target = target_of("对适老化改造给予补贴，“十四五”期间支持2000户老年人家庭改造。")
    assert (target.metric, target.value) == ("老年人家庭改造", 2000)


def test_in_several_years_means_by_the_last_of_them_and_years_in_all_are_not_each() -> None:
    assert target_of("2022—2024年每年安排专项资金不低于40亿元。").deadline == "2024"
    found = targets_of("每年扶持作品10部以上，五年推出剧目25部，力争5部作品获国家级奖项。")
    assert [(t.value, t.per) for t in found] == [(10, "年"), (25, None), (5, None)]


@pytest.mark.parametrize(
    ("sentence", "metric", "value"),
    [
        ("支持疾控机构建设托育服务机构30家。", "托育服务机构", 30),
        ("支持儿童福利机构建设婚姻文化展厅7个。", "婚姻文化展厅", 7),
        ("改扩建救助服务点74个。", "救助服务点", 74),
        ("依托加油站新增油气回收装置110套。", "油气回收装置", 110),
        ("每季度组织为老服务集市至少1场。", "为老服务集市", 1),
        ("通过星级评定的乡镇中心校占比超过九成。", "通过星级评定的乡镇中心校占比", 9),
        ("新增蔬菜基地三十万亩。", "蔬菜基地", 300000),
        ("开展青少年科技竞赛十二项。", "青少年科技竞赛", 12),
        ("举办三届数据开放大赛。", "数据开放大赛", 3),
        ("改造提升供水管网20公里。", "供水管网", 20),
    ],
)
def test_verbs_inside_names_and_numbers_in_characters(sentence: str, metric: str, value: float) -> None:
    target = target_of(sentence)
    assert (target.metric, target.value) == (metric, value)


def test_a_year_behind_a_share_and_hours_that_recur() -> None:
    found = targets_of("技改投资占比2023年达到62%，2024年达到87%。")
    assert [(t.value, t.deadline) for t in found] == [(62, "2023"), (87, "2024")]
    target = target_of("服务窗口每周开放不少于48小时。")
    assert (target.value, target.per, target.kind) == (48, "周", "increment")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "项目总投资4.6亿元，其中上级资金1.8亿元，区级财政配套2.1亿元。",
            [("项目总投资", 460000000), ("上级资金", 180000000), ("区级财政配套", 210000000)],
        ),
        ("产业规模实现倍增，占国内生产总值比重提高到9%以上。", [("产业规模占国内生产总值比重", 9)]),
        ("高考600分以上考生突破80人。", [("高考600分以上考生", 80)]),
        ("秋季开学前新增学位3240个。", [("学位", 3240)]),
        ("儿童友好医院实现地级市全覆盖。", [("儿童友好医院", 100)]),
        ("缩短轮候时间——平均轮候时间降至4.5年。", [("平均轮候时间", 4.5)]),
        ("供应超出约30800个单位的需求。", []),
        ("托位平均价格下降10%。", [("托位平均价格", 10)]),
    ],
)
def test_parts_of_sums_shares_of_what_rose_and_names_beside_dashes(sentence: str, expected: list[tuple[str, float]]) -> None:
    assert [(t.metric, t.value) for t in targets_of(sentence)] == expected


def test_of_what_a_sentence_counts_the_next_tells_the_parts() -> None:
    found = targets_of("打通断头路15条。其中，2023年开工8条、建成5条，2024年开工10条。")
    assert [(t.metric, t.value, t.deadline) for t in found] == [
        ("断头路", 15, "2025"),
        ("断头路", 8, "2023"),
        ("断头路", 5, "2023"),
        ("断头路", 10, "2024"),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("创建县级以上和美乡村2个。", [("县级以上和美乡村", 2)]),
        ("消除5万元以下薄弱村。", []),
        ("改厕420户。", [("改厕", 420)]),
        ("三年总投资约210亿元。", [("总投资", 21000000000)]),
        ("城乡低保标准提高到每人每月930元、690元。", [("城镇低保标准", 930), ("农村低保标准", 690)]),
    ],
)
def test_classes_lists_and_standards(sentence: str, expected: list[tuple[str, float]]) -> None:
    assert [(t.metric, t.value) for t in targets_of(sentence)] == expected


def test_what_is_told_of_each_thousand_holds_through_a_list() -> None:
    found = targets_of("每千人口医疗机构床位达到4.2张、执业医师2.2名、注册护士2.1名。")
    assert [(t.metric, t.value) for t in found] == [("每千人口医疗机构床位", 4.2), ("每千人口执业医师", 2.2), ("每千人口注册护士", 2.1)]
    assert target_of("市人民医院迁建工程投资5.6亿元。").metric == "市人民医院迁建工程投资"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("改厕普及率达到92%，有条件的地区率先达到97%。", [("改厕普及率", 92), ("有条件的地区改厕普及率", 97)]),
        ("城镇污水处理率达到98%，农村达到61%。", [("城镇污水处理率", 98), ("农村污水处理率", 61)]),
        ("家长满意率达到90%以上，其中山区85%以上。", [("家长满意率", 90), ("山区家长满意率", 85)]),
        ("管护覆盖率达到90%，示范社区达到80%。", [("管护覆盖率", 90), ("示范社区", 80)]),
    ],
)
def test_a_share_of_some_is_of_what_the_share_of_all_is(sentence: str, expected: list[tuple[str, float]]) -> None:
    assert [(t.metric, t.value) for t in targets_of(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "metric", "value", "per"),
    [
        ("壮大果业，年均增收3200元。", "增收", 3200, "年"),
        ("带动果农户均年增收4000元以上。", "果农户均年增收", 4000, "年"),
        ("带动村集体增收6万元。", "村集体增收", 60000, None),
        ("全镇年出栏肉羊3万只。", "肉羊", 30000, "年"),
        ("建设中转站，年处理厨余垃圾2万吨。", "厨余垃圾", 20000, "年"),
        ("年处理能力2万吨。", "年处理能力", 20000, None),
        ("会同县水利局、县消防大队开展防汛演练，每年不少于2场。", "防汛演练", 2, "年"),
        ("县农业农村局会同各乡镇开展抽查，每月不少于1次。", "抽查", 1, "月"),
        ("监督科每季度通报3次。", "通报", 3, "季"),
        ("6月20日前复耕面积达到3000亩。", "复耕面积", 3000, None),
    ],
)
def test_gains_yearly_acts_and_who_does_them(sentence: str, metric: str, value: float, per: str | None) -> None:
    [found] = targets_of(sentence)
    assert (found.metric, found.value, found.per) == (metric, value, per)


def test_what_a_firm_earns_and_pays_needs_no_verb() -> None:
    found = targets_of("实现产值50亿元、税收3亿元、利润2亿元。")
    assert [(t.metric, t.value) for t in found] == [("产值", 5e9), ("税收", 3e8), ("利润", 2e8)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("改造柳巷、槐里等6家菜市场。", [("菜市场", 6)]),
        ("整治东河、西河等5条河道。", [("河道", 5)]),
        ("推动东河、西河等5个县建设。", []),
        ("治理青河、柳河等13条河流、300条侵蚀沟。", [("河流", 13), ("侵蚀沟", 300)]),
        ("公共图书馆每周开放不少于57小时。", [("公共图书馆开放", 57)]),
        ("学生每天校内体育活动不少于2小时。", [("学生每天校内体育活动", 2)]),
        ("12条农村黑臭水体全部完成整治并长效管护。", [("农村黑臭水体完成整治", 12)]),
        ("120个村实现生活污水有效治理。", [("村实现生活污水有效治理", 120)]),
        ("培训修复人员1300人次。", [("修复人员", 1300)]),
        ("抽查生产企业60家。", [("生产企业", 60)]),
        ("组建巡查队伍20支。", [("巡查队伍", 20)]),
    ],
)
def test_sums_of_lists_hours_that_recur_and_people_by_their_trade(sentence: str, expected: list[tuple[str, float]]) -> None:
    assert [(t.metric, t.value) for t in targets_of(sentence)] == expected


def test_within_how_many_years_is_no_part_of_the_metric_and_treated_land_is_so_much_done() -> None:
    assert target_of("力争三年内民宿接待人次翻一番。").metric == "民宿接待人次"
    assert target_of("水土流失治理面积75平方公里。").kind == "increment"
    assert target_of("水土流失治理面积达到75平方公里。").kind == "level"


@pytest.mark.parametrize(
    ("sentence", "metric", "value"),
    [
        ("目前已建成泵站12座，到2025年再建8座。", "泵站", 8),
        ("在已有12座泵站基础上，新增8座。", "泵站", 8),
        ("2023年已完成改造30公里，2024年计划改造50公里。", "改造", 50),
    ],
)
def test_what_is_added_is_more_of_what_there_is(sentence: str, metric: str, value: float) -> None:
    [found] = targets_of(sentence)
    assert (found.metric, found.value) == (metric, value)


@pytest.mark.parametrize(
    ("sentence", "metric", "value"),
    [
        ("培训合格率95%以上。", "培训合格率", 95),
        ("服务覆盖率96%。", "服务覆盖率", 96),
        ("促进2300名高校毕业生就业。", "高校毕业生就业", 2300),
        ("帮助就业困难人员就业1300人。", "就业困难人员就业", 1300),
        ("制定认定办法，帮助融资3亿元以上。", "融资", 300000000),
        ("打通柳巷、槐里等5条断头路。", "断头路", 5),
        ("发展党员130名。", "发展党员", 130),
        ("高质量发展指数达到82。", "高质量发展指数", 82),
        ("整顿软弱涣散党组织11个。", "软弱涣散党组织", 11),
    ],
)
def test_verbs_inside_rates_and_verbs_of_help(sentence: str, metric: str, value: float) -> None:
    assert (target_of(sentence).metric, target_of(sentence).value) == (metric, value)


@pytest.mark.parametrize(
    ("sentence", "metric", "value", "unit"),
    [
        ("农产品加工产值比达到2.6:1。", "农产品加工产值比", 2.6, None),
        ("万人律师比达到4.2。", "万人律师比", 4.2, None),
        ("举办县级以上赛事40项次。", "县级以上赛事", 40, "项次"),
        ("检查车辆3200辆次。", "车辆", 3200, "辆次"),
    ],
)
def test_ratios_and_units_of_times(sentence: str, metric: str, value: float, unit: str | None) -> None:
    assert (target_of(sentence).metric, target_of(sentence).value, target_of(sentence).unit) == (metric, value, unit)
