#include "base/verdict.h"

const char *nv_class_name(enum nv_class c)
{
    static const char *const names[] = {"sent",      "temporary", "permanent",
                                        "ambiguous", "refused",   "returned"};
    return (unsigned)c < sizeof names / sizeof *names ? names[c] : "unknown";
}
