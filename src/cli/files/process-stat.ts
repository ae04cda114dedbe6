import { readOrEmpty } from './read-or-empty.ts';

/**
 * The fields of `/proc/PID/stat` behind the name of the program, so that the first is the state of the process; none
 * where there is no such process. The name, in parentheses, may hold blanks. Source: proc_pid_stat(5), where the state
 * is field 3.
 */
export function processStat(process: number | 'self'): string[] {
  const stat = readOrEmpty(`/proc/${process}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
