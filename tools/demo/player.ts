/**
 * Plays a guide inside the lab: builds its network in namespaces, types the page's commands on the hosts, and shows
 * what they print. Everything is checked. If something differs from the page, one line says what, and the status is
 * 1.
 */
import process from 'node:process';
import { GUIDES } from '../../test/scenarios/guides.ts';
import type { Network } from '../../test/scenarios/network.ts';
import { buildNetwork, lacks, readGuide } from '../guide/guide.ts';
import type { Part } from '../guide/page.ts';
import { play } from '../guide/play.ts';
import { heading, paragraph, prompt, verbatim } from './paper.ts';

async function show(part: Part, network: Network): Promise<void> {
  if (part.type === 'text') return paragraph(part.text);
  if (part.type === 'verbatim') return verbatim(`${part.text}\n\n`);
  for (const step of part.steps) {
    prompt(step.host, step.command);
    const output = await play(network, step);
    if (output !== '') verbatim(output);
  }
  verbatim('\n\n');
}

async function main(name = ''): Promise<void> {
  const guide = GUIDES.find((known) => known.name === name);
  if (guide === undefined) throw new Error(`no guide ${name}`);
  const network = await buildNetwork(guide);
  try {
    for (const section of readGuide(guide).sections) {
      heading(section.heading);
      const lacking = await lacks(guide, network, section.heading);
      if (lacking) paragraph(`(Left out: ${lacking})`);
      else for (const part of section.parts) await show(part, network);
    }
  } finally {
    network.remove();
  }
  heading(`All as docs/guides/${name}.md says.`);
}

await main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`\ndemo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
