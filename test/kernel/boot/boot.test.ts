/** What the units of both families do alike, on a real kernel. */
import { symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { timeFactor } from '../../../tools/lab/time-factor.ts';
import { FAMILIES } from '../../boot/unit-file.ts';
import { runCommand } from '../cli/outcome.ts';
import { useClients } from '../kernel.ts';
import { dial, dialUntil, echo, serveEcho } from './echo.ts';
import { DONE, FILES, OTHER, RULES, RULES_FILE, useServices } from './installed.ts';

const clients = useClients();
const install = useServices();
const run = (words: readonly string[], input = '') => runCommand(clients.client, words, input);
const table = async (): Promise<string> => (await run(['-Sn'])).stdout;

/** How many connections a real server of 127.0.0.1:5000 has been given. */
async function connectionsTo(address: string): Promise<bigint | undefined> {
  const key = { protocol: 'tcp', address: '127.0.0.1', port: 5000 } as const;
  const servers = await clients.client.destinations(key, { stats: true });
  return servers.find((one) => one.address === address)?.stats?.connections;
}

describe.each(FAMILIES)('%s', (family) => {
  const { rules } = FILES[family];

  it('starts with the rules of its file, whatever was there, and stops with none', async () => {
    const service = install(family);
    await run(['-R'], OTHER);
    expect(await service.start()).toEqual(DONE);
    expect(await table()).toBe(RULES);
    expect(await service.stop()).toEqual(DONE);
    expect(await table()).toBe('');
    expect(service.state).toBe('inactive');
    expect(service.read(rules)).toBe(RULES_FILE);
  });

  it.each([
    ['is wrong', '-a -t 10.0.0.1 -r x!', 'illegal real server address[:port] specified'],
    ['contradicts another', '-A -f 7', '-A -f 7 -s wlc: Service already exists'],
  ])('does not start with a rule that %s, names its line, and leaves the table', async (_, line, why) => {
    const service = install(family);
    service.write(rules, `${RULES_FILE}${line}\n`);
    await run(['-R'], OTHER);
    expect(await service.start()).toEqual({ status: 2, output: `line 6: ${why}\n` });
    expect(service.state).toBe('failed');
    // What has not started is not stopped either.
    expect(await service.stop()).toEqual(DONE);
    expect(await table()).toBe(OTHER);
  });

  it('starts and reloads without a file of rules, says so, and leaves the table', async () => {
    const service = install(family);
    service.remove(rules);
    await run(['-R'], OTHER);
    const said = { status: 0, output: `/${rules} does not exist: the table stays as it is\n` };
    expect(await service.start()).toEqual(said);
    expect(await service.reload()).toEqual(said);
    expect(service.state).toBe('active');
    expect(await table()).toBe(OTHER);
  });

  it('takes the rules at a reload when the file was made after the start', async () => {
    const service = install(family);
    service.remove(rules);
    await service.start();
    service.write(rules, RULES_FILE);
    expect(await service.reload()).toEqual(DONE);
    expect(await table()).toBe(RULES);
  });

  it('does not start when the file of rules is a link to a missing file', async () => {
    const service = install(family);
    service.remove(rules);
    symlinkSync('/nowhere/rules', service.path(rules));
    await run(['-R'], OTHER);
    expect(await service.start()).toEqual({ status: 255, output: `cannot read /${rules}: ENOENT\n` });
    expect(await table()).toBe(OTHER);
  });

  it.each(['', '# Nothing yet\n'])('starts on an empty table with the rules %j, and reloads', async (text) => {
    const service = install(family);
    service.write(rules, text);
    expect(await service.start()).toEqual(DONE);
    expect(await service.reload()).toEqual(DONE);
    expect(await table()).toBe('');
  });

  it('does not start with an empty file on a table that has services, and leaves them', async () => {
    const service = install(family);
    service.write(rules, '');
    await run(['-R'], OTHER);
    expect(await service.start()).toEqual({
      status: 2,
      output:
        'no rule adds a service: this would delete the one service of the table\n' +
        'hint: to apply an empty table, give the rule -C\n',
    });
    expect(await table()).toBe(OTHER);
  });

  it('goes on as it is when it is reloaded with wrong rules', async () => {
    const service = install(family);
    await service.start();
    service.write(rules, `${OTHER}-A -f 0\n`);
    expect(await service.reload()).toEqual({ status: 2, output: "line 2: invalid fwmark value `0' specified\n" });
    expect(service.state).toBe('active');
    expect(await table()).toBe(RULES);
  });

  it('keeps the connections of what stays when it is reloaded, and refuses no new one', async () => {
    const service = install(family);
    const close = await serveEcho(5001);
    try {
      service.write(rules, `-A -t 127.0.0.1:5000 -s wrr\n-a -t 127.0.0.1:5000 -r 127.0.0.1:5001 -m\n${OTHER}`);
      expect(await service.start()).toEqual(DONE);
      const held = await dial(5000);
      expect(await echo(held, 'before')).toBe('before');

      const changed = `-A -t 127.0.0.1:5000 -s wrr
-a -t 127.0.0.1:5000 -r 127.0.0.1:5001 -m -w 2
-a -t 127.0.0.1:5000 -r 127.0.0.2:5001 -m -w 0
`;
      service.write(rules, changed);
      const reloaded = service.reload();
      const dialled = await dialUntil(reloaded, 5000);
      expect(await reloaded).toEqual(DONE);
      expect(await table()).toBe(changed);
      expect(await echo(held, 'after')).toBe('after');
      held.destroy();
      expect(dialled).toBeGreaterThan(10);
      // What was counted before tells that the server was never deleted; the kernel adds up every two seconds.
      await expect.poll(() => connectionsTo('127.0.0.1'), { timeout: timeFactor * 30_000 }).toBe(BigInt(1 + dialled));
    } finally {
      close();
    }
  });
});
