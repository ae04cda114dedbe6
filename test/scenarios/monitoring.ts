import { fileURLToPath } from 'node:url';
import type { Guide } from '../../tools/guide/guide.ts';
import { buildCluster } from './cluster.ts';
import type { Network } from './network.ts';

const ALERTS = fileURLToPath(new URL('../../docs/monitoring/alerts.yml', import.meta.url));

/** Two web servers behind a director, and a host with Prometheus beside the client. */
export const MONITORING: Guide = {
  name: 'monitoring',
  daemons: true,
  async build(network: Network) {
    await buildCluster(network, { client: ['192.168.100.10'], monitor: ['192.168.100.20'] }, ['web1', 'web2']);
    await network.host('monitor').type(`cp '${ALERTS}' .`);
  },
};
