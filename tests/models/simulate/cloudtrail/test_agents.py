from models.simulate.cloudtrail import agents
from models.simulate.dice import Dice


def test_the_command_line_names_its_command() -> None:
    agent = agents.cli("ubuntu.24", "6.8.0-52-generic")
    assert agents.of_call(agent, "iam", "GetUser").endswith("md/prompt#off md/command#iam.get-user")
    middle = agents.cli_middle("ubuntu.22", "5.15.0-130-generic")
    assert agents.of_call(middle, "lambda", "GetFunction20150331v2").endswith("command/lambda.get-function")


def test_other_tools_send_what_they_send() -> None:
    assert agents.of_call(agents.TERRAFORM, "iam", "GetUser") == agents.TERRAFORM


def test_nobodys_everyday_tool_runs_on_a_testers_system() -> None:
    tools = {make(Dice.of(i)) for i in range(60) for make in (agents.somebodys_cli, agents.somebodys_boto3)}
    assert len(tools) > 10
    assert not any(word in tool.lower() for tool in tools for word in ("kali", "parrot", "pentoo"))


def test_an_overlong_agent_is_cut_where_cloudtrail_cuts() -> None:
    assert len(agents.overlong(Dice.of("long"))) == 1024
