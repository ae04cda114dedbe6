import { Writer } from '../../netlink/writer.ts';
import { completeDestination, completeService } from '../defaults.ts';
import type { Destination, Operation, Service, ServiceKey } from '../model.ts';
import { KeyCache } from './key-cache.ts';
import * as messages from './messages.ts';
import * as uapi from './uapi.ts';

/** An operation as the kernel takes it: the command, and a function that appends its attributes. */
export interface Encoded {
  readonly command: number;
  /**
   * @throws TypeError when an address or a netmask is invalid, or a text holds a NUL
   * @throws RangeError when a number does not fit its attribute
   */
  readonly body: (writer: Writer) => void;
}

const nothing = (): void => undefined;

/**
 * The IPVS command and attributes of an operation.
 *
 * @param keys encodes the keys of services for the messages of real servers
 */
export function encodeOperation(operation: Operation, keys: KeyCache): Encoded {
  switch (operation.type) {
    case 'add-service':
      return withService(uapi.IPVS_CMD_NEW_SERVICE, operation.service);
    case 'edit-service':
      return withService(uapi.IPVS_CMD_SET_SERVICE, operation.service);
    case 'delete-service':
      return withKey(uapi.IPVS_CMD_DEL_SERVICE, operation.key);
    case 'add-destination':
      return withDestination(uapi.IPVS_CMD_NEW_DEST, operation.key, operation.destination, keys);
    case 'edit-destination':
      return withDestination(uapi.IPVS_CMD_SET_DEST, operation.key, operation.destination, keys);
    case 'delete-destination': {
      const { key, destination } = operation;
      return {
        command: uapi.IPVS_CMD_DEL_DEST,
        body: (writer) => messages.destinationKeyMessage.encode(writer, { service: keys.encode(key), destination }),
      };
    }
    case 'flush':
      return { command: uapi.IPVS_CMD_FLUSH, body: nothing };
    case 'zero':
      return operation.key === undefined
        ? { command: uapi.IPVS_CMD_ZERO, body: nothing }
        : withKey(uapi.IPVS_CMD_ZERO, operation.key);
    case 'set-timeouts': {
      const { timeouts } = operation;
      return { command: uapi.IPVS_CMD_SET_CONFIG, body: (writer) => messages.timeoutsMessage.encode(writer, timeouts) };
    }
    case 'start-daemon': {
      const { daemon } = operation;
      return {
        command: uapi.IPVS_CMD_NEW_DAEMON,
        body: (writer) => messages.daemonMessage.encode(writer, { daemon }),
      };
    }
    case 'stop-daemon': {
      const { state } = operation;
      return {
        command: uapi.IPVS_CMD_DEL_DAEMON,
        body: (writer) => messages.daemonStateMessage.encode(writer, { daemon: { state } }),
      };
    }
  }
}

/**
 * Checks that an operation can be written.
 *
 * @throws TypeError or RangeError as writing it would
 */
export function checkOperation(operation: Operation): void {
  encodeOperation(operation, new KeyCache()).body(new Writer(256));
}

function withService(command: number, service: Service): Encoded {
  return { command, body: (writer) => messages.serviceMessage.encode(writer, { service: completeService(service) }) };
}

/** A message that holds only a service's key: to delete, zero or query. */
export function withKey(command: number, key: ServiceKey): Encoded {
  return { command, body: (writer) => messages.serviceKeyMessage.encode(writer, { service: { key } }) };
}

function withDestination(command: number, key: ServiceKey, destination: Destination, keys: KeyCache): Encoded {
  const body = (writer: Writer): void =>
    messages.destinationMessage.encode(writer, {
      service: keys.encode(key),
      destination: completeDestination(destination),
    });
  return { command, body };
}
