"""The sentence encoder: equal to its published model, refused when it is another, absent without harm."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from bot.language import weights
from bot.language.encoder import WIDTH, open_encoder
from bot.language.weights import OFF, EncoderRefused
from bot.settings import ROOT

FILES = weights.installed()
SENTENCES = ["do water pills cause leg cramps", "My calf!", "ça fait mal \U0001f622 à 3 heures", "why " * 200]

pytestmark = pytest.mark.skipif(FILES is None, reason="the encoder's package is not installed here")


@pytest.fixture(scope="module")
def made():
    return open_encoder(None, ROOT / "models")


def reference(numbers, ids):
    """BERT as its paper tells it, in plain numbers, one sentence at a time."""

    def linear(name, x):
        return x @ numbers[f"{name}.weight"].T + numbers[f"{name}.bias"]

    def normal(name, x):
        spread = np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return (x - x.mean(-1, keepdims=True)) / spread * numbers[f"{name}.weight"] + numbers[f"{name}.bias"]

    def heads(x):
        return x.reshape(len(ids), 12, 32).swapaxes(0, 1)

    def gelu(x):
        return np.array([0.5 * v * (1 + np.math.erf(v / np.sqrt(2))) for v in x.ravel()]).reshape(x.shape)

    table = {k: numbers[f"embeddings.{k}_embeddings.weight"] for k in ("word", "position", "token_type")}
    x = table["word"][ids] + table["position"][: len(ids)] + table["token_type"][0]
    x = normal("embeddings.LayerNorm", x)
    for n in range(6):
        at = f"encoder.layer.{n}"
        q, k, v = (heads(linear(f"{at}.attention.self.{p}", x)) for p in ("query", "key", "value"))
        scores = np.exp(q @ k.swapaxes(1, 2) / np.sqrt(32))
        mixed = (scores / scores.sum(-1, keepdims=True) @ v).swapaxes(0, 1).reshape(len(ids), WIDTH)
        x = normal(f"{at}.attention.output.LayerNorm", x + linear(f"{at}.attention.output.dense", mixed))
        inner = linear(f"{at}.output.dense", gelu(linear(f"{at}.intermediate.dense", x)))
        x = normal(f"{at}.output.LayerNorm", x + inner)
    mean = x.mean(0)
    return mean / np.linalg.norm(mean)


@pytest.mark.parametrize("text", SENTENCES[:3])
def test_a_point_is_the_published_models(made, text):
    ids = Tokenizer.from_file(str(FILES / "tokenizer.json")).encode(text).ids
    exact = reference(load_file(FILES / "model.safetensors"), [i for i in ids if i])
    assert made.encode([text])[0] @ exact > 0.98  # 8-bit weights


@pytest.mark.slow  # makes the graph
def test_made_anew_from_the_published_files_it_gives_the_same_points(made, tmp_path):
    anew = open_encoder(None, tmp_path)
    assert np.allclose(anew.encode(SENTENCES), made.encode(SENTENCES), atol=1e-6)


def test_points_have_length_one_and_do_not_depend_on_the_company(made):
    together = made.encode(SENTENCES)
    assert together.shape == (len(SENTENCES), WIDTH)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert all((made.encode([s])[0] == row).all() for s, row in zip(SENTENCES, together, strict=True))


def test_what_means_the_same_is_nearer_than_what_shares_words(made):
    asked, same, words = made.encode(
        ["why do I cramp at night", "reasons for leg spasms while asleep", "why do I work at night"]
    )
    assert asked @ same > asked @ words


def test_no_text_is_no_point(made):
    assert made.encode([]).shape == (0, WIDTH)


def test_it_can_be_turned_off(tmp_path):
    assert open_encoder(OFF, tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def copy_of_files(folder: Path) -> Path:
    folder.mkdir()
    for name in weights._KNOWN:
        (folder / name).symlink_to(FILES / name)
    return folder


@pytest.mark.parametrize("name", weights._KNOWN)
@pytest.mark.parametrize("how", ["missing", "another"])
def test_other_files_are_refused_and_nothing_is_left(tmp_path, name, how):
    folder = copy_of_files(tmp_path / "given")
    (folder / name).unlink()
    if how == "another":
        (folder / name).write_text("{}")
    with pytest.raises(EncoderRefused, match=f"{name} is"):
        open_encoder(str(folder), tmp_path / "built")
    assert not list((tmp_path / "built").glob("*.onnx"))
