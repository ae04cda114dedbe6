/** A value that a shell may offer. */
export interface Suggestion {
  readonly value: string;
  /** What it is, in a few words, for shells that show that. */
  readonly about?: string;
}
