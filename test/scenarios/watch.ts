import type { Guide } from '../../tools/guide/guide.ts';
import { buildCluster } from './cluster.ts';

/** Two web servers behind a director. */
export const WATCH: Guide = {
  name: 'watch',
  build: (network) => buildCluster(network, { client: ['192.168.100.10'] }, ['web1', 'web2']),
};
