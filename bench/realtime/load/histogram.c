// Latencies, kept to the microsecond up to 8 s.
#include <string.h>

#include "load.h"

enum { BUCKETS = 8000000 };
static uint32_t counts[BUCKETS + 1];
static uint64_t total;

void histogram_clear(void) {
  memset(counts, 0, sizeof counts);
  total = 0;
}

void histogram_add(uint64_t microseconds) {
  counts[microseconds < BUCKETS ? microseconds : BUCKETS]++;
  total++;
}

double histogram_ms(double quantile) {
  if (!total) return -1;
  uint64_t wanted = (uint64_t)(total * quantile), seen = 0;
  for (int i = 0; i <= BUCKETS; i++)
    if ((seen += counts[i]) > wanted) return i / 1000.0;
  return BUCKETS / 1000.0;
}
