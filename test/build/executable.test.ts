/** The executable as a file and as a process, on any machine. `npm run test:unit` builds it before. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'out', process.arch, 'ipvsadm');
const VERSION = /^ipvsadm v1\.31 \(ipvsadm-ts v\d+\.\d+\.\d+, IPVS v1\.2\.1\)\n$/;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ipvsadm-executable-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Start {
  readonly program?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

function run(words: readonly string[], { program = PROGRAM, env = {}, cwd = '/' }: Start = {}) {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', env, cwd });
  return { status, stdout, stderr };
}

/** Runs a piece of shell in which `$0` is the executable. */
function runScript(script: string) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script, PROGRAM], { encoding: 'utf8', cwd: folder });
  return { status, stdout, stderr };
}

/** Expects that the executable prints its version and nothing else. */
const expectVersion = (outcome: ReturnType<typeof run>): void =>
  expect(outcome).toEqual({ status: 0, stdout: expect.stringMatching(VERSION), stderr: '' });

describe('the name by which it was started', () => {
  it.each([
    ['ipvsadm', /^ipvsadm v1\.31 /],
    ['ipvsadm-save', /^Usage: ipvsadm-save /],
    ['ipvsadm-restore', /^Usage: ipvsadm-restore /],
    ['something-else', /^ipvsadm v1\.31 /],
  ])('is what it does: %s', (name, help) => {
    const link = join(folder, name);
    symlinkSync(PROGRAM, link);
    const found = spawnSync(name, ['-h'], { encoding: 'utf8', env: { PATH: folder }, cwd: '/' });
    for (const outcome of [run(['-h'], { program: link }), found]) {
      expect(outcome).toMatchObject({ status: 0, stdout: expect.stringMatching(help), stderr: '' });
    }
    const words = ['-c', `exec -a ${name} "$0" -h`, PROGRAM];
    expect(spawnSync('bash', words, { encoding: 'utf8' })).toMatchObject({ stdout: expect.stringMatching(help) });
  });
});

describe('what others may write has no say', () => {
  const marker = (): string => join(folder, 'was-run');
  /** A folder with all that Bun, Node and npm would read, each of which leaves a mark when it is run. */
  const hostile = (): string => {
    const path = join(folder, 'hostile');
    const code = `require('node:fs').writeFileSync(${JSON.stringify(marker())}, '');`;
    const files = {
      'bunfig.toml': 'preload = ["./evil.js"]\n[run]\nsilent = true\n',
      '.bunfig.toml': 'preload = ["./evil.js"]\n',
      '.env': 'IPVSADM_TRACE=1\nBUN_OPTIONS=--preload=./evil.js\n',
      '.env.production': 'IPVSADM_TRACE=1\n',
      'package.json': '{"name":"x","preload":["./evil.js"],"imports":{"#x":"./evil.js"}}',
      'tsconfig.json': '{"compilerOptions":{"paths":{"*":["./evil.js"]}}}',
      'evil.js': code,
      'json.cjs': code,
      'node_modules/zod/index.js': code,
      'node_modules/zod/package.json': '{"name":"zod","main":"index.js"}',
      'node_modules/bun-ffi/index.js': code,
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(path, name, '..'), { recursive: true });
      writeFileSync(join(path, name), text);
    }
    return path;
  };

  it('not the files of the working directory and of HOME', () => {
    const cwd = hostile();
    const start: Start = { cwd, env: { HOME: cwd, XDG_CONFIG_HOME: cwd } };
    expectVersion(run(['-v'], start));
    // JSON is read by a part of its own, with zod.
    writeFileSync(join(cwd, 'table.json'), '{}');
    expect(run(['--apply', 'table.json'], start).stderr).not.toContain('seq=');
    expect(existsSync(marker())).toBe(false);
  });

  it.each([
    ['NODE_OPTIONS', '--require=./evil.js --no-such-option'],
    ['NODE_PATH', '.'],
    ['LD_LIBRARY_PATH', '.'],
    // With each of these the runtime by itself does something else.
    ['BUN_OPTIONS', '--preload=./evil.js'],
    ['BUN_OPTIONS', '--no-such-option'],
    ['BUN_BE_BUN', '1'],
    ['BUN_CONFIG_FILE', './bunfig.toml'],
    ['BUN_INSPECT', '127.0.0.1:1'],
    ['BUN_INSPECT_PRELOAD', './evil.js'],
    ['BUN_JSC_dumpOptions', '2'],
    ['BUN_BYTECODE_ORDER_OUT', './was-written'],
  ])('not %s=%s', (name, value) => {
    const cwd = hostile();
    const before = readdirSync(cwd);
    expectVersion(run(['-v'], { cwd, env: { HOME: cwd, [name]: value } }));
    // Between others, and twice, as an environment may have it.
    const words = ['-i', 'A=', `${name}=${value}`, 'BUN=', `${name}=${value}`, 'Z=1', PROGRAM, '-v'];
    const { status, stdout, stderr } = spawnSync('env', words, { encoding: 'utf8', cwd });
    expectVersion({ status, stdout, stderr });
    expect(existsSync(marker())).toBe(false);
    expect(readdirSync(cwd)).toEqual(before);
  });
});

describe('surroundings', () => {
  it.each<[string, string]>([
    ['no environment', 'exec env -i "$0" -v'],
    ['no home', 'unset HOME; exec "$0" -v'],
    ['no standard input', 'exec "$0" -v <&-'],
    ['as few files as possible', 'ulimit -n 16; exec "$0" -v'],
    ['no locked memory', 'ulimit -l 0; exec "$0" -v'],
    ['a little more than 2.5 GB of addresses', 'ulimit -v 2441408; exec "$0" -v'],
    ['a little more than 2.5 GB of data', 'ulimit -d 2441408; exec "$0" -v'],
    ['no new privileges', 'exec setpriv --no-new-privs "$0" -v'],
    ['a folder that is gone', 'mkdir gone && cd gone && rmdir ../gone && exec "$0" -v'],
    ['a folder that is not ours to read', 'mkdir -m 0 closed && cd closed 2>/dev/null; exec "$0" -v'],
  ])('%s', (_, script) => expectVersion(runScript(script)));

  it.each<[string, string, string]>([
    ['rules', '--apply rules', 'cannot read rules: ENOENT\n'],
    ['rules that /proc has by this name', '--apply version', 'cannot read version: ENOENT\n'],
  ])('%s are not there in a folder that is gone', (_, words, stderr) => {
    const outcome = runScript(`mkdir gone && cd gone && rmdir ../gone && exec "$0" ${words}`);
    expect(outcome).toEqual({ status: 255, stdout: '', stderr });
  });
});

describe('where the runtime cannot run, there is one line and a status', () => {
  const SMALL =
    'cannot run in less than 2.5 GB of address space (ulimit -v and -d; LimitAS= and LimitDATA= of a unit)\n';

  // In kilobytes: those with which the runtime would end by a signal, and those between.
  it.each([200_000, 300_000, 1_000_000, 1_200_000, 2_000_000, 2_300_000, 2_441_406])('ulimit of %i', (size) => {
    for (const kind of ['-v', '-d']) {
      const outcome = runScript(`ulimit ${kind} ${size}; exec "$0" -Ln`);
      expect({ kind, ...outcome }).toEqual({ kind, status: 1, stdout: '', stderr: SMALL });
    }
  });

  // What docs/compatibility.md says of the rest: a newer runtime may do better.
  it.each([
    ['less addresses than the file has', 'ulimit -v 100000', '139\n', /Segmentation fault/],
    ['a stack of 64 KB', 'ulimit -s 64', '1\n', /^\nBun v[\d.]+ \(Linux \w+\)\n$/],
  ])('but for %s', (_, limit, status, stderr) => {
    const outcome = runScript(`${limit}; "$0" -v; echo $?`);
    expect(outcome).toEqual({ status: 0, stdout: status, stderr: expect.stringMatching(stderr) });
  });

  it('no memory that is writable and executable', ({ skip }) => {
    // prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN), which Linux has since 6.3: MemoryDenyWriteExecute= of systemd.
    const number = process.arch === 'x64' ? 157 : 167;
    const deny = `syscall(${number}, 65, 1, 0, 0, 0) == 0 or exit 77; exec @ARGV`;
    const runDenied = (words: readonly string[]) => run(['-e', deny, PROGRAM, ...words], { program: 'perl' });
    if (runDenied(['-v']).status === 77) skip('a kernel before 6.3');
    expectVersion(runDenied(['-v']));
    const stderr = 'the C library cannot be called without executable memory (MemoryDenyWriteExecute=, or SELinux)\n';
    expect(runDenied(['-Ln'])).toEqual({ status: 2, stdout: '', stderr });
    expect(runDenied(['-D', '-t', 'localhost:80'])).toEqual({ status: 2, stdout: '', stderr });
  });
});

it('the same sources in another folder make the same bytes', { timeout: 180_000 }, () => {
  const copy = join(folder, 'a copy');
  mkdirSync(copy);
  const files = ['src', 'build', 'package.json', 'tsconfig.json'].map((name) => join(ROOT, name));
  execFileSync('cp', ['-r', ...files, copy]);
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  execFileSync(process.execPath, ['--import', 'tsx', 'build/executable.ts'], { cwd: copy });
  expect(readFileSync(join(copy, 'out', process.arch, 'ipvsadm')).equals(readFileSync(PROGRAM))).toBe(true);
});
