import type { Architecture } from '../bun.ts';

/**
 * The guard as machine code, an instruction a line: its bytes, then what it does in the language of as(1), where ISA
 * manuals and `objdump -d` explain it. Both listings are the same program, line by line:
 *
 * - `start` keeps the one register that the C library's start needs, and finds the variables of the environment on the
 *   stack: the number of arguments, their pointers, 0, the pointers of the variables, 0.
 * - `next` gives each variable whose name begins with BUN_ another first letter.
 * - `folder` asks for the working directory with no place for the answer. If it is deleted (ENOENT, 2), the one that
 *   takes its place holds a number only, and nothing can be made in it: what is named there is not found.
 * - `proc` ends with a text if the memory map of the process cannot be read.
 * - `limit` ends with a text if one of two limits of memory is below 2.5 GB: first RLIMIT_AS (9), then RLIMIT_DATA (2).
 * - `fail` writes a text to standard error, and exits with 1.
 *
 * The names in capitals are the slots before the code (`guard.ts`). What follows `done` is the jump to the runtime.
 */
export const INSTRUCTIONS: Readonly<Record<Architecture, string>> = {
  x64: `
start:
  4989d4          mov r12, rdx
  488b0424        mov rax, [rsp]
  488d5cc410      lea rbx, [rsp + 8*rax + 16]
next:
  488b03          mov rax, [rbx]
  4883c308        add rbx, 8
  4885c0          test rax, rax
  740d            jz folder
  813842554e5f    cmp dword ptr [rax], 0x5f4e5542   # BUN_
  75ec            jne next
  c6005f          mov byte ptr [rax], '_'
  ebe7            jmp next
folder:
  b84f000000      mov eax, 79                       # getcwd
  488d7c24f0      lea rdi, [rsp - 16]
  be01000000      mov esi, 1
  0f05            syscall
  4883f8fe        cmp rax, -2
  750e            jne proc
  b850000000      mov eax, 80                       # chdir
  488d3d98feffff  lea rdi, [rip + FOLDER]
  0f05            syscall
proc:
  b80d010000      mov eax, 269                      # faccessat
  48c7c79cffffff  mov rdi, -100                     # AT_FDCWD
  488d3593feffff  lea rsi, [rip + MAP]
  ba04000000      mov edx, 4                        # R_OK
  0f05            syscall
  488d3595feffff  lea rsi, [rip + NO_MAP]
  4885c0          test rax, rax
  7534            jnz fail
  be09000000      mov esi, 9
limit:
  b82e010000      mov eax, 302                      # prlimit64
  31ff            xor edi, edi
  31d2            xor edx, edx
  4c8d5424f0      lea r10, [rsp - 16]
  0f05            syscall
  4885c0          test rax, rax
  7538            jnz done
  b800f90295      mov eax, 2500000000
  48394424f0      cmp [rsp - 16], rax
  7207            jb small
  83ee07          sub esi, 7
  77da            ja limit
  eb25            jmp done
small:
  488d35dcfeffff  lea rsi, [rip + SMALL]
fail:
  0fb616          movzx edx, byte ptr [rsi]
  48ffc6          inc rsi
  bf02000000      mov edi, 2
  b801000000      mov eax, 1                        # write
  0f05            syscall
  bf01000000      mov edi, 1
  b8e7000000      mov eax, 231                      # exit_group
  0f05            syscall
done:
  4c89e2          mov rdx, r12
`,
  arm64: `
start:
  f30300aa        mov x19, x0
  e00340f9        ldr x0, [sp]
  e1430091        add x1, sp, #16
  210c008b        add x1, x1, x0, lsl #3
  43a88a52        mov w3, #0x5542                   // BU
  c3e9ab72        movk w3, #0x5f4e, lsl #16         // N_
  e40b8052        mov w4, #'_'
next:
  208440f8        ldr x0, [x1], #8
  c00000b4        cbz x0, folder
  020040b9        ldr w2, [x0]
  5f00036b        cmp w2, w3
  81ffff54        b.ne next
  04000039        strb w4, [x0]
  faffff17        b next
folder:
  280280d2        mov x8, #17                       // getcwd
  e04300d1        sub x0, sp, #16
  210080d2        mov x1, #1
  010000d4        svc #0
  1f0800b1        cmn x0, #2
  81000054        b.ne proc
  280680d2        mov x8, #49                       // chdir
  60f4ff10        adr x0, FOLDER
  010000d4        svc #0
proc:
  080680d2        mov x8, #48                       // faccessat
  600c8092        mov x0, #-100                     // AT_FDCWD
  61f4ff10        adr x1, MAP
  820080d2        mov x2, #4                        // R_OK
  010000d4        svc #0
  81f4ff10        adr x1, NO_MAP
  200200b5        cbnz x0, fail
  210180d2        mov x1, #9
limit:
  a82080d2        mov x8, #261                      // prlimit64
  000080d2        mov x0, #0
  020080d2        mov x2, #0
  e34300d1        sub x3, sp, #16
  010000d4        svc #0
  200200b5        cbnz x0, done
  e2035ff8        ldur x2, [sp, #-16]
  03209f52        mov w3, #0xf900                   // 2500000000
  43a0b272        movk w3, #0x9502, lsl #16
  5f0003eb        cmp x2, x3
  83000054        b.lo small
  211c00f1        subs x1, x1, #7
  88feff54        b.hi limit
  09000014        b done
small:
  61f6ff10        adr x1, SMALL
fail:
  080880d2        mov x8, #64                       // write
  400080d2        mov x0, #2
  22144038        ldrb w2, [x1], #1
  010000d4        svc #0
  c80b80d2        mov x8, #94                       // exit_group
  200080d2        mov x0, #1
  010000d4        svc #0
done:
  e00313aa        mov x0, x19
`,
};
