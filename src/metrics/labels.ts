import type { DestinationKey, ServiceKey } from '../ipvs/model.ts';

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** Labels as text, in the order given, without those that are undefined. */
export const labelText = (labels: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(labels)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${String(value).replace(/[\\"\n]/g, (one) => ESCAPES[one] ?? one)}"`)
    .join(',');

/** What names a virtual service. A mark may be used by a service of each family. */
export const serviceLabels = (key: ServiceKey): Record<string, string | number> =>
  'fwmark' in key
    ? { fwmark: key.fwmark, family: key.family }
    : { protocol: key.protocol, address: key.address, port: key.port };

/** What names a real server within its virtual service: a server of two services is two. */
export const serverLabels = (
  service: ServiceKey,
  { address, port }: DestinationKey,
): Record<string, string | number> => ({
  ...serviceLabels(service),
  server_address: address,
  server_port: port,
});
