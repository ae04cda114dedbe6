import { join } from 'node:path';
import process from 'node:process';
import { cacheFolder } from '../../tools/lab/cache.ts';
import { installCommands } from '../../tools/lab/commands.ts';
import { type Part, prepare, TOOLS } from '../../tools/lab/parts.ts';
import { hasProgram } from '../../tools/lab/program.ts';
import { TOOLS_SUITE } from '../../tools/lab/tools.ts';

/** Debian's rpm, unpacked in the lab's cache. Written in perl is only what we do not use. */
const RPM: Part = {
  name: 'rpm',
  title: 'rpmbuild',
  suite: TOOLS_SUITE,
  packages: ['rpm', 'rpm-common'],
  finish: (staging, final) =>
    installCommands(
      staging,
      final,
      { 'usr/bin/rpmbuild': ['rpmbuild'], 'usr/bin/rpm': ['rpm'] },
      join(cacheFolder(), TOOLS.name, 'root'),
    ),
};

/** How rpm's programs are run. */
export interface RpmTools {
  readonly rpm: string;
  readonly rpmbuild: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The programs of rpm: those of this machine, or else Debian's, downloaded once.
 * @throws Error when there is neither
 */
export async function prepareRpm(): Promise<RpmTools> {
  if (hasProgram('rpmbuild')) return { rpm: 'rpm', rpmbuild: 'rpmbuild', env: {} };
  if (process.arch !== 'x64' || !hasProgram('apt-get')) {
    throw new Error('rpmbuild is needed to write an rpm, and there is no way here to download it: install it');
  }
  const [, folder = ''] = await prepare([TOOLS, RPM]);
  return {
    rpm: join(folder, 'bin/rpm'),
    rpmbuild: join(folder, 'bin/rpmbuild'),
    env: {
      RPM_CONFIGDIR: join(folder, 'root/usr/lib/rpm'),
      MAGIC: join(folder, 'root/usr/lib/file/magic.mgc'),
    },
  };
}
