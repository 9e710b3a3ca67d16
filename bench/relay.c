/* A relay that takes every mail, waits a while before it answers the end of the message, and
 * counts: what smtp-sink cannot do.
 *
 *   relay PORT DELAY_US [HEADER FILE]
 *
 * A thread a connection. Before a message is accepted, the value of its header HEADER goes into
 * FILE as one line. SIGUSR1 prints, SIGTERM prints and ends: connections, messages, and answers,
 * which are round trips of the client, the greeting and what QUIT gets aside. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LINE = 4096, IN = 65536, STACK = 256 * 1024 };

struct relay {
    long delay_us;
    const char *header;
    int log;
    atomic_long connections, messages, answers;
};

struct session {
    struct relay *relay;
    int fd;
    char in[IN];
    size_t at, end;
    char value[LINE]; /* of the header, with its line end */
};

/* One line with its end, cut where it is too long; 0 when the peer has gone. */
static size_t take_line(struct session *s, char line[LINE])
{
    size_t n = 0;
    for (;;) {
        if (s->at == s->end) {
            ssize_t got = read(s->fd, s->in, sizeof s->in);
            if (got <= 0)
                return 0;
            s->at = 0;
            s->end = (size_t)got;
        }
        const char *from = s->in + s->at, *nl = memchr(from, '\n', s->end - s->at);
        size_t all = nl ? (size_t)(nl + 1 - from) : s->end - s->at;
        size_t room = LINE - 1 - n, take = all < room ? all : room;
        memcpy(line + n, from, take);
        n += take;
        s->at += all;
        if (nl)
            break;
    }
    line[n] = '\0';
    return n;
}

static bool say(struct session *s, const char *text)
{
    return write(s->fd, text, strlen(text)) == (ssize_t)strlen(text);
}

static bool answer(struct session *s, const char *text)
{
    atomic_fetch_add(&s->relay->answers, 1);
    return say(s, text);
}

static bool take_message(struct session *s)
{
    struct relay *r = s->relay;
    const size_t n_header = r->header ? strlen(r->header) : 0;
    bool head = true;
    char line[LINE];
    size_t n;
    s->value[0] = '\0';
    while ((n = take_line(s, line)) && strcmp(line, ".\r\n") != 0) {
        head = head && strcmp(line, "\r\n") != 0;
        if (head && n_header && strncasecmp(line, r->header, n_header) == 0 &&
            line[n_header] == ':')
            memcpy(s->value, line + n_header + 1, n - n_header);
    }
    if (!n)
        return false;
    if (r->delay_us) {
        struct timespec t = {r->delay_us / 1000000, r->delay_us % 1000000 * 1000};
        clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
    }
    if (r->log >= 0 && write(r->log, s->value, strlen(s->value)) < 0)
        return false;
    atomic_fetch_add(&r->messages, 1);
    return true;
}

static bool obey(struct session *s, const char *line)
{
    if (strncasecmp(line, "EHLO", 4) == 0)
        return answer(s, "250-relay.example\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n");
    if (strncasecmp(line, "QUIT", 4) == 0)
        return say(s, "221 bye\r\n") && false;
    if (strncasecmp(line, "DATA", 4) != 0)
        return answer(s, "250 ok\r\n");
    return answer(s, "354 go on\r\n") && take_message(s) && answer(s, "250 taken\r\n");
}

static void *serve(void *arg)
{
    struct session *s = arg;
    char line[LINE];
    bool on = say(s, "220 relay.example ESMTP\r\n");
    while (on && take_line(s, line))
        on = obey(s, line);
    close(s->fd);
    free(s);
    return NULL;
}

static void *listen_for(void *arg)
{
    struct relay *r = ((void **)arg)[0];
    int listener = *(int *)((void **)arg)[1], on = 1, fd;
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    while ((fd = accept(listener, NULL, NULL)) >= 0) {
        pthread_t thread;
        struct session *s = calloc(1, sizeof *s);
        if (!s)
            abort();
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        *s = (struct session){.relay = r, .fd = fd};
        atomic_fetch_add(&r->connections, 1);
        if (pthread_create(&thread, &attr, serve, s) != 0)
            abort();
    }
    return NULL;
}

static void print_counts(struct relay *r)
{
    printf("{\"connections\": %ld, \"messages\": %ld, \"answers\": %ld}\n",
           atomic_load(&r->connections), atomic_load(&r->messages), atomic_load(&r->answers));
    fflush(stdout);
}

int main(int argc, char **argv)
{
    struct relay r = {.log = -1};
    if (argc != 3 && argc != 5) {
        fputs("usage: relay PORT DELAY_US [HEADER FILE]\n", stderr);
        return 2;
    }
    r.delay_us = atol(argv[2]);
    if (argc == 5) {
        r.header = argv[3];
        r.log = open(argv[4], O_WRONLY | O_CREAT | O_APPEND, 0644);
        if (r.log < 0)
            return 1;
    }
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)atoi(argv[1])),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1, number;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 256) != 0) {
        perror("relay");
        return 1;
    }
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    pthread_t thread;
    if (pthread_create(&thread, NULL, listen_for, (void *[]){&r, &listener}) != 0)
        return 1;
    while (sigwait(&set, &number) == 0 && number != SIGTERM)
        print_counts(&r);
    print_counts(&r);
    _exit(0); /* the sessions still read */
}
