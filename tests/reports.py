"""A government work report of an invented province, in the parts that tests put together."""

from __future__ import annotations

from schemas import Task

REPORT = "2026年青梧省政府工作报告\n——2026年1月8日在青梧省第十届人民代表大会第四次会议上\n各位代表：\n现在，我代表省政府报告工作。\n"
HALVES = REPORT + "一、2025年工作回顾\n过去一年，新建水厂3座。\n二、“十五五”时期主要目标任务\n"
WORK = (
    "三、2026年重点工作\n"
    "（一）着力扩大内需，增强发展动力。把促消费摆在重要位置。\n"
    "激发消费活力。举办促消费活动200场。\n"
    "扩大有效投资。实施重点项目80个。\n"
    "内需是发展之本。我们要用足政策，让市场热起来。\n"
    "（二）着力科技创新，培育新动能。完善创新体系。\n"
    "建强创新平台。新建实验室6家。\n"
    "推动成果转化。健全中试体系。\n"
    "（三）着力改善民生，增进福祉。坚持民生为大。\n"
    "促进充分就业。城镇新增就业12万人。\n"
    "健全社会保障。提高基础养老金标准。\n"
    "各位代表！民生连着民心，我们要把实事办到群众心坎上。\n"
    "（四）着力绿色转型，建设美丽青梧。协同推进降碳减污。\n"
    "打好污染防治攻坚战。优良水体比例达到90%以上。\n"
)


def steps(task: Task) -> list[tuple[str | None, str | None]]:
    """The path of a task, a label and a title a step."""
    return [(s.label, s.title) for s in task.path]
