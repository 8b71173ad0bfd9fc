/* A kernel is `KERNEL { ... }`, returning a checksum: main of the RV64 program, the module's export `main`. What `opaque` gives is
   not known to the compiler, so that nothing is computed ahead. */
#include <stdint.h>

#ifdef __wasm__
#define KERNEL __attribute__((export_name("main"))) int kernel(void)
#else
#define KERNEL int main(void)
#endif

static inline uint32_t opaque(uint32_t value) {
  volatile uint32_t cell = value;
  return cell;
}
