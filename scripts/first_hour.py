"""README's two commands as a stranger types them: a fresh clone, an empty environment, a home of its own.

`python3 scripts/first_hour.py [NAME ...]` runs `make chat` and then `make serve` and prints, for each, the
seconds to the first answer and the CPU seconds of everything it started. NAMEs are variables that are kept,
such as a proxy's or PYENV_ROOT. Nothing cached is used; what is downloaded is thrown away.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
QUESTION = "why do my feet cramp at night?"
SOURCED = "Sources:"  # what an answer from the facts ends with


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def emptied(home: Path, kept: list[str]) -> dict[str, str]:
    """The environment: a path, a home, free ports, and the variables that are kept."""
    home.mkdir()
    ports = {"PORT": free_port(), "ACTIONS_PORT": free_port()}
    held = {name: os.environ[name] for name in kept if name in os.environ}
    return {"PATH": PATH, "HOME": str(home), "LANG": "C.UTF-8", **ports, **held}


def chatted(clone: Path, environment: Mapping[str, str]) -> float:
    """Seconds until `make chat` has answered the question typed into it."""
    began, answered = time.monotonic(), 0.0
    command = ["make", "chat"]
    chat = subprocess.Popen(
        command, cwd=clone, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert chat.stdin and chat.stdout
    chat.stdin.write(f"{QUESTION}\n/stop\n")
    chat.stdin.close()
    for line in chat.stdout:
        print(line, end="", flush=True)
        if SOURCED in line:
            answered = answered or time.monotonic() - began
    if chat.wait() or not answered:
        raise SystemExit(f"make chat ended with {chat.returncode}, answered: {bool(answered)}")
    return answered


def served(clone: Path, environment: Mapping[str, str]) -> float:
    """Seconds until `make serve` shows the website and has answered a question over the API."""
    began = time.monotonic()
    serve = subprocess.Popen(["make", "serve"], cwd=clone, env=environment, start_new_session=True)
    try:
        while True:
            if serve.poll() is not None:
                raise SystemExit(f"make serve ended with {serve.returncode}")
            try:
                text = asked(f"http://127.0.0.1:{environment['PORT']}")
                break
            except urllib.error.URLError:
                time.sleep(0.5)
        answered = time.monotonic() - began
    finally:
        if serve.poll() is None:
            os.killpg(serve.pid, signal.SIGINT)
        serve.wait()
    if SOURCED not in text:
        raise SystemExit(f"make serve answered without sources: {text}")
    return answered


def asked(address: str) -> str:
    """What the API answers to the question; the page of the website must be there as well."""
    urllib.request.urlopen(f"{address}/chat/", timeout=60).read()
    opening = urllib.request.Request(f"{address}/webhooks/api/sessions", method="POST")
    session = json.load(urllib.request.urlopen(opening, timeout=60))["session"]
    body = json.dumps({"message": QUESTION}).encode()
    proof = {"Authorization": f"Bearer {session}"}
    message = urllib.request.Request(f"{address}/webhooks/api/messages", body, proof)
    reply = json.load(urllib.request.urlopen(message, timeout=60))
    return "\n".join(str(m["text"]) for m in reply["messages"])


def main(kept: list[str]) -> None:
    """Run both commands and print what they took."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "charley"
        subprocess.run(["git", "clone", "--quiet", "--no-local", str(ROOT), str(clone)], check=True)
        environment = emptied(Path(folder) / "home", kept)
        for name, run in (("make chat, nothing prepared", chatted), ("make serve, after it", served)):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds = run(clone, environment)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            load = os.getloadavg()[0]
            print(
                f"{name}: first answer after {seconds:.0f} s, {spent:.0f} s of CPU, load {load:.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
