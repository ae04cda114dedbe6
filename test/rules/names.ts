import type { Protocol } from '../../src/ipvs/model.ts';
import type { Names } from '../../src/rules/names.ts';

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

/** A small world of names. Hosts that are not in it were not looked up yet. */
export function notingNames(): Names & { readonly unknown: ReadonlySet<string> } {
  const unknown = new Set<string>();
  return {
    unknown,
    host(written) {
      if (Object.hasOwn(HOSTS, written)) return HOSTS[written];
      unknown.add(written);
      return written.startsWith('[') ? '::' : '0.0.0.0';
    },
    service: (name: string, protocol: Protocol) => SERVICES[`${name}/${protocol}`],
  };
}

/** The same, for tests that do not ask which hosts were not known. */
export const names: Names = notingNames();
