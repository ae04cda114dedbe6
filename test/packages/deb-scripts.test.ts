import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder } from './making.ts';

/** What is so on the machine where a script runs. */
interface State {
  /** Files below its root, with their text. */
  readonly files?: Readonly<Record<string, string>>;
  /** preinst has run before: this is no upgrade. */
  readonly isNew?: true;
  /** Debian's init script is run at boot. */
  readonly rcLink?: true;
  readonly systemd?: true;
  /** A unit of this name was installed before, and was or was not enabled. */
  readonly unit?: 'enabled' | 'disabled';
  /** Another package owns /etc/default/ipvsadm. */
  readonly owned?: true;
}

/** Answers of the programs that the scripts ask; all others succeed. */
const answers = ({ unit, owned }: State): Readonly<Record<string, boolean>> => ({
  'deb-systemd-helper debian-installed ipvsadm.service': unit !== undefined,
  'deb-systemd-helper --quiet was-enabled ipvsadm.service': unit === 'enabled',
  'dpkg-query --search /etc/default/ipvsadm': owned === true,
});

/** Runs a script as dpkg does, in a tree of its own, and tells what it calls. */
function runScript(name: 'preinst' | 'postinst' | 'prerm' | 'postrm', words: readonly string[], state: State = {}) {
  const root = newFolder();
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  put('usr/share/ipvsadm-ts/default', 'AUTO="false"\n');
  mkdirSync(join(root, 'etc/default'), { recursive: true });
  for (const [path, text] of Object.entries(state.files ?? {})) put(path, text);
  if (state.rcLink) {
    mkdirSync(join(root, 'etc/rc2.d'), { recursive: true });
    symlinkSync('../init.d/ipvsadm', join(root, 'etc/rc2.d/S01ipvsadm'));
  }
  if (state.systemd) mkdirSync(join(root, 'run/systemd/system'), { recursive: true });

  const diverted = state.isNew ? [`"${LIST}") echo diversion ;;`] : [];
  const refused = Object.entries(answers(state)).flatMap(([call, yes]) => (yes ? [] : [`"${call}") exit 1 ;;`]));
  const cases = [...diverted, ...refused];
  const fake = `#!/bin/sh\necho "\${0##*/} $*" >>"$CALLS"\ncase "\${0##*/} $*" in\n${cases.join('\n')}\nesac\n`;
  for (const program of [
    'deb-systemd-helper',
    'systemctl',
    'update-rc.d',
    'dpkg-query',
    'dpkg-divert',
    'invoke-rc.d',
    'ipvsadm',
  ]) {
    put(`bin/${program}`, fake);
    chmodSync(join(root, 'bin', program), 0o755);
  }
  put('calls', '');
  const { status, stdout, stderr } = spawnSync('sh', [resolve('build/package/debian', name), ...words], {
    encoding: 'utf8',
    env: { DPKG_ROOT: root, CALLS: join(root, 'calls'), PATH: `${join(root, 'bin')}:${process.env.PATH ?? ''}` },
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  const calls = readFileSync(join(root, 'calls'), 'utf8').trimEnd().split('\n');
  const settings = join(root, 'etc/default/ipvsadm');
  return {
    calls: calls.map((call) => call.replace(' ipvsadm.service', '').replace('deb-systemd-helper ', '')),
    settings: existsSync(settings) ? readFileSync(settings, 'utf8') : undefined,
  };
}

const RELOAD = 'systemctl --system daemon-reload';
const LINKS = 'update-rc.d ipvsadm defaults-disabled';
const DIVERT = 'dpkg-divert --quiet --package ipvsadm-ts --no-rename';
const PROGRAMS = ['/sbin/ipvsadm', '/sbin/ipvsadm-save', '/sbin/ipvsadm-restore'];
const LIST = 'dpkg-divert --list /sbin/ipvsadm';
const UNDO = PROGRAMS.map((path) => `${DIVERT} --remove ${path}`);

describe('preinst', () => {
  it("has Debian's programs taken for files of other names", () => {
    expect(runScript('preinst', ['install']).calls).toEqual(
      PROGRAMS.map((path) => `${DIVERT} --divert ${path}.replaced --add ${path}`),
    );
  });

  it.each(['upgrade', 'abort-upgrade'])('%s does nothing', (word) => {
    expect(runScript('preinst', [word, '0.1.0']).calls).toEqual(['']);
  });
});

describe('postinst', () => {
  const installed: State = { isNew: true, files: { 'etc/init.d/ipvsadm': '' } };
  const first = [LIST, ...UNDO];

  it('puts settings in place where there are none, and enables nothing', () => {
    const { calls, settings } = runScript('postinst', ['configure', ''], installed);
    expect(settings).toBe('AUTO="false"\n');
    expect(calls).toEqual([...first, 'debian-installed', 'update-state ipvsadm-metrics.timer', LINKS]);
  });

  it('keeps settings that are there', () => {
    const files = { 'etc/default/ipvsadm': 'AUTO="true"\n' };
    expect(runScript('postinst', ['configure', ''], { isNew: true, files }).settings).toBe('AUTO="true"\n');
  });

  it('does not bring back settings that were deleted', () => {
    expect(runScript('postinst', ['configure', '0.1.0']).settings).toBeUndefined();
  });

  it("enables the unit where Debian's init script was run at boot", () => {
    const { calls } = runScript('postinst', ['configure', ''], { ...installed, rcLink: true, systemd: true });
    expect(calls).toEqual([
      ...first,
      'debian-installed',
      'enable',
      'update-state ipvsadm-metrics.timer',
      LINKS,
      RELOAD,
    ]);
  });

  it('does so once only: who disables it is not overruled by an upgrade', () => {
    const { calls } = runScript('postinst', ['configure', '0.1.0'], { rcLink: true, unit: 'disabled' });
    expect(calls).toEqual([
      LIST,
      'debian-installed',
      'unmask',
      '--quiet was-enabled',
      'update-state ipvsadm-metrics.timer',
      LINKS,
    ]);
  });

  it.each([installed, {}])("keeps a unit on that was on: Debian's, or its own (%j)", (state) => {
    const { calls } = runScript('postinst', ['configure', '0.1.0'], { ...state, unit: 'enabled' });
    expect(calls.slice(calls.indexOf('debian-installed'))).toEqual([
      ...['debian-installed', 'unmask', '--quiet was-enabled', 'enable', 'update-state ipvsadm-metrics.timer', LINKS],
    ]);
  });

  it('does nothing when it is called for a trigger', () => {
    expect(runScript('postinst', ['triggered', '/x']).calls).toEqual(['']);
  });
});

describe('prerm', () => {
  it('stops the timer of the metrics, and nothing else', () => {
    expect(runScript('prerm', ['remove'], { systemd: true }).calls).toEqual([
      'systemctl --system stop ipvsadm-metrics.timer',
    ]);
  });

  it('stops nothing without systemd', () => {
    expect(runScript('prerm', ['remove']).calls).toEqual(['']);
  });

  it.each(['upgrade', 'deconfigure', 'failed-upgrade'])('%s stops nothing', (word) => {
    expect(runScript('prerm', [word, '0.1.0'], { systemd: true }).calls).toEqual(['']);
  });
});

describe('postrm', () => {
  const files = { 'etc/default/ipvsadm': 'AUTO="true"\n' };

  it('removal keeps the settings', () => {
    expect(runScript('postrm', ['remove'], { files, systemd: true })).toEqual({
      calls: [...UNDO, RELOAD],
      settings: 'AUTO="true"\n',
    });
  });

  it('purge deletes them', () => {
    const { calls, settings } = runScript('postrm', ['purge'], { files });
    expect(calls).toEqual([
      'purge ipvsadm-metrics.timer',
      'dpkg-query --search /etc/default/ipvsadm',
      'update-rc.d ipvsadm remove',
    ]);
    expect(settings).toBeUndefined();
  });

  it('purge leaves settings and links that another package owns', () => {
    const { calls, settings } = runScript('postrm', ['purge'], { files, owned: true });
    expect(calls).toEqual(['purge ipvsadm-metrics.timer', 'dpkg-query --search /etc/default/ipvsadm']);
    expect(settings).toBe('AUTO="true"\n');
  });

  it('abort-install undoes what preinst did', () => {
    expect(runScript('postrm', ['abort-install']).calls).toEqual(UNDO);
  });

  it.each(['upgrade', 'failed-upgrade', 'abort-upgrade', 'disappear'])('%s does nothing', (word) => {
    expect(runScript('postrm', [word, '0.1.0'], { systemd: true }).calls).toEqual(['']);
  });
});
