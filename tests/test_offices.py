"""Offices: the full name behind a short one, and one id for one office of one place."""

from __future__ import annotations

import pytest
from helpers import convert_text, item, plan, unit_records

from pipeline.extract.offices import name_office, place_key
from rules import load


def full(name: str, region: str = "南京市") -> str:
    return name_office(name, region, (), load())[0]


def org(name: str, region: str | None = "南京市", issuers: tuple[str, ...] = ()) -> str | None:
    return name_office(name, region, issuers, load())[1]


# --- full names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("市发改委", "市发展和改革委员会"),
        ("国家发展改革委", "国家发展和改革委员会"),
        ("县发改局", "县发展和改革局"),
        ("工信局", "工业和信息化局"),
        ("工信部", "工业和信息化部"),
        ("省经信厅", "省经济和信息化厅"),
        ("人社局", "人力资源和社会保障局"),
        ("省人力资源社会保障厅", "省人力资源和社会保障厅"),
        ("区人力社保局", "区人力资源和社会保障局"),
        ("住建局", "住房和城乡建设局"),
        ("市住房城乡建设委", "市住房和城乡建设委员会"),
        ("卫健委", "卫生健康委员会"),
        ("区卫健局", "区卫生健康局"),
        ("文旅局", "文化和旅游局"),
        ("市文化广电旅游局", "市文化广电和旅游局"),
        ("市交委", "市交通委员会"),
        ("县交通局", "县交通运输局"),
        ("自规局", "自然资源和规划局"),
        ("市规划资源局", "市规划和自然资源局"),
        ("应急局", "应急管理局"),
        ("退役军人局", "退役军人事务局"),
        ("医保局", "医疗保障局"),
        ("市科委", "市科学技术委员会"),
        ("区教委", "区教育委员会"),
        ("省民宗委", "省民族宗教事务委员会"),
        ("市国资委", "市国有资产监督管理委员会"),
        ("市委编办", "市委机构编制委员会办公室"),
        ("市委政法委", "市委政法委员会"),
        ("市纪委监委", "市纪律检查委员会监察委员会"),
        ("市残联", "市残疾人联合会"),
        ("县供销社", "县供销合作社联合社"),
        ("区政府", "区人民政府"),
        ("市政府办", "市人民政府办公室"),
        ("省政府办公厅", "省人民政府办公厅"),
        ("团市委", "共青团市委员会"),
        ("市场监管总局", "国家市场监督管理总局"),
        ("经开区管委会", "经开区管理委员会"),
        ("青埠湖管委会", "青埠湖管理委员会"),
    ],
)
def test_a_short_name_is_given_in_full(short: str, whole: str) -> None:
    assert full(short) == whole


def test_the_place_before_an_office_stays_as_it_is() -> None:
    assert full("南京市发改委") == "南京市发展和改革委员会"
    assert full("江苏省南京市人社局") == "江苏省南京市人力资源和社会保障局"
    assert full("恩施州发改委") == "恩施州发展和改革委员会"
    assert full("望榆经开区市监局") == "望榆经开区市场监督管理局"


def test_the_letter_of_a_level_is_told_from_the_first_letter_of_an_office() -> None:
    """市监局 is 市场监管局, so 市市监局 has the letter of its city and 市监局 has none; 市监委 is the 监委 of a city."""
    assert full("市监局") == "市场监督管理局"
    assert full("市市监局") == "市市场监督管理局"
    assert full("区市监局") == "区市场监督管理局"
    assert full("市监委") == "市监察委员会"


def test_a_place_may_stand_without_its_ending_where_it_is_known() -> None:
    assert full("深圳发改委") == "深圳发展和改革委员会"
    assert full("临澜发改委", region="临澜市云汀区") == "临澜发展和改革委员会"
    assert full("某某发改委") == "某某发改委"  # a word that no list and no region knows


def test_what_stands_behind_the_office_is_kept_and_a_bracket_left_out() -> None:
    assert full("市自规局云埠分局") == "市自然资源和规划局云埠分局"
    assert full("市政府外办") == "市人民政府外事办公室"
    assert full("区自然资源规划分局") == "区自然资源和规划分局"
    assert full("省民宗委（省宗教局）") == "省民族宗教事务委员会"


@pytest.mark.parametrize(
    "name",
    ["财政部门", "市发展改革部门", "市财政局", "市委组织部", "区科经局", "市环境监测中心", "发改工作", "市政公用科", "国网汐城供电公司"],
)
def test_other_names_stay_as_they_are(name: str) -> None:
    assert full(name) == name


def test_the_names_of_before_2018_are_not_those_of_other_offices() -> None:
    assert full("市环保局") == "市环境保护局"
    assert full("市卫计委") == "市卫生和计划生育委员会"
    assert org("市环保局") != org("市生态环境局")


@pytest.mark.parametrize("region", ["香港特别行政区", "澳门特别行政区", "澜汐特别行政区", "台北市"])
def test_bureaux_of_hong_kong_macau_and_taiwan_keep_their_names(region: str) -> None:
    assert full("卫健局", region) == "卫健局"
    assert full("環保局", region) == "環保局"
    assert org("卫健局", region) is not None


# --- ids ------------------------------------------------------------------------------------------------------


def test_one_office_under_three_names_has_one_id() -> None:
    assert len({org(name) for name in ("市发改委", "南京市发展改革委", "发展和改革委员会", "江苏省南京市发改委", "南京发改委")}) == 1


def test_offices_of_other_levels_and_other_fields_have_other_ids() -> None:
    names = ("市发改委", "省发改委", "国家发改委", "市工信局", "鼓楼区发改委", "市委办", "市政府办")
    assert len({org(name) for name in names}) == len(names)


def test_a_letter_means_the_place_that_the_region_names() -> None:
    """In a plan of 南京市 the 省 is Jiangsu, so that its office is the one of Jiangsu's own plans."""
    assert org("省民政厅", "南京市") == org("江苏省民政厅", "南京市") == org("省民政厅", "江苏省")
    assert org("区民政局", "上海市长宁区") == org("民政局", "长宁区")
    assert org("市民政局", "上海市长宁区") == org("上海市民政局", "上海市长宁区") == org("市民政局", "上海市")


def test_in_a_city_of_county_rank_the_letter_of_a_city_is_its_own() -> None:
    assert place_key("市", "宁国市") == "341881"
    assert place_key("省", "宁国市") == "340000"
    assert org("市民政局", "宁国市") == org("宁国市民政局", "宁国市")


def test_places_that_no_list_has_are_kept_apart_by_their_names() -> None:
    region = "临澜市云汀区"
    assert org("市交通局", region) == org("临澜市交通运输局", region)
    assert org("区交通局", region) == org("云汀区交通运输局", region) == org("交通运输局", region)
    assert org("区交通局", region) != org("市交通局", region)
    assert org("县水利局", "青梧县") != org("县水利局", "松陂县")


def test_an_autonomous_region_is_called_so() -> None:
    assert full("自治区发展改革委", "广西壮族自治区") == "自治区发展和改革委员会"
    assert org("自治区发展改革委", "广西壮族自治区") == org("广西发改委", "百色市") == org("自治区发改委", "百色市")
    assert full("兵团发展改革委", "新疆维吾尔自治区") == "兵团发展和改革委员会"
    assert org("兵团发展改革委", "新疆维吾尔自治区") != org("自治区发展改革委", "新疆维吾尔自治区")


def test_a_letter_of_a_lower_level_is_no_single_place() -> None:
    """A plan of a province that says 县教育局 means each county's; one of a county that says 镇政府 means each town's."""
    assert org("县教育局", "江苏省") is None
    assert org("区民政局", "南京市") is None
    assert org("镇政府", "宁国市") is None
    assert org("县教育局", "岚江省") is None
    assert org("省教育厅", "青梧县") is not None  # its one province, though nobody says which


def test_an_office_of_the_centre_is_the_same_in_every_plan() -> None:
    assert org("财政部", "南京市") == org("财政部", "全国")
    assert org("国家发改委", "南京市") == org("国家发展改革委", "全国") == org("发展改革委", "全国")
    assert org("财政部", None) == org("财政部", "全国")


@pytest.mark.parametrize(
    "name",
    ["各区政府", "各街镇", "有关部门", "财政部门", "青梧县水务部门", "苏浙皖民政局", "县（市、区）政府", "各县（市、区）人民政府", "医院"],
)
def test_what_is_no_single_office_has_no_id(name: str) -> None:
    assert org(name) is None


def test_a_single_hospital_has_an_id() -> None:
    assert org("市人民医院") is not None


def test_without_a_region_only_the_centre_is_known() -> None:
    assert org("市财政局", None) is None


def test_a_division_is_one_of_the_body_that_issued_the_plan() -> None:
    """人事科 of one bureau is not 人事科 of another; without the one issuer nobody knows whose it is."""
    first = org("人事科", "青梧县", ("青梧县水利局",))
    assert first is not None
    assert first == org("人事科", "青梧县", ("青梧县水利局",))
    assert first != org("人事科", "青梧县", ("青梧县民政局",))
    assert org("人事科", "青梧县") is None
    assert org("人事科", "青梧县", ("青梧县水利局", "青梧县民政局")) is None


# --- in records -----------------------------------------------------------------------------------------------


def test_the_records_carry_both() -> None:
    units = unit_records("（责任单位：县发改局、县人社局、各镇政府）")
    assert [(u.name, u.canonical, u.org_id is None) for u in units] == [
        ("县发改局", "县发展和改革局", False),
        ("县人社局", "县人力资源和社会保障局", False),
        ("各镇政府", "各镇政府", True),
    ]


def test_short_and_long_names_of_one_document_share_their_id() -> None:
    text = plan(
        item("新建水厂2座。（责任单位：县住建局）"),
        "（二）改造管网。改造管网120公里。（责任单位：青梧县住房和城乡建设局）",
        "（三）统一管护。管护水厂9座。（责任单位：县住房城乡建设局）",
    )
    units = convert_text(text).units
    assert len({u.name for u in units}) == 3
    assert len({u.org_id for u in units}) == 1
