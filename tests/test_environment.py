"""One place for dependencies: what pip, conda and Binder install agrees, and names no host."""

import re
import tomllib

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

PYTHONS = ["3.11.9", "3.12.4", "3.13.1"]
SYSTEMS = [("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt")]


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def lock(root):
    lines = (root / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line]


@pytest.fixture(scope="module")
def conda(root):
    return yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))


def wanted(project):
    extras = project["optional-dependencies"].values()
    lines = [*project["dependencies"], *(line for extra in extras for line in extra)]
    return [Requirement(line) for line in lines]


def machine(python, system):
    platform, name, kind = system
    return default_environment() | {
        "python_full_version": python,
        "python_version": python.rsplit(".", 1)[0],
        "sys_platform": platform,
        "platform_system": name,
        "os_name": kind,
    }


def pinned(lock, environment):
    chosen = [line for line in lock if line.marker is None or line.marker.evaluate(environment)]
    return {canonicalize_name(line.name): str(line.specifier) for line in chosen}


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system[1])
@pytest.mark.parametrize("python", PYTHONS)
def test_lock_holds_a_fitting_version_of_every_dependency(project, lock, python, system):
    pins = pinned(lock, machine(python, system))
    for line in wanted(project):
        version = Version(pins[canonicalize_name(line.name)].removeprefix("=="))
        assert version in line.specifier, f"{line} against {version}"


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system[1])
@pytest.mark.parametrize("python", PYTHONS)
def test_lock_names_a_package_once_for_each_machine(lock, python, system):
    environment = machine(python, system)
    names = [line.name for line in lock if line.marker is None or line.marker.evaluate(environment)]
    assert len(names) == len(set(names))


def test_lock_holds_exact_versions_and_nothing_else(lock):
    assert all(re.fullmatch(r"==[^,*]+", str(line.specifier)) for line in lock)
    assert all(line.url is None and not line.extras for line in lock)


def test_conda_takes_packages_from_the_project_and_versions_from_the_lock(conda):
    pip = next(entry["pip"] for entry in conda["dependencies"] if isinstance(entry, dict))
    assert pip == ["-c requirements.lock", "-e .[lab]"]


def test_conda_names_no_package_that_pip_installs(conda):
    words = [entry for entry in conda["dependencies"] if isinstance(entry, str)]
    names = [re.split("[=<>]", word)[0] for word in words]
    assert names == ["python", "pip"]


def test_python_of_conda_fits_the_project(project, conda):
    pin = next(word for word in conda["dependencies"] if str(word).startswith("python="))
    series = pin.removeprefix("python=")
    assert Version(f"{series}.0") in SpecifierSet(project["requires-python"])
    assert any(python.startswith(series) for python in PYTHONS)


def test_extras_of_conda_exist(project, conda):
    pip = next(entry["pip"] for entry in conda["dependencies"] if isinstance(entry, dict))
    extras = re.search(r"\[(.*)\]", pip[-1]).group(1).split(",")
    assert set(extras) <= set(project["optional-dependencies"])


def test_every_dependency_has_a_reason_or_stands_under_one(root):
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"\ndependencies = \[\n(.*?)\n\]", text, re.DOTALL).group(1)
    assert block.lstrip().startswith("#")
