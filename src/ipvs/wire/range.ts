/**
 * A whole number that its attribute can hold. Checked before anything is sent, so that of many operations none is applied
 * when one is no operation.
 *
 * @throws RangeError that names the field
 */
export function inRange(field: string, value: number, most: number, least = 0): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${field} is ${value}: not a whole number from ${least} to ${most}`);
  }
  return value;
}

export const U8_MAX = 0xff;
export const U16_MAX = 0xffff;
export const U32_MAX = 0xffff_ffff;
export const S32_MAX = 0x7fff_ffff;
