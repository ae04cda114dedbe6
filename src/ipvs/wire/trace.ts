import type { AttributeNames } from '../../netlink/codec.ts';
import { familyAttributes } from '../../netlink/family.ts';
import { type CommandTrace, traced } from '../../netlink/trace.ts';
import type { OpenTransport } from '../../netlink/transport.ts';
import { CTRL_CMD_GETFAMILY, CTRL_CMD_NEWFAMILY, GENL_ID_CTRL } from '../../netlink/uapi.ts';
import { formatAddress } from '../address.ts';
import * as messages from './messages.ts';
import * as uapi from './uapi.ts';

/** Service and real server, each with all attributes that the kernel sends. */
const { serviceWithStatsMessage: service, observedDestinationMessages } = messages;
const serverAttributes: AttributeNames = {
  attribute: (type) => service.attribute(type) ?? observedDestinationMessages.ipv4.withStats.attribute(type),
};

/**
 * The kernel replies to GET_SERVICE with NEW_SERVICE, and so on: a command has the same attributes in both directions.
 */
const COMMANDS: Readonly<Record<number, CommandTrace>> = {
  [uapi.IPVS_CMD_NEW_SERVICE]: { name: 'NEW_SERVICE', attributes: service },
  [uapi.IPVS_CMD_SET_SERVICE]: { name: 'SET_SERVICE', attributes: service },
  [uapi.IPVS_CMD_DEL_SERVICE]: { name: 'DEL_SERVICE', attributes: service },
  [uapi.IPVS_CMD_GET_SERVICE]: { name: 'GET_SERVICE', attributes: service },
  [uapi.IPVS_CMD_NEW_DEST]: { name: 'NEW_DEST', attributes: serverAttributes },
  [uapi.IPVS_CMD_SET_DEST]: { name: 'SET_DEST', attributes: serverAttributes },
  [uapi.IPVS_CMD_DEL_DEST]: { name: 'DEL_DEST', attributes: serverAttributes },
  [uapi.IPVS_CMD_GET_DEST]: { name: 'GET_DEST', attributes: serverAttributes },
  [uapi.IPVS_CMD_NEW_DAEMON]: { name: 'NEW_DAEMON', attributes: messages.daemonMessage },
  [uapi.IPVS_CMD_DEL_DAEMON]: { name: 'DEL_DAEMON', attributes: messages.daemonMessage },
  [uapi.IPVS_CMD_GET_DAEMON]: { name: 'GET_DAEMON', attributes: messages.daemonMessage },
  [uapi.IPVS_CMD_SET_CONFIG]: { name: 'SET_CONFIG', attributes: messages.timeoutsMessage },
  [uapi.IPVS_CMD_GET_CONFIG]: { name: 'GET_CONFIG', attributes: messages.timeoutsMessage },
  [uapi.IPVS_CMD_SET_INFO]: { name: 'SET_INFO', attributes: messages.infoMessage },
  [uapi.IPVS_CMD_GET_INFO]: { name: 'GET_INFO', attributes: messages.infoMessage },
  [uapi.IPVS_CMD_ZERO]: { name: 'ZERO', attributes: service },
  [uapi.IPVS_CMD_FLUSH]: { name: 'FLUSH' },
};

const CONTROL: Readonly<Record<number, CommandTrace>> = {
  [CTRL_CMD_GETFAMILY]: { name: 'GETFAMILY', attributes: familyAttributes },
  [CTRL_CMD_NEWFAMILY]: { name: 'NEWFAMILY', attributes: familyAttributes },
};

/**
 * Shows the messages of a socket that talks to the controller of generic netlink and to IPVS, and to no other family.
 */
export function traceIpvs(open: OpenTransport, trace: (line: string) => void): OpenTransport {
  const commandOf = (family: number, command: number): CommandTrace | undefined =>
    (family === GENL_ID_CTRL ? CONTROL : COMMANDS)[command];
  return traced(open, { trace, commandOf, formatBytes });
}

/** Sixteen bytes of which the last twelve are zero are most likely an IPv4 address. */
function formatBytes(bytes: Uint8Array): string {
  const isIPv4 = bytes.length === 4 || bytes.subarray(4).every((byte) => byte === 0);
  return formatAddress(isIPv4 ? 'ipv4' : 'ipv6', bytes);
}
