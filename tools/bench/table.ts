/**
 * The lines of the kernel's own listing in ascending order, because the kernel has no order. Without the heading,
 * because its `size` changes in 7.2.
 */
export const sortTable = (table: string): string => table.split('\n').slice(3).sort().join('\n');

/** Number of connections, active or not, of all servers in a table. */
export function countConnections(table: string): number {
  const columns = table.matchAll(/^ {2}-> \S+ +\S+ +-?\d+ +(\d+) +(\d+)/gm);
  return [...columns].reduce((sum, [, active, inactive]) => sum + Number(active) + Number(inactive), 0);
}
