/** A library that is linked into the runtime, and so into the executable. */
export interface RuntimePart {
  readonly name: string;
  readonly licence: string;
  /** Where its source is. */
  readonly source: string;
}

/** The commits from which Bun 1.4.5 and those of its parts are built that are under the LGPL. */
export const REVISIONS = {
  bun: 'a7733435cf40429e3b35c36072769df2052b80f1',
  webkit: 'd6375c72affe0f70222cdcb45012b10f0bf3a9d5',
  tinycc: '05f0fafaa3be31e31d7b4b5c17dc60f62c991171',
} as const;

const MULTIPLE = 'several, listed in its file LICENSE';

/** What is linked into Bun: what its LICENSE.md names, and what its build links besides. */
export const RUNTIME_PARTS: readonly RuntimePart[] = [
  { name: 'JavaScriptCore and WebKit', licence: 'LGPL-2, parts BSD-2-Clause', source: 'github.com/oven-sh/WebKit' },
  { name: 'TinyCC', licence: 'LGPL-2.1', source: 'github.com/oven-sh/tinycc' },
  { name: 'ICU', licence: 'Unicode-3.0', source: 'github.com/unicode-org/icu' },
  { name: 'BoringSSL', licence: MULTIPLE, source: 'boringssl.googlesource.com/boringssl' },
  { name: 'libarchive', licence: MULTIPLE.replace('LICENSE', 'COPYING'), source: 'github.com/libarchive/libarchive' },
  { name: 'SQLite', licence: 'public domain', source: 'sqlite.org' },
  { name: 'mimalloc', licence: 'MIT', source: 'github.com/microsoft/mimalloc' },
  { name: 'zlib-ng', licence: 'Zlib', source: 'github.com/zlib-ng/zlib-ng' },
  { name: 'zstd', licence: 'BSD-3-Clause, or GPL-2 instead', source: 'github.com/facebook/zstd' },
  { name: 'brotli', licence: 'MIT', source: 'github.com/google/brotli' },
  { name: 'libdeflate', licence: 'MIT', source: 'github.com/ebiggers/libdeflate' },
  { name: 'c-ares', licence: 'MIT', source: 'github.com/c-ares/c-ares' },
  { name: 'picohttpparser', licence: 'MIT, or the licence of Perl instead', source: 'github.com/h2o/picohttpparser' },
  { name: 'llhttp', licence: 'MIT', source: 'github.com/nodejs/llhttp' },
  { name: 'lol-html', licence: 'BSD-3-Clause', source: 'github.com/cloudflare/lol-html' },
  { name: 'ls-hpack', licence: 'MIT', source: 'github.com/litespeedtech/ls-hpack' },
  { name: 'ls-qpack', licence: 'MIT', source: 'github.com/litespeedtech/ls-qpack' },
  { name: 'lsquic', licence: 'MIT, parts BSD-3-Clause', source: 'github.com/litespeedtech/lsquic' },
  {
    name: 'HdrHistogram',
    licence: 'BSD-2-Clause, or CC0-1.0 instead',
    source: 'github.com/HdrHistogram/HdrHistogram_c',
  },
  { name: 'highway', licence: 'Apache-2.0', source: 'github.com/google/highway' },
  { name: 'simdutf', licence: 'Apache-2.0', source: 'github.com/simdutf/simdutf' },
  { name: 'uSockets', licence: 'Apache-2.0', source: 'github.com/uNetworking/uSockets' },
  { name: 'uWebSockets', licence: 'Apache-2.0', source: 'github.com/uNetworking/uWebSockets' },
  { name: 'parts of TigerBeetle', licence: 'Apache-2.0', source: 'github.com/tigerbeetle/tigerbeetle' },
  { name: 'parts of libc++abi', licence: 'Apache-2.0 WITH LLVM-exception', source: 'github.com/llvm/llvm-project' },
  { name: 'base64', licence: 'BSD-2-Clause', source: 'github.com/aklomp/base64' },
  { name: 'libjpeg-turbo', licence: 'BSD-3-Clause, IJG, Zlib', source: 'github.com/libjpeg-turbo/libjpeg-turbo' },
  { name: 'libspng', licence: 'BSD-2-Clause', source: 'github.com/randy408/libspng' },
  { name: 'libwebp', licence: 'BSD-3-Clause', source: 'github.com/webmproject/libwebp' },
  { name: 'uucode', licence: 'MIT', source: 'github.com/jacobsandlund/uucode' },
];

/** JavaScript that is embedded in Bun, all of it under the MIT licence. */
export const RUNTIME_SCRIPTS = `acorn acorn-walk assert browserify-zlib buffer constants-browserify crypto-browserify
domain-browser events https-browserify os-browserify path-browserify process punycode querystring-es3 stream-browserify
stream-http string_decoder timers-browserify tty-browserify url util vm-browserify`.split(/\s/);
