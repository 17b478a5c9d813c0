// One keep-alive HTTP connection that asks for a page and measures how long the whole answer takes.
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "load.h"

enum { MOST_ANSWERS = 100000 };
int page_fd = -1;
static double *answers;
static int answered;
static uint64_t asked_at;
static char head[1 << 16];
static size_t head_length;
static long body_left = -1;  // -1: the header is not whole yet

void page_open(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(opt.port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  page_fd = socket(AF_INET, SOCK_STREAM, 0);
  int one = 1;
  setsockopt(page_fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(page_fd, (void *)&address, sizeof address)) {
    perror("page");
    exit(1);
  }
  answers = calloc(MOST_ANSWERS, sizeof *answers);
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = UINT32_MAX};
  epoll_ctl(epoll, EPOLL_CTL_ADD, page_fd, &event);
}

void page_ask(uint64_t now) {
  if (asked_at || page_fd < 0) return;  // the last answer is not here yet
  char request[512];
  int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/html\r\n\r\n", opt.page, opt.port);
  if (send(page_fd, request, length, MSG_NOSIGNAL) == length) asked_at = now;
}

static void whole_answer(void) {
  if (answered < MOST_ANSWERS) answers[answered++] = (now_ns() - asked_at) / 1e6;
  asked_at = 0;
  head_length = 0;
  body_left = -1;
}

bool page_event(void) {
  char part[1 << 16];
  ssize_t got = recv(page_fd, part, sizeof part, MSG_DONTWAIT);
  if (got <= 0) return got < 0 && errno == EAGAIN;
  if (body_left < 0) {
    if (head_length + got >= sizeof head) return false;
    memcpy(head + head_length, part, got);
    head_length += got;
    char *end = memmem(head, head_length, "\r\n\r\n", 4);
    if (!end) return true;
    *end = 0;
    char *length = strcasestr(head, "\r\ncontent-length:");
    if (strncmp(head, "HTTP/1.1 200", 12) || !length) {
      fprintf(stderr, "page: %.60s\n", head);
      return false;
    }
    body_left = atol(length + 17) - (long)(head + head_length - (end + 4));
  } else {
    body_left -= got;
  }
  if (body_left <= 0) whole_answer();
  return true;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double page_ms(double quantile) {
  if (!answered) return -1;
  qsort(answers, answered, sizeof *answers, by_size);
  return answers[(int)(answered * quantile)];
}

int page_count(void) { return answered; }

void page_clear(void) { answered = 0; }
