import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Guide } from '../../tools/guide/guide.ts';
import type { Network } from './network.ts';

/** This package, to be linked where `npm install` would put it. */
const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));

/** One machine with the packages that the page installs. It makes its network by itself. */
export const TESTING: Guide = {
  name: 'testing',
  judge: 'ci',
  async build(network: Network) {
    const ci = await network.addHost('ci');
    // The names of its namespaces are not those of this machine.
    await ci.ownFiles();
    const packages = join(PACKAGE, 'node_modules');
    const { status, text } = await ci.type(
      `mkdir -p node_modules/.bin && ln -s '${PACKAGE}' node_modules/ipvsadm-ts && ` +
        `ln -s '${packages}/vitest' node_modules/vitest && ln -s '${packages}/.bin/vitest' node_modules/.bin/vitest`,
    );
    if (status !== 0) throw new Error(`ci: cannot install the packages: ${text}`);
  },
};
