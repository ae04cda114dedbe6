import type { Guide } from '../../tools/guide/guide.ts';
import { buildCluster } from './cluster.ts';

/** The client has many addresses, so it looks like as many clients. */
export const CLIENTS: readonly string[] = Array.from({ length: 60 }, (_, index) => `192.168.100.${11 + index}`);

/** Three web servers behind a director, for all schedulers. */
export const SCHEDULERS: Guide = {
  name: 'schedulers',
  build: (network) => buildCluster(network, { client: CLIENTS }, ['web1', 'web2', 'web3']),
};
