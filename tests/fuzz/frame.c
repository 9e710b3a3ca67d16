/* libFuzzer: any bytes as a request line of the control socket. */
#include <stdlib.h>

#include "base/err.h"
#include "server/frame.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    char *command = NULL;
    json_t *args = NULL;
    struct nv_err err = {0};
    if (nv_frame_parse_request((const char *)data, n, &command, &args, &err) == 0) {
        if (!command || !json_is_object(args))
            abort();
        free(command);
        json_decref(args);
    } else if (!err.text[0]) {
        abort();
    }
    return 0;
}
