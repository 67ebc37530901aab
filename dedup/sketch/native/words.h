/* Words of a text: hashes of their normal forms and their spans. The rules, one by one, are those of `dedup.words`. */

#ifndef DEDUP_WORDS_H
#define DEDUP_WORDS_H

#include "kernels.h"

/* Classes of characters as `dedup.words` numbers them; modes and bits as in `sketch/layout.py`, which says what they are. */
enum { SEPARATOR, LETTER, DIGIT, SINGLE, IGNORED, APOSTROPHE, POINT, COMMA };
enum { ASCII = 1, GIVEN, COMPOSED };
enum { BREAKS, DROPPED, HASHED };
#define KIND_SHIFT 24
#define FOLDED UINT32_C(0xFFFFFF)
#define KINDS UINT32_C(0x0F)
#define MAY_COMPOSE (UINT32_C(1) << 29)
#define ODD (UINT32_C(1) << 30)
#define IN_WORD (UINT32_C(1) << 31)
#define UNKNOWN UINT32_MAX
#define MARGIN 136 /* zeros behind the letters of a text */

#define BASIS UINT64_C(0xCBF29CE484222325)
#define FACTOR UINT64_C(0xD6E8FEB86659FD93)

INNER uint64_t eight(const uint8_t *bytes) {
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

INNER uint64_t stirred(uint64_t value, uint64_t bytes) {
    value = (value ^ bytes) * FACTOR;
    return value ^ value >> 32;
}

INNER uint64_t hash(const uint8_t *text, int64_t size) {
    uint64_t value = BASIS;
    for (; size > 8; text += 8, size -= 8)
        value = stirred(value, eight(text));
    return stirred(value, eight(text) & UINT64_MAX >> (64 - 8 * size));
}

INNER int64_t appended(uint8_t *form, int64_t length, uint32_t code) {
    if (code < 0x80) {
        form[length] = (uint8_t)code;
        return length + 1;
    }
    if (code < 0x800) {
        form[length] = (uint8_t)(0xC0 | code >> 6);
        form[length + 1] = (uint8_t)(0x80 | (code & 0x3F));
        return length + 2;
    }
    if (code < 0x10000) {
        form[length] = (uint8_t)(0xE0 | code >> 12);
        form[length + 1] = (uint8_t)(0x80 | (code >> 6 & 0x3F));
        form[length + 2] = (uint8_t)(0x80 | (code & 0x3F));
        return length + 3;
    }
    form[length] = (uint8_t)(0xF0 | code >> 18);
    form[length + 1] = (uint8_t)(0x80 | (code >> 12 & 0x3F));
    form[length + 2] = (uint8_t)(0x80 | (code >> 6 & 0x3F));
    form[length + 3] = (uint8_t)(0x80 | (code & 0x3F));
    return length + 4;
}

INNER int kind_at(const uint32_t *entries, int64_t size, int64_t i) {
    return i >= 0 && i < size ? (int)(entries[i] >> KIND_SHIFT & KINDS) : SEPARATOR;
}

INNER int wordlike(int kind) { return kind == LETTER || kind == DIGIT || kind == SINGLE; }

/* Whether the mark at i ends the word before it, stands inside a word, or is part of its normal form too. */
INNER int joined(const uint32_t *entries, int64_t size, int64_t i, int kind) {
    if (kind != APOSTROPHE && kind != COMMA && kind != POINT)
        return BREAKS;
    int before = kind_at(entries, size, i - 1), after = kind_at(entries, size, i + 1);
    int letters = before == LETTER && after == LETTER, digits = before == DIGIT && after == DIGIT;
    if (kind == APOSTROPHE)
        return letters ? HASHED : BREAKS;
    if (kind == COMMA)
        return digits ? DROPPED : BREAKS;
    if (digits)
        return HASHED;
    if (!letters || wordlike(kind_at(entries, size, i - 2)) || wordlike(kind_at(entries, size, i + 2)))
        return BREAKS;
    return DROPPED;
}

/* -- words by their edges. `letters` has three parts of one length, a byte for each code point of the text and zeros behind them:
   its folded form where that is ASCII; 1 for a letter or digit; 1 for what is not ASCII. */

INNER void fold(const uint8_t *restrict text, uint8_t *restrict letters, int64_t part, int64_t size) {
    uint8_t *restrict inside = letters + part;
    for (int64_t i = 0; i < size; i++) {
        uint8_t byte = text[i], low = (uint8_t)(byte | ((uint8_t)(byte - 65) < 26) << 5);
        letters[i] = low;
        inside[i] = (uint8_t)((uint8_t)(low - 97) < 26) | (uint8_t)((uint8_t)(byte - 48) < 10);
    }
    memset(letters + size, 0, MARGIN);
    memset(inside + size, 0, MARGIN);
}

/* Write the table's entries of the code points; returns all their bits, or UNKNOWN where the table lacks some. */
INNER uint32_t described(const uint32_t *restrict codes, int64_t size, const uint32_t *restrict table, uint8_t *restrict met,
                         uint32_t *restrict entries) {
    uint32_t seen = 0;
    for (int64_t i = 0; i < size; i++) {
        entries[i] = table[codes[i]];
        seen |= entries[i];
    }
    if (!(seen & MAY_COMPOSE))
        return seen;
    int lacking = 0;
    for (int64_t i = 0; i < size; i++)
        if (entries[i] == UNKNOWN) {
            met[codes[i] >> 8] = 1;
            lacking = 1;
        }
    return lacking ? UNKNOWN : seen;
}

INNER void parted(const uint32_t *restrict entries, uint8_t *restrict letters, int64_t part, int64_t size) {
    uint8_t *restrict inside = letters + part, *restrict beyond = letters + 2 * part;
    for (int64_t i = 0; i < size; i++) {
        letters[i] = (uint8_t)entries[i];
        inside[i] = (uint8_t)(entries[i] >> 31);
        beyond[i] = (entries[i] & FOLDED) >= 0x80;
    }
    memset(letters + size, 0, MARGIN);
    memset(inside + size, 0, MARGIN);
    memset(beyond + size, 0, MARGIN);
}

INNER int any(const uint8_t *flags, int64_t first, int64_t last) {
    for (; last - first > 8; first += 8)
        if (eight(flags + first))
            return 1;
    return (eight(flags + first) & UINT64_MAX >> (64 - 8 * (last - first))) != 0;
}

/* What the mark at a place of a text in ASCII does, between two letters or digits; see `joined`. */
INNER int ascii_joined(const uint8_t *folded, const uint8_t *inside, int64_t place, uint8_t mark) {
    int before = folded[place - 1] >= 97, after = folded[place + 1] >= 97;
    if (before != after)
        return BREAKS;
    if (mark == ',')
        return before ? BREAKS : DROPPED;
    if (mark != '.')
        return before ? HASHED : BREAKS;
    if (!before)
        return HASHED;
    return (place > 1 && inside[place - 2]) || inside[place + 2] ? BREAKS : DROPPED;
}

/* Append a stretch of letters to `form` in UTF-8; its new length. */
INNER int64_t copied(const uint8_t *folded, const uint32_t *entries, int wide, int64_t first, int64_t last, uint8_t *form,
                     int64_t length) {
    if (wide) {
        for (int64_t i = first; i < last; i++)
            length = appended(form, length, entries[i] & FOLDED);
        return length;
    }
    memcpy(form + length, folded + first, (size_t)(last - first));
    return length + last - first;
}

/* Hashes and spans of the words; how many. `wide`: not all of the text is ASCII, and `entries` are there.

   A word whose bytes do not stand in `letters`, for marks inside it or letters beyond ASCII, is put together in `form`. */
INNER int64_t edges_of(int64_t size, int wide, const uint8_t *restrict letters, int64_t part, uint8_t *restrict form,
                       const uint32_t *restrict entries, uint64_t *restrict words, int32_t *restrict spans) {
    const uint8_t *folded = letters, *inside = letters + part, *beyond = letters + 2 * part;
    int64_t count = 0, begin = 0, at = -1, length = 0;
    uint64_t carry = 0;
    for (int64_t block = 0; block <= size; block += 64) {
        uint64_t mask = 0;
        for (int k = 0; k < 8; k++) /* eight bytes that are 0 or 1: their bits side by side in the highest byte */
            mask |= eight(inside + block + 8 * k) * UINT64_C(0x0102040810204080) >> 56 << 8 * k;
        uint64_t edges = mask ^ (mask << 1 | carry);
        carry = mask >> 63;
        for (; edges; edges &= edges - 1) {
            int64_t place = block + __builtin_ctzll(edges);
            if (at < 0) {
                at = place;
                if (length == 0)
                    begin = place;
                continue;
            }
            uint8_t mark = folded[place];
            if (((mark == '\'') | (mark == ',') | (mark == '.') | (mark == '`')) & (inside[place + 1] != 0)) { /* seldom */
                int kind = wide ? (int)(entries[place] >> KIND_SHIFT & KINDS) : POINT;
                int what = wide ? joined(entries, size, place, kind) : ascii_joined(folded, inside, place, mark);
                if (what != BREAKS) {
                    length = copied(folded, entries, wide, at, place, form, length);
                    if (what == HASHED)
                        form[length++] = mark == '.' ? '.' : '\'';
                    at = -1;
                    continue;
                }
            }
            if (length == 0 && !(wide && any(beyond, at, place))) {
                words[count] = hash(folded + at, place - at);
            } else {
                length = copied(folded, entries, wide, at, place, form, length);
                words[count] = hash(form, length);
                length = 0;
            }
            spans[2 * count] = (int32_t)begin;
            spans[2 * count + 1] = (int32_t)place;
            count++;
            at = -1;
        }
    }
    return count;
}

INNER int64_t put_word(uint64_t *words, int32_t *spans, int64_t count, const uint8_t *form, int64_t length, int64_t start,
                       int64_t end) {
    words[count] = hash(form, length);
    spans[2 * count] = (int32_t)start;
    spans[2 * count + 1] = (int32_t)end;
    return count + 1;
}

/* Hashes and spans of the words of any text; how many.

   `start` is where the run at hand begins, -1 outside runs; a run of ignored marks alone leaves `form` empty. */
INNER int64_t any_words(const uint32_t *restrict entries, int64_t size, uint8_t *restrict form, uint64_t *restrict words,
                        int32_t *restrict spans) {
    int64_t count = 0, start = -1, length = 0;
    for (int64_t i = 0; i < size; i++) {
        uint32_t entry = entries[i];
        int kind = (int)(entry >> KIND_SHIFT & KINDS);
        if (entry & IN_WORD || kind == IGNORED) {
            start = start < 0 ? i : start;
            length = kind == IGNORED ? length : appended(form, length, entry & FOLDED);
            continue;
        }
        int what = length ? joined(entries, size, i, kind) : BREAKS;
        if (what == HASHED) {
            length = appended(form, length, entry & FOLDED);
        } else if (what == BREAKS) {
            if (length)
                count = put_word(words, spans, count, form, length, start, i);
            start = -1;
            length = 0;
            if (kind == SINGLE)
                count = put_word(words, spans, count, form, appended(form, 0, entry & FOLDED), i, i + 1);
        }
    }
    return length ? put_word(words, spans, count, form, length, start, size) : count;
}

#endif
