<?php
// A backend that is not ours, in plain PHP: it shows a page with a form, keeps each submission once under its key,
// and answers a repeated key with the same receipt; also to a page of one other origin.
// Usage: php tests/receivers/php.php DIST FILE [ORIGIN]   keeps submissions in FILE; prints its address
if (PHP_SAPI === 'cli') { // from the command line it starts PHP's own server, with this file for every request
    putenv('PHP_CLI_SERVER_WORKERS=4');
    foreach (['DIST', 'FILE', 'ORIGIN'] as $at => $name) putenv("$name=" . ($argv[$at + 1] ?? ''));
    $free = stream_socket_server('tcp://127.0.0.1:0');
    $address = stream_socket_get_name($free, false);
    fclose($free);
    if (pcntl_fork() > 0) pcntl_exec(PHP_BINARY, ['-d', 'display_errors=0', '-q', '-S', $address, __FILE__]);
    while (!@stream_socket_client("tcp://$address")) usleep(10_000);
    exit("Listening on http://$address\n");
}

const UUID = '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/D';
const TYPES = ['html' => 'text/html', 'js' => 'text/javascript', 'wasm' => 'application/wasm'];
function reply(int $status, array $content, string $type = 'application/json'): never {
    http_response_code($status);
    header("Content-Type: $type");
    exit(json_encode($content, JSON_UNESCAPED_UNICODE));
}
function refuse(int $status, string $title, array $errors = []): never {
    reply($status, ['title' => $title, 'status' => $status, 'errors' => $errors], 'application/problem+json');
}

if (getenv('ORIGIN')) header('Access-Control-Allow-Origin: ' . getenv('ORIGIN'));
header('Access-Control-Allow-Headers: Content-Type, Idempotency-Key');
if ($_SERVER['REQUEST_METHOD'] === 'OPTIONS') exit; // what a browser asks before it posts from another origin
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($_SERVER['REQUEST_METHOD'] !== 'POST') { // what realpath finds outside of DIST is not there
    $file = $path === '/' ? __DIR__ . '/page.html' : realpath(getenv('DIST') . $path);
    if ($path !== '/' && !str_starts_with($file, realpath(getenv('DIST')) . '/') || !is_file($file)) refuse(404, 'No');
    header('Content-Type: ' . (TYPES[pathinfo($file, PATHINFO_EXTENSION)] ?? 'application/octet-stream'));
    exit($_SERVER['REQUEST_METHOD'] === 'GET' ? file_get_contents($file) : '');
}
if ($path !== '/submissions') refuse(404, 'Nothing here');
if (($_SERVER['CONTENT_LENGTH'] ?? 0) > 1 << 20) refuse(413, 'No more than 1 MiB');
if (!preg_match('~^application/json\s*(;|$)~i', $_SERVER['CONTENT_TYPE'] ?? '')) refuse(415, 'Send JSON');
$submission = json_decode(file_get_contents('php://input')); // objects: as arrays, {} and [] would be the same
$key = $_SERVER['HTTP_IDEMPOTENCY_KEY'] ?? '';
if (!is_object($submission) || !preg_match(UUID, $key) || @$submission->submission_id !== $key) refuse(400, 'No key');
$say = fn($vi, $en) => ($submission->language ?? '') === 'en' ? $en : $vi;
umask(0077);
$store = fopen(getenv('FILE'), 'c+');
flock($store, LOCK_EX); // the workers are processes: of two with one key, one is first; ends with the script
while ($line = fgets($store)) {
    $entry = json_decode($line);
    if ($entry->submission->submission_id !== $key) continue;
    if (json_encode($entry->submission) === json_encode($submission)) reply(200, ['receipt' => $entry->receipt]);
    refuse(422, 'Key reused'); // no errors: what could be mended would be sent once more
}
$missing = array_filter(['commune', 'subject'], fn($name) => empty($submission->answers->$name));
$error = fn($name) => ['pointer' => "#/answers/$name", 'detail' => $say('Xin trả lời câu này.', 'Answer this.')];
if ($missing) refuse(422, 'Answers are missing', array_map($error, array_values($missing)));
$entry = ['receipt' => bin2hex(random_bytes(5)), 'submission' => $submission];
$line = json_encode($entry, JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION) . "\n";
if (fwrite($store, $line) !== strlen($line) || !fsync($store)) refuse(503, 'Not stored');
reply(201, ['receipt' => $entry['receipt']]);
