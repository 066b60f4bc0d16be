using Inquest.Reports;
using Inquest.Symbols;

namespace Inquest.Server.Workers;

/// <summary>The id that a module's symbols are searched by.</summary>
static class ModuleIds
{
    public static ModuleId Of(ReportModule module) => new(
        BaseName(module.DebugFile ?? ""), module.DebugId ?? "", BaseName(module.CodeFile), module.CodeId ?? "");

    // Dumps carry paths of other systems: both kinds of slashes separate.
    static string BaseName(string path) => path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
}
