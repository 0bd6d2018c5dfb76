"""Saved pages of many publishing systems: what their boxes say, all of the text, and nothing of the site in a record."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest
from formats import records
from helpers import CORPUS, assert_grounded, convert_text, converter
from pages import LINES, NOTICE, PAGES, TITLE, Page

from pipeline.read import read


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.system)
def test_what_the_page_says_of_its_document_is_read(page: Page) -> None:
    document = converter()(page.data, "page.html").document.model_dump(mode="json")
    assert {field: document[field] for field in page.says} == page.says


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.system)
def test_a_page_gives_the_records_of_its_text(page: Page) -> None:
    found = converter()(page.data, "page.html")
    assert records(found) == records(convert_text("\n".join((NOTICE, *LINES))))
    assert_grounded(found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.system)
def test_nothing_of_the_text_is_lost_or_dropped(page: Page) -> None:
    left = iter(line.strip() for line in converter().prepare(page.data, "page.html").repaired.text.text.splitlines())
    for line in LINES:
        assert line in left


_BUILT = re.compile(r"</?(?:div|section|article|main|center|form|ul|ol|li|dl|dd|dt|nav|header|footer)\b[^>]*>")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.system)
def test_a_page_whose_text_no_element_is_round_gives_the_records_of_its_text(page: Page) -> None:
    flat = _BUILT.sub("<br>", page.data.decode("gb18030" if b'charset="gb2312"' in page.data else "utf-8"))
    found = converter()(flat.replace("gb2312", "utf-8").encode(), "page.html")
    assert records(found) == records(convert_text("\n".join((NOTICE, *LINES))))


@pytest.mark.parametrize(
    "end",
    [
        ("改造老旧小区18个", "新建口袋公园6个"),
        ("附件：重点工程清单", "附件", "重点工程清单", "云岭水库", "青石泵站"),
        ("联系人：甲，联系电话：000-0000000", "特此通知"),
        ("（五）设立监督员6名。责任单位：市水利局", "抄送：市委办公室，市人大常委会办公室"),
        ("主要指标", "指标", "2022年", "2025年", "供水普及率", "94", "96"),
        ("注：投资额为估算数",),
        ("主要指标", "供水普及率 94 96", "管网漏损率 10 8", "再生水利用率 20 25"),
        ("（五）加强宣传引导", "宣传节水知识"),
    ],
)
def test_what_a_text_ends_with_stays_however_short_its_lines_are(end: tuple[str, ...]) -> None:
    site = "【打印本页】【关闭窗口】<br>浏览排行<br>今日要闻<br>版权所有：青溪市水利局"
    page = f"<html><body>首页 &gt; 政务公开<br>{'<br>'.join((NOTICE, *LINES, *end))}<br>{site}</body></html>"
    left = iter("".join(line.split()) for line in converter().prepare(page.encode(), "page.html").repaired.text.text.splitlines())
    for line in (*LINES, *end):
        assert "".join(line.split()) in left
    assert "今日要闻" not in "".join(left)


@pytest.mark.parametrize(
    "site",
    [
        ("全文完", "条款问答（0）", "同类政策（12）", "报告错误 导出 对比", "数据更新于 2025-06-01", "大数据中心提供技术支撑"),
        ("PC端 · 小程序", "● 智能推送", "您可能还需要", "公租房申请", "Produced By 某系统", "版权所有：青溪市人民政府"),
        ("[作者：甲]　[审核：乙]", "◎ 本周热点", "· 汛期安全提示", "友情链接 市水利局", "投稿信箱：qx@example.cn"),
        ("- 完 -", "排版 | 甲", "—— 精彩回顾 ——", "① 河湖清漂进行时", "觉得不错，请点赞", "写下你的留言"),
        ("政策问答", "1.问：由谁负责？", "答：由市水利局负责，每年巡查2次。", "版权所有：青溪市人民政府"),
        ("意见征集", "征集时间：2022-12-01至2022-12-31", "共征集意见12条，采纳3条。", "本网站由青溪市人民政府主办"),
        ("信息公开基本信息", "发文机关", "青溪市人民政府办公室", "成文日期", "2023-03-06", "索引号", "QX01-2023-8"),
        ("上一节 | 返回 | 下一节", "Print Close", "©2025年版权属青溪市所有"),
        ("AI问答", "供水改造涉及哪些村？", "新建水库2座在哪里？", "版权所有：青溪市人民政府"),
        ("本条信息对您是否有用", "有用 0 没用 0", "最新公开", "青溪市新改建供水管网42.5公里", "热门办件"),
        ("评论 5", "最热 最新", "网友甲", "每个村再建2处水窖就好了。", "回复"),
        ("本作品在发布地属于公有领域。", "分类：2023年政府文件", "本页面最后编辑于2023年4月2日 (星期日) 05:11。"),
        ("1. 任务分解表.xlsx", "【新闻发布会】供水保障发布会", "常用查询：", "地址：青溪市湖滨路 邮编：000000"),
    ],
)
def test_nothing_of_what_a_site_puts_behind_a_text_comes_into_a_record_without_an_element_round_it(site: tuple[str, ...]) -> None:
    page = f"<html><body>首页 &gt; 政务公开<br>{'<br>'.join((NOTICE, *LINES, *site))}</body></html>"
    found = converter()(page.encode(), "page.html")
    assert records(found) == records(convert_text("\n".join((NOTICE, *LINES))))


def test_links_to_the_chapters_above_a_text_hide_neither_its_number_nor_its_chapters() -> None:
    chapters = [line for line in LINES if line[:2] in ("一、", "二、", "三、")]
    text = (NOTICE, "目录", *chapters, "青政办发〔2023〕8号", *LINES)
    page = f"<html><body>{''.join(f'<p>{line}</p>' for line in text)}</body></html>"
    found = converter()(page.encode(), "page.html")
    assert found.document.doc_number == "青政办发〔2023〕8号"
    assert records(found) == records(convert_text("\n".join((NOTICE, *LINES))))


def test_a_report_was_given_on_the_day_beside_the_assembly_and_not_when_a_paper_printed_it() -> None:
    head = ("2025年青溪市人民政府工作报告", "2025年01月17日 18:20 青溪日报", "——2025年1月9日在青溪市第七届人民代表大会第四次会议上")
    text = (*head, "一、2025年重点工作", "（一）扩大供水。新建水厂2座，铺设管网30公里。")
    page = f"<html><body>{''.join(f'<p>{line}</p>' for line in text)}</body></html>"
    document = converter()(page.encode(), "page.html").document
    assert (str(document.issued_on), str(document.published_on)) == ("2025-01-09", "2025-01-17")


def test_rows_of_a_box_below_a_text_with_a_label_in_each_cell_are_read_and_come_into_no_record() -> None:
    rows = (("索引号：QX01-2023-8", "关键词：供水;方案"), ("发布机构：青溪市人民政府办公室", "有效期：5年"))
    box = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    page = f"<html><body><h1>{NOTICE}</h1>{''.join(f'<p>{line}</p>' for line in LINES)}<table>{box}</table></body></html>"
    found = converter()(page.encode(), "page.html")
    assert found.document.index_number == "QX01-2023-8"
    assert records(found) == records(convert_text("\n".join((NOTICE, *LINES))))


@pytest.mark.parametrize("tag", ["pre", 'div style="white-space: pre-wrap"'])
def test_lines_show_as_they_came_where_the_page_says_so(tag: str) -> None:
    text = "\n".join((NOTICE, *LINES))
    page = f"<html><body><{tag}>{text}</{tag.split(maxsplit=1)[0]}></body></html>"
    assert records(converter()(page.encode(), "page.html")) == records(convert_text(text))


def test_a_box_below_a_text_with_labels_and_values_by_turns_is_read() -> None:
    box = ("基本信息", "发文机关", "青溪市人民政府办公室", "成文日期", "2023-03-06", "索引号", "QX01-2023-8", "公开类型", "主动公开")
    page = f"<html><body><h1>{NOTICE}</h1>{''.join(f'<p>{line}</p>' for line in (*LINES, *box))}</body></html>"
    assert converter()(page.encode(), "page.html").document.index_number == "QX01-2023-8"


@pytest.mark.parametrize(
    "amid",
    [
        "推荐阅读：青溪市人才政策30条",
        "图为施工现场。季宁 摄",
        "第2页：重点任务",
        "[责任编辑：季宁]",
        "招商热线：000-000-0000（微信同号）",
        "上一页 1 2 下一页",
        "广告",
    ],
)
def test_what_a_site_puts_between_two_paragraphs_comes_into_no_record(amid: str) -> None:
    half = len(LINES) // 2
    page = f"<html><body><h1>{NOTICE}</h1>{''.join(f'<p>{line}</p>' for line in (*LINES[:half], amid, *LINES[half:]))}</body></html>"
    assert records(converter()(page.encode(), "page.html")) == records(convert_text("\n".join((NOTICE, *LINES))))


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ((f"{NOTICE}（青政办发〔2023〕8号）",), "青政办发〔2023〕8号"),
        (("关于贯彻《岚江省供水保障规划》（岚政发〔2022〕31号）",), None),
        ((NOTICE, "印发日期：2023-03-06　发布日期：2023-03-10　青政办发〔2023〕8号"), "青政办发〔2023〕8号"),
        ((NOTICE, "青政办发〔2023〕8号 · 青溪市人民政府办公室 · 2023-03-10 发布 · 1024 次浏览"), "青政办发〔2023〕8号"),
    ],
)
def test_the_number_is_read_behind_the_title_and_in_rows_of_days_and_facts(head: tuple[str, ...], number: str | None) -> None:
    page = f"<html><body>首页 &gt; 政务公开<br>{'<br>'.join((*head, *LINES))}</body></html>"
    document = converter()(page.encode(), "page.html").document
    assert document.doc_number == number
    if "发布" in head[-1]:
        assert str(document.published_on) == "2023-03-10"


@pytest.mark.parametrize(
    ("credits", "behind"),
    [
        ("供稿：市水利局", ("青溪发布", "发布权威政务信息。")),
        ("文件原文请以纸质为准。", ()),
        (
            "原标题：《青溪供水方案公布》",
            (
                "特别声明",
                "本文为作者或机构在本平台上传并发布，仅代表该作者或机构观点，不代表本平台的观点或立场，" * 2 + "仅提供信息发布平台。",
            ),
        ),
        ("", ("本篇被引用", "相似资料", "法规库登录后可查看更多内容，服务热线：000-0000。")),
        ("附件下载", ("我要提意见", "结果反馈", "截至征集结束，共收到意见3条。")),
    ],
)
def test_a_sentence_of_the_sites_behind_the_text_and_its_credits_is_no_part_of_it(credits: str, behind: tuple[str, ...]) -> None:
    text = "".join(f"<p>{line}</p>" for line in (NOTICE, *LINES))
    site = "".join(f"<div>{line}</div>" for line in behind)
    page = f"<html><body><div>{text}<p>{credits}</p></div>{site}</body></html>"
    assert records(converter()(page.encode(), "page.html")) == records(convert_text("\n".join((NOTICE, *LINES))))


@pytest.mark.parametrize(
    "part",
    [
        ("青溪市人民政府办公室", "2023年3月6日"),
        ("青溪市水利局　2023年3月6日",),
        ("四、附则", "本方案由市水利局解释。", "自印发之日起施行。"),
        ("各县（区）每年12月底前报送总结。",),
        ("附件：1. 任务分工表", "2. 项目表", "附件1", "任务分工表"),
        ("专栏1 供水工程", "1.水源工程。新建水库3座。"),
        ("抄送：市委办公室", "联系人：甲"),
    ],
)
def test_what_another_part_of_the_page_says_behind_most_of_the_text_stays(part: tuple[str, ...]) -> None:
    text, more = ("".join(f"<p>{line}</p>" for line in lines) for lines in ((NOTICE, *LINES), part))
    links = "<ul><li><a href='1'>一图读懂</a></li></ul>"
    site = f"<div>扫一扫在手机打开当前页</div><div>相关解读</div>{links}<div>提交建议后会有人与您联系。</div>"
    page = f"<html><body><div>{text}</div><div>{more}</div>{site}</body></html>"
    left = converter().prepare(page.encode(), "page.html").repaired.text.text
    assert all("".join(line.split()) in "".join(left.split()) for line in (*LINES, *part))
    assert "与您联系" not in left


@pytest.mark.parametrize(
    "stamp",
    [
        "青溪新闻网 http://www.qingxi.example 2023-03-10 08:42 来源：青溪日报",
        "张贴日：2023-03-10　更新日：2023-03-12　点阅数：643",
        "青溪县水利局2023-03-10 10:20阅读：85",
        "2023年03月10日08:21 | 来源：青溪日报",
        "登记日期：2023-03-10",
        "青溪日报 2023年03月10日 星期五 第02版：要闻",
        "《青溪日报》（2023年03月10日 02版）",
        "[2023-03-10] [来源：青溪市政府办]",
        "青溪政府网　发布时间 :2023-03-10 11:02:10",
        "发布于：2023-03-10 | 来源：青溪电视台 | 播放：3万次",
        "2023年03月10日 来源： 规划处 字体： 大 中 小",
        "【字号 大 中 小】　【2023年3月10日】　【来源：青溪市水利局】",
    ],
)
def test_the_day_on_which_a_page_was_put_online_is_read_in_its_forms(stamp: str) -> None:
    page = f"<html><body><h1>{NOTICE}</h1><div>{stamp}</div>{''.join(f'<p>{line}</p>' for line in LINES)}</body></html>"
    assert str(converter()(page.encode(), "page.html").document.published_on) == "2023-03-10"


def test_values_in_the_row_below_their_labels_are_read() -> None:
    rows = (
        ("索 引 号", "文　号", "发布机构", "责任部门", "生成日期", "时 效 性"),
        ("QX-7", "青政办发〔2023〕8号", "青溪市政府办公室", "市水利局", "2023-03-10", "有效"),
    )
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    page = f"<html><body><table>{table}</table><h1>{TITLE}</h1>{''.join(f'<p>{line}</p>' for line in LINES[5:])}</body></html>"
    document = converter()(page.encode(), "page.html").document
    assert (document.doc_number, document.index_number, document.issuers) == ("青政办发〔2023〕8号", "QX-7", ("青溪市政府办公室",))
    assert (str(document.published_on), document.validity, document.title) == ("2023-03-10", "有效", TITLE)


def test_a_label_without_a_value_at_the_end_of_a_row_leaves_the_others_theirs() -> None:
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
        for row in (("发文字号", "青水发〔2023〕8号", "废止日期", ""), ("发文机构", "市水利局", "时效性", "有效"))
    )
    page = f"<html><body><table>{rows}</table><h1>{TITLE}</h1>{''.join(f'<p>{line}</p>' for line in LINES[5:])}</body></html>"
    assert converter()(page.encode(), "page.html").document.doc_number == "青水发〔2023〕8号"


def test_a_ministry_with_a_short_name_signs_in_another_part_of_the_page() -> None:
    text, site = "".join(f"<p>{line}</p>" for line in LINES[4:]), "<p>相关解读</p><p>版权所有：教育部</p>"
    page = f"<html><body><h1>{TITLE}</h1><div>{text}</div><div><p>教育部</p><p>2023年3月6日</p></div>{site}</body></html>"
    document = converter()(page.encode(), "page.html").document
    assert (document.issuers, str(document.issued_on)) == (("教育部",), "2023-03-06")


def test_labels_that_a_style_sets_apart_are_read_without_a_mark_behind_them() -> None:
    rows = (
        "<span>索引号</span><b>QX-0/2023-8</b>&nbsp;&nbsp;<span>公开目录</span><b>规划</b>&nbsp;&nbsp;<span>发布日期</span><b>2023-03-10</b>",
        "<span>发布机构</span><b>青溪市水利局</b>&nbsp;&nbsp;<span>文号</span><b>青水发〔2023〕8号</b>",
    )
    body = "".join(f"<p>{line}</p>" for line in LINES[4:])
    page = f"<html><body>{''.join(f'<div>{row}</div>' for row in rows)}{body}</body></html>"
    document = converter()(page.encode(), "page.html").document
    assert (document.doc_number, document.index_number, document.issuers) == ("青水发〔2023〕8号", "QX-0/2023-8", ("青溪市水利局",))


def test_several_words_with_bars_between_are_a_menu_and_open_no_title() -> None:
    page = f"<html><body>新闻 | 专题 | 图片 | 影片<br>供水保障三年行动方案<br>{'<br>'.join(LINES[6:])}</body></html>"
    assert converter()(page.encode(), "page.html").document.title == "供水保障三年行动方案"


def test_the_only_heading_of_a_page_is_its_title_though_no_word_tells_a_plan() -> None:
    menu = "<br>".join(("局长的话", "最新消息", "常见问题"))
    page = f"<html><body>{menu}<h2>2024至25年度水务局工作纲领</h2>{'<br>'.join(LINES[6:])}</body></html>"
    assert converter()(page.encode(), "page.html").document.title == "2024至25年度水务局工作纲领"


def test_what_says_who_speaks_stays_above_the_title_of_a_page() -> None:
    above = ("青溪市人民政府办公室文件", "青政办发〔2023〕8号", "青溪市水利局", "各县（区）人民政府：", "政务公开", "天气：晴")
    page = f"<html><head><title>{NOTICE}</title></head><body>{'<br>'.join((*reversed(above), NOTICE, *LINES))}</body></html>"
    left = converter().prepare(page.encode(), "page.html").repaired.text.text
    assert all(line in left for line in above[:4])
    page = page.replace("各县（区）人民政府：<br>青溪市水利局", "青溪市水利局")
    left = converter().prepare(page.encode(), "page.html").repaired.text.text
    assert all(line in left for line in above[:3])
    assert not any(line in left for line in above[4:])


def test_a_month_alone_signs_a_text_behind_its_part_of_a_page() -> None:
    work = [f"{n}.管护水渠。每年巡查水渠不少于{n}次，及时清理淤泥和杂草，保持渠道通畅。" for n in range(1, 9)]
    lines = ("青溪市水利工作方案", "一、主要任务", *work, "青溪市水利局", "2023年10月")
    body = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<html><body><div>{body}</div><div><p>相关链接</p><p>修订日期：2023年11月3日</p></div></body></html>"
    found = converter()(page.encode(), "page.html").document
    assert (found.issuers, found.issued_on) == (("青溪市水利局",), "2023-10")


_OWN_FOOT = ("31_hk_policy_address", "38_taiwan_policy_plan")
"""Samples that end with what their sites put there."""


@pytest.mark.parametrize("path", [p for p in sorted(CORPUS.glob("*.txt")) if p.stem not in _OWN_FOOT], ids=lambda p: p.stem)
def test_a_text_on_a_page_without_elements_loses_nothing_to_the_site(path: Path) -> None:
    text = read(path.read_bytes()).text
    written = escape(text).replace("\t", "&#9;").replace("  ", "&nbsp; ").replace("\n", "<br>\n")
    site = "【打印本页】【关闭窗口】<br>浏览排行<br>今日要闻<br>版权所有：某某网"
    page = f"<html><body>首页 &gt; 政务公开 &gt; 规划计划<br>{written}<br>{site}</body></html>"
    edits = converter().prepare(page.encode(), "page.html").repaired.text.edits
    assert {e.before.strip() for e in edits if e.rule == "chrome.outside"} <= {"浏览排行", "今日要闻"}
