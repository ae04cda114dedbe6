import { existsSync, readFileSync } from 'node:fs';

/**
 * Constants of a kernel header as it is installed (package linux-libc-dev): members of enums without values of their
 * own, and definitions that are one number or one shift. `undefined` where the header is not installed.
 */
export function readHeader(path: string): Map<string, number> | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const constants = new Map<string, number>();
  for (const [, body = ''] of text.matchAll(/\benum\s*\w*\s*\{([^}]*)\}/g)) {
    let next = 0;
    // Some headers define each member as itself, too.
    for (const member of body.replace(/^\s*#.*$/gm, '').split(',')) {
      const [name = '', value] = member.split('=').map((part) => part.trim());
      if (name === '') continue;
      next = value === undefined ? next : Number(value);
      constants.set(name, next++);
    }
  }
  for (const [, name = '', value = ''] of text.matchAll(/^#define[ \t]+(\w+)[ \t]+(.+)$/gm)) {
    const [, number, shift = '0'] = /^\(?(0x[0-9a-fA-F]+|\d+)U?(?:\s*<<\s*(\d+))?\)?$/.exec(value.trim()) ?? [];
    if (number !== undefined) constants.set(name, Number(number) << Number(shift));
  }
  return constants;
}
