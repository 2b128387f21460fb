"""Write the committed figures of all widgets anew: run it after a change that is meant, and look at the difference."""

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "widgets"))

from golden_cases import FOLDER, golden_cases

shutil.rmtree(FOLDER, ignore_errors=True)
for case in golden_cases():
    case.path.parent.mkdir(parents=True, exist_ok=True)
    case.path.write_text(case.drawn(), encoding="utf-8")
