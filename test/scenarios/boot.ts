import { fileURLToPath } from 'node:url';
import type { Guide } from '../../tools/guide/guide.ts';
import { jobProgram } from '../boot/systemctl.ts';
import { buildCluster } from './cluster.ts';
import type { Network } from './network.ts';

/**
 * Installs this package like `npm install -g` with npm's prefix /usr/local, and a `systemctl` for the script of the
 * unit, which asks it at a stop.
 */
const INSTALL = `set -e
mkdir -p /etc/sysconfig /etc/default /etc/systemd/system /usr/local/bin /usr/local/sbin /usr/local/lib/node_modules
ln -sfn '${fileURLToPath(new URL('../..', import.meta.url))}' /usr/local/lib/node_modules/ipvsadm-ts
rm -f /usr/bin/systemctl
cat >/usr/bin/systemctl <<'END'
${jobProgram('stop')}END
chmod 755 /usr/bin/systemctl`;

/** A director with the package and its own files, but without systemd: the page types what the units run. */
export const BOOT: Guide = {
  name: 'boot',
  async build(network: Network) {
    await buildCluster(network, { client: ['192.168.100.10'] }, ['web1', 'web2']);
    const director = network.host('director');
    await director.ownFiles('usr');
    await director.run('sh', '-c', INSTALL);
  },
};
