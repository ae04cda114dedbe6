/** Draws the pictures of docs/pictures from real output, in a kernel: `npm run pictures`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { buildNetwork } from '../guide/guide.ts';
import { Screen } from '../screen.ts';
import { SCENES, type Scene } from './scenes.ts';
import { svgOf } from './svg.ts';

const FOLDER = new URL('../../docs/pictures/', import.meta.url);

async function take({ name, rows, columns, words, build, play }: Scene): Promise<void> {
  const network = await buildNetwork({ build });
  const screen = new Screen(['--netns', network.host('director').namespace, ...words], { rows, columns });
  try {
    if (play === undefined) await screen.end();
    else await play(network);
    const prompt = `director# ipvsadm ${words.join(' ')}`;
    writeFileSync(new URL(`${name}.svg`, FOLDER), svgOf(screen.buffer, prompt, columns, rows));
  } finally {
    screen.close();
    network.remove();
  }
}

mkdirSync(FOLDER, { recursive: true });
for (const scene of SCENES) await take(scene);
