// The public header by itself, in the oldest C++ that programs still use, with the shared library.
#include "inquest.h"

int main()
{
    inquest_options options;
    inquest_options_init(&options);
    options.backend = INQUEST_BACKEND_NONE;
    return inquest_init(&options) == INQUEST_OK && inquest_shutdown() == INQUEST_OK ? 0 : 1;
}
