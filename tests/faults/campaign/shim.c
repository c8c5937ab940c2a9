/* A shim in front of the C library: the n-th call that touches a folder fails, or kills the process.

It is preloaded into a process that forks (`worker.py`), and does nothing until a child arms it. */

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { FAIL = 1, KILL = 2, KILL_AFTER = 3, SIGNAL = 4, SHORT = 5, WRITES_FAIL = 6, ALL_FAIL = 7 };
enum { MOST_CALLS = 60000, MOST_FILES = 4096 };

/* What the parent reads when the child has ended: how many calls were counted, which, and whether one was hit. */
struct seen {
    long calls;
    long hits;
    char names[MOST_CALLS][16];
    char writes[MOST_CALLS];
};

static struct seen *seen;
static int is_armed, how, value, lacks_exchange, lacks_links;
static long target;
static char folder[4096];
static size_t folder_length;
static char is_watched[MOST_FILES];

struct seen *fault_setup(void) {
    seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return seen;
}

long fault_calls(void) { return seen->calls; }
long fault_hits(void) { return seen->hits; }
const char *fault_name(long number) { return seen->names[number - 1]; }
int fault_writes(long number) { return seen->writes[number - 1]; }

/* Count the calls that touch a folder, and have the `number`-th fail with an error, be killed, or be interrupted. */
void fault_arm(const char *path, long number, int what, int which, int no_exchange, int no_links) {
    strncpy(folder, path, sizeof folder - 1);
    folder_length = strlen(folder);
    target = number;
    how = what;
    value = which;
    lacks_exchange = no_exchange;
    lacks_links = no_links;
    seen->calls = seen->hits = 0;
    is_armed = 1;
}

static int is_below(const char *path) {
    return strncmp(path, folder, folder_length) == 0 && (path[folder_length] == '/' || !path[folder_length]);
}

static int touches(int at, const char *path) {
    char here[4096];
    if (!is_armed || !path)
        return 0;
    if (path[0] == '/')
        return is_below(path);
    if (at == AT_FDCWD)
        return getcwd(here, sizeof here) && is_below(here);
    return at >= 0 && at < MOST_FILES && is_watched[at];
}

static int has(int file) { return is_armed && file >= 0 && file < MOST_FILES && is_watched[file]; }

/* Count a call; return whether it has to fail, with `errno` set. */
static int fails(const char *name, int writes) {
    int before = errno;
    long number = ++seen->calls;
    if (number <= MOST_CALLS) {
        strncpy(seen->names[number - 1], name, sizeof seen->names[0] - 1);
        seen->writes[number - 1] = writes;
    }
    if (!target || number < target)
        return 0;
    if (number == target) {
        seen->hits++;
        if (how == KILL)
            kill(getpid(), SIGKILL);
        if (how == SIGNAL)
            raise(value);
    }
    if (how == ALL_FAIL || (how == FAIL && number == target) || (how == WRITES_FAIL && writes)) {
        errno = value;
        return 1;
    }
    errno = before;
    return 0;
}

static void is_done(void) {
    if (how == KILL_AFTER && seen->calls == target)
        kill(getpid(), SIGKILL);
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) \
        real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define CALL(result, name, parameters, arguments, is_ours, writes, bad) \
    result name parameters { \
        REAL(name); \
        if (!(is_ours)) \
            return real arguments; \
        if (fails(#name, writes)) \
            return bad; \
        result answer = real arguments; \
        int error = errno; \
        is_done(); \
        errno = error; \
        return answer; \
    }

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        va_list more; \
        va_start(more, flags); \
        int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, int) : 0; \
        va_end(more); \
        if (!touches(AT_FDCWD, path)) \
            return real(path, flags, mode); \
        if (fails("open", flags & (O_WRONLY | O_RDWR))) \
            return -1; \
        int file = real(path, flags, mode); \
        if (file >= 0 && file < MOST_FILES) \
            is_watched[file] = 1; \
        int error = errno; \
        is_done(); \
        errno = error; \
        return file; \
    }

#define OPENAT(name) \
    int name(int at, const char *path, int flags, ...) { \
        REAL(name); \
        va_list more; \
        va_start(more, flags); \
        int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, int) : 0; \
        va_end(more); \
        if (!touches(at, path)) \
            return real(at, path, flags, mode); \
        if (fails("openat", flags & (O_WRONLY | O_RDWR))) \
            return -1; \
        int file = real(at, path, flags, mode); \
        if (file >= 0 && file < MOST_FILES) \
            is_watched[file] = 1; \
        int error = errno; \
        is_done(); \
        errno = error; \
        return file; \
    }

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

/* A file is closed even where closing it fails. */
int close(int file) {
    REAL(close);
    if (!has(file))
        return real(file);
    is_watched[file] = 0;
    int is_bad = fails("close", 0);
    int error = errno;
    int answer = real(file);
    if (is_bad) {
        errno = error;
        return -1;
    }
    is_done();
    return answer;
}

ssize_t write(int file, const void *data, size_t size) {
    REAL(write);
    if (!has(file))
        return real(file, data, size);
    if (fails("write", 1))
        return -1;
    if (how == SHORT && seen->calls == target && size > 1)
        size /= 2;
    ssize_t answer = real(file, data, size);
    is_done();
    return answer;
}

/* A file system without what only some have says so each time; these are no faults. */
int renameat2(int from, const char *old, int to, const char *new, unsigned int flags) {
    REAL(renameat2);
    if (!touches(from, old) && !touches(to, new))
        return real(from, old, to, new, flags);
    if (fails("renameat2", 1))
        return -1;
    if (lacks_exchange) {
        errno = EINVAL;
        return -1;
    }
    int answer = real(from, old, to, new, flags);
    int error = errno;
    is_done();
    errno = error;
    return answer;
}

static int link_fails(void) {
    if (fails("link", 1))
        return 1;
    errno = EPERM;
    return lacks_links;
}

int link(const char *old, const char *new) {
    REAL(link);
    if (!touches(AT_FDCWD, new))
        return real(old, new);
    if (link_fails())
        return -1;
    int answer = real(old, new);
    int error = errno;
    is_done();
    errno = error;
    return answer;
}

int linkat(int from, const char *old, int to, const char *new, int flags) {
    REAL(linkat);
    if (!touches(to, new))
        return real(from, old, to, new, flags);
    if (link_fails())
        return -1;
    int answer = real(from, old, to, new, flags);
    int error = errno;
    is_done();
    errno = error;
    return answer;
}

#define BY_PATH(name, parameters, arguments, writes) \
    CALL(int, name, parameters, arguments, touches(AT_FDCWD, path), writes, -1)
#define BY_PLACE(name, parameters, arguments, writes) \
    CALL(int, name, parameters, arguments, touches(at, path), writes, -1)
#define BY_FILE(name, parameters, arguments, writes) CALL(int, name, parameters, arguments, has(file), writes, -1)

BY_PATH(mkdir, (const char *path, mode_t mode), (path, mode), 1)
BY_PATH(rmdir, (const char *path), (path), 1)
BY_PATH(unlink, (const char *path), (path), 1)
BY_PATH(chmod, (const char *path, mode_t mode), (path, mode), 1)
BY_PATH(access, (const char *path, int mode), (path, mode), 0)
BY_PATH(stat, (const char *path, struct stat *status), (path, status), 0)
BY_PATH(lstat, (const char *path, struct stat *status), (path, status), 0)
BY_PATH(stat64, (const char *path, struct stat64 *status), (path, status), 0)
BY_PATH(lstat64, (const char *path, struct stat64 *status), (path, status), 0)
BY_PATH(symlink, (const char *to, const char *path), (to, path), 1)
BY_PLACE(mkdirat, (int at, const char *path, mode_t mode), (at, path, mode), 1)
BY_PLACE(unlinkat, (int at, const char *path, int flags), (at, path, flags), 1)
BY_PLACE(fstatat, (int at, const char *path, struct stat *status, int flags), (at, path, status, flags), 0)
BY_PLACE(fstatat64, (int at, const char *path, struct stat64 *status, int flags), (at, path, status, flags), 0)
BY_PLACE(faccessat, (int at, const char *path, int mode, int flags), (at, path, mode, flags), 0)
BY_PLACE(symlinkat, (const char *to, int at, const char *path), (to, at, path), 1)
BY_PLACE(utimensat, (int at, const char *path, const struct timespec times[2], int flags), (at, path, times, flags), 1)
BY_FILE(fstat, (int file, struct stat *status), (file, status), 0)
BY_FILE(fstat64, (int file, struct stat64 *status), (file, status), 0)
BY_FILE(fsync, (int file), (file), 1)
BY_FILE(fdatasync, (int file), (file), 1)
BY_FILE(ftruncate, (int file, off_t size), (file, size), 1)
BY_FILE(ftruncate64, (int file, off64_t size), (file, size), 1)
BY_FILE(fchmod, (int file, mode_t mode), (file, mode), 1)
BY_FILE(fchown, (int file, uid_t user, gid_t group), (file, user, group), 1)
BY_FILE(flock, (int file, int operation), (file, operation), 0)
CALL(int, rename, (const char *old, const char *new), (old, new),
     touches(AT_FDCWD, old) || touches(AT_FDCWD, new), 1, -1)
CALL(int, renameat, (int from, const char *old, int to, const char *new), (from, old, to, new),
     touches(from, old) || touches(to, new), 1, -1)
CALL(ssize_t, read, (int file, void *data, size_t size), (file, data, size), has(file), 0, -1)
CALL(ssize_t, readlink, (const char *path, char *data, size_t size), (path, data, size),
     touches(AT_FDCWD, path), 0, -1)
CALL(struct dirent *, readdir, (DIR *list), (list), has(dirfd(list)), 0, NULL)
CALL(struct dirent64 *, readdir64, (DIR *list), (list), has(dirfd(list)), 0, NULL)

DIR *opendir(const char *path) {
    REAL(opendir);
    if (!touches(AT_FDCWD, path))
        return real(path);
    if (fails("opendir", 0))
        return NULL;
    DIR *list = real(path);
    if (list && dirfd(list) < MOST_FILES)
        is_watched[dirfd(list)] = 1;
    int error = errno;
    is_done();
    errno = error;
    return list;
}

int closedir(DIR *list) {
    REAL(closedir);
    if (has(dirfd(list)))
        is_watched[dirfd(list)] = 0;
    return real(list);
}
