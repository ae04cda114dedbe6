/**
 * Runs the kernel's own test of IPVS (DR, NAT and a tunnel), unchanged, with our `ipvsadm` on its PATH. It is in
 * Debian's source package of the kernel, 140 MB, of which only this script is kept. So it does not belong to
 * `npm test`. It takes the lab's options: `npm run test:selftest -- --kernel 6.12`.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArguments } from '../lab/arguments.ts';
import { type Part, prepare } from '../lab/parts.ts';
import { requirePrograms, runOrFail } from '../lab/program.ts';
import { start } from '../lab/start.ts';

const SOURCE = 'linux-source-6.1';

const SCRIPT = `${SOURCE}/tools/testing/selftests/netfilter/ipvs.sh`;

const SELFTEST: Part = {
  name: 'selftest',
  title: "the kernel's own test",
  suite: 'bookworm',
  packages: [SOURCE],
  wanted: (name) => name === SOURCE,
  finish: async (staging) => {
    requirePrograms(['tar', 'xz'], "the kernel's own test");
    const archive = join(staging, 'root/usr/src', `${SOURCE}.tar.xz`);
    const bare = `--strip-components=${SCRIPT.split('/').length - 1}`;
    mkdirSync(join(staging, 'bin'));
    await runOrFail("cannot unpack the kernel's source", 'tar', [
      ...['-C', join(staging, 'bin'), '--occurrence=1', bare, '-xJf', archive, SCRIPT],
    ]);
    rmSync(join(staging, 'root'), { recursive: true });
  },
};

/** Seconds. If no connection arrives, the test's server waits forever. */
const LIMIT = 300;

await start(async () => {
  const options = parseArguments(['--daemons', '--timeout', String(LIMIT), ...process.argv.slice(2)]);
  if (options === 'help') return options;
  const [folder = ''] = await prepare([SELFTEST]);
  // Its temporary files must be on the guest's own /run.
  return { ...options, command: ['env', 'TMPDIR=/run', 'sh', join(folder, 'bin/ipvs.sh')] };
});
