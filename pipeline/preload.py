"""Loads the stages with the built-in rules when it is imported: the process that worker processes are forked from does so once for all.

A short plan goes the whole way, so that what is loaded only when it is needed, the patterns above all, is there before the fork too.
"""

import gc

from pipeline.job import Job, Options
from pipeline.work import load_worker

_PLAN = """\
云岭县人民政府办公室关于印发云岭县供水保障三年行动方案（2023—2025年）的通知
云政办发〔2023〕7号
各乡镇人民政府，县政府各部门：
现将方案印发给你们，请认真贯彻执行。
2023年3月6日
一、主要目标
2022年，全县自来水普及率为88%，建成水厂4座。到2025年，自来水普及率达到95%以上，新建水厂3座，管网漏损率降低至9%以内，年均节水不少于20万立方米。
表1 主要指标
指标 | 单位 | 2022年 | 2025年 | 属性
自来水普及率 | % | 88 | 95 | 约束性
二、重点任务
（一）加快水厂建设。
1.改造管网。实施老旧管网改造工程，每年改造管网30公里，加强水质监测。（责任单位：县水利局、县住房和城乡建设局）
2.健全机制。由县水利局牵头，会同县财政局建立水费定价机制，2024年底前完成。
三、保障措施
加强组织领导，落实资金1.2亿元。
"""

load_worker(Options())(Job(_PLAN.encode(), "plan.txt"))
gc.collect()
gc.freeze()
