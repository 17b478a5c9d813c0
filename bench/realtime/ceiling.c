// The upper bound: a server that gathers what it is told for 10 ms and writes it to every member with send(2), as one
// WebSocket frame holding a JSON array. No names, no log, no rules, no slow readers sent away.
//
//   ceiling PORT [BYTES]      BYTES: fill each event up to so many, as a protocol with more fields would
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { MOST_FILES = 20000, TICK_NS = 10000000, MOST_GATHERED = 1 << 22, HEAD = 10 };
typedef struct {
  int place;  // in `members`, -1 before the upgrade
  uint8_t *rest, *unsent;
  size_t rest_length, unsent_length, unsent_sent;
} client;
static client clients[MOST_FILES];
static int members[MOST_FILES], member_count, epoll, timer, armed;
static uint8_t gathered[MOST_GATHERED];  // room for the frame's head, then "[", events with commas
static size_t length;
static long event_bytes;

static const char UPGRADED[] =  // the load client sends the example key of RFC 6455
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

static void watch(int fd, uint32_t events, int how) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  epoll_ctl(epoll, how, fd, &event);
}

static void drop(int fd) {
  client *c = &clients[fd];
  if (c->place >= 0) {
    members[c->place] = members[--member_count];
    clients[members[c->place]].place = c->place;
  }
  free(c->rest);
  free(c->unsent);
  *c = (client){.place = -1};
  close(fd);
}

static void send_to(int fd, const uint8_t *data, size_t size) {
  client *c = &clients[fd];
  ssize_t sent = c->unsent_length ? 0 : send(fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0) sent = 0;
  if ((size_t)sent == size) return;
  c->unsent = realloc(c->unsent, c->unsent_length + size - sent);
  memcpy(c->unsent + c->unsent_length, data + sent, size - sent);
  c->unsent_length += size - sent;
  watch(fd, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
}

static void send_rest(int fd) {
  client *c = &clients[fd];
  ssize_t sent = send(fd, c->unsent + c->unsent_sent, c->unsent_length - c->unsent_sent, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent > 0) c->unsent_sent += sent;
  if (c->unsent_sent < c->unsent_length) return;
  c->unsent_length = c->unsent_sent = 0;
  watch(fd, EPOLLIN, EPOLL_CTL_MOD);
}

static void tick(void) {
  if (!length) return;
  gathered[HEAD + length++] = ']';
  uint8_t head[HEAD] = {0x81};
  size_t n = 2;
  if (length < 126) head[1] = length;
  else if (length < 65536) head[1] = 126, head[2] = length >> 8, head[3] = length & 255, n = 4;
  else {
    head[1] = 127, n = 10;
    for (int i = 0; i < 8; i++) head[2 + i] = (uint64_t)length >> (56 - 8 * i);
  }
  memcpy(gathered + HEAD - n, head, n);
  for (int i = 0; i < member_count; i++) send_to(members[i], gathered + HEAD - n, length + n);
  length = 0;
  struct itimerspec next = {.it_value = {0, TICK_NS}};
  timerfd_settime(timer, 0, &next, 0);
  armed = 1;
}

static void gather(const uint8_t *text, size_t size) {
  size_t wanted = event_bytes > (long)size ? event_bytes : size;
  if (HEAD + length + wanted + 2 > sizeof gathered) tick();
  gathered[HEAD + length] = length ? ',' : '[';
  length++;
  memcpy(gathered + HEAD + length, text, size);
  if (wanted > size) memset(gathered + HEAD + length + size, ' ', wanted - size);
  length += wanted;
  if (!armed) tick();
}

static void take(int fd, uint8_t *p, size_t n) {
  client *c = &clients[fd];
  if (c->rest_length) {
    c->rest = realloc(c->rest, c->rest_length + n);
    memcpy(c->rest + c->rest_length, p, n);
    p = c->rest;
    n += c->rest_length;
  }
  if (c->place < 0) {
    uint8_t *end = memmem(p, n, "\r\n\r\n", 4);
    if (end) {
      send(fd, UPGRADED, sizeof UPGRADED - 1, MSG_NOSIGNAL);
      n -= end + 4 - p;
      p = end + 4;
      members[c->place = member_count++] = fd;
    }
  }
  while (c->place >= 0 && n >= 6) {
    size_t head = 6, size = p[1] & 127;
    if (size == 126) size = p[2] << 8 | p[3], head = 8;
    if (size == 127 || n < head + size) break;
    for (size_t i = 0; i < size; i++) p[head + i] ^= p[head - 4 + (i & 3)];
    if ((p[0] & 15) == 1) gather(p + head, size);
    p += head + size;
    n -= head + size;
  }
  uint8_t *rest = n ? malloc(n) : NULL;
  if (n) memcpy(rest, p, n);
  free(c->rest);
  c->rest = rest;
  c->rest_length = n;
}

static void welcome(int listening) {
  int one = 1, fd = accept(listening, NULL, NULL);
  if (fd < 0 || fd >= MOST_FILES) return (void)close(fd);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  clients[fd] = (client){.place = -1};
  watch(fd, EPOLLIN, EPOLL_CTL_ADD);
}

int main(int count, char **words) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  event_bytes = count > 2 ? atol(words[2]) : 0;
  int one = 1, listening = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(count > 1 ? atoi(words[1]) : 9000)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listening, (void *)&address, sizeof address) || listen(listening, 2048)) return perror("listen"), 1;
  epoll = epoll_create1(0);
  timer = timerfd_create(CLOCK_MONOTONIC, 0);
  watch(listening, EPOLLIN, EPOLL_CTL_ADD);
  watch(timer, EPOLLIN, EPOLL_CTL_ADD);
  static uint8_t incoming[1 << 18];
  for (;;) {
    struct epoll_event events[256];
    int ready = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listening) {
        welcome(fd);
      } else if (fd == timer) {
        uint64_t passed;
        if (read(timer, &passed, sizeof passed) < 0) continue;
        armed = 0;
        tick();
      } else if (events[i].events & EPOLLOUT && !(events[i].events & EPOLLIN)) {
        send_rest(fd);
      } else {
        ssize_t got = recv(fd, incoming, sizeof incoming, MSG_DONTWAIT);
        if (got > 0) take(fd, incoming, got);
        else if (got == 0 || errno != EAGAIN) drop(fd);
      }
    }
  }
}
