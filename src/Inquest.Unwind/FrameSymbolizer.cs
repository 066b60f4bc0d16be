using Inquest.Formats.Cpu;
using Inquest.Reports;
using Inquest.Symbols;

namespace Inquest.Unwind;

/// <summary>Gives a physical frame its module, function, line and inlined calls.</summary>
sealed class FrameSymbolizer(UnwindProcess process, UnwindLimits limits)
{
    public Frame Name(RegisterFile registers, ulong instruction, FrameTrust trust)
    {
        var module = process.Modules.Find(instruction);
        var offset = module is null ? 0 : instruction - module.Base;
        var symbols = module is null ? null : process.SymbolsOf(module);
        var location = symbols?.FindLocation(offset);
        return new Frame
        {
            Instruction = instruction,
            ResumeAddress = registers.ProgramCounter,
            Trust = trust,
            ModuleIndex = module?.Index,
            Module = module?.Name,
            ModuleOffset = module is null ? null : offset,
            Function = location?.Function,
            FunctionAddress = module is null || location is null ? null : module.Base + location.FunctionRva,
            ParameterSize = ParameterSize(symbols, location, offset),
            File = location?.File,
            Line = location?.Line,
            LineAddress = module is null || location?.LineRva is null ? null : module.Base + location.LineRva,
            Inlines = Inlines(location),
            MissingSymbols = module is not null && location is null,
            UnloadedModules = module is null ? UnloadedAt(instruction) : [],
            Registers = [.. registers.Known().Select(static r => new RegisterValue(r.Name, r.Value))],
        };
    }

    /// <summary>STACK WIN knows parameters better than FUNC, which is 0 for most of Microsoft's own functions.</summary>
    uint? ParameterSize(IModuleSymbols? symbols, SymbolLocation? location, ulong rva)
    {
        if (process.Layout.Architecture != CpuArchitecture.X86 || symbols is null)
        {
            return null;
        }

        return symbols.FindStackWin(rva)?.ParameterSize ?? location?.ParameterSize;
    }

    static IReadOnlyList<InlineFrame> Inlines(SymbolLocation? location) =>
        location is null || location.Inlines.Count == 0
            ? []
            : [.. location.Inlines.Select(static i => new InlineFrame(i.Function, i.File, i.Line))];

    IReadOnlyList<UnloadedHit> UnloadedAt(ulong address)
    {
        List<UnloadedHit>? hits = null;
        foreach (var module in process.UnloadedModules)
        {
            if (address >= module.Base && address - module.Base < module.Size && (hits?.Count ?? 0) < limits.MaxUnloadedHits)
            {
                (hits ??= []).Add(new UnloadedHit(module.Name, address - module.Base));
            }
        }

        return hits is null ? [] : hits;
    }
}
