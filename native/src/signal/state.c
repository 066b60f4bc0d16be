#include "signal/state.h"

struct inquest__state inquest__state = {.pending_fd = -1, .spare_fd = {-1, -1}};
struct inquest__crash inquest__crash;
