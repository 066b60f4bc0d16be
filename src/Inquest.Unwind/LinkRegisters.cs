namespace Inquest.Unwind;

/// <summary>Decides whether a link register still holds the return address of the function that was interrupted.</summary>
static class LinkRegisters
{
    /// <summary>True when modules or debug records show that <paramref name="linkRegister"/> and the callee are in two functions.</summary>
    public static bool LeadsOutOfFunction(WalkContext context, WalkFrame callee, ulong linkRegister)
    {
        if (context.Judge.Judge(linkRegister) == CodeEvidence.None)
        {
            return false;
        }

        // A jump into nothing: whoever called it left its address behind.
        if (context.Process.Modules.Find(callee.Instruction) is null)
        {
            return callee.ProgramCounter < StackScanner.LowestCode || !context.Judge.CouldBeCode(callee.Instruction);
        }

        var call = context.Architecture.CallOf(linkRegister);
        if (context.Process.Modules.Find(callee.Instruction) != context.Process.Modules.Find(call))
        {
            return true;
        }

        return FunctionOf(context, callee.Instruction) is { } here
            && FunctionOf(context, call) is { } there
            && here != there;
    }

    /// <summary>Start of the function around an address; null unless a FUNC record says where it begins and ends.</summary>
    public static ulong? FunctionOf(WalkContext context, ulong address) =>
        context.Process.Modules.Find(address) is { } module
        && context.Process.SymbolsOf(module)?.FindLocation(address - module.Base) is { IsPublic: false } location
            ? module.Base + location.FunctionRva
            : null;
}
