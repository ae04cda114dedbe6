/** Exit status of a start that failed before or beside the command, as docker and env have it. */
export const LAB_FAILED = 125;

/** Exit status when the time limit ended the command, as timeout(1) has it. */
export const TIMED_OUT = 124;

/**
 * The lab itself failed, not the command in it. The message is one line, without the `lab:` that is printed before
 * it.
 */
export class LabFailure extends Error {
  override readonly name = 'LabFailure';

  /** Exit status that the start ends with. */
  readonly status: number;

  constructor(message: string, status = LAB_FAILED) {
    super(message);
    this.status = status;
  }
}

/** Says on standard error what takes long; a warm start says nothing. */
export function progress(line: string): void {
  process.stderr.write(`lab: ${line}\n`);
}
