"""What is counted in reports, lists of good deeds and breakdowns of work: which numbers are promises, and of what."""

from __future__ import annotations

import pytest
from helpers import convert_text, targets_of


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("确保2600人稳定脱贫、9个村出列。", [("稳定脱贫", 2600), ("村出列", 9)]),
        ("实现最后8个村退出、1500人脱贫。", [("村退出", 8), ("脱贫", 1500)]),
        ("新入驻企业16户。", [("入驻企业", 16)]),
        ("高标准打造千亩示范片600个。", [("千亩示范片", 600)]),
        ("启动第二轮45家卫生站标准化建设。", [("卫生站标准化建设", 45)]),
        ("每年创建一个省级示范园。", [("省级示范园", 1)]),
        ("每年预留3个岗位定向招聘残疾人。", [("岗位", 3)]),
        ("粮食产量稳定在全省总产量的20%左右。", [("粮食产量占全省总产量比例", 20)]),
        ("▶整治背街小巷30条。", [("背街小巷", 30)]),
        ("完成梧桐里小区二期180户集中供暖改造。", [("集中供暖改造", 180)]),
        ("改造老旧小区25个。", [("老旧小区", 25)]),
    ],
)
def test_what_is_counted_in_reports_and_lists_of_good_deeds(sentence: str, expected: list[tuple[str, float]]) -> None:
    assert [(t.metric, t.value) for t in targets_of("总体安排。" + sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("抓好受益灌面60万亩、惠及20万人的引水工程。", []),
        ("新建日供水8万吨的净水厂2座。", [2]),
        ("抓好青化15万吨硫酸和8万吨磷肥、云盐6万吨精制盐等项目建设。", []),
        ("形成一批超50亿元的优势产业集群和超10亿元的特色产业集群。", []),
        ("惠及3万人。", [30000]),
    ],
)
def test_how_large_works_and_classes_are_is_no_promise(sentence: str, values: list[float]) -> None:
    assert [t.value for t in targets_of("总体安排。" + sentence)] == values


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("科研经费支出超80亿元且占总产值比重达到3.2%。", [("科研经费支出", 8e9), ("科研经费支出占总产值比重", 3.2)]),
        ("整体提升70所学校、20家医院周边环境。", [("学校", 70), ("医院周边环境", 20)]),
        ("新增及优化调整公交线路40条以上。", [("公交线路", 40)]),
        ("获得省科技奖6项。", [("省科技奖", 6)]),
        ("高中、初中入学率达到98%、99%以上。", [("高中入学率", 98), ("初中入学率", 99)]),
        (
            "化学需氧量、氨氮排放总量（含农业）分别控制在8.2万吨、0.7万吨以内，比2010年的9.1万吨、0.8万吨分别减少9.9%、12.5%。",
            [("化学需氧量排放总量", 82000), ("氨氮排放总量", 7000), ("化学需氧量排放总量", 9.9), ("氨氮排放总量", 12.5)],
        ),
    ],
)  # fmt: skip
def test_what_is_said_of_two_things_or_two_of_one(sentence: str, expected: list[tuple[str, float]]) -> None:
    assert [(t.metric, t.value) for t in targets_of("总体安排。" + sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("粮食播种面积稳定在52万亩以上、产量稳定在21万吨以上。", [("粮食播种面积", 520000), ("粮食产量", 210000)]),
        ("肉羊存栏8万只、出栏12万只。", [("肉羊存栏", 80000), ("肉羊出栏", 120000)]),
        ("对900户困难老年人家庭适老化改造。", [("困难老年人家庭适老化改造", 900)]),
        ("为全州3万名35—64岁妇女免费做宫颈癌筛查。", [("35—64岁妇女免费做宫颈癌筛查", 30000)]),
        ("电网具备6%以上的尖峰负荷响应能力。", [("尖峰负荷响应能力", 6)]),
        ("建成社区健身路径或3人制篮球场15个。", [("社区健身路径或3人制篮球场", 15)]),
        ("完成120个50户以上木质村寨给水管网改造。", [("50户以上木质村寨给水管网改造", 120)]),
        ("任务十分繁重，意义十分重大。", []),
    ],
)
def test_crops_herds_those_served_and_what_is_no_count(sentence: str, expected: list[tuple[str, float]]) -> None:
    assert [(t.metric, t.value) for t in targets_of("总体安排。" + sentence)] == expected


def test_a_heading_of_requirements_and_goals_has_goals_below_it() -> None:
    text = """政府工作报告
——2026年1月20日在青梧县第十八届人民代表大会第五次会议上
各位代表：
现在，我代表青梧县人民政府，向大会报告工作。
一、2025年工作回顾
全县生产总值增长6%。
二、“十五五”时期总体要求和主要目标
“十五五”时期，全县生产总值年均增长7%以上。
三、2026年重点工作
（一）做强产业。新增规上企业12家。
"""
    converted = convert_text(text)
    assert [(t.metric, t.value, t.deadline) for t in converted.targets] == [("生产总值", 7, "2030"), ("规上企业", 12, "2026")]
    assert converted.document.issuers == ("青梧县人民政府",)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("全年签约31个项目。", [("项目", 31, "=")]),
        ("家庭医生签约2.5万人。", [("家庭医生签约", 25000, "=")]),
        ("签约约31个项目。", [("项目", 31, "~")]),
        ("每千人口拥有托位数达到5.0个。", [("每千人口拥有托位数", 5, "=")]),
        ("婴儿死亡率、孕产妇死亡率分别下降到4.0‰、10/10万。", [("婴儿死亡率", 4, "="), ("孕产妇死亡率", 10, "=")]),
        ("打造智慧城市2.0系统。", []),
        ("至少建成一个示范点。", [("示范点", 1, ">=")]),
        ("各县（市、区）至少有一个省级开发区。", [("省级开发区", 1, ">=")]),
        ("各单位至少有一名同志参会。", []),
        ("全年实现开工项目31项。", [("开工项目", 31, "=")]),
        ("实现落户企业20家。", [("落户企业", 20, "=")]),
        ("将引资任务分解落实到13个镇、87个部门。", []),
        ("新增年营业收入超1000亿元的企业2家。", [("年营业收入超1000亿元的企业", 2, "=")]),
    ],
)
def test_words_that_end_as_bounds_do_and_numbers_that_end_as_versions_do(sentence: str, expected: list[tuple[str, float, str]]) -> None:
    assert [(t.metric, t.value, t.comparator) for t in targets_of("总体安排。" + sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("全市2027年改造小区49个。", [("小区", 49, "2027")]),
        ("小区改造新开工49个、256万平方米、3.2万户。", [("小区改造", n, "2025") for n in (49, 2560000, 32000)]),
        ("规整和更新改造水电气热信等老旧管线51.6公里。", [("水电气热信等老旧管线", 51.6, "2025")]),
        ("改造内容包括基础类、完善类、提升类3类。", []),
        (
            "到2027年每个县（市、区）至少有一所达到二级标准的妇幼保健院。",
            [("每个县（市、区）有达到二级标准的妇幼保健院", 1, "2027")],
        ),
    ],
)
def test_one_thing_in_several_units_and_by_when(sentence: str, expected: list[tuple[str, float, str]]) -> None:
    assert [(t.metric, t.value, t.deadline) for t in targets_of("总体安排。" + sentence)] == expected
