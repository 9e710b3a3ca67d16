/* What the scan or the typing may have got wrong, to be pointed at and never changed: words that
 * Vietnamese cannot spell so, words that ran together, and pairs that differ only by their marks
 * from a pair that decisions use all the time (“sáp xếp”, “cát giảm”). */
#ifndef NV_IMPORT_SPELLING_H
#define NV_IMPORT_SPELLING_H

struct nv_speller;
struct nv_snapshot;

/* The words in the agencies' names count as right. The snapshot outlives it. */
struct nv_speller *nv_speller_new(const struct nv_snapshot *s);
void nv_speller_free(struct nv_speller *sp);

/* Calls `found` for each doubtful place of `text` (valid NFC): its words as printed, and what they
 * may be or NULL. Both are valid during the call. */
typedef void nv_spelling_fn(void *ctx, const char *printed, const char *maybe);
void nv_speller_check(struct nv_speller *sp, const char *text, nv_spelling_fn *found, void *ctx);

#endif
