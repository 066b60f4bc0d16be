/* Plain C: static and inlined functions, a switch, a cold path. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

static int weight(const char *text)
{
    int sum = 0;
    for (; *text; text++)
        switch (*text & 3)
        {
        case 0: sum += clamp(*text, 10, 90); break;
        case 1: sum -= 3; break;
        case 2: sum ^= *text; break;
        default: sum += clamp(sum, 0, 7); break;
        }
    return sum;
}

__attribute__((noinline, cold)) static void fail(const char *why)
{
    fprintf(stderr, "%s\n", why);
    abort();
}

int main(int argc, char **argv)
{
    if (argc > 100)
        fail("too many");
    for (int i = 0; i < argc; i++)
        printf("%d\n", weight(argv[i]));
    return 0;
}
