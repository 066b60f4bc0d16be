using Inquest.Formats;
using Inquest.Symbols.SourceBundles;

namespace Inquest.Symbols.Identity;

/// <summary>The ids that a source bundle's manifest names.</summary>
static class SourceBundleIdentity
{
    /// <returns>Null when it is no bundle; empty when the manifest names no id.</returns>
    public static List<SymbolObject>? Read(FileBytes bytes)
    {
        using var stream = new FileBytesStream(bytes, 0, (ulong)bytes.Length);
        using var bundle = SourceBundle.TryOpen(stream);
        if (bundle is null)
        {
            return null;
        }

        return bundle.DebugId.Length == 0 && bundle.CodeId.Length == 0 ? [] :
        [
            new SymbolObject(
                SymbolFileKind.SourceBundle, bundle.DebugId, bundle.CodeId, bundle.ObjectName, "", "", bundle.Architecture, SymbolFeatures.Sources),
        ];
    }
}
