/** The programs on a terminal: what it shows, what Ctrl-C does, and that it is afterwards as it was. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hold, LOOPBACK, listen } from './connections.ts';
import { OURS } from './outcome.ts';
import { useCommandLine } from './session.ts';

const { run, table, load } = useCommandLine();
const [PORT, SERVER] = [5051, 5052];
const V = `-t ${LOOPBACK}:${PORT}`;
const R = `${V} -r ${LOOPBACK}:${SERVER}`;
const RULES = `-A ${V} -s rr\n-a ${R} -m -w 1\n`;

/** The settings of the terminal, and the flags of its descriptors: who shares them must not find them changed. */
const STATE = 'stty -g; cat /proc/self/fdinfo/[012] | grep flags';

/** A line of shell, where `ipvsadm` is ours, and Ctrl-C ends that alone. */
const script = (line: string): string =>
  `trap : INT; stty cols 80; ipvsadm() { ${OURS.map((word) => `"${word}"`).join(' ')} "$@"; }
  before=$(${STATE}); echo begin; ${line}; echo "status $?"; [ "$before" = "$(${STATE})" ] && echo as before`;

/**
 * Runs a line of shell on a terminal of its own.
 *
 * @param keys what is typed, each once the terminal shows what stands before it
 * @returns what the terminal has shown
 */
async function onTerminal(line: string, ...keys: readonly (readonly [after: string, key: string])[]): Promise<string> {
  const child = spawn('script', ['-qec', script(line), '/dev/null'], { env: { ...process.env, SHELL: '/bin/sh' } });
  let shown = '';
  let typed = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    const [after, key] = keys[typed] ?? [];
    if (after === undefined || !shown.includes(after)) return;
    typed++;
    // What waits for a key says nothing: it is given the time of a start.
    setTimeout(() => child.stdin.write(key), 1500);
  });
  await once(child, 'close');
  return shown.slice(shown.indexOf('begin'));
}

describe.skipIf(spawnSync('script', ['--version']).status !== 0)('on a terminal', () => {
  let server: Server;
  beforeAll(async () => {
    server = await listen(SERVER);
  });
  afterAll(() => server.close());

  it('a listing is the same as in a pipe', async () => {
    await load(RULES);
    const lines = (await run('-Ln')).stdout.replaceAll('\n', '\r\n');
    expect(await onTerminal('ipvsadm -Ln')).toBe(`begin\r\n${lines}status 0\r\nas before\r\n`);
  });

  it('a listing into a pipe leaves the terminal, where errors go', async () => {
    await load(RULES);
    expect(await onTerminal('ipvsadm -Ln | cat >/dev/null')).toBe('begin\r\nstatus 0\r\nas before\r\n');
  });

  it('an error leaves it too', async () => {
    expect(await onTerminal('ipvsadm -D -f 99')).toBe('begin\r\nNo such service\r\nstatus 255\r\nas before\r\n');
  });

  it('rules that are typed are read up to Ctrl-D', async () => {
    await load('');
    const shown = await onTerminal('ipvsadm -R', ['begin', '-A -f 7 -s rr\n\x04']);
    expect(shown).toMatch(/\nstatus 0\r\nas before\r\n$/);
    expect(await table()).toBe('-A -f 7 -s rr\n');
  });

  it('Ctrl-C ends what waits for rules, and nothing has changed', async () => {
    await load(RULES);
    const shown = await onTerminal('ipvsadm -R', ['begin', '-C\n'], ['-C\r\n', '\x03']);
    expect(shown).toMatch(/^begin\r\n-C\r\n\^Cstatus 130\r\nas before\r\n$/);
    expect(await table()).toBe(RULES);
  });

  it('Ctrl-C ends a drain: its line of progress is gone, and what is left is told', async () => {
    await load(RULES);
    const socket = await hold(PORT);
    const progress = `${R}: active connections: 1`;
    const shown = await onTerminal(`ipvsadm --drain ${R}`, [progress, '\x03']);
    socket.resetAndDestroy();
    expect(shown).toContain(progress);
    const last = shown.slice(shown.lastIndexOf('\x1b[J') + 3);
    expect(last).toBe(
      `interrupted: ${R} gets no new connections; active ones that are left: 1\r\n` +
        `hint: to take it back, restore the weight with -e: ${LOOPBACK}:${SERVER} 1\r\nstatus 130\r\nas before\r\n`,
    );
  });
});
