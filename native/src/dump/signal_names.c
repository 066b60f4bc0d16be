#include "dump/facts.h"

struct code {
    int signal_number;
    int code;
    const char *name;
};

static const struct code codes[] = {
    {SIGSEGV, 1, "SEGV_MAPERR"}, {SIGSEGV, 2, "SEGV_ACCERR"}, {SIGSEGV, 3, "SEGV_BNDERR"}, {SIGSEGV, 4, "SEGV_PKUERR"},
    {SIGSEGV, 8, "SEGV_MTEAERR"}, {SIGSEGV, 9, "SEGV_MTESERR"}, {SIGBUS, 1, "BUS_ADRALN"}, {SIGBUS, 2, "BUS_ADRERR"},
    {SIGBUS, 3, "BUS_OBJERR"}, {SIGBUS, 4, "BUS_MCEERR_AR"}, {SIGBUS, 5, "BUS_MCEERR_AO"}, {SIGFPE, 1, "FPE_INTDIV"},
    {SIGFPE, 2, "FPE_INTOVF"}, {SIGFPE, 3, "FPE_FLTDIV"}, {SIGFPE, 4, "FPE_FLTOVF"}, {SIGFPE, 5, "FPE_FLTUND"},
    {SIGFPE, 6, "FPE_FLTRES"}, {SIGFPE, 7, "FPE_FLTINV"}, {SIGFPE, 8, "FPE_FLTSUB"}, {SIGILL, 1, "ILL_ILLOPC"},
    {SIGILL, 2, "ILL_ILLOPN"}, {SIGILL, 3, "ILL_ILLADR"}, {SIGILL, 4, "ILL_ILLTRP"}, {SIGILL, 5, "ILL_PRVOPC"},
    {SIGILL, 6, "ILL_PRVREG"}, {SIGILL, 7, "ILL_COPROC"}, {SIGILL, 8, "ILL_BADSTK"}, {SIGTRAP, 1, "TRAP_BRKPT"},
    {SIGTRAP, 2, "TRAP_TRACE"}, {SIGSYS, 1, "SYS_SECCOMP"},
};

const char *inquest__signal_name(int signal_number)
{
    switch (signal_number) {
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGFPE: return "SIGFPE";
    case SIGILL: return "SIGILL";
    case SIGABRT: return "SIGABRT";
    case SIGTRAP: return "SIGTRAP";
    case SIGSYS: return "SIGSYS";
    case SIGXCPU: return "SIGXCPU";
    case SIGXFSZ: return "SIGXFSZ";
    case SIGQUIT: return "SIGQUIT";
    default: return "signal";
    }
}

const char *inquest__signal_code_name(int signal_number, int code)
{
    switch (code) {
    case 0: return "SI_USER";
    case 0x80: return "SI_KERNEL";
    case -1: return "SI_QUEUE";
    case -6: return "SI_TKILL";
    default: break;
    }
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (codes[i].signal_number == signal_number && codes[i].code == code) {
            return codes[i].name;
        }
    }
    return NULL;
}
