/* Setters of the client info. */
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "client/client.h"

/* Excludes setters from one another; in-signal code never takes it. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* How many bytes of `text` fit without cutting a character in two. */
static size_t fitting(const char *text, size_t capacity)
{
    size_t length = strnlen(text, capacity + 1);
    if (length <= capacity) {
        return length;
    }
    length = capacity;
    while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80) {
        length--;
    }
    return length;
}

static void put(char *to, const char *from, size_t length)
{
    memcpy(to, from, length);
    to[length] = 0;
}

static void set_locked(struct inquest__text *cell, const char *text)
{
    uint32_t sequence = atomic_load_explicit(&cell->sequence, memory_order_relaxed), copy = (sequence + 1) & 1;
    size_t length = text == NULL ? 0 : fitting(text, INQUEST_TEXT_MAX);
    put(cell->bytes[copy], text == NULL ? "" : text, length);
    cell->length[copy] = (uint16_t)length;
    atomic_store_explicit(&cell->sequence, sequence + 1, memory_order_release);
}

void inquest__text_set(struct inquest__text *cell, const char *text)
{
    pthread_mutex_lock(&lock);
    set_locked(cell, text);
    pthread_mutex_unlock(&lock);
}

void inquest__texts_unlock_in_child(void)
{
    pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
    memcpy(&lock, &fresh, sizeof lock);
}

static void set_pair(struct inquest__pair *pair, const char *name, const char *value)
{
    uint32_t sequence = atomic_load_explicit(&pair->sequence, memory_order_relaxed), copy = (sequence + 1) & 1;
    size_t name_length = value == NULL ? 0 : fitting(name, INQUEST_TAG_NAME_MAX);
    size_t value_length = value == NULL ? 0 : fitting(value, INQUEST_TEXT_MAX);
    put(pair->name[copy], name, name_length);
    put(pair->value[copy], value == NULL ? "" : value, value_length);
    pair->name_length[copy] = (uint8_t)name_length;
    pair->value_length[copy] = (uint16_t)value_length;
    atomic_store_explicit(&pair->sequence, sequence + 1, memory_order_release);
}

static void set_path(struct inquest__path *cell, const char *path)
{
    uint32_t sequence = atomic_load_explicit(&cell->sequence, memory_order_relaxed), copy = (sequence + 1) & 1;
    size_t length = path == NULL ? 0 : strlen(path);
    put(cell->bytes[copy], path == NULL ? "" : path, length);
    cell->length[copy] = (uint16_t)length;
    atomic_store_explicit(&cell->sequence, sequence + 1, memory_order_release);
}

void inquest__texts_reset(void)
{
    struct inquest__client_info *client = &inquest__client;
    struct inquest__text *cells[] = {&client->dsn, &client->release, &client->environment, &client->session, &client->user_id,
        &client->user_email, &client->user_name, &client->exception_type, &client->exception_text};
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        set_locked(cells[i], NULL);
    }
    for (uint32_t i = 0; i < INQUEST_TAGS_MAX; i++) {
        set_pair(&client->tags[i], "", NULL);
    }
    for (uint32_t i = 0; i < INQUEST_ATTACHMENTS_MAX; i++) {
        set_path(&client->attachments[i], NULL);
    }
    atomic_store(&client->breadcrumb_head, 0);
    atomic_store(&client->breadcrumbs_dropped, 0);
    for (uint32_t i = 0; i < INQUEST_BREADCRUMBS_MAX; i++) {
        atomic_store(&client->breadcrumbs[i].ticket, 0);
    }
    pthread_mutex_unlock(&lock);
}

static int running(void) { return atomic_load(&inquest__state.level) != INQUEST__LEVEL_OFF; }

/* The place of a name that is there, or a free one. */
static struct inquest__pair *find_tag(const char *name, size_t length, struct inquest__pair **empty)
{
    *empty = NULL;
    for (uint32_t i = 0; i < INQUEST_TAGS_MAX; i++) {
        struct inquest__pair *pair = &inquest__client.tags[i];
        uint32_t copy = atomic_load(&pair->sequence) & 1;
        if (pair->name_length[copy] == 0) {
            *empty = *empty == NULL ? pair : *empty;
        } else if (pair->name_length[copy] == length && memcmp(pair->name[copy], name, length) == 0) {
            return pair;
        }
    }
    return NULL;
}

enum inquest_result inquest_set_tag(const char *name, const char *value)
{
    if (name == NULL || name[0] == 0) {
        return INQUEST_ERROR_ARGUMENT;
    }
    if (!running()) {
        return INQUEST_ERROR_NOT_RUNNING;
    }
    struct inquest__pair *empty;
    enum inquest_result result = INQUEST_OK;
    pthread_mutex_lock(&lock);
    struct inquest__pair *pair = find_tag(name, fitting(name, INQUEST_TAG_NAME_MAX), &empty);
    if (pair != NULL || (value != NULL && empty != NULL)) {
        set_pair(pair != NULL ? pair : empty, name, value);
    } else if (value != NULL) {
        result = INQUEST_ERROR_FULL;
    }
    pthread_mutex_unlock(&lock);
    return result;
}

static enum inquest_result set_public(struct inquest__text *cell, const char *text)
{
    if (!running()) {
        return INQUEST_ERROR_NOT_RUNNING;
    }
    inquest__text_set(cell, text);
    return INQUEST_OK;
}

enum inquest_result inquest_set_user(const char *id, const char *email, const char *username)
{
    if (!running()) {
        return INQUEST_ERROR_NOT_RUNNING;
    }
    pthread_mutex_lock(&lock);
    set_locked(&inquest__client.user_id, id);
    set_locked(&inquest__client.user_email, email);
    set_locked(&inquest__client.user_name, username);
    pthread_mutex_unlock(&lock);
    return INQUEST_OK;
}

enum inquest_result inquest_set_release(const char *release) { return set_public(&inquest__client.release, release); }

enum inquest_result inquest_set_environment(const char *environment)
{
    return set_public(&inquest__client.environment, environment);
}

enum inquest_result inquest_set_session(const char *session_id) { return set_public(&inquest__client.session, session_id); }

enum inquest_result inquest_add_breadcrumb(enum inquest_level level, const char *category, const char *message)
{
    if (message == NULL || (unsigned)level > INQUEST_LEVEL_ERROR) {
        return INQUEST_ERROR_ARGUMENT;
    }
    if (!running()) {
        return INQUEST_ERROR_NOT_RUNNING;
    }
    struct inquest__client_info *client = &inquest__client;
    uint64_t ticket = atomic_fetch_add(&client->breadcrumb_head, 1);
    struct inquest__breadcrumb *crumb = &client->breadcrumbs[ticket % INQUEST_BREADCRUMBS_MAX];
    uint64_t before = atomic_load(&crumb->ticket);
    /* Odd: a writer that was interrupted a whole round ago still has the place. Dropping ours tears nothing. */
    if ((before & 1) != 0 || before > 2 * ticket + 1 ||
        !atomic_compare_exchange_strong(&crumb->ticket, &before, 2 * ticket + 1)) {
        atomic_fetch_add(&client->breadcrumbs_dropped, 1);
        return INQUEST_ERROR_FULL;
    }
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_REALTIME, &now);
    crumb->time_ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    crumb->level = (uint8_t)level;
    crumb->category_length = (uint8_t)(category == NULL ? 0 : fitting(category, INQUEST__CATEGORY_MAX));
    crumb->message_length = (uint16_t)fitting(message, INQUEST__MESSAGE_MAX);
    put(crumb->category, category == NULL ? "" : category, crumb->category_length);
    put(crumb->message, message, crumb->message_length);
    atomic_store_explicit(&crumb->ticket, 2 * ticket + 2, memory_order_release);
    return INQUEST_OK;
}

static struct inquest__path *find_path(const char *path)
{
    for (uint32_t i = 0; i < INQUEST_ATTACHMENTS_MAX; i++) {
        struct inquest__path *cell = &inquest__client.attachments[i];
        if (strcmp(cell->bytes[atomic_load(&cell->sequence) & 1], path) == 0) {
            return cell;
        }
    }
    return NULL;
}

enum inquest_result inquest_attach_file(const char *path)
{
    if (path == NULL || path[0] == 0 || strlen(path) > INQUEST_PATH_MAX) {
        return INQUEST_ERROR_ARGUMENT;
    }
    if (!running()) {
        return INQUEST_ERROR_NOT_RUNNING;
    }
    pthread_mutex_lock(&lock);
    struct inquest__path *cell = find_path(path);
    struct inquest__path *empty = cell == NULL ? find_path("") : NULL;
    if (empty != NULL) {
        set_path(empty, path);
    }
    pthread_mutex_unlock(&lock);
    return cell != NULL || empty != NULL ? INQUEST_OK : INQUEST_ERROR_FULL;
}

enum inquest_result inquest_detach_file(const char *path)
{
    if (path == NULL || path[0] == 0) {
        return INQUEST_ERROR_ARGUMENT;
    }
    if (!running()) {
        return INQUEST_ERROR_NOT_RUNNING;
    }
    pthread_mutex_lock(&lock);
    struct inquest__path *cell = find_path(path);
    if (cell != NULL) {
        set_path(cell, NULL);
    }
    pthread_mutex_unlock(&lock);
    return INQUEST_OK;
}
