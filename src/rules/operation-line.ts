import type { Daemon, Operation } from '../ipvs/model.ts';
import { formatEndpoint } from './endpoint.ts';
import { numeric } from './naming.ts';
import { destinationLine, formatServiceKey, serviceLine } from './write-rules.ts';

/** The command line, without the program's name, that makes a change: `parseCommand` reads the same change from it. */
export function operationLine(operation: Operation): string {
  switch (operation.type) {
    case 'add-service':
      return serviceLine(operation.service);
    case 'edit-service':
      return serviceLine(operation.service, numeric, '-E');
    case 'delete-service':
      return `-D ${formatServiceKey(operation.key)}`;
    case 'add-destination':
      return destinationLine(operation.key, operation.destination);
    case 'edit-destination':
      return destinationLine(operation.key, operation.destination, numeric, '-e');
    case 'delete-destination': {
      const { address, port } = operation.destination;
      return `-d ${formatServiceKey(operation.key)} -r ${formatEndpoint(address, port)}`;
    }
    case 'flush':
      return '-C';
    case 'zero':
      return operation.key === undefined ? '-Z' : `-Z ${formatServiceKey(operation.key)}`;
    case 'set-timeouts': {
      const { tcp, tcpFin, udp } = operation.timeouts;
      return `--set ${tcp} ${tcpFin} ${udp}`;
    }
    case 'start-daemon':
      return startDaemonLine(operation.daemon);
    case 'stop-daemon':
      return `--stop-daemon ${operation.state}`;
  }
}

/** Such lines as text. */
export const operationLines = (operations: readonly Operation[]): string =>
  operations.map((operation) => `${operationLine(operation)}\n`).join('');

function startDaemonLine({ state, interface: name, syncId, syncMaxLength, group, port, ttl }: Daemon): string {
  let line = `--start-daemon ${state} --mcast-interface ${name} --syncid ${syncId}`;
  if (syncMaxLength !== undefined) line += ` --sync-maxlen ${syncMaxLength}`;
  if (group !== undefined) line += ` --mcast-group ${group}`;
  if (port !== undefined) line += ` --mcast-port ${port}`;
  if (ttl !== undefined) line += ` --mcast-ttl ${ttl}`;
  return line;
}
