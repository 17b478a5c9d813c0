// CPU seconds (utime + stime) and memory of a process and all that descend from it, from /proc.
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "load.h"

enum { MOST = 64 };
static int pids[MOST], found;

// The fields of /proc/PID/stat behind the name, which may hold spaces and brackets.
static bool read_stat(int pid, int *parent, double *cpu) {
  char path[64], line[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  FILE *file = fopen(path, "r");
  if (!file) return false;
  size_t length = fread(line, 1, sizeof line - 1, file);
  fclose(file);
  line[length] = 0;
  char *end = strrchr(line, ')');
  unsigned long user = 0, system = 0;
  if (!end || sscanf(end + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", parent, &user, &system) != 3)
    return false;
  *cpu = (double)(user + system) / sysconf(_SC_CLK_TCK);
  return true;
}

static bool is_known(int pid) {
  for (int i = 0; i < found; i++)
    if (pids[i] == pid) return true;
  return false;
}

void server_find(int root) {
  found = 0;
  if (!root) return;
  pids[found++] = root;
  for (bool more = true; more && found < MOST;) {
    more = false;
    DIR *proc = opendir("/proc");
    struct dirent *entry;
    while (proc && (entry = readdir(proc)) && found < MOST) {
      int pid = isdigit(entry->d_name[0]) ? atoi(entry->d_name) : 0, parent;
      double cpu;
      if (pid && !is_known(pid) && read_stat(pid, &parent, &cpu) && is_known(parent)) {
        pids[found++] = pid;
        more = true;
      }
    }
    if (proc) closedir(proc);
  }
}

double server_cpu_seconds(void) {
  double sum = 0, cpu;
  int parent;
  for (int i = 0; i < found; i++)
    if (read_stat(pids[i], &parent, &cpu)) sum += cpu;
  return sum;
}

long server_rss_kb(void) {
  long sum = 0;
  for (int i = 0; i < found; i++) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/status", pids[i]);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
      if (!strncmp(line, "VmRSS:", 6)) sum += atol(line + 6);
    if (file) fclose(file);
  }
  return sum;
}
