"""Builders of feedback reports for tests: plain functions with defaults, invented places."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from app.domain.feedback import Chapter, FeedbackReport, FindingRow, Point

BEIJING = timezone(timedelta(hours=8))
CREATED = datetime(2024, 6, 18, 9, 30, tzinfo=BEIJING)
CREATED_UTC = datetime(2024, 6, 18, 1, 30, tzinfo=UTC)

FACTS = (
    "“三重一大”决策制度执行不严格，2022年8月支付某工程款126.45万元（含税），仅由分管领导签字同意，"
    "未经集体研究决定；2021年度违规发放加班补贴、值班费等津补贴共计18.73万元，涉及37人次，"
    "详见证据材料ZJ-2024-023",
    "基层减负不够到位，要求社区重复填报各类台账、报表多达27类，其中有14类内容交叉重复；"
    "对意识形态工作责任制落实情况检查不到位，未按照《党委（党组）意识形态工作责任制实施办法》要求，"
    "每半年开展一次专题研究",
    "对上一轮巡察反馈的11个问题，仍有3个未完成整改，整改完成率为72.7%——其中“村级工程项目招投标不规范”"
    "问题经过两年仍未销号……有关制度停留在纸面上",
)
HEADINGS = (
    "贯彻落实党的路线方针政策和党中央决策部署不够到位",
    "群众身边腐败问题和不正之风仍有发生",
    "基层党组织软弱涣散、组织力欠缺",
    "整改责任落实不够有力",
)
TITLES = (
    "议事决策不规范",
    "公务接待、公车管理存在漏洞",
    "群众急难愁盼问题解决不力",
    "党费收缴、使用和管理不严格",
)


def point(number: int = 0) -> Point:
    return Point(
        title=TITLES[number % len(TITLES)],
        text=FACTS[number % len(FACTS)],
        nature="反映出主体责任压得不实" if number % 2 else "",
    )


def row(number: int = 0) -> FindingRow:
    return FindingRow(
        problem=TITLES[number % len(TITLES)],
        manifestation=FACTS[number % len(FACTS)] + "。",
        category=("决策", "作风", "财务", "党建")[number % 4],
        evidence=tuple(f"ZJ-2024-{number * 3 + count:03d}" for count in range(1 + number % 3)),
    )


def report(*, points: int = 3, rows: int = 12, **changes: object) -> FeedbackReport:
    """A letter with ``points`` problems under each of four headings and ``rows`` in its list."""
    plain = FeedbackReport(
        title="关于巡察柳河镇党委的反馈意见",
        addressee="中共柳河镇委员会",
        signature="中共清源区委第三巡察组",
        dated=date(2024, 6, 18),
        opening=(
            "根据区委统一部署，2024年4月8日至5月24日，区委第三巡察组对柳河镇党委进行了常规巡察。"
            "经区委巡察工作领导小组研究同意，现将巡察情况反馈如下。",
        ),
        overall=(
            "巡察认为，柳河镇党委能够学习贯彻党的二十大精神，围绕中心工作推进乡村振兴，"
            "各项事业取得一定成效。巡察也发现一些问题，需要引起重视，认真加以解决。",
        ),
        chapters=tuple(
            Chapter(heading, tuple(point(number + start) for number in range(points)))
            for start, heading in enumerate(HEADINGS)
        ),
        suggestions=(
            "提高政治站位，把学习贯彻党的路线方针政策作为首要任务，健全落实机制。",
            "严格落实“三重一大”决策制度，规范财务管理，堵塞漏洞。",
            "加强基层党组织建设，压实整改责任，做到件件有着落、事事有回音。",
        ),
        requirements=(
            "请于收到本反馈意见之日起20日内制定整改方案，2个月内报送整改情况报告，并以适当方式公开。",
        ),
        leads_transferred=True,
        findings=tuple(row(number) for number in range(rows)),
        marking="内部",
        number="清巡三反馈〔2024〕6号",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]
