# Entry of every C guest: the machine sets sp; set gp and the return address of main, leave with main's result.
    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    .option push
    .option norelax
    lla gp, __global_pointer$
    .option pop
    call main
    li a7, 93
    ecall
    .size _start, . - _start
