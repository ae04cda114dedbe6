import { addressFamily } from '../../ipvs/address.ts';
import { AttributeSet, nested, optional } from '../../netlink/attributes.ts';
import { u32 } from '../../netlink/codec.ts';
import type { Message, Request } from '../../netlink/message.ts';
import { ROUTE_TYPES, type Route, type RouteQuestion } from '../model.ts';
import { address, familyNumber, via } from './ip.ts';
import { readMessage } from './message.ts';
import * as uapi from './uapi.ts';

/**
 * `struct rtmsg`: family u8, lengths of destination and source in bits u8, tos u8, table u8, protocol u8, scope u8,
 * type u8, flags u32.
 */
export const ROUTE = {
  name: 'route',
  get: uapi.RTM_GETROUTE,
  headerSize: 12,
  attributes: new AttributeSet('route', {
    to: optional(uapi.RTA_DST, address),
    from: optional(uapi.RTA_SRC, address),
    input: optional(uapi.RTA_IIF, u32),
    output: optional(uapi.RTA_OIF, u32),
    gateway: optional(uapi.RTA_GATEWAY, address),
    via: optional(uapi.RTA_VIA, via),
    source: optional(uapi.RTA_PREFSRC, address),
    metrics: optional(
      uapi.RTA_METRICS,
      nested(new AttributeSet('route metrics', { mtu: optional(uapi.RTAX_MTU, u32) })),
    ),
    mark: optional(uapi.RTA_MARK, u32),
  }),
};

/** Asks for the way of one packet, as `ip route get` does. */
export function routeRequest({ to, from, mark, input }: RouteQuestion): Request {
  const family = addressFamily(to);
  const bits = family === 'ipv4' ? 32 : 128;
  return {
    type: ROUTE.get,
    body: (writer) => {
      writer.word(familyNumber(family) | (bits << 8) | ((from === undefined ? 0 : bits) << 16));
      writer.word(0);
      writer.word(0);
      ROUTE.attributes.encode(writer, { to, from, mark, input });
    },
  };
}

export function readRoute(message: Message): Route {
  const { header, values } = readMessage(ROUTE, message);
  return {
    type: ROUTE_TYPES[header.getUint8(7)] ?? 'other',
    output: values.output,
    gateway: values.gateway ?? values.via,
    source: values.source,
    mtu: values.metrics?.mtu,
  };
}
