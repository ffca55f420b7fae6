"""Setting up on machines that are not this one: every branch, with a faked computer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from installer import dev

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Fake:
    """A computer that records what is run and said."""

    root: Path
    system: str = "Linux"
    version: tuple[int, ...] = (3, 11)
    environ: dict[str, str] = field(default_factory=dict)
    is_root: bool = True
    programs: tuple[str, ...] = ("apt-get", "sudo")
    libraries: bool = True
    ensurepip: bool = True
    failing: Callable[[Sequence[str]], bool] = lambda command: False
    commands: list[list[str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def machine(self) -> dev.Machine:
        return dev.Machine(
            system=self.system,
            python="python3",
            version=self.version,
            root=self.root,
            environ=self.environ,
            is_root=self.is_root,
            find=lambda name: f"/usr/bin/{name}" if name in self.programs else None,
            run=self._run,
            loads=lambda name: self.libraries,
            has_module=lambda name: self.ensurepip,
            say=self.said.append,
        )

    def _run(self, command: Sequence[str], env: Mapping[str, str]) -> int:
        self.commands.append(list(command))
        if self.failing(command):
            return 1
        if "install" in command and "python3.11-venv" in command:
            self.ensurepip = True
        if list(command[:3]) == ["python3", "-m", "venv"]:
            machine = self.machine()
            machine.venv_python.parent.mkdir(parents=True)
            machine.venv_python.touch()
            (machine.venv / "pyvenv.cfg").touch()
        return 0

    @property
    def installs(self) -> list[list[str]]:
        return [command for command in self.commands if "apt-get" in command and "install" in command]

    @property
    def all_said(self) -> str:
        return "\n".join(self.said)


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    return Fake(tmp_path)


def test_a_bare_debian_gets_venv_and_qt_libraries_before_the_environment(fake: Fake) -> None:
    fake.ensurepip = fake.libraries = False
    assert dev.main(["setup"], fake.machine()) == 0
    assert fake.commands[0][-2:] == ["apt-get", "update"]
    assert {"python3.11-venv", "libegl1", "libxcb-cursor0"} <= set(fake.installs[0])
    assert fake.commands[2][:3] == ["python3", "-m", "venv"]
    assert "-c" in fake.commands[3]
    assert "sudo" not in fake.commands[0]


def test_without_root_apt_runs_through_sudo(fake: Fake) -> None:
    fake.is_root = fake.libraries = False
    dev.main(["setup"], fake.machine())
    assert fake.installs[0][0] == "sudo"


def test_what_is_there_already_is_not_installed_again(fake: Fake) -> None:
    dev.main(["setup"], fake.machine())
    assert fake.installs == []
    fake.commands.clear()
    assert dev.main(["setup"], fake.machine()) == 0
    assert fake.commands == [[str(fake.machine().venv_python), "-c", ""]]


def test_a_changed_constraint_installs_again_into_the_same_environment(fake: Fake) -> None:
    dev.main(["setup"], fake.machine())
    fake.commands.clear()
    with (fake.root / "constraints.txt").open("a") as file:
        file.write("# another\n")
    dev.main(["setup"], fake.machine())
    assert [command[1:4] for command in fake.commands] == [["-c", ""], ["-m", "pip", "install"]]


def test_an_environment_whose_python_is_gone_is_made_anew(fake: Fake) -> None:
    dev.main(["setup"], fake.machine())
    fake.commands.clear()
    fake.failing = lambda command: command[1:] == ["-c", ""] or command[1:3] == ["-m", "venv"]
    assert dev.main(["setup"], fake.machine()) == 1
    assert fake.commands[1] == ["python3", "-m", "venv", "--clear", str(fake.machine().venv)]


def test_a_folder_with_other_files_is_left_alone(fake: Fake) -> None:
    fake.environ["JIXIAO_VENV"] = "papers"
    (fake.root / "papers").mkdir()
    letter = fake.root / "papers" / "letter.txt"
    letter.write_text("dear")
    assert dev.main(["setup"], fake.machine()) == 1
    assert "没有动它" in fake.all_said
    assert letter.read_text() == "dear"


@pytest.mark.parametrize(
    ("programs", "is_root", "sentence"),
    [
        ((), True, "没有 apt"),
        (("apt-get",), False, "没有管理员权限"),
    ],
)
def test_without_apt_or_sudo_it_says_what_is_missing_and_goes_on(
    fake: Fake, programs: tuple[str, ...], is_root: bool, sentence: str
) -> None:
    fake.libraries = False
    fake.programs, fake.is_root = programs, is_root
    assert dev.main(["setup"], fake.machine()) == 0
    assert sentence in fake.all_said
    assert "libegl1" in fake.all_said
    assert fake.installs == []


def test_a_failing_apt_is_reported_and_the_rest_goes_on(fake: Fake) -> None:
    fake.libraries = False
    fake.failing = lambda command: "apt-get" in command
    assert dev.main(["setup"], fake.machine()) == 0
    assert "没有装上" in fake.all_said


def test_no_venv_and_no_way_to_get_it_stops_with_a_sentence(fake: Fake) -> None:
    fake.ensurepip = False
    fake.programs = ()
    assert dev.main(["run"], fake.machine()) == 1
    assert "python3-venv" in fake.said[-1]


def test_failing_downloads_stop_with_a_sentence_and_leave_no_stamp(fake: Fake) -> None:
    fake.failing = lambda command: "pip" in command
    assert dev.main(["setup"], fake.machine()) == 1
    assert "没有装全" in fake.said[-1]
    fake.failing = lambda command: False
    assert dev.main(["setup"], fake.machine()) == 0
    assert fake.said[-1] == "准备完成。"


def test_an_old_python_is_refused_before_anything_is_done(fake: Fake) -> None:
    fake.version = (3, 9)
    assert dev.main(["setup"], fake.machine()) == 1
    assert "现在用的是 3.9" in fake.all_said
    assert fake.commands == []


@pytest.mark.parametrize(("system", "python"), [("Windows", "Scripts/python.exe"), ("Darwin", "bin/python")])
def test_windows_and_macos_need_no_system_packages_and_open_the_wizard(
    fake: Fake, system: str, python: str
) -> None:
    fake.system, fake.libraries = system, False
    assert dev.main(["run"], fake.machine()) == 0
    assert fake.installs == []
    opened = fake.commands[-1]
    assert opened[0] == str(fake.root / ".venv" / python)
    assert opened[1:] == [str(fake.root / "main.py"), str(fake.root / dev.EXAMPLE)]


def test_linux_with_a_display_opens_the_wizard(fake: Fake) -> None:
    fake.environ["WAYLAND_DISPLAY"] = "wayland-0"
    dev.main(["run"], fake.machine())
    assert "export" not in fake.commands[-1]


def test_without_a_display_the_example_is_exported(fake: Fake) -> None:
    assert dev.main(["run"], fake.machine()) == 0
    assert fake.commands[-1][2] == "export"
    assert fake.said[-1] == f"文件在 {fake.root / 'out'}"


def test_a_failing_example_is_not_reported_as_made(fake: Fake) -> None:
    fake.failing = lambda command: "export" in command
    assert dev.main(["run"], fake.machine()) == 1
    assert "没有全部生成" in fake.said[-1]


def test_tests_run_all_by_default_and_pass_arguments_on(fake: Fake) -> None:
    dev.main(["test"], fake.machine())
    assert fake.commands[-1][-3:] == ["-n", "auto", str(fake.root / "tests")]
    dev.main(["test", "-q", "tests/ledger"], fake.machine())
    assert fake.commands[-1][-2:] == ["-q", "tests/ledger"]
    assert str(fake.root / "tests") not in fake.commands[-1]


def test_the_exit_code_of_the_tests_is_kept(fake: Fake) -> None:
    fake.failing = lambda command: "pytest" in command
    assert dev.main(["test"], fake.machine()) == 1


def test_no_or_an_unknown_command_shows_the_usage(fake: Fake) -> None:
    assert dev.main([], fake.machine()) == 2
    assert dev.main(["build"], fake.machine()) == 2
    assert fake.said == [dev.USAGE, dev.USAGE]


def test_the_script_itself_needs_the_standard_library_only() -> None:
    script = ROOT / "installer" / "dev.py"
    result = subprocess.run(
        [sys.executable, "-I", "-S", str(script), "--help"], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout.strip()) == (0, dev.USAGE)
