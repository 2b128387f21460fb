# /// script
# requires-python = ">=3.12"
# dependencies = ["fonttools==4.68.0", "brotli==1.2.1"]
# ///
"""Cut STIX Two Math down to the signs that formulas use, and put it where the pages find it.

    uv run scripts/subset_math_font.py

Browsers need a font with a MATH table for brackets, roots and sums that grow. Readers' machines seldom have one, and the
whole font has 400 KB. It comes from the npm package @fontsource/stix-two-math, under the SIL Open Font License.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset

PACKAGE = "@fontsource/stix-two-math@5.3.0"
FONT = "package/files/stix-two-math-latin-400-normal.woff2"
LICENSE = "package/LICENSE"
ASSETS = Path(__file__).parents[1] / "docs/theme/assets"

SIGNS = [
    *range(0x20, 0x7F),  # ASCII
    *(0xB1, 0xB7, 0xD7, 0x2016, 0x2032, 0x2113, 0x211D, 0x2115, 0x2124, 0x27E8, 0x27E9),
    *range(0x391, 0x3CA),  # Greek
    *range(0x2190, 0x2196),  # arrows
    *(0x21A6, 0x21D0, 0x21D2, 0x21D4),
    *range(0x2200, 0x22C8),  # operators and relations
    *(0x22EE, 0x22EF, 0x2026, 0x2308, 0x2309, 0x230A, 0x230B),
    *range(0x1D400, 0x1D468),  # bold and italic letters
    *range(0x1D6FC, 0x1D71C),  # italic Greek
]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        name = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True, text=True
        ).stdout.strip()
        with tarfile.open(Path(folder) / name) as archive:
            archive.extractall(folder, filter="data")
        options = subset.Options(flavor="woff2", layout_features=["*"], notdef_outline=True)
        font = subset.load_font(str(Path(folder) / FONT), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=SIGNS)
        subsetter.subset(font)
        target = ASSETS / "stix-two-math.woff2"
        subset.save_font(font, str(target), options)
        shutil.copyfile(Path(folder) / LICENSE, ASSETS / "stix-two-math.LICENSE.txt")
        print(f"{target}: {target.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main()
