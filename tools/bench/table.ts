/** The lines of the kernel's own listing without the heading, whose `size` moves in 7.2, in ascending order: it has none. */
export const sortTable = (table: string): string => table.split('\n').slice(3).sort().join('\n');

/** Connections, active or not, that servers have in a table. */
export function countConnections(table: string): number {
  const columns = table.matchAll(/^ {2}-> \S+ +\S+ +-?\d+ +(\d+) +(\d+)/gm);
  return [...columns].reduce((sum, [, active, inactive]) => sum + Number(active) + Number(inactive), 0);
}
