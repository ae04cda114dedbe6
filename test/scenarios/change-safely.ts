import type { Guide } from '../../tools/guide/guide.ts';
import { buildCluster } from './cluster.ts';

/** Two web servers behind a director with files of its own, where a change is noted. */
export const CHANGE_SAFELY: Guide = {
  name: 'change-safely',
  async build(network) {
    await buildCluster(network, { client: ['192.168.100.10'] }, ['web1', 'web2']);
    await network.host('director').ownFiles();
  },
};
