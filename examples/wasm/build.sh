#!/usr/bin/env bash
# Compiles the four programs of this folder to WebAssembly. The results are committed, so that nobody needs these compilers to try
# them. As committed they come from Debian's packages: clang-22 and lld-22 (apt.llvm.org), and from Debian 12 rustc,
# libstd-rust-dev-wasm32, lld-14, wasi-libc, libclang-rt-14-dev-wasm32. With rustup instead of rustc's package:
# `rustup target add wasm32-unknown-unknown wasm32-wasip1`, and RUST_WASI=wasm32-wasip1.
# Where a package is elsewhere: CLANG, RUSTC, WASI_ROOT (with include/wasm32-wasi and lib/wasm32-wasi), BUILTINS.
set -euo pipefail
cd "$(dirname "$0")"
CLANG=${CLANG:-clang-22}
RUSTC=${RUSTC:-rustc}
RUST_WASI=${RUST_WASI:-wasm32-wasi}
WASI_ROOT=${WASI_ROOT:-/usr}
BUILTINS=${BUILTINS:-/usr/lib/llvm-14/lib/clang/14.0.6/lib/wasi/libclang_rt.builtins-wasm32.a}

c=(-O2 -Wall -Wextra -Werror -nostdlib -fuse-ld=lld -mbulk-memory --no-wasm-opt -Wl,--strip-debug -Wl,--export-memory)
rust=(--edition 2021 -O -C panic=abort -C lto=fat -C codegen-units=1 -C strip=debuginfo --remap-path-prefix "$PWD=.")

"$CLANG" --target=wasm32-unknown-unknown "${c[@]}" -std=c11 -ffreestanding -Wno-gnu-case-range -Wl,--no-entry \
  -I../../guest/include c/main.c ../../guest/lib/vouch-wasm.c -o c/c.wasm
"$CLANG" --target=wasm32-wasip1 "${c[@]}" -isystem "$WASI_ROOT/include/wasm32-wasi" \
  "$WASI_ROOT/lib/wasm32-wasi/crt1-command.o" c-wasi/main.c "$WASI_ROOT/lib/wasm32-wasi/libc.a" "$BUILTINS" -o c-wasi/c-wasi.wasm
"$RUSTC" --target wasm32-unknown-unknown "${rust[@]}" --crate-type cdylib rust/main.rs -o rust/rust.wasm
"$RUSTC" --target "$RUST_WASI" "${rust[@]}" rust-wasi/main.rs -o rust-wasi/rust-wasi.wasm
# test/guest-compiler/programs.test.ts tells if a program and its source differ.
sha256sum ./*/main.* ./*/*.wasm ../../guest/{include/vouch.h,lib/vouch-wasm.c,rust/vouch.rs} build.sh >programs.lock
ls -l ./*/*.wasm
