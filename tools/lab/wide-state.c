/**
 * User-Mode Linux up to 6.12 keeps 2696 bytes of a process's extended processor state: enough for AVX-512, not for
 * the tiles of AMX. A host that has these takes all of the state or nothing (xstateregs_set in
 * arch/x86/kernel/fpu/regset.c), so every program of such a guest dies at once. Here ptrace(2) completes what is to
 * be set with the rest as it is.
 *
 * Compiled by tcc without any header: the lab has no others.
 */
extern long syscall(long number, ...);

struct iovec {
  unsigned char *base;
  unsigned long length;
};

#define SYS_PTRACE 101
#define PTRACE_PEEKTEXT 1
#define PTRACE_PEEKUSER 3
#define PTRACE_GETREGSET 0x4204
#define PTRACE_SETREGSET 0x4205
#define NT_X86_XSTATE 0x202

static unsigned char state[64 * 1024];
static int wide;

static long set_state(int pid, void *type, struct iovec *given) {
  struct iovec whole;
  unsigned long at;
  whole.base = state;
  whole.length = sizeof state;
  if (syscall(SYS_PTRACE, PTRACE_GETREGSET, pid, type, &whole) != 0) return -1;
  for (at = 0; at < given->length; at++) state[at] = given->base[at];
  return syscall(SYS_PTRACE, PTRACE_SETREGSET, pid, type, &whole);
}

long ptrace(int request, int pid, void *address, void *data) {
  long result;
  if (request >= PTRACE_PEEKTEXT && request <= PTRACE_PEEKUSER) {
    /* The system call stores what the C library's function returns. */
    long word;
    return syscall(SYS_PTRACE, request, pid, address, &word) == 0 ? word : -1;
  }
  if (request != PTRACE_SETREGSET || (long)address != NT_X86_XSTATE) {
    return syscall(SYS_PTRACE, request, pid, address, data);
  }
  if (!wide) {
    result = syscall(SYS_PTRACE, request, pid, address, data);
    if (result == 0) return 0;
    wide = 1;
  }
  return set_state(pid, address, data);
}
