import { fileURLToPath } from 'node:url';
import type { Guide } from '../../tools/guide/guide.ts';
import { buildCluster } from './cluster.ts';
import type { Network } from './network.ts';

/** This package, to be linked where `npm install` would put it. */
const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));

/** The network of the guide on NAT, and the package installed on the director. */
export const LIBRARY: Guide = {
  name: 'library',
  async build(network: Network) {
    await buildCluster(network, { client: ['192.168.100.10'] }, ['web1', 'web2']);
    const director = network.host('director');
    const { status, text } = await director.type(`mkdir node_modules && ln -s '${PACKAGE}' node_modules/ipvsadm-ts`);
    if (status !== 0) throw new Error(`director: cannot install the package: ${text}`);
  },
};
