import { z } from 'zod';

/**
 * What `ipvsadm --diagnose --json` prints, as zod schemas. Stable as those of the listings are: fields may be added,
 * none is renamed or changes its meaning. Codes are never used again for something else.
 */

const severity = z.enum(['error', 'warning', 'info']);
const code = z.string().regex(/^LVS\d{3}$/);

const finding = z.strictObject({
  code,
  /** The same in words: `virtual-address-not-local`. */
  name: z.string(),
  severity,
  /** What it is about, as `--ignore CODE=OBJECT` takes it: `tcp:192.0.2.1:80/10.0.0.1:80`. */
  object: z.string(),
  /** What is wrong, in one line. */
  what: z.string(),
  /** What was read: a file, or a command that shows the same. */
  evidence: z.array(z.strictObject({ from: z.string(), value: z.string() })).min(1),
  /** What to type, in order; `on` is the address of another machine. */
  fix: z.array(z.strictObject({ command: z.string(), note: z.string().optional(), on: z.string().optional() })).min(1),
  /** What makes the change last. */
  lasting: z.string().optional(),
  /** Virtual services and real servers that suffer, where it is about something else. */
  affects: z.array(z.string()).optional(),
  /** Path of its page among the sources. */
  page: z.string(),
});

/** The document of a diagnosis. */
export const diagnosis = z.strictObject({
  /** As the exit status tells it: 0 `clean`, 1 `findings`, 2 `blind` (too little could be looked at). */
  outcome: z.enum(['clean', 'findings', 'blind']),
  /** The most severe first. */
  findings: z.array(finding),
  /** Codes of the checks that were carried out. */
  checked: z.array(code),
  /** What could not be looked at, why, and the checks that were left out for it. */
  notChecked: z.array(z.strictObject({ title: z.string(), reason: z.string(), codes: z.array(code) })),
  /** Findings that `--ignore` has left out. */
  ignored: z.array(z.strictObject({ code, object: z.string() })),
  /** Values of `--ignore` that match nothing. */
  unmatchedIgnores: z.array(z.string()),
  /** How many were looked at. */
  scope: z.strictObject({
    services: z.int(),
    servers: z.int(),
    /** What was asked by packets, how often, and how many more were too many to be asked. Empty without `--probe`. */
    probed: z.array(z.strictObject({ title: z.string(), asked: z.int(), leftOut: z.int() })),
  }),
});

export type Diagnosis = z.infer<typeof diagnosis>;
