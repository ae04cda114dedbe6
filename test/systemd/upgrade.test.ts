/** Our package in the place of Debian's own, with its files. Each test goes on where the one before has ended. */
import { describe, expect, it } from 'vitest';
import { useDirector } from './machine.ts';
import { ask, installNetwork, NETWORK_FILES, RULES, watch } from './network.ts';
import { ourPackage } from './package.ts';

const director = useDirector(async () => ({ files: { ...NETWORK_FILES, 'ipvsadm-ts.deb': await ourPackage() } }));
const { run, must, write } = director;

const SETTINGS = '# edited\nAUTO="true"\nDAEMON="none"\nIFACE="lo"\n';
const INSTALL = 'dpkg -i /run/lab/files/ipvsadm-ts.deb';
const state = async (question: string): Promise<string> => (await run(`systemctl ${question} ipvsadm`)).stdout.trim();
/** dpkg asks nothing: a file that was edited stays. */
const INSTALL_PEER = 'dpkg --force-confold -i /run/lab/files/debian/ipvsadm.deb';

/** Keeps the scripts of packages from starting and stopping services. */
const POLICY = '/usr/sbin/policy-rc.d';
const forbid = `printf '#!/bin/sh\\nexit 101\\n' >${POLICY} && chmod 755 ${POLICY}`;

it("Debian's own restores the same rules first", async () => {
  await installNetwork(director);
  await must(INSTALL_PEER);
  await write('/etc/default/ipvsadm', SETTINGS);
  await write('/etc/ipvsadm.rules', RULES);
  await must('systemctl restart ipvsadm');
  expect(await must('ipvsadm -v')).toContain('1.31');
  expect(await must('ipvsadm -Sn')).toBe(RULES);
  expect(await ask(director)).toEqual(['one', 'two']);
});

describe('where services are not stopped by scripts of packages', () => {
  it('takes its place below a table that goes on', async () => {
    await must(forbid);
    const seen = await watch(director, () => must(INSTALL));
    await must(`rm ${POLICY}`);
    expect(seen).toMatchObject({ held: 'alive' });
    expect(await must('ipvsadm -Sn')).toBe(RULES);
  });

  it('keeps the settings, the rules, and that it is on at boot', async () => {
    expect(await must('cat /etc/default/ipvsadm')).toBe(SETTINGS);
    expect(await must('cat /etc/ipvsadm.rules')).toBe(RULES);
    expect(await state('is-enabled')).toBe('enabled');
    expect(await must('dpkg -s ipvsadm-ts ipvsadm | grep ^Status:')).toBe(
      'Status: install ok installed\nStatus: install ok config-files\n',
    );
  });

  it('reloads and restarts by our unit', async () => {
    const seen = await watch(director, () => must('systemctl reload-or-restart ipvsadm'));
    expect(seen).toMatchObject({ held: 'alive' });
    expect(await must('systemctl show -P ExecStart ipvsadm')).toContain('ipvsadm-boot start');
    await must('systemctl restart ipvsadm');
    expect(await must('ipvsadm -Sn')).toBe(RULES);
    expect(await ask(director)).toEqual(['one', 'two']);
  });
});

describe("where scripts of packages stop services, Debian's clears the table as it goes", () => {
  it('and a start of ours restores it', async () => {
    await must(`dpkg --remove ipvsadm-ts && ${INSTALL_PEER} && systemctl restart ipvsadm`);
    expect(await must('ipvsadm -Sn')).toBe(RULES);
    await must(INSTALL);
    expect(await must('cat /etc/default/ipvsadm')).toBe(SETTINGS);
    expect(await must('cat /etc/ipvsadm.rules')).toBe(RULES);
    expect(await state('is-enabled')).toBe('enabled');
    await must('systemctl start ipvsadm');
    expect(await must('ipvsadm -Sn')).toBe(RULES);
    expect(await ask(director)).toEqual(['one', 'two']);
  });
});

it('comes back at a boot', async () => {
  await director.reboot();
  expect(await must('systemctl --failed --no-legend')).toBe('');
  expect(await must('ipvsadm -Sn')).toBe(RULES);
  expect(await ask(director)).toEqual(['one', 'two']);
});
