# Sourced by the other scripts: goes to the repository's root and puts the right tools on PATH.
# The tools live outside the repository, in a cache keyed by version, so that neither `git clean`
# nor a second clone builds them again, and the user's own are left alone.

cd "$(dirname "${BASH_SOURCE[0]}")/.."

cache="${XDG_CACHE_HOME:-$HOME/.cache}/sipas-forms"
wasm_target=wasm32-unknown-unknown

rust_minimum=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
# The tool must match the crate to the last digit, so there is one truth: the lock file.
wasm_bindgen_version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"/\1/p;}' Cargo.lock)
wasm_pack_version=0.15.1

wasm_bindgen_root="$cache/wasm-bindgen-$wasm_bindgen_version"
wasm_pack_root="$cache/wasm-pack-$wasm_pack_version"
PATH="$PWD/node_modules/.bin:$wasm_bindgen_root/bin:$wasm_pack_root/bin:$PATH"

# Whether a rustc has the standard library for Wasm.
has_wasm() {
  local dir
  dir=$("$1" --print target-libdir --target "$wasm_target" 2>/dev/null) &&
    compgen -G "$dir/libstd-*.rlib" >/dev/null
}

# Debian's compiler has no such library; `scripts/setup` may have built one beside it (scripts/sysroot).
use_private_sysroot() {
  local version
  has_wasm rustc && return
  version=$(/usr/bin/rustc --version 2>/dev/null | cut -d' ' -f2) || return 0
  sysroot="$cache/sysroot-$version"
  has_wasm "$sysroot/bin/rustc" || return 0
  PATH="$sysroot/bin:$PATH"
  export SYSROOT="$sysroot" # clippy-driver does not ask rustc
}
use_private_sysroot
export PATH

# The test browser; set these to use another one.
export CHROMIUM="${CHROMIUM:-$(command -v chromium || true)}"
export CHROMEDRIVER="${CHROMEDRIVER:-$(command -v chromedriver || true)}"

say() { printf '%s\n' "$*"; }
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}
