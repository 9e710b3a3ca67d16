/* Pairs of words of Vietnamese administration, as data for the speller. */
#ifndef NV_IMPORT_LEXICON_H
#define NV_IMPORT_LEXICON_H

/* Each entry is two or three words; NULL ends the list. With "~" before it: also right, though it
 * looks like another one. "wrong>right" is an error that the marks alone do not tell. */
const char *const *nv_lexicon(void);

#endif
