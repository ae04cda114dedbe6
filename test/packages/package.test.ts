import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const packed = z.array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })).length(1);

let folder: string;
let tarball: string;
let files: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ipvsadm-package-'));
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [pack] = packed.parse(JSON.parse(output));
  tarball = join(folder, pack?.filename ?? '');
  files = pack?.files.map(({ path }) => path) ?? [];
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the tarball holds what a user needs and nothing else', () => {
  const others = files
    .filter((path) => !/^dist\/lib\/.*\.(js|d\.ts)$/.test(path))
    // The name contains the bundle's hash and the Node that compiled it.
    .map((path) => path.replace(/[0-9a-f]{12}-v[\d.]+-\w+-\d+-\d+\.compiled$/, 'NODE.compiled'));
  expect(others.sort()).toEqual([
    'LICENSE',
    'README.md',
    'bin/ipvsadm-restore.cjs',
    'bin/ipvsadm-save.cjs',
    'bin/ipvsadm.cjs',
    'dist/NODE.compiled',
    'dist/bundle.js',
    'dist/complete.cjs',
    'dist/completions/_ipvsadm',
    'dist/completions/ipvsadm.bash',
    'dist/completions/ipvsadm.fish',
    'dist/diagnose.cjs',
    'dist/help.cjs',
    'dist/ipvsadm.cjs',
    'dist/json.cjs',
    'dist/metrics.cjs',
    'dist/trace.cjs',
    'dist/watch.cjs',
    'docs/boot/README.md',
    'docs/boot/debian/default',
    'docs/boot/debian/ipvsadm-boot',
    'docs/boot/debian/ipvsadm.service',
    'docs/boot/redhat/ipvsadm-apply-if-there',
    'docs/boot/redhat/ipvsadm-config',
    'docs/boot/redhat/ipvsadm-save-if-asked',
    'docs/boot/redhat/ipvsadm.service',
    'docs/man/ipvsadm-restore.8',
    'docs/man/ipvsadm-save.8',
    'docs/man/ipvsadm.8',
    'docs/monitoring/README.md',
    'docs/monitoring/alerts.yml',
    'docs/monitoring/dashboard.json',
    'docs/monitoring/ipvsadm-metrics.service',
    'docs/monitoring/ipvsadm-metrics.timer',
    'package.json',
  ]);
  expect(files).toContain('dist/lib/index.js');
  expect(files).toContain('dist/lib/index.d.ts');
  expect(files.some((path) => path.includes('lib/cli'))).toBe(false);
});

describe('an installed package', () => {
  /** Why it could not be installed: npm reaches no registry, and its cache lacks a dependency. */
  let offline: string | undefined;
  let prefix: string;

  beforeAll(() => {
    prefix = join(folder, 'prefix');
    mkdirSync(prefix);
    const words = ['install', '--global', '--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund', tarball];
    const { status, stderr } = spawnSync('npm', words, { cwd: folder, encoding: 'utf8' });
    if (/ENOTFOUND|EAI_AGAIN|ENOTCACHED|ECONNREFUSED|ENETUNREACH|ETIMEDOUT/.test(stderr)) offline = 'no network';
    else expect(status, stderr).toBe(0);
  }, 120_000);

  const run = (program: string, ...words: string[]) =>
    spawnSync(join(prefix, 'bin', program), words, { cwd: '/', encoding: 'utf8' });

  test.for(['ipvsadm', 'ipvsadm-save', 'ipvsadm-restore'])('%s runs from another folder', (program, { skip }) => {
    skip(offline !== undefined, offline);
    const { status, stdout, stderr } = run(program, '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(program);
  });

  test('its native part is found: a machine without IPVS lacks only IPVS or the permission', ({ skip }) => {
    skip(offline !== undefined, offline);
    const { status, stdout, stderr } = run('ipvsadm', '-Ln');
    if (status === 0) expect(stdout).toMatch(/^IP Virtual Server version/);
    else expect(stderr).toMatch(/^Can't initialize ipvs: (Protocol not available|Permission denied)/);
  });

  test('its library can be imported', ({ skip }) => {
    skip(offline !== undefined, offline);
    const code = "import { IpvsClient } from 'ipvsadm-ts'; console.log(typeof IpvsClient.open);";
    const cwd = join(prefix, 'lib');
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd, encoding: 'utf8' })).toBe(
      'function\n',
    );
  });
});
