import type { Protocol } from '../../src/ipvs/model.ts';
import { type Names, UnresolvedName } from '../../src/rules/names.ts';

const HOSTS: Readonly<Record<string, string | undefined>> = {
  localhost: '127.0.0.1',
  '[localhost]': '127.0.0.1',
  'both.example': '192.0.2.7',
  '[both.example]': '2001:db8::7',
  'web-1.example': '192.0.2.1',
  'six.example': '2001:db8::6',
  'nowhere.example': undefined,
  bad: undefined,
  '255.255.255.0x': undefined,
  abc: undefined,
};

const SERVICES: Readonly<Record<string, number>> = {
  'http/tcp': 80,
  'domain/tcp': 53,
  'domain/udp': 53,
  'sip/sctp': 5060,
};

/** A small world of names. A host that is not in it was not looked up yet. */
export const names: Names = {
  host(written) {
    if (!Object.hasOwn(HOSTS, written)) throw new UnresolvedName(written);
    return HOSTS[written];
  },
  service: (name: string, protocol: Protocol) => SERVICES[`${name}/${protocol}`],
};
