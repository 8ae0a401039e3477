/* The word count as a C programmer writes it at first try, to measure the kernel against: runs of ASCII letters (every byte from 80 on separates, so it does less
   than the kernel), FNV-1a, open addressing, then sort by count and print. Reads the whole file first and prints to standard error how long the rest took. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct slot { const char *word; size_t length; uint64_t hash; long count; };

static struct slot *slots;
static size_t capacity = 1 << 16, used;

static struct slot *find(struct slot *table, size_t size, uint64_t hash, const char *word, size_t length) {
    for (size_t at = hash & (size - 1);; at = (at + 1) & (size - 1)) {
        struct slot *slot = &table[at];
        if (!slot->word || (slot->hash == hash && slot->length == length && !memcmp(slot->word, word, length)))
            return slot;
    }
}

static void grow(void) {
    struct slot *larger = calloc(capacity * 2, sizeof *larger);
    for (size_t at = 0; at < capacity; at++)
        if (slots[at].word)
            *find(larger, capacity * 2, slots[at].hash, slots[at].word, slots[at].length) = slots[at];
    free(slots);
    slots = larger;
    capacity *= 2;
}

static int by_count(const void *left, const void *right) {
    long l = ((const struct slot *)left)->count, r = ((const struct slot *)right)->count;
    return l < r ? 1 : l > r ? -1 : 0;
}

int main(int argc, char **argv) {
    FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (!file)
        return 1;
    fseek(file, 0, SEEK_END);
    size_t length = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(length + 1);
    if (!text || fread(text, 1, length, file) != length)
        return 1;
    text[length] = 0;

    struct timespec from, until;
    clock_gettime(CLOCK_MONOTONIC, &from);
    slots = calloc(capacity, sizeof *slots);
    for (size_t at = 0; at < length;) {
        size_t start = at;
        uint64_t hash = 1469598103934665603u;
        while (((unsigned char)text[at] | 0x20u) - 'a' < 26u)
            hash = (hash ^ (unsigned char)text[at++]) * 1099511628211u;
        if (at == start) {
            at++;
            continue;
        }
        struct slot *slot = find(slots, capacity, hash, text + start, at - start);
        if (!slot->word) {
            *slot = (struct slot){text + start, at - start, hash, 0};
            used++;
        }
        slot->count++;
        if (used * 2 > capacity)
            grow();
    }
    size_t words = 0;
    for (size_t at = 0; at < capacity; at++)
        if (slots[at].word)
            slots[words++] = slots[at];
    qsort(slots, words, sizeof *slots, by_count);
    for (size_t at = 0; at < words; at++)
        printf("%.*s %ld\n", (int)slots[at].length, slots[at].word, slots[at].count);
    fflush(stdout);
    clock_gettime(CLOCK_MONOTONIC, &until);
    fprintf(stderr, "%.6f\n", (double)(until.tv_sec - from.tv_sec) + (double)(until.tv_nsec - from.tv_nsec) / 1e9);
    return 0;
}
