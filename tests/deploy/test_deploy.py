"""What deploy/ holds, given to the programs that read it: nginx, systemd, PostgreSQL's own tools."""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
import sqlalchemy as sa
import yaml
from cryptography.fernet import Fernet

from bot.conversations.records import Records
from bot.settings import ROOT
from bot.store.keys import Keys, read_masters
from bot.store.vault import Vault
from tests.databases import change
from tests.journeys.conftest import free_port

DEPLOY = ROOT / "deploy"
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def needed(program: str) -> str:
    found = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None and os.environ.get("CHARLEY_REQUIRE_REDIS"):
        pytest.fail(f"{program} is missing")
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


class Worker(BaseHTTPRequestHandler):
    """A Rasa process, as far as nginx can tell: says who it is and what it was sent."""

    def do_GET(self) -> None:
        body = f"{self.server.server_port} {self.headers.get('X-Forwarded-For')}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Site:
    """nginx with our file, in front of two workers."""

    def __init__(self, folder: Path) -> None:
        self.workers = [ThreadingHTTPServer(("127.0.0.1", 0), Worker) for _ in range(2)]
        for worker in self.workers:
            Thread(target=worker.serve_forever, daemon=True).start()
        self.port = free_port()
        self.folder = folder
        key, chain = folder / "privkey.pem", folder / "fullchain.pem"
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj"]
        command += ["/CN=charley.example.org", "-keyout", str(key), "-out", str(chain)]
        subprocess.run(command, check=True, capture_output=True)
        text = (DEPLOY / "nginx" / "charley.conf").read_text(encoding="utf-8")
        for ours, here in (
            ("127.0.0.1:5005", f"127.0.0.1:{self.workers[0].server_port}"),
            ("127.0.0.1:5006", f"127.0.0.1:{self.workers[1].server_port}"),
            ("listen 443 ssl http2", f"listen 127.0.0.1:{self.port} ssl http2"),
            ("listen [::]:443 ssl http2;", ""),
            ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
            ("listen [::]:80;", ""),
            ("/etc/charley/tls", str(folder)),
            ("/var/log/nginx", str(folder)),
        ):
            assert ours in text, ours
            text = text.replace(ours, here)
        paths = "".join(
            f"{kind}_temp_path {folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        self.conf = folder / "nginx.conf"
        self.conf.write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log;"
            f"events {{}} http {{ {paths} {text} }}",
            encoding="utf-8",
        )
        self._nginx: subprocess.Popen[bytes] | None = None

    def command(self, *more: str) -> list[str]:
        return [needed("nginx"), "-e", f"{self.folder}/start.log", "-c", str(self.conf), *more]

    def start(self) -> httpx.Client:
        self._nginx = subprocess.Popen(self.command(), stderr=subprocess.DEVNULL)
        trust = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        trust.check_hostname = False
        transport = httpx.HTTPTransport(verify=trust, retries=20)
        return httpx.Client(
            transport=transport,
            base_url=f"https://127.0.0.1:{self.port}",
            headers={"Host": "charley.example.org"},
        )

    def stop(self) -> None:
        if self._nginx:
            self._nginx.terminate()
            self._nginx.wait(10)
        for worker in self.workers:
            worker.server_close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    needed("nginx")
    tmp_path.chmod(0o755)
    made = Site(tmp_path)
    yield made
    made.stop()


def test_nginx_takes_the_file(site: Site) -> None:
    tested = subprocess.run(site.command("-t"), capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr


def test_only_the_public_routes_are_reachable_and_nobody_s_address_can_be_made_up(site: Site) -> None:
    with site.start() as client:
        forged = {"X-Forwarded-For": "9.9.9.9"}
        for route in ("/webhooks/api/openapi.json", "/chat/", "/health/live", "/chat/socket.io/?EIO=4"):
            given = client.get(route, headers=forged)
            assert given.status_code == 200 and given.text.endswith(" 127.0.0.1"), route
        closed = (
            "/",
            "/metrics",
            "/health/ready",
            "/webhook",
            "/webhooks/rest/webhook",
            "/conversations",
            "/model",
        )
        for route in (*closed, "/webhooks/apix", "/chat", "/status", "/version", "/socket.io/"):
            assert client.get(route).status_code in (301, 404), route


@pytest.mark.parametrize("app", ["telegram", "twilio", "slack", "messenger"])
def test_messaging_apps_are_reached_without_a_limit_by_address_and_each_at_one_process(
    site: Site, app: str
) -> None:
    """A vendor's few addresses bring everybody's messages."""
    with site.start() as client:
        given = [client.post(f"/webhooks/{app}/webhook?n={n}", content=b"{}") for n in range(200)]
        assert {g.status_code for g in given} == {200}
        assert len({g.text for g in given}) == 1
        for closed in (f"/webhooks/{app}", f"/webhooks/{app}/webhook/", f"/webhooks/{app}/webhook/x"):
            assert client.post(closed).status_code == 404


def test_one_session_stays_with_one_process_and_moves_when_it_is_gone(site: Site) -> None:
    with site.start() as client:
        served = {
            session: {
                client.post("/webhooks/api/messages", headers={"Authorization": session}, json={}).text
                for _ in range(3)
            }
            for session in (f"Bearer {n}" for n in range(16))
        }
        assert all(len(workers) == 1 for workers in served.values())
        assert len(set().union(*served.values())) == 2
        gone = site.workers[0]
        gone.shutdown()
        gone.server_close()
        for session in served:
            for _ in range(3):  # as the widget does, which sends again under the same id
                given = client.post("/webhooks/api/messages", headers={"Authorization": session}, json={})
                if given.status_code == 200:
                    break
            assert given.status_code == 200 and str(gone.server_port) not in given.text


def test_when_nobody_answers_people_are_told_where_to_turn(site: Site) -> None:
    with site.start() as client:
        for worker in site.workers:
            worker.shutdown()
            worker.server_close()
        given = client.post("/webhooks/api/messages", json={})
        assert given.status_code == 502
        assert "911" in given.json()["message"] and given.json()["error"] == "unavailable"


def test_the_access_log_holds_no_address_and_no_query(site: Site) -> None:
    with site.start() as client:
        client.get("/chat/?canary", headers={"User-Agent": "canary", "Authorization": "canary"})
    site.stop()
    log = (site.folder / "charley.log").read_text(encoding="utf-8")
    assert "GET /chat/ 200" in log and "canary" not in log and "127.0.0.1" not in log


def test_systemd_takes_the_units() -> None:
    units = sorted(str(p) for p in (DEPLOY / "systemd").iterdir())
    verified = subprocess.run([needed("systemd-analyze"), "verify", *units], capture_output=True, text=True)
    lines = [x for x in verified.stderr.splitlines() if "is not executable: No such file" not in x]
    assert lines == []


def test_kubernetes_and_compose_files_are_whole() -> None:
    for path in (*(DEPLOY / "kubernetes").iterdir(), DEPLOY / "compose" / "compose.yaml"):
        assert list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
    if kubectl := shutil.which("kubectl"):
        subprocess.run([kubectl, "kustomize", str(DEPLOY / "kubernetes")], check=True, capture_output=True)


def test_every_variable_that_is_set_is_a_setting() -> None:
    for path in (p for p in DEPLOY.rglob("*") if p.is_file()):
        named = set(re.findall(r"\bCHARLEY_[A-Z_]+", path.read_text(encoding="utf-8")))
        assert {n for n in named if f"`{n}`" not in SETTINGS} == set(), path.name


@pytest.fixture
def kept(tmp_path: Path, server, request: pytest.FixtureRequest) -> dict[str, str]:
    """Two databases of one installation, talks and keys, as its environment names them."""
    if request.param == "sqlite":
        folder = tmp_path / "data"
        folder.mkdir()
        urls = [f"sqlite:///{folder}/{name}.sqlite" for name in ("conversations", "keys")]
    else:
        urls = []
        for name in ("kept_talks", "kept_keys"):
            change(
                server.url(), sa.text(f"drop database if exists {name}"), sa.text(f"create database {name}")
            )
            urls.append(server.url(name))
    return {
        "CHARLEY_CONVERSATIONS_URL": urls[0],
        "CHARLEY_JOURNAL_URL": urls[0],
        "CHARLEY_KEYS_URL": urls[1],
        "PATH": os.environ["PATH"],
    }


@pytest.mark.parametrize("kept", ["sqlite", "postgresql"], indirect=True)
def test_what_was_backed_up_is_there_again_after_everything_was_lost(
    kept: dict[str, str], tmp_path: Path
) -> None:
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed")
    masters = read_masters(Fernet.generate_key().decode())

    def records() -> Records:
        safe = Vault(Keys(kept["CHARLEY_KEYS_URL"], masters, 5.0))
        return Records(kept["CHARLEY_CONVERSATIONS_URL"], 5.0, safe)

    before = records()
    before.append("a", [{"event": "user", "text": "canary"}], after=0, snapshot={}, may_open=True)
    folders = [str(tmp_path / "talks"), str(tmp_path / "keys")]
    backed = subprocess.run(
        [DEPLOY / "backup.sh", *folders], env=kept, capture_output=True, text=True, check=True
    )
    when = backed.stdout.split()[-1].rstrip(".")
    assert b"canary" not in b"".join(p.read_bytes() for p in Path(folders[0]).iterdir())
    before.forget("a")
    assert before.load("a", 9) is None
    before.close()
    subprocess.run([DEPLOY / "restore.sh", *folders, when], env=kept, check=True, capture_output=True)
    loaded = records().load("a", 9)
    assert loaded is not None and loaded.events[0]["text"] == "canary"


def test_keys_are_not_backed_up_beside_what_they_open(tmp_path: Path) -> None:
    same = [str(tmp_path), str(tmp_path)]
    refused = subprocess.run([DEPLOY / "backup.sh", *same], capture_output=True, text=True)
    assert refused.returncode == 1 and "Keys must not lie beside" in refused.stderr
