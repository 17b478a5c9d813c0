// What the parts of the load client share.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kind { PLAIN, SOCKETIO, MOSTY };
enum state { CONNECTING, UPGRADING, ENTERING, OPEN, DEAD };
enum { MOST_ASKED = 1024 };  // posts of one writer that may wait for their `posted`

typedef struct {
  int fd;
  enum state state;
  uint8_t *rest;  // the beginning of a frame whose end has not come yet
  size_t rest_length, rest_room;
  uint64_t *asked;  // when each post was due whose `posted` has not come, a ring
  uint32_t asked_first, asked_next;
} connection;

typedef struct {
  int port, connections, writers, size, window, burst;
  enum kind kind;
  bool hello;
  const char *path, *room, *page;
  char **tokens;
  int token_count;
} options;

// --- histogram.c: latencies in microseconds
void histogram_clear(void);
void histogram_add(uint64_t microseconds);
double histogram_ms(double quantile);  // -1 while there is nothing

// --- server.c: what the server's process tree has used
void server_find(int root);
double server_cpu_seconds(void);
long server_rss_kb(void);

// --- sockets.c
extern options opt;
extern connection *all;
extern int opened, dead, epoll;
extern uint64_t deliveries, acknowledged, refused, first_counted, next_number, bytes_in;
extern uint64_t post_again_until;  // a writer whose post was acknowledged posts again, until then
extern bool latencies_of_acks;
uint64_t now_ns(void);
void open_connections(void);
void poll_once(int64_t microseconds);
void publish(uint64_t due, int count);

// --- page.c: a browser that asks for a page beside the load
void page_open(void);
bool page_event(void);
void page_ask(uint64_t now);
double page_ms(double quantile);
int page_count(void);
void page_clear(void);
extern int page_fd;
