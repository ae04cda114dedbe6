/** docs/guides/install.md, typed on a machine with systemd. Each section goes on where the one before has ended. */
import { describe, expect, it } from 'vitest';
import { readGuide } from '../../tools/guide/guide.ts';
import { matches } from '../../tools/guide/output.ts';
import { type Step, stepsOf } from '../../tools/guide/page.ts';
import { quote } from '../../tools/lab/run-folder.ts';
import { useDirector } from './machine.ts';
import { installNetwork, NETWORK_FILES } from './network.ts';
import { ourPackage } from './package.ts';

const director = useDirector(async () => ({
  files: { ...NETWORK_FILES, 'ipvsadm-ts_1_amd64.deb': await ourPackage() },
}));

const sections = readGuide({ name: 'install' }).sections.filter((section) => stepsOf(section).length > 0);

/** Types a command. Other hosts than the director are network namespaces of its machine. */
async function type({ host, command }: Step): Promise<{ printed: string; status: number }> {
  if (command === 'reboot') {
    await director.reboot();
    return { printed: '', status: 0 };
  }
  const place = host === 'director' ? '' : `ip netns exec ${host} `;
  const { stdout, status } = await director.run(`cd /root && ${place}bash -c ${quote(command)} 2>&1`);
  return { printed: stdout, status };
}

describe('docs/guides/install.md', () => {
  it('begins with a machine that forwards, and what was downloaded', async () => {
    await installNetwork(director);
    await director.must('cd /root && cp /run/lab/files/ipvsadm-ts_1_amd64.deb . && sha256sum *.deb >SHA256SUMS');
  });

  it.for(sections)('$heading', async (section) => {
    for (const step of stepsOf(section)) {
      const { printed, status } = await type(step);
      const right = matches(step.output, printed) && (status === 0 || step.output.length > 0);
      expect(right, `line ${step.line}: ${step.command}\nprinted, with status ${status}:\n${printed}`).toBe(true);
    }
  });
});
