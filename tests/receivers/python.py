"""A backend that is not ours, in plain Python: a page with a form; each submission kept once; one other origin may send.
Usage: python3 tests/receivers/python.py DIST FILE [ORIGIN]   keeps submissions in FILE; prints its address"""
import json, os, pathlib, re, secrets, sys, threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

dist, path, origin = [*sys.argv[1:], ""][:3]
PAGE = pathlib.Path(__file__).with_name("page.html").read_bytes()
UUID, MAX_BYTES, lock = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", 1 << 20, threading.Lock()
store = open(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+", encoding="utf-8")
kept = {entry["submission"]["submission_id"]: entry for entry in map(json.loads, store)}

def problem(status, title, *errors):
    return status, {"title": title, "status": status, "errors": [{"pointer": p, "detail": d} for p, d in errors]}

def receive(key, submission):
    whole = isinstance(submission, dict) and isinstance(submission.get("answers"), dict)
    if not whole or not re.fullmatch(UUID, key) or submission.get("submission_id") != key: return problem(400, "No key")
    say = lambda vi, en: en if submission.get("language") == "en" else vi
    with lock:  # each request has a thread: of two with one key, one is first
        if (entry := kept.get(key)) and entry["submission"] == submission: return 200, {"receipt": entry["receipt"]}
        if entry: return problem(422, "Key reused")  # no errors: what could be mended would be sent once more
        missing = [name for name in ("commune", "subject") if not submission["answers"].get(name)]
        errors = [(f"#/answers/{name}", say("Xin trả lời câu này.", "Answer this.")) for name in missing]
        if errors: return problem(422, "Answers are missing", *errors)
        entry = {"receipt": secrets.token_hex(5), "submission": submission}
        print(json.dumps(entry, ensure_ascii=False), file=store, flush=True)
        os.fsync(store.fileno())
        kept[key] = entry
        return 201, {"receipt": entry["receipt"]}

class Receiver(SimpleHTTPRequestHandler):
    extensions_map, timeout = {".js": "text/javascript", ".wasm": "application/wasm", "": "application/octet-stream"}, 30
    log_message = lambda *_: None  # it would keep the addresses of citizens
    list_directory = lambda self, _: self.send_error(404)
    do_OPTIONS = lambda self: self.reply(204)
    do_GET = lambda self: self.reply(200, PAGE, "text/html") if self.path == "/" else super(Receiver, self).do_GET()
    def do_POST(self):
        try:
            body = self.rfile.read(min(size := max(0, int(self.headers["Content-Length"] or 0)), MAX_BYTES))
            for left in range(size, MAX_BYTES, -(1 << 16)): self.rfile.read(min(left - MAX_BYTES, 1 << 16))
            if self.path != "/submissions": told = problem(404, "Nothing here")
            elif size > MAX_BYTES: told = problem(413, "No more than 1 MiB")
            elif self.headers.get_content_type() != "application/json": told = problem(415, "Send JSON")
            else: told = receive(self.headers["Idempotency-Key"] or "", json.loads(body))
        except (ValueError, RecursionError): told = problem(400, "This is no JSON")
        self.reply(told[0], json.dumps(told[1]).encode(), f"application/{'problem+' * (told[0] > 201)}json")
    def reply(self, status, body=b"", kind="text/plain"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)
    def end_headers(self):
        if origin: self.send_header("Access-Control-Allow-Origin", origin)
        self.send_header("Access-Control-Allow-Headers", "Content-Type, Idempotency-Key")
        super().end_headers()

server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *connection: Receiver(*connection, directory=dist))
print(f"Listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
