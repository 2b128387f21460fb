"""Toy vectors: what each word is, set by hand, and what each kind of word looks for. Nothing here is learned.

A word's vector says what kind of word it is, and ends with a few numbers that tell it apart from other words of its
kind. The two projections say what a kind looks for (query) and what it is found by (key). They are small enough to
be read, and the figures that use them say that they are toys.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np

from ...attention import Array, scaled_dot_product_attention

KINDS = ("living", "thing", "action", "quality", "pronoun", "link")
_OWN = 4  # numbers that are the word's own

_WORDS: dict[str, str] = {
    "living": """小猫 猫 小狗 狗 孩子 妈妈 爸爸 老师 学生 医生 朋友 小鸟 鸟 人 我们 女孩 男孩 老人
        cat dog child mother father teacher student doctor friend bird person girl boy man woman kitten puppy people""",
    "thing": """线球 球 骨头 伞 雨伞 帽子 书 苹果 牛奶 鱼 车 手机 电脑 花 树 门 窗 桌子 箱子 信 画 雨 鞋 外套 水 茶
        ball bone umbrella hat book apple milk fish car phone computer flower tree door window table box letter picture
        rain coat shoes water tea trophy suitcase yarn""",
    "action": """追 埋 吃 喝 带 买 写 看 读 跑 玩 想 咬 找 打开 睡 走 送 画画 下雨 喜欢 拿 穿 唱 跳 教
        chased chases chase buried eat eats ate drink drank took take takes bought buy wrote write saw see read ran run
        runs play plays played wanted wants want bit bites bite found find opened slept sleep went go gave likes like
        wear wore rains sang jumped teaches taught rained carried""",
    "quality": """饿 累 高兴 难过 大 小 红 蓝 好吃 漂亮 冷 热 困 新 旧 快 慢 聪明 好 坏
        hungry tired happy sad big small red blue tasty pretty cold hot sleepy new old fast slow clever good bad""",
    "pronoun": """它 他 她 我 你 它们 他们 她们 这 那 自己 it he she i you they them him her we this that itself""",
    "link": """因为 所以 但是 和 把 了 着 的 在 是 就 也 可 可是 如果 今天 昨天 明天 一个 ， 。 、
        because so but and the a an of in on at is was to if then today yesterday tomorrow with as , .""",
}
_KIND_OF = {word: kind for kind, words in _WORDS.items() for word in words.split()}

KNOWN = frozenset(_KIND_OF)

# How strongly each kind (row) looks for each kind (column), in the order of KINDS.
_LOOKS_FOR = np.array(
    [
        # living thing action quality pronoun link
        [0.3, 0.2, 0.9, 0.7, 0.2, 0.0],  # a living being: for what it does, and how it is
        [0.2, 0.3, 0.8, 0.7, 0.2, 0.0],  # a thing: for what is done with it
        [1.0, 0.8, 0.2, 0.1, 0.5, 0.0],  # an action: for who, then for what
        [0.9, 0.8, 0.1, 0.1, 0.4, 0.0],  # a quality: for whose it is
        [1.2, 0.8, 0.2, 0.1, 0.1, 0.0],  # a pronoun: for what it may stand for, living beings first
        [0.1, 0.1, 0.7, 0.3, 0.1, 0.2],  # a linking word: for the actions that it links
    ]
)

# Long vectors make clear preferences; with this length the largest shares are about a half.
_LENGTH = 8.0


def embed(words: tuple[str, ...]) -> Array:
    """The toy vectors of words, shape (words, kinds + own numbers). A word that is not listed has only its own numbers."""
    return np.stack([_vector(word.lower()) for word in words])


def projections() -> tuple[Array, Array]:
    """The projections to queries and to keys, each of shape (kinds + own numbers, kinds + own numbers)."""
    size = len(KINDS) + _OWN
    to_query, to_key = np.eye(size) * _LENGTH, np.eye(size)
    to_query[: len(KINDS), : len(KINDS)] = _LOOKS_FOR * _LENGTH
    return to_query, to_key


def attend(words: tuple[str, ...], *, is_causal: bool = False) -> tuple[Array, Array]:
    """A sentence's attention to itself, with queries and keys from the two projections, and the words' vectors as values.

    Returns:
        The context vectors, (words, kinds + own numbers), and the weights, (words, words): rows are queries.
    """
    x = embed(words)
    to_query, to_key = projections()
    context, weights = scaled_dot_product_attention(
        x @ to_query, x @ to_key, x, is_causal=is_causal, return_weights=True
    )
    return context, weights


@lru_cache(maxsize=1024)
def _vector(word: str) -> Array:
    kind = _KIND_OF.get(word)
    is_kind = [1.0 if kind == name else 0.0 for name in KINDS]
    # Drawn from the word itself: the same on every machine and at every visit.
    drawn = hashlib.blake2b(word.encode(), digest_size=_OWN).digest()
    return np.array(is_kind + [0.5 * (byte / 127.5 - 1) for byte in drawn])
