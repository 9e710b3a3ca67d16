/* Where in HTML a template's literal text has come to, after the tokenizer of the HTML standard
 * (13.2.5), as far as it decides what a value that stands there could become. */
#ifndef NV_RENDER_MUSTACHE_HTML_H
#define NV_RENDER_MUSTACHE_HTML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum nv_mhtml_place {
    NV_MHTML_DATA,
    NV_MHTML_LT,     /* after "<" */
    NV_MHTML_END_LT, /* after "</" */
    NV_MHTML_TAG_NAME,
    NV_MHTML_BEFORE_ATTR, /* between attributes, and after a quoted value */
    NV_MHTML_ATTR_NAME,
    NV_MHTML_AFTER_ATTR_NAME,
    NV_MHTML_BEFORE_VALUE,
    NV_MHTML_VALUE_DOUBLE,
    NV_MHTML_VALUE_SINGLE,
    NV_MHTML_VALUE_BARE,
    NV_MHTML_BANG,    /* after "<!" */
    NV_MHTML_COMMENT, /* `count`: 0 to 2 dashes seen last, 3 for "--!" */
    NV_MHTML_BOGUS,   /* doctype, "<?", "<![": up to the next ">" */
    NV_MHTML_RAW,     /* <script>, <style>, …: up to the end tag; `count` bytes of it seen */
    NV_MHTML_RCDATA,  /* <title>, <textarea>: the same, but with character references */
};

enum nv_mhtml_attr {
    NV_MHTML_PLAIN,
    NV_MHTML_EVENT,
    NV_MHTML_STYLE,
    NV_MHTML_URL,
    NV_MHTML_FORBIDDEN
};

/* Of a URL attribute: what of the address the literal text has settled. */
enum nv_mhtml_url {
    NV_MHTML_URL_START,
    NV_MHTML_URL_SLASH,  /* "/" only: another one would name a host */
    NV_MHTML_URL_SCHEME, /* letters that may turn out to be a scheme */
    NV_MHTML_URL_OPEN,   /* a harmless scheme, or none */
    NV_MHTML_URL_BAD     /* javascript:, data:, … */
};

enum { NV_MHTML_NAME = 16 };

/* Unused fields are zero, so that equal places are equal bytes. */
struct nv_mhtml {
    uint8_t place, attr, url, count;
    uint8_t element; /* of the open tag, or of the raw text that it began; mustache_html.c */
    uint8_t closing; /* the tag is an end tag */
    uint16_t len;    /* of the name being read */
    char name[NV_MHTML_NAME]; /* its first bytes, in lower case */
};

struct nv_mhtml nv_mhtml_text(struct nv_mhtml h, const char *s, size_t n);
/* The state after a value that was allowed here. */
struct nv_mhtml nv_mhtml_after_value(struct nv_mhtml h);
bool nv_mhtml_equal(const struct nv_mhtml *a, const struct nv_mhtml *b);

/* Vietnamese, after "ở": "trong một thẻ HTML, giữa các thuộc tính". */
const char *nv_mhtml_describe(const struct nv_mhtml *h);

#endif
