"""Toy senses: what the things that words stand for feel like, set by hand. It belongs to things, not to symbols."""

from __future__ import annotations

import numpy as np

from ...attention import Array

SENSES = ("weight", "warmth", "taste")

# How heavy, how warm and how tasty; 0 is neither one nor the other. An action has what is felt while doing it.
_FELT = {
    "猫 小猫 cat kitten": (-0.3, 0.8, -0.2),
    "狗 小狗 dog puppy": (0.2, 0.8, -0.2),
    "鸟 小鸟 bird": (-0.8, 0.7, 0.1),
    "孩子 女孩 男孩 人 child girl boy person man woman people": (0.5, 0.7, -0.5),
    "鱼 fish": (-0.4, -0.4, 0.9),
    "牛奶 milk": (-0.4, -0.2, 0.7),
    "茶 tea": (-0.5, 0.8, 0.6),
    "苹果 apple": (-0.6, -0.1, 0.9),
    "水 雨 water rain": (-0.2, -0.5, 0.1),
    "骨头 bone": (-0.3, 0.0, 0.3),
    "球 线球 ball yarn": (-0.7, 0.0, -0.6),
    "书 信 book letter": (-0.2, 0.0, -0.8),
    "石头 stone": (0.9, -0.5, -0.9),
    "车 箱子 桌子 门 car table box door": (1.0, -0.2, -0.9),
    "吃 喝 eat eats ate drink drank": (0.0, 0.1, 1.0),
    "拿 带 埋 carried took take buried": (0.9, 0.0, 0.0),
    "饿 hungry": (0.0, 0.0, 0.8),
    "热 hot": (0.0, 1.0, 0.0),
    "冷 cold": (0.0, -1.0, 0.0),
    "大 big": (0.8, 0.0, 0.0),
    "小 small": (-0.8, 0.0, 0.0),
    "好吃 tasty": (0.0, 0.0, 1.0),
}
_OF_THING = {name: np.array(felt) for names, felt in _FELT.items() for name in names.split()}


def felt(name: str) -> Array:
    """What a thing feels like that goes by this name, shape (senses,): zeros where the name stands for nothing one feels."""
    return _OF_THING.get(name.lower(), np.zeros(len(SENSES)))
