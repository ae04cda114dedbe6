import type { Guide } from '../../tools/guide/guide.ts';
import { buildCluster } from './cluster.ts';

/** A director whose tool is replaced by another one. */
export const MIGRATION: Guide = {
  name: 'migration',
  build: (network) => buildCluster(network, { client: ['192.168.100.10'] }, ['web1', 'web2']),
};
