using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;

namespace Inquest.Client.Stacks;

/// <summary>A loaded assembly → the ids of its file and of its portable PDB (PE-COFF specification of the debug directory, .NET runtime docs).</summary>
static class AssemblyImage
{
    // Weak: a plug-in that was reported once must still be able to unload.
    static readonly ConditionalWeakTable<Module, DebugImage> Known = [];

    public static DebugImage Of(Module module) => Known.GetValue(module, Read);

    static DebugImage Read(Module module)
    {
        var name = module.ScopeName;
        Guid? mvid = TryMvid(module);
        try
        {
            if (PathOf(module) is { } path)
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                return Read(file, name, mvid);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException or InvalidOperationException)
        {
            // Replaced or removed since it was loaded: the frames keep their names, only the lines are lost.
        }

        return new DebugImage("pe_dotnet", name, null, null, null, null, mvid);
    }

    static DebugImage Read(Stream file, string name, Guid? mvid)
    {
        using var pe = new PEReader(file);
        var (debugFile, debugId, checksum) = ((string?)null, (string?)null, (string?)null);
        foreach (var entry in pe.ReadDebugDirectory())
        {
            // Framework assemblies also name the PDB of their native code; the one with portable format has the lines.
            if (entry.Type == DebugDirectoryEntryType.CodeView && entry.IsPortableCodeView)
            {
                var data = pe.ReadCodeViewDebugDirectoryData(entry);
                debugFile = BaseName(data.Path);
                debugId = string.Create(CultureInfo.InvariantCulture, $"{data.Guid:D}-{entry.Stamp:x}");
            }
            else if (entry.Type == DebugDirectoryEntryType.PdbChecksum)
            {
                var data = pe.ReadPdbChecksumDebugDirectoryData(entry);
                checksum = $"{data.AlgorithmName}:{Convert.ToHexStringLower([.. data.Checksum])}";
            }
        }

        var codeId = string.Create(CultureInfo.InvariantCulture,
            $"{pe.PEHeaders.CoffHeader.TimeDateStamp:X8}{pe.PEHeaders.PEHeader?.SizeOfImage ?? 0:x}");
        return new DebugImage("pe_dotnet", name, codeId, debugFile, debugId, checksum, mvid);
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty location is expected and means that there is no file to read.")]
    static string? PathOf(Module module)
    {
        var location = module.Assembly.Location;
        if (location.Length > 0)
        {
            return location;
        }

        // Hosts that load from bytes often have the file beside them.
        var beside = Path.Combine(AppContext.BaseDirectory, module.ScopeName);
        return File.Exists(beside) ? beside : null;
    }

    static Guid? TryMvid(Module module)
    {
        try
        {
            return module.ModuleVersionId;
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }

    static string BaseName(string path) => path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
}
