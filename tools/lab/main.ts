import { parseArguments } from './arguments.ts';
import { start } from './start.ts';

await start(async () => parseArguments(process.argv.slice(2)));
