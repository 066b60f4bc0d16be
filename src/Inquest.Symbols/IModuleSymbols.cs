namespace Inquest.Symbols;

/// <summary>Symbols and unwind rules of one module; addresses are relative to the module's base.</summary>
/// <remarks>Safe to use from several threads at once.</remarks>
public interface IModuleSymbols
{
    /// <summary>True when the file has any STACK CFI or STACK WIN records, so that an address without one is outside of code.</summary>
    bool HasUnwindInfo { get; }

    /// <summary>True when the file has FUNC records, so that functions are known with their ends and not only by exported names.</summary>
    bool HasFunctions => false;

    /// <summary>True when functions come with source lines.</summary>
    bool HasLines => false;

    /// <summary>The function, line and inlined calls at an address, or null.</summary>
    SymbolLocation? FindLocation(ulong rva);

    /// <summary>The CFI rules in force at an address, or null.</summary>
    CfiRules? FindCfi(ulong rva);

    /// <summary>The x86 STACK WIN record that covers an address, frame data before FPO, or null.</summary>
    StackWinRecord? FindStackWin(ulong rva);
}
