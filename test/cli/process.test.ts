/** The programs as processes, on any machine: nothing here needs a kernel with IPVS, and nothing changes one. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { ProgramName } from '../../src/cli/programs.ts';
import { diagnosis } from '../../src/json/schema.ts';
import { isExecutable, programPath } from '../../tools/programs.ts';
import { wordsOf } from '../rules/words.ts';
import { runBin, runShell } from './bin.ts';

const FIRST_WORDS = /^ipvsadm v1\.31 \(ipvsadm-ts v\d+\.\d+\.\d+, IPVS v1\.2\.1\)\n/;

const FULLNAT =
  'the kernel has no FULLNAT; the same comes of -m, sysctl net.ipv4.vs.conntrack=1 and ' +
  'iptables -t nat -A POSTROUTING -m ipvs --vaddr VIP -j MASQUERADE';

describe('what needs no kernel', () => {
  it.each(['--version', '-v', '-v -Q', '-vn'])('ipvsadm %s', (line) => {
    const { status, stdout, stderr } = runBin('ipvsadm', wordsOf(line));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.replace(FIRST_WORDS, '')).toBe('');
  });

  it.each(['--help', '-h', '-h foo'])('ipvsadm %s', (line) => {
    const { status, stdout, stderr } = runBin('ipvsadm', wordsOf(line));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(FIRST_WORDS);
    expect(stdout).toContain('\nUsage:\n');
  });

  it.each([
    ['foo', 255, "Try `ipvsadm -h' or 'ipvsadm --help' for more information.\nhint: foo is not a command\n"],
    ['-n', 255, "Try `ipvsadm -h' or 'ipvsadm --help' for more information.\n"],
    ['-A -Q', 255, '-Q: unknown option\n'],
    ['-A --complete', 255, '--complete: unknown option\n'],
    ['-A -t', 255, '-t: missing argument\n'],
    ['-L --numeric=1', 255, '--numeric=1: option does not take an argument\n'],
    ['-A', 2, "You need to supply the 'service-address' option for the 'add-service' command\n"],
    ['-C foo', 2, 'unexpected argument foo\n'],
    ['-A -t 10.0.0.1', 2, 'Zero port specified for non-persistent service\n'],
    ['-A -t 10.0.0.1:80 -6', 2, '-6 used before -f\n\n'],
  ])('ipvsadm %s ends with %i', (line, status, stderr) => {
    expect(runBin('ipvsadm', wordsOf(line))).toEqual({ status, stdout: '', stderr });
  });

  it('values for the completions of shells', () => {
    const { stdout, ...ended } = runBin('ipvsadm', ['--complete', 'scheduler', '-A', '-t', 'x', '-s'], {
      unprivileged: true,
    });
    expect(ended).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('wlc\tweighted least connections\n');
  });

  it.each(['--complete', '--complete nonsense', '--complete tcp-service -A', '--complete weight'])(
    'ipvsadm %s says nothing',
    (line) => {
      expect(runBin('ipvsadm', wordsOf(line))).toEqual({ status: 0, stdout: '', stderr: '' });
    },
  );

  it('a word that is not UTF-8 is shown as it is', () => {
    const { status, stderr } = runShell('"$BIN" -C "$(printf \'a\\377\')"');
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'unexpected argument a\\xff\n' });
    expect(runBin('ipvsadm', ['-C', 'a\ufffd']).stderr).toBe('unexpected argument a\ufffd\n');
  });

  it('a host that there is not, or that no name server here can tell of', () => {
    const { status, stdout, stderr } = runBin('ipvsadm', ['-A', '-t', 'no.such.host.invalid:80']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.replace(/^hint: no name server could answer for no\.such\.host\.invalid\n/m, '')).toBe(
      'illegal virtual server address[:port] specified\n',
    );
  });

  it('-R of wrong rules', () => {
    expect(runBin('ipvsadm', ['-R'], { input: '-C\n-A -t 10.0.0.1\n\n-Q\n' })).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'line 2: Zero port specified for non-persistent service\n' +
        "line 4: Try `ipvsadm -h' or 'ipvsadm --help' for more information.\n",
    });
  });

  it.each([
    ['--fullnat', `--fullnat: unknown option\nhint: ${FULLNAT}\n`],
    ['-b', `-b: missing argument\nhint: -b is followed by flags of the scheduler; ${FULLNAT}\n`],
  ])("DPVS's %s, with what to do instead", (option, stderr) => {
    const words = ['-a', '-t', '10.0.0.1:80', '-r', '10.0.0.2', option];
    expect(runBin('ipvsadm', words)).toEqual({ status: 255, stdout: '', stderr });
    const { status, stderr: ofRules } = runBin('ipvsadm', ['-R'], { input: `-C\n${words.join(' ')}\n` });
    expect({ status, ofRules }).toEqual({ status: 255, ofRules: `line 2: ${stderr}` });
  });

  it('-R of nothing', () => {
    expect(runBin('ipvsadm', ['-R'])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it.each<[ProgramName, string, number, string]>([
    [
      'ipvsadm-save',
      'foo',
      1,
      'unexpected argument foo. Usage: ipvsadm-save [-n] [--all] [--output FILE] [--netns NAMESPACE]\n',
    ],
    ['ipvsadm-restore', 'foo', 1, 'unexpected argument foo. Usage: ipvsadm-restore [-n] [--netns NAMESPACE] < FILE\n'],
  ])('%s %s', (name, line, status, stderr) => {
    expect(runBin(name, wordsOf(line))).toEqual({ status, stdout: '', stderr });
  });

  it('ipvsadm-restore of wrong rules', () => {
    const { status, stderr } = runBin('ipvsadm-restore', ['-n'], { input: 'foo\n' });
    expect({ status, stderr }).toEqual({
      status: 255,
      stderr: 'line 1: foo is not a command\n',
    });
  });
});

describe.skipIf(existsSync('/proc/net/ip_vs'))('a kernel without IPVS', () => {
  // As an ordinary user, so that nothing is loaded on a machine that has the module.
  it.each<[ProgramName, string, string]>([
    ['ipvsadm', '-Ln', ''],
    ['ipvsadm', '', ''],
    ['ipvsadm', '-C', ''],
    ['ipvsadm', '-Lcn', ''],
    ['ipvsadm', '-R', '-A -t 10.0.0.1:80\n'],
    ['ipvsadm-save', '-n', ''],
    ['ipvsadm-restore', '', '-A -t 10.0.0.1:80\n'],
  ])('ends %s %s with two lines', (name, line, input) => {
    expect(runBin(name, wordsOf(line), { input, unprivileged: true })).toEqual({
      status: 2,
      stdout: '',
      stderr:
        "Can't initialize ipvs: Protocol not available\n" +
        'Are you sure that IP Virtual Server is built in the kernel or as module?\n' +
        'hint: ipvsadm --diagnose says what the kernel lacks (LVS801)\n',
    });
  });
});

describe('standard output', () => {
  it.each([
    ['that nobody reads to the end', '"$BIN" --help | head -1', ''],
    ['of which the reader has gone', '{ sleep 0.3; "$BIN" --help; echo $? >&2; } | true', '141\n'],
  ])('%s', (_, line, stderr) => {
    expect(runShell(line)).toMatchObject({ status: 0, stderr });
  });

  it.each([
    ['a full device', '"$BIN" --help >/dev/full', 'cannot write to standard output: ENOSPC\n'],
    ['closed', '"$BIN" --help >&-', /^(cannot write to standard output: \w+\n)?$/],
  ])('that is %s', (_, line, stderr) => {
    const run = runShell(line);
    if (typeof stderr === 'string') expect(run).toEqual({ status: 1, stdout: '', stderr });
    else expect(run.stderr).toMatch(stderr);
  });

  it('that is a slow pipe gets everything', () => {
    const { length } = runBin('ipvsadm', ['--help']).stdout;
    expect(runShell('"$BIN" --help | { sleep 0.3; wc -c; }').stdout.trim()).toBe(String(length));
  });

  it('of standard error closed too, the status tells', () => {
    expect(runShell('"$BIN" -C foo >&- 2>&-').status).toBe(2);
  });
});

describe('NODE_OPTIONS', () => {
  it.each(['--trace-warnings', '--trace-deprecation', '--pending-deprecation'])('%s adds no line', (NODE_OPTIONS) => {
    const { status, stderr } = runBin('ipvsadm', ['-A', '-t', 'localhost:80', '-w', '1'], { env: { NODE_OPTIONS } });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "Illegal 'weight' option with the 'add-service' command\n",
    });
  });
});

describe('through a symbolic link', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-bin-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each<[ProgramName, string, number]>([
    ['ipvsadm', '--version', 0],
    ['ipvsadm-save', '--help', 0],
    ['ipvsadm-restore', '--help', 0],
  ])('%s works from another folder', (name, word, status) => {
    symlinkSync(programPath(name), join(folder, name));
    const run = runShell(`cd "${folder}" && ./${name} ${word}`);
    expect(run).toMatchObject({ status, stderr: '' });
    expect(run.stdout).toContain(name);
  });
});

describe('--diagnose of recorded facts', () => {
  const copy = mkdtempSync(join(tmpdir(), 'ipvsadm-facts-'));
  afterAll(() => rmSync(copy, { recursive: true }));

  /** The facts of a healthy director, and the same with one file changed. */
  const healthy = fileURLToPath(new URL('../diagnose/hosts/nat', import.meta.url));
  const broken = (name: string, change: (text: string) => string): string => {
    const folder = join(copy, name);
    cpSync(healthy, folder, { recursive: true });
    const path = join(folder, `${name}.json`);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    return folder;
  };
  const run = (folder: string, ...words: readonly string[]) =>
    runBin('ipvsadm', ['--diagnose', '--facts', folder, ...words]);

  it.each([[[]], [['--json']], [['-v']], [['-n', '-t', '192.168.100.100:80']]])(
    'of a healthy director ends with 0: %j',
    (words) => {
      expect(run(healthy, ...words)).toMatchObject({ status: 0, stderr: '' });
    },
  );

  it('ends with 1 for a finding, in text and in JSON', () => {
    const folder = broken('ipvs', (text) => text.replaceAll('"weight":1', '"weight":0'));
    const text = run(folder);
    expect(text).toMatchObject({ status: 1, stderr: '' });
    expect(text.stdout).toContain('error LVS202 tcp:192.168.100.100:80');
    const json = run(folder, '--json');
    expect(json.status).toBe(1);
    expect(diagnosis.parse(JSON.parse(json.stdout)).findings.map(({ code }) => code)).toEqual(['LVS202']);
    expect(run(folder, '--ignore', 'LVS202').status).toBe(0);
  });

  it.each([
    ['there are no facts', ['--facts', '/nowhere'], 'cannot read /nowhere: ENOENT\n'],
    ['facts cannot be recorded', ['--record', '/proc/nowhere'], 'cannot write /proc/nowhere: ENOENT\n'],
  ])('ends with 2 and one line where %s', (_, words, stderr) => {
    expect(runBin('ipvsadm', ['--diagnose', ...words])).toEqual({ status: 2, stdout: '', stderr });
  });

  it('ends with 2 where it could not look', () => {
    const folder = broken('routes', () => '{"notLookedAt": "not permitted"}\n');
    const { status, stdout } = run(folder);
    expect(status).toBe(2);
    expect(stdout).toMatch(/^not looked at\n {2}the routes: not permitted \(LVS/);
  });

  it('says what is not valid in a file', () => {
    const folder = broken('links', () => '[{"index": "one"}]\n');
    expect(run(folder).stdout).toContain('the interfaces: links.json is not valid: 0.index: ');
  });

  it('says of each file that is missing that it was not recorded, and looks at the others', () => {
    const folder = join(copy, 'lacking');
    cpSync(healthy, folder, { recursive: true });
    for (const name of ['nftables', 'owners', 'connections']) rmSync(join(folder, `${name}.json`));
    const { status, stdout } = run(folder);
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('nothing wrong found') });
    for (const title of ['the rules of nftables', 'the programs that run', 'the connections of IPVS']) {
      expect(stdout).toContain(`  ${title}: it was not recorded (LVS`);
    }
    rmSync(join(folder, 'ipvs.json'));
    const blind = run(folder);
    expect(blind.status).toBe(2);
    expect(blind.stdout).toContain('too little could be looked at to say that nothing is wrong');
  });

  it('ends as other commands do when its reader has seen enough', () => {
    // More than a pipe holds.
    const folder = broken('ipvs', (text) => {
      const { services, ...rest } = JSON.parse(text.replaceAll('"weight":1', '"weight":0'));
      const many = Array.from({ length: 2000 }, (_, at) => ({
        ...services[0],
        address: `10.0.${at >> 8}.${at & 255}`,
      }));
      return JSON.stringify({ ...rest, services: many });
    });
    const { stdout, stderr } = runShell(`{ $BIN --diagnose --facts ${folder}; echo $? >&2; } | head -1`);
    expect({ lines: stdout.split('\n').length, stderr }).toEqual({ lines: 2, stderr: '141\n' });
  });

  it('ends with 2 for a service that is not there', () => {
    expect(run(healthy, '-t', '192.168.100.100:81')).toEqual({ status: 2, stdout: '', stderr: 'No such service\n' });
  });
});

describe.skipIf(isExecutable)('what a start loads', () => {
  const copy = mkdtempSync(join(tmpdir(), 'ipvsadm-parts-'));
  afterAll(() => rmSync(copy, { recursive: true }));

  it('is without the diagnosis and the metrics, unless these are asked for', () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    for (const name of ['bin', 'dist', 'package.json']) cpSync(join(root, name), join(copy, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const name of ['diagnose.cjs', 'metrics.cjs']) rmSync(join(copy, 'dist', name));
    const program = join(copy, 'bin', 'ipvsadm.cjs');
    const start = (...words: readonly string[]) =>
      spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' }).stderr;
    // There may be no IPVS here, and it may not be permitted to ask for it.
    expect(start('-Ln')).not.toMatch(/diagnose\.cjs|metrics\.cjs/);
    expect(start('--diagnose')).toContain('diagnose.cjs');
    expect(start('-L', '--metrics')).toContain('metrics.cjs');
  });
});
