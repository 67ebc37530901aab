/* From texts to words, shingle hashes, rows and sampled hashes, in one pass.

   It repeats the rules of `words._boundaries` as loops and those of `shingles` as machine arithmetic; the tests hold it to both on
   texts of many scripts. What a text needs stays in the first caches. The edges of words are found 64 characters at a time, in the
   bits of one number; texts with characters that are words of their own, or that are no part of the word around them, take a loop
   over their characters instead. */

#include "kernels.h"
#include "words.h"

#define MULTIPLIER UINT64_C(0x9E3779B97F4A7C15)
#define MOVES 24 /* for each value, after which insertion sort gives way to heap sort: texts that repeat themselves need far more */

INNER uint32_t mixed(uint64_t value) {
    value = (value ^ value >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
    value = (value ^ value >> 33) * UINT64_C(0xC4CEB9FE1A85EC53);
    return (uint32_t)((value ^ value >> 33) >> 32);
}

/* Hashes of all shingles in order; how many. A text of fewer words is one shingle. The usual widths are vector loops. */
INNER int64_t shingles(const uint64_t *restrict words, int64_t count, int64_t width, uint32_t *restrict values) {
    if (count == 0)
        return 0;
    width = smaller(width, count);
    int64_t size = count - width + 1;
    if (width == 4)
        for (int64_t i = 0; i < size; i++)
            values[i] = mixed(((words[i] * MULTIPLIER + words[i + 1]) * MULTIPLIER + words[i + 2]) * MULTIPLIER + words[i + 3]);
    else if (width == 3)
        for (int64_t i = 0; i < size; i++)
            values[i] = mixed((words[i] * MULTIPLIER + words[i + 1]) * MULTIPLIER + words[i + 2]);
    else
        for (int64_t i = 0; i < size; i++) {
            uint64_t value = words[i];
            for (int64_t j = i + 1; j < i + width; j++)
                value = value * MULTIPLIER + words[j];
            values[i] = mixed(value);
        }
    return size;
}

/* Minima of factor * fmix32(value) + summand modulo 2^32. Permutations outside: the inner loop is one vector reduction. */
INNER void fill_row(uint32_t *restrict row, int64_t width, const uint32_t *restrict factors, const uint32_t *restrict summands,
                    uint32_t *restrict values, int64_t size) {
    for (int64_t i = 0; i < size; i++) {
        uint32_t value = values[i];
        value = (value ^ value >> 16) * UINT32_C(0x85EBCA6B);
        value = (value ^ value >> 13) * UINT32_C(0xC2B2AE35);
        values[i] = value ^ value >> 16;
    }
    for (int64_t j = 0; j < width; j++) {
        uint32_t factor = factors[j], summand = summands[j], least = UINT32_MAX;
        for (int64_t i = 0; i < size; i++) {
            uint32_t value = values[i] * factor + summand;
            least = value < least ? value : least;
        }
        row[j] = least;
    }
}

INNER void sink(uint64_t *values, int64_t top, int64_t count) {
    uint64_t value = values[top];
    for (int64_t child = 2 * top + 1; child < count; child = 2 * top + 1) {
        if (child + 1 < count && values[child + 1] > values[child])
            child++;
        if (values[child] <= value)
            break;
        values[top] = values[child];
        top = child;
    }
    values[top] = value;
}

static void heap_sort(uint64_t *values, int64_t count) {
    for (int64_t top = count / 2 - 1; top >= 0; top--)
        sink(values, top, count);
    for (int64_t last = count - 1; last > 0; last--) {
        uint64_t value = values[0];
        values[0] = values[last];
        values[last] = value;
        sink(values, 0, last);
    }
}

/* Insertion sort, the fastest for a usual text; heap sort once it has taken too long. */
INNER void sort(uint64_t *values, int64_t count) {
    int64_t left = MOVES * count + 2000;
    for (int64_t i = 1; i < count; i++) {
        uint64_t value = values[i];
        int64_t j = i;
        for (; j > 0 && values[j - 1] > value; j--)
            values[j] = values[j - 1];
        values[j] = value;
        left -= i - j;
        if (left < 0) {
            heap_sort(values, count);
            return;
        }
    }
}

/* Append the hashes below the ceiling, rising, each once with the place where it stands first; the new total. */
INNER int64_t sample(const uint32_t *restrict values, int64_t size, int64_t ceiling, uint64_t *restrict sampled,
                     const int32_t *restrict spans, int64_t reach, uint32_t *restrict hashes, int32_t *restrict starts,
                     int32_t *restrict ends, int64_t total) {
    int64_t count = 0;
    for (int64_t i = 0; i < size; i++) {
        sampled[count] = (uint64_t)values[i] << 32 | (uint64_t)i;
        count += (int64_t)values[i] < ceiling; /* no branch: one in eight is what a processor guesses worst */
    }
    sort(sampled, count);
    for (int64_t i = 0; i < count; i++) {
        uint32_t value = (uint32_t)(sampled[i] >> 32);
        if (i && value == (uint32_t)(sampled[i - 1] >> 32))
            continue;
        int64_t at = (int64_t)(sampled[i] & LOW);
        hashes[total] = value;
        starts[total] = spans[2 * at];
        ends[total] = spans[2 * (at + reach) + 1];
        total++;
    }
    return total;
}

/* Sketch the texts from `first` on; returns how many are done, less than `texts` where one needs something first.

   Text i has the sizes[i] code points from places[i] on, of `data` if its mode is ASCII, else of `codes`. One of the mode GIVEN
   has its words in given_words[given_bounds[i]:given_bounds[i + 1]], with spans. It stops, with `met` set for their pages, at code
   points that the table lacks, and at a text that may not be composed while its mode is not COMPOSED. From `letters` to `sampled`
   it is scratch for the longest text. Out come `rows` unless empty, the words' `counts`, the sampled `hashes` with the code points
   where they stand, all shingle hashes in the order of the text unless `every` is empty, and the words unless `all_words` is. */
WIDE EXPORT sketch_texts(U8(data), U32(codes), I64(places), I64(sizes), U8(modes), U32(table), U8(met), U64(given_words),
                         I32(given_spans), I64(given_bounds), U8(letters), U8(form), U32(entries), U64(words), I32(spans),
                         U32(values), U64(sampled), int64_t row_words, U32(factors), U32(summands), U32(rows),
                         int64_t posting_words, int64_t ceiling, I32(counts), I64(offsets), U32(hashes), I32(starts), I32(ends),
                         I64(every_offsets), U32(every), I64(word_offsets), U64(all_words), I32(all_spans), int64_t first,
                         int64_t texts) {
    int64_t total = offsets[first], all_total = every_offsets[first], part = letters_size / 3;
    for (int64_t i = first; i < texts; i++) {
        int64_t low = places[i], length = sizes[i], count;
        if (modes[i] == GIVEN) {
            count = given_bounds[i + 1] - given_bounds[i];
            memcpy(words, given_words + given_bounds[i], (size_t)count * sizeof *words);
            memcpy(spans, given_spans + 2 * given_bounds[i], 2 * (size_t)count * sizeof *spans);
        } else if (modes[i] == ASCII) {
            fold(data + low, letters, part, length);
            count = edges_of(length, 0, letters, part, form, entries, words, spans);
        } else {
            uint32_t seen = described(codes + low, length, table, met, entries);
            if (seen == UNKNOWN || (seen & MAY_COMPOSE && modes[i] != COMPOSED))
                return i;
            if (seen & ODD) {
                count = any_words(entries, length, form, words, spans);
            } else {
                parted(entries, letters, part, length);
                count = edges_of(length, 1, letters, part, form, entries, words, spans);
            }
        }
        counts[i] = (int32_t)count;
        if (rows_size) {
            int64_t size = shingles(words, count, row_words, values);
            if (size)
                fill_row(rows + i * factors_size, factors_size, factors, summands, values, size);
        }
        int64_t size = shingles(words, count, posting_words, values);
        if (every_size) {
            memcpy(every + all_total, values, (size_t)size * sizeof *values);
            all_total += size;
        }
        total = sample(values, size, ceiling, sampled, spans, smaller(posting_words, count) - 1, hashes, starts, ends, total);
        offsets[i + 1] = total;
        every_offsets[i + 1] = all_total;
        word_offsets[i + 1] = word_offsets[i] + count;
        if (all_words_size) {
            memcpy(all_words + word_offsets[i], words, (size_t)count * sizeof *words);
            memcpy(all_spans + 2 * word_offsets[i], spans, 2 * (size_t)count * sizeof *spans);
        }
    }
    return texts;
}
