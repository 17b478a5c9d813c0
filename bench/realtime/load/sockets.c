// N WebSocket connections: handshakes, frames in both directions, counting what arrives.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

// Each message begins so, followed by its number (8 digits) and the moment it was due (16 digits, nanoseconds). In an
// event of Mosty the text stands twice, as text and as html; only the former matches.
static const char MARK[] = "\"text\":\"no";
enum { MARK_LENGTH = sizeof MARK - 1, NUMBER = 8, MOMENT = 16, STAMP = MARK_LENGTH + NUMBER + 1 + MOMENT };
enum { MOST_CONNECTING = 64, PER_ADDRESS = 4000 };

options opt;
connection *all;
int opened, dead, epoll;
uint64_t deliveries, acknowledged, refused, first_counted, next_number = 1, bytes_in, post_again_until;
bool latencies_of_acks;
static int started;
static uint64_t arrived;  // when the bytes at hand were read
static uint8_t incoming[1 << 20];

uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void drop(connection *c) {
  if (c->state == DEAD) return;
  if (c->state == OPEN) opened--;
  c->state = DEAD;
  dead++;
  close(c->fd);
}

static void send_all(connection *c, const void *data, size_t length) {
  const uint8_t *p = data;
  for (int patience = 5000; length && patience; patience--) {
    ssize_t sent = send(c->fd, p, length, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) break;
    if (sent > 0) p += sent, length -= sent;
    else usleep(1000);
  }
  if (length) drop(c);
}

// Masked with a key that is not zero, so that the server has to unmask (RFC 6455, 5.3).
static size_t put_frame(uint8_t *out, int opcode, const char *text, size_t length) {
  static const uint8_t mask[4] = {0x5a, 0xa5, 0x3c, 0xc3};
  size_t n = 0;
  out[n++] = 0x80 | opcode;
  if (length < 126) out[n++] = 0x80 | length;
  else out[n++] = 0x80 | 126, out[n++] = length >> 8, out[n++] = length & 255;
  memcpy(out + n, mask, 4);
  n += 4;
  for (size_t i = 0; i < length; i++) out[n + i] = text[i] ^ mask[i & 3];
  return n + length;
}

static void say(connection *c, int opcode, const char *text, size_t length) {
  uint8_t frame[8192];
  send_all(c, frame, put_frame(frame, opcode, text, length));
}

static uint64_t digits(const uint8_t *p, int count) {
  uint64_t value = 0;
  for (int i = 0; i < count; i++) value = value * 10 + (p[i] - '0');
  return value;
}

// Events of one frame are mostly of one length: the next mark is looked for where the last distance says, first.
static void count_events(const uint8_t *p, size_t length) {
  const uint8_t *end = p + length, *last = NULL;
  size_t stride = 0;
  while (p + STAMP <= end) {
    const uint8_t *found;
    if (stride && last + stride + STAMP <= end && !memcmp(last + stride, MARK, MARK_LENGTH)) found = last + stride;
    else found = memmem(p, end - p, MARK, MARK_LENGTH);
    if (!found || found + STAMP > end) return;
    uint64_t number = digits(found + MARK_LENGTH, NUMBER);
    if (number >= first_counted && number < next_number) {
      deliveries++;
      if (!latencies_of_acks) histogram_add((arrived - digits(found + MARK_LENGTH + NUMBER + 1, MOMENT)) / 1000);
    }
    if (last) stride = found - last;
    last = found;
    p = found + STAMP;
  }
}

static void entered(connection *c) {
  c->state = OPEN;
  opened++;
}

static bool begins(const uint8_t *p, size_t length, const char *with) {
  size_t n = strlen(with);
  return length >= n && !memcmp(p, with, n);
}

static void publish_by(connection *c, uint64_t due, int count);

static void acknowledge(connection *c) {
  acknowledged++;
  if (!c->asked || c->asked_first == c->asked_next) return;
  uint64_t due = c->asked[c->asked_first++ % MOST_ASKED];
  if (latencies_of_acks) histogram_add((arrived - due) / 1000);
  if (arrived < post_again_until) publish_by(c, arrived, 1);
}

static void take_frame(connection *c, int opcode, const uint8_t *p, size_t length) {
  if (opcode == 9) return say(c, 10, (const char *)p, length);
  if (opcode == 8) {
    if (length >= 2 && c->state != OPEN) fprintf(stderr, "closed with %d\n", p[0] << 8 | p[1]);
    return drop(c);
  }
  if (opt.kind == SOCKETIO) {
    if (begins(p, length, "0{")) return say(c, 1, "40", 2);
    if (length == 1 && *p == '2') return say(c, 1, "3", 1);
    if (c->state == ENTERING && begins(p, length, "40")) return entered(c);
  }
  if (opt.kind == MOSTY) {
    if (c->state == ENTERING) {
      if (memmem(p, length, "{\"t\":\"live\"", 11)) entered(c);
      return;
    }
    if (begins(p, length, "[{\"t\":\"posted\"")) return acknowledge(c);
    if (begins(p, length, "[{\"t\":\"error\"")) {
      if (!refused++) fprintf(stderr, "refused: %.*s\n", (int)length, p);
      return;
    }
  }
  count_events(p, length);
}

static void upgraded(connection *c) {
  if (opt.kind == PLAIN || !opt.hello) return entered(c);
  c->state = ENTERING;
  if (opt.kind == MOSTY) {
    char hello[256];
    int length = snprintf(hello, sizeof hello, "{\"t\":\"hello\",\"room\":\"%s\",\"last\":1,\"lang\":\"uk\"}", opt.room);
    say(c, 1, hello, length);
  }
}

static void keep_rest(connection *c, const uint8_t *p, size_t length) {
  if (length > c->rest_room) {
    uint8_t *bigger = malloc(length * 2);
    memcpy(bigger, p, length);
    free(c->rest);
    c->rest = bigger;
    c->rest_room = length * 2;
  } else if (length) {
    memmove(c->rest, p, length);
  } else if (c->rest_room > 1 << 16) {
    free(c->rest);
    c->rest = NULL;
    c->rest_room = 0;
  }
  c->rest_length = length;
}

static void take_bytes(connection *c, uint8_t *p, size_t length) {
  if (c->rest_length) {
    if (c->rest_length + length > c->rest_room)
      c->rest = realloc(c->rest, c->rest_room = (c->rest_length + length) * 2);
    memcpy(c->rest + c->rest_length, p, length);
    p = c->rest;
    length += c->rest_length;
  }
  if (c->state == UPGRADING) {
    uint8_t *end = memmem(p, length, "\r\n\r\n", 4);
    if (!end) return keep_rest(c, p, length);
    if (!begins(p, length, "HTTP/1.1 101")) {
      fprintf(stderr, "no upgrade: %.*s\n", (int)(end - p), p);
      return drop(c);
    }
    length -= end + 4 - p;
    p = end + 4;
    upgraded(c);
  }
  while (length >= 2 && c->state != DEAD) {
    size_t head = 2, size = p[1] & 127;
    if (size == 126) {
      if (length < 4) break;
      size = p[2] << 8 | p[3];
      head = 4;
    } else if (size == 127) {
      if (length < 10) break;
      size = 0;
      for (int i = 2; i < 10; i++) size = size << 8 | p[i];
      head = 10;
    }
    if (length < head + size) break;
    take_frame(c, p[0] & 15, p + head, size);
    p += head + size;
    length -= head + size;
  }
  if (c->state != DEAD) keep_rest(c, p, length);
}

static void start(int i) {
  connection *c = &all[i];
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) {
    perror("socket");
    exit(1);
  }
  int one = 1;
  struct linger at_once = {1, 0};  // no port is left in TIME_WAIT
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  struct sockaddr_in own = {.sin_family = AF_INET}, server = {.sin_family = AF_INET, .sin_port = htons(opt.port)};
  own.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + i / PER_ADDRESS);
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(c->fd, (void *)&own, sizeof own) || (connect(c->fd, (void *)&server, sizeof server) && errno != EINPROGRESS)) {
    perror("connect");
    exit(1);
  }
  struct epoll_event event = {.events = EPOLLOUT, .data.u32 = i};
  epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
  started++;
}

static void ask_for_upgrade(connection *c, int i) {
  char request[1024], token[256] = "";
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) {
    fprintf(stderr, "connect: %s\n", strerror(error));
    return drop(c);
  }
  if (opt.token_count) snprintf(token, sizeof token, "Authorization: Bearer %s\r\n", opt.tokens[i % opt.token_count]);
  int length = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
                        "Accept-Language: uk,en-US;q=0.7,en;q=0.3\r\n%s%s\r\n",
                        opt.path, opt.port, opt.kind == MOSTY ? "Sec-WebSocket-Protocol: mosty.v1\r\n" : "", token);
  send_all(c, request, length);
  if (c->state == DEAD) return;
  c->state = UPGRADING;
  struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.u32 = i};
  epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &event);
}

static void read_all(connection *c) {
  for (;;) {
    ssize_t got = recv(c->fd, incoming, sizeof incoming, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return drop(c);
    bytes_in += got;
    arrived = now_ns();
    take_bytes(c, incoming, got);
    if (c->state == DEAD || got < (ssize_t)sizeof incoming) return;
  }
}

void poll_once(int64_t microseconds) {
  struct epoll_event events[512];
  struct timespec wait = {microseconds / 1000000, microseconds % 1000000 * 1000};
  int count = epoll_pwait2(epoll, events, 512, &wait, NULL);
  for (int j = 0; j < count; j++) {
    uint32_t i = events[j].data.u32;
    if (i == UINT32_MAX) {
      if (!page_event()) {
        close(page_fd);
        page_fd = -1;
      }
    } else if (all[i].state == CONNECTING) {
      ask_for_upgrade(&all[i], i);
    } else if (all[i].state != DEAD) {
      read_all(&all[i]);
    }
  }
}

void open_connections(void) {
  uint64_t deadline = now_ns() + 60000000000ull;
  while (opened + dead < opt.connections && now_ns() < deadline) {
    while (started < opt.connections && started - opened - dead < MOST_CONNECTING) start(started);
    poll_once(100000);
  }
}

static int message(char *out, size_t room, uint64_t number, uint64_t due, int count) {
  char text[4096];
  int length = snprintf(text, sizeof text, "no%08lu %016lu x%d ", number, due, count);
  while (length < opt.size) text[length] = 'a' + length % 26, length++;
  text[length] = 0;
  if (opt.kind == SOCKETIO) return snprintf(out, room, "42[\"message\",{\"text\":\"%s\"}]", text);
  if (opt.kind == PLAIN) return snprintf(out, room, "{\"text\":\"%s\"}", text);
  static uint64_t run;
  if (!run) run = now_ns() ^ (uint64_t)getpid() << 40;
  return snprintf(out, room, "{\"t\":\"post\",\"room\":\"%s\",\"id\":\"%08x-%04x-4000-8000-%012lx\",\"text\":\"%s\"}", opt.room,
                  (uint32_t)(run >> 16), (uint32_t)(run & 0xffff), number, text);
}

// `count` messages as one frame; more than one only for a server that takes it so.
static void publish_by(connection *c, uint64_t due, int count) {
  if (opt.kind == MOSTY) {
    if (!c->asked) c->asked = calloc(MOST_ASKED, sizeof *c->asked);
    c->asked[c->asked_next++ % MOST_ASKED] = due;
  }
  char text[6000];
  int length = message(text, sizeof text, next_number, due, count);
  next_number += count;
  say(c, 1, text, length);
}

// By the next writer in turn.
void publish(uint64_t due, int count) {
  static int turn;
  connection *c = &all[turn++ % opt.writers];
  for (int tries = 0; c->state != OPEN && tries < opt.writers; tries++) c = &all[turn++ % opt.writers];
  if (c->state == OPEN) publish_by(c, due, count);
}
