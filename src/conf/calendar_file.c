/* calendar/YEAR.cfg: days off and worked weekend days of one year. */
#include <string.h>

#include "calendar/day.h"
#include "calendar/workdays.h"
#include "conf/loader.h"
#include "conf/schema.h"

enum { CALENDAR, HOLIDAYS, WORKED, N_FIELDS };
static const struct nv_field fields[] = {
    [CALENDAR] = {"calendar", NV_TYPE_GROUP, NV_REQUIRED, 0, 0},
    [HOLIDAYS] = {"holidays", NV_TYPE_LIST, 0, 0, 0},
    [WORKED] = {"worked", NV_TYPE_LIST, 0, 0, 0},
};
static const struct nv_schema schema = NV_SCHEMA("tệp lịch", fields);

enum { YEAR, CONFIRMED, SOURCE, NOTE, N_CALENDAR };
static const struct nv_field calendar_fields[] = {
    [YEAR] = {"year", NV_TYPE_INT, NV_REQUIRED, NV_WORKDAYS_FIRST_YEAR, NV_WORKDAYS_LAST_YEAR},
    [CONFIRMED] = {"confirmed", NV_TYPE_BOOL, 0, 0, 0},
    [SOURCE] = {"source", NV_TYPE_TEXT, 0, 0, 0},
    [NOTE] = {"note", NV_TYPE_TEXT, NV_EMPTY_OK, 0, 0},
};
static const struct nv_schema calendar_schema = NV_SCHEMA("calendar", calendar_fields);

enum { DAY, NAME, DAY_SOURCE, DAY_NOTE, N_DAY };
static const struct nv_field day_fields[] = {
    [DAY] = {"day", NV_TYPE_DAY, NV_REQUIRED, 0, 0},
    [NAME] = {"name", NV_TYPE_TEXT, NV_REQUIRED, 0, 0},
    [DAY_SOURCE] = {"source", NV_TYPE_TEXT, NV_EMPTY_OK, 0, 0},
    [DAY_NOTE] = {"note", NV_TYPE_TEXT, NV_EMPTY_OK, 0, 0},
};
static const struct nv_schema day_schema = NV_SCHEMA("ngày trong lịch", day_fields);

static void read_day(struct nv_loader *l, const struct nv_node *group, int year, bool worked)
{
    struct nv_node got[N_DAY];
    if (!nv_schema_check(l, group, &day_schema, got))
        return;
    const char *text = config_setting_get_string(got[DAY].s);
    const char *name = nv_get_text(l, &got[NAME], "");
    int32_t day = nv_get_day(&got[DAY]);
    if (year && nv_day_year(day) != year) {
        nv_error(l, &got[DAY], "ngày %s không thuộc năm %d của tệp này", text, year);
        return;
    }
    if (worked && nv_day_weekday(day) < NV_SATURDAY) {
        nv_error(l, &got[DAY], "ngày làm bù %s là %s; chỉ thứ Bảy hoặc Chủ nhật mới là ngày làm bù",
                 text, nv_weekday_vi(day));
        return;
    }
    bool fresh = worked ? nv_workdays_add_worked(l->snap->workdays, day, name)
                        : nv_workdays_add_holiday(l->snap->workdays, day, name);
    if (fresh)
        return;
    const char *before = nv_workdays_name(l->snap->workdays, day);
    nv_error(l, &got[DAY], "ngày %s đã có trong lịch%s%s%s; mỗi ngày chỉ ghi một lần", text,
             before ? " (" : "", before ? before : "", before ? ")" : "");
}

static void read_days(struct nv_loader *l, const struct nv_node *list, int year, bool worked)
{
    for (uint32_t i = 0; list->s && i < nv_node_count(list); i++) {
        struct nv_node group = nv_node_child(list, i);
        read_day(l, &group, year, worked);
    }
}

void nv_read_calendar(struct nv_loader *l, const struct nv_node *root)
{
    struct nv_node got[N_FIELDS], head[N_CALENDAR] = {0};
    nv_schema_check(l, root, &schema, got);
    if (got[CALENDAR].s)
        nv_schema_check(l, &got[CALENDAR], &calendar_schema, head);
    int year = nv_get_int(&head[YEAR], 0);
    bool confirmed = nv_get_bool(&head[CONFIRMED], false);
    if (confirmed && !head[SOURCE].s)
        nv_warn(l, &got[CALENDAR], "lịch đã xác nhận (confirmed) nhưng không ghi văn bản (source)");
    if (year && !nv_workdays_add_year(l->snap->workdays, year, confirmed)) {
        nv_error(l, &head[YEAR], "năm %d đã có trong một tệp lịch khác; mỗi năm một tệp", year);
        return;
    }
    read_days(l, &got[HOLIDAYS], year, false);
    read_days(l, &got[WORKED], year, true);
}
