/** Protocols that programs write by several names or by number, by one name. Source: protocols(5). */
const NAMES: Readonly<Record<string, string>> = {
  6: 'tcp',
  17: 'udp',
  132: 'sctp',
  4: 'ipencap',
  ipip: 'ipencap',
  ipv4: 'ipencap',
  41: 'ipv6',
  47: 'gre',
};

/** Numbers of those whose names not every machine knows. */
const NUMBERS: Readonly<Record<string, number>> = { ipencap: 4, ipv6: 41, gre: 47 };

/** The one name of a protocol. */
export const protocolName = (text: string | number): string => NAMES[text] ?? String(text);

/** How a protocol is written in a rule. */
export const protocolWord = (name: string): string => String(NUMBERS[name] ?? name);
