"""What the tests share: the installed command, corpora in temporary folders, and the documents that are not in this repository."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the given documents are not beside this checkout")


@pytest.fixture(scope="session", autouse=True)
def _own_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes the developer's own key of the index."""
    os.environ["XDG_CONFIG_HOME"] = str(tmp_path_factory.mktemp("config"))


class Pq:
    """The installed command `pq` on one corpus folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pq_corpus.cli", "--corpus", str(self.folder), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, input=stdin)

    def run(self, *arguments: object) -> tuple[int, str, str]:
        """The same within this process, for tests of many commands: exit code, standard output, standard error."""
        from pq_corpus.cli import main

        out, err = io.StringIO(), io.StringIO()
        before, sys.argv = sys.argv, ["pq", "--corpus", str(self.folder), *map(str, arguments)]
        code: object = 0
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                main()
        except SystemExit as end:
            code = end.code
        finally:
            sys.argv = before
        return int(code or 0) if not isinstance(code, str) else 1, out.getvalue(), err.getvalue()

    def json(self, *arguments: object) -> dict:
        _, out, err = self.run(*arguments, "--json")
        assert out, err
        return json.loads(out)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Pq:
    """The sample corpus, built."""
    folder = tmp_path_factory.mktemp("sample") / "corpus"
    shutil.copytree(ROOT / "corpus", folder, ignore=shutil.ignore_patterns(".derived"))
    pq = Pq(folder)
    done = pq("build")
    assert done.returncode == 0, done.stderr
    return pq


@pytest.fixture
def empty(tmp_path: Path) -> Pq:
    """A new, empty corpus."""
    pq = Pq(tmp_path / "corpus")
    assert pq("init", tmp_path / "corpus").returncode == 0
    return pq
