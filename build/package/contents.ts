/** What is in the packages, and what is said about them: the one description from which all of them are made. */
import { readdirSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { PROGRAMS } from '../../src/cli/programs.ts';
import { COMPLETIONS } from '../completions/completions.ts';
import { copyright } from './copyright.ts';

/** Where the bytes of an entry come from. */
export type Source =
  | { readonly file: string }
  /** Compressed by gzip. */
  | { readonly gzip: string }
  | { readonly text: string }
  /** The executable, for the processor of the package. */
  | 'executable';

interface Installed {
  /** Where it goes: from the root of the machine, or from the folder of an archive. */
  readonly to: string;
}

/** A file of a package. A `config` is the administrator's after it is installed: an upgrade keeps what was edited. */
export interface FileEntry extends Installed {
  readonly kind: 'file' | 'config' | 'manual' | 'licence';
  readonly from: Source;
  readonly mode: number;
}

/** A symbolic link. */
export interface LinkEntry extends Installed {
  readonly kind: 'link';
  readonly target: string;
}

export type Entry = FileEntry | LinkEntry;

const PROGRAM_NAMES = Object.keys(PROGRAMS);
const LINKS = PROGRAM_NAMES.filter((name) => name !== 'ipvsadm');

const file = (to: string, from: string): FileEntry => ({ kind: 'file', to, from: { file: from }, mode: 0o644 });
const script = (to: string, from: string): FileEntry => ({ ...file(to, from), mode: 0o755 });
const config = (to: string, from: string, mode: number): FileEntry => ({ ...file(to, from), kind: 'config', mode });
const unit = (from: string): FileEntry => file(`/usr/lib/systemd/system/${basename(from)}`, from);

/** The longer licences: a copy goes with what is under them. Debian has them on every machine. */
const licences = (folder: string): readonly Entry[] =>
  ['Apache-2.0', 'LGPL-2', 'LGPL-2.1'].map((name) => ({
    ...file(`${folder}${name}`, `/usr/share/common-licenses/${name}`),
    kind: 'licence',
  }));

const completion = (to: string, name: keyof typeof COMPLETIONS): FileEntry => ({
  kind: 'file',
  to,
  from: { text: COMPLETIONS[name] },
  mode: 0o644,
});
const zshCompletion = (folder: string): FileEntry => completion(`/usr/share/zsh/${folder}/_ipvsadm`, '_ipvsadm');

/** What goes with the metrics. Nothing switches the units on. */
const MONITORING = readdirSync('docs/monitoring').sort();
const isUnit = (name: string): boolean => /\.(service|timer)$/.test(name);

const COPYRIGHT = { kind: 'licence', from: { text: copyright() }, mode: 0o644 } as const;

const executable = (to: string): FileEntry => ({ kind: 'file', to, from: 'executable', mode: 0o755 });

/** What every package that is installed holds, but for the executable. */
const INSTALLED: readonly Entry[] = [
  ...LINKS.map((name): Entry => ({ kind: 'link', to: `/usr/sbin/${name}`, target: 'ipvsadm' })),
  ...PROGRAM_NAMES.map(
    (name): Entry => ({
      kind: 'manual',
      to: `/usr/share/man/man8/${name}.8.gz`,
      from: { gzip: `docs/man/${name}.8` },
      mode: 0o644,
    }),
  ),
  // bash and fish find the completions of a program by its name, zsh by the first line of a file.
  completion('/usr/share/bash-completion/completions/ipvsadm', 'ipvsadm.bash'),
  completion('/usr/share/fish/vendor_completions.d/ipvsadm.fish', 'ipvsadm.fish'),
  ...LINKS.flatMap((name): Entry[] => [
    { kind: 'link', to: `/usr/share/bash-completion/completions/${name}`, target: 'ipvsadm' },
    { kind: 'link', to: `/usr/share/fish/vendor_completions.d/${name}.fish`, target: 'ipvsadm.fish' },
  ]),
  {
    kind: 'manual',
    to: '/usr/share/doc/ipvsadm-ts/changelog.gz',
    from: { gzip: 'CHANGELOG.md' },
    mode: 0o644,
  },
  { ...COPYRIGHT, to: '/usr/share/doc/ipvsadm-ts/copyright' },
  ...MONITORING.map((name): Entry => {
    const path = `docs/monitoring/${name}`;
    return isUnit(name)
      ? unit(path)
      : { ...file(`/usr/share/doc/ipvsadm-ts/monitoring/${name}`, path), kind: 'manual' };
  }),
];

/** What the package for Debian and Ubuntu holds. Its script `postinst` puts the settings in place. */
export const DEB_CONTENTS: readonly Entry[] = [
  executable('/usr/sbin/ipvsadm'),
  ...INSTALLED,
  zshCompletion('vendor-completions'),
  unit('docs/boot/debian/ipvsadm.service'),
  script('/usr/sbin/ipvsadm-boot', 'docs/boot/debian/ipvsadm-boot'),
  file('/usr/share/ipvsadm-ts/default', 'docs/boot/debian/default'),
  config('/etc/init.d/ipvsadm', 'build/package/debian/init', 0o755),
];

/**
 * What the package for Red Hat's family holds. Its SELinux puts a regular file /usr/sbin/ipvsadm that systemd starts
 * into the domain iptables_t, which may not have executable memory, as the executable needs. So that is a link there.
 */
export const RPM_CONTENTS: readonly Entry[] = [
  executable('/usr/libexec/ipvsadm-ts/ipvsadm'),
  { kind: 'link', to: '/usr/sbin/ipvsadm', target: '../libexec/ipvsadm-ts/ipvsadm' },
  ...INSTALLED,
  zshCompletion('site-functions'),
  unit('docs/boot/redhat/ipvsadm.service'),
  script('/usr/sbin/ipvsadm-apply-if-there', 'docs/boot/redhat/ipvsadm-apply-if-there'),
  script('/usr/sbin/ipvsadm-save-if-asked', 'docs/boot/redhat/ipvsadm-save-if-asked'),
  config('/etc/sysconfig/ipvsadm-config', 'docs/boot/redhat/ipvsadm-config', 0o600),
  script('/usr/libexec/initscripts/legacy-actions/ipvsadm/save', 'build/package/redhat/save'),
  ...licences('/usr/share/doc/ipvsadm-ts/'),
];

function bootFile(family: string, name: string): FileEntry {
  const path = `docs/boot/${family}/${name}`;
  const kind = (statSync(path).mode & 0o100) === 0 ? file : script;
  return kind(`boot/${family}/${name}`, path);
}

/** What an archive holds, for any other system. */
export const ARCHIVE_CONTENTS: readonly Entry[] = [
  executable('ipvsadm'),
  ...LINKS.map((name): Entry => ({ kind: 'link', to: name, target: 'ipvsadm' })),
  ...PROGRAM_NAMES.map((name) => file(`man/${name}.8`, `docs/man/${name}.8`)),
  completion('completions/ipvsadm.bash', 'ipvsadm.bash'),
  completion('completions/_ipvsadm', '_ipvsadm'),
  completion('completions/ipvsadm.fish', 'ipvsadm.fish'),
  file('boot/README.md', 'docs/boot/README.md'),
  ...['debian', 'redhat'].flatMap((family) =>
    readdirSync(`docs/boot/${family}`)
      .sort()
      .map((name) => bootFile(family, name)),
  ),
  ...MONITORING.map((name) => file(`monitoring/${name}`, `docs/monitoring/${name}`)),
  file('CHANGELOG.md', 'CHANGELOG.md'),
  file('LICENSE', 'LICENSE'),
  { ...COPYRIGHT, to: 'copyright' },
  ...licences(''),
];
