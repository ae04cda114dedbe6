import type { Protocol } from '../../src/ipvs/model.ts';
import { type Names, UnresolvedName } from '../../src/rules/names.ts';

const HOSTS: Readonly<Record<string, string | undefined>> = {
  localhost: '127.0.0.1',
  'web-1.example': '192.0.2.1',
  'six.example': '2001:db8::6',
  'nowhere.example': undefined,
  bad: undefined,
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
  host(name) {
    if (!Object.hasOwn(HOSTS, name)) throw new UnresolvedName(name);
    return HOSTS[name];
  },
  service: (name: string, protocol: Protocol) => SERVICES[`${name}/${protocol}`],
};
