namespace Inquest.Unwind.Instructions;

/// <summary>What the operating system says the faulting instruction attempted.</summary>
public enum FaultKind
{
    /// <summary>No memory fault (abort, breakpoint, arithmetic) or not known.</summary>
    Other = 0,

    /// <summary>An access violation whose direction is not given (SIGSEGV, SIGBUS, EXC_BAD_ACCESS).</summary>
    Access,
    Read,
    Write,
    Execute,

    /// <summary>The operating system itself speaks of a stack overflow (STATUS_STACK_OVERFLOW).</summary>
    StackOverflow,

    /// <summary>
    /// A general-protection fault: no address was given by the processor, so that the reported one (0 or -1) means
    /// nothing (Linux SI_KERNEL, macOS EXC_I386_GPFLT).
    /// </summary>
    GeneralProtection,
}
