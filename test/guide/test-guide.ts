import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildNetwork, type Guide, lacks, readGuide } from '../../tools/guide/guide.ts';
import { holds, type Mistake, type Page, type Section, stepsOf, withMistake } from '../../tools/guide/page.ts';
import { Mismatch, play } from '../../tools/guide/play.ts';
import { timeFactor } from '../../tools/lab/time-factor.ts';
import type { Network } from '../scenarios/network.ts';

/** Milliseconds for a section, or for a page with a mistake. On a quiet machine they take seconds. */
const LIMIT = { timeout: 180_000 * timeFactor };

/** What of a diagnosis is looked at. */
const Report = z.object({
  outcome: z.string(),
  findings: z.array(z.object({ code: z.string(), object: z.string(), what: z.string() })),
});

/** Milliseconds to repeat a command that a mistake may keep from ever succeeding. */
const MISTAKE_LIMIT = 3000 * timeFactor;

/**
 * Tests that the commands of a guide do what it says, and that clients notice each of the mistakes. Clients are hosts
 * whose name begins with `client`.
 *
 * @param more adds tests, which run in the network as the page leaves it
 */
export function testGuide(guide: Guide, mistakes: readonly Mistake[], more?: (network: () => Network) => void): void {
  const page = readGuide(guide);
  const sections = page.sections.filter((section) => stepsOf(section).length > 0);
  const faults = sections.findIndex(({ heading }) => heading.startsWith('What goes wrong'));
  const healthy = faults < 0 ? sections.length : faults;

  describe(`docs/guides/${guide.name}.md`, LIMIT, () => {
    let network: Network | undefined;
    beforeAll(async () => {
      network = await buildNetwork(guide);
    });
    afterAll(() => network?.remove());
    const built = (): Network => {
      if (network === undefined) throw new Error('the network is there only while a test runs');
      return network;
    };

    /** Each section continues the one before: when one fails, later ones may fail too. */
    const playSection = async (section: Section, { skip }: { skip: (note: string) => void }): Promise<void> => {
      const lacking = await lacks(guide, built(), section.heading);
      if (lacking) skip(lacking);
      for (const step of stepsOf(section)) await play(built(), step);
    };
    it.for(sections.slice(0, healthy))('$heading', playSection);
    const leaves = new Set(guide.leaves);
    it(`ipvsadm --diagnose --probe finds ${Array.from(leaves).join(', ') || 'nothing'} so far`, async () => {
      const found = new Set<string>();
      for (const name of hostsOf(sections)) {
        const { text } = await built().host(name).type('ipvsadm --diagnose --probe --json');
        const { findings, outcome } = Report.parse(JSON.parse(text));
        const unexpected = findings.filter(({ code }) => !leaves.has(code));
        expect({ name, unexpected, outcome }).toEqual({
          name,
          unexpected: [],
          outcome: findings.length > 0 ? 'findings' : 'clean',
        });
        for (const { code } of findings) found.add(code);
      }
      expect(found).toEqual(leaves);
    });
    it.for(sections.slice(healthy))('$heading', playSection);
    more?.(built);
  });

  describe(`clients notice a mistake in docs/guides/${guide.name}.md`, LIMIT, () => {
    it.for(mistakes)('$from becomes $to', async (mistake, { skip }) => {
      withMistake(page, mistake);
      const network = await buildNetwork(guide);
      try {
        const possible: Section[] = [];
        for (const section of sections) if (!(await lacks(guide, network, section.heading))) possible.push(section);
        if (!possible.some((section) => holds(section, mistake))) skip('this kernel cannot run its section');
        await expect(playForClients(network, withMistake({ sections: possible }, mistake), guide)).rejects.toThrow(
          Mismatch,
        );
      } finally {
        network.remove();
      }
    });
  });
}

/** Hosts that may be directors or real servers. Others have nothing to do with the table. */
const hostsOf = (sections: readonly Section[]): Set<string> =>
  new Set(
    sections
      .flatMap(stepsOf)
      .flatMap(({ hosts }) => hosts)
      .filter((name) => /^(director|web)/.test(name)),
  );

/** Plays a page until a client sees something else than the page says. */
async function playForClients(network: Network, { sections }: Page, { judge }: Guide): Promise<void> {
  const judges = (host: string): boolean => host.startsWith('client') || host === judge;
  for (const step of sections.flatMap(stepsOf)) {
    await play(network, step, { limit: MISTAKE_LIMIT, judges });
  }
}
