/* From words to blocks of sentences and their vectors. */

#include "kernels.h"

/* Write the first word of each block, those of text i at [bounds[i], bounds[i + 1]); how many there are. See `blocks`. */
EXPORT find_blocks(U64(words), I32(starts), I64(offsets), I64(cuts), I64(cut_offsets), int64_t least, I64(firsts), I64(bounds)) {
    int64_t total = 0;
    for (int64_t i = 0; i < offsets_size - 1; i++) {
        int64_t first = offsets[i], cut = cut_offsets[i], begin = total;
        if (offsets[i] < offsets[i + 1])
            firsts[total++] = first;
        for (int64_t j = offsets[i]; j < offsets[i + 1]; j++) {
            int ended = 0;
            for (; cut < cut_offsets[i + 1] && cuts[cut] <= starts[j]; cut++)
                ended = 1;
            int64_t size = j - first;
            /* Of the words at which a stretch without sentence ends may be cut, one in eight is chosen, by its hash. */
            int chosen = size >= 2 * least && (words[j] & 7) == 0;
            if ((ended && size >= least) || chosen || size >= 4 * least)
                firsts[total++] = first = j;
        }
        if (total - begin > 1 && 2 * (offsets[i + 1] - first) < least)
            total--;
        bounds[i + 1] = total;
    }
    return total;
}

/* Look words up in a table with open addressing; -1 for those that are not there, and how many these are. */
EXPORT find_ids(U64(keys), I32(values), U64(hashes), I32(ids)) {
    uint64_t mask = (uint64_t)keys_size - 1;
    int64_t missing = 0;
    for (int64_t i = 0; i < hashes_size; i++) {
        uint64_t place = hashes[i] & mask;
        uint64_t key;
        while ((key = __atomic_load_n(&keys[place], __ATOMIC_ACQUIRE)) != hashes[i] && key != 0)
            place = (place + 1) & mask;
        ids[i] = key ? values[place] : -1;
        missing += ids[i] < 0;
    }
    return missing;
}

/* Enter new words under the ids first, first + 1, …; the next id. The value before the key, for others who read meanwhile. */
EXPORT put_ids(U64(keys), I32(values), U64(hashes), int64_t first) {
    uint64_t mask = (uint64_t)keys_size - 1;
    for (int64_t i = 0; i < hashes_size; i++) {
        uint64_t place = hashes[i] & mask;
        while (keys[place] != 0)
            place = (place + 1) & mask;
        values[place] = (int32_t)(first + i);
        __atomic_store_n(&keys[place], hashes[i], __ATOMIC_RELEASE);
    }
    return first + hashes_size;
}

/* Add +weight or -weight to 32 components, by the bits of one number: 0 turns the sign. */
INNER void add_signs(float *restrict row, uint32_t bits, float weight) {
    uint32_t plus;
    memcpy(&plus, &weight, sizeof plus);
    for (int t = 0; t < 32; t++) {
        uint32_t turned = plus ^ (~bits >> t) << 31;
        float value;
        memcpy(&value, &turned, sizeof value);
        row[t] += value;
    }
}

/* Add up the vectors of the words of each block: those of its pieces, and a random one of its own, +weight or -weight each.

   `table` and `sums` hold rows of the width of `mean`, a multiple of 64, one after the other. Returns how many blocks there are. */
WIDE EXPORT add_words(I32(ids), I64(firsts), I64(ends), U64(seeds), F32(weights), I32(piece_bounds), I32(pieces), F32(table),
                      F32(mean), F32(sums)) {
    int64_t width = mean_size;
    for (int64_t b = 0; b < firsts_size; b++) {
        float *restrict row = sums + b * width;
        for (int64_t j = firsts[b]; j < ends[b]; j++) {
            int32_t word = ids[j];
            uint64_t state = seeds[word];
            for (int64_t q = 0; q < width; q += 64) {
                state += UINT64_C(0x9E3779B97F4A7C15);
                uint64_t bits = (state ^ state >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
                bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
                bits ^= bits >> 31;
                add_signs(row + q, (uint32_t)bits, weights[word]);
                add_signs(row + q + 32, (uint32_t)(bits >> 32), weights[word]);
            }
            if (piece_bounds[word] == piece_bounds[word + 1])
                continue;
            for (int64_t p = piece_bounds[word]; p < piece_bounds[word + 1]; p++) {
                const float *restrict piece = table + pieces[p] * width;
                for (int64_t t = 0; t < width; t++)
                    row[t] += piece[t];
            }
            for (int64_t t = 0; t < width; t++)
                row[t] -= mean[t];
        }
    }
    return firsts_size;
}
