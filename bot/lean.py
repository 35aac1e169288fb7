"""Rasa without TensorFlow: `python -m bot.lean run ...` is `python -m rasa run ...`, lighter.

Nothing of ours learns or runs with TensorFlow, and Rasa loads it all the same: through one import that
nothing uses at run time, through the list of all its components, and through the graph that a model was
trained with. Here the first is put off until something asks for it, of the second only what config.yml
names is loaded, the third is not read; a component of Rasa's that is not in `LIGHT` is still found, with
all the others. For running only: training goes through `rasa train`. `rasa run` works as ever, and loads
everything.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any

from bot import heap

_applied = False

PUT_OFF = "rasa.utils.train_utils"
LIGHT = {
    "MemoizationPolicy": "rasa.core.policies.memoization",
    "RulePolicy": "rasa.core.policies.rule_policy",
}
"""Rasa's own components that config.yml names, and where they are."""


class PutOff(ModuleType):
    """A module that is loaded when something of it is first used. (importlib's LazyLoader loads it when
    it is imported a second time already, up to Python 3.11.)"""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def put_off(name: str = PUT_OFF) -> None:
    """Have a module loaded when something of it is first used, not when it is imported."""
    if name in sys.modules:
        return
    parent, _, child = name.rpartition(".")
    module = PutOff(name)
    module.__spec__ = importlib.util.find_spec(name)
    sys.modules[name] = module
    setattr(importlib.import_module(parent), child, module)


def only_what_is_named() -> None:
    """Look components up without loading all of Rasa's first."""
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe

    every = DefaultV1Recipe._from_registry

    def found(name: str) -> Any:
        module, _, short = name.rpartition(".")
        if place := module or LIGHT.get(name):
            importlib.import_module(place)
        known = DefaultV1Recipe._registered_components
        return known[short] if short in known else every(name)

    DefaultV1Recipe._from_registry = staticmethod(found)


def without_the_training_graph() -> None:
    """Read of a model what it predicts with; how it was trained names all kinds of components."""
    from rasa.engine.storage.storage import ModelMetadata

    whole = ModelMetadata.from_dict

    def read(serialized: dict[str, Any]) -> Any:
        return whole({**serialized, "train_schema": {"nodes": {}}})

    ModelMetadata.from_dict = staticmethod(read)


def apply() -> None:
    """Make Rasa lean, before anything of it is loaded. Doing it twice does nothing."""
    global _applied
    if _applied:
        return
    heap.grow()
    put_off()
    only_what_is_named()
    without_the_training_graph()
    _applied = True


def main() -> None:
    """Rasa's command line."""
    apply()
    importlib.import_module("rasa.__main__").main()


if __name__ == "__main__":
    main()
