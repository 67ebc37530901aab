/* What the compiled loops share. They are plain C over arrays that the caller owns: no allocation, no Python, no state.

   Python checks the type of every array and hands it over as an address and a length, see `sketch/compiled.py`; an argument
   `U32(hashes)` is both. A function returns a count. Each has a twin of the same name and meaning in `sketch/plain`,
   `index/plain` or `families/plain`, which serves where no compiler was at hand when the package was built. */

#ifndef DEDUP_KERNELS_H
#define DEDUP_KERNELS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define U8(name) uint8_t *restrict name, int64_t name##_size
#define U16(name) uint16_t *restrict name, int64_t name##_size
#define U32(name) uint32_t *restrict name, int64_t name##_size
#define U64(name) uint64_t *restrict name, int64_t name##_size
#define I8(name) int8_t *restrict name, int64_t name##_size
#define I32(name) int32_t *restrict name, int64_t name##_size
#define I64(name) int64_t *restrict name, int64_t name##_size
#define F32(name) float *restrict name, int64_t name##_size
#define F64(name) double *restrict name, int64_t name##_size

#define INNER static inline __attribute__((always_inline))

/* A build serves every processor of its kind: what has wide vectors gets loops of its own, chosen when the library is loaded. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
#define WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WIDE
#endif
#define EXPORT __attribute__((visibility("default"))) int64_t

#define LOW UINT64_C(0xFFFFFFFF)
#define SPREAD UINT32_C(0x9E3779B1)

INNER int64_t smaller(int64_t one, int64_t other) { return one < other ? one : other; }
INNER int64_t larger(int64_t one, int64_t other) { return one > other ? one : other; }

#endif
