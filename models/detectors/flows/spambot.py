"""Spam: an instance that sent no mail before sends it to many.

Source: VPC Flow Logs; one finding per instance, severity Medium. What counts is TCP to port 25 of public addresses, on
which mail goes from server to server; 465 and 587, on which one hands mail to one's provider, do not. An instance that
sent mail, or tried, on a day of the past 63 has a history and is silent; the past 24 hours, and what remains of the
two days that they are part of, are no history, so that spam that goes on past midnight stays a finding, but for the
very first day: from the next one on, its mail is a history.

The past hour counts: ten conversations that were answered, or five hosts that answered; where nobody answers, twenty
hosts. One letter is no spam, and one that cannot be delivered (AWS blocks port 25 of most accounts) is tried again and
again, at each of the five exchangers of its domain. An instance is only learnt for the first days (``[learning]
days``). The finding shows the past hour (``mailPastHour``), with at most 256 hosts of a window. ATT&CK: T1496 (Resource
Hijacking), T1071.003 (Mail Protocols).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
import numpy as np

from models.detectors.base import DetectorSettings
from models.detectors.flows.base import FlowDetector, FlowHit, Group, Role, Rows, Scene, flow_type
from models.findings.types import MEDIUM
from models.flows.protocols import TCP
from models.flows.traffic import Traffic
from models.profiles.items import MEMORY
from models.times import HOUR

TYPE = flow_type(
    name="Backdoor:EC2/Spambot",
    severity=MEDIUM,
    title="{instance} sends mail as it never did, such as to {remote}.",
    description=(
        "{instance} in account {account} talks to many hosts on port 25, most recently to {remote}, or to one very "
        "often. It has no history of sending mail. If it is not meant to, somebody may be using it to send spam."
    ),
)

_MAIL = 25

#: Hosts that are remembered of a window, 18 bytes each, beside as many that did not answer.
MOST_HOSTS = 256


class MailSettings(DetectorSettings, frozen=True):
    """Settings of the type.

    Attributes:
        least_conversations: answered ones in an hour that are a finding. A job that reports by mail sends some.
        least_hosts: hosts that answered in an hour. A letter goes to one exchanger, a report to few domains.
        least_tried: hosts in an hour, if they do not answer. A letter that cannot be delivered is tried at five
            exchangers or so, and again half a dozen times in the first hour, when names may give others.
        usual_days: days of the past 63 with mail that make mail usual.
    """

    least_conversations: Annotated[int, msgspec.Meta(ge=1)] = 10
    least_hosts: Annotated[int, msgspec.Meta(ge=1, le=MOST_HOSTS)] = 5
    least_tried: Annotated[int, msgspec.Meta(ge=1, le=MOST_HOSTS)] = 20
    usual_days: Annotated[int, msgspec.Meta(ge=1, le=60)] = 1


class Sent(msgspec.Struct, array_like=True):
    """Mail of one window.

    Attributes:
        end_ms: the window's end.
        first_ms: when it began.
        conversations: that were answered.
        answered: addresses that answered.
        tried: addresses that did not.
    """

    end_ms: int
    first_ms: int
    conversations: int
    answered: list[bytes]
    tried: list[bytes]


class Memory(msgspec.Struct, array_like=True):
    """What is remembered of an instance.

    Attributes:
        days: of the past 63, on which it sent mail or tried.
        hour: its windows with mail in the past hour, while mail is not usual.
        first_day: since when it is watched; -1 until its first window.
    """

    days: list[int] = msgspec.field(default_factory=list)
    hour: list[Sent] = msgspec.field(default_factory=list)
    first_day: int = -1


def judge(scene: Scene, memory: Memory, settings: Any) -> Iterable[FlowHit]:
    """The hits of a window."""
    traffic, day, known = scene.traffic, scene.day, settings[TYPE.name]
    if memory.first_day < 0:
        memory.first_day = day
    rows = np.flatnonzero(traffic.outbound & (traffic.port == _MAIL) & (traffic.protocol == TCP))
    if len(rows):
        rows = rows[traffic.public[rows]]
    if not len(rows):
        return ()
    if day not in memory.days:
        memory.days = [*(before for before in memory.days if before > day - MEMORY), day]
    if sum(_is_history(memory, before, day) for before in memory.days) >= known.usual_days:
        memory.hour = []
        return ()
    memory.hour = [sent for sent in memory.hour if sent.end_ms > traffic.end_ms - HOUR] + [_sent(traffic, rows)]
    return _hits(memory.hour, rows, known) if scene.learned else ()


def _is_history(memory: Memory, before: int, day: int) -> bool:
    """Whether mail of one day makes it usual on another one."""
    return day - MEMORY < before < (day if before == memory.first_day else day - 1)


def _sent(traffic: Traffic, rows: Rows) -> Sent:
    answers = np.where(traffic.accepted[rows], traffic.conversations[rows] - traffic.empty[rows], 0)
    answered = np.unique(traffic.peer[rows[answers > 0]])
    tried = np.setdiff1d(traffic.peer[rows], answered)
    return Sent(
        traffic.end_ms,
        int(traffic.first_ms[rows].min()),
        int(np.minimum(answers, traffic.begun[rows]).sum()),
        [traffic.peers[peer] for peer in answered[:MOST_HOSTS].tolist()],
        [traffic.peers[peer] for peer in tried[:MOST_HOSTS].tolist()],
    )


def _hits(hour: list[Sent], rows: Rows, settings: MailSettings) -> Iterable[FlowHit]:
    conversations = sum(sent.conversations for sent in hour)
    answered = {host for sent in hour for host in sent.answered}
    hosts = answered.union(*(sent.tried for sent in hour))
    if (
        conversations >= settings.least_conversations
        or len(answered) >= settings.least_hosts
        or len(hosts) >= settings.least_tried
    ):
        past = {"conversations": conversations, "hosts": len(hosts), "hostsThatAnswered": len(answered)}
        group = Group(rows, since_ms=min(sent.first_ms for sent in hour))
        yield FlowHit(TYPE, Role.ACTOR, (group,), detail={"mailPastHour": past})


DETECTOR = FlowDetector(name="spambot", types=(TYPE,), judge=judge, settings={TYPE.name: MailSettings})
