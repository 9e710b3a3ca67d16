/* The same letter by GMime 3, from its finished parts: what is left for a library to do.
 *
 *   compose_gmime FOLDER COUNT
 *
 * FOLDER holds text, html, calendar and the decoded fields subject, from_name, from_mail, to_name,
 * to_mail, list, and fields (lines "Name: value"). Writes FOLDER/gmime.eml, prints one JSON object.
 * Built by bench/run against Debian's package; it is no part of the program. */
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct letter {
    char *text, *html, *calendar, *subject, *from_name, *from_mail, *to_name, *to_mail, *fields;
};

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static char *part_of(const char *folder, const char *name)
{
    char *path = g_build_filename(folder, name, NULL), *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        exit(1);
    g_free(path);
    return text;
}

static GMimeObject *part(const char *type, const char *subtype, const char *text,
                         GMimeContentEncoding how, const char *file)
{
    GMimePart *p = g_mime_part_new_with_type(type, subtype);
    GMimeStream *mem = g_mime_stream_mem_new_with_buffer(text, strlen(text));
    GMimeDataWrapper *content =
        g_mime_data_wrapper_new_with_stream(mem, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(p), "charset", "utf-8");
    g_mime_part_set_content(p, content);
    g_mime_part_set_content_encoding(p, how);
    if (file) {
        g_mime_object_set_content_type_parameter(GMIME_OBJECT(p), "method", "PUBLISH");
        g_mime_part_set_filename(p, file);
    }
    g_object_unref(content);
    g_object_unref(mem);
    return GMIME_OBJECT(p);
}

static void add_fields(GMimeMessage *m, const char *fields)
{
    char **lines = g_strsplit(fields, "\n", -1);
    for (char **line = lines; *line; line++) {
        char *colon = strstr(*line, ": ");
        if (!colon)
            continue;
        *colon = '\0';
        g_mime_object_set_header(GMIME_OBJECT(m), *line, colon + 2, "utf-8");
    }
    g_strfreev(lines);
}

static void add_part(GMimeMultipart *to, GMimeObject *p)
{
    g_mime_multipart_add(to, p);
    g_object_unref(p);
}

static GByteArray *compose(const struct letter *l, GMimeFormatOptions *options)
{
    GMimeMessage *m = g_mime_message_new(FALSE);
    GMimeMultipart *mixed = g_mime_multipart_new_with_subtype("mixed");
    GMimeMultipart *both = g_mime_multipart_new_with_subtype("alternative");
    g_mime_message_add_mailbox(m, GMIME_ADDRESS_TYPE_FROM, l->from_name, l->from_mail);
    g_mime_message_add_mailbox(m, GMIME_ADDRESS_TYPE_TO, l->to_name, l->to_mail);
    g_mime_message_set_subject(m, l->subject, "utf-8");
    add_fields(m, l->fields);
    add_part(both, part("text", "plain", l->text, GMIME_CONTENT_ENCODING_BASE64, NULL));
    add_part(both, part("text", "html", l->html, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, NULL));
    add_part(mixed, GMIME_OBJECT(both));
    add_part(mixed, part("text", "calendar", l->calendar, GMIME_CONTENT_ENCODING_BASE64, "h.ics"));
    g_mime_message_set_mime_part(m, GMIME_OBJECT(mixed));
    g_object_unref(mixed);
    GMimeStream *out = g_mime_stream_mem_new();
    g_mime_object_write_to_stream(GMIME_OBJECT(m), options, out);
    GByteArray *bytes = g_byte_array_ref(g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out)));
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(out), FALSE);
    g_object_unref(out);
    g_object_unref(m);
    return bytes;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    g_mime_init();
    const char *d = argv[1];
    struct letter l = {part_of(d, "text"),    part_of(d, "html"),      part_of(d, "calendar"),
                       part_of(d, "subject"), part_of(d, "from_name"), part_of(d, "from_mail"),
                       part_of(d, "to_name"), part_of(d, "to_mail"),   part_of(d, "fields")};
    GMimeFormatOptions *options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    long count = strtol(argv[2], NULL, 10);
    GByteArray *last = compose(&l, options);
    double start = cpu_s();
    for (long i = 0; i < count; i++) {
        g_byte_array_unref(last);
        last = compose(&l, options);
    }
    double took = cpu_s() - start;
    char *path = g_build_filename(d, "gmime.eml", NULL);
    if (!g_file_set_contents(path, (const char *)last->data, last->len, NULL))
        return 1;
    printf("{\"count\": %ld, \"cpu_s\": %.6f, \"bytes\": %u}\n", count, took, last->len);
    return 0;
}
