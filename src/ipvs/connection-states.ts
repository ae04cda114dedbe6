/**
 * The states of entries of the connection table, as the kernel names them (ip_vs_state_name in
 * net/netfilter/ipvs/ip_vs_proto.c, and ip_vs_proto_tcp.c, ip_vs_proto_udp.c, ip_vs_proto_sctp.c).
 */
export const CONNECTION_STATES = [
  // Of all protocols. A template is ASSURED when one of its connections was established.
  'NONE',
  'ASSURED',
  // TCP.
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'SYNACK',
  // UDP.
  'UDP',
  // SCTP, which has ESTABLISHED too.
  'INIT1',
  'INIT',
  'C-SENT',
  'C-REPLIED',
  'C-WAIT',
  'COOKIE',
  'C-ECHOED',
  'S-SENT',
  'S-RECEIVED',
  'S-ACK-SENT',
  'REJECTED',
  'CLOSED',
] as const;

/** State of a connection, or of a template of persistence. */
export type ConnectionState = (typeof CONNECTION_STATES)[number];
