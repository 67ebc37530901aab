/* The loops of an inverted table: sorted runs of postings key << 32 | number. */

#include "kernels.h"

/* Write two sorted runs into one, which has room for both; how many postings that are. */
EXPORT merge(U64(one), U64(other), U64(merged)) {
    int64_t i = 0, j = 0, k = 0;
    while (i < one_size && j < other_size) {
        uint64_t first = one[i], second = other[j];
        int mine = first <= second; /* no branch: which run comes next is for nobody to predict */
        merged[k++] = mine ? first : second;
        i += mine;
        j += !mine;
    }
    memcpy(merged + k, one + i, (size_t)(one_size - i) * sizeof *one);
    k += one_size - i;
    memcpy(merged + k, other + j, (size_t)(other_size - j) * sizeof *other);
    return k + other_size - j;
}

/* Write the place of the first posting of each bucket, whose postings are alike from bit `shift` on; how many buckets. */
EXPORT find_bounds(U64(run), int64_t shift, I64(bounds)) {
    int64_t bucket = 0;
    for (int64_t i = 0; i < run_size; i++)
        for (int64_t here = (int64_t)(run[i] >> shift); bucket <= here; bucket++)
            bounds[bucket] = i;
    for (; bucket < bounds_size; bucket++)
        bounds[bucket] = run_size;
    return bounds_size - 1;
}

/* The place of the first posting in run[first:last] that is not below this one. */
INNER int64_t place_of(const uint64_t *run, int64_t first, int64_t last, uint64_t posting) {
    while (first < last) {
        int64_t middle = (first + last) >> 1;
        if (run[middle] < posting)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

/* For each key << 32 | place asked for, write where its postings begin in the run and how many there are; how many were found.

   `bounds` and `shift` are those of `find_bounds`. Sorted keys are found several times faster: the run is read once through. */
EXPORT find(U64(run), I64(bounds), int64_t shift, U64(asked), I64(starts), I64(sizes)) {
    int64_t found = 0;
    for (int64_t i = 0; i < asked_size; i++) {
        uint64_t low = asked[i] & ~LOW;
        int64_t place = (int64_t)(asked[i] & LOW), bucket = (int64_t)(low >> shift);
        int64_t begin = place_of(run, bounds[bucket], bounds[bucket + 1], low), first = begin, last = bounds[bucket + 1];
        if (first + 1 < last && run[first + 1] > (low | LOW)) /* mostly there is one, or none */
            last = first + 1;
        first = place_of(run, first, last, low | LOW);
        while (first < last && run[first] == (low | LOW))
            first++;
        starts[place] = begin;
        sizes[place] = first - begin;
        found += first > begin;
    }
    return found;
}

/* Write the numbers of run[starts[i] :][: sizes[i]] to numbers[cursors[i] : ends[i]], as many as have room; move the cursors.

   Where `held` is not empty, only numbers at which it is 1 are written; the others are taken off counts[i]. Returns how many were
   written. */
EXPORT take_numbers(U64(run), I64(starts), I64(sizes), U8(held), I64(cursors), I64(ends), U32(numbers), I64(counts)) {
    int64_t written = 0;
    for (int64_t i = 0; i < starts_size; i++) {
        int64_t cursor = cursors[i], end = starts[i] + (held_size ? sizes[i] : smaller(sizes[i], ends[i] - cursor));
        for (int64_t j = starts[i]; j < end; j++) {
            int64_t number = (int64_t)(run[j] & LOW);
            if (held_size && (number >= held_size || !held[number]))
                counts[i]--;
            else if (cursor < ends[i])
                numbers[cursor++] = (uint32_t)number;
        }
        written += cursor - cursors[i];
        cursors[i] = cursor;
    }
    return written;
}
