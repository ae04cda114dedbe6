import { Buffer } from 'node:buffer';
import { IP_VS_IFNAME_MAXLEN, IP_VS_PENAME_MAXLEN, IP_VS_SCHEDNAME_MAXLEN } from './wire/uapi.ts';

/** Bytes that the name of a scheduler or of a persistence engine may have. */
export const LONGEST_NAME = Math.min(IP_VS_SCHEDNAME_MAXLEN, IP_VS_PENAME_MAXLEN) - 1;

/** Whether the kernel refuses the name of a scheduler or of a persistence engine for its length. */
export const isLongName = (name: string): boolean => Buffer.byteLength(name) > LONGEST_NAME;

/** Whether the kernel would cut the name of an interface, and so use another one or none. */
export const isLongInterface = (name: string): boolean => Buffer.byteLength(name) >= IP_VS_IFNAME_MAXLEN;
