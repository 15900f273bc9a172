"""A running server of the sample province for the scripts beside this one, and somebody who is signed in."""

import http.cookiejar
import json
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request


def quiet(*command, **more):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more).returncode == 0


class Server:
    """The sample province on ports of its own, and a shift lead signed in."""

    def __init__(self, binary, folder, more=()):
        self.csrf = None
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        keys = folder / "tls"
        self.ca = keys / "ca.pem"
        if keys.exists():
            tls = self.ca.exists()
        else:
            keys.mkdir()
            tls = make_certificate(keys)
        settings = ["http.listen=127.0.0.1:0", "ingest.gelf_udp=127.0.0.1:0", *more]
        if tls:
            settings += [
                "ingest.syslog_tls=127.0.0.1:0",
                f"ingest.tls_certificate={keys / 'server.pem'}",
                f"ingest.tls_key={keys / 'server.key'}",
            ]
        command = [binary, "--data-dir", str(folder / "data"), "serve", "--sample"]
        for setting in settings:
            command[1:1] = ["--set", setting]
        self.log = open(folder / "server.log", "a")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        for line in self.process.stdout:
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                self.url = found.group()
                break
        else:
            raise SystemExit(f"the server did not start, see {folder / 'server.log'}")
        # Or its pipe fills and it waits.
        subprocess.Popen(["cat"], stdin=self.process.stdout, stdout=subprocess.DEVNULL)
        person = {"user_name": "truongca", "password": "ba vong thanh co loa"}
        self.csrf = until(lambda: self.call("POST", "/auth/sign-in", person))["csrf_token"]
        listed = until(lambda: (l := self.call("GET", "/sources"))["doors"]["http"] and l)
        self.doors, self.agency = listed["doors"], listed["items"][0]["agency_id"]

    def call(self, method, path, body=None):
        headers = {"content-type": "application/json"}
        if self.csrf:
            headers["x-csrf-token"] = self.csrf
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + "/api/v1" + path, data, headers, method=method)
        try:
            return json.load(self.opener.open(request, timeout=30))
        except urllib.error.URLError:
            return None

    def port(self, door):
        return self.doors[door].rsplit(":", 1)[1]

    def source(self, name, protocol, addresses=""):
        body = {"name": name, "protocol": protocol, "agency_id": self.agency, "addresses": addresses}
        made = self.call("POST", "/sources", body)
        return made["source"]["id"], made["token"]

    def counted(self, source):
        minutes = self.call("GET", f"/sources/{source}")["traffic"]
        return {k: sum(m[k] for m in minutes) for k in ("events", "problems", "repeated", "dropped")}

    def found(self, source, words=""):
        """Events of the source that search finds."""
        query = urllib.parse.urlencode(
            {"q": f'source:"{source}" {words}', "from": "2000-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
        )
        return (self.call("GET", f"/search/histogram?{query}") or {"total": -1})["total"]

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(60)
        self.log.close()

    def memory(self):
        """MiB that are resident now."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) // 1024
        return 0


def make_certificate(keys):
    """A certificate for 127.0.0.1 signed by an authority of its own."""
    if not shutil.which("openssl"):
        return False
    names = keys / "names"
    names.write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    new = ["openssl", "req", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    return (
        quiet(*new, "-x509", "-days", "2", "-subj", "/CN=thu", "-keyout", keys / "ca.key", "-out", keys / "ca.pem")
        and quiet(*new, "-subj", "/CN=localhost", "-keyout", keys / "server.key", "-out", keys / "server.csr")
        and quiet(
            *("openssl", "x509", "-req", "-days", "2", "-in", keys / "server.csr", "-CA", keys / "ca.pem"),
            *("-CAkey", keys / "ca.key", "-CAcreateserial", "-extfile", names, "-out", keys / "server.pem"),
        )
    )


def until(what, seconds=60):
    """What it gives, once it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise SystemExit("the server does not answer")
