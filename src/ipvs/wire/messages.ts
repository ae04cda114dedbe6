/**
 * The messages of the IPVS family: one attribute set each, which encodes from the model and decodes to it.
 * Source of numbers and payloads: linux/ip_vs.h and the policies in net/netfilter/ipvs/ip_vs_ctl.c.
 */
import { AttributeSet, encoded, required } from '../../netlink/attributes.ts';
import { type Codec, u32 } from '../../netlink/codec.ts';
import type { AddressFamily } from '../model.ts';
import { daemon, daemonState } from './daemon.ts';
import { destination, destinationKey, destinationWithStats, observedDestination } from './destination.ts';
import { service, serviceKey, serviceKeySet, serviceWithStats } from './service.ts';
import * as uapi from './uapi.ts';

const NAME = 'message';

const serviceMessageOf = <T>(codec: Codec<T>) =>
  new AttributeSet(NAME, { service: required(uapi.IPVS_CMD_ATTR_SERVICE, codec) });

export const serviceKeyMessage = serviceMessageOf(serviceKey);
/** Without statistics: only sets that name them decode them. */
export const serviceMessage = serviceMessageOf(service);
export const serviceWithStatsMessage = serviceMessageOf(serviceWithStats);

/** The key of a real server's service is encoded before, because many servers have it in common. */
const destinationMessageOf = <T>(codec: Codec<T>) =>
  new AttributeSet(NAME, {
    service: required(uapi.IPVS_CMD_ATTR_SERVICE, encoded(serviceKeySet)),
    destination: required(uapi.IPVS_CMD_ATTR_DEST, codec),
  });

export const destinationKeyMessage = destinationMessageOf(destinationKey);
export const destinationMessage = destinationMessageOf(destination);

/** What a dump of real servers returns, by the family of their virtual service. */
const observedMessages = (family: AddressFamily) => ({
  plain: new AttributeSet(NAME, { destination: required(uapi.IPVS_CMD_ATTR_DEST, observedDestination(family)) }),
  withStats: new AttributeSet(NAME, { destination: required(uapi.IPVS_CMD_ATTR_DEST, destinationWithStats(family)) }),
});
export const observedDestinationMessages = { ipv4: observedMessages('ipv4'), ipv6: observedMessages('ipv6') };

export const daemonMessage = new AttributeSet(NAME, { daemon: required(uapi.IPVS_CMD_ATTR_DAEMON, daemon) });
export const daemonStateMessage = new AttributeSet(NAME, { daemon: required(uapi.IPVS_CMD_ATTR_DAEMON, daemonState) });

/** Timeouts in seconds; on the way to the kernel 0 keeps a timeout as it is. */
export const timeoutsMessage = new AttributeSet(NAME, {
  tcp: required(uapi.IPVS_CMD_ATTR_TIMEOUT_TCP, u32),
  tcpFin: required(uapi.IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, u32),
  udp: required(uapi.IPVS_CMD_ATTR_TIMEOUT_UDP, u32),
});

export const infoMessage = new AttributeSet('info', {
  version: required(uapi.IPVS_INFO_ATTR_VERSION, u32),
  connectionTableSize: required(uapi.IPVS_INFO_ATTR_CONN_TAB_SIZE, u32),
});
