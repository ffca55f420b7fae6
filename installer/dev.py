"""Set the program up from a checkout, then run it or its tests. Standard library only.

    python3 installer/dev.py run      set up, open the wizard (without a display: write the example)
    python3 installer/dev.py test     set up, run all tests
    python3 installer/dev.py setup    set up only

JIXIAO_VENV names another folder for the virtual environment than ``.venv``.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = Path("resources", "examples", "renhe-2021.yaml")
OLDEST_PYTHON = (3, 11)
USAGE = "用法：python3 installer/dev.py run | test | setup"

QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""What Qt loads on Linux, and the Debian package that brings it."""


class SetupError(Exception):
    """Setting up cannot go on; the message is a sentence for the user."""


def _run(command: Sequence[str], env: Mapping[str, str]) -> int:
    try:
        return subprocess.run(command, env=dict(env), check=False).returncode
    except OSError as error:
        raise SetupError(f"无法运行 {command[0]}：{error.strerror}。") from error


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_module(name: str) -> bool:
    importlib.invalidate_caches()
    return importlib.util.find_spec(name) is not None


@dataclass(frozen=True)
class Machine:
    """The computer as far as setting up depends on it; tests hand in another one."""

    system: str = field(default_factory=platform.system)
    python: str = sys.executable
    version: tuple[int, ...] = tuple(sys.version_info[:2])
    root: Path = ROOT
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    is_root: bool = field(default_factory=lambda: hasattr(os, "geteuid") and os.geteuid() == 0)
    find: Callable[[str], str | None] = shutil.which
    run: Callable[[Sequence[str], Mapping[str, str]], int] = _run
    loads: Callable[[str], bool] = _loads
    has_module: Callable[[str], bool] = _has_module
    say: Callable[[str], None] = print

    @property
    def venv(self) -> Path:
        """The folder of the virtual environment."""
        return self.root / self.environ.get("JIXIAO_VENV", ".venv")

    @property
    def venv_python(self) -> Path:
        """The interpreter in the virtual environment."""
        if self.system == "Windows":
            return self.venv / "Scripts" / "python.exe"
        return self.venv / "bin" / "python"

    @property
    def has_display(self) -> bool:
        """Whether a window can be shown."""
        return self.system != "Linux" or bool(
            self.environ.get("DISPLAY") or self.environ.get("WAYLAND_DISPLAY")
        )


def set_up(machine: Machine) -> None:
    """System libraries, virtual environment, dependencies; quick when all is there already.

    Raises:
        SetupError: with a sentence that says what to do.
    """
    if machine.version < OLDEST_PYTHON:
        found = ".".join(map(str, machine.version))
        raise SetupError(
            f"需要 Python 3.11 或更高版本，现在用的是 {found}。请从 python.org 安装新版本，再用它运行本命令。"
        )
    if machine.system == "Linux":
        _install_system_packages(machine)
    stamp = machine.venv / "jixiao-setup.txt"
    wanted = _fingerprint(machine)
    usable = machine.venv_python.is_file() and _succeeds(machine, [str(machine.venv_python), "-c", ""])
    if usable and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    if not usable:
        _make_venv(machine)
    _install_dependencies(machine)
    stamp.write_text(wanted, encoding="utf-8")
    machine.say("准备完成。")


def run_program(machine: Machine) -> int:
    """Open the wizard on the built-in example; without a display write the example's deliverables."""
    main = str(machine.root / "main.py")
    example = str(machine.root / EXAMPLE)
    if machine.has_display:
        return machine.run([str(machine.venv_python), main, example], machine.environ)
    out = machine.root / "out"
    machine.say("没有图形界面，改为生成自带示例的全部成果文件……")
    code = machine.run(
        [str(machine.venv_python), main, "export", example, "--out", str(out)], machine.environ
    )
    machine.say(f"文件在 {out}" if code == 0 else "示例没有全部生成，原因见上面的说明。")
    return code


def run_tests(machine: Machine, arguments: Sequence[str]) -> int:
    """Run pytest without needing a display; extra arguments go to pytest. All tests share the cores."""
    environ = {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1", **machine.environ}
    command = [str(machine.venv_python), "-m", "pytest", "--rootdir", str(machine.root)]
    if not any(not argument.startswith("-") for argument in arguments):
        command += ["-n", "auto", str(machine.root / "tests")]
    return machine.run([*command, *arguments], environ)


def _install_system_packages(machine: Machine) -> None:
    """Install through apt what is missing; where that cannot be, say so and go on."""
    packages = [package for library, package in QT_LIBRARIES.items() if not machine.loads(library)]
    if not machine.has_module("ensurepip") and not machine.venv_python.is_file():
        packages.insert(0, "python{}.{}-venv".format(*machine.version))
    if not packages:
        return
    names = " ".join(packages)
    if machine.find("apt-get") is None:
        machine.say(f"缺少系统组件（Debian 中的名称：{names}），本系统没有 apt，请用系统的软件管理器安装。")
        return
    apt = [] if machine.is_root else ["sudo"]
    if apt and machine.find("sudo") is None:
        machine.say(f"缺少系统组件，又没有管理员权限。请管理员执行：apt-get install {names}")
        return
    apt += ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    machine.say(f"正在安装系统组件：{names}")
    if machine.run([*apt, "update"], machine.environ) != 0:
        machine.say("软件源没有全部更新成功，用已有的软件源继续。")
    if machine.run(install, machine.environ) != 0:
        machine.say(f"系统组件没有装上，请检查网络或软件源后手工执行：apt-get install {names}")


def _make_venv(machine: Machine) -> None:
    if not machine.has_module("ensurepip"):
        raise SetupError("这个 Python 不带 venv 和 pip。Debian、Ubuntu 请安装 python3-venv 后再试。")
    command = [machine.python, "-m", "venv"]
    if machine.venv.exists() and any(machine.venv.iterdir()):
        if not (machine.venv / "pyvenv.cfg").is_file():
            raise SetupError(f"{machine.venv} 里已有别的文件，没有动它。请换一个文件夹或先移走这些文件。")
        command.append("--clear")
    machine.say(f"正在建立虚拟环境：{machine.venv}")
    if machine.run([*command, str(machine.venv)], machine.environ) != 0:
        raise SetupError(f"无法在 {machine.venv} 建立虚拟环境，请检查磁盘空间和写入权限。")


def _install_dependencies(machine: Machine) -> None:
    machine.say("正在安装程序用到的库，第一次需要几分钟……")
    command = [
        *(str(machine.venv_python), "-m", "pip", "install", "--disable-pip-version-check"),
        *("--prefer-binary", "-c", str(machine.root / "constraints.txt"), *_requirements(machine.root)),
    ]
    if machine.run(command, machine.environ) != 0:
        raise SetupError(
            "程序用到的库没有装全。请检查网络和磁盘空间后再试；"
            "网络慢时可先设置环境变量 PIP_INDEX_URL 为国内镜像的地址。"
        )


def _requirements(root: Path) -> list[str]:
    """What the program and its tests need, as declared in pyproject.toml."""
    import tomllib

    declared = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return [*declared["project"]["dependencies"], *declared["dependency-groups"]["dev"]]


def _fingerprint(machine: Machine) -> str:
    """What an up-to-date environment was made from."""
    digest = hashlib.sha256(repr((machine.version, _requirements(machine.root))).encode())
    digest.update((machine.root / "constraints.txt").read_bytes())
    return digest.hexdigest()


def _succeeds(machine: Machine, command: Sequence[str]) -> bool:
    try:
        return machine.run(command, machine.environ) == 0
    except SetupError:
        return False


def main(arguments: Sequence[str], machine: Machine) -> int:
    """Do one of run, test and setup; the exit code."""
    if not arguments or arguments[0] not in {"run", "test", "setup"}:
        machine.say(USAGE)
        return 0 if arguments and arguments[0] in {"-h", "--help"} else 2
    try:
        set_up(machine)
        if arguments[0] == "run":
            return run_program(machine)
        if arguments[0] == "test":
            return run_tests(machine, arguments[1:])
    except SetupError as problem:
        machine.say(str(problem))
        return 1
    except OSError as problem:
        machine.say(f"无法读写 {problem.filename}：{problem.strerror}。")
        return 1
    return 0


def _start() -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]
    return main(sys.argv[1:], Machine())


if __name__ == "__main__":
    try:
        sys.exit(_start())
    except KeyboardInterrupt:
        print("已中断。")
        sys.exit(130)
