#include "conf/files.h"

#include "base/intern.h"

void nv_conf_files_add(struct nv_conf_files *f, const char *name, const char *data, size_t n)
{
    nv_vec_push(&f->list, (struct nv_conf_file){.name = nv_strdup(name), .n = n});
    if (data) {
        /* One byte more: an empty file is no directory. */
        char *copy = nv_malloc(n + 1);
        memcpy(copy, data, n);
        copy[n] = '\0';
        nv_vec_last(&f->list)->data = copy;
    }
    f->bytes += n;
}

uint64_t nv_conf_files_digest(const struct nv_conf_files *f)
{
    uint64_t h = f->list.n;
    for (size_t i = 0; i < f->list.n; i++) {
        const struct nv_conf_file *file = &f->list.v[i];
        h = nv_hash64(file->name, strlen(file->name), h + (file->data != NULL));
        h = nv_hash64(file->data ? file->data : "", file->n, h);
    }
    return h;
}

void nv_conf_files_free(struct nv_conf_files *f)
{
    for (size_t i = 0; i < f->list.n; i++) {
        free(f->list.v[i].name);
        free(f->list.v[i].data);
    }
    nv_vec_free(&f->list);
    f->bytes = 0;
}
