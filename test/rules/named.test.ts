/** What the words of an edit with `--keep` name. */
import { describe, expect, it } from 'vitest';
import type { ServiceKey } from '../../src/ipvs/model.ts';
import type { Command } from '../../src/rules/command.ts';
import type { NamedServerSettings, NamedServiceSettings } from '../../src/rules/keep.ts';
import { parseCommand } from '../../src/rules/parse.ts';
import { names } from './names.ts';
import { wordsOf } from './words.ts';

const key: ServiceKey = { protocol: 'tcp', address: '10.0.0.1', port: 80 };
const parse = (line: string): Command => parseCommand(wordsOf(line), names);

describe('-E --keep names', () => {
  const service = (settings: NamedServiceSettings): Command => ({ type: 'edit-service', key, settings });
  it.each<[line: string, command: Command]>([
    ['-E -t 10.0.0.1:80 --keep', service({})],
    ['-E --keep -s rr -t 10.0.0.1:80', service({ scheduler: 'rr' })],
    ['-E -t 10.0.0.1:80 --keep -p', service({ persistence: { timeout: 360 } })],
    ['-E -t 10.0.0.1:80 --keep -M 255.255.255.0', service({ netmask: '255.255.255.0' })],
    ['-E -t 10.0.0.1:80 --keep --pe sip', service({ persistenceEngine: 'sip' })],
    ['-E -t 10.0.0.1:80 --keep --pe=', service({ persistenceEngine: undefined })],
    // Whose flag it is may depend on the kernel's scheduler.
    ['-E -t 10.0.0.1:80 --keep -b sh-port', service({ flagNames: 'sh-port' })],
    ['-E -t 10.0.0.1:80 --keep -s mh -b mh-port', service({ scheduler: 'mh', flagNames: 'mh-port' })],
    ['-E -t 10.0.0.1:80 --keep --sched-flags=', service({ flagNames: '' })],
    [
      '-E -t 10.0.0.1:80 --keep --unset persistent,sched-flags -s rr',
      service({ scheduler: 'rr', persistence: undefined, flagNames: '' }),
    ],
    ['-E -t 10.0.0.1:80 --unset scheduler,ops --keep', service({ scheduler: 'wlc', onePacket: false })],
    // The kernel's persistence makes it right.
    ['-E -t 10.0.0.1 --keep -s rr', { type: 'edit-service', key: { ...key, port: 0 }, settings: { scheduler: 'rr' } }],
  ])('%s', (line, command) => {
    expect(parse(line)).toStrictEqual(command);
  });
});

describe('-e --keep names', () => {
  const server = (settings: NamedServerSettings, port = 80): Command => ({
    type: 'edit-server',
    key,
    server: { address: '10.0.0.9', port },
    settings,
  });
  it.each<[line: string, command: Command]>([
    ['--keep', server({})],
    ['--keep -w 5', server({ weight: 5 })],
    ['--keep -x 9 -y 0', server({ upperThreshold: 9, lowerThreshold: 0 })],
    ['--keep -i', server({ forwarding: 'tunnel' })],
    ['--keep --tun-type gue --tun-port 6080', server({ tunnel: { type: 'gue', port: 6080, checksum: 'none' } })],
    ['--keep --unset tun-type,weight', server({ tunnel: undefined, weight: 1 })],
  ])('%s', (words, command) => {
    expect(parse(`-e -t 10.0.0.1:80 -r 10.0.0.9 ${words}`)).toStrictEqual(command);
  });

  it('a server by the port that is written, unless a method is named that cannot change it', () => {
    const line = '-e -t 10.0.0.1:80 -r 10.0.0.9:8080 --keep';
    expect(parse(line)).toStrictEqual(server({}, 8080));
    expect(parse(`${line} -m`)).toStrictEqual(server({ forwarding: 'masquerade' }, 8080));
    expect(parse(`${line} -g`)).toStrictEqual(server({ forwarding: 'direct' }, 80));
  });

  it('a server of the other family, which only a tunnel can have', () => {
    const line = '-e -t 10.0.0.1:80 -r 2001:db8::9 --keep -w 2';
    expect(parse(line)).toMatchObject({ server: { address: '2001:db8::9' } });
    expect(() => parse(`${line} -m`)).toThrow('Different address family is allowed only for tunneling servers');
  });
});

describe('an edit is refused', () => {
  const service = '-E -t 10.0.0.1:80';
  const server = '-e -t 10.0.0.1:80 -r 10.0.0.9';
  it.each<[line: string, message: string, hint?: string]>([
    [`${service} --unset ops`, "Illegal 'unset' option without the 'keep' option"],
    [
      `${service} --keep --unset weight`,
      "illegal unset specified: `weight'",
      'this command can unset scheduler, persistent, netmask, ops, pe, sched-flags',
    ],
    [`${server} --keep --unset=`, "illegal unset specified: `'"],
    [`${server} --keep --unset weight,`, "illegal unset specified: `'"],
    [`${server} --keep --unset constructor`, "illegal unset specified: `constructor'"],
    [`${server} --keep --unset weight -w 3`, "'weight' is both given and unset"],
    [`${service} --keep -b nosuch`, "invalid scheduler flag `nosuch'"],
    [`${service} --keep -s mh -b sh-port`, "incompatible scheduler flag `sh-port'"],
    [`${service} --keep -o`, 'One-Packet Scheduling is only for UDP virtual services'],
    ['-E -t 10.0.0.1 --keep --unset persistent', 'Zero port specified for non-persistent service'],
    [`${server} --keep -m --tun-type gre`, 'Tunnel options conflict with forward method'],
    [`${server} --keep --tun-type gue`, "You need to supply the 'tun-port' option for the 'gue' tunnel type"],
    [`${server} --keep --tun-csum`, "Illegal 'tun-csum' option with the 'ipip' tunnel type"],
  ])('%s', (line, message, hint) => {
    expect(() => parse(line)).toThrow(
      expect.objectContaining({ name: 'UsageError', kind: 'usage', message, ...(hint && { hint }) }),
    );
  });
});
