"""Several ears become their mean; what they do not share stays the last one's."""

import json

import numpy as np
import pytest
from safetensors.numpy import load_file

from bot import checksums
from bot.language import ear, minilm
from learning import average, packing

CONCEPTS = ["cramp", "fever"]


def saved(folder, value, intents, concepts=CONCEPTS):
    numbers = {
        "encoder.layer.0.weight": np.array([[value, -value], [2 * value, 0]], np.float32),
        "concept.bias": np.full(2, value, np.float32),
        "intent.bias": np.full(len(intents), value, np.float32),
    }
    told = {"concepts": concepts, "statuses": [], "persons": [], "intents": intents}
    told["thresholds"] = dict.fromkeys(concepts, 0.5)
    packing.write(numbers, json.dumps(told), folder)
    return folder


def test_the_mean_is_written_whole_with_the_last_ones_names(tmp_path, monkeypatch):
    monkeypatch.setattr(average, "LEARNED", tmp_path / "learned")
    average.main([saved(tmp_path / "old", 1.0, ["greet"]), saved(tmp_path / "new", 3.0, ["greet", "bye"])])
    made = minilm.unpacked(load_file(tmp_path / "learned" / ear.WEIGHTS.name))
    assert made["encoder.layer.0.weight"] == pytest.approx(np.array([[2, -2], [4, 0]]), abs=0.05)
    assert made["concept.bias"].tolist() == [2, 2]
    assert made["intent.bias"].tolist() == [3, 3], "the older ear has other intents"
    assert ear.Names.read(tmp_path / "learned" / ear.NAMES.name).intents == ("greet", "bye")
    assert checksums.is_whole(tmp_path / "learned" / ear.WEIGHTS.name)


def test_ears_of_different_concepts_have_no_mean(tmp_path):
    one = saved(tmp_path / "old", 1.0, ["greet"])
    with pytest.raises(SystemExit, match="different concepts"):
        average.main([one, saved(tmp_path / "new", 1.0, ["greet"], ["cramp", "chest_pain"])])
