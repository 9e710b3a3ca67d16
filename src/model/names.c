/* The names of the model's enums, all from the tables in the headers. */
#include <string.h>

#include "base/buf.h"
#include "model/fact.h"
#include "model/notice.h"
#include "model/remark.h"
#include "model/role.h"

#define NAME(sym, name, ...) name,
static const char *const role_names[] = {NV_ROLES(NAME)};
static const char *const section_names[] = {NV_SECTIONS(NAME)};
static const char *const state_names[] = {NV_DELIVERY_STATES(NAME)};
static const char *const fact_names[] = {NV_FACTS(NAME)};
static const char *const remark_names[] = {NV_REMARKS(NAME)};
#undef NAME
#define WORD(sym, name, vi) vi,
static const char *const role_words[] = {NV_ROLES(WORD)};
static const char *const fact_words[] = {NV_FACTS(WORD)};
#undef WORD

static unsigned find(const char *const *names, unsigned n, const char *name)
{
    unsigned i = 0;
    while (i < n && strcmp(names[i], name) != 0)
        i++;
    return i;
}

const char *nv_role_name(enum nv_role r)
{
    return (unsigned)r < NV_ROLE_COUNT ? role_names[r] : "unknown";
}

const char *nv_role_vi(enum nv_role r)
{
    return (unsigned)r < NV_ROLE_COUNT ? role_words[r] : "";
}

enum nv_role nv_role_find(const char *name)
{
    return (enum nv_role)find(role_names, NV_ROLE_COUNT, name);
}

const char *nv_section_name(enum nv_section s)
{
    return (unsigned)s < NV_SECTION_COUNT ? section_names[s] : "unknown";
}

enum nv_section nv_section_find(const char *name)
{
    return (enum nv_section)find(section_names, NV_SECTION_COUNT, name);
}

const char *nv_delivery_state_name(enum nv_delivery_state s)
{
    return (unsigned)s < NV_DELIVERY_STATE_COUNT ? state_names[s] : "unknown";
}

const char *nv_fact_kind_name(enum nv_fact_kind k)
{
    return (unsigned)k < NV_FACT_COUNT ? fact_names[k] : "unknown";
}

const char *nv_fact_kind_vi(enum nv_fact_kind k)
{
    return (unsigned)k < NV_FACT_COUNT ? fact_words[k] : "";
}

bool nv_fact_has_to(enum nv_fact_kind k)
{
    return k == NV_FACT_EXTEND || k == NV_FACT_BIND || k == NV_FACT_HOLD || k == NV_FACT_ACK;
}

enum nv_fact_kind nv_fact_kind_find(const char *name)
{
    return (enum nv_fact_kind)find(fact_names, NV_FACT_COUNT, name);
}

const char *nv_remark_kind_name(enum nv_remark_kind k)
{
    return (unsigned)k < NV_REMARK_COUNT ? remark_names[k] : "unknown";
}

enum nv_remark_kind nv_remark_kind_find(const char *name)
{
    return (enum nv_remark_kind)find(remark_names, NV_REMARK_COUNT, name);
}

static const char remark_prefix[] = "remark:";

const char *nv_remark_name(uint64_t id, char name[NV_REMARK_NAME])
{
    nv_fmt(name, NV_REMARK_NAME, "%s%llu", remark_prefix, (unsigned long long)id);
    return name;
}

uint64_t nv_remark_named(const char *name)
{
    size_t n = sizeof remark_prefix - 1;
    uint64_t id = 0;
    if (strncmp(name, remark_prefix, n) != 0 || !name[n])
        return 0;
    for (name += n; *name; name++) {
        if (*name < '0' || *name > '9' || id > UINT64_MAX / 16)
            return 0;
        id = id * 10 + (uint64_t)(*name - '0');
    }
    return id;
}

const char *nv_calendar_named(const char *name)
{
    static const char prefix[] = "calendar:";
    return strncmp(name, prefix, sizeof prefix - 1) == 0 ? name + sizeof prefix - 1 : NULL;
}

const char *nv_alive_named(const char *name)
{
    static const char prefix[] = "alive:";
    return strncmp(name, prefix, sizeof prefix - 1) == 0 ? name + sizeof prefix - 1 : NULL;
}
