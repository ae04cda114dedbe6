import { fileURLToPath } from 'node:url';
import type { Guide } from '../../tools/guide/guide.ts';
import { jobProgram } from '../boot/systemctl.ts';
import { buildCluster } from './cluster.ts';
import type { Network } from './network.ts';

/** This package, as installed by `npm install -g` where npm's folder is /usr/local; and what the unit's script asks at a stop. */
const INSTALL = `set -e
mkdir -p /etc/sysconfig /etc/default /etc/systemd/system /usr/local/bin /usr/local/sbin /usr/local/lib/node_modules
ln -sfn '${fileURLToPath(new URL('../..', import.meta.url))}' /usr/local/lib/node_modules/ipvsadm-ts
rm -f /usr/bin/systemctl
cat >/usr/bin/systemctl <<'END'
${jobProgram('stop')}END
chmod 755 /usr/bin/systemctl`;

/** A director with the package and files of its own, but without systemd: the page types what its units run. */
export const BOOT: Guide = {
  name: 'boot',
  async build(network: Network) {
    await buildCluster(network, { client: ['192.168.100.10'] }, ['web1', 'web2']);
    const director = network.host('director');
    await director.ownFiles('usr');
    await director.run('sh', '-c', INSTALL);
  },
};
