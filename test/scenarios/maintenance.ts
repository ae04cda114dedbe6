import type { Guide } from '../../tools/guide/guide.ts';
import { buildCluster } from './cluster.ts';

/** Two web servers with two ports each. The director has files of its own, where drained machines are noted. */
export const MAINTENANCE: Guide = {
  name: 'maintenance',
  async build(network) {
    await buildCluster(network, { client: ['192.168.100.10'] }, ['web1', 'web2'], [80, 8080]);
    await network.host('director').ownFiles();
  },
};
