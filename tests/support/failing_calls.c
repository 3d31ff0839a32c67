/* Makes chosen system calls fail, for tests: a library to preload on Linux with glibc.

   A call counts if it concerns a path under one folder, a file that was opened there, or a new thread. Counting begins
   with failing_calls_begin, so the start of a program is left alone. Of one kind of calls, those with the numbers `first`
   to `last` fail with `error`. If `error` is 0, they read or write only half of what was asked. If it is negative, they
   succeed, but the process gets that signal before. */

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { OPEN, READ, WRITE, SYNC, RENAME, MAP, CUT, REMOVE, ASK, LIST, MAKE, LOCK, THREAD, KINDS };

#define FILES 65536

static char folder[PATH_MAX];
static size_t folder_length;
static int chosen = -1, chosen_error;
static long first_call, last_call;
static atomic_long counted[KINDS], failed;
static atomic_char inside[FILES];

void failing_calls_begin(const char *path, int kind, long first, long last, int error)
{
    folder_length = strlen(path);
    memcpy(folder, path, folder_length + 1);
    chosen = kind;
    first_call = first;
    last_call = last;
    chosen_error = error;
}

void failing_calls_end(void) { folder_length = 0; }
long failing_calls_counted(int kind) { return atomic_load(&counted[kind]); }
long failing_calls_failed(void) { return atomic_load(&failed); }

static int is_inside(int at, const char *path)
{
    char whole[2 * PATH_MAX], link[64];
    ssize_t length = 0;

    if (!folder_length || !path)
        return 0;
    if (path[0] != '/') {
        snprintf(link, sizeof link, at == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", at);
        length = readlink(link, whole, PATH_MAX);
        if (length < 0)
            return 0;
        whole[length++] = '/';
    }
    strncpy(whole + length, path, PATH_MAX - 1);
    whole[length + PATH_MAX - 1] = 0;
    return !strncmp(whole, folder, folder_length) && (whole[folder_length] == '/' || !whole[folder_length]);
}

static int holds(int file) { return folder_length && file >= 0 && file < FILES && atomic_load(&inside[file]); }

static int opened(int file, int is_ours)
{
    if (file >= 0 && file < FILES)
        atomic_store(&inside[file], is_ours);
    return file;
}

/* Whether this call, which concerns the folder, is one of those to fail. */
static int is_chosen(enum kind kind)
{
    long number = atomic_fetch_add(&counted[kind], 1) + 1;

    if ((int)kind != chosen || number < first_call || number > last_call)
        return 0;
    atomic_fetch_add(&failed, 1);
    if (chosen_error < 0)
        kill(getpid(), -chosen_error);
    return chosen_error >= 0;
}

static int fails(enum kind kind)
{
    if (!is_chosen(kind) || !chosen_error)
        return 0;
    errno = chosen_error;
    return 1;
}

/* How much a call reads or writes: all, half, or -1 if it fails. */
static ssize_t much(enum kind kind, int file, size_t size)
{
    if (!holds(file) || !is_chosen(kind))
        return (ssize_t)size;
    if (!chosen_error)
        return (ssize_t)(size > 1 ? size / 2 : size);
    errno = chosen_error;
    return -1;
}

#define REAL(type, name, ...)                                                                                          \
    static type (*real)(__VA_ARGS__);                                                                                  \
    if (!real)                                                                                                         \
        real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name);

#define OPENED(at, call)                                                                                   \
    int ours = is_inside(at, path), file;                                                                              \
    if (ours && fails(OPEN))                                                                                           \
        return -1;                                                                                                     \
    file = call;                                                                                                       \
    return opened(file, ours);

#define MODE                                                                                                           \
    mode_t mode = 0;                                                                                                   \
    if (flags & (O_CREAT | __O_TMPFILE)) {                                                                             \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode = va_arg(rest, mode_t);                                                                                   \
        va_end(rest);                                                                                                  \
    }

#define OPEN_PATH(name)                                                                                                \
    int name(const char *path, int flags, ...)                                                                         \
    {                                                                                                                  \
        REAL(int, #name, const char *, int, ...)                                                                       \
        MODE OPENED(AT_FDCWD, real(path, flags, mode))                                                         \
    }
#define OPEN_AT(name)                                                                                                  \
    int name(int at, const char *path, int flags, ...)                                                                 \
    {                                                                                                                  \
        REAL(int, #name, int, const char *, int, ...)                                                                  \
        MODE OPENED(at, real(at, path, flags, mode))                                                           \
    }

OPEN_PATH(open)
OPEN_PATH(open64)
OPEN_AT(openat)
OPEN_AT(openat64)

#define OPEN_2(name)                                                                                                   \
    int name(const char *path, int flags)                                                                              \
    {                                                                                                                  \
        REAL(int, #name, const char *, int)                                                                            \
        OPENED(AT_FDCWD, real(path, flags))                                                                    \
    }
OPEN_2(__open_2)
OPEN_2(__open64_2)

#define FOPEN(name)                                                                                                    \
    FILE *name(const char *path, const char *how)                                                                      \
    {                                                                                                                  \
        REAL(FILE *, #name, const char *, const char *)                                                                \
        int ours = is_inside(AT_FDCWD, path);                                                                          \
        if (ours && fails(OPEN))                                                                                       \
            return NULL;                                                                                               \
        FILE *file = real(path, how);                                                                                  \
        if (file)                                                                                                      \
            opened(fileno(file), ours);                                                                                \
        return file;                                                                                                   \
    }
FOPEN(fopen)
FOPEN(fopen64)

int close(int file)
{
    REAL(int, "close", int)
    opened(file, 0);
    return real(file);
}

int dup(int file)
{
    REAL(int, "dup", int)
    return opened(real(file), holds(file));
}

#define MOVED(kind, name, head, args, ...)                                                                       \
    ssize_t name head                                                                                                  \
    {                                                                                                                  \
        REAL(ssize_t, #name, __VA_ARGS__)                                                                              \
        ssize_t some = much(kind, file, size);                                                                         \
        return some < 0 ? -1 : real args;                                                                              \
    }

MOVED(READ, read, (int file, void *bytes, size_t size), (file, bytes, (size_t)some), int, void *, size_t)
MOVED(READ, pread, (int file, void *bytes, size_t size, off_t at), (file, bytes, (size_t)some, at), int, void *,
      size_t, off_t)
MOVED(READ, pread64, (int file, void *bytes, size_t size, off64_t at), (file, bytes, (size_t)some, at), int, void *,
      size_t, off64_t)
MOVED(WRITE, write, (int file, const void *bytes, size_t size), (file, bytes, (size_t)some), int, const void *,
      size_t)
MOVED(WRITE, pwrite, (int file, const void *bytes, size_t size, off_t at), (file, bytes, (size_t)some, at), int,
      const void *, size_t, off_t)
MOVED(WRITE, pwrite64, (int file, const void *bytes, size_t size, off64_t at), (file, bytes, (size_t)some, at), int,
      const void *, size_t, off64_t)

ssize_t writev(int file, const struct iovec *parts, int count)
{
    REAL(ssize_t, "writev", int, const struct iovec *, int)
    if (holds(file) && fails(WRITE))
        return -1;
    return real(file, parts, count);
}

#define ON_FILE(kind, name, head, args, ...)                                                                           \
    int name head                                                                                                      \
    {                                                                                                                  \
        REAL(int, #name, __VA_ARGS__)                                                                                  \
        return holds(file) && fails(kind) ? -1 : real args;                                                            \
    }
#define ON_PATH(kind, name, at, head, args, ...)                                                                       \
    int name head                                                                                                      \
    {                                                                                                                  \
        REAL(int, #name, __VA_ARGS__)                                                                                  \
        return is_inside(at, path) && fails(kind) ? -1 : real args;                                                    \
    }

ON_FILE(SYNC, fsync, (int file), (file), int)
ON_FILE(SYNC, fdatasync, (int file), (file), int)
ON_FILE(CUT, ftruncate, (int file, off_t size), (file, size), int, off_t)
ON_FILE(CUT, ftruncate64, (int file, off64_t size), (file, size), int, off64_t)
ON_PATH(CUT, truncate, AT_FDCWD, (const char *path, off_t size), (path, size), const char *, off_t)
ON_FILE(LOCK, flock, (int file, int how), (file, how), int, int)
ON_FILE(ASK, fstat, (int file, struct stat *found), (file, found), int, struct stat *)
ON_FILE(ASK, fstat64, (int file, struct stat64 *found), (file, found), int, struct stat64 *)
ON_PATH(ASK, stat, AT_FDCWD, (const char *path, struct stat *found), (path, found), const char *, struct stat *)
ON_PATH(ASK, stat64, AT_FDCWD, (const char *path, struct stat64 *found), (path, found), const char *, struct stat64 *)
ON_PATH(ASK, lstat, AT_FDCWD, (const char *path, struct stat *found), (path, found), const char *, struct stat *)
ON_PATH(ASK, lstat64, AT_FDCWD, (const char *path, struct stat64 *found), (path, found), const char *, struct stat64 *)
ON_PATH(ASK, fstatat, at, (int at, const char *path, struct stat *found, int flags), (at, path, found, flags), int,
        const char *, struct stat *, int)
ON_PATH(ASK, fstatat64, at, (int at, const char *path, struct stat64 *found, int flags), (at, path, found, flags), int,
        const char *, struct stat64 *, int)
ON_PATH(ASK, statx, at, (int at, const char *path, int flags, unsigned mask, struct statx *found),
        (at, path, flags, mask, found), int, const char *, int, unsigned, struct statx *)
ON_PATH(RENAME, rename, AT_FDCWD, (const char *path, const char *other), (path, other), const char *, const char *)
ON_PATH(RENAME, renameat, at, (int at, const char *path, int to, const char *other), (at, path, to, other), int,
        const char *, int, const char *)
ON_PATH(RENAME, renameat2, at, (int at, const char *path, int to, const char *other, unsigned flags),
        (at, path, to, other, flags), int, const char *, int, const char *, unsigned)
ON_PATH(REMOVE, unlink, AT_FDCWD, (const char *path), (path), const char *)
ON_PATH(REMOVE, unlinkat, at, (int at, const char *path, int flags), (at, path, flags), int, const char *, int)
ON_PATH(REMOVE, rmdir, AT_FDCWD, (const char *path), (path), const char *)
ON_PATH(MAKE, mkdir, AT_FDCWD, (const char *path, mode_t mode), (path, mode), const char *, mode_t)

DIR *opendir(const char *path)
{
    REAL(DIR *, "opendir", const char *)
    return is_inside(AT_FDCWD, path) && fails(LIST) ? NULL : real(path);
}

#define MAPPED(name, offset)                                                                                           \
    void *name(void *where, size_t size, int protection, int flags, int file, offset at)                               \
    {                                                                                                                  \
        REAL(void *, #name, void *, size_t, int, int, int, offset)                                                     \
        return !(flags & MAP_ANONYMOUS) && holds(file) && fails(MAP)                                                   \
                   ? MAP_FAILED                                                                                        \
                   : real(where, size, protection, flags, file, at);                                                   \
    }
MAPPED(mmap, off_t)
MAPPED(mmap64, off64_t)

int pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*work)(void *), void *with)
{
    REAL(int, "pthread_create", pthread_t *, const pthread_attr_t *, void *(*)(void *), void *)
    return folder_length && fails(THREAD) ? chosen_error : real(thread, how, work, with);
}
