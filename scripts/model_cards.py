"""A Markdown extension of this site: the fence `py-model-card NAME` becomes the card of a trained model, made from its file.

The files are those that `scripts/train_reader.py` has written, in `pyodide_widgets/widgets/data_files`.
"""

from __future__ import annotations

import json
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

from pyodide_widgets.kit.words import Lang, Words
from pyodide_widgets.markdown.errors import PageError
from pyodide_widgets.markdown.fences import MarkdownFences
from pyodide_widgets.widgets.trained.models import FOLDER, NAMES

FENCE = "py-model-card"


class UnknownModel(PageError):
    """A fence that names a model that is not there."""


class ModelCardsExtension(Extension):
    def __init__(self, **options: Any) -> None:
        self.config = {"lang": ["zh", "language of the pages"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        lang: Lang = self.getConfig("lang")
        # Before other extensions take fences for code; what comes out is Markdown again.
        md.preprocessors.register(MarkdownFences(md, {FENCE: lambda name: card_table(name, lang)}), FENCE, 28)


def makeExtension(**options: Any) -> ModelCardsExtension:
    return ModelCardsExtension(**options)


def card_table(name: str, lang: Lang) -> str:
    """A model card as a Markdown table.

    Raises:
        UnknownModel: there is no such model.
    """
    if name not in NAMES:
        raise UnknownModel(f"{FENCE}: there is no model {name!r}; there are {', '.join(NAMES)}")
    card = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    rows = [f"| {words[lang]} | {text} |" for words, text in _rows(card, lang)]
    return "\n".join([f"| {_HEAD[0][lang]} | {_HEAD[1][lang]} |", "|---|---|", *rows])


def _rows(card: dict[str, Any], lang: Lang) -> list[tuple[Words, str]]:
    corpus, training, plan, loss = card["corpus"], card["training"], card["plan"], card["loss"]
    characters = {part: f"{number:,}" for part, number in corpus["characters"].items()}
    known = {
        "training": characters["training"],
        "validation": characters["validation"],
        "held_out": characters["held-out"],
        "lines": f"{corpus['lines']['held-out']:,}",
        "layers": plan["layers"],
        "heads": plan["heads"],
        "width": plan["width"],
        "hidden": plan["hidden"],
        "length": plan["length"],
        "vocabulary": f"{card['vocabulary']:,}",
        "rarest": card["rarest"],
        "unknown": f"{100 * card['unknown']:.2f}",
        "steps": f"{training['steps_done']:,}",
        "batch": f"{training['batch']:,}",
        "seen": f"{training['characters_seen']:,}",
        "rate": training["rate"],
        "dropout": training["dropout"],
        "seed": training["seed"],
        "minutes": f"{training['processor_seconds'] / 60:.0f}",
        "machine": training["machine"],
        "finished": training["finished"],
        "bytes": f"{card['weights']['bytes']:,}",
        "before": f"{loss['held_out_before_quantising']:.4f}",
        "after": f"{loss['held_out']:.4f}",
    }
    return [
        (_ROWS["corpus"], f"sha256 `{corpus['sha256']}`"),
        (_ROWS["split"], _SPLIT[lang].format(**known)),
        (_ROWS["plan"], _PLAN[lang].format(**known)),
        (_ROWS["parameters"], f"{card['parameters']:,}"),
        (_ROWS["vocabulary"], _VOCABULARY[lang].format(**known)),
        (_ROWS["training"], _TRAINING[lang].format(**known)),
        (_ROWS["held_out"], f"**{loss['held_out']:.4f}**"),
        *((_ROWS[name], f"{value:.4f}") for name, value in card["baselines"].items()),
        (_ROWS["learned"], f"{loss['training']:.4f}"),
        (_ROWS["quantised"], _QUANTISED[lang].format(**known)),
        (_ROWS["weights"], f"sha256 `{card['weights']['sha256']}`"),
        (_ROWS["sample"], f"{loss['sample']:.4f}"),
        (_ROWS["writes"], f"`{card['writes'].replace('|', ' ').replace('`', ' ')}`"),
        (_ROWS["commits"], ", ".join(f"`{commit[:12]}`" for commit in training["commits"])),
    ]


_HEAD = (Words(zh="项目", en="what"), Words(zh="内容", en="value"))
_ROWS = {
    "corpus": Words(zh="语料的文件", en="file of the corpus"),
    "split": Words(zh="划分", en="split"),
    "plan": Words(zh="结构", en="architecture"),
    "parameters": Words(zh="参数个数", en="parameters"),
    "vocabulary": Words(zh="词元", en="tokens"),
    "training": Words(zh="训练", en="training"),
    "held_out": Words(zh="没见过的文字上的损失（奈特/字符）", en="loss on held-out text (nats a character)"),
    "uniform": Words(zh="同上：瞎猜", en="the same: guessing"),
    "unigram": Words(zh="同上：单字符频率表", en="the same: table of characters (unigram)"),
    "bigram": Words(zh="同上：双字符频率表", en="the same: table of character pairs (bigram)"),
    "trigram": Words(zh="同上：三字符频率表", en="the same: table of character triples (trigram)"),
    "learned": Words(zh="学过的文字上的损失", en="loss on text it has learned from"),
    "quantised": Words(zh="权重文件", en="file of the weights"),
    "weights": Words(zh="权重的校验值", en="hash of the weights"),
    "sample": Words(zh="随代码附上的一段没见过的文字上的损失", en="loss on the held-out sample beside the code"),
    "writes": Words(zh="它写的（“/”是换行）", en="what it writes (“/” is a line break)"),
    "commits": Words(zh="代码的提交", en="commits of the code"),
}
_SPLIT = Words(
    zh="每行按散列值归入一份：训练 {training} 个字符，验证 {validation}，留出 {held_out}（{lines} 行）",
    en="each line by its hash: {training} characters for training, {validation} for validation, {held_out} held out ({lines} lines)",
)
_PLAN = Words(
    zh="{layers} 层，每层 {heads} 个头，宽 {width}，前馈层宽 {hidden}，窗口 {length} 个字符",
    en="{layers} layers of {heads} heads, width {width}, feed-forward width {hidden}, a window of {length} characters",
)
_VOCABULARY = Words(
    zh="{vocabulary} 个；训练部分里出现不到 {rarest} 次的字符都算“未知”，占留出部分的 {unknown}%",
    en="{vocabulary}; characters that occur less than {rarest} times in the training part are “unknown”, {unknown}% of the held-out part",
)
_TRAINING = Words(
    zh="{steps} 步，每步 {batch} 个字符，共 {seen} 个；Adam，学习率 {rate}，随机置零 {dropout}，种子 {seed}；一个核 {minutes} 分钟，{machine}，{finished}",
    en="{steps} steps of {batch} characters, {seen} in all; Adam, rate {rate}, dropout {dropout}, seed {seed}; {minutes} minutes of one "
    "core, {machine}, {finished}",
)
_QUANTISED = Words(
    zh="{bytes} 字节，8 位整数；量化前的损失是 {before}，量化后 {after}",
    en="{bytes} bytes, whole numbers of 8 bits; the loss is {before} before quantising, {after} after",
)
