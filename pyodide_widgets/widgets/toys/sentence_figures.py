"""What the widgets about sentences have in common."""

from __future__ import annotations

from ...kit.words import Words

QUERY_AXIS = Words(zh="行是查询：谁在看", en="row: query, who looks")
KEY_AXIS = Words(zh="列是键：看向谁", en="column: key, at whom")

TOY_NOTE = Words(
    zh="示意向量：每个词属于哪一类（生物、事物、动作、性质、代词、连接词）、每一类词在找什么，都由我们手工设定，并非训练所得。"
    "表里没有的词，只有一串由它自己的字形算出的固定数字。",
    en="Example vectors: the kind of each word (living being, thing, action, quality, pronoun, link) and what each kind looks "
    "for are set by hand, not learned. A word that is not on the list has only fixed numbers drawn from its own letters.",
)
