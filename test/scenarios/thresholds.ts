import type { Guide } from '../../tools/guide/guide.ts';
import { buildCluster } from './cluster.ts';

/** Two web servers behind a director, each of which can carry only so much. */
export const THRESHOLDS: Guide = {
  name: 'thresholds',
  // As the page says of its last requests, both servers are full once more.
  leaves: ['LVS203'],
  build: (network) => buildCluster(network, { client: ['192.168.100.10'] }, ['web1', 'web2']),
};
