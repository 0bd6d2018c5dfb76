"""Sentences with numbers that commit to nothing: what is over, in force, foreseen, named, or only counted up."""

from __future__ import annotations

from corpus.generator.context import Context, cat
from corpus.generator.pieces import Piece, with_programmes
from corpus.generator.quantities import made, rated
from corpus.generator.registry import form
from corpus.generator.words import DOINGS


def closing(c: Context) -> str:
    """A clause without a quantity."""
    return f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}"


@form("none.achieved", "decoy")
def achieved(c: Context, name: str) -> Piece:
    """截至2025年底已建成120个, 目前已有: what was achieved, now and then before a target in the same sentence."""
    past, thing, rate = c.start - 1, c.thing(), c.rate()
    n, p = c.rng.randint(5, 900), c.rng.randint(40, 95)
    words = f"{thing.noun}{n}{thing.measure}"
    verb = c.pick(thing.verbs)
    return c.one_of(
        lambda: cat(c.decoy(name, f"截至{past}年底，全{c.place.prefix}已{verb}{words}"), f"，下一步将{closing(c)}"),
        lambda: cat(c.decoy(name, f"目前全{c.place.prefix}已有{words}"), f"，要{closing(c)}"),
        lambda: cat(c.decoy(name, f"在{past}年已{verb}{words}的基础上"), "，", made(c, "bound.plain", c.thing())),
        lambda: cat(c.decoy(name, f"{past}年{rate}为{p}%"), f"，今后要{closing(c)}"),
        lambda: cat(
            c.decoy(name, f"“{'十四五' if c.start >= 2026 else '十三五'}”期间累计{verb}{words}"), f"，为{c.pick(c.sector.themes)}打下了基础"
        ),
        lambda: cat(c.decoy(name, f"巩固{past}年创建成果（已认定{words}）"), "，", rated(c, "bound.plain")),
        lambda: c.decoy(name, f"近年来先后投入资金{n}万元，{thing.noun}总数达到了{n + 7}{thing.measure}"),
    )


@form("none.named", "decoy")
def named(c: Context, name: str) -> Piece:
    """15分钟生活圈, “十百千万”计划, 12345热线: numbers that belong to a name."""
    names = list(c.sector.names)
    c.rng.shuffle(names)
    a, b = names[:2]
    return c.one_of(
        lambda: cat(c.decoy(name, with_programmes(f"打造{a}")), f"，{closing(c)}"),
        lambda: cat(c.decoy(name, with_programmes(f"依托{a}")), f"{closing(c)}"),
        lambda: cat(c.decoy(name, with_programmes(f"统筹推进{a}和{b}")), f"，{closing(c)}"),
        lambda: cat(c.decoy(name, with_programmes(f"以{a}为抓手")), f"，{closing(c)}"),
        lambda: cat(c.decoy(name, with_programmes(f"用好{a}")), "，", made(c, "bound.plain", c.thing())),
        lambda: cat(f"{closing(c)}，", c.decoy(name, with_programmes(f"做优{a}品牌"))),
    )


@form("none.vague", "decoy")
def vague(c: Context, name: str) -> Piece:
    """上百家, 数十个, 几十所: no numbers."""
    thing = c.thing()
    much = c.pick(("上百", "数十", "几十", "数百", "成千上万", "若干", "多", "十几", "一批"))
    words = f"一批{thing.noun}" if much == "一批" else f"{much}{thing.measure}{thing.noun}"
    return c.one_of(
        lambda: cat(c.decoy(name, f"{c.pick(thing.verbs)}{words}"), f"，{closing(c)}"),
        lambda: cat(f"{closing(c)}，", c.decoy(name, f"带动{words}")),
        lambda: cat(f"{c.lead()}，", c.decoy(name, f"逐步形成{words}")),
        lambda: c.decoy(name, f"支持{c.pick(c.sector.groups)}联合{words}"),
        lambda: cat(c.decoy(name, f"发动{words}"), f"，{closing(c)}"),
    )


@form("none.parts", "decoy")
def parts(c: Context, name: str) -> Piece:
    """三级网络, 四位一体, 五大任务: counts of parts."""
    n = c.pick("二三四五六七")
    place = c.pick((("市、县、乡三级", "省市"), ("县、乡、村三级", "县"), ("区、街道、社区三级", "区")))[0]
    return c.one_of(
        lambda: c.decoy(name, f"构建{place}{c.sector.name}服务网络"),
        lambda: cat(c.decoy(name, f"形成“{n}位一体”工作格局"), f"，{closing(c)}"),
        lambda: cat(c.decoy(name, f"聚焦{n}大重点任务"), f"，{closing(c)}"),
        lambda: cat(c.decoy(name, f"围绕{n}个方面{c.rng.randint(8, 40)}项指标"), f"，{closing(c)}"),
        lambda: cat(f"{closing(c)}，", c.decoy(name, f"实现{n}个转变")),
        lambda: c.decoy(name, f"统筹{'、'.join(c.rng.sample(c.sector.themes, 3))}3个领域协同发力"),
    )


@form("none.in_force", "decoy")
def in_force(c: Context, name: str) -> Piece:
    """Ceilings, subsidies, fees, standards and conditions that are in force."""
    n = c.rng.randint(2, 90)
    thing = c.thing()
    return c.one_of(
        lambda: cat(f"{closing(c)}，", c.decoy(name, f"对符合条件的单位给予最高不超过{n}万元的一次性奖补")),
        lambda: c.decoy(name, f"对首次认定的{thing.noun}按每{thing.measure[0]}{n}万元标准给予补助"),
        lambda: cat(c.decoy(name, f"现行服务收费每人每月{n * 10}元的标准保持不变"), f"，{closing(c)}"),
        lambda: cat(c.decoy(name, f"严格执行国家标准，噪声限值不得高于{n + 30}分贝"), f"，{closing(c)}"),
        lambda: cat(c.decoy(name, f"对年满{n + 18}周岁且家庭人均月收入低于{n * 20 + 400}元的对象优先保障"), f"，{closing(c)}"),
        lambda: c.decoy(name, f"按照项目总投资的{n}%给予贴息，单个项目贴息期限最长不超过3年"),
        lambda: c.decoy(name, f"违反规定的，依照《{c.place.name}{c.sector.name}管理条例》第{n}条处理"),
    )


@form("none.forecast", "decoy")
def forecast(c: Context, name: str) -> Piece:
    """预计到2030年人口将突破1000万: foreseen, not promised."""
    n = c.rng.randint(20, 900)
    amount = c.amount()
    return c.one_of(
        lambda: cat(c.decoy(name, f"预计到{c.end}年，全{c.place.prefix}常住人口将突破{n}万人"), f"，需要{closing(c)}"),
        lambda: cat(c.decoy(name, f"据测算，{c.end}年{amount.name}需求将达到{n}{amount.unit}"), f"，必须{closing(c)}"),
        lambda: cat(c.decoy(name, f"综合研判，未来五年服务对象将增加{n}万人左右"), f"，要{closing(c)}"),
        lambda: cat(c.decoy(name, f"预测{c.end}年高峰期日均流量将超过{n}万人次"), f"，应{closing(c)}"),
        lambda: cat(c.decoy(name, f"按照现有趋势，{c.end}年缺口预计约{n}{amount.unit}"), f"，要加快{closing(c)}"),
    )


@form("none.ordinal", "decoy")
def ordinal(c: Context, name: str) -> Piece:
    """第三批, 前三名, 第12届, document numbers and dates."""
    n = c.rng.randint(2, 20)
    return c.one_of(
        lambda: cat(f"{closing(c)}，", c.decoy(name, f"综合考核力争进入全省前{c.pick('三五')}名")),
        lambda: cat(c.decoy(name, f"办好第{n}届{c.sector.name}创新发展论坛"), f"，{closing(c)}"),
        lambda: cat(c.decoy(name, f"落实“{c.place.short}政发〔{c.start - 1}〕{n}号”文件要求"), f"，{closing(c)}"),
        lambda: cat(c.decoy(name, f"做好第{c.pick('二三四五')}批试点申报"), f"，{closing(c)}"),
        lambda: cat(c.decoy(name, f"以{c.start - 1}年12月31日数据为基准"), f"，{closing(c)}"),
    )


@form("none.zero", "decoy")
def zero(c: Context, name: str) -> Piece:
    """零发生, 零增长: zeros in words."""
    return c.one_of(
        lambda: cat(c.decoy(name, "实现较大及以上安全事故零发生"), f"，{closing(c)}"),
        lambda: cat(f"{closing(c)}，", c.decoy(name, "确保违规占用零新增")),
        lambda: cat(c.decoy(name, "推动办事群众“零跑腿”"), f"，{closing(c)}"),
        lambda: cat(c.decoy(name, f"保持{c.pick(c.sector.groups)}重大舆情零发生"), f"，{closing(c)}"),
        lambda: cat(f"{closing(c)}，", c.decoy(name, "力求隐患整改零遗漏")),
    )


@form("none.summed", "decoy")
def summed(c: Context, name: str) -> Piece:
    """甲、乙、丙3个实验室: a count that sums up a list just given."""
    heads = c.rng.sample(("东溪", "南塘", "北岭", "西埠", "临河", "望江", "柳湾"), 3)
    thing = c.thing()
    listed = f"{'、'.join(heads)}{c.pick(('3', '三'))}{c.pick(('个', '个', '处'))}{c.pick(('片区', '试点', '组团', '示范带'))}"
    return c.one_of(
        lambda: cat(c.decoy(name, f"发挥{listed}的带动作用"), f"，{closing(c)}"),
        lambda: cat(c.decoy(name, f"以{listed}为重点"), f"，{closing(c)}"),
        lambda: cat(f"{closing(c)}，", c.decoy(name, f"支持{listed}先行先试")),
        lambda: cat(c.decoy(name, f"依托{listed}"), "，", made(c, "bound.plain", thing)),
        lambda: cat(c.decoy(name, f"加强{listed}联动发展"), f"，{closing(c)}"),
    )
