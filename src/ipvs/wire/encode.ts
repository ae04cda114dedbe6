import { Writer } from '../../netlink/writer.ts';
import { sameKey } from '../key.ts';
import type { Destination, Operation, Service, ServiceKey, Timeouts } from '../model.ts';
import * as attributes from './attributes.ts';
import { writeDaemon, writeDaemonState } from './daemon.ts';
import { writeDestination, writeDestinationKey } from './destination.ts';
import { inRange, U32_MAX } from './range.ts';
import { writeService, writeServiceKey } from './service.ts';
import * as uapi from './uapi.ts';

/** An operation as the kernel takes it: the command, and what appends its attributes. */
export interface Encoded {
  readonly command: number;
  readonly body: (writer: Writer) => void;
}

/** Bytes of a service's key as attributes. */
const LONGEST_KEY = 44;

const nothing = (): void => undefined;

/**
 * The IPVS command and attributes of an operation.
 *
 * @throws TypeError when an address or a netmask is none
 * @throws RangeError when a number does not fit its attribute
 */
export function encodeOperation(operation: Operation): Encoded {
  switch (operation.type) {
    case 'add-service':
      return withService(uapi.IPVS_CMD_NEW_SERVICE, operation.service);
    case 'edit-service':
      return withService(uapi.IPVS_CMD_SET_SERVICE, operation.service);
    case 'delete-service':
      return withKey(uapi.IPVS_CMD_DEL_SERVICE, operation.key);
    case 'add-destination':
      return withDestination(uapi.IPVS_CMD_NEW_DEST, operation.key, operation.destination);
    case 'edit-destination':
      return withDestination(uapi.IPVS_CMD_SET_DEST, operation.key, operation.destination);
    case 'delete-destination': {
      const values = { service: encodeKey(operation.key), destination: writeDestinationKey(operation.destination) };
      return {
        command: uapi.IPVS_CMD_DEL_DEST,
        body: (writer) => attributes.destinationKeyMessage.encode(writer, values),
      };
    }
    case 'flush':
      return { command: uapi.IPVS_CMD_FLUSH, body: nothing };
    case 'zero':
      return operation.key === undefined
        ? { command: uapi.IPVS_CMD_ZERO, body: nothing }
        : withKey(uapi.IPVS_CMD_ZERO, operation.key);
    case 'set-timeouts': {
      const values = writeTimeouts(operation.timeouts);
      return { command: uapi.IPVS_CMD_SET_CONFIG, body: (writer) => attributes.timeoutsMessage.encode(writer, values) };
    }
    case 'start-daemon':
      return withDaemon(uapi.IPVS_CMD_NEW_DAEMON, writeDaemon(operation.daemon));
    case 'stop-daemon':
      return withDaemon(uapi.IPVS_CMD_DEL_DAEMON, writeDaemonState(operation.state));
  }
}

function writeTimeouts({ tcp, tcpFin, udp }: Timeouts): Timeouts {
  return {
    tcp: inRange('TCP timeout', tcp, U32_MAX),
    tcpFin: inRange('TCP FIN timeout', tcpFin, U32_MAX),
    udp: inRange('UDP timeout', udp, U32_MAX),
  };
}

function withService(command: number, service: Service): Encoded {
  const values = { service: writeService(service) };
  return { command, body: (writer) => attributes.serviceMessage.encode(writer, values) };
}

/** A message that names a virtual service and no more; the dump of its real servers asks so too. */
export function withKey(command: number, key: ServiceKey): Encoded {
  const values = { service: writeServiceKey(key) };
  return { command, body: (writer) => attributes.serviceKeyMessage.encode(writer, values) };
}

function withDestination(command: number, key: ServiceKey, destination: Destination): Encoded {
  const values = { service: encodeKey(key), destination: writeDestination(destination) };
  return { command, body: (writer) => attributes.destinationMessage.encode(writer, values) };
}

let lastKey: { readonly key: ServiceKey; readonly bytes: Uint8Array } | undefined;

/** The servers of a service come one after the other, with the same key: it is encoded once. */
function encodeKey(key: ServiceKey): Uint8Array {
  if (lastKey === undefined || !sameKey(lastKey.key, key)) {
    const writer = new Writer(LONGEST_KEY);
    attributes.serviceKey.encode(writer, writeServiceKey(key));
    // A copy: its owner may make another key of the object.
    lastKey = { key: { ...key }, bytes: writer.bytes() };
  }
  return lastKey.bytes;
}

function withDaemon(command: number, daemon: attributes.WireDaemon): Encoded {
  return { command, body: (writer) => attributes.daemonMessage.encode(writer, { daemon }) };
}
