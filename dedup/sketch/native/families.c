/* Loops over postings and pairs of a whole corpus. */

#include "kernels.h"

/* Append the keys hash << 32 | article of the hashes in [low, high); the new total. */
EXPORT pack_keys(U32(hashes), I64(offsets), I64(articles), int64_t texts, int64_t low, int64_t high, U64(keys), int64_t total) {
    for (int64_t i = 0; i < texts; i++) {
        uint64_t article = (uint64_t)articles[i];
        for (int64_t k = offsets[i]; k < offsets[i + 1]; k++)
            if (low <= hashes[k] && hashes[k] < high)
                keys[total++] = (uint64_t)hashes[k] << 32 | article;
    }
    return total;
}

INNER int64_t run_end(const uint64_t *keys, int64_t size, int64_t first) {
    int64_t last = first + 1;
    while (last < size && keys[last] >> 32 == keys[first] >> 32)
        last++;
    return last;
}

/* How many pairs `fill_pairs` writes. */
EXPORT count_pairs(U64(keys), int64_t most) {
    int64_t total = 0;
    for (int64_t first = 0, last; first < keys_size; first = last) {
        last = run_end(keys, keys_size, first);
        int64_t size = last - first;
        total += size <= most ? size * (size - 1) / 2 : size - 1;
    }
    return total;
}

/* Write, as lower << 32 | higher, the pairs of articles that share a key: hash << 32 | article, sorted, each once.

   All pairs of a hash with up to `most` articles; of a hash with more, the first article with each of the others. */
EXPORT fill_pairs(U64(keys), int64_t most, U64(pairs)) {
    int64_t total = 0;
    for (int64_t first = 0, last; first < keys_size; first = last) {
        last = run_end(keys, keys_size, first);
        for (int64_t i = first; i < (last - first <= most ? last - 1 : first + 1); i++)
            for (int64_t j = i + 1; j < last; j++)
                pairs[total++] = (keys[i] & LOW) << 32 | (keys[j] & LOW);
    }
    return total;
}

/* Write the hashes that more than `least` articles hold, rising, and how many do; returns how many such hashes there are. */
EXPORT frequencies(U64(keys), int64_t least, U32(hashes), I32(counts)) {
    int64_t total = 0;
    for (int64_t first = 0, last; first < keys_size; first = last) {
        last = run_end(keys, keys_size, first);
        if (last - first > least) {
            hashes[total] = (uint32_t)(keys[first] >> 32);
            counts[total++] = (int32_t)(last - first);
        }
    }
    return total;
}

/* Keep, at the front and once each, the sorted pairs that occur twice or hold an article of `few`; how many. */
EXPORT repeated(U64(pairs), U8(few)) {
    int64_t total = 0;
    for (int64_t first = 0, last; first < pairs_size; first = last) {
        last = first + 1;
        while (last < pairs_size && pairs[last] == pairs[first])
            last++;
        if (last - first > 1 || few[pairs[first] >> 32] || few[pairs[first] & LOW])
            pairs[total++] = pairs[first];
    }
    return total;
}

/* -- sets of shingles: those of article i are hashes[offsets[i]:offsets[i + 1]], in the order of the text, with repeats. `table` has
   room for twice the longest of them, a power of two; an entry is turn << 32 | hash, and one of another turn is an empty one. */

/* Where a hash stands in the table, or would. */
INNER int64_t place_of(const uint64_t *table, int64_t size, uint64_t turn, uint32_t value) {
    uint64_t entry = turn << 32 | value;
    int64_t at = (int64_t)(value * SPREAD) & (size - 1);
    while (table[at] >> 32 == turn && table[at] != entry)
        at = (at + 1) & (size - 1);
    return at;
}

/* Put hashes into the table; how many distinct ones. */
INNER int64_t put(uint64_t *restrict table, int64_t size, uint64_t turn, const uint32_t *restrict hashes, int64_t first,
                  int64_t last) {
    int64_t count = 0;
    for (int64_t k = first; k < last; k++) {
        int64_t at = place_of(table, size, turn, hashes[k]);
        count += table[at] >> 32 != turn;
        table[at] = turn << 32 | hashes[k];
    }
    return count;
}

/* Put those of the hashes into the target that are in the source; how many distinct ones. */
INNER int64_t move(const uint64_t *restrict source, int64_t size, uint64_t turn, uint64_t *restrict target, uint64_t other,
                   const uint32_t *restrict hashes, int64_t first, int64_t last) {
    int64_t count = 0;
    for (int64_t k = first; k < last; k++) {
        if (source[place_of(source, size, turn, hashes[k])] >> 32 != turn)
            continue;
        int64_t at = place_of(target, size, other, hashes[k]);
        count += target[at] >> 32 != other;
        target[at] = other << 32 | hashes[k];
    }
    return count;
}

/* Write how many distinct shingles each article has; the turns taken. */
EXPORT count_distinct(I64(offsets), U32(hashes), U64(table), I64(sizes)) {
    for (int64_t i = 0; i < sizes_size; i++)
        sizes[i] = put(table, table_size, (uint64_t)(i + 1), hashes, offsets[i], offsets[i + 1]);
    return sizes_size;
}

INNER double weight_of(const uint32_t *common, int64_t size, const double *doublings, uint32_t value) {
    int64_t low = 0, high = size;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (common[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low < size && common[low] == value ? doublings[low] : 0;
}

/* For each pair: how many hashes both articles hold, and the mean of `doublings` over the sampled of these.

   Sampled are those below the ceiling, `sampled` says how many. `doublings` belong to the hashes `common` (rising), every other
   hash has 0. The tables start empty. Pairs with the same lower article side by side are measured faster. Returns how many pairs. */
EXPORT measure(I64(lower), I64(higher), I64(offsets), U32(hashes), U64(table), U64(other), int64_t ceiling, U32(common),
               F64(doublings), I64(shared), I64(sampled), F64(commonness)) {
    int64_t at = -1;
    uint64_t turn = 0;
    for (int64_t pair = 0; pair < lower_size; pair++) {
        uint64_t met = (uint64_t)(pair + 1);
        if (lower[pair] != at) {
            at = lower[pair];
            turn = met;
            put(table, table_size, turn, hashes, offsets[at], offsets[at + 1]);
        }
        int64_t count = 0, few = 0;
        double total = 0;
        for (int64_t k = offsets[higher[pair]]; k < offsets[higher[pair] + 1]; k++) {
            uint32_t value = hashes[k];
            if (table[place_of(table, table_size, turn, value)] >> 32 != turn)
                continue;
            int64_t place = place_of(other, other_size, met, value);
            if (other[place] >> 32 == met)
                continue;
            other[place] = met << 32 | value;
            count++;
            if (value < ceiling) {
                few++;
                total += weight_of(common, common_size, doublings, value);
            }
        }
        shared[pair] = count;
        sampled[pair] = few;
        commonness[pair] = few ? total / (double)few : 0;
    }
    return lower_size;
}

/* Write the hashes that both articles of each pair hold, each once, pair after pair; how many. The tables start empty. */
EXPORT list_shared(I64(lower), I64(higher), I64(offsets), U32(hashes), U64(table), U64(other), U32(shared)) {
    int64_t total = 0;
    for (int64_t pair = 0; pair < lower_size; pair++) {
        uint64_t turn = (uint64_t)(pair + 1);
        put(table, table_size, turn, hashes, offsets[lower[pair]], offsets[lower[pair] + 1]);
        for (int64_t k = offsets[higher[pair]]; k < offsets[higher[pair] + 1]; k++) {
            int64_t place = place_of(other, other_size, turn, hashes[k]);
            if (other[place] >> 32 == turn || table[place_of(table, table_size, turn, hashes[k])] >> 32 != turn)
                continue;
            other[place] = turn << 32 | hashes[k];
            shared[total++] = hashes[k];
        }
    }
    return total;
}

/* Put distinct hashes, each with its place, into a table of zeros that has twice the room, a power of two; how many.

   And set their bits: these, a power of two as well, stay in a near cache and answer for nearly all that is not in the table. */
EXPORT index_keys(U32(keys), U64(table), U64(bits)) {
    for (int64_t i = 0; i < keys_size; i++) {
        int64_t at = (int64_t)(keys[i] * SPREAD) & (table_size - 1);
        while (table[at])
            at = (at + 1) & (table_size - 1);
        table[at] = (uint64_t)(i + 1) << 32 | keys[i];
        bits[(int64_t)(keys[i] >> 6) & (bits_size - 1)] |= UINT64_C(1) << (keys[i] & 63);
    }
    return keys_size;
}

/* Add, for each hash of `index_keys`, how many groups of texts hold it; texts of group -1 are passed over.

   `latest` says which group held a hash last: texts of one group must come one after the other. */
EXPORT count_holders(U32(hashes), I64(offsets), I64(groups), U64(table), U64(bits), I32(counts), I32(latest)) {
    for (int64_t i = 0; i < groups_size; i++) {
        if (groups[i] < 0)
            continue;
        for (int64_t k = offsets[i]; k < offsets[i + 1]; k++) {
            if (!(bits[(int64_t)(hashes[k] >> 6) & (bits_size - 1)] >> (hashes[k] & 63) & 1))
                continue;
            int64_t at = (int64_t)(hashes[k] * SPREAD) & (table_size - 1);
            while (table[at] && (uint32_t)table[at] != hashes[k])
                at = (at + 1) & (table_size - 1);
            if (table[at]) {
                int64_t place = (int64_t)(table[at] >> 32) - 1;
                counts[place] += latest[place] != groups[i];
                latest[place] = (int32_t)groups[i];
            }
        }
    }
    return groups_size;
}

/* Mark the pairs of which one of their thirds holds at least `least` of the shingles that both hold. The tables start empty. */
EXPORT explain(I64(lower), I64(higher), I64(third_offsets), I64(thirds), F64(least), I64(offsets), U32(hashes), U64(table),
               U64(both), U64(all_three), U8(explained)) {
    uint64_t turn = 0;
    for (int64_t pair = 0; pair < lower_size; pair++) {
        int64_t first = third_offsets[pair], last = third_offsets[pair + 1];
        if (first == last)
            continue;
        uint64_t own = ++turn;
        put(table, table_size, own, hashes, offsets[lower[pair]], offsets[lower[pair] + 1]);
        move(table, table_size, own, both, own, hashes, offsets[higher[pair]], offsets[higher[pair] + 1]);
        for (int64_t k = first; k < last; k++) {
            int64_t third = thirds[k];
            turn++;
            if ((double)move(both, both_size, own, all_three, turn, hashes, offsets[third], offsets[third + 1]) >= least[pair]) {
                explained[pair] = 1;
                break;
            }
        }
    }
    return lower_size;
}

/* Copy stretches of the source to places of the target; how many. */
EXPORT gather(U32(source), I64(starts), I64(ends), U32(target), I64(places)) {
    for (int64_t i = 0; i < starts_size; i++)
        memcpy(target + places[i], source + starts[i], (size_t)(ends[i] - starts[i]) * sizeof *source);
    return starts_size;
}
