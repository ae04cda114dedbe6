import { type ConnectionEnd, type ConnectionEntry, protocolOf } from '../../ipvs/proc/connections.ts';
import type { Naming } from '../../rules/naming.ts';

const HEADING = 'IPVS connection entries\npro expire state       source             virtual            destination';

/** @param withEngine a column for what persistence engines found */
export function connectionsHeading(withEngine: boolean): string {
  return `${HEADING}${withEngine ? '        pe name          pe_data' : ''}\n`;
}

export function renderConnection(entry: ConnectionEntry, naming: Naming, withEngine: boolean): string {
  const { persistenceEngine: engine } = entry;
  const protocol = protocolOf(entry);
  const name = (end: ConnectionEnd) => naming(end.address, end.port, protocol);
  const columns = [
    entry.protocol.padEnd(3),
    expiry(entry.expires).padEnd(6),
    entry.state.padEnd(11),
    name(entry.client).padEnd(18),
    name(entry.virtual).padEnd(18),
  ];
  const destination = name(entry.destination);
  if (!withEngine || engine === undefined) columns.push(destination);
  else columns.push(destination.padEnd(16), engine.name.padEnd(18), engine.data);
  return `${columns.join(' ')}\n`;
}

/** `04:59`: minutes and seconds. */
function expiry(seconds: number): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${pad(Math.floor(seconds / 60))}:${pad(seconds % 60)}`;
}
