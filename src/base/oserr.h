/* What the operating system refused, in the words of whoever reads our messages. */
#ifndef NV_BASE_OSERR_H
#define NV_BASE_OSERR_H

/* The Vietnamese text of an errno value, to stand after "PATH: "; for what is not in the table the
 * C library's own text. Valid at least until the next call from the same thread. */
const char *nv_oserr_vi(int e);

#endif
