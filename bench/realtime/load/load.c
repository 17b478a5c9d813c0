// The load client: opens N WebSocket connections, runs the phases that are named, prints one JSON object, and stops.
//
//   load -P PORT -k plain|socketio|mosty [-u PATH] [-n N] [-w WRITERS] [-t TOKENS] [-r ROOM] [-p SERVER_PID] [-s SIZE]
//        [-b BURST] [-g PAGE] [-H] PHASE...
//
//   rate:R:S     R messages a second for S seconds
//   window:W:S   always W messages under way, for S seconds: the server is saturated
//   acks:W:S     W writers, each posts again when its last was acknowledged (mosty)
//   ackrate:R:S  R posts a second, the latency is that of the acknowledgement (mosty)
//   idle:S       nothing
//
// -H leaves out mosty's hello. Loopback only; never longer than the phases and 10 s each to drain.
#define _GNU_SOURCE
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include "load.h"

enum { SETTLE_SECONDS = 2, MOST_PHASE_SECONDS = 60 };
static const double NS = 1e9;
static int server_pid;

static double own_cpu_seconds(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void poll_for(double seconds) {
  for (uint64_t end = now_ns() + seconds * NS; now_ns() < end;) poll_once(10000);
}

static void clear(void) {
  histogram_clear();
  page_clear();
  deliveries = acknowledged = refused = bytes_in = 0;
  first_counted = next_number;
}

// Whatever is under way arrives, or nothing does for 3 s; the moment of the last arrival.
static uint64_t drain(uint64_t expected, bool acks) {
  uint64_t last = now_ns(), seen = 0, end = last + 10 * NS;
  for (;;) {
    uint64_t have = acks ? acknowledged + refused : deliveries;
    uint64_t now = now_ns();
    if (have != seen) seen = have, last = now;
    if (have >= expected || now > end || now - last > 3 * NS) return last;
    poll_once(2000);
  }
}

static void run_phase(const char *name, double amount, double seconds) {
  bool window = !strcmp(name, "window"), rate = !strcmp(name, "rate");
  bool acks = !strcmp(name, "acks"), ackrate = !strcmp(name, "ackrate");
  latencies_of_acks = acks || ackrate;
  clear();
  server_find(server_pid);
  uint64_t members = opened, posts = 0, start = now_ns(), end = start + seconds * NS, page_due = start;
  double cpu = server_cpu_seconds(), own = own_cpu_seconds();
  uint64_t first = next_number;
  post_again_until = acks ? end : 0;
  for (int i = 0; acks && i < amount; i++) publish(start, 1);
  for (uint64_t now = start; now < end; now = now_ns()) {
    int64_t wait = 1000;
    if (window)
      for (; (posts + opt.burst - (uint64_t)amount) * members <= deliveries || posts + opt.burst <= amount; posts += opt.burst)
        publish(now_ns(), opt.burst);
    if (rate || ackrate) {
      uint64_t due = start + posts * NS / amount;
      for (; due <= now; due = start + posts * NS / amount) publish(due, 1), posts++;
      wait = due > now_ns() ? (due - now_ns()) / 1000 : 0;
      if (wait > 1000) wait = 1000;
    }
    if (opt.page && now >= page_due) page_ask(now), page_due += 50 * 1000000ull;
    poll_once(wait);
  }
  posts = next_number - first;
  uint64_t within = deliveries, acks_within = acknowledged;
  uint64_t last = posts ? drain(latencies_of_acks ? posts : posts * members, latencies_of_acks) : end;
  double wall = (last - start) / NS, used = server_cpu_seconds() - cpu;
  printf("{\"phase\":\"%s\",\"amount\":%g,\"seconds\":%g,\"posts\":%lu,\"expected\":%lu,\"delivered\":%lu,\"in_time\":%lu,"
         "\"acknowledged\":%lu,\"acknowledged_in_time\":%lu,\"refused\":%lu,\"wall\":%.3f,\"cpu\":%.3f,\"client_cpu\":%.3f,"
         "\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"bytes\":%lu,\"members\":%lu,\"lost\":%d,\"pages\":%d,\"page_p50_ms\":%.3f,\"page_p99_ms\":%.3f}",
         name, amount, seconds, posts, posts * members, deliveries, within, acknowledged, acks_within, refused, wall, used,
         own_cpu_seconds() - own, histogram_ms(.5), histogram_ms(.99), bytes_in, members, (int)members - opened, page_count(),
         page_ms(.5), page_ms(.99));
  fflush(stdout);
  poll_for(0.3);
}

static void read_tokens(const char *path) {
  FILE *file = fopen(path, "r");
  char line[256];
  if (!file) {
    perror(path);
    exit(1);
  }
  opt.tokens = calloc(100000, sizeof *opt.tokens);
  while (opt.token_count < 100000 && fscanf(file, "%255s", line) == 1) opt.tokens[opt.token_count++] = strdup(line);
  fclose(file);
}

int main(int count, char **words) {
  opt = (options){.port = 8000, .connections = 100, .writers = 10, .size = 200, .burst = 1, .hello = true, .path = "/ws", .room = ""};
  for (int o; (o = getopt(count, words, "P:k:u:n:w:t:r:p:s:b:g:H")) > 0;) switch (o) {
      case 'P': opt.port = atoi(optarg); break;
      case 'k': opt.kind = !strcmp(optarg, "mosty") ? MOSTY : !strcmp(optarg, "socketio") ? SOCKETIO : PLAIN; break;
      case 'u': opt.path = optarg; break;
      case 'n': opt.connections = atoi(optarg); break;
      case 'w': opt.writers = atoi(optarg); break;
      case 't': read_tokens(optarg); break;
      case 'r': opt.room = optarg; break;
      case 'p': server_pid = atoi(optarg); break;
      case 's': opt.size = atoi(optarg); break;
      case 'b': opt.burst = atoi(optarg); break;
      case 'g': opt.page = optarg; break;
      case 'H': opt.hello = false; break;
      default: return 2;
    }
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  all = calloc(opt.connections, sizeof *all);
  epoll = epoll_create1(0);
  if (opt.writers > opt.connections) opt.writers = opt.connections;
  if (opt.writers < 1) opt.writers = 1;

  server_find(server_pid);
  long rss = server_rss_kb();
  double cpu = server_cpu_seconds();
  uint64_t start = now_ns();
  open_connections();
  double seconds = (now_ns() - start) / NS;
  cpu = server_cpu_seconds() - cpu;
  int joined = opened;
  if (opt.page) page_open();
  poll_for(opt.hello ? SETTLE_SECONDS : 0);
  server_find(server_pid);
  printf("{\"asked\":%d,\"opened\":%d,\"seconds\":%.3f,\"cpu\":%.3f,\"rss_before_kb\":%ld,\"rss_kb\":%ld,\"phases\":[", opt.connections,
         joined, seconds, cpu, rss, server_rss_kb());
  for (int i = optind; i < count; i++) {
    char name[16];
    double first = 0, second = 0;
    int parts = sscanf(words[i], "%15[a-z]:%lf:%lf", name, &first, &second);
    if (parts < 2) continue;
    double length = parts == 2 ? first : second;
    if (i > optind) printf(",");
    run_phase(name, parts == 2 ? 0 : first, length < MOST_PHASE_SECONDS ? length : MOST_PHASE_SECONDS);
  }
  printf("]}\n");
  return joined == opt.connections ? 0 : 1;
}
