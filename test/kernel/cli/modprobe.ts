/** Runs programs on a machine with a modprobe(8) of the test's, or with none. This machine's own stays as it is. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The program by which the kernel loads modules by itself, and a program that wants one may ask for it. */
export const LOADER = '/proc/sys/kernel/modprobe';

/** What a modprobe that fails says. */
export const FATAL = 'modprobe: FATAL: Module ip_vs not found in directory /lib/modules/0.0.0\n';

const SCRIPTS = {
  'a modprobe that works': 'exit 0\n',
  'a modprobe that fails': `printf '${FATAL.replace('\n', '\\n')}' >&2\nexit 1\n`,
  'no modprobe': undefined,
} as const;

export type ModprobeKind = keyof typeof SCRIPTS;

export const MODPROBES = Object.keys(SCRIPTS) as ModprobeKind[];

/**
 * In a mount namespace of its own. /sbin and /usr/sbin, which may be one folder, become folders of links to what is in them,
 * but for modprobe. $0 is the folder of the test.
 */
const SCRIPT = `
replaced=
for sbin in /sbin /usr/sbin; do
  sbin=$(readlink -f "$sbin")
  case " $replaced " in *" $sbin "*) continue ;; esac
  replaced="$replaced $sbin"
  mkdir -p "$0/real$sbin"
  mount --bind "$sbin" "$0/real$sbin" && mount -t tmpfs none "$sbin" || exit 125
  ln -s "$0/real$sbin"/* "$sbin"
  rm -f "$sbin/modprobe"
  [ ! -e "$0/modprobe" ] || ln -s "$0/modprobe" "$sbin/modprobe"
done
mount --bind "$0/loader" ${LOADER} || exit 125
exec "$@"
`;

/** A folder with a modprobe for some programs. */
export class Modprobe {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ipvsadm-modprobe-'));
  /** The path that the kernel is told. */
  readonly path: string;

  /** @param script what it does, if not what its kind does */
  constructor(kind: ModprobeKind, script: string | undefined = SCRIPTS[kind]) {
    mkdirSync(join(this.#folder, 'real'));
    this.path = join(this.#folder, 'modprobe');
    this.name(this.path);
    if (script === undefined) return;
    writeFileSync(this.path, `#!/bin/sh\n${script}`);
    chmodSync(this.path, 0o755);
  }

  /** What programs read as the path that the kernel is told. */
  name(path: string): void {
    writeFileSync(join(this.#folder, 'loader'), `${path}\n`);
  }

  /** What runs a program there. */
  words(program: readonly string[]): readonly string[] {
    return ['unshare', '--mount', 'sh', '-c', SCRIPT, this.#folder, ...program];
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
