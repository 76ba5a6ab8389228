/* A disk that misbehaves on request, for a process started with LD_PRELOAD. Only the database's files suffer.
   The test writes two numbers into the file named by BAD_DISK: what is wrong, and by how much. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { GOOD, SYNC_FAILS, WRITE_FAILS, FULL, READ_ONLY, SYNC_SLOW, SYNC_LIES, SYNC_FAILS_ONCE };

static volatile uint32_t *control; /* what, how much, faults so far */

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("BAD_DISK");
  int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *memory = mmap(NULL, 12, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (memory != MAP_FAILED) control = memory;
}

static int concerns(int fd) {
  char link[32], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return strstr(path, "sotto.db") != NULL;
}

static int is(uint32_t fault, int fd) {
  if (!control || control[0] != fault || !concerns(fd)) return 0;
  __sync_fetch_and_add((uint32_t *)&control[2], 1);
  return 1;
}

static int sync_with(const char *name, int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, name);
  if (is(SYNC_FAILS, fd)) { errno = EIO; return -1; }
  /* As Linux does it: after the one error the pages count as written, and the next sync has nothing to do. */
  if (is(SYNC_FAILS_ONCE, fd)) { control[0] = SYNC_LIES; errno = EIO; return -1; }
  if (is(SYNC_LIES, fd)) return 0;
  if (is(SYNC_SLOW, fd)) {
    struct timespec wait = {control[1] / 1000, (long)(control[1] % 1000) * 1000000L};
    nanosleep(&wait, NULL);
  }
  return real(fd);
}

int fsync(int fd) { return sync_with("fsync", fd); }
int fdatasync(int fd) { return sync_with("fdatasync", fd); }

static int refused(int fd) {
  if (is(WRITE_FAILS, fd)) errno = EIO;
  else if (is(FULL, fd)) errno = ENOSPC;
  else if (is(READ_ONLY, fd)) errno = EROFS;
  else return 0;
  return 1;
}

/* On a read-only file system no file can be made. Only the server's own probe is told so. */
int open64(const char *path, int flags, ...) {
  static int (*real)(const char *, int, mode_t);
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (!real) real = dlsym(RTLD_NEXT, "open64");
  if (control && control[0] == READ_ONLY && flags & O_CREAT && strstr(path, "/.write-check")) {
    errno = EROFS;
    return -1;
  }
  return real(path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open64(path, flags, mode);
}

ssize_t pwrite(int fd, const void *from, size_t count, off_t at) {
  static ssize_t (*real)(int, const void *, size_t, off_t);
  if (!real) real = dlsym(RTLD_NEXT, "pwrite");
  return refused(fd) ? -1 : real(fd, from, count, at);
}

ssize_t pwrite64(int fd, const void *from, size_t count, off64_t at) {
  static ssize_t (*real)(int, const void *, size_t, off64_t);
  if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
  return refused(fd) ? -1 : real(fd, from, count, at);
}
