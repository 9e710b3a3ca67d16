/* A process that is linked with the daemon's libraries and does nothing: what they alone cost in
 * memory. One line says that it is there; it ends with its standard input. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    char byte;
    puts("ready");
    fflush(stdout);
    return read(STDIN_FILENO, &byte, 1) > 0;
}
