/** Sets a variable of this process's environment, for the C library and the runtime, unless the caller has set it. */
export function setDefault(name: string, value: string): void {
  process.env[name] ??= value;
}
