"""Passwords that are guessed: SSH on port 22, RDP on 3389, WinRM on 5985."""

from __future__ import annotations

from models.simulate.clock import HOUR, MINUTE
from models.simulate.flows.conversations import REJECTED
from models.simulate.flows.network import APP, BASTION, BATCH, CONTAINERS, DATABASE, MAIL, MONITORING, WEB
from models.simulate.flows.scenarios.registry import near_miss, scenario
from models.simulate.flows.scenarios.stage import How, Stage

SSH = "UnauthorizedAccess:EC2/SSHBruteForce"
RDP = "UnauthorizedAccess:EC2/RDPBruteForce"
WINRM = "Impact:EC2/WinRMBruteForce"
_PORTS = {SSH: 22, RDP: 3389, WINRM: 5985}
_NEW_PORT = "Behavior:EC2/NetworkPortUnusual"

#: Passwords of AWS's tester for RDP.
_GUESSES = 256

#: A guess: keys are exchanged, a password is refused.
_GUESS: How = {"asks": (1200, 2400), "answers": (1500, 2900), "lasts": (1, 5)}

#: A session in which somebody works.
_SESSION: How = {"asks": (20_000, 400_000), "answers": (100_000, 8_000_000), "lasts": (10 * MINUTE, HOUR)}


def _suffered(stage: Stage, finding_type: str, job: str, over: int = 20 * MINUTE) -> None:
    guesses: How = _GUESS | {"over": over, "outward": False}
    stage.talk(stage.instance(job), stage.stranger(), _PORTS[finding_type], _GUESSES, raises=[finding_type], **guesses)


def _committed(stage: Stage, finding_type: str, job: str) -> None:
    port, guesses = _PORTS[finding_type], _GUESS | {"over": 20 * MINUTE}
    stage.talk(stage.instance(job), stage.stranger(), port, _GUESSES, raises=[finding_type], **guesses)


def _between(stage: Stage, finding_type: str, job: str, other: str) -> None:
    local, there = stage.pair(job, other)
    both: How = {"inside": there, "raises": [finding_type], "raises_there": [finding_type]}
    stage.talk(local, 0, _PORTS[finding_type], _GUESSES, over=20 * MINUTE, **both, **_GUESS)


@scenario(raises=[SSH])
def ssh_guessed(stage: Stage) -> None:
    """Somebody outside guesses SSH passwords of a bastion."""
    _suffered(stage, SSH, BASTION)


@scenario(raises=[SSH])
def ssh_guessed_slowly(stage: Stage) -> None:
    """Somebody outside guesses SSH passwords of a batch worker, one in half a minute."""
    _suffered(stage, SSH, BATCH, _GUESSES * 30)


@scenario(raises=[SSH], also=[_NEW_PORT])
def ssh_guessed_next_door(stage: Stage) -> None:
    """An application server guesses SSH passwords of a database server."""
    _between(stage, SSH, APP, DATABASE)


@scenario(raises=[SSH], also=[_NEW_PORT])
def ssh_guesser(stage: Stage) -> None:
    """A container host guesses SSH passwords of somebody outside."""
    _committed(stage, SSH, CONTAINERS)


@scenario(raises=[RDP])
def rdp_guessed(stage: Stage) -> None:
    """Somebody outside guesses RDP passwords of a web server."""
    _suffered(stage, RDP, WEB)


@scenario(raises=[RDP])
def rdp_guessed_slowly(stage: Stage) -> None:
    """Somebody outside guesses RDP passwords of a mail relay, one in half a minute."""
    _suffered(stage, RDP, MAIL, _GUESSES * 30)


@scenario(raises=[RDP], also=[_NEW_PORT])
def rdp_guesser(stage: Stage) -> None:
    """A batch worker guesses RDP passwords of somebody outside."""
    _committed(stage, RDP, BATCH)


@scenario(raises=[WINRM])
def winrm_guessed(stage: Stage) -> None:
    """Somebody outside guesses WinRM passwords of a mail relay."""
    _suffered(stage, WINRM, MAIL)


@scenario(raises=[WINRM], also=[_NEW_PORT])
def winrm_guessed_next_door(stage: Stage) -> None:
    """A web server guesses WinRM passwords of an application server."""
    _between(stage, WINRM, WEB, APP)


@near_miss(of=[SSH])
def ssh_mistyped(stage: Stage) -> None:
    """Somebody in the office mistypes a password for a web server once."""
    web = stage.instance(WEB)
    stage.talk(web, int(stage.around(web).office[0]), 22, outward=False, **_GUESS)


@near_miss(of=[SSH])
def ssh_day_of_an_administrator(stage: Stage) -> None:
    """An administrator has a dozen SSH sessions on a mail relay."""
    relay = stage.instance(MAIL)
    stage.talk(relay, int(stage.around(relay).office[0]), 22, 12, over=3 * HOUR, outward=False, **_SESSION)


@near_miss(of=[SSH, RDP, WINRM])
def guesses_refused(stage: Stage) -> None:
    """Somebody outside tries 800 times to reach closed ports of a monitoring host."""
    host, stranger = stage.instance(MONITORING), stage.stranger()
    for port in _PORTS.values():
        tries: How = {"packets": (1, 4), "size": 52, "outcome": REJECTED, "outward": False}
        stage.send(host, stranger, port, 800, over=20 * MINUTE, **tries)


@near_miss(of=[RDP])
def rdp_sessions(stage: Stage) -> None:
    """Somebody in the office works on a monitoring host by RDP."""
    host = stage.instance(MONITORING)
    stage.talk(host, int(stage.around(host).office[0]), 3389, 4, over=2 * HOUR, outward=False, **_SESSION)


@near_miss(of=[WINRM], also=[_NEW_PORT])
def winrm_administration(stage: Stage) -> None:
    """A monitoring host sets up a database server by WinRM."""
    local, there = stage.pair(MONITORING, DATABASE)
    work: How = {"asks": (4000, 90_000), "answers": (9000, 900_000), "lasts": (5, 120)}
    stage.talk(local, 0, 5985, 8, over=2 * HOUR, inside=there, **work)
