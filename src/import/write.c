#include "import/write.h"

#include <string.h>

#include "base/buf.h"
#include "base/intern.h"
#include "base/utf8.h"
#include "calendar/day.h"
#include "import/draft.h"
#include "import/sheet.h"
#include "model/snapshot.h"

enum { STRING_MAX = 60000 }; /* the configuration takes 64 KiB; escapes need room */

struct writer {
    const struct nv_draft *d;
    const struct nv_snapshot *s;
    struct nv_buf *out;
};

static void comment(struct writer *w, const char *indent, const char *label, const char *text)
{
    nv_buf_addf(w->out, "%s# %s%s\n", indent, label, text);
}

static void remarks(struct writer *w, const char *indent, const struct nv_remarks *list)
{
    for (const struct nv_remark *r = list->first; r; r = r->next)
        comment(w, indent, "", r->text);
}

/* Settings carried over from the plan that is updated. */
static void settings(struct writer *w, const char *indent, const struct nv_remarks *list)
{
    for (const struct nv_remark *r = list->first; r; r = r->next)
        nv_buf_addf(w->out, "%s%s\n", indent, r->text);
}

/* A quoted value; what is too long for one goes on in `rest`, to be written as a comment. */
static const char *quoted(struct writer *w, const char *text)
{
    size_t n = strlen(text), used = 0;
    const char *rest = NULL;
    if (n > STRING_MAX) {
        for (n = STRING_MAX; ((unsigned char)text[n] & 0xC0) == 0x80; n--)
            ;
        rest = text + n;
    }
    nv_buf_addc(w->out, '"');
    for (; used < n; used++) {
        if (text[used] == '"' || text[used] == '\\')
            nv_buf_addc(w->out, '\\');
        nv_buf_addc(w->out, text[used]);
    }
    nv_buf_addc(w->out, '"');
    return rest;
}

static void value(struct writer *w, const char *indent, const char *key, const char *text)
{
    nv_buf_addf(w->out, "%s%s = ", indent, key);
    const char *rest = quoted(w, text);
    nv_buf_adds(w->out, ";\n");
    if (rest)
        comment(w, indent, "Nghi vấn: quá dài, phần còn lại: ", rest);
}

static void items_comment(struct writer *w, const char *indent, const char *label,
                          const struct nv_items *items)
{
    if (items->n == 1)
        nv_buf_addf(w->out, "%s# %s: %s\n", indent, label, items->v[0]);
    else if (items->n)
        nv_buf_addf(w->out, "%s# %s:\n", indent, label);
    for (uint32_t i = 0; items->n > 1 && i < items->n; i++)
        comment(w, indent, "- ", items->v[i]);
}

static void head(struct writer *w)
{
    const struct nv_draft *d = w->d;
    char day[NV_DAY_TEXT];
    nv_buf_addf(
        w->out,
        "# Chép từ văn bản bằng lệnh nhacviec import: %zu nhiệm vụ, %zu sản phẩm có thời hạn.\n",
        d->tasks.n, d->deliverables.n);
    nv_buf_adds(w->out, "# Chữ giữ đúng như bản in, không tự sửa lỗi quét. Trước khi dùng: xem hết "
                        "các dòng “Nghi vấn:”, sửa và\n"
                        "# xóa dòng đó; ghi đủ phần plan; rồi chạy nhacviec check.\n");
    if (d->columns)
        comment(w, "", "Các cột: ", d->columns);
    nv_buf_adds(w->out, "\nplan = {\n");
    remarks(w, "  ", &d->remarks);
    value(w, "  ", "id", d->id);
    nv_buf_addf(w->out, "  year = %d;\n", d->year);
    value(w, "  ", "title", d->title);
    if (d->short_name)
        value(w, "  ", "short", d->short_name);
    value(w, "  ", "basis", d->basis);
    value(w, "  ", "signed", nv_day_iso(d->signed_day, day));
    if (d->owner)
        value(w, "  ", "owner", d->owner);
    if (d->leadership)
        value(w, "  ", "leadership", d->leadership);
    if (d->contact)
        value(w, "  ", "contact", d->contact);
    settings(w, "  ", &d->extra);
    nv_buf_adds(w->out, "};\n");
}

static void sections(struct writer *w)
{
    const struct nv_draft *d = w->d;
    if (!d->sections.n)
        return;
    nv_buf_adds(w->out, "\nsections = (\n");
    for (size_t i = 0; i < d->sections.n; i++) {
        const struct nv_draft_section *s = &d->sections.v[i];
        remarks(w, "  ", &s->remarks);
        nv_buf_adds(w->out, "  { id = ");
        quoted(w, s->id);
        nv_buf_adds(w->out, "; title = ");
        const char *rest = quoted(w, *s->title ? s->title : s->id);
        nv_buf_addf(w->out, "; }%s\n", i + 1 < d->sections.n ? "," : "");
        if (rest)
            comment(w, "  ", "Nghi vấn: quá dài, phần còn lại: ", rest);
    }
    nv_buf_adds(w->out, ");\n");
}

static void names(struct writer *w, const struct nv_items *items)
{
    if (items->n <= 1) {
        nv_buf_adds(w->out, "name = ");
        const char *rest = quoted(w, items->n ? items->v[0] : "(bản in để trống)");
        nv_buf_adds(w->out, ";\n");
        if (rest)
            comment(w, "        ", "Nghi vấn: quá dài, phần còn lại: ", rest);
        return;
    }
    nv_buf_adds(w->out, "name = [\n");
    for (uint32_t i = 0; i < items->n; i++) {
        nv_buf_adds(w->out, "          ");
        const char *rest = quoted(w, items->v[i]);
        nv_buf_addf(w->out, "%s\n", i + 1 < items->n ? "," : "");
        if (rest)
            comment(w, "          ", "Nghi vấn: quá dài, phần còn lại: ", rest);
    }
    nv_buf_adds(w->out, "        ];\n");
}

static void roles(struct writer *w, const struct nv_draft_deliverable *d)
{
    static const enum nv_role order[] = {NV_ROLE_LEAD,  NV_ROLE_SUPPORT,   NV_ROLE_EXECUTOR,
                                         NV_ROLE_GUIDE, NV_ROLE_APPRAISER, NV_ROLE_APPROVER};
    if (d->roles[NV_ROLE_LEAD].n == 0)
        nv_buf_adds(w->out, "        # lead = [ \"\" ];\n");
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const struct nv_mentions *m = &d->roles[order[i]];
        if (!m->n)
            continue;
        nv_buf_addf(w->out, "        %s = [", nv_role_name(order[i]));
        for (uint32_t k = 0; k < m->n; k++)
            nv_buf_addf(w->out, "%s \"%s\"", k ? "," : "", w->s->agencies[m->v[k]].id);
        nv_buf_adds(w->out, " ];\n");
    }
}

/* The brace stands in the last line, unless that is a comment. */
static void close_brace(struct writer *w, bool last)
{
    const char *line = memrchr(w->out->data, '\n', w->out->len - 1);
    line = line ? line + 1 : w->out->data;
    if (line[strspn(line, " ")] == '#') {
        nv_buf_addf(w->out, "      }%s\n", last ? "" : ",");
        return;
    }
    w->out->len--;
    nv_buf_addf(w->out, " }%s\n", last ? "" : ",");
}

static void deliverable(struct writer *w, const struct nv_draft_deliverable *d, bool last)
{
    const char *in = "        ";
    nv_buf_adds(w->out, "      { ");
    names(w, &d->cells[NV_COL_PRODUCT]);
    remarks(w, in, &d->remarks);
    if (d->refusal) {
        nv_buf_addf(w->out, "%s# due = ", in);
        quoted(w, d->due);
        nv_buf_adds(w->out, ";\n");
    } else {
        value(w, in, "due", d->due);
    }
    items_comment(w, in, "Phân công", &d->cells[NV_COL_ASSIGN]);
    items_comment(w, in, "Chủ trì", &d->cells[NV_COL_LEAD]);
    items_comment(w, in, "Phối hợp", &d->cells[NV_COL_SUPPORT]);
    for (uint32_t i = 0; i < d->other.n; i++)
        comment(w, in, "", d->other.v[i]);
    roles(w, d);
    if (d->note)
        value(w, in, "note", d->note);
    settings(w, in, &d->extra);
    close_brace(w, last);
}

static void task(struct writer *w, const struct nv_draft_task *t, bool last)
{
    nv_buf_adds(w->out, "  { id = ");
    quoted(w, t->id);
    nv_buf_adds(w->out, ";\n");
    remarks(w, "    ", &t->remarks);
    value(w, "    ", "title", t->title.n ? t->title.v[0] : "(bản in để trống)");
    settings(w, "    ", &t->extra);
    nv_buf_adds(w->out, "    deliverables = (\n");
    for (uint32_t i = 0; i < t->n; i++)
        deliverable(w, &w->d->deliverables.v[t->first + i], i + 1 == t->n);
    nv_buf_addf(w->out, "    ); }%s\n\n", last ? "" : ",");
}

static void tasks(struct writer *w)
{
    const struct nv_draft *d = w->d;
    uint32_t section = NV_NONE;
    size_t left = 0;
    nv_buf_adds(w->out, "\ntasks = (\n\n");
    for (size_t i = 0; i < d->tasks.n; i++)
        left += !d->tasks.v[i].heading;
    for (size_t i = 0; i < d->tasks.n; i++) {
        const struct nv_draft_task *t = &d->tasks.v[i];
        if (t->section != section && t->section != NV_NONE)
            nv_buf_addf(w->out, "  # ---- %s. %s ----\n\n", d->sections.v[t->section].id,
                        d->sections.v[t->section].title);
        section = t->section;
        if (t->heading) {
            nv_buf_addf(w->out, "  # ---- %s. %s ----\n\n", t->id, t->title.n ? t->title.v[0] : "");
            continue;
        }
        task(w, t, --left == 0);
    }
    nv_buf_adds(w->out, ");\n");
}

static void loose(struct writer *w)
{
    const struct nv_draft *d = w->d;
    if (!d->loose.n)
        return;
    nv_buf_adds(w->out, "\n# Chữ khác trong văn bản, không thuộc nhiệm vụ nào:\n");
    for (size_t i = 0; i < d->loose.n; i++)
        comment(w, "", "  ", d->loose.v[i].text);
}

void nv_write_plan(const struct nv_draft *d, const struct nv_snapshot *s, struct nv_buf *out)
{
    struct writer w = {d, s, out};
    head(&w);
    sections(&w);
    tasks(&w);
    settings(&w, "\n", &d->file_extra);
    loose(&w);
    if (d->old_comments.first) {
        nv_buf_adds(out, "\n# Chú thích viết tay trong bản đang dùng; chép lại vào chỗ cần giữ:\n");
        remarks(&w, "", &d->old_comments);
    }
}
