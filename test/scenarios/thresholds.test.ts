import { describe, expect, it } from 'vitest';
import { testGuide } from '../guide/test-guide.ts';
import { VIP } from './cluster.ts';
import { THRESHOLDS } from './thresholds.ts';

const MISTAKES = [
  { from: '-x 3 -y 2', to: '-x 30 -y 2' },
  { from: '-x 5 -y 4', to: '-x 3 -y 2' },
];

/** Seconds for which a datagram's connection is remembered: longer than the test, or only a moment. */
const LONG = 600;
const SHORT = 1;

testGuide(THRESHOLDS, MISTAKES, (network) => {
  /** Each datagram is a connection, which lasts as long as the test wants. Each case has its own service. */
  describe('a server that is full at 3 connections', () => {
    it.each<[lower: string, port: number, refusing: readonly number[], taking: number]>([
      ['-x 3', 53, [3], 2],
      ['-x 3 -y 2', 54, [3, 2], 1],
    ])(
      'with %s (port %d) gets nothing new at %j connections, and again at %d',
      async (words, port, refusing, taking) => {
        const director = network().host('director');
        const client = network().host('client');
        const service = `-u ${VIP}:${port}`;
        const rule = async (...lines: readonly string[]): Promise<void> => {
          expect((await director.type(`ipvsadm -R <<'END'\n${lines.join('\n')}\nEND`)).text).toBe('');
        };
        const send = async (ports: readonly number[], seconds: number): Promise<void> => {
          await rule(`--set 0 0 ${seconds}`);
          const each = `echo | socat -u - udp-sendto:${VIP}:${port},sourceport=$from`;
          await client.run('sh', '-c', `for from in ${ports.join(' ')}; do ${each}; done`);
        };
        /** The client's ports in the director's connections. */
        const known = async (): Promise<number[]> => {
          const { text } = await director.type(`ipvsadm -Lnc | grep '${VIP}:${port} '`);
          return Array.from(text.matchAll(/\.10:(\d+)/g), ([, from]) => Number(from)).sort((a, b) => a - b);
        };

        await rule(`-A ${service} -s rr`, `-a ${service} -r 192.168.2.100 -m ${words}`);
        const open = [5001, 5002, 5003];
        await send(open, LONG);
        for (const count of [...refusing, taking]) {
          await send(open.splice(count), SHORT);
          await expect.poll(known, { timeout: 10_000 }).toEqual(open);
          await send([5009], LONG);
          expect(await known()).toEqual(count === taking ? [...open, 5009] : open);
        }
      },
    );
  });
});
