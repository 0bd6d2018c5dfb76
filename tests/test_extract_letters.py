"""Letters and notices that hand out work whatever their title says, and what such a letter asks for itself."""

from __future__ import annotations

from helpers import assert_grounded, convert_text

ASKED = """青梧县促进消费工作专班关于请协助落实促消费重点工作的函
县商务局、县文化广电旅游局、县市场监管局：
为贯彻落实县委、县政府关于提振消费的部署要求，请你单位按照职责，抓好以下工作：
1.请县商务局牵头，组织家电以旧换新活动不少于6场。
2.请县文化广电旅游局会同有关乡镇，打造夜间文旅消费集聚区2个。
3.请县市场监管局加强价格监测，开展专项检查不少于3次。
请于11月20日前将工作开展情况报送专班办公室。
附件：活动安排表
青梧县促进消费工作专班
2025年3月3日
"""


def test_a_letter_that_asks_its_readers_to_do_so_much_hands_out_work() -> None:
    document = convert_text(ASKED)
    assert_grounded(document)
    assert document.document.doc_type == "implementation_plan"
    assert document.document.issuers == ("青梧县促进消费工作专班",)
    assert [t.text for t in document.tasks] == [
        "请县商务局牵头，组织家电以旧换新活动不少于6场。",
        "请县文化广电旅游局会同有关乡镇，打造夜间文旅消费集聚区2个。",
        "请县市场监管局加强价格监测，开展专项检查不少于3次。",
    ]
    assert [(u.surface, u.role) for u in document.units] == [
        ("县商务局", "lead"),
        ("县文化广电旅游局", "lead"),
        ("县市场监管局", "responsible"),
    ]


def test_what_a_letter_asks_for_before_it_is_signed_belongs_to_no_item() -> None:
    text = """岚江市人民政府办公室关于做好2025年政府重点任务分工的函
各区县人民政府，市政府各部门：
现将有关重点任务分工函告如下：
一、改造老旧小区45个。（市住房城乡建设局负责）
二、建设街道综合养老服务中心12家。（市民政局负责）
请各牵头单位于3月15日前制定工作方案，并报送市政府办公室。
岚江市人民政府办公室
2025年2月20日
"""
    assert convert_text(text).tasks[-1].text == "建设街道综合养老服务中心12家。（市民政局负责）"
    demand = "各责任单位要于每月25日前将进展情况报市整改办。市整改办将适时开展现场核查。"
    lines = text.replace("（市民政局负责）", "\n责任单位：市民政局").replace(
        "请各牵头单位于3月15日前制定工作方案，并报送市政府办公室。", demand
    )
    assert convert_text(lines).tasks[-1].text == "建设街道综合养老服务中心12家。\n责任单位：市民政局"


def test_a_duty_to_report_inside_a_plan_stays_part_of_its_item() -> None:
    text = """青梧县河湖管护工作方案
一、主要任务
（一）清理河道。完成河道清淤12公里。
二、保障措施
（一）强化督导。建立通报制度。
各单位要于每月25日前将进展情况报县河长办。
"""
    assert convert_text(text).tasks[-1].text == "建立通报制度。\n各单位要于每月25日前将进展情况报县河长办。"


def test_a_letter_that_asks_for_papers_is_no_plan() -> None:
    text = """浔源市财政局关于报送2025年预算调整材料的通知
各预算单位：
请各单位按以下要求做好材料报送工作。
一、报送范围。各单位年中追加项目。
二、报送时间。请于8月10日前报送纸质材料2份。
浔源市财政局
2025年7月25日
"""
    document = convert_text(text)
    assert (document.document.doc_type, document.tasks, document.targets) == ("non_plan", (), ())


def test_what_is_sent_by_a_letter_gives_its_name_to_the_document() -> None:
    text = """关于印送云汀区推进数字政府建设任务分工表的函
区各有关单位：
现将《云汀区推进数字政府建设任务分工表》印送给你们，请认真抓好组织实施。
云汀区人民政府办公室
2025年5月6日
附件
云汀区推进数字政府建设任务分工表
序号 工作任务 牵头单位 完成时限
1 建设政务大数据平台，归集数据资源3000类。 区数据局 2025年12月
2 推动180项事项网上办理。 区政务服务中心 2025年10月
"""
    document = convert_text(text)
    assert (document.document.title, document.document.region) == ("云汀区推进数字政府建设任务分工表", "云汀区")
    assert [t.label for t in document.tasks] == ["1", "2"]


HANDED = """浔源市人民政府办公室关于分解落实2025年节水重点任务的通知
各县区人民政府，市直有关部门：
现将2025年重点任务分解如下，请认真抓好落实。
一、市水利局
1.完成节水型乡镇建设2个。
2.建立用水双控指标体系。
二、市住房城乡建设局
1.改造老旧管网45公里。
三、市教育局、机关事务管理局
创建节水型学校20所、节水型机关30家。
四、各县（市、区）人民政府
落实属地责任，按月报送进展情况。
浔源市人民政府办公室
2025年3月12日
"""


def test_units_over_the_work_that_is_handed_out_to_them_answer_for_it() -> None:
    document = convert_text(HANDED)
    assert_grounded(document)
    of = {t.task_id: t.label for t in document.tasks}
    assert [(u.surface, u.name, u.role, of.get(u.task_id or "")) for u in document.units] == [
        ("市水利局", "市水利局", "responsible", None),
        ("市住房城乡建设局", "市住房城乡建设局", "responsible", None),
        ("市教育局", "市教育局", "responsible", "三、"),
        ("机关事务管理局", "市机关事务管理局", "responsible", "三、"),
        ("各县（市、区）人民政府", "各县（市、区）人民政府", "responsible", "四、"),
    ]


def test_units_that_number_a_division_of_work_answer_whether_it_says_so_or_not() -> None:
    text = """东陵县道路交通安全工作方案
一、重点任务
（一）排查隐患。安装护栏60公里。
二、职责分工
（一）县公安局：负责交通秩序整治，查处违法行为。
（二）县交通运输局：完善标志标线。
（三）各乡镇人民政府：建立劝导站120个。
"""
    document = convert_text(text)
    assert [(u.surface, u.role) for u in document.units] == [
        ("县公安局", "responsible"),
        ("县交通运输局", "responsible"),
        ("各乡镇人民政府", "responsible"),
    ]


def test_lines_that_name_who_does_what_follows_in_a_division_of_work() -> None:
    text = """清陵区2025年爱国卫生月活动方案
一、任务分工
区卫健局：牵头组织病媒生物防制。
区城管局：清理卫生死角，新增垃圾桶500个。
各镇街：组织群众开展大扫除。
二、工作要求
（一）提高认识。各单位要高度重视。
"""
    document = convert_text(text)
    assert [(u.surface, u.role) for u in document.units] == [
        ("区卫健局", "lead"),
        ("区城管局", "responsible"),
        ("各镇街", "responsible"),
    ]


def test_headings_that_end_like_units_among_others_name_nobody() -> None:
    text = """清陵区养老服务实施方案（任务分工版）
一、主要任务
（一）建设街道养老服务中心。新建中心3个。
（二）完善社区服务站。改造服务站12个。
（三）健全评估机制。出台评估办法。
二、区民政局
推进农村养老。
"""
    assert convert_text(text).units == ()
