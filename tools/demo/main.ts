/** Plays a guide in the lab: `npm run demo -- [OPTION OF THE LAB]... [GUIDE]`, by default NAT. */
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { GUIDES } from '../../test/scenarios/guides.ts';
import { parseArguments } from '../lab/arguments.ts';
import { LabFailure } from '../lab/failure.ts';
import { start } from '../lab/start.ts';

const PLAYER = fileURLToPath(new URL('player.ts', import.meta.url));

await start(async () => {
  const options = parseArguments(process.argv.slice(2));
  if (options === 'help') return options;
  const [name = GUIDES[0].name, ...more] = options.command;
  const guide = GUIDES.find((known) => known.name === name);
  if (guide === undefined || more.length > 0) {
    throw new LabFailure(`the demo plays one of ${GUIDES.map((known) => known.name).join(', ')}`);
  }
  const command = ['node', '--import', 'tsx', PLAYER, name];
  return { ...options, daemons: guide.daemons ?? false, command };
});
