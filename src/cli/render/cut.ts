import type { Naming } from '../../rules/naming.ts';

/** Bytes of `name:service` that ipvsadm 1.31 shows. */
const NAME_LIMIT = 59;
/** Bytes of it in the columns of a table, where only names of IPv4 are cut to fit. */
const TABLE_LIMIT = 28;

/** Names as listings show them: cut, because scripts rely on the columns. Saved rules are never cut. */
export function cutName(naming: Naming): Naming {
  return (address, port, protocol) => naming(address, port, protocol).slice(0, NAME_LIMIT);
}

export function cutForTable(naming: Naming): Naming {
  return (address, port, protocol) =>
    naming(address, port, protocol).slice(0, address.includes(':') ? NAME_LIMIT : TABLE_LIMIT);
}
