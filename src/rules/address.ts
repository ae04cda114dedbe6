import { formatIPv4, parseIPv4Number } from '../ipvs/address.ts';

/**
 * An IPv4 address in every form that inet_aton(3) reads: one to four parts, decimal, octal or hexadecimal, the last one
 * filling what is left (`10.1` is 10.0.0.1), a blank and all that follows it ignored.
 *
 * @returns the dotted quad, `undefined` when the text is not an address
 */
export function parseInetAton(text: string): string | undefined {
  // Nearly every address is a plain dotted quad, which is its own canonical form.
  if (parseIPv4Number(text) !== undefined) return text;
  const parts = text.replace(/[ \t\n\v\f\r].*$/s, '').split('.');
  if (parts.length > 4) return undefined;
  const values = parts.map(parsePart);
  let address = 0;
  for (const [index, value] of values.entries()) {
    const last = index === values.length - 1;
    const most = last ? 2 ** (8 * (4 - index)) : 256;
    if (value === undefined || value >= most) return undefined;
    address += last ? value : value * 2 ** (8 * (3 - index));
  }
  return formatIPv4(address);
}

function parsePart(part: string): number | undefined {
  if (/^0x[0-9a-f]+$/i.test(part)) return Number(part);
  if (/^0[0-7]*$/.test(part)) return Number.parseInt(part, 8);
  return /^[1-9]\d*$/.test(part) ? Number(part) : undefined;
}
