/* The search for the nearest windows, by the terms that they share. */

#include "kernels.h"

#define STEPS 8 /* of a word's weight, the natural logarithm of its rarity in the index: the sums over a window stay below MARK */
#define MARK (UINT16_C(1) << 15)
#define SCORE ((UINT16_C(1) << 15) - 1)
#define SHORT 15

INNER void sort_few(uint64_t *keys, int64_t low, int64_t high) {
    for (int64_t i = low + 1; i <= high; i++) {
        uint64_t key = keys[i];
        int64_t j = i;
        for (; j > low && key < keys[j - 1]; j--)
            keys[j] = keys[j - 1];
        keys[j] = key;
    }
}

INNER void put_in_order(uint64_t *keys, int64_t one, int64_t other) {
    uint64_t first = keys[one], second = keys[other];
    keys[one] = first < second ? first : second;
    keys[other] = first < second ? second : first;
}

/* Move the keys below the median of three to the front, those above it behind it; its place. */
INNER int64_t parted(uint64_t *keys, int64_t low, int64_t high) {
    int64_t middle = (low + high) >> 1, kept = low;
    put_in_order(keys, low, middle);
    put_in_order(keys, middle, high);
    put_in_order(keys, low, middle);
    uint64_t pivot = keys[middle];
    keys[middle] = keys[high];
    for (int64_t i = low; i < high; i++) {
        uint64_t key = keys[i];
        keys[i] = keys[kept];
        keys[kept] = key;
        kept += key < pivot;
    }
    keys[high] = keys[kept];
    keys[kept] = pivot;
    return kept;
}

/* Sort distinct keys: quicksort, and insertion sort for what is short. */
static void sort_keys(uint64_t *keys, int64_t count) {
    int64_t pending[128], left = 2;
    pending[0] = 0;
    pending[1] = count - 1;
    while (left) {
        left -= 2;
        int64_t low = pending[left], high = pending[left + 1];
        while (high - low >= SHORT) {
            int64_t middle = parted(keys, low, high);
            int upper = high - middle > middle - low; /* the longer part waits, so no more than log2(count) do */
            pending[left] = upper ? middle + 1 : low;
            pending[left + 1] = upper ? high : middle - 1;
            low = upper ? low : middle + 1;
            high = upper ? middle - 1 : high;
            left += 2;
        }
        sort_few(keys, low, high);
    }
}

/* Write count << 32 | term of the terms of a window, each once, the rarest first; how many. */
INNER int64_t rarest(const int64_t *terms, const int64_t *bounds, int64_t slot, int pairs, const int64_t *counts, uint64_t *found) {
    int64_t one = bounds[slot], first_end = bounds[slot + 1], other = first_end, last_end = bounds[slot + 1 + pairs], size = 0;
    while (one < first_end || other < last_end) { /* the terms of either block rise */
        int64_t term;
        if (other == last_end || (one < first_end && terms[one] < terms[other])) {
            term = terms[one++];
        } else {
            term = terms[other++];
            one += one < first_end && terms[one] == term;
        }
        found[size++] = (uint64_t)counts[term] << 32 | (uint64_t)term;
    }
    sort_keys(found, size);
    return size;
}

/* Write the items with the highest values, in no order: they are counted by value, a sort would cost more than all else. */
INNER void take(const uint64_t *items, const uint16_t *values, int64_t size, int32_t *tally, uint64_t *places, int64_t room) {
    int most = 0;
    for (int64_t k = 0; k < size; k++)
        most = values[k] > most ? values[k] : most;
    memset(tally, 0, (size_t)(most + 1) * sizeof *tally);
    for (int64_t k = 0; k < size; k++)
        tally[values[k]]++;
    int64_t above = 0, kept = 0, spare;
    int least = most;
    for (; least > 0 && above + tally[least] < room; least--)
        above += tally[least];
    spare = room - above;
    for (int64_t k = 0; k < size; k++)
        if (values[k] > least || (values[k] == least && spare > 0)) {
            spare -= values[k] == least;
            places[kept++] = items[k];
        }
}

/* Write the blocks with the highest scores, as many as there is room for; how many. */
INNER int64_t take_strongest(const uint64_t *touched, int64_t count, const uint16_t *scores, uint16_t *values, int32_t *tally,
                             uint64_t *strongest, int64_t room) {
    for (int64_t k = 0; k < count; k++)
        values[k] = scores[touched[k]];
    room = smaller(room, count);
    take(touched, values, count, tally, strongest, room);
    return room;
}

/* Write the windows that hold one of these blocks, each once, with the sums of the scores of their blocks; how many. */
INNER int64_t windows_of(const uint64_t *touched, int64_t size, uint16_t *scores, const uint8_t *ends, uint64_t *windows,
                         uint16_t *values) {
    for (int64_t k = 0; k < size; k++)
        scores[touched[k]] |= MARK;
    int64_t count = 0;
    for (int64_t k = 0; k < size; k++) {
        uint64_t block = touched[k], before = block - (block > 0);
        uint16_t own = scores[block] & SCORE;
        windows[count] = block;
        values[count++] = (uint16_t)(own + (ends[block] ? 0 : scores[block + 1] & SCORE));
        windows[count] = before;
        values[count] = (uint16_t)(own + (scores[before] & SCORE));
        count += !(scores[before] & MARK) && !ends[before]; /* a marked one writes its window itself */
    }
    return count;
}

/* Write into row i of `places` the stored windows that share the rarest terms with the window at slot asked[i]; -1 stays for none.

   A window is the block at its slot and, where `paired`, the next one; `ends` is 1 at the last block of a stored article.
   The postings (term, block) of term t in run r of n are postings[lows[t * n + r] :][: sizes[t * n + r]]; terms are taken from
   the rarest on, of equally rare ones the lower first, while `budget` postings are left; `counts` says how many there are of each.
   Blocks from limits[i] on do not count, nor those where `gone` is 1; it is empty when none is. `scores` is all zeros, before and
   after; from `found` to `tally` it is scratch, see `nearest`. Returns how many windows were asked about. */
EXPORT sharing(I64(asked), I64(limits), U8(paired), I64(term_bounds), I64(terms), I64(lows), I64(sizes), I64(counts),
               U64(postings), U8(ends), U8(gone), int64_t used, int64_t budget, U16(scores), U64(found), U64(touched),
               U64(strongest), U64(windows), U16(values), I32(tally), I64(places)) {
    int64_t runs = sizes_size / larger(counts_size, 1), width = places_size / larger(asked_size, 1);
    for (int64_t i = 0; i < asked_size; i++) {
        uint64_t limit = (uint64_t)limits[i];
        int64_t count = 0, left = budget, size = rarest(terms, term_bounds, asked[i], paired[asked[i]], counts, found);
        for (int64_t k = 0; k < size; k++) {
            int64_t term = (int64_t)(found[k] & LOW);
            if (counts[term] > left)
                break;
            left -= counts[term];
            uint16_t weight = (uint16_t)(1 + STEPS * log((double)(used + 1) / (double)larger(counts[term], 1)));
            for (int64_t run = term * runs; run < (term + 1) * runs; run++)
                for (int64_t p = lows[run]; p < lows[run] + sizes[run]; p++) {
                    uint64_t block = postings[p] & LOW;
                    if (block >= limit)
                        break;
                    if (gone_size && gone[block])
                        continue;
                    touched[count] = block;
                    count += scores[block] == 0; /* without a branch, which would be guessed wrong half of the time */
                    scores[block] = (uint16_t)(scores[block] + weight);
                }
        }
        int64_t kept = take_strongest(touched, count, scores, values, tally, strongest, strongest_size);
        kept = windows_of(strongest, kept, scores, ends, windows, values);
        take(windows, values, kept, tally, (uint64_t *)(places + i * width), width);
        for (int64_t k = 0; k < count; k++)
            scores[touched[k]] = 0;
    }
    return asked_size;
}

/* Write the postings, term << 32 | block, of the blocks first, first + 1, …, of which `bounds` part the terms; how many. */
EXPORT pack_postings(U32(terms), I64(bounds), int64_t first, U64(postings)) {
    for (int64_t b = 0; b < bounds_size - 1; b++)
        for (int64_t k = bounds[b]; k < bounds[b + 1]; k++)
            postings[k] = (uint64_t)terms[k] << 32 | (uint64_t)(first + b);
    return terms_size;
}

/* Make of how many postings each term has how many it has in blocks that are not gone; of more than `budget`, some such number.

   Returns how many terms there are. */
EXPORT count_live(I64(lows), I64(sizes), U64(postings), U8(gone), int64_t gone_count, int64_t budget, I64(counts)) {
    int64_t runs = sizes_size / larger(counts_size, 1);
    for (int64_t term = 0; term < counts_size; term++) {
        if (counts[term] - gone_count > budget)
            continue;
        int64_t live = 0;
        for (int64_t run = term * runs; run < (term + 1) * runs && live <= budget; run++)
            for (int64_t p = lows[run]; p < lows[run] + sizes[run]; p++)
                live += gone[postings[p] & LOW] == 0;
        counts[term] = live > budget ? budget + 1 : live; /* whatever runs the postings stand in */
    }
    return counts_size;
}

/* Write the cosine of each asked vector with the stored ones at its places, 0 where there is none; how many vectors are asked.

   Vectors have `width` components and stand one after the other, as do the places of each asked one and its cosines. */
WIDE EXPORT fill_cosines(I8(asked), I64(places), I8(vectors), int64_t width, F32(cosines)) {
    int64_t count = asked_size / width, most = places_size / larger(count, 1);
    for (int64_t i = 0; i < count; i++) {
        const int8_t *restrict mine = asked + i * width;
        int32_t own = 0;
        for (int64_t t = 0; t < width; t++)
            own += mine[t] * mine[t];
        for (int64_t k = i * most; k < (i + 1) * most; k++) {
            if (places[k] < 0)
                continue;
            const int8_t *restrict stored = vectors + places[k] * width;
            int32_t both = 0, other = 0;
            for (int64_t t = 0; t < width; t++) {
                both += mine[t] * stored[t];
                other += stored[t] * stored[t];
            }
            if (own > 0 && other > 0)
                cosines[k] = (float)((double)both / sqrt((double)own * (double)other));
        }
    }
    return count;
}
