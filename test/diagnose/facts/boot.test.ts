import { expect, it } from 'vitest';
import { boot } from '../../../src/diagnose/facts/boot.ts';
import { SystemHost } from '../../../src/diagnose/facts/host.ts';
import { DR } from '../hosts.ts';

/** What is found on a machine with these files. */
async function foundOn(files: Readonly<Record<string, string>>) {
  const absent = () => Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
  const host = {
    ...new SystemHost({ tracing: {}, probe: false }),
    readText(path: string): string {
      const text = files[path];
      if (text === undefined) throw absent();
      return text;
    },
    readNames: (folder: string): string[] =>
      Object.keys(files).flatMap((path) => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : [])),
  };
  return (await boot.read(host, DR.facts().get)).rules;
}

const RULES = { '/etc/ipvsadm.rules': '-A -f 1\n-A -f 2\n' };
const LINK = '/etc/rc2.d/S01ipvsadm';
const UNIT = '/etc/systemd/system/multi-user.target.wants/ipvsadm.service';
const asks = (text: string) => ({ '/etc/default/ipvsadm': text });

it.each([
  [LINK, 'AUTO="true"\n'],
  [UNIT, '# settings\nAUTO=true # at boot\nDAEMON="none"\n'],
])('finds the rules that %s restores', async (startedBy, settings) => {
  expect(await foundOn({ ...RULES, [startedBy]: '', ...asks(settings) })).toEqual({
    path: '/etc/ipvsadm.rules',
    startedBy,
    lines: ['-A -f 1', '-A -f 2'],
  });
});

it('finds that the file is missing', async () => {
  expect(await foundOn({ [LINK]: '', ...asks("AUTO='true'") })).toMatchObject({ lines: [] });
});

it.each([
  ['nothing starts it', { ...RULES, ...asks('AUTO="true"') }],
  ['it does not restore', { ...RULES, [LINK]: '', ...asks('AUTO="true"\nAUTO="false"\n#AUTO="true"') }],
  ['it has no settings', { ...RULES, [LINK]: '' }],
])('finds nothing where %s', async (_, files) => {
  expect(await foundOn(files)).toBeUndefined();
});
